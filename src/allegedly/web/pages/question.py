"""A question about claims, asked by the query of an address: the same words and filters on every view that shows some of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from allegedly.case import Case
from allegedly.store.query import Claims
from allegedly.web.ask import Ask

PER_PAGE = 50
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


def filters(ask: Ask) -> dict[str, Any]:
    """What the query of an address asks of claims, as `Case.claims` takes it."""
    return {
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


def asked_claims(case: Case, ask: Ask, *, limit: int | None = None, order: Any = None) -> Claims:
    """The claims that the query of an address asks for."""
    return case.claims(**filters(ask), limit=limit, order=order or ask.one("order") or "text")  # type: ignore[arg-type]


def one_page(items: Any, ask: Ask, total: int, per_page: int = PER_PAGE) -> tuple[list[Any], Shown]:
    """The page of `items` that is asked for. A number past the last page shows the last one."""
    shown = Shown(1, per_page, total)
    page = min(ask.number("page", 1), shown.pages)
    return list(islice(items, (page - 1) * per_page, page * per_page)), Shown(page, per_page, total)
