"""`Reading`: what one reader found in one document, once every claim has been held against the text.

Nothing here stores anything. `read` is what `allegedly read` prints; a case stores the same readings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from allegedly.base.document import Document
from allegedly.base.errors import EvidenceError, ReaderError, Unreadable
from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.claims.claim import Claim
from allegedly.claims.readers import DEFAULT_READER, Reader, load_reader

Place = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """The claims that `reader` found and that hold up, each once, in its order; `refused` counts those that do not hold up."""

    reader: str
    claims: tuple[Claim, ...]
    refused: int


def reader_of(reader: Reader | str) -> Reader:
    """The reader itself; one given by name is loaded once per process."""
    return _loaded(reader) if isinstance(reader, str) else reader


@cache
def _loaded(name: str) -> Reader:
    return load_reader(name)


def read_with(reader: Reader, document: Document) -> Reading:
    """The reading of `document` by `reader`. Raises `ReaderError` when the reader fails, whatever it fails with."""
    try:
        found = list(reader.read(document))
    except ReaderError:
        raise
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())  # a message is one line, whatever a library says
        raise ReaderError(
            f"{document.place}: the reader {reader.version} failed with {what}; please report it with this document"
        ) from error
    sound = [claim for claim in found if _holds_up(claim, document, reader)]
    return Reading(reader.version, tuple({claim.id: claim for claim in reversed(sound)}.values())[::-1], len(found) - len(sound))


def _holds_up(claim: Claim, document: Document, reader: Reader) -> bool:
    try:
        claim.check(document.text)
    except EvidenceError:
        return False
    return (
        claim.type in claim_types()
        and claim.arguments.keys() <= set(ROLES)
        and (claim.document_id, claim.reader) == (document.id, reader.version)
        and claim.polarity in POLARITIES
        and claim.certainty in CERTAINTIES
        and claim.realis in REALIS
    )


def read_document(document: Document, reader: Reader | str = DEFAULT_READER) -> list[Claim]:
    """The claims of `document`, each held against its text. Stores nothing."""
    return list(read_with(reader_of(reader), document).claims)


def read(paths: Place | Iterable[Place], reader: Reader | str = DEFAULT_READER) -> Iterator[Claim | Unreadable]:
    """The claims of the documents at `paths`, and what could not be read with the reason. Stores nothing."""
    # Here and not above: most users of this module bring a document of their own.
    from allegedly.capture.capturers import capture_paths

    chosen = reader_of(reader)
    for found in capture_paths(places(paths)):
        if isinstance(found, Unreadable):
            yield found
            continue
        try:
            yield from read_with(chosen, found).claims
        except ReaderError as error:
            yield unread(found, error)


def places(paths: Place | Iterable[Place]) -> list[str]:
    """One path or several as a list of strings."""
    return [os.fspath(path) for path in ([paths] if isinstance(paths, str | os.PathLike) else paths)]


def unread(document: Document, error: ReaderError) -> Unreadable:
    """What to tell about a document that was captured and that a reader failed on."""
    return Unreadable(document.place, str(error).removeprefix(f"{document.place}: "), "the other documents are not affected")
