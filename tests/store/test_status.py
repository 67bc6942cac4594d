from __future__ import annotations

import json
from pathlib import Path

from allegedly.base.errors import Unreadable
from allegedly.case import Case
from allegedly.store import schema
from allegedly.store.additions import add_refusal
from allegedly.store.database import Database
from allegedly.store.status import ReaderUse, Refusal
from tests.factory import PatternReader, document
from tests.store.conftest import Add


def test_status_counts_what_queries_show(add: Add, case: Case, database: Database, path: Path) -> None:
    add(document("The junta armed the rebels, the Herald said. Iskaria funded the League, two officials said.", name="one"))
    add(document("Iskaria funded the League.", name="two"), PatternReader("pattern 2"))
    add(document("Old news: the junta attacked the League, Nobody said.", name="three"))
    add(document("The junta funded the rebels.", name="three"))
    with database.writing() as connection:
        add_refusal(connection, Unreadable("/reports/scan.pdf", "holds no text", "run OCR on it"))
    status = case.status()
    assert (status.documents, status.old_versions, status.claims) == (3, 1, 4)
    assert status.claims_by_type == {"funds": 3, "arms": 1}
    assert (status.sources_named, status.sources_unnamed, status.sources) == (1, 1, 2)
    assert status.entities == case.entities().count()
    assert status.readers == (ReaderUse("pattern 1", 2, 3, 2), ReaderUse("pattern 2", 1, 1, 1))
    assert status.refusals == (Refusal("/reports/scan.pdf", "holds no text", "run OCR on it"),)
    assert (status.path, status.schema) == (str(path), schema.VERSION)
    assert status.size >= path.stat().st_size > 0


def test_an_empty_case_has_a_status_that_can_be_written_as_json(case: Case) -> None:
    status = json.loads(json.dumps(case.status().to_dict()))
    assert (status["documents"], status["claims"], status["sources"], status["refusals"]) == (0, 0, 0, [])
