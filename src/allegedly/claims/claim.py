"""`Claim`: one thing that a text says happened, holds or is intended, together with who says so.

The record that `to_dict` gives is the contract between readers, case, writers and scorer (docs/claim-record.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from allegedly.base.ids import content_id
from allegedly.base.kinds import Certainty, Polarity, Realis, claim_types
from allegedly.base.source import Source
from allegedly.base.span import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names or points to something, and the canonical name of what it points to."""

    span: Span
    entity: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One member of a source chain: the source, where the text names it, and the words that attribute (None: no cue in the text)."""

    source: Source
    mention: Span | None = None
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """The words of a time, and its value: YYYY, YYYY-MM, YYYY-MM-DD, `A/B` with `..` for an open end, or None when unresolved."""

    span: Span
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something a reader proposed that is no claim, and why; `words` are those that gave the reason."""

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One predicate (the trigger) with its arguments, its status, and the chain of those who say so, outermost first."""

    document: str  # the document's `name`
    document_id: str
    reader: str
    score: float  # how sure the reader is that this is a claim, 0 to 1
    sentence: Span
    type: str
    trigger: Span
    arguments: Mapping[str, tuple[Mention, ...]]
    time: TimeExpression | None = None
    polarity: Polarity = "affirmed"
    certainty: Certainty = "certain"
    realis: Realis = "actual"
    chain: tuple[Hop, ...] = ()
    _id: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        """Derived from document, type, trigger and the places of all arguments; neither reader nor score change it."""
        if self._id is None:  # asked for many times on the way through a case
            fillers = sorted((role, m.span.start, m.span.end) for role, mentions in self.arguments.items() for m in mentions)
            id = content_id("claim", self.document_id, self.type, self.trigger.start, self.trigger.end, fillers)
            object.__setattr__(self, "_id", id)
            return id
        return self._id

    @property
    def family(self) -> str:
        """The family of the type (base/kinds/claims.toml)."""
        return claim_types()[self.type].family

    def spans(self) -> Iterator[Span]:
        """Every span this claim rests on: sentence, trigger, arguments, time, sources and cues."""
        yield self.sentence
        yield self.trigger
        yield from (m.span for mentions in self.arguments.values() for m in mentions)
        if self.time:
            yield self.time.span
        for hop in self.chain:
            yield from (span for span in (hop.mention, hop.cue) if span)

    def check(self, text: str) -> None:
        """Raise `QuoteMismatch` unless every span of this claim reads the same in `text`."""
        for span in self.spans():
            span.check(text)

    def quoting(self, text: str) -> Claim:
        """The same claim with every span in the words of `text`, in which all stands at the same places."""

        def words(span: Span) -> Span:
            return Span.of(text, span.start, span.end)

        return replace(
            self,
            sentence=words(self.sentence),
            trigger=words(self.trigger),
            arguments={role: tuple(replace(m, span=words(m.span)) for m in mentions) for role, mentions in self.arguments.items()},
            time=self.time and replace(self.time, span=words(self.time.span)),
            chain=tuple(replace(hop, mention=hop.mention and words(hop.mention), cue=hop.cue and words(hop.cue)) for hop in self.chain),
        )

    def to_dict(self) -> dict[str, Any]:
        """The claim record, exactly."""
        return {
            "document": self.document,
            "id": self.id,
            "reader": self.reader,
            "score": round(self.score, 4),
            "sentence": [self.sentence.start, self.sentence.end],
            "type": self.type,
            "trigger": self.trigger.to_dict(),
            "arguments": {r: [m.span.to_dict() | {"entity": m.entity} for m in ms] for r, ms in self.arguments.items()},
            "time": self.time and self.time.span.to_dict() | {"value": self.time.value},
            "polarity": self.polarity,
            "certainty": self.certainty,
            "realis": self.realis,
            "chain": [{"name": hop.source.name, "named": hop.source.named} for hop in self.chain],
        }
