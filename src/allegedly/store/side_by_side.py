"""Several readers' readings of the same documents: what each found, where they differ, and how each fares by what people decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from allegedly.claims.agreement import Agreement, Dispute, ReaderAgreement, Score, compare_readings, score_reading, undecided
from allegedly.claims.claim import Claim
from allegedly.store.corrections import find_corrections
from allegedly.store.database import Database
from allegedly.store.records import batches, claims_at
from allegedly.store.schema import claims, corrections, documents, readers, readings


def find_readings(connection: Connection, document: int) -> dict[str, list[Claim]]:
    """The newest reading of each reader, by version, as the reader made it: the leading one first."""
    latest = (
        select(readings.c.key, readers.c.version)
        .join(readers, readers.c.key == readings.c.reader)
        .where(readings.c.document == document, readings.c.latest)
        .order_by(readings.c.current.desc(), readings.c.key)
    )
    return {row.version: _claims_of(connection, row.key) for row in connection.execute(latest).all()}


def _claims_of(connection: Connection, reading: int) -> list[Claim]:
    """All claims of a reading, those that people set aside included and those that people put there left out."""
    whole = select(claims.c.key).join(readings, readings.c.key == claims.c.reading)
    whole = whole.where(or_(readings.c.key == reading, readings.c.aside_from == reading), claims.c.person.is_(None))
    keys = connection.execute(whole.order_by(claims.c.trigger_start, claims.c.key)).scalars().all()
    return [claim for batch in batches(keys) for claim in claims_at(connection, batch)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The leading reader and another on one document, and the ids of claims about which somebody has decided there."""

    first: str
    second: str
    found: Agreement
    decided: frozenset[str]

    def undecided(self) -> list[Dispute]:
        """What they disagree about and nobody has decided."""
        return list(undecided(self.found.disputed, self.decided))


def find_comparisons(database: Database) -> Iterator[Comparison]:
    """Every document that several readers have read, the leading one against each other, in the order of adding."""
    with database.reading() as connection:
        several = (
            select(readings.c.document)
            .join(documents, documents.c.key == readings.c.document)
            .where(readings.c.latest, documents.c.current == 1)
            .group_by(readings.c.document)
            .having(func.count() > 1)
        )
        keys = connection.execute(several.order_by(readings.c.document)).scalars().all()
    for key in keys:
        with database.reading() as connection:
            found = find_readings(connection, key)
            decided = decided_ids(connection, key)
        (first, leading), *others = found.items()
        for second, other in others:
            yield Comparison(first, second, compare_readings(leading, other), decided)


def find_disputes(database: Database) -> Iterator[Dispute]:
    """Where the leading reader and another disagree and nobody has decided, document by document in the order of the text."""
    return (dispute for each in find_comparisons(database) for dispute in each.undecided())


def find_agreements(database: Database) -> list[ReaderAgreement]:
    """How far each two readers agree, those that share most documents first."""
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in find_comparisons(database):
        numbers = {"agreed": len(each.found.agreed), "disputed": len(each.found.disputed), "undecided": len(each.undecided())}
        totals[each.first, each.second].update(numbers | {"documents": 1})
    names = ("documents", "agreed", "disputed", "undecided")
    found = [ReaderAgreement(*both, *(numbers[name] for name in names)) for both, numbers in totals.items()]
    return sorted(found, key=lambda each: (-each.documents, each.first, each.second))


def decided_ids(connection: Connection, document: int) -> frozenset[str]:
    """The ids of claims of a document about which somebody decided, or that stand because of it."""
    id = connection.execute(select(documents.c.id).where(documents.c.key == document)).scalar_one()
    made = find_corrections(connection, id)
    return frozenset({each.claim for each in made if each.claim} | {each.after["id"] for each in made if each.after})


def find_scores(database: Database) -> list[Score]:
    """How each reader fares by what people decided, the best first, on the documents that all of them read and somebody decided about.

    Where there is no such document, each reader is scored on those it read.
    """
    by_document: list[dict[str, Score]] = []
    with database.reading() as connection:
        judged = select(corrections.c.document).join(documents, documents.c.key == corrections.c.document).where(documents.c.current == 1)
        for key in connection.execute(judged.distinct().order_by(corrections.c.document)).scalars().all():
            by_document.append(_scores_of(connection, key))
    versions = {version for scores in by_document for version in scores}
    shared = [scores for scores in by_document if scores.keys() == versions]
    totals: dict[str, Score] = {}
    for scores in shared or by_document:
        for version, score in scores.items():
            totals[version] = totals[version] + score if version in totals else score
    return sorted(totals.values(), key=lambda score: (-score.f1, score.reader))


def _scores_of(connection: Connection, document: int) -> dict[str, Score]:
    found = find_readings(connection, document)
    id = connection.execute(select(documents.c.id).where(documents.c.key == document)).scalar_one()
    made = find_corrections(connection, id)
    put = {each.after["id"] for each in made if each.after}
    current = select(claims.c.key).join(readings, readings.c.key == claims.c.reading)
    current = current.where(claims.c.document == document, readings.c.current == 1)
    keys = connection.execute(current.order_by(claims.c.trigger_start, claims.c.key)).scalars().all()
    standing = [claim for batch in batches(keys) for claim in claims_at(connection, batch)]
    true = [claim for claim in standing if claim.id in put]
    gone = {each.claim for each in made if each.claim} - {claim.id for claim in standing}
    false = list({claim.id: claim for read in found.values() for claim in read if claim.id in gone}.values())
    return {version: score_reading(version, read, true, false) for version, read in found.items()}
