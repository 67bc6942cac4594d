"""`Source`: whoever is said to say something, from a named official to "people familiar with"."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.base.ids import content_id


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A member of a source chain: a name, or the description of somebody the text leaves unnamed."""

    name: str
    named: bool

    def id_in(self, document: str) -> str:
        """A named source is the same in every document; "two officials" of one article are not those of another."""
        key = " ".join(self.name.casefold().removeprefix("the ").split())
        return content_id("source", key) if self.named else content_id("source", key, document)
