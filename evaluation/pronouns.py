#!/usr/bin/env python3
"""Whom pronouns stand for: what the reader makes of those of our annotation.

    .venv/bin/python evaluation/pronouns.py

Counted are pronouns of the third person that the reader and the annotation of `../shared/data/claims/dev` and `dev-hard` both have as a
part of a claim. A name is right when it is that of the annotation, or one is a part of the other, or when it is that of a mention that the
annotation calls the same.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "evaluation"), str(ROOT / "training")]

from gate import SHARED, TrainedReader

from allegedly.base.document import Document
from allegedly.capture.capturers import capture_paths
from allegedly.claims.naming import is_pronoun
from allegedly.claims.pronouns import group_of
from pronoun_weights import meanings, same


def count(reader: TrainedReader, split: str) -> Counter[str]:
    """How many pronouns are right, wrong and left as they are."""
    total: Counter[str] = Counter()
    folder = SHARED / "data" / "claims" / split
    for document in capture_paths(sorted(folder.glob("*.txt"))):
        assert isinstance(document, Document), document
        gold = meanings([json.loads(line) for line in (folder / f"{document.name}.claims.jsonl").read_text(encoding="utf-8").splitlines()])
        ours = {
            (mention.span.start, mention.span.end): mention.entity
            for claim in reader.read(document)
            for mentions in claim.arguments.values()
            for mention in mentions
        }
        called = {(name, gold[place]) for place, name in ours.items() if place in gold}
        for (start, end), name in ours.items():
            if group_of(document.text[start:end]) and (means := gold.get((start, end))):
                right = same(name, means) or any(ours_too == name and theirs == means for ours_too, theirs in called - {(name, means)})
                total["left" if is_pronoun(name) else "right" if right else "wrong"] += 1
    return total


def main() -> int:
    if not (SHARED / "data" / "claims").is_dir():
        print(f"skipped: {SHARED / 'data' / 'claims'} is not here")
        return 0
    reader = TrainedReader()
    print(f"reader {reader.version}\n{'':<10}{'right':>7}{'wrong':>7}{'left':>7}")
    for split in ("dev", "dev-hard"):
        found = count(reader, split)
        print(f"{split:<10}" + "".join(f"{found[kind]:>7}" for kind in ("right", "wrong", "left")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
