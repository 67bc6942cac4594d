"""Who says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.store.query import SourceRow
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
class SourcePage:
    """A source: what it is said to have said, by whom it is passed on and whom it passes on, and which types it speaks of."""

    row: SourceRow
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
        home=row.document,
        passed_on_by=tuple(each for each in relays if each.inner == row.id),
        passes_on=tuple(each for each in relays if each.outer == row.id),
        types=tuple(Counter(claim.type for claim in said).most_common(8)),
        claims=tuple(found),
        shown=shown,
    )
