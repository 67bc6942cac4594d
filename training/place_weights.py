#!/usr/bin/env python3
"""Fit the weights by which place names are resolved, on GeoVirus and the even articles of LGL; nothing else is looked at.

    .venv/bin/python training/place_weights.py [--write]

A choice among candidates is a softmax over weighted features (conditional logit). First the features of the name alone, then all of them,
with what the document's names lend each other recomputed from the weights of the round before. Right is the entry with the annotators'
GeoNames number, where it is among the candidates, else any within 25 km or, failing that, 161 km. A name counts once per article,
weighted by the root of how often it stands there. A small ridge keeps weights that the data say little about near zero.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "evaluation"))

from places import Article, Gold, articles, km

from allegedly.base.span import Span
from allegedly.entities import places
from allegedly.entities.gazetteer import gazetteer

SETS = ("geovirus", "lgl-dev")
SCHEDULE = 3  # rounds of fitting; the third changes one answer in a thousand
RIDGE = 0.3
NEAR_FIRST = (25.0, 161.0)
FILE = ROOT / "src" / "allegedly" / "entities" / "gazetteer" / "weights.toml"
Case = tuple[np.ndarray, np.ndarray, float]  # features of the candidates, which of them are right, weight


def right_rows(rows: np.ndarray, gold: Gold) -> np.ndarray:
    known = gazetteer()
    same = known.number[rows] == gold.number if gold.number else np.zeros(len(rows), bool)
    if same.any():
        return same
    away = np.array([km((float(known.latitude[r]), float(known.longitude[r])), (gold.latitude, gold.longitude)) for r in rows])
    return next((away <= near for near in NEAR_FIRST if (away <= near).any()), np.zeros(len(rows), bool))


def cases(article: Article, together: bool) -> list[Case]:
    """One per distinct name and gold place of an article, those that the candidates can answer."""
    page = places.Page.read([Span.of(article.text, g.start, g.end) for g in article.golds], article.text, article.title)
    if together:
        page.settle()
    counted: dict[tuple[int, float, float], list[Gold]] = {}
    for at, gold in zip(page.of_mention, article.golds, strict=True):
        counted.setdefault((at, gold.latitude, gold.longitude), []).append(gold)
    found = []
    for (at, _, _), golds in counted.items():
        name = page.names[at]
        right = right_rows(name.rows, golds[0])
        if right.any() and not right.all():
            features = np.concatenate([name.alone, name.together], axis=1) if together and name.together is not None else name.alone
            found.append((features, right, len(golds) ** 0.5))
    return found


def fit(data: list[Case], start: np.ndarray) -> np.ndarray:
    """The weights under which the right candidates get the largest share, with a ridge."""
    features = np.concatenate([case[0] for case in data])
    right = np.concatenate([case[1] for case in data])
    ends = np.cumsum([len(case[1]) for case in data])
    begins = np.concatenate([[0], ends[:-1]])
    owner = np.repeat(np.arange(len(data)), np.diff([0, *ends]))
    weight = np.array([case[2] for case in data])

    def shares(scores: np.ndarray) -> np.ndarray:
        raised = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
        return raised / np.add.reduceat(raised, begins)[owner]

    weights, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, 601):  # Adam; the problem is small and nearly convex
        scores = features @ weights
        pull = shares(np.where(right, scores, -1e9)) - shares(scores)
        slope = features.T @ (pull * weight[owner]) / weight.sum() - RIDGE * weights / len(data)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights += 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    scores = features @ weights
    best = [begin + int(np.argmax(scores[begin:end])) for begin, end in zip(begins, ends, strict=True)]
    print(f"{len(data):,} names, right {100 * np.average(right[best], weights=weight):.2f}")
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write gazetteer/weights.toml")
    options = parser.parse_args()
    texts = [article for name in SETS for article in articles(name)]
    alone = fit([case for article in texts for case in cases(article, False)], np.zeros(len(places.ALONE)))
    at = places.load_weights()
    weights = places.Weights(alone, at.alone_too, at.together)
    for _ in range(SCHEDULE):
        places.load_weights = lambda weights=weights: weights  # type: ignore[assignment]
        both = fit([case for article in texts for case in cases(article, True)], np.concatenate([weights.alone_too, weights.together]))
        weights = places.Weights(alone, both[: len(places.ALONE)], both[len(places.ALONE) :])
    lines = [
        "# Made by training/place_weights.py --write; what each feature is worth in the choice among a name's candidates.",
        "",
        "[alone]",
    ]
    lines += [f'"{name}" = {value:.2f}' for name, value in zip(places.ALONE, weights.alone, strict=True)]
    lines += ["", "[together]"]
    lines += [f'"{n}" = {v:.2f}' for n, v in zip((*places.ALONE, *places.TOGETHER), (*weights.alone_too, *weights.together), strict=True)]
    print("\n".join(lines))
    if options.write:
        FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
