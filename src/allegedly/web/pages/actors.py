"""Who and what the claims are about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from allegedly.base.errors import BadOption, NotFound
from allegedly.base.kinds import claim_types
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.entities.candidates import Candidate
from allegedly.entities.judgement import Judgement
from allegedly.hypotheses.dossier import Dossier, Line
from allegedly.store.query import EntityRow
from allegedly.store.relations import Relation
from allegedly.web.ask import Ask
from allegedly.web.pages.history import last_judgement
from allegedly.web.pages.question import Shown, one_page

CANDIDATES = 8
PER_PAGE = 100
RELATIONS = 12


@dataclass(frozen=True, slots=True)
class Actors:
    """One page of the entities asked for by name and kind, how many of each kind there are, and pairs that may be one."""

    rows: tuple[EntityRow, ...]
    shown: Shown
    kinds: tuple[tuple[str, int], ...]
    candidates: tuple[Candidate, ...]
    last_judgement: Judgement | None


def actors(case: Case, ask: Ask) -> Actors:
    """The entities of `case`, those of unnamed groups and things only when they are asked for."""
    entities = list(case.entities())
    kinds = Counter(row.kind for row in entities if row.named)
    words, kind = (ask.one("q") or "").casefold(), ask.one("kind")
    found = [
        row
        for row in entities
        if (row.named or kind == "unnamed")
        and (kind in (None, "unnamed") or row.kind == kind)
        and (kind != "unnamed" or not row.named)
        and any(words in name.casefold() for name in (row.name, *row.aliases))
    ]
    rows, shown = one_page(found, ask, len(found), PER_PAGE)
    return Actors(tuple(rows), shown, tuple(kinds.most_common()), tuple(islice(case.candidates(), CANDIDATES)), last_judgement(case))


@dataclass(frozen=True, slots=True)
class Actor:
    """An entity: its names with the reasons for them, what is said of it by family, its relations, and the claims on one page."""

    row: EntityRow
    families: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, int], ...]
    relations: tuple[Relation, ...]
    claims: tuple[Claim, ...]
    shown: Shown


def actor(case: Case, ask: Ask) -> Actor:
    """The entity `id`, the claims about it in the order of time."""
    row = _entity(case, ask)
    about = list(case.claims_of(row))
    families = Counter(claim_types()[claim.type].family for claim in about)
    names = {row.name, *row.aliases}
    roles = Counter(role for claim in about for role, mentions in claim.arguments.items() if any(m.entity in names for m in mentions))
    about.sort(key=lambda claim: (claim.time is None or claim.time.value is None, (claim.time and claim.time.value) or ""))
    found, shown = one_page(about, ask, len(about))
    relations = [each for each in case.relations(about=row.name) if row.id in (each.left.id, each.right.id)]
    return Actor(row, tuple(families.most_common()), tuple(roles.most_common()), tuple(relations[:RELATIONS]), tuple(found), shown)


@dataclass(frozen=True, slots=True)
class DossierPage:
    """What is said of an actor by sort: posts over time, acts, acts in its name, supporters. `actors` are supporters and supported."""

    row: EntityRow
    dossier: Dossier | None
    sections: tuple[tuple[str, str, tuple[Line, ...]], ...]
    actors: dict[str, EntityRow]


def dossier(case: Case, ask: Ask) -> DossierPage:
    """The dossier of the entity `id`; none of a place or a thing that nothing is said to have been done by or to."""
    row = _entity(case, ask)
    try:
        found = case.actor(row.id)
    except NotFound:
        return DossierPage(row, None, (), {})
    others = {name for each in (*found.supporters, *found.supported) for name in (each.agent, each.patient)}
    sections = (
        ("posts", "Posts, memberships and masters", found.posts),
        ("acts", "What it is said to have done", found.acts),
        ("suffered", "What is said to have been done to it", found.suffered),
    )
    return DossierPage(row, found, tuple(each for each in sections if each[2]), case.entities_named(others))


def _entity(case: Case, ask: Ask) -> EntityRow:
    row = case.get(ask.path["id"])
    if not isinstance(row, EntityRow):
        raise BadOption(f"{ask.path['id']} is no actor, place or thing; follow a link of the list of actors")
    return row
