"""Dates of publication, never more precise than their words."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.capture.dates import parse_published, parse_timestamp


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("4 March 2021", "2021-03-04"),
        ("11.03.2018", "2018-03-11"),
        ("March 4, 2021", "2021-03-04"),
        ("Thursday, March 4th, 2021 at 10:15 am", "2021-03-04"),
        ("4 March, 2021", "2021-03-04"),
        ("Sept. 11, 2001", "2001-09-11"),
        ("March 2021", "2021-03"),
        ("2021", "2021"),
        ("2021-03", "2021-03"),
        ("2021-03-04", "2021-03-04"),
        ("2021/3/4", "2021-03-04"),
        ("2021-03-04T23:30:00+05:00", "2021-03-04"),
        ("2021-03-04 23:30:00", "2021-03-04"),
        ("3 JAN 90", "1990-01-03"),
        ("13/03/2021", "2021-03-13"),
        ("03/13/2021", "2021-03-13"),
        ("3.3.2021", "2021-03-03"),
        ("04/03/2021", None),
        ("March 4", None),
        ("Sept. 26", None),
        ("yesterday", None),
        ("30 February 2021", None),
        ("2021-02-30", None),
        ("2021-13", None),
        ("0021", None),
        ("9999", None),
        ("may", None),
        ("in 2021 they left", None),
        ("", None),
        (None, None),
        (2021, None),
    ],
)
def test_a_date_is_exactly_as_precise_as_its_words(words: object, value: str | None) -> None:
    assert parse_published(words) == value


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2068, 12, 31)))
def test_every_day_is_read_from_its_words(day: datetime.date) -> None:
    assert parse_published(f"{day:%A, %B} {day.day}, {day.year}") == parse_published(f"{day.day} {day:%b %Y}") == str(day)


def test_a_timestamp_in_seconds_or_milliseconds_is_a_day() -> None:
    assert parse_timestamp(1614852000) == parse_timestamp(1614852000000) == "2021-03-04"
    assert parse_timestamp(5) is parse_timestamp(1e30) is parse_timestamp(float("nan")) is None
