from __future__ import annotations

from datetime import date

import pytest

from allegedly.base.moment import Interval, parse_interval


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-05-03", date(2016, 5, 3), date(2016, 5, 3)),
        ("2016-05/2016-07", date(2016, 5, 1), date(2016, 7, 31)),
        ("2016-05/..", date(2016, 5, 1), None),
        ("../2016", None, date(2016, 12, 31)),
        ("2015/2016-05-03", date(2015, 1, 1), date(2016, 5, 3)),
    ],
)
def test_a_time_is_the_days_it_can_mean(value: str, first: date | None, last: date | None) -> None:
    assert parse_interval(value) == Interval(first, last)


@pytest.mark.parametrize(
    "value", ["", "May 2016", "2016-13", "2016-02-30", "0000", "2016-5", "..", "../..", "2017/2016", "2016/", "2016-05-03T10:00", "٢٠١٦"]
)
def test_what_is_no_time_is_no_interval(value: str) -> None:
    assert parse_interval(value) is None
