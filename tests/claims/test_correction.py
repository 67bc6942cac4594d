from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allegedly.base.errors import BadOption, EvidenceError
from allegedly.claims.claim import Claim
from allegedly.claims.correction import Correction, Decision, annotation_of, settle, stamp_of, to_claim, to_record
from tests.factory import claims_in, document

TEXT = "The junta armed the rebels in 2016, an official said, The Herald said. The league funded the militia."
DOC = document(TEXT)
ARMED, FUNDED = claims_in(TEXT)


def correction(number: int, decision: Decision, claim: Claim | None, after: Claim | None) -> Correction:
    return Correction(
        number=number,
        document=DOC.id,
        decision=decision,
        claim=claim.id if claim else None,
        before=to_record(claim) if claim else None,
        after=to_record(after) if after else None,
        who="mk",
        at="2026-11-28T12:00:00Z",
        why="",
    )


DENIED = replace(ARMED, polarity="denied", reader="mk", score=1.0)


def test_a_claim_comes_back_from_its_record_whole() -> None:
    assert to_claim(to_record(ARMED), DOC, ARMED.reader) == replace(ARMED, score=1.0)


def test_without_corrections_the_reading_stands() -> None:
    settled = settle([ARMED, FUNDED], [], DOC)
    assert not settled.set_aside and not settled.put


def test_a_rejected_claim_is_set_aside_and_an_accepted_one_comes_back() -> None:
    rejected = correction(1, "rejected", ARMED, None)
    assert settle([ARMED, FUNDED], [rejected], DOC).set_aside == {ARMED.id}
    assert not settle([ARMED, FUNDED], [rejected, correction(2, "accepted", ARMED, ARMED)], DOC).set_aside


def test_an_accepted_claim_stands_though_a_later_reading_has_lost_it() -> None:
    settled = settle([FUNDED], [correction(1, "accepted", ARMED, ARMED)], DOC)
    assert [claim.id for claim in settled.put] == [ARMED.id]


def test_a_correction_that_keeps_the_places_takes_the_place_of_the_claim() -> None:
    settled = settle([ARMED, FUNDED], [correction(1, "corrected", ARMED, DENIED)], DOC)
    assert settled.set_aside == {ARMED.id} and settled.put == (DENIED,)


def test_a_correction_of_a_correction_leaves_only_the_last() -> None:
    shelters = replace(DENIED, type="shelters")
    settled = settle([ARMED], [correction(1, "corrected", ARMED, DENIED), correction(2, "corrected", DENIED, shelters)], DOC)
    assert settled.put == (shelters,)


def test_the_stamp_changes_with_what_is_said_and_with_every_decision_about_it() -> None:
    accepted = correction(7, "accepted", ARMED, ARMED)
    stamps = {stamp_of(ARMED, []), stamp_of(DENIED, []), stamp_of(ARMED, [accepted])}
    assert len(stamps) == 3
    assert stamp_of(FUNDED, [accepted]) == stamp_of(FUNDED, [])


def test_an_annotation_is_the_record_of_hand_annotation() -> None:
    record = annotation_of(to_record(ARMED))
    assert not {"id", "reader", "score"} & record.keys()
    assert record["chain"] == [{"name": "The Herald", "named": True}, {"name": "an official", "named": False}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "levitates"),
        ("polarity", "maybe"),
        ("arguments", {"hero": []}),
        ("chain", [{"name": " ", "named": True}]),
        ("time", {"text": "2016", "start": 29, "end": 33, "value": "last year"}),
        ("sentence", [0, 5]),
    ],
)
def test_a_record_outside_the_vocabulary_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BadOption):
        to_claim(to_record(ARMED) | {field: value}, DOC, "mk")


@pytest.mark.parametrize("field", ["sentence", "trigger", "arguments", "chain"])
def test_a_record_that_is_not_whole_is_refused_by_the_name_of_what_it_lacks(field: str) -> None:
    record = {name: value for name, value in to_record(ARMED).items() if name != field}
    with pytest.raises(BadOption, match=f"lacks '{field}'"):
        to_claim(record, DOC, "mk")


@pytest.mark.parametrize("trigger", [{"start": 10, "end": 10}, {"start": 90, "end": 9999}, {"start": 10, "end": 15, "text": "fired"}])
def test_words_that_do_not_stand_there_are_refused(trigger: dict[str, Any]) -> None:
    with pytest.raises(EvidenceError):
        to_claim(to_record(ARMED) | {"trigger": trigger}, DOC, "mk")
