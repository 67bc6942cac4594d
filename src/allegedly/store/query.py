"""Questions asked of a case. An answer is lazy: the question is put when the answer is iterated, and again each time it is.

Claims are found in two steps: first the keys that answer the question, from one state of the case (eight bytes each), then the claims
themselves a batch at a time. So any number of claims can be walked through while another process adds more.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Generic, Literal, TypeVar, get_args

from sqlalchemy import ColumnElement, RowMapping, Select, case, exists, func, or_, select

from allegedly.base.errors import BadOption
from allegedly.base.kinds import CERTAINTIES, POLARITIES, Certainty, Polarity, claim_types, families
from allegedly.base.moment import Interval, parse_interval
from allegedly.base.source import Source
from allegedly.claims.claim import Claim
from allegedly.store import search
from allegedly.store.database import Database
from allegedly.store.records import BATCH, batches, claims_at
from allegedly.store.schema import arguments, captures, claims, documents, entities, hops, originals, readers, readings, sources

Order = Literal["text", "time", "score"]
T = TypeVar("T")

SOURCE_ID, DOCUMENT_ID, GROUP_IDS = "s-", "d-", ("p-", "o-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which claims: those for which everything that is asked for holds. Raises `BadOption` for a value outside what an option accepts.

    `of` is the id of a document, source, entity, proposition or happening. For a document it asks for the newest reading of that very text,
    even of an old version. `aliases` are ids of entities that `about` or `of` means too; of a proposition or happening, its claims.
    `beside_aliases` are those that `beside` does, `voices` ids of sources that `source` or `of` does.
    `among` are ids of claims of which it must be one.
    """

    about: str | None = None
    beside: str | None = None
    type: str | Iterable[str] | None = None
    family: str | Iterable[str] | None = None
    source: str | None = None
    unnamed: bool = False
    since: str | date | None = None
    until: str | date | None = None
    reported_by: str | date | None = None
    polarity: Polarity | None = None
    certainty: Certainty | None = None
    min_score: float | None = None
    text: str | None = None
    limit: int | None = None
    order: Order = "text"
    of: str | None = None
    aliases: tuple[str, ...] = ()
    beside_aliases: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    among: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        # Several names may come as an iterator, which could be walked through only once.
        object.__setattr__(self, "type", _names("type", self.type, claim_types()))
        object.__setattr__(self, "family", _names("family", self.family, families()))
        for option, value, allowed in (
            ("polarity", self.polarity, POLARITIES),
            ("certainty", self.certainty, CERTAINTIES),
            ("order", self.order, get_args(Order)),
        ):
            if value is not None:
                _names(option, value, allowed)
        if self.limit is not None and self.limit < 1:
            raise BadOption(f"limit is the greatest number of claims to give, not {self.limit}; leave it out for all")

        if self.min_score is not None and not 0 <= self.min_score <= 1:
            raise BadOption(f"min_score is the least score of a claim, from 0 to 1, not {self.min_score}")

    def types(self) -> set[str] | None:
        """The types asked for by name and by family; None for any."""
        named = set(self.type) if self.type is not None else None
        of_families = {name for family in self.family for name in families()[family]} if self.family is not None else None
        if named is None or of_families is None:
            return of_families if named is None else named
        return named & of_families


def _names(option: str, given: str | Iterable[str] | None, allowed: Iterable[str]) -> tuple[str, ...] | None:
    if given is None:
        return None
    names = (given,) if isinstance(given, str) else tuple(given)
    for name in names:
        if name not in allowed:
            near = get_close_matches(str(name), allowed, n=1)
            raise BadOption(f"there is no {option} {name!r}; {f'did you mean {near[0]}?' if near else 'there are: ' + ', '.join(allowed)}")
    return names


def keys_for(question: Question) -> Select[int]:
    """The keys of the claims that answer `question`, in its order."""
    statement = select(claims.c.key).join(readings, readings.c.key == claims.c.reading).where(readings.c.current == 1)
    if not (question.of or "").startswith(DOCUMENT_ID):
        statement = statement.join(documents, documents.c.key == claims.c.document).where(documents.c.current == 1)
    by_place = (claims.c.document, claims.c.trigger_start, claims.c.key)
    day = func.coalesce(claims.c.event_from, claims.c.event_to)
    by = {"text": by_place, "time": (day.is_(None), day, *by_place), "score": (claims.c.score.desc(), *by_place)}
    return statement.where(*_conditions(question)).order_by(*by[question.order]).limit(question.limit)


def _conditions(question: Question) -> Iterator[ColumnElement[bool]]:
    if question.of is not None:
        yield _belongs_to(question.of, question.aliases, question.voices)
    if question.among is not None:
        yield claims.c.id.in_(select(func.json_each(json.dumps(question.among)).table_valued("value").c.value))
    for name, aliases in ((question.about, question.aliases), (question.beside, question.beside_aliases)):
        if name is not None:
            yield or_(claims.c.key.in_(search.claims_about(name)), _about_entities(aliases))
    if (types := question.types()) is not None:
        yield claims.c.type.in_(sorted(types))
    if question.source is not None:
        yield or_(claims.c.key.in_(search.claims_by(question.source)), _said_by(question.voices))
    if question.unnamed:
        yield exists().where(hops.c.claim == claims.c.key, hops.c.source == sources.c.key, sources.c.named == 0)
    if question.polarity is not None:
        yield claims.c.polarity == question.polarity
    if question.certainty is not None:
        yield claims.c.certainty == question.certainty
    if question.min_score is not None:
        yield claims.c.score >= question.min_score
    if question.text is not None:
        yield claims.c.key.in_(search.claims_quoting(question.text))
    if question.reported_by is not None:
        last = _days("reported_by", question.reported_by).last
        assert last
        reported = select(documents.c.key).where(_last_day(documents.c.published) <= last.isoformat())
        yield claims.c.document.in_(reported)
    yield from _within(question)


def _within(question: Question) -> Iterator[ColumnElement[bool]]:
    """The event may have happened between the two days. A claim without a resolved time is left out as soon as one is given."""
    since = _days("since", question.since).first if question.since is not None else None
    until = _days("until", question.until).last if question.until is not None else None
    first, last = claims.c.event_from, claims.c.event_to
    if since or until:
        yield or_(first.is_not(None), last.is_not(None))
    if since:
        yield or_(last.is_(None), last >= since.isoformat())
    if until:
        yield or_(first.is_(None), first <= until.isoformat())


def _last_day(day: ColumnElement[str]) -> ColumnElement[str | None]:
    """The last day that a date of YYYY, YYYY-MM or YYYY-MM-DD can mean."""
    month = func.date(day.concat("-01"), "+1 month", "-1 day")
    return case((func.length(day) == 4, day.concat("-12-31")), (func.length(day) == 7, month), else_=day)


def _days(option: str, value: str | date) -> Interval:
    days = parse_interval(value if isinstance(value, str) else value.isoformat()[:10])
    if days is None or days.first is None or days.last is None:
        raise BadOption(f"{option} is a day, month or year such as 2016-05-03, 2016-05 or 2016, not {value!r}")
    return days


def _belongs_to(id: str, aliases: tuple[str, ...], voices: tuple[str, ...]) -> ColumnElement[bool]:
    if id.startswith(DOCUMENT_ID):
        return claims.c.document == select(documents.c.key).where(documents.c.id == id).scalar_subquery()
    if id.startswith(SOURCE_ID):
        return _said_by((id, *voices))
    if id.startswith(GROUP_IDS):
        return claims.c.id.in_(_values(aliases))
    return _about_entities((id, *aliases))


def _about_entities(ids: tuple[str, ...]) -> ColumnElement[bool]:
    return claims.c.key.in_(
        select(arguments.c.claim).join(entities, entities.c.key == arguments.c.entity).where(entities.c.id.in_(_values(ids)))
    )


def _said_by(ids: tuple[str, ...]) -> ColumnElement[bool]:
    return claims.c.key.in_(select(hops.c.claim).join(sources, sources.c.key == hops.c.source).where(sources.c.id.in_(_values(ids))))


def _values(ids: tuple[str, ...]) -> Select[Any]:
    # As one JSON value, because an entity may have more names than a statement takes values.
    return select(func.json_each(json.dumps(ids)).table_valued("value").c.value)


class Claims:
    """The claims that answer a question. Iterating asks the case anew, in flat memory; `count` asks without making claims."""

    def __init__(self, database: Database, question: Question) -> None:
        self._database = database
        self.question = question
        # A question that cannot be asked is refused when it is put, not when somebody comes to look at the answer.
        self._keys = keys_for(question)

    def __iter__(self) -> Iterator[Claim]:
        yield from self._made(self._keys)

    def between(self, first: int, last: int) -> list[Claim]:
        """Those from number `first` to before number `last`, counted from 0; the others are not made."""
        last = last if self.question.limit is None else min(last, self.question.limit)
        return list(self._made(self._keys.limit(max(0, last - first)).offset(first)))

    def _made(self, wanted: Select[int]) -> Iterator[Claim]:
        with self._database.reading() as connection:
            keys = array("q", connection.execute(wanted).scalars())
        for batch in batches(keys, BATCH):
            with self._database.reading() as connection:
                found = claims_at(connection, batch)
            yield from found

    def count(self) -> int:
        """How many there are."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(self._keys.order_by(None).subquery())) or 0)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The claim records of all of them."""
        return [claim.to_dict() for claim in self]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text, and what the case knows of it. `version` counts the texts found at `place`; `current` is the newest.

    `digest` is the SHA-256 of the bytes found there, and `captured` when that was, in UTC. `original` is the media type of what it looked like,
    where the case keeps that.
    """

    id: str
    name: str
    title: str | None
    publisher: str | None
    published: str | None
    place: str
    version: int
    current: bool
    reader: str | None
    claims: int
    characters: int
    digest: str
    captured: str
    original: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source, and how many claims of how many documents name it in their chain.

    `document` is the id of the one that leaves it unnamed; `entity` the id of who it is, None for an unnamed source.
    """

    id: str
    name: str
    named: bool
    document: str | None
    claims: int
    documents: int
    entity: str | None = None

    @property
    def kind(self) -> str | None:
        """What an unnamed source is, by its description: official, military, witness, ...; None for a named one."""
        return Source(self.name, self.named).kind

    def to_dict(self) -> dict[str, Any]:
        """The fields and the kind by name."""
        return asdict(self) | {"kind": self.kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRow:
    """An entity, and how many claims of how many documents are about it. `document` is the id of the one that describes it without a name.

    `aliases` are its other names in this case, `members` the ids of all of them: each means the entity as well. `reasons` say why they are one.
    In the chains of `said` claims it stands itself, as the `sources` with these ids; nobody need have claimed anything about it.
    """

    id: str
    name: str
    kind: str = "thing"
    named: bool
    document: str | None = None
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    mentions: int = 0
    claims: int
    documents: int
    said: int = 0
    members: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        # As `asdict`, which copies everything in a field and takes seconds for the entities of a large case.
        values = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


class Rows(Generic[T]):
    """Rows that answer a question; iterating asks the case anew."""

    def __init__(self, database: Database, statement: Select[Any], build: Callable[[RowMapping], T]) -> None:
        self._database = database
        self._statement = statement
        self._build = build

    def __iter__(self) -> Iterator[T]:
        with self._database.reading() as connection:
            for row in connection.execution_options(yield_per=BATCH).execute(self._statement).mappings():
                yield self._build(row)

    def count(self) -> int:
        """How many there are."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(self._statement.order_by(None).subquery())) or 0)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The fields of all of them, by name."""
        return [row.to_dict() for row in self]  # type: ignore[attr-defined]


def document_rows(text: str | None = None, ids: Iterable[str] | None = None) -> Select[Any]:
    """Every document in the order of adding, or those whose title and text hold all words of `text`, or with one of `ids`."""
    at = select(captures.c.key).where(captures.c.document == documents.c.key).order_by(captures.c.current.desc(), captures.c.key.desc())
    seen = at.limit(1).correlate(documents).scalar_subquery()
    statement = (
        select(
            *(documents.c[name] for name in ("id", "name", "title", "publisher", "published")),
            captures.c.place,
            captures.c.version,
            documents.c.current,
            readers.c.version.label("reader"),
            func.coalesce(readings.c.claims, 0).label("claims"),
            documents.c.characters,
            captures.c.digest,
            captures.c.at.label("captured"),
            originals.c.media_type.label("original"),
        )
        .join(captures, captures.c.key == seen)
        .outerjoin(readings, (readings.c.document == documents.c.key) & (readings.c.current == 1))
        .outerjoin(readers, readers.c.key == readings.c.reader)
        .outerjoin(originals, originals.c.document == documents.c.key)
        .order_by(documents.c.key)
    )
    if ids is not None:
        statement = statement.where(documents.c.id.in_(list(ids)))
    if text is None:
        return statement
    return statement.where(documents.c.key.in_(search.matching(documents, search.words_query(text))))


def to_document_row(row: RowMapping) -> DocumentRow:
    """A row of `document_rows` as `DocumentRow`."""
    return DocumentRow(**(dict(row) | {"current": bool(row["current"])}))


def to_source_row(row: RowMapping) -> SourceRow:
    """A row of `source_rows` as `SourceRow`."""
    return SourceRow(**(dict(row) | {"named": bool(row["named"])}))


def to_entity_row(row: RowMapping) -> EntityRow:
    """A row of `entity_rows` as `EntityRow`."""
    return EntityRow(**(dict(row) | {"named": bool(row["named"])}))


def source_rows() -> Select[Any]:
    """Every source of a current claim, the most frequent first."""
    who = select(entities.c.id).where(entities.c.key == sources.c.entity).correlate(sources).scalar_subquery()
    return _counted(sources, hops, hops.c.source).add_columns(who.label("entity"))


def entity_rows() -> Select[Any]:
    """Every entity of a current claim, the most frequent first."""
    return _counted(entities, arguments, arguments.c.entity)


def _counted(table: Any, link: Any, to: Any) -> Select[Any]:
    home = documents.alias("home")
    number = func.count(claims.c.key.distinct())
    return (
        select(
            table.c.id,
            table.c.name,
            table.c.named,
            home.c.id.label("document"),
            number.label("claims"),
            func.count(claims.c.document.distinct()).label("documents"),
        )
        .join(link, to == table.c.key)
        .join(claims, claims.c.key == link.c.claim)
        .join(readings, readings.c.key == claims.c.reading)
        .join(documents, documents.c.key == claims.c.document)
        .outerjoin(home, home.c.key == table.c.document)
        .where(readings.c.current == 1, documents.c.current == 1)
        .group_by(table.c.key)
        .order_by(number.desc(), table.c.name, table.c.id)
    )
