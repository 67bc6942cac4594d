"""The network: the best-supported relations under a question, and how many are left out."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.case import Case
from allegedly.store.relations import Relation
from allegedly.web.ask import Ask

MOST = 300  # relations drawn; more of them are a hairball that answers nothing
DRAWN = 120  # unless more are asked for


@dataclass(frozen=True, slots=True)
class Network:
    """The relations in most documents, and how many more there are that the drawing leaves out."""

    relations: tuple[Relation, ...]
    hidden: int
    limit: int
    least: int


def network(case: Case, ask: Ask) -> Network:
    """The relations of the claims that the address asks for, each in at least `least` documents."""
    limit, least = min(ask.number("limit", DRAWN), MOST), ask.number("least", 1)
    found = case.relations(
        about=ask.one("about"),
        family=ask.many("family") or None,
        type=ask.many("type") or None,
        since=ask.one("since"),
        until=ask.one("until"),
    )
    enough = [each for each in found if each.documents >= least]
    return Network(tuple(enough[:limit]), len(found) - min(len(enough), limit), limit, least)
