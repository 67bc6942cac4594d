from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from allegedly.web.text import PART, Piece, is_hidden, lines, part_of, parts
from tests.factory import claims_in

TEXT = "The junta armed the rebels.\nThe League funded the militia.\n"


def pieces(text: str) -> list[Piece]:
    return [piece for line in lines(text, 0, len(text), claims_in(text)) for piece in line.pieces]


@given(st.text(max_size=400))
def test_the_pieces_are_the_text_and_stand_where_they_say(text: str) -> None:
    found = [piece for line in lines(text, 0, len(text), []) for piece in line.pieces]
    assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in found)
    assert "".join(piece.text for piece in found) == text.replace("\n", "")
    assert not any(is_hidden(character) for piece in found if not piece.hidden for character in piece.text)


@given(st.integers(1, 5), st.text("ab\n", max_size=50))
def test_parts_are_the_text_and_each_is_short(times: int, more: str) -> None:
    text = ("word " * 9000 + more) * times
    found = parts(text)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(end - start <= PART for start, end in found)
    assert all(part_of(start, found) == number for number, (start, _) in enumerate(found, 1) if start < len(text))


def test_a_piece_knows_the_claims_that_stand_on_it() -> None:
    arms, funds = claims_in(TEXT)
    by_words = {piece.text: piece for piece in pieces(TEXT)}
    assert [mark.claim for mark in by_words["armed"].triggers] == [arms.id]
    assert by_words["rebels"].roles_in(arms.id) == "patient" and by_words["rebels"].begins(arms.id) == "patient"
    assert by_words["militia"].roles_in(arms.id) == "" and by_words["militia"].roles_in(funds.id) == "patient"
    assert not by_words["The "].triggers


def test_a_span_over_a_line_break_begins_once() -> None:
    (claim,) = claims_in("The junta of the\nnorth armed the rebels.")
    found = [piece for line in lines("The junta of the\nnorth armed the rebels.", 0, 39, [claim]) for piece in line.pieces]
    assert [piece.text for piece in found if piece.roles_in(claim.id) == "agent"] == ["north"] or sum(
        bool(piece.begins(claim.id)) for piece in found if piece.roles_in(claim.id) == "agent"
    ) == 1


def test_what_could_turn_the_page_around_is_shown_by_name() -> None:
    hidden = [piece.hidden for piece in pieces("safe \u202egnp.exe\u202c \x00 \x1b[31m") if piece.hidden]
    assert hidden == ["U+202E", "U+202C", "U+0000", "U+001B"]


def test_the_page_number_stands_at_the_line_that_begins_the_page() -> None:
    found = [(line.start, line.page) for line in lines("one\ntwo\nthree", 0, 13, [], pages=(0, 8))]
    assert found == [(0, 1), (4, None), (8, 2)]
