"""Everything that ties the documents of a case together: citations, copies, shared speakers, authors and circles, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allegedly.base.document import Document
from allegedly.claims.claim import Claim
from allegedly.evidence.citations import Circle, Citation, find_circles, find_citations, link_citations
from allegedly.evidence.copying import Correction, find_copies, in_order, without_detours
from allegedly.evidence.dependence import Dependence


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the documents of a case rest on each other. `links` are in order of time; `citations` also hold the inner hops (relays)."""

    links: tuple[Dependence, ...]
    citations: tuple[Citation, ...]
    circles: tuple[Circle, ...]


def find_derivation(documents: Sequence[Document], claims: Sequence[Claim], *, corrections: Iterable[Correction] = ()) -> Derivation:
    """Same documents and claims, same answer, in whatever order they are given."""
    place = {document.id: number for number, document in enumerate(in_order(documents))}
    ordered = sorted(claims, key=lambda claim: (place.get(claim.document_id, -1), claim.trigger.start, claim.id))
    citations = find_citations(documents, ordered)
    cites = link_citations(citations)
    copies = without_detours(find_copies(documents, corrections=corrections), cites)
    links = sorted([*cites, *copies], key=lambda d: (place[d.later], place[d.earlier], d.kind))
    return Derivation(tuple(links), tuple(citations), tuple(find_circles(documents, ordered, cites)))
