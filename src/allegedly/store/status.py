"""`Status`: what is in a case, in numbers, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from allegedly.base.errors import Unreadable
from allegedly.store.database import Database
from allegedly.store.linking import find_links
from allegedly.store.schema import VERSION, claims, documents, hops, readers, readings, refusals, sources


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is at this place could not be added: what is wrong and what to do about it."""

    place: str
    reason: str
    remedy: str

    @classmethod
    def of(cls, refused: Unreadable) -> Refusal:
        """The refusal that says what `refused` says."""
        return cls(refused.place, refused.reason, refused.remedy)

    def to_dict(self) -> dict[str, str]:
        """The fields by name."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class ReaderUse:
    """How many documents a reader has read, how many claims it made there, and in how many of them it leads: queries show its claims."""

    version: str
    documents: int
    claims: int
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Numbers of what queries show; `old_versions` counts the documents that newer texts replaced. `size` is in bytes.

    `entities` is None where that was not to be worked out.
    """

    path: str
    documents: int
    old_versions: int
    claims: int
    claims_by_type: Mapping[str, int]
    claims_refused: int
    sources_named: int
    sources_unnamed: int
    entities: int | None
    readers: tuple[ReaderUse, ...]
    refusals: tuple[Refusal, ...]
    size: int
    schema: int

    @property
    def sources(self) -> int:
        """Named and unnamed together."""
        return self.sources_named + self.sources_unnamed

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, and `sources`."""
        return asdict(self) | {"sources": self.sources}


def find_status(database: Database, *, named: bool = True) -> Status:
    """The status of a case, all of it as of one moment; unless `named`, `entities` is None and no names are compared."""
    entities = len(find_links(database).entities) if named else None
    with database.reading() as connection:
        by_type = _claims_by_type(connection)
        sources = _sources_by_named(connection)
        return Status(
            path=str(database.path),
            documents=_documents(connection, current=1),
            old_versions=_documents(connection, current=0),
            claims=sum(by_type.values()),
            claims_by_type=by_type,
            claims_refused=connection.scalar(_current_readings(func.coalesce(func.sum(readings.c.refused), 0))) or 0,
            sources_named=sources.get(1, 0),
            sources_unnamed=sources.get(0, 0),
            entities=entities,
            readers=_readers(connection),
            refusals=find_refusals(connection),
            size=database.size(),
            schema=VERSION,
        )


def _documents(connection: Connection, *, current: int) -> int:
    return connection.scalar(select(func.count()).select_from(documents).where(documents.c.current == current)) or 0


def _sources_by_named(connection: Connection) -> dict[int, int]:
    used = select(hops.c.source).join(claims, claims.c.key == hops.c.claim).where(claims.c.reading.in_(_shown()))
    statement = select(sources.c.named, func.count().label("number")).where(sources.c.key.in_(used)).group_by(sources.c.named)
    return {row.named: row.number for row in connection.execute(statement)}


def _claims_by_type(connection: Connection) -> dict[str, int]:
    number = func.count().label("number")
    statement = select(claims.c.type, number).where(claims.c.reading.in_(_shown())).group_by(claims.c.type)
    return {row.type: row.number for row in connection.execute(statement.order_by(number.desc(), claims.c.type))}


def _shown() -> Select[Any]:
    """The keys of the readings whose claims queries show."""
    return _current_readings(readings.c.key)


def _current_readings(*columns: Any) -> Select[Any]:
    joined = select(*columns).select_from(readings).join(documents, documents.c.key == readings.c.document)
    return joined.where(readings.c.current == 1, documents.c.current == 1)


def _readers(connection: Connection) -> tuple[ReaderUse, ...]:
    number, made = func.count().label("documents"), func.sum(readings.c.claims).label("claims")
    uses = select(readers.c.version, number, made, func.sum(readings.c.current).label("leads"))
    uses = uses.join(readings, readings.c.reader == readers.c.key).join(documents, documents.c.key == readings.c.document)
    uses = uses.where(readings.c.latest == 1, documents.c.current == 1).group_by(readers.c.key)
    rows = connection.execute(uses.order_by(number.desc(), readers.c.version)).mappings()
    return tuple(ReaderUse(**row) for row in rows)


def find_refusals(connection: Connection) -> tuple[Refusal, ...]:
    """What could not be added when last tried, by place."""
    rows = connection.execute(select(refusals.c.place, refusals.c.reason, refusals.c.remedy).order_by(refusals.c.place)).mappings()
    return tuple(Refusal(**row) for row in rows)
