"""`Brief`: what a case holds on a question, in sentences each of which leads back to the words it rests on.

Nothing is stated as fact: a sentence says who reports what, citing whom, and its notes quote the passages with document, place, day of capture
and digest. What the program works out (independent origins, likelihood, confidence) has a note that says from which passages and by which
command it can be followed. Words of likelihood are those of one scale and stand in sentences of their own, apart from confidence.

A brief is plain data; briefs.py puts it into Markdown, HTML, Word and PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from allegedly.base.kinds import claim_types
from allegedly.base.plural import count
from allegedly.base.scales import (
    CREDIBILITY,
    DEFAULT_SCALE,
    RELIABILITY,
    SCALES,
    Scale,
    likelihood_clause,
    likelihood_word,
    parse_grade,
)
from allegedly.base.source import Source, name_in
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.wording import clause_of, one_line, sentence_of, source_in_words
from allegedly.entities.sayings import key_of
from allegedly.evidence.assessment import EVEN, Assessment, standing_assessments
from allegedly.evidence.tracing import agent_key
from allegedly.store.grouping import HappeningRow, PropositionRow
from allegedly.store.history import program
from allegedly.store.query import DocumentRow
from allegedly.writers.figures import Arrow, Mark, draw_network, draw_provenance, draw_timeline

if TYPE_CHECKING:  # numpy, which only weighing needs
    from allegedly.evidence.ledger import Ledger
    from allegedly.evidence.weighing import Weighing
    from allegedly.hypotheses.likelihood import Comparison

IN_SUMMARY, TREATED, CONTESTED, FRONTS, DATED, SOURCES = 5, 10, 8, 12, 20, 20  # how many of each an editor reads; the rest is counted
NOTES_SHOWN = 3  # passages cited after one sentence
NAMED = 3  # outlets named before "and n others"
HASH_SHOWN = 16  # hexadecimal digits of a digest in a note; the list of documents has all of them
JUDGED = ("credibility", "settled")  # what an analyst holds of a proposition itself
POSTS = ("works_for", "controls")
DISGUISES = ("poses_as", "fronts_for", *POSTS, "stages", "infiltrates")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, and the numbers of the notes they rest on."""

    text: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences, one after the other, the first in bold if it is the `lead`."""

    sentences: tuple[Sentence, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; a cell may have notes as a sentence has."""

    head: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (SVG), and what it shows."""

    svg: str
    caption: str


Block = Paragraph | Grid | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Title, what it rests on, sections, and the notes in order; note n is `notes[n - 1]`."""

    title: str
    basis: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Notes:
    """The notes so far, one for each passage and for each thing worked out."""

    documents: dict[str, DocumentRow]
    texts: list[str] = field(default_factory=list)
    _known: dict[object, int] = field(default_factory=dict)

    def of(self, claims: Iterable[Claim]) -> tuple[int, ...]:
        """Notes on the passages of these claims, at most `NOTES_SHOWN`, from as many documents as possible."""
        first: dict[str, Claim] = {}
        later: list[Claim] = []
        for claim in claims:
            if claim.document_id in first:
                later.append(claim)
            else:
                first[claim.document_id] = claim
        chosen = list(islice((*first.values(), *later), NOTES_SHOWN))
        return tuple(dict.fromkeys(self._number((c.document_id, c.sentence.start, c.sentence.end), self._passage(c)) for c in chosen))

    def worked_out(self, notes: Sequence[int], command: str) -> tuple[int, ...]:
        """A note that something follows from these passages, and the command that shows how."""
        which = f"note{'' if len(notes) == 1 else 's'} {', '.join(map(str, notes))}"
        return (
            self._number(("worked out", which, command), f"Worked out by the program from the passages of {which}; {command} shows how."),
        )

    def compared(self, command: str) -> tuple[int, ...]:
        """A note that something is an analyst's hypothesis or follows from their ratings."""
        return (
            self._number(
                ("compared", command), f"Put up and rated by analysts; {command} shows the evidence, who rated it, and the arithmetic."
            ),
        )

    def _number(self, key: object, text: str) -> int:
        if key not in self._known:
            self.texts.append(text)
            self._known[key] = len(self.texts)
        return self._known[key]

    def _passage(self, claim: Claim) -> str:
        row = self.documents[claim.document_id]
        where = ", ".join(filter(None, (row.publisher, f"“{one_line(row.title)}”" if row.title else row.name, row.published)))
        place = f"characters {claim.sentence.start} to {claim.sentence.end}"
        return f"“{one_line(claim.sentence.text)}” {where}, {place}; captured {row.captured[:10]}, SHA-256 {row.digest[:HASH_SHOWN]}."


def compose(case: Case, *, about: str | None = None, as_of: str | None = None, scale: str = DEFAULT_SCALE) -> Brief:
    """The brief of a case, or of what it holds about an entity (by any name), from what had been published by a day.

    `scale` is the one of `SCALES` whose words likelihoods are told in. Raises `BadOption` for another.
    """
    likelihood_word(EVEN, scale)  # an unknown scale is refused before anything is weighed
    return _Composer(case, about, as_of, scale).brief()


class _Composer:
    def __init__(self, case: Case, about: str | None, as_of: str | None, scale: str) -> None:
        self.case, self.about, self.as_of, self.scale = case, about, as_of, scale
        self.claims = {claim.id: claim for claim in case.claims(about=about, reported_by=as_of)}
        self.documents = {row.id: row for row in case.documents()}
        self.notes = Notes(self.documents)
        self.weighings: dict[str, Weighing] = case.weighings(as_of=as_of)
        self.definite = definite_names(self.claims.values())
        self.called = {entity.id: entity.name for entity in case.entities()}
        self.kinds = {entity.id: entity.kind for entity in case.entities()}
        self.judged = {claim for each in case.assessments() if each.kind in JUDGED for claim in each.claims}
        rows = [row for row in case.propositions(about=about) if row.id in self.weighings and self._of(row)]
        self.propositions = sorted(rows, key=self._rank)
        # A denial is told with what it denies, as far as that is told.
        told = {row.id for row in self.propositions if row.polarity == "affirmed"}
        self.leading = [row for row in self.propositions if row.polarity == "affirmed" or not told & set(row.opposed)]

    def brief(self) -> Brief:
        """All sections that have something to say."""
        sections = (
            ("Summary", self._summary()),
            ("What is reported, and on how many independent origins", self._reported()),
            ("What is contested", self._contested()),
            ("Who is said to act in whose name, or on whose behalf", self._fronts()),
            ("Hypotheses, and what would decide between them", self._hypotheses()),
            ("Chronology", self._chronology()),
            ("Sources", self._sources()),
            ("Documents", self._documents()),
            ("Method and limits", self._method()),
        )
        made = tuple(Section(title, blocks) for title, found in sections if (blocks := tuple(found)))
        return Brief(self._title(), self._basis(), made, tuple(self.notes.texts))

    # ---- what is chosen ------------------------------------------------------------------------------------------------------------

    def _of(self, row: PropositionRow) -> list[Claim]:
        return [self.claims[id] for id in row.claims if id in self.claims]

    def _masked(self, row: PropositionRow) -> bool:
        """Whether somebody is said to act under another's name or for a service; whoever holds an office or a post is not."""
        if row.type in POSTS:
            return any(self.kinds.get(id) == "service" for ids in row.arguments.values() for id in ids)
        return bool({"guise", "principal"} & row.arguments.keys()) or row.type in DISGUISES

    def _rank(self, row: PropositionRow) -> tuple[int, int, str]:
        """What an editor should see first: independent ways, and beside them what is said to be done under another's name, is denied, or was
        judged by an analyst.

        A state of things that nobody disputes (who holds which office), what fits no type, and what leaves open who did it or to whom come later.
        """
        masked = self._masked(row)
        kind = claim_types()[row.type]
        weight = (
            self.weighings[row.id].independence.low
            + 2 * masked
            + bool(row.opposed)
            + 3 * (not self.judged.isdisjoint(row.claims))
            - 2 * (kind.lasting and not masked)
            - 3 * (row.type == "other")
            - 3 * (len(row.arguments) < 2)
        )
        return (-weight, -len({claim.document_id for claim in self._of(row)}), row.id)

    # ---- sections ------------------------------------------------------------------------------------------------------------------

    def _title(self) -> str:
        return f"What is reported about {one_line(self.about)}" if self.about else f"What is reported: {self.case.path.stem}"

    def _basis(self) -> str:
        used = {claim.document_id for claim in self.claims.values()}
        when = f" that had been published by {self.as_of}" if self.as_of else ""
        whom = f" about {one_line(self.about)}" if self.about else ""
        return (
            f"From {count(len(self.claims), 'claim')}{whom} in {count(len(used), 'document')}{when} of the case {self.case.path.name}. "
            "Everything below is what sources are reported to say; none of it is stated as fact here. "
            f"Words of likelihood are those of {SCALES[self.scale].title}; a number after a sentence leads to the passages it rests on."
        )

    def _summary(self) -> Iterator[Block]:
        from allegedly.evidence.sourcing import taken_back_sentences

        for row in self.leading[:IN_SUMMARY]:
            claims = self._of(row)
            said = self._reports(row, claims)
            ledger, note = self.case.weighing(row.id, as_of=self.as_of), self._command(row, said.notes)
            back = [Sentence(one_line(words), note) for words in taken_back_sentences(ledger.provenance, ledger.weighing)]
            denied = [claim for id in row.opposed for claim in self._of_id(id)]
            against = [Sentence(f"It is denied by {listed(self._deniers(row, denied))}.", self.notes.of(denied))] if denied else []
            yield Paragraph((said, *back, *against, *self._judged(row, said.notes)))

    def _reported(self) -> Iterator[Block]:
        from allegedly.evidence.sourcing import sourcing_sentences

        for row in self.leading[:TREATED]:
            ledger = self.case.weighing(row.id, as_of=self.as_of)
            said = Sentence(f"Claim: {ended(self._wording(row))}", self.notes.of(self._of(row)))
            note = self._command(row, said.notes)
            sourced = sourcing_sentences(ledger.provenance, ledger.weighing, scale=self.scale)
            held = tuple(self._held(row, note))
            yield Paragraph((said, *(Sentence(one_line(words), note) for words in sourced), *held), lead=True)
        if self.leading:
            ledger = self.case.weighing(self.leading[0].id, as_of=self.as_of)
            yield Figure(
                provenance_figure(ledger),
                f"Who passes on what is said first above ({self.leading[0].id}): from those who speak from own access, left, to the documents in hand, right.",
            )
            yield from self._rest(len(self.leading) - TREATED, "proposition", "allegedly propositions")

    def _held(self, row: PropositionRow, note: tuple[int, ...]) -> Iterator[Sentence]:
        """What analysts hold of a proposition, in their name."""
        own = set(row.claims)
        for each in self.case.assessments():
            if each.kind in JUDGED and own & set(each.claims):
                words = f"credibility {each.value} ({CREDIBILITY[int(each.value)]})" if each.kind == "credibility" else each.value  # type: ignore[index]
                yield Sentence(f"{one_line(each.who)} holds it for {words}: {one_line(each.why)}.", note)

    def _deniers(self, row: PropositionRow, claims: Iterable[Claim]) -> list[str]:
        """Who denies, as the count has it; where it heard nobody deny, the innermost source of each claim, or the outlet that speaks for itself."""
        lines = self.case.weighing(row.id, as_of=self.as_of).voices
        heard = (line.attestation.agent for line in lines if line.voice.stance == -1 and line.voice.heard)
        named = list(dict.fromkeys(map(one_line, heard))) or list(
            dict.fromkeys(source_in_words(c.chain[-1].source) if c.chain else self._outlet(c) for c in claims)
        )
        return [self._the(each) for each in named]

    def _wording(self, row: PropositionRow) -> str:
        """What a proposition says, with the articles of its passages."""
        named = {self.called[id] for ids in row.arguments.values() for id in ids if id in self.called}
        return self._with_articles(wording(row), named, self._of(row))

    def _the(self, name: str) -> str:
        """A name in running text."""
        return with_articles(one_line(name), [name], self.definite)

    def _cited(self, source: Source) -> str:
        """A source after "citing": `Norwire`, `a retired officer of the service (unnamed)`."""
        from allegedly.evidence.sourcing import with_article

        return self._the(source.name) if source.named else source_in_words(replace(source, name=with_article(source.name)))

    def _with_articles(self, words: str, names: Iterable[str], claims: Iterable[Claim]) -> str:
        """With those of the passages; a name has "the" as well where most of the case gives it."""
        return with_articles(words, names, self.definite | {name: article for name, article, _ in articles_in(claims) if article})

    def _of_id(self, id: str) -> list[Claim]:
        """The claims of a proposition that the brief may speak of."""
        return next((self._of(row) for row in self.propositions if row.id == id), [])

    def _reports(self, row: PropositionRow, claims: Sequence[Claim], *, timed: bool = True) -> Sentence:
        """Who reports it, citing whom; without the time where that stands beside it."""
        outlets = list(dict.fromkeys(self._outlet(claim) for claim in claims))
        sources = (claim.chain[-1].source for claim in claims if claim.chain)
        cited = list(
            dict.fromkeys(self._cited(each) for each in sources if one_line(each.name) not in outlets)
        )  # they report it themselves
        citing = f", citing {listed(cited)}" if cited else ""
        verb = "reports" if len(outlets) == 1 else "report"
        said = self._wording(row) if timed else TIME.sub("", self._wording(row))
        who = sentence_case(listed([self._the(each) for each in outlets]))
        return Sentence(f"{who} {verb}{citing}: {ended(said)}", self.notes.of(claims))

    def _command(self, row: PropositionRow, notes: Sequence[int]) -> tuple[int, ...]:
        return self.notes.worked_out(notes, f"allegedly explain {self.case.path.name} {row.id}")

    def _outlet(self, claim: Claim) -> str:
        row = self.documents[claim.document_id]
        return one_line(row.publisher or row.name)

    def _judged(self, row: PropositionRow, notes: Sequence[int]) -> Iterator[Sentence]:
        """Likelihood and confidence, each in a sentence of its own."""
        weighing = self.weighings[row.id]
        note = self._command(row, notes)
        k = weighing.independence
        if not k.low:
            yield Sentence("No independent origin of this is in hand.", note)
            return
        independent = f"{k.low}" if k.low == k.high else f"{k.low} to {k.high}"
        yield Sentence(
            f"It reached us by {independent} independent way{'' if independent == '1' else 's'}, in {k.documents} document{'' if k.documents == 1 else 's'}.",
            note,
        )
        if weighing.credibility != 6:
            yield Sentence(f"Under the stated assumptions {likelihood_clause(likelihood_word(weighing.probability, self.scale))}.", note)
            yield Sentence(f"Confidence in that judgement is {weighing.assurance}.", note)
        else:
            yield Sentence("Its truth cannot be judged from these reports.", note)

    def _contested(self) -> Iterator[Block]:
        known = {row.id: row for row in self.propositions}
        shown = 0
        for row in self.propositions:
            denied = [claim for id in row.opposed if id in known for claim in self._of(known[id])]
            if row.polarity == "affirmed" and denied and shown < CONTESTED:
                shown += 1
                yield Paragraph((self._reports(row, self._of(row)), *self._denials(denied)))
        happenings = self.case.happenings(about=self.about, disputed=True)
        spelt = {name.casefold(): name for entity in self.case.entities() for name in (*entity.aliases, entity.name)}
        rows = [row for each in islice(happenings, CONTESTED) for row in self._disputed(each, spelt)]
        if rows:
            yield Grid(("occurrence", "in dispute", "said to be", "claims"), tuple(rows))

    def _disputed(self, happening: HappeningRow, spelt: Mapping[str, str]) -> Iterator[tuple[Sentence, ...]]:
        """A row for each value; what the row above says already is left blank."""
        occurrence = wording(happening)
        for conflict in happening.conflicts:
            aspect = conflict.aspect
            for value, ids in conflict.sides:
                if said := [self.claims[id] for id in ids if id in self.claims]:
                    yield (
                        Sentence(occurrence),
                        Sentence(aspect),
                        Sentence(self._side(conflict.aspect, value, said, spelt)),
                        Sentence(str(len(said)), self.notes.of(said)),
                    )
                    occurrence = aspect = ""

    def _side(self, aspect: str, value: str, said: Sequence[Claim], spelt: Mapping[str, str]) -> str:
        """A side of a conflict as the case spells it; who has no name there, in the words of the first claim that means them."""
        words = {key_of(each.entity): each.entity for claim in reversed(said) for each in claim.arguments.get(aspect, ())}
        return one_line(", ".join(spelt.get(part) or words.get(part, part) for part in value.split(", ")))

    def _denials(self, denied: Sequence[Claim]) -> Iterator[Sentence]:
        for claim in list({sentence_of(claim): claim for claim in denied}.values())[:NAMED]:
            citing = ", who cites ".join(self._cited(hop.source) for hop in claim.chain)
            who = f"{sentence_case(self._the(self._outlet(claim)))} says{citing and f', citing {citing}'}"
            named = {each.entity for mentions in claim.arguments.values() for each in mentions}
            yield Sentence(f"{who}: {ended(self._with_articles(clause_of(claim), named, [claim]))}", self.notes.of([claim]))

    def _fronts(self) -> Iterator[Block]:
        fronts = [each for each in self.case.fronts(about=self.about, as_of=self.as_of) if self._known(each.affirmed)]
        for front in fronts[:FRONTS]:
            own = self.notes.of(self._known(front.affirmed))
            words = self._with_articles(front.sentence, (front.apparent, front.alleged), self._known(front.affirmed))
            said = [Sentence(ended(sentence_case(words)), own)]
            if front.origins:
                low, high = front.origins
                origins = f"{low}" if low == high else f"{low} to {high}"
                command = f"allegedly fronts {self.case.path.name}"
                said.append(Sentence(f"Independent origins of this: {origins}.", self.notes.worked_out(own, command)))
            if acted := self._known(front.face_value):
                said.append(Sentence(f"Other reports name nobody behind {self._the(front.apparent)}.", self.notes.of(acted)))
            yield Paragraph((*said, *self._denials(self._known((*front.denied, *front.disowned)))))
        yield from self._rest(len(fronts) - FRONTS, "such pair", "allegedly fronts")
        # What is denied, planned or supposed is in the text; an arrow could not say so.
        said_so = (row for row in self.propositions if row.polarity == "affirmed" and row.realis == "actual")
        masked = [row for row in said_so if {"guise", "principal"} & row.arguments.keys() or row.type in DISGUISES]
        if masked:
            arrows = [
                Arrow(self.called[agent], self.called[other], deed(row.type, role))
                for row in masked[:FRONTS]
                for role in ("guise", "principal", "patient" if row.type in DISGUISES else "guise")
                for agent in row.arguments.get("agent", ())
                for other in row.arguments.get(role, ())
                if agent in self.called and other in self.called and agent != other
            ]
            if arrows:
                yield Figure(
                    draw_network(arrows),
                    "Who is said to act in whose name or for whom, by what most independent ways report. An arrow is an allegation, not a finding.",
                )

    def _known(self, ids: Iterable[str]) -> list[Claim]:
        return [self.claims[id] for id in ids if id in self.claims]

    def _hypotheses(self) -> Iterator[Block]:
        """The explanations that compete, what they come to on the evidence of the case, and what would decide between them."""
        held = list(self.case.hypotheses())
        if len(held) < 2:
            yield from (Paragraph((Sentence(f"{each.id}: {ended(each.text)}", self._asked()),)) for each in held)
            return
        compared = self.case.compare(as_of=self.as_of)
        found = compared.comparison
        order = [next(each for each in held if each.id == id) for id in found.order]
        yield Grid(
            ("", "explanation", "has to assume", "before", "after"),
            tuple(
                (
                    Sentence(each.id, self._asked()),
                    Sentence(one_line(each.text)),
                    Sentence("; ".join(map(one_line, each.assumes)) or "nothing stated"),
                    Sentence(f"{found.priors[each.id]:.2f}"),
                    Sentence(f"{found.posteriors[each.id]:.2f}"),
                )
                for each in order
            ),
        )
        yield Paragraph(tuple(Sentence(words, self._asked()) for words in self._leads(found)))
        if compared.questions:
            yield Paragraph((Sentence("What would decide between the two likeliest, the most telling first:", self._asked()),))
            yield Grid(
                ("question", "a yes speaks for", "worth in bits"),
                tuple((Sentence(one_line(each.ask)), Sentence(each.if_so), Sentence(f"{each.bits:.2f}")) for each in compared.questions),
            )

    def _leads(self, found: Comparison) -> Iterator[str]:
        """Which leads, and what it would lose the lead by; never a bare winner."""
        yield f"They are compared on {count(len(found.columns), 'piece')} of evidence; before and after are probabilities without and with it."
        if found.undecided:
            yield "None of it tells these explanations apart."
            return
        if found.tied:
            yield f"{found.leader} and {found.second} are equally likely under these ratings: the evidence cannot tell between them."
            return
        yield f"{found.leader} leads under these ratings."
        if found.k_flip:
            yield f"Without {count(found.k_flip, 'origin')} ({'; '.join(map(one_line, found.flips))}) {found.flips_to} would lead or draw level."
        else:
            yield "Its prior puts it first: no loss of evidence would let another lead."
        yield f"It would lose the lead if it had been given less than {found.turning_prior:.2f} before any evidence."

    def _asked(self) -> tuple[int, ...]:
        """The note on what an analyst put up and the program compared."""
        return self.notes.compared(f"allegedly compare {self.case.path.name}")

    def _chronology(self) -> Iterator[Block]:
        dated = sorted(
            (row for row in self.propositions if row.event and row.event.first),
            key=lambda row: (str(row.event and row.event.first), row.id),
        )
        chosen = sorted(sorted(dated, key=self._rank)[:DATED], key=lambda row: (str(row.event and row.event.first), row.id))
        if not chosen:
            return
        marks = []
        rows = []
        for row in chosen:
            claims = self._of(row)
            rows.append((Sentence(days_in_words(row.time or "")), self._reports(row, claims, timed=False)))
            assert row.event and row.event.first
            marks.append(Mark(row.event.first, row.event.last or row.event.first, TIME.sub("", wording(row))))
        yield Figure(draw_timeline(marks), "When what is reported is said to have happened; a bar is as long as the words leave open.")
        yield Grid(("said to have happened", "what is reported"), tuple(rows))
        yield from self._rest(len(dated) - DATED, "dated proposition", "allegedly claims --order time")

    def _sources(self) -> Iterator[Block]:
        """Those who are cited and those who publish, with what analysts hold of them; who was graded is never left out."""
        held: dict[str, list[Assessment]] = {}
        for each in standing_assessments(self.case.assessments()):
            if each.source is not None:
                held.setdefault(agent_key(each.source), []).append(each)
        cited: dict[tuple[str, str], list[Claim]] = {}
        for claim in self.claims.values():
            for name, source in self._named_in(claim):
                cited.setdefault((agent_key(name), "named" if source.named else "unnamed"), []).append(claim)
            cited.setdefault((agent_key(self._outlet(claim)), "publishes"), []).append(claim)
        ranked = sorted(cited.items(), key=lambda each: (each[0][0] not in held, -len(each[1]), each[0]))
        rows = []
        for (key, role), claims in ranked[:SOURCES]:
            documents = len({claim.document_id for claim in claims})
            own = self._outlet(claims[0]) if role == "publishes" else self._called(key, claims)
            rows.append(
                (
                    Sentence(own, self.notes.of(claims[:1])),
                    Sentence(role),
                    Sentence(str(len(claims))),
                    Sentence(str(documents)),
                    Sentence("; ".join(map(graded, held.get(key, ()))) or "not graded"),
                )
            )
        if rows:
            yield Grid(("source", "", "claims", "documents", "held by analysts"), tuple(rows))
            yield from self._rest(len(ranked) - SOURCES, "source", "allegedly sources")

    def _called(self, key: str, claims: Sequence[Claim]) -> str:
        """A cited source as the text calls it; an unnamed one with the outlet that knows it."""
        return next((one_line(name) for name, _ in self._named_in(claims[0]) if agent_key(name) == key), key)

    def _named_in(self, claim: Claim) -> Iterator[tuple[str, Source]]:
        """The sources of a claim's chain, each with what it is called in all of the case."""
        chain = [hop.source for hop in claim.chain]
        for end, source in enumerate(chain, 1):
            yield name_in(chain[:end], self._outlet(claim)), source

    def _documents(self) -> Iterator[Block]:
        used = {claim.document_id for claim in self.claims.values()}
        rows = [
            (
                Sentence(one_line(row.publisher or "")),
                Sentence(one_line(row.title or row.name)),
                Sentence(row.published or "undated"),
                Sentence(row.captured[:10]),
                Sentence(row.digest),
            )
            for row in sorted((self.documents[id] for id in used), key=lambda row: (row.published or "9", row.name))
        ]
        if rows:
            yield Grid(("publisher", "title", "published", "captured", "SHA-256 of what was captured"), tuple(rows))

    def _method(self) -> Iterator[Block]:
        status = self.case.status()
        readers = listed([use.version for use in status.readers]) or "no reader"
        yield Paragraph(
            tuple(
                map(
                    Sentence,
                    (
                        f"Claims were read from the documents by {readers} and grouped by {program()}; reading makes mistakes, so look a passage up before you rely on it.",
                        "Independent ways are counted over the chains of sources and over suspected copies: copies of one report are one way, however many there are.",
                        "Likelihoods follow from stated assumptions about sources and from nothing else.",
                        f"Their words are those of {SCALES[self.scale].title}: {'; '.join(ranges(SCALES[self.scale]))}.",
                        "Confidence says how far the likelihood can be relied on, and is a separate scale.",
                        "What no document in hand reports is not here, and silence about it means nothing.",
                        f"{count(len(status.refusals), 'input')} could not be read, and {count(status.claims_refused, 'claim')} of the reader "
                        "could not be used because the words do not stand where it said.",
                    ),
                )
            )
        )

    def _rest(self, number: int, noun: str, command: str) -> Iterator[Block]:
        if number > 0:
            words = f"{number} more {noun}{'' if number == 1 else 's'} left out here; {command} lists them."
            yield Paragraph((Sentence(words),))


def ended(text: str) -> str:
    """On one line, with a full stop."""
    return f"{one_line(text).rstrip('.')}."


def graded(each: Assessment) -> str:
    """What an analyst holds of a source, and who does."""
    if each.kind == "grade":
        return f"{each.value}, {RELIABILITY[parse_grade(each.value)]} ({one_line(each.who)}: {one_line(each.why)})"
    return f"speaks for {one_line(each.group or '')}, {each.value} ({one_line(each.who)}: {one_line(each.why)})"


def ranges(scale: Scale) -> Iterator[str]:
    """`likely 55 to 80 %`."""
    return (f"{word} {100 * low:g} to {100 * high:g} %" for word, low, high in scale.words)


def days_in_words(value: str) -> str:
    """`2020-09-01/..` as `since 2020-09-01`."""
    first, slash, last = value.partition("/")
    if not slash:
        return first
    return f"since {first}" if last == ".." else f"until {last}" if first == ".." else f"{first} to {last}"


def listed(names: Sequence[str]) -> str:
    """`A, B, C and 4 others`."""
    shown = list(names[:NAMED])
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} other{'' if more == 1 else 's'}"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


ARTICLE = re.compile(r"\b(the|an?)\s+$", re.IGNORECASE)
TIME = re.compile(r" \((?:since |until |between |\d{4}).*?\)$")


def wording(row: PropositionRow | HappeningRow) -> str:
    """What a proposition says, its time in words: "(between 2020-09-01 and 2021-04-30)"."""

    def in_words(found: re.Match[str]) -> str:
        first, last = found.groups()
        return f"(since {first})" if last == ".." else f"(until {last})" if first == ".." else f"(between {first} and {last})"

    return re.sub(r"\((\d{4}[\d-]*|\.\.)/(\d{4}[\d-]*|\.\.)\)", in_words, one_line(row.wording))


def articles_in(claims: Iterable[Claim]) -> Iterator[tuple[str, str, bool]]:
    """The fillers of claims in the words of the text: without case, with the article before them, and whether they begin with a capital.

    The first claim comes last, so that in a table made of them it is the one that holds.
    """
    for claim in reversed(list(claims)):
        for mention in (mention for mentions in claim.arguments.values() for mention in mentions if claim.sentence.contains(mention.span)):
            found = ARTICLE.search(claim.sentence.text[: mention.span.start - claim.sentence.start])
            yield mention.span.text.casefold(), found[1].lower() if found else "", mention.span.text[:1].isupper()


def definite_names(claims: Iterable[Claim]) -> dict[str, str]:
    """The names that have "the" before them more often than not: the Sixth Bureau, but not Ruvania."""
    balance: Counter[str] = Counter()
    for name, article, capital in articles_in(claims):
        balance[name] += (1 if article == "the" else -1) if capital else 0
    return {name: "the" for name, more in balance.items() if more > 0}


def with_articles(words: str, names: Iterable[str], articles: Mapping[str, str]) -> str:
    """`words` with the articles that these names have."""
    longest_first = sorted(filter(None, map(one_line, names)), key=len, reverse=True)
    pattern = rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w’'-])"
    return re.sub(pattern, lambda found: f"{articles.get(found[0].casefold(), '')} {found[0]}".lstrip(), words) if longest_first else words


def sentence_case(words: str) -> str:
    """The first letter a capital."""
    words = one_line(words)
    return words[:1].upper() + words[1:]


def deed(type: str, role: str) -> str:
    """What an arrow to the filler of a role stands for: `recruits on behalf of`, `poses as`."""
    words = type.replace("_", " ")
    return words if role == "patient" or type == "poses_as" else f"{words} {'in the name of' if role == 'guise' else 'on behalf of'}"


def provenance_figure(ledger: Ledger) -> str:
    """The attestations of a provenance, each right of those it passes on."""
    attestations = ledger.provenance.attestations
    depth: dict[str, int] = {}
    for each in sorted(attestations, key=lambda a: len(a.parents)):
        depth.setdefault(each.id, 0)
    for _ in attestations:  # parents are earlier, so this settles after as many rounds as the longest chain
        for each in attestations:
            depth[each.id] = max((depth[parent] + 1 for parent in each.parents if parent in depth), default=0)
    nodes = {a.id: (depth[a.id], ledger.called(a.id), a.stance < 0) for a in attestations}
    edges = [(parent, a.id, False) for a in attestations for parent in a.parents]
    edges += [(link.earlier, link.later, True) for link in ledger.provenance.links]
    return draw_provenance(nodes, edges)
