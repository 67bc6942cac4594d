#!/usr/bin/env python3
"""The prompted reader: what its gate costs a perfect model, what it lets through of broken answers, and how well a real model reads.

    .venv/bin/python evaluation/prompted.py                       the gate, offline: ceiling, sizes, fuzz
    .venv/bin/python evaluation/prompted.py --fuzz 100000         a longer fuzz run
    .venv/bin/python evaluation/prompted.py --model NAME [--endpoint URL] [--protocol P] [--documents N] [--yes]

The last is the contract test for a model of yours: it checks that the endpoint keeps to its protocol and to the schema, and prints the score
on ../shared/data/claims/dev where that is present, else on examples/sample. It sends those documents to the endpoint.

**Ceiling**: our own annotation of the sample case, put as the answers of a model that quotes every word rightly. What is refused of it, or
comes out elsewhere, is the price of the gate. **Fuzz**: the same answers, corrupted by evaluation/corruption.py; every claim that comes out is
held against its text once more, by other code than the gate's, and every name must stand in it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corruption import corrupt
from gate import AGREEMENT, SHARED, scorer

from allegedly.base.document import Document
from allegedly.base.errors import ReaderError
from allegedly.capture.capturers import capture_paths
from allegedly.claims.claim import Claim
from allegedly.claims.endpoints import DEFAULT_ENDPOINT, Question, Reply
from allegedly.claims.locate import normalised
from allegedly.claims.prompted import PromptedReader, find_pieces
from allegedly.claims.reading import read_ahead, read_with
from allegedly.claims.times import publication_day, resolve_time

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "examples" / "sample" / "gold"
sys.path.insert(0, str(HERE.parent / "training"))
import notation  # noqa: E402


def annotated() -> list[tuple[Document, list[dict[str, Any]]]]:
    """The documents of the sample case as plain text, each with our annotation of it, spans of sources and cues included."""
    documents, errors = notation.parse((SAMPLE / "annotation.ann").read_text(encoding="utf-8"))
    assert not errors, errors
    found = []
    for each in documents:
        document = Document(
            name=each.name, text=each.text, place=f"/{each.name}.txt", media_type="text/plain", digest="", published=each.name[:10]
        )
        found.append((document, each.claims))
    return found


def entries_of(document: Document, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Our annotation as the entries of a model's answer."""
    pieces = list(find_pieces(document))

    def words(place: list[int] | None) -> str | None:
        return document.text[place[0] : place[1]] if place else None

    entries = []
    for record in records:
        start = record["trigger"]["start"]
        number = next((n for n, piece in enumerate(pieces) if piece.start <= start < piece.end), None)
        if number is None:
            continue
        arguments = [
            {"role": role, "words": filler["text"], "name": filler["entity"]}
            for role, group in record["arguments"].items()
            for filler in group
        ]
        chain = [
            {"words": words(hop["span"]), "name": hop["name"], "named": hop["named"], "cue": words(hop.get("cue"))}
            for hop in record["chain"]
        ]
        when = record["time"]
        entries.append(
            {
                "sentence": number,
                "type": record["type"],
                "trigger": record["trigger"]["text"],
                "arguments": arguments,
                "time": {"words": when["text"], "value": when["value"]} if when else None,
                **{name: record[name] for name in ("polarity", "certainty", "realis")},
                "chain": chain,
                "score": 1.0,
            }
        )
    return entries


class Scripted:
    """In place of an endpoint: answers from annotation, through `change`. Not a server, so that 10,000 answers take seconds."""

    url, local = "http://localhost", True

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.change: Any = Reply
        self.asked = 0

    def ask(self, question: Question) -> Reply:
        self.asked += 1
        match = re.search(r"Answer for sentences (\d+) to (\d+)\.$", question.user)
        assert match
        first, last = int(match[1]), int(match[2])
        entries = [entry for entry in self.entries if first <= entry["sentence"] <= last]
        return self.change(json.dumps({"claims": entries}, ensure_ascii=False))

    def close(self) -> None:
        """Nothing to give back."""


def scripted_reader(folder: Path) -> tuple[PromptedReader, Scripted]:
    """A reader whose model is `Scripted`; nothing it says is kept."""
    model = Scripted()
    reader = PromptedReader("scripted", answers=folder, connection=model)  # type: ignore[arg-type]
    reader.answers.folder = None
    return reader, model


def score(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> str:
    """What the shared scorer prints for these records."""
    if not (SHARED / "tools").is_dir():
        return f"not scored: {SHARED / 'tools'} is not here\n"
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("gold.jsonl", "predicted.jsonl")]
        for file, records in zip(files, (gold, predicted), strict=True):
            file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        printed = io.StringIO()
        before, sys.argv = sys.argv, ["score_claims.py", *map(str, files)]
        with contextlib.redirect_stdout(printed):
            scorer().main()
        sys.argv = before
    return printed.getvalue()


def ceiling(folder: Path) -> None:
    """What comes through the gate of an answer without a mistake."""
    reader, model = scripted_reader(folder)
    gold, predicted, reasons = [], [], Counter[str]()
    answers = texts = 0
    for document, records in annotated():
        model.entries = entries_of(document, records)
        reading = read_with(reader, document)
        reasons.update(reading.reasons)
        predicted += [claim.to_dict() for claim in reading.claims]
        gold += records
        pieces = list(find_pieces(document))
        answers += len(json.dumps({"claims": model.entries}, ensure_ascii=False))
        texts += sum(piece.end - piece.start for piece in pieces)
    print("ceiling: our annotation of examples/sample as the answers of a model without mistakes")
    print(f"claims {len(gold)}, admitted {len(predicted)}, refused {sum(reasons.values())} {dict(reasons) or ''}")
    print(score(gold, predicted), end="")
    print(f"\nsizes: {answers / texts:.2f} characters of answer per character of text that is asked about")


def fuzz(number: int, folder: Path) -> int:
    """Corrupted answers until `number` have been given; how many claims came out that should not have."""
    reader, model = scripted_reader(folder)
    corpus = annotated()
    entries = [entries_of(document, records) for document, records in corpus]
    chance = random.Random(20_261_128)
    outcomes, reasons = Counter[str](), Counter[str]()
    bad = 0
    started = time.process_time()
    while model.asked < number:
        here = chance.randrange(len(corpus))
        document, foreign = corpus[here][0], chance.choice(corpus)[0].text
        model.entries = entries[here]
        model.change = lambda text, foreign=foreign: corrupt(text, chance, foreign)
        try:
            reading = read_with(reader, document)
        except ReaderError as error:
            if "gave no answer that can be used" not in str(error):
                raise  # a reader that failed with anything else has crashed
            outcomes["documents given up"] += 1
            continue
        outcomes["documents read"] += 1
        outcomes["claims"] += len(reading.claims)
        reasons.update(reading.reasons)
        for claim in reading.claims:
            for fault in faults(claim, document):
                bad += 1
                print(f"UNGROUNDED {fault}: {claim}")
    print(f"\nfuzz: {model.asked:,} corrupted answers in {time.process_time() - started:.1f} s of one core: {dict(outcomes)}")
    print("refused: " + ", ".join(f"{reason} {count:,}" for reason, count in reasons.most_common()))
    print(f"crashes 0, ungrounded claims {bad}")
    return bad


def faults(claim: Claim, document: Document) -> Iterator[str]:
    """What of a claim the text does not bear out, found without the gate's code for finding words."""
    text = document.text
    for span in claim.spans():
        if text[span.start : span.end] != span.text or not span.text.strip():
            yield "span"
        if any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (span.start, span.end)):
            yield "half a word"
    plain = normalised(text)[0]
    names = [mention.entity for mentions in claim.arguments.values() for mention in mentions] + [hop.source.name for hop in claim.chain]
    yield from (f"name {name!r}" for name in names if normalised(name)[0].strip() not in plain)
    # What our own resolver makes of words of the text is grounded in them ("the 1990s"); what the model works out must have its years there.
    if claim.time and claim.time.value and claim.time.value != resolve_time(claim.time.span.text, publication_day(document)):
        years = set(re.findall(r"\d{4}", claim.time.value))
        known = set(re.findall(r"\d{4}", text)) | {str(int((document.published or "0")[:4]) + step) for step in (-1, 0, 1)}
        if not years <= known:
            yield f"year of {claim.time.value}"


def contract(options: argparse.Namespace) -> int:
    """Read annotated documents with a real model and score it."""
    reader = PromptedReader(options.model, endpoint=options.endpoint, protocol=options.protocol, allow_sending=options.yes)
    folder = SHARED / "data" / "claims" / "dev"
    folder, gold_files = (folder, folder) if folder.is_dir() else (SAMPLE.parent / "reports", SAMPLE / "claims")
    documents = [each for each in capture_paths(sorted(map(str, folder.iterdir()))) if isinstance(each, Document)][: options.documents]
    expected = reader.estimate(documents)
    print(f"{len(documents)} documents of {folder}; at most {expected.requests} requests, about {expected.tokens:,} tokens")
    gold, predicted, reasons = [], [], Counter[str]()
    failed = 0
    for document, future in read_ahead(reader, documents):
        assert future is not None and isinstance(document, Document)
        try:
            reading = future.result()
        except ReaderError as error:
            print(error)
            failed += 1
            continue
        for claim in reading.claims:
            assert not list(claim.check(document.text) or ())
        file = gold_files / f"{document.name}.claims.jsonl"
        gold += [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        predicted += [claim.to_dict() for claim in reading.claims]
        reasons.update(reading.reasons)
    reader.close()
    spent = reader.budget
    print(f"{reader.version}: {len(predicted)} claims, {failed} documents failed; tokens sent {spent.sent:,}, received {spent.received:,}")
    characters = sum(len(document.text) for document in documents)
    print(f"for the constants of claims/prompted.py: {characters / max(1, spent.received):.2f} characters of text per token received")
    print("refused: " + (", ".join(f"{reason} {count}" for reason, count in reasons.most_common()) or "nothing"))
    print(score(gold, predicted), end="")
    print("two annotators agree at: " + "  ".join(f"{name} {value:.3f}" for name, value in AGREEMENT.items()))
    # A model that keeps to the conventions in any way at all finds claims, and the gate refuses fewer than it lets through.
    kept = failed == 0 and len(predicted) > sum(reasons.values())
    print("contract kept" if kept else "contract NOT kept: documents failed, or more was refused than admitted")
    return not kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fuzz", type=int, default=10_000)
    parser.add_argument("--model")
    parser.add_argument("--endpoint", default=DEFAULT_ENDPOINT)
    parser.add_argument("--protocol")
    parser.add_argument("--documents", type=int)
    parser.add_argument("--yes", action="store_true", help="allow the documents to be sent beyond this machine")
    options = parser.parse_args()
    if options.model:
        return contract(options)
    with tempfile.TemporaryDirectory() as folder:
        ceiling(Path(folder))
        return fuzz(options.fuzz, Path(folder)) > 0


if __name__ == "__main__":
    sys.exit(main())
