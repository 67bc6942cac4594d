"""STIX bundles as input: reports and notes are documents, everything else is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import stix2
from hypothesis import given, settings
from hypothesis import strategies as st

import allegedly
from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.stix import OURS
from allegedly.writers.stix import EXTENSION
from tests.capture.makers import assert_clear, capture_all, capture_document, capture_problem
from tests.fake_reader import FakeReader

TEXT = "The Sixth Bureau armed Dawn in 2016.\r\nIt denied that."
BUREAU = stix2.Identity(name="Pell Cyber Centre", identity_class="organization", id="identity--11111111-1111-4111-8111-111111111111")
TOOL = stix2.Tool(name="sharpaxe")
REPORT = stix2.Report(
    id="report--22222222-2222-4222-8222-222222222222",
    name="Dawn and its arms",
    description=TEXT,
    published="2016-05-04T10:00:00Z",
    created_by_ref=BUREAU.id,
    object_refs=[TOOL.id],
    lang="en-GB",
    external_references=[
        {"source_name": "cve", "external_id": "CVE-2016-0001", "url": "https://cve.example/1"},
        {"source_name": "Pell Cyber Centre", "url": "https://pell.example/dawn"},
    ],
)
NOTE = stix2.Note(
    id="note--33333333-3333-4333-8333-333333333333",
    abstract="On the arms",
    content="Dawn bought them.",
    authors=["Ann Ex", "Bo Wy"],
    created="2017-01-02T03:04:05Z",
    object_refs=[REPORT.id],
)


def bundle(*objects: Any, **more: Any) -> bytes:
    """A bundle of these objects as bytes; an object may be a dict that stix2 would refuse."""
    plain = [json.loads(each.serialize()) if hasattr(each, "serialize") else each for each in objects]
    return json.dumps({"type": "bundle", "id": "bundle--44444444-4444-4444-8444-444444444444", "objects": plain} | more).encode()


def changed(thing: Any, **fields: Any) -> dict[str, Any]:
    """The object with other fields; None takes one away."""
    plain = json.loads(thing.serialize()) | fields
    return {name: value for name, value in plain.items() if value is not None}


def test_a_report_is_a_document_with_its_text_character_for_character() -> None:
    found, left = capture_all(bundle(BUREAU, TOOL, REPORT), "feed.json")
    assert isinstance(found, Document) and found.text == TEXT
    assert (found.name, found.place) == (REPORT.id, f"/reports/feed.json!{REPORT.id}")
    assert (found.title, found.publisher, found.published) == ("Dawn and its arms", "Pell Cyber Centre", "2016-05-04")
    assert (found.url, found.language, found.media_type) == ("https://pell.example/dawn", "en", "application/stix+json")
    assert isinstance(left, Unreadable) and "1 objects are no text" in left.reason and left.reason.endswith("not taken: 1 tool")
    assert_clear(left)


def test_a_note_is_a_document_of_the_day_it_was_created() -> None:
    found = capture_document(bundle(NOTE), "note")
    assert (found.text, found.title, found.byline, found.published) == ("Dawn bought them.", "On the arms", "Ann Ex, Bo Wy", "2017-01-02")
    assert found.publisher is None and found.url is None


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.stix", "a"])
@pytest.mark.parametrize("spread", [{}, {"indent": 2}, {"sort_keys": True}])
def test_a_bundle_is_known_by_its_content(name: str, spread: dict[str, Any]) -> None:
    data = json.dumps(json.loads(bundle(NOTE, changed(NOTE, id=f"note--{'x' * 9000}"))), **spread).encode()
    assert {item.media_type for item in capture_all(data, name) if isinstance(item, Document)} == {"application/stix+json"}
    assert len(capture_all(data, name)) == 2


def test_records_that_speak_of_bundles_are_no_bundle() -> None:
    line = json.dumps({"text": 'Write {"type": "bundle", "id": "bundle--1"} first.'}).encode()
    assert capture_document(line, "a.jsonl").media_type == "application/jsonl"


def test_every_object_that_is_no_text_is_counted_by_type() -> None:
    indicators = [{"type": "indicator", "id": f"indicator--{n}"} for n in range(1200)]
    kinds = [{"type": f"x-kind-{n}", "id": f"x--{n}"} for n in range(9)]
    _, left = capture_all(bundle(NOTE, BUREAU, *indicators, *kinds, 7, {"type": "tool"}), "a.json")
    assert isinstance(left, Unreadable) and left.place == "/reports/a.json"
    assert left.reason.startswith("1,212 objects") and "1,200 indicator" in left.reason and "of other types" in left.reason
    assert "2 object without type or id" in left.reason and "1 identity" in capture_problem(bundle(BUREAU), "a.json").reason
    assert_clear(left)


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (changed(REPORT, description=None), "this report holds no text in its description"),
        (changed(REPORT, description="  "), "holds no text"),
        (changed(NOTE, content=5), "this note holds no text in its content"),
        (changed(REPORT, revoked=True), "was revoked"),
    ],
)
def test_what_cannot_be_taken_is_named_and_the_rest_goes_on(thing: dict[str, Any], said: str) -> None:
    other = changed(NOTE, id="note--5")
    problem, found = capture_all(bundle(thing, other), "a.json")
    assert isinstance(problem, Unreadable) and problem.place == f"/reports/a.json!{thing['id']}" and said in problem.reason
    assert_clear(problem)
    assert isinstance(found, Document) and found.name == "note--5"


def test_of_several_versions_the_newest_is_taken_wherever_it_stands() -> None:
    old, new = (changed(NOTE, content=f"Of {year}.", modified=f"{year}-01-01T00:00:00.000Z") for year in (2018, 2019))
    for order in ((old, new), (new, old), (new, new)):
        found = capture_all(bundle(*order), "a.json")
        assert [item.text for item in found if isinstance(item, Document)] == ["Of 2019."]
        assert [item.reason for item in found if isinstance(item, Unreadable)] == ["is here in several versions; only the newest is taken"]


def test_what_allegedly_wrote_does_not_come_back_as_a_report_of_somebody() -> None:
    assert OURS == EXTENSION
    note = changed(NOTE, extensions={OURS: {"extension_type": "property-extension"}})
    assert "1 note by allegedly itself" in capture_problem(bundle(note), "a.json").reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"type": "bundle", "id": "bundle--1", "objects": [', "this bundle is not valid JSON (Expecting value at character 51)"),
        (b'{"type": "bundle", "id": "bundle--1"}', "is no STIX bundle"),
        (b'{"type": "bundle", "id": "bundle--1", "objects": {}}', "is no STIX bundle"),
        (b'{"type": "bundle", "id": "bundle--1", "objects": []}', "holds no objects"),
        (b'{"type": "bundle", "id": "bundle--1", "objects": ' + b"[" * 100_000, "nested too deeply"),
        (bundle() + b" " * 17_000_000 + b"}", "more than the 16,777,216"),
    ],
)
def test_a_damaged_bundle_is_refused_in_one_line(data: bytes, said: str) -> None:
    assert said in capture_problem(data, "a.json").reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = "type id name description content abstract authors created_by_ref published created modified lang external_references extensions revoked".split()


@settings(max_examples=50)
@given(st.lists(JSON | st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(["report", "note", "identity"])), max_size=5))
def test_no_object_raises_whatever_its_fields_hold(objects: list[Any]) -> None:
    for item in capture_all(bundle(*objects), "a.json"):
        assert not isinstance(item, Unreadable) or "damaged or unusual" not in item.reason, item


def test_a_bundle_is_added_to_a_case_and_what_was_left_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_bytes(bundle(BUREAU, TOOL, REPORT, NOTE))
    with allegedly.open(tmp_path / "x.case", create=True) as case:
        for _ in range(2):
            report = case.add(tmp_path / "feed.json", reader=FakeReader())
        assert report.unchanged == 2 and [row.publisher for row in case.documents()] == ["Pell Cyber Centre", None]
        assert [refusal.reason for refusal in case.status().refusals] == [refusal.reason for refusal in report.refused] != []
