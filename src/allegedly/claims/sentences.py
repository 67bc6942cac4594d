"""Sentences, headings and words of a text, with exact offsets.

Lines are the paragraphs of most captured text; only where a block between blank lines is visibly hard-wrapped (old wires, e-mail)
do its lines run on. A heading is a line that does not end like a sentence where a title stands; headings carry no claims
(docs/claim-record.md: titles, bylines and navigation are not annotated).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from allegedly.capture.masthead import match_dateline

WORD = re.compile(r"\w+|[^\w\s]")
TERMINAL = re.compile(r"""[.!?…。؟:;][\s"'”’»)\]]*$""")
WRAPPED_LINE = range(45, 101)  # characters; typewriter and e-mail line widths
HEADING_WORDS = 25  # a longer line without a full stop is a sentence that lost it
RANK = re.compile(r"\b(?:Const|Cst|Sgt|Insp|Supt|Msgr|Mgr|Hon|Rev|Cdr|Cmdr|Pte|Pvt)\.\Z")  # before a name; sentencex ends a sentence here
DATELINE = 120  # characters; none is longer
TITLE_LINES = 3  # title, outlet or date, byline: only there is a bare line surely a heading


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of the text, trimmed of white space; `heading` when it is a title, byline or caption line."""

    start: int
    end: int
    heading: bool = False


def find_words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Places of the words of `text[start:end]`: runs of letters and digits, and every other visible character by itself."""
    return [match.span() for match in WORD.finditer(text, start, len(text) if end is None else end)]


def find_sentences(text: str) -> list[Sentence]:
    """All sentences of `text` in order; together they hold every visible character."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(find_paragraphs(text)):
        heading = is_heading(text[start:end], first=number < TITLE_LINES)
        if heading:
            found.append(Sentence(start, end, heading=True))
        else:
            found.extend(split_paragraph(text, start, end))
    if found and all(sentence.heading for sentence in found):
        return [Sentence(s.start, s.end) for s in found]  # a text of bare lines: they are all there is to read
    return found


def find_datelines(text: str) -> list[range]:
    """Places of the datelines ("TALVERA, 4 MAY --") that open paragraphs: they say where and when it was written, and nothing else."""
    starts = ((start, match_dateline(text[start : min(end, start + DATELINE)])) for start, end in find_paragraphs(text))
    return [range(start, start + match.end()) for start, match in starts if match]


def find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Places of the paragraphs: blocks between blank lines where lines are hard-wrapped, else single lines."""
    for block in re.finditer(r"\S.*?(?=\n[^\S\n]*\n|\r\n[^\S\n]*\r\n|\Z)", text, re.DOTALL):
        lines = [m for m in re.finditer(r"[^\r\n\u2028\u2029]+", block[0]) if m[0].strip()]
        if is_wrapped([line[0] for line in lines]):
            yield trimmed(text, *block.span())
        else:
            for line in lines:
                yield trimmed(text, block.start() + line.start(), block.start() + line.end())


def is_wrapped(lines: list[str]) -> bool:
    """Whether the lines were broken at a width, not at the end of what they say."""
    inner = lines[:-1]
    if len(inner) < 2:
        return False
    full = sum(len(line.rstrip()) in WRAPPED_LINE for line in inner)
    running = sum(not TERMINAL.search(line) for line in inner)
    return full >= 0.8 * len(inner) and running >= 0.5 * len(inner)


def is_heading(line: str, *, first: bool) -> bool:
    """Whether a line stands alone without being a sentence; outside the masthead only short ones count."""
    words = len(line.split())
    if TERMINAL.search(line):
        return False
    return words <= (HEADING_WORDS if first else HEADING_WORDS // 2)


def split_paragraph(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of one paragraph."""
    begun = start
    for boundary in sentencex.get_sentence_boundaries("en", text[start:end]):
        first, last = trimmed(text, begun, start + boundary["end_index"])
        if RANK.search(text, first, last) and last < end:
            continue
        begun = start + boundary["end_index"]
        if first < last:
            yield Sentence(first, last)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space at its ends; `(start, start)` when nothing else is in it."""
    piece = text[start:end]
    body = piece.strip()
    first = start + len(piece) - len(piece.lstrip()) if body else start
    return first, first + len(body)
