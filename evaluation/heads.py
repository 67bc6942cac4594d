#!/usr/bin/env python3
"""Score the reader's other heads on public sets that nobody here trains on, each with its anchor.

    .venv/bin/python evaluation/heads.py

PolNeAR dev: spans of cue, source and content of attributions, exact and overlapping (a shared word), cues predicted. SRL: PropBank
arguments on the EWT test part, exact spans, predicates predicted. UNER: named entities of the EWT test part, exact. GUM: of the
mentions (gold) for which the reader names an antecedent, how many are right, and of those that have one, how many it names.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "training"))

from allegedly.claims.decoding import best_paths, find_spans
from allegedly.claims.trained import BATCH, TrainedReader, Trigger, View, runs, sentence_numbers, sigmoid
from allegedly.claims.windows import find_windows, to_batch
from prepare import coref, entities, polnear, srl_ewt
from texts import Place, Text, prepare

DATA = HERE.parent.parent / "shared" / "data"
Found = set[tuple[str, Place]]


def views(reader: TrainedReader, text: Text) -> Iterator[tuple[View, np.ndarray]]:
    """The windows of a text after the encoder, with the outputs for their words."""
    windows = find_windows(prepare(text, reader.tokenizer).chunks)
    for at in range(0, len(windows), BATCH):
        part = windows[at : at + BATCH]
        batch = to_batch(text.text, part, reader.marks)
        states, outputs = reader.encoder.run(None, {"ids": batch.ids, "mask": batch.mask, "shapes": batch.shapes, "pool": batch.pool})
        yield View(part, states, batch.words, sentence_numbers(part, batch.words.shape[1])), outputs


def ask(
    reader: TrainedReader, view: View, asked: list[Trigger], condition: str, group: str
) -> Iterator[tuple[Trigger, list[tuple[str, Place]]]]:
    """The labelled places of each question."""
    index = reader.labels["conditions"].index(condition)
    labels, _ = reader.run_questions(view, [(t.window, t.first, t.last) for t in asked], [index] * len(asked))
    for trigger, spans in zip(asked, reader.decode(labels, group, view, asked), strict=True):
        words = view.windows[trigger.window].words
        yield trigger, [(name, (words[a][0], words[b][1])) for name, a, b in spans]


def word_runs(reader: TrainedReader, view: View, outputs: np.ndarray, head: str) -> list[Trigger]:
    """Runs of core words to which a one-class head says yes."""
    at = reader.words[head][0]
    found = []
    for number, window in enumerate(view.windows):
        yes = [w for w in window.core if sigmoid(outputs[number, w, at]) >= 0.5]
        found += [Trigger(number, run[0], run[-1], head, 1.0) for run in runs(yes)]
    return found


def attributions(reader: TrainedReader, text: Text) -> Found:
    found: Found = set()
    for view, outputs in views(reader, text):
        cues = word_runs(reader, view, outputs, "cue")
        for trigger, spans in ask(reader, view, cues, "cue", "attribution"):
            words = view.windows[trigger.window].words
            found.add(("cue", (words[trigger.first][0], words[trigger.last][1])))
            found |= set(spans)
    return found


def arguments(reader: TrainedReader, text: Text) -> Found:
    found: Found = set()
    for view, outputs in views(reader, text):
        at = reader.words["predicate"][0]
        asked = [Trigger(n, w, w, "predicate", 1.0) for n, window in enumerate(view.windows) for w in window.core if outputs[n, w, at] >= 0]
        for trigger, spans in ask(reader, view, asked, "predicate", "propbank"):
            place = view.windows[trigger.window].words[trigger.first]
            found |= {(f"{place}-{name}", span) for name, span in spans}
    return found


def names(reader: TrainedReader, text: Text) -> Found:
    found: Found = set()
    labels = reader.labels["words"]["entities"]
    for view, outputs in views(reader, text):
        paths = best_paths(outputs[..., slice(*reader.words["entities"])], view.there > 0)
        for path, window in zip(paths, view.windows, strict=True):
            words = window.words
            found |= {(name, (words[a][0], words[b][1])) for name, a, b in find_spans(path, labels) if a in window.core}
    return found


def words_of(text: Text, found: Found) -> Found:
    """Spans without white space or punctuation at their ends, which corpora cut differently."""
    out = set()
    for name, (a, b) in found:
        words = text.text[a:b]
        stripped = words.strip(" \n\t.,;:\"'“”‘’")
        if stripped:
            start = a + words.index(stripped)
            out.add((name, (start, start + len(stripped))))
    return out


class Score:
    """Counts of gold, predicted and right spans, exact and overlapping."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def add(self, gold: Found, predicted: Found) -> None:
        self.count["gold"] += len(gold)
        self.count["predicted"] += len(predicted)
        self.count["exact"] += len(gold & predicted)
        self.count["found"] += sum(any(meets(g, p) for p in predicted) for g in gold)
        self.count["right"] += sum(any(meets(g, p) for g in gold) for p in predicted)

    def f1(self) -> tuple[float, float]:
        """Exact and overlap F1."""
        c = self.count
        exact = 2 * c["exact"] / max(c["gold"] + c["predicted"], 1)
        precision, recall = c["right"] / max(c["predicted"], 1), c["found"] / max(c["gold"], 1)
        return exact, 2 * precision * recall / max(precision + recall, 1e-9)


def meets(a: tuple[str, Place], b: tuple[str, Place]) -> bool:
    return a[0] == b[0] and a[1][0] < b[1][1] and b[1][0] < a[1][1]


def score(
    reader: TrainedReader,
    texts: list[Text],
    predict: Callable[[TrainedReader, Text], Found],
    gold: Callable[[Text], Found],
    kinds: Sequence[str] = ("",),
) -> list[tuple[float, float]]:
    """Exact and overlap F1 over all texts, of labels that begin with each of `kinds`."""
    totals = [Score() for _ in kinds]
    for text in texts:
        predicted, wanted = words_of(text, predict(reader, text)), words_of(text, gold(text))
        for kind, total in zip(kinds, totals, strict=True):
            total.add({x for x in wanted if x[0].startswith(kind)}, {x for x in predicted if x[0].startswith(kind)})
    return [total.f1() for total in totals]


def gold_attributions(text: Text) -> Found:
    found: Found = {(label, place) for frame in text.frames for label, place in frame.spans["attribution"]}
    return found | {("cue", place) for place in text.cues or []}


def gold_arguments(text: Text) -> Found:
    return {(f"{frame.at}-{label}", place) for frame in text.frames for label, place in frame.spans["propbank"]}


def antecedents(reader: TrainedReader, texts: list[Text]) -> tuple[float, float]:
    """Precision and recall of antecedents on gold mentions; the target is the corpus' rule (prepare/coref.py)."""
    right = named = wanted = 0
    for text in texts:
        frames = {frame.at: [p for _, p in frame.spans["link"]] for frame in text.frames}
        for view, _ in views(reader, text):
            for number, window in enumerate(view.windows):
                words = window.words
                starts, ends = {a: n for n, (a, _) in enumerate(words)}, {b: n for n, (_, b) in enumerate(words)}
                here = [at for at in frames if at[0] in starts and at[1] in ends and starts[at[0]] in window.core]
                asked = [Trigger(number, starts[a], ends[b], "mention", 1.0) for a, b in here]
                for at, (_, spans) in zip(here, ask(reader, view, asked, "mention", "link"), strict=True):
                    gold = frames[at]
                    wanted += bool(gold)
                    named += bool(spans)
                    right += bool(gold and spans and meets(("", gold[0]), ("", spans[-1][1])))
    return right / max(named, 1), right / max(wanted, 1)


def main() -> int:
    if not DATA.is_dir():
        print(f"skipped: {DATA} is not here")
        return 0
    reader = TrainedReader()
    print(f"reader {reader.version}")
    news = polnear.load(DATA / "polnear" / "dev")
    anchors = {"source": "82.0", "cue": "82.3", "content": "59.3"}
    found = score(reader, news, attributions, gold_attributions, list(anchors))
    for (kind, anchor), (exact, overlap) in zip(anchors.items(), found, strict=True):
        print(f"PolNeAR dev   {kind:<9} exact F1 {100 * exact:5.1f}   overlap F1 {100 * overlap:5.1f}   (Citron on PARC3, exact: {anchor})")
    [(exact, _)] = score(reader, srl_ewt.load(DATA / "srl_ewt" / "test.jsonl"), arguments, gold_arguments)
    print(f"SRL EWT test  arguments exact F1 {100 * exact:5.1f}   (trial in design/reader.md, dev: 62.4)")
    uner = entities.load_iob(DATA / "uner_ewt" / "en_ewt-ud-test.iob2", entities.UNER, token=1, tag=2)
    [(exact, overlap)] = score(reader, uner, names, lambda text: set(text.entities or []))
    print(f"UNER-EWT test entities  exact F1 {100 * exact:5.1f}   overlap F1 {100 * overlap:5.1f}   (XLM-R large, exact: 86.0)")
    parts = coref.splits(DATA / "gum_coref" / "splits.md")
    everything = {p.stem for p in (DATA / "gum_coref").glob("*.conll")}
    precision, recall = antecedents(reader, coref.load(DATA / "gum_coref", everything - parts["test"]))
    print(f"GUM test      antecedent of gold mentions: precision {precision:.3f}   recall {recall:.3f}   (no published anchor)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
