"""What analysts hold of sources and propositions: kept, taken back, and in the history whatever becomes of it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select

from allegedly.base.errors import NotFound
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment, checked
from allegedly.store import history, linking
from allegedly.store.schema import assessments
from allegedly.store.schema import history as history_table
from allegedly.store.workings import undisturbed


def put_assessment(connection: Connection, wanted: Assessment) -> Assessment:
    """Record what somebody holds; number, time and the form of the value are given here."""
    made = wanted.to_dict() | {"value": checked(wanted.kind, wanted.value), "at": history.now()}
    detail = {name: value for name, value in made.items() if name not in ("number", "who", "at")}
    with undisturbed(connection):
        made["number"] = history.append(connection, did="assessed", subject=wanted.about, who=wanted.who, detail=detail)
    connection.execute(insert(assessments).values(to_row(made)))
    return Assessment(**(made | {"claims": wanted.claims, "pair": wanted.pair}))


def assessment_rows() -> Select[Any]:
    """Those that stand, in the order they were made."""
    return select(assessments).order_by(assessments.c.number)


def to_assessment(row: RowMapping) -> Assessment:
    """A row of `assessment_rows` as `Assessment`."""
    given = dict(row)
    claims, pair = (tuple(json.loads(given.pop(name))) for name in ("claims", "pair"))
    return Assessment(group=given.pop("side"), claims=claims, pair=pair, **given)


def find_assessments(connection: Connection) -> list[Assessment]:
    """The assessments that stand, in the order they were made."""
    return [to_assessment(row) for row in connection.execute(assessment_rows()).mappings()]


def take_newest_back(connection: Connection, *, who: str) -> Judgement | Assessment:
    """Delete the newest judgement or assessment, whichever was made later. Raises `NotFound` when there is none of either."""
    last = connection.execute(assessment_rows().order_by(None).order_by(assessments.c.number.desc()).limit(1)).mappings().first()
    if last is None or last["number"] < _newest_judgement(connection):
        return linking.take_back(connection, who=who)
    return take_back(connection, last["number"], who=who)


def take_back(connection: Connection, number: int, *, who: str) -> Assessment:
    """Delete the assessment with this number. Raises `NotFound` when it does not stand."""
    row = connection.execute(assessment_rows().where(assessments.c.number == number)).mappings().first()
    if row is None:
        raise NotFound(f"there is no assessment {number} to take back; `allegedly assessments CASE` lists those that stand")
    taken = to_assessment(row)
    connection.execute(delete(assessments).where(assessments.c.number == number))
    with undisturbed(connection):
        history.append(connection, did="assessment taken back", subject=taken.about, who=who, detail=taken.to_dict())
    return taken


def _newest_judgement(connection: Connection) -> int:
    """The number in the history of the newest judgement that stands; 0 without any."""
    standing = linking.find_judgements(connection)
    if not standing:
        return 0
    made = json.dumps(standing[-1].to_dict(), ensure_ascii=False, sort_keys=True)
    rows = select(func.max(history_table.c.number)).where(history_table.c.did == "judged", history_table.c.detail == made)
    return connection.scalar(rows) or 0


def to_row(made: dict[str, Any]) -> dict[str, Any]:
    """The fields of an assessment (`to_dict`) as a row of the table."""
    row = dict(made)
    return row | {"side": row.pop("group"), "claims": json.dumps(row["claims"]), "pair": json.dumps(row["pair"])}
