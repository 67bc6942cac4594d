#!/usr/bin/env python3
"""Settled cases as they stood at each date: what the program says of rival hypotheses, and where it is wrong.

    .venv/bin/python evaluation/history.py [CASE ...]

The cases are examples/trust, mukden, gleiwitz and lavon, with the claims annotated there (no reader is at work) and with nothing set by an
analyst: no source graded, all hypotheses equally likely beforehand. `true` is the hypothesis that stands today. A date is one on which a text
appeared. k_flip is the least number of origins without which another hypothesis leads.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from allegedly.base.document import Document
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.capture.capturers import capture, find_inputs
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.evidence.copying import days_of
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.hypothesis import Hypothesis, from_template
from allegedly.hypotheses.likelihood import Comparison, compare
from allegedly.hypotheses.matrix import Board
from allegedly.hypotheses.signs import find_evidence

EXAMPLES = Path(__file__).parents[1] / "examples"
TRUE = {"trust": "H2", "mukden": "H2", "gleiwitz": "H2", "lavon": "H1"}


@dataclass(frozen=True)
class Case:
    name: str
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    hypotheses: tuple[Hypothesis, ...]

    @property
    def true(self) -> str:
        return TRUE[self.name]

    def until(self, number: int) -> Cast:
        """The cast of the first `number` documents, in order of time."""
        held = {document.id: document for document in self.documents[:number]}
        return Cast(
            (c for c in self.claims if c.document_id in held), outlet=lambda claim: held[claim.document_id].publisher or claim.document
        )


def load(name: str) -> Case:
    folder = EXAMPLES / name
    found = [each for place in find_inputs([str(folder / "reports")]) for each in capture(place) if isinstance(each, Document)]
    documents = sorted(found, key=lambda document: (days_of(document).last, document.name))
    claims = [claim_of(json.loads(line), each) for each in documents for line in lines(folder / "claims" / f"{each.name}.claims.jsonl")]
    hypotheses = [from_template(**json.loads(line)) for line in lines(folder / "hypotheses.jsonl")]
    return Case(name, tuple(documents), tuple(claims), tuple(hypotheses))


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def claim_of(record: dict, document: Document) -> Claim:
    def span(place: dict) -> Span:
        return Span(place["start"], place["end"], place["text"])

    return Claim(
        document=document.name,
        document_id=document.id,
        reader="annotated by hand",
        score=1.0,
        sentence=Span.of(document.text, *record["sentence"]),
        type=record["type"],
        trigger=span(record["trigger"]),
        arguments={role: tuple(Mention(span(each), each["entity"]) for each in group) for role, group in record["arguments"].items()},
        time=TimeExpression(span(record["time"]), record["time"]["value"]) if record["time"] else None,
        polarity=record["polarity"],
        certainty=record["certainty"],
        realis=record["realis"],
        chain=tuple(Hop(Source(each["name"], each["named"])) for each in record["chain"]),
    )


def at_each_date(case: Case) -> Iterator[tuple[str, Comparison]]:
    """The comparison after each document that has come out."""
    for number, document in enumerate(case.documents, 1):
        evidence, ratings = find_evidence(case.until(number), case.hypotheses)
        yield document.published or "", compare(Board(hypotheses=case.hypotheses, evidence=evidence, ratings=ratings))


def main() -> int:
    for name in sys.argv[1:] or TRUE:
        case = load(name)
        print(f"{name}: " + "; ".join(f"{h.id} {h.text}" for h in case.hypotheses) + f"; true: {case.true}")
        for published, found in at_each_date(case):
            shares = "  ".join(f"{id} {share:.2f}" for id, share in found.posteriors.items())
            verdict = "cannot tell" if found.tied else "right" if found.leader == case.true else "WRONG"
            print(f"  {published:10s}  {shares}  k_flip {found.k_flip or '-'}  {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
