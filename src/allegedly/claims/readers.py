"""`Reader`: whatever turns a document into claims. Readers are found by entry point (`allegedly.readers`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points
from inspect import Parameter, signature
from typing import Any, Protocol, runtime_checkable

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.claims.claim import Claim, Refused

DEFAULT_READER = "trained"


class Reader(Protocol):
    """Reads one document at a time. `version` is "name version-digest" and stands on every claim it makes."""

    version: str

    def read(self, document: Document) -> Iterable[Claim | Refused]:
        """The claims of `document`, in the order of the text; also, if the reader tells, what it refused to make a claim of."""
        ...


@runtime_checkable
class SendingReader(Reader, Protocol):
    """A reader that works elsewhere: `destination` is where it sends texts beyond this machine (None: nowhere).

    It sends nothing before `allow_sending` is true, and can read `at_once` documents at the same time, in as many threads.
    """

    at_once: int
    allow_sending: bool

    @property
    def destination(self) -> str | None:
        """The address."""
        ...


def load_reader(name: str = DEFAULT_READER, options: Mapping[str, Any] | None = None) -> Reader:
    """The reader registered as `name`, made with `options`: the parameters of whatever makes it.

    Raises `BadOption` for a name nobody registered and for options that the reader does not take or lacks, `ReaderError` when it cannot be
    loaded.
    """
    found = {point.name: point for point in entry_points(group="allegedly.readers")}
    if name not in found:
        raise BadOption(f"there is no reader called {name!r}; installed: {', '.join(sorted(found)) or 'none'}")
    make = found[name].load()
    given = options or {}
    taken = signature(make).parameters
    if unknown := [each for each in given if each not in taken]:
        raise BadOption(f"the reader {name!r} takes no option {_option(unknown[0])}; leave it out, or name another --reader")
    missing = [
        each.name
        for each in taken.values()
        if each.default is Parameter.empty and each.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD) and each.name not in given
    ]
    if missing:
        raise BadOption(f"the reader {name!r} needs {_option(missing[0])}")
    reader: Reader = make(**given)
    return reader


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
