"""Each noun to a row and back: what comes out of a case equals what went in."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, RowMapping, func, select

from allegedly.base.document import Document, Original
from allegedly.base.ids import content_id
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.entities.dates import SILENT, ClaimTimes, When
from allegedly.entities.phrases import is_proper
from allegedly.store.schema import arguments, captures, claims, documents, hops, readers, readings, sentences, sources

BATCH = 500  # rows asked for by key at once; SQLite builds exist that take no more than 999 values in one statement

Row = dict[str, Any]
T = TypeVar("T")


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """`items` in runs of `size`, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def plain(string: str) -> str:
    """The string with lone surrogates, which SQLite does not take, written out."""
    return string.encode("utf-8", "backslashreplace").decode("utf-8")


_DESCRIBED = tuple(each.name for each in fields(Document) if each.init and each.name != "original")  # which has a table of its own


def document_row(document: Document) -> Row:
    """The row of `documents` for `document`, without key and `current`."""
    described = {name: getattr(document, name) for name in _DESCRIBED}
    return described | {"id": document.id, "pages": json.dumps(document.pages), "characters": len(document.text)}


def to_document(row: RowMapping) -> Document:
    """The document of a row of `documents`."""
    described = {name: row[name] for name in _DESCRIBED}
    return Document(**(described | {"pages": tuple(json.loads(row["pages"]))}))


def original_row(original: Original) -> Row:
    """The row of `originals`, without the key of its document."""
    return {"media_type": original.media_type, "encoding": original.encoding, "data": zlib.compress(original.data)}


def to_original(row: RowMapping) -> Original:
    """The original of a row of `originals`."""
    return Original(row["media_type"], zlib.decompress(row["data"]), row["encoding"])


def claim_row(claim: Claim, event: When) -> Row:
    """The row of `claims` for `claim`, which happened at `event`; without the keys of other rows."""
    days = event.interval
    return {
        "id": claim.id,
        "type": claim.type,
        **_span_row("trigger", claim.trigger),
        **_span_row("time", claim.time.span if claim.time else None),
        "time_value": claim.time.value if claim.time else None,
        "event_value": event.value,
        "event_anchor": event.anchor,
        "event_reason": event.reason if claim.time else None,
        "event_from": days.first.isoformat() if days and days.first else None,
        "event_to": days.last.isoformat() if days and days.last else None,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "realis": claim.realis,
        "score": claim.score,
    }


def argument_rows(claim: Claim) -> list[Row]:
    """The rows of `arguments`, without the keys of other rows."""
    return [
        {"role": role, "text": mention.span.text, "start_at": mention.span.start, "end_at": mention.span.end, "name": mention.entity}
        for role, mentions in claim.arguments.items()
        for mention in mentions
    ]


def hop_rows(claim: Claim) -> list[tuple[Source, Row]]:
    """The rows of `hops`, each with its source, without the keys of other rows."""
    return [
        (hop.source, {"position": position, "name": hop.source.name, **_span_row("mention", hop.mention), **_span_row("cue", hop.cue)})
        for position, hop in enumerate(claim.chain)
    ]


def source_row(source: Source, document: str) -> Row:
    """The row of `sources` for a source of the document with that id, without keys."""
    return {"id": source.id_in(document), "name": source.name, "named": source.named}


def entity_row(name: str, document: str, sense: str | None = None) -> Row:
    """The row of `entities` for a name with this sense in the document with that id, without keys."""
    key, named = name_key(name), is_proper(name)
    parts = (key,) if named else (key, document)
    return {"id": content_id("entity", *parts, *([sense] if sense else [])), "name": name, "named": named, "sense": sense}


def name_key(name: str) -> str:
    """What two spellings of one name have in common: case, spacing and a leading article make no difference."""
    return " ".join(name.casefold().removeprefix("the ").split())


def _span_row(name: str, span: Span | None) -> Row:
    return {name: span and span.text, f"{name}_start": span and span.start, f"{name}_end": span and span.end}


def _span(start: int | None, end: int | None, text: str | None) -> Span | None:
    return None if text is None else Span(cast(int, start), cast(int, end), text)


_CLAIMS = (
    select(
        claims.c.key,
        documents.c.name,
        documents.c.id,
        func.coalesce(claims.c.person, readers.c.version),
        claims.c.score,
        sentences.c.start_at,
        sentences.c.end_at,
        sentences.c.text,
        claims.c.type,
        claims.c.trigger_start,
        claims.c.trigger_end,
        claims.c.trigger,
        claims.c.time_start,
        claims.c.time_end,
        claims.c.time,
        claims.c.time_value,
        claims.c.polarity,
        claims.c.certainty,
        claims.c.realis,
    )
    .join(documents, documents.c.key == claims.c.document)
    .join(sentences, sentences.c.key == claims.c.sentence)
    .join(readings, readings.c.key == claims.c.reading)
    .join(readers, readers.c.key == readings.c.reader)
)
_ARGUMENTS = select(
    arguments.c.claim, arguments.c.role, arguments.c.start_at, arguments.c.end_at, arguments.c.text, arguments.c.name
).order_by(arguments.c.key)
_HOPS = (
    select(
        hops.c.claim,
        hops.c.name,
        sources.c.named,
        hops.c.mention_start,
        hops.c.mention_end,
        hops.c.mention,
        hops.c.cue_start,
        hops.c.cue_end,
        hops.c.cue,
    )
    .join(sources, sources.c.key == hops.c.source)
    .order_by(hops.c.claim, hops.c.position)
)


def claims_at(connection: Connection, keys: Sequence[int]) -> list[Claim]:
    """The claims with these keys, at most `BATCH` of them, in the order of `keys`.

    Columns are taken by their place: by name took twice as long, and a case is read whole to be weighed.
    """
    roles: dict[int, dict[str, tuple[Mention, ...]]] = {}
    for claim, role, start, end, text, name in connection.execute(_ARGUMENTS.where(arguments.c.claim.in_(keys))):
        given = roles.setdefault(claim, {})
        given[role] = (*given.get(role, ()), Mention(Span(start, end, text), name))
    chains: dict[int, tuple[Hop, ...]] = {}
    for claim, name, named, *places in connection.execute(_HOPS.where(hops.c.claim.in_(keys))):
        hop = Hop(Source(name, bool(named)), _span(*places[:3]), _span(*places[3:]))
        chains[claim] = (*chains.get(claim, ()), hop)
    found: dict[int, Claim] = {}
    for key, document, id, reader, score, start, end, text, type, *rest in connection.execute(_CLAIMS.where(claims.c.key.in_(keys))):
        trigger_start, trigger_end, trigger, time_start, time_end, time, value, polarity, certainty, realis = rest
        when = _span(time_start, time_end, time)
        found[key] = Claim(
            document=document,
            document_id=id,
            reader=reader,
            score=score,
            sentence=Span(start, end, text),
            type=type,
            trigger=Span(trigger_start, trigger_end, trigger),
            arguments=roles.get(key, {}),
            time=TimeExpression(when, value) if when else None,
            polarity=polarity,
            certainty=certainty,
            realis=realis,
            chain=chains.get(key, ()),
        )
    return [found[key] for key in keys if key in found]


_TIMES = select(
    claims.c.key,
    claims.c.event_value,
    claims.c.event_anchor,
    claims.c.event_reason,
    documents.c.published,
    select(func.min(captures.c.at)).where(captures.c.document == documents.c.key).scalar_subquery().label("captured"),
).join(documents, documents.c.key == claims.c.document)


def times_at(connection: Connection, keys: Sequence[int]) -> list[ClaimTimes]:
    """The times of the claims with these keys, at most `BATCH` of them, in the order of `keys`."""
    found = {row["key"]: to_times(row) for row in connection.execute(_TIMES.where(claims.c.key.in_(keys))).mappings()}
    return [found[key] for key in keys if key in found]


def to_times(row: RowMapping) -> ClaimTimes:
    """The times in a row of `_TIMES`."""
    event = When(row["event_value"], row["event_anchor"], row["event_reason"]) if row["event_reason"] else SILENT
    return ClaimTimes(event, row["published"], row["captured"])
