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


@pytest.fixture(scope="session")
def decided_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample reports with every kind of decision: grades, a side, an interest, a credibility, corrections, rival hypotheses, a rating."""
    path = tmp_path_factory.mktemp("decided") / "decided.case"
    with allegedly.open(path, create=True) as case:
        case.add(SAMPLE / "reports", reader=GoldReader())
        case.judge("Sixth Bureau", "Section Nine", "different", why="one poses as the other", who="ana")
        case.grade("Norwire", "B", why="=long record", who="ana")
        case.grade("retired officer of Keldovia's security service (Tidewater Review)", "D", why="a grudge", who="ben")
        case.take_side("Ministry of Foreign Affairs of Ruvania", "Ruvania", "party", why="its organ", who="ana")
        first = next(row for row in case.propositions() if row.polarity == "affirmed")
        case.grade(first.id, "3", why="one agency, copied", who="ana")
        case.interest("Ruvania", first.id, "against", why="it would be blamed", who="ben")
        case.link("2021-03-05-pell-gazette", "2021-03-04-norwire", why="the editor says so", who="ana")
        case.link("Norwire", "Brann Mercury", never=True, why="two firms", who="ben")
        wrong, right = list(case.claims(type="located_in", limit=2))
        case.reject(wrong, why="no claim of the text", who="ana")
        case.accept(right, why="read again", who="ben")
        case.add_hypothesis("H1", template="face_value", apparent="Sixth Bureau", who="ana")
        case.add_hypothesis("H2", template="false_flag", apparent="Sixth Bureau", alleged="Section Nine", who="ana")
        evidence = case.compare().board.evidence[0]
        case.rate("H1", evidence.id, "I", why="hard to square", who="ben")
    return path


@pytest.fixture
def decided(decided_path: Path) -> Iterator[Case]:
    """The case with decisions, open."""
    with allegedly.open(decided_path) as case:
        yield case


@pytest.fixture
def sample(sample_path: Path) -> Iterator[Case]:
    """The sample case, open."""
    with allegedly.open(sample_path) as case:
        yield case
