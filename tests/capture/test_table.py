"""JSON Lines: a document per record, a line per bad one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.encodings import storable
from tests.capture.makers import assert_clear, capture_all, capture_document, capture_problem


def lines(*records: object) -> bytes:
    """Records as JSON Lines; text is taken as it is."""
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records).encode()


def test_a_record_fills_the_fields() -> None:
    record = {
        "id": "herald-1",
        "title": "Rebels armed",
        "text": "The junta\r\narmed them.",
        "authors": ["Jane Doe", "John Roe"],
        "source": {"name": "The Pell Herald"},
        "published": "2021-03",
        "url": "https://herald.example/1",
        "lang": "en",
    }
    found = capture_document(lines(record), "reports.jsonl")
    assert (found.name, found.place, found.media_type) == ("herald-1", "/reports/reports.jsonl!herald-1", "application/jsonl")
    assert found.text == "The junta\r\narmed them."
    assert (found.title, found.byline, found.publisher) == ("Rebels armed", "Jane Doe, John Roe", "The Pell Herald")
    assert (found.published, found.url, found.language) == ("2021-03", "https://herald.example/1", "en")


@pytest.mark.parametrize("name", ["text", "body", "content", "article"])
def test_the_text_is_found_under_its_usual_names(name: str) -> None:
    assert capture_document(lines({name: "Words."}), "a.jsonl").text == "Words."


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"outlet": "Herald"}, "publisher", "Herald"),
        ({"publisher": "Herald"}, "publisher", "Herald"),
        ({"Source": "Herald"}, "publisher", "Herald"),
        ({"source": "https://herald.example/1"}, "url", "https://herald.example/1"),
        ({"source": "https://herald.example/1"}, "publisher", None),
        ({"author": "Reuters"}, "agency", "Reuters"),
        ({"author": "Reuters"}, "byline", None),
        ({"date": "2021-03-04T10:00:00Z"}, "published", "2021-03-04"),
        ({"date": 2021}, "published", "2021"),
        ({"date": 1614852000}, "published", "2021-03-04"),
        ({"publishedAt": "March 4, 2021"}, "published", "2021-03-04"),
        ({"date": "yesterday", "published_at": "2021-03"}, "published", "2021-03"),
        ({"date": True}, "published", None),
        ({"title": None}, "title", None),
        ({"title": "  two\n lines "}, "title", "two lines"),
        ({"language": "klingon"}, "language", None),
        ({"title": "x" * 10_000}, "title", "x" * 500),
    ],
)
def test_metadata_goes_by_its_usual_names(record: dict[str, object], field: str, value: str | None) -> None:
    assert getattr(capture_document(lines({"text": "Words."} | record), "a.jsonl"), field) == value


def test_a_record_without_an_id_is_named_after_its_line() -> None:
    first, second = capture_all(lines({"text": "One."}, "", {"text": "Two."}), "a.jsonl")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert [(item.name, item.place) for item in (first, second)] == [("a!1", "/reports/a.jsonl!1"), ("a!3", "/reports/a.jsonl!3")]


def test_records_of_one_id_have_different_places() -> None:
    found = capture_all(lines({"id": 7, "text": "One."}, {"id": 7, "text": "Two."}), "a.jsonl")
    assert [(item.name, item.place) for item in found if isinstance(item, Document)] == [
        ("7", "/reports/a.jsonl!7"),
        ("7", "/reports/a.jsonl!2!7"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "not valid JSON"),
        ('{"text": "cut off', "not valid JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"title": "Arms"}', "holds no text (its fields: title)"),
        ('{"text": "  "}', "holds no text"),
        ('{"text": 5}', "holds no text"),
        ("{}", "holds no text (its fields: none)"),
        ('{"text": ' + "[" * 100_000, "nested too deeply"),
        ('{"text": ' + "9" * 5000 + "}", "not valid JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: str, said: str) -> None:
    first, bad, last = capture_all(lines({"text": "One."}, line, {"text": "Two."}), "a.jsonl")
    assert isinstance(bad, Unreadable)
    assert_clear(bad)
    assert bad.place == "/reports/a.jsonl!2"
    assert said in bad.reason
    assert [item.text for item in (first, last) if isinstance(item, Document)] == ["One.", "Two."]


def test_very_many_bad_lines_are_counted() -> None:
    found = capture_all(lines(*["bad"] * 1000, {"text": "Good."}), "a.jsonl")
    assert len(found) == 22
    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason.startswith("980 more lines")


@given(st.text(st.characters(), min_size=1).filter(str.strip), st.booleans())
def test_a_text_is_captured_character_for_character(text: str, escaped: bool) -> None:
    line = json.dumps({"text": text}, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    if escaped or storable(text) == text:
        assert capture_document(line, "a.jsonl").text == storable(text)


def test_line_breaks_of_other_scripts_do_not_end_a_record() -> None:
    line = json.dumps({"text": "One\u2028two\x85three"}, ensure_ascii=False)
    assert capture_document(line.encode(), "a.jsonl").text == "One\u2028two\x85three"


def test_a_single_json_value_is_read_as_its_records() -> None:
    records = [{"text": "One."}, {"id": "b", "text": "Two."}]
    assert [item.name for item in capture_all(json.dumps(records, indent=2).encode(), "a.json") if isinstance(item, Document)] == [
        "a!1",
        "b",
    ]
    assert capture_document(json.dumps(records[0], indent=2).encode(), "a.json").text == "One."


def test_json_lines_are_recognised_whatever_their_name_says() -> None:
    assert capture_document(lines({"text": "One."}), "dump").text == "One."
    assert capture_document(lines({"text": "One."}), "dump.txt").text == "One."
    assert capture_document(b'{"not": "a record"}', "a.txt").text == '{"not": "a record"}'
    assert capture_document(b"{curly} words", "a.txt").text == "{curly} words"


def test_a_value_larger_than_any_record_is_refused() -> None:
    assert "more than the 16,777,216" in capture_problem(b'{"text": [' + b"[]," * 6_000_000 + b"[]]}", "a.jsonl").reason


def test_an_id_that_is_no_name_becomes_one() -> None:
    found = capture_document(lines({"id": "../../etc\n\0\ud800", "text": "Words."}), "a.jsonl")
    assert found.name == "../../etc\\n\\x00\\ud800"
    assert found.title is None
