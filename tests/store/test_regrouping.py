"""However a case comes to be what it is, its propositions are those of a case made at once; and a document costs what it mentions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, select

from allegedly.case import Case
from allegedly.store import grouping
from allegedly.store.database import Database
from allegedly.store.regrouping import Change
from allegedly.store.schema import part_blocks, part_claims, parts, workings
from tests.factory import document
from tests.gold_reader import SAMPLE, GoldReader
from tests.store.conftest import Add

REPORTS = sorted((SAMPLE / "reports").glob("*.txt"))
State = list[list[dict[str, object]]]


def state(case: Case) -> State:
    return [case.propositions().to_dicts(), case.happenings().to_dicts()]


def rows(database: Database, table: Table) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(select(table))]


def worked_out_whole(case: Case, database: Database) -> State:
    """What is worked out when nothing is kept."""
    with database.writing() as connection:
        for table in (part_claims, part_blocks, parts, workings):
            connection.execute(delete(table))
    database.remembered.clear()
    return state(case)


@pytest.fixture
def grouped(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of claims that were grouped anew, each time some were."""
    numbers: list[int] = []
    work_out = grouping.work_out

    def watched(change: Change, *rest: object) -> object:
        numbers.append(len(change.claims))
        return work_out(change, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(grouping, "work_out", watched)
    return numbers


def test_documents_one_by_one_come_to_the_same_as_all_at_once(case: Case, database: Database) -> None:
    for path in reversed(REPORTS):
        case.add(path, reader=GoldReader())
        last = state(case)
    assert last == worked_out_whole(case, database)
    assert len(last[0]) > 150


FEW = "AQIM armed Dawn Militia in 2016-05. Iskaria sheltered Quarry Street. Iskaria attacked the League, an official said."


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """A case of two reports whose propositions have been asked for."""
    add(document(FEW, name="herald", published="2016-06-01"))
    add(document("Iskaria did not attacked the League. Turkey funded Quarrel Street.", name="post", published="2016-07-01"))
    state(case)
    return case


CHANGES: dict[str, Callable[[Case, Add], object]] = {
    "a claim is rejected": lambda case, add: case.reject(next(iter(case.claims(type="arms"))), why="a misreading"),
    "a claim is corrected": lambda case, add: case.correct(
        next(iter(case.claims(type="arms"))), next(iter(case.claims(type="arms"))).to_dict() | {"polarity": "denied"}, why="it says not"
    ),
    "a correction is taken back": lambda case, add: [
        case.reject(next(iter(case.claims(type="arms"))), why="a misreading"),
        state(case),
        case.take_back(next(iter(case.corrections())).number),
    ],
    "names are judged the same": lambda case, add: case.judge("Quarry Street", "Quarrel Street", "same", why="misspelt"),
    "claims are judged the same": lambda case, add: case.judge(
        next(iter(case.claims(type="funds"))).id, next(iter(case.claims(type="arms"))).id, "same", why="one deal"
    ),
    "a judgement is taken back": lambda case, add: [
        case.judge("Quarry Street", "Quarrel Street", "same", why="misspelt"),
        state(case),
        case.undo(),
    ],
    "a new version comes": lambda case, add: add(document("Iskaria armed Sorn.", name="herald", published="2016-06-01")),
    "a date is learnt": lambda case, add: add(document(FEW, name="herald", published="2016-08-01")),
    "an alias comes": lambda case, add: add(document("GSPC armed Dawn Militia.", name="wire")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_propositions_are_those_of_the_case_as_it_stands(
    change: str, filled: Case, add: Add, database: Database
) -> None:
    before = state(filled)
    CHANGES[change](filled, add)
    after = state(filled)
    assert after == worked_out_whole(filled, database)
    assert (after == before) == ("taken back" in change)


def test_a_document_costs_what_it_mentions(filled: Case, add: Add, grouped: list[int]) -> None:
    add(document("AQIM armed Dawn Militia.", name="wire", published="2016-09-01"))
    state(filled)
    assert grouped == [2]  # the new claim and the one that says the same
    state(filled)
    assert grouped == [2]


def test_what_was_grouped_is_read_by_the_next_process(filled: Case, path: Path, grouped: list[int]) -> None:
    before = state(filled)
    other = Database.open(path)
    assert state(Case(other)) == before and grouped == []
    other.close()


def test_who_cannot_write_sees_what_the_next_who_can_will_see(filled: Case, add: Add, database: Database) -> None:
    """What stays is read from the case and what is new is made on the way, each time."""
    add(document("Turkey did not funded Quarrel Street. AQIM armed Dawn Militia.", name="wire", published="2016-09-01"))
    before = rows(database, parts)
    database.read_only = True
    locked = state(filled)
    walked = {row.id for row in grouping.walk_propositions(database)}
    assert walked == {row["id"] for row in locked[0]} and rows(database, parts) == before
    database.read_only = False
    database.remembered.clear()
    assert state(filled) == locked == worked_out_whole(filled, database)


def test_what_another_process_has_grouped_meanwhile_is_taken(filled: Case, path: Path, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    add(document("AQIM armed Dawn Militia.", name="wire", published="2016-09-01"))
    keep, first = grouping.regrouping.keep, []

    def beaten(*rest: object) -> bool:
        if not first:
            first.append("another process")
            other = Database.open(path)
            first.append(state(Case(other)))
            other.close()
        return keep(*rest)  # type: ignore[arg-type]

    monkeypatch.setattr(grouping.regrouping, "keep", beaten)
    assert state(filled) == first[1]
