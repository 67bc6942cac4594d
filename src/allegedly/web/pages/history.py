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
    """One page of the history, the newest first; by number the corrections and the assessments that stand; and the decision `Case.undo` takes back."""

    rows: tuple[HistoryRow, ...]
    shown: Shown
    corrections: dict[int, Correction]
    assessments: frozenset[int]
    newest: HistoryRow | None
    by_people: bool
    since: int
    did: str | None


MACHINE = ("captured", "described", "read", "refused", "created", "migrated")


def last_judgement(case: Case) -> Judgement | None:
    """The judgement on names that `Case.undo` would take back; None when something else is newer, or there is none."""
    newest = case.newest_decision()
    return list(case.judgements())[-1] if newest and newest.did == "judged" else None


def history(case: Case, ask: Ask) -> History:
    """The history of `case`; `people` leaves out what programs did, `since` all up to the entry of that number, `did` all but this."""
    by_people, did = ask.one("people") is not None, ask.one("did")
    since = ask.number("since", 1) if ask.one("since") else 0
    entries = [row for row in case.history(since=since) if not (by_people and row.did in MACHINE) and did in (None, row.did)]
    rows, shown = one_page(reversed(entries), ask, len(entries), 100)
    return History(
        rows=tuple(rows),
        shown=shown,
        corrections={each.number: each for each in case.corrections()},
        assessments=frozenset(each.number for each in case.assessments()),
        newest=case.newest_decision(),
        by_people=by_people,
        since=since,
        did=did,
    )
