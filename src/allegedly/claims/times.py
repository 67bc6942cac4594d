"""From the words of a time to its value, as precise as the words and no more.

Absolute dates are dateutil's to parse; which parts of a date the words give is found by parsing twice with different defaults. Relative
words are resolved against the document's date. What cannot be resolved is None, never a guess: "recently", "for years", "that day".
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from dateutil import parser
from dateutil.relativedelta import relativedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NUMBERS |= {"a": 1, "an": 1, "the": 1}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
FILLING = re.compile(
    r"\b(?:on|in|at|during|around|about|early|earlier|late|later|mid|middle|beginning|start|end|morning|evening|night|afternoon|noon|hours|"
    r"the|of|approximately|roughly|overnight|sometime|month|year|local|time)\b|(?<=\w)-(?=[a-z])|mid-",
    re.I,
)
OPEN_END = re.compile(
    r"(?:ever |dating |going back )?(?:since|starting|beginning|after|as of|from)\b(?: (?:at least|no later than|about|around))?", re.I
)
OPEN_START = re.compile(r"(?:up )?(?:until|till|before|prior to|by|through|up to)\b(?: (?:at least|no later than|about|around))?", re.I)
RANGE = re.compile(
    r"(?:sometime )?(?:(?:between|from)\s+(.+?)\s+(?:and|to|until|through)\s+(.+)|(?:(?:between|from|on)\s+)?(.+?)\s*[-–]\s*(.+))", re.I
)
TAIL = re.compile(r".*\b(?:in|on)\s+(.+)", re.I)  # "since the war began in 2011"
AGO = re.compile(r"(?:(?:about|some|nearly|almost|roughly|over|more than)\s+)?(\w+)\s+(day|week|month|year)s?\s+(ago|earlier|before)", re.I)
RELATIVE = re.compile(r"(?:(?:earlier|later|late|early)\s+)?(last|past|previous|this|current|next|coming|upcoming)\s+(\w+)", re.I)
DECADE = re.compile(r"(?:the\s+)?(?:early\s+|late\s+|mid-?\s*)?(\d{3})0s", re.I)


def resolve_time(words: str, anchor: date | None, *, future: bool = False) -> str | None:
    """The value of a time expression (see `TimeExpression`).

    `anchor` is the day the document was published; without it only absolute dates resolve. `future` says that the claim lies
    ahead, so that "on Friday" is the next one.
    """
    words = " ".join(words.split()).strip(" ,.;")
    lower = words.casefold()
    if match := RANGE.fullmatch(lower):
        first, last = (part for part in match.groups() if part)
        return join_range(first, last, anchor, future)
    if match := OPEN_END.match(lower):
        rest = lower[match.end() :]
        tail = TAIL.fullmatch(rest)
        start = moment(rest, anchor, False) or (tail and moment(tail[1], anchor, False))
        return f"{start.split('/')[0]}/.." if start else None
    if match := OPEN_START.match(lower):
        end = moment(lower[match.end() :], anchor, future)
        return f"../{end.split('/')[-1]}" if end else None
    return moment(lower, anchor, future)


def join_range(first: str, last: str, anchor: date | None, future: bool) -> str | None:
    """`A/B` of the two ends of a range; an end takes what it leaves out ("11-13 Dec", "May to June 2016") from the other."""
    end = moment(last, anchor, future)
    if end is None or "/" in end:
        return None
    if first.isdigit() and len(first) <= 2 and len(end) == 10:  # "11-13 Dec"
        return f"{end[:8]}{int(first):02}/{end}" if 1 <= int(first) <= int(end[8:]) else None
    if last.isdigit() and len(last) <= 2 and (start := moment(first, anchor, future)) and len(start) == 10:  # "May 15-24"
        inside = int(start[8:]) <= int(last) <= monthrange(int(start[:4]), int(start[5:7]))[1]
        return f"{start}/{start[:8]}{int(last):02}" if inside else None
    start = (
        moment(first, anchor, future)
        if re.search(r"\d{4}", first)
        else moment(f"{first} {end[:4]}", anchor, future) or moment(first, anchor, future)
    )
    return f"{start}/{end}" if start and "/" not in start and start <= end else None


def moment(words: str, anchor: date | None, future: bool) -> str | None:
    """The value of words without "since", "until" or "between"."""
    words = words.strip(" ,.")
    if match := DECADE.fullmatch(words):
        return f"{match[1]}0/{match[1]}9"
    for name, (first, last) in SEASONS.items():
        if match := re.fullmatch(rf"(?:in )?(?:the )?(?:early |late )?{name} (?:of )?(\d{{4}})", words):
            return f"{match[1]}-{first:02}/{match[1]}-{last:02}"
    if anchor and (found := relative(words, anchor, future)):
        return found
    return absolute(words, anchor)


def relative(words: str, anchor: date, future: bool) -> str | None:
    """The value of "yesterday", "last week", "three months ago", "on Friday"; None for anything else."""
    plain = " ".join(FILLING.sub(" ", words).split())
    days = {"today": 0, "tonight": 0, "this": 0, "yesterday": -1, "last": -1, "tomorrow": 1}
    if plain in {"today", "tonight", "yesterday", "tomorrow"} or words in {"this morning", "this evening", "last night"}:
        return str(anchor + timedelta(days[plain.split()[0]]))
    if plain in {"currently", "now"} and words == "currently":
        return str(anchor)
    if match := AGO.fullmatch(words):
        return ago(match[1], match[2], anchor) if match[3] == "ago" else None
    if (match := RELATIVE.fullmatch(words.removeprefix("in ").removeprefix("the ").removeprefix("on "))) and match[2] not in WEEKDAYS:
        return shifted(match[1], match[2], anchor)
    weekday = plain.removeprefix("last ").removeprefix("this ").removeprefix("next ")
    if weekday in WEEKDAYS:
        back = (anchor.weekday() - WEEKDAYS.index(weekday)) % 7
        if plain.startswith("last "):
            return str(anchor - timedelta(back or 7))
        ahead = future or plain.startswith("next ")
        return str(anchor + timedelta((7 - back) % 7 or 7) if ahead else anchor - timedelta(back))
    return None


def ago(count: str, unit: str, anchor: date) -> str | None:
    """ "three weeks ago", as precise as its unit: days and weeks to the day, months to the month, years to the year."""
    number = int(count) if count.isdigit() else NUMBERS.get(count)
    if not number or number > 400:
        return None
    then = anchor - relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]
    return {"day": str(then), "week": str(then), "month": f"{then:%Y-%m}", "year": f"{then.year:04}"}[unit]


def shifted(which: str, unit: str, anchor: date) -> str | None:
    """ "last week", "this month", "next year"; "last May" is the May before the document."""
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0}.get(which, 1)
    if unit == "week":
        monday = anchor - timedelta(anchor.weekday()) + timedelta(7 * step)
        return f"{monday}/{monday + timedelta(6)}"
    if unit == "month":
        return f"{anchor + relativedelta(months=step):%Y-%m}"
    if unit == "year":
        return f"{anchor.year + step:04}"
    found = absolute(unit, anchor)
    if found and len(found) == 7:
        year = (
            anchor.year
            if step == 0
            else anchor.year - (int(found[5:]) >= anchor.month)
            if step < 0
            else anchor.year + (int(found[5:]) <= anchor.month)
        )
        return f"{year:04}-{found[5:]}"
    return None


def absolute(words: str, anchor: date | None) -> str | None:
    """A date in words or figures; one without a year is the nearest to `anchor`."""
    plain = FILLING.sub(" ", words)
    plain = re.sub(rf"\b(?:{'|'.join(WEEKDAYS)})\b,?|\b\d{{1,2}}[:.]\d{{2}}\b(?: ?[ap]\.?m\.?)?|\butc\b|[()]", " ", plain)
    plain = " ".join(plain.replace(",", " ").split())
    if not re.search(r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", plain) or len(plain) > 30:
        return None
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", plain):
        return plain
    if plain.isdigit():
        return None
    try:
        one, two = (parser.parse(plain, default=datetime(*given)) for given in ((2000, 1, 1), (2004, 2, 2)))
    except (ValueError, OverflowError, TypeError):
        return None
    has_year, has_month, has_day = one.year == two.year, one.month == two.month, one.day == two.day
    if not has_month or not 1500 <= one.year <= 2100:
        return None
    if has_year:
        return f"{one:%Y-%m-%d}" if has_day else f"{one.year:04}-{one.month:02}"
    if anchor is None:
        return None
    return nearest(one.month, one.day if has_day else None, anchor)


def nearest(month: int, day: int | None, anchor: date) -> str | None:
    """The month or day of the year closest to `anchor`."""
    found = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        if (day or 1) <= monthrange(year, month)[1]:
            there = date(year, month, day or 15)
            found.append((abs((there - anchor).days), there))
    if not found:
        return None
    best = min(found)[1]
    return str(best) if day else f"{best:%Y-%m}"
