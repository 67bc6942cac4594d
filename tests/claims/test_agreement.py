from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.agreement import Score, compare_readings, differences, is_right, pair, score_reading, undecided
from allegedly.claims.claim import Claim, Hop, Mention
from tests.factory import claims_in

TEXT = "The junta armed the rebels in 2016, two officials said. Iskaria funded the League. Pell attacked the port."
ARMED, FUNDED, ATTACKED = claims_in(TEXT)


def other(claim: Claim, **changes: Any) -> Claim:
    return replace(claim, reader="second 1", **changes)


def elsewhere(claim: Claim, role: str, words: str) -> Claim:
    """The claim with other words in a role."""
    at = TEXT.index(words)
    return other(claim, arguments={**claim.arguments, role: (Mention(Span(at, at + len(words), words), words),)})


def test_readings_that_say_the_same_agree() -> None:
    found = compare_readings([ARMED, FUNDED], [other(FUNDED), other(ARMED, score=0.1)])
    assert [(a.id, b.id) for a, b in found.agreed] == [(ARMED.id, ARMED.id), (FUNDED.id, FUNDED.id)]
    assert found.disputed == ()


def test_what_only_one_has_and_what_they_say_differently_is_disputed_in_the_order_of_the_text() -> None:
    wrong = elsewhere(FUNDED, "patient", "port")
    found = compare_readings([ARMED, FUNDED], [wrong, other(ATTACKED)])
    assert [(each.first and each.first.type, each.second and each.second.type, each.differs) for each in found.disputed] == [
        ("arms", None, ()),
        ("funds", "funds", ("patient",)),
        (None, "attacks", ()),
    ]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"polarity": "denied"}, ("polarity",)),
        ({"certainty": "possible", "realis": "planned"}, ("certainty", "realis")),
        ({"chain": ()}, ("chain",)),
        ({"chain": (Hop(Source("Officials", False)),)}, ()),  # one name contains the other
        ({"chain": (Hop(Source("the Courier", True)),)}, ("chain",)),
        ({"arguments": {"agent": ARMED.arguments["agent"]}}, ("patient",)),
        ({"score": 0.1, "time": None}, ()),
    ],
)
def test_what_two_claims_differ_in_is_named(changes: dict[str, Any], fields: tuple[str, ...]) -> None:
    assert differences(ARMED, other(ARMED, **changes)) == fields


def test_a_whole_claim_is_right_whatever_its_chain_and_status() -> None:
    assert is_right(other(ARMED, chain=(), polarity="denied"), ARMED)
    assert not is_right(elsewhere(ARMED, "agent", "Iskaria"), ARMED)


def test_fillers_are_the_same_by_place_or_by_name() -> None:
    longer = Mention(Span(0, 9, "The junta"), "The junta")
    named = Mention(Span(56, 63, "Iskaria"), "JUNTA")
    for filler in (longer, named):
        assert differences(ARMED, other(ARMED, arguments={**ARMED.arguments, "agent": (filler,)})) == ()


def test_of_several_claims_at_one_trigger_those_sharing_most_fillers_are_paired() -> None:
    wrong = elsewhere(ARMED, "patient", "port")
    assert pair([ARMED], [wrong, other(ARMED)]) == [(ARMED, other(ARMED))]
    assert pair([ARMED, FUNDED], [other(FUNDED, type="arms")]) == []


def test_a_reader_is_scored_on_what_somebody_decided_about() -> None:
    missed, wrong, unjudged = ATTACKED, elsewhere(FUNDED, "patient", "port"), other(ATTACKED, type="kills")
    score = score_reading("second 1", [other(ARMED), wrong, unjudged], true=[ARMED, FUNDED, missed], false=[])
    assert (score.claims, score.judged, score.right, score.true) == (3, 2, 1, 3)
    assert (score.precision, score.recall) == (0.5, pytest.approx(1 / 3))
    assert score.f1 == pytest.approx(0.4)


def test_a_rejected_claim_counts_against_who_made_it() -> None:
    assert score_reading("a 1", [ARMED, FUNDED], true=[ARMED], false=[FUNDED]).precision == 0.5
    assert score_reading("b 1", [ARMED], true=[ARMED], false=[FUNDED]).precision == 1
    assert score_reading("c 1", [], true=[], false=[FUNDED]).f1 == 0


def test_scores_of_documents_add_up() -> None:
    assert Score("a 1", 1, 4, 3, 2, 5) + Score("a 1", 1, 1, 1, 1, 1) == Score("a 1", 2, 5, 4, 3, 6)


def test_what_somebody_decided_is_no_longer_disputed() -> None:
    disputes = compare_readings([ARMED, FUNDED], []).disputed
    assert [each.first for each in undecided(disputes, frozenset({ARMED.id}))] == [FUNDED]
