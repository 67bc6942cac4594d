"""The tables that a case comes apart into: the common measure of what a format can carry.

Every claim, document, source, entity and judgement is a row of typed columns, each of which says what it means. The table formats write
these rows as they are, with the meanings as their data dictionary; every other format says which columns it carries, and what is left
over is its loss (loss.py). A derived column repeats for convenience what other columns hold, so leaving it out loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from allegedly.base.document import Document
from allegedly.base.moment import parse_interval
from allegedly.case import Meanings
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.wording import chain_of, sentence_of
from allegedly.entities.judgement import Judgement
from allegedly.store.query import DocumentRow, EntityRow, SourceRow

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
class Entry:
    """One claim with the document it stands in, when that was captured, and the entities its mentions mean."""

    claim: Claim
    document: Document
    captured: str
    entities: Meanings

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
TABLES: dict[str, Table] = {table.name: table for table in (CLAIMS, ARGUMENTS, CHAIN, DOCUMENTS, SOURCES, ENTITIES, JUDGEMENTS)}


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


def row_of(table: Table) -> Callable[[DocumentRow | SourceRow | EntityRow | Judgement], Row]:
    """How a row of the case becomes a row of `table`: by the names of its fields."""

    def take(thing: Any) -> Row:
        fields = thing.to_dict()
        fields["document_id"] = fields.get("document")
        return {column.name: fields[column.name] for column in table.columns}

    return take
