"""From the claims of a proposition to its provenance: who is behind each claim, and what the dependences between documents do to it.

`Background` holds what is the same for every proposition of a case: documents, claims, how the documents rest on each other, who each source
is. `trace` makes the `Provenance` of one proposition from it. Both are pure: documents published by a day give what was known on that day.

- A claim's source chain is an account of its document; a hop that is a document of the case is that document.
- `cites` of a sentence without a source chain is a chain of one hop.
- `copies` makes the later document's account the earlier one's, but for what it has from a source that the earlier does not name; and two that took
  the words from one report are one, though the report itself was read otherwise.
- `speaker` makes the sources behind the two quotations one, `author` what two documents say in their own voice.
- `withdraws` takes the report back, unless the same document stands by the proposition, be it on other sources.
- Who "never said that" takes back what was relayed of him; that is no denial of the thing.
- A source that the sentence neither names nor attributes to, taken over from another sentence, is doubted: the document may speak itself.
- "His account" is that of the source that the document gave last before it.
- Who "found" or "concluded" may rest on the other sources that the same report names.
- Two unnamed sources of different outlets whose descriptions agree may be one: nothing shows it, and nothing shows that they are two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from allegedly.base.document import Document
from allegedly.base.errors import InputError
from allegedly.base.moment import parse_interval
from allegedly.base.source import Source, name_in
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop
from allegedly.claims.quotes import Speech, find_quotes, find_speeches, speech_at
from allegedly.claims.sentences import find_paragraphs
from allegedly.evidence.citations import find_outlet
from allegedly.evidence.copying import in_order, outlet_key
from allegedly.evidence.dependence import Dependence
from allegedly.evidence.derivation import Derivation, Ruling, find_derivation, ruled
from allegedly.evidence.disowning import Disowned, disowned_words, find_disowned
from allegedly.evidence.graph import Attestation, Group, Interest, Link, Provenance, Report, Sign, Stance, Undercut, surely_before, unroll
from allegedly.evidence.independence import SURELY
from allegedly.evidence.reliability import Estimate

MEANT = 0.5  # a citation surer than this leads to the document that it most probably means
TAKEN_BACK = 0.9  # credit of an outlet that withdraws its own report and denies this: it knows best, and is sometimes made to
AS_A_WHOLE = 0.5  # the same where it does not speak of this: it may stand by it
NEVER_SAID = 0.5  # credit of a source that disowns words: nobody knows better, and nobody has more reason to
CARRIED_OVER = 0.5  # a source named only in another sentence is that of this one
FOUND = 0.5  # a finding rests on the other sources that its report names
ALIKE, MORE_ALIKE = 0.2, 0.4  # two unnamed sources whose descriptions share one telling word, or more; guesses: they make k an interval
NOT_TELLING = frozenset(
    "a an the of in at for from to by with and who whom two three four five six seven eight nine ten several some many other another senior "
    "high-ranking top former unnamed anonymous local person people man men woman women".split()
)
ONE_OF = re.compile(r"^(?:one|some|two|three|several|many|most) of (?:the )?", re.IGNORECASE)
# What somebody said is nobody else: "by his account" is a source only through whoever was named before.
ACCOUNT = re.compile(
    r"(?:his|her|their|its) (?:own )?(?:accounts?|words?|version|story|testimony|statements?|telling|recollection)", re.IGNORECASE
)
# Inference, not sight: "the police found weapons" is an observation, "the court found that ..." is none.
FINDS = re.compile(
    r"[^.;:]{0,10}?\b(?:has |have |had )?(?:\w+ly )?(?:conclude[sd]?|rule[sd]|determine[sd]?|(?:found|finds?|establishe[sd]) that)\b"
)
T = TypeVar("T")
PARENTHESIS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One proposition as it is weighed: its id, its words, the ids of the claims that say it, and of those that deny it."""

    id: str
    words: str
    claims: tuple[str, ...]
    denials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is assumed of the sources of a case, by `agent_key`: how reliable they are and whose side they are on."""

    reliability: Mapping[str, Estimate] = field(default_factory=dict)
    member_of: Mapping[str, str] = field(default_factory=dict)
    deception: Mapping[str, Estimate] = field(default_factory=dict)  # of each group
    interests: Mapping[tuple[str, str], Interest] = field(default_factory=dict)  # of a group in a proposition, by their ids
    identities: Mapping[frozenset[str], Estimate] = field(default_factory=dict)  # of two sources: whether they are one

    def groups_for(self, proposition: str) -> tuple[Group, ...]:
        """The groups with what each gains from this proposition."""
        return tuple(Group(id, deception, self.interests.get((id, proposition), 0)) for id, deception in sorted(self.deception.items()))


@lru_cache(maxsize=100_000)
def agent_key(name: str) -> str:
    """A source's name without case, spacing or a leading article: what grades and sides are kept by."""
    return " ".join(name.casefold().split()).removeprefix("the ")


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as an account: who is cited, outermost first, and the documents that each hop means.

    `doubted` is a chain taken over from another sentence, which may not be that of this one: the account is then the document's own.
    """

    chain: tuple[Source, ...]
    cited: tuple[tuple[str, ...], ...]
    quoted: bool
    doubted: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is the same for all propositions of a case."""

    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    derivation: Derivation
    outlets: Mapping[str, str]  # document -> whose it is
    told: Mapping[str, Told]  # claim -> its account
    rests_on: Mapping[str, tuple[Dependence, ...]]  # document -> dependences of which it is the later
    named_in: Mapping[str, frozenset[str]]  # document -> keys of the sources it names or describes
    voicings: Mapping[tuple[str, str], tuple[Sign, ...]]  # earlier and later source, by name -> the words they share
    disowned: tuple[Disowned, ...]  # where the words are not repeated
    withdrawals: tuple[Dependence, ...]
    place: Mapping[str, int]  # document -> its number in order of time

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        claims: Iterable[Claim],
        derivation: Derivation | None = None,
        called: Mapping[str, str] | None = None,
        rulings: Iterable[Ruling] = (),
        look_up: Mapping[str, Claim] | None = None,
    ) -> Background:
        """Of these documents and the claims read from them; claims of other documents are left out.

        `called` is the name of the entity that a named source (by id) is, where several names mean one; `rulings` are what is held of who
        copied whom, whatever was found. With the `derivation` and where to `look_up` a claim by its id, `claims` are gone through once and
        none of them is held.
        """
        ordered = in_order(documents)
        known = {document.id: document for document in ordered}
        own: Iterable[Claim] = (claim for claim in claims if claim.document_id in known)
        if look_up is None or derivation is None:
            order: dict[str, int] = {}  # claims of one document belong together
            own = sorted(own, key=lambda claim: order.setdefault(claim.document_id, len(order)))
            look_up = {claim.id: claim for claim in own}
            derivation = derivation or find_derivation(ordered, own)
        found = ruled(derivation, rulings, known)
        names = _Names(ordered, own, found, called or {})
        rests_on: dict[str, list[Dependence]] = defaultdict(list)
        for dependence in found.links:
            rests_on[dependence.later].append(dependence)
        return cls(
            documents=known,
            claims=look_up,
            derivation=found,
            outlets=names.outlets,
            told=names.told,
            rests_on={id: tuple(links) for id, links in rests_on.items()},
            named_in={id: frozenset(map(described, sources)) for id, sources in names.sources.items()},
            voicings=names.voicings(),
            disowned=tuple(names.disowned()),
            withdrawals=tuple(link for link in found.links if link.kind == "withdraws"),
            place={document.id: number for number, document in enumerate(ordered)},
        )


def published_by(day: str, documents: Iterable[Document]) -> list[Document]:
    """The documents that can have been published by the end of `day`. Raises `InputError` for what is no date."""
    until = parse_interval(day)
    if until is None or until.last is None:
        raise InputError(f"“{day}” is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    dated = ((document, parse_interval(document.published)) for document in documents if document.published)
    return [document for document, days in dated if days and days.first and days.first <= until.last]


def described(source: Source) -> str:
    """What tells a source from others: a name without case or article, the words of a description that tell something."""
    return agent_key(source.name) if source.named else " ".join(sorted(telling_words(source.name)))


def described_in(agent: str) -> str:
    """The same of a source as provenances call it."""
    match = PARENTHESIS.search(agent)
    return " ".join(sorted(telling_words(agent[: match.start()]))) if match else agent_key(agent)


@lru_cache(maxsize=100_000)
def telling_words(description: str) -> frozenset[str]:
    """The words of a description that tell one source from another, in the singular; all of them when none does."""
    words = [re.sub(r"(?:'s|’s)$", "", word) for word in re.findall(r"[\w'’-]+", description.casefold())]
    kept = {re.sub(r"(?<=[^s])s$", "", word) for word in words if word not in NOT_TELLING and not word.isdigit()}
    return frozenset(kept or words)


class _Names:
    """Who each document and each hop is, by one name in the whole case; an unnamed source by one description in its document.

    `claims` are gone through once, those of one document together. `sources` are those in the accounts of each document; where a document
    shares direct speech with another, `spoken` are its claims that have a source, with their sentences.
    """

    def __init__(self, documents: Sequence[Document], claims: Iterable[Claim], found: Derivation, called: Mapping[str, str]) -> None:
        self.called = called
        self.documents = {document.id: document for document in documents}
        self.spelt: dict[str, str] = {}
        self.outlets = {document.id: self._outlet(document) for document in documents}
        self.by_key = {outlet_key(name): name for name in self.outlets.values()}
        self.keys = tuple(self.by_key)
        self.descriptions: dict[tuple[str, str], str] = {}
        self.cited: dict[tuple[str, int], list[str]] = defaultdict(list)
        for citation in found.citations:
            if citation.delta >= MEANT:
                self.cited[citation.claim, citation.hop].append(citation.cited)
        self.mentioned = {
            claim: link
            for link in found.links
            if link.kind == "cites" and link.delta >= MEANT and any(sign.trace == "mention" for sign in link.signs)
            for claim in link.claims
        }
        self.quotes: dict[str, list[tuple[int, int]]] = {}
        self.links = found.links
        self.told: dict[str, Told] = {}
        self.sources: dict[str, set[Source]] = defaultdict(set)
        self.spoken: dict[str, list[tuple[Told, int, int]]] = {
            id: [] for link in found.links if link.kind == "speaker" for id in (link.later, link.earlier)
        }
        alike: dict[Told, Told] = {}  # many claims have one account
        for id, group in groupby(claims, lambda claim: claim.document_id):
            said = list(group)
            self.given = _given(said)
            for claim in said:
                told = self._told(claim)
                told = self.told[claim.id] = alike.setdefault(told, told)
                self.sources[id].update(told.chain)
                if told.chain and id in self.spoken:
                    self.spoken[id].append((told, claim.sentence.start, claim.sentence.end))

    def _outlet(self, document: Document) -> str:
        name = PARENTHESIS.sub("", document.publisher or "").strip() or document.byline or document.title or document.name
        return self._spell(name)

    def _spell(self, name: str) -> str:
        """The name of the entity that it means, or the name as it was first met."""
        name = self.called.get(Source(name, True).id_in(""), name)
        return self.spelt.setdefault(agent_key(name), " ".join(name.split()))

    def _told(self, claim: Claim) -> Told:
        if not claim.chain and (link := self.mentioned.get(claim.id)):
            return Told((Source(self.outlets[link.earlier], True),), ((link.earlier,),), False)
        cited = tuple(tuple(dict.fromkeys(self.cited.get((claim.id, depth), ()))) for depth in range(len(claim.chain)))
        chain = tuple(self._source(claim, hop, documents) for hop, documents in zip(claim.chain, cited))
        quoted = self._is_quoted(claim)
        # Direct speech goes on over several sentences; plain words do so less surely.
        if not quoted and is_carried_over(claim):
            return Told((), (), False, chain)
        return Told(chain, cited, quoted)

    def _source(self, claim: Claim, hop: Hop, cited: tuple[str, ...]) -> Source:
        if len(cited) == 1:
            return Source(self.outlets[cited[0]], True)
        if hop.source.named:
            outlet, sure = find_outlet(hop.source.name, self.keys)
            return Source(self.by_key[outlet] if outlet and sure == 1 else self._spell(hop.source.name), True)
        description = ONE_OF.sub("", " ".join(hop.source.name.split()))
        if ACCOUNT.fullmatch(description):
            before = self.given[: bisect_left(self.given, place_of(claim, hop), key=itemgetter(0))]
            if before:
                _, _, earlier, depth = before[-1]
                return self._source(earlier, earlier.chain[depth], tuple(dict.fromkeys(self.cited.get((earlier.id, depth), ()))))
        key = (claim.document_id, " ".join(sorted(telling_words(description))))
        return Source(self.descriptions.setdefault(key, description), False)

    def _is_quoted(self, claim: Claim) -> bool:
        if claim.document_id not in self.quotes:
            text = self.documents[claim.document_id].text
            self.quotes[claim.document_id] = [quote for start, end in find_paragraphs(text) for quote in find_quotes(text, start, end)]
        return any(start <= claim.trigger.start < end for start, end in self.quotes[claim.document_id])

    # ---- who speaks the words that two documents quote -----------------------------------------------------------------------------

    def voicings(self) -> dict[tuple[str, str], tuple[Sign, ...]]:
        speeches: dict[str, list[Speech]] = {}
        voiced: dict[tuple[str, str], tuple[Sign, ...]] = {}

        def speaker(document: str, words: Span) -> str | None:
            if document not in speeches:
                speeches[document] = find_speeches(self.documents[document].text)
            return self._speaker(document, words, speeches[document])

        for link in self.links:
            for sign in link.signs if link.kind == "speaker" else ():
                found = {
                    (speaker(link.later, pair.later), speaker(link.earlier, pair.earlier)): pair for pair in sign.pairs if pair.earlier
                }
                for (later, earlier), pair in found.items():
                    if later and earlier and later != earlier:
                        made = Sign(Estimate.around(sign.delta, sign.reason), pair.earlier, pair.later)
                        voiced[earlier, later] = (*voiced.get((earlier, later), ()), made)
        return voiced

    # ---- who takes back what he is said to have said -------------------------------------------------------------------------------

    def disowned(self) -> Iterator[Disowned]:
        """Disowned words that are not repeated: of the reports that the document cites or names, those that name the speaker can be meant."""
        named = {id: {source.name for source in sources if source.named} for id, sources in self.sources.items()}
        speakers = sorted(set[str]().union(*named.values()))
        spoken_of: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if link.kind in ("cites", "names"):
                spoken_of[link.later].append(link.earlier)
        for id, document in self.documents.items():
            for speaker, words in find_disowned(document, speakers):
                if reports := tuple(report for report in dict.fromkeys(spoken_of[id]) if speaker in named.get(report, ())):
                    yield Disowned(id, speaker, words, reports)

    def _speaker(self, document: str, words: Span, speeches: Sequence[Speech]) -> str | None:
        """Who speaks these words: the source of a claim in them, else whom the layout gives, else the only source of the document."""
        chains = [told.chain for told, _, _ in self.spoken[document]]
        within = [told.chain for told, start, end in self.spoken[document] if start < words.end and words.start < end]
        if not within and (speech := speech_at(speeches, words.start, words.end)):
            said = telling_words(speech.speaker.text)
            within = [chain[: n + 1] for chain in chains for n, hop in enumerate(chain) if said & telling_words(hop.name)]
        if not within and len({chain[-1] for chain in chains}) == 1:
            within = chains
        return name_in(within[0], self.outlets[document]) if within else None


def _given(claims: Iterable[Claim]) -> list[tuple[int, int, Claim, int]]:
    """The sources of a document's claims, but for accounts, by place in the text: place, number of the claim, the claim, position in its chain."""
    found = (
        (place_of(claim, hop), number, claim, depth)
        for number, claim in enumerate(claims)
        for depth, hop in enumerate(claim.chain)
        if not ACCOUNT.fullmatch(hop.source.name)
    )
    return sorted(found, key=itemgetter(0, 1))


def place_of(claim: Claim, hop: Hop) -> int:
    """Where a source stands in the text: where it is mentioned, else where its claim is."""
    return hop.mention.start if hop.mention else claim.trigger.start


def is_carried_over(claim: Claim) -> bool:
    """Whether a claim's sentence neither names nor attributes to any source of its chain, though the text does elsewhere."""
    spans = [span for hop in claim.chain for span in (hop.mention, hop.cue) if span]
    return (
        bool(spans)
        and not any(claim.sentence.start <= span.start < claim.sentence.end for span in spans)
        and not any(hop.cue for hop in claim.chain)
    )


# ---- one proposition ---------------------------------------------------------------------------------------------------------------


def trace(statement: Statement, background: Background, assumptions: Assumptions | None = None) -> Provenance:
    """The provenance of one proposition. Claims that the background lacks are left out."""
    return _Tracing(statement, background, assumptions or Assumptions()).run()


Place = tuple[str, Stance]  # a document and what it says


class _Tracing:
    """Accounts first, then what was copied, then the links."""

    def __init__(self, statement: Statement, background: Background, assumptions: Assumptions) -> None:
        self.statement, self.background, self.assumptions = statement, background, assumptions
        self.accounts: dict[Place, list[Report]] = {}
        self.doubted: dict[Place, Claim] = {}
        self.disowned: list[Disowned] = []
        sides: tuple[tuple[Stance, tuple[str, ...]], ...] = ((1, statement.claims), (-1, statement.denials))
        for stance, ids in sides:
            for id in ids:
                if (claim := background.claims.get(id)) is None:
                    continue
                if words := disowned_words(claim):
                    self.disowned.append(self._disowned(claim, words))
                else:
                    self.accounts.setdefault((claim.document_id, stance), []).append(self._report(claim, stance))

    def _disowned(self, claim: Claim, words: Span) -> Disowned:
        """A claim that its source says it never made; of the outlets in its sentence, if there are any, the reports are meant."""
        chain, outlet = self.background.told[claim.id].chain, self.background.outlets[claim.document_id]
        others = [id for id in self.background.documents if id != claim.document_id]
        named = [id for id in others if self.background.outlets[id] in claim.sentence.text]
        return Disowned(claim.document_id, name_in(chain, outlet) if chain else outlet, words, tuple(named or others))

    def _report(self, claim: Claim, stance: Stance) -> Report:
        told, document = self.background.told[claim.id], self.background.documents[claim.document_id]
        if told.doubted:
            self.doubted.setdefault((document.id, stance), claim)
        manner = "quoted" if told.quoted else "paraphrased" if not told.chain or told.chain[0].named else "reported"
        return Report(
            document=document.id,
            outlet=self.background.outlets[document.id],
            when=document.published if document.published and parse_interval(document.published) else None,
            stance=stance,
            chain=told.chain,
            manner=manner,
            certainty=claim.certainty,
            claims=(claim.id,),
            cited=told.cited,
        )

    def run(self) -> Provenance:
        copies = [copy for place in list(self.accounts) for copy in self._copies(place)]
        reports = [report for accounts in self.accounts.values() for report in accounts]
        agents = {self.background.outlets[d] for d, _ in self.accounts} | {
            name_in(report.chain[: n + 1], report.outlet) for report in reports for n in range(len(report.chain))
        }
        groups = self.assumptions.groups_for(self.statement.id)
        made = unroll(
            self.statement.words,
            reports,
            reliability=self._by_agent(self.assumptions.reliability, agents),
            member_of=self._by_agent(self.assumptions.member_of, agents),
            groups=groups,
        )
        undercuts = (*self._withdrawals(made), *self._never_said(made))
        links = [
            *copies,
            *self._indirect_copies(made),
            *self._authors(),
            *self._same_sources(made, copies),
            *self._carried_over(made),
            *self._findings(made),
        ]
        return replace(made, undercuts=undercuts).linked(links)

    @staticmethod
    def _by_agent(table: Mapping[str, T], agents: Iterable[str]) -> dict[str, T]:
        return {agent: table[agent_key(agent)] for agent in agents if agent_key(agent) in table}

    # ---- copies ----------------------------------------------------------------------------------------------------------------------

    def _copies(self, place: Place) -> Iterator[Link]:
        """Links to the documents that this one copies; what it has from a source of its own is set apart first."""
        document, stance = place
        for dependence in self.background.rests_on.get(document, ()):
            if dependence.kind != "copies" or (dependence.earlier, stance) not in self.accounts:
                continue
            whole = self.accounts[place]
            open_yet = [report for report in whole if not report.part]  # what an earlier turn set apart is nobody's copy
            own = [report for report in open_yet if self._is_own(report, dependence)]
            if own and len(own) < len(open_yet):
                self.accounts[place] = [replace(report, part="its own") if report in own else report for report in whole]
            elif own:
                continue
            # What is set apart for one copied document may be what was copied from another.
            copied = next(report for report in open_yet if report not in own)
            yield Link(self._standing(dependence.earlier, stance), copied.id, tuple(self._signs(dependence, copied.claims)))

    def _standing(self, document: str, stance: Stance) -> str:
        """The attestation of a document that others can have copied: the whole, or what is left when its own part is set apart."""
        accounts = self.accounts[document, stance]
        return next((report for report in accounts if not report.part), accounts[0]).id

    def _is_own(self, report: Report, dependence: Dependence) -> bool:
        """Whether an account is from a source that the copied document does not name, in words that are not the copied ones."""
        if not report.chain:
            return False
        innermost = described(report.chain[-1])
        outlet = agent_key(self.background.outlets[dependence.earlier])
        theirs = self.background.named_in.get(dependence.earlier, frozenset()) | {outlet}
        same = innermost in theirs or (
            not report.chain[-1].named and any(set(innermost.split()) & set(each.split()) for each in theirs)
        )  # a copier describes anew
        sentences = [self.background.claims[claim].sentence for claim in report.claims]
        copied = any(pair.later.start < s.end and s.start < pair.later.end for pair in dependence.pairs for s in sentences)
        return not same and not copied

    def _indirect_copies(self, made: Provenance) -> Iterator[Link]:
        """Copies that pass through reports which do not, as far as we read them, make this claim.

        Two papers that print one story are one voice though the story itself was read otherwise: when the words of the claim stand in what they took.
        A report that somebody cites for it is there without its document.
        """
        for stance in (1, -1):
            there = self._carriers(made, stance)
            shared: dict[str, list[tuple[str, float, Dependence]]] = defaultdict(list)
            for document in there:
                for earlier, delta, dependence in self._taken_from(document, stance, there):
                    if earlier in there:
                        yield self._indirect(there[earlier], there[document], delta, dependence, dependence.reasons[0])
                    else:
                        shared[earlier].append((document, delta, dependence))
            for earlier, copies in shared.items():
                (first, sure, _), *others = sorted(copies, key=lambda each: self.background.place[each[0]])
                for later, delta, dependence in others:
                    reason = (
                        f"both took it from {self.background.documents[earlier].name}, which was read otherwise; {dependence.reasons[0]}"
                    )
                    yield self._indirect(there[first], there[later], sure * delta, dependence, reason)

    def _carriers(self, made: Provenance, stance: Stance) -> dict[str, str]:
        """The attestation of each document that says so, or is cited as saying so."""
        found = {document: self._standing(document, stance) for document, side in self.accounts if side == stance}
        spoken = {a.agent: a.id for a in reversed(made.attestations) if not a.terminal and a.stance == stance}
        for (_, side), accounts in self.accounts.items():
            for report in accounts if side == stance else ():
                for source, cited in zip(report.chain, report.cited or ()):
                    if len(cited) == 1 and source.name in spoken:
                        found.setdefault(cited[0], spoken[source.name])
        return found

    def _taken_from(self, document: str, stance: Stance, there: Collection[str]) -> Iterator[tuple[str, float, Dependence]]:
        """What a document copied, itself or through documents that are not there; how surely, and the dependence nearest to it."""
        accounts = self.accounts.get((document, stance), ())
        sentences = [self.background.claims[claim].sentence for report in accounts if not report.part for claim in report.claims]
        waiting: list[tuple[str, float, Dependence]] = []
        for dependence in self.background.rests_on.get(document, ()):
            within = any(pair.later.start < s.end and s.start < pair.later.end for pair in dependence.pairs for s in sentences)
            direct = bool(accounts) and (dependence.earlier, stance) in self.accounts  # told by `_copies`
            if dependence.kind == "copies" and not direct and (within or not accounts):
                waiting.append((dependence.earlier, dependence.delta, dependence))
        seen: set[str] = {document}
        while waiting:
            earlier, delta, dependence = waiting.pop(0)
            if earlier in seen:
                continue
            seen.add(earlier)
            yield earlier, delta, dependence
            if earlier not in there:
                more = (each for each in self.background.rests_on.get(earlier, ()) if each.kind == "copies")
                waiting += [(each.earlier, delta * each.delta, dependence) for each in more]

    def _indirect(self, earlier: str, later: str, delta: float, dependence: Dependence, reason: str) -> Link:
        pair = dependence.pairs[0] if dependence.pairs else None
        return Link(earlier, later, (Sign(Estimate.around(delta, reason), None, pair.later if pair else None),))

    def _signs(self, dependence: Dependence, claims: Collection[str]) -> Iterator[Sign]:
        """The signs of a dependence, each with the pair of passages nearest to these claims."""
        places = [self.background.claims[claim].sentence for claim in claims]
        for sign in dependence.signs:
            near = sorted(sign.pairs, key=lambda pair: not any(pair.later.start < s.end and s.start < pair.later.end for s in places))
            pair = near[0] if near else None
            yield Sign(Estimate.around(sign.delta, sign.reason), pair.earlier if pair else None, pair.later if pair else None)

    # ---- who is whom -----------------------------------------------------------------------------------------------------------------

    def _authors(self) -> Iterator[Link]:
        """Documents under one byline that both speak in their own voice."""
        for (document, stance), accounts in self.accounts.items():
            for dependence in self.background.rests_on.get(document, ()):
                theirs = self.accounts.get((dependence.earlier, stance), ())
                if dependence.kind == "author" and not any(report.chain for report in (*accounts, *theirs)) and theirs:
                    yield Link(theirs[0].id, accounts[0].id, tuple(self._signs(dependence, accounts[0].claims)))

    def _same_sources(self, made: Provenance, copies: Sequence[Link]) -> Iterator[Link]:
        """Origins that speak the same words, and unnamed ones whose descriptions agree: each with the one that it most probably is."""
        copied = {link.later for link in copies if link.delta.mid >= SURELY}
        heard = [
            a for n, a in enumerate(made.attestations)
            if not a.terminal and any(made.attestations[child].id not in copied for child in made.children[n])
        ]  # fmt: skip
        for at, later in enumerate(heard):
            found = [
                link
                for other, earlier in enumerate(heard)
                if later.own_access and earlier.stance == later.stance and (link := self._one_source(made, earlier, later, other < at))
            ]
            if found:
                # The same words in three papers are one sign, not two.
                yield max(found, key=lambda link: link.delta.mid)

    def _one_source(self, made: Provenance, earlier: Attestation, later: Attestation, came_first: bool) -> Link | None:
        """Why two origins may be one."""
        identities = self.assumptions.identities
        held = identities.get(frozenset((agent_key(earlier.agent), agent_key(later.agent)))) if identities else None
        if held:
            sign = Sign(held, self._naming(earlier), self._naming(later))
            return Link(earlier.id, later.id, (sign,)) if held.mid and came_first else None
        spoken = self.background.voicings.get((earlier.agent, later.agent), ())
        if spoken:
            return Link(earlier.id, later.id, (max(spoken, key=lambda sign: sign.probability.mid),))
        if not earlier.own_access:
            if earlier.agent != later.agent:
                return None
            reason = f"the same source, which elsewhere has it from {', '.join(made[parent].agent for parent in earlier.parents)}"
            return Link(earlier.id, later.id, (Sign(Estimate.exactly(1.0, reason), self._naming(earlier), self._naming(later)),))
        if not came_first or (earlier.named and later.named):
            return None
        left, right = (telling_words(PARENTHESIS.sub("", each.agent)) for each in (earlier, later))
        if not (left <= right or right <= left):
            return None
        delta = ALIKE if len(left & right) == 1 else MORE_ALIKE
        reason = f"{earlier.agent} and {later.agent} may be the same: their descriptions agree, and nothing tells them apart"
        return Link(earlier.id, later.id, (Sign(Estimate.around(delta, reason), self._naming(earlier), self._naming(later)),))

    def _naming(self, source: Attestation) -> Span:
        """The words that name a source, or the sentence in which it is said to speak."""
        claim = self.background.claims[source.claims[0]]
        names = telling_words(PARENTHESIS.sub("", source.agent))
        return next((hop.mention for hop in claim.chain if hop.mention and telling_words(hop.mention.text) & names), claim.sentence)

    def _carried_over(self, made: Provenance) -> Iterator[Link]:
        """Documents in their own voice that may have it from whom they name in another sentence, where that one is known to say it."""
        for place, claim in self.doubted.items():
            document, stance = place
            own = next((made[report.id] for report in self.accounts[place] if report.id in made.at), None)
            source = name_in(self.background.told[claim.id].doubted, self.background.outlets[document])
            if not own or not own.own_access:
                continue
            known = (a for a in made.attestations if a.agent == source and a.stance == stance and a.document != document)
            said = next((a for a in known if not (a.when and own.when and surely_before(own.when, a.when))), None)
            if said:
                reason = f"its sentence names no source, and another one of {self.background.documents[document].name} names {source}"
                naming = next((hop.mention for hop in claim.chain if hop.mention), None)
                yield Link(said.id, own.id, (Sign(Estimate.around(CARRIED_OVER, reason), None, naming),))

    def _findings(self, made: Provenance) -> Iterator[Link]:
        """Sources that found or concluded it, each with the first other source that the same report names for it: no finding without evidence."""
        for n, finding in enumerate(made.attestations):
            if finding.terminal or not finding.own_access or not (words := self._finding(finding)):
                continue
            beside = [
                a
                for child in made.children[n]
                for a in (made[parent] for parent in made.attestations[child].parents)
                if a.own_access and not a.terminal and a.stance == finding.stance and not self._finding(a)
            ]
            if beside:
                reason = f"{finding.agent} found it, which is no observation; the same report names {beside[0].agent} for it"
                yield Link(beside[0].id, finding.id, (Sign(Estimate.around(FOUND, reason), self._naming(beside[0]), words),))

    def _finding(self, source: Attestation) -> Span | None:
        """The words by which a source is said to have found or concluded what it says."""
        for claim in (self.background.claims[id] for id in source.claims):
            text, start = claim.sentence.text, claim.sentence.start
            for hop in claim.chain:
                inside = hop.mention and claim.sentence.contains(hop.mention)
                at = hop.mention.end - start if hop.mention and inside else text.find(hop.source.name) + len(hop.source.name)
                named = inside or hop.source.name in text
                if named and described(hop.source) == described_in(source.agent) and (match := FINDS.match(text, at)):
                    return Span(start + at, start + match.end(), match[0])
        return None

    # ---- withdrawals -----------------------------------------------------------------------------------------------------------------

    def _withdrawals(self, made: Provenance) -> Iterator[Undercut]:
        """Reports of this proposition that their outlet took back, unless the document that says so stands by the proposition as it was sourced."""
        for dependence in self.background.withdrawals:
            for stance in (1, -1):
                if (dependence.earlier, stance) not in self.accounts or self._stands_by(dependence, stance):
                    continue
                if (target := self._standing(dependence.earlier, stance)) in made.at:
                    denied = (dependence.later, -stance) in self.accounts
                    stands = "stands by this on other sources" if (dependence.later, stance) in self.accounts else "does not speak of this"
                    reason = f"{dependence.reasons[0]}; it {'denies this' if denied else stands}"
                    credit = Estimate.around(min(dependence.delta, TAKEN_BACK if denied else AS_A_WHOLE), reason)
                    yield Undercut(target, credit, words=dependence.pairs[0].later)

    def _stands_by(self, dependence: Dependence, stance: Stance) -> bool:
        """Whether who takes a report back says this all the same, in its own voice or on one of the sources that it had."""
        now = self.accounts.get((dependence.later, stance), ())
        before = {described(source) for report in self.accounts[dependence.earlier, stance] for source in report.chain[-1:]}
        return any(not report.chain or described(report.chain[-1]) in before for report in now)

    def _never_said(self, made: Provenance) -> Iterator[Undercut]:
        """What is relayed of those who say that they never said it."""
        told = [(each, NEVER_SAID, "never said it") for each in self.disowned]
        told += [(each, NEVER_SAID / 2, "never said something, which is not repeated") for each in self.background.disowned]
        for each, credit, what in told:
            reason = f"{each.speaker} {what}, {self.background.documents[each.document].name} reports"
            for n, a in enumerate(made.attestations):
                for child in made.children[n] if a.agent == each.speaker else ():
                    if made.attestations[child].document in each.reports:
                        yield Undercut(a.id, Estimate.around(credit, reason), made.attestations[child].id, each.words)
