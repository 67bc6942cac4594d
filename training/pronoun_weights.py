#!/usr/bin/env python3
"""Fit the weights by which a pronoun chooses what it stands for (`claims/pronouns.py`).

    .venv/bin/python training/pronoun_weights.py [--write]

A pronoun of our annotation (training/corpus, training/standoff, claims/train) counts where the reader found it as a part of an answer and the
annotation says whom it means. A choice among candidates is a softmax over weighted features (conditional logit); right is every candidate
of the same entity, and "none" where there is no such candidate.

What the network thinks (`link`) is worth nothing on texts that it was trained on. So all other weights are fitted on all texts without it, and
then, on those that the weights in the package have not seen, how much the sum of these and the network's word weigh against each other: the
chronicle of American candidates among the articles, and the tenth of the corpus that is never trained on. Of these, half of the texts, by name,
are held back in turn to print what is gained.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

ROOT = Path(__file__).parents[1]

import notation
import standoff
from allegedly.base.document import Document
from allegedly.claims.pronouns import NONE, Telling, group_of
from allegedly.claims.trained import TrainedReader

CHRONICLE = "On the campaign trail"  # as in train.py, which leaves it out
FILE = ROOT / "src" / "allegedly" / "claims" / "pronouns.toml"
RIDGE = 1.0
STEPS, RATE = 500, 0.1
LINK = "link"
LEAST = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Choice:
    """The names and features of the candidates of one pronoun, and which of them are right; the last one is "none", and has no name."""

    text: str
    seen: bool
    pronoun: str
    names: list[str]
    offered: list[dict[str, float]]
    right: np.ndarray


def texts() -> Iterator[tuple[str, str, list[dict], bool]]:
    """Name, text and claim records, and whether the network has seen them in training."""
    yield from ((*each, CHRONICLE not in each[0]) for each in standoff.load())
    for path in sorted((ROOT / "training" / "corpus").glob("*.ann")):
        documents, _ = notation.parse(path.read_text(encoding="utf-8"), str(path))
        for document in documents:
            yield document.name, document.text, document.claims, sum(map(ord, document.name)) % 10 != 0  # the same tenth as in train.py
    for path in sorted((ROOT.parent / "shared" / "data" / "claims" / "train").glob("*.txt")):
        records = path.with_suffix(".claims.jsonl").read_text(encoding="utf-8").splitlines()
        yield path.stem, path.read_text(encoding="utf-8"), [json.loads(line) for line in records], True


def meanings(records: list[dict]) -> dict[tuple[int, int], str]:
    """What the annotation says of each place."""
    found = {}
    for record in records:
        for fillers in record["arguments"].values():
            found |= {(each["start"], each["end"]): each["entity"] for each in fillers if each.get("entity")}
        found |= {tuple(member["span"]): member["name"] for member in record["chain"] if "span" in member}
    return found


def same(one: str, other: str) -> bool:
    """Whether two names are one, or one a part of the other."""
    a, b = one.casefold().split(), other.casefold().split()
    short, long = sorted((a, b), key=len)
    return any(short == long[n : n + len(short)] for n in range(len(long) - len(short) + 1))


def choices() -> Iterator[Choice]:
    """Every pronoun with its candidates."""
    reader = TrainedReader()
    for name, text, records, seen in texts():
        gold = meanings(records)
        with patch("allegedly.claims.trained.settle", return_value={}) as asked:
            list(reader.read(Document(name=name, text=text, place="-", media_type="text/plain", digest="")))
        telling: Telling = asked.call_args.args[0]
        for at in telling.pronouns():
            span = telling.mentioned[at].span
            if (means := gold.get((span.start, span.end))) is None:
                continue
            offered = list(telling.candidates(at))
            right = [
                same(called, means) or any(entity == means and _most(telling.mentioned[n].span, a, b) for (a, b), entity in gold.items())
                for n, called in offered
            ]
            features = [telling.features(at, n) for n, _ in offered]
            names = [called for _, called in offered]
            yield Choice(name, seen, group_of(span.text) or "", names, [*features, {NONE: 1.0}], np.array([*right, not any(right)]))
            telling.settle(at, means)  # for those that follow it is known


def _most(span, a: int, b: int) -> bool:
    """Whether a mention and a place are mostly the same."""
    return min(span.end, b) - max(span.start, a) > 0.6 * max(span.end - span.start, b - a)


def fit_all(data: list[Choice]) -> dict[str, float]:
    """Weights of all features: those of the text from all choices, and how much they and the network weigh from those it has not seen."""
    names = sorted({name for choice in data for each in choice.offered for name in each} - {LINK})
    plain = fit([choice.offered for choice in data], [choice.right for choice in data], names)
    unseen = [choice for choice in data if not choice.seen]
    sums = [
        [{"sum": _sum(each, plain), LINK: each.get(LINK, 0.0), NONE: each.get(NONE, 0.0)} for each in choice.offered] for choice in unseen
    ]
    both = fit(sums, [choice.right for choice in unseen], ["sum", LINK, NONE])
    weights = {name: both["sum"] * weight for name, weight in plain.items()}
    return weights | {LINK: both[LINK], NONE: weights[NONE] + both[NONE]}


def _sum(features: dict[str, float], weights: dict[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def fit(offered: list[list[dict[str, float]]], rights: list[np.ndarray], names: list[str]) -> dict[str, float]:
    """Weights that make the right candidates most likely, with a ridge (Adam on all of the data)."""
    table = np.array([[each.get(name, 0.0) for name in names] for choice in offered for each in choice])
    right = np.concatenate(rights)
    sizes = np.array([len(choice) for choice in offered])
    group, starts = np.repeat(np.arange(len(sizes)), sizes), np.concatenate([[0], sizes.cumsum()[:-1]])
    weights, mean, square = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        score = table @ weights
        likely = np.exp(score - np.maximum.reduceat(score, starts)[group])
        all_of, right_of = (np.add.reduceat(each, starts)[group] for each in (likely, likely * right))
        gradient = table.T @ (likely * right / right_of - likely / all_of) - RIDGE * weights
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights += RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
    return dict(zip(names, map(float, weights), strict=True))


def chances(choice: Choice, weights: dict[str, float]) -> tuple[float, bool]:
    """The chance of the most likely name, and whether it is right."""
    scores = np.array([_sum(each, weights) for each in choice.offered])
    likely = np.exp(scores - scores.max())
    by_name: dict[str, float] = defaultdict(float)
    for name, chance in zip(choice.names, likely / likely.sum(), strict=False):
        by_name[name] += float(chance)
    best = max(by_name, key=by_name.__getitem__, default="")
    return by_name.get(best, 0.0), any(name == best and right for name, right in zip(choice.names, choice.right, strict=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = list(choices())
    unseen = [choice for choice in data if not choice.seen]
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for half in (0, 1):
        weights = fit_all([choice for choice in data if choice.seen or sum(map(ord, choice.text)) % 2 == half])
        for choice in unseen:
            if sum(map(ord, choice.text)) % 2 != half:
                found[choice.pronoun].append(chances(choice, weights))
    print(
        f"{len(data)} pronouns, {len(unseen)} of them in texts that the network has not seen. These, by weights fitted without their half of them:"
    )
    print("share settled, and share right of these, by the least chance that is enough")
    print(f"{'chance':<10}" + "".join(f"{name:>16}" for name in [*found, "all"]))
    for least in LEAST:
        columns = [*found.values(), [each for group in found.values() for each in group]]
        kept = [[right for chance, right in column if chance >= least] for column in columns]
        print(
            f"{least:<10}" + "".join(f"{len(k) / len(c):>10.2f}{sum(k) / max(len(k), 1):>6.2f}" for k, c in zip(kept, columns, strict=True))
        )
    weights = fit_all(data)
    for name, weight in sorted(weights.items()):
        print(f"  {name:<24}{weight:7.2f}")
    if options.write:
        lines = ["# Written by training/pronoun_weights.py; features of claims/pronouns.py, in log odds."]
        FILE.write_text(
            "\n".join([*lines, *(f'"{name}" = {weight:.2f}' for name, weight in sorted(weights.items()))]) + "\n", encoding="utf-8"
        )
        print(f"written: {FILE}")


if __name__ == "__main__":
    sys.exit(main())
