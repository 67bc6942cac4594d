"""`Span`: a half-open character range in one document, and the quote it covers.

Offsets count Unicode code points of the document's text as captured. A span carries its quote, so that whoever holds a span can
check it against the text and nobody has to trust it.
"""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.base.errors import EmptySpan, QuoteMismatch


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (inclusive) to `end` (exclusive) of one document, which read `text` there."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise EmptySpan(f"a span must hold at least one character, not {self.start} to {self.end}")
        if len(self.text) != self.end - self.start:
            raise QuoteMismatch(
                f"“{self.text}” has {len(self.text)} characters, the span {self.start} to {self.end} has {self.end - self.start}"
            )

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of `text` from `start` to `end`."""
        return cls(start, end, text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether every character of `other` lies in this span."""
        return self.start <= other.start and other.end <= self.end

    def check(self, text: str) -> None:
        """Raise `QuoteMismatch` unless `text` reads the quote at this place."""
        if text[self.start : self.end] != self.text:
            found = text[self.start : self.end]
            raise QuoteMismatch(f"“{self.text}” does not stand at {self.start} to {self.end}; the text reads “{found}” there")

    def to_dict(self) -> dict[str, str | int]:
        """`{"text", "start", "end"}`."""
        return {"text": self.text, "start": self.start, "end": self.end}
