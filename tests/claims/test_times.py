"""Times become exactly as precise as their words, and None where they do not resolve."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.moment import parse_interval
from allegedly.claims.times import in_told_year, lies_ahead, resolve_time

WEDNESDAY = date(2024, 3, 13)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("in May 2016", "2016-05"),
        ("on 4 February 2015", "2015-02-04"),
        ("Dec. 10, 2016", "2016-12-10"),
        ("On Thursday, Dec. 15, 2016", "2016-12-15"),
        ("1979", "1979"),
        ("early 2017", "2017"),
        ("the 1990s", "1990/1999"),
        ("in the summer of 2014", "2014-06/2014-08"),
        ("since at least 2007", "2007/.."),
        ("since Syria's civil war began in 2011", "2011/.."),
        ("until 1997", "../1997"),
        ("by 2010", "../2010"),
        ("between 2015 and early 2017", "2015/2017"),
        ("sometime between 1977-1979", "1977/1979"),
        ("from 5-6 April 2016", "2016-04-05/2016-04-06"),
        ("from 30 December to 2 January 2021", "2020-12-30/2021-01-02"),
        ("2016-05-03", "2016-05-03"),
        ("25/12/2016", "2016-12-25"),
        ("3.4.2016", "2016-04-03"),
        ("in 1986 and 1987", "1986/1987"),
        ("2014-15", "2014/2015"),
        ("the winter of 2014-15", "2014-12/2015-02"),
        ("the first half of 2016", "2016-01/2016-06"),
        ("the third quarter of 2016", "2016-07/2016-09"),
        ("at Easter 2021", "2021-04-04"),
        ("on the ninth of February 2021", "2021-02-09"),
        ("at the end of March 2021", "2021-03"),
        ("in the 1990s", "1990/1999"),
        ("the 2016 election", "2016"),
    ],
)
def test_absolute_times_need_no_anchor(words: str, value: str) -> None:
    assert resolve_time(words, None) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("yesterday", "2024-03-12"),
        ("on Tuesday", "2024-03-12"),
        ("Wednesday night", "2024-03-13"),
        ("last Wednesday", "2024-03-06"),
        ("last week", "2024-03-04/2024-03-10"),
        ("last month", "2024-02"),
        ("this year", "2024"),
        ("three weeks ago", "2024-02-21"),
        ("two years ago", "2022"),
        ("on 12 February", "2024-02-12"),
        ("in December", "2023-12"),
        ("last May", "2023-05"),
        ("since October", "2023-10/.."),
        ("in September", "2023-09"),
        ("between January 12 and 16", "2024-01-12/2024-01-16"),
        ("12 to 16 January", "2024-01-12/2024-01-16"),
        ("for the past two years", "2022/2024"),
        ("in the last 48 hours", "2024-03-11/2024-03-13"),
        ("over the weekend", "2024-03-09/2024-03-10"),
        ("in the autumn", "2023-09/2023-11"),
        ("this winter", "2023-12/2024-02"),
        ("at the start of this month", "2024-03"),
        ("before the end of the year", "../2024"),
        ("today's", "2024-03-13"),
        ("the day before yesterday", "2024-03-11"),
        ("the night of Sunday to Monday", "2024-03-10/2024-03-11"),
        ("at Easter", "2024-03-31"),
    ],
)
def test_relative_times_are_resolved_against_the_day_of_the_document(words: str, value: str) -> None:
    assert resolve_time(words, WEDNESDAY) == value
    assert resolve_time(words, None) is None


def test_a_weekday_of_something_planned_lies_ahead() -> None:
    assert resolve_time("on Friday", WEDNESDAY) == "2024-03-08"
    assert resolve_time("on Friday", WEDNESDAY, future=True) == "2024-03-15"


def test_what_happened_lies_behind_the_document_and_an_end_or_a_plan_may_lie_ahead() -> None:
    assert resolve_time("in September", WEDNESDAY) == "2023-09"
    assert resolve_time("in May", WEDNESDAY, future=True) == "2024-05"
    assert resolve_time("until May 5", WEDNESDAY) == "../2024-05-05"
    assert resolve_time("in three days", WEDNESDAY, future=True) == "2024-03-16"
    assert resolve_time("in three days", WEDNESDAY) is None
    assert resolve_time("before summer", WEDNESDAY, future=True) == "../2024-06"


@pytest.mark.parametrize(
    "words",
    [
        "03/04/2016",
        "31/02/2016",
        "2016-02-30",
        "2010-11",
        "the winter of 2014",
        "recently",
        "for years",
        "that day",
        "every second month",
        "now",
        "once",
        "in the past",
        "31 November",
        "12",
    ],
)
def test_what_cannot_be_resolved_is_none_and_not_a_guess(words: str) -> None:
    assert resolve_time(words, WEDNESDAY) is None


@given(
    st.text(alphabet="0123456789 -–/:.,abcdefghijklmnopqrstuvwxyz", max_size=25) | st.text(max_size=12),
    st.dates(date(1600, 1, 1), date(2090, 1, 1)),
)
def test_every_value_is_an_interval_of_days(words: str, anchor: date) -> None:
    value = resolve_time(words, anchor)
    assert value is None or parse_interval(value) is not None


def test_a_day_without_a_year_goes_on_with_the_story_it_stands_in() -> None:
    assert in_told_year("on 10 April", "2017-04-10", "2000-04-08") == "2000-04-10"
    assert in_told_year("on 10 April", "2017-04-10", "2000-12-08") == "2017-04-10"
    assert in_told_year("on Monday", "2017-04-10", "2000-04-08") == "2017-04-10"
    assert in_told_year("on 29 February", "2016-02-29", "2001-02-27") == "2016-02-29"


def test_a_plan_made_on_friday_does_not_lie_on_the_next_one() -> None:
    assert not lies_ahead(", city police were called to check")
    assert not lies_ahead(" the two sides agreed to meet")
    assert lies_ahead(" the minister will meet")
    assert lies_ahead(" the minister, who was appointed in May, will meet")
