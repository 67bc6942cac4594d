"""`Ask`: what a page is asked for. Every view's state is in its address, so that it can be kept, sent and gone back to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from allegedly.base.errors import BadOption

# What may be written before a colon in a box for words: filters of the same names.
SPELLED = re.compile(r"(?<!\S)(about|beside|source|type|family|polarity|certainty|since|until):(\"[^\"]*\"|“[^”]*”|\S+)")


@dataclass(frozen=True, slots=True)
class Ask:
    """Parts of the path by name, values of the query by name (blank ones left out), and the last entry of history seen at the last visit."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seen: int = 0

    def one(self, name: str) -> str | None:
        """The last value of `name`; None when there is none."""
        return self.query[name][-1] if self.query.get(name) else None

    def many(self, name: str) -> tuple[str, ...]:
        """All values of `name`."""
        return self.query.get(name, ())

    def number(self, name: str, default: int) -> int:
        """The value of `name` as a number from 1. Raises `BadOption` for anything else."""
        value = self.one(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and int(value[:9]) > 0 and len(value) < 10):
            raise BadOption(f"{name} is a number from 1, not {value!r}; change it in the address, or go back")
        return int(value)

    def address(self, path: str, **changed: Any) -> str:
        """`path` with this query, some of its values changed; None takes one out."""
        query = {name: list(values) for name, values in self.query.items()} | {
            name: [] if value is None else [str(value)] for name, value in changed.items()
        }
        pairs = [(name, value) for name, values in query.items() for value in values]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def ask_of(path: Mapping[str, str], pairs: list[tuple[str, str]], seen: int = 0) -> Ask:
    """An `Ask` from a path and the pairs of a query string. Filters that are written among the words (`source:Norwire`) are taken out of them."""
    query: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found = [(name, value)]
        if name == "q":
            found = [("q", " ".join(SPELLED.sub(" ", value).split())), *((key, each.strip('"“”')) for key, each in SPELLED.findall(value))]
        for key, each in found:
            if each.strip():
                query[key] = (*query.get(key, ()), each.strip())
    return Ask(path, query, seen)
