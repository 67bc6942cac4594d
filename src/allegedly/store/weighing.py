"""The propositions of a case weighed: worked out by `evidence.weighings`, each kept by its content, so that only what changed is weighed again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, delete, func, insert, select

from allegedly.base.document import Document
from allegedly.base.errors import CaseLocked
from allegedly.claims.claim import Claim
from allegedly.evidence.dependence import Dependence
from allegedly.evidence.derivation import Derivation, find_derivation
from allegedly.evidence.standings import Gathering, Overall
from allegedly.evidence.tracing import Statement
from allegedly.evidence.weighing import Weighing
from allegedly.evidence.weighings import Origin, Weighings
from allegedly.store.assessments import find_assessments
from allegedly.store.database import Database
from allegedly.store.grouping import PropositionRow, find_groups, walk_propositions
from allegedly.store.linking import Links, find_links
from allegedly.store.query import Claims, Question
from allegedly.store.records import batches, to_document
from allegedly.store.schema import documents, weighings, workings
from allegedly.store.schema import weighed as weighed_table
from allegedly.store.workings import find_stamp, worked_out

NAME = "weighings"
HELD = "weighed"
ROOM = 4  # kept weighings for each proposition (as of some days, without some sources) before those not asked for go


@contextmanager
def weighed(database: Database, as_of: str | None = None) -> Iterator[Weighings]:
    """The weighings of the case as it stands, or as of a day. What is weighed meanwhile is kept at the end."""
    found, kept = find_weighings(database, as_of)
    yield found
    kept.keep(database, len(found.statements))


@dataclass(frozen=True, slots=True)
class WeighedRow:
    """A proposition, its weighing (None where nobody in a current document says it) and the origins behind it, in the order of its voices."""

    proposition: PropositionRow
    weighing: Weighing | None
    origins: tuple[Origin, ...]


def find_overall(database: Database) -> Overall:
    """What comes out for the case as it stands, as a whole: kept with the weighings, so that it only has to be read."""
    with database.reading() as connection:
        stamp, held = find_stamp(connection), is_held(connection)
        remembered = database.remembered.get(HELD)
        if remembered and remembered[0] == stamp:
            return cast(Overall, remembered[1])
    if held or hold(database):
        with database.reading() as connection:
            kept = json.loads(connection.scalar(select(workings.c.result).where(workings.c.name == HELD)) or "{}")
        if kept.get("stamp") != stamp:  # another process has changed the case in between
            return find_overall(database)
        overall = Overall.from_dict(kept["overall"])
    else:  # nobody can write
        with weighed(database) as found:
            overall = found.overall
    database.remembered[HELD] = stamp, overall
    return overall


def walk_weighed(database: Database) -> Iterator[WeighedRow]:
    """The propositions of the case as it stands with their weighings, a few at a time; the first walk after a change weighs what has changed."""
    with database.reading() as connection:
        held = is_held(connection)
    stream = None if held or hold(database) else Stream(database)  # nobody can write: weigh them on the way
    for rows in batches(walk_propositions(database)):
        yield from stream.rows(rows) if stream else _held(database, rows)


def hold(database: Database) -> bool:
    """Weigh every proposition as the case stands, a few at a time, and write down which weighing is whose and what comes out as a whole.

    Gives whether that could be written.
    """
    stream = Stream(database)
    gathering = Gathering(stream.found)
    rows = []
    try:
        for ids in batches(stream.found.statements):
            for id, _, origins in stream.weigh(ids):
                said = [(each.agent, each.named, each.claims) for each in origins]
                rows.append((id, stream.found.content(id), json.dumps(said, ensure_ascii=False)))
                gathering.add(id)
            with database.writing() as connection:
                _write(connection, stream.fresh())
        with database.writing() as connection:
            if find_stamp(connection) != stream.stamp:
                return False
            connection.execute(delete(weighed_table))
            for some in batches(rows):
                connection.execute(
                    insert(weighed_table), [dict(zip(("proposition", "content", "origins"), row, strict=True)) for row in some]
                )
            if (connection.scalar(select(func.count()).select_from(weighings)) or 0) > ROOM * len(stream.found.statements):
                connection.execute(delete(weighings).where(weighings.c.content.not_in(select(weighed_table.c.content))))
            connection.execute(delete(workings).where(workings.c.name == HELD))
            result = json.dumps({"stamp": stream.stamp, "overall": gathering.overall().to_dict()}, ensure_ascii=False)
            connection.execute(insert(workings).values(name=HELD, stamp=stream.stamp, result=result))
    except CaseLocked:
        return False
    return True


class Stream:
    """The weighings of the case as it stands, made a few at a time, in no more memory than its texts and what they rest on need."""

    def __init__(self, database: Database) -> None:
        links, derivation = find_links(database), _derivation(database)
        statements = list(_statements(walk_propositions(database)))
        self._database = database
        self._claims = _Claims(database)
        with database.reading() as connection:
            self.stamp = find_stamp(connection)
            self._known: dict[str, Weighing] = {}
            self._written: set[str] = set()
            self.found = Weighings(
                _read_documents(connection),
                Claims(database, Question()),
                statements,
                find_assessments(connection),
                derivation=derivation,
                called=_called(links),
                kept=self._known,
                look_up=self._claims,
            )

    def weigh(self, ids: Sequence[str]) -> Iterator[tuple[str, Weighing, tuple[Origin, ...]]]:
        """Those of these propositions of which anybody in a current document says anything. What was weighed before them is let go."""
        self.found.let_go()
        statements = [self.found.statements[id] for id in ids if id in self.found.statements]
        self._claims.fetch([claim for each in statements for claim in (*each.claims, *each.denials)])
        reported = [each.id for each in statements if self.found.provenance(each.id).attestations]
        with self._database.reading() as connection:
            asked = select(weighings).where(weighings.c.content.in_([self.found.content(id) for id in reported]))
            known = {row.content: Weighing.from_dict(json.loads(row.result)) for row in connection.execute(asked)}
        self._known.clear()
        self._known.update(known)
        self._written = set(known)
        for id in reported:
            yield id, self.found.weighing(id), self.found.origins(id)

    def fresh(self) -> dict[str, Weighing]:
        """Those of the last that the case does not keep yet, by content."""
        return {content: weighing for content, weighing in self._known.items() if content not in self._written}

    def rows(self, propositions: Sequence[PropositionRow]) -> Iterator[WeighedRow]:
        """These propositions with their weighings."""
        made = {id: (weighing, origins) for id, weighing, origins in self.weigh([row.id for row in propositions])}
        for row in propositions:
            weighing, origins = made.get(row.id, (None, ()))
            yield WeighedRow(row, weighing, origins)


class _Claims(Mapping[str, Claim]):
    """The claims that queries show by their ids, of which only those last fetched are at hand."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._here: dict[str, Claim] = {}

    def fetch(self, ids: Iterable[str]) -> None:
        self._here = {claim.id: claim for some in batches(ids) for claim in Claims(self._database, Question(among=tuple(some)))}

    def __getitem__(self, id: str) -> Claim:
        if id not in self._here:
            self._here.update((claim.id, claim) for claim in Claims(self._database, Question(among=(id,))))
        return self._here[id]

    def __iter__(self) -> Iterator[str]:
        return (claim.id for claim in Claims(self._database, Question()))

    def __len__(self) -> int:
        return Claims(self._database, Question()).count()


def is_held(connection: Connection) -> bool:
    """Whether `weighed` is of the case as it stands. An assessment lets other workings stand (`undisturbed`), so the stamp proper is in the result."""
    stamp = func.json_extract(workings.c.result, "$.stamp")
    return connection.scalar(select(stamp).where(workings.c.name == HELD)) == find_stamp(connection)


def _held(database: Database, rows: Sequence[PropositionRow]) -> Iterator[WeighedRow]:
    statement = select(weighed_table.c.proposition, weighed_table.c.origins, weighings.c.result).join(
        weighings, weighings.c.content == weighed_table.c.content
    )
    with database.reading() as connection:
        asked = statement.where(weighed_table.c.proposition.in_([row.id for row in rows]))
        known = {row.proposition: row for row in connection.execute(asked)}
    for row in rows:
        if found := known.get(row.id):
            weighing = Weighing.from_dict(json.loads(found.result))
            said = zip(json.loads(found.origins), weighing.voices, strict=True)
            yield WeighedRow(row, weighing, tuple(Origin(agent, named, tuple(claims), voice) for (agent, named, claims), voice in said))
        else:
            yield WeighedRow(row, None, ())


def find_dependences(database: Database) -> tuple[Dependence, ...]:
    """How the documents of the case rest on each other, as far as anything in them shows it."""
    return _derivation(database).links


def _derivation(database: Database) -> Derivation:
    def anew(connection: Connection) -> Derivation:
        return find_derivation(_read_documents(connection), Claims(database, Question()))

    return worked_out(database, "derivation", anew, Derivation.to_dict, Derivation.from_dict)


def find_weighings(database: Database, as_of: str | None) -> tuple[Weighings, Kept]:
    """The weighings, made anew when the case has changed, and those that the case keeps."""
    groups, links = find_groups(database), find_links(database)
    derivation = _derivation(database)
    with database.reading() as connection:
        stamp = find_stamp(connection)
        remembered = database.remembered.get(NAME)
        known: dict[str | None, tuple[Weighings, Kept]] = remembered[1] if remembered and remembered[0] == stamp else {}
        if as_of not in known:
            kept = Kept(connection)
            made = Weighings(
                _read_documents(connection),
                Claims(database, Question()),
                _statements(groups.propositions),
                find_assessments(connection),
                derivation=derivation,
                called=_called(links),
                as_of=as_of,
                kept=kept,
            )
            known = dict(each for each in known.items() if each[0] is None)
            known[as_of] = made, kept
    database.remembered[NAME] = stamp, known
    return known[as_of]


def _read_documents(connection: Connection) -> list[Document]:
    """The current documents, whole."""
    return [to_document(row) for row in connection.execute(select(documents).where(documents.c.current == 1)).mappings()]


def _called(links: Links) -> dict[str, str]:
    """The name of the entity that a named source is, by the id of the source."""
    return {source: row.name for row in links.entities if row.named for source in row.sources}


def _statements(propositions: Iterable[PropositionRow]) -> Iterator[Statement]:
    """The propositions as they are weighed: with the claims of those that deny them."""
    rows = {row.id: (row.wording, row.claims, row.opposed) for row in propositions}
    for id, (words, claims, opposed) in rows.items():
        yield Statement(id, words, claims, tuple(claim for other in opposed for claim in rows[other][1]))


class Kept(MutableMapping[str, Weighing]):
    """The weighings that the case keeps, by content. New ones are written down by `keep`."""

    def __init__(self, connection: Connection) -> None:
        self._written = {row.content: row.result for row in connection.execute(select(weighings))}
        self._known: dict[str, Weighing] = {}
        self._fresh: set[str] = set()

    def __getitem__(self, key: str) -> Weighing:
        if key not in self._known:
            self._known[key] = Weighing.from_dict(json.loads(self._written[key]))
        return self._known[key]

    def __setitem__(self, key: str, weighing: Weighing) -> None:
        self._known[key] = weighing
        self._fresh.add(key)

    def __delitem__(self, key: str) -> None:
        del self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written.keys() | self._known.keys())

    def __len__(self) -> int:
        return len(self._written.keys() | self._known.keys())

    def keep(self, database: Database, propositions: int) -> None:
        """Write what was weighed into the case; when that is much more than its propositions need, only what was asked for stays."""
        if not self._fresh:
            return
        with suppress(CaseLocked), database.writing() as connection:  # who cannot write weighs again the next time
            if len(self) > ROOM * propositions:
                connection.execute(delete(weighings))
                connection.execute(delete(workings).where(workings.c.name == HELD))
                self._written, self._fresh = {}, set(self._known)
            _write(connection, {key: self._known[key] for key in self._fresh})
            self._fresh.clear()


def _write(connection: Connection, made: Mapping[str, Weighing]) -> None:
    """Put these weighings, by content, into the case."""
    for batch in batches(sorted(made)):
        connection.execute(delete(weighings).where(weighings.c.content.in_(batch)))
        connection.execute(insert(weighings), [{"content": key, "result": json.dumps(made[key].to_dict())} for key in batch])
