"""MISP: one event whose objects are the documents and, as annotations of these, the claims.

An annotation says the claim in a sentence that opens with who says so; its comment holds the claim record as JSON. Objects are the
`news-media` and `annotation` templates of misp-objects. The event is not published, its threat level is undefined and nothing is
distributed beyond the receiving organisation until somebody there decides otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid5

from allegedly.base.document import Document
from allegedly.claims.wording import sentence_of
from allegedly.writers.annotation import record
from allegedly.writers.content import Content
from allegedly.writers.rows import CLAIMS, Entry
from allegedly.writers.stix import NAMESPACE, meant

MEDIA = {"name": "news-media", "template_uuid": "691463c5-5302-4847-9bec-4c56ccfec677", "template_version": "3", "meta-category": "misc"}
ANNOTATION = {
    "name": "annotation",
    "template_uuid": "5d8dc046-15a1-4ca3-a09f-ed4ede7c4487",
    "template_version": "3",
    "meta-category": "misc",
}
UNDEFINED, INITIAL, OWN_ORGANISATION = "4", "0", "0"  # threat level, state of analysis, distribution


class MispWriter:
    """One event, object by object."""

    summary = "a MISP event: documents as news-media objects, claims as annotations of them"
    suffix = ".json"
    carries: Mapping[str, Collection[str]] = {
        "claims": CLAIMS.own,
        "arguments": ("claim_id", "role", "text", "start", "end", "name", "entity_id"),
        "chain": ("claim_id", "position", "name", "named", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"),
        "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language", "digest", "text_digest", "captured"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .json file."""
        day = max((row.captured for row in content.case.documents()), default="1970-01-01")[:10]
        head = {
            "uuid": uuid("event", content.case.path.name, *sorted(content.ids)),
            "info": f"Claims of published reports, each by whoever makes it ({content.case.path.name})",
            "date": day,
            "threat_level_id": UNDEFINED,
            "analysis": INITIAL,
            "distribution": OWN_ORGANISATION,
            "published": False,
            "Tag": [{"name": "type:OSINT"}],
        }
        with path.open("w", encoding="utf-8") as out:
            out.write('{"Event": ' + json.dumps(head, ensure_ascii=False)[:-1] + ', "Object": [')
            for number, item in enumerate(self._objects(content)):
                out.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
            out.write("\n]}}\n")

    def _objects(self, content: Content) -> Iterator[dict[str, Any]]:
        for document, entries in content.documents_with_entries():
            yield media(document, entries[0].captured)
            for entry in entries:
                content.wrote(entry)
                yield annotation(entry)


def uuid(*parts: str) -> str:
    """The same content always has the same."""
    return str(uuid5(NAMESPACE, chr(31).join(("misp", *parts))))


def attribute(owner: str, relation: str, type: str, value: str, comment: str = "") -> dict[str, Any]:
    """One attribute of an object; nothing in it is meant to be matched against traffic."""
    return {
        "uuid": uuid(owner, relation, value),
        "object_relation": relation,
        "type": type,
        "category": "External analysis" if type == "link" else "Other",
        "value": value,
        "to_ids": False,
        "disable_correlation": True,
        "distribution": OWN_ORGANISATION,
        "comment": comment,
    }


def media(document: Document, captured: str) -> dict[str, Any]:
    """A document; what the template has no field for is JSON in the comment."""
    known = ("id", "name", "publisher", "byline", "published", "url", "language", "digest", "text_digest")
    described = {name: value for name in known if (value := getattr(document, name))} | {"captured": captured}
    attributes = [
        attribute(document.id, "source", "text", document.publisher or document.name),
        attribute(document.id, "title", "text", document.title or document.name),
        *([attribute(document.id, "link", "link", document.url)] if document.url else []),
    ]
    comment = json.dumps(described, ensure_ascii=False)
    return MEDIA | {"uuid": uuid(document.id), "distribution": OWN_ORGANISATION, "comment": comment, "Attribute": attributes}


def annotation(entry: Entry) -> dict[str, Any]:
    """A claim, as an annotation of its document."""
    id, comment = entry.claim.id, record(entry) | {"sentence_text": entry.claim.sentence.text, "entities": meant(entry)}
    reference = {
        "uuid": uuid(id, "annotates"),
        "object_uuid": uuid(id),
        "referenced_uuid": uuid(entry.claim.document_id),
        "relationship_type": "annotates",
    }
    return ANNOTATION | {
        "uuid": uuid(id),
        "distribution": OWN_ORGANISATION,
        "comment": json.dumps(comment, ensure_ascii=False),
        "Attribute": [attribute(id, "text", "text", sentence_of(entry.claim))],
        "ObjectReference": [reference],
    }
