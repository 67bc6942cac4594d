from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from allegedly.store import schema
from allegedly.store.database import Database
from tests.factory import document
from tests.store.conftest import Add

TEXT = "The Dawn Militia armed the northern rebels in 2016-05, two officials said, the Herald said. Iskaria did not attack the League."


@pytest.fixture
def shown(add: Add, database: Database, path: Path) -> Path:
    """A small case, closed."""
    add(document(TEXT, name="friday", title="Friday's report", publisher="The Courier"))
    database.close()
    return path


def get(path: Path, *pages: str) -> list[Any]:
    from datasette.app import Datasette

    async def fetch() -> list[Any]:
        served = Datasette([str(path)])
        return [await served.client.get(page) for page in pages]

    return asyncio.run(fetch())


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_every_table_and_view_opens_in_datasette(shown: Path) -> None:
    names = [*schema.metadata.tables, *(view.name for view in schema.VIEWS)]
    for name, page in zip(names, get(shown, *(f"/x/{name}.json?_shape=array" for name in names)), strict=True):
        assert page.status_code == 200, (name, page.text)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_datasette_reads_claims_as_a_person_would_and_searches_them(shown: Path) -> None:
    read, found = get(shown, "/x/claims_read.json?_shape=array", "/x/sentences.json?_shape=array&_search=militia")
    rows = json.loads(read.text)
    assert [(row["type"], row["agent"], row["patient"], row["chain"]) for row in rows] == [
        ("arms", "Dawn Militia", "northern rebels", "Herald > two officials (unnamed)"),
        ("attacks", "Iskaria", "League", None),
    ]
    assert (rows[0]["title"], rows[0]["publisher"], rows[0]["event_to"]) == ("Friday's report", "The Courier", "2016-05-31")
    assert rows[0]["sentence"] in TEXT
    assert [row["text"] for row in json.loads(found.text)] == [rows[0]["sentence"]]


def test_datasette_inspect_takes_a_case(shown: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "datasette", "inspect", str(shown)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["x"]["tables"]["claims"]["count"] == 2


def test_the_views_count_as_the_program_does(add: Add, database: Database, path: Path) -> None:
    add(document(TEXT, name="one"))
    add(document("Nothing.", name="one"))
    add(document(TEXT, name="two"))
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT name, version, current, claims FROM documents_read ORDER BY key").fetchall() == [
        ("one", 1, 0, 2),
        ("one", 2, 1, 0),
        ("two", 1, 1, 2),
    ]
    assert raw.execute("SELECT name, document, claims, documents FROM sources_read ORDER BY name").fetchall() == [
        ("Herald", None, 1, 1),
        ("two officials", "two", 1, 1),
    ]
    assert raw.execute("SELECT name, claims FROM entities_read WHERE named ORDER BY name").fetchall() == [
        ("Dawn Militia", 1),
        ("Iskaria", 1),
        ("League", 1),
    ]
    raw.close()
