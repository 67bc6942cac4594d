"""A span cannot lie about the words it covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.errors import EmptySpan, QuoteMismatch
from allegedly.base.span import Span


@given(st.text(min_size=1), st.data())
def test_a_span_made_of_a_text_checks_out_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.of(text, start, end)
    span.check(text)
    assert span.text == text[start:end]


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(EmptySpan):
        Span(3, 3, "")


def test_a_quote_of_another_length_is_refused() -> None:
    with pytest.raises(QuoteMismatch):
        Span(0, 4, "army!")


def test_a_quote_that_stands_elsewhere_is_refused() -> None:
    with pytest.raises(QuoteMismatch, match="the text reads “denied”"):
        Span(4, 10, "agreed").check("She denied it.")


def test_overlap_needs_a_shared_character() -> None:
    left, right = Span(0, 3, "abc"), Span(3, 5, "de")
    assert not left.overlaps(right)
    assert left.overlaps(Span(2, 4, "cd"))
    assert Span(0, 5, "abcde").contains(right)
