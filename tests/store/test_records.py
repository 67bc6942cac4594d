from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from allegedly.base.document import Document
from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.claims.reading import Reading
from allegedly.entities.phrases import is_proper
from allegedly.store import records, schema
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.store.records import to_document
from tests.factory import document

WORDS = st.text(min_size=1, max_size=12)
TEXTS = st.text(min_size=1, max_size=200)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any text with any masthead."""
    described = {name: draw(st.none() | WORDS) for name in ("title", "publisher", "byline", "agency", "dateline", "published", "url")}
    text = draw(TEXTS)
    pages = draw(st.lists(st.integers(0, len(text)), max_size=3).map(sorted))
    return document(text, name=draw(WORDS), place=draw(WORDS), pages=tuple(pages), **described)


@st.composite
def claims(draw: st.DrawFn, doc: Document) -> Claim:
    """Any claim whose spans stand in `doc`."""

    def span() -> Span:
        start = draw(st.integers(0, len(doc.text) - 1))
        return Span.of(doc.text, start, draw(st.integers(start + 1, len(doc.text))))

    def mentions() -> tuple[Mention, ...]:
        return tuple(Mention(span(), draw(st.text(max_size=8))) for _ in range(draw(st.integers(1, 3))))

    def hop() -> Hop:
        maybe: Any = st.sampled_from([None, span()])
        return Hop(Source(draw(WORDS), draw(st.booleans())), draw(maybe), draw(maybe))

    values = st.none() | st.sampled_from(["2016", "2016-05", "2016-05/..", "../2016-05-03", "no time"])
    return Claim(
        document=doc.name,
        document_id=doc.id,
        reader="any 1",
        score=draw(st.floats(0, 1)),
        sentence=span(),
        type=draw(st.sampled_from(sorted(claim_types()))),
        trigger=span(),
        arguments={role: mentions() for role in draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3))},
        time=TimeExpression(span(), draw(values)) if draw(st.booleans()) else None,
        polarity=draw(st.sampled_from(POLARITIES)),
        certainty=draw(st.sampled_from(CERTAINTIES)),
        realis=draw(st.sampled_from(REALIS)),
        chain=tuple(hop() for _ in range(draw(st.integers(0, 3)))),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_goes_into_a_case_comes_out_equal(data: st.DataObject, database: Database) -> None:
    doc = data.draw(documents())
    found = {claim.id: claim for claim in data.draw(st.lists(claims(doc), max_size=4))}
    with database.writing() as connection:
        add_document(connection, doc, Reading("any 1", tuple(found.values()), 0))
        row = connection.execute(select(schema.documents)).mappings().one()
        keys = list(connection.execute(select(schema.claims.c.key).order_by(schema.claims.c.key)).scalars())
        back = records.claims_at(connection, keys)
        connection.rollback()  # the next example starts from an empty case
    assert (to_document(row), to_document(row).id, row["id"]) == (doc, doc.id, doc.id)
    assert back == list(found.values())
    assert [claim.to_dict() for claim in back] == [claim.to_dict() for claim in found.values()]
    for claim in back:
        claim.check(row["text"])


@pytest.mark.parametrize("name", ["Iskaria", "the Dawn Militia", "al-Qaeda", "US-backed rebels", "The Hague", "الحشد", "人民解放军"])
def test_a_proper_name_is_one_entity_in_all_documents(name: str) -> None:
    assert is_proper(name)
    assert records.entity_row(name, "d-one")["id"] == records.entity_row(name.upper(), "d-two")["id"]


@pytest.mark.parametrize("name", ["northern rebels", "the strike", "two officials of Iskaria", "15 men", "!"])
def test_a_description_is_an_entity_of_its_document(name: str) -> None:
    assert not is_proper(name)
    assert records.entity_row(name, "d-one")["id"] != records.entity_row(name, "d-two")["id"]
