"""Where the claims of a case are set: place names resolved by `entities.places`, document by document, and kept until their claims change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from allegedly.base.document import Document
from allegedly.base.errors import CaseLocked
from allegedly.base.ids import content_id
from allegedly.base.span import Span
from allegedly.entities.gazetteer import Precision
from allegedly.entities.places import ROLE_OF_ARGUMENT, PlaceMention, Role, fuller, resolve_places
from allegedly.store import history
from allegedly.store.database import Database
from allegedly.store.query import Question, keys_for
from allegedly.store.records import batches, to_document
from allegedly.store.schema import arguments, claims, documents, workings
from allegedly.store.workings import last_answer

OF = "places of "  # before the id of a document: the name of what is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    """Another place that the name may mean: its share of the score, and why it is behind."""

    id: str
    label: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place that a document names, what it is taken to mean, and the claims (ids) that are set there; a dateline has none.

    `place` (an id of the gazetteer), `label`, `precision` and the coordinates are None when the gazetteer has no such name; `reason` says so.
    `precision` is that of the words, and the coordinates are no finer.
    """

    document: str
    text: str
    start: int
    end: int
    role: Role
    place: str | None
    label: str | None
    country: str | None
    precision: Precision | None
    latitude: float | None
    longitude: float | None
    score: float
    reason: str
    runners_up: tuple[RunnerUp, ...]
    claims: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self) | {"runners_up": [asdict(each) for each in self.runners_up], "claims": list(self.claims)}


def is_kept(database: Database) -> bool:
    """Whether the places of every current document are in the case, so that they only have to be read."""
    with database.reading() as connection:
        kept = {
            row.name: row.stamp
            for row in connection.execute(select(workings.c.name, workings.c.stamp).where(workings.c.name.startswith(OF)))
        }
        return all(kept.get(OF + document) == _stamp(document, mentions) for document, mentions in _named(connection).values())


def find_places(database: Database) -> list[PlaceRow]:
    """The places of all current documents in the order of the texts. Only documents whose claims changed since the last time are resolved."""
    return last_answer(database, "places", None, lambda: _find_places(database))


def _find_places(database: Database) -> list[PlaceRow]:
    with database.reading() as connection:
        named = _named(connection)
        stamps = {key: _stamp(document, mentions) for key, (document, mentions) in named.items()}
        kept = {row.name: row for row in connection.execute(select(workings).where(workings.c.name.startswith(OF)))}
        found: dict[int, list[PlaceRow]] = {}
        fresh: dict[int, list[PlaceRow]] = {}
        for key, (document, mentions) in named.items():
            row = kept.get(OF + document)
            if row is not None and row.stamp == stamps[key]:
                found[key] = [_from_json(each) for each in json.loads(row.result)]
            else:
                text = connection.execute(select(documents).where(documents.c.key == key)).mappings().one()
                fresh[key] = resolve(to_document(text), mentions)
    if fresh:
        with suppress(CaseLocked):  # who cannot write resolves them again the next time
            _keep(database, [{"name": OF + named[key][0], "stamp": stamps[key], "rows": rows} for key, rows in fresh.items()])
    return [row for key in named for row in {**found, **fresh}[key]]


Mentions = Mapping[tuple[int, int], tuple[Role, tuple[str, ...], str | None]]  # start and end -> role, ids of claims, fuller name


def _named(connection: Connection) -> dict[int, tuple[str, Mentions]]:
    """Of each current document, by key: its id, and the places that its claims name."""
    found: dict[int, tuple[str, dict[tuple[int, int], tuple[Role, tuple[str, ...], str | None]]]] = {
        row.key: (row.id, {})
        for row in connection.execute(select(documents.c.key, documents.c.id).where(documents.c.current == 1).order_by(documents.c.key))
    }
    wanted = (
        select(
            claims.c.document, claims.c.id, arguments.c.role, arguments.c.start_at, arguments.c.end_at, arguments.c.text, arguments.c.name
        )
        .join(claims, claims.c.key == arguments.c.claim)
        .where(arguments.c.role.in_(ROLE_OF_ARGUMENT), claims.c.key.in_(keys_for(Question()).order_by(None)))
        .order_by(arguments.c.start_at, arguments.c.end_at, claims.c.id)
    )
    for row in connection.execute(wanted):
        spans = found[row.document][1]
        role, ids, full = spans.get((row.start_at, row.end_at), ("event", (), fuller(row.name, row.text)))
        # What is both where something happened and where somebody came from is the latter.
        spans[row.start_at, row.end_at] = ROLE_OF_ARGUMENT[row.role] if role == "event" else role, (*ids, row.id), full
    return dict(found)


def _stamp(document: str, mentions: Mentions) -> str:
    return content_id("document", history.program(), document, sorted(mentions.items()))


def resolve(document: Document, mentions: Mentions) -> list[PlaceRow]:
    """The places of one document, its dateline first."""
    asked = [PlaceMention(Span.of(document.text, *place), role, full) for place, (role, _, full) in sorted(mentions.items())]
    at = document.text.find(document.dateline) if document.dateline else -1
    if document.dateline and at >= 0:
        line = Span.of(document.text, at, at + len(document.dateline))
        asked = [PlaceMention(line, "dateline"), *(each for each in asked if each.span != line)]
    found = resolve_places(asked, document.text, dateline=document.dateline, context=document.title or "")
    rows = []
    for each in found:
        latitude, longitude = each.coordinates or (None, None)
        runners = ((other.place, other) for other in each.runners_up)
        rows.append(
            PlaceRow(
                document=document.id,
                text=each.mention.text,
                start=each.mention.start,
                end=each.mention.end,
                role=each.role,
                place=each.place.id if each.place else None,
                label=each.place.label if each.place else None,
                country=each.place.country if each.place else None,
                precision=each.precision,
                latitude=latitude,
                longitude=longitude,
                score=round(each.score, 3),
                reason=each.reason,
                runners_up=tuple(
                    RunnerUp(id=place.id, label=place.label, score=round(other.score, 3), reason=other.reason) for place, other in runners
                ),
                claims=mentions[each.mention.start, each.mention.end][1] if each.role != "dateline" else (),
            )
        )
    return rows


def _keep(database: Database, fresh: Sequence[Mapping[str, Any]]) -> None:
    with database.writing() as connection:
        for batch in batches(fresh):
            connection.execute(delete(workings).where(workings.c.name.in_([each["name"] for each in batch])))
            rows = [
                {
                    "name": each["name"],
                    "stamp": each["stamp"],
                    "result": json.dumps([row.to_dict() for row in each["rows"]], ensure_ascii=False),
                }
                for each in batch
            ]
            connection.execute(insert(workings), rows)


def _from_json(record: dict[str, Any]) -> PlaceRow:
    runners = tuple(RunnerUp(**each) for each in record["runners_up"])
    return PlaceRow(**(record | {"runners_up": runners, "claims": tuple(record["claims"])}))
