"""Which documents took from which: shared wording, shared speech, agency credits, shared errors, one author.

Agreement never counts. Two reports that give the same names, numbers and dates may both be right; measured on public data, links made
from agreement destroy the result wherever sources agree because they are right. What counts is what a second observer
would not have repeated: the choice of words, a mistake, a credit. Direct speech in common proves a common speaker, no copy.

Candidates come from candidates.py, the alignment from wording.py; here both become `Dependence`s with their spans and reasons.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from itertools import combinations, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from allegedly.base.document import Document
from allegedly.base.moment import Interval, parse_interval
from allegedly.base.span import Span
from allegedly.evidence.dependence import Dependence, Sign, SpanPair
from allegedly.evidence.wording import (
    LEAST,
    SEED,
    Passage,
    Wording,
    find_all_quotes,
    find_body,
    find_passages,
    find_wording,
    fold,
    weigh_word,
)

# Weight of shared wording at which copying is as probable as not, how fast that changes, and the least and the most that wording alone can say.
# Fitted to 171 pairs of an invented press (evaluation/newsroom.py, seeds 1 to 8) whose independent reports share as much wording as real articles
# do: of 78,421 pairs of ECB+ articles on different events 7 share a weight of 6.5 and none of 10; a copied sentence of a wire weighs 6 to 10.
# ANY stays below what k_lo believes (independence.PERHAPS): a turn of phrase must not make two reports one.
EVEN, SLOPE, ANY, MOST = 8.5, 1.0, 0.04, 0.99
NEW = 3.0  # weight that a second parent must explain by itself; less is a remainder of the first
CREDITED = 0.5  # an agency credit names the agency, not the story
CREDITED_AND_ALIKE = 0.9
ONE_WIRE = 0.8  # both credit an agency whose own report is not in the case
ONE_ERROR = 0.7  # one mistake in common; two writers do make the same one now and then (a map, an official's slip of the tongue)
ONE_BYLINE = 0.5  # concerns own voice only; between two articles an author may have been there
SPOKEN = 5  # words of direct speech in common, of which two are chosen; MemeTracker's bound
ALIKE = 90.0  # rapidfuzz partial ratio of two quotations: one may be cut, a word or two may differ
NEWS_LIFE = timedelta(days=3)  # between an agency's report and the papers that print it
THERE_IS_NO = re.compile(r"\b[Tt]here (?:is|was) no ((?:[A-Z][\w’']+)(?: [A-Z][\w’']+)*)")
WORD = re.compile(r"\w+(?:['’]\w+)?")


@dataclass(frozen=True, slots=True)
class Correction:
    """A name that somebody got wrong, how it is right, and the words that say so (None: an analyst or a gazetteer does)."""

    wrong: str
    right: str
    span: Span | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of direct speech in one document, without the marks."""

    document: Document
    span: Span
    words: tuple[str, ...]


def find_copies(
    documents: Sequence[Document], *, corrections: Iterable[Correction] = (), pairs: Iterable[tuple[int, int]] | None = None
) -> list[Dependence]:
    """Every `copies`, `speaker` and `author` dependence among `documents`, in order of time.

    A document that shares words with several earlier ones copies the one that explains most of them; another counts only for words which
    that one does not have. `corrections` are added to those the documents make of each other. `pairs` (places in `in_order(documents)`)
    replaces the search for candidates.
    """
    dated = in_order(documents)
    fixed = [*corrections, *find_corrections(dated)]
    signs: dict[tuple[str, str], list[Sign]] = {}
    undirected: set[tuple[str, str]] = set()
    for link in _wording_links(dated, pairs):
        signs.setdefault(link.ends, []).append(link.sign)
        if not link.directed:
            undirected.add(link.ends)
    for later, earlier, sign in (*_agency_signs(dated, signs), *_error_signs(dated, fixed)):
        signs.setdefault((later.id, earlier.id), []).append(sign)
    copies = [
        Dependence(later=ends[0], earlier=ends[1], kind="copies", signs=_strongest_first(found), directed=ends not in undirected)
        for ends, found in signs.items()
    ]
    place = {document.id: number for number, document in enumerate(dated)}
    found = [*without_detours(copies), *find_shared_speech(dated), *find_shared_authors(dated)]
    return sorted(found, key=lambda d: (place[d.later], place[d.earlier], d.kind))


def _strongest_first(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    return tuple(sorted(signs, key=lambda sign: -sign.delta))


# --- time ---------------------------------------------------------------------------------------------------------------------------


def in_order(documents: Sequence[Document]) -> list[Document]:
    """By the first day they can have appeared, then by name; those without a date come last. One document of each id."""
    unique = {document.id: document for document in documents}.values()
    return sorted(unique, key=lambda d: (days_of(d).first is None, str(days_of(d).first), d.name))


def days_of(document: Document) -> Interval:
    """The days on which it can have been published; open at both ends without a date."""
    return _days(document.published or "")


@lru_cache(maxsize=10_000)
def _days(published: str) -> Interval:
    return parse_interval(published) or Interval(None, None)


def is_before(one: Document, other: Document) -> bool:
    """Whether `one` surely appeared on an earlier day."""
    last, first = days_of(one).last, days_of(other).first
    return last is not None and first is not None and last < first


def direct(one: Document, other: Document, share: tuple[float, float]) -> tuple[Document, Document, str | None]:
    """(later, earlier, why). By day; else the agency came first; else the text that holds more than the other; None when nothing tells.

    `share` is how much of the own words of `one` and of `other` is common to both: an editor cuts, so what is wholly contained is the copy.
    """
    if is_before(one, other):
        return other, one, f"published earlier ({one.published} and {other.published})"
    if is_before(other, one):
        return one, other, f"published earlier ({other.published} and {one.published})"
    for later, earlier in ((one, other), (other, one)):
        if credits(later, earlier):
            return later, earlier, f"the other credits {earlier.publisher}"
    if abs(share[0] - share[1]) >= 0.2:
        later, earlier = (one, other) if share[0] > share[1] else (other, one)
        return later, earlier, "it holds more than the other, which looks like a cut of it; the dates do not tell"
    later, earlier = sorted((one, other), key=lambda document: (document.name, document.id), reverse=True)
    return later, earlier, None


def same_outlet(one: Document, other: Document) -> bool:
    """Whether both come from one publisher: then they are one agent, and there is nothing to merge."""
    return one.publisher is not None and other.publisher is not None and outlet_key(one.publisher) == outlet_key(other.publisher)


@lru_cache(maxsize=10_000)
def outlet_key(name: str) -> str:
    """An outlet's name without case, a leading article or a remark in parentheses."""
    return " ".join(re.sub(r"\([^)]*\)", " ", name).casefold().split()).removeprefix("the ")


# --- wording ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    later: Document
    earlier: Document
    passages: tuple[Passage, ...]  # left is the later document
    sign: Sign
    directed: bool

    @property
    def ends(self) -> tuple[str, str]:
        return self.later.id, self.earlier.id

    @property
    def weight(self) -> float:
        return sum(passage.weight for passage in self.passages)


def delta_of_wording(weight: float) -> float:
    """How probable a copy is when the shared passages weigh this much together."""
    return ANY + (MOST - ANY) / (1 + math.exp((EVEN - weight) / SLOPE))


def compare_wording(one: Document, other: Document) -> Sign | None:
    """What shared wording says of two documents, in whichever direction; None when they share no passage."""
    left, right = find_wording(one.text), find_wording(other.text)
    passages = find_passages(left, right)
    return _link(_Shared(one, other, (left.weight, right.weight), tuple(passages))).sign if passages else None


@dataclass(frozen=True, slots=True)
class _Shared:
    one: Document
    other: Document
    weights: tuple[float, float]  # of all words of `one` and of `other`
    passages: tuple[Passage, ...]


def _link(shared: _Shared) -> _Link:
    """The link that shared passages make, in the direction that dates, credits or cuts give."""
    weight = sum(passage.weight for passage in shared.passages)
    left, right = shared.weights
    later, earlier, why = direct(shared.one, shared.other, (weight / left, weight / right))
    turned = later is shared.other
    passages = tuple(map(Passage.turned, shared.passages)) if turned else shared.passages
    reason = _wording_reason(later, earlier, passages, weight / (right if turned else left), why)
    pairs = tuple(SpanPair(passage.left, passage.right) for passage in passages)
    return _Link(later, earlier, passages, Sign("wording", delta_of_wording(weight), reason, pairs), why is not None)


def without_habits(found: Sequence[_Shared]) -> Iterator[_Shared]:
    """The same with less weight for phrases that come back week after week: a copy is printed within days, a habit stays for years."""
    weeks: dict[tuple[str, ...], set[int | None]] = {}
    for shared in found:
        for passage in shared.passages:
            for gram in _grams(passage.left.text):
                weeks.setdefault(gram, set()).update((week_of(shared.one), week_of(shared.other)))
    for shared in found:
        weighed = [
            replace(passage, weight=passage.weight * sum(1 / max(1, len(weeks[gram]) - 1) for gram in grams) / len(grams))
            for passage in shared.passages
            if (grams := _grams(passage.left.text))
        ]
        if kept := tuple(passage for passage in weighed if passage.weight >= LEAST):
            yield replace(shared, passages=kept)


def _grams(text: str) -> list[tuple[str, ...]]:
    words = [fold(word) for word in WORD.findall(text)]
    return [tuple(words[at : at + SEED]) for at in range(len(words) - SEED + 1)]


def week_of(document: Document) -> int | None:
    """A number for the week it appeared in; None without a date."""
    first = days_of(document).first
    return first.toordinal() // 7 if first else None


def _wording_reason(later: Document, earlier: Document, passages: Sequence[Passage], share: float, why: str | None) -> str:
    words = sum(passage.words for passage in passages)
    longest = max(passages, key=lambda passage: passage.weight).left.text
    order = f"{earlier.name} came first: {why}" if why else "which of them came first cannot be told"
    places = "one passage" if len(passages) == 1 else f"{len(passages)} passages"
    return (
        f"{words} words in {places} outside quotation marks are the same, {share:.0%} of what {later.name} words itself: "
        f"“{shorten(longest)}”; {order}"
    )


def shorten(words: str, most: int = 100) -> str:
    """One line of at most `most` characters, cut between words."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: line.rfind(" ", 0, most)] + " …"


def _wording_links(documents: Sequence[Document], pairs: Iterable[tuple[int, int]] | None) -> Iterator[_Link]:
    """For each document the links to those that explain its shared words, between different outlets."""
    from allegedly.evidence.candidates import find_candidates  # numpy and rensa: only when there is something to compare

    wordings: dict[int, Wording] = {}

    def wording(number: int) -> Wording:
        if number not in wordings:
            wordings[number] = find_wording(documents[number].text)
        return wordings[number]

    found: list[_Shared] = []
    last = 0
    for i, j in find_candidates([document.text for document in documents]) if pairs is None else pairs:
        # Pairs come in order of i, so that its seeds are found once, and the one before does not come again.
        if i != last:
            wordings.pop(last, None)
            last = i
        if passages := find_passages(wording(j), wording(i)):
            found.append(_Shared(documents[j], documents[i], (wording(j).weight, wording(i).weight), tuple(passages)))
    links: dict[str, list[_Link]] = {}
    for link in map(_link, without_habits(found)):
        links.setdefault(link.later.id, []).append(link)
    for group in links.values():
        yield from (link for link in _explaining(group) if not same_outlet(link.later, link.earlier))


def _explaining(links: list[_Link]) -> Iterator[_Link]:
    """The links that are needed to explain the shared words of one document: the heaviest, then those that add `NEW` to it."""
    covered: set[int] = set()
    for link in sorted(links, key=lambda link: (-round(link.weight, 6), str(days_of(link.earlier).first), link.earlier.name)):
        fresh = 0.0
        for passage in link.passages:
            places = range(passage.left_words[0], passage.left_words[1] + 1)
            fresh += passage.weight * sum(at not in covered for at in places) / len(places)
        if fresh >= NEW:
            covered.update(at for passage in link.passages for at in range(passage.left_words[0], passage.left_words[1] + 1))
            yield link


# --- agencies -----------------------------------------------------------------------------------------------------------------------


def credits(later: Document, earlier: Document) -> bool:
    """Whether `later` credits the agency that published `earlier`, and is not that agency itself."""
    if not (later.agency and earlier.publisher) or same_outlet(later, earlier):
        return False
    return outlet_key(later.agency) == outlet_key(earlier.publisher)


def _agency_signs(documents: Sequence[Document], wording: Mapping[tuple[str, str], object]) -> list[tuple[Document, Document, Sign]]:
    """Credits to an agency's report of those days, and credits in common to one that is not in the case.

    Among several reports of the agency the one with shared wording is meant; without any, the credit is divided among them.
    """
    found: list[tuple[Document, Document, Sign]] = []
    published = by_outlet((document, document.publisher) for document in documents)
    credited = by_outlet((document, document.agency) for document in documents)
    for later in (document for document in documents if document.agency):
        agency = outlet_key(later.agency or "")
        reports = [e for e in published.get(agency, ()) if credits(later, e) and not is_before(later, e) and within(later, e, NEWS_LIFE)]
        alike = [e for e in reports if (later.id, e.id) in wording]
        for earlier in alike or reports:
            delta = CREDITED_AND_ALIKE if alike else CREDITED / len(reports)
            found.append((later, earlier, Sign("agency", delta, f"{later.name} credits {later.agency}, which published {earlier.name}")))
        if not reports:
            reason = f"both credit {later.agency}, whose own report is not in the case"
            both = [e for e in credited[agency] if (later.id, e.id) in wording]
            found += [(later, earlier, Sign("agency", ONE_WIRE, reason)) for earlier in both]
    return found


def by_outlet(named: Iterable[tuple[Document, str | None]]) -> dict[str, list[Document]]:
    """The documents by the key of the outlet named beside each."""
    table: dict[str, list[Document]] = {}
    for document, outlet in named:
        if outlet:
            table.setdefault(outlet_key(outlet), []).append(document)
    return table


def within(one: Document, other: Document, most: timedelta) -> bool:
    """Whether they can have appeared within `most` of each other; unknown dates can."""
    a, b = sorted((days_of(one), days_of(other)), key=lambda days: str(days.first))
    return a.last is None or b.first is None or b.first - a.last <= most


# --- errors -------------------------------------------------------------------------------------------------------------------------


def find_corrections(documents: Iterable[Document]) -> list[Correction]:
    """Names of which a document says "there is no such", beside a name that differs from it in one word."""
    return [
        Correction(match[1], right, Span.of(document.text, *match.span()), document.id)
        for document in documents
        for match in THERE_IS_NO.finditer(document.text)
        if (right := _right_name(document.text, match[1]))
    ]


def _right_name(text: str, wrong: str) -> str | None:
    """A name of `text` with the words of `wrong`, but for one that resembles it."""
    parts = wrong.split()
    if len(parts) < 2:
        return None
    for k, part in enumerate(parts):
        around = [re.escape(word) for word in parts]
        around[k] = r"([A-Z][\w’']+)"
        for match in re.finditer(r"\b" + r"\s+".join(around), text):
            if match[1] != part and OSA.normalized_similarity(match[1], part) >= 0.5:
                return " ".join([*parts[:k], match[1], *parts[k + 1 :]])
    return None


def _error_signs(documents: Sequence[Document], corrections: Iterable[Correction]) -> Iterator[tuple[Document, Document, Sign]]:
    """Each document that repeats a mistake, with the first that made it. One that also has the right name only speaks of the mistake."""
    for wrong, right in sorted({(correction.wrong, correction.right) for correction in corrections}):
        having = [(d, span) for d in documents if right not in d.text and (span := locate(d.text, wrong))]
        for later, span in having[1:]:
            earlier, first = having[0]
            if is_before(earlier, later) and not same_outlet(later, earlier):
                reason = f"both write “{wrong}” for {right}; {earlier.name} is the first to do so"
                yield later, earlier, Sign("error", ONE_ERROR, reason, (SpanPair(span, first),))


def locate(text: str, name: str) -> Span | None:
    """Where `name` first stands in `text` as whole words."""
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) if name in text else None
    return Span.of(text, *match.span()) if match else None


def without_detours(found: Sequence[Dependence], certain: Iterable[Dependence] = ()) -> list[Dependence]:
    """`found` without those that rest on a shared error alone and that a chain of the others and of `certain` explains already."""
    solid = [d for d in found if any(sign.trace != "error" for sign in d.signs)]
    parents: dict[str, set[str]] = {}
    for dependence in (*solid, *certain):
        if dependence.kind in ("copies", "cites"):
            parents.setdefault(dependence.later, set()).add(dependence.earlier)
    return [d for d in found if d in solid or not is_above(parents, d.later, d.earlier)]


def is_above(parents: Mapping[str, set[str]], later: str, earlier: str) -> bool:
    """Whether `earlier` is reached from `later` by going from documents to what they rest on."""
    seen, left = {later}, [later]
    while left:
        for parent in parents.get(left.pop(), ()):
            if parent == earlier:
                return True
            if parent not in seen:
                seen.add(parent)
                left.append(parent)
    return False


# --- speech and authors -------------------------------------------------------------------------------------------------------------


def find_quotations(document: Document) -> Iterator[Quotation]:
    """Direct speech of `SPOKEN` words or more, of which at least two are somebody's choice; none from headings."""
    for start, end in find_body(document.text):
        for opened, closed in find_all_quotes(document.text, start, end):
            places = [match.span() for match in WORD.finditer(document.text, opened, closed)]
            words = [document.text[a:b] for a, b in places]
            if len(words) >= SPOKEN and sum(weigh_word(word) == 1 for word in words) >= 2:
                yield Quotation(document, Span.of(document.text, places[0][0], places[-1][1]), tuple(map(fold, words)))


def find_shared_speech(documents: Sequence[Document]) -> list[Dependence]:
    """A `speaker` dependence for every two documents of different outlets that quote the same words."""
    pairs: dict[tuple[str, str], tuple[Document, Document, list[tuple[Quotation, Quotation]]]] = {}
    for one, other in _alike_quotations([q for document in documents for q in find_quotations(document)]):
        later, earlier, _ = direct(one.document, other.document, (0, 0))
        if not same_outlet(later, earlier):
            if later is one.document:
                one, other = other, one
            pairs.setdefault((later.id, earlier.id), (later, earlier, []))[2].append((other, one))
    return [_speaker(later, earlier, quotations) for later, earlier, quotations in pairs.values()]


def _alike_quotations(quotations: Sequence[Quotation]) -> Iterator[tuple[Quotation, Quotation]]:
    """Quotations of different documents that share a run of `SPOKEN` words, or nearly do."""
    seeds: dict[tuple[str, ...], list[int]] = {}
    for number, quotation in enumerate(quotations):
        for at in range(len(quotation.words) - SPOKEN + 2):
            seeds.setdefault(quotation.words[at : at + SPOKEN - 1], []).append(number)
    # A slogan that everybody quotes is compared with its first and its neighbour, or it alone would take quadratic time.
    near = {pair for seed in seeds.values() for pair in (*pairwise(seed), *((seed[0], n) for n in seed[2:]), *combinations(seed[:12], 2))}
    for i, j in sorted(near):
        one, other = quotations[i], quotations[j]
        if one.document is not other.document and shared_length(one, other) >= SPOKEN:
            yield one, other


def shared_length(one: Quotation, other: Quotation) -> int:
    """How many words the two have in common when one is the other or a piece of it, give or take a word in ten; else 0."""
    alike = fuzz.partial_ratio(" ".join(one.words), " ".join(other.words)) >= ALIKE
    return min(len(one.words), len(other.words)) if alike else 0


def _speaker(later: Document, earlier: Document, quotations: Sequence[tuple[Quotation, Quotation]]) -> Dependence:
    words = sum(shared_length(one, other) for one, other in quotations)
    longest = max(quotations, key=lambda pair: shared_length(*pair))[0].span.text
    delta = 1 - 0.5 ** (words / 3)  # .69 at five words, .9 at ten
    reason = f"both quote the same person: “{shorten(longest)}”; that makes their sources one, not their reports"
    sign = Sign("quotation", delta, reason, tuple(SpanPair(one.span, other.span) for one, other in quotations))
    return Dependence(later=later.id, earlier=earlier.id, kind="speaker", signs=(sign,), directed=is_before(earlier, later))


def find_shared_authors(documents: Sequence[Document]) -> list[Dependence]:
    """An `author` dependence between each document and the one before it under the same byline."""
    by_author: dict[str, list[Document]] = {}
    for document in documents:
        for author in authors_of(document):
            by_author.setdefault(author, []).append(document)
    return [
        Dependence(
            later=later.id,
            earlier=earlier.id,
            kind="author",
            signs=(Sign("byline", ONE_BYLINE, f"both are by {later.byline}: what each says in its own voice is one voice"),),
            directed=is_before(earlier, later),
        )
        for written in by_author.values()
        for earlier, later in pairwise(written)
    ]


def authors_of(document: Document) -> list[str]:
    """The names of the byline, folded; no name is one word long ("staff", "agencies")."""
    names = re.split(r",|;|&|\band\b", document.byline or "")
    return sorted({" ".join(name.casefold().split()) for name in names if len(name.split()) >= 2})
