"""Everything that ties the documents of a case together: citations, copies, shared speakers, authors and circles, in one call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import InputError
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.evidence.citations import Circle, Citation, Library, find_circles, find_citations, link_citations
from allegedly.evidence.copying import Correction, find_copies, is_above, is_before, without_detours
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


@dataclass(frozen=True, slots=True)
class Ruling:
    """Somebody holds, for this reason, that `later` took from `earlier` and observed nothing itself, or (`copied` False) that neither has it from the other."""

    later: str
    earlier: str
    copied: bool
    reason: str

    def concerns(self, one: str, other: str) -> bool:
        """Whether these are its two documents, in whichever order."""
        return {one, other} == {self.later, self.earlier}


def ruled(found: Derivation, rulings: Iterable[Ruling], documents: Collection[str]) -> Derivation:
    """What was found, with what is held instead; rulings on documents (ids) that are not there change nothing.

    A copy that is held is certain and keeps the passages that were found, and no link is left the other way round. Where none is held, copies,
    citations and common authors go: passages and words in common stay what they are.
    """
    for ruling in rulings:
        if {ruling.later, ruling.earlier} <= set(documents):
            found = _held(found, ruling) if ruling.copied else _apart(found, ruling)
    return found


def _held(found: Derivation, ruling: Ruling) -> Derivation:
    before = [link for link in found.links if link.kind == "copies" and ruling.concerns(link.later, link.earlier)]
    shown = next((link.signs for link in before if link.later == ruling.later), ())
    made = Dependence(later=ruling.later, earlier=ruling.earlier, kind="copies", signs=(Sign("decision", 1.0, ruling.reason), *shown))
    return replace(found, links=(*(link for link in found.links if link not in before), made))


def _apart(found: Derivation, ruling: Ruling) -> Derivation:
    between = {id(link) for link in found.links if link.kind in ("copies", "cites", "author") and ruling.concerns(link.later, link.earlier)}
    return Derivation(
        tuple(link for link in found.links if id(link) not in between),
        tuple(each for each in found.citations if not ruling.concerns(each.citing, each.cited)),
        tuple(circle for circle in found.circles if not any(ruling.concerns(*step) for step in pairwise(circle.documents))),
    )


def check_copy(found: Derivation, later: Document, earlier: Document) -> None:
    """Raise `InputError` when `later` cannot have taken from `earlier`: dated before it, or what `earlier` itself rests on.

    Of what was found, citations stand in the way, and copies that are held; one that is only suspected gives way.
    """
    if later.id == earlier.id:
        raise InputError(f"{later.name} cannot have copied itself; name two documents")
    if is_before(later, earlier):
        raise InputError(
            f"{later.name} of {later.published} cannot have copied {earlier.name} of {earlier.published}, which is later; "
            "name the copy first, or correct one of the dates"
        )
    parents: dict[str, dict[str, str]] = {}
    for link in found.links:
        if link.kind == "cites" or (link.kind == "copies" and any(sign.trace == "decision" for sign in link.signs)):
            parents.setdefault(link.later, {}).setdefault(link.earlier, link.reasons[0])
    if is_above({id: set(those) for id, those in parents.items()}, earlier.id, later.id):
        why = "; ".join(parents[earlier.id].values())
        raise InputError(
            f"{later.name} cannot have copied {earlier.name}, which rests on {later.name} itself ({why}); take that back first, or name the copy first"
        )


def _to_sign(record: dict[str, Any]) -> Sign:
    return Sign(**(record | {"pairs": tuple(map(_to_pair, record["pairs"]))}))


def _to_pair(record: dict[str, Any]) -> SpanPair:
    return SpanPair(Span(**record["later"]), Span(**record["earlier"]) if record["earlier"] else None)


def find_derivation(documents: Sequence[Document], claims: Iterable[Claim], *, corrections: Iterable[Correction] = ()) -> Derivation:
    """Same documents and claims, same answer, in whatever order they are given. `claims` are gone through twice and need not be in memory."""
    found = find_copies(documents, corrections=corrections)  # first: what it needs is gone when the claims come
    library = Library.of(documents, claims)
    place = {document.id: number for number, document in enumerate(library.documents)}
    citations = find_citations(library, claims)
    cites = link_citations(citations)
    spoken = beyond(cites, find_references(library))
    cites += [link for link in spoken if link.kind == "cites"]
    withdrawn = {(link.later, link.earlier) for link in spoken if link.kind == "withdraws"}
    circles = find_circles(library, [link for link in cites if (link.later, link.earlier) not in withdrawn])
    copies = without_detours(found, cites)
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
