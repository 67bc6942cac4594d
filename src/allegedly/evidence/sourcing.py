"""The sourcing paragraph: what a report may say of a proposition's sources, ready to be pasted. It holds no number that is not in the ledger.

The likelihood and the confidence in it stand in sentences of their own, as ICD 203 asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from allegedly.base.scales import CREDIBILITY, DEFAULT_SCALE, likelihood_clause, likelihood_word
from allegedly.base.source import Source
from allegedly.claims.chains import source_head
from allegedly.evidence.graph import Attestation, Provenance
from allegedly.evidence.independence import MANY, PERHAPS, SURELY
from allegedly.evidence.reliability import UNJUDGED
from allegedly.evidence.weighing import LIVE, Weighing

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NAMED = 6  # outlets at most that are named; of more only the number is given
PROBABLY = 0.5  # a copy this probable is told, as a probable one
DETERMINED = frozenset("a an the one another some someone somebody people his her its their this that many several both all".split())
SEVERAL = re.compile(r"(?:s|men|people|police|staff|personnel)$", re.IGNORECASE)  # the end of a word for more than one
UNNAMED = re.compile(r"(?P<words>.*) \((?P<outlet>.*)\)")


def interval(low: int, high: int) -> str:
    """`2`, `1 to 3`: how many independent sources."""
    return f"{low}" if low == high else f"{low} to {high}"


def number(count: int) -> str:
    """In words up to twelve."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count}"


def plural(count: int, word: str) -> str:
    """The word as it stands after this number."""
    return word if count == 1 else f"{word}s"


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; with semicolons where a name holds a comma."""
    if len(names) == 1:
        return names[0]
    between = "; " if any("," in name for name in names) else ", "
    return f"{between.join(names[:-1])}{';' if between == '; ' else ''} and {names[-1]}"


def sourcing_paragraph(provenance: Provenance, weighing: Weighing, gone: Collection[str] = (), scale: str = DEFAULT_SCALE) -> str:
    """The paragraph, its likelihood in the words of one of `SCALES`. `gone` are the attestations that were taken away before the weighing."""
    return " ".join(sourcing_sentences(provenance, weighing, gone, scale))


def sourcing_sentences(
    provenance: Provenance, weighing: Weighing, gone: Collection[str] = (), scale: str = DEFAULT_SCALE
) -> tuple[str, ...]:
    """The sentences of the paragraph, one by one."""
    return _whole(_Paragraph(provenance, weighing, gone, scale).sentences())


def taken_back_sentences(provenance: Provenance, weighing: Weighing) -> tuple[str, ...]:
    """Those of the paragraph that say who no longer stands by it."""
    return _whole(_Paragraph(provenance, weighing, (), DEFAULT_SCALE).taken_back())


def _whole(sentences: Iterable[str]) -> tuple[str, ...]:
    made = (words.rstrip(".") for words in sentences)
    return tuple(f"{words[0].upper()}{words[1:]}." for words in made)


class _Paragraph:
    def __init__(self, provenance: Provenance, weighing: Weighing, gone: Collection[str], scale: str) -> None:
        self.provenance, self.weighing, self.scale = provenance, weighing, scale
        self.gone = {provenance.at[id] for id in gone}
        self.supporters = [provenance[voice.id] for voice in weighing.voices if voice.stance == 1]
        # Of a proven copy no voice is left, but its outlet reports all the same.
        reached = self._downstream(
            a.id for n, a in enumerate(provenance.attestations) if a.own_access and a.stance == 1 and n not in self.gone
        )
        # Who repeats it to deny it is told among those who deny it.
        denied = {a.document for n, a in enumerate(provenance.attestations) if a.stance == -1 and a.own_access and n not in self.gone}
        told = [a for n, a in enumerate(provenance.attestations) if n in reached and a.terminal]
        self.reports = [a for a in told if a.document not in denied] or told
        self.outlets = list(dict.fromkeys(a.agent for a in self.reports))

    def sentences(self) -> Iterator[str]:
        yield from self._reported()
        yield from self._copied()
        yield from self._rests()
        yield from self._independent()
        yield from self.taken_back()
        yield from self._denied()
        yield from self._ungraded()
        yield from self._judged()

    def _downstream(self, ids: Iterable[str]) -> set[int]:
        """Everything that passes on what these attestations say, and they themselves."""
        seen = {self.provenance.at[id] for id in ids}
        for n in self.provenance.order:
            if n in seen:
                seen.update(child for child in self.provenance.children[n] if child not in self.gone)
        return seen

    def _reported(self) -> Iterator[str]:
        if not self.supporters:
            yield "nobody with own access is found to support this"
            return
        outlets, documents = len(self.outlets), len({a.document for a in self.reports})
        in_documents = f" in {number(documents)} documents" if documents > outlets else ""
        if outlets == 1:
            yield f"one outlet reports this, {self.outlets[0]}{in_documents and f',{in_documents}'}"
        else:
            names = f" ({listed(self.outlets)})" if outlets <= NAMED else ""
            yield f"{number(outlets)} outlets{names} report this{in_documents}"

    def _copied(self) -> Iterator[str]:
        """Which of the reports are others' reports."""
        reports = {a.id: a for a in self.reports}
        found: dict[tuple[str, bool], list[str]] = {}
        for link in self.provenance.links:
            ends = reports.get(link.later), reports.get(link.earlier)
            if ends[0] and ends[1] and ends[0].agent != ends[1].agent and link.delta.mid >= PROBABLY:
                found.setdefault((ends[1].agent, link.delta.mid >= SURELY), []).append(ends[0].agent)
        for (earlier, sure), copies in found.items():
            names = list(dict.fromkeys(copies))
            yield f"{listed(names)} {'' if sure else 'probably '}{'takes' if len(names) == 1 else 'take'} it from {earlier}"

    def _rests(self) -> Iterator[str]:
        together = {1: "it", 2: "both"}.get(len(self.outlets), "all")
        rest = "rests" if together == "it" else "rest"
        if self.supporters and (agent := self._rests_on(certain=True)):
            if [agent] != self.outlets:
                yield f"{together} {rest} on {self.described(agent)}"
        elif self.supporters and (agent := self._rests_on(certain=False)):
            back = any(PERHAPS <= credit.mid < 1 for credit in self.provenance.withdrawn().values())
            copies = any(PERHAPS <= credit.mid < SURELY for credit in self.provenance.suspicion().values())
            if back:
                without = f"without {'the suspected copies and ' if copies else ''}what is said to be taken back"
                yield f"{without}, what is left rests on {self.described(agent)}"
            else:
                yield f"if the suspected copies are copies, {together} {rest} on {self.described(agent)}"

    def _rests_on(self, certain: bool) -> str | None:
        """The point of failure to name: an origin before a relay, and of relays the one furthest from us."""
        agents = [f.agent for f in self.weighing.independence.failures if f.certain == certain]
        return agents[-1] if agents else None

    def described(self, agent: str) -> str:
        """A source with what is to be known of it: who leaves it unnamed, and its stake."""
        said = self.provenance.of(agent)
        spoken = next((a for a in said if a.own_access), said[0])
        stake = next((g for g in self.provenance.groups if g.id == spoken.group), None)
        return f"{called(spoken)}, {stake.deception.reason}" if stake else called(spoken)

    def _independent(self) -> Iterator[str]:
        k = self.weighing.independence
        if not self.supporters:
            return
        if k.origins_low == k.origins_high == 1:
            its_own = [a.agent for a in self.supporters] == self.outlets
            yield "it names no source, and nobody else has been found" if its_own else "nobody independent has been found"
        elif k.origins_low == k.origins_high:
            yield f"{number(k.origins_low)} independent sources stand behind it"
        else:
            how_many = (
                f"between {number(k.origins_low)} and {number(k.origins_high)}" if k.origins_low else f"at most {number(k.origins_high)}"
            )
            which = "; how many, cannot be told from the reports" if k.origins_low else ""
            yield f"{how_many} independent {plural(k.origins_high, 'source')} {'stands' if k.origins_high == 1 else 'stand'} behind it{which}"
        if k.origins_high > 1 and (names := self._origins()):
            yield f"they {'are' if k.origins_low == k.origins_high else 'may be'} {listed(names)}"
        if 1 < k.low < k.origins_low:  # a single way has been told: everything rests on it
            at_least = "at least" if k.low >= MANY else "no more than"
            yield f"they reach us by {at_least} {number(k.low)} separate ways"
        if 0 < k.sides < k.low:
            yield f"they belong to {number(k.sides)} {plural(k.sides, 'side')}"
        if k.origins_high > 1 and not any(a.named for a in self.supporters):
            yield "none of them is named"

    def _origins(self) -> list[str]:
        """Those who may speak from own access; nobody where they are the outlets that were named, or too many."""
        agents = list(dict.fromkeys(self.provenance[v.id].agent for v in self.weighing.voices if v.stance == 1 and v.counted > LIVE))
        return [] if len(agents) > NAMED or set(agents) == set(self.outlets) else [self.described(each) for each in agents]

    def _ungraded(self) -> Iterator[str]:
        counted = [self.provenance[v.id] for v in self.weighing.voices if v.counted > LIVE]
        if counted and all(a.reliability.reason.startswith(UNJUDGED.reason) for a in counted):
            yield "the source has not been graded" if len(counted) == 1 else "none of these sources has been graded"

    def taken_back(self) -> Iterator[str]:
        """Whose reports and words are said to hold no longer."""
        standing = [u for u in self.provenance.undercuts if self.provenance.at[u.target] not in self.gone]
        targets = [self.provenance[u.target] for u in standing if self.provenance[u.target].stance == 1]
        reports = list(dict.fromkeys(a.agent for a in targets if a.terminal))
        if reports:
            theirs = "is since said to have taken its report" if len(reports) == 1 else "are since said to have taken their reports"
            yield f"{listed(reports)} {theirs} back"
        disowned = list(dict.fromkeys(a.agent for a in targets if not a.terminal))
        if disowned:
            yield f"{listed(disowned)} {'says' if len(disowned) == 1 else 'say'} the words reported were never said"

    def _denied(self) -> Iterator[str]:
        heard = [voice for voice in self.weighing.voices if voice.stance == -1 and voice.counted > LIVE]
        deniers = list(dict.fromkeys(self.provenance[voice.id].agent for voice in heard))
        if deniers:
            described = [self.described(each) for each in deniers]
            yield f"{listed(described)}{',' if ', ' in described[-1] else ''} {'denies' if len(deniers) == 1 else 'deny'} it"

    def _judged(self) -> Iterator[str]:
        weighing = self.weighing
        if weighing.credibility == 6:
            yield f"{CREDIBILITY[6]} from these reports"
            return
        yield likelihood_clause(likelihood_word(weighing.probability, self.scale))
        yield f"confidence in this is {weighing.assurance}: {weighing.assurance_reason}"


def called(source: Attestation) -> str:
    """A source in running text; an unnamed one with the outlet that knows it."""
    match = None if source.named else UNNAMED.fullmatch(source.agent)
    if not match:
        return source.agent
    words = with_article(match["words"])
    if Source(match["words"], False).kind == "document":
        return f"{words} that {match['outlet']} cites"
    return f"{words}, whom {match['outlet']} does not name"


def with_article(description: str) -> str:
    """ "A retired officer of the Bureau" for one who is described without an article; several keep theirs."""
    first, head = description.split()[0].casefold(), source_head(description)
    if SEVERAL.search(head) or first in DETERMINED or not first[0].isalpha():
        return description
    return f"{'an' if first[0] in 'aeiou' else 'a'} {description}"
