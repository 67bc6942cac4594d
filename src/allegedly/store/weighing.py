"""The propositions of a case weighed: worked out by `evidence.weighings`, each kept by its content, so that only what changed is weighed again."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from allegedly.base.document import Document
from allegedly.base.errors import CaseLocked
from allegedly.claims.claim import Claim
from allegedly.evidence.dependence import Dependence
from allegedly.evidence.derivation import Derivation, find_derivation
from allegedly.evidence.probability import Voice
from allegedly.evidence.tracing import Statement
from allegedly.evidence.weighing import Weighing
from allegedly.evidence.weighings import Origin, Weighings
from allegedly.store.assessments import find_assessments
from allegedly.store.database import Database
from allegedly.store.grouping import Grouped, PropositionRow, find_groups, walk_propositions
from allegedly.store.linking import find_links
from allegedly.store.query import Question, keys_for
from allegedly.store.records import batches, claims_at, to_document
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


def walk_weighed(database: Database) -> Iterator[WeighedRow]:
    """The propositions of the case as it stands with their weighings, in flat memory once the case holds them: `hold` sees to that."""
    with database.reading() as connection:
        held = _is_held(connection)
    if not held:
        held = hold(database)
    for batch in batches(walk_propositions(database)):
        yield from _held(database, batch) if held else _unheld(database, batch)


def hold(database: Database) -> bool:
    """Weigh every proposition as the case stands and write down which weighing is whose; whether that could be written.

    This needs the whole case in memory; reading it afterwards does not.
    """
    found, kept = find_weighings(database, None)
    stamp: str = database.remembered[NAME][0]
    rows = [
        {
            "proposition": id,
            "content": found.content(id),
            "origins": json.dumps([asdict(each) for each in found.origins(id)], ensure_ascii=False),
        }
        for id in found.reported
    ]
    kept.keep(database, len(found.statements))
    try:
        with database.writing() as connection:
            if kept.unwritten or find_stamp(connection) != stamp:
                return False
            connection.execute(delete(weighed_table))
            for some in batches(rows):
                connection.execute(insert(weighed_table), some)
            connection.execute(delete(workings).where(workings.c.name == HELD))
            connection.execute(insert(workings).values(name=HELD, stamp=stamp, result=json.dumps(stamp)))
    except CaseLocked:
        return False
    return True


def _is_held(connection: Connection) -> bool:
    """Whether `weighed` is of the case as it stands. An assessment lets other workings stand (`undisturbed`), so the stamp proper is in the result."""
    found = connection.scalar(select(workings.c.result).where(workings.c.name == HELD))
    return found is not None and json.loads(found) == find_stamp(connection)


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
            yield WeighedRow(row, weighing, tuple(map(_to_origin, json.loads(found.origins))))
        else:
            yield WeighedRow(row, None, ())


def _unheld(database: Database, rows: Sequence[PropositionRow]) -> Iterator[WeighedRow]:
    found, _ = find_weighings(database, None)
    for row in rows:
        said = found.provenance(row.id).attestations
        yield WeighedRow(row, found.weighing(row.id) if said else None, found.origins(row.id) if said else ())


def _to_origin(record: dict[str, Any]) -> Origin:
    return Origin(record["agent"], record["named"], tuple(record["claims"]), Voice(**record["voice"]))


def find_dependences(database: Database) -> tuple[Dependence, ...]:
    """How the documents of the case rest on each other, as far as anything in them shows it."""
    return _derivation(database).links


def _derivation(database: Database) -> Derivation:
    return worked_out(database, "derivation", lambda c: find_derivation(*_read(c)), Derivation.to_dict, Derivation.from_dict)


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
                *_read(connection),
                statements_of(groups),
                find_assessments(connection),
                derivation=derivation,
                called={source: row.name for row in links.entities if row.named for source in row.sources},
                as_of=as_of,
                kept=kept,
            )
            known = dict(each for each in known.items() if each[0] is None)
            known[as_of] = made, kept
    database.remembered[NAME] = stamp, known
    return known[as_of]


def _read(connection: Connection) -> tuple[list[Document], list[Claim]]:
    """The current documents, whole, and the claims that queries show."""
    current = [to_document(row) for row in connection.execute(select(documents).where(documents.c.current == 1)).mappings()]
    keys = connection.execute(keys_for(Question())).scalars()
    return current, [claim for batch in batches(keys) for claim in claims_at(connection, batch)]


def statements_of(groups: Grouped) -> Iterator[Statement]:
    """The propositions as they are weighed: with the claims of those that deny them."""
    rows = {row.id: row for row in groups.propositions}
    for row in groups.propositions:
        yield Statement(row.id, row.wording, row.claims, tuple(claim for id in row.opposed for claim in rows[id].claims))


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

    @property
    def unwritten(self) -> int:
        """How many of them `keep` has still to write."""
        return len(self._fresh)

    def keep(self, database: Database, propositions: int) -> None:
        """Write what was weighed into the case; when that is much more than its propositions need, only what was asked for stays."""
        if not self._fresh:
            return
        with suppress(CaseLocked), database.writing() as connection:  # who cannot write weighs again the next time
            if len(self) > ROOM * propositions:
                connection.execute(delete(weighings))
                connection.execute(delete(workings).where(workings.c.name == HELD))
                self._written, self._fresh = {}, set(self._known)
            for batch in batches(sorted(self._fresh)):
                connection.execute(delete(weighings).where(weighings.c.content.in_(batch)))
                connection.execute(insert(weighings), [{"content": key, "result": json.dumps(self._known[key].to_dict())} for key in batch])
            self._fresh.clear()
