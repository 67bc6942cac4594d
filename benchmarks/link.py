#!/usr/bin/env python3
"""What linking costs as a case grows: entities, propositions and places worked out whole, and again after one more document.

    .venv/bin/python benchmarks/link.py [--documents 10000]

The reports are invented: ten claims each, about people and bodies that some hundred reports have in common. A tenth, a half and all of
them are linked, so that growth can be seen. Seconds are of processor time, for the steps that the one more document causes: adding it,
asking for the entities, asking for the propositions. The last figure of a line says how many claims were grouped anew.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from resolve import names

from allegedly.base.document import Document
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from tests.factory import PatternReader, document

VERBS = ("armed", "funded", "attacked", "sheltered")
CLAIMS = 10


def reports(number: int) -> Iterator[Document]:
    """So many reports. A report is about a few of the names that its month is full of."""
    chance = random.Random(11)
    known = names(max(40, number), chance)
    for n in range(number):
        year, month = 2010 + n * 10 // number, chance.randrange(1, 13)
        about = chance.sample(known[(n // 50) * 50 : (n // 50) * 50 + 60] or known[:60], 6)
        lines = []
        for _ in range(CLAIMS):
            one, other = chance.sample(about, 2)
            when = f" in {year}-{month:02}" if chance.random() < 0.5 else ""
            lines.append(f"{one} {chance.choice(VERBS)} {other}{when}.")
        yield document("\n".join(lines), name=f"report-{n}", published=f"{year}-{month:02}-{chance.randrange(1, 28):02}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    *most, last = reports(options.documents + 1)
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "bench.case", create=True)
        case, reader, added = Case(database), PatternReader(), 0
        for size in (options.documents // 10, options.documents // 2, options.documents):
            put(database, reader, most[added:size])
            added = size
            print(f"{size:>7,} documents, {case.claims().count():,} claims:  whole {ask(case)}")
            put(database, reader, [document(f"{last.text}\nReport {size}.", name=f"more-{size}", published=last.published)])
            print(f"{'':>7}  one more document:  {ask(case)}", flush=True)
        database.close()


def put(database: Database, reader: PatternReader, documents: list[Document]) -> None:
    """Add documents as `Case.add` does."""
    for each in documents:
        reading = read_with(reader, each)
        with database.writing() as connection:
            add_document(connection, each, reading)


def ask(case: Case) -> str:
    """The seconds that each question takes."""
    said = []
    for name, question in (("entities", case.entities), ("propositions", case.propositions)):
        start = process_time()
        number = question().count()
        said.append(f"{name} {process_time() - start:.2f} s ({number:,})")
    return ", ".join(said)


if __name__ == "__main__":
    main()
