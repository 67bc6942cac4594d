from __future__ import annotations

from dataclasses import replace

import plover
import pytest

from allegedly.base.kinds import claim_types
from allegedly.claims.claim import Claim
from tests.factory import claims_in

PLACES = {"s": [(0, 7)], "t": [(16, 22)]}


def claims(text: str, **fields: object) -> list[Claim]:
    return [replace(claim, **fields) for claim in claims_in(text)]  # type: ignore[arg-type]


def test_marks_are_taken_out_and_their_places_kept() -> None:
    text, places = plover.unmark("The <s>League</s> armed <t>Iskaria</t> and <t>Asmer</t>.")
    assert text == "The League armed Iskaria and Asmer."
    assert [text[a:b] for a, b in places["s"] + places["t"]] == ["League", "Iskaria", "Asmer"]


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({}, "AID"),
        ({"realis": "planned"}, "AGREE"),
        ({"polarity": "denied"}, "REJECT"),
        ({"realis": "planned", "polarity": "denied"}, "REJECT"),
        ({"type": "attacks", "realis": "planned"}, "THREATEN"),
        ({"type": "attacks", "polarity": "denied"}, "ASSAULT"),
        ({"type": "leads"}, None),
    ],
)
def test_type_realis_and_polarity_make_the_class(fields: dict[str, object], event: str | None) -> None:
    (claim,) = claims("Iskaria armed League.", **fields)
    assert plover.event_of(claim) == event


def test_the_claim_that_joins_source_and_target_counts_before_a_surer_one() -> None:
    text = "Iskaria funded League. Asmer attacked Iskaria."
    funded, attacked = claims(text)
    places = {"s": [(0, 7)], "t": [(15, 21)]}
    assert plover.code([replace(funded, score=0.2), attacked], places) == "AID"
    assert plover.code([attacked], {"s": [(0, 1)], "t": [(99, 100)]}) == "ASSAULT"
    assert plover.code([replace(funded, type="leads")], places) is None


def test_who_says_that_the_target_did_harm_accuses_it() -> None:
    text = "Asmer attacked League, Iskaria said."
    place = {"s": [(text.index("Iskaria"), text.index(" said"))], "t": [(0, 5)]}
    assert plover.code(claims_in(text), place) == "ACCUSE"
    assert plover.code(claims_in(text.replace("attacked", "funded")), place) == "AID"


def test_the_table_speaks_of_types_that_exist_and_classes_that_are_counted() -> None:
    assert set(plover.TABLE["event"]) <= set(claim_types())
    events = {*plover.EVENTS.values(), *plover.TABLE["planned"].values(), *plover.TABLE["denied"].values()}
    assert events | {"YIELD", "PROTEST"} == set(plover.TABLE["quad"])


def test_macro_f1_is_the_mean_over_the_classes_of_the_gold_and_silence_is_wrong() -> None:
    found = plover.macro_f1(["AID", "AID", "REJECT"], ["AID", None, "AID"])
    assert found == {"AID": pytest.approx(0.5), "REJECT": 0.0}
    assert plover.mean(found) == pytest.approx(0.25)
