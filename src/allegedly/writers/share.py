"""A share copy: a new case in which chosen persons, sources and bodies have pseudonyms, in texts, claims and metadata alike.

A name is replaced wherever it stands, with all other names the case knows for its bearer; of a person also each part of the name that stands
alone. Places in the text move with what is replaced before them, so that every claim of the copy still holds against its text. Digests are
those of the new texts: with that of the original a guess at a name could be confirmed. Paths, addresses and what people decided stay behind.

Afterwards every value of every table of the copy is searched for every name, and the bytes of the file too. If one is found, there is no copy.

What identifies somebody without naming them (an office, a rank, a date) stays: a person has to read the copy before it leaves.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, Bug
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.case import Case
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.claims.reading import Reading
from allegedly.store import additions
from allegedly.store.database import Database
from allegedly.store.query import EntityRow, SourceRow
from allegedly.writers.writers import remove, whole

LABELS = {"person": "Person", "source": "Source", "body": "Body"}
LONG = 6  # bytes; one name in a hundred million files of a megabyte stands there by chance
SHORTEST = 3  # letters of a part of a person's name that is replaced where it stands alone
METADATA = ("name", "title", "publisher", "byline", "agency", "dateline")


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """What stands for whom in the copy: for these names however they are written, and for these parts of a name where they have a capital."""

    label: str
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareReport:
    """What is in the copy, what was replaced how often, and how much was searched for what should not be there."""

    documents: int
    claims: int
    pseudonyms: tuple[Pseudonym, ...]
    replaced: int
    values_searched: int
    bytes_searched: int

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text after replacing, and where what was replaced stood (old start, old end, new start, new end)."""

    text: str
    edits: tuple[tuple[int, int, int, int], ...]

    def span(self, old: Span) -> Span:
        """Where the words of a span are now; a name that it covers in part it now covers whole."""
        return Span.of(self.text, self._moved(old.start, 0), self._moved(old.end, 1))

    def _moved(self, offset: int, end: int) -> int:
        """The new place of a boundary; `end` is 1 for the end of a span, 0 for its start."""
        at = bisect_right(self.edits, (offset - end, 1 << 62)) - 1
        if at < 0:
            return offset
        old_start, old_end, new_start, new_end = self.edits[at]
        if old_start <= offset - end < old_end:
            return new_end if end else new_start
        return offset + new_end - old_end


class Redactor:
    """Replaces names by pseudonyms; case, accents' form and the white space between words make no difference."""

    def __init__(self, pseudonyms: Sequence[Pseudonym]) -> None:
        self.replaced = 0
        self._label = {folded(name): each.label for each in reversed(pseudonyms) for name in (*each.parts, *each.names)}
        names = alternatives(name for each in pseudonyms for name in each.names)
        parts = alternatives(form for each in pseudonyms for part in each.parts for form in (part, part.upper()))
        self._names = re.compile(rf"(?<!\w)(?:(?i:{names}){f'|{parts}' if parts else ''})(?!\w)")

    def text(self, text: str) -> Redacted:
        """`text` with every name replaced."""
        parts, edits, last, length = [], [], 0, 0
        for found in self._names.finditer(text):
            label = self._label[folded(found[0])]
            parts += [text[last : found.start()], label]
            length += found.start() - last
            edits.append((found.start(), found.end(), length, length + len(label)))
            length, last = length + len(label), found.end()
        self.replaced += len(edits)
        return Redacted("".join(parts) + text[last:], tuple(edits))

    def words(self, text: str) -> str:
        """`text` with every name replaced, where places do not matter."""
        return self.text(text).text


def alternatives(names: Iterable[str]) -> str:
    """A pattern for any of these names, the longest first, in both forms of their accents and with any white space between words."""
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    forms = (form for name in longest_first for form in dict.fromkeys((name, *(unicodedata.normalize(n, name) for n in ("NFC", "NFD")))))
    return "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)


def folded(name: str) -> str:
    """What two spellings of one name have in common."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def share(case: Case, path: Path, redact: Sequence[str]) -> ShareReport:
    """Make the copy at `path`, with a pseudonym for each of `redact` (names or ids of sources and entities), numbered in their order.

    The same list in the same order always gives the same pseudonyms. Raises `NotFound` for a name the case does not know, `BadOption` when
    something stands at `path`, `Bug` when a name is still found in the copy, which is then removed.
    """
    if path.exists():
        raise BadOption(f"{path} exists; give another name, or remove it first")
    if not redact:
        raise BadOption("name at least one person, source or body to be replaced")
    pseudonyms = list(choose(case, redact))
    redactor = Redactor(pseudonyms)
    with whole(path) as part:
        try:
            documents, claims = _copy(case, part, redactor)
            values, size = prove(part, pseudonyms)
        finally:
            for suffix in ("-wal", "-shm"):
                remove(part.with_name(part.name + suffix))
    return ShareReport(documents, claims, tuple(pseudonyms), redactor.replaced, values, size)


def choose(case: Case, redact: Sequence[str]) -> Iterator[Pseudonym]:
    """A pseudonym for each, with every name that the case knows for its bearer."""
    taken: dict[str, int] = {}
    texts = " ".join(row.title or "" for row in case.documents())
    for wanted in redact:
        found = bearers(case, wanted)
        entities = [row for row in found if isinstance(row, EntityRow) and row.named]
        kind = "source" if not entities else "person" if any(row.kind == "person" for row in entities) else "body"
        label = LABELS[kind]
        taken[label] = taken.get(label, 0) + 1
        names = {name for row in found for name in (row.name, *getattr(row, "aliases", ()))}
        names |= set() if any(row.id.startswith(wanted.casefold()) for row in found) else {wanted}
        words = {part for name in names for part in re.findall(r"\w+", name) if len(part) >= SHORTEST and part[0].isupper()}
        name = f"{label} {taken[label]}"
        yield Pseudonym(
            name if name not in texts else f"Redacted {name}", tuple(sorted(names)), tuple(sorted(words)) if kind == "person" else ()
        )


def bearers(case: Case, wanted: str) -> list[SourceRow | EntityRow]:
    """The sources and entities of this name, or the one with this id: somebody who speaks and is spoken of is both."""
    key = folded(wanted)
    called: list[SourceRow | EntityRow] = [row for row in case.sources() if folded(row.name) == key]
    called += [row for row in case.entities() if key in map(folded, (row.name, *row.aliases))]
    if called:
        return called
    found = case.get(wanted)
    if not isinstance(found, SourceRow | EntityRow):
        raise BadOption(f"{wanted!r} is no source or entity; `allegedly entities CASE` lists those with their ids")
    return bearers(case, found.name)


def _copy(case: Case, path: Path, redactor: Redactor) -> tuple[int, int]:
    documents = claims = 0
    with closing(Database.open(path, create=True)) as database:
        for row in case.documents():
            if not row.current:
                continue
            old = case.get(row.id)
            assert isinstance(old, Document)
            text = redactor.text(old.text)
            new = redacted_document(old, text, redactor, documents)
            version = row.reader or "nobody"
            found = tuple(redacted_claim(claim, new, text, redactor, version) for claim in case.claims_of(old))
            for claim in found:
                claim.check(new.text)
            with database.writing() as connection:
                key = additions.put_document(connection, new)
                additions.put_capture(connection, new, key, None, at=row.captured)
                if row.reader:
                    additions.put_reading(connection, new, key, Reading(version, tuple({claim.id: claim for claim in found}.values()), 0))
            documents, claims = documents + 1, claims + len(found)
    return documents, claims


def redacted_document(document: Document, text: Redacted, redactor: Redactor, number: int) -> Document:
    """The document with its new text; its place is its number, and a text of its own gives its digest."""
    changed = {name: redactor.words(value) for name in METADATA if (value := getattr(document, name))}
    boundaries = tuple(text._moved(start, 0) for start in document.pages)
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(document, **changed, text=text.text, place=f"share!{number + 1}", digest=digest, url=None, pages=boundaries)


def redacted_claim(claim: Claim, document: Document, text: Redacted, redactor: Redactor, version: str) -> Claim:
    """The claim of the new document that this claim becomes."""
    span: Callable[[Span], Span] = text.span
    return replace(
        claim,
        document=document.name,
        document_id=document.id,
        reader=version,
        sentence=span(claim.sentence),
        trigger=span(claim.trigger),
        arguments={
            role: tuple(Mention(span(each.span), redactor.words(each.entity)) for each in mentions)
            for role, mentions in claim.arguments.items()
        },
        time=claim.time and TimeExpression(span(claim.time.span), claim.time.value),
        chain=tuple(
            Hop(
                Source(redactor.words(hop.source.name), hop.source.named),
                hop.mention and span(hop.mention),
                hop.cue and span(hop.cue),
            )
            for hop in claim.chain
        ),
    )


def prove(path: Path, pseudonyms: Sequence[Pseudonym]) -> tuple[int, int]:
    """Search every value of every table, and the bytes of the file, for every name; how many values and bytes. Raises `Bug` if one is there.

    In binary values and in the file names of at least `LONG` bytes are searched: shorter ones stand there by chance.
    """
    names = re.compile("|".join(rf"(?<!\w){re.escape(folded(name))}(?!\w)" for each in pseudonyms for name in each.names))
    parts = re.compile(
        "|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for each in pseudonyms for part in each.parts for form in (part, part.upper()))
    )
    raw = [name.encode() for each in pseudonyms for name in (*each.names, *each.parts) if len(name.encode()) >= LONG]
    values = 0
    with closing(Database.open(path)) as database, database.reading() as connection:
        tables = connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in tables:
            for row in connection.execute(sql(f'SELECT * FROM "{table}"')):  # noqa: S608 - names of our own tables
                for value in row:
                    values += 1
                    if isinstance(value, bytes):
                        left = any(name in value for name in raw)
                    else:
                        left = bool(names.search(folded(str(value))) or (parts.pattern and parts.search(str(value))))
                    if left:
                        raise Bug(f"a name that was to be replaced is left in the table {table} of the copy, which was removed")
    data = path.read_bytes()
    if any(name in data for name in raw):
        raise Bug("a name that was to be replaced is left in the bytes of the copy, which was removed")
    return values, len(data)
