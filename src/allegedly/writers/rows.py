"""The tables that a case comes apart into: the common measure of what a format can carry.

Every claim, document, source, entity and judgement is a row of typed columns, each of which says what it means. The table formats write
these rows as they are, with the meanings as their data dictionary; every other format says which columns it carries, and what is left
over is its loss (loss.py). A derived column repeats for convenience what other columns hold, so leaving it out loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from allegedly.base.document import Document
from allegedly.base.moment import parse_interval
from allegedly.case import Meanings
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.correction import Correction
from allegedly.claims.wording import chain_of, sentence_of
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment
from allegedly.evidence.dependence import Dependence, SpanPair
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.store.query import DocumentRow, EntityRow, SourceRow

if TYPE_CHECKING:  # numpy, which only weighing and comparing need
    from allegedly.hypotheses.matrix import Evidence, Rated
    from allegedly.store.weighing import WeighedRow

Kind = Literal["text", "integer", "real", "flag", "list"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, what it means, and how it comes from what the table is made of."""

    name: str
    kind: Kind
    meaning: str
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one sort."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that hold something no other column holds."""
        return tuple(column.name for column in self.columns if not column.derived)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the proposition that a claim makes stands, on the program's count: as much of its weighing as fits beside each claim.

    Whether anybody holds it to be so is another matter, and none of these is STIX's or MISP's confidence.
    """

    proposition: str
    independent_low: int | None = None  # as all others, None where nobody in a current document says it
    independent_high: int | None = None
    sides: int | None = None
    p_low: float | None = None
    p: float | None = None
    p_high: float | None = None
    credibility: int | None = None
    assurance: str | None = None

    @classmethod
    def of(cls, row: WeighedRow) -> Standing:
        """That of a proposition."""
        w = row.weighing
        if w is None:
            return cls(row.proposition.id)
        k = w.independence
        low, p, high = (round(each, 4) for each in (w.low, w.probability, w.high))
        return cls(row.proposition.id, k.low, k.high, k.sides, low, p, high, w.credibility, w.assurance)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)

    def in_words(self) -> str:
        """`1 to 2 independent ways`, for formats that hold nothing but words."""
        if self.independent_low is None:
            return "no independent way"
        number = (
            f"{self.independent_low}"
            if self.independent_low == self.independent_high
            else f"{self.independent_low} to {self.independent_high}"
        )
        return f"{number} independent way{'' if number == '1' else 's'}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim with the document it stands in, when that was captured, the entities its mentions mean, and what it says in how it stands."""

    claim: Claim
    document: Document
    captured: str
    entities: Meanings
    standing: Standing | None = None  # for formats that carry no propositions

    @property
    def proposition(self) -> str | None:
        """The id of the proposition that it makes."""
        return self.standing.proposition if self.standing else None

    def entity(self, role: str, mention: Mention) -> EntityRow | None:
        """What a mention in this role means; None for words such as "others", which mean nobody in particular."""
        return self.entities.get((role, mention.span.start, mention.span.end))

    def entity_id(self, role: str, mention: Mention) -> str | None:
        """The id of what a mention in this role means."""
        found = self.entity(role, mention)
        return found.id if found else None

    def actors(self, role: str) -> Iterator[EntityRow]:
        """The entities in a role, each once."""
        found = (self.entity(role, mention) for mention in self.claim.arguments.get(role, ()))
        yield from {each.id: each for each in found if each}.values()


def _text(name: str, meaning: str, *, derived: bool = False) -> Column:
    return Column(name, "text", meaning, derived)


def _integer(name: str, meaning: str, *, derived: bool = False) -> Column:
    return Column(name, "integer", meaning, derived)


CLAIMS = Table(
    "claims",
    "A document says in these words that this happened, holds or is intended.",
    (
        _text("id", "Id of the claim; the same in every case."),
        _text("document_id", "The document it stands in (documents.id)."),
        _text("type", "Type of claim (docs/kinds.md)."),
        _text("family", "Family of the type.", derived=True),
        _text("in_words", "The claim as a sentence that says who says so; made by the program, not words of the document.", derived=True),
        _text("sentence", "The sentence that bears it, word for word."),
        _integer("sentence_start", "Offset of its first character in the document, in Unicode code points."),
        _integer("sentence_end", "Offset after its last character."),
        _integer("page", "Page on which it begins, for documents with pages.", derived=True),
        _text("trigger", "The words of the predicate."),
        _integer("trigger_start", "Offset of their first character."),
        _integer("trigger_end", "Offset after their last character."),
        _text("time", "The words of the time."),
        _integer("time_start", "Offset of their first character."),
        _integer("time_end", "Offset after their last character."),
        _text("time_value", "YYYY, YYYY-MM, YYYY-MM-DD or A/B with .. for an open end; empty when unresolved."),
        _text("first_day", "First day that time_value can mean.", derived=True),
        _text("last_day", "Last day that time_value can mean.", derived=True),
        _text("polarity", "affirmed, or denied: the text or its source says that it did not happen."),
        _text("certainty", "What the wording commits to: certain, probable or possible."),
        _text("realis", "actual, planned, hypothetical or general."),
        _text("chain", "Who says so, outermost first; empty for the document's own voice.", derived=True),
        Column("score", "real", "How sure the reader is that this is a claim, 0 to 1; says nothing of whether it is true."),
        _text("reader", "Name and version of what read it."),
        _text("proposition_id", "What it says, together with whatever says the same (propositions.id)."),
    ),
)
ARGUMENTS = Table(
    "arguments",
    "In this claim, these words fill this role.",
    (
        _text("claim_id", "The claim (claims.id)."),
        _text("role", "agent, patient, object, guise (in whose name), principal (on whose behalf), ..."),
        _text("text", "The words."),
        _integer("start", "Offset of their first character."),
        _integer("end", "Offset after their last character."),
        _text("name", "Canonical name of what they point to, as the reading gives it."),
        _text("entity_id", "What they point to (entities.id)."),
    ),
)
CHAIN = Table(
    "chain",
    "In the chain of those who say a claim, this source stands at this position.",
    (
        _text("claim_id", "The claim (claims.id)."),
        _integer("position", "0 for the outermost source, counting inwards."),
        _text("source_id", "The source (sources.id)."),
        _text("name", "Its name here, or the description of somebody left unnamed."),
        Column("named", "flag", "Whether the document names it."),
        _text("mention", "The words that name it here."),
        _integer("mention_start", "Offset of their first character."),
        _integer("mention_end", "Offset after their last character."),
        _text("cue", "The words that attribute."),
        _integer("cue_start", "Offset of their first character."),
        _integer("cue_end", "Offset after their last character."),
    ),
)
DOCUMENTS = Table(
    "documents",
    "This text was captured, and its masthead says this of it.",
    (
        _text("id", "Id of the document, derived from name and text."),
        _text("name", "File name without its last suffix."),
        _text("title", "Headline."),
        _text("publisher", "Whose masthead it is."),
        _text("byline", "Who signed it."),
        _text("agency", "Agency credit, as printed."),
        _text("dateline", "Place name of the dateline, as printed."),
        _text("published", "Date of publication, as precise as the page says."),
        _text("url", "Canonical address."),
        _text("language", "ISO 639-1 code."),
        _text("place", "Where it was found; a path on the machine that captured it."),
        _text("media_type", "What it was captured from."),
        _text("digest", "SHA-256 of the bytes it was captured from."),
        _text("text_digest", "SHA-256 of the text in UTF-8; offsets count in this text."),
        _text("captured", "When it was captured, in UTC."),
        _text("text", "The text as captured."),
    ),
)
SOURCES = Table(
    "sources",
    "Somebody of this name or description is said to say something.",
    (
        _text("id", "Id of the source."),
        _text("name", "Name, or the description of somebody the text leaves unnamed."),
        Column("named", "flag", "Whether it has a name."),
        _text("document_id", "The document that leaves it unnamed (documents.id)."),
        _integer("claims", "Claims of the whole case in whose chain it stands.", derived=True),
        _integer("documents", "Documents of the whole case in which it does.", derived=True),
    ),
)
ENTITIES = Table(
    "entities",
    "An actor, place or thing that claims are about.",
    (
        _text("id", "Id of the entity: that of the name it bears."),
        _text("name", "Its name."),
        _text("kind", "state, armed group, person, place, ... as far as known."),
        Column("named", "flag", "Whether it has a proper name."),
        _text("document_id", "The document that describes it without a name (documents.id)."),
        Column("aliases", "list", "Its other names in this case."),
        _text("parent", "What it is part of."),
        Column("members", "list", "Ids of all its names."),
        Column("reasons", "list", "Why its names are one entity."),
        _integer("claims", "Claims of the whole case that are about it.", derived=True),
        _integer("documents", "Documents of the whole case that are.", derived=True),
    ),
)
JUDGEMENTS = Table(
    "judgements",
    "Somebody judged whether two names mean one entity.",
    (
        _integer("number", "Counts the judgements of the case."),
        _text("left", "Id of a name (one of entities.members)."),
        _text("right", "Id of another."),
        _text("verdict", "same, different or unsure."),
        _text("who", "Who judged."),
        _text("at", "When, in UTC."),
        _text("why", "The reason given."),
    ),
)
PROPOSITIONS = Table(
    "propositions",
    "Some claims say the same, and this is what is to be thought of it under the stated assumptions (docs/how-it-weighs.md).",
    (
        _text("id", "Id of the proposition; claims name it in proposition_id."),
        _text("type", "Type of its claims."),
        _text("polarity", "affirmed or denied."),
        _text("realis", "actual, planned, hypothetical or general."),
        _text("wording", "What it says, in words of the program and without who says so."),
        _text("time", "When it can have been, by all its claims."),
        _text("happening_id", "Propositions about one occurrence share it."),
        Column("opposed", "list", "Propositions that deny what this affirms, or the reverse."),
        _integer("independent_low", "Independent ways by which it reached us, at least: if every suspected copy is one."),
        _integer("independent_high", "At most."),
        _integer("sides", "Sides that those who support it stand on."),
        _integer("origins_low", "Those who speak from own access, whoever passes their words on, at least."),
        _integer("origins_high", "At most."),
        _integer("reports", "Documents that report it: the naive count."),
        Column("points_of_failure", "list", "Sources without any of whom nothing supports it."),
        Column("points_if_copied", "list", "The same, if the suspected copies are copies."),
        Column("prior", "real", "Probability before any report."),
        Column("p_low", "real", "Least probability over all bounds of the assumptions."),
        Column("p", "real", "Probability under the stated assumptions."),
        Column("p_high", "real", "Greatest."),
        Column("p_said", "real", "Probability that anybody with own access said it at all, whether it is so or not."),
        Column("p_second_opinion", "real", "The same by full Bayes, which suspects agreement."),
        _text("likelihood", "The word of ICD 203 for p.", derived=True),
        _integer("credibility", "Admiralty number 1 to 6 that follows from the reports; an analyst's own is in assessments."),
        _text("credibility_reason", "Why that number."),
        _text("assurance", "What ICD 203 calls analytic confidence in the likelihood: low, moderate or high."),
        _text("assurance_reason", "Why."),
    ),
)
ORIGINS = Table(
    "origins",
    "Somebody speaks of this proposition from own access.",
    (
        _text("proposition_id", "The proposition (propositions.id)."),
        _integer("position", "0 for the first of the proposition."),
        _text("source", "Who, as provenances call them: an unnamed one with the outlet."),
        Column("named", "flag", "Whether by name."),
        _text("stance", "supports or denies."),
        Column("claims", "list", "The claims in which it does."),
        Column("weight", "real", "Its weight in log-odds; negative for a denial."),
        Column("heard", "real", "Probability that its words reach us."),
        Column("counted", "real", "Probability that they count: heard, no copy, no deception."),
    ),
)
DEPENDENCES = Table(
    "dependences",
    "One document rests on another, or on the same origin, and this shows it.",
    (
        _text("later_id", "The document that rests (documents.id)."),
        _text("earlier_id", "The one that it rests on."),
        _text("kind", "cites, copies, speaker (both quote one person), author (one byline), names or withdraws."),
        Column("probability", "real", "How probable the signs make it."),
        Column("directed", "flag", "false where nothing tells which came first."),
        Column("reasons", "list", "One sentence for each sign."),
        Column("claims", "list", "Claims of the later document that it concerns; none: everything the two share."),
        Column("passages", "list", "Offsets of the words that show it: `later 12 to 40, earlier 3 to 31`."),
    ),
)
ASSESSMENTS = Table(
    "assessments",
    "An analyst holds this of a source or proposition.",
    (
        _integer("number", "Number in the history of the case."),
        _text("kind", "grade (A to F), side, interest, prior, credibility (1 to 6), settled, copy or identity."),
        _text("source", "Whom a grade or side is about."),
        _text("proposition_id", "The proposition that the others are about (propositions.id), as it stands today.", derived=True),
        Column("claims", "list", "The claims that made it up then."),
        Column(
            "pair", "list", "What a copy or identity is about: two documents (documents.id), the later first, or the names of two sources."
        ),
        _text("group", "The group that a source speaks for, or that gains."),
        _text("value", "What is held."),
        _text("who", "Who holds it."),
        _text("at", "Since when, in UTC."),
        _text("why", "The reason given."),
    ),
)
CORRECTIONS = Table(
    "corrections",
    "An analyst decided this about a claim.",
    (
        _integer("number", "Number in the history of the case."),
        _text("document_id", "The document (documents.id)."),
        _text("decision", "accepted, rejected, corrected or drawn (where no reader saw one)."),
        _text("claim_id", "The claim it was about; none for a drawn one."),
        _text("before", "The claim record as it stood, as JSON."),
        _text("after", "The record that stands now, as JSON; none for a rejected one."),
        _text("who", "Who decided."),
        _text("at", "When, in UTC."),
        _text("why", "The reason given."),
    ),
)
HYPOTHESES = Table(
    "hypotheses",
    "This explanation competes with the others of the case.",
    (
        _text("id", "Its short name."),
        _text("text", "The explanation in words."),
        _text("template", "The template it follows."),
        _text("apparent", "In whose name it was done."),
        _text("alleged", "Who is said to be behind it."),
        _text("since", "Beginning of the time it is about."),
        _text("until", "End of it."),
        Column("prior", "real", "Probability before any evidence, where somebody gave one."),
        Column("assumes", "list", "What it has to assume."),
        Column("posterior", "real", "Probability on the evidence and ratings of the case; none where it has no rival.", derived=True),
    ),
)
EVIDENCE = Table(
    "evidence",
    "This bears on the hypotheses.",
    (
        _text("id", "Its short name, or `sign:origin` for what claims make."),
        _text("text", "The evidence in words."),
        _text("origin", "Whose voice it is; evidence of one origin counts once."),
        Column("probability", "real", "Probability that it is as stated."),
        _text("sign", "What kind of evidence it is, where claims make it."),
        Column("claims", "list", "The claims it is made of."),
        _text("reason", "Why it bears on them."),
    ),
)
RATINGS = Table(
    "ratings",
    "Somebody rated how likely this evidence would be if this hypothesis were so.",
    (
        _text("hypothesis_id", "The hypothesis (hypotheses.id)."),
        _text("evidence_id", "The evidence (evidence.id)."),
        _text("rating", "CC, C, N, I, II from what one would expect to hardly possible, or NA."),
        _text("who", "Who rated; allegedly for what the program proposes where nobody has."),
        _text("at", "When, in UTC."),
        _text("why", "The reason given."),
    ),
)
# What a format that has only edges, features or lines of claims puts beside each of them: the fields of `Standing`.
BESIDE_CLAIMS = ("id", "independent_low", "independent_high", "sides", "p_low", "p", "p_high", "credibility", "assurance")
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CLAIMS, ARGUMENTS, CHAIN, DOCUMENTS, SOURCES, ENTITIES, JUDGEMENTS,
        PROPOSITIONS, ORIGINS, DEPENDENCES, ASSESSMENTS, CORRECTIONS, HYPOTHESES, EVIDENCE, RATINGS,
    )
}  # fmt: skip


def claim_row(entry: Entry) -> Row:
    """The row of `claims`, without what is derived."""
    claim, time = entry.claim, entry.claim.time
    return {
        "id": claim.id,
        "document_id": claim.document_id,
        "type": claim.type,
        "sentence": claim.sentence.text,
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "trigger": claim.trigger.text,
        "trigger_start": claim.trigger.start,
        "trigger_end": claim.trigger.end,
        "time": time and time.span.text,
        "time_start": time and time.span.start,
        "time_end": time and time.span.end,
        "time_value": time and time.value,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "realis": claim.realis,
        "score": round(claim.score, 4),
        "reader": claim.reader,
        "proposition_id": entry.proposition,
    }


def derived_row(entry: Entry) -> Row:
    """What a claim's row repeats for convenience."""
    first, last = days_of(entry.claim)
    return {
        "family": entry.claim.family,
        "in_words": sentence_of(entry.claim),
        "page": entry.document.page_of(entry.claim.sentence.start),
        "first_day": first,
        "last_day": last,
        "chain": chain_of(entry.claim) if entry.claim.chain else None,
    }


def days_of(claim: Claim) -> tuple[str | None, str | None]:
    """The first and the last day that a claim's time can mean; None where it is open or unresolved."""
    days = parse_interval(claim.time.value) if claim.time and claim.time.value else None
    return (days.first.isoformat() if days and days.first else None), (days.last.isoformat() if days and days.last else None)


def argument_rows(entry: Entry) -> Iterator[Row]:
    """The rows of `arguments`, by role and in the order of the claim."""
    for role, mentions in entry.claim.arguments.items():
        for mention in mentions:
            yield {
                "claim_id": entry.claim.id,
                "role": role,
                "text": mention.span.text,
                "start": mention.span.start,
                "end": mention.span.end,
                "name": mention.entity,
                "entity_id": entry.entity_id(role, mention),
            }


def chain_rows(entry: Entry) -> Iterator[Row]:
    """The rows of `chain`, outermost source first."""
    for position, hop in enumerate(entry.claim.chain):
        yield {
            "claim_id": entry.claim.id,
            "position": position,
            "source_id": hop.source.id_in(entry.claim.document_id),
            "name": hop.source.name,
            "named": hop.source.named,
            "mention": hop.mention and hop.mention.text,
            "mention_start": hop.mention and hop.mention.start,
            "mention_end": hop.mention and hop.mention.end,
            "cue": hop.cue and hop.cue.text,
            "cue_start": hop.cue and hop.cue.start,
            "cue_end": hop.cue and hop.cue.end,
        }


def document_row(document: Document, captured: str) -> Row:
    """The row of `documents`."""
    made = {"text_digest": document.text_digest, "captured": captured, "id": document.id}
    return {name: made.get(name) or getattr(document, name) for name in DOCUMENTS.own}


def proposition_row(each: WeighedRow) -> Row:
    """The row of `propositions`."""
    row, w = each.proposition, each.weighing
    k = w and w.independence
    said = {name: getattr(row, name) for name in ("id", "type", "polarity", "realis", "wording", "time")}
    return said | {
        "happening_id": row.happening,
        "opposed": list(row.opposed),
        "independent_low": k and k.low,
        "independent_high": k and k.high,
        "sides": k and k.sides,
        "origins_low": k and k.origins_low,
        "origins_high": k and k.origins_high,
        "reports": k and k.documents,
        "points_of_failure": [each.agent for each in k.failures if each.certain] if k else [],
        "points_if_copied": [each.agent for each in k.failures if not each.certain] if k else [],
        "prior": w and w.prior,
        "p_low": w and round(w.low, 4),
        "p": w and round(w.probability, 4),
        "p_high": w and round(w.high, 4),
        "p_said": w and round(w.said, 4),
        "p_second_opinion": w and round(w.full_bayes, 4),
        "likelihood": w and w.likelihood,
        "credibility": w and w.credibility,
        "credibility_reason": w and w.credibility_reason,
        "assurance": w and w.assurance,
        "assurance_reason": w and w.assurance_reason,
    }


def origin_rows(each: WeighedRow) -> Iterator[Row]:
    """The rows of `origins` of a proposition."""
    for position, origin in enumerate(each.origins):
        voice = origin.voice
        yield {
            "proposition_id": each.proposition.id,
            "position": position,
            "source": origin.agent,
            "named": origin.named,
            "stance": "supports" if voice.stance == 1 else "denies",
            "claims": list(origin.claims),
            "weight": round(voice.weight, 4),
            "heard": round(voice.heard, 4),
            "counted": round(voice.counted, 4),
        }


def dependence_row(link: Dependence) -> Row:
    """The row of `dependences`."""

    def passage(pair: SpanPair) -> str:
        earlier = f", earlier {pair.earlier.start} to {pair.earlier.end}" if pair.earlier else ""
        return f"later {pair.later.start} to {pair.later.end}{earlier}"

    return {
        "later_id": link.later,
        "earlier_id": link.earlier,
        "kind": link.kind,
        "probability": round(link.delta, 4),
        "directed": link.directed,
        "reasons": list(link.reasons),
        "claims": list(link.claims),
        "passages": [passage(pair) for pair in link.pairs],
    }


def assessment_row(each: Assessment, proposition: str | None) -> Row:
    """The row of `assessments`; `proposition` is the one that holds most of its claims today."""
    return _of(ASSESSMENTS, each.to_dict() | {"proposition_id": proposition})


def correction_row(each: Correction) -> Row:
    """The row of `corrections`."""
    records = {name: it and json.dumps(it, ensure_ascii=False) for name, it in (("before", each.before), ("after", each.after))}
    return _of(CORRECTIONS, each.to_dict() | {"document_id": each.document, "claim_id": each.claim, **records})


def hypothesis_row(each: Hypothesis, posterior: float | None) -> Row:
    """The row of `hypotheses`."""
    return _of(HYPOTHESES, each.to_dict() | {"posterior": posterior and round(posterior, 4)})


def evidence_row(each: Evidence) -> Row:
    """The row of `evidence`."""
    return _of(EVIDENCE, each.to_dict() | {"claims": list(each.claims), "probability": round(each.probability, 4)})


def rating_row(each: Rated) -> Row:
    """The row of `ratings`."""
    return _of(RATINGS, each.to_dict() | {"hypothesis_id": each.hypothesis, "evidence_id": each.evidence})


def _of(table: Table, fields: Row) -> Row:
    return {column.name: fields[column.name] for column in table.columns}


def row_of(table: Table) -> Callable[[DocumentRow | SourceRow | EntityRow | Judgement], Row]:
    """How a row of the case becomes a row of `table`: by the names of its fields."""

    def take(thing: Any) -> Row:
        fields = thing.to_dict()
        fields["document_id"] = fields.get("document")
        return _of(table, fields)

    return take
