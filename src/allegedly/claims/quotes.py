"""Direct speech and its speaker: the stretches of a text that somebody plainly says, by their layout.

The network sees some eighty words back; a statement that fills a page, or a quotation that runs over paragraphs, has its speaker
further away. Typography settles those cases: quotation marks with a reporting clause beside them, paragraphs that go on opening with a
mark, and the press release's `X said:` on a line of its own. Nothing is guessed: a quotation without such a clause has no speaker here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from allegedly.base.span import Span
from allegedly.claims.sentences import find_paragraphs

SAYING = (
    "said|says|told|tells|added|adds|explained|explains|warned|warns|insisted|insists|claimed|claims|stated|states|declared|argued|argues|"
    "admitted|admits|noted|notes|wrote|writes|recalled|recalls|continued|acknowledged|confirmed|announced|tweeted|asked|replied|concluded|"
    "commented|remarked|complained|alleged|asserted|maintained|conceded|boasted"
)
PROPER = r"[A-Z][\w.'’-]*(?:\s+(?:(?:of|for|and|al|el|de|bin|ibn|von|van)[\s-]+)*[A-Z][\w.'’-]*)*"
NAME = rf"(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er|[Tt]heir)\s+(?:[\w'’-]+\s+){{0,3}}?(?!(?:and|or|but)\b)[\w'’-]+|{PROPER})"
AFTER_A_PERSON = (
    "of|from|in|inside|at|on|for|to|with|who|whose|close|familiar|based|speaking|after|before|during|when|while|as|and|about|by|that|near"
)
# A description behind the verb ends where its phrase does: "said the former manager, who", "said a source close to the ministry".
WHOM = (
    r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er|[Tt]heir)\s+(?:[\w'’-]+\s+){0,4}?[\w'’-]+"
    rf"(?:\s+(?:of|for)\s+(?:the\s+)?{PROPER}|(?=[,.;:—–]|\s+(?:{AFTER_A_PERSON}|[A-Z][\w’'-]*)\b|\s*\Z))"
)
# What a speaker is before the name says who it is: "said army spokesman Moussa Vale", "said his lawyer, Marta Olivares,".
OFFICE = rf"(?:[A-Z][\w-]*['’]s?\s+)?(?:(?!(?:{AFTER_A_PERSON})\b)[a-z][\w'’-]*\s+){{0,4}}"
APPOSED = re.compile(
    rf",?\s+(?P<name>[A-Z][\w.'’-]*(?:\s+(?:(?:al|el|de|bin|ibn|von|van)[\s-]+)?[A-Z][\w'’-]*)+)(?=[,.]|\s+(?:{AFTER_A_PERSON})\b|\s*\Z)"
)
PRONOUN = r"(?:he|she|they|He|She|They)"
ASIDE = r"(?:,[^,\"“”\n]{1,120},)?"
CLAUSE_AFTER = re.compile(
    rf"[,.!?—-]?[\"”’]+\s*,?\s*(?:(?P<who>{PRONOUN}|{NAME}){ASIDE}\s+(?:has\s+|had\s+|also\s+|\w+ly\s+)?(?:{SAYING})\b"
    rf"|(?:{SAYING})\s+(?P<whom>{PRONOUN}\b|{WHOM})|(?:{SAYING})\s+{OFFICE}(?P<named>{PROPER}))"
)
CLAUSE_BEFORE = re.compile(
    rf"(?P<who>{PRONOUN}|{NAME}){ASIDE}\s+(?:has\s+|had\s+|also\s+|\w+ly\s+)?(?:{SAYING})\b[^.\"“”\n]{{0,80}}?[,:]?\s*(?=[\"“])"
)
STATEMENT = re.compile(
    rf"(?P<who>{NAME}){ASIDE}\s+(?:has\s+|also\s+|today\s+)?(?:said|says|stated|commented|added)(?:\s+\w+){{0,4}}\s*:\s*"
)
OPENING = '"“'


@dataclass(frozen=True, slots=True)
class Speech:
    """Characters `start` to `end` are said by the speaker that stands at `speaker`."""

    start: int
    end: int
    speaker: Span


def find_speeches(text: str) -> list[Speech]:
    """Every stretch of direct speech whose speaker the layout gives, in order."""
    found: list[Speech] = []
    speaker: Span | None = None  # of the paragraph before, as long as quotations go on
    statement: Span | None = None  # of an `X said:` with nothing behind it
    for start, end in find_paragraphs(text):
        if match := STATEMENT.fullmatch(text, start, end):
            statement, speaker = Span.of(text, *match.span("who")), None
            continue
        quotes = find_quotes(text, start, end)
        speaker = speaker_in(text, start, end) or (speaker if text[start] in OPENING else None)
        if speaker:
            found += [Speech(a, b, speaker) for a, b in quotes]
        elif statement and not quotes:
            found.append(Speech(start, end, statement))
    return found


def find_quotes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places between quotation marks in one paragraph, marks included; a mark left open runs to its end."""
    quotes: list[tuple[int, int]] = []
    opened: int | None = None
    for match in re.compile(r"[\"“”]+").finditer(text, start, end):
        if opened is None:
            if "”" not in match[0] or "“" in match[0]:
                opened = match.start()
        elif "“" not in match[0]:
            quotes.append((opened, match.end()))
            opened = None
    if opened is not None and opened < end - 1:
        quotes.append((opened, end))
    return quotes


def speaker_in(text: str, start: int, end: int) -> Span | None:
    """The first speaker that a reporting clause beside a quotation of this paragraph names."""
    for pattern in (CLAUSE_AFTER, CLAUSE_BEFORE):
        if match := pattern.search(text, start, end):
            group = match.lastgroup or "who"
            if not match[group][0].isupper() and (name := APPOSED.match(text, match.end(group), end)):
                return Span.of(text, *name.span("name"))
            return Span.of(text, match.start(group), match.start(group) + len(match[group].rstrip(".,’'")))
    return None


def speech_at(speeches: Sequence[Speech], start: int, end: int) -> Speech | None:
    """The speech that holds the characters `start` to `end`, if one does; `speeches` as `find_speeches` gives them."""
    before = bisect_right(speeches, start, key=lambda speech: speech.start)
    return speeches[before - 1] if before and end <= speeches[before - 1].end else None
