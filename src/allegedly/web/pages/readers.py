"""Several readers side by side: how far they agree, how they fare by what people decided, and the queue of what is in dispute."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.case import Case
from allegedly.claims.agreement import Dispute, ReaderAgreement, Score
from allegedly.store.status import ReaderUse
from allegedly.web.ask import Ask
from allegedly.web.pages.question import Shown, one_page

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of the case, each two of them compared, their scores, and one page of what nobody has decided."""

    uses: tuple[ReaderUse, ...]
    agreements: tuple[ReaderAgreement, ...]
    scores: tuple[Score, ...]
    rows: tuple[Dispute, ...]
    shown: Shown


def readers(case: Case, ask: Ask) -> Readers:
    """The readers of `case`."""
    disputed = list(case.disputed())
    rows, shown = one_page(disputed, ask, len(disputed), PER_PAGE)
    return Readers(case.status(named=False).readers, tuple(case.agreements()), tuple(case.scores()), tuple(rows), shown)
