#!/usr/bin/env python3
"""Adding 2,500 documents to one case: documents per second for each five hundred, and the memory it took.

    .venv/bin/python benchmarks/add.py [--documents 2500] [--keep FILE]

The texts are those under ../shared/data/muc4, polnear and wikinews, shuffled with a fixed seed so that every stretch of the run is
alike; words per second is the figure to compare between stretches, since articles differ in length. Without ../shared nothing is run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

import allegedly

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
STRETCH = 500
MESSAGE = re.compile(r"^((?:DEV|TST)[\w-]+) \([^)]*\)\s*$", re.M)


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every article."""
    for path in sorted((DATA / "muc4" / "TASK" / "CORPORA").glob("*/*-muc[34]*")):
        pieces = MESSAGE.split(path.read_text(encoding="latin-1"))
        for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
            yield name, text.strip("\n") + "\n"
    for path in sorted((DATA / "polnear").glob("*/text/*.txt")):
        yield path.stem, path.read_text(encoding="utf-8")
    for path in sorted((DATA / "wikinews").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            yield f"{path.stem}-{number:03}", json.loads(line)["text"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2500)
    parser.add_argument("--keep", type=Path, help="leave the case here")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"skipped: {DATA} is not here")
        return
    chosen = list(texts())
    random.Random(2500).shuffle(chosen)
    chosen = chosen[: options.documents]
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        reports.mkdir()
        for n, (name, text) in enumerate(chosen):
            (reports / f"{n:04}-{name[:80]}.txt").write_text(text, encoding="utf-8")
        lengths = [len(text.split()) for _, text in chosen]
        process, peak, count, words, since = psutil.Process(), 0, 0, 0, time.perf_counter()

        def progress(step: allegedly.AddStep) -> None:
            nonlocal peak, count, words, since
            peak = max(peak, process.memory_info().rss)
            words += lengths[count] if count < len(lengths) else 0
            count += 1
            if count % STRETCH == 0:
                seconds = time.perf_counter() - since
                print(
                    f"{count - STRETCH:>6} to {count:<6} {STRETCH / seconds:6.1f} docs/s  {words / seconds:8,.0f} words/s  peak {peak / 1e6:.0f} MB",
                    flush=True,
                )
                words, since = 0, time.perf_counter()

        path = Path(folder) / "bench.case"
        started = time.perf_counter()
        with allegedly.open(path, create=True) as case:
            report = case.add(reports, progress=progress)
            print(
                f"{report.added} documents, {report.claims} claims, {len(report.refused)} refused in {time.perf_counter() - started:.0f} s"
            )
        print(f"peak memory {peak / 1e6:.0f} MB (bound: 1,000); case file {path.stat().st_size / 1e6:.0f} MB")
        if options.keep:
            shutil.copy(path, options.keep)


if __name__ == "__main__":
    main()
