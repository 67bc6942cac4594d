"""Who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, NotFound
from allegedly.base.scales import RELIABILITY
from allegedly.base.source import name_in
from allegedly.case import Case, Stage
from allegedly.claims.claim import Claim
from allegedly.evidence.assessment import Assessment, standing_assessments
from allegedly.evidence.standings import SourceStanding
from allegedly.evidence.tracing import agent_key
from allegedly.evidence.weighings import Loss
from allegedly.store.query import EntityRow, SourceRow
from allegedly.store.relations import Relay
from allegedly.web.ask import Ask
from allegedly.web.pages.question import Shown, one_page

PER_PAGE = 100
RELAYS = 30


@dataclass(frozen=True, slots=True)
class Sources:
    """One page of the sources, the most cited first, and who passes on most of whom."""

    rows: tuple[SourceRow, ...]
    shown: Shown
    named: int
    relays: tuple[Relay, ...]
    names: dict[str, str]


def sources(case: Case, ask: Ask) -> Sources:
    """The sources of `case` whose name holds the words of `q`; `kind` asks for named or unnamed ones."""
    words, kind = (ask.one("q") or "").casefold(), ask.one("kind")
    every = list(case.sources())
    found = [row for row in every if words in row.name.casefold() and (kind is None or row.named is (kind == "named"))]
    rows, shown = one_page(found, ask, len(found), PER_PAGE)
    names = {row.id: row.title or row.name for row in case.documents()}
    return Sources(tuple(rows), shown, sum(row.named for row in every), tuple(islice(case.relays(), RELAYS)), names)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A source looked at: the grade that somebody set, and every proposition it has to do with, as it would be without it."""

    standing: SourceStanding
    grade: Assessment | None
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """One page of outlets and those they cite, those on whom most rests first; or one of them. Grades that were set by name.

    `uncounted` names a source of the case that is not weighed by itself: as somebody else's words, or together with another description.
    """

    rows: tuple[SourceStanding, ...]
    shown: Shown
    chosen: Chosen | None
    uncounted: str | None
    grades: dict[str, Assessment]
    scale: dict[str, str]


def stages_of_standings(case: Case, ask: Ask) -> tuple[Stage, ...]:
    """All of them are kept with the case; what falls without one is asked of one proposition after another."""
    return ("weighed", "weighings") if ask.one("source") else ("weighed",)


def standings(case: Case, ask: Ask) -> Standings:
    """The standings of the sources of `case` whose name holds the words of `q`; of `source` alone when that is asked for."""
    every = case.standings()
    words, kind, name = (ask.one("q") or "").casefold(), ask.one("kind"), ask.one("source")
    found = [each for each in every if words in each.name.casefold() and (kind is None or each.named is (kind == "named"))]
    given = {agent_key(each.source): each for each in standing_assessments(case.assessments()) if each.kind == "grade" and each.source}
    chosen = _chosen(case, every, given, name) if name else None
    rows, shown = one_page(chosen.losses if chosen else found, ask, len(chosen.losses if chosen else found), PER_PAGE)
    return Standings(
        rows=() if name else tuple(rows),
        shown=shown,
        chosen=replace(chosen, losses=tuple(rows)) if chosen else None,
        uncounted=name if not chosen else None,
        grades={each.name: given[key] for each in every if (key := agent_key(each.name)) in given},
        scale={str(grade): meaning for grade, meaning in RELIABILITY.items()},
    )


def _chosen(case: Case, every: tuple[SourceStanding, ...], given: dict[str, Assessment], name: str) -> Chosen | None:
    found = next((each for each in every if agent_key(each.name) == agent_key(name)), None)
    if found is None:
        entities = {row.id: row.name for row in case.entities()}
        names = {agent_key(each) for row in case.sources() for each in (row.name, entities.get(row.entity or "", row.name))}
        if not names & {agent_key(name), agent_key(name.rpartition(" (")[0])}:
            raise NotFound(f"there is no source {name!r} in this case; follow a link of the list of sources")
        return None
    return Chosen(found, given.get(agent_key(found.name)), case.losses(found.name))


def _name_of(case: Case, row: SourceRow, said: Sequence[Claim]) -> str:
    """A source as it is called in standings: a named one by the name of who it is, others by the outlet that leaves them unnamed."""
    if row.named:
        entity = case.get(row.entity) if row.entity else None
        return entity.name if isinstance(entity, EntityRow) else row.name
    for claim in said:
        chain = [hop.source for hop in claim.chain]
        names = [source.name for source in chain]
        if row.name in names:
            document = case.get(claim.document_id)
            home = (document.publisher or document.name) if isinstance(document, Document) else ""
            return name_in(chain[: names.index(row.name) + 1], home)
    return row.name


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source: what it is said to have said, by whom it is passed on and whom it passes on, and which types it speaks of."""

    row: SourceRow
    called: str
    home: str | None
    passed_on_by: tuple[Relay, ...]
    passes_on: tuple[Relay, ...]
    types: tuple[tuple[str, int], ...]
    claims: tuple[Claim, ...]
    shown: Shown


def source(case: Case, ask: Ask) -> SourcePage:
    """The source `id`."""
    row = case.get(ask.path["id"])
    if not isinstance(row, SourceRow):
        raise BadOption(f"{ask.path['id']} is no source; follow a link of the list of sources")
    said = list(case.claims_of(row))
    relays = list(case.relays())
    found, shown = one_page(said, ask, len(said))
    return SourcePage(
        row=row,
        called=_name_of(case, row, said),
        home=row.document,
        passed_on_by=tuple(each for each in relays if each.inner == row.id),
        passes_on=tuple(each for each in relays if each.outer == row.id),
        types=tuple(Counter(claim.type for claim in said).most_common(8)),
        claims=tuple(found),
        shown=shown,
    )
