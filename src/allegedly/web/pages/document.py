"""One document: its text with the claims marked in it, and one of them looked at closely."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, NotFound
from allegedly.base.ids import id_after
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.correction import Correction, stamp_of
from allegedly.store.grouping import PropositionRow
from allegedly.store.query import DocumentRow
from allegedly.web.ask import Ask
from allegedly.web.text import Line, lines, part_of, parts

ALIKE = 12  # claims shown beside one that say the same; the page of the proposition shows all


@dataclass(frozen=True, slots=True)
class Chosen:
    """The claim looked at: with its number among the document's, its neighbours, and the others that share its trigger.

    `actors` are the ids of its arguments by the name the claim gives; `stamp` is what a decision must send back. A claim that stands no longer,
    because somebody set it aside or another reading replaced it, has no number and no stamp.
    """

    claim: Claim
    number: int | None
    before: str | None
    after: str | None
    beside: tuple[Claim, ...]
    actors: dict[str, str]
    decisions: tuple[Correction, ...]
    stamp: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What the document looked like, shown beside its text: of a PDF page number `page` of `pages`, of a web page the whole."""

    media_type: str
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Part `part` of `parts` of a document's text, as lines of pieces, with the claims that stand in it and the one looked at.

    `row` is what the case knows of the document; `corrections` are the decisions about its claims; `editing` asks for the form. `beside` is the
    original where it is asked for.
    """

    document: Document
    row: DocumentRow
    lines: tuple[Line, ...]
    claims: dict[str, Claim]
    total: int
    part: int
    parts: int
    chosen: Chosen | None
    corrections: tuple[Correction, ...]
    editing: bool
    drawing: bool
    first_claim: str | None
    beside: Beside | None


def document(case: Case, ask: Ask) -> Reading:
    """The document `id`, at the claim or the part that is asked for."""
    found = case.get(ask.path["id"])
    if not isinstance(found, Document):
        raise BadOption(f"{ask.path['id']} is no document; follow a link of the list of documents")
    (row,) = case.documents(ids=[found.id])
    claims = list(case.claims_of(row))
    corrections = tuple(case.corrections(found.id))
    chosen = _chosen(case, found, claims, corrections, ask.one("claim"))
    places = parts(found.text)
    part = part_of(chosen.claim.trigger.start, places) if chosen else min(ask.number("part", 1), len(places))
    start, end = places[part - 1]
    marked = claims if chosen is None or chosen.number else [*claims, chosen.claim]
    return Reading(
        document=found,
        row=row,
        lines=tuple(lines(found.text, start, end, marked, found.pages)),
        claims={claim.id: claim for claim in marked},
        total=len(claims),
        part=part,
        parts=len(places),
        chosen=chosen,
        corrections=corrections,
        editing=ask.one("edit") is not None,
        drawing=ask.one("draw") is not None,
        first_claim=claims[0].id if claims else None,
        beside=_beside(found, row, ask, chosen.claim.trigger.start if chosen else start),
    )


def _beside(document: Document, row: DocumentRow, ask: Ask, offset: int) -> Beside | None:
    """The original, if it is kept and asked for; of a PDF the page of what is looked at, unless another is chosen."""
    if not row.original or ask.one("original") is None:
        return None
    pages = max(1, len(document.pages))
    return Beside(row.original, min(ask.number("page", document.page_of(offset) or 1), pages), pages)


def _chosen(case: Case, document: Document, claims: list[Claim], corrections: tuple[Correction, ...], id: str | None) -> Chosen | None:
    if id is None:
        return None
    ids = [claim.id for claim in claims]
    number = ids.index(id) if id in ids else None
    claim = claims[number] if number is not None else case.get(id)
    if not isinstance(claim, Claim) or claim.document_id != document.id:
        raise BadOption(f"{id} is no claim of this document; choose one in its text")
    place = number if number is not None else bisect_left([each.trigger.start for each in claims], claim.trigger.start)
    names = {mention.entity for mentions in claim.arguments.values() for mention in mentions}
    return Chosen(
        claim=claim,
        number=number + 1 if number is not None else None,
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if number is not None and place + 1 < len(ids) else None,
        beside=tuple(each for each in claims if each.id != id and each.trigger.overlaps(claim.trigger)),
        actors=case.ids_of(names, document.id),
        decisions=tuple(each for each in corrections if id in (each.claim, (each.after or {}).get("id"))),
        stamp=stamp_of(claim, corrections) if number is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Beside a claim those that say the same, and those that say the contrary; `proposition` is the id of what they say, if it stands."""

    claim: str
    proposition: str | None
    alike: tuple[Claim, ...]
    opposed: tuple[Claim, ...]


def elsewhere(case: Case, ask: Ask) -> Elsewhere:
    """What others say of what `claim` says."""
    id = ask.one("claim") or ""
    try:
        said = case.get(id_after("proposition", id))
    except NotFound:  # it stands no longer
        return Elsewhere(id, None, (), ())
    assert isinstance(said, PropositionRow)
    return Elsewhere(
        claim=id,
        proposition=said.id,
        alike=tuple(each for each in case.claims_of(said, limit=ALIKE) if each.id != id),
        opposed=tuple(each for other in said.opposed for each in case.claims_of(other, limit=ALIKE)),
    )
