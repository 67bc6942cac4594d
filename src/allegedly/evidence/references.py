"""Where a document speaks of another outlet's report by name, whatever the reader made of the sentence.

A source chain is surer (citations.py), but a reader misses some, and a report can speak of another without taking a claim from it. So each
outlet of the case is looked for by name: with a verb of reporting beside it the document cites, with a verb of withdrawal the report
was taken back, and else it is only named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.sentences import find_sentences
from allegedly.evidence.citations import Library, can_have_read, days_in, which_report
from allegedly.evidence.copying import days_of, outlet_key
from allegedly.evidence.dependence import Dependence, Kind, Sign, SpanPair

CITED = 0.8  # of what the report that is meant is sure: a verb near a name is no parse
# No bare "report" or "claim": "a Norwire report" is a noun.
VERBS = (
    r"(?:reports|reported|says?|said|tells?|told|writes?|wrote|identif(?:ies|ied)|disclose[sd]|reveal(?:s|ed)|claim(?:s|ed)|finds|found|"
    r"quote[sd]|repeat(?:s|ed)|assert(?:s|ed)|allege[sd]|publishe[sd]|confirm(?:s|ed))"
)
NEAR = r"[^.;:\"“”]{0,90}?"
BEFORE = re.compile(
    r"\b(?:according to|told|quot(?:ed|ing)|cit(?:ed|ing)|carried by|(?:reported|published|printed) (?:by|in))" + r"(?: the)?(?: \w+)? $",
    re.IGNORECASE,
)
AFTER = re.compile(rf"{NEAR}\b{VERBS}\b")
WITHDRAWN = re.compile(rf"{NEAR}\b(?:withdr[ae]w|retract|took back|has corrected|corrected its|apologi[sz]ed for)\w*")
OWN = re.compile(r"\b(?:this (?:news)?paper|this site|this agency|this blog|our report|its report|we reported)\b", re.IGNORECASE)
OWN_WITHDRAWN = re.compile(r"\b(?:withdr[ae]w|retract|misnam|wrong|correct|apologi[sz]e)\w*", re.IGNORECASE)


def find_references(library: Library) -> list[Dependence]:
    """One `cites`, `names` or `withdraws` dependence for each document and each report that it speaks of; the surest, in that order."""
    names = {key: spelt(reports[0].publisher or "") for key, reports in library.outlets.items()}
    return [link for document in library.documents for link in _of_document(library, names, document)]


def spelt(publisher: str) -> str:
    """An outlet's name as a sentence has it: no article, no remark in parentheses."""
    return re.sub(r"^The |\s*\([^)]*\)", "", publisher).strip()


def _of_document(library: Library, names: dict[str, str], citing: Document) -> list[Dependence]:
    found: dict[str, dict[Kind, Dependence]] = {}
    present = {key: name for key, name in names.items() if name and name in citing.text}
    own = outlet_key(citing.publisher or "")
    if not present and own not in library.outlets:
        return []
    for sentence in find_sentences(citing.text):
        if sentence.heading:
            continue
        words = Span.of(citing.text, sentence.start, sentence.end)
        for outlet, kind, span in (*_others(words, present, own), *_itself(words, own)):
            if link := _link(library, citing, outlet, kind, words, span):
                found.setdefault(link.earlier, {}).setdefault(kind, link)
    order: tuple[Kind, ...] = ("withdraws", "cites", "names")
    return [next(kinds[kind] for kind in order if kind in kinds) for kinds in found.values()]


def _others(sentence: Span, names: dict[str, str], own: str) -> Iterator[tuple[str, Kind, Span]]:
    """Other outlets named in the sentence; a name in parentheses is a credit, and a part of a longer name another name."""
    for key, name in names.items():
        match = re.search(rf"(?<![\w(]){re.escape(name)}(?![\w)])", sentence.text)
        if match and key != own and not any(name != other and name in other and other in sentence.text for other in names.values()):
            start = sentence.start + match.start()
            rest, before = sentence.text[match.end() :], sentence.text[: match.start()]
            kind: Kind = "names"
            if WITHDRAWN.match(rest):
                kind = "withdraws"
            elif AFTER.match(rest) or BEFORE.search(before):
                kind = "cites"
            yield key, kind, Span(start, start + len(name), name)


def _itself(sentence: Span, own: str) -> Iterator[tuple[str, Kind, Span]]:
    """What the sentence says of an earlier report of the same outlet."""
    if match := OWN.search(sentence.text):
        kind: Kind = "withdraws" if OWN_WITHDRAWN.search(sentence.text) else "cites"
        yield own, kind, Span(sentence.start + match.start(), sentence.start + match.end(), match[0])


def _link(library: Library, citing: Document, outlet: str, kind: Kind, sentence: Span, span: Span) -> Dependence | None:
    reports = [report for report in library.outlets.get(outlet, ()) if report.id != citing.id and can_have_read(citing, report)]
    if kind == "withdraws" or outlet == outlet_key(citing.publisher or ""):
        days = days_in(sentence.text, citing)
        reports = [report for report in reports if days_of(report).first in days] or (reports if len(reports) == 1 else [])
    if not reports:
        return None
    within = [each for each in library.said.get(citing.id, ()) if sentence.start <= each.at < sentence.end]
    topics = frozenset[str]().union(*(each.topics for each in within))
    report, sure, why = which_report(library, reports, citing, sentence.text, topics)
    if kind == "withdraws":
        said = f"says that {report.publisher} took back its {f'report of {report.published}' if report.published else 'undated report'}"
    else:
        said = f"{'cites' if kind == 'cites' else 'speaks of'} {report.publisher}, {report.published or 'undated'}"
    reason = f"{citing.name} {said}; {why}"
    sign = Sign("mention", sure * (CITED if kind == "cites" else 1), reason, (SpanPair(span),))
    own_words = tuple(each.id for each in within if not each.sourced)
    return Dependence(later=citing.id, earlier=report.id, kind=kind, signs=(sign,), claims=own_words)
