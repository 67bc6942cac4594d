"""A fresh case per test, copied from one made once: making the schema takes longer than most tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import allegedly
from allegedly.base.document import Document
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import Outcome, add_document
from allegedly.store.database import Database
from tests.factory import PatternReader

Add = Callable[..., Outcome]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty case that nobody writes to."""
    path = tmp_path_factory.mktemp("blank") / "blank.case"
    allegedly.open(path, create=True).close()
    return path


@pytest.fixture
def path(blank: Path, tmp_path: Path) -> Path:
    """An empty case of the test's own."""
    return Path(shutil.copy(blank, tmp_path / "x.case"))


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """The empty case, open."""
    database = Database.open(path)
    yield database
    database.close()


@pytest.fixture
def case(database: Database) -> Case:
    """The empty case as users see it."""
    return Case(database)


@pytest.fixture
def add(database: Database) -> Add:
    """Adds a document as `Case.add` does once it is captured."""

    def add(doc: Document, reader: PatternReader | None = None) -> Outcome:
        reading = read_with(reader or PatternReader(), doc)
        with database.writing() as connection:
            return add_document(connection, doc, reading)

    return add
