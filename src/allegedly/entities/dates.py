"""When a claim happened, when it was reported, when it was captured: three times that stay three.

`claims/times.py` resolves what the words and the document's date decide. Here the rest of the text helps: "that October", "the
following day", "three weeks later", "around 14:00" hang on the time told last before them; "the day before the blast" on an earlier
claim about a blast; a day without a year, in a document without a date, on the nearest full date of its text. An expression that
names a time but could not be resolved breaks the thread: what follows it is unresolved too, with the reason, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from dateutil.relativedelta import relativedelta

from allegedly.base.document import Document
from allegedly.base.moment import Interval, parse_interval
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.times import MONTHS, SEASONS, WEEKDAYS, count_of, in_unit, resolve_time
from allegedly.entities.triggers import trigger_key

Anchor = Literal["text", "document", "narrative", "reader"]
Granularity = Literal["day", "week", "month", "season", "year", "decade", "span", "open"]

UNITS = "minute|hour|day|week|month|year"
PART_OF_DAY = "day|night|evening|morning|afternoon"
SIZE = {"day": 1, "week": 7, "month": 31, "year": 366, "century": 40_000}  # days that a unit holds at most
CUE = r"(?:(?:on|in|at|by|during|over|of|from|early|late|later|earlier) )*"
FULL_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b\.?(?:,? (?:19|20)\d\d)?|(?:{MONTHS})\b\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d)?"
    rf"|(?:{MONTHS})\b\.?,? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b",
    re.I,
)
SAME = re.compile(rf"{CUE}(?:(?:that|this|the) )?(?:very )?(?:same|that) (?:very |same )?({PART_OF_DAY}|week|month|year|period|time)")
NAMED = re.compile(rf"{CUE}(?:that|the same) (?:very )?({'|'.join((*WEEKDAYS, *SEASONS, 'winter'))}|{MONTHS})")
NEXT = re.compile(rf"{CUE}the (?:very )?(following|next|previous|preceding) ({PART_OF_DAY}|week|month|year|{'|'.join(WEEKDAYS)}|{MONTHS})")
SHIFT = re.compile(
    rf"(?:just |only |about |some |around |exactly )?([\w-]+) ({UNITS})s? (later|earlier|before|after|previously|afterwards)(?: that| this)?"
)
AROUND = re.compile(
    rf"(?:the ({PART_OF_DAY}) (before|after)|(?:(?:just |only |about )?([\w-]+) )?({UNITS})s? (before|after|following|since)) (.+)"
)
EDGE = re.compile(
    r"(?:shortly |soon |immediately |just |long )?(ever since|since|after|following|before|prior to|until|till|by|during|in) (.+)"
)
THEN = re.compile(r"(ever since|since|until|by|before|after) (?:then|that time|that)")
CLOCK = re.compile(
    rf"{CUE}(?:(?:at|around|about|by|shortly after|before|after) )*(?:the )?(?:(?:\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?)?|\d{{1,2}} ?(?:[ap]\.?m\.?|o'clock)|\d{{4}} (?:hours|hrs|gmt|utc))(?: hours)?(?:,? (?:local time|gmt|utc))?"
    r"(?: \([^)]*\))?|noon|midnight|dawn|dusk|morning|afternoon|evening|later|later in the day|later that day|hours later|moments later|minutes later)"
)
# Words that name a time of their own: when one of them stays unresolved, what follows has nothing to hang on.
NAMES_A_TIME = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)}|(?:{MONTHS})\b(?!\w)|\d{{4}}|yesterday|today|tomorrow|this|last|next|ago)\b", re.I)
OWNERLESS = frozenset({"the", "a", "an", "that", "this", "those", "these", "his", "her", "their", "its"})


@dataclass(frozen=True, slots=True)
class When:
    """A time: its value as in the claim record, what it was resolved against, and why it is what it is (or is None)."""

    value: str | None
    anchor: Anchor | None
    reason: str
    basis: Span | None = None  # the earlier words of the same text that it hangs on

    @property
    def interval(self) -> Interval | None:
        """The days it can mean."""
        return parse_interval(self.value) if self.value else None

    @property
    def granularity(self) -> Granularity | None:
        """How precise the words are, not how long the matter took."""
        return granularity(self.value) if self.value else None


SILENT = When(None, None, "the claim gives no time")


@dataclass(frozen=True, slots=True)
class ClaimTimes:
    """When it happened, when the document says it was published, when we captured it. None of them stands in for another."""

    event: When
    reported: str | None
    captured: str | None = None

    def known(self, *, by: date, about: Interval) -> bool:
        """Whether this was reported on `by` at the latest, about a time that meets `about`. Unknown times are not known."""
        reported = parse_interval(self.reported) if self.reported else None
        event = self.event.interval
        return bool(reported and reported.last and reported.last <= by and event and meets(event, about))


@dataclass(frozen=True, slots=True)
class Told:
    """A time already told in the text, and whether it lies ahead (so that no past happening hangs on it). None: told, not resolved."""

    span: Span
    value: str | None
    ahead: bool = False


def granularity(value: str) -> Granularity:
    """The unit of a time value."""
    if ".." in value:
        return "open"
    if "/" not in value:
        return {10: "day", 7: "month", 4: "year"}[len(value)]  # type: ignore[return-value]
    days = parse_interval(value)
    if days is None or days.first is None or days.last is None:
        return "span"
    length = (days.last - days.first).days + 1
    if len(value) == 9:
        return "decade" if value[3] == "0" and length > 3600 else "span"
    if len(value) == 15 and 89 <= length <= 92:
        return "season"
    return "week" if length == 7 and days.first.weekday() == 0 else "span"


def meets(left: Interval, right: Interval) -> bool:
    """Whether two intervals share a day."""
    after = left.first and right.last and left.first > right.last
    before = left.last and right.first and left.last < right.first
    return not (after or before)


def document_day(document: Document) -> date | None:
    """The day of publication, where the document says the day."""
    days = parse_interval(document.published) if document.published else None
    return days.first if days and days.first == days.last else None


def find_times(document: Document, claims: Iterable[Claim], captured: str | None = None) -> dict[str, ClaimTimes]:
    """The three times of every claim of `document`, by claim id. Claims are taken in the order of the text, whatever order they come in."""
    claims = list(claims)
    text = Narrative(document, claims)
    dated = sorted((c for c in claims if c.time), key=lambda c: (c.time.span.start, c.time.span.end))  # type: ignore[union-attr]
    events = {claim.id: text.resolve(claim) for claim in dated}
    return {claim.id: ClaimTimes(events.get(claim.id, SILENT), document.published, captured) for claim in claims}


def event_of(claim: Claim, found: When) -> When:
    """When it happened, given what `find_times` found. A reader that gives another value than the words has seen more than the words."""
    own = claim.time.value if claim.time else None
    if own is None or own == found.value or found.anchor == "narrative":
        return found
    return When(own, "reader", "as the reader of the text gives it")


def ahead(claim: Claim) -> bool:
    """Whether what is claimed lies ahead of the text."""
    return claim.realis in {"planned", "hypothetical"}


class Narrative:
    """The times of one text, told from its beginning to its end."""

    def __init__(self, document: Document, claims: Sequence[Claim]) -> None:
        self.day = document_day(document)
        self.told: list[Told] = []
        self.thread: list[Told] = []  # of those, what the words at hand may hang on
        self.events: dict[str, list[tuple[Span, str, set[str]]]] = {}  # by the kind of happening (entities/triggers.py)
        spans = [claim.time.span for claim in claims if claim.time]
        self.happened = {claim.time.span for claim in claims if claim.time and not ahead(claim)}
        dates = list(find_dates(document.text, self.day))
        self.full_dates = [told for told in dates if told.value and not self.day]
        # Dates of the text that belong to no claim take part in the thread too.
        self.between = [told for told in dates if self.day and not any(told.span.overlaps(span) for span in spans)]

    def resolve(self, claim: Claim) -> When:
        """The event time of a claim, remembered for those that follow."""
        assert claim.time
        span = claim.time.span
        while self.between and self.between[0].span.start < span.start:
            self.told.append(self.between.pop(0))
        try:
            found = self.find(span, ahead(claim))
        except (OverflowError, ValueError):
            found = When(None, None, "the time lies before the year 1 or after 9999")
        if found.value:
            self.events.setdefault(trigger_key(claim.trigger.text), []).append((span, found.value, words_of(claim)))
        if (found.value or NAMES_A_TIME.search(span.text)) and not (self.told and self.told[-1].span == span):
            self.told.append(Told(span, found.value, span not in self.happened))
        return found

    def find(self, span: Span, future: bool) -> When:
        """The first of text, narrative and document that resolves the words."""
        words = " ".join(span.text.split()).strip(" ,.;").casefold().replace("’", "'")
        if value := resolve_time(words, None, future=future):
            return When(value, "text", "the words say it")
        if found := self.from_narrative(words, future):
            return found
        if self.day and (value := resolve_time(words, self.day, future=future)):
            return When(value, "document", f"counted from {self.day}, when the document was published")
        return self.from_event(words) or self.from_full_date(words, span, future) or When(None, None, self.why_not(words))

    def from_narrative(self, words: str, future: bool) -> When | None:
        """What hangs on the time told last; None when the words do not hang on one."""
        self.thread = [told for told in self.told if future or not told.ahead]
        for pattern, count in (
            (SAME, self.same),
            (NAMED, self.named),
            (NEXT, self.next),
            (SHIFT, self.shift),
            (THEN, self.then),
            (CLOCK, self.same_day),
        ):
            if match := pattern.fullmatch(words):
                return count(match)
        return None

    def last(self, unit: str) -> tuple[Span, str] | When:
        """The time told last with its value, if it is precise to the unit; else why not."""
        unit = unit if unit in SIZE else "day"
        if not self.thread:
            return When(None, None, "no time is told before it in the text")
        span, value = self.thread[-1].span, self.thread[-1].value
        if value is None:
            return When(None, None, f"hangs on “{span.text}”, which could not be resolved")
        days = parse_interval(value)
        if days is None or days.first is None or days.last is None or (days.last - days.first).days >= SIZE[unit]:
            return When(None, None, f"“{span.text}”, the time told last, is not precise to the {unit}")
        return span, value

    def hang(self, unit: str, change: partial[date] | None = None, *, exact: bool = False) -> When:
        """The time told last, changed and cut to the unit; `exact` weeks lead from a day to a day."""
        told = self.last(unit)
        if isinstance(told, When):
            return told
        days = parse_interval(told[1])
        assert days and days.first
        day = change(days.first) if change else days.first
        if unit == "week" and (len(told[1]) > 10 or not exact):
            return counted(week_of(day), *told)
        return counted(in_unit(day, unit), *told)

    def same(self, match: re.Match[str]) -> When | None:
        if match[1] == "time" and match[0].startswith("at the") or match[1] == "period" and not self.thread:
            return None
        if match[1] not in {"period", "time"}:
            return self.hang(match[1])
        told = self.last("century")
        return told if isinstance(told, When) else counted(told[1], *told)

    def same_day(self, match: re.Match[str]) -> When | None:
        return self.hang("day")

    def named(self, match: re.Match[str]) -> When | None:
        """ "That October": the one of the year, or the weekday of the week, told last."""
        if match[1] in WEEKDAYS:
            told = self.last("week")
            return told if isinstance(told, When) else counted(str(weekday_of(match[1], date.fromisoformat(told[1][:10]))), *told)
        told = self.last("year")
        if isinstance(told, When):
            return told
        value = resolve_time(f"{match[1]} {told[1][:4]}", None)
        return counted(value, *told) if value else None

    def next(self, match: re.Match[str]) -> When | None:
        """ "The following day", "the previous month", "the next Friday"."""
        which, unit = match[1], match[2]
        sign = 1 if which in {"following", "next"} else -1
        if unit in WEEKDAYS:
            return self.hang("day", partial(step_to_weekday, unit, sign))
        if unit in {"week", "month", "year"}:
            if which in {"next", "previous"} and isinstance(self.last(unit), When):
                return None  # "the next week" may as well be counted from the document
            return self.hang(unit, partial(add, unit, sign))
        if unit not in PART_OF_DAY.split("|"):
            return self.next_month(unit, sign)
        return self.hang("day", partial(add, "day", sign))

    def next_month(self, month: str, sign: int) -> When | None:
        """ "The following March": the first after the month told last."""
        told = self.last("month")
        if isinstance(told, When):
            return told
        here = date(int(told[1][:4]), int(told[1][5:7]), 1)
        for number in range(1, 13):
            then = here + relativedelta(months=sign * number)
            if then.strftime("%B").casefold().startswith(month[:3]):
                return counted(f"{then:%Y-%m}", *told)
        return None

    def shift(self, match: re.Match[str]) -> When | None:
        """ "Three weeks later"; a number that is not said ("days later") resolves nothing."""
        number = count_of(match[1])
        if number is None:
            return When(None, None, f"“{match[1]}” is no number")
        sign = -1 if match[3] in {"earlier", "before", "previously"} else 1
        return self.hang(match[2], partial(add, match[2], sign * number), exact=True)

    def then(self, match: re.Match[str]) -> When:
        """ "Since then": open at the end away from the time told last."""
        told = self.last("century")
        if isinstance(told, When):
            return told
        days = told[1].split("/")
        return counted(f"{days[0]}/.." if match[1] in {"ever since", "since", "after"} else f"../{days[-1]}", *told)

    def from_event(self, words: str) -> When | None:
        """What is counted from a happening that an earlier claim dates: "the day before the blast", "prior to the murders"."""
        if match := AROUND.fullmatch(words):
            number = 1 if match[1] else count_of(match[3] or "one")
            told = self.event(match[6])
            unit = "day" if match[1] else match[4]
            if number is None or told is None or granularity(told[1]) != "day":
                return None
            sign = -1 if "before" in (match[2], match[5]) else 1
            return counted(in_unit(add(unit, sign * number, date.fromisoformat(told[1])), unit), *told)
        if (match := EDGE.fullmatch(words)) and (told := self.event(match[2])):
            first, last = told[1].split("/")[0], told[1].split("/")[-1]
            value = {"during": told[1], "in": told[1]} | dict.fromkeys(("before", "prior to", "until", "till", "by"), f"../{last}")
            found = value.get(match[1], f"{first}/..")
            return counted(found, *told) if parse_interval(found) else None
        return None

    def event(self, phrase: str) -> tuple[Span, str] | None:
        """The one time that earlier claims give for a happening named in `phrase`; None when they give none or several."""
        first = re.split(r"\b(?:in|of|at|on|by|against|that|which|near)\b", phrase)[0].split()
        told = self.events.get(trigger_key(first[-1]), []) if first else []
        named = {word.removesuffix("'s") for word in first[:-1]} - OWNERLESS  # "Zarqawi's death" is no other death
        times = {value: span for span, value, words in told if named <= words}
        return next((span, value) for value, span in times.items()) if len(times) == 1 else None

    def from_full_date(self, words: str, span: Span, future: bool) -> When | None:
        """A day or month without a year, in a document without a date: the year of the one full date of the text nearest to it."""
        if not self.full_dates or not re.search(rf"\b(?:{MONTHS})\b", words):
            return None
        near = min(self.full_dates, key=lambda told: abs(told.span.start - span.start))
        days = parse_interval(near.value or "")
        value = resolve_time(words, days.first, future=True) if days else None
        return When(value, "narrative", f"the year is that nearest to “{near.span.text}”", near.span) if value else None

    def why_not(self, words: str) -> str:
        """Why an expression resolves to nothing."""
        if self.day is None and (resolve_time(words, date(2000, 6, 15)) is not None):
            return "the document has no date to count from"
        if re.search(r"\b(?:after|before|since|until|during|following|prior)\b", words):
            return "no earlier claim gives the happening a time"
        if re.search(rf"\b(?:{UNITS}|decade)s?\b", words):
            return "a length of time without an end"
        return "the words name no time precisely"


def words_of(claim: Claim) -> set[str]:
    """The words of a claim's trigger and arguments."""
    mentions = [mention for group in claim.arguments.values() for mention in group]
    texts = [claim.trigger.text, *(mention.span.text for mention in mentions), *(mention.entity for mention in mentions)]
    return {word.removesuffix("'s") for text in texts for word in text.casefold().replace("’", "'").split()}


def find_dates(text: str, day: date | None) -> Iterable[Told]:
    """Dates with month and day or year anywhere in a text, as far as `day` resolves them; those after it are left out."""
    for match in FULL_DATE.finditer(text):
        value = resolve_time(match[0], day)
        if value and not (day and value > str(day)):
            yield Told(Span.of(text, *match.span()), value)


def counted(value: str, basis: Span, base: str) -> When:
    """A value that hangs on the words `basis`, which mean `base`."""
    return When(value, "narrative", f"counted from “{basis.text}” ({base})", basis)


def add(unit: str, number: int, day: date) -> date:
    """`day` moved by so many units; minutes and hours do not move it."""
    return day if unit in {"minute", "hour"} else day + relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]


def week_of(day: date) -> str:
    """Monday to Sunday."""
    monday = day - timedelta(day.weekday())
    return f"{monday}/{monday + timedelta(6)}"


def weekday_of(name: str, day: date) -> date:
    """The weekday in the week of `day`."""
    return day + timedelta(WEEKDAYS.index(name) - day.weekday())


def step_to_weekday(name: str, sign: int, day: date) -> date:
    """The next or previous such weekday, never `day` itself."""
    gap = (WEEKDAYS.index(name) - day.weekday()) * sign % 7 or 7
    return day + timedelta(sign * gap)
