"""`Entity`: the actor, place or thing that mentions point to, with every name it goes by.

What resolution works on is a `Reference`: one name in the whole case, or one description in one document. "The border officials" of one
article are not those of another, so a description never leaves its document by itself; "Paris" the city and "Paris" the government are
two references that share their letters.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

KINDS = (
    "person",
    "armed group",
    "state body",
    "service",
    "company",
    "media",
    "party",
    "state",
    "place",
    "people",  # a nationality, a community: "Libyans"
    "unnamed group",
    "equipment",
    "event",
    "threat actor",
    "organisation",  # one of the above, the text does not say which
    "thing",
)


SPEAKER, OUTLET = "speaker", "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A name in a case, or a description in one document, and how it is used.

    `sense` tells apart what is spelt alike: "government" where a capital acts. `roles` are the argument roles it fills, `SPEAKER` where it
    says something and `OUTLET` where it is the masthead of a document; `documents` are
    ids of those that use it, `words` the other words that were read as standing for it there.
    """

    id: str
    name: str
    named: bool
    sense: str | None = None
    document: str | None = None
    mentions: int = 0
    documents: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What some references point to. `id` is that of the reference whose name it bears; every other member's id means it as well."""

    id: str
    name: str
    kind: str
    named: bool
    aliases: tuple[str, ...]
    mentions: int
    documents: int
    members: tuple[str, ...]
    parent: str | None = None
    reasons: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self) | {field: list(getattr(self, field)) for field in ("aliases", "members", "reasons")}
