"""What an export could not carry: counted while it is written, never written by hand.

A writer says which columns of which tables (rows.py) its format carries. Every record that leaves is counted with the columns it fills, so
what the report calls lost is what these very records had and the file does not. Three things are told apart: a field that the format has no
room for, a record that was left out whole, and a value that was carried less exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from allegedly.writers.rows import TABLES, Row


@dataclass(frozen=True, slots=True)
class Lost:
    """`records` rows of `table` fill `field`, and the file does not hold it."""

    table: str
    field: str
    records: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`records` rows of `table` are not in the file at all, for this reason."""

    table: str
    reason: str
    records: int


@dataclass(frozen=True, slots=True)
class Changed:
    """`records` rows of `table` are in the file with this field less exact than in the case."""

    table: str
    field: str
    how: str
    records: int


@dataclass(frozen=True, slots=True)
class LossReport:
    """What was written, in rows of each table, and what was not."""

    format: str
    written: Mapping[str, int]
    lost: tuple[Lost, ...]
    left_out: tuple[LeftOut, ...]
    changed: tuple[Changed, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return {
            "format": self.format,
            "written": dict(self.written),
            "lost": [asdict(each) for each in self.lost],
            "left_out": [asdict(each) for each in self.left_out],
            "changed": [asdict(each) for each in self.changed],
        }

    def lines(self) -> Iterable[str]:
        """The report for a person."""
        yield "written: " + (", ".join(f"{number:,} {table}" for table, number in self.written.items()) or "nothing")
        for out in self.left_out:
            yield f"left out: {out.records:,} {out.table}: {out.reason}"
        for table in dict.fromkeys(each.table for each in self.lost):
            fields = ", ".join(f"{each.field} ({each.records:,})" for each in self.lost if each.table == table)
            yield f"not carried, of {table}: {fields}"
        for change in self.changed:
            yield f"less exact: {change.table}.{change.field} of {change.records:,}: {change.how}"
        if not (self.lost or self.left_out or self.changed):
            yield "nothing was lost"


class Tally:
    """Counts what leaves. `carries` is what the format has room for: columns by table; a table that is not named has none."""

    def __init__(self, carries: Mapping[str, Collection[str]], roles: Collection[str] | None = None) -> None:
        self._carries = carries
        self._roles = roles  # of arguments; None: all
        self._lost = {name: [column for column in each.own if column not in carries.get(name, ())] for name, each in TABLES.items()}
        self._rows: Counter[str] = Counter()
        self._filled: Counter[tuple[str, str]] = Counter()
        self._left_out: Counter[tuple[str, str]] = Counter()
        self._changed: Counter[tuple[str, str, str]] = Counter()
        self.put: Callable[[str, Row], None] | None = None  # where a format that consists of these rows has each that is counted

    def carries(self, table: str) -> bool:
        """Whether the format has room for anything of this table."""
        return bool(self._carries.get(table))

    def wrote(self, table: str, row: Row) -> None:
        """This row leaves, with whatever of it the format carries."""
        if not self._carries.get(table):
            self.left_out(table, "the format has no place for them")
            return
        if table == "arguments" and self._roles is not None and row["role"] not in self._roles:
            self.left_out(table, f"the format has no place for the role {row['role']}")
            return
        self._rows[table] += 1
        for column in self._lost[table]:
            value = row.get(column)
            if value or value == 0:  # nothing, no words and an empty list fill no column; zero and false do
                self._filled[table, column] += 1
        if self.put:
            self.put(table, row)

    def left_out(self, table: str, reason: str, number: int = 1) -> None:
        """`number` rows do not leave, for this reason."""
        self._left_out[table, reason] += number

    def changed(self, table: str, field: str, how: str) -> None:
        """One row leaves with this field less exact."""
        self._changed[table, field, how] += 1

    def report(self, format: str) -> LossReport:
        """What was counted so far."""
        lost = (
            Lost(table.name, column, number)
            for table in TABLES.values()
            for column in self._lost[table.name]
            if (number := self._filled[table.name, column])
        )
        return LossReport(
            format,
            {name: self._rows[name] for name in TABLES if self._rows[name]},
            tuple(lost),
            tuple(LeftOut(table, reason, number) for (table, reason), number in sorted(self._left_out.items())),
            tuple(Changed(table, field, how, number) for (table, field, how), number in sorted(self._changed.items())),
        )
