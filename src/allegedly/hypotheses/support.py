"""Who is said to support whom, with what, when and where: one dated row for each thing said, and chains of sponsors over several hops.

The kinds are those of the UCDP External Support data. Support is no control: a row says that something was given, not that the one who got
it obeys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from allegedly.claims.claim import Claim
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.fronts import Origins
from allegedly.hypotheses.ties import COMMAND, SUPPORT, Chain, Ties

KINDS = {
    "funds": "money",
    "arms": "arms",
    "trains": "training",
    "shelters": "sanctuary",
    "supplies": "supplies",
    "legitimizes": "legitimacy",
    "supports": "unspecific",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One support as said: everything but `claims` (ids), `chains` and `origins` is equal in all claims behind the row."""

    kind: str
    type: str
    agent: str
    patient: str
    object: str | None
    time: str | None
    place: str | None
    polarity: str
    certainty: str
    realis: str
    chains: tuple[tuple[str, ...], ...]
    origins: tuple[int, int] | None
    claims: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def find_support(cast: Cast, *, of: str | None = None, by: str | None = None, origins: Origins | None = None) -> tuple[Support, ...]:
    """Support said to be given to `of` and by `by` (names; None for anybody), in order of time; what is undated last. Denials are rows too.

    Raises `NotFound` for a name that no claim is about.
    """
    wanted_of, wanted_by = (cast.get(name) if name else None for name in (of, by))
    rows: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in cast.claims:
        for agent, patient in _given(cast, claim):
            if wanted_of in (None, patient) and wanted_by in (None, agent):
                thing, place = (_words(cast, claim, role) for role in ("object", "place"))
                time = claim.time.value or claim.time.span.text if claim.time else None
                rows[claim.type, agent, patient, thing, time, place, claim.polarity, claim.certainty, claim.realis].append(claim)
    made = [_row(cast, key, claims, origins) for key, claims in rows.items()]
    return tuple(sorted(made, key=lambda row: (row.time is None, row.time or "", row.agent, row.patient, row.type)))


def find_sponsors(cast: Cast, of: str) -> tuple[Chain, ...]:
    """Chains from `of` up to whoever is said to support or direct it, through whomever: the nearest first."""
    return tuple(Ties(cast, COMMAND | SUPPORT).chains(cast.get(of)))


def _given(cast: Cast, claim: Claim) -> Iterable[tuple[str, str]]:
    if claim.type in SUPPORT:
        for agent in cast.role(claim, "agent"):
            for patient in cast.role(claim, "patient"):
                yield agent, patient


def _words(cast: Cast, claim: Claim, role: str) -> str | None:
    names: Sequence[str] = cast.role(claim, role)
    return ", ".join(names) or None


def _row(cast: Cast, key: tuple[Any, ...], claims: list[Claim], origins: Origins | None) -> Support:
    type, agent, patient, thing, time, place, polarity, certainty, realis = key
    return Support(
        kind=KINDS[type],
        type=type,
        agent=agent,
        patient=patient,
        object=thing,
        time=time,
        place=place,
        polarity=polarity,
        certainty=certainty,
        realis=realis,
        chains=tuple(dict.fromkeys(map(cast.speakers, claims))),
        origins=origins(claims) if origins else None,
        claims=tuple(claim.id for claim in claims),
    )
