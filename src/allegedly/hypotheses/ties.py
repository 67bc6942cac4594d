"""`Tie`: somebody is said to act for, belong to or be run by somebody else. `Chain`: ties in a row, from a doer up to who is behind it.

A tie is what some claims say and others deny. A chain of several ties is often put together from several sources, none of which states
it whole: `stated_by` is empty then, and whoever shows the chain has to say so.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from allegedly.base.kinds import families
from allegedly.claims.claim import Claim
from allegedly.hypotheses.cast import Cast

# Type -> role of the one who acts, role of the one behind it.
COMMAND = {
    "works_for": ("agent", "patient"),
    "belongs_to": ("agent", "patient"),
    "controls": ("patient", "agent"),
    "fronts_for": ("agent", "principal"),
    "founds": ("patient", "agent"),
}
SUPPORT = dict.fromkeys(families()["support"], ("patient", "agent"))
NOT_ACTS = frozenset({"intends", "causes", "accuses", "located_in", *COMMAND, *SUPPORT, "leads", "appoints", "poses_as"})
LONGEST = 3  # ties in a row: a longer chain is a story, and any two actors of a case are joined by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """`lower` is said to act for `upper`; `kinds` are types of claims, `affirmed` and `denied` their ids, `sources` who affirms it."""

    lower: str
    upper: str
    kinds: tuple[str, ...]
    affirmed: tuple[str, ...]
    denied: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Ties from `ties[0].lower` up to `ties[-1].upper`."""

    ties: tuple[Tie, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """From the doer to the one behind it."""
        return (self.ties[0].lower, *(tie.upper for tie in self.ties))

    @property
    def stated_by(self) -> tuple[str, ...]:
        """The sources that state every tie of it; empty when it is put together from several."""
        common = set(self.ties[0].sources).intersection(*(tie.sources for tie in self.ties))
        return tuple(source for source in self.ties[0].sources if source in common)

    @property
    def denied(self) -> tuple[str, ...]:
        """The ids of the claims that deny one of its ties."""
        return tuple(dict.fromkeys(id for tie in self.ties for id in tie.denied))

    def to_dict(self) -> dict[str, Any]:
        """Its ties, and who states it whole."""
        return {"actors": list(self.actors), "stated_by": list(self.stated_by), "ties": [asdict(tie) for tie in self.ties]}


class Ties:
    """The ties among the actors of a cast: `roles` says which types of claims make one."""

    def __init__(self, cast: Cast, roles: Mapping[str, tuple[str, str]] = COMMAND, *, principals: bool = True) -> None:
        found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in cast.claims:
            if claim.realis == "actual":
                for pair in _pairs(cast, claim, roles, principals):
                    found[pair].append(claim)
        self._where: dict[tuple[str, str], set[str]] = {
            pair: {claim.document_id for claim in claims if claim.polarity == "affirmed"} for pair, claims in found.items()
        }
        self._up: dict[str, list[Tie]] = defaultdict(list)
        self._down: dict[str, list[Tie]] = defaultdict(list)
        for (lower, upper), claims in found.items():
            tie = Tie(
                lower=lower,
                upper=upper,
                kinds=tuple(dict.fromkeys(claim.type for claim in claims)),
                affirmed=tuple(claim.id for claim in claims if claim.polarity == "affirmed"),
                denied=tuple(claim.id for claim in claims if claim.polarity == "denied"),
                sources=tuple(dict.fromkeys(cast.speaker(claim) for claim in claims if claim.polarity == "affirmed")),
            )
            self._up[lower].append(tie)
            self._down[upper].append(tie)

    def above(self, actor: str) -> tuple[Tie, ...]:
        """Ties that somebody affirms, from `actor` to whom it is said to act for."""
        return tuple(tie for tie in self._up.get(actor, ()) if tie.affirmed)

    def below(self, actor: str) -> tuple[Tie, ...]:
        """Ties that somebody affirms, from whoever is said to act for `actor`."""
        return tuple(tie for tie in self._down.get(actor, ()) if tie.affirmed)

    def members(self, actor: str) -> frozenset[str]:
        """Everybody who is said to act for `actor` directly: its spokesmen, units and agents."""
        return frozenset(tie.lower for tie in self.below(actor))

    def told_in(self, lower: str, upper: str, document_id: str) -> bool:
        """Whether a document affirms that one acts for the other."""
        return document_id in self._where.get((lower, upper), ())

    def chains(self, actor: str, *, without: Iterable[str] = (), longest: int = LONGEST) -> Iterator[Chain]:
        """The shortest chain from `actor` to each actor that is said to be above it, the nearest first."""
        seen, queue = {actor, *without}, deque[tuple[Tie, ...]]([()])
        while queue:
            ties = queue.popleft()
            for tie in self.above(ties[-1].upper if ties else actor):
                if tie.upper not in seen:
                    seen.add(tie.upper)
                    yield Chain(ties=(*ties, tie))
                    if len(ties) + 1 < longest:
                        queue.append((*ties, tie))


def _pairs(cast: Cast, claim: Claim, roles: Mapping[str, tuple[str, str]], principals: bool) -> Iterator[tuple[str, str]]:
    wanted = {roles[claim.type]} if claim.type in roles else set()
    if principals:
        wanted.add(("agent", "principal"))
    for lower_role, upper_role in wanted:
        for lower in cast.role(claim, lower_role):
            for upper in cast.role(claim, upper_role):
                if lower != upper:
                    yield lower, upper
