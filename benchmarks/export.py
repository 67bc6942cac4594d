#!/usr/bin/env python3
"""Exporting a case of 100,000 claims: seconds and the greatest memory of the process, for each format in a process of its own.

    .venv/bin/python benchmarks/export.py [--claims 100000] [--formats csv jsonl ...] [--keep FILE]

The case is made up: articles of twenty sentences about two hundred actors by four hundred speakers, read by a reader of one sentence pattern, so
that each has agent, patient, time and a source. It is put into the store directly and not timed. What the first export after a change does
before it writes comes first, each step in a process of its own: claims that say the same are grouped, it is found who copied and cites whom,
and every proposition is weighed. `--keep` names where the case is kept, or one that is there; where it was weighed before, these steps are
short. The goal is 500 MB for an export and what is weighed for it.

Last come other programs that write the same from what was exported: pandas the tables, networkx the graph.
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
MEASURED = """
import resource, sys, time
started = time.perf_counter()
case, name, *places = sys.argv[1:]
%s
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{name:<16} {time.perf_counter() - started:7.1f} s  {time.process_time():7.1f} s CPU  {peak:5.0f} MB  {what}")
"""
STEPS = {
    "grouping": """
import allegedly
with allegedly.open(case) as opened:
    what = f"{opened.happenings().count():>8,} happenings"
""",
    "copies": """
import allegedly
with allegedly.open(case) as opened:
    what = f"{len(opened.dependences()):>8,} dependences"
""",
    "weighing": """
import allegedly
with allegedly.open(case) as opened:
    what = f"{sum(each.weighing is not None for each in opened.weighed()):>8,} propositions"
""",
}
EXPORT = """
import allegedly
with allegedly.open(case) as opened:
    report = allegedly.write(opened, name, places[0])
what = f"{report.written.get('claims', 0):>8,} claims"
"""
OTHERS = {
    ("pandas, csv", "jsonl"): """
import pandas
from pathlib import Path
Path(places[1]).mkdir()
for file in Path(places[0]).glob("*.jsonl"):
    pandas.read_json(file, lines=True).to_csv(Path(places[1]) / f"{file.stem}.csv", index=False)
what = ""
""",
    ("networkx, graphml", "graphml"): """
import networkx
networkx.write_graphml(networkx.read_graphml(places[0]), places[1])
what = ""
""",
}


def texts(claims: int) -> Iterator[str]:
    """Articles that hold so many claims together."""
    choose = random.Random(7)
    actors = [f"{first} {second}" for first in ("Dawn", "Iron", "North", "Red", "Salt", "Quay", "Grey", "Lime", "Hollin", "Tarn") for second in
              ("Militia", "Bureau", "Front", "Guard", "League", "Office", "Brigade", "Union", "Council", "Watch", "Directorate", "Group", "Service",
               "Kitchen", "Party", "Fund", "Academy", "Press", "Institute", "Fleet")]  # fmt: skip
    # As many as a press has: with a handful, one sentence in five would look like a copy of another.
    speakers = [f"{first}{second} {last}" for first in ("Al", "Bren", "Cor", "Dar", "Em") for second in ("a", "in", "o", "und") for last in
                ("Aster", "Brandt", "Corvo", "Dause", "Ember", "Falk", "Garrow", "Holm", "Iden", "Jorn", "Kest", "Lohm", "Marn", "Nield", "Orsk",
                 "Pell", "Quist", "Rask", "Sorn", "Varsk")]  # fmt: skip
    said = (*speakers, *("two officials", "a clerk") * 10)
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
        print(f"goal: under {GOAL} MB each")
        for name, program in STEPS.items():
            measured(program, path, name)
        for format in options.formats:
            measured(EXPORT, path, format, Path(folder) / format)
        for (name, format), program in OTHERS.items():
            if format in options.formats:
                measured(program, path, name, Path(folder) / format, Path(folder) / name)


def measured(program: str, case: Path, name: str, *places: Path) -> None:
    """Run a program on a case in a process of its own and print what it took."""
    done = subprocess.run([sys.executable, "-c", MEASURED % program, case, name, *places], capture_output=True, text=True, check=False)
    print(done.stdout.rstrip() or f"{name}: {done.stderr.splitlines()[-1]}", flush=True)


if __name__ == "__main__":
    main()
