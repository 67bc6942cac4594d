"""A small press for tests: reports that read "A armed B, somebody said.", and the proposition that their claims make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allegedly.base.document import Document
from allegedly.claims.claim import Claim
from allegedly.evidence.tracing import Statement
from tests.factory import PatternReader, document


def report(outlet: str, day: str, text: str, **fields: Any) -> Document:
    """A report called after its outlet and day."""
    return document(text, f"{outlet}-{day}", publisher=outlet, published=day, **fields)


def claims_of(documents: Sequence[Document]) -> list[Claim]:
    """What `PatternReader` finds in them."""
    return [claim for each in documents for claim in PatternReader().read(each)]


def statement(documents: Sequence[Document], id: str = "p-1") -> Statement:
    """All their claims as one proposition; those that deny are its denials."""
    claims = claims_of(documents)
    sides = [tuple(claim.id for claim in claims if claim.polarity == polarity) for polarity in ("affirmed", "denied")]
    return Statement(id, "Iskaria armed rebels", sides[0], sides[1])
