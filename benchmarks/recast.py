#!/usr/bin/env python3
"""How long it takes to work out anew what a case of 10,000 propositions comes to under one hypothesis, and again after one more document.

    .venv/bin/python benchmarks/recast.py [--propositions 10000] [--share 1.0]

The propositions are those of benchmarks/weigh.py: about 5 attestations each, up to 200, heavy tail. `share` is in how many of them the
apparent actor speaks; 1 is the worst there can be, as only those are worked out. One process on one core.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from weigh import proposition

from allegedly.hypotheses.hypothesis import from_template
from allegedly.hypotheses.recasting import Recast

BOUND = 10.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--propositions", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    sizes = np.clip(np.exp(rng.normal(np.log(5), 1.1, options.propositions + 1)).astype(int), 1, 200)
    made = [proposition(rng, number, int(size)) for number, size in enumerate(sizes)]
    speaking = {f"agent {n}-0" for n in range(len(made)) if rng.random() < options.share}
    hypothesis = from_template("H1", "false_flag", apparent="League", alleged="Bureau")
    recast = Recast(hypothesis, speaking.__contains__)

    def run(propositions: list) -> float:  # type: ignore[type-arg]
        started = time.process_time()
        for each in propositions:
            recast.probability(each)
        return time.process_time() - started

    print(f"{len(made) - 1} propositions; the apparent actor speaks in {len(speaking)}")
    print(f"first time     {run(made[:-1]):.1f} s, {recast.computed} worked out (bound: {BOUND:.0f} s)")
    print(f"one more       {run(made):.2f} s, {recast.computed} worked out in all")


if __name__ == "__main__":
    main()
