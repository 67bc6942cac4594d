"""Follows "according to" from report to report: which documents of the case a source chain leads to, through whom, and in what circles.

A hop is led to a document by the outlet's name and by the date the sentence gives; among several reports of one outlet, by what they have
in common. Documents point backwards in time only, so an outlet that cites itself through others is no loop here but a chain
that comes back to its own earlier report: it is told as a `Circle`, and adds nothing to what that report rested on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop
from allegedly.evidence.copying import days_of, in_order, is_before, outlet_key, same_outlet
from allegedly.evidence.dependence import Dependence, Sign, SpanPair

SURE = 1.0  # the outlet is named, and it has one report that can be meant or the sentence gives its date
LIKELY = 0.9  # one of its reports is about the same thing
GUESSED = 0.6  # the latest of several that could be meant
SHORT = 0.6  # "the Tribune" for the only Tribune of the case: there are others outside it
SPEAKS_FOR = 0.6  # "Ruvania said" for a statement of Ruvania's foreign ministry
BODIES = frozenset("ministry government embassy presidency office department cabinet parliament army court council".split())
SMALL = frozenset("the of for and affairs republic a an".split())
MONTHS = "January February March April May June July August September October November December".split()
T = TypeVar("T")
DAY = re.compile(rf"\b(?:(\d{{1,2}}) ({'|'.join(MONTHS)})|({'|'.join(MONTHS)}) (\d{{1,2}}))\b")
LONG_NAME = re.compile(r"\b[A-Z][\w’']+(?: [A-Z][\w’']+)+")
PARTS = re.compile(r",? and (?:the )?|, (?:the )?|; ")


@dataclass(frozen=True, slots=True)
class Citation:
    """The hop `hop` of the claim's chain is the document `cited`; `hop` 0 is whom `citing` has it from, the next is whom that one has it from."""

    citing: str
    cited: str
    claim: str
    hop: int
    delta: float
    reason: str
    span: SpanPair


@dataclass(frozen=True, slots=True)
class Circle:
    """One outlet's reports at both ends of a chain of citations: document ids, the earliest first, and what the chain is about."""

    outlet: str
    documents: tuple[str, ...]
    topics: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared of a claim: its type, its sentence, where its trigger begins, what it is about, whether it has a source chain."""

    id: str
    type: str
    sentence: Span
    at: int
    topics: frozenset[str]
    sourced: bool


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of a case in order of time, with what is needed to find the one that is meant; of each what it says, in order of the text."""

    documents: tuple[Document, ...]
    outlets: Mapping[str, tuple[Document, ...]]
    said: Mapping[str, tuple[Said, ...]]

    @classmethod
    def of(cls, documents: Sequence[Document], claims: Iterable[Claim]) -> Library:
        """Of these documents and the claims read from them, which are passed through once; claims with one sentence share it here."""
        outlets: dict[str, list[Document]] = {}
        for document in in_order(documents):
            if document.publisher:
                outlets.setdefault(outlet_key(document.publisher), []).append(document)
        said: dict[str, list[Said]] = {}
        sentences: dict[Span, Span] = {}
        topics: dict[frozenset[str], frozenset[str]] = {}
        for document_id, group in groupby(claims, lambda claim: claim.document_id):
            sentences.clear()
            for claim in group:
                sentence, about = sentences.setdefault(claim.sentence, claim.sentence), topics_of([claim])
                made = Said(claim.id, claim.type, sentence, claim.trigger.start, topics.setdefault(about, about), bool(claim.chain))
                said.setdefault(document_id, []).append(made)
        for each in said.values():
            each.sort(key=lambda one: (one.at, one.id))
        return cls(tuple(in_order(documents)), _frozen(outlets), _frozen(said))

    def topics(self, document: str) -> frozenset[str]:
        """The names that the claims of a document are about."""
        return frozenset().union(*(each.topics for each in self.said.get(document, ())))


def _frozen(table: dict[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {key: tuple(values) for key, values in table.items()}


# --- from a name to a document ------------------------------------------------------------------------------------------------------


def find_citations(library: Library, claims: Iterable[Claim]) -> list[Citation]:
    """Every hop of a source chain that is a document of the case, in order of time and text."""
    known = {document.id: (number, document) for number, document in enumerate(library.documents)}
    found: list[tuple[tuple[int, int, str], Citation]] = []
    for claim in claims:
        if claim.chain and claim.document_id in known:
            number, document = known[claim.document_id]
            found += (((number, claim.trigger.start, claim.id), citation) for citation in _of_claim(library, document, claim))
    return [citation for _, citation in sorted(found, key=lambda pair: pair[0])]


def _of_claim(library: Library, citing: Document, claim: Claim) -> Iterator[Citation]:
    """The hops of one claim, from the outside in; each is no later than the document that it was reached from."""
    readers = [citing]
    for number, hop in enumerate(claim.chain):
        reached = [found for name in names_of(hop) for found in _resolve(library, citing, readers, claim, name)]
        for cited, delta, reason in reached:
            pair = SpanPair(_mention(citing, claim, hop, cited), _same_matter(library, claim, cited))
            yield Citation(citing.id, cited.id, claim.id, number, delta, reason, pair)
        readers = [cited for cited, _, _ in reached] or readers


def names_of(hop: Hop) -> list[str]:
    """The names of a hop: itself, or its parts when it names several ("Norwire and the Brann Mercury")."""
    if not hop.source.named:
        return []
    parts = [part for part in PARTS.split(hop.source.name) if part]
    return [hop.source.name, *parts] if len(parts) > 1 else [hop.source.name]


def _resolve(library: Library, citing: Document, readers: Sequence[Document], claim: Claim, name: str) -> list[tuple[Document, float, str]]:
    """The document that `name` stands for, if the case has one that the readers can have read."""
    outlet, sure = find_outlet(name, tuple(library.outlets))
    reports = [
        document
        for document in library.outlets.get(outlet or "", ())
        if document.id != citing.id and any(can_have_read(reader, document) for reader in readers)
    ]
    if not reports:
        return []
    document, delta, why = which_report(library, reports, citing, claim.sentence.text, topics_of([claim]))
    return [(document, delta * sure, f"{citing.name} names {name}: {document.publisher}, {document.published or 'undated'}; {why}")]


def can_have_read(reader: Document, report: Document) -> bool:
    """Whether `report` can have been out when `reader` appeared; of one outlet, only what appeared before."""
    if reader.id == report.id:
        return False
    return is_before(report, reader) if same_outlet(reader, report) else not is_before(reader, report)


def which_report(
    library: Library, reports: Sequence[Document], citing: Document, sentence: str, topics: frozenset[str]
) -> tuple[Document, float, str]:
    """Which of an outlet's reports a sentence about `topics` means, how surely, and why."""
    if len(reports) == 1:
        return reports[0], SURE, "its only report in the case until then"
    days = days_in(sentence, citing)
    dated = [report for report in reports if days_of(report).first == days_of(report).last and days_of(report).first in days]
    if len(dated) == 1:
        return dated[0], SURE, "the sentence gives its date"
    until = [report for report in reports if days and (first := days_of(report).first) and first <= max(days)]
    if len(until) == 1:
        return until[0], LIKELY, f"its only report until the {max(days).isoformat()} that the sentence speaks of"
    reports = until or reports
    alike = {report.id: len(topics & library.topics(report.id)) for report in reports}
    best = [report for report in reports if alike[report.id] == max(alike.values())]
    if len(best) == 1 and alike[best[0].id]:
        return best[0], LIKELY, "of its reports the one that is about the same"
    return best[-1], GUESSED, f"the latest of {len(best)} reports that can be meant"


def days_in(sentence: str, document: Document) -> list[date]:
    """The days that a sentence writes as "4 March" or "March 4", in the last twelve months before the document."""
    last = days_of(document).last
    found: list[date] = []
    for match in DAY.finditer(sentence) if last else ():
        day, month = int(match[1] or match[4]), MONTHS.index(match[2] or match[3]) + 1
        years = (last.year, last.year - 1) if last else ()
        with suppress(ValueError):  # the 30th of February
            found += [d for d in (date(year, month, day) for year in years) if last and d <= last][:1]
    return found


@lru_cache(maxsize=10_000)
def find_outlet(name: str, outlets: tuple[str, ...]) -> tuple[str | None, float]:
    """The outlet (a key of `outlet_key`) that `name` is, and how surely.

    The same words in any order; the last words of one outlet alone ("the Tribune" for the Lowland Tribune); or a country whose body it is.
    """
    key = outlet_key(name)
    if key in outlets:
        return key, 1.0
    words, (by_words, by_last) = content_words(key), _indexed(outlets)
    same = by_words.get(words, ()) if words else ()
    if len(same) == 1:
        return same[0], 1.0
    alike = by_last.get(_last_word(key), ())
    ending = [outlet for outlet in alike if outlet.endswith(f" {key}") and not outlet.endswith(f" of {key}")] if words else []
    if len(ending) == 1:
        return ending[0], SHORT
    bodies = [o for o in alike if o.endswith(f" of {key}") and BODIES & set(o.split())]
    return (bodies[0], SPEAKS_FOR) if len(bodies) == 1 else (None, 0.0)


@lru_cache(maxsize=4)
def _indexed(outlets: tuple[str, ...]) -> tuple[Mapping[frozenset[str], Sequence[str]], Mapping[str, Sequence[str]]]:
    """Outlets by their content words, and by their last word."""
    by_words: dict[frozenset[str], list[str]] = {}
    by_last: dict[str, list[str]] = {}
    for outlet in outlets:
        by_words.setdefault(content_words(outlet), []).append(outlet)
        by_last.setdefault(_last_word(outlet), []).append(outlet)
    return by_words, by_last


def _last_word(key: str) -> str:
    return key.rpartition(" ")[2]


def content_words(key: str) -> frozenset[str]:
    """The words of a name that tell it from others; "Foreign Ministry" and "Ministry of Foreign Affairs" have the same."""
    return frozenset(key.split()) - SMALL


def topics_of(claims: Iterable[Claim]) -> frozenset[str]:
    """The names that claims are about, in one case."""
    return frozenset(mention.entity.casefold() for claim in claims for mentions in claim.arguments.values() for mention in mentions)


def _mention(citing: Document, claim: Claim, hop: Hop, cited: Document) -> Span:
    """Where the source is named: as the reader says, else its name in the sentence or before it, else the sentence."""
    if hop.mention:
        return hop.mention
    for start, end in ((claim.sentence.start, claim.sentence.end), (0, claim.sentence.start)):
        for name in (hop.source.name, re.sub(r"\s*\([^)]*\)", "", cited.publisher or "").removeprefix("The ")):
            if name and (at := citing.text.rfind(name, start, end)) >= 0:
                return Span.of(citing.text, at, at + len(name))
    return claim.sentence


def _same_matter(library: Library, claim: Claim, cited: Document) -> Span | None:
    """The sentence of `cited` whose claim has most names in common with this one; of the same type if possible."""
    topics = topics_of([claim])
    scored = [(len(topics & each.topics) * 2 + (each.type == claim.type), each) for each in library.said.get(cited.id, ())]
    score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best.sentence if best and score >= 2 else None


# --- from citations to links and circles --------------------------------------------------------------------------------------------


def link_citations(citations: Iterable[Citation]) -> list[Dependence]:
    """One `cites` dependence for each document and each that it cites itself (hop 0); one sign, the surest, with all its spans."""
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        if citation.hop == 0:
            groups.setdefault((citation.citing, citation.cited), []).append(citation)
    return [_link(citing, cited, group) for (citing, cited), group in groups.items()]


def _link(citing: str, cited: str, group: Sequence[Citation]) -> Dependence:
    best = max(group, key=lambda citation: citation.delta)
    # Several claims under one attribution are one statement: noisy-or would count it again for each.
    sign = Sign("citation", best.delta, best.reason, tuple(dict.fromkeys(citation.span for citation in group)))
    return Dependence(later=citing, earlier=cited, kind="cites", signs=(sign,), claims=tuple(dict.fromkeys(c.claim for c in group)))


def find_circles(library: Library, links: Iterable[Dependence]) -> list[Circle]:
    """Chains of citations about one thing that go from an outlet through others back to the same outlet, the shortest of each pair of ends."""
    known = {document.id: document for document in library.documents}
    outlets = frozenset(library.outlets)
    steps: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for link in links:
        if link.kind == "cites" and {link.later, link.earlier} <= known.keys():
            about = (each.topics for each in library.said.get(link.later, ()) if each.id in link.claims)
            topics = names_around(known[link.later].text, link).union(*about)
            steps.setdefault(link.later, []).append(
                (link.earlier, frozenset(topic for topic in topics if outlet_key(topic) not in outlets))
            )
    return [circle for document in library.documents for circle in _circles_from(document, known, steps)]


def names_around(text: str, link: Dependence) -> frozenset[str]:
    """Names of two words or more in the paragraphs that hold the words of a citation, in one case."""
    places = [(text.rfind("\n", 0, pair.later.start) + 1, pair.later.end) for pair in link.pairs]
    paragraphs = {text[start : text.find("\n", end) if "\n" in text[end:] else len(text)] for start, end in places}
    return frozenset(match[0].casefold() for paragraph in paragraphs for match in LONG_NAME.finditer(paragraph))


def _circles_from(
    end: Document, known: Mapping[str, Document], steps: Mapping[str, Sequence[tuple[str, frozenset[str]]]]
) -> Iterator[Circle]:
    """Breadth first, so that the shortest chain to each earlier report of the outlet is the one that is told."""
    told: set[str] = set()
    ways: list[tuple[tuple[str, ...], frozenset[str]]] = [((end.id, cited), topics) for cited, topics in steps.get(end.id, ())]
    seen: set[tuple[str, frozenset[str]]] = set()
    for way, topics in ways:
        here = known[way[-1]]
        if (here.id, topics) in seen or not topics or here.id in way[:-1]:
            continue
        seen.add((here.id, topics))
        if same_outlet(here, end):
            if len(way) > 2 and here.id not in told:
                told.add(here.id)
                yield _circle(way, known, topics)
            continue
        ways += [((*way, cited), topics & more) for cited, more in steps.get(here.id, ())]


def _circle(way: Sequence[str], known: Mapping[str, Document], topics: frozenset[str]) -> Circle:
    outlet = known[way[0]].publisher or ""
    chain = " which cites ".join(f"{known[each].publisher} ({known[each].published or 'undated'})" for each in way)
    return Circle(outlet, tuple(reversed(way)), tuple(sorted(topics)), f"{outlet} comes back to itself: {chain}")
