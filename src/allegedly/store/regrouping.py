"""What has changed since the claims of a case were last grouped: which claims must be grouped anew, and which parts they replace.

A part holds happenings that are tied to no other (entities/propositions.py). It is made anew when a claim of it has gone or says something
else (its status or time, the date of its document, who an actor is, what people judged), or when a new claim shares with it two of the
things that are said. All others stay as they are, so that a document costs what it mentions.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from allegedly.claims.claim import Claim, Mention
from allegedly.entities.dates import ClaimTimes
from allegedly.entities.judgement import Judgement, Verdict, standing
from allegedly.entities.propositions import Block, Part, asks
from allegedly.entities.sayings import LATEST_BLOCK, key_of, saying_of
from allegedly.store import history
from allegedly.store.claims import next_key
from allegedly.store.linking import Links, find_meanings
from allegedly.store.query import EntityRow, Question, keys_for
from allegedly.store.records import batches, claims_at, times_at
from allegedly.store.schema import arguments, claims, documents, entities, part_blocks, part_claims, parts, workings

NAME = "propositions"


@dataclass(frozen=True, slots=True)
class State:
    """What the parts were worked out from, other than claims: the entity of each name and what was judged. `stamp` is None for no parts."""

    stamp: str | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, Verdict] = field(default_factory=dict)


class Meant:
    """The entity of every argument of the claims it is told of. A pronoun that was tied to nothing has none."""

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
    """Claims to be grouped anew with their times, and the parts that go. `stamps` are those of all these claims."""

    state: State
    gone: frozenset[int]
    claims: tuple[Claim, ...]
    times: Mapping[str, ClaimTimes]
    stamps: Mapping[str, str]
    meant: Meant


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
    found, times = _load(connection, sorted(now[id][0] for id in fresh), meant)
    if known:
        blocks = {block for claim in found for block in asks(saying_of(claim, meant.key, times[claim.id]))}
        partners = {id for pair in judged for id in pair.split() if fresh & set(pair.split())}
        gone |= _with_blocks(connection, blocks) | {known[id].part for id in partners & known.keys()}
        beside = {id for id in now.keys() - fresh if known[id].part in gone}
        more, their_times = _load(connection, sorted(now[id][0] for id in beside), meant)
        found, times = [*found, *more], times | their_times
    else:
        gone = set(connection.execute(select(parts.c.key)).scalars())
    return Change(state, frozenset(gone), tuple(found), times, {claim.id: now[claim.id][1] for claim in found}, meant)


def keep(connection: Connection, before: State, change: Change, made: Sequence[tuple[Part, str]]) -> list[int] | None:
    """Put the parts made anew in the place of those that go; gives their keys, or None when somebody else has done so meanwhile."""
    if find_state(connection).stamp != before.stamp:
        return None
    for batch in batches(sorted(change.gone)):
        for table in (part_claims, part_blocks):
            connection.execute(delete(table).where(table.c.part.in_(batch)))
        connection.execute(delete(parts).where(parts.c.key.in_(batch)))
    first = next_key(connection, parts)
    numbered = list(enumerate(made, first))
    rows = [{"key": key, "result": result} for key, (_, result) in numbered]
    members = [{"claim": id, "part": key, "stamp": change.stamps[id]} for key, (part, _) in numbered for id in sorted(part.claims)]
    blocks = [{"block": block, "part": key} for key, (part, _) in numbered for block in {number_of(each) for each in part.blocks}]
    for table, entries in ((parts, rows), (part_claims, members), (part_blocks, blocks)):
        if entries:
            connection.execute(insert(table), entries)
    connection.execute(delete(workings).where(workings.c.name == NAME))
    result = json.dumps({"meanings": dict(change.state.meanings), "judged": dict(change.state.judged)}, ensure_ascii=False)
    connection.execute(insert(workings).values(name=NAME, stamp=change.state.stamp, result=result))
    return [key for key, _ in numbered]


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


def _with_blocks(connection: Connection, blocks: Iterable[Block]) -> set[int]:
    """The parts that hold one of these blocks; a block that very many hold is no reason by itself, as when claims are compared."""
    found: set[int] = set()
    for batch in batches(sorted({number_of(block) for block in blocks})):
        rare = select(part_blocks.c.block).where(part_blocks.c.block.in_(batch)).group_by(part_blocks.c.block)
        few = rare.having(func.count() <= LATEST_BLOCK)
        found |= set(connection.execute(select(part_blocks.c.part).where(part_blocks.c.block.in_(few))).scalars())
    return found


def _load(connection: Connection, keys: Sequence[int], meant: Meant) -> tuple[list[Claim], dict[str, ClaimTimes]]:
    found: list[Claim] = []
    times: dict[str, ClaimTimes] = {}
    for batch in batches(keys):
        some = claims_at(connection, batch)
        times |= dict(zip((claim.id for claim in some), times_at(connection, batch), strict=True))
        meant.tell(connection, [claim.id for claim in some])
        found += some
    return found, times


def results(connection: Connection, change: Change | None, known: Container[int]) -> Iterator[tuple[int, Any]]:
    """What was worked out for each part (by key) that stays; None for those that are known already."""
    staying = sorted(set(connection.execute(select(parts.c.key)).scalars()) - (change.gone if change else set()))
    yield from ((key, None) for key in staying if key in known)
    for batch in batches(key for key in staying if key not in known):
        for row in connection.execute(select(parts.c.key, parts.c.result).where(parts.c.key.in_(batch))):
            yield row.key, json.loads(row.result)
