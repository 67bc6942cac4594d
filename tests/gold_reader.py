"""A reader that knows the sample case by heart: it gives the gold claims of its reports, and none of any other document.

So the documentation can be run without weights. `python tests/gold_reader.py ARGUMENTS` is the command line with this reader.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression

SAMPLE = Path(__file__).parents[1] / "examples" / "sample"


class GoldReader:
    """The gold claims of `SAMPLE`."""

    version = "gold 1-0"

    def read(self, document: Document) -> Iterator[Claim]:
        """The records of the gold file that is called after the document, as claims."""
        for file in SAMPLE.rglob(f"{document.name}.claims.jsonl"):
            for line in file.read_text(encoding="utf-8").splitlines():
                yield claim_of(json.loads(line), document, self.version)


def claim_of(record: dict[str, Any], document: Document, reader: str) -> Claim:
    """A claim record as a claim of `document`."""

    def span(place: dict[str, Any]) -> Span:
        return Span(place["start"], place["end"], place["text"])

    return Claim(
        document=document.name,
        document_id=document.id,
        reader=reader,
        score=record.get("score", 1.0),
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


def install() -> None:
    """Let every command of this process read with the gold reader."""
    from allegedly.claims import reading

    reading._loaded = lambda name: GoldReader()


if __name__ == "__main__":
    install()
    from allegedly.cli import main

    raise SystemExit(main(sys.argv[1:]))
