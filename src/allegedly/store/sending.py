"""What may leave this machine: where people allowed texts to be sent, and which documents must never be."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, insert, select

from allegedly.base.document import Document
from allegedly.base.errors import NotFound
from allegedly.store import history
from allegedly.store.records import plain
from allegedly.store.schema import captures, documents, withheld
from allegedly.store.schema import history as history_table

ALLOWED = "sending allowed"


def is_allowed(connection: Connection, destination: str) -> bool:
    """Whether somebody has allowed to send texts of this case there."""
    said = select(history_table.c.number).where(history_table.c.did == ALLOWED, history_table.c.subject == destination)
    return connection.execute(said.limit(1)).first() is not None


def allow(connection: Connection, destination: str, reader: str, *, who: str) -> None:
    """Record that somebody has, once per destination."""
    if not is_allowed(connection, destination):
        history.append(connection, did=ALLOWED, subject=destination, who=who, detail={"reader": reader})


def withhold(connection: Connection, subject: str, *, who: str, why: str) -> None:
    """Mark a document (by id) or whatever is at a path as never to be sent; nothing changes when it is already."""
    if subject not in find_withheld(connection):
        connection.execute(insert(withheld).values(subject=plain(subject), who=who, at=history.now(), why=why))
        history.append(connection, did="withheld", subject=plain(subject), who=who, detail={"why": why})


def release(connection: Connection, subject: str, *, who: str) -> None:
    """Take such a mark back. Raises `NotFound` when there is none."""
    if not connection.execute(delete(withheld).where(withheld.c.subject == plain(subject))).rowcount:
        raise NotFound(f"{subject} is not marked as never to be sent; `allegedly never-send CASE` lists what is")
    history.append(connection, did="released", subject=plain(subject), who=who)


def find_withheld(connection: Connection) -> list[str]:
    """The ids and paths that are marked, in order."""
    return list(connection.execute(select(withheld.c.subject).order_by(withheld.c.subject)).scalars())


def is_withheld(connection: Connection, document: Document) -> bool:
    """Whether the document, another version of it, or a folder or container that it lies in is marked."""
    place = plain(document.place)
    at_place = select(documents.c.id).join(captures, captures.c.document == documents.c.key).where(captures.c.place == place)
    subjects = [document.id, *_within(place), *connection.execute(at_place).scalars()]
    return connection.execute(select(withheld.c.subject).where(withheld.c.subject.in_(subjects)).limit(1)).first() is not None


def _within(place: str) -> Iterator[str]:
    """The place, and every container and folder around it."""
    while place:
        yield place
        cut = max(place.rfind("!"), place.rfind("/"), place.rfind("\\"))
        place = place[:cut] if cut > 0 else ""
