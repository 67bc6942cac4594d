"""STIX 2 bundles: every report and every note is one document, with its description or content as text, exactly as it stands there.

Title, publisher (the identity that created it), authors, date and address come from the object. Whatever else a bundle holds is no text to
read claims in; it is counted by type in one line, so that nothing is lost silently. What allegedly itself wrote is left out too: its notes on
claims, read again, would pass for reports of their own.
"""

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
from allegedly.capture.fields import WEB_ADDRESS, as_words, find_fields
from allegedly.capture.inputs import printable
from allegedly.capture.limits import MAX_BAD_LINES
from allegedly.capture.masthead import complete
from allegedly.capture.table import not_taken, parse_value

ENDS = 4_000  # bytes at the beginning and the end in which a bundle says what it is; programs that sort keys say it at the end
IS_BUNDLE = (re.compile(rb'"type"\s*:\s*"bundle"'), re.compile(rb'"id"\s*:\s*"bundle--'))
TEXT = {"report": "description", "note": "content"}
OURS = "extension-definition--8ef605ae-2ae2-5d3a-bd97-17800711fff3"  # what writers/stix.py puts on what it writes


class StixCapturer:
    """A document per report and note, named after its id."""

    suffixes = frozenset({".stix"})
    media_types = frozenset({"application/stix+json"})

    def recognises(self, data: bytes) -> bool:
        """A JSON object that calls itself a bundle and has a bundle's id."""
        if not data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return False
        ends = data[:ENDS] + data[-ENDS:]
        return all(mark.search(ends) for mark in IS_BUNDLE)

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable]:
        """The reports and notes in their order, a line for each that cannot be taken, and one for all other objects."""
        text, encoding = decode(data, place)
        objects = find_objects(text, place)
        identities = {each["id"]: words for each in objects if each["type"] == "identity" and (words := as_words(each.get("name")))}
        newest: dict[str, str] = {}
        for each in objects:
            newest[each["id"]] = max(newest.get(each["id"], ""), as_words(each.get("modified")))
        left = Counter(each["type"] for each in objects if each["type"] not in TEXT)
        publishers: set[str] = set()
        taken: set[str] = set()
        bad = 0
        for each in objects:
            if each["type"] not in TEXT:
                continue
            if OURS in as_object(each.get("extensions")):
                left[f"{each['type']} by allegedly itself"] += 1
                continue
            here = f"{place}!{printable(each['id'])[:200]}"
            try:
                check(each, here, newest[each["id"]], taken)
            except Unreadable as problem:
                bad += 1
                if bad <= MAX_BAD_LINES:
                    yield problem
                continue
            taken.add(each["id"])
            creator = as_words(each.get("created_by_ref"))
            publishers.add(creator)
            yield to_document(each, here, encoding, identities.get(creator))
        if bad > MAX_BAD_LINES:
            yield Unreadable(
                place, f"{bad - MAX_BAD_LINES:,} more reports and notes hold no text that can be taken", "look at them by hand"
            )
        left["identity"] -= len(publishers & identities.keys())
        if +left or not taken and not bad:
            yield not_taken(place, left, "objects", "reports and notes")


def find_objects(text: str, place: str) -> list[Mapping[str, Any]]:
    """The objects of a bundle that have a type and an id; those without are counted as such. Raises `Unreadable` for anything else."""
    bundle = parse_value(text, place, "this bundle", "divide its objects among several bundles")
    objects = bundle.get("objects") if isinstance(bundle, dict) else None
    if not isinstance(objects, list):
        raise Unreadable(place, 'is no STIX bundle: it has no list called "objects"', "export it again as a STIX 2.1 bundle")
    return [as_typed(each) for each in objects]


def as_typed(value: Any) -> Mapping[str, Any]:
    """An object of a bundle; what is none has its own type."""
    found = as_object(value)
    known = isinstance(found.get("type"), str) and isinstance(found.get("id"), str)
    return {**found, "type": printable(found["type"])[:60]} if known else {"type": "object without type or id", "id": ""}


def as_object(value: Any) -> Mapping[str, Any]:
    """A JSON object; an empty one for any other value."""
    return value if isinstance(value, dict) else {}


def check(found: Mapping[str, Any], here: str, newest: str, taken: set[str]) -> None:
    """Raise `Unreadable` for a report or note that is no document."""
    field = TEXT[found["type"]]
    text = found.get(field)
    if found["id"] in taken or as_words(found.get("modified")) != newest:
        raise Unreadable(here, "is here in several versions; only the newest is taken", "add the others from bundles of their own")
    if found.get("revoked") is True:
        raise Unreadable(here, "was revoked by whoever created it, and is not taken", "add its text as a file if it matters all the same")
    if not isinstance(text, str) or not text.strip():
        raise Unreadable(here, f"this {found['type']} holds no text in its {field}", "get the report it stands for, and add that")


def to_document(found: Mapping[str, Any], here: str, encoding: str, publisher: str | None) -> Document:
    """The document of a report or note that passed `check`."""
    listed = found.get("external_references")
    references = [as_object(each) for each in listed] if isinstance(listed, list) else []
    # A reference with an external_id leads to a catalogue (CVE, ATT&CK), not to the report itself.
    addresses = (as_words(each.get("url")) for each in references if not each.get("external_id"))
    described = {
        "title": found.get("name") if found["type"] == "report" else found.get("abstract"),
        "publisher": publisher,
        "authors": found.get("authors"),
        "published": found.get("published") or found.get("created"),
        "url": next((address for address in addresses if WEB_ADDRESS.fullmatch(address)), None),
        "language": found.get("lang"),
    }
    raw = json.dumps(found, sort_keys=True)
    document = Document(
        name=printable(found["id"])[:200],
        text=found[TEXT[found["type"]]],
        place=here,
        media_type="application/stix+json",
        digest=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
        encoding=encoding,
        **{field: storable(value) for field, value in find_fields(described).items()},  # type: ignore[arg-type]
    )
    return complete(document, layout=False)
