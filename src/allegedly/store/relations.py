"""Who is said to do something to whom, and who relays whom, counted in the database: a case of any size has a network in one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select

from allegedly.store.linking import Links
from allegedly.store.query import EntityRow, Question, keys_for
from allegedly.store.schema import arguments, claims, documents, entities, hops, readings, sources

if TYPE_CHECKING:  # numpy, which only weighing needs
    from allegedly.evidence.weighings import Weighings
    from allegedly.hypotheses.recasting import Act

# The other end of a relation, and what to call it: a type of claim is the relation, except where a role says more.
ENDS = {"patient": None, "principal": "acts for", "guise": "in the name of"}


@dataclass(frozen=True, slots=True)
class Relation:
    """`left` is said to do what `names` say (types of claim, or a role, the most frequent first) to `right`, in so many claims and documents.

    `claim_ids` are these claims. `origins` is how many independent ones stand behind them, at least and at most; None when nobody asked.
    `instead_of` is whom the claims name as doing it, where `left` did it under a hypothesis; None at face value.
    """

    left: EntityRow
    right: EntityRow
    names: tuple[str, ...]
    claims: int
    documents: int
    claim_ids: tuple[str, ...]
    origins: tuple[int, int] | None = None
    instead_of: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields by name; the ends by id and name."""
        ends = {side: {"id": row.id, "name": row.name, "kind": row.kind} for side, row in (("left", self.left), ("right", self.right))}
        fields = ("names", "claims", "documents", "claim_ids", "origins", "instead_of")
        return ends | {name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in fields}


@dataclass(frozen=True, slots=True)
class Relay:
    """`outer` passes on what `inner` says, in so many claims. Both are ids of sources; `named` is whether the text names `inner`."""

    outer: str
    outer_name: str
    inner: str
    inner_name: str
    named: bool
    claims: int

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def find_relations(connection: Connection, links: Links, question: Question, acts: Iterable[Act] = ()) -> list[Relation]:
    """The relations that the claims answering `question` state, those in most documents first. A relation to oneself is none.

    `acts` change hands: their claims state relations of the controller, apart from those it has at face value.
    """
    asked = keys_for(question).with_only_columns(claims.c.key, claims.c.id, claims.c.type, claims.c.document).order_by(None).subquery()
    agent, other = arguments.alias("agent"), arguments.alias("other")
    left, right = entities.alias("left_end"), entities.alias("right_end")
    statement = (
        select(left.c.id, right.c.id, other.c.role, asked.c.type, asked.c.id, asked.c.document)
        .join(agent, (agent.c.claim == asked.c.key) & (agent.c.role == "agent"))
        .join(other, (other.c.claim == asked.c.key) & (other.c.role.in_(list(ENDS))))
        .join(left, left.c.key == agent.c.entity)
        .join(right, right.c.key == other.c.entity)
    )
    moved = list(acts)
    called = {row.name: row for row in reversed(links.entities)} if moved else {}  # of several of one name the one with most claims
    hands = {act.claim: (act.apparent, called[act.controller]) for act in moved if act.controller in called}
    return _merged(connection.execute(statement).all(), links, hands)


def _merged(rows: Iterable[Any], links: Links, hands: Mapping[str, tuple[str, EntityRow]]) -> list[Relation]:
    ends: dict[tuple[str, str, str | None], tuple[EntityRow, EntityRow]] = {}
    said: dict[tuple[str, str, str | None], set[tuple[str, str, int]]] = {}
    for left_id, right_id, role, type, claim, document in rows:
        left, right = links.of(left_id), links.of(right_id)
        if left is None or right is None:
            continue
        apparent, controller = hands.get(claim, (None, left))
        moved = apparent if apparent == left.name else None
        if moved is not None:
            left = controller
        if left.id == right.id:
            continue
        key = (left.id, right.id, moved)
        ends[key] = left, right
        said.setdefault(key, set()).add((ENDS[role] or type, claim, document))
    relations = []
    for key, (left, right) in ends.items():
        names = Counter(name for name, _, _ in said[key])
        ranked = sorted(names, key=lambda name: (-names[name], name))
        ids = sorted({claim for _, claim, _ in said[key]})
        documents = len({document for *_, document in said[key]})
        relations.append(Relation(left, right, tuple(ranked), len(ids), documents, tuple(ids), instead_of=key[2]))
    return sorted(relations, key=lambda each: (-each.documents, -each.claims, each.left.name, each.right.name))


def with_origins(found: Iterable[Relation], least: int, weighings: Weighings) -> list[Relation]:
    """The relations behind which there may be so many independent origins, each with how many."""
    from allegedly.hypotheses.voices import traced_origins

    background = weighings.background
    origins = traced_origins(background, weighings.assessed.assumptions)
    kept = []
    for each in found:
        if each.claims < least:  # a claim has one innermost source, and so one origin at most
            continue
        counted = origins([background.claims[id] for id in each.claim_ids if id in background.claims])
        if counted and counted[1] >= least:
            kept.append(replace(each, origins=counted))
    return kept


def relay_rows() -> Select[Any]:
    """Each pair of sources of which one passes on what the other says, the most frequent first."""
    outer, inner = hops.alias("outer_hop"), hops.alias("inner_hop")
    by, of = sources.alias("outer_source"), sources.alias("inner_source")
    number = func.count(claims.c.key.distinct()).label("claims")
    return (
        select(
            by.c.id.label("outer"),
            by.c.name.label("outer_name"),
            of.c.id.label("inner"),
            of.c.name.label("inner_name"),
            of.c.named,
            number,
        )
        .select_from(outer)
        .join(inner, (inner.c.claim == outer.c.claim) & (inner.c.position == outer.c.position + 1))
        .join(by, by.c.key == outer.c.source)
        .join(of, of.c.key == inner.c.source)
        .join(claims, claims.c.key == outer.c.claim)
        .join(readings, (readings.c.key == claims.c.reading) & (readings.c.current == 1))
        .join(documents, (documents.c.key == claims.c.document) & (documents.c.current == 1))
        .group_by(by.c.key, of.c.key)
        .order_by(number.desc(), by.c.name, of.c.name)
    )


def to_relay(row: Any) -> Relay:
    """A row of `relay_rows` as `Relay`."""
    return Relay(**(dict(row) | {"named": bool(row["named"])}))
