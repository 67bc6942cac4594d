"""`Document`: text as captured, with what its masthead says of it; the text never changes afterwards. `Original`: what it was captured from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from allegedly.base.ids import content_id


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a PDF or web page; `encoding` is that of the page."""

    media_type: Literal["application/pdf", "text/html"]
    data: bytes
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text as captured.

    `name` is the file's name without its last suffix (a member of a container adds `!` and its own name), and is what the
    `document` field of a claim record holds. `place` is where it was found: an absolute path, or `-` for standard input.
    Dates are ISO 8601 (`published` is exactly as precise as the page says: YYYY, YYYY-MM or YYYY-MM-DD). `pages` holds the
    offset at which each page begins, for formats that have pages. `language` is an ISO 639-1 code where the format states one.
    `original` is what it looked like, of formats whose look says more than their text; a case gives it by itself.
    """

    name: str
    text: str
    place: str
    media_type: str
    digest: str  # SHA-256 of the bytes it was captured from, hexadecimal
    encoding: str | None = None
    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    agency: str | None = None  # agency credit: "(AP) -", "Reuters contributed"
    dateline: str | None = None  # place name of the dateline, as printed
    published: str | None = None
    url: str | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()
    original: Original | None = field(default=None, compare=False, repr=False)
    _id: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        """Derived from name and text alone, so that the same report found again is the same document."""
        if self._id is None:  # asked for many times on the way through a case, and hashes the text
            id = content_id("document", self.name, self.text_digest)
            object.__setattr__(self, "_id", id)
            return id
        return self._id

    @property
    def text_digest(self) -> str:
        """SHA-256 of the text in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def page_of(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character at `offset` stands; None for a format without pages."""
        return sum(start <= offset for start in self.pages) or None
