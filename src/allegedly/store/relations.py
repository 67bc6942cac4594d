"""Who is said to do something to whom, and who relays whom, counted in the database: a case of any size has a network in one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from allegedly.store.linking import Links
from allegedly.store.query import EntityRow, Question, keys_for
from allegedly.store.schema import arguments, claims, documents, entities, hops, readings, sources

# The other end of a relation, and what to call it: a type of claim is the relation, except where a role says more.
ENDS = {"patient": None, "principal": "acts for", "guise": "in the name of"}


@dataclass(frozen=True, slots=True)
class Relation:
    """`left` is said to do what `names` say (types of claim, or a role, the most frequent first) to `right`, in so many claims and documents."""

    left: EntityRow
    right: EntityRow
    names: tuple[str, ...]
    claims: int
    documents: int

    def to_dict(self) -> dict[str, Any]:
        """The fields by name; the ends by id and name."""
        ends = {side: {"id": row.id, "name": row.name, "kind": row.kind} for side, row in (("left", self.left), ("right", self.right))}
        return ends | {"names": list(self.names), "claims": self.claims, "documents": self.documents}


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


def find_relations(connection: Connection, links: Links, question: Question) -> list[Relation]:
    """The relations that the claims answering `question` state, those in most documents first. A relation to oneself is none."""
    asked = keys_for(question).order_by(None).subquery()
    agent, other = arguments.alias("agent"), arguments.alias("other")
    left, right = entities.alias("left_end"), entities.alias("right_end")
    statement = (
        select(left.c.id.label("left"), right.c.id.label("right"), other.c.role, claims.c.type, claims.c.key, claims.c.document)
        .join(asked, asked.c.key == claims.c.key)
        .join(agent, (agent.c.claim == claims.c.key) & (agent.c.role == "agent"))
        .join(other, (other.c.claim == claims.c.key) & (other.c.role.in_(list(ENDS))))
        .join(left, left.c.key == agent.c.entity)
        .join(right, right.c.key == other.c.entity)
    )
    return _merged(connection.execute(statement), links)


def _merged(rows: Iterable[Any], links: Links) -> list[Relation]:
    found: dict[tuple[str, str], tuple[EntityRow, EntityRow, dict[str, set[int]], set[int]]] = {}
    for row in rows:
        left, right = links.of(row.left), links.of(row.right)
        if left is None or right is None or left.id == right.id:
            continue
        _, _, names, in_documents = found.setdefault((left.id, right.id), (left, right, {}, set()))
        names.setdefault(ENDS[row.role] or row.type, set()).add(row.key)
        in_documents.add(row.document)
    relations = (
        Relation(
            left, right, tuple(sorted(names, key=lambda name: (-len(names[name]), name))), len(set().union(*names.values())), len(seen)
        )
        for left, right, names, seen in found.values()
    )
    return sorted(relations, key=lambda each: (-each.documents, -each.claims, each.left.name, each.right.name))


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
