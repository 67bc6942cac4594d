"""Picks the capturer for a file and turns whatever it yields into documents that can be stored.

A capturer knows one format. It is found by entry point (`allegedly.capturers`) and chosen by what the bytes say, then by the file's
suffix, then by the media type a message declares, and failing all that the file is plain text or nothing. A capturer never opens what
lies inside its file: it yields a `Member`, and this module captures that in turn, so that depth and total size are counted in one place.
Bad content is never raised: it becomes one `Unreadable`, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.encodings import storable
from allegedly.capture.inputs import Input, find_inputs, read_bytes, split_suffix
from allegedly.capture.limits import MAX_CHARACTERS, MAX_DEPTH, MAX_FIELD, MAX_MEMBERS, MAX_UNPACKED, size

__all__ = ["Capturer", "Input", "Member", "capture", "capture_bytes", "capture_paths", "find_inputs"]

FIELDS = ("title", "publisher", "byline", "agency", "dateline", "published", "url", "language")


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file, still to be captured. `name` has its suffix; `media_type` is what its container says it is."""

    data: bytes
    place: str
    name: str
    media_type: str | None = None


class Capturer(Protocol):
    """Turns the bytes of one format into documents. May raise `Unreadable` for all of a file or yield it for a part."""

    @property
    def suffixes(self) -> Collection[str]:
        """Suffixes of the format's files, lower case, with the dot."""
        ...

    @property
    def media_types(self) -> Collection[str]:
        """What messages call the format."""
        ...

    def recognises(self, data: bytes) -> bool:
        """Whether `data` is surely of this format, whatever its name says."""
        ...

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable | Member]:
        """What `data` holds; `name` is the file's name without its last suffix."""
        ...


def capture_paths(paths: Iterable[str | Path | Input]) -> Iterator[Document | Unreadable]:
    """Every document at `paths` (see `find_inputs`), and one `Unreadable` for each that could not be read."""
    for found in find_inputs(paths):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield from capture(found)


def capture(source: Input) -> Iterator[Document | Unreadable]:
    """The documents of one input; bad content is yielded as `Unreadable`, never raised."""
    try:
        data = read_bytes(source)
    except Unreadable as problem:
        yield problem
    else:
        yield from capture_bytes(data, source.place, source.name)


def capture_bytes(data: bytes, place: str, name: str, media_type: str | None = None) -> Iterator[Document | Unreadable]:
    """The documents in `data`, a file called `name` (with its suffix) that was found at `place`, members included, in order."""
    open_files = [capture_one(Member(data, place, name, media_type))]
    members, unpacked = 0, 0
    while open_files:
        item = next(open_files[-1], None)
        if item is None:
            open_files.pop()
        elif not isinstance(item, Member):
            yield item
        elif len(open_files) > MAX_DEPTH:
            yield Unreadable(item.place, f"lies more than {MAX_DEPTH} files deep inside another", "take it out and add it by itself")
        else:
            members, unpacked = members + 1, unpacked + len(item.data)
            if members > MAX_MEMBERS or unpacked > MAX_UNPACKED:
                limit = f"{MAX_MEMBERS:,} files" if members > MAX_MEMBERS else size(MAX_UNPACKED)
                yield Unreadable(place, f"holds more than {limit}; the rest was left out", "unpack it and add the folder")
                return
            open_files.append(capture_one(item))


def capture_one(member: Member) -> Iterator[Document | Unreadable | Member]:
    """What one file holds, without going into its members. A capturer that fails in any way costs this file only."""
    try:
        if not member.data:
            raise Unreadable(member.place, "is empty", "get it again, or remove it")
        stem, _ = split_suffix(member.name)
        for item in choose(member).capture(member.data, member.place, stem):
            yield checked(item) if isinstance(item, Document) else item
    except Unreadable as problem:
        yield problem
    except RecursionError:
        yield Unreadable(member.place, "is nested too deeply to be read", "save it in another format, for instance as plain text")
    except MemoryError:
        yield Unreadable(member.place, "needs more memory than there is", "split it into smaller files")
    except Exception as error:  # a parser met something its authors did not foresee; the other files must not suffer
        why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        yield Unreadable(
            member.place, f"is damaged or unusual and could not be read ({why})", "open it in its own program and save it again"
        )


def choose(member: Member) -> Capturer:
    """The capturer for this file: by content, else by suffix, else by declared media type, else plain text."""
    capturers = load_capturers()
    suffix = split_suffix(member.name)[1].lower()
    for capturer in capturers.values():
        if capturer.recognises(member.data):
            return capturer
    for capturer in capturers.values():
        if suffix in capturer.suffixes:
            return capturer
    for capturer in capturers.values():
        if member.media_type in capturer.media_types:
            return capturer
    return capturers["text"]


@cache
def load_capturers() -> dict[str, Capturer]:
    """All installed capturers by name."""
    return {point.name: point.load()() for point in sorted(entry_points(group="allegedly.capturers"), key=lambda point: point.name)}


def checked(document: Document) -> Document:
    """The document without what databases and JSON choke on. Raises `Unreadable` if it holds no text, or too much."""
    if not document.text.strip():
        raise Unreadable(document.place, "holds no text, only white space", "get it again, or remove it")
    if len(document.text) > MAX_CHARACTERS:
        reason = f"holds {len(document.text):,} characters, more than the {MAX_CHARACTERS:,} of one document"
        raise Unreadable(document.place, reason, "split it into the reports it is made of")
    fields: dict[str, Any] = {field: one_line(getattr(document, field)) for field in FIELDS}
    return replace(document, text=storable(document.text), name=storable(document.name), **fields)


def one_line(value: str | None) -> str | None:
    """A field's value on one line, or None when nothing is left of it."""
    words = " ".join(storable(value or "").split())
    return words[:MAX_FIELD].rstrip() or None
