from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store import schema
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from tests.factory import PatternReader, document

MAKE = Callable[..., Case]
NORTH = document("Norland armed Dawn in 2016. Norland funded Dusk, two officials said.", name="north")
SOUTH = document("Sudland armed Dusk in 2017, Herald said.", name="south")


@pytest.fixture
def make(blank: Path, tmp_path: Path) -> Iterator[MAKE]:
    """Cases of some documents."""
    opened = []

    def make(name: str, *docs: Document) -> Case:
        database = Database.open(shutil.copy(blank, tmp_path / f"{name}.case"))
        opened.append(database)
        for doc in docs:
            with database.writing() as connection:
                add_document(connection, doc, read_with(PatternReader(), doc))
        return Case(database)

    yield make
    for database in opened:
        database.close()


def at(case: Case, when: str) -> None:
    """Let every judgement of the case have been made then."""
    with case._database.writing() as connection:
        connection.execute(update(schema.judgements).values(at=when))


def claims(case: Case) -> set[tuple[str, str, str]]:
    return {(claim.id, claim.document, claim.reader) for claim in case.claims()}


def test_all_documents_and_claims_of_both_are_there(make: MAKE) -> None:
    mine, other = make("mine", NORTH), make("other", SOUTH, NORTH)
    wanted = claims(mine) | claims(other)
    report = mine.merge(other.path, who="ana")
    assert claims(mine) == wanted and (report.documents, report.readings) == (1, 1)
    assert mine.history().to_dicts()[-1]["did"] == "merged"


def test_when_it_was_captured_stays(make: MAKE) -> None:
    mine, other = make("mine"), make("other", SOUTH)
    with other._database.writing() as connection:
        connection.execute(update(schema.captures).values(at="2019-01-02T03:04:05Z"))
    mine.merge(other.path)
    assert [row.captured for row in mine.documents()] == ["2019-01-02T03:04:05Z"]


def test_decisions_keep_who_made_them_and_why(make: MAKE) -> None:
    mine, other = make("mine", NORTH), make("other", NORTH)
    other.judge("Dawn", "Dusk", "same", why="one band", who="ben")
    other.reject(next(iter(other.claims(type="funds"))), why="misread", who="ben")
    at(other, "2019-01-02T03:04:05Z")
    report = mine.merge(other.path)
    assert [(each.who, each.at, each.why) for each in mine.judgements()] == [("ben", "2019-01-02T03:04:05Z", "one band")]
    assert [(each.who, each.why) for each in mine.corrections()] == [("ben", "misread")]
    assert [claim.type for claim in mine.claims()] == ["arms"] and (report.judgements, report.corrections) == (1, 1)


@pytest.mark.parametrize(("ours", "theirs", "holds"), [("2020", "2021", "same"), ("2021", "2020", "different")])
def test_the_later_of_two_decisions_holds_and_both_are_kept(make: MAKE, ours: str, theirs: str, holds: str) -> None:
    mine, other = make("mine", NORTH), make("other", NORTH)
    mine.judge("Dawn", "Dusk", "different", why="rivals", who="ana")
    other.judge("Dusk", "Dawn", "same", why="one band", who="ben")
    at(mine, f"{ours}-01-01T00:00:00Z")
    at(other, f"{theirs}-01-01T00:00:00Z")
    report = mine.merge(other.path)
    assert [each.holds for each in report.conflicts] == [holds]
    assert {(each.verdict, each.who) for each in mine.judgements()} == {("different", "ana"), ("same", "ben")}
    assert list(mine.judgements())[-1].verdict == holds
    assert any({"Dawn", "Dusk"} <= {row.name, *row.aliases} for row in mine.entities()) == (holds == "same")


def test_merging_again_changes_nothing(make: MAKE) -> None:
    mine, other = make("mine", NORTH), make("other", NORTH, SOUTH)
    mine.judge("Dawn", "Dusk", "different", why="rivals", who="ana")
    other.judge("Dawn", "Dusk", "same", why="one band", who="ben")
    other.reject(next(iter(other.claims(type="funds"))), who="ben")
    mine.merge(other.path)
    before = (mine.judgements().to_dicts(), mine.corrections().to_dicts(), mine.documents().to_dicts(), claims(mine))
    again = mine.merge(other.path)
    assert (mine.judgements().to_dicts(), mine.corrections().to_dicts(), mine.documents().to_dicts(), claims(mine)) == before
    assert not (again.documents or again.readings or again.judgements or again.corrections or again.kept_apart)


def test_a_newer_version_of_the_other_case_is_a_newer_version_here(make: MAKE) -> None:
    newer = document("Norland armed Dawn in 2018.", name="north")
    mine, other = make("mine", NORTH), make("other", NORTH, newer)
    mine.merge(other.path)
    assert [(row.version, row.current) for row in mine.documents()] == [(1, False), (2, True)]
    make("third", NORTH).merge(mine.path)


def test_texts_that_neither_case_has_seen_of_the_other_stay_both(make: MAKE) -> None:
    mine, other = make("mine", NORTH), make("other", document("Norland armed Dusk.", name="north"))
    report = mine.merge(other.path)
    assert report.kept_apart == ["other.case:/reports/north.txt"]
    assert all(row.current for row in mine.documents()) and mine.documents().count() == 2


def test_a_case_is_not_merged_with_itself(make: MAKE) -> None:
    mine = make("mine", NORTH)
    with pytest.raises(BadOption, match="is this very case"):
        mine.merge(mine.path)


def test_every_table_is_merged_or_worked_out_again() -> None:
    merged = {
        "documents",
        "originals",
        "captures",
        "readers",
        "readings",
        "sentences",
        "claims",
        "arguments",
        "entities",
        "sources",
        "hops",
    }
    decided = {
        "judgements",
        "corrections",
        "assessments",
        "hypotheses",
        "exhibits",
        "ratings",
        "lexicons",
        "withheld",
        "refusals",
        "history",
    }
    worked_out = {"workings", "parts", "part_claims", "part_blocks", "weighings", "weighed"}
    assert set(schema.metadata.tables) - merged - decided - worked_out == set()


def test_a_board_comes_with_its_ratings_and_a_taken_name_is_kept_apart(make: MAKE) -> None:
    mine, other = make("mine", NORTH), make("other", NORTH)
    mine.add_hypothesis("H1", "Norland did it.", who="ana")
    for number, text in enumerate(("Dawn did it.", "Nobody did."), 1):
        other.add_hypothesis(f"H{number}", text, who="ben")
    report = mine.merge(other.path)
    assert [(each.id, each.text) for each in mine.hypotheses()] == [
        ("H1", "Norland did it."),
        ("other.case:H1", "Dawn did it."),
        ("H2", "Nobody did."),
    ]
    assert report.hypotheses == 2 and mine.merge(other.path).hypotheses == 0
