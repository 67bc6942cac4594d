"""`Correction`: what a person decided about a claim of a document: that it stands, that it does not, or what stands in its place.

Corrections name claims by their ids, which are derived from the text and not from the reading, so that they hold when the document is
read again by whatever reader. What a reader found stays in the case; which claims stand is worked out from both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, EvidenceError
from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.base.moment import parse_interval
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression

Decision = Literal["accepted", "rejected", "corrected", "drawn"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Somebody decided this about `claim` (None: drawn by hand where no reader saw one). `number` grows with time and is never used again.

    `before` is the record of the claim as it stood, None for a drawn one; `after` of what stands now, None for a rejected one. Both hold,
    beyond the claim record, the words and cue of each source.
    """

    number: int
    document: str
    decision: Decision
    claim: str | None
    before: Record | None
    after: Record | None
    who: str
    at: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands of the claims of one document: ids of those of the reading that do not, and those that people put there."""

    set_aside: frozenset[str]
    put: tuple[Claim, ...]


def settle(found: Iterable[Claim], corrections: Iterable[Correction], document: Document) -> Settled:
    """Which claims of `document` stand after its corrections, in the order they were made; a later one outweighs an earlier one.

    An accepted claim stands even if the reading has lost it. A claim of the reading that says what a person put there stays the reading's.
    """
    read = {claim.id: claim for claim in found}
    standing = dict(read)
    for each in corrections:
        if each.claim:
            standing.pop(each.claim, None)
        if each.after:
            put = to_claim(each.after, document, each.who)
            same = put.id in read and content(read[put.id]) == content(put)
            standing[put.id] = read[put.id] if same else put
    aside = frozenset(id for id, claim in read.items() if standing.get(id) is not claim)
    return Settled(aside, tuple(claim for id, claim in standing.items() if read.get(id) is not claim))


def stamp_of(claim: Claim, corrections: Iterable[Correction]) -> str:
    """Changes whenever what the claim says does, or somebody decides about it: what a person must have seen to decide."""
    last = max((each.number for each in corrections if claim.id in (each.claim, (each.after or {}).get("id"))), default=0)
    return hashlib.sha256(json.dumps([last, content(claim)], sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def content(claim: Claim) -> dict[str, Any]:
    """What a claim says, whoever read it and however surely."""
    return {name: value for name, value in to_record(claim).items() if name not in ("reader", "score")}


def to_record(claim: Claim) -> dict[str, Any]:
    """The claim record, with the words and the cue of each source, so that `to_claim` gives the claim back."""
    chain = [
        {"name": hop.source.name, "named": hop.source.named, "mention": _to_dict(hop.mention), "cue": _to_dict(hop.cue)}
        for hop in claim.chain
    ]
    return claim.to_dict() | {"chain": chain}


def annotation_of(record: Record) -> dict[str, Any]:
    """The record as hand annotation holds it: without id, reader and score."""
    chain = [{"name": hop["name"], "named": hop["named"]} for hop in record["chain"]]
    return {name: value for name, value in record.items() if name not in ("id", "reader", "score")} | {"chain": chain}


def to_claim(record: Record, document: Document, who: str) -> Claim:
    """The claim of `document` that `who` put in `record`.

    Raises `BadOption` for a value outside what it accepts and `QuoteMismatch` or `EmptySpan` for words that do not stand where it says.
    """
    _check(record)
    text = document.text
    time = record.get("time")
    claim = Claim(
        document=document.name,
        document_id=document.id,
        reader=who,
        score=1.0,
        sentence=_span(text, dict(zip(("start", "end"), record["sentence"], strict=True))),
        type=record["type"],
        trigger=_span(text, record["trigger"]),
        arguments={
            role: tuple(Mention(_span(text, each), str(each["entity"]).strip() or str(each["text"])) for each in fillers)
            for role, fillers in sorted(record["arguments"].items(), key=lambda item: ROLES.index(item[0]))
            if fillers
        },
        time=TimeExpression(_span(text, time), time.get("value") or None) if time else None,
        polarity=record["polarity"],
        certainty=record["certainty"],
        realis=record["realis"],
        chain=tuple(_hop(text, hop) for hop in record["chain"]),
    )
    if not claim.sentence.contains(claim.trigger):
        raise BadOption(f"the trigger “{claim.trigger.text}” does not lie in the sentence of the claim; choose words of that sentence")
    claim.check(text)
    return claim


def _check(record: Record) -> None:
    if missing := [name for name in ("sentence", "trigger", "arguments", "chain") if name not in record]:
        raise BadOption(f"the record of a claim lacks {missing[0]!r}; `allegedly claims CASE --format jsonl` prints whole records")
    for field, allowed in (
        ("type", tuple(claim_types())),
        ("polarity", POLARITIES),
        ("certainty", CERTAINTIES),
        ("realis", REALIS),
    ):
        if record.get(field) not in allowed:
            raise BadOption(f"{field} of a claim cannot be {record.get(field)!r}; there are: {', '.join(allowed)}")
    if unknown := [role for role in record["arguments"] if role not in ROLES]:
        raise BadOption(f"there is no role {unknown[0]!r}; there are: {', '.join(ROLES)}")
    if any(not str(hop["name"]).strip() for hop in record["chain"]):
        raise BadOption("a source of the chain has no name; give the name, or the words that describe it")
    value = (record.get("time") or {}).get("value")
    if value and parse_interval(value) is None:
        raise BadOption(f"{value!r} is no time; write YYYY, YYYY-MM, YYYY-MM-DD or A/B with .. for an open end")


def _hop(text: str, hop: Record) -> Hop:
    mention, cue = (_span(text, hop[name]) if hop.get(name) else None for name in ("mention", "cue"))
    return Hop(Source(str(hop["name"]).strip(), bool(hop["named"])), mention, cue)


def _span(text: str, place: Mapping[str, Any]) -> Span:
    start, end = int(place["start"]), int(place["end"])
    if end > len(text):
        raise EvidenceError(f"the document has {len(text)} characters; there is no place {start} to {end} in it")
    span = Span.of(text, start, end)
    if "text" in place and place["text"] != span.text:
        Span(start, start + len(place["text"]), place["text"]).check(text)
    return span


def _to_dict(span: Span | None) -> dict[str, str | int] | None:
    return span.to_dict() if span else None
