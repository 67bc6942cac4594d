#!/usr/bin/env python3
"""How long reading takes, against the time its encoder passes take alone on the same windows in the same run.

    .venv/bin/python benchmarks/read.py

Text: the sixteen reports of examples/sample, joined into one document. Rounds alternate, so that a busy machine slows both sides;
the ratio is of the medians. Cold start is a fresh process that reads a 1,000-word article; import is `import allegedly` alone.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from allegedly.base.document import Document
from allegedly.claims.sentences import find_sentences
from allegedly.claims.trained import BATCH, TrainedReader
from allegedly.claims.windows import find_chunks, find_windows, to_batch

ROOT = Path(__file__).parent.parent
ROUNDS = 7


def timed(work) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "sample" / "reports").glob("*.txt")))
    words = len(text.split())
    reader = TrainedReader()
    document = Document(name="sample", text=text, place="-", media_type="text/plain", digest="")
    windows = find_windows(find_chunks(text, find_sentences(text), reader.tokenizer))
    batches = [to_batch(text, windows[at : at + BATCH], reader.marks) for at in range(0, len(windows), BATCH)]

    def encode() -> None:
        for b in batches:
            reader.encoder.run(None, {"ids": b.ids, "mask": b.mask, "shapes": b.shapes, "pool": b.pool})

    found = list(reader.read(document))
    encode()
    pairs = [(timed(encode), timed(lambda: list(reader.read(document)))) for _ in range(ROUNDS)]
    alone, whole = (statistics.median(column) for column in zip(*pairs))
    print(f"{words} words, {len(windows)} windows, {len(found)} claims; medians of {ROUNDS} alternating rounds")
    print(f"encoder alone  {alone:.3f} s")
    print(f"whole reading  {whole:.3f} s   {words / whole:,.0f} words/s   {whole / alone:.2f} x the encoder (bound: 2)")
    print(f"memory         {psutil.Process().memory_info().rss / 1e6:.0f} MB resident (bound: 600)")
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(" ".join(text.split(" ")[:1000]), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "allegedly"), "read", "--format", "jsonl", str(article)]
        cold = min(timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)) for _ in range(3))
    print(f"cold start     {cold:.2f} s for `allegedly read` of 1,000 words, best of 3 (bound: 2.5)")
    bare = min(timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)) for _ in range(5))
    imported = min(timed(lambda: subprocess.run([sys.executable, "-c", "import allegedly"], check=True)) for _ in range(5))
    print(f"import         {imported - bare:.3f} s for `import allegedly` above the interpreter's own {bare:.3f} s, best of 5 (bound: 0.3)")


if __name__ == "__main__":
    main()
