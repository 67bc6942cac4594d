"""CSV, JSON Lines and Parquet: a folder with one file per table (rows.py), and the meaning of every column in `dictionary.csv`.

What looks like a formula to a spreadsheet gets an apostrophe in front, in CSV alone, so that opening the file runs nothing. A cell that
begins with apostrophes before such a character gets one more, so one apostrophe less always gives the words back.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from allegedly.base.errors import BadOption
from allegedly.writers.content import Content
from allegedly.writers.rows import (
    TABLES,
    Kind,
    Row,
    Table,
)

# What OWASP lists as the beginning of a formula, and the full-width forms that some spreadsheets read alike.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
NOT_IN_TABLES = {"documents": ("place", "text")}  # a path tells of somebody's machine; a text is not ours to hand on
CARRIED = {name: tuple(column for column in table.own if column not in NOT_IN_TABLES.get(name, ())) for name, table in TABLES.items()}
BATCH = 5_000  # rows of a Parquet row group


class Sheet(Protocol):
    """One table being written."""

    def put(self, row: Row) -> None:
        """Add a row."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class Tables:
    """What the three formats share: which rows go where."""

    carries: Mapping[str, Collection[str]] = CARRIED
    roles: Collection[str] | None = None

    def open(self, table: Table, columns: Collection[str], folder: Path) -> Sheet:
        """Begin the file of a table."""
        raise NotImplementedError

    def write(self, content: Content, path: Path) -> None:
        """A folder at `path`."""
        path.mkdir()
        with ExitStack() as stack:
            sheets = {}
            for name, table in TABLES.items():
                sheets[name] = self.open(table, self._columns(table), path)
                stack.callback(sheets[name].close)
            content.tally.put = lambda name, row: sheets[name].put(row)
            for entry in content.entries():
                content.wrote(entry, derived=True)
            beside = (
                content.documents, content.sources, content.entities, content.judgements, content.propositions, content.dependences,
                content.assessments, content.corrections, content.hypotheses, content.evidence, content.ratings,
            )  # fmt: skip
            for rows in beside:
                for _ in rows():
                    pass
        self._describe(path / "dictionary.csv")

    def _columns(self, table: Table) -> tuple[str, ...]:
        derived = [column.name for column in table.columns if column.derived]
        return tuple(column.name for column in table.columns if column.name in (*CARRIED[table.name], *derived))

    def _describe(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("table", "column", "kind", "meaning"))
            for table in TABLES.values():
                out.writerow((table.name, "", "table", f"One row states: {table.meaning}"))
                kept = self._columns(table)
                out.writerows((table.name, each.name, each.kind, each.meaning) for each in table.columns if each.name in kept)


class CsvTables(Tables):
    """UTF-8 with a comma, RFC 4180; lists as JSON, flags as true and false."""

    summary = "a folder of CSV files with a data dictionary, for R, spreadsheets and pandas"
    suffix = ""

    def open(self, table: Table, columns: Collection[str], folder: Path) -> Sheet:
        """A .csv file with a header."""
        return _CsvSheet(table, tuple(columns), folder / f"{table.name}.csv")


class _CsvSheet:
    def __init__(self, table: Table, columns: tuple[str, ...], path: Path) -> None:
        self._columns = [(column.name, CELLS[column.kind]) for column in table.columns if column.name in columns]
        self._file = path.open("w", encoding="utf-8", newline="")
        self._out = csv.writer(self._file)
        self._out.writerow(columns)

    def put(self, row: Row) -> None:
        self._out.writerow(["" if (value := row[name]) is None else held(value) for name, held in self._columns])

    def close(self) -> None:
        self._file.close()


def harmless(text: str) -> str:
    """`text`, with an apostrophe in front if a spreadsheet could take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


# What a value becomes in a cell of CSV; None is an empty one.
CELLS: dict[Kind, Callable[[Any], Any]] = {
    "text": harmless,
    "list": lambda value: harmless(json.dumps(value, ensure_ascii=False)),
    "flag": lambda value: "true" if value else "false",
    "integer": lambda value: value,
    "real": lambda value: value,
}


class JsonLinesTables(Tables):
    """One object a line, every value as it is; what a row lacks is null."""

    summary = "a folder of JSON Lines files with a data dictionary, for programs"
    suffix = ""

    def open(self, table: Table, columns: Collection[str], folder: Path) -> Sheet:
        """A .jsonl file."""
        return _JsonSheet(tuple(columns), folder / f"{table.name}.jsonl")


class _JsonSheet:
    def __init__(self, columns: tuple[str, ...], path: Path) -> None:
        self._columns = columns
        self._file = path.open("w", encoding="utf-8")

    def put(self, row: Row) -> None:
        self._file.write(json.dumps({name: row[name] for name in self._columns}, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()


class ParquetTables(Tables):
    """Typed columns; the meaning of each is in the schema as well."""

    summary = "a folder of Parquet files with a data dictionary, for pandas, DuckDB and Spark; needs allegedly[export]"
    suffix = ""

    def open(self, table: Table, columns: Collection[str], folder: Path) -> Sheet:
        """A .parquet file."""
        return _ParquetSheet(table, tuple(columns), folder / f"{table.name}.parquet")


class _ParquetSheet:
    def __init__(self, table: Table, columns: tuple[str, ...], path: Path) -> None:
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError as error:
            raise BadOption("Parquet needs a library that is not installed; run: pip install 'allegedly[export]'") from error
        types: dict[Kind, Any] = {
            "text": pa.string(),
            "integer": pa.int64(),
            "real": pa.float64(),
            "flag": pa.bool_(),
            "list": pa.list_(pa.string()),
        }
        wanted = [column for column in table.columns if column.name in columns]
        self._schema = pa.schema([pa.field(each.name, types[each.kind], metadata={"meaning": each.meaning}) for each in wanted])
        self._out = parquet.ParquetWriter(path, self._schema)
        self._columns = columns
        self._rows: list[Row] = []
        self._make = pa.Table.from_pylist

    def put(self, row: Row) -> None:
        self._rows.append({name: row[name] for name in self._columns})
        if len(self._rows) == BATCH:
            self._flush()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._out.close()

    def _flush(self) -> None:
        self._out.write_table(self._make(self._rows, schema=self._schema))
        self._rows.clear()
