#!/usr/bin/env python3
"""Hand-made mutants of every rule of the weighing, and whether the tests notice.

    .venv/bin/python evaluation/mutants.py [NAME ...]

Each mutant changes one place of a copy of src/allegedly/evidence; an unchanged copy must live. The tests of its own module run on the copy first, the property tests only if those
let it live, the other tests of the layer only if these do. Exit status 1 when a mutant survives all, or its place is no longer in the source.

A run of tests is a fork of this process, which has imported what tests import but nothing of ours, and ends at the first failure, which is not made
smaller: most mutants take a second. One that is not done after a minute of processor time is killed, and counts as noticed.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "allegedly"
OWN = {
    "assessment.py": ("assessment",),
    "citations.py": ("citations",),
    "derivation.py": ("derivation",),
    "disowning.py": ("tracing",),
    "graph.py": ("graph",),
    "independence.py": ("weighing", "graph"),
    "probability.py": ("weighing", "ledger"),
    "reliability.py": ("reliability",),
    "tracing.py": ("tracing",),
    "weighing.py": ("weighing",),
    "weighings.py": ("weighings",),
}
PROPERTIES = ("properties",)
OTHERS = ("graph", "reliability", "weighing", "ledger", "tracing", "assessment", "weighings", "derivation", "citations")
BROKEN = 70
PATIENCE = 60  # seconds of processor for a run of tests; all of them together take a third of that


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
    Mutant("a retraction takes back what it stands by", "tracing.py", " or self._stands_by(dependence, stance):", ":"),
    Mutant("a retraction takes all back alike", "tracing.py", "TAKEN_BACK if denied else AS_A_WHOLE", "TAKEN_BACK"),
    Mutant(
        "a report that is held up on other sources was not taken back", "tracing.py", "return any(not report.chain or", "return any(True or"
    ),
    Mutant("who disowns his words denies the thing", "tracing.py", "if words := disowned_words(claim):", "if words := None:"),
    Mutant("all who relayed him are told that he never said it", "tracing.py", "tuple(named or others)", "tuple(others)"),
    Mutant("a source of another sentence is that of this one", "tracing.py", "if not quoted and is_carried_over(claim):", "if False:"),
    Mutant("a source of another sentence is none", "tracing.py", "if said:", "if False:"),
    Mutant("a finding is an observation", "tracing.py", "if beside:", "if False:"),
    Mutant("who has it from another elsewhere saw it himself", "tracing.py", "if earlier.agent != later.agent:", "if True:"),
    Mutant("sources held to be two may be one", "tracing.py", "if held.mid and came_first else None", "if came_first else None"),
    Mutant("sources held to be one are two", "tracing.py", "if held.mid and came_first else None", "if False else None"),
    Mutant(
        "a copy that is held is only suspected",
        "derivation.py",
        'Sign("decision", 1.0, ruling.reason)',
        'Sign("decision", 0.5, ruling.reason)',
    ),
    Mutant("a link the other way round stays", "derivation.py", "if link not in before), made)", "if True), made)"),
    Mutant("a link that is forbidden stays", "derivation.py", "if id(link) not in between),", "),"),
    Mutant("a citation that is forbidden stays", "derivation.py", "if not ruling.concerns(each.citing, each.cited)),", "),"),
    Mutant("circles are made by hand", "derivation.py", "if is_above({id", "if False and is_above({id"),
    Mutant("a copy may be older than what it copies", "derivation.py", "if is_before(later, earlier):", "if False:"),
    Mutant("the last word of a name that two outlets have is one of them", "citations.py", "if len(ending) == 1:", "if ending:"),
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


def killer(mutant: Mutant, folder: Path) -> str | None:
    """Which tests noticed the mutant: its own module's, the properties or others; None when it lives."""
    copy = folder / "allegedly"
    copy.mkdir()
    for path in PACKAGE.iterdir():
        if path.name not in ("evidence", "__pycache__"):
            (copy / path.name).symlink_to(path)
    shutil.copytree(PACKAGE / "evidence", copy / "evidence")  # with what is compiled: that of the changed file is out of date by its time
    file = copy / "evidence" / mutant.file
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(mutant.old, mutant.new, 1), encoding="utf-8")
    own = OWN[mutant.file]
    for name, tests in (("its own tests", own), ("properties", PROPERTIES), ("others", tuple(n for n in OTHERS if n not in own))):
        if notices(tests, folder):
            return name
    return None


def notices(tests: Sequence[str], folder: Path) -> bool:
    """Whether these tests of the layer fail on the package in `folder`."""
    run = get_context("fork").Process(target=_run, args=(tests, folder))
    run.start()
    run.join()
    if run.exitcode == -signal.SIGXCPU:
        return True
    if run.exitcode not in (0, 1):
        raise SystemExit(f"tests {', '.join(tests)} did not run (status {run.exitcode})")
    return run.exitcode == 1


class WithoutShrinking:
    """A plugin of pytest: an example that fails is not made smaller, since nobody reads it. That takes a hundred times as long as finding it."""

    def pytest_configure(self) -> None:
        from hypothesis import Phase, settings  # after pytest: it rewrites the plugin of hypothesis as it is imported

        settings.register_profile("mutants", phases=(Phase.explicit, Phase.generate), database=None)
        settings.load_profile("mutants")


def _run(tests: Sequence[str], folder: Path) -> None:
    """In the fork: run the tests without a word, and leave with pytest's status."""
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 5))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(ROOT)
    sys.path[:0] = [str(folder), str(ROOT)]
    sys.dont_write_bytecode = True
    files = [f"tests/evidence/test_{name}.py" for name in tests]
    status = BROKEN
    try:
        status = int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *files], plugins=[WithoutShrinking()]))
    finally:  # an exception of pytest itself must not look like a failed test
        os._exit(status)


def main() -> int:
    for name in ("numpy", "networkx", "yaml", "rapidfuzz", "sqlalchemy"):
        import_module(name)
    assert "allegedly" not in sys.modules, "the package was imported before it was mutated"
    wanted = [m for m in MUTANTS if not sys.argv[1:] or m.name in sys.argv[1:]]
    if unknown := set(sys.argv[1:]) - {m.name for m in wanted}:
        raise SystemExit(f"there is no mutant {', '.join(sorted(unknown))}")
    if moved := [m for m in wanted if m.old not in (PACKAGE / "evidence" / m.file).read_text(encoding="utf-8")]:
        raise SystemExit("\n".join(f"{m.name}: {m.file} no longer reads “{m.old}”" for m in moved))
    killers: list[str | None] = []
    with TemporaryDirectory() as folder:
        if noticed := killer(Mutant("unchanged", "graph.py", "import", "import"), Path(folder)):
            raise SystemExit(f"the unchanged layer fails {noticed}; mend that first")
    for mutant in wanted:
        with TemporaryDirectory() as folder:
            killers.append(killer(mutant, Path(folder)))
        print(f"{'killed by ' + killers[-1] if killers[-1] else 'SURVIVED':24s} {mutant.name}", flush=True)
    killed = sum(k is not None for k in killers)
    told = ", ".join(f"{killers.count(name)} by {name}" for name in ("its own tests", "properties", "others"))
    print(f"{killed} of {len(wanted)} killed: {told}")
    return 0 if killed == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
