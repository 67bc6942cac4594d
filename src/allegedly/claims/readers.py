"""`Reader`: whatever turns a document into claims. Readers are found by entry point (`allegedly.readers`)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Protocol

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.claims.claim import Claim

DEFAULT_READER = "trained"


class Reader(Protocol):
    """Reads one document at a time. `version` is "name version-digest" and stands on every claim it makes."""

    version: str

    def read(self, document: Document) -> Iterable[Claim]:
        """The claims of `document`, in the order of the text."""
        ...


def load_reader(name: str = DEFAULT_READER) -> Reader:
    """The reader registered as `name`. Raises `BadOption` for a name nobody registered, `ReaderError` when it cannot be loaded."""
    found = {point.name: point for point in entry_points(group="allegedly.readers")}
    if name not in found:
        raise BadOption(f"there is no reader called {name!r}; installed: {', '.join(sorted(found)) or 'none'}")
    reader: Reader = found[name].load()()
    return reader
