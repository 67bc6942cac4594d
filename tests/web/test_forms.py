from __future__ import annotations

import pytest

from allegedly.base.errors import BadOption
from allegedly.claims.correction import content, to_claim
from allegedly.claims.correction import to_record as record_of
from allegedly.web.forms import to_record
from tests.factory import claims_in, document

TEXT = "The junta armed the rebels in 2016, an official said, The Herald said. Nothing else happened."
DOC = document(TEXT)
(ARMED,) = claims_in(TEXT)
SHOWN = {
    "type": "arms",
    "polarity": "affirmed",
    "certainty": "certain",
    "realis": "actual",
    "trigger": "10:15",
    "time": "30:34",
    "time_value": "2016",
    "role_0": "agent",
    "span_0": "4:9",
    "entity_0": "junta",
    "role_1": "patient",
    "span_1": "20:26",
    "entity_1": "rebels",
    "role_2": "object",
    "span_2": "",
    "entity_2": "",
    "hop_0": "The Herald",
    "hop_named_0": "on",
    "hop_mention_0": "54:64",
    "hop_cue_0": "65:69",
    "hop_1": "official",
    "hop_2": " ",
}


def test_a_form_sent_back_unchanged_states_the_same_claim() -> None:
    fields = SHOWN | {"hop_1": "an official", "hop_mention_1": "36:47", "hop_cue_1": "48:52"}
    assert content(to_claim(to_record(fields, DOC, ARMED), DOC, "mk")) == content(ARMED)


def test_what_was_left_blank_falls_away() -> None:
    record = to_record(SHOWN, DOC, ARMED)
    assert set(record["arguments"]) == {"agent", "patient"}
    assert [hop["named"] for hop in record["chain"]] == [True, False]


def test_a_drawn_claim_gets_the_sentence_of_its_trigger() -> None:
    record = to_record(SHOWN | {"trigger": f"{TEXT.index('happened')}:{len(TEXT) - 1}", "time": ""}, DOC, None)
    assert TEXT[slice(*record["sentence"])] == "Nothing else happened."
    assert record_of(to_claim(record, DOC, "mk"))["trigger"]["text"] == "happened"


def test_an_argument_without_a_name_is_called_by_its_words() -> None:
    assert to_record(SHOWN | {"entity_0": ""}, DOC, ARMED)["arguments"]["agent"][0]["entity"] == "junta"


@pytest.mark.parametrize("place", ["x", "5", "9:4", "4:4", "4:9999", "-1:3"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(BadOption, match="no place in this document"):
        to_record(SHOWN | {"span_0": place}, DOC, ARMED)


def test_a_claim_without_a_trigger_is_refused() -> None:
    with pytest.raises(BadOption, match="needs a trigger"):
        to_record(SHOWN | {"trigger": ""}, DOC, None)
