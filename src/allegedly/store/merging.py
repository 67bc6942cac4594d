"""A case merged into another: its documents with their versions and readings, and what people decided in it.

Nothing of either is lost. A place at which the two hold texts of which neither case has seen the other's is kept apart under the name of the
other case. Of two decisions about one thing the later one holds, as within one case, and the earlier one stays beside it; each keeps who
made it, when and why. Merging the same case again changes nothing.

The history of the other case stays in it: one row here says which case was merged, up to which row, and what came of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, RowMapping, func, insert, select

from allegedly.claims.correction import Correction
from allegedly.claims.reading import Reading
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment
from allegedly.hypotheses.matrix import Rated
from allegedly.store import additions, history, linking
from allegedly.store.assessments import find_assessments, to_row
from allegedly.store.boards import find_ratings
from allegedly.store.corrections import find_corrections, settle_document
from allegedly.store.records import batches, claims_at, to_document, to_original
from allegedly.store.schema import (
    assessments,
    captures,
    claims,
    corrections,
    documents,
    exhibits,
    hypotheses,
    judgements,
    lexicons,
    originals,
    ratings,
    readers,
    readings,
    refusals,
    withheld,
)
from allegedly.store.schema import history as history_table


class Decided(Protocol):
    """What every decision has."""

    @property
    def who(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def why(self) -> str: ...


D = TypeVar("D", bound=Decided)


@dataclass(frozen=True, slots=True)
class Conflict:
    """The two cases held different things of one subject; what holds now is the later one."""

    subject: str
    ours: str
    theirs: str
    holds: str


@dataclass(slots=True)
class MergeReport:
    """What came into the case, in numbers, and on what the two had decided differently."""

    documents: int = 0
    readings: int = 0
    judgements: int = 0
    corrections: int = 0
    assessments: int = 0
    hypotheses: int = 0
    evidence: int = 0
    ratings: int = 0
    lexicons: int = 0
    withheld: int = 0
    kept_apart: list[str] = field(default_factory=list)  # places that now have another name
    conflicts: list[Conflict] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def merge(ours: Connection, theirs: Connection, *, name: str, who: str) -> MergeReport:
    """Take all of another case into this one; `name` is what the other is called here."""
    report = MergeReport()
    keys = _merge_documents(ours, theirs, name, report)
    _merge_lexicons(ours, theirs, name, report)
    _merge_withheld(ours, theirs, report)
    _merge_refusals(ours, theirs)
    report.judgements = _merge_decisions(
        linking.find_judgements(ours),
        linking.find_judgements(theirs),
        _subject_of_judgement,
        lambda each: each.verdict,
        _put_judgement(ours),
        report,
    )
    report.corrections = _merge_decisions(
        find_corrections(ours), find_corrections(theirs), _subject_of_correction, _said_by_correction, _put_correction(ours, keys), report
    )
    report.assessments = _merge_decisions(
        find_assessments(ours), find_assessments(theirs), lambda each: each.subject, lambda each: each.value, _put_assessment(ours), report
    )
    report.ratings = _merge_board(ours, theirs, name, report)
    _merge_preference(ours, theirs, who)
    for key in keys.values():
        settle_document(ours, key)
    last = theirs.execute(select(history_table.c.id).order_by(history_table.c.number.desc()).limit(1)).scalar()
    history.append(ours, did="merged", subject=name, who=who, detail=report.to_dict() | {"up to": last})
    return report


# ---- documents and readings ------------------------------------------------------------------------------------------------------------


def _merge_documents(ours: Connection, theirs: Connection, name: str, report: MergeReport) -> dict[str, int]:
    """Every document with its captures and readings; our key of each by its id."""
    keys: dict[str, int] = {row.id: row.key for row in ours.execute(select(documents.c.id, documents.c.key))}
    mine: dict[str, int] = {}
    for row in theirs.execute(select(documents).order_by(documents.c.key)).mappings():
        document = to_document(row)
        if document.id not in keys:
            looked = theirs.execute(select(originals).where(originals.c.document == row["key"])).mappings().first()
            keys[document.id] = additions.put_document(ours, replace(document, original=to_original(looked) if looked else None))
            report.documents += 1
        mine[document.id] = keys[document.id]
        for reading in _readings(theirs, row["key"]):
            if not _is_read(ours, keys[document.id], reading.reader):
                additions.put_reading(ours, document, keys[document.id], reading)
                report.readings += 1
    _merge_captures(ours, theirs, keys, name, report)
    return mine


def _merge_captures(ours: Connection, theirs: Connection, keys: dict[str, int], name: str, report: MergeReport) -> None:
    statement = select(captures, documents.c.id.label("document_id")).join(documents, documents.c.key == captures.c.document)
    rows = list(theirs.execute(statement.order_by(captures.c.key)).mappings())
    at_place: dict[str, set[str]] = {}
    for row in rows:
        at_place.setdefault(row["place"], set()).add(row["document_id"])
    called = {place: _place_here(ours, place, found, name) for place, found in at_place.items()}
    report.kept_apart = sorted(new for place, new in called.items() if new != place)
    for row in rows:
        place, key = called[row["place"]], keys[row["document_id"]]
        known = select(captures.c.key).where(captures.c.place == place, captures.c.document == key)
        if ours.execute(known).first() is not None:
            continue
        stored = ours.execute(select(documents).where(documents.c.key == key)).mappings().one()
        current = ours.execute(select(captures.c.document).where(captures.c.place == place, captures.c.current)).scalar()
        found = replace(to_document(stored), place=place, digest=row["digest"])
        additions.put_capture(ours, found, key, current, at=row["at"])


def _place_here(ours: Connection, place: str, found: set[str], name: str) -> str:
    """What a place of the other case is called here: the same, unless another text stands there that the other case has not seen."""
    here = (
        select(documents.c.id, captures.c.current).join(captures, captures.c.document == documents.c.key).where(captures.c.place == place)
    )
    rows = ours.execute(here).all()
    current = {row.id for row in rows if row.current}
    diverged = bool(rows) and not current <= found and not found <= {row.id for row in rows}
    return f"{name}:{place}" if diverged else place


def _readings(theirs: Connection, document: int) -> Iterator[Reading]:
    """The latest reading by each reader as it was made, whatever people decided afterwards; the one that leads first."""
    statement = (
        select(readings, readers.c.version)
        .join(readers, readers.c.key == readings.c.reader)
        .where(readings.c.document == document, readings.c.latest == 1, readings.c.aside_from.is_(None))
        .order_by(readings.c.current.desc(), readings.c.key)
    )
    for row in theirs.execute(statement).mappings():
        aside = select(readings.c.key).where(readings.c.aside_from == row["key"])
        of = select(claims.c.key).where(claims.c.person.is_(None), (claims.c.reading == row["key"]) | claims.c.reading.in_(aside))
        keys = theirs.execute(of.order_by(claims.c.trigger_start, claims.c.key)).scalars().all()
        found = tuple(claim for batch in batches(keys) for claim in claims_at(theirs, batch))
        yield Reading(row["version"], found, row["refused"])


def _is_read(ours: Connection, document: int, version: str) -> bool:
    known = select(readings.c.key).join(readers).where(readings.c.document == document, readers.c.version == version)
    return ours.execute(known).first() is not None


# ---- what people decided ---------------------------------------------------------------------------------------------------------------


def _merge_decisions(
    ours: Sequence[D],
    theirs: Sequence[D],
    subject: Callable[[D], Hashable],
    said: Callable[[D], str],
    put: Callable[[D], None],
    report: MergeReport,
) -> int:
    """Put those of `theirs` that are new; where ours on the same subject was made later, put it again, so that it holds. How many are new."""
    known = {(subject(each), said(each), each.who, each.at, each.why) for each in ours}
    new = [each for each in theirs if (subject(each), said(each), each.who, each.at, each.why) not in known]
    last = {subject(each): each for each in ours}
    last_new = {subject(each): each for each in new}
    for each in new:
        put(each)
    for about, their in last_new.items():
        mine = last.get(about)
        if mine is None:
            continue
        if mine.at > their.at:
            put(mine)
        if said(mine) != said(their):
            holds = mine if mine.at > their.at else their
            report.conflicts.append(Conflict(_named(about), _told(mine, said), _told(their, said), said(holds)))
    return len(new)


def _named(subject: Hashable) -> str:
    return " ".join(map(str, subject)) if isinstance(subject, tuple) else str(subject)


def _told(decision: D, said: Callable[[D], str]) -> str:
    return f"{said(decision)}, says {decision.who} on {decision.at[:10]}: {decision.why}"


def _subject_of_judgement(judgement: Judgement) -> Hashable:
    return judgement.pair


def _put_judgement(ours: Connection) -> Callable[[Judgement], None]:
    def put(judgement: Judgement) -> None:
        number = (ours.scalar(select(func.max(judgements.c.number))) or 0) + 1
        made = judgement.to_dict() | {"number": number}
        ours.execute(insert(judgements).values(made))
        history.append(ours, did="judged", subject=judgement.left, who=judgement.who, detail=made)

    return put


def _subject_of_correction(correction: Correction) -> Hashable:
    return (correction.document, correction.claim or (correction.after or {}).get("id"))


def _said_by_correction(correction: Correction) -> str:
    put = correction.after and {name: value for name, value in correction.after.items() if name not in ("reader", "score")}
    return correction.decision + (
        f" {json.dumps(put, sort_keys=True, ensure_ascii=False)}" if put and correction.decision != "accepted" else ""
    )


def _put_correction(ours: Connection, keys: dict[str, int]) -> Callable[[Correction], None]:
    def put(correction: Correction) -> None:
        detail = {name: value for name, value in correction.to_dict().items() if name not in ("number", "who", "at")}
        subject = correction.claim or (correction.after or {}).get("id")
        number = history.append(ours, did=correction.decision, subject=subject, who=correction.who, detail=detail)
        records = {name: json.dumps(detail[name], ensure_ascii=False) if detail[name] else None for name in ("before", "after")}
        row = detail | records | {"number": number, "document": keys[correction.document], "who": correction.who, "at": correction.at}
        ours.execute(insert(corrections).values(row))

    return put


def _put_assessment(ours: Connection) -> Callable[[Assessment], None]:
    def put(assessment: Assessment) -> None:
        made = assessment.to_dict()
        detail = {name: value for name, value in made.items() if name not in ("number", "who", "at")}
        number = history.append(ours, did="assessed", subject=assessment.about, who=assessment.who, detail=detail)
        ours.execute(insert(assessments).values(to_row(made | {"number": number})))

    return put


def _merge_board(ours: Connection, theirs: Connection, name: str, report: MergeReport) -> int:
    """Hypotheses and evidence; one that is called as another of ours gets the name of the other case. How many ratings are new."""
    called = {}
    for table, did in ((hypotheses, "hypothesis added"), (exhibits, "evidence added")):
        mine = {row["id"]: _what(row) for row in ours.execute(select(table)).mappings()}
        for row in theirs.execute(select(table).order_by(table.c.number)).mappings():
            id = row["id"] if mine.get(row["id"], _what(row)) == _what(row) else f"{name}:{row['id']}"
            called[table.name, row["id"]] = id
            if id not in mine:
                number = history.append(ours, did=did, subject=id, who=row["who"], detail=_what(row))
                ours.execute(insert(table).values(dict(row) | {"id": id, "number": number}))
                report.hypotheses += table is hypotheses
                report.evidence += table is exhibits

    def renamed(rated: Rated) -> Rated:
        hypothesis = called.get((hypotheses.name, rated.hypothesis), rated.hypothesis)
        return replace(rated, hypothesis=hypothesis, evidence=called.get((exhibits.name, rated.evidence), rated.evidence))

    def put(rated: Rated) -> None:
        row = rated.to_dict()
        detail = {field: row[field] for field in ("evidence", "rating", "why")}
        number = history.append(ours, did="rated", subject=rated.hypothesis, who=rated.who, detail=detail)
        ours.execute(insert(ratings).values(row | {"number": number}))

    def subject(rated: Rated) -> Hashable:
        return (rated.hypothesis, rated.evidence, rated.who)

    return _merge_decisions(
        find_ratings(ours), [renamed(each) for each in find_ratings(theirs)], subject, lambda each: str(each.rating), put, report
    )


def _what(row: RowMapping) -> dict[str, Any]:
    """What a hypothesis or a piece of evidence says, whoever added it."""
    return {field: value for field, value in row.items() if field not in ("id", "number", "who", "at")}


def _merge_preference(ours: Connection, theirs: Connection, who: str) -> None:
    """The reader that people prefer there is preferred here, unless they prefer one here already."""
    wanted = select(readers.c.name).where(readers.c.preferred == 1).limit(1)
    if (name := theirs.execute(wanted).scalar()) and ours.execute(wanted).scalar() is None:
        additions.prefer(ours, name, who=who)


def _merge_lexicons(ours: Connection, theirs: Connection, name: str, report: MergeReport) -> None:
    known = {row.name: row.text for row in ours.execute(select(lexicons.c.name, lexicons.c.text))}
    for called, text in theirs.execute(select(lexicons.c.name, lexicons.c.text).order_by(lexicons.c.name)):
        apart = called if known.get(called, text) == text else f"{name}:{called}"
        if known.get(apart) != text:
            linking.put_lexicon(ours, apart, text)
            report.lexicons += 1


def _merge_withheld(ours: Connection, theirs: Connection, report: MergeReport) -> None:
    """What must not be sent elsewhere in either must not be sent here."""
    known = set(ours.execute(select(withheld.c.subject)).scalars())
    for row in theirs.execute(select(withheld)).mappings():
        if row["subject"] not in known:
            ours.execute(insert(withheld).values(dict(row)))
            history.append(ours, did="withheld", subject=row["subject"], who=row["who"], detail={"why": row["why"]})
            report.withheld += 1


def _merge_refusals(ours: Connection, theirs: Connection) -> None:
    known: Iterable[str] = set(ours.execute(select(refusals.c.place)).scalars())
    new = [dict(row) for row in theirs.execute(select(refusals)).mappings() if row["place"] not in known]
    if new:
        ours.execute(insert(refusals), new)
