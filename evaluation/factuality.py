#!/usr/bin/env python3
"""How sure a sentence is that an event happened: our polarity, certainty and realis against UDS-IH2, -3 (did not happen) to 3 (happened).

    .venv/bin/python evaluation/factuality.py [--split dev]

The status of every annotated predicate is asked for as if it were a claim of the likeliest type at its place. Its value is
3 * sure * (2 * happened - 1): `happened` is the probability of affirmed times that of actual or general, because UDS asks whether the
event has happened, so that what is planned or supposed has not; `sure` counts certain 1, probable 2/3, possible 1/3, the steps of the
FactBank scale (Sauri and Pustejovsky 2009). Nothing is fitted to UDS. Its annotators rate how confident they are themselves; our
statuses say what the wording commits to.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import heads  # first: puts training/ on the path
import numpy as np
from heads import DATA

from allegedly.claims.sentences import Sentence
from allegedly.claims.trained import TrainedReader, View
from texts import Text

UDS = DATA / "factuality" / "uds_ih2"
SURE = {"certain": 1.0, "probable": 2 / 3, "possible": 1 / 3}


def load(path: Path) -> Iterator[tuple[str, list[tuple[int, int, float]]]]:
    """Sentences with the place and value of each predicate."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield record["text"], [(*place_of(record["text"], *t["span1"]), t["label"]) for t in record["targets"]]


def place_of(text: str, first: int, end: int) -> tuple[int, int]:
    """Characters of the words `first` to `end` (exclusive) of a text whose words are divided by single spaces."""
    words = text.split(" ")
    start = sum(len(word) + 1 for word in words[:first])
    return start, start + len(" ".join(words[first:end]))


def value(status: dict[str, dict[str, float]]) -> float:
    """-3 to 3, of the probabilities of each polarity, certainty and realis."""
    happened = status["polarity"]["affirmed"] * (status["realis"]["actual"] + status["realis"]["general"])
    sure = sum(share * status["certainty"][name] for name, share in SURE.items())
    return 3 * sure * (2 * happened - 1)


def probabilities(scores: np.ndarray, names: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """The softmax over the values of each status."""
    found, at = {}, 0
    for name, values in names.items():
        part = np.exp(scores[at : at + len(values)] - scores[at : at + len(values)].max())
        found[name] = dict(zip(values, (part / part.sum()).tolist(), strict=True))
        at += len(values)
    return found


def predict(reader: TrainedReader, sentences: Sequence[tuple[str, list[tuple[int, int, float]]]]) -> Iterator[tuple[float, float]]:
    """Our value and theirs, of every predicate. Each sentence is read alone."""
    for text, targets in sentences:
        alone = Text("", text, "uds", sentences=[Sentence(0, len(text))])
        for view, outputs in heads.views(reader, alone):
            yield from _of_view(reader, view, outputs, targets)


def _of_view(
    reader: TrainedReader, view: View, outputs: np.ndarray, targets: list[tuple[int, int, float]]
) -> Iterator[tuple[float, float]]:
    a, b = reader.words["types"]
    types = reader.labels["words"]["types"]
    asked: list[tuple[tuple[int, int, int], int, float]] = []
    for number, window in enumerate(view.windows):
        for start, end, label in targets:
            words = [w for w in window.core if window.words[w][0] < end and start < window.words[w][1]]
            if words:
                kind = int(outputs[number, words, a:b].max(0).argmax())
                asked.append(((number, words[0], words[-1]), reader.labels["conditions"].index(types[kind]), label))
    _, scores = reader.run_questions(view, [at for at, _, _ in asked], [condition for _, condition, _ in asked])
    for row, (_, _, label) in zip(scores, asked, strict=True):
        yield value(probabilities(row, reader.labels["status"])), label


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    options = parser.parse_args()
    if not UDS.is_dir():
        print(f"skipped: {UDS} is not here")
        return 0
    reader = TrainedReader()
    wanted = [label for _, targets in load(UDS / f"{options.split}.jsonl") for *_, label in targets]
    median = statistics.median(label for _, targets in load(UDS / "train.jsonl") for *_, label in targets)
    ours, theirs = (np.array(column) for column in zip(*predict(reader, list(load(UDS / f"{options.split}.jsonl"))), strict=True))
    assert len(theirs) == len(wanted), "a predicate was lost between the windows"
    figures: dict[str, Any] = {
        "MAE": np.abs(ours - theirs).mean(),
        "floor": np.abs(np.array(wanted) - median).mean(),
        "r": np.corrcoef(ours, theirs)[0, 1],
        "side": ((ours > 0) == (theirs > 0)).mean(),
        "all": (theirs > 0).mean(),
    }
    print(f"reader {reader.version}")
    print(
        f"UDS-IH2 {options.split}  {len(theirs)} predicates   MAE {figures['MAE']:.3f}   (floor, the train median {median}: {figures['floor']:.3f})"
        f"   Pearson r {figures['r']:.3f}   right side of 0 {figures['side']:.3f} (always above: {figures['all']:.3f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
