"""What claims say alike: one proposition with those who say it and those who deny it, and what is in dispute about it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from allegedly.base.errors import BadOption
from allegedly.base.scales import CREDIBILITY
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.entities.propositions import Conflict
from allegedly.evidence.ledger import Ledger
from allegedly.evidence.weighing import Weighing
from allegedly.store.grouping import HappeningRow, PropositionRow
from allegedly.store.query import DocumentRow, EntityRow
from allegedly.web.ask import Ask
from allegedly.web.pages.copies import HeldLink, links_held
from allegedly.web.pages.question import Shown, one_page

PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class Propositions:
    """One page of the propositions that most documents say, those in dispute alone when `disputed` is asked for."""

    rows: tuple[PropositionRow, ...]
    shown: Shown
    disputed: frozenset[str]
    several: int


def in_dispute(case: Case) -> frozenset[str]:
    """The propositions (ids) that another one denies, or of whose occurrence different things are said."""
    conflicts = {id for row in case.happenings(disputed=True) for id in row.propositions}
    return frozenset(row.id for row in case.propositions() if row.opposed or row.id in conflicts)


def propositions(case: Case, ask: Ask) -> Propositions:
    """The propositions of `case` about somebody, of a type, in dispute, or of several documents."""
    disputed = in_dispute(case)
    found = list(case.propositions(about=ask.one("about"), type=ask.many("type") or None))
    several = sum(len(row.documents) > 1 for row in found)
    if ask.one("disputed"):
        found = [row for row in found if row.id in disputed]
    rows, shown = one_page(found, ask, len(found), PER_PAGE)
    return Propositions(tuple(rows), shown, disputed & {row.id for row in rows}, several)


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody said it at some time: a document in hand, or whom it cites. `failure` marks a source that all support passes through.

    `off` is whether the page works everything out without this source, `switch` the address at which it is the other way.
    """

    id: str
    name: str
    when: str | None
    document: str | None
    claim: str | None
    named: bool
    own: bool
    denies: bool
    failure: bool
    off: bool
    switch: str


@dataclass(frozen=True, slots=True)
class Edge:
    """`later` has it from `earlier`, by its own words; or, with a probability, may have copied it, for `reason`."""

    earlier: str
    later: str
    probability: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Who had it from whom."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """A proposition and the claims that say it, the earliest reported first."""

    row: PropositionRow
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class PropositionPage:
    """A proposition: its claims, what denies it (or what it denies), the happening it belongs to with its disputes, and its entities.

    `documents` are those of its claims by id. `ledger` is everything that went into its weighing, without the sources that `without` names;
    `whole` the weighing with them. `graph` is who had it from whom, to be drawn. `held_links` are what is held of the links between those who speak.
    """

    row: PropositionRow
    claims: tuple[Claim, ...]
    opposed: tuple[Side, ...]
    happening: HappeningRow
    others: tuple[PropositionRow, ...]
    conflicts: tuple[Conflict, ...]
    entities: tuple[tuple[str, tuple[EntityRow, ...]], ...]
    documents: dict[str, DocumentRow]
    says: dict[str, str]
    ledger: Ledger
    whole: Weighing
    without: tuple[str, ...]
    graph: Graph
    switches: dict[str, str]
    held_links: tuple[HeldLink, ...]
    scale: dict[str, str]


def proposition(case: Case, ask: Ask) -> PropositionPage:
    """The proposition `id`."""
    row = case.get(ask.path["id"])
    if not isinstance(row, PropositionRow):
        raise BadOption(f"{ask.path['id']} is no proposition; follow a link of the list of propositions")
    known = {each.id: each for each in case.propositions()}
    happening = case.get(row.happening)
    assert isinstance(happening, HappeningRow)
    opposed = tuple(Side(known[id], tuple(case.claims_of(known[id]))) for id in row.opposed)
    claims = tuple(case.claims_of(row))
    entities = {each.id: each for each in case.entities()}
    wanted = {claim.document_id for claim in (*claims, *(claim for side in opposed for claim in side.claims))}
    without = ask.many("without")
    ledger = case.weighing(row.id, without=without)
    says = {claim: each.wording for each in known.values() if each.happening == row.happening for claim in each.claims}
    return PropositionPage(
        row=row,
        claims=tuple(sorted(claims, key=lambda claim: row.claims.index(claim.id))),
        opposed=opposed,
        happening=happening,
        others=tuple(known[id] for id in happening.propositions if id != row.id and id not in row.opposed),
        conflicts=happening.conflicts,
        entities=tuple(
            # Descriptions of several documents are entities of their own, called alike; one link is enough.
            (role, tuple({entities[id].name: entities[id] for id in reversed(ids) if id in entities}.values())[::-1])
            for role, ids in row.arguments.items()
        ),
        documents={each.id: each for each in case.documents() if each.id in wanted},
        says=says,
        ledger=ledger,
        whole=case.weighing(row.id).weighing if without else ledger.weighing,
        without=without,
        graph=_graph(ledger, f"/propositions/{row.id}", without),
        switches={each.agent: without_or_with(f"/propositions/{row.id}", without, each.agent) for each in ledger.provenance.attestations},
        held_links=links_held(
            case, {id: label.name for id, label in ledger.labels.items()}, (each.agent for each in ledger.provenance.attestations)
        ),
        scale={str(number): words for number, words in CREDIBILITY.items()},
    )


def without_or_with(page: str, without: tuple[str, ...], agent: str) -> str:
    """The address of the page with this source left out, or put back when it is left out already."""
    left = [each for each in without if each != agent] + ([] if agent in without else [agent])
    return f"{page}?{urlencode([('without', each) for each in left])}" if left else page


def _graph(ledger: Ledger, page: str, without: tuple[str, ...]) -> Graph:
    failures = {failure.agent for failure in ledger.weighing.independence.failures}
    nodes = tuple(
        Node(
            id=each.id,
            name=ledger.labels[each.document].outlet if each.document and each.document in ledger.labels else each.agent,
            when=each.when,
            document=each.document,
            claim=each.claims[0] if each.claims else None,
            named=each.named,
            own=each.own_access,
            denies=each.stance < 0,
            failure=each.agent in failures,
            off=each.agent in without,
            switch=without_or_with(page, without, each.agent),
        )
        for each in ledger.provenance.attestations
    )
    passed = [Edge(parent, each.id) for each in ledger.provenance.attestations for parent in each.parents]
    copies = [
        Edge(each.link.earlier, each.link.later, each.link.delta.mid, "; ".join(sign.reason for sign in each.link.signs))
        for each in ledger.merges
    ]
    return Graph(nodes, (*passed, *copies))
