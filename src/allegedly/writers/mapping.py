"""What a type of claim is called in other vocabularies; the table is mapping.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


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

    def pair(fields: dict[str, Any], name: str) -> tuple[str, str] | None:
        return (fields[name][0], fields[name][1]) if name in fields else None

    return {
        name: Mapping(fields.get("stix", "related-to"), pair(fields, "plover"), fields.get("context"), pair(fields, "acled"))
        for name, fields in table.items()
    }


def mapping(type: str) -> Mapping:
    """The counterparts of a type of claim."""
    return _table().get(type, Mapping())
