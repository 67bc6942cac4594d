"""Who or what did or decided what, and what can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.case import Case
from allegedly.claims.correction import Correction
from allegedly.entities.judgement import Judgement
from allegedly.store.history import HistoryRow
from allegedly.web.ask import Ask
from allegedly.web.pages.question import Shown, one_page


@dataclass(frozen=True, slots=True)
class History:
    """One page of the history, the newest first; the corrections that stand, by number; and the judgement that can be taken back."""

    rows: tuple[HistoryRow, ...]
    shown: Shown
    corrections: dict[int, Correction]
    last_judgement: Judgement | None
    by_people: bool


MACHINE = ("captured", "described", "read", "refused", "created", "migrated")


def last_judgement(case: Case) -> Judgement | None:
    """The judgement on names that `Case.undo` would take back; None when something else is newer, or there is none."""
    judged, assessed = list(case.judgements()), list(case.assessments())
    if not judged or (assessed and assessed[-1].at >= judged[-1].at):
        return None
    return judged[-1]


def history(case: Case, ask: Ask) -> History:
    """The history of `case`; `people` leaves out what programs did."""
    by_people = ask.one("people") is not None
    entries = [row for row in case.history() if not (by_people and row.did in MACHINE)]
    rows, shown = one_page(reversed(entries), ask, len(entries), 100)
    return History(tuple(rows), shown, {each.number: each for each in case.corrections()}, last_judgement(case), by_people)
