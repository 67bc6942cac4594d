"""W3C Web Annotation: every claim as an annotation of the sentence that bears it, with selectors by position and by quote.

Offsets count Unicode code points of the text as captured, whose SHA-256 the target names; the quote selector finds the words again in
another copy. The body says the claim in a sentence that opens with who says so, and holds the claim record itself as JSON
(`allegedly:record`), from which the claim can be put back into a case. How the proposition that it makes stands is beside it
(`allegedly:standing`).

`annotate` is the way back: what somebody changed or added outside becomes corrections in their name, which can be taken back one by one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, EvidenceError, NotFound
from allegedly.base.span import Span
from allegedly.case import Case
from allegedly.claims.correction import Record, annotation_of, content, to_claim, to_record
from allegedly.claims.wording import sentence_of
from allegedly.writers.content import Content
from allegedly.writers.inception import Gone, Misfit, is_cas, read_cas
from allegedly.writers.rows import BESIDE_CLAIMS, CLAIMS, Entry

VOCABULARY = "urn:allegedly:terms#"
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "allegedly": VOCABULARY,
        "allegedly:record": {"@type": "@json"},
        "allegedly:standing": {"@type": "@json"},
        "allegedly:textDigest": {"@type": "http://www.w3.org/2001/XMLSchema#string"},
    },
]
AROUND = 32  # characters before and after the quote: what Hypothesis stores


class AnnotationWriter:
    """An AnnotationPage, annotation by annotation."""

    summary = "W3C Web Annotations of the sentences, for annotation tools and for another case"
    suffix = ".jsonld"
    carries: Mapping[str, Collection[str]] = {
        "claims": CLAIMS.own,
        "arguments": ("claim_id", "role", "text", "start", "end", "name"),
        "chain": ("claim_id", "position", "name", "named", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"),
        "documents": ("id", "name", "title", "publisher", "published", "url", "language", "text_digest"),
        "propositions": BESIDE_CLAIMS,
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


class GoldWriter:
    """Hand annotation: what people decided about claims, in the record that readers are measured against (docs/claim-record.md)."""

    summary = "the claims that people accepted, corrected or drew, as hand annotation: what a reader is to be measured against"
    suffix = ".jsonl"
    carries: Mapping[str, Collection[str]] = {
        "claims": tuple(name for name in CLAIMS.own if name not in ("id", "document_id", "score", "reader")),
        "arguments": ("claim_id", "role", "text", "start", "end", "name"),
        "chain": ("claim_id", "position", "name", "named"),
        "documents": ("name",),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .jsonl file, a record on each line."""
        decided = {each.after["id"] for each in content.case.corrections() if each.after}
        with path.open("w", encoding="utf-8") as out:
            for entry in content.entries():
                if entry.claim.id not in decided:
                    content.left_out(entry, "nobody accepted, corrected or drew them")
                    continue
                content.wrote(entry)
                out.write(json.dumps(annotation_of(to_record(entry.claim)), ensure_ascii=False) + "\n")


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
            {
                "type": "Dataset",
                "format": "application/json",
                "allegedly:record": record(entry),
                **({"allegedly:standing": entry.standing.to_dict()} if entry.standing else {}),
            },
        ],
        "target": target(document, claim.sentence),
    }


def record(entry: Entry) -> dict[str, Any]:
    """The claim record, with the words and the cue of each source, and the id of the document."""
    return to_record(entry.claim) | {"document_id": entry.claim.document_id}


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


# ---- the way back ----------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class AnnotationReport:
    """What became of the records of a file: claims. `refused` says for each that could not be taken why."""

    unchanged: int = 0
    corrected: int = 0
    drawn: int = 0
    rejected: int = 0
    refused: list[str] = field(default_factory=list)


def annotate(case: Case, path: Path, *, exported: Path | None = None, why: str = "", who: str | None = None) -> AnnotationReport:
    """Let the claim records in a file stand in the case: a changed one corrects its claim, a new one is drawn, the others change nothing.

    The file holds claim records as JSON Lines, Web Annotations with `allegedly:record`, or what INCEpTION exports (inception.py). A record names
    its document by `document_id`, else by `document`; one whose words do not stand in the text is refused and the rest goes on.

    A claim that is not in the file is left alone, for the file may be of a part of the case. With the folder that was `exported` to INCEpTION, a
    claim that went out and did not come back is rejected. Raises `BadOption` for any other file, or a folder that lacks the document.
    """
    report = AnnotationReport()
    from_inception = is_cas(path.read_bytes())
    if exported and not from_inception:
        raise BadOption(f"{path}: is no export of INCEpTION; only such a file can be held against what was exported")
    for number, found in enumerate(read_cas(case, path, exported) if from_inception else read_records(path), 1):
        if isinstance(found, Misfit):
            report.refused.append(f"record {number}: {found.reason}")
            continue
        try:
            if isinstance(found, Gone):
                case.reject(found.claim, why=why or f"deleted in {path.name}", who=who)
                report.rejected += 1
                continue
            _take(case, found, report, why=why or f"annotation {path.name}", who=who)
        except (BadOption, EvidenceError, NotFound, KeyError, TypeError, ValueError) as error:
            words = f"lacks or misuses {error}" if isinstance(error, KeyError | TypeError | ValueError) else str(error)
            report.refused.append(f"record {number}: {words}")
    return report


def _take(case: Case, found: Record, report: AnnotationReport, *, why: str, who: str | None) -> None:
    document = case.get(str(found.get("document_id") or found["document"]))
    if not isinstance(document, Document):
        raise BadOption(f"{found.get('document')!r} is no document of this case")
    new = to_claim(found, document, who or "")
    standing = {claim.id: claim for claim in case.claims_of(document)}
    before = standing.get(new.id) or standing.get(str(found.get("id")))
    if before is None:
        case.draw(document.id, found, why=why, who=who)
        report.drawn += 1
    elif content(before) == content(new):
        report.unchanged += 1
    else:
        case.correct(before, found, why=why, who=who)
        report.corrected += 1


def read_records(path: Path) -> Iterator[Record]:
    """The claim records of a file: JSON Lines of them, or an AnnotationPage (or one Annotation)."""
    text = path.read_text(encoding="utf-8")
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    if isinstance(whole, dict) and "sentence" not in whole:
        for item in whole.get("items", [whole]):
            bodies = item.get("body", [])
            yield from (
                body["allegedly:record"] for body in (bodies if isinstance(bodies, list) else [bodies]) if "allegedly:record" in body
            )
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found = json.loads(line)
            except ValueError as error:
                raise BadOption(
                    f"{path}, line {number}: not JSON; expected claim records (one per line), Web Annotations or an export of INCEpTION"
                ) from error
            if not isinstance(found, dict) or "sentence" not in found:
                raise BadOption(f"{path}, line {number}: no claim record; `allegedly claims CASE --format jsonl` prints some")
            yield found
