"""A share copy: a new case in which chosen persons, sources and bodies have pseudonyms, in texts, claims, metadata and file names alike.

A name is replaced wherever it stands, with all other names that the case and its lexicon know for its bearer, whatever its case, accents and
what joins its words; of a person, and of somebody of whom the case knows no more than the name, also each part of it that stands alone with a
capital, with initials before it. In addresses, handles and file names, which know no capitals, parts are replaced in small letters and within words too. Places in the text move with what is replaced
before them, so that every claim of the copy still holds against its text. Digests are those of the new texts: with that of the original a guess
at a name could be confirmed. Originals, paths, addresses and what people decided stay behind.

Afterwards every value of every table of the copy is searched for every name, the full-text indexes are held against their tables, and the bytes
of the file are searched, which a VACUUM has rid of whatever is in no table. If a name is found, there is no copy.

A part of the name of a body ("Saltgate" of the Saltgate Kitchen) may mean something else and stays; the report counts it. What identifies
somebody without naming them (an office, a rank, a date) stays: a person has to read the copy before it leaves.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import unicodedata
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, Bug, CaseError
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.case import Case
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.claims.reading import Reading
from allegedly.entities.names import vocabulary
from allegedly.store import additions
from allegedly.store.database import Database
from allegedly.store.query import EntityRow, SourceRow
from allegedly.store.schema import FULL_TEXT
from allegedly.writers.writers import remove, whole

LABELS = {"person": "Person", "source": "Source", "thing": "Name", "body": "Body"}
LONG = 6  # bytes; one name in a hundred million files of a megabyte stands there by chance
SHORTEST = 3  # letters of a part of a name that is replaced, or counted, where it stands alone
WITHIN = 4  # letters from which a name is found within a longer word of an address
ACRONYM = 3  # letters up to which a name in capitals is another word in small letters: "US" and "us", "WHO" and "who"
METADATA = ("name", "title", "publisher", "byline", "agency", "dateline")
FILE_NAMES = frozenset({("documents", "name"), ("captures", "place")})  # columns without capitals to go by
WORD = re.compile(r"[^\W\d_]+")
TOKEN = re.compile(r"\S+")
ADDRESS = re.compile(r"@|://|www\.|[#_]")  # what only an address, a handle or a file name has in it
JOINED = r"(?:\s+|[\W_])"  # between the words of a name: white space, or one mark as in "anders-lohm"
ENDING = "аяоеиыьую"  # what a Russian name ends in changes with its case
NO_LETTER_BEFORE, NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """What stands for whom in the copy: for these names however they are written, and for these parts of a name where they have a capital."""

    label: str
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareReport:
    """What is in the copy, what was replaced how often, and how much was searched for what should not be there.

    `standing` are parts of the names of bodies and unnamed sources that still stand in the texts, and how often.
    """

    documents: int
    claims: int
    pseudonyms: tuple[Pseudonym, ...]
    replaced: int
    values_searched: int
    bytes_searched: int
    standing: tuple[tuple[str, int], ...] = ()

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


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a name, as a pattern on folded text, and what the words found have to be in the text itself."""

    pattern: str
    label: str
    letters: int
    capital: bool = False  # begins with one: a part of a person's name
    capitals: bool = False  # has no other letters: an acronym


class Redactor:
    """Finds names and replaces them by pseudonyms; case, accents and the white space between words make no difference."""

    def __init__(self, pseudonyms: Sequence[Pseudonym]) -> None:
        self.replaced = 0
        self._strict = _patterns(pseudonyms, loose=False)
        self._loose = _patterns(pseudonyms, loose=True)

    def find(self, text: str, *, loose: bool = False) -> Iterator[tuple[int, int, str]]:
        """Start, end and label of each name in `text`, in order; `loose` as in a file name, where there are no capitals to go by."""
        folded_text, places = fold_places(text)
        found = list(_search(self._loose if loose else self._strict, text, folded_text, places, 0, len(folded_text)))
        for token in () if loose else TOKEN.finditer(folded_text):
            if ADDRESS.search(token[0]):
                found += _search(self._loose, text, folded_text, places, *token.span())
        last = 0
        for start, end, label in sorted(found, key=lambda each: (each[0], -each[1])):
            if start >= last:
                yield start, end, label
                last = end

    def text(self, text: str, *, loose: bool = False) -> Redacted:
        """`text` with every name replaced."""
        parts, edits, last, length = [], [], 0, 0
        for start, end, label in self.find(text, loose=loose):
            parts += [text[last:start], label]
            length += start - last
            edits.append((start, end, length, length + len(label)))
            length, last = length + len(label), end
        self.replaced += len(edits)
        return Redacted("".join(parts) + text[last:], tuple(edits))

    def words(self, text: str, *, loose: bool = False) -> str:
        """`text` with every name replaced, where places do not matter."""
        return self.text(text, loose=loose).text


_Patterns = tuple[re.Pattern[str], Sequence[_Form]]


def _patterns(pseudonyms: Sequence[Pseudonym], *, loose: bool) -> _Patterns:
    """All forms of all names in one pattern, the longest first, a group for each."""
    forms: dict[str, _Form] = {}
    for each in pseudonyms:
        for form in (*(_name(name, each.label, loose) for name in each.names), *(_part(part, each, loose) for part in each.parts)):
            if form:
                forms.setdefault(form.pattern, form)
    ordered = sorted(forms.values(), key=lambda form: (form.capital, -form.letters, form.pattern))  # whole names before parts
    return re.compile("|".join(f"({form.pattern})" for form in ordered)), ordered


def _name(name: str, label: str, loose: bool) -> _Form | None:
    """A whole name, its words joined by white space, by one mark, or (if that leaves it long enough) by nothing."""
    words = re.findall(r"[^\W_]+", folded(name))
    if not words:
        return None
    letters = sum(map(len, words))
    joined = (JOINED + ("?" if letters >= LONG else "")).join(map(_inflected, words))
    short = len(words) == 1 and letters <= ACRONYM and name == name.upper() and not loose
    return _Form(_bounded(joined, loose and letters >= WITHIN), label, letters, capitals=short)


def _part(part: str, pseudonym: Pseudonym, loose: bool) -> _Form:
    """A part of a person's name, with the initials of other parts before it and the plural of a family after it."""
    word = folded(part)
    if loose:
        return _Form(_bounded(_inflected(word), len(word) >= WITHIN), pseudonym.label, len(word))
    initials = "".join(sorted({folded(each)[0] for each in pseudonym.parts}))
    before = rf"(?:[{re.escape(initials)}]\.\s?){{0,3}}"
    return _Form(_bounded(f"{before}{_inflected(word)}s?", False), pseudonym.label, len(word), capital=True)


def _inflected(word: str) -> str:
    """A word of a name as a pattern; of a Russian one, in every case."""
    if len(word) > SHORTEST and re.fullmatch("[а-яіѣ]+", word):
        return f"{re.escape(word[:-1] if word[-1] in ENDING else word)}[а-яі]{{0,3}}"
    return re.escape(word)


def _bounded(pattern: str, within: bool) -> str:
    """The pattern where no letter stands beside it, unless it may be `within` a word."""
    return pattern if within else f"{NO_LETTER_BEFORE}{pattern}{NO_LETTER_AFTER}"


def _search(
    patterns: _Patterns, text: str, folded_text: str, places: Sequence[int], start: int, end: int
) -> Iterator[tuple[int, int, str]]:
    """What of the patterns is in a part of the folded text, in places of the text itself."""
    pattern, forms = patterns
    while found := pattern.search(folded_text, start, end):
        form = forms[(found.lastindex or 1) - 1]
        first, last = places[found.start()], places[found.end() - 1] + 1
        while last < len(text) and not _fold(text[last]):  # the accents of the last letter
            last += 1
        start = found.end()
        if form.capital and not text[first].isupper() or form.capitals and text[first:last] != text[first:last].upper():
            start = found.start() + 1
            continue
        yield first, last, form.label


def fold_places(text: str) -> tuple[str, Sequence[int]]:
    """`text` without case and accents, and for each of its characters where it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    folded_text = [(char, at) for at, each in enumerate(text) for char in _fold(each)]
    return "".join(char for char, _ in folded_text), [at for _, at in folded_text]


@cache
def _fold(char: str) -> str:
    """A character without case and accents; nothing for one that only joins or marks others."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(each for each in plain if not unicodedata.combining(each) and unicodedata.category(each) != "Cf")


def folded(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(fold_places(name)[0].split())


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
            documents, claims, standing = _copy(case, part, redactor, pseudonyms)
            values, size = prove(part, pseudonyms)
        finally:
            for suffix in ("-wal", "-shm"):
                remove(part.with_name(part.name + suffix))
    return ShareReport(documents, claims, tuple(pseudonyms), redactor.replaced, values, size, standing)


def choose(case: Case, redact: Sequence[str]) -> Iterator[Pseudonym]:
    """A pseudonym for each, with every name that the case knows for its bearer."""
    taken: dict[str, int] = {}
    for wanted in redact:
        found = bearers(case, wanted)
        entities = [row for row in found if isinstance(row, EntityRow) and row.named]
        kinds = {row.kind for row in entities} or {"source"}
        kind = next((each for each in ("person", "source") if each in kinds), "thing" if kinds == {"thing"} else "body")
        label = LABELS[kind]
        taken[label] = taken.get(label, 0) + 1
        names = {name for row in found for name in (row.name, *getattr(row, "aliases", ()))}
        names |= {name for row in entities for name in case.also_called(row)}
        names |= set() if any(row.id.startswith(wanted.casefold()) for row in found) else {wanted}
        parts = {part for name in names for part in parts_of(name)} if kind in ("person", "thing") else ()
        name = f"{label} {taken[label]}"
        known = any(case.documents(text=f'"{name}"'))
        yield Pseudonym(f"Redacted {name}" if known else name, tuple(sorted(names)), tuple(sorted(parts)))


def parts_of(name: str) -> set[str]:
    """The words of a name that can mean its bearer by themselves: with a capital, not short, no title ("General") and no common noun."""
    known = vocabulary()
    common = known.titles | known.particles | known.generic
    return {part for part in WORD.findall(name) if len(part) >= SHORTEST and part[0].isupper() and folded(part) not in common}


def bearers(case: Case, wanted: str) -> list[SourceRow | EntityRow]:
    """The sources and entities of this name, or the one with this id: somebody who speaks and is spoken of is both."""
    key = folded(wanted)
    entities = [row for row in case.entities() if key in map(folded, (row.name, *row.aliases))]
    voices = {id for row in entities for id in row.sources}
    sources = [row for row in case.sources() if folded(row.name) == key or row.id in voices]
    if entities or sources:
        return [*sources, *entities]
    found = case.get(wanted)
    if not isinstance(found, SourceRow | EntityRow):
        raise BadOption(f"{wanted!r} is no source or entity; `allegedly entities CASE` lists those with their ids")
    return bearers(case, found.name)


def _copy(case: Case, path: Path, redactor: Redactor, pseudonyms: Sequence[Pseudonym]) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    documents = claims = 0
    others = sorted({part for each in pseudonyms if not each.parts for name in each.names for part in parts_of(name)})
    alone = re.compile(rf"{NO_LETTER_BEFORE}(?:{'|'.join(others)}){NO_LETTER_AFTER}") if others else None
    standing: Counter[str] = Counter()
    with closing(Database.open(path, create=True)) as database:
        for row in case.documents():
            if not row.current:
                continue
            old = case.get(row.id)
            assert isinstance(old, Document)
            text = redactor.text(old.text)
            standing.update(alone.findall(text.text) if alone else ())
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
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    return documents, claims, tuple(standing.most_common())


def redacted_document(document: Document, text: Redacted, redactor: Redactor, number: int) -> Document:
    """The document with its new text; its place is its number, and a text of its own gives its digest."""
    changed: dict[str, Any] = {name: redactor.words(value, loose=name == "name") for name in METADATA if (value := getattr(document, name))}
    boundaries = tuple(text._moved(start, 0) for start in document.pages)
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(
        document, **changed, text=text.text, place=f"share!{number + 1}", digest=digest, url=None, pages=boundaries, original=None
    )


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


def unpacked(value: bytes) -> bytes:
    """What a binary value holds, if it is deflated as originals are; else nothing."""
    try:
        return zlib.decompress(value)
    except zlib.error:
        return b""


def prove(path: Path, pseudonyms: Sequence[Pseudonym]) -> tuple[int, int]:
    """Search every value of every table, and the bytes of the file, for every name; how many values and bytes. Raises `Bug` if one is there.

    In binary values (unpacked too, if they are deflated) and in the file names of at least `LONG` bytes are searched: shorter ones stand there by chance. Full-text indexes hold
    words in a form of their own; SQLite compares them with the tables, which have been searched.
    """
    names = Redactor(pseudonyms)
    forms = {form for each in pseudonyms for name in each.names for form in (name, name.lower(), name.upper(), name.title())}
    forms |= {form for each in pseudonyms for part in each.parts for form in (part, part.upper())}
    raw = [data for form in forms if len(data := form.encode()) >= LONG]
    values = 0
    with closing(Database.open(path)) as database:
        with database.reading() as connection:
            tables = connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
            for table in tables:
                for row in connection.execute(sql(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - names of our own tables
                    for column, value in row.items():
                        values += 1
                        if isinstance(value, bytes):
                            left = any(name in each for each in (value, unpacked(value)) for name in raw)
                        else:
                            left = any(names.find(str(value), loose=(table, column) in FILE_NAMES))
                        if left:
                            raise Bug(f"a name that was to be replaced is left in the table {table} of the copy, which was removed")
        for index in FULL_TEXT:
            try:
                with database.writing() as connection:
                    connection.execute(sql(f"INSERT INTO {index.name}({index.name}, rank) VALUES ('integrity-check', 1)"))  # noqa: S608
            except CaseError as error:
                raise Bug(f"the index {index.name} of the copy holds words that its table does not; the copy was removed") from error
    data = path.read_bytes()
    if any(name in data for name in raw):
        raise Bug("a name that was to be replaced is left in the bytes of the copy, which was removed")
    return values, len(data)
