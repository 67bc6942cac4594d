"""Which claims of a case say the same and which are about one happening: worked out by `entities.propositions`, kept part by part.

Actors, objects and places are the resolved entities of the case, so that an alias says the same as the name; what has no name meets
what is described in the same words. Times are those that additions.py resolved in the text of each document.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import Connection

from allegedly.base.errors import CaseLocked, NotFound
from allegedly.base.ids import LETTERS, id_after
from allegedly.base.kinds import ROLES, Polarity, Realis, claim_types
from allegedly.base.moment import Interval, parse_interval
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.wording import clause_of
from allegedly.entities.judgement import Judgement
from allegedly.entities.propositions import Conflict, Happening, Link, Part, Proposition, Propositions
from allegedly.store import regrouping
from allegedly.store.database import Database
from allegedly.store.linking import find_judgements, find_links
from allegedly.store.records import batches
from allegedly.store.regrouping import Change, Made, Meant, State
from allegedly.store.workings import find_stamp, is_of

IDLIKE = re.compile(rf"[{LETTERS['proposition']}{LETTERS['happening']}]-[a-z2-7]*", re.IGNORECASE)
SHOWN = 5  # candidates that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class PropositionRow:
    """What some claims say alike. `claims` are their ids, the earliest reported first, and `documents` the ids of those that make them.

    `wording` says it in words, without who says so: what at least half of the claims say. `arguments` are the ids of the entities in each
    role, by all claims. `time` is when it can have been (joint_time); `opposed` are the propositions that deny what this affirms, or the
    reverse. `links` are the reasons why the claims belong together.
    """

    id: str
    type: str
    polarity: Polarity
    realis: Realis
    wording: str
    arguments: Mapping[str, tuple[str, ...]]
    time: str | None
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    happening: str
    opposed: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def family(self) -> str:
        """The family of the type."""
        return claim_types()[self.type].family

    @property
    def event(self) -> Interval | None:
        """The days that `time` means."""
        return parse_interval(self.time) if self.time else None

    @property
    def entities(self) -> frozenset[str]:
        """The ids of all entities it is about."""
        return frozenset(id for ids in self.arguments.values() for id in ids)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, and the family."""
        lists = {name: list(getattr(self, name)) for name in ("claims", "documents", "opposed")}
        roles = {role: list(ids) for role, ids in self.arguments.items()}
        return _fields(self) | lists | {"family": self.family, "arguments": roles, "links": [_fields(link) for link in self.links]}


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningRow:
    """Propositions (ids) about one occurrence, those of most documents first, and what they dispute: each value with the claims that give it."""

    id: str
    wording: str
    propositions: tuple[str, ...]
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    links: tuple[Link, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name; a side of a conflict as `value` and `claims`."""
        lists = {name: list(getattr(self, name)) for name in ("propositions", "claims", "documents")}
        conflicts = [
            {"aspect": each.aspect, "sides": [{"value": value, "claims": list(ids)} for value, ids in each.sides]}
            for each in self.conflicts
        ]
        return _fields(self) | lists | {"conflicts": conflicts, "links": [_fields(link) for link in self.links]}


def _fields(row: Any) -> dict[str, Any]:
    """The fields by name, as they are: `asdict` copies what is in them, which took a fifth of the time of grouping a case."""
    return {name: getattr(row, name) for name in row.__slots__}


RowsOfPart = tuple[tuple[PropositionRow, ...], tuple[HappeningRow, ...]]


@dataclass(frozen=True, slots=True)
class Grouped:
    """The propositions and happenings of a case, those of most documents first; `parts` are the same by the key of their part in the case."""

    propositions: tuple[PropositionRow, ...]
    happenings: tuple[HappeningRow, ...]
    parts: Mapping[int, RowsOfPart]
    _of: dict[str, PropositionRow | HappeningRow] = field(default_factory=dict)

    def get(self, id: str) -> PropositionRow | HappeningRow:
        """What an id or its beginning means; one called after any claim means what that claim says. Raises `NotFound`."""
        if not self._of:
            for rows in (self.propositions, self.happenings):
                kind = "proposition" if rows is self.propositions else "happening"
                self._of.update({id_after(kind, claim): row for row in rows for claim in row.claims})
        prefix = id.lower()
        found = {row.id: row for known, row in self._of.items() if known.startswith(prefix)}
        if len(found) == 1:
            return next(iter(found.values()))
        if not found:
            raise NotFound(f"there is nothing called {id} in this case; `allegedly propositions CASE` lists them with their ids")
        shown = ", ".join(f"{each} ({row.wording})" for each, row in sorted(found.items())[:SHOWN])
        raise NotFound(f"{id!r} could be any of {shown}; give one of these ids")


@dataclass(frozen=True, slots=True)
class _Brought:
    """The grouping of a case brought up to the state with this stamp: in the case, or what is new `aside` where it cannot be written."""

    stamp: str
    before: str | None
    gone: frozenset[int] = frozenset()
    aside: regrouping.Laid | None = None

    def stands(self, connection: Connection) -> bool:
        """Whether the parts in the case are still those that were found."""
        return regrouping.find_state(connection).stamp == (self.before if self.aside else self.stamp)

    def results(self, connection: Connection, known: Container[int] = ()) -> Iterator[tuple[int, Any]]:
        """What was worked out for each part by its key, 0 for one that has none yet; None for those that are known already."""
        yield from regrouping.results(connection, self.gone if self.aside else (), known)
        yield from ((0, json.loads(each.result)) for each in self.aside or ())


@contextmanager
def _brought_up(database: Database) -> Iterator[_Brought]:
    """The grouping as the case stands. Only parts that have changed since the last time are worked out, and put into the case."""
    with database.reading() as connection:
        stamp = find_stamp(connection)
        held = regrouping.find_state(connection).stamp == stamp
    if held:
        yield _Brought(stamp, stamp)
        return
    with regrouping.Laid() as made:
        while not (found := _group(database, made)):
            pass  # another process has changed the case in between
        stamp, before, change = found
        written = False
        with suppress(CaseLocked), database.writing() as connection:  # who cannot write works it out again the next time
            written = regrouping.keep(connection, before, change, made)
        yield _Brought(stamp, before.stamp, change.gone, None if written else made)


def _group(database: Database, made: regrouping.Laid) -> tuple[str, State, Change] | None:
    """Work out what has changed and lay it aside; None when the case has changed since its names were looked at."""
    links = find_links(database)
    with database.reading() as connection:
        stamp = find_stamp(connection)
        if not is_of(database, "entities", stamp):
            return None
        before, judgements = regrouping.find_state(connection), find_judgements(connection)
        change = regrouping.find_change(connection, before, stamp, links, judgements)
        for part in work_out(change, connection, judgements):
            made.lay(part)
    return stamp, before, change


def find_groups(database: Database) -> Grouped:
    """The propositions and happenings of the case as it stands, by their documents."""
    remembered = database.remembered.get(regrouping.NAME)
    with database.reading() as connection:
        if remembered and remembered[0] == find_stamp(connection):
            return cast(Grouped, remembered[1])
    with _brought_up(database) as now:
        known: Mapping[int, RowsOfPart] = {}
        if remembered and remembered[0] == now.before:
            known = {key: rows for key, rows in cast(Grouped, remembered[1]).parts.items() if key not in now.gone}
        with database.reading() as connection:
            stands = now.stands(connection)
            found = now.results(connection, known) if stands else ()
            rows = [(key, known[key] if result is None else _from_json(result)) for key, result in found]
    if not stands:  # another process has grouped a later state in between
        return find_groups(database)
    grouped = Grouped(
        tuple(sorted((row for _, each in rows for row in each[0]), key=_in_order)),
        tuple(sorted((row for _, each in rows for row in each[1]), key=_in_order)),
        {} if now.aside else dict(rows),
    )
    database.remembered[regrouping.NAME] = now.stamp, grouped
    return grouped


def walk_propositions(database: Database) -> Iterator[PropositionRow]:
    """The propositions of the case as it stands, part by part; nothing is held, so that any number can be walked through."""
    with _brought_up(database) as now, database.reading() as connection:
        stands = now.stands(connection)
        for _, result in now.results(connection) if stands else ():
            yield from _from_json(result)[0]
    if not stands:  # another process has grouped a later state in between
        yield from walk_propositions(database)


def work_out(change: Change, connection: Connection, judgements: Iterable[Judgement]) -> Iterator[Made]:
    """The parts of the claims that are to be grouped anew. Of the claims a few hundred are at hand at a time."""
    grouping = Propositions(change.meant.key, judgements)
    grouping.add_all(regrouping.portions(connection, (key for key, _ in change.claims.values()), change.meant))
    for some in batches(grouping.parts()):
        change.meant.forget()
        keys = sorted(change.claims[id][0] for part in some for id in part.claims)
        claims = {claim.id: claim for batch in batches(keys) for claim in regrouping.load(connection, batch, change.meant)[0]}
        for part in some:
            result = _worked_out(part, claims, change.meant)
            yield Made(sorted(part.claims), sorted(map(regrouping.number_of, part.blocks)), json.dumps(result, ensure_ascii=False))


def _worked_out(part: Part, claims: Mapping[str, Claim], meant: Meant) -> dict[str, Any]:
    """The happenings and propositions of a part, as JSON has them."""
    propositions: list[PropositionRow] = []
    happenings: list[HappeningRow] = []
    for happening in part.happenings:
        rows = [_proposition_row(each, happening, claims, meant, part.opposed.get(each.id, ())) for each in happening.propositions]
        rows.sort(key=_in_order)
        propositions += rows
        happenings.append(_happening_row(happening, rows))
    return {"propositions": [row.to_dict() for row in propositions], "happenings": [row.to_dict() for row in happenings]}


def _in_order(row: PropositionRow | HappeningRow) -> tuple[int, int, str]:
    return -len(row.documents), -len(row.claims), row.id


def _proposition_row(
    found: Proposition, happening: Happening, claims: Mapping[str, Claim], meant: Meant, opposed: Iterable[str]
) -> PropositionRow:
    members = [claims[id] for id in found.claims]
    roles: dict[str, dict[str, None]] = {}
    for claim in members:
        for role, mentions in claim.arguments.items():
            ids = (entity.id for mention in mentions if (entity := meant.entity(claim, mention)))
            roles.setdefault(role, {}).update(dict.fromkeys(ids))
    return PropositionRow(
        id=found.id,
        type=found.type,
        polarity=found.polarity,
        realis=found.realis,
        wording=_wording(found, members, meant),
        arguments={role: tuple(roles[role]) for role in ROLES if roles.get(role)},
        time=found.time,
        claims=found.claims,
        documents=tuple(dict.fromkeys(claim.document_id for claim in members)),
        happening=happening.id,
        opposed=tuple(sorted(opposed)),
        links=found.links,
    )


def _wording(found: Proposition, members: Sequence[Claim], meant: Meant) -> str:
    """The clause of the first claim that fills most of the roles that at least half of the claims fill, by the names of the entities."""
    filled = Counter(role for claim in members for role, mentions in claim.arguments.items() if mentions)
    shared = {role for role, number in filled.items() if 2 * number >= len(members)}
    lead = max((claim for claim in members if claim.type == found.type), key=lambda claim: len(shared & claim.arguments.keys()))
    roles = {
        role: tuple(
            Mention(mention.span, entity.name if (entity := meant.entity(lead, mention)) else mention.entity) for mention in mentions
        )
        for role, mentions in lead.arguments.items()
        if role in shared
    }
    said = replace(lead, arguments=roles, time=None, polarity=found.polarity, realis=found.realis, certainty="certain")
    return clause_of(said) + (f" ({found.time})" if found.time else "")


def _happening_row(found: Happening, rows: Sequence[PropositionRow]) -> HappeningRow:
    return HappeningRow(
        id=found.id,
        wording=rows[0].wording,
        propositions=tuple(row.id for row in rows),
        claims=tuple(claim for row in rows for claim in row.claims),
        documents=tuple(dict.fromkeys(document for row in rows for document in row.documents)),
        conflicts=found.conflicts,
        links=found.links,
    )


def _from_json(result: dict[str, Any]) -> RowsOfPart:
    return tuple(map(_to_proposition, result["propositions"])), tuple(map(_to_happening, result["happenings"]))


def _to_proposition(record: dict[str, Any]) -> PropositionRow:
    given = {name: tuple(record[name]) for name in ("claims", "documents", "opposed")}
    roles = {role: tuple(ids) for role, ids in record["arguments"].items()}
    links = tuple(Link(**link) for link in record["links"])
    del record["family"]
    return PropositionRow(**(record | given | {"arguments": roles, "links": links}))


def _to_happening(record: dict[str, Any]) -> HappeningRow:
    given = {name: tuple(record[name]) for name in ("propositions", "claims", "documents")}
    links = tuple(Link(**link) for link in record["links"])
    conflicts = tuple(
        Conflict(each["aspect"], tuple((side["value"], tuple(side["claims"])) for side in each["sides"])) for each in record["conflicts"]
    )
    return HappeningRow(**(record | given | {"links": links, "conflicts": conflicts}))
