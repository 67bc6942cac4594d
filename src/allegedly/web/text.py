"""A document's text cut up for the page: lines of pieces, each piece with the claims that stand on it.

The text is shown as it was captured. What could reverse its direction or hide in it is shown by name in its place, so that nothing a document
holds can rearrange a page. Long texts come in parts; a part ends at the end of a line where one is near.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from allegedly.base.kinds import ROLES
from allegedly.claims.claim import Claim
from allegedly.claims.wording import DIRECTION_OVERRIDES

PART = 40_000  # characters a page shows; about 6,000 words, more than almost any report
SLACK = 4_000  # how far before that a part may end to end with a line


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim stands on these characters: with its trigger, or with an argument in `role`."""

    claim: str
    role: str  # "trigger" or a role
    first: bool = False  # whether the span begins here: one that goes on in the next line is in several pieces


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters from `start` on that bear the same marks. `hidden` names a character that is not shown itself."""

    start: int
    text: str
    triggers: tuple[Mark, ...] = ()
    arguments: tuple[Mark, ...] = ()
    hidden: str | None = None

    def trigger_of(self, claim: str | None) -> Mark | None:
        """The trigger of `claim` where it stands here, else the first that does."""
        return _mark_of(self.triggers, claim) or (self.triggers[0] if self.triggers else None)

    def roles_in(self, claim: str | None) -> str:
        """The roles in which `claim` has these words, as `guise, principal`; empty when it has none."""
        return ", ".join(mark.role for mark in self.arguments if mark.claim == claim)

    def begins(self, claim: str | None) -> str:
        """The roles of the arguments of `claim` that begin here, as `guise, principal`; empty when none does."""
        return ", ".join(mark.role for mark in self.arguments if mark.claim == claim and mark.first)


def _mark_of(marks: Iterable[Mark], claim: str | None) -> Mark | None:
    return next((mark for mark in marks if mark.claim == claim), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text without its line break; `page` is the number of the page that begins with it."""

    start: int
    pieces: tuple[Piece, ...]
    page: int | None = None


def parts(text: str) -> list[tuple[int, int]]:
    """Where each part of a text begins and ends; together they are the text."""
    found, start = [], 0
    while len(text) - start > PART:
        end = text.rfind("\n", start + PART - SLACK, start + PART) + 1 or start + PART
        found.append((start, end))
        start = end
    return [*found, (start, len(text))]


def part_of(offset: int, places: Sequence[tuple[int, int]]) -> int:
    """The number, from 1, of the part that the character at `offset` is in."""
    return max(1, bisect_right([start for start, _ in places], offset))


def lines(text: str, start: int, end: int, claims: Iterable[Claim], pages: Sequence[int] = ()) -> Iterator[Line]:
    """The lines of `text[start:end]` with the marks of `claims`. A line break that is within a span does not end the span."""
    spans = sorted(_spans(claims, start, end))
    begins = {offset: number for number, offset in enumerate(pages, 1)}
    first = 0  # spans before it are over
    for offset in _line_starts(text, start, end):
        stop = _end_of_line(text, offset, end)
        while first < len(spans) and spans[first][1] <= offset:
            first += 1
        here = [span for span in spans[first:] if span[0] < stop and span[1] > offset]
        page = next((number for place, number in begins.items() if offset <= place <= stop), None) if begins else None
        yield Line(offset, tuple(_pieces(text, offset, stop, here)), page)


_Place = tuple[int, int, str, str]


def _spans(claims: Iterable[Claim], start: int, end: int) -> Iterator[_Place]:
    for claim in claims:
        marked = [("trigger", claim.trigger), *((role, m.span) for role in ROLES for m in claim.arguments.get(role, ()))]
        yield from ((s.start, s.end, claim.id, role) for role, s in marked if s.start < end and s.end > start)


def _line_starts(text: str, start: int, end: int) -> Iterator[int]:
    while start < end:
        yield start
        start = _end_of_line(text, start, end) + 1


def _end_of_line(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _pieces(text: str, start: int, end: int, spans: Sequence[_Place]) -> Iterator[Piece]:
    edges = sorted({start, end, *(edge for span in spans for edge in span[:2] if start < edge < end)})
    for left, right in zip(edges, edges[1:]):
        on = [span for span in spans if span[0] <= left and span[1] >= right]
        triggers, arguments = (
            tuple(Mark(claim, role, first == left) for first, _, claim, role in on if (role == "trigger") is wanted)
            for wanted in (True, False)
        )
        yield from _visible(text, left, right, triggers, arguments)


def _visible(text: str, start: int, end: int, triggers: tuple[Mark, ...], arguments: tuple[Mark, ...]) -> Iterator[Piece]:
    """The piece itself, with a piece of its own for each character that is shown by name."""
    begin = start
    for offset in range(start, end):
        if is_hidden(text[offset]):
            if begin < offset:
                yield Piece(begin, text[begin:offset], triggers, arguments)
            yield Piece(offset, text[offset], triggers, arguments, hidden=f"U+{ord(text[offset]):04X}")
            begin = offset + 1
    if begin < end:
        yield Piece(begin, text[begin:end], triggers, arguments)


def is_hidden(character: str) -> bool:
    """Whether it could steer the page instead of standing in it."""
    if character.isascii():
        return (character < " " and character not in "\t\n\r\f\v") or character == "\x7f"
    return character in DIRECTION_OVERRIDES or unicodedata.category(character) in ("Cc", "Cs")
