"""From an id, the beginning of one, or a name to the thing in the case. Whatever is not there, or could be several, is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, exists, literal, select

from allegedly.base.document import Document, Original
from allegedly.base.errors import NotFound
from allegedly.base.ids import LETTERS
from allegedly.claims.claim import Claim
from allegedly.claims.naming import bare_name
from allegedly.entities.dates import ClaimTimes
from allegedly.store import records
from allegedly.store.grouping import HappeningRow, PropositionRow
from allegedly.store.query import EntityRow, SourceRow, entity_rows, source_rows, to_entity_row, to_source_row
from allegedly.store.records import claims_at, name_key, times_at, to_document, to_original
from allegedly.store.schema import arguments, claims, documents, entities, originals, readings, sources
from allegedly.store.search import has_words, matching, near_names, phrase_query

Thing = Claim | Document | SourceRow | EntityRow | PropositionRow | HappeningRow

TABLES = {LETTERS["claim"]: claims, LETTERS["document"]: documents, LETTERS["source"]: sources, LETTERS["entity"]: entities}
IDLIKE = re.compile(rf"([{''.join(TABLES)}])-[a-z2-7]*", re.IGNORECASE)
SHOWN = 5  # candidates that a message names


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that an id or name may mean, and what to call it in a message."""

    id: str
    label: str


def get(connection: Connection, id_or_name: str) -> Thing:
    """The one thing that is meant. Raises `NotFound` naming near misses, or the candidates when it could be several."""
    found = find_meant(connection, id_or_name)
    if len(found) == 1:
        return _load(connection, found[0].id)
    if found:
        shown = ", ".join(f"{each.id} ({each.label})" for each in found[:SHOWN]) + (", ..." if len(found) > SHOWN else "")
        raise NotFound(f"{id_or_name!r} could be any of {shown}; give one of these ids")
    near = near_names(connection, id_or_name)
    hint = (
        f"did you mean {' or '.join(map(repr, near))}?"
        if near
        else "give an id or its beginning, or the name of a document, source or entity"
    )
    raise NotFound(f"nothing in this case is called {id_or_name!r}; {hint}")


def find_meant(connection: Connection, id_or_name: str) -> list[Candidate]:
    """What an id, the beginning of one or a name can mean."""
    found = _by_id(connection, id_or_name) if IDLIKE.fullmatch(id_or_name) else []
    found = found or _by_name(connection, id_or_name)
    untitled = bare_name(id_or_name)  # a case keeps "Commander Vale" as "Vale"
    return found or (_by_name(connection, untitled) if untitled != id_or_name else [])


def get_document(connection: Connection, id: str) -> Document:
    """The document with this id, whole."""
    row = connection.execute(select(documents).where(documents.c.id == id)).mappings().first()
    if row is None:
        raise NotFound(f"there is no document {id} in this case; add it first")
    return to_document(row)


def find_original(connection: Connection, id: str) -> Original | None:
    """What the document with this id was captured from, where the case keeps it."""
    row = connection.execute(select(originals).join(documents).where(documents.c.id == id)).mappings().first()
    return to_original(row) if row else None


def _by_id(connection: Connection, prefix: str) -> list[Candidate]:
    prefix = prefix.lower()
    table = TABLES[prefix[0]]
    name = claims.c.type if table is claims else table.c.name
    # "~" comes after every character of an id: a range that the index on id serves.
    statement = select(table.c.id, name.label("name")).where(table.c.id.between(prefix, f"{prefix}~")).distinct()
    return [Candidate(row.id, row.name) for row in connection.execute(statement.order_by(table.c.id).limit(SHOWN + 1))]


def _by_name(connection: Connection, name: str) -> list[Candidate]:
    """Of the versions of a document the newest is meant. Case, spacing and a leading article make no difference, unless one alone is spelt so."""
    wanted = name_key(records.plain(name))
    named = select(documents.c.id, documents.c.name).where(documents.c.current == 1)
    found = [Candidate(row.id, row.name) for row in connection.execute(named) if name_key(row.name) == wanted]
    for table in (entities, sources) if has_words(name) else ():
        alike = select(table.c.id, table.c.name, documents.c.name.label("home")).outerjoin(documents, documents.c.key == table.c.document)
        rows = connection.execute(alike.where(table.c.key.in_(matching(table, phrase_query(name)))).order_by(table.c.key))
        found += [Candidate(row.id, f"{row.name}, in {row.home}" if row.home else row.name) for row in rows if name_key(row.name) == wanted]
    found = _without_doubles(connection, found)
    spelt_so = [each for each in found if each.label == name]
    return spelt_so if len(spelt_so) == 1 else found


def _without_doubles(connection: Connection, found: list[Candidate]) -> list[Candidate]:
    """Of a source and the entity that it is, the entity if any claim is about it, else the source."""
    ids = [each.id for each in found if each.id.startswith(LETTERS["source"])]
    about = exists().where(arguments.c.entity == entities.c.key)
    linked = select(sources.c.id, entities.c.id.label("entity"), about.label("about")).join(entities, entities.c.key == sources.c.entity)
    double = {row.id if row.about else row.entity for row in connection.execute(linked.where(sources.c.id.in_(ids)))}
    return [each for each in found if each.id not in double]


def _load(connection: Connection, id: str) -> Thing:
    if id.startswith("d"):
        return get_document(connection, id)
    if id.startswith("c"):
        return _claim(connection, id)
    if id.startswith("s"):
        return _counted(connection, sources, source_rows(), id, to_source_row)
    return _counted(connection, entities, entity_rows(), id, to_entity_row)


def get_times(connection: Connection, id: str) -> ClaimTimes:
    """The times of the claim with this id."""
    return times_at(connection, [_newest(connection, id)])[0]


def _claim(connection: Connection, id: str) -> Claim:
    return claims_at(connection, [_newest(connection, id)])[0]


def _newest(connection: Connection, id: str) -> int:
    """Its key in the leading reading, else in the newest of another reader; in an older one when no newer reading found it."""
    newest = select(claims.c.key).join(readings, readings.c.key == claims.c.reading).where(claims.c.id == id)
    found = connection.scalar(newest.order_by(readings.c.current.desc(), readings.c.latest.desc(), readings.c.key.desc()).limit(1))
    if found is None:
        raise NotFound(f"there is no claim {id} in this case; add its document first")
    return int(found)


def _counted(
    connection: Connection,
    table: Table,
    statement: Select[Any],
    id: str,
    build: Callable[[RowMapping], SourceRow] | Callable[[RowMapping], EntityRow],
) -> SourceRow | EntityRow:
    row = connection.execute(statement.where(table.c.id == id)).mappings().first()
    if row is None:  # only claims of older readings or versions mention it
        none = literal(0)
        home = select(documents.c.id).where(documents.c.key == table.c.document).correlate(table).scalar_subquery()
        columns = (table.c.id, table.c.name, table.c.named, home.label("document"), none.label("claims"), none.label("documents"))
        row = connection.execute(select(*columns).where(table.c.id == id)).mappings().one()
    return build(row)
