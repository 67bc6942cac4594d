"""Plain text and Markdown: the text exactly as it is, character for character."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from allegedly.base.document import Document
from allegedly.capture.binary import explain_binary
from allegedly.capture.encodings import decode
from allegedly.capture.fields import find_fields
from allegedly.capture.limits import MAX_FRONT_MATTER
from allegedly.capture.masthead import complete

FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


class PlainCapturer:
    """A text file is one document. No character is added, dropped or re-ordered; only a byte order mark is not text."""

    suffixes = frozenset({".txt", ".text", ".asc", ".log"})
    media_types = frozenset({"text/plain"})

    def recognises(self, data: bytes) -> bool:
        """Never: any text could also be something else."""
        return False

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document]:
        """One document, with what its first and last lines say of it."""
        yield complete(plain_document(data, place, name, "text/plain"))


class MarkdownCapturer:
    """A Markdown file is one document, its marks and its front matter included; the front matter also fills the fields."""

    suffixes = frozenset({".md", ".markdown", ".mdown", ".mkd"})
    media_types = frozenset({"text/markdown", "text/x-markdown"})

    def recognises(self, data: bytes) -> bool:
        """Never: front matter alone does not make Markdown."""
        return False

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document]:
        """One document."""
        document = plain_document(data, place, name, "text/markdown")
        match = FRONT_MATTER.match(document.text[:MAX_FRONT_MATTER])
        body = document.text[match.end() if match else 0 :]
        fields: dict[str, Any] = dict(find_fields(parse_front_matter(match))) if match else {}
        heading = HEADING.search(body[:MAX_FRONT_MATTER])
        if heading:
            fields.setdefault("title", heading[1])
        # The masthead stands below the front matter; only words are taken from there, no offsets.
        found = complete(replace(document, text=body, **fields))
        yield replace(found, text=document.text)


def plain_document(data: bytes, place: str, name: str, media_type: str) -> Document:
    """The whole file as one text."""
    if data.startswith(b"{\\rtf"):
        raise explain_binary(data, place)
    text, encoding = decode(data, place)
    return Document(name=name, text=text, place=place, media_type=media_type, digest=hashlib.sha256(data).hexdigest(), encoding=encoding)


def parse_front_matter(match: re.Match[str]) -> Mapping[str, Any]:
    """The front matter's fields, YAML between `---` or TOML between `+++`; empty when it is neither."""
    if match[1] == "+++":
        try:
            return tomllib.loads(match[2])
        except tomllib.TOMLDecodeError:
            return {}
    import yaml

    try:
        found = yaml.load(match[2], Loader=yaml.BaseLoader)  # dates stay the words they are, and no object is made
    except (yaml.YAMLError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
