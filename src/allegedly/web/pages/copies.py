"""What a document took from others and others from it, and what is held of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.evidence.assessment import Assessment, standing_assessments
from allegedly.evidence.dependence import Dependence
from allegedly.evidence.tracing import agent_key
from allegedly.store.query import DocumentRow
from allegedly.web.ask import Ask

SHOWN = ("copies", "cites", "author")  # what somebody who says that nothing was taken does away with


@dataclass(frozen=True, slots=True)
class HeldLink:
    """What somebody holds of two documents or two sources, and that in words."""

    assessment: Assessment
    words: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What was found between the document and another one, or is held of the two."""

    later: DocumentRow
    earlier: DocumentRow
    found: tuple[Dependence, ...]
    held: HeldLink | None

    @property
    def likeliest(self) -> float:
        """The probability of what was found; 0 where nothing was."""
        return max((each.delta for each in self.found), default=0.0)


@dataclass(frozen=True, slots=True)
class Copies:
    """A document and what ties it to others: what is held first, then the likeliest."""

    document: DocumentRow
    ties: tuple[Tie, ...]


def copies(case: Case, ask: Ask) -> Copies:
    """What ties the document `id` to others."""
    document = case.get(ask.path["id"])
    if not isinstance(document, Document):
        raise BadOption(f"{ask.path['id']} is no document; follow a link of the list of documents")
    found: dict[frozenset[str], list[Dependence]] = {}
    for each in case.dependences():
        if document.id in (each.later, each.earlier) and each.kind in SHOWN:
            found.setdefault(frozenset((each.later, each.earlier)), []).append(each)
    rulings = [each for each in standing_assessments(case.assessments()) if each.kind == "copy" and document.id in each.pair]
    rows = {row.id: row for row in case.documents(ids=sorted({document.id}.union(*found, *(each.pair for each in rulings))))}
    names = {id: row.name for id, row in rows.items()}
    held = {frozenset(each.pair): HeldLink(each, link_in_words(each, names)) for each in rulings if rows.keys() >= set(each.pair)}
    ends = {pair: (each[0].later, each[0].earlier) for pair, each in found.items()}
    ends |= {pair: (each.assessment.pair[0], each.assessment.pair[1]) for pair, each in held.items()}
    ties = [Tie(rows[later], rows[earlier], tuple(found.get(pair, ())), held.get(pair)) for pair, (later, earlier) in ends.items()]
    return Copies(
        document=rows[document.id],
        ties=tuple(sorted(ties, key=lambda tie: (tie.held is None, -tie.likeliest, tie.later.id, tie.earlier.id))),
    )


def links_held(case: Case, documents: Mapping[str, str], agents: Iterable[str]) -> tuple[HeldLink, ...]:
    """What is held of links whose two ends are among these documents (names by id) or sources."""
    keys = frozenset(map(agent_key, agents))
    return tuple(
        HeldLink(each, link_in_words(each, documents))
        for each in standing_assessments(case.assessments())
        if (each.kind == "copy" and documents.keys() >= set(each.pair))
        or (each.kind == "identity" and keys >= set(map(agent_key, each.pair)))
    )


def link_in_words(held: Assessment, names: Mapping[str, str]) -> str:
    """Two documents by their names, or two sources."""
    if held.kind == "copy":
        later, earlier = (names[each] for each in held.pair)
        return f"{later} took it from {earlier}" if held.value == "true" else f"neither of {later} and {earlier} has it from the other"
    return f"{held.pair[0]} and {held.pair[1]} are {'one source' if held.value == 'true' else 'two sources'}"
