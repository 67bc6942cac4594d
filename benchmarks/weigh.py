#!/usr/bin/env python3
"""How long weighing takes, and how much memory it needs.

    .venv/bin/python benchmarks/weigh.py [--propositions 100000]

Propositions of up to 200 attestations: a median of about 5, a heavy tail (log-normal), with relays, suspected copies, denials, groups.
One weighing is three runs over all worlds (middle, low, high) and both counts of independence. One process on one core; 100,000
propositions are independent of one another, so two cores take half the time.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
import psutil

from allegedly.evidence.graph import Attestation, Group, Link, Provenance, Sign
from allegedly.evidence.ledger import explain
from allegedly.evidence.probability import evaluate
from allegedly.evidence.reliability import Estimate, deceiving, graded, relayed
from allegedly.evidence.weighing import weigh

MANNERS = ("quoted", "paraphrased", "reported")
BOUND = 5.0  # ms on average


def proposition(rng: np.random.Generator, number: int, size: int) -> Provenance:
    """A provenance of `size` attestations: origins, their relays, copies behind unnamed sources, two parties."""
    made: list[Attestation] = []
    origins: list[str] = []
    for n in range(size):
        id = f"{number}-{n}"
        relays = bool(made) and rng.random() < 0.6
        parents = (made[rng.integers(len(made))].id,) if relays else ()
        made.append(
            Attestation(
                id=id,
                agent=f"agent {id}",
                stance=1 if rng.random() < 0.85 else -1,
                parents=parents,
                own_access=not relays,
                reliability=graded("ABCDF"[rng.integers(5)]),
                fidelity=relayed(MANNERS[rng.integers(3)]),
                group=("north", "south")[rng.integers(2)] if rng.random() < 0.25 else None,
                document=id if relays and rng.random() < 0.8 or n == size - 1 else None,
            )
        )
        if not relays:
            origins.append(id)
    links = []
    for at, later in enumerate(origins[1:], 1):
        if rng.random() < 0.4:
            delta = Estimate.around(float(rng.beta(2, 2)), "shared wording")
            links.append(Link(origins[rng.integers(at)], later, (Sign(delta),)))
    groups = (Group("north", deceiving("party"), 1), Group("south", deceiving("deceiver"), -1))
    return Provenance(proposition=f"p{number}", attestations=tuple(made), links=tuple(links), groups=groups)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--propositions", type=int, default=100_000)
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    sizes = np.clip(np.exp(rng.normal(np.log(5), 1.1, options.propositions)).astype(int), 1, 200)
    sizes[0] = 200
    took: list[float] = []
    drawn = 0
    small: list[Provenance] = []
    largest: Provenance | None = None
    for number, size in enumerate(sizes):  # one at a time: a case is weighed so too
        provenance = proposition(rng, number, int(size))
        largest = largest or provenance
        started = time.process_time()
        method = weigh(provenance).method
        took.append((time.process_time() - started) * 1000)
        drawn += method == "drawn"
        if method == "exact" and len(small) < 200:
            small.append(provenance)
    print(f"{len(took)} propositions, {np.median(sizes):.0f} attestations in the middle, {sizes.max()} at most, {drawn} with drawn worlds")
    mean = statistics.mean(took)
    print(
        f"weighing       {mean:.2f} ms on average (bound: {BOUND:.0f}), {statistics.median(took):.2f} in the middle, {max(took):.1f} at most"
    )
    many = [ms for ms, size in zip(took, sizes) if size >= 50]
    print(f"50 and more    {statistics.mean(many):.1f} ms on average, {len(many)} propositions")
    assert largest
    started = time.process_time()
    explain(largest)
    print(f"ledger of 200  {(time.process_time() - started) * 1000:.0f} ms")
    print(f"all of them    {sum(took) / 1000:.0f} s on one core, {sum(took) / 2000:.0f} s on two")
    print(f"memory         {psutil.Process().memory_info().rss / 1e6:.0f} MB resident (bound: 2,000)")
    errors = [abs(evaluate(p).probability - evaluate(p, method="drawn").probability) for p in small]
    print(
        f"drawn worlds   off the exact value by {statistics.mean(errors):.4f} on average, {max(errors):.4f} at most ({len(errors)} propositions)"
    )


if __name__ == "__main__":
    main()
