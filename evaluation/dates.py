#!/usr/bin/env python3
"""Compare the values of times with our own annotation: those that have words, None being a value like any other.

    .venv/bin/python evaluation/dates.py [train|dev|dev-hard|sample ...] [--show]

Gold claims are read, so that nothing but the value is measured. "document" is what claims/times.py makes of the words and the
document's date alone; "narrative" is entities/dates.py. A place in the text counts once, however many claims share it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from allegedly.base.document import Document
from allegedly.capture.capturers import capture_paths
from allegedly.claims.claim import Claim
from allegedly.claims.times import resolve_time
from allegedly.entities.dates import document_day, find_times
from tests.gold_reader import claim_of

SHARED = HERE.parent.parent / "shared" / "data" / "claims"
SAMPLE = HERE.parent / "examples" / "sample"
GOAL = 0.80


def gold(split: str) -> Iterator[tuple[Document, list[Claim]]]:
    """Documents of a split with their gold claims; a time without words is left out, as no reader could quote it."""
    texts, claims = (SAMPLE / "reports", SAMPLE / "gold" / "claims") if split == "sample" else (SHARED / split, SHARED / split)
    for document in capture_paths(sorted(texts.glob("*.txt"))):
        assert isinstance(document, Document), document
        lines = (claims / f"{document.name}.claims.jsonl").read_text(encoding="utf-8").splitlines()
        yield document, [claim_of(quotable(json.loads(line)), document, "gold") for line in lines]


def quotable(record: dict[str, Any]) -> dict[str, Any]:
    """The record without a time that has no words."""
    return record | {"time": record["time"] if (record["time"] or {}).get("text") else None}


def measure(split: str, show: bool) -> None:
    """Print the share of equal values of one split."""
    count: Counter[str] = Counter()
    for document, claims in gold(split):
        found = find_times(document, claims)
        day = document_day(document)
        seen = set()
        for claim in claims:
            if not claim.time or (claim.time.span, claim.time.value) in seen:
                continue
            seen.add((claim.time.span, claim.time.value))
            future = claim.realis in {"planned", "hypothetical"}
            event = found[claim.id].event
            right = event.value == claim.time.value
            count["all"] += 1
            count["document"] += resolve_time(claim.time.span.text, day, future=future) == claim.time.value
            count["narrative"] += right
            count["given"] += claim.time.value is not None
            count["given right"] += right and claim.time.value is not None
            count["invented"] += claim.time.value is None and event.value is not None
            if show and not right:
                print(f"  {document.name}: “{claim.time.span.text}” is {claim.time.value}, not {event.value} ({event.reason})")
    total = count["all"]
    print(
        f"{split:<9} {total:>4} expressions   document {count['document'] / total:.3f}   narrative {count['narrative'] / total:.3f}"
        f"   of {count['given']} with a value {count['given right'] / max(count['given'], 1):.3f}"
        f"   invented {count['invented']}   goal {GOAL:.2f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", nargs="*", default=["train", "dev", "dev-hard", "sample"])
    parser.add_argument("--show", action="store_true", help="print every value that differs")
    options = parser.parse_args()
    for split in options.split:
        if split != "sample" and not SHARED.is_dir():
            print(f"{split} skipped: {SHARED} is not here")
        else:
            measure(split, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
