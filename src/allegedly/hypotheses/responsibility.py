"""How far a sponsor answers for what another did, as each source has it: ten rungs from "it helps to stop them" to "its own forces did it".

A rung belongs to a source and what it says, never to the sponsor: two sources that put it on different rungs are shown side by side and
nothing is averaged. A denial takes nobody down a rung; it stands beside what it denies.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from allegedly.claims.claim import Claim
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.ties import COMMAND, SUPPORT

TOWARDS = {"captures", "attacks", "kills", "sanctions", "sends", "allies_with", "meets"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung: its name in the taxonomy, its meaning, the types of claims that place somebody on it, and why they do."""

    name: str
    number: int
    gloss: str
    types: tuple[str, ...]
    why: str


@cache
def ladder() -> tuple[Rung, ...]:
    """The ten rungs, the least responsibility first."""
    table = tomllib.loads((files(__package__) / "responsibility.toml").read_text(encoding="utf-8"))
    rungs = enumerate(table.items(), 1)
    return tuple(Rung(name=name, number=number, **(fields | {"types": tuple(fields["types"])})) for number, (name, fields) in rungs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """The highest rung on which what `source` says places `sponsor` for `actor`, the claims (ids) it rests on, and those that deny it."""

    sponsor: str
    actor: str
    source: str
    rung: str
    number: int
    reason: str
    claims: tuple[str, ...]
    denied: tuple[str, ...]
    deniers: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self) | {name: list(getattr(self, name)) for name in ("claims", "denied", "deniers")}


def find_placings(cast: Cast) -> tuple[Placing, ...]:
    """Where each source puts each sponsor for each actor that it is said to have to do with, by pair and then the highest rung first."""
    by_type = {type: rung for rung in ladder() for type in rung.types}
    said: dict[tuple[str, str], list[tuple[Rung, Claim]]] = defaultdict(list)
    for claim in cast.claims:
        if claim.realis == "actual":
            for sponsor, actor, type in _pairs(cast, claim):
                if type in by_type:
                    said[sponsor, actor].append((by_type[type], claim))
    sponsors = [pair for pair in sorted(said) if _sponsors(cast, *pair, said[pair])]
    return tuple(placing for pair in sponsors for placing in _place(cast, *pair, said[pair]))


def _sponsors(cast: Cast, sponsor: str, actor: str, said: list[tuple[Rung, Claim]]) -> bool:
    """Whether the pair is worth a place on the ladder: a body, somebody who is not its own spokesman, and more than hostility between them."""
    body = cast.named(sponsor) and cast.kind(sponsor) != "person" and not cast.part_of(actor, sponsor)
    return body and any(rung.name != "state-prohibited" and claim.polarity == "affirmed" for rung, claim in said)


def _pairs(cast: Cast, claim: Claim) -> set[tuple[str, str, str]]:
    found = set()
    lower, upper = COMMAND.get(claim.type) or SUPPORT.get(claim.type) or (("patient", "agent") if claim.type in TOWARDS else ("", ""))
    for actor in cast.role(claim, lower):
        found |= {(sponsor, actor, claim.type) for sponsor in cast.role(claim, upper)}
    if claim.type != "fronts_for":
        for actor in cast.role(claim, "agent"):
            found |= {(sponsor, actor, "acts for") for sponsor in cast.role(claim, "principal")}
    return {(sponsor, actor, type) for sponsor, actor, type in found if sponsor != actor}


def _place(cast: Cast, sponsor: str, actor: str, said: list[tuple[Rung, Claim]]) -> list[Placing]:
    denied = [claim for _, claim in said if claim.polarity == "denied"]
    by_source: dict[str, list[tuple[Rung, Claim]]] = defaultdict(list)
    for rung, claim in said:
        if claim.polarity == "affirmed":
            by_source[cast.speaker(claim)].append((rung, claim))
    rogue = ladder()[7]
    unordered = [claim for claim in denied if claim.type == "controls"]
    made = []
    for source, places in by_source.items():
        highest = max((rung for rung, _ in places), key=lambda rung: rung.number)
        claims = tuple(claim.id for rung, claim in places if rung == highest)
        if highest.name == "state-executed" and any(cast.speaker(claim) == source for claim in unordered):
            highest, claims = rogue, (*claims, *(claim.id for claim in unordered if cast.speaker(claim) == source))
        made.append(
            Placing(
                sponsor=sponsor,
                actor=actor,
                source=source,
                rung=highest.name,
                number=highest.number,
                reason=f"{highest.why}: {highest.gloss}",
                claims=claims,
                denied=tuple(claim.id for claim in denied),
                deniers=tuple(dict.fromkeys(map(cast.speaker, denied))),
            )
        )
    return sorted(made, key=lambda each: (-each.number, each.source))
