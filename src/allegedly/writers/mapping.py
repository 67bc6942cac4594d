"""What a type of claim is called in other vocabularies; the table is mapping.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Mapping:
    """The counterparts of one type; None where a vocabulary has none."""

    stix: str = "related-to"
    plover: tuple[str, str] | None = None
    context: str | None = None
    acled: tuple[str, str] | None = None


@cache
def _table() -> dict[str, Mapping]:
    table = tomllib.loads((files(__package__) / "mapping.toml").read_text(encoding="utf-8"))
    return {name: Mapping(**{key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}) for name, fields in table.items()}


def mapping(type: str) -> Mapping:
    """The counterparts of a type of claim."""
    return _table().get(type, Mapping())
