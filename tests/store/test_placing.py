"""Places of a case: resolved by their document, with runners-up, no finer than the words, and not again until claims change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.case import Case
from allegedly.claims.claim import Claim, Mention
from allegedly.store import placing
from allegedly.store.placing import PlaceRow
from tests.factory import PatternReader, document
from tests.store.conftest import Add


class Placed(PatternReader):
    """Takes the patient of whoever is attacked for a place, and that of whoever is sheltered for an origin."""

    def read(self, doc: Document) -> Iterator[Claim]:
        for claim in super().read(doc):
            role = {"attacks": "place", "shelters": "origin"}.get(claim.type)
            yield replace(claim, arguments=claim.arguments | {role: claim.arguments["patient"]}) if role else claim


TEXT = "TRIPOLI (Wire) -- Iskaria attacked Sirte. The League attacked northern Mali. Chad sheltered Zuwarra Bend."


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """A case of one report."""
    add(document(TEXT, name="wire", dateline="TRIPOLI"), Placed())
    return case


def by_text(case: Case) -> dict[str, PlaceRow]:
    return {row.text: row for row in case.places()}


def test_a_place_has_role_precision_and_the_claims_set_there(filled: Case) -> None:
    found = by_text(filled)
    sirte = found["Sirte"]
    assert (sirte.country, sirte.precision, sirte.role) == ("LY", "city", "event")
    assert [filled.get(id).type for id in sirte.claims] == ["attacks"]  # type: ignore[union-attr]
    assert found["Zuwarra Bend"].role == "origin"


def test_a_dateline_is_a_place_of_the_document_and_of_no_claim(filled: Case) -> None:
    line = by_text(filled)["TRIPOLI"]
    assert (line.role, line.country, line.claims, line.start) == ("dateline", "LY", (), 0)
    assert line.runners_up and all(other.reason for other in line.runners_up)


def test_coordinates_are_no_finer_than_the_words(filled: Case) -> None:
    part = by_text(filled)["northern Mali"]
    assert part.precision == "country" and part.latitude == round(part.latitude or 0, 1)


def test_what_the_gazetteer_lacks_says_so(filled: Case) -> None:
    unknown = by_text(filled)["Zuwarra Bend"]
    assert (unknown.place, unknown.precision, unknown.latitude) == (None, None, None)
    assert "the gazetteer has no place called" in unknown.reason


def test_only_documents_with_new_claims_are_resolved(filled: Case, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled.places().to_dicts()
    resolved: list[str] = []
    once = placing.resolve

    def watched(doc: Document, mentions: placing.Mentions) -> list[PlaceRow]:
        resolved.append(doc.name)
        return once(doc, mentions)

    monkeypatch.setattr(placing, "resolve", watched)
    add(document("Iskaria attacked Benghazi.", name="later"), Placed())
    assert filled.places().to_dicts()[: len(before)] == before and resolved == ["later"]
    filled.reject(next(iter(filled.claims(about="Sirte"))), why="a misreading")
    assert "Sirte" not in by_text(filled) and resolved == ["later", "wire"]


def test_a_place_that_is_left_by_somebody_is_an_origin_whatever_else_it_is(case: Case, add: Add) -> None:
    class Both(PatternReader):
        def read(self, doc: Document) -> Iterator[Claim]:
            for claim in super().read(doc):
                place = Mention(Span.of(doc.text, doc.text.index("Sirte"), doc.text.index("Sirte") + 5), "Sirte")
                yield replace(claim, arguments=claim.arguments | {"place": (place,), "origin": (place,)})

    add(document("Iskaria attacked Sirte."), Both())
    assert [row.role for row in case.places()] == ["origin"]
