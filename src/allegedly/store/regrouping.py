"""What has changed since the claims of a case were last grouped: which claims must be grouped anew, and which parts they replace.

A part holds happenings that are tied to no other (entities/propositions.py). It is made anew when a claim of it has gone or says something
else (its status or time, the date of its document, who an actor is, what people judged), or when a new claim shares with it two of the
things that are said. All others stay as they are, so that a document costs what it mentions.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, delete, func, insert, select

from allegedly.claims.claim import Claim, Mention
from allegedly.entities.dates import ClaimTimes
from allegedly.entities.judgement import Judgement, Verdict, standing
from allegedly.entities.propositions import Block, asks
from allegedly.entities.sayings import LATEST_BLOCK, key_of, saying_of
from allegedly.store import history
from allegedly.store.claims import next_key
from allegedly.store.linking import Links, find_meanings
from allegedly.store.query import EntityRow, Question, keys_for
from allegedly.store.records import batches, claims_at, times_at
from allegedly.store.schema import arguments, claims, documents, entities, part_blocks, part_claims, parts, workings

NAME = "propositions"
ROOM = 2**24  # bytes of what was made that are held in memory before they go to a file


@dataclass(frozen=True, slots=True)
class State:
    """What the parts were worked out from, other than claims: the entity of each name and what was judged. `stamp` is None for no parts."""

    stamp: str | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, Verdict] = field(default_factory=dict)


class Meant:
    """The entity of every argument of the claims it is told of, until it forgets them. A pronoun that was tied to nothing has none."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._entities: dict[tuple[str, int, int], EntityRow] = {}
        keys = Counter(key_of(each.name) for each in links.entities if each.named)
        self._shared = {key for key, number in keys.items() if number > 1}

    def tell(self, connection: Connection, ids: Sequence[str]) -> None:
        """Look up the arguments of these claims, at most `BATCH` of them."""
        for id, places in find_meanings(connection, ids).items():
            for (_, start, end), name in places.items():
                if entity := self._links.of(name):
                    self._entities[id, start, end] = entity

    def forget(self) -> None:
        """Let go of what it was told."""
        self._entities.clear()

    def entity(self, claim: Claim, mention: Mention) -> EntityRow | None:
        """The entity that an argument of a claim points to."""
        return self._entities.get((claim.id, mention.span.start, mention.span.end))

    def key(self, claim: Claim, mention: Mention) -> str | None:
        """What two mentions of one entity have in common."""
        entity = self.entity(claim, mention)
        return self.key_of(entity) if entity else None

    def key_of(self, entity: EntityRow) -> str | None:
        """Its name, or the words where it has none; with its id where several bear the name."""
        key = key_of(entity.name)
        return f"{key} ({entity.id})" if entity.named and key in self._shared else key

    def meanings(self) -> dict[str, str]:
        """What is to be known of each name, by its id, to notice that it has come to mean something else."""
        return {member: f"{row.id} {self.key_of(row)} {row.name}" for row in self._links.entities for member in row.members}


@dataclass(frozen=True, slots=True)
class Change:
    """The claims to be grouped anew (by id their key and their mark), and the parts that go."""

    state: State
    gone: frozenset[int]
    claims: Mapping[str, tuple[int, str]]
    meant: Meant


class Made(NamedTuple):
    """A part made anew: the ids of its claims, the numbers of its blocks, and its happenings and propositions as JSON."""

    claims: list[str]
    blocks: list[int]
    result: str


class Laid:
    """Parts made anew, laid aside until they are put into the case: all of them are made before the write lock is taken, which is for a moment."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(ROOM, mode="w+", encoding="ascii")  # noqa: SIM115 - closed with this

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def lay(self, made: Made) -> None:
        """Add one."""
        self._file.write(json.dumps(made) + "\n")

    def __iter__(self) -> Iterator[Made]:
        self._file.seek(0)
        return (Made(*json.loads(line)) for line in self._file)


def find_state(connection: Connection) -> State:
    """What the parts in the case were worked out from; nothing when another version of the program did so."""
    row = connection.execute(select(workings.c.stamp, workings.c.result).where(workings.c.name == NAME)).first()
    return State(row.stamp, **json.loads(row.result)) if row and row.stamp.startswith(f"{history.program()} ") else State()


def find_change(connection: Connection, before: State, stamp: str, links: Links, judgements: Iterable[Judgement]) -> Change:
    """What is to be done so that the parts are those of the case as it stands."""
    meant = Meant(links)
    judged: dict[str, Verdict] = {" ".join(pair): each.verdict for pair, each in standing(judgements).items()}
    state = State(stamp, meant.meanings(), judged)
    known = {row.claim: row for row in connection.execute(select(part_claims))} if before.stamp else {}
    now = _current(connection, stamp)
    anew = _differently_meant(connection, before.meanings, state.meanings) if known else set()
    anew |= {id for pair, verdict in judged.items() ^ before.judged.items() for id in pair.split()}
    fresh = {id for id, (_, mark) in now.items() if id in anew or id not in known or known[id].stamp != mark}
    gone = {known[id].part for id in known.keys() - now.keys() | (fresh & known.keys())}
    beside: set[str] = set()
    if known:
        blocks = {
            number_of(block)
            for claims, times in portions(connection, (now[id][0] for id in fresh), meant)
            for claim in claims
            for block in asks(saying_of(claim, meant.key, times[claim.id]))
        }
        partners = {id for pair in judged for id in pair.split() if fresh & set(pair.split())}
        gone |= _with_blocks(connection, blocks) | {known[id].part for id in partners & known.keys()}
        beside = {id for id in now.keys() - fresh if known[id].part in gone}
    else:
        gone = set(connection.execute(select(parts.c.key)).scalars())
    return Change(state, frozenset(gone), {id: now[id] for id in fresh | beside}, meant)


def portions(connection: Connection, keys: Iterable[int], meant: Meant) -> Iterator[tuple[list[Claim], dict[str, ClaimTimes]]]:
    """The claims with these keys and their times, some at a time; `meant` then knows what the arguments of these mean, and of no others."""
    for batch in batches(sorted(keys)):
        meant.forget()
        yield load(connection, batch, meant)


def load(connection: Connection, keys: Sequence[int], meant: Meant) -> tuple[list[Claim], dict[str, ClaimTimes]]:
    """The claims with these keys (at most `BATCH`) and their times; `meant` is told of them."""
    found = claims_at(connection, keys)
    ids = [claim.id for claim in found]
    meant.tell(connection, ids)
    return found, dict(zip(ids, times_at(connection, keys), strict=True))


def keep(connection: Connection, before: State, change: Change, made: Iterable[Made]) -> bool:
    """Put the parts made anew in the place of those that go, unless somebody else has done so meanwhile; whether they were."""
    if find_state(connection).stamp != before.stamp:
        return False
    for batch in batches(sorted(change.gone)):
        for table in (part_claims, part_blocks):
            connection.execute(delete(table).where(table.c.part.in_(batch)))
        connection.execute(delete(parts).where(parts.c.key.in_(batch)))
    for numbered in batches(enumerate(made, next_key(connection, parts))):
        rows = [{"key": key, "result": part.result} for key, part in numbered]
        members = [{"claim": id, "part": key, "stamp": change.claims[id][1]} for key, part in numbered for id in part.claims]
        blocks = [{"block": block, "part": key} for key, part in numbered for block in part.blocks]
        for table, entries in ((parts, rows), (part_claims, members), (part_blocks, blocks)):
            connection.execute(insert(table), entries)
    connection.execute(delete(workings).where(workings.c.name == NAME))
    result = json.dumps({"meanings": dict(change.state.meanings), "judged": dict(change.state.judged)}, ensure_ascii=False)
    connection.execute(insert(workings).values(name=NAME, stamp=change.state.stamp, result=result))
    return True


def number_of(block: Block) -> int:
    """64 bits of a hash, as SQLite has them."""
    digest = hashlib.blake2b("\x1f".join(block).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _current(connection: Connection, stamp: str) -> dict[str, tuple[int, str]]:
    """Key and mark of each claim that stands, by id. What a person put has no mark that lasts: its key may come to be that of another."""
    asked = select(claims, documents.c.published).join(documents, documents.c.key == claims.c.document)
    rows = connection.execute(
        asked.with_only_columns(
            claims.c.id, claims.c.key, claims.c.polarity, claims.c.realis, claims.c.event_value, claims.c.person, documents.c.published
        ).where(claims.c.key.in_(keys_for(Question()).order_by(None)))
    )
    return {
        row.id: (row.key, stamp if row.person else f"{row.key} {row.polarity} {row.realis} {row.event_value} {row.published}")
        for row in rows
    }


def _differently_meant(connection: Connection, before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """The ids of claims about a name that has come to mean something else."""
    changed = [name for name in before.keys() | now.keys() if before.get(name) != now.get(name)]
    found: set[str] = set()
    for batch in batches(changed):
        about = select(claims.c.id).join(arguments, arguments.c.claim == claims.c.key).join(entities, entities.c.key == arguments.c.entity)
        found |= set(connection.execute(about.where(entities.c.id.in_(batch))).scalars())
    return found


def _with_blocks(connection: Connection, blocks: Iterable[int]) -> set[int]:
    """The parts that hold one of these blocks; a block that very many hold is no reason by itself, as when claims are compared."""
    found: set[int] = set()
    for batch in batches(sorted(blocks)):
        rare = select(part_blocks.c.block).where(part_blocks.c.block.in_(batch)).group_by(part_blocks.c.block)
        few = rare.having(func.count() <= LATEST_BLOCK)
        found |= set(connection.execute(select(part_blocks.c.part).where(part_blocks.c.block.in_(few))).scalars())
    return found


def results(connection: Connection, gone: Collection[int] = (), known: Container[int] = ()) -> Iterator[tuple[int, Any]]:
    """What was worked out for each part (by key) but those that go; None for those that are known already."""
    staying = sorted(set(connection.execute(select(parts.c.key)).scalars()).difference(gone))
    yield from ((key, None) for key in staying if key in known)
    for batch in batches(key for key in staying if key not in known):
        for row in connection.execute(select(parts.c.key, parts.c.result).where(parts.c.key.in_(batch))):
            yield row.key, json.loads(row.result)
