"""JSON Lines (and JSON that is one record or a list of them): every record that holds a text is one document."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.encodings import decode, storable
from allegedly.capture.fields import as_words, find_fields
from allegedly.capture.inputs import printable
from allegedly.capture.limits import MAX_BAD_LINES, MAX_JSON
from allegedly.capture.masthead import complete

TEXT = ("text", "body", "content", "article", "maintext", "full_text", "article_text")  # the first that holds a text wins
ID = ("id", "_id", "doc_id", "docid", "document_id", "uid", "uuid", "key")
TYPES_SHOWN = 6  # of what was not taken; the rest is counted
FIRST_LINE = 1_000_000  # bytes in which the first record must end to be recognised without a suffix


class JsonLinesCapturer:
    """A document per record, named after the record's id, or `file!line` when it has none.

    The text is the string's, character for character. A line that is no record is one `Unreadable` that names it.
    """

    suffixes = frozenset({".jsonl", ".ndjson", ".jsonlines", ".json"})
    media_types = frozenset({"application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json"})

    def recognises(self, data: bytes) -> bool:
        """The first line is a JSON object with a text."""
        if not data[:100].lstrip().startswith(b"{"):
            return False
        first = data[:FIRST_LINE].lstrip().partition(b"\n")[0]
        try:
            record = json.loads(first)
        except (ValueError, RecursionError):
            return False
        return isinstance(record, dict) and find_text(record) is not None

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable]:
        """One document per record; after `MAX_BAD_LINES` bad lines the rest of them is only counted."""
        text, encoding = decode(data, place)
        seen: set[str] = set()
        bad = 0
        for number, record in find_records(text):
            try:
                yield to_document(record, number, place, name, encoding, seen)
            except Unreadable as problem:
                bad += 1
                if bad <= MAX_BAD_LINES:
                    yield problem
        if bad > MAX_BAD_LINES:
            reason = f"{bad - MAX_BAD_LINES:,} more lines hold no record with a text"
            yield Unreadable(place, reason, "check that each line is one JSON object with a field called text")


def find_records(text: str) -> Iterator[tuple[int, str | Mapping[str, Any]]]:
    """The records with their numbers: lines still to be parsed, or the objects of a file that is one JSON value over many lines."""
    whole = parse_whole(text)
    if whole is not None:
        yield from enumerate(whole, 1)
        return
    number, start = 0, 0
    while start < len(text):
        end = text.find("\n", start)  # other line breaks may stand inside a JSON string
        end = len(text) if end < 0 else end
        number += 1
        if not text[start:end].isspace() and end > start:
            yield number, text[start:end]
        start = end + 1


def parse_whole(text: str) -> list[Mapping[str, Any]] | None:
    """The objects of a file that is one JSON list or one object; None when it is lines."""
    head = text[:1000].lstrip()
    first = text[:FIRST_LINE].lstrip().partition("\n")[0]
    if len(text) > MAX_JSON or not (head.startswith("[") or head.startswith("{") and not first.rstrip().endswith("}")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, dict) else {} for item in items]


def to_document(record: str | Mapping[str, Any], number: int, place: str, name: str, encoding: str, seen: set[str]) -> Document:
    """The document of one record; `seen` are the ids met before. Raises `Unreadable` for a record that is none or holds no text."""
    here = f"{place}!{number}"
    fields = parse_record(record, here) if isinstance(record, str) else record
    text = find_text(fields)
    if text is None:
        names = printable(", ".join(map(str, fields))[:100]) or "none"
        raise Unreadable(
            here, f"this record holds no text (its fields: {names})", f"name the field that holds it {TEXT[0]}, {TEXT[1]} or {TEXT[2]}"
        )
    own = next((printable(words)[:200] for key in ID if (words := as_words(fields.get(key)))), None)
    place = here if own is None else f"{place}!{own}" if own not in seen else f"{here}!{own}"
    if own is not None:
        seen.add(own)
    raw = record if isinstance(record, str) else json.dumps(record, sort_keys=True)
    document = Document(
        name=own or f"{name}!{number}",
        text=text,
        place=place,
        media_type="application/jsonl",
        digest=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
        encoding=encoding,
        **{field: storable(value) for field, value in find_fields(fields).items()},  # type: ignore[arg-type]
    )
    return complete(document, layout=False)


def parse_record(line: str, here: str) -> Mapping[str, Any]:
    """The JSON object on one line."""
    value = parse_value(line, here, "this line", "write one record per line")
    if not isinstance(value, dict):
        raise Unreadable(here, "this line is not a JSON object", 'write it as {"text": "..."}')
    return value


def parse_value(text: str, here: str, what: str, smaller: str) -> Any:
    """A JSON value. Raises `Unreadable` for what is none or too large; `what` it is called and how to make it `smaller` go into the words."""
    if len(text) > MAX_JSON:
        raise Unreadable(here, f"{what} has {len(text):,} characters, more than the {MAX_JSON:,} of one record", smaller)
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable(here, f"{what} is nested too deeply", "leave it out, or flatten it") from None
    except ValueError as error:
        why = re.sub(r":? ?line 1 column (\d+).*", r" at character \1", str(error))
        raise Unreadable(here, f"{what} is not valid JSON ({why})", "correct it, or leave it out") from None


def not_taken(place: str, left: Counter[str], what: str, taken: str) -> Unreadable:
    """One line that counts by type `what` a file holds beside what can be `taken` of it."""
    known = (+left).most_common()
    if not known:
        return Unreadable(place, f"holds no {what}", "export it again, and see that it has some")
    counts = [f"{number:,} {type}" for type, number in known[:TYPES_SHOWN]]
    more = sum(number for _, number in known[TYPES_SHOWN:])
    listed = ", ".join(counts + [f"{more:,} of other types"] * bool(more))
    reason = f"{sum(left.values()):,} {what} are no text to read claims in and were not taken: {listed}"
    return Unreadable(place, reason, f"only {taken} are taken, so nothing need be done")


def find_text(record: Mapping[str, Any]) -> str | None:
    """The record's text, under one of its usual names."""
    return next((value for key in TEXT if isinstance(value := record.get(key), str) and value.strip()), None)
