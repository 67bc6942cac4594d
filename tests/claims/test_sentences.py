"""Sentences and words keep their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from allegedly.claims.sentences import find_datelines, find_sentences, find_words

WIRE = """THE GUERRILLAS OF THE NORTHERN FRONT BLEW UP TWO PYLONS NEAR
THE TOWN OF SAN MATEO LAST NIGHT, MILITARY SOURCES REPORTED. NO
CASUALTIES WERE REPORTED. THE ARMY SAID THAT IT HAD SENT TROOPS
TO THE AREA.

A SECOND ATTACK WAS REPORTED EARLIER."""


def quotes(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_sentences(text)]


def test_title_outlet_and_byline_are_headings() -> None:
    text = "Junta said to pay militia\nThe Herald, 4 March 2021\n\nBy Ana Mora\n\nThe junta paid them. They denied it.\n"
    assert [s.heading for s in find_sentences(text)] == [True, True, True, False, False]


def test_hard_wrapped_lines_run_on() -> None:
    assert [q.replace("\n", " ") for q in quotes(WIRE)][1:3] == [
        "NO CASUALTIES WERE REPORTED.",
        "THE ARMY SAID THAT IT HAD SENT TROOPS TO THE AREA.",
    ]


def test_lines_that_end_like_sentences_are_paragraphs() -> None:
    assert quotes("The junta paid them in gold.\nThey denied it on Friday.\n") == [
        "The junta paid them in gold.",
        "They denied it on Friday.",
    ]


def test_a_text_of_bare_lines_is_read_and_not_taken_for_headings() -> None:
    assert [s.heading for s in find_sentences("Kestria arms the Dawn Covenant")] == [False]


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert len(quotes("Gen. Smith of the U.S. Army agreed to it on Monday.\n")) == 1


@given(st.text())
def test_sentences_are_in_order_trimmed_and_hold_every_visible_character(text: str) -> None:
    found = find_sentences(text)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in found)
    held = "".join(text[s.start : s.end] for s in found)
    assert "".join(held.split()) == "".join(text.split())


@given(st.text())
def test_words_hold_every_visible_character_once(text: str) -> None:
    words = find_words(text)
    assert "".join(text[a:b] for a, b in words) == "".join(text.split())
    assert all(a < b for a, b in words)


def test_a_dateline_opens_a_paragraph_and_ends_where_the_report_begins() -> None:
    text = "Guards were paid\n\nTALVERA, 4 MAY -- A guard said so.\nNATO-led forces left.\nVARNIK (Nor Press) - Nobody else spoke.\n"
    assert [text[place.start : place.stop] for place in find_datelines(text)] == ["TALVERA, 4 MAY -- ", "VARNIK (Nor Press) - "]


def test_a_rank_before_a_name_ends_no_sentence() -> None:
    text = "Winnipeg police Const. Jason Mich and Det.-Sgt. Ivo Vale said so. He is a Const."
    assert [text[s.start : s.end] for s in find_sentences(text)] == [
        "Winnipeg police Const. Jason Mich and Det.-Sgt. Ivo Vale said so.",
        "He is a Const.",
    ]
