"""The newest decision of a person that still stands, whatever it was about, and taking it back. The history keeps both."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from allegedly.base.errors import NotFound
from allegedly.claims.correction import Correction
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.matrix import Evidence, Rated
from allegedly.store import assessments, boards, corrections, linking, schema
from allegedly.store.history import HistoryRow, to_history_row

Undone = Judgement | Assessment | Correction | Rated | Hypothesis | Evidence


def newest_decision(connection: Connection) -> HistoryRow | None:
    """The row of the history that `undo` takes back; None when no decision stands."""
    tables = (schema.assessments, schema.corrections, schema.ratings, schema.hypotheses, schema.exhibits)
    numbers = [connection.scalar(select(func.max(table.c.number))) or 0 for table in tables]
    newest = max(*numbers, _judged(connection), boards.newest_removal(connection))
    row = connection.execute(select(schema.history).where(schema.history.c.number == newest)).mappings().first()
    return to_history_row(row) if row else None


def undo(connection: Connection, *, who: str) -> Undone:
    """Take the newest decision back and give what was decided; a hypothesis that was removed is there again. Raises `NotFound` without one."""
    newest = newest_decision(connection)
    if newest is None:
        raise NotFound("nobody has decided anything in this case that could be taken back; `allegedly same`, `grade` and `rate` decide")
    match newest.did:
        case "judged":
            return linking.take_back(connection, who=who)
        case "assessed":
            return assessments.take_back(connection, newest.number, who=who)
        case "rated":
            return boards.take_rating_number_back(connection, newest.number, who=who)
        case "hypothesis added":
            return boards.take_hypothesis_back(connection, newest.number, who=who)
        case "hypothesis removed":
            return boards.put_hypothesis_back(connection, newest, who=who)
        case "evidence added":
            return boards.take_exhibit_back(connection, newest.number, who=who)
        case _:
            return corrections.take_back(connection, newest.number, who=who)


def _judged(connection: Connection) -> int:
    """The number in the history of the newest judgement that stands; 0 without any."""
    standing = linking.find_judgements(connection)
    if not standing:
        return 0
    made = json.dumps(standing[-1].to_dict(), ensure_ascii=False, sort_keys=True)
    rows = select(func.max(schema.history.c.number)).where(schema.history.c.did == "judged", schema.history.c.detail == made)
    return connection.scalar(rows) or 0
