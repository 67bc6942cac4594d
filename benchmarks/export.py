#!/usr/bin/env python3
"""Exporting a case of 100,000 claims: seconds and the greatest memory of the process, for each format in a process of its own.

    .venv/bin/python benchmarks/export.py [--claims 100000] [--formats csv jsonl ...] [--keep FILE]

The case is made up: articles of twenty sentences about two hundred actors, read by a reader of one sentence pattern, so that each has
agent, patient, time and a source. It is put into the store directly and not timed. Its propositions are weighed once, as by the first export
after any change; that is timed apart, because it holds the whole case in memory. `goal` is the 500 MB that an export has to stay under.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from allegedly.claims.reading import Reading
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.store.records import batches
from tests.factory import PatternReader, document

FORMATS = (
    "csv",
    "jsonl",
    "parquet",
    "graphml",
    "gexf",
    "geojson",
    "annotation",
    "stix",
    "misp",
    "followthemoney",
    "nanopub",
    "plover",
    "acled",
    "csl",
    "bibtex",
)
GOAL = 500  # MB
SENTENCES = 20
WEIGH = """
import resource, sys, time
import allegedly
from allegedly.store.weighing import hold
started = time.perf_counter()
with allegedly.open(sys.argv[1]) as case:
    assert hold(case._database)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{'first weighing':<16} {time.perf_counter() - started:7.1f} s  {time.process_time():7.1f} s CPU  {peak:5.0f} MB")
"""
EXPORT = """
import resource, sys, time
import allegedly
started = time.perf_counter()
with allegedly.open(sys.argv[1]) as case:
    report = allegedly.write(case, sys.argv[2], sys.argv[3])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{sys.argv[2]:<16} {time.perf_counter() - started:7.1f} s  {time.process_time():7.1f} s CPU  {peak:5.0f} MB  {report.written.get('claims', 0):>8,} claims")
"""


def texts(claims: int) -> Iterator[str]:
    """Articles that hold so many claims together."""
    choose = random.Random(7)
    actors = [f"{first} {second}" for first in ("Dawn", "Iron", "North", "Red", "Salt", "Quay", "Grey", "Lime", "Hollin", "Tarn") for second in
              ("Militia", "Bureau", "Front", "Guard", "League", "Office", "Brigade", "Union", "Council", "Watch", "Directorate", "Group", "Service",
               "Kitchen", "Party", "Fund", "Academy", "Press", "Institute", "Fleet")]  # fmt: skip
    said = ("two officials", "a clerk", "Norwire", "Northern Post")
    for start in range(0, claims, SENTENCES):
        lines = [f"Report {start}", ""]
        for _ in range(min(SENTENCES, claims - start)):
            agent, patient = choose.sample(actors, 2)
            verb = choose.choice(("armed", "funded", "attacked", "sheltered", "did not arm"))
            lines.append(
                f"{agent} {verb} {patient} in {choose.randint(1990, 2020)}-{choose.randint(1, 12):02}, {choose.choice(said)} said."
            )
        yield "\n".join(lines)


def make(path: Path, claims: int) -> None:
    """A case of so many claims, a hundred documents at a time."""
    reader = PatternReader()
    database = Database.open(path, create=True)
    for some in batches(enumerate(texts(claims)), 100):
        with database.writing() as connection:
            for number, text in some:
                made = document(text, f"{number:05}", title=f"Report {number}", published="2021-03-04")
                add_document(connection, made, Reading(reader.version, tuple(reader.read(made)), 0))
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--formats", nargs="*", default=FORMATS)
    parser.add_argument("--keep", type=Path, help="make the case here, or use the one that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.case"
        if not path.exists():
            started = time.perf_counter()
            make(path, options.claims)
            print(f"made a case of {options.claims:,} claims in {time.perf_counter() - started:.0f} s", flush=True)
            done = subprocess.run([sys.executable, "-c", WEIGH, path], capture_output=True, text=True, check=True)
            print(done.stdout.rstrip(), flush=True)
        print(f"goal: under {GOAL} MB each")
        for format in options.formats:
            done = subprocess.run(
                [sys.executable, "-c", EXPORT, path, format, Path(folder) / format], capture_output=True, text=True, check=False
            )
            print(done.stdout.rstrip() or f"{format}: {done.stderr.splitlines()[-1]}", flush=True)


if __name__ == "__main__":
    main()
