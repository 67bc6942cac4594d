"""What adding a document does to a case: the document, where it was found, its reading and the history of both, in one transaction.

The same text at the same place, read by the same reader, changes nothing. Another text at the place is a new version: the old one stays
with its claims and steps back from what queries show. Another version of a reader reads again, and its reading supersedes the one before;
the reading of another reader stands beside it, and one of the two leads: queries show its claims. So an interrupted `add` is finished by running it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from allegedly.base.document import Document
from allegedly.base.errors import NotFound, Unreadable
from allegedly.capture.inputs import keeps_one_text
from allegedly.claims.reading import Reading
from allegedly.store import history, records
from allegedly.store.claims import next_key, put_claims
from allegedly.store.corrections import settle_document
from allegedly.store.records import batches
from allegedly.store.schema import captures, documents, originals, readers, readings, refusals

Outcome = Literal["added", "new version", "read again", "unchanged", "refused", "withheld"]

# What a capture can learn anew about a text it has seen before. Place, bytes and encoding may differ between copies.
DESCRIPTION = ("title", "publisher", "published", "byline", "agency", "dateline", "url", "language", "pages")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a case already holds of a document: its key, the text now current at its place, whether it is described and read as now."""

    key: int | None
    at_place: int | None
    here: bool
    described: bool
    read: bool

    @property
    def settled(self) -> bool:
        """Adding it again would change nothing."""
        return self.here and self.described and self.read

    @property
    def wants_reading(self) -> bool:
        """A new description may change what a reader makes of it: relative dates rest on the date of publication."""
        return not (self.described and self.read)


def find_standing(connection: Connection, document: Document, reader: str) -> Standing:
    """How `document` stands in the case, as far as the reader with that version is concerned."""
    known = (
        connection.execute(select(*(documents.c[name] for name in ("key", "place", *DESCRIPTION))).where(documents.c.id == document.id))
        .mappings()
        .first()
    )
    newest = select(captures.c.document).where(captures.c.place == document.place, captures.c.current)
    found = list(connection.execute(newest.order_by(captures.c.version.desc())).scalars())
    if known is None:
        return Standing(None, found[0] if found else None, False, False, False)
    new = records.document_row(document)
    # Another copy of the same text may be described differently; the description of the first place stays.
    described = known["place"] != document.place or all(known[name] == new[name] for name in DESCRIPTION)
    own = select(readings.c.key).join(readers).where(readings.c.document == known["key"], readings.c.latest, readers.c.version == reader)
    return Standing(
        known["key"],
        found[0] if found else None,
        known["key"] in found,
        described,
        connection.execute(own).first() is not None,
    )


def add_document(connection: Connection, document: Document, reading: Reading) -> Outcome:
    """Store the document as found at its place, and its reading unless the case has it already."""
    standing = find_standing(connection, document, reading.reader)
    replaces = standing.at_place is not None and not standing.here and keeps_one_text(document.place)
    key = standing.key or put_document(connection, document)
    if standing.key and not standing.described:
        _describe_anew(connection, document, key)
    if not standing.here:
        put_capture(connection, document, key, standing.at_place if replaces else None)
    if standing.wants_reading:
        put_reading(connection, document, key, reading)
    if replaces:
        return "new version"
    if standing.key is None:
        return "added"
    return "read again" if standing.wants_reading else "unchanged"


def add_refusal(connection: Connection, refused: Unreadable) -> None:
    """Remember that what is at this place could not be added; nothing changes when it failed in the same way before."""
    row = {"place": records.plain(refused.place), "reason": records.plain(refused.reason), "remedy": records.plain(refused.remedy)}
    known = connection.execute(select(refusals).where(refusals.c.place == row["place"])).mappings().first()
    if known and all(known[name] == row[name] for name in row):
        return
    connection.execute(delete(refusals).where(refusals.c.place == row["place"]))
    connection.execute(insert(refusals).values(row | {"at": history.now()}))
    history.append(connection, did="refused", subject=row["place"], detail={"reason": row["reason"]})


def find_refusals(connection: Connection, place: str) -> set[str]:
    """The places at or within `place` that could not be added when last tried."""
    place = records.plain(place)
    # "!" + 1 is '"': a range that an index serves, where LIKE would need the place escaped.
    within = or_(refusals.c.place == place, refusals.c.place.between(f"{place}!", f'{place}"'))
    return set(connection.execute(select(refusals.c.place).where(within)).scalars())


def drop_refusals(connection: Connection, places: Iterable[str]) -> None:
    """Forget the refusals of these places, because what is there could be added now."""
    for batch in batches(places):
        connection.execute(delete(refusals).where(refusals.c.place.in_(batch)))


def put_document(connection: Connection, document: Document) -> int:
    """Store a document that the case does not have; its key."""
    key = next_key(connection, documents)
    connection.execute(insert(documents).values(records.document_row(document) | {"key": key, "current": 1}))
    if document.original:
        connection.execute(insert(originals).values(records.original_row(document.original) | {"document": key}))
    return key


def _describe_anew(connection: Connection, document: Document, key: int) -> None:
    old = connection.execute(select(*(documents.c[name] for name in DESCRIPTION)).where(documents.c.key == key)).mappings().one()
    new = {name: value for name, value in records.document_row(document).items() if name in DESCRIPTION and value != old[name]}
    connection.execute(update(documents).where(documents.c.key == key).values(new))
    history.append(connection, did="described", subject=document.id, detail={"before": {name: old[name] for name in new}, "now": new})


def put_capture(connection: Connection, document: Document, key: int, replaced: int | None, *, at: str | None = None) -> None:
    """Say that the document with this key was found at its place, now unless `at` says when, in the place of the document `replaced`."""
    version = (connection.scalar(select(func.max(captures.c.version)).where(captures.c.place == document.place)) or 0) + 1
    if replaced is not None and keeps_one_text(document.place):
        connection.execute(update(captures).where(captures.c.place == document.place, captures.c.current).values(current=0))
        elsewhere = select(captures.c.key).where(captures.c.document == replaced, captures.c.current)
        if connection.execute(elsewhere).first() is None:
            connection.execute(update(documents).where(documents.c.key == replaced).values(current=0))
    row = {"place": document.place, "version": version, "document": key, "digest": document.digest, "at": at or history.now(), "current": 1}
    connection.execute(insert(captures).values(row))
    # It may have stepped back before and stand at its place again now.
    connection.execute(update(documents).where(documents.c.key == key, documents.c.current == 0).values(current=1))
    history.append(connection, did="captured", subject=document.id, detail={"place": document.place, "version": version})


def put_reading(connection: Connection, document: Document, key: int, reading: Reading) -> None:
    """Store a reading of the document with this key, in the place of an earlier one by a reader of the same name."""
    reader = _reader_key(connection, reading.reader)
    number = next_key(connection, readings)
    of_this_name = select(readers.c.key).where(readers.c.name == reader_name(reading.reader))
    superseded = (readings.c.document == key, readings.c.reader.in_(of_this_name))
    led = connection.scalar(select(func.max(readings.c.current)).where(*superseded)) or 0
    connection.execute(update(readings).where(*superseded).values(latest=0, current=0))
    row = {"key": number, "document": key, "reader": reader, "at": history.now(), "claims": len(reading.claims), "refused": reading.refused}
    connection.execute(insert(readings).values(row | {"latest": 1, "current": led}))
    set_leading(connection, [key])
    put_claims(connection, reading.claims, document, key=key, reading=number)
    settle_document(connection, key)
    detail = {"claims": len(reading.claims), "refused": reading.refused} | ({"reasons": dict(reading.reasons)} if reading.reasons else {})
    history.append(connection, did="read", subject=document.id, who=reading.reader, detail=detail)


def _reader_key(connection: Connection, version: str) -> int:
    known = connection.scalar(select(readers.c.key).where(readers.c.version == version))
    if known is not None:
        return int(known)
    key = next_key(connection, readers)
    name = reader_name(version)
    preferred = connection.scalar(select(func.max(readers.c.preferred)).where(readers.c.name == name)) or 0
    connection.execute(insert(readers).values(key=key, version=version, name=name, preferred=preferred))
    return key


def set_leading(connection: Connection, documents: Iterable[int]) -> None:
    """Let one latest reading of each document lead: that of the preferred reader, else of the one that led before, else the first."""
    for document in documents:
        latest = select(readings.c.key).join(readers).where(readings.c.document == document, readings.c.latest)
        leading = connection.scalar(latest.order_by(readers.c.preferred.desc(), readings.c.current.desc(), readings.c.key).limit(1))
        connection.execute(update(readings).where(readings.c.document == document).values(current=readings.c.key == leading))


def prefer(connection: Connection, name: str, *, who: str) -> int:
    """Let the reader of this name lead wherever it has read; in how many documents it does now. Raises `NotFound` for one that never read here."""
    known = sorted(set(connection.execute(select(readers.c.name)).scalars()))
    if name not in known:
        raise NotFound(f"no reader called {name!r} has read in this case; those that have: {', '.join(known) or 'none'}")
    connection.execute(update(readers).values(preferred=readers.c.name == name))
    read = select(readings.c.document).join(readers).where(readings.c.latest, readers.c.name == name)
    found = list(connection.execute(read).scalars())
    set_leading(connection, found)
    for document in found:
        settle_document(connection, document)
    history.append(connection, did="preferred", subject=name, who=who, detail={"documents": len(found)})
    return len(found)


def reader_name(version: str) -> str:
    """What the versions of one reader have in common: "trained" of "trained 1-3fa9c2"."""
    return version.partition(" ")[0]
