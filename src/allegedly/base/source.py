"""`Source`: whoever is said to say something, from a named official to "people familiar with"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from allegedly.base.ids import content_id
from allegedly.base.kinds import source_kinds

WORD = re.compile(r"[\w-]+")
UNSPECIFIED = "unspecified"  # "sources", "people familiar with the matter"
# What follows the noun that carries a description.
BEHIND_THE_NOUN = re.compile(r",|\s(?:of|from|in|with|at|for|who|that|close|familiar|briefed|inside|near|on|to|by|said)\b")


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A member of a source chain: a name, or the description of somebody the text leaves unnamed."""

    name: str
    named: bool

    @property
    def kind(self) -> str | None:
        """What an unnamed source is, by its description (base/kinds/sources.toml): official, military, ..., or unspecified; None for a name."""
        if self.named:
            return None
        kinds = source_kinds()
        listed = [kinds.get(word) or kinds.get(word.removesuffix("s")) for word in WORD.findall(self.name.casefold())]
        phrase = listed[: len(WORD.findall(BEHIND_THE_NOUN.split(self.name.casefold(), maxsplit=1)[0]))]
        # "Officer" and "official" say little: an intelligence officer is of the security service, an army spokesman of the army.
        if phrase and phrase[-1] and phrase[-1] not in ("official", "military"):
            return phrase[-1]
        return next((each for each in listed if each), UNSPECIFIED)

    def id_in(self, document: str) -> str:
        """A named source is the same in every document; "two officials" of one article are not those of another."""
        key = " ".join(self.name.casefold().removeprefix("the ").split())
        return content_id("source", key) if self.named else content_id("source", key, document)


def name_in(chain: Sequence[Source], outlet: str, *, event: str = "") -> str:
    """What the innermost source of a chain is called across documents: a named one by its name.

    An unnamed one is its description with whoever leaves it unnamed: the nearest named source outside it, else the outlet; and with the
    `event` that it is a source on.
    """
    *outer, innermost = chain
    if innermost.named:
        return innermost.name
    known_to = next((source.name for source in reversed(outer) if source.named), outlet)
    return f"{innermost.name} ({known_to}{f', {event}' if event else ''})"
