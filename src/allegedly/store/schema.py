"""Every table of a case and what one row of it states. `python -m allegedly.store.schema` prints this as docs/schema.md.

Three rules hold throughout. Words of a document are stored with the place they stand at, so that each can be checked against the text.
What was said is kept as it was said: a newer text of a document or a newer reading of it stands beside the old one, and `current` tells
which of them queries show. A `key` is a row's number inside this one file and means nothing outside it; an `id` is derived from content
and is the same in every case.

Tables and their comments live here; the steps that make them in a file live in migrations/, and a test holds the two together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS
from allegedly.claims.correction import DECISIONS
from allegedly.evidence.assessment import KINDS as ASSESSMENTS
from allegedly.hypotheses.hypothesis import RATINGS

VERSION = 1  # the number of the last step in migrations/; stands in every case as PRAGMA user_version
ORIGINALS = ("application/pdf", "text/html")
APPLICATION_ID = 0x616C6567  # "aleg": marks an SQLite file as a case (PRAGMA application_id)

metadata = MetaData()


def _key() -> Column[int]:
    return Column("key", Integer, primary_key=True, comment="The row's number inside this file.")


def _to(name: str, table: str, comment: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{table}.key"), nullable=nullable, index=index, comment=comment)


def _words(name: str, comment: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable, comment=comment)


def _number(name: str, comment: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable, comment=comment)


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=f"{column}_is_known")


documents = Table(
    "documents",
    metadata,
    _key(),
    Column(
        "id", Text, nullable=False, unique=True, comment="Derived from name and text: the same report found again is the same document."
    ),
    _words("name", "File name without its last suffix; what the `document` field of a claim record holds."),
    _words("title", "Headline, as the document states it.", nullable=True),
    _words("publisher", "Whose masthead it is.", nullable=True),
    _words("published", "Date of publication, exactly as precise as the page says: YYYY, YYYY-MM or YYYY-MM-DD.", nullable=True),
    _words("byline", "Who signed it.", nullable=True),
    _words("agency", "Agency credit, as printed.", nullable=True),
    _words("dateline", "Place name of the dateline, as printed.", nullable=True),
    _words("url", "Canonical address.", nullable=True),
    _words("language", "ISO 639-1 code, where the format states one.", nullable=True),
    _words("place", "Where it was found first; the description in this row is the one found there."),
    _words("media_type", "What it was captured from."),
    _words("encoding", "Character encoding it was decoded with.", nullable=True),
    _words("digest", "SHA-256 of the bytes it was captured from, hexadecimal."),
    _words("pages", "JSON list of the offsets at which its pages begin; empty for a format without pages."),
    _number("characters", "Length of the text in code points."),
    _number("current", "0 once a newer text was found at every place where this one stood."),
    # Last, because SQLite reads a row from the front: what stands before the text is read without touching it.
    _words("text", "The text as captured; never changed afterwards."),
    Index("documents_name", "name"),
    comment="This text was captured, and its masthead says this of it.",
)

originals = Table(
    "originals",
    metadata,
    Column("document", Integer, ForeignKey("documents.key"), primary_key=True, comment="Whose original it is."),
    _words("media_type", "application/pdf or text/html."),
    _words("encoding", "Character encoding of a web page.", nullable=True),
    Column("data", LargeBinary, nullable=False, comment="Its bytes, deflated (zlib)."),
    _one_of("media_type", ORIGINALS),
    comment="This document looked like this where it was found first. Kept of PDF and of web pages, which show more than their text.",
)

captures = Table(
    "captures",
    metadata,
    _key(),
    _words(
        "place", "Absolute path, `!member` added for a part of a container; `-` for standard input, `upload:` and a name for an upload."
    ),
    _number("version", "1 for the first text found at this place, one more for each that differs from the one before."),
    _to("document", "documents", "The text found.", index=True),
    _words("digest", "SHA-256 of the bytes found, hexadecimal."),
    _words("at", "When, in UTC."),
    _number("current", "1 for the newest text of the place; always 1 for `-` and uploads, where one text does not replace another."),
    UniqueConstraint("place", "version"),
    comment="This document was found at this place, as the n-th different text found there.",
)

readers = Table(
    "readers",
    metadata,
    _key(),
    Column("version", Text, nullable=False, unique=True, comment="Name, version and digest of the reader; stands on every claim it made."),
    _words("name", "The name alone: what versions of one reader have in common."),
    _number("preferred", "1 when somebody decided that readers of this name lead where several have read; 0 otherwise."),
    comment="This version of a reader has read documents of this case.",
)

readings = Table(
    "readings",
    metadata,
    _key(),
    _to("document", "documents", "What was read.", index=True),
    _to("reader", "readers", "Which reader read it."),
    _words("at", "When, in UTC."),
    _number("claims", "How many claims it has now: what it found and what people put there, without what they set aside."),
    _number(
        "refused", "How many more it made that were refused, because their words do not stand where they should or their kind is unknown."
    ),
    _number("latest", "1 for the newest reading of the document by a reader of this name; readings of several readers stand side by side."),
    _number("current", "1 for the one of them whose claims queries show: the first, or that of the preferred reader; 0 for the others."),
    _to("aside_from", "readings", "The reading of which people set these claims aside; null for a reading as such.", nullable=True),
    comment="This reader read this document to the end. A document without such a row has not been read.",
)

sentences = Table(
    "sentences",
    metadata,
    _key(),
    _to("document", "documents", "Where it stands."),
    _number("start_at", "Offset of its first character, in code points."),
    _number("end_at", "Offset after its last character."),
    _words("text", "Its words: document text from start_at to end_at."),
    UniqueConstraint("document", "start_at", "end_at"),
    comment="These words of this document bear at least one claim.",
)

claims = Table(
    "claims",
    metadata,
    _key(),
    Column(
        "id",
        Text,
        nullable=False,
        index=True,
        comment="Derived from document, type, trigger and arguments: the same claim of two readings has one id.",
    ),
    _to("reading", "readings", "The reading that found it."),
    _to("document", "documents", "Where it stands."),
    _to("sentence", "sentences", "The sentence that bears it.", index=True),
    Column("type", Text, nullable=False, index=True, comment="Type of claim (`arms`, `leads`, ...)."),
    _words("trigger", "The words of the predicate."),
    _number("trigger_start", "Offset of the first character of the trigger."),
    _number("trigger_end", "Offset after its last character."),
    _words("time", "The words of the time; null when the text gives none.", nullable=True),
    _number("time_start", "Offset of the first character of the time.", nullable=True),
    _number("time_end", "Offset after its last character.", nullable=True),
    _words("time_value", "YYYY, YYYY-MM, YYYY-MM-DD or A/B with `..` for an open end; null when unresolved.", nullable=True),
    _words("event_value", "When it happened, by the words, the day of publication or what the text told before.", nullable=True),
    _words(
        "event_anchor",
        "Which of them: text, document or narrative; reader where the reader knew better; null when unresolved.",
        nullable=True,
    ),
    _words("event_reason", "What event_value was counted from, or why there is none; null when the text gives no time.", nullable=True),
    _words("event_from", "First day that event_value can mean (YYYY-MM-DD); null when open or unresolved.", nullable=True),
    _words("event_to", "Last day that event_value can mean; null when open or unresolved.", nullable=True),
    _words("polarity", "affirmed, or denied: the text or its source says that it did not happen."),
    _words("certainty", "What the wording commits to: certain, probable or possible."),
    _words("realis", "actual, planned, hypothetical or general."),
    Column("score", Float, nullable=False, comment="How sure the reader is that this is a claim, 0 to 1."),
    _words("person", "Who put it there by a correction; null for a claim as the reader found it.", nullable=True),
    _one_of("polarity", POLARITIES),
    _one_of("certainty", CERTAINTIES),
    _one_of("realis", REALIS),
    UniqueConstraint("reading", "id"),
    Index("claims_in_order", "document", "trigger_start"),
    Index("claims_by_event", "event_from", "event_to"),
    comment="According to this reading, the document says in these words that this happened, holds or is intended.",
)

entities = Table(
    "entities",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True, comment="Derived from name and sense, and from the document unless named."),
    _words("name", "Name as the document's mentions were linked, as first met."),
    _number("named", "1 for a proper name, which is the same in every document; 0 for a description (`the rebels`), which is not."),
    _words(
        "sense", "What tells it from another of the same name: `government` where a capital acts; null for the name as such.", nullable=True
    ),
    _to("document", "documents", "The document whose description it is; null for a proper name.", nullable=True),
    comment="Claims are about, or said by, somebody or something of this name. Several names can be one entity: that is worked out (`workings`).",
)

judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True, comment="1 for the first judgement, counting up; of two on one pair the later one holds."),
    _words("left", "Id of a row of `entities`, or of a claim."),
    _words("right", "Id of another."),
    _words("verdict", "same, different or unsure."),
    _words("who", "Who judged."),
    _words("at", "When, in UTC."),
    _words("why", "The reason given."),
    _one_of("verdict", ("same", "different", "unsure")),
    comment="Somebody judged whether two names mean one entity, or two claims say the same. Taking it back deletes the row; `history` keeps both.",
)

lexicons = Table(
    "lexicons",
    metadata,
    Column("name", Text, primary_key=True, comment="Name of the file it was taken from; another file of that name replaces it."),
    _words("text", "The file: YAML in the form of docs/entities.md."),
    _words("at", "When it was taken, in UTC."),
    comment="Names that a user knows of, beside the lexicon that comes with the program.",
)

workings = Table(
    "workings",
    metadata,
    Column(
        "name",
        Text,
        primary_key=True,
        comment="What was worked out: `entities` (which names are one), `propositions` (what `parts` follow from), `derivation` (who copied whom), "
        "`weighed` (the state of the case for which `weighed` holds), the places of a document.",
    ),
    _words("stamp", "Program and number of the last row of `history` it was worked out from; it holds while that is the last one."),
    _words("result", "JSON."),
    comment="This follows from the rest of the case. Deleting it loses nothing: it is worked out again.",
)

parts = Table(
    "parts",
    metadata,
    _key(),
    _words("result", "JSON object: its happenings, and their propositions."),
    comment="These happenings are tied to no other. Worked out (`workings`: propositions); deleting all parts loses nothing.",
)

part_claims = Table(
    "part_claims",
    metadata,
    Column("claim", Text, primary_key=True, comment="Id of a claim."),
    _to("part", "parts", "The part it is in.", index=True),
    _words("stamp", "What changes when the claim comes to say something else."),
    comment="This claim is in this part.",
)

part_blocks = Table(
    "part_blocks",
    metadata,
    Column("block", Integer, primary_key=True, comment="64 bits of a hash of what a claim says: two things, such as who and to whom."),
    Column("part", Integer, ForeignKey("parts.key"), primary_key=True, index=True, comment="A part with a claim that says so."),
    comment="A claim with this block may belong to this part.",
    sqlite_with_rowid=False,
)

arguments = Table(
    "arguments",
    metadata,
    _key(),
    _to("claim", "claims", "The claim it belongs to.", index=True),
    _words("role", "What it does in the claim: agent, patient, object, guise, ..."),
    _words("text", "The words that name it."),
    _number("start_at", "Offset of their first character."),
    _number("end_at", "Offset after their last character."),
    _words("name", "Canonical name of what they point to, as the reading gives it."),
    _to("entity", "entities", "What they point to.", index=True),
    comment="In this claim, these words fill this role.",
)

sources = Table(
    "sources",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True, comment="Derived from the name, and from the document unless named."),
    _words("name", "Name, or the description of somebody the text leaves unnamed, as first met."),
    _number("named", "1 for a named source, which is the same in every document; 0 for an unnamed one (`two officials`), which is not."),
    _to("document", "documents", "The document that leaves it unnamed; null for a named source.", nullable=True),
    _to("entity", "entities", "Who that is among those that claims are about; null for an unnamed source.", nullable=True, index=True),
    comment="Somebody of this name or description is said to say something.",
)

hops = Table(
    "hops",
    metadata,
    _key(),
    _to("claim", "claims", "The claim it belongs to.", index=True),
    _number("position", "0 for the outermost source, counting inwards."),
    _to("source", "sources", "Who says so.", index=True),
    _words("name", "Its name as the reading gives it."),
    _words("mention", "The words that name it here; null when it is named elsewhere.", nullable=True),
    _number("mention_start", "Offset of their first character.", nullable=True),
    _number("mention_end", "Offset after their last character.", nullable=True),
    _words("cue", "The words that attribute (`said`, `according to`); null when there are none.", nullable=True),
    _number("cue_start", "Offset of their first character.", nullable=True),
    _number("cue_end", "Offset after their last character.", nullable=True),
    UniqueConstraint("claim", "position"),
    comment="In the chain of those who say so, this source stands at this position. A claim without rows here is its author's own voice.",
)

corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True, comment="Number of its row in `history`, so that none is used twice."),
    _to("document", "documents", "The document whose claim it is.", index=True),
    _words("decision", "accepted, rejected, corrected or drawn (where no reader saw a claim)."),
    _words("claim", "Id of the claim decided about; null for a drawn one.", nullable=True),
    _words("before", "JSON record of that claim as it stood; null for a drawn one.", nullable=True),
    _words("after", "JSON record of what stands now; null for a rejected one.", nullable=True),
    _words("who", "Who decided."),
    _words("at", "When, in UTC."),
    _words("why", "The reason given; may be empty."),
    _one_of("decision", DECISIONS),
    comment="Somebody decided this about a claim. Which claims stand is worked out from these rows and the reading; `history` keeps them all.",
)

assessments = Table(
    "assessments",
    metadata,
    Column("number", Integer, primary_key=True, comment="Number of its row in `history`, so that none is used twice."),
    _words(
        "kind",
        "grade or side (of a source); interest, prior, credibility or settled (of a proposition); copy (of two documents) or identity (of two sources).",
    ),
    _words("source", "The source it is about, as the case calls it; null for one about something else.", nullable=True),
    _words("claims", "JSON list of the ids of the claims that the proposition was made of; empty for one about something else."),
    _words(
        "pair",
        "JSON list of the ids of two documents, the later first, or of the names of two sources; empty for one about something else.",
    ),
    _words("side", "Name of the group of a side or interest; null for other kinds.", nullable=True),
    _words(
        "value",
        "A to F; stake of the group; for, against or unknown; prior probability; 1 to 6; true or false (settled so, a copy, one source).",
    ),
    _words("who", "Who holds it."),
    _words("at", "When, in UTC."),
    _words("why", "The reason given."),
    _one_of("kind", ASSESSMENTS),
    comment="Somebody holds this of a source, a proposition or a link; of two of one kind on one thing the later one. Taking it back deletes the row; `history` keeps both.",
)

weighings = Table(
    "weighings",
    metadata,
    Column(
        "content",
        Text,
        primary_key=True,
        comment="Digest of what was weighed: who stands behind a proposition, the prior, who was left out.",
    ),
    _words("result", "JSON of the weighing."),
    comment="This content weighs so much. Deleting it loses nothing: it is weighed again.",
)

weighed = Table(
    "weighed",
    metadata,
    Column("proposition", Text, primary_key=True, comment="Id of a proposition (in the results of `parts`)."),
    _words("content", "The content that it weighs by (`weighings`)."),
    _words("origins", "JSON list, one for each voice of the weighing: who speaks from own access, whether by name, in which claims."),
    comment="As the case stood (`workings`: weighed) this proposition had this content. Deleting it loses nothing: it is worked out again.",
)

hypotheses = Table(
    "hypotheses",
    metadata,
    Column("id", Text, primary_key=True, comment="Short name by which commands and ratings know it (`H1`)."),
    _words("text", "The explanation in words."),
    _words("template", "The template it follows (hypotheses/templates.toml); null for one in free words.", nullable=True),
    _words("apparent", "The actor in whose name it was done; null where it speaks of none.", nullable=True),
    _words("alleged", "The actor said to be behind it; null where it speaks of none.", nullable=True),
    _words("since", "Beginning of the time it is about: YYYY, YYYY-MM or YYYY-MM-DD; null for open.", nullable=True),
    _words("until", "End of the time it is about; null for open.", nullable=True),
    Column("prior", Float, nullable=True, comment="Probability before any evidence; null for an equal part of what the others leave."),
    _words("assumes", "JSON list of what it has to assume."),
    _number("number", "Number of its row in `history`."),
    _words("who", "Who added it."),
    _words("at", "When, in UTC."),
    comment="Somebody holds this explanation possible. Removing it deletes the row; `history` keeps it.",
)

exhibits = Table(
    "exhibits",
    metadata,
    Column("id", Text, primary_key=True, comment="Short name by which ratings know it (`E1`)."),
    _words("text", "The evidence in words."),
    _words("origin", "Whose voice it is: evidence of one origin counts once; null for an origin of its own.", nullable=True),
    Column("probability", Float, nullable=False, comment="P(it is as stated)."),
    _number("number", "Number of its row in `history`."),
    _words("who", "Who put it on the board."),
    _words("at", "When, in UTC."),
    comment="Somebody put this evidence on the board, beside what claims make; from an imported board, for instance.",
)

ratings = Table(
    "ratings",
    metadata,
    Column("number", Integer, primary_key=True, comment="Number of its row in `history`, so that none is used twice."),
    _words("hypothesis", "Id of a row of `hypotheses`."),
    _words("evidence", "Id of a row of `exhibits`, or `sign:origin` for evidence that claims make."),
    _words("rating", "P(evidence | hypothesis): CC, C, N, I, II from likely to hardly possible, or NA."),
    _words("who", "Who rated."),
    _words("at", "When, in UTC."),
    _words("why", "The reason given; empty when there is none."),
    _one_of("rating", RATINGS),
    comment="Somebody rated a cell of the matrix; of two of one person for one cell the later holds. Taking it back deletes the row; `history` keeps both.",
)

refusals = Table(
    "refusals",
    metadata,
    Column("place", Text, primary_key=True, comment="Path of the file, `!member` added for a part of a container."),
    _words("reason", "What is wrong."),
    _words("remedy", "What to do about it."),
    _words("at", "When it was tried, in UTC."),
    comment="The last attempt to add what is at this place failed. The row goes when an attempt succeeds.",
)

withheld = Table(
    "withheld",
    metadata,
    Column("subject", Text, primary_key=True, comment="Id of a document, or path of a file or folder."),
    _words("who", "Who decided."),
    _words("at", "When, in UTC."),
    _words("why", "The reason given; may be empty."),
    comment="The text of this document, in any version, or of whatever is at this path is never sent to a reader on another machine.",
)

history = Table(
    "history",
    metadata,
    Column("number", Integer, primary_key=True, comment="1 for the first entry, counting up without gaps."),
    Column(
        "id",
        Text,
        nullable=False,
        unique=True,
        comment="Derived from this row and the id of the row before: a row changed or taken out breaks it.",
    ),
    _words("at", "When, in UTC."),
    _words("who", "Program, reader or person."),
    _words("did", "What was done: created, migrated, captured, described, read, refused, ..."),
    _words("subject", "Id, place or reader that it was done to; null for the case itself.", nullable=True),
    _words("detail", "JSON object with the particulars."),
    comment="Who or what did or decided this, and when. Rows are only ever added: triggers refuse any change.",
)


@dataclass(frozen=True, slots=True)
class View:
    """A question asked so often that the case carries it; what one row of it states, and its SQL."""

    name: str
    comment: str
    query: str

    @property
    def ddl(self) -> str:
        return f"CREATE VIEW {self.name} AS\n{self.query}"


@dataclass(frozen=True, slots=True)
class FullText:
    """An FTS5 index over columns of a table that holds no copy of them; triggers keep it in step within the same transaction."""

    table: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.table}_fts"

    @property
    def comment(self) -> str:
        return f"Full-text index of `{self.table}` ({', '.join(self.columns)}); its rowid is the key there. Case and accents make no difference."

    @property
    def ddl(self) -> Iterator[str]:
        columns = ", ".join(self.columns)
        put = f"INSERT INTO {self.name}(rowid, {columns}) VALUES (new.key, {self._of('new')});"
        drop = f"INSERT INTO {self.name}({self.name}, rowid, {columns}) VALUES ('delete', old.key, {self._of('old')});"
        # Datasette offers a search box when it finds `content` in double quotes.
        options = f"content=\"{self.table}\", content_rowid='key', tokenize='unicode61 remove_diacritics 2'"
        yield f"CREATE VIRTUAL TABLE {self.name} USING fts5({columns}, {options})"
        yield f"CREATE TRIGGER {self.name}_add AFTER INSERT ON {self.table} BEGIN {put} END"
        yield f"CREATE TRIGGER {self.name}_drop AFTER DELETE ON {self.table} BEGIN {drop} END"
        yield f"CREATE TRIGGER {self.name}_change AFTER UPDATE OF {columns} ON {self.table} BEGIN {drop} {put} END"

    def _of(self, row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in self.columns)


FULL_TEXT = (
    FullText("documents", ("title", "text")),
    FullText("sentences", ("text",)),
    FullText("arguments", ("text", "name")),
    FullText("sources", ("name",)),
    FullText("entities", ("name",)),
)


def _fillers(role: str) -> str:
    return f"(SELECT group_concat(name, '; ') FROM (SELECT name FROM arguments WHERE claim = claims.key AND role = '{role}' ORDER BY key)) AS {role}"


_CHAIN = """(SELECT group_concat(link, ' > ') FROM (
    SELECT hops.name || CASE sources.named WHEN 1 THEN '' ELSE ' (unnamed)' END AS link
    FROM hops JOIN sources ON sources.key = hops.source WHERE hops.claim = claims.key ORDER BY hops.position)) AS chain"""

VIEWS = (
    View(
        "claims_read",
        "One claim of the current reading, as a person would read it: what, by and to whom, who says so, in which words.",
        f"""SELECT claims.id, claims.type, {_fillers("agent")}, {_fillers("patient")}, {_fillers("object")},
  {_fillers("guise")}, {_fillers("principal")}, {_CHAIN},
  claims.polarity, claims.certainty, claims.realis, claims.time, claims.event_from, claims.event_to,
  sentences.text AS sentence, documents.name AS document, documents.title, documents.publisher, documents.published,
  claims.trigger, claims.score, coalesce(claims.person, readers.version) AS reader, documents.id AS document_id, claims.key
FROM claims
JOIN readings ON readings.key = claims.reading AND readings.current
JOIN readers ON readers.key = readings.reader
JOIN documents ON documents.key = claims.document AND documents.current
JOIN sentences ON sentences.key = claims.sentence""",
    ),
    View(
        "documents_read",
        "One document with where it stands, which version of that place it is, who read it and how many claims it makes; the text left out.",
        """SELECT documents.id, documents.name, documents.title, documents.publisher, documents.published, documents.byline, documents.agency,
  documents.dateline, captures.place, captures.version, documents.current, readings.claims, readers.version AS reader,
  documents.characters, documents.media_type, documents.url, documents.key
FROM documents
JOIN captures ON captures.key = (
  SELECT key FROM captures WHERE document = documents.key ORDER BY current DESC, key DESC LIMIT 1)
LEFT JOIN readings ON readings.document = documents.key AND readings.current
LEFT JOIN readers ON readers.key = readings.reader""",
    ),
    View(
        "sources_read",
        "One source with the number of current claims and documents in whose chains it stands.",
        """SELECT sources.id, sources.name, sources.named, about.name AS document, count(DISTINCT claims.key) AS claims,
  count(DISTINCT claims.document) AS documents
FROM sources
JOIN hops ON hops.source = sources.key
JOIN claims ON claims.key = hops.claim
JOIN readings ON readings.key = claims.reading AND readings.current
JOIN documents ON documents.key = claims.document AND documents.current
LEFT JOIN documents AS about ON about.key = sources.document
GROUP BY sources.key""",
    ),
    View(
        "entities_read",
        "One entity with the number of current claims and documents that are about it.",
        """SELECT entities.id, entities.name, entities.named, about.name AS document, count(DISTINCT claims.key) AS claims,
  count(DISTINCT claims.document) AS documents
FROM entities
JOIN arguments ON arguments.entity = entities.key
JOIN claims ON claims.key = arguments.claim
JOIN readings ON readings.key = claims.reading AND readings.current
JOIN documents ON documents.key = claims.document AND documents.current
LEFT JOIN documents AS about ON about.key = entities.document
GROUP BY entities.key""",
    ),
)

# INSERT OR REPLACE would take a row out without firing the DELETE trigger, so adding a number twice is refused as well.
GUARDS = (
    "CREATE TRIGGER history_unchanged BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    "CREATE TRIGGER history_undeleted BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    """CREATE TRIGGER history_unreplaced BEFORE INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE number = new.number OR id = new.id)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
)


def beyond_tables() -> Iterator[str]:
    """The statements that make what SQLAlchemy has no word for: full-text indexes, guards and views."""
    for index in FULL_TEXT:
        yield from index.ddl
    yield from GUARDS
    yield from (view.ddl for view in VIEWS)


for _statement in beyond_tables():
    event.listen(metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]


def to_markdown() -> str:
    """docs/schema.md: every table, view and index with what one row of it states."""
    lines = ["# The schema of a case", "", "Written by `python -m allegedly.store.schema`; a test compares it.", ""]
    lines += [(__doc__ or "").split("\n\n")[1].replace("\n", " "), ""]
    lines += [
        f"A case is an SQLite file with `application_id` {APPLICATION_ID:#x}; `user_version` is the number of this schema, {VERSION}.",
        "",
    ]
    lines += ["## Tables", ""]
    for table in metadata.tables.values():
        lines += [f"### {table.name}", "", f"One row states: {table.comment}", "", "| column | type | |", "|---|---|---|"]
        lines += [f"| {column.name} | {_describe(column)} | {column.comment} |" for column in table.columns]
        lines += [""]
    lines += [
        "### alembic_version",
        "",
        "One row states: the case has been brought to this step of `store/migrations`.",
        "",
        "## Views",
        "",
    ]
    lines += [line for view in VIEWS for line in (f"### {view.name}", "", f"One row states: {view.comment}", "")]
    lines += ["## Full text", "", *(f"- **{index.name}**: {index.comment}" for index in FULL_TEXT)]
    return "\n".join(lines) + "\n"


def _describe(column: Column[object]) -> str:
    target = "".join(f" → {key.column.table.name}" for key in column.foreign_keys)
    return f"{column.type}".lower() + target + (", or null" if column.nullable else "")


if __name__ == "__main__":
    sys.stdout.write(to_markdown())
