"""`Interval`: the days that the value of a time can mean, so that times of any precision can be compared.

A claim record writes a time as precisely as its words allow (`2016`, `2016-05`, `2016-05-03`, `2016-05/..`). Every such value is a run
of whole days; "in May 2016" is the first to the last of that month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
OPEN = ".."


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `first` to `last`, both included; None is an open end."""

    first: date | None
    last: date | None


def parse_interval(value: str) -> Interval | None:
    """The days that a time value of the claim record means; None for anything else, an impossible date or an end before its beginning."""
    head, slash, tail = value.partition("/")
    first, last = _bound(head), _bound(tail) if slash else _bound(head)
    if first is None or last is None:
        return None
    days = Interval(first.first, last.last)
    if days == Interval(None, None) or (days.first and days.last and days.first > days.last):
        return None
    return days


def value_of(days: Interval) -> str:
    """The shortest value that means these days; `parse_interval` turns it back. Raises `ValueError` when both ends are open."""
    first, last = days.first, days.last
    if first is None and last is None:
        raise ValueError("an interval that is open at both ends has no value")
    if first and last:
        for length in (4, 7, 10):
            value = first.isoformat()[:length]
            if parse_interval(value) == days:
                return value
    return f"{first or OPEN}/{last or OPEN}"


def _bound(moment: str) -> Interval | None:
    if moment == OPEN:
        return Interval(None, None)
    if not (match := MOMENT.fullmatch(moment)):
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return Interval(first, last)
