"""FollowTheMoney entities as input: documents with a text are documents, everything else is counted."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from followthemoney import model
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.followthemoney import DOCUMENTS, LANGUAGES, PAGE
from tests.capture.makers import PROSE, assert_clear, capture_all, capture_document, capture_problem
from tests.capture.test_stix import JSON


def entity(id: str, schema: str, **properties: Any) -> dict[str, Any]:
    """What followthemoney itself makes of an entity; a property or value that it does not accept fails the test."""
    made = model.make_entity(schema)
    made.id = id
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a transliterator that is not installed
        for name, value in properties.items():
            made.add(name, value)
            assert made.has(name), name
    return dict(made.to_dict())


def stream(*entities: Any) -> bytes:
    """A line for each."""
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in entities).encode()


ARTICLE = entity(
    "ab12",
    "Article",
    title="Dawn and its arms",
    bodyText="The Sixth Bureau armed Dawn.\r\nIt denied that.",
    author=["Ann Ex", "Bo Wy"],
    publisher="The Pell Herald",
    publishedAt="2016-05-04T10:00:00",
    sourceUrl="https://herald.example/1",
    language="eng",
)
PERSON = entity("p1", "Person", name="Ann Ex")


def test_the_schemata_are_those_of_the_model() -> None:
    assert {schema.name for schema in model.schemata.values() if schema.is_a("Document")} == DOCUMENTS
    assert {schema.name for schema in model.schemata.values() if "bodyText" in schema.properties} == DOCUMENTS | {PAGE}


def test_the_languages_are_those_that_the_model_writes() -> None:
    written = model.get("Document").get("language").type.names  # type: ignore[union-attr]
    assert LANGUAGES.keys() <= written.keys() and all(len(code) == 2 for code in LANGUAGES.values())


def test_an_article_is_a_document_with_its_text_character_for_character() -> None:
    found, left = capture_all(stream(PERSON, ARTICLE), "x.json")
    assert isinstance(found, Document) and found.text == "The Sixth Bureau armed Dawn.\r\nIt denied that."
    assert (found.name, found.place, found.media_type) == ("ab12", "/reports/x.json!ab12", "application/json+ftm")
    assert (found.title, found.byline, found.publisher) == ("Dawn and its arms", "Ann Ex, Bo Wy", "The Pell Herald")
    assert (found.published, found.url, found.language) == ("2016-05-04", "https://herald.example/1", "en")
    assert isinstance(left, Unreadable) and left.reason.endswith("1 entities are no text to read claims in and were not taken: 1 Person")
    assert_clear(left)


@pytest.mark.parametrize("schema", sorted(DOCUMENTS))
def test_whatever_document_has_a_text_is_taken(schema: str) -> None:
    assert capture_document(stream(entity("a", schema, bodyText="Words.")), "x").text == "Words."
    assert f"1 {schema} without text" in capture_problem(stream(entity("a", schema, fileName="a.pdf")), "x").reason


def test_a_web_page_is_read_as_one() -> None:
    page = f"<html><body><article><p>{PROSE}</p><p>{PROSE} Twice.</p></article></body></html>"
    found = capture_document(stream(entity("a", "HyperText", bodyHtml=page, title="Arms", publishedAt="2016")), "x")
    assert PROSE in found.text and "<p>" not in found.text and (found.title, found.published) == ("Arms", "2016")


def test_the_pages_of_a_document_are_put_together_and_keep_their_numbers() -> None:
    pages = [entity(f"pg{n}", PAGE, bodyText=f"Page {n}.", index=str(n), document="a") for n in (10, 2, 1)]
    found = capture_document(stream(*pages, entity("a", "Pages", title="A report")), "x")
    assert found.text == "Page 1.\n\nPage 2.\n\nPage 10." and found.title == "A report"
    assert [found.page_of(found.text.index(words)) for words in ("Page 1.", "Page 2", "Page 10")] == [1, 2, 3]
    assert "1 Page whose document is not in the file" in capture_problem(stream(pages[0]), "x").reason


def test_lines_about_one_entity_are_put_together() -> None:
    first, second = entity("a", "Document", bodyText="One."), entity("a", "Article", title="Arms", bodyText=["One.", "Two."])
    found = capture_document(stream(first, second), "x")
    assert (found.text, found.title) == ("One.\n\nTwo.", "Arms")


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.ftm", "a"])
def test_entities_are_known_by_their_content(name: str) -> None:
    long = entity("b", "PlainText", bodyText="Words. " * 3000)
    for data in (
        stream(ARTICLE, long),
        json.dumps([ARTICLE, long], indent=2).encode(),
        json.dumps([long, ARTICLE], sort_keys=True).encode(),
    ):
        found = capture_all(data, name)
        assert len(found) == 2 and {item.media_type for item in found if isinstance(item, Document)} == {"application/json+ftm"}


@pytest.mark.parametrize(
    "data", [b'{"text": "A \\"schema\\": \\"Person\\", \\"properties\\": {}."}', b'{"$schema": "X", "text": "Words."}']
)
def test_records_that_are_no_entities_stay_records(data: bytes) -> None:
    assert capture_document(data, "a.jsonl").media_type == "application/jsonl"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "not valid JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": "a", "schema": "Article"}', "no FollowTheMoney entity (its fields: id, schema)"),
        ('{"id": 5, "schema": "Article", "properties": {}}', "no FollowTheMoney entity"),
        ('{"id": "a", "schema": "Article", "properties": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: str, said: str) -> None:
    bad, found = capture_all(stream(PERSON | {"id": "ab12"}, line, ARTICLE), "a.ftm")
    assert isinstance(bad, Unreadable) and bad.place == "/reports/a.ftm!2" and said in bad.reason
    assert_clear(bad)
    assert isinstance(found, Document) and found.name == "ab12"


def test_a_page_that_holds_nothing_costs_one_line_only() -> None:
    bad, found = capture_all(stream(entity("b", "HyperText", bodyHtml="<script>x</script>"), ARTICLE), "x")
    assert isinstance(bad, Unreadable) and bad.place == "/reports/x!b" and isinstance(found, Document)


def test_an_empty_list_says_so() -> None:
    assert "holds no entities" in capture_problem(b"[]", "a.ftm").reason


NAMES = ["bodyText", "bodyHtml", "title", "publishedAt", "author", "language", "document", "index", "sourceUrl"]
ENTITIES = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", "", "\ud800"]),
        "schema": st.sampled_from(["Article", "Pages", "Page", "Person", "x\ny"]),
        "properties": st.dictionaries(st.sampled_from(NAMES), JSON | st.lists(st.text(max_size=9), max_size=2), max_size=5),
    }
)


@settings(max_examples=50)
@given(st.lists(ENTITIES, min_size=1, max_size=5))
def test_no_entity_raises_whatever_its_properties_hold(entities: list[Any]) -> None:
    for item in capture_all(stream(*entities), "a.ftm"):
        assert not isinstance(item, Unreadable) or "damaged or unusual" not in item.reason, item
