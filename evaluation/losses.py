#!/usr/bin/env python3
"""What each format cannot carry of the sample case, as the table of docs/exports.md: counted by the exports themselves.

    .venv/bin/python evaluation/losses.py

The claims are the gold claims of examples/sample. `claims` are those written of all; a field is followed by the number of rows that fill it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import allegedly

sys.path.insert(0, str(Path(__file__).parents[1]))
from allegedly.writers.loss import LossReport
from allegedly.writers.writers import writer_names
from tests.gold_reader import SAMPLE, GoldReader


def row(report: LossReport, claims: int) -> str:
    """One line of the table."""
    fields = [f"{each.table}.{each.field} ({each.records})" for each in report.lost if each.field != "text" or each.table != "documents"]
    out = [f"{each.records} {each.table}: {each.reason}" for each in report.left_out if each.table not in ("history", "arguments", "chain")]
    cells = (f"{report.written.get('claims', 0)} of {claims}", "; ".join(out) or "none", ", ".join(fields) or "none")
    return f"| `{report.format}` | {' | '.join(cells)} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, allegedly.open(Path(folder) / "sample.case", create=True) as case:
        case.add(SAMPLE / "reports", reader=GoldReader())
        total = case.claims().count()
        print("| format | claims | records left out | fields not carried |\n|---|---|---|---|")
        for name in writer_names():
            print(row(allegedly.write(case, name, Path(folder) / name), total), flush=True)


if __name__ == "__main__":
    main()
