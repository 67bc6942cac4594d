"""What analysts hold of sources and propositions: kept, taken back, and in the history whatever becomes of it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select

from allegedly.base.errors import NotFound
from allegedly.evidence.assessment import Assessment, checked
from allegedly.store import history
from allegedly.store.schema import assessments
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


def to_row(made: dict[str, Any]) -> dict[str, Any]:
    """The fields of an assessment (`to_dict`) as a row of the table."""
    row = dict(made)
    return row | {"side": row.pop("group"), "claims": json.dumps(row["claims"]), "pair": json.dumps(row["pair"])}
