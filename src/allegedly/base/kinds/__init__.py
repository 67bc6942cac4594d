"""What a claim can be: types by family, roles and statuses. The types live in `claims.toml`; nothing here is decided in code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Polarity = Literal["affirmed", "denied"]
Certainty = Literal["certain", "probable", "possible"]
Realis = Literal["actual", "planned", "hypothetical", "general"]

POLARITIES: tuple[Polarity, ...] = ("affirmed", "denied")
CERTAINTIES: tuple[Certainty, ...] = ("certain", "probable", "possible")
REALIS: tuple[Realis, ...] = ("actual", "planned", "hypothetical", "general")

# The order in which a person wants to read them.
ROLES = ("agent", "patient", "object", "guise", "principal", "means", "origin", "destination", "via", "place", "purpose")


@dataclass(frozen=True, slots=True)
class ClaimType:
    """One type of claim: its family, what it means, how a sentence says it, and whether it lasts (leads) or is an act (arms)."""

    name: str
    family: str
    gloss: str
    say: str
    lasting: bool = False


@cache
def claim_types() -> dict[str, ClaimType]:
    """All types by name, in the order of `claims.toml`."""
    table = tomllib.loads((files(__package__) / "claims.toml").read_text(encoding="utf-8"))
    return {name: ClaimType(name, family, **fields) for family, types in table.items() for name, fields in types.items()}


@cache
def families() -> dict[str, tuple[str, ...]]:
    """The names of the types of each family."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in claim_types().values():
        found[kind.family] = (*found.get(kind.family, ()), kind.name)
    return found


@cache
def source_kinds() -> dict[str, str]:
    """The kind of an unnamed source by the words that tell it; of a word listed twice the first kind counts."""
    table = tomllib.loads((files(__package__) / "sources.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for kind, words in table.items():
        for word in words:
            found.setdefault(word, kind)
    return found
