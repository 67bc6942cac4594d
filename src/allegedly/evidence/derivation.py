"""Everything that ties the documents of a case together: citations, copies, shared speakers, authors and circles, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.evidence.citations import Circle, Citation, find_circles, find_citations, link_citations
from allegedly.evidence.copying import Correction, find_copies, in_order, is_above, without_detours
from allegedly.evidence.dependence import Dependence, Sign, SpanPair
from allegedly.evidence.references import find_references


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the documents of a case rest on each other. `links` are in order of time; `citations` also hold the inner hops (relays)."""

    links: tuple[Dependence, ...]
    citations: tuple[Citation, ...]
    circles: tuple[Circle, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything by name, spans whole."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Derivation:
        """What `to_dict` gave."""
        return cls(
            links=tuple(
                Dependence(**(each | {"signs": tuple(map(_to_sign, each["signs"])), "claims": tuple(each["claims"])}))
                for each in record["links"]
            ),
            citations=tuple(Citation(**(each | {"span": _to_pair(each["span"])})) for each in record["citations"]),
            circles=tuple(
                Circle(**(each | {"documents": tuple(each["documents"]), "topics": tuple(each["topics"])})) for each in record["circles"]
            ),
        )


def _to_sign(record: dict[str, Any]) -> Sign:
    return Sign(**(record | {"pairs": tuple(map(_to_pair, record["pairs"]))}))


def _to_pair(record: dict[str, Any]) -> SpanPair:
    return SpanPair(Span(**record["later"]), Span(**record["earlier"]) if record["earlier"] else None)


def find_derivation(documents: Sequence[Document], claims: Sequence[Claim], *, corrections: Iterable[Correction] = ()) -> Derivation:
    """Same documents and claims, same answer, in whatever order they are given."""
    place = {document.id: number for number, document in enumerate(in_order(documents))}
    ordered = sorted(claims, key=lambda claim: (place.get(claim.document_id, -1), claim.trigger.start, claim.id))
    citations = find_citations(documents, ordered)
    cites = link_citations(citations)
    spoken = beyond(cites, find_references(documents, ordered))
    cites += [link for link in spoken if link.kind == "cites"]
    withdrawn = {(link.later, link.earlier) for link in spoken if link.kind == "withdraws"}
    circles = find_circles(documents, ordered, [link for link in cites if (link.later, link.earlier) not in withdrawn])
    copies = without_detours(find_copies(documents, corrections=corrections), cites)
    links = sorted(
        [*cites, *copies, *(link for link in spoken if link.kind != "cites")], key=lambda d: (place[d.later], place[d.earlier], d.kind)
    )
    return Derivation(tuple(links), tuple(citations), tuple(circles))


def beyond(chained: Sequence[Dependence], spoken: Sequence[Dependence]) -> list[Dependence]:
    """What naming adds to the source chains. A report that is named beside the one it was read in ("the Institute, the Tribune says") is only named."""
    known = {(link.later, link.earlier) for link in chained}
    parents: dict[str, set[str]] = {}
    for link in (*chained, *(link for link in spoken if link.kind == "cites")):
        parents.setdefault(link.later, set()).add(link.earlier)
    added: list[Dependence] = []
    for link in spoken:
        ends = (link.later, link.earlier)
        if link.kind == "cites" and ends not in known:
            others = {**parents, link.later: parents[link.later] - {link.earlier}}
            added.append(replace(link, kind="names") if is_above(others, *ends) else link)
        elif ends not in known or link.kind == "withdraws":
            added.append(link)
    return added
