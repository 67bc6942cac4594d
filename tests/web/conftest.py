"""A case to look at, and the pages of it as whoever the first address let in sees them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import allegedly
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.web.access import Access
from allegedly.web.app import make_app
from tests.factory import PatternReader, document

HERALD = (
    "Arms cross the border\n"
    "The junta armed the rebels in 2016-05, a border official said, The Herald said.\n"
    "The League may have funded the militia in 2016. The junta did not shelter the Dawn Militia, the minister said.\n"
)
COURIER = "The League armed the Dawn Militia in 2017, two officials said. The junta attacked the rebels in 2016-06.\n"
REPORTS = (
    document(HERALD, "herald", title="Arms cross the border", publisher="The Herald", published="2016-05-20"),
    document(COURIER, "courier", title="The League again", publisher="The Courier", published="2017-02-01"),
)
ACCESS = Access(port=80)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of two reports that nobody writes to."""
    path = tmp_path_factory.mktemp("web") / "north.case"
    with allegedly.open(path, create=True):
        pass
    database = Database.open(path)
    for report in REPORTS:
        with database.writing() as connection:
            add_document(connection, report, read_with(PatternReader(), report))
    database.close()
    return path


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Iterator[Case]:
    """The case, a test's own."""
    with allegedly.open(shutil.copy(made, tmp_path / "north.case")) as case:
        yield case


@pytest.fixture
def client(case: Case) -> Iterator[TestClient]:
    """A browser that came through the first address."""
    with TestClient(make_app(case, ACCESS), base_url="http://127.0.0.1") as client:
        client.get(f"/?token={ACCESS.token}")
        yield client
