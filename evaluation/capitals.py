#!/usr/bin/env python3
"""What printing in capitals costs the reader, and what `claims/casing.py` gives back: our annotation as printed, in capitals, in capitals recased.

    .venv/bin/python evaluation/capitals.py

The texts of `../shared/data/claims/dev` and `dev-hard` are put into capitals letter by letter, so that the gold claims stand where they
stood; they are read once with the letters left as they are and once as the reader does. Below: of the words inside of sentences, how well
those are found again that had a capital.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "evaluation"), str(ROOT / "training")]

from gate import NAMES, SHARED, TrainedReader, measure, predict

from allegedly.claims.casing import WORD, recased
from casing import form, sentences

SPLITS = ("dev", "dev-hard")


def in_capitals(text: str) -> str:
    """The text in capitals, but for letters whose capital is longer ("ß")."""
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)


def found_again(texts: Iterator[str]) -> tuple[float, float]:
    """Precision and recall of capitals inside of sentences."""
    had = both = given = 0
    for text in texts:
        for words in sentences(text):
            printed = " ".join(words)
            made = recased(in_capitals(printed))
            for match in list(WORD.finditer(printed))[1:]:
                ours, theirs = form(made[match.start() : match.end()]) > 0, form(match[0]) > 0
                had, given, both = had + theirs, given + ours, both + (ours and theirs)
    return both / given, both / had


def main() -> int:
    if not (SHARED / "data" / "claims").is_dir():
        print(f"skipped: {SHARED / 'data' / 'claims'} is not here")
        return 0
    reader = TrainedReader()
    print(f"reader {reader.version}\n{'':<32}" + "".join(f"{name:>11}" for name in NAMES))
    for split in SPLITS:
        gold = SHARED / "data" / "claims" / split
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(gold.glob("*.txt"))}
        with tempfile.TemporaryDirectory() as folder:
            loud = Path(folder)
            for name, text in texts.items():
                (loud / name).write_text(in_capitals(text), encoding="utf-8")
            out = loud / "predicted.jsonl"
            predict(reader, gold, out)
            print(_row(f"{split}, as printed", measure(gold, out)))
            with patch("allegedly.claims.trained.recased", lambda text: text):
                predict(reader, loud, out)
            print(_row(f"{split}, in capitals", measure(gold, out)))
            predict(reader, loud, out)
            print(_row(f"{split}, in capitals, recased", measure(gold, out)))
        print("  capitals found again: precision {:.3f}, recall {:.3f}".format(*found_again(iter(texts.values()))))
    return 0


def _row(name: str, figures: dict[str, float]) -> str:
    return f"{name:<32}" + "".join(f"{figures[each]:>11.3f}" for each in NAMES)


if __name__ == "__main__":
    sys.exit(main())
