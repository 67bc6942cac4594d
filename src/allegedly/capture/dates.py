"""Dates of publication, exactly as precise as the words: "March 2021" is 2021-03, and "March 4" is no date, because it has no year.

The shape of the words decides whether they are a date and how much of one; `dateparser` only turns names of months into numbers.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

CENTURY = range(1800, 2100)  # a number outside is no year of publication
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
DATE_WORDS = re.compile(
    rf"""^(?:{WEEKDAY}[,.]?\s+)?(?:
        (?P<iso>\d{{4}}(?:[-/.]\d\d?(?:[-/.]\d\d?)?)?)(?:[T\s]\s*\d\d?[:.]\d\d.*)? |
        (?P<numeric>\d\d?[./-]\d\d?[./-]\d{{4}})(?:[,\s].*\d\d?:\d\d.*)? |
        (?P<words>(?:\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?)?{MONTH}(?:\s+\d\d?(?:st|nd|rd|th)?)?,?\s+\d{{4}} | \d\d?\s+{MONTH}\s+'?\d\d)
        (?:,?\s+(?:at\s+)?\d\d?[:.]\d\d.*)?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)


def parse_published(words: object) -> str | None:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD, exactly as precise as the words; None for anything that is not plainly one date.

    Day and month in figures ("04/03/2021") are taken only where no other reading exists; with dots the day stands first. A time of day is left out.
    """
    if not isinstance(words, str) or len(words) > 80:
        return None
    return parse_date_words(" ".join(words.strip(" .,").split()))


@lru_cache(maxsize=1000)
def parse_date_words(words: str) -> str | None:
    """`parse_published` of trimmed words; remembered, because outlets repeat dates."""
    match = DATE_WORDS.match(words)
    if not match:
        return None
    if match["iso"]:
        return parse_iso(match["iso"])
    if match["numeric"]:
        first, second, year = map(int, re.split(r"[./-]", match["numeric"]))
        if "." in match["numeric"]:  # nobody writes the month first with dots
            return parse_iso(f"{year}-{second}-{first}")
        if first <= 12 and second <= 12 and first != second:
            return None
    # A comma after the month ("4 March, 2021") and an apostrophe before the year are customs of typesetting.
    return with_precision((match["words"] or match["numeric"]).replace("'", ""))


def parse_iso(words: str) -> str | None:
    """`2021`, `2021-03`, `2021/03/04`; no date that does not exist."""
    parts = [int(part) for part in re.split(r"[-/.]", words)]
    try:
        datetime(*(parts + [1, 1])[:3])  # type: ignore[arg-type]
    except ValueError:
        return None
    return "-".join(f"{part:02}" for part in parts) if parts[0] in CENTURY else None


def with_precision(words: str) -> str | None:
    """The date that `dateparser` reads, cut to the parts that the words have."""
    import dateparser

    for parts, shape in ((["day", "month", "year"], "%Y-%m-%d"), (["month", "year"], "%Y-%m")):
        found = dateparser.parse(words, languages=["en"], settings={"REQUIRE_PARTS": parts, "PARSERS": ["absolute-time"]})
        if found:
            return found.strftime(shape) if found.year in CENTURY else None
    return None


def parse_timestamp(seconds: float) -> str | None:
    """The day (UTC) of a number of seconds or milliseconds since 1970, between 1990 and 2100; None for other numbers."""
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if 631_152_000 <= seconds < 4_102_444_800 else None
