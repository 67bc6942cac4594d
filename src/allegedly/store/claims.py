"""How the claims of a reading get into the tables of a case: each with its sentence, its arguments and its chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, func, insert, select

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.naming import is_name
from allegedly.entities.coreference import begins_only, find_names, is_capitalised, points_of, sense_of
from allegedly.entities.dates import event_of, find_times
from allegedly.entities.lexicon import shipped_lexicon
from allegedly.store import records
from allegedly.store.records import Row, batches
from allegedly.store.schema import arguments, claims, entities, hops, sentences, sources


def put_claims(
    connection: Connection, found: tuple[Claim, ...], document: Document, *, key: int, reading: int, by_people: bool = False
) -> None:
    """Add claims of the document with this key to a reading, in batches of each kind of row; `by_people` says that the reader of each is the person who put it there.

    Keys are counted here, which is safe because the transaction holds the write lock.
    """
    if not found:
        return
    sentence_keys = _sentence_keys(connection, key, found)
    linked = find_names(points_of(found), document.text)
    times = find_times(document, found)

    def meant(claim: Claim, row: Row) -> tuple[str, str | None]:
        # Names are linked when the case is looked at, where a person can say otherwise; what is none is linked here, in its text.
        own = row["name"].strip() or row["text"]
        span = Span(row["start_at"], row["end_at"], row["text"])
        plain = own == row["text"] and begins_only(document.text, span)
        name = own if is_capitalised(own) and not plain else linked[span.start, span.end]
        return name, sense_of(name, row["role"], claim.type, shipped_lexicon())

    people = {
        meaning: records.entity_row(meaning[0], document.id, meaning[1])
        for claim in found
        for meaning in (meant(claim, row) for row in records.argument_rows(claim))
    }
    sayers = {hop.source: records.source_row(hop.source, document.id) for claim in found for hop in claim.chain}
    # A capital that says something is its government.
    speakers = {
        row["id"]: records.entity_row(row["name"], document.id, sense_of(row["name"], "agent", "accuses", shipped_lexicon()))
        for row in sayers.values()
        if row["named"] and is_name(row["name"])
    }
    entity_keys = _keys_by_id(connection, entities, [*people.values(), *speakers.values()], key)
    known = ({**row, "entity": entity_keys[speakers[row["id"]]["id"]] if row["id"] in speakers else None} for row in sayers.values())
    source_keys = _keys_by_id(connection, sources, known, key)
    first = next_key(connection, claims)
    rows: dict[Table, list[Row]] = {claims: [], arguments: [], hops: []}
    for number, claim in enumerate(found, first):
        stands = {"sentence": sentence_keys[claim.sentence.start, claim.sentence.end], "person": claim.reader if by_people else None}
        place = {"key": number, "reading": reading, "document": key}
        rows[claims].append(place | stands | records.claim_row(claim, event_of(claim, times[claim.id].event)))
        rows[arguments] += [
            {"claim": number, "entity": entity_keys[people[meant(claim, row)]["id"]]} | row for row in records.argument_rows(claim)
        ]
        rows[hops] += [{"claim": number, "source": source_keys[sayers[source]["id"]]} | row for source, row in records.hop_rows(claim)]
    for table, batch in rows.items():
        if batch:
            connection.execute(insert(table), batch)


def _sentence_keys(connection: Connection, document: int, found: Iterable[Claim]) -> Mapping[tuple[int, int], int]:
    known = select(sentences.c.start_at, sentences.c.end_at, sentences.c.key).where(sentences.c.document == document)
    keys = {(row.start_at, row.end_at): row.key for row in connection.execute(known)}
    spans = {(claim.sentence.start, claim.sentence.end): claim.sentence for claim in found}
    new = [span for place, span in spans.items() if place not in keys]
    first = next_key(connection, sentences)
    rows = [{"key": key, "document": document, "start_at": s.start, "end_at": s.end, "text": s.text} for key, s in enumerate(new, first)]
    if rows:
        connection.execute(insert(sentences), rows)
    return keys | {(row["start_at"], row["end_at"]): row["key"] for row in rows}


def _keys_by_id(connection: Connection, table: Table, wanted: Iterable[Row], document: int) -> Mapping[str, int]:
    """The keys of these sources or entities, of which those the case lacks are added."""
    rows: dict[str, Row] = {}
    for row in wanted:
        rows.setdefault(row["id"], row)  # of two spellings the first is kept
    keys: dict[str, int] = {}
    for batch in batches(rows):
        keys |= {row.id: row.key for row in connection.execute(select(table.c.id, table.c.key).where(table.c.id.in_(batch)))}
    new = [row for row in rows.values() if row["id"] not in keys]
    first = next_key(connection, table)
    added = [row | {"key": key, "document": None if row["named"] else document} for key, row in enumerate(new, first)]
    if added:
        connection.execute(insert(table), added)
    return keys | {row["id"]: row["key"] for row in added}


def next_key(connection: Connection, table: Table) -> int:
    """One more than the greatest key of `table`."""
    return int(connection.scalar(select(func.coalesce(func.max(table.c.key), 0))) or 0) + 1
