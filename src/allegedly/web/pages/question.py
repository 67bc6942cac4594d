"""A question about claims, asked by the query of an address: the same words and filters on every view that shows some of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from allegedly.base.errors import NotFound
from allegedly.case import Case, Stage
from allegedly.store.query import Claims, EntityRow
from allegedly.store.relations import Relation
from allegedly.web.ask import Ask

PER_PAGE = 50
NAMES = ("about", "beside", "source", "left", "right", "under")  # what is asked by a name means all names of an entity
WEIGHED = ("rests_only_on", "single_origin", "contested", "unnamed_only")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """Number `page` of the pages that `total` things fill, `per_page` on each."""

    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """The first thing shown, counted from 1."""
        return min(self.total, (self.page - 1) * self.per_page + 1)

    @property
    def last(self) -> int:
        """The last thing shown."""
        return min(self.total, self.page * self.per_page)


def stages_of(ask: Ask) -> set[Stage]:
    """What must have been worked out before the question of an address can be answered."""
    stages: set[Stage] = set()
    if any(ask.one(name) is not None for name in NAMES):
        stages.add("names")
    if ask.one("under") is not None or ask.one("origins") not in (None, "1"):
        stages.add("weighings")
    if any(ask.one(name) is not None for name in WEIGHED):
        stages.add("weighed")
    return stages


def filters(case: Case, ask: Ask) -> dict[str, Any]:
    """What the query of an address asks of claims, as `Case.claims` takes it."""
    return {
        "relation": _relation(case, ask),
        "about": ask.one("about"),
        "beside": ask.one("beside"),
        "type": ask.many("type") or None,
        "family": ask.many("family") or None,
        "source": ask.one("source"),
        "unnamed": ask.one("unnamed") is not None,
        "since": ask.one("since"),
        "until": ask.one("until"),
        "polarity": ask.one("polarity"),
        "certainty": ask.one("certainty"),
        "text": ask.one("q"),
        "rests_only_on": ask.one("rests_only_on"),
        "single_origin": ask.one("single_origin") is not None,
        "contested": ask.one("contested") is not None,
        "unnamed_only": ask.one("unnamed_only") is not None,
    }


def _relation(case: Case, ask: Ask) -> Relation | None:
    """The relation whose ends (ids) are `left` and `right`, that is left to somebody else by a hypothesis if `instead_of` names whom."""
    ends = ask.one("left"), ask.one("right")
    if not all(ends):
        return None
    left = case.get(ask.one("left") or "")
    about = ask.one("instead_of") or left.name if isinstance(left, EntityRow) else None
    for each in case.relations(about=about, under=ask.one("under")):
        if (each.left.id, each.right.id, each.instead_of) == (*ends, ask.one("instead_of")):
            return each
    raise NotFound(
        "nobody in this case is said to have done this to whom the address names; go back to the network and follow a line of it"
    )


def one_page(items: Any, ask: Ask, total: int, per_page: int = PER_PAGE) -> tuple[list[Any], Shown]:
    """The page of `items` that is asked for. A number past the last page shows the last one."""
    shown = Shown(1, per_page, total)
    page = min(ask.number("page", 1), shown.pages)
    first, last = (page - 1) * per_page, page * per_page
    found = items.between(first, last) if isinstance(items, Claims) else list(islice(items, first, last))
    return found, Shown(page, per_page, total)
