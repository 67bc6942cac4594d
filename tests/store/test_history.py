from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from allegedly.case import Case
from allegedly.store.database import Database
from allegedly.store.history import append, first_broken
from tests.factory import document
from tests.store.conftest import Add


@pytest.fixture
def raw(database: Database, path: Path) -> sqlite3.Connection:
    """The case, as somebody without this program opens it."""
    with database.writing() as connection:
        append(connection, did="decided", who="an analyst", subject="c-1", detail={"ours": "yes"})
        append(connection, did="decided", who="an analyst", subject="c-2")
    return sqlite3.connect(path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history SET who = 'nobody' WHERE number = 2",
        "DELETE FROM history WHERE number = 2",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history SELECT number, id, at, 'nobody', did, subject, detail FROM history WHERE number = 2",
        "INSERT OR REPLACE INTO history SELECT 99, id, at, 'nobody', did, subject, detail FROM history WHERE number = 2",
    ],
)
def test_history_cannot_be_changed(raw: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="history is append-only"):
        raw.execute(change)
    raw.close()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE history SET who = 'nobody' WHERE number = 2", 2),
        ("UPDATE history SET detail = '{}' WHERE number = 2", 2),
        ("DELETE FROM history WHERE number = 1", 1),
        ("DELETE FROM history WHERE number = 2", 2),
        ("UPDATE history SET id = 'h-aaaaaaaaaaaaaaaa' WHERE number = 1", 1),
    ],
)
def test_history_changed_behind_the_triggers_is_noticed(raw: sqlite3.Connection, database: Database, change: str, broken: int) -> None:
    with raw:
        for trigger in ("history_unchanged", "history_undeleted"):
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(change)
    raw.close()
    with database.reading() as connection:
        assert first_broken(connection) == broken


def test_history_says_who_did_what_to_what(add: Add, case: Case, database: Database) -> None:
    doc = document("The junta armed the rebels.")
    add(doc)
    assert [(row.who.split()[0], row.did, row.subject) for row in case.history()] == [
        ("allegedly", "created", None),
        ("allegedly", "captured", doc.id),
        ("pattern", "read", doc.id),
    ]
    assert [row["detail"] for row in case.history().to_dicts()][1:] == [{"place": doc.place, "version": 1}, {"claims": 1, "refused": 0}]
    with database.reading() as connection:
        assert first_broken(connection) is None


def test_news_are_what_was_done_since_an_entry(case: Case, add: Add) -> None:
    before = case.news().last
    add(document("The junta armed the rebels.", "old"))
    seen = case.news(since=before)
    add(document("The junta armed the militia.", "old"))  # a new version: the one before is current no more
    add(document("The League funded the rebels.", "new"))
    news = case.news(since=before)
    assert (seen.captured, news.captured, news.done["captured"]) == (1, 2, 3)
    assert [row.name for id in news.newest for row in case.documents(ids=[id])] == ["new", "old"]
    assert case.news(since=seen.last).done["captured"] == 2
    nothing = case.news(since=news.last)
    assert (nothing.last, dict(nothing.done), nothing.captured, nothing.newest) == (news.last, {}, 0, ())
