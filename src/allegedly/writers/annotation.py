"""W3C Web Annotation: every claim as an annotation of the sentence that bears it, with selectors by position and by quote.

Offsets count Unicode code points of the text as captured, whose SHA-256 the target names; the quote selector finds the words again in
another copy. The body says the claim in a sentence that opens with who says so, and holds the claim record itself as JSON
(`allegedly:record`), from which the claim can be put back into a case.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.wording import sentence_of
from allegedly.writers.content import Content
from allegedly.writers.rows import CLAIMS, Entry, chain_rows

VOCABULARY = "urn:allegedly:terms#"
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "allegedly": VOCABULARY,
        "allegedly:record": {"@type": "@json"},
        "allegedly:textDigest": {"@type": "http://www.w3.org/2001/XMLSchema#string"},
    },
]
AROUND = 32  # characters before and after the quote: what Hypothesis stores


class AnnotationWriter:
    """An AnnotationPage, annotation by annotation."""

    summary = "W3C Web Annotations of the sentences, for annotation tools and for another case"
    carries: Mapping[str, Collection[str]] = {
        "claims": CLAIMS.own,
        "arguments": ("claim_id", "role", "text", "start", "end", "name"),
        "chain": ("claim_id", "position", "name", "named", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"),
        "documents": ("id", "name", "title", "publisher", "published", "url", "language", "text_digest"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .jsonld file."""
        head = {"@context": CONTEXT, "id": "urn:allegedly:annotations", "type": "AnnotationPage"}
        with path.open("w", encoding="utf-8") as out:
            out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [')
            for number, item in enumerate(self._items(content)):
                out.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
            out.write("\n]}\n")

    def _items(self, content: Content) -> Iterator[dict[str, Any]]:
        for entry in content.entries():
            content.wrote(entry)
            yield annotation(entry)


def annotation(entry: Entry) -> dict[str, Any]:
    """One claim."""
    claim, document = entry.claim, entry.document
    return {
        "id": f"urn:allegedly:{claim.id}",
        "type": "Annotation",
        "motivation": ["describing", "classifying"],
        "generator": {"id": f"urn:allegedly:reader:{claim.reader.replace(' ', '-')}", "type": "Software", "name": claim.reader},
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": sentence_of(claim)},
            {"type": "TextualBody", "purpose": "tagging", "value": claim.type},
            {"type": "Dataset", "format": "application/json", "allegedly:record": record(entry)},
        ],
        "target": target(document, claim.sentence),
    }


def record(entry: Entry) -> dict[str, Any]:
    """The claim record, with the places of sources and cues."""
    hops = ({name: value for name, value in row.items() if name not in ("claim_id", "source_id")} for row in chain_rows(entry))
    return entry.claim.to_dict() | {"document_id": entry.claim.document_id, "chain": list(hops)}


def target(document: Document, span: Span) -> dict[str, Any]:
    """Where the words stand, and in which text."""
    text = document.text
    described = {name: value for name in ("name", "title", "publisher", "published") if (value := getattr(document, name))}
    return {
        "source": {
            "id": document.url or f"urn:allegedly:{document.id}",
            "type": "Text",
            **({"language": document.language} if document.language else {}),
            "allegedly:document": document.id,
            "allegedly:textDigest": f"sha256:{document.text_digest}",
            **{f"allegedly:{name}": value for name, value in described.items()},
        },
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": span.text,
                "prefix": text[max(0, span.start - AROUND) : span.start],
                "suffix": text[span.end : span.end + AROUND],
            },
        ],
    }
