from __future__ import annotations

import json
from typing import Any

import pytest

from allegedly.base.errors import InputError
from allegedly.hypotheses.imports import board_from_csv, board_from_open_synthesis
from allegedly.hypotheses.likelihood import compare

TABLE = "evidence,The League did it,Somebody posed,origin,probability\nA badge,C,C,Marek,\nA ledger,II,CC,,0.8\n"


def dump(**changes: Any) -> str:
    rows = [
        {"model": "openach.board", "pk": 3, "fields": {"board_title": "Hostels"}},
        {"model": "openach.hypothesis", "pk": 7, "fields": {"board": 3, "hypothesis_text": "The League did it"}},
        {"model": "openach.hypothesis", "pk": 8, "fields": {"board": 3, "hypothesis_text": "Somebody posed"}},
        {"model": "openach.hypothesis", "pk": 9, "fields": {"board": 3, "hypothesis_text": "Withdrawn", "removed": True}},
        {"model": "openach.evidence", "pk": 5, "fields": {"board": 3, "evidence_desc": "A ledger"}},
        {"model": "openach.evaluation", "pk": 1, "fields": {"board": 3, "hypothesis": 7, "evidence": 5, "user": 1, "value": 1}},
        {"model": "openach.evaluation", "pk": 2, "fields": {"board": 3, "hypothesis": 8, "evidence": 5, "user": 1, "value": 5}},
        {"model": "openach.evaluation", "pk": 4, "fields": {"board": 3, "hypothesis": 8, "evidence": 5, "user": ["ann"], "value": 0}},
        {"model": "openach.evaluation", "pk": 5, "fields": {"board": 3, "hypothesis": 9, "evidence": 5, "user": 1, "value": 3}},
    ]
    for row in rows:
        row["fields"].update(changes.get(row["model"].split(".")[1], {}))  # type: ignore[attr-defined]
    return json.dumps(rows)


def test_a_table_becomes_a_board_with_origins_and_probabilities() -> None:
    board = board_from_csv(TABLE)
    assert [h.text for h in board.hypotheses] == ["The League did it", "Somebody posed"]
    assert [(e.text, e.origin, e.probability) for e in board.evidence] == [("A badge", "Marek", 1.0), ("A ledger", None, 0.8)]
    assert compare(board).leader == "H2"


def test_a_table_with_hypotheses_in_its_rows_is_the_same_board() -> None:
    turned = "hypothesis,A badge,A ledger\nThe League did it,C,II\nSomebody posed,C,CC\n"
    straight = "evidence,The League did it,Somebody posed\nA badge,C,C\nA ledger,II,CC\n"
    assert board_from_csv(turned) == board_from_csv(straight)


def test_an_empty_cell_is_no_rating() -> None:
    assert board_from_csv("evidence,A,B\nx,C,\n").cell("H2", "E1").rating == "NA"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a line of names"),
        ("evidence\nx\n", "a line of names"),
        ("evidence,A,B\nx,C\n", "line 2: 2 columns where the first line has 3"),
        ("evidence,A,\nx,C,C\n", "has no name"),
        ("evidence,A,A\nx,C,C\n", "two hypotheses have one name"),
        ("evidence,A,B\nx,C,maybe\n", "line 2, B: “maybe” is no rating"),
        ("evidence,A,B,probability\nx,C,C,2\n", "line 2: “2” is no probability"),
    ],
)
def test_a_table_with_something_missing_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        board_from_csv(text)


def test_a_dump_of_open_synthesis_becomes_a_board_without_what_was_removed() -> None:
    board = board_from_open_synthesis(dump())
    assert [h.text for h in board.hypotheses] == ["The League did it", "Somebody posed"]
    assert {(r.hypothesis, r.rating, r.who) for r in board.ratings} == {("H1", "II", "user 1"), ("H2", "CC", "user 1"), ("H2", "NA", "ann")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON at line 1"),
        ("{}", "no dump of Open Synthesis"),
        ("[]", "there is no board"),
        (json.dumps([{"model": "openach.board", "pk": 3, "fields": {"board_title": "Raid"}}]), "board 3 has no hypothesis"),
        (dump(evaluation={"value": 9}), "9 is no evaluation"),
        (dump(evaluation={"evidence": 99}), "which board 3 lacks"),
    ],
)
def test_a_dump_with_something_wrong_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        board_from_open_synthesis(text)


def test_of_several_boards_one_has_to_be_named() -> None:
    two = json.dumps([*json.loads(dump()), {"model": "openach.board", "pk": 4, "fields": {"board_title": "Ports"}}])
    with pytest.raises(InputError, match="3 Hostels; 4 Ports"):
        board_from_open_synthesis(two)
    assert len(board_from_open_synthesis(two, board=3).hypotheses) == 2
    with pytest.raises(InputError, match="there is no board 5"):
        board_from_open_synthesis(two, board=5)
