"""The documents of a case."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.case import Case
from allegedly.store.query import DocumentRow
from allegedly.store.status import Refusal
from allegedly.web.ask import Ask
from allegedly.web.pages.question import Shown, one_page

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Documents:
    """One page of the documents whose title or text hold the words asked for, old versions among them; and what could not be read."""

    rows: tuple[DocumentRow, ...]
    shown: Shown
    refusals: tuple[Refusal, ...]


def documents(case: Case, ask: Ask) -> Documents:
    """The documents of `case` that hold the words of `q`."""
    found = case.documents(text=ask.one("q"))
    rows, shown = one_page(found, ask, found.count(), PER_PAGE)
    return Documents(tuple(rows), shown, case.refusals())
