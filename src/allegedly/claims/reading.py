"""`Reading`: what one reader found in one document, once every claim has been held against the text.

Nothing here stores anything. `read` is what `allegedly read` prints; a case stores the same readings.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from typing import Any, TypeVar

from allegedly.base.document import Document
from allegedly.base.errors import EvidenceError, ReaderError, ReaderStopped, Unreadable
from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.capture.inputs import Input
from allegedly.claims.claim import Claim, Refused
from allegedly.claims.readers import DEFAULT_READER, Reader, load_reader

Place = str | os.PathLike[str]

DOES_NOT_HOLD = "words do not stand where they should, or unknown kind"


@dataclass(frozen=True, slots=True)
class Reading:
    """The claims that `reader` found and that hold up, each once, in its order; `refused` counts those that do not hold up.

    `reasons` counts them by what is wrong.
    """

    reader: str
    claims: tuple[Claim, ...]
    refused: int
    reasons: Mapping[str, int] = field(default_factory=dict)


def reader_of(reader: Reader | str, options: Mapping[str, Any] | None = None) -> Reader:
    """The reader itself; one given by name without options is loaded once per process."""
    if not isinstance(reader, str):
        return reader
    return load_reader(reader, options) if options else _loaded(reader)


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
    sound = [each for each in found if isinstance(each, Claim) and _holds_up(each, document, reader)]
    reasons = Counter(each.reason if isinstance(each, Refused) else DOES_NOT_HOLD for each in found)
    reasons[DOES_NOT_HOLD] -= len(sound)
    claims = tuple({claim.id: claim for claim in reversed(sound)}.values())[::-1]
    return Reading(reader.version, claims, len(found) - len(sound), dict(+reasons))


T = TypeVar("T")


def read_ahead(reader: Reader, items: Iterable[T]) -> Iterator[tuple[T, Future[Reading] | None]]:
    """The items in order, each document with its reading; a reader that works elsewhere reads several at once, ahead of whoever asks.

    A document to be left unread is given as something else. Interrupting leaves nothing to wait for: threads die with the program.
    """
    ahead = max(1, getattr(reader, "at_once", 1))
    waiting: deque[tuple[T, Future[Reading] | None]] = deque()
    running = 0
    for item in items:
        future: Future[Reading] | None = None
        if isinstance(item, Document):
            future, running = Future(), running + 1
            if ahead == 1:
                _finish(future, reader, item)
            else:
                Thread(target=_finish, args=(future, reader, item), daemon=True).start()
        waiting.append((item, future))
        while waiting and (running >= ahead or waiting[0][1] is None):
            running -= waiting[0][1] is not None
            yield _done(*waiting.popleft())
    yield from (_done(*each) for each in waiting)


def _done(item: T, future: Future[Reading] | None) -> tuple[T, Future[Reading] | None]:
    if future:
        wait([future])
    return item, future


def _finish(future: Future[Reading], reader: Reader, document: Document) -> None:
    try:
        future.set_result(read_with(reader, document))
    except BaseException as error:  # noqa: BLE001 - whoever asks for the result gets it
        future.set_exception(error)


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
    """The claims of the documents at `paths`, and what could not be read with the reason. Stores nothing.

    Raises `ReaderStopped` when the reader can go on with no document.
    """
    # Here and not above: most users of this module bring a document of their own.
    from allegedly.capture.capturers import capture_paths

    for found, reading in read_ahead(reader_of(reader), capture_paths(places(paths))):
        if isinstance(found, Unreadable) or reading is None:
            assert isinstance(found, Unreadable)
            yield found
            continue
        try:
            yield from reading.result().claims
        except ReaderStopped:
            raise
        except ReaderError as error:
            yield unread(found, error)


def places(paths: Place | Iterable[Place | Input]) -> list[str | Input]:
    """One path or several as a list of strings; an `Input` stays one."""
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    return [path if isinstance(path, Input) else os.fspath(path) for path in given]


def unread(document: Document, error: ReaderError) -> Unreadable:
    """What to tell about a document that was captured and that a reader failed on."""
    return Unreadable(document.place, str(error).removeprefix(f"{document.place}: "), "the other documents are not affected")
