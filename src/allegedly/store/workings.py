"""What follows from a case and takes long to work out is kept in it until the case changes.

What is kept carries the number of the last row of history, and is worked out again when there is a newer one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, delete, func, insert, select, update

from allegedly.base.errors import CaseLocked
from allegedly.store import history
from allegedly.store.database import Database
from allegedly.store.schema import history as history_table
from allegedly.store.schema import workings

T = TypeVar("T")


class Found(Generic[T]):
    """What is worked out from a case; iterating works it out anew when the case has changed."""

    def __init__(self, ask: Callable[[], Sequence[T]]) -> None:
        self._ask = ask

    def __iter__(self) -> Iterator[T]:
        return iter(self._ask())

    def count(self) -> int:
        """How many there are."""
        return len(self._ask())

    def to_dicts(self) -> list[dict[str, Any]]:
        """The fields of all of them, by name."""
        return [each.to_dict() for each in self._ask()]  # type: ignore[attr-defined]


def worked_out(
    database: Database, name: str, work_out: Callable[[Connection], T], to_json: Callable[[T], Any], from_json: Callable[[Any], T]
) -> T:
    """What `work_out` gives for the case as it stands; it is called only when the case has changed since the last time.

    The result is kept in the file, as what `to_json` makes of it, and in the memory of this process.
    """
    with database.reading() as connection:
        stamp = find_stamp(connection)
        remembered = database.remembered.get(name)
        if remembered and remembered[0] == stamp:
            return remembered[1]  # type: ignore[no-any-return]
        kept = connection.scalar(select(workings.c.result).where(workings.c.name == name, workings.c.stamp == stamp))
        result = work_out(connection) if kept is None else from_json(json.loads(kept))
    if kept is None:
        with suppress(CaseLocked):  # who cannot write works it out again the next time
            _keep(database, name, stamp, json.dumps(to_json(result), ensure_ascii=False))
    database.remembered[name] = stamp, result
    return result


def last_answer(database: Database, name: str, asked: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` gives for the case as it stands: asked only when the case has changed since the last time, or something else was `asked` then.

    It is kept in the memory of this process alone, and no answer but the last: who turns the pages of one asks the same again.
    """
    with database.reading() as connection:
        stamp = find_stamp(connection)
    remembered = database.remembered.get(name)
    if remembered and remembered[0] == stamp and remembered[1][0] == asked:
        return remembered[1][1]  # type: ignore[no-any-return]
    answer = ask()
    database.remembered[name] = stamp, (asked, answer)
    return answer


def find_stamp(connection: Connection) -> str:
    """What changes whenever the case does."""
    return f"{history.program()} {connection.scalar(select(func.max(history_table.c.number)))}"


def is_of(database: Database, name: str, stamp: str) -> bool:
    """Whether what was last worked out under this name in this process is of the state with this stamp."""
    return database.remembered.get(name, (None, None))[0] == stamp


def _keep(database: Database, name: str, stamp: str, result: str) -> None:
    with database.writing() as connection:
        if find_stamp(connection) == stamp:
            connection.execute(delete(workings).where(workings.c.name == name))
            connection.execute(insert(workings).values(name=name, stamp=stamp, result=result))


@contextmanager
def undisturbed(connection: Connection) -> Iterator[None]:
    """Let what is kept hold although the history goes on meanwhile: for what nothing here is worked out from, as what people hold of sources."""
    before = find_stamp(connection)
    yield
    connection.execute(update(workings).where(workings.c.stamp == before).values(stamp=find_stamp(connection)))
