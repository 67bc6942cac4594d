#!/usr/bin/env python3
"""Hand-made mutants of every rule of the weighing, and whether the tests notice.

    .venv/bin/python evaluation/mutants.py [NAME ...]

Each mutant changes one place of a copy of src/allegedly/evidence; the property tests run on the copy first, the other tests of the layer
only if those let it live. Exit status 1 when a mutant survives both, or its place is no longer in the source.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "allegedly"
PROPERTIES = ("tests/evidence/test_properties.py",)
OTHERS = tuple(
    f"tests/evidence/test_{name}.py" for name in ("graph", "reliability", "weighing", "ledger", "tracing", "assessment", "weighings")
)


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    old: str
    new: str


MUTANTS = (
    Mutant("all links are ignored", "probability.py", "if number in self.suspicion:", "if False:"),
    Mutant("withdrawals are ignored", "probability.py", "if number in self.withdrawn:", "if False:"),
    Mutant("a copied relay relays on its own", "probability.py", "stance)) & self._stands(relay, stance)", "stance))"),
    Mutant("a copied relay counts in k", "independence.py", "or suspicion.get(n, 0.0) >= believed} | gone", "} | gone"),
    Mutant("withdrawals are ignored in k", "independence.py", "max(struck.get(n, 0.0), credit.mid)", "struck.get(n, 0.0)"),
    Mutant("origins that reach nobody are counted", "independence.py", "support.origins & reaching", "support.origins"),
    Mutant("links may close circles", "graph.py", "and not _reaches(after, later, earlier)", ""),
    Mutant("an outlet that reports again is two relays", "graph.py", "set(a.parents) <= set(b.parents)", "False"),
    Mutant(
        "what a document says itself is its own", "graph.py", "own_access=not parents,", "own_access=any(not x.chain for x in accounts),"
    ),
    Mutant("a hedge weighs nothing", "reliability.py", 'if certainty == "certain":', "if True:"),
    Mutant("a copy has sources of its own", "tracing.py", "return not same and not copied", "return not copied"),
    Mutant("everything a copier says is copied", "tracing.py", "return not same and not copied", "return False"),
    Mutant("descriptions never agree", "tracing.py", "if not (left <= right or right <= left):", "if True:"),
    Mutant("all unnamed sources are one", "tracing.py", "if not (left <= right or right <= left):", "if False:"),
    Mutant("shared words show nothing", "tracing.py", "if spoken:", "if False:"),
    Mutant("a retraction takes back what it stands by", "tracing.py", " or (dependence.later, stance) in self.accounts:", ":"),
    Mutant("a retraction takes all back alike", "tracing.py", "TAKEN_BACK if denied else AS_A_WHOLE", "TAKEN_BACK"),
    Mutant("one author is two voices", "tracing.py", 'dependence.kind == "author"', "False"),
    Mutant("the future is known", "tracing.py", "days.first <= until.last]", "days.first]"),
    Mutant("the first of two assessments holds", "assessment.py", "key=lambda each: each.number)}", "key=lambda each: -each.number)}"),
    Mutant("priors are lost with the next document", "assessment.py", "if claim in of_claim)", "if set(assessment.claims) == {claim})"),
    Mutant("a grade changes nothing", "weighings.py", "self.background, self.assessed.assumptions)", "self.background)"),
    Mutant("the prior changes nothing", "weighings.py", "self.assessed.prior(id)", "0.5"),
    Mutant("everything is weighed anew", "weighings.py", "if key not in self.kept:", "if True:"),
    Mutant("links are ignored in k", "independence.py", "suspicion.get(n, 0.0) < believed", "True"),
    Mutant("a copy of a document in hand is heard anew", "probability.py", "() if a.terminal or n in self.gone else tuple(", "tuple("),
    Mutant("relays are perfect", "probability.py", "passed = self._below((", "passed = True or self._below(("),
    Mutant("every relay shares one dial", "probability.py", '("relay", a.id), self._helps', '("group", "g"), self._helps'),
    Mutant("all relays must be faithful", "probability.py", "found = found | (", "found = (found or True) & ("),
    Mutant("deception is ignored", "probability.py", "kept = kept & self._above(", "kept = kept | self._above("),
    Mutant(
        "a deceiver's relays are honest",
        "probability.py",
        'passed = passed & self._above(("group"',
        'passed = passed | self._above(("group"',
    ),
    Mutant("a deceiver also nulls what is against its interest", "graph.py", "return self.interest in (0, stance)", "return True"),
    Mutant("a deceiver nulls only what is against its interest", "graph.py", "in (0, stance)", "in (0, -stance)"),
    Mutant("an unknown interest is no interest", "graph.py", "return self.interest in (0, stance)", "return self.interest == stance"),
    Mutant("a denial supports", "probability.py", "np.where(counts, part.stance * weight, 0.0)", "np.where(counts, weight, 0.0)"),
    Mutant("the prior is ignored", "probability.py", "log(self.prior / (1 - self.prior)))", "0.0)"),
    Mutant("a failed source still speaks", "probability.py", "if a.own_access and n not in self.gone", "if a.own_access"),
    Mutant("a failed relay still relays", "probability.py", "if c not in self.gone)", ")"),
    Mutant(
        "the bounds are swapped",
        "probability.py",
        "return estimate.towards(self.favour * stance)",
        "return estimate.towards(-self.favour * stance)",
    ),
    Mutant(
        "the bounds of dangers are swapped",
        "probability.py",
        "return estimate.towards(-self.favour * stance)",
        "return estimate.towards(self.favour * stance)",
    ),
    Mutant(
        "the bounds forget who denies",
        "probability.py",
        "return estimate.towards(self.favour * stance)",
        "return estimate.towards(self.favour)",
    ),
    Mutant(
        "the best of several links", "graph.py", 'any_of(deltas, "; ".join(d.reason for d in deltas))', "min(deltas, key=lambda d: d.mid)"
    ),
    Mutant("signs multiply", "reliability.py", "(1 - prod(1 - getattr(e, bound) for e in kept)", "(prod(getattr(e, bound) for e in kept)"),
    Mutant("an undercut is ignored", "probability.py", "if (source, relay) in self.disowned:", "if False:"),
    Mutant("an undercut is ignored in k", "independence.py", "if credit.mid == 1}", "if credit.mid > 1}"),
    Mutant(
        "deniers count in k",
        "independence.py",
        "a.own_access and a.stance == 1 and n not in gone and suspicion",
        "a.own_access and n not in gone and suspicion",
    ),
    Mutant("k_lo believes only proven links", "independence.py", "PERHAPS = 0.05", "PERHAPS = 1.0"),
    Mutant("k_hi believes every link", "independence.py", "SURELY = 0.95", "SURELY = 0.01"),
    Mutant(
        "a suspected point of failure is called certain",
        "independence.py",
        "certain = _dominators(proven, agents)",
        "certain = _dominators(suspected, agents)",
    ),
    Mutant("one path is taken for all", "independence.py", "if not _shortest(support, labels, {label})]", "]"),
    Mutant("paths are never rerouted", "independence.py", "options = [(before[node], True)]", "options = []"),
    Mutant("paths may share nodes", "independence.py", "            if not busy:\n", "            if True:\n"),
    Mutant("groups are single sources in sides", "independence.py", "a.agent if a.group is None else", "a.agent if True else"),
    Mutant("a label cut is greedy", "independence.py", "for size in range(least, MANY):", "for size in range(0):"),
    Mutant(
        "counted worlds weigh alike",
        "probability.py",
        "(chances[:, None] * weights[None, :]).ravel()",
        "np.full(len(weights) * len(chances), 1 / (len(weights) * len(chances)))",
    ),
    Mutant(
        "dials turn out of step",
        "probability.py",
        "np.tile(np.repeat(middles, inner), total // (inner * len(chances)))",
        "np.repeat(np.tile(middles, inner), total // (inner * len(chances)))",
    ),
    Mutant("every dial draws the same numbers", "probability.py", '"\\x1f".join(dial)', '"x"'),
    Mutant(
        "draws depend on the run",
        "probability.py",
        "self.uniforms = {dial: drawn(dial) for dial in dials}",
        "self.uniforms = {dial: drawn((*dial, str(len(self.attestations)))) for dial in dials}",
    ),
    Mutant(
        "a source below one half is inverted",
        "reliability.py",
        "bounded = min(max(reliability, 0.5), 1 - 1e-9)",
        "bounded = min(max(reliability, 1e-9), 1 - 1e-9)",
    ),
    Mutant("full Bayes forgets what was not heard", "probability.py", "np.where(sincere, log(0.5), 0.0)", "np.zeros(len(weights))"),
    Mutant(
        "full Bayes swaps truth and falsehood",
        "probability.py",
        "if_true += np.where(counts, right if part.stance == 1 else wrong",
        "if_true += np.where(counts, right",
    ),
    Mutant(
        "copies count as said",
        "probability.py",
        "said = said | (reached & self._stands(part.number, part.stance))",
        "said = said | reached",
    ),
    Mutant(
        "repetition confirms",
        "weighing.py",
        "if k >= 2 and low >= 0.85 and not denied:",
        "if independence.documents >= 2 and low >= 0.85 and not denied:",
    ),
    Mutant("a denial does not hinder confirmation", "weighing.py", "and not denied:", "or denied and k >= 2 and low >= 0.85:"),
    Mutant("one side may decide with high assurance", "weighing.py", "if abs(worlds.probability - lying) > 0.2:", "if False:"),
    Mutant("a source repeating itself is two", "graph.py", "if earlier != a.id:", "if False:"),
    Mutant("unnamed sources are shared between outlets", "graph.py", 'f"{member.name} ({outlet}{', 'f"{member.name} ({'),
    Mutant("circles are own access", "graph.py", "own_access=not parents,", "own_access=True,"),
    Mutant("dates are not compared", "graph.py", "if first and last and surely_before(last, first):", "if False:"),
    Mutant(
        "a record counts repetitions",
        "reliability.py",
        "verdicts.setdefault(one.proposition, set())",
        'verdicts.setdefault(f"{len(verdicts)}", set())',
    ),
)


def survives(mutant: Mutant, folder: Path) -> str | None:
    """How the mutant fared: killed by "properties" or "others", or None when it lives."""
    copy = folder / "allegedly"
    for path in PACKAGE.iterdir():
        if path.name not in ("evidence", "__pycache__"):
            (copy / path.name).symlink_to(path)
    shutil.copytree(PACKAGE / "evidence", copy / "evidence", ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "evidence" / mutant.file
    text = file.read_text(encoding="utf-8")
    assert mutant.old in text, f"{mutant.name}: {mutant.file} no longer reads “{mutant.old}”"
    file.write_text(text.replace(mutant.old, mutant.new, 1), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    for name, tests in (("properties", PROPERTIES), ("others", OTHERS)):
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1200)
        if run.returncode == 1:
            return name
        if run.returncode != 0:
            raise SystemExit(f"{mutant.name}: the tests did not run\n{run.stdout}{run.stderr}")
    return None


def main() -> int:
    wanted = [m for m in MUTANTS if not sys.argv[1:] or m.name in sys.argv[1:]]
    killers: list[str | None] = []
    for mutant in wanted:
        with TemporaryDirectory() as folder:
            (Path(folder) / "allegedly").mkdir()
            killers.append(survives(mutant, Path(folder)))
        print(f"{'killed by ' + killers[-1] if killers[-1] else 'SURVIVED':22s} {mutant.name}", flush=True)
    killed = sum(k is not None for k in killers)
    print(f"{killed} of {len(wanted)} killed, {killers.count('properties')} by the properties alone")
    return 0 if killed == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
