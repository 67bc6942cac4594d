"""A paragraph in capitals gets the letters that it would have elsewhere; nothing moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.claims.casing import recased
from allegedly.claims.reading import read_document
from tests.factory import document

WIRE = "THE SOLDIERS OF THE NATIONAL GUARD KILLED COL. RENATO ARDIZZONE IN TALVERA, MILITARY SOURCES SAID. HIS WIFE WAS WOUNDED."


def test_names_keep_a_capital_and_the_rest_loses_it() -> None:
    assert recased(WIRE) == (
        "The soldiers of the National Guard killed Col. Renato Ardizzone in Talvera, military sources said. His wife was wounded."
    )


def test_an_acronym_stays_in_capitals() -> None:
    assert "[FMLN]" in recased("TERRORISTS OF THE LIBERATION FRONT [FMLN] KIDNAPPED THE MAYOR.")


@pytest.mark.parametrize(
    "text",
    [
        "The guerrillas of the FMLN killed a colonel, REUTERS said.",
        "MOSCOW, March 3 (TASS) - The ministry denied it.",
        "NATO AND ASEAN",
        "",
        "1990 -- 1991",
    ],
)
def test_what_is_not_in_capitals_stays_the_very_same(text: str) -> None:
    assert recased(text) is text


def test_only_the_paragraph_in_capitals_changes() -> None:
    title, rest = "ARMY CHIEF SAYS THAT REBELS HAVE LEFT", "The chief of the FMLN was not asked.\n"
    assert recased(f"{title}\n\n{rest}") == f"Army chief says that rebels have left\n\n{rest}"


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_length_and_every_letter_but_for_its_form_stay(text: str) -> None:
    made = recased(text)
    assert len(made) == len(text)
    assert all(a == b or a.lower() == b.lower() for a, b in zip(text, made, strict=True))


def test_claims_of_a_text_in_capitals_quote_it_as_printed_and_name_people_as_elsewhere() -> None:
    doc = document(WIRE)
    killed = next(claim for claim in read_document(doc) if claim.type == "kills")
    killed.check(doc.text)
    patient = killed.arguments["patient"][0]
    assert "RENATO ARDIZZONE" in patient.span.text
    assert patient.entity == "Renato Ardizzone"
    assert [(hop.source.name, hop.source.named) for hop in killed.chain] == [("military sources", False)]


def test_what_stands_in_brackets_is_an_acronym_in_all_the_text_and_an_ordinal_none() -> None:
    text = "THE POLICE BLAMED THE TUPAC MOVEMENT (MRTA) FOR IT. THE MRTA ATTACKED THE 1ST BRIGADE (AGAIN)."
    assert recased(text) == "The police blamed the Tupac Movement (MRTA) for it. The MRTA attacked the 1st Brigade (again)."
