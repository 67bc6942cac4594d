"""Plain text and Markdown stay what they are, character for character."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.capture.makers import capture_document, capture_problem

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from(
    [
        "\r\n",
        "\r",
        "\n",
        "\u2028",
        "\u2029",
        "\x85",
        "\x0b",
        "\x0c",
        "\ufeff",
        "e\u0301",
        "\u200d",
        "🇮🇸",
        "👩🏽\u200d🚀",
        "𝔘",
        "\t",
        "\u202e",
    ]
)
TEXTS = st.lists(st.one_of(st.text(CHARACTERS), AWKWARD, st.just("The junta denied it.")), max_size=20).map("".join).filter(str.strip)


@given(TEXTS)
@example("By\r\n\u2028\n, 4 March 2021")
@example("---\ntitle: x\n---\n")
def test_a_plain_text_is_captured_character_for_character(text: str) -> None:
    captured = capture_document(b"\xef\xbb\xbf" + text.encode(), "random.txt")
    assert captured.text == text
    assert captured.encoding == "utf-8"


@given(TEXTS)
@example("---\r\ntitle: x\r\n---\r\n# Heading\r\nText")
@example("+++\ntitle = 1\n+++\ntext")
def test_a_markdown_text_is_captured_character_for_character(text: str) -> None:
    assert capture_document(b"\xef\xbb\xbf" + text.encode(), "random.md").text == text


@given(TEXTS)
def test_utf16_is_captured_character_for_character(text: str) -> None:
    assert capture_document(b"\xff\xfe" + text.encode("utf-16-le"), "random.txt").text == text


def test_the_fields_of_a_plain_report_are_filled_from_its_head() -> None:
    data = b"Rebels armed, officials say\r\nThe Pell Herald, 4 March 2021\r\nBy Jane Doe\r\n\r\nPELL, March 4 (Norwire) - The junta armed them.\r\n"
    found = capture_document(data, "a-01.txt")
    assert (found.name, found.place, found.media_type) == ("a-01", "/reports/a-01.txt", "text/plain")
    assert found.digest == hashlib.sha256(data).hexdigest()
    assert (found.title, found.publisher, found.byline) == ("Rebels armed, officials say", "The Pell Herald", "Jane Doe")
    assert (found.agency, found.dateline, found.published) == ("Norwire", "PELL", "2021-03-04")


def test_a_nul_in_a_long_text_is_replaced_and_no_offset_moves() -> None:
    text = "The junta denied it. " * 20
    assert capture_document(text.encode().replace(b"junta", b"jun\0a", 1), "a.txt").text == text.replace("junta", "jun\ufffda", 1)


def test_front_matter_fills_the_fields_and_stays_in_the_text() -> None:
    text = "---\ntitle: 'Arms: who paid'\nauthor: [Jane Doe, John Roe]\ndate: 2021-03\noutlet: Border Notes\nlang: en-GB\nurl: https://notes.example/1\n---\n# A heading\n\nText.\n"
    found = capture_document(text.encode(), "a.md")
    assert found.text == text
    assert (found.title, found.byline, found.publisher) == ("Arms: who paid", "Jane Doe, John Roe", "Border Notes")
    assert (found.published, found.language, found.url) == ("2021-03", "en", "https://notes.example/1")


def test_toml_front_matter_is_read_too() -> None:
    found = capture_document(b'+++\ntitle = "Arms"\ndate = 2021-03-04\n+++\nText.\n', "a.md")
    assert (found.title, found.published) == ("Arms", "2021-03-04")


def test_a_markdown_heading_is_the_title_and_its_masthead_is_read() -> None:
    found = capture_document(b"# Rebels armed\n\n*Border Notes, 4 March 2021*\n\nThe junta armed them, two officials said.\n", "a.md")
    assert (found.title, found.publisher, found.published) == ("Rebels armed", "Border Notes", "2021-03-04")


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "[" * 5000,
        "title: !!python/object/apply:os.system ['false']",
        ": : :",
        "- a\n- b",
        "title: {a: {b: c}}",
        "date: 2021-02-30",
        "? [complex, key]\n: value",
        "1: 2",
        "title: &x [*x]",
    ],
)
def test_front_matter_that_is_strange_does_no_harm(front: str) -> None:
    text = f"---\n{front}\n---\nThe junta denied it.\n"
    found = capture_document(text.encode(), "a.md")
    assert found.text == text
    assert found.published is None


def test_an_empty_file_and_one_of_white_space_hold_no_text() -> None:
    assert capture_problem(b"", "a.txt").reason == "is empty"
    assert "only white space" in capture_problem(b" \r\n\t\n", "a.txt").reason
    assert "only white space" in capture_problem(b"\xef\xbb\xbf", "a.txt").reason


def test_rtf_is_not_taken_for_text() -> None:
    assert capture_problem(rb"{\rtf1\ansi Hello}", "a.txt").reason == "is an RTF document"


def test_a_text_longer_than_any_report_is_refused() -> None:
    assert "5,000,000" in capture_problem(b"word " * 1_000_001, "a.txt").reason
