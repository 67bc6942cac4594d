"""Who or what did or decided what, and when: rows that are only ever added.

Triggers in the file refuse to change or delete a row. As whoever holds the file can drop a trigger, each row's id is derived from its
content and from the id of the row before, and `first_broken` finds the first row at which that no longer holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from allegedly.base.ids import content_id
from allegedly.store.schema import documents, history

NEWEST = 8  # documents that news name


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """At this time `who` did this to `subject` (an id, a place or a reader; None for the case itself)."""

    number: int
    id: str
    at: str
    who: str
    did: str
    subject: str | None
    detail: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class News:
    """What was done since an entry of the history, by kind; `last` is the number of the last entry, that one if nothing was.

    `captured` is how many current documents were captured since, `newest` are the ids of the last of them, the newest first.
    """

    last: int
    done: Mapping[str, int]
    captured: int
    newest: tuple[str, ...]


@cache
def program() -> str:
    """This program and its version, as history names it."""
    return f"allegedly {version('allegedly')}"


def now() -> str:
    """The present moment in UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def append(
    connection: Connection, *, did: str, subject: str | None = None, who: str | None = None, detail: Mapping[str, Any] | None = None
) -> int:
    """Add what was done to the end of the history, by this program unless `who` says otherwise; the number of its row."""
    last = connection.execute(select(history.c.number, history.c.id).order_by(history.c.number.desc()).limit(1)).first()
    number, before = (last.number + 1, last.id) if last else (1, "")
    row = {"number": number, "at": now(), "who": who or program(), "did": did, "subject": subject, "detail": _json(detail or {})}
    connection.execute(insert(history).values(row | {"id": _row_id(before, row)}))
    return int(number)


def to_history_row(row: RowMapping) -> HistoryRow:
    """A row of the table as `HistoryRow`."""
    return HistoryRow(**(dict(row) | {"detail": json.loads(row["detail"])}))


def find_news(connection: Connection, since: int) -> News:
    """What was done from the entry after number `since` on."""
    first, number = func.min(history.c.number), func.count()
    kinds = select(history.c.did, number.label("times"), func.max(history.c.number).label("last")).where(history.c.number > since)
    done = connection.execute(kinds.group_by(history.c.did).order_by(first)).all()
    captured = (
        select(documents.c.id)
        .join(history, history.c.subject == documents.c.id)
        .where(history.c.number > since, history.c.did == "captured", documents.c.current == 1)
        .group_by(documents.c.id)
        .order_by(func.max(history.c.number).desc())
    )
    return News(
        last=max((row.last for row in done), default=since),
        done={row.did: row.times for row in done},
        captured=connection.scalar(select(func.count()).select_from(captured.order_by(None).subquery())) or 0,
        newest=tuple(connection.execute(captured.limit(NEWEST)).scalars()),
    )


def first_broken(connection: Connection) -> int | None:
    """The number of the first row that was changed, or before which one is missing; None when all stand as they were written."""
    before, expected = "", 1
    for row in connection.execute(select(history).order_by(history.c.number)).mappings():
        if row["number"] != expected or row["id"] != _row_id(before, row):
            return expected
        before, expected = row["id"], expected + 1
    return None


def _row_id(before: str, row: Mapping[str, Any] | RowMapping) -> str:
    return content_id("history", before, *(row[field] for field in ("number", "at", "who", "did", "subject", "detail")))


def _json(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True)
