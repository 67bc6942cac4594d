"""Who speaks, once reports that copy each other are told apart: the origins behind some claims, from their provenance.

`hypotheses.signs` and `hypotheses.fronts` ask for origins; here the answer comes from the documents of a case and how they rest on each
other (evidence/tracing.py), with the grades and sides that analysts gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from allegedly.claims.claim import Claim
from allegedly.evidence.graph import Provenance
from allegedly.evidence.independence import count
from allegedly.evidence.probability import evaluate
from allegedly.evidence.tracing import Assumptions, Background, Statement, trace
from allegedly.hypotheses.fronts import Origins
from allegedly.hypotheses.signs import Spoken, Voices

COPIED = 0.5  # a suspected copy more likely than this speaks with the voice it copied


def traced_origins(background: Background, assumptions: Assumptions | None = None) -> Origins:
    """How many who speak from own access stand behind claims, at least and at most."""

    def origins(claims: Sequence[Claim]) -> tuple[int, int] | None:
        if not (provenance := _provenance(claims, background, assumptions)).attestations:
            return None
        found = count(provenance)
        return found.origins_low, found.origins_high

    return origins


def traced_voices(background: Background, assumptions: Assumptions | None = None) -> Voices:
    """The voices behind claims, each with how far its word carries: its reliability beyond a coin toss, times P(it counts)."""

    def voices(claims: Sequence[Claim]) -> list[Spoken]:
        provenance = _provenance(claims, background, assumptions)
        if not provenance.attestations:
            return []
        known = {claim.id: claim for claim in claims}
        made: dict[str, Spoken] = {}
        for voice in evaluate(provenance).voices:
            said = provenance[voice.id]
            reliability = min(max(said.reliability.mid, 0.5), 1.0)
            spoken = tuple(known[id] for id in said.claims if id in known)
            if spoken:
                origin = _first(provenance, voice.id)
                one = Spoken(
                    origin=origin,
                    trust=(2 * reliability - 1) * voice.counted,
                    said=voice.heard,
                    claims=spoken,
                    reason=f"{said.reliability.reason}; counts with {voice.counted:.2f}",
                )
                made[origin] = _together(made[origin], one) if origin in made else one
        return list(made.values())

    return voices


def _provenance(claims: Sequence[Claim], background: Background, assumptions: Assumptions | None) -> Provenance:
    return trace(Statement("", "what these claims say", tuple(claim.id for claim in claims)), background, assumptions)


def _together(one: Spoken, other: Spoken) -> Spoken:
    """A voice and a copy of it: heard if either is, worth no more than the better of the two."""
    surest = max(one, other, key=lambda each: each.trust)
    return replace(surest, said=1 - (1 - one.said) * (1 - other.said), claims=(*one.claims, *other.claims))


def _first(provenance: Provenance, id: str) -> str:
    """The agent whose voice this is: whom it most probably copied, and whom that one did.

    A source that is heard only in reports which copy another report is the source of that one.
    """
    earlier = {link.later: link.earlier for link in provenance.links if link.delta.mid > COPIED}
    seen: set[str] = set()
    while id not in seen:
        seen.add(id)
        relays = [provenance.attestations[child].id for child in provenance.children[provenance.at[id]]]
        copied = {earlier[relay] for relay in relays if relay in earlier}
        if id in earlier:
            id = earlier[id]
        elif relays and len(copied) == 1 and all(relay in earlier for relay in relays):
            [account] = copied
            sources = provenance[account].parents
            id = sources[0] if len(sources) == 1 else account
    return provenance[id].agent
