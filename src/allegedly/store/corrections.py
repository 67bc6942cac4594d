"""What people decided about claims, kept in a case, and which claims stand because of it.

Queries show the claims of a document's current reading. So a claim that people set aside is moved to a reading of its own, by the same
reader and never current, and what they put in its place is added to the current one under their name. Both are undone and worked out
again from `corrections` whenever one is added or taken back, or the document is read again: only those rows are decisions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from allegedly.base.document import Document
from allegedly.base.errors import NotFound, Stale
from allegedly.claims.claim import Claim
from allegedly.claims.correction import Correction, Decision, Record, settle, stamp_of, to_claim, to_record
from allegedly.claims.wording import sentence_of
from allegedly.store import history
from allegedly.store.claims import next_key, put_claims
from allegedly.store.records import batches, claims_at, to_document
from allegedly.store.schema import arguments, claims, corrections, documents, hops, readings, sentences
from allegedly.store.workings import undisturbed

_CORRECTIONS = select(corrections, documents.c.id.label("document_id")).join(documents, documents.c.key == corrections.c.document)


def correction_rows(document: str | None = None) -> Select[Any]:
    """Every correction that stands, or those of the document with this id, in the order they were made."""
    statement = _CORRECTIONS.order_by(corrections.c.number)
    return statement if document is None else statement.where(documents.c.id == document)


def to_correction(row: RowMapping) -> Correction:
    """A row of `correction_rows` as `Correction`."""
    return Correction(
        number=row["number"],
        document=row["document_id"],
        decision=row["decision"],
        claim=row["claim"],
        before=row["before"] and json.loads(row["before"]),
        after=row["after"] and json.loads(row["after"]),
        who=row["who"],
        at=row["at"],
        why=row["why"],
    )


def find_corrections(connection: Connection, document: str | None = None) -> list[Correction]:
    """The corrections that stand, of one document or of all."""
    return [to_correction(row) for row in connection.execute(correction_rows(document)).mappings()]


def stamps(connection: Connection, document: str) -> dict[str, str]:
    """Of each claim of a document that stands, by id, what changes when it or a decision about it does."""
    decided = find_corrections(connection, document)
    return {claim.id: stamp_of(claim, decided) for claim in _standing(connection, document)}


def put_correction(
    connection: Connection,
    decision: Decision,
    document: Document,
    *,
    claim: str | None,
    after: Record | None,
    who: str,
    why: str,
    seen: str | None,
) -> Correction:
    """Record a decision and let it hold. Raises `Stale` when `seen` is given and is no longer the stamp of the claim."""
    before = _decided_about(connection, document.id, claim, seen) if claim else None
    # Whoever accepts what stands changes nothing that anything is worked out from.
    changes = decision != "accepted" or before is None or not _stands(connection, document.id, before.id)
    with nullcontext() if changes else undisturbed(connection):
        return _put(connection, decision, document, claim=claim, before=before, after=after, who=who, why=why)


def _put(
    connection: Connection,
    decision: Decision,
    document: Document,
    *,
    claim: str | None,
    before: Claim | None,
    after: Record | None,
    who: str,
    why: str,
) -> Correction:
    put = to_claim(after, document, who) if after else before if decision == "accepted" else None
    subject = (put or before or _nothing()).id
    made = Correction(
        number=0,
        document=document.id,
        decision=decision,
        claim=claim,
        before=to_record(before) if before else None,
        after=to_record(put) if put else None,
        who=who,
        at=history.now(),
        why=why,
    )
    detail = {name: value for name, value in made.to_dict().items() if name not in ("number", "who", "at")}
    number = history.append(connection, did=decision, subject=subject, who=who, detail=detail)
    key = connection.execute(select(documents.c.key).where(documents.c.id == document.id)).scalar_one()
    row = detail | {"number": number, "document": key, "who": who, "at": made.at}
    connection.execute(insert(corrections).values(row | {name: _json(detail[name]) for name in ("before", "after")}))
    settle_document(connection, key)
    return to_correction(connection.execute(_CORRECTIONS.where(corrections.c.number == number)).mappings().one())


def take_back(connection: Connection, number: int, *, who: str) -> Correction:
    """Delete the correction with this number; the history keeps both. Raises `NotFound` when it does not stand."""
    row = connection.execute(_CORRECTIONS.where(corrections.c.number == number)).mappings().first()
    if row is None:
        raise NotFound(f"there is no correction {number} to take back; `allegedly corrections CASE` lists those that stand")
    taken = to_correction(row)
    connection.execute(delete(corrections).where(corrections.c.number == number))
    history.append(
        connection, did="correction taken back", subject=taken.claim or (taken.after or {})["id"], who=who, detail=taken.to_dict()
    )
    settle_document(connection, row["document"])
    return taken


def settle_document(connection: Connection, key: int) -> None:
    """Make the claims that stand for a document those that its current reading and its corrections come to."""
    _restore(connection, key)
    row = connection.execute(select(documents).where(documents.c.key == key)).mappings().one()
    decided = find_corrections(connection, row["id"])
    reading = connection.execute(select(readings).where(readings.c.document == key, readings.c.current == 1)).mappings().first()
    if not decided or reading is None:
        return
    document = to_document(row)
    settled = settle(_standing(connection, document.id), decided, document)
    if settled.set_aside:
        _set_aside(connection, reading, settled.set_aside)
    put_claims(connection, settled.put, document, key=key, reading=reading["key"], by_people=True)
    _count(connection, reading["key"])


def _decided_about(connection: Connection, document: str, claim: str, seen: str | None) -> Claim:
    decided = find_corrections(connection, document)
    standing = {each.id: each for each in _standing(connection, document)}
    now = standing.get(claim)
    if now is None:
        about = [each for each in decided if each.claim == claim]
        if not about:
            if beside := _beside(connection, document, claim):
                return beside
            raise NotFound(f"no claim {claim} stands in this document; it may have been read again since")
        last = about[-1]
        replaced = standing.get((last.after or {}).get("id", ""))
        raise Stale(
            f"the claim {claim} was {last.decision} by {last.who} at {last.at}; look at what stands now and decide again",
            now=sentence_of(replaced) if replaced else None,
        )
    if seen is not None and seen != stamp_of(now, decided):
        raise Stale(f"the claim {claim} has changed since you looked at it; look at what stands now and decide again", now=sentence_of(now))
    return now


def _beside(connection: Connection, document: str, claim: str) -> Claim | None:
    """The claim as a reader has it whose reading stands beside the current one."""
    of = (
        select(claims.c.key)
        .join(documents, documents.c.key == claims.c.document)
        .join(readings, readings.c.key == claims.c.reading)
        .where(documents.c.id == document, claims.c.id == claim, readings.c.latest == 1, readings.c.current == 0)
    )
    key = connection.execute(of.order_by(claims.c.key).limit(1)).scalar()
    return claims_at(connection, [key])[0] if key is not None else None


def _nothing() -> Claim:
    raise NotFound("a correction is about a claim or puts one; give one of them")


def _standing(connection: Connection, document: str) -> list[Claim]:
    of = (
        select(claims.c.key)
        .join(documents, documents.c.key == claims.c.document)
        .join(readings, readings.c.key == claims.c.reading)
        .where(documents.c.id == document, readings.c.current == 1)
        .order_by(claims.c.trigger_start, claims.c.key)
    )
    return [claim for batch in batches(connection.execute(of).scalars().all()) for claim in claims_at(connection, batch)]


def _stands(connection: Connection, document: str, claim: str) -> bool:
    return any(each.id == claim for each in _standing(connection, document))


def _restore(connection: Connection, document: int) -> None:
    """Every reading of the document as its reader made it: what was set aside goes back, what people put goes."""
    put = select(claims.c.key).where(claims.c.document == document, claims.c.person.is_not(None))
    for batch in batches(connection.execute(put).scalars().all()):
        for table in (arguments, hops):
            connection.execute(delete(table).where(table.c.claim.in_(batch)))
        connection.execute(delete(claims).where(claims.c.key.in_(batch)))
    bare = select(sentences.c.key).outerjoin(claims, claims.c.sentence == sentences.c.key)
    connection.execute(delete(sentences).where(sentences.c.key.in_(bare.where(sentences.c.document == document, claims.c.key.is_(None)))))
    aside = select(readings.c.key, readings.c.aside_from).where(readings.c.document == document, readings.c.aside_from.is_not(None))
    for key, home in connection.execute(aside).all():
        connection.execute(update(claims).where(claims.c.reading == key).values(reading=home))
        connection.execute(delete(readings).where(readings.c.key == key))
    for key in connection.execute(select(readings.c.key).where(readings.c.document == document)).scalars().all():
        _count(connection, key)


def _set_aside(connection: Connection, reading: RowMapping, ids: Iterable[str]) -> None:
    key = next_key(connection, readings)
    row = dict(reading) | {"key": key, "aside_from": reading["key"], "latest": 0, "current": 0, "refused": 0}
    connection.execute(insert(readings).values(row))
    for batch in batches(ids):
        connection.execute(update(claims).where(claims.c.reading == reading["key"], claims.c.id.in_(batch)).values(reading=key))
    _count(connection, key)


def _count(connection: Connection, reading: int) -> None:
    number = select(func.count()).select_from(claims).where(claims.c.reading == reading).scalar_subquery()
    connection.execute(update(readings).where(readings.c.key == reading).values(claims=number))


def _json(record: Record | None) -> str | None:
    return json.dumps(record, ensure_ascii=False, sort_keys=True) if record else None
