"""`Overall`: what comes out for a case as a whole once every proposition is weighed: how its sources stand, and what rests on little."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from allegedly.base.errors import NotFound
from allegedly.base.moment import parse_interval
from allegedly.evidence.graph import Provenance
from allegedly.evidence.reliability import UNJUDGED, Estimate
from allegedly.evidence.tracing import agent_key

if TYPE_CHECKING:
    from allegedly.evidence.weighings import Weighings


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """One source in a case: how much it says, whom it relays and copies and who relays it, how often it came first, what rests on it.

    `first` of `compared`: of the propositions that outlets reported on different days, how often its report was the first. `alone` are the
    propositions that fall without it, `alone_if` those that fall without it if the suspected copies are copies.
    """

    name: str
    named: bool
    reliability: Estimate
    group: str | None
    propositions: int
    documents: int
    first: int
    compared: int
    relays: tuple[tuple[str, int], ...]
    relayed_by: tuple[tuple[str, int], ...]
    copies: tuple[tuple[str, int], ...]
    alone: tuple[str, ...]
    alone_if: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> SourceStanding:
        """The standing that `to_dict` wrote down, be it as JSON."""
        pairs = {name: tuple((str(who), int(times)) for who, times in record[name]) for name in ("relays", "relayed_by", "copies")}
        lists = {name: tuple(record[name]) for name in ("alone", "alone_if")}
        return cls(**(dict(record) | pairs | lists | {"reliability": Estimate(**record["reliability"])}))


CONDITIONS = ("single_origin", "contested", "unnamed_only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """What comes out for a case as a whole.

    `standings` are those of its sources, those on whom most rests first; `names` how they are called, with outlets that say nothing; `said` the
    propositions (ids) that each has to do with. The rest are ids of claims: of propositions that nothing supports without a source (`resting`,
    by `agent_key`), that may have one origin only, against which a denial counts, or that nobody supports by name.
    """

    standings: tuple[SourceStanding, ...]
    names: tuple[str, ...]
    said: Mapping[str, tuple[str, ...]]
    resting: Mapping[str, tuple[str, ...]]
    single_origin: tuple[str, ...]
    contested: tuple[str, ...]
    unnamed_only: tuple[str, ...]

    def name_of(self, source: str) -> str:
        """A source as it is called here (`name_among`). Raises `NotFound`."""
        return name_among({agent_key(name): name for name in reversed(self.names)}, source)

    def claims_where(
        self, *, rests_only_on: str | None = None, single_origin: bool = False, contested: bool = False, unnamed_only: bool = False
    ) -> tuple[str, ...]:
        """The claims (ids) of which all that is asked for holds; at least one thing is. Raises `NotFound` for a source that is not there."""
        asked = dict(zip(CONDITIONS, (single_origin, contested, unnamed_only), strict=True))
        found = [getattr(self, name) for name in CONDITIONS if asked[name]]
        if rests_only_on is not None:
            found.append(self.resting.get(agent_key(self.name_of(rests_only_on)), ()))
        return tuple(set(found[0]).intersection(*found[1:]))

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__} | {"standings": [each.to_dict() for each in self.standings]}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Overall:
        """What `to_dict` wrote down, be it as JSON."""
        lists: dict[str, Any] = {name: tuple(record[name]) for name in ("names", *CONDITIONS)}
        by_source: dict[str, Any] = {name: {key: tuple(ids) for key, ids in record[name].items()} for name in ("said", "resting")}
        return cls(standings=tuple(map(SourceStanding.from_dict, record["standings"])), **lists, **by_source)


def name_among(names: Mapping[str, str], source: str) -> str:
    """A source as `names` (by `agent_key`) call it, from its name in any case, or an unnamed one without its outlet if no other is called so.

    Raises `NotFound` naming near misses.
    """
    key = agent_key(source)
    if key in names:
        return names[key]
    inside = sorted({name for known, name in names.items() if known.startswith(f"{key} (")})
    if len(inside) == 1:
        return inside[0]
    from difflib import get_close_matches

    near = inside or [names[each] for each in get_close_matches(key, names, n=3)]
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "`allegedly sources CASE` lists them"
    raise NotFound(f"there is no source {source!r} in this case; {hint}")


class Gathering:
    """Makes `Overall` of weighings, proposition by proposition, so that those before need not be held."""

    def __init__(self, weighings: Weighings) -> None:
        self._weighings = weighings
        self._tallies: dict[str, _Tally] = {}
        self._resting: dict[str, list[str]] = defaultdict(list)
        self._where: dict[str, list[str]] = {name: [] for name in CONDITIONS}

    def add(self, id: str) -> None:
        """Take a proposition in, unless nobody had reported it."""
        found, tallies, provenance = self._weighings, self._tallies, self._weighings.provenance(id)
        if not provenance.attestations:
            return
        for agent in {a.agent for a in provenance.attestations}:
            tallies.setdefault(agent, _Tally(agent)).add(id, provenance)
        for agent, first in _first(provenance):
            tallies[agent].compared += 1
            tallies[agent].first += first
        for relay, source in _pairs(provenance):
            tallies[relay].relays[source] += 1
            tallies[source].relayed_by[relay] += 1
        for later, earlier in {
            (provenance[k.later].agent, provenance[k.earlier].agent) for k in provenance.links if provenance[k.later].terminal
        }:
            if later != earlier:
                tallies[later].copies[earlier] += 1
        failures = found.weighing(id).independence.failures
        for failure in failures:
            (tallies[failure.agent].alone if failure.certain else tallies[failure.agent].alone_if).append(id)
        claims = [claim for claim in found.statement(id).claims if claim in found.background.claims]
        for key in {agent_key(failure.agent) for failure in failures}:
            self._resting[key] += claims
        for name, holds in zip(CONDITIONS, (found.is_single_origin, found.is_contested, found.is_unnamed_only), strict=True):
            self._where[name] += claims if holds(id) else ()

    def overall(self) -> Overall:
        """What comes out for those taken in."""
        outlets = self._weighings.background.outlets.values()
        return Overall(
            standings=tuple(
                sorted(
                    map(self._standing, self._tallies.values()), key=lambda s: (-len(s.alone), -len(s.alone_if), -s.propositions, s.name)
                )
            ),
            names=tuple(dict.fromkeys((*outlets, *self._tallies))),
            said={name: tuple(tally.propositions) for name, tally in self._tallies.items()},
            resting={key: tuple(claims) for key, claims in self._resting.items()},
            **{name: tuple(claims) for name, claims in self._where.items()},
        )

    def _standing(self, tally: _Tally) -> SourceStanding:
        assumed, key = self._weighings.assessed.assumptions, agent_key(tally.name)
        return SourceStanding(
            name=tally.name,
            named=tally.named,
            reliability=assumed.reliability.get(key, UNJUDGED),
            group=assumed.member_of.get(key),
            propositions=len(tally.propositions),
            documents=len(tally.documents),
            first=tally.first,
            compared=tally.compared,
            relays=tuple(tally.relays.most_common()),
            relayed_by=tuple(tally.relayed_by.most_common()),
            copies=tuple(tally.copies.most_common()),
            alone=tuple(tally.alone),
            alone_if=tuple(tally.alone_if),
        )


class _Tally:
    """What is counted of one source."""

    def __init__(self, name: str) -> None:
        self.name, self.named = name, True
        self.propositions: list[str] = []
        self.documents: set[str] = set()
        self.first = self.compared = 0
        self.relays: Counter[str] = Counter()
        self.relayed_by: Counter[str] = Counter()
        self.copies: Counter[str] = Counter()
        self.alone: list[str] = []
        self.alone_if: list[str] = []

    def add(self, id: str, provenance: Provenance) -> None:
        said = provenance.of(self.name)
        self.propositions.append(id)
        self.named = said[0].named
        self.documents.update(a.document for a in said if a.document)


def _first(provenance: Provenance) -> Iterator[tuple[str, bool]]:
    """The outlets that reported a proposition, when they did on different days, each with whether it was the first."""
    days: dict[str, str] = {}
    for a in provenance.attestations:
        published = parse_interval(a.when) if a.terminal and a.when else None
        if published and published.first and a.stance == 1:
            days[a.agent] = min(days.get(a.agent, "9999"), published.first.isoformat())
    if len(set(days.values())) > 1:
        earliest = min(days.values())
        firsts = [agent for agent, day in days.items() if day == earliest]
        yield from ((agent, firsts == [agent]) for agent in days)


def _pairs(provenance: Provenance) -> set[tuple[str, str]]:
    """(who relays, whom) in one proposition."""
    return {
        (a.agent, provenance[parent].agent) for a in provenance.attestations for parent in a.parents if provenance[parent].agent != a.agent
    }
