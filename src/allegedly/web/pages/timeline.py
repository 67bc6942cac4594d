"""The timeline: when it is said to have happened, against when it was reported, a lane for each actor."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.base.moment import parse_interval
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.wording import attribution_of, clause_of
from allegedly.web.ask import Ask
from allegedly.web.pages.question import filters

MOST = 400  # claims drawn
LANES = 12
OTHERS = "others"
EVER = "0001"  # since when anything can have happened


@dataclass(frozen=True, slots=True)
class Moment:
    """One claim on the timeline: the days that its event may have had (ISO; None is an open end) and the day it was reported."""

    claim: str
    first: str | None
    last: str | None
    reported: str | None
    said: str
    by: str
    family: str
    denied: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The moments of the claims that one actor is the agent of, in the order of time. `id` is None for all that have no lane."""

    id: str | None
    name: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes of the actors that most dated claims are about; how many claims have no resolved time, and how many are left out."""

    lanes: tuple[Lane, ...]
    drawn: int
    undated: int
    hidden: int


def timeline(case: Case, ask: Ask) -> Timeline:
    """The dated claims that the address asks for, the surest first as long as there is room."""
    asked = filters(case, ask)
    # Whoever asks for days gets dated claims alone; for all of them it is asked for any day.
    dated = asked if asked["since"] or asked["until"] else asked | {"since": EVER}
    total, with_date = case.claims(**asked).count(), case.claims(**dated).count()
    surest = list(case.claims(**dated, order="score", limit=MOST))
    shown = sorted(surest, key=lambda claim: claim.time and claim.time.value or "")
    published = {row.id: row.published for row in case.documents(ids={claim.document_id for claim in shown})}
    names = {m.entity for claim in shown for m in claim.arguments.get("agent", ())}
    entities = case.entities_named(names)
    by_actor: dict[str | None, list[Moment]] = {}
    titles: dict[str | None, str] = {None: OTHERS}
    for claim in shown:
        agent = next(
            (entities[m.entity] for m in claim.arguments.get("agent", ()) if m.entity in entities and entities[m.entity].named), None
        )
        titles[agent.id if agent else None] = agent.name if agent else OTHERS
        by_actor.setdefault(agent.id if agent else None, []).append(_moment(claim, published.get(claim.document_id)))
    busiest = sorted((id for id in by_actor if id), key=lambda id: -len(by_actor[id]))[:LANES]
    rest = [moment for id, moments in by_actor.items() if id not in busiest for moment in moments]
    lanes = [Lane(id, titles[id], tuple(by_actor[id])) for id in busiest] + ([Lane(None, OTHERS, tuple(rest))] if rest else [])
    return Timeline(tuple(lanes), len(shown), total - with_date, with_date - len(shown))


def _moment(claim: Claim, reported: str | None) -> Moment:
    days = parse_interval(claim.time.value) if claim.time and claim.time.value else None
    published = parse_interval(reported) if reported else None
    return Moment(
        claim=claim.id,
        first=days.first.isoformat() if days and days.first else None,
        last=days.last.isoformat() if days and days.last else None,
        reported=published.first.isoformat() if published and published.first else None,
        said=clause_of(claim),
        by=attribution_of(claim),
        family=claim.family,
        denied=claim.polarity == "denied",
    )
