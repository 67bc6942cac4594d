"""The sample case, made once and never written to, and the empty case of tests/store."""

# ruff: noqa: F811 - a fixture is asked for by its name

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import allegedly
from allegedly.case import Case
from tests.gold_reader import SAMPLE, GoldReader
from tests.store.conftest import add, blank, case, database, path  # noqa: F401


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample reports with their gold claims and one judgement, as a case file."""
    path = tmp_path_factory.mktemp("sample") / "sample.case"
    with allegedly.open(path, create=True) as case:
        case.add(SAMPLE / "reports", reader=GoldReader())
        case.judge("Sixth Bureau", "Section Nine", "different", why="one poses as the other", who="ana")
    return path


@pytest.fixture
def sample(sample_path: Path) -> Iterator[Case]:
    """The sample case, open."""
    with allegedly.open(sample_path) as case:
        yield case
