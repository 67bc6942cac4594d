"""The map: where claims are set, each place as large as the words are vague."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from allegedly.case import Case
from allegedly.entities.gazetteer import Precision
from allegedly.store.placing import PlaceRow
from allegedly.web.ask import Ask
from allegedly.web.pages.claims import FILTERS
from allegedly.web.pages.question import filters

# Kilometres from the middle to where the place may end: of the order of what is called so, not of any one of them.
REACH: dict[Precision, int] = {"point": 3, "city": 12, "district": 40, "province": 120, "country": 350, "region": 800}
NAMES = 4
RUNNERS_UP = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer: how far it may reach in kilometres, the claims set there, what the documents call it, and what else they may mean."""

    id: str
    label: str
    precision: Precision
    latitude: float
    longitude: float
    reach: int
    claims: tuple[str, ...]
    documents: int
    names: tuple[str, ...]
    reason: str
    runners_up: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The places of the claims that the address asks for, the vaguest first, as they lie under the others; and names that no gazetteer has."""

    spots: tuple[Spot, ...]
    unknown: tuple[tuple[str, int], ...]


def places(case: Case, ask: Ask) -> Map:
    """The places of `case`, or of the claims that the address asks for."""
    wanted = {claim.id for claim in case.claims(**filters(case, ask))} if any(ask.many(name) for name in FILTERS) else None
    named: dict[str, list[tuple[PlaceRow, tuple[str, ...]]]] = {}
    unknown: Counter[str] = Counter()
    for row in case.places():
        claims = row.claims if wanted is None else tuple(id for id in row.claims if id in wanted)
        if not claims:
            continue
        if row.place is None:
            unknown[row.text] += len(claims)
        else:
            named.setdefault(row.place, []).append((row, claims))
    spots = (_spot(id, rows) for id, rows in named.items())
    return Map(tuple(sorted(spots, key=lambda spot: (-spot.reach, -len(spot.claims), spot.label))), tuple(unknown.most_common(40)))


def _spot(id: str, rows: list[tuple[PlaceRow, tuple[str, ...]]]) -> Spot:
    first = rows[0][0]
    precision = first.precision or "point"
    return Spot(
        id=id,
        label=first.label or first.text,
        precision=precision,
        latitude=first.latitude or 0.0,
        longitude=first.longitude or 0.0,
        reach=REACH[precision],
        claims=tuple(dict.fromkeys(claim for _, claims in rows for claim in claims)),
        documents=len({row.document for row, _ in rows}),
        names=tuple(name for name, _ in Counter(row.text for row, _ in rows).most_common(NAMES)),
        reason=first.reason,
        runners_up=tuple(each.label for each in first.runners_up[:RUNNERS_UP]),
    )
