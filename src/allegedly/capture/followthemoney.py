"""FollowTheMoney entities: every document among them that has a text is one document.

The text is `bodyText`, or that of the web page in `bodyHtml`, or that of the `Page` entities of a document with pages, in their order. Lines
about one entity are fragments of it and are put together first, as that format means them. Everything else (persons, companies, payments,
folders, documents without text) is counted by schema in one line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.encodings import decode, storable
from allegedly.capture.fields import find_fields
from allegedly.capture.html import capture_page
from allegedly.capture.inputs import printable
from allegedly.capture.limits import MAX_BAD_LINES
from allegedly.capture.masthead import complete
from allegedly.capture.table import FIRST_LINE, find_records, not_taken, parse_record

MEDIA_TYPE = "application/json+ftm"
# `Document` of the model and all schemata below it; tests hold this against the followthemoney library.
DOCUMENTS = frozenset("Article Audio Document Email Folder HyperText Image Message Package Pages PlainText Table Video Workbook".split())
MODEL = re.compile(rb'"schema"\s*:\s*"[A-Z][A-Za-z]+"'), re.compile(rb'"properties"\s*:\s*\{')
ENDS = 4_000  # bytes at the beginning and the end of a list in which an entity says what it is
PAGE = "Page"  # no document of its own, but one page of a document
PAGE_BREAK = "\n\n"
# FollowTheMoney writes ISO 639-3; these are the languages with a two-letter code that most reports are in.
LANGUAGES = {
    "ara": "ar", "bel": "be", "deu": "de", "eng": "en", "fas": "fa", "fra": "fr", "heb": "he", "hin": "hi", "ita": "it", "jpn": "ja", "kor": "ko",
    "nld": "nl", "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr", "ukr": "uk", "urd": "ur", "zho": "zh",
}  # fmt: skip


@dataclass(slots=True)
class Entity:
    """What all lines about one entity say together; a value is there once."""

    id: str
    schema: str
    properties: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def values(self, *names: str) -> list[str]:
        """The values of the first of these properties that has some."""
        return next((list(found) for name in names if (found := self.properties.get(name))), [])

    def take(self, schema: str, properties: Mapping[str, Any]) -> None:
        """Add what one more line says. Of two schemata that of a document holds."""
        if schema in DOCUMENTS and self.schema not in DOCUMENTS:
            self.schema = schema
        for name, given in properties.items():
            for value in given if isinstance(given, list) else [given]:
                if isinstance(value, str) and value.strip():
                    self.properties[name][value] = None


class FollowTheMoneyCapturer:
    """A document per entity with a text, named after its id. Takes a stream of entities (one a line) or one JSON list of them."""

    suffixes = frozenset({".ftm", ".ijson"})
    media_types = frozenset({MEDIA_TYPE})

    def recognises(self, data: bytes) -> bool:
        """The first line, or the list, holds an object with a schema and properties."""
        start = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
        if start.startswith(b"{"):
            try:
                return is_entity(json.loads(data[:FIRST_LINE].lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]))
            except (ValueError, RecursionError):
                pass
        ends = data[:ENDS] + data[-ENDS:]
        return start.startswith((b"{", b"[")) and all(mark.search(ends) for mark in MODEL)

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable]:
        """The documents in the order of their first lines, a line for each that is no entity, and one for all other entities."""
        text, encoding = decode(data, place)
        entities: dict[str, Entity] = {}
        bad = 0
        for number, record in find_records(text):
            try:
                found = parse_entity(record, f"{place}!{number}")
            except Unreadable as problem:
                bad += 1
                if bad <= MAX_BAD_LINES:
                    yield problem
                continue
            entities.setdefault(found["id"], Entity(found["id"], found["schema"])).take(found["schema"], found["properties"])
        if bad > MAX_BAD_LINES:
            yield Unreadable(place, f"{bad - MAX_BAD_LINES:,} more lines hold no entity", "write one entity per line, as `ftm` does")
        yield from documents(list(entities.values()), place, encoding)
        if not entities and not bad:
            yield not_taken(place, Counter(), "entities", "documents with a text")


def is_entity(value: Any) -> bool:
    """Whether a JSON value is an entity."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and isinstance(value.get("schema"), str)
        and isinstance(value.get("properties"), dict)
    )


def parse_entity(record: str | Mapping[str, Any], here: str) -> Mapping[str, Any]:
    """The entity on one line. Raises `Unreadable` for anything else."""
    found = parse_record(record, here) if isinstance(record, str) else record
    if not is_entity(found):
        names = printable(", ".join(map(str, found))[:100]) or "none"
        raise Unreadable(
            here,
            f"this is no FollowTheMoney entity (its fields: {names})",
            'write it as {"id": "...", "schema": "...", "properties": {...}}',
        )
    return found


def documents(entities: Sequence[Entity], place: str, encoding: str) -> Iterator[Document | Unreadable]:
    """The documents among entities, and what was not taken."""
    pages: defaultdict[str, list[Entity]] = defaultdict(list)
    for each in entities:
        for id in each.values("document") if each.schema == PAGE else ():
            pages[id].append(each)
    left: Counter[str] = Counter()
    for each in entities:
        if each.schema not in DOCUMENTS:
            left[printable(each.schema)[:60]] += each.schema != PAGE
            continue
        try:
            document = to_document(each, pages.pop(each.id, []), place, encoding)
        except Unreadable as problem:
            yield problem
            continue
        if document:
            yield document
        else:
            left[f"{each.schema} without text"] += 1
    left["Page whose document is not in the file"] = sum(map(len, pages.values()))
    if +left:
        yield not_taken(place, left, "entities", "documents with a text")


def to_document(entity: Entity, pages: Sequence[Entity], place: str, encoding: str) -> Document | None:
    """The document that an entity is; None when it has no text."""
    name = printable(entity.id)[:200]
    here = f"{place}!{name}"
    described = {
        "title": first(entity.values("title", "subject", "name", "fileName")),
        "authors": entity.values("author", "from", "sender"),
        "publisher": first(entity.values("publisher")),
        "published": first(entity.values("publishedAt", "date", "authoredAt")),
        "url": first(entity.values("sourceUrl")),
        "language": LANGUAGES.get(language := first(entity.values("language", "detectedLanguage")) or "", language),
    }
    fields: dict[str, Any] = {field: storable(value) for field, value in find_fields(described).items()}
    raw = json.dumps([entity.id, entity.schema, entity.properties, [page.properties for page in pages]], sort_keys=True)
    fields["digest"] = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    if body := PAGE_BREAK.join(entity.values("bodyText")):
        return complete(Document(name=name, text=body, place=here, media_type=MEDIA_TYPE, encoding=encoding, **fields), layout=False)
    if html := first(entity.values("bodyHtml")):
        page = capture_page(html.encode("utf-8", "surrogatepass"), here, name, charset="utf-8", media_type=MEDIA_TYPE)
        return replace(page, **fields)
    texts = [PAGE_BREAK.join(page.values("bodyText")) for page in sorted(pages, key=number_of)]
    if not any(texts):
        return None
    starts = [sum(len(text) + len(PAGE_BREAK) for text in texts[:number]) for number in range(len(texts))]
    whole = Document(
        name=name, text=PAGE_BREAK.join(texts), place=here, media_type=MEDIA_TYPE, encoding=encoding, pages=tuple(starts), **fields
    )
    return complete(whole, layout=False)


def first(values: Sequence[str]) -> str | None:
    """The first value, if any."""
    return values[0] if values else None


def number_of(page: Entity) -> int:
    """The number of a page; those without one come first, in the order of the file."""
    index = first(page.values("index")) or ""
    return int(index) if re.fullmatch(r"\d{1,9}", index) else 0
