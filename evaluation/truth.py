#!/usr/bin/env python3
"""Truth discovery on ../shared/data/truth: which of several claimed values is true, by six rules, each over a sweep of its settings.

    .venv/bin/python evaluation/truth.py [book population weather]

vote; TruthFinder (Yin 2008); CRH with 0/1 loss (Li 2014); one-coin Dawid-Skene; ACCU (Dong 2009, n false values); ours: the multi-valued
form of 1.3 (softmax over the sum of log(r(K-1)/(1-r))) with r from a grade, learned from settled objects alone. "Settled" is a random fifth
of the gold objects, left out of every rule's score alike. The first six columns see no gold. The last two see that fifth, so they must be
compared with each other and not with the first six: "settled best" takes each object's value from whoever has the best settled record,
"ours settled" weighs everybody by it. The best single source is printed, because where it is nearly the gold itself (weather: the
Washington Post) whoever may look at gold has only to find it. No rule here suspects copies: agreement of values alone never makes a link, and these data hold nothing else.

Cells are accuracy on gold: lowest / middle / highest over the sweep, not the best cell.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from allegedly.evidence.reliability import Settled, learn

DATA = Path(__file__).parents[2] / "shared" / "data" / "truth"
ROUNDS = 20
Claims = Iterable[tuple[str, str, str]]  # object, source, value


@dataclass(frozen=True)
class Problem:
    """Claims as numbers: claim c says value `value[c]` (a row of `owner`) by source `source[c]`; `owner[v]` is the value's object."""

    source: np.ndarray
    value: np.ndarray
    owner: np.ndarray
    objects: list[str]
    sources: list[str]
    values: list[str]
    gold: dict[int, str]  # object -> true value
    same: Callable[[str, str], bool] = str.__eq__

    def best(self, score: np.ndarray) -> np.ndarray:
        """For every object the value with the highest score; the first named wins a tie."""
        order = np.lexsort((-np.arange(len(score)), score, self.owner))
        last = np.r_[self.owner[order][1:] != self.owner[order][:-1], True]
        return order[last]

    def accuracy(self, score: np.ndarray, left_out: set[int]) -> float:
        best = self.best(score)
        judged = [o for o in self.gold if o not in left_out]
        return sum(self.same(self.values[best[o]], self.gold[o]) for o in judged) / len(judged)

    def normalised(self, log_score: np.ndarray) -> np.ndarray:
        """Probabilities within each object, from logarithms."""
        top = np.full(len(self.objects), -np.inf)
        np.maximum.at(top, self.owner, log_score)
        p = np.exp(log_score - top[self.owner])
        return p / np.bincount(self.owner, p)[self.owner]


def problem(claims: Claims, gold: dict[str, str], same: Callable[[str, str], bool] = str.__eq__) -> Problem:
    """The numbered form of claims; what a source says twice of one object counts once, its last word for it."""
    said = {(o, s): v for o, s, v in claims}
    objects = {o: n for n, o in enumerate(dict.fromkeys(o for o, _ in said))}
    sources = {s: n for n, s in enumerate(dict.fromkeys(s for _, s in said))}
    values: dict[tuple[str, str], int] = {}
    numbered = [(sources[s], values.setdefault((o, v), len(values))) for (o, s), v in said.items()]
    source, value = (np.array(column) for column in zip(*numbered))
    owner = np.array([objects[o] for o, _ in values])
    true = {objects[o]: v for o, v in gold.items() if o in objects}
    return Problem(source, value, owner, list(objects), list(sources), [v for _, v in values], true, same)


# ---- rules -----------------------------------------------------------------------------------------------------------------------------


def vote(p: Problem) -> np.ndarray:
    return np.bincount(p.value, minlength=len(p.owner)).astype(float)


def per_source(p: Problem, belief: np.ndarray, prior: float, strength: float) -> np.ndarray:
    """Every source's mean belief, drawn towards the prior by so many claims."""
    total = np.bincount(p.source, belief[p.value])
    return (total + prior * strength) / (np.bincount(p.source) + strength)


def truthfinder(p: Problem, gamma: float, start: float) -> np.ndarray:
    trust = np.full(len(p.sources), start)
    for _ in range(ROUNDS):
        tau = -np.log(1 - np.clip(trust, 0, 1 - 1e-6))
        confidence = 1 / (1 + np.exp(-gamma * np.bincount(p.value, tau[p.source])))
        trust = per_source(p, confidence, 0, 0)
    return np.bincount(p.value, -np.log(1 - np.clip(trust, 0, 1 - 1e-6))[p.source])


def crh(p: Problem, smoothing: float) -> np.ndarray:
    score = vote(p)
    for _ in range(ROUNDS):
        chosen = np.zeros(len(p.owner))
        chosen[p.best(score)] = 1
        loss = np.bincount(p.source, 1 - chosen[p.value]) / np.bincount(p.source)  # per claim: sources cover unequally
        loss = loss + smoothing
        score = np.bincount(p.value, (-np.log(loss / loss.sum()))[p.source])
    return score


def dawid_skene(p: Problem, prior: float, strength: float) -> np.ndarray:
    """One coin per source: right with r, otherwise any of the object's other values alike."""
    values = np.bincount(p.owner)
    belief = p.normalised(np.log(vote(p)))
    others = np.maximum(values[p.owner] - 1, 1)
    for _ in range(ROUNDS):
        r = np.clip(per_source(p, belief, prior, strength), 0.01, 0.99)
        belief = p.normalised(np.bincount(p.value, np.log(r / (1 - r))[p.source] + np.log(others[p.value])))
    return belief


def accu(p: Problem, false_values: float, start: float) -> np.ndarray:
    r = np.full(len(p.sources), start)
    score = vote(p)
    for _ in range(ROUNDS):
        r = np.clip(r, 0.01, 0.99)
        score = np.bincount(p.value, np.log(false_values * r / (1 - r))[p.source])
        r = per_source(p, p.normalised(score), 0, 0)
    return score


def learned(p: Problem, letter: str, settled: Iterable[int]) -> np.ndarray:
    """Every source's reliability: its grade's middle after what the settled objects teach; nothing is learned from agreement."""
    settled = set(settled)
    records: dict[int, list[Settled]] = {}
    for s, v in zip(p.source, p.value):
        if (o := int(p.owner[v])) in settled:
            right = p.same(p.values[v], p.gold[o])
            records.setdefault(int(s), []).append(Settled(p.sources[s], p.objects[o], said=True, true=right, reason="gold"))
    r = np.full(len(p.sources), learn("", letter, []).reliability.mid)
    for s, record in records.items():
        r[s] = learn(p.sources[s], letter, record).reliability.mid
    return r


def settled_best(p: Problem, letter: str, settled: Iterable[int]) -> np.ndarray:
    """The value of the source with the best settled record; no weighing."""
    best = np.zeros(len(p.owner))
    np.maximum.at(best, p.value, learned(p, letter, settled)[p.source])
    return best + vote(p) * 1e-9  # the vote decides between equals


def ours(p: Problem, letter: str, settled: Iterable[int]) -> np.ndarray:
    """1.3 for several values: the sum of every voice's weight."""
    r = learned(p, letter, settled)
    values = np.maximum(np.bincount(p.owner), 2)  # K, of which K - 1 are false
    weight = np.log(r / (1 - r))[p.source] + np.log(values[p.owner[p.value]] - 1)
    return np.bincount(p.value, np.maximum(weight, 0))


SWEEPS: dict[str, Callable[[Problem, set[int]], Iterator[np.ndarray]]] = {
    "vote": lambda p, known: iter([vote(p)]),
    "TruthFinder": lambda p, known: (truthfinder(p, g, s) for g in (0.1, 0.3, 1.0) for s in (0.8, 0.9)),
    "CRH": lambda p, known: (crh(p, s) for s in (0.001, 0.01, 0.1)),
    "Dawid-Skene": lambda p, known: (dawid_skene(p, prior, n) for prior in (0.6, 0.7, 0.8) for n in (2.0, 5.0, 10.0)),
    "ACCU": lambda p, known: (accu(p, n, s) for n in (5.0, 10.0, 50.0, 100.0) for s in (0.7, 0.8)),
    "ours F": lambda p, known: (ours(p, letter, ()) for letter in "FCB"),
    "settled best": lambda p, known: (settled_best(p, letter, known) for letter in "FCB"),
    "ours settled": lambda p, known: (ours(p, letter, known) for letter in "FCB"),
}


# ---- data ------------------------------------------------------------------------------------------------------------------------------

NOT_NAMES = {"jr", "sr", "phd", "ii", "iii", "ed", "eds", "editor", "author", "and", "by", "dr", "et", "al", "md"}


def surnames(cell: str) -> str:
    """The set of surnames, without order: "Knuth, Donald E.; Graham, R." and "Donald Knuth and R. Graham" are the same."""
    cell = re.sub(r"\([^)]*\)", " ", cell.lower())
    people = re.split(r";|&|/|\band\b|\bwith\b", cell) if ";" in cell or "," not in cell else _by_comma(cell)
    found = set()
    for person in people:
        last = person.split(",")[0] if "," in person else person
        words = [w for w in re.findall(r"[a-zà-ÿ'\-]+", last) if w not in NOT_NAMES and len(w) > 1]
        if words:
            found.add(words[-1].replace("'", "").replace("-", ""))
    return " ".join(sorted(found))


def _by_comma(cell: str) -> list[str]:
    """Without semicolons a comma may part people or a surname from its first names."""
    parts = [part.strip() for part in re.split(r",|&|/|\band\b|\bwith\b", cell) if part.strip()]
    if len(parts) > 1 and all(len(part.split()) >= 2 for part in parts):
        return parts  # "Donald Knuth, Ronald Graham"
    commas = cell.split(",")
    if len(commas) == 2:
        return re.split(r"&|/|\band\b|\bwith\b", cell)
    return [part for n, part in enumerate(parts) if n % 2 == 0]  # "Knuth, Donald, Graham, Ronald"


def book() -> Problem:
    folder = DATA / "book"
    lines = (line.rstrip("\n").split("\t") for line in (folder / "book.txt").open(encoding="utf-8", errors="replace"))
    claims = [
        (row[1], row[0], names) for row in lines if len(row) == 4 and (names := surnames(row[3])) and "not available" not in row[3].lower()
    ]
    gold = {}
    for line in (folder / "book_golden.txt").read_text(encoding="utf-8", errors="replace").splitlines():
        if "\t" in line:
            isbn, authors = line.split("\t", 1)
            gold[isbn.strip()] = surnames(authors)
    kept = {isbn for isbn, _, _ in claims}
    missing = {isbn: isbn[3:] for isbn in gold if isbn not in kept}
    return problem(claims, {missing.get(isbn, isbn): v for isbn, v in gold.items()})


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


def table(paths: Iterable[Path], truth: Path) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    claims = [
        (f"{r['ObjectID']}|{r['PropertyID']}", r["SourceID"], r["PropertyValue"].strip())
        for path in paths
        for r in rows(path)
        if r["PropertyValue"]
    ]
    return claims, {f"{r['ObjectID']}|{r['PropertyID']}": r["PropertyValue"].strip() for r in rows(truth)}


def same_number(one: str, other: str) -> bool:
    """Equal as numbers where both are numbers."""
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other


def population() -> Problem:
    folder = DATA / "population"
    return problem(*table([folder / "population_claims.csv"], folder / "population_truth.csv"), same_number)


def weather() -> Problem:
    folder = DATA / "weather"
    return problem(*table(sorted((folder / "claims").glob("*.csv")), folder / "ground_truth" / "weather_truth.csv"), same_number)


def best_source(p: Problem) -> tuple[str, float]:
    """The source most often right on gold objects, among those with at least ten claims on them."""
    right: dict[int, list[bool]] = {}
    for s, v in zip(p.source, p.value):
        if (o := int(p.owner[v])) in p.gold:
            right.setdefault(int(s), []).append(p.same(p.values[v], p.gold[o]))
    name, share = max(((p.sources[s], sum(r) / len(r)) for s, r in right.items() if len(r) >= 10), key=lambda pair: pair[1])
    return name, share


SETS = {"book": book, "population": population, "weather": weather}


def main() -> None:
    if not DATA.is_dir():
        raise SystemExit(f"{DATA} is not there; this evaluation needs the shared data")
    print(f"{'accuracy on gold':12s}" + "".join(f" {name:>22s}" for name in SWEEPS))
    for name in sys.argv[1:] or SETS:
        p = SETS[name]()
        gold = sorted(p.gold)
        known = set(np.random.default_rng(1).permutation(gold)[: len(gold) // 5].tolist())
        claimed: dict[int, list[str]] = {}
        for o, v in zip(p.owner, p.values):
            claimed.setdefault(int(o), []).append(v)
        ceiling = np.mean([any(p.same(v, p.gold[o]) for v in claimed[o]) for o in gold])
        whole = p.accuracy(vote(p), set())
        source, share = best_source(p)
        print(f"{name}: best single source {source}, {share:.3f} of its claims on gold objects right (of sources with ten or more)")
        print(
            f"{name}: {len(p.sources)} sources, {len(p.objects)} objects, {len(p.source)} claims, gold {len(gold)}, ceiling {ceiling:.2f}, vote on all gold {whole:.3f}"
        )
        cells = []
        for sweep in SWEEPS.values():
            scores = sorted(p.accuracy(score, known) for score in sweep(p, known))
            cells.append(f"{scores[0]:.3f}/{scores[len(scores) // 2]:.3f}/{scores[-1]:.3f}")
        print(f"{'':12s}    " + "".join(f" {cell:>22s}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
