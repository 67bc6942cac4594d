"""The network: the best-supported relations under a question, at face value or under a hypothesis, and how many are left out."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.case import Case
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.recasting import RECAST
from allegedly.store.relations import Relation
from allegedly.web.ask import Ask

MOST = 300  # relations drawn; more of them are a hairball that answers nothing
DRAWN = 120  # unless more are asked for
KEPT = ("about", "family", "type", "since", "until", "under")  # filters of the network that hold for the claims behind a relation


@dataclass(frozen=True, slots=True)
class Network:
    """The relations in most documents, each with the address of its claims, and how many more there are that the drawing leaves out.

    `hypotheses` are those under which acts would be another's; `supposed` is the one that is taken for so. `origins` is whether they were counted.
    """

    relations: tuple[tuple[Relation, str], ...]
    hidden: int
    limit: int
    least: int
    least_origins: int
    hypotheses: tuple[Hypothesis, ...]
    supposed: Hypothesis | None
    changed: int


def network(case: Case, ask: Ask) -> Network:
    """The relations of the claims that the address asks for, each in at least `least` documents and of at least `origins` origins."""
    limit, least, origins = min(ask.number("limit", DRAWN), MOST), ask.number("least", 1), ask.number("origins", 1)
    asked = {
        "about": ask.one("about"),
        "family": ask.many("family") or None,
        "type": ask.many("type") or None,
        "since": ask.one("since"),
        "until": ask.one("until"),
        "under": ask.one("under"),
    }
    found = case.relations(**asked)  # type: ignore[arg-type]
    counted = case.relations(**asked, min_origins=origins) if origins > 1 else found  # type: ignore[arg-type]
    enough = [each for each in counted if each.documents >= least]
    held = tuple(each for each in case.hypotheses() if each.template in RECAST)
    return Network(
        relations=tuple((each, _claims_of(each, ask)) for each in enough[:limit]),
        hidden=len(found) - min(len(enough), limit),
        limit=limit,
        least=least,
        least_origins=origins,
        hypotheses=held,
        supposed=next((each for each in held if each.id == asked["under"]), None),
        changed=sum(each.instead_of is not None for each in enough[:limit]),
    )


def _claims_of(relation: Relation, ask: Ask) -> str:
    """The address of exactly the claims of a relation, as the filters of the network leave them."""
    kept = {name: None for name in ask.query if name not in KEPT}
    ends = {"left": relation.left.id, "right": relation.right.id, "instead_of": relation.instead_of}
    return ask.address("/claims", **kept | ends)
