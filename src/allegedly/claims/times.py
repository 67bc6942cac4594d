"""From the words of a time to its value, as precise as the words and no more.

Absolute dates are dateutil's to parse; which parts of a date the words give is found by parsing twice with different defaults. Relative
words are resolved against the document's date. What cannot be resolved is None, never a guess: "recently", "for years", "03/04/2016".
"That day" and "three weeks later" hang on what the text told before: entities/dates.py.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from dateutil import parser
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from allegedly.base.document import Document
from allegedly.base.moment import parse_interval

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split()
    )
}
NUMBERS |= {"a": 1, "an": 1, "the": 1}
ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
        "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split(),
        1,
    )
}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}  # north of the equator
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
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
    r"(?:sometime )?(?:(?:between|from)\s+(.+?)\s+(?:and|to|until|through)\s+(.+)|(?:(?:between|from|on)\s+)?(.+?)\s*[-–]\s*(.+)"
    r"|(?:on )?(\d{1,2}(?: [a-z]+)?|[a-z]+(?: \d{1,2})?) (?:to|through) (.+))",
    re.I,
)
TAIL = re.compile(r".*\b(?:in|on)\s+(.+)", re.I)  # "since the war began in 2011"
AGO = re.compile(r"(?:(?:about|some|nearly|almost|roughly|over|more than)\s+)?(\w+)\s+(day|week|month|year)s?\s+(ago|earlier|before)", re.I)
RELATIVE = re.compile(r"(?:(?:earlier|later|late|early)\s+)?(last|past|previous|this|current|next|coming|upcoming)\s+(\w+)", re.I)
ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
FIGURES = re.compile(r"(?:on )?(\d{1,2})([/.])(\d{1,2})\2((?:19|20)\d\d)")
YEARS = re.compile(r"(?:(?:in|during|for|over) )?((?:1[5-9]|20)\d\d)(?:\s*[-–/]\s*| (?:and|or) (?:in )?)((?:1[5-9]|20)?\d\d)")
NIGHT = re.compile(r"(?:(?:on|in|during) )?the night (?:of|from) (.+) (?:to|into|and) (.+)")
DAY_OF_MONTH = re.compile(rf"\b({'|'.join(sorted(ORDINALS, key=len, reverse=True))}) (?:of )?(?=(?:{MONTHS})\b)")
PART_OF = re.compile(
    r"(?:(?:at|by|in|on|around|towards?) )?(?:the )?(?:very )?(?:beginning|start|end|middle|close|turn|first days|last days|first weeks|last weeks|"
    r"opening days|early days|early part|latter part) of (.+)"
)
SHARE = re.compile(r"(?:(?:in|during|over|by) )?(?:the )?(first|second|third|fourth|last) (quarter|half) of ((?:1[5-9]|20)\d\d)")
PAST = re.compile(r"(?:(?:for|over|in|during|within) )?(?:the )?(?:last|past|previous) ([\w-]+) (hour|day|week|month|year)s?")
AHEAD = re.compile(
    r"(?:in|within) (?:(?:about|the next) )?([\w-]+) (day|week|month|year)s?'?(?: time)?|([\w-]+) (day|week|month|year)s? from now"
)
WEEKEND = re.compile(r"(?:(?:over|at|on|during) )?(?:(the|this|last|past|next|coming) )?weekend")
EVENT_OF_YEAR = re.compile(
    r"(?:(?:in|during|for|at|before|after) )?(?:the |his |her |its |their )?(?:upcoming |last )?((?:1[5-9]|20)\d\d) [a-z]+"
)
HOLIDAYS = re.compile(
    r"(?:(?:at|on|over|before|after) )?(easter(?: sunday)?|good friday|christmas(?: day)?|christmas eve|new year's eve|new year's day|thanksgiving(?: day)?)"
    r"(?: (?:of )?((?:19|20)\d\d))?"
)
DECADE = re.compile(r"(?:(?:in|during|throughout|over)\s+)?(?:the\s+)?(?:early\s+|late\s+|mid-?\s*)?(\d{3})0s", re.I)


def resolve_time(words: str, anchor: date | None, *, future: bool = False) -> str | None:
    """The value of a time expression (see `TimeExpression`).

    `anchor` is the day the document was published; without it only absolute dates resolve. `future` says that the claim lies
    ahead, so that "on Friday" is the next one.
    """
    try:
        value = value_of(words, anchor, future)
    except (OverflowError, ValueError):  # before year 1 or after 9999
        return None
    return value if value and parse_interval(value) else None


DAY_ALONE = re.compile(
    rf"(?:on )?(?:the )?(?:(?:night|morning|afternoon|evening) of )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b\.?|(?:{MONTHS})\b\.? \d{{1,2}}(?:st|nd|rd|th)?)",
    re.I,
)
YEAR_TOLD = re.compile(r"\b(?:19|20)\d\d\b")
STORY = 180  # days: "on 10 April" after "on 8 April 2000" goes on with that story, a day of another season may not


def in_told_year(words: str, value: str | None, told: str | None) -> str | None:
    """The value of a day without a year in the year of the day `told` last with one, where it follows that day within the same story."""
    if not (value and told and len(value) == len(told) == 10 and DAY_ALONE.fullmatch(" ".join(words.split()))):
        return value
    there = f"{told[:4]}{value[4:]}"
    try:
        after = (date.fromisoformat(there) - date.fromisoformat(told)).days
    except ValueError:  # 29 February
        return value
    return there if 0 <= after <= STORY else value


def lies_ahead(before: str) -> bool:
    """Whether what is planned has a time that lies ahead too, by the words between that time at the beginning of its sentence and the plan:
    "On Friday they agreed to meet" tells when they agreed."""
    return not PAST_TENSE.search(before) or FUTURE_TENSE.search(before) is not None


PAST_TENSE = re.compile(r"\b(?:was|were|had|did|said|told|met|took|\w{2,}ed)\b", re.I)
FUTURE_TENSE = re.compile(r"\b(?:will|would|shall|is|are|due|plans?)\b", re.I)


def value_of(words: str, anchor: date | None, future: bool) -> str | None:
    """`resolve_time` without its guard."""
    lower = " ".join(words.split()).strip(" ,.;").casefold().replace("’", "'").removesuffix("'s")
    lower = DAY_OF_MONTH.sub(lambda match: f"{ORDINALS[match[1]]} ", lower)
    if (found := in_figures(lower)) is not None:
        return found or None
    if found := season(lower, anchor, future):
        return found
    if match := RANGE.fullmatch(lower):
        first, last = (part for part in match.groups() if part)
        return join_range(first, last, anchor, future)
    if match := OPEN_END.match(lower):
        start = moment_or_tail(lower[match.end() :], anchor, False)
        return f"{start.split('/')[0]}/.." if start else None
    if match := OPEN_START.match(lower):
        rest = lower[match.end() :].strip()
        if anchor and re.fullmatch("(?:the )?end of the year", rest):
            return f"../{anchor.year:04}"
        end = moment_or_tail(rest, anchor, future or re.search(rf"\b(?:{MONTHS})\b", rest) is not None)  # an end may lie ahead
        before = match[0].startswith(("before", "prior"))  # "before summer" ends where summer begins
        return f"../{end.split('/')[0 if before else -1]}" if end else None
    return moment(lower, anchor, future)


def in_figures(words: str) -> str | None:
    """The value of a date or run of years in figures; an empty string where the figures are no date or could be two."""
    years = YEARS.fullmatch(words)
    if ISO.fullmatch(words) and (parse_interval(words) or not years):
        runs_on = len(words) == 7 and int(words[5:]) == int(words[2:4]) + 1  # "2010-11": November, or two years
        return words if parse_interval(words) and not runs_on else ""
    if match := FIGURES.fullmatch(words):
        first, second, year = int(match[1]), int(match[3]), match[4]
        if match[2] == "/" and first != second and first <= 12 and second <= 12:
            return ""  # the third of April or the fourth of March
        day, month = (first, second) if match[2] == "." or first > 12 else (second, first)
        value = f"{year}-{month:02}-{day:02}"
        return value if parse_interval(value) else ""
    if years:
        last = years[2] if len(years[2]) == 4 else years[1][:2] + years[2]
        return f"{years[1]}/{last}" if years[1] < last else ""
    return None


def moment_or_tail(words: str, anchor: date | None, future: bool) -> str | None:
    """The value of words, or of what follows "in" or "on" at their end: "the war began in 2011"."""
    tail = TAIL.fullmatch(words)
    return moment(words, anchor, future) or (moment(tail[1], anchor, future) if tail else None)


def join_range(first: str, last: str, anchor: date | None, future: bool) -> str | None:
    """`A/B` of the two ends of a range; an end takes what it leaves out ("11-13 Dec", "May to June 2016") from the other."""
    if last.isdigit() and len(last) <= 2:  # "May 15-24"
        start = moment(first, anchor, future)
        if start is None or len(start) != 10:
            return None
        inside = int(start[8:]) <= int(last) <= monthrange(int(start[:4]), int(start[5:7]))[1]
        return f"{start}/{start[:8]}{int(last):02}" if inside else None
    end = moment(last, anchor, future)
    if end is None or "/" in end:
        return None
    if first.isdigit() and len(first) <= 2:  # "11-13 Dec"
        inside = len(end) == 10 and 1 <= int(first) <= int(end[8:])
        return f"{end[:8]}{int(first):02}/{end}" if inside else None
    if re.search(r"\d{4}", first) or not re.search(rf"\b(?:{MONTHS})\b", first):
        start = moment(first, anchor, future)
    else:
        start = next(
            (then for year in (int(end[:4]), int(end[:4]) - 1) if (then := moment(f"{first} {year}", None, False)) and then <= end), None
        )
    return f"{start}/{end}" if start and "/" not in start and start <= end else None


def moment(words: str, anchor: date | None, future: bool) -> str | None:
    """The value of words without "since", "until" or "between"."""
    words = words.strip(" ,.")
    if match := PART_OF.fullmatch(words):
        words = match[1]
    if match := DECADE.fullmatch(words):
        return f"{match[1]}0/{match[1]}9"
    if match := SHARE.fullmatch(words):
        return share(match[1], match[2], match[3])
    if match := HOLIDAYS.fullmatch(words):
        return holiday(match[1], match[2], anchor)
    if match := NIGHT.fullmatch(words):
        return join_range(match[1], match[2], anchor, future)
    if found := season(words, anchor, future):
        return found
    if anchor and (found := spell(words, anchor, future) or relative(words, anchor, future)):
        return found
    if match := EVENT_OF_YEAR.fullmatch(words):
        return match[1]
    return absolute(words, anchor, future)


def share(which: str, part: str, year: str) -> str | None:
    """A quarter or half of a year."""
    months = {"quarter": 3, "half": 6}[part]
    parts = 12 // months
    number = parts if which == "last" else ORDINALS[which]
    return f"{year}-{(number - 1) * months + 1:02}/{year}-{number * months:02}" if number <= parts else None


def holiday(name: str, given: str | None, anchor: date | None) -> str | None:
    """The day of a holiday whose date is certain; without a year, the one nearest to `anchor`."""
    if not given and not anchor:
        return None
    years = [int(given)] if given else [anchor.year - 1, anchor.year, anchor.year + 1]  # type: ignore[union-attr]
    days = [day_of_holiday(name.split(" day")[0].split(" sunday")[0], year) for year in years]
    return str(days[0] if given else min(days, key=lambda day: abs((day - anchor).days)))  # type: ignore[operator]


def day_of_holiday(name: str, year: int) -> date:
    """Easter is the western one, Thanksgiving that of the United States."""
    if name == "thanksgiving":
        first = date(year, 11, 1)
        return first + timedelta((3 - first.weekday()) % 7 + 21)
    if name in {"easter", "good friday"}:
        return easter(year) - timedelta(2 if name == "good friday" else 0)
    month, day = {"christmas": (12, 25), "christmas eve": (12, 24), "new year's eve": (12, 31), "new year's": (1, 1)}[name]
    return date(year, month, day)


def season(words: str, anchor: date | None, future: bool) -> str | None:
    """The months of a season; without a year, the last one that had begun by `anchor`, or the next for what lies ahead."""
    match = re.fullmatch(
        rf"(?:(?:in|by|over|during|around) )?(?:(?:early|late|later in|mid) ?-?)?(?:the |this |last |next )?(?:early |late |mid-?)?"
        rf"({'|'.join(SEASONS)}|winter)(?: (?:of )?(\d{{4}})(?:\s?[-–/]\s?(\d\d))?)?",
        words,
    )
    if not match:
        return None
    name, year, second = match.groups()
    if year:
        if name != "winter":
            return None if second else f"{year}-{SEASONS[name][0]:02}/{year}-{SEASONS[name][1]:02}"
        return f"{year}-12/{int(year) + 1:04}-02" if second == f"{(int(year) + 1) % 100:02}" else None  # "the winter of 2014" could be two
    if anchor is None:
        return None
    begin = SEASONS.get(name, (12, 2))[0]
    begun = anchor.year if anchor.month >= begin else anchor.year - 1
    over = (anchor.year - begun) * 12 + anchor.month - begin >= 3
    first = begun + (1 if (future and over) or " next " in f" {words}" else 0) - (1 if " last " in f" {words}" and not over else 0)
    return f"{first:04}-{begin:02}/{first + (name == 'winter'):04}-{(begin + 1) % 12 + 1:02}"


def spell(words: str, anchor: date, future: bool) -> str | None:
    """A stretch of time that ends or begins at `anchor`: "the past two years", "over the weekend", "in three days"."""
    if match := PAST.fullmatch(words):
        number = count_of(match[1])
        return since(number, match[2], anchor) if number else None
    if match := WEEKEND.fullmatch(words):
        return weekend(match[1], anchor, future)
    if future and (match := AHEAD.fullmatch(words)) and (number := count_of(match[1] or match[3])):
        return in_unit(anchor + relativedelta(**{f"{match[2] or match[4]}s": number}), match[2] or match[4])  # type: ignore[arg-type]
    return {
        "the day before yesterday": str(anchor - timedelta(2)),
        "the day after tomorrow": str(anchor + timedelta(2)),
        "a fortnight ago": str(anchor - timedelta(14)),
    }.get(words)


def count_of(word: str) -> int | None:
    """A whole number up to 400 in words or figures."""
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else NUMBERS.get(word, 0)
    return number if 0 < number <= 400 else None


def since(number: int, unit: str, anchor: date) -> str:
    """`A/B` of so many units up to `anchor`, as precise as the unit."""
    if unit == "hour":
        number, unit = -(-number // 24), "day"
    return f"{in_unit(anchor - relativedelta(**{f'{unit}s': number}), unit)}/{in_unit(anchor, unit)}"  # type: ignore[arg-type]


def in_unit(day: date, unit: str) -> str:
    """A day, cut to what a unit can tell: days and weeks to the day, months to the month, years to the year."""
    return {"month": f"{day:%Y-%m}", "year": f"{day.year:04}"}.get(unit, str(day))


def weekend(which: str | None, anchor: date, future: bool) -> str:
    """Saturday and Sunday: of the week that ends where they are ahead, else the last that had begun."""
    saturday = anchor - timedelta((anchor.weekday() - 5) % 7)
    if (future and anchor.weekday() < 5) or which in {"next", "coming"}:
        saturday += timedelta(7)
    if which in {"last", "past"} and anchor.weekday() >= 5:
        saturday -= timedelta(7)
    return f"{saturday}/{saturday + timedelta(1)}"


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
    number = count_of(count)
    return in_unit(anchor - relativedelta(**{f"{unit}s": number}), unit) if number else None  # type: ignore[arg-type]


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
    found = absolute(unit, anchor, False)
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


def absolute(words: str, anchor: date | None, future: bool) -> str | None:
    """A date in words or figures; one without a year is the last before `anchor`, or the nearest to it where it may lie ahead."""
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
    return nearest(one.month, one.day if has_day else None, anchor, future)


def nearest(month: int, day: int | None, anchor: date, future: bool) -> str | None:
    """The month or day of the year closest to `anchor`, and begun by then unless `future`."""
    found = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        if (day or 1) <= monthrange(year, month)[1] and (future or date(year, month, day or 1) <= anchor):
            there = date(year, month, day or 15)
            found.append((abs((there - anchor).days), there))
    if not found:
        return None
    best = min(found)[1]
    return str(best) if day else f"{best:%Y-%m}"


def publication_day(document: Document) -> date | None:
    """The day of publication, where the document states it to the day."""
    try:
        return date.fromisoformat(document.published or "")
    except ValueError:
        return None
