"""What the head of a report says of itself: title, publisher, byline, agency credit, dateline and publication date.

For texts without metadata. A field is filled only where the layout leaves no doubt, and stays None otherwise: a wrong publisher
would later make two origins of one, or one of two.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files

from allegedly.base.document import Document
from allegedly.capture.dates import MONTH, WEEKDAY, parse_published

HEAD_LINES = 12  # not blank; the head of a report is shorter
TAIL_LINES = 6  # not blank; where agencies are credited at the end
TITLE_WORDS = 30
OUTLET_WORDS = 8
DATELINE_WORDS = 6  # of place and region: "STATE COLLEGE, Pa.", "MEXICO CITY (MEXICO)"

WORDS: dict[str, list[str]] = tomllib.loads((files(__package__) / "masthead.toml").read_text(encoding="utf-8"))
AGENCIES = frozenset(WORDS["agencies"])
PARTICLES = frozenset(WORDS["particles"])
OUTLET_NOUN = re.compile(rf"\b(?:{'|'.join(WORDS['outlet_nouns'])})\b", re.IGNORECASE)
NOT_AN_OUTLET = re.compile(rf"^(?:{'|'.join(WORDS['not_outlets'])}|{WEEKDAY}|{MONTH})\b", re.IGNORECASE)
NOT_A_PLACE = re.compile(rf"^(?:{'|'.join(WORDS['not_places'])})\b", re.IGNORECASE)
LABELLED = re.compile(
    r"^(title|headline|source|publisher|publication|outlet|byline|author|date|published|pubdate|url|link|dateline)\s*:\s*(\S.*)$",
    re.IGNORECASE,
)
LABELS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("source", "publisher", "publication", "outlet"), "publisher"),
    **dict.fromkeys(("byline", "author"), "byline"),
    **dict.fromkeys(("date", "published", "pubdate"), "published"),
    "dateline": "dateline",
}
POSTED = re.compile(
    r"^(?:first\s+)?(?:posted|published|written|updated|last updated|last modified)\b\s*:?\s*(?:on\s+)?(?P<rest>.+)$", re.IGNORECASE
)
BY = re.compile(r"^(?:(?:text|story|written|posted|reported)\s+)?by:?\s+(?P<names>.+)$", re.IGNORECASE)
ROLE = re.compile(
    r"\b(?:correspondents?|editors?|reporters?|writers?|staff|analysts?|chief|bureau|columnist|producer|contributor|special to)\b",
    re.IGNORECASE,
)
BODY = re.compile(r"\b(?:Institute|University|College|Cent(?:re|er)|Council|Foundation|Academy|School|Project|Desk|Team|Unit|Group)\b")
TRANSLATED = re.compile(r"^translat(?:ed|ion)\b", re.IGNORECASE)
RELEASE = re.compile(r"^(?:press|media|news)[ -](?:release|statement|notice|note|communiqu[eé])\b", re.IGNORECASE)
FIGURES = re.compile(r"\d\d?[/-]\d\d?[/-]\d{4}")  # a date, whichever of its numbers is the month
SPLIT = re.compile(r"\s+[|·•–—-]\s+|\s*[|·•]\s*|,\s+|\s+\(|\)\s*$|\s+on\s+")
# Datelines: PELL, March 4 (Norwire) - / PARIS (AFP) — / MOSCOW, March 4. /TASS/. / BEIJING, March 4 (Xinhua) -- / Tehran, March 4, IRNA –
CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]+(?:[ ][A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]*){0,3}"
TITLE_CASE = r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?:[ ](?:de|del|la|al|el|of|the|upon|on|[A-ZÀ-ÖØ-Þ][\w'’.-]*)){0,4}"
DAY = rf"(?:{WEEKDAY},?\s+)?(?:{MONTH}\s+\d\d?|\d\d?\s+{MONTH})(?:,?\s+(?:\d{{4}}|'?\d\d\b))?"
CREDIT = r"[(/](?P<agency>[A-Z][\w .&’'-]{1,39})[)/]"
DASH = r"(?:—|–|--|-)"
DATELINE = re.compile(
    rf"""^\W{{0,2}}(?P<place>{CAPITALS}|{TITLE_CASE})(?P<region>(?:,\s(?!(?i:{DAY}|no\ date)){TITLE_CASE}|\s\[[A-Z][\w ]+\]|\s\([A-Z][\w .]+\)(?=,\s(?i:{DAY})))?)
    (?:[,.]\s+(?P<date>(?i:{DAY})))?(?:[.,]?\s*{CREDIT}|,\s(?P<bare>[A-Z][A-Za-z-]+)(?=\s*{DASH}))?
    \s*\.?\s*(?P<dash>{DASH}|:)?\s*(?:\[TEXT\]\s*)?(?=[\w"“”‘’'(«\[]|\Z)""",
    re.VERBOSE,
)
DATE_CREDIT = re.compile(rf"^(?:(?i:{DAY})\s+)?\((?P<agency>[A-Z][\w .&’'-]{{1,39}})\)\s*{DASH}")
NOT_AN_AGENCY = re.compile(
    r"\b(?:staff|domestic service|international service|correspondent|reporter|own|special|local time|gmt|\d{3,})\b|^\d", re.IGNORECASE
)
# Credits at the end: "The Associated Press contributed to this report." / "Additional reporting by Reuters" / "(AFP)"
CONTRIBUTED = re.compile(
    r"\b(?P<agency>(?:The )?[A-Z][\w-]+(?: [A-Z][\w-]+){0,3}) contributed (?:to this (?:report|story|article)|reporting)"
)
REPORTING_BY = re.compile(
    r"\b(?:additional|with) (?:reporting|material|files|input) (?:by|from) (?P<agency>(?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+){0,3})",
    re.IGNORECASE,
)
ALONE = re.compile(r"^\W*(?i:source:\s*)?(?P<agency>[A-Z][\w .-]+?)\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What a report's head says of it; None where it does not say."""

    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    agency: str | None = None
    dateline: str | None = None
    published: str | None = None

    def over(self, other: Masthead) -> Masthead:
        """This, with the gaps filled from `other`."""
        return Masthead(**{field: getattr(self, field) or getattr(other, field) for field in Masthead.__slots__})


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, trimmed, and whether a blank line follows."""

    text: str
    last: bool


def complete(document: Document, *, layout: bool = True) -> Document:
    """The document with its empty fields filled from its text; without `layout`, only from dateline and credits."""
    found = find_masthead(document.text) if layout else find_credits(document.text)
    return replace(document, **{field: getattr(document, field) or getattr(found, field) for field in Masthead.__slots__})


def find_masthead(text: str) -> Masthead:
    """All that the first and last lines say."""
    return find_header(list(head_lines(text))).over(find_credits(text))


def head_lines(text: str, count: int = HEAD_LINES) -> Iterator[Line]:
    """The first lines that are not blank. Markdown's heading marks and emphasis are no part of them."""
    lines = [
        re.sub(r"^#{1,6}\s+|^[*_]{1,3}(?=\w)|(?<=\S)[*_]{1,3}$", "", line.strip())
        for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text[:20_000])
    ]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line:
            yield Line(line, not following)
            count -= 1
        if not count:
            return


# ---- The first lines ----


def find_header(lines: list[Line]) -> Masthead:
    """Title, publisher, byline and date from the lines before the prose."""
    labelled = find_labelled(lines)
    if labelled:
        return labelled
    if len(lines) < 2 or not could_be_title(lines[0].text):
        return Masthead()
    head, rest = parse_first(lines)
    found = head
    for position, line in enumerate(rest):
        fields = parse_header_line(line.text) or (outlet_alone(lines, line) if position == 0 and not head.publisher else None)
        if fields is None:
            break
        found = found.over(fields)
    if found == Masthead(title=found.title) and not is_plainly_title(lines):
        return Masthead()
    return found


def find_labelled(lines: list[Line]) -> Masthead | None:
    """`Title: ...`, `Source: ...`, `Date: ...`: at least two such lines, at the very beginning."""
    matches = []
    for line in lines:
        match = LABELLED.match(line.text)
        if not match:
            break
        matches.append(match)
    if len(matches) < 2:
        return None
    fields = {LABELS[m[1].lower()]: m[2] for m in reversed(matches) if m[1].lower() in LABELS}
    fields["published"] = parse_published(fields.get("published", "")) or ""
    return Masthead(**{name: value or None for name, value in fields.items()})


def parse_first(lines: list[Line]) -> tuple[Masthead, list[Line]]:
    """What stands first is the title, unless it is an outlet's name above its date; and the lines after it."""
    first, second = lines[0].text, lines[1].text
    if OUTLET_NOUN.search(first) and is_outlet(first) and len(lines) > 2 and parse_published(second):
        title = lines[2].text if could_be_title(lines[2].text) else None
        return Masthead(title=title, publisher=first, published=parse_published(second)), lines[3:]
    if RELEASE.match(second) and is_outlet(first) and len(lines) > 3:  # a letterhead, and below it place and date, then the title
        below = parse_header_line(lines[2].text) or Masthead()
        title = next((line.text for line in lines[2 + bool(below.published) : 4]), None)
        return Masthead(title=title, publisher=first, published=below.published), lines[4:]
    return Masthead(title=first), lines[1:]


def could_be_title(line: str) -> bool:
    """Short, and neither a dateline nor a byline."""
    return len(line.split()) <= TITLE_WORDS and not parse_dateline(line) and not parse_byline(line)


def is_plainly_title(lines: list[Line]) -> bool:
    """The first line stands alone, does not end like a sentence, and longer text follows."""
    first, second = lines[0], lines[1]
    return first.last and not re.search(r"[.!?:;,…][\"'”’)]*$", first.text) and len(second.text) > len(first.text)


def parse_header_line(line: str) -> Masthead | None:
    """What one line of the head says, or None when it is no such line."""
    if len(line) > 200:
        return None
    published = parse_published(line)
    if published:
        return Masthead(published=published)
    return parse_byline(line) or parse_posted(line) or parse_outlet_and_date(line)


def outlet_alone(lines: list[Line], line: Line) -> Masthead | None:
    """The second line, when it is a bare name right under the title and the prose is set off from it."""
    right_under = lines[0].text != line.text and not lines[0].last
    following = lines[2].text if len(lines) > 2 else ""
    set_off = line.last or bool(parse_header_line(following))
    if right_under and set_off and following and is_outlet(line.text) and len(line.text) < max(len(following), 40):
        return Masthead(publisher=line.text)
    return None


def is_outlet(name: str) -> bool:
    """Whether this could be the name of an outlet: a few words, the first and last with a capital, and no sentence."""
    words = name.split()
    if not 0 < len(words) <= OUTLET_WORDS or NOT_AN_OUTLET.search(name) or re.search(r"[.!?:;,…\"“”]$|[.?!;:] ", name):
        return False
    # A subtitle has a verb in lower case; a name's small words are prepositions and articles.
    return (
        all(has_capital(word) or word[0].isdigit() or word.lower() in PARTICLES for word in words)
        and words[0][0].isupper()
        or bool(
            re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,12}", name)  # a site
        )
    )


def parse_outlet_and_date(line: str) -> Masthead | None:
    """`Outlet, 4 March 2021`, `Outlet | March 2021`, `Outlet (2021-03-04)`, and with a name between or the date first."""
    for cut in SPLIT.finditer(line):
        left, right = line[: cut.start()].strip(), line[cut.end() :].strip(" )")
        for name, date in ((left, right), (right, left)):
            published = parse_published(date)
            if published or FIGURES.fullmatch(date):
                return name_and_date(name, published)
    return None


def name_and_date(name: str, published: str | None) -> Masthead | None:
    """`Outlet`, `By Name`, `Name | Outlet`: what stands beside a date."""
    byline = parse_byline(name)
    if byline:
        return byline.over(Masthead(published=published))
    parts = [part for part in re.split(r"\s+[|·•–—]\s+|\s*[|·•]\s*", name) if part]
    if len(parts) == 2 and all(map(is_outlet, parts)) and is_name(parts[0]):
        return Masthead(byline=parts[0], publisher=parts[1], published=published)
    # "The Drawbridge (blog)", "Ministry of the Interior, Press Release 88/2021"
    outlet = re.sub(r"\s*\([^()]*\)$|,\s[^,]*\d[^,]*$", "", name)
    return Masthead(publisher=outlet, published=published) if is_outlet(outlet) else None


def parse_posted(line: str) -> Masthead | None:
    """`Posted on March 4, 2021 by Jane Doe`, `Published: 4 March 2021`. The date of an update is not that of publication."""
    match = POSTED.match(line)
    if not match:
        return None
    date, _, names = match["rest"].partition(" by ")
    published = parse_published(date.strip(" |·•–—-"))
    if not published:
        return None
    updated = "updated" in line.lower() or "modified" in line.lower()
    byline = parse_byline(f"by {names}") or (Masthead(byline=names) if re.fullmatch(r"[\w.-]+", names) else Masthead())
    return byline.over(Masthead(published=None if updated else published))


def parse_byline(line: str) -> Masthead | None:
    """`By Jane Doe`, `By JANE DOE and John Roe, Associated Press`, `By Jane Doe in Pell | 4 March 2021`, `By Reuters`."""
    match = BY.match(line)
    if not match or len(line) > 160:
        return None
    names, published = cut_date(match["names"])
    kept: list[str] = []
    agency = None
    for part in re.split(r"\s*[,|·•]\s+|\s+[–—-]\s+", names):
        if part in AGENCIES:
            agency = part
        elif (ROLE.search(part) or BODY.search(part) or TRANSLATED.match(part)) and kept:
            break
        elif is_name(re.sub(r"^[Tt]he (?=[A-Z])", "", part)):
            kept.append(re.sub(r" (?:in|for) .*", "", part))
        else:
            return None
    return Masthead(byline=", ".join(kept) or None, agency=agency, published=published) if kept or agency else None


def cut_date(words: str) -> tuple[str, str | None]:
    """The words before a date at the end, and that date."""
    for cut in SPLIT.finditer(words):
        published = parse_published(words[cut.end() :].strip(" )"))
        if published:
            return words[: cut.start()], published
    return words, None


def is_name(words: str) -> bool:
    """Whether these are the names of people: capitalised words and the particles between them."""
    parts = words.split()
    if not 0 < len(parts) <= 12 or re.search(r"[!?:;]|\d|[^.\s]{3,}\.$", words):
        return False
    if re.match(rf"(?:{WEEKDAY}|{MONTH}|the|a|an)\b", words, re.IGNORECASE) and len(parts) < 3:
        return False
    return parts[0][0].isupper() and all(has_capital(part) or part.lower() in PARTICLES for part in parts)


def has_capital(word: str) -> bool:
    """Whether a word begins with a capital, the article before it apart: "al-Jadid"."""
    return bool(re.match(r"(?:a[ldnrsz]-|ash-|el-|d['’]|l['’])?[^\W\d_a-z]", word)) and not word[0].isdigit()


# ---- Dateline and credits ----


def find_credits(text: str) -> Masthead:
    """Dateline, its date if that has a year, and agency, from the first paragraphs and the last lines."""
    dateline = next(filter(None, (parse_dateline(line.text) for line in head_lines(text, count=8))), Masthead())
    return dateline.over(Masthead(agency=find_closing_credit(text)))


def parse_dateline(line: str) -> Masthead | None:
    """Place, agency and date that open a paragraph; None when the line does not open with a dateline."""
    line = line[:300]  # a dateline is shorter, a line may be megabytes
    credit = DATE_CREDIT.match(line)
    if credit and not NOT_AN_AGENCY.search(credit["agency"]):
        return Masthead(agency=credit["agency"])
    match = match_dateline(line)
    if not match:
        return None
    return Masthead(dateline=match["place"] + match["region"], agency=agency_in(match), published=parse_published(match["date"]))


def match_dateline(line: str) -> re.Match[str] | None:
    """The dateline that a line opens with, up to the first word of the report.

    A place in capitals needs the dash, one in small letters an agency too: "Paris - the city of light" has none.
    """
    match = DATELINE.match(line)
    if not match or NOT_A_PLACE.search(match["place"]):
        return None
    if (
        len((match["place"] + match["region"]).split()) > DATELINE_WORDS
        or match.end() == len(line)
        and not (match["date"] and match["dash"])
    ):
        return None
    agency = agency_in(match)
    capitals = bool(re.fullmatch(CAPITALS, match["place"])) and sum(map(str.isalpha, match["place"])) >= 3
    dash = match["dash"] in ("—", "–", "--", "-")
    slashes = bool(match["agency"]) and f"/{match['agency']}/" in line
    opens = (capitals and dash and spaced(match)) or (agency and (dash or slashes or (match["date"] and match["dash"])))
    return match if opens else None


def agency_in(dateline: re.Match[str]) -> str | None:
    """The agency that a dateline names; staff, a reporter or a time of day is none."""
    agency: str | None = dateline["agency"] or dateline["bare"]
    return None if agency and NOT_AN_AGENCY.search(agency) else agency


def spaced(match: re.Match[str]) -> bool:
    """Whether white space stands around the dash: "AL-QAIDA" and "NATO-led" are no datelines."""
    before, after = match.start("dash") - 1, match.end("dash")
    return match.string[before].isspace() and match.string[after : after + 1].isspace() or match["dash"] in ("—", "--")


def find_closing_credit(text: str) -> str | None:
    """The agency credited in the last lines."""
    lines = [line.strip() for line in text[-3_000:].splitlines() if line.strip()][-TAIL_LINES:]
    for line in reversed(lines):
        for pattern in (CONTRIBUTED, REPORTING_BY):
            match = pattern.search(line)
            if match and is_agency(match["agency"]):
                return match["agency"]
        match = ALONE.match(line[:80])
        if match and match["agency"].strip() in AGENCIES:
            return match["agency"].strip()
    return None


def is_agency(name: str) -> bool:
    """A known one, or a single word after which no family name comes; two unknown words are a person."""
    bare = name.removeprefix("The ").removeprefix("the ")
    return bare in AGENCIES or name in AGENCIES or (" " not in bare and bare[0].isupper())
