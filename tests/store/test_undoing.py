"""Every decision of a person can be taken back, the newest first, whatever it was about."""

from __future__ import annotations

from pathlib import Path

import pytest

from allegedly.base.errors import NotFound
from allegedly.case import Case
from allegedly.claims.correction import Correction
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.matrix import Evidence, Rated
from tests.factory import document
from tests.store.conftest import Add

BOARD = "evidence,Smugglers did it,The Bureau did it\nA badge,C,C\nA ledger,II,CC\n"


@pytest.fixture
def board(case: Case, tmp_path: Path) -> Case:
    """A case with two hypotheses, two exhibits and four ratings from a file."""
    (tmp_path / "board.csv").write_text(BOARD)
    case.add_board(tmp_path / "board.csv", who="ann")
    return case


def state(case: Case) -> tuple[object, ...]:
    """Everything that people decided, as it stands."""
    return tuple(map(list, (case.hypotheses(), case.ratings(), case.judgements(), case.assessments(), case.corrections())))


def test_every_decision_is_taken_back_until_nothing_is_left(board: Case, add: Add) -> None:
    add(document("Iskaria armed rebels, two officials said.", publisher="Daily Herald"))
    claim = next(iter(board.claims()))
    states = [state(board)]
    for decide in (
        lambda: board.grade("Daily Herald", "B", why="usually right", who="ben"),
        lambda: board.reject(claim, why="no such claim", who="ben"),
        lambda: board.add_hypothesis("H9", "Nobody did it", who="ben"),
        lambda: board.rate("H9", "E1", "N", who="ben"),
        lambda: board.rate("H9", "E1", "I", who="ben"),
        lambda: board.remove_hypothesis("H9", who="ben"),
        lambda: board.rate("H1", "E2", "N", who="ben"),
    ):
        decide()
        states.append(state(board))
    while len(states) > 1:
        assert state(board) == states.pop()
        board.undo(who="ed")
    assert state(board) == states.pop()
    kinds = [type(board.undo()) for _ in range(8)]
    assert kinds == [Rated] * 4 + [Evidence] * 2 + [Hypothesis] * 2
    assert board.newest_decision() is None and not any(state(board))
    with pytest.raises(NotFound, match="nobody has decided anything"):
        board.undo()


def test_the_history_keeps_what_was_decided_and_that_it_was_taken_back(board: Case) -> None:
    before = board.history().count()
    board.remove_hypothesis("H2", who="ben")
    newest = board.newest_decision()
    assert newest and (newest.did, newest.who, newest.subject) == ("hypothesis removed", "ben", "H2")
    assert board.undo(who="ed").id == "H2"  # type: ignore[union-attr]
    rows = list(board.history())[before:]
    assert [(row.did, row.who) for row in rows] == [("hypothesis removed", "ben"), ("hypothesis put back", "ed")]
    assert [each.hypothesis for each in board.ratings()].count("H2") == 2


def test_a_removal_is_not_undone_once_the_name_is_taken_again(board: Case) -> None:
    board.remove_hypothesis("H2", who="ben")
    board.add_hypothesis("H2", "The moon did it", who="ben")
    newest = board.newest_decision()
    assert newest and newest.did == "hypothesis added"
    board.undo()
    newest = board.newest_decision()
    assert newest and newest.did == "rated"  # the removal was made void by whoever took the name


def test_a_correction_is_a_decision_too(case: Case, add: Add) -> None:
    add(document("Iskaria armed rebels, two officials said."))
    claim = next(iter(case.claims()))
    made = case.reject(claim, why="misread", who="ann")
    assert not list(case.claims())
    undone = case.undo(who="ed")
    assert isinstance(undone, Correction) and undone == made
    assert [each.id for each in case.claims()] == [claim.id]
