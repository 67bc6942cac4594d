"""Names and the hands behind them: what is said beside what is denied."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.hypotheses.fronts import Front
from allegedly.store.query import EntityRow
from allegedly.web.ask import Ask
from allegedly.web.pages.question import Shown, one_page

PER_PAGE = 20
SHOWN = 5  # claims of each kind; the pages of the two actors have all


@dataclass(frozen=True, slots=True)
class FrontShown:
    """A front with the claims that say so, that deny it, that the apparent actor acted for itself, and its own claims to the acts."""

    front: Front
    apparent: EntityRow | None
    alleged: EntityRow | None
    affirmed: tuple[Claim, ...]
    denied: tuple[Claim, ...]
    face_value: tuple[Claim, ...]
    owned: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Fronts:
    """One page of those said to act under another's name or on another's behalf, those with most independent origins first."""

    fronts: tuple[FrontShown, ...]
    shown: Shown


def fronts(case: Case, ask: Ask) -> Fronts:
    """The fronts of `case`, or those that somebody is part of."""
    found = list(case.fronts(about=ask.one("about")))
    some, shown = one_page(found, ask, len(found), PER_PAGE)
    entities = case.entities_named({name for front in some for name in (front.apparent, front.alleged)})
    return Fronts(tuple(_shown(case, front, entities) for front in some), shown)


def _shown(case: Case, front: Front, entities: dict[str, EntityRow]) -> FrontShown:
    def claims(ids: tuple[str, ...]) -> tuple[Claim, ...]:
        return tuple(claim for id in ids[:SHOWN] if isinstance(claim := case.get(id), Claim))

    return FrontShown(
        front=front,
        apparent=entities.get(front.apparent),
        alleged=entities.get(front.alleged),
        affirmed=claims(front.affirmed),
        denied=claims((*front.denied, *front.disowned)),
        face_value=claims(front.face_value),
        owned=claims(front.owned),
    )
