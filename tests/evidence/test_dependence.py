"""The noun, and how signs combine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.errors import Bug
from allegedly.base.span import Span
from allegedly.evidence.dependence import Dependence, Sign, SpanPair, noisy_or

PROBABILITIES = st.lists(st.floats(0, 1), max_size=6)


@given(PROBABILITIES, st.floats(0, 1))
def test_another_sign_never_lowers_the_probability(deltas, more):
    assert noisy_or([*deltas, more]) >= max([*deltas, more], default=0) - 1e-12
    assert noisy_or([*deltas, more]) >= noisy_or(deltas) - 1e-12


def test_two_even_signs_are_three_in_four():
    link = Dependence(later="b", earlier="a", kind="copies", signs=(Sign("wording", 0.5, "words"), Sign("agency", 0.5, "credit")))
    assert link.delta == 0.75 and link.reasons == ("words", "credit")


def test_a_record_holds_both_spans():
    pair = SpanPair(Span(0, 2, "ab"), Span(3, 5, "ab"))
    record = Dependence(later="b", earlier="a", kind="cites", signs=(Sign("citation", 1, "named", (pair,)),)).to_dict()
    assert record["from"] == "b" and record["to"] == "a" and record["delta"] == 1
    assert record["pairs"] == [[{"text": "ab", "start": 0, "end": 2}, {"text": "ab", "start": 3, "end": 5}]]


@pytest.mark.parametrize("delta", [-0.1, 1.1, float("nan")])
def test_a_probability_outside_0_to_1_is_refused(delta):
    with pytest.raises(Bug, match="expected 0 to 1"):
        Sign("wording", delta, "words")


def test_a_dependence_needs_two_documents_and_a_reason():
    with pytest.raises(Bug, match="on itself"):
        Dependence(later="a", earlier="a", kind="copies", signs=(Sign("wording", 1, "words"),))
    with pytest.raises(Bug, match="without a reason"):
        Dependence(later="b", earlier="a", kind="copies", signs=())
