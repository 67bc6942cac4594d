"""MISP: one event whose objects are the documents and, as annotations of these, the claims.

An annotation says the claim in a sentence that opens with who says so; its comment holds the claim record as JSON. Objects are the
`news-media` and `annotation` templates of misp-objects. The event is not published, its threat level is undefined and nothing is
distributed beyond the receiving organisation until somebody there decides otherwise.

What the program works out about propositions, and the hypotheses of the case, are annotations as well, of those that they are about. Words of
likelihood and confidence are tags of the taxonomy `estimative-language`. Tags of `admiralty-scale` are set where an analyst set a grade, and
nowhere else: what is proposed from the reports stands in the text. Who decided what, and why, are notes (analyst data).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from allegedly.base.document import Document
from allegedly.claims.wording import sentence_of
from allegedly.evidence.dependence import Dependence
from allegedly.evidence.tracing import agent_key
from allegedly.writers.annotation import record
from allegedly.writers.content import Content
from allegedly.writers.rows import (
    CLAIMS,
    TABLES,
    Entry,
    Standing,
    assessment_row,
    correction_row,
    dependence_row,
    evidence_row,
    hypothesis_row,
    origin_rows,
    proposition_row,
    rating_row,
)
from allegedly.writers.stix import NAMESPACE, in_words, more

if TYPE_CHECKING:
    from allegedly.store.weighing import WeighedRow

MEDIA = {"name": "news-media", "template_uuid": "691463c5-5302-4847-9bec-4c56ccfec677", "template_version": "3", "meta-category": "misc"}
ANNOTATION = {
    "name": "annotation",
    "template_uuid": "5d8dc046-15a1-4ca3-a09f-ed4ede7c4487",
    "template_version": "3",
    "meta-category": "misc",
}
# Relationships of MISP's own list; a suspicion or shared origin is no derivation.
RESTS = {
    "cites": "derived-from",
    "copies": "derived-from",
    "speaker": "related-to",
    "author": "related-to",
    "names": "mentions",
    "withdraws": "mentions",
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
        "assessments": ("number", "kind", "source", "claims", "pair", "group", "value", "who", "at", "why"),
        **{
            name: TABLES[name].own
            for name in ("propositions", "origins", "dependences", "corrections", "hypotheses", "evidence", "ratings")
        },
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
        reliability = {agent_key(each.source): each.value for each in content.case.assessments() if each.kind == "grade" and each.source}
        for entry in content.entries():
            content.wrote(entry)
            yield annotation(entry, reliability)
        yield from self._documents(content, reliability)
        yield from self._propositions(content)
        yield from self._board(content)

    def _documents(self, content: Content, reliability: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """The documents, with what each rests on, and what analysts decided about its claims and its publisher."""
        links: dict[str, list[Dependence]] = defaultdict(list)
        for link in content.dependences():
            links[link.later].append(link)
        notes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for correction in content.corrections():
            words = f"claim {correction.claim or 'drawn by hand'}: {correction.decision}"
            notes[correction.document].append(note(correction.document, "correction", correction_row(correction), words))
        for document, captured in content.documents():
            yield media(document, captured, links[document.id], notes[document.id], reliability)

    def _propositions(self, content: Content) -> Iterator[dict[str, Any]]:
        """The propositions, with what analysts hold of each; then what they hold of sources."""
        held: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        for assessment, about in content.assessments():
            held[about].append(assessment_row(assessment, about))
        for each in content.propositions():
            yield proposition(each, held[each.proposition.id], content.ids)
        for row in held[None]:
            words = in_words(row) if row["pair"] else f"{row['source']}: {in_words(row)}"
            key = f"assessment {row['number']}"
            tags = [f'admiralty-scale:source-reliability="{row["value"].lower()}"'] if row["kind"] == "grade" else []
            yield remark(
                key,
                words,
                {"pair": row["pair"]} if row["pair"] else {"source": row["source"]},
                [],
                tags,
                [note(key, "assessment", row, words)],
            )

    def _board(self, content: Content) -> Iterator[dict[str, Any]]:
        ratings: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for number, rated in enumerate(content.ratings()):
            words = f"{rated.evidence} under {rated.hypothesis}: {rated.rating}"
            ratings[rated.hypothesis].append(note(rated.hypothesis, f"rating {number}", rating_row(rated), words))
        for hypothesis, posterior in content.hypotheses():
            row = hypothesis_row(hypothesis, posterior)
            yield remark(f"hypothesis {row['id']}", f"Hypothesis {row['id']}: {row['text']}", row, [], [], ratings[row["id"]])
        for evidence in content.evidence():
            row = evidence_row(evidence)
            about = [claim for claim in evidence.claims if claim in content.ids]
            yield remark(f"evidence {row['id']}", f"Evidence {row['id']}: {row['text']}", row, about, [], [])


def uuid(*parts: str) -> str:
    """The same content always has the same."""
    return str(uuid5(NAMESPACE, chr(31).join(("misp", *parts))))


def attribute(owner: str, relation: str, type: str, value: str, tags: Iterable[str] = ()) -> dict[str, Any]:
    """One attribute of an object; nothing in it is meant to be matched against traffic."""
    return {
        **({"Tag": [{"name": name} for name in named]} if (named := list(tags)) else {}),
        "uuid": uuid(owner, relation, value),
        "object_relation": relation,
        "type": type,
        "category": "External analysis" if type == "link" else "Other",
        "value": value,
        "to_ids": False,
        "disable_correlation": True,
        "distribution": OWN_ORGANISATION,
        "comment": "",
    }


def note(owner: str, kind: str, row: Mapping[str, Any], words: str) -> dict[str, Any]:
    """Analyst data on the object of `owner`: what was decided in words, and as JSON."""
    at = (row["at"] or "1970-01-01T00:00:00Z").replace("T", " ").removesuffix("Z")
    told = f"{words}: {row['why']}" if row["why"] else words
    return {
        "uuid": uuid(owner, kind, str(row.get("number", ""))),
        "note": f"{told}\n{json.dumps(row, ensure_ascii=False)}",
        "language": "en",
        "authors": row["who"],
        "created": at,
        "modified": at,
        "distribution": OWN_ORGANISATION,
        "object_uuid": uuid(owner),
        "object_type": "Object",
    }


def graded(reliability: Mapping[str, str], name: str) -> list[str]:
    """The tag for a source that an analyst graded."""
    letter = reliability.get(agent_key(name))
    return [f'admiralty-scale:source-reliability="{letter.lower()}"'] if letter else []


def media(
    document: Document, captured: str, links: Sequence[Dependence], notes: Sequence[dict[str, Any]], reliability: Mapping[str, str]
) -> dict[str, Any]:
    """A document; what the template has no field for is JSON in the comment. What it rests on are references."""
    known = ("id", "name", "publisher", "byline", "published", "url", "language", "digest", "text_digest")
    described = {name: value for name in known if (value := getattr(document, name))} | {"captured": captured}
    publisher = document.publisher or document.name
    attributes = [
        attribute(document.id, "source", "text", publisher, graded(reliability, publisher)),
        attribute(document.id, "title", "text", document.title or document.name),
        *([attribute(document.id, "link", "link", document.url)] if document.url else []),
    ]
    if links:
        described["dependences"] = [dependence_row(link) for link in links]
    references = [
        reference(document.id, link.earlier, RESTS[link.kind], f"probability {link.delta:.2f}: {'; '.join(link.reasons)}") for link in links
    ]
    return MEDIA | {
        "uuid": uuid(document.id),
        "distribution": OWN_ORGANISATION,
        "comment": json.dumps(described, ensure_ascii=False),
        "Attribute": attributes,
        "ObjectReference": references,
        **({"Note": list(notes)} if notes else {}),
    }


def reference(owner: str, other: str, type: str, comment: str = "") -> dict[str, Any]:
    """One object points to another."""
    about = {"object_uuid": uuid(owner), "referenced_uuid": uuid(other), "relationship_type": type}
    return {"uuid": uuid(owner, type, other), **about, "comment": comment}


def remark(
    key: str, words: str, row: Mapping[str, Any], about: Iterable[str], tags: Iterable[str], notes: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """An annotation of these objects; its comment is the row as JSON."""
    return ANNOTATION | {
        "uuid": uuid(key),
        "distribution": OWN_ORGANISATION,
        "comment": json.dumps(row, ensure_ascii=False),
        "Attribute": [attribute(key, "text", "text", words, tags)],
        "ObjectReference": [reference(key, other, "annotates") for other in about],
        **({"Note": list(notes)} if notes else {}),
    }


def annotation(entry: Entry, reliability: Mapping[str, str]) -> dict[str, Any]:
    """A claim, as an annotation of its document; with the grade of whoever is said to know, where an analyst gave one."""
    claim = entry.claim
    claimant = claim.chain[-1].source.name if claim.chain else entry.document.publisher or entry.document.name
    return remark(claim.id, sentence_of(claim), record(entry) | more(entry), [claim.document_id], graded(reliability, claimant), [])


def proposition(each: WeighedRow, held: Sequence[dict[str, Any]], ids: Collection[str]) -> dict[str, Any]:
    """What claims say alike, as an annotation of these claims; its words are of likelihood and, in a tag of its own, of confidence."""
    row, w = proposition_row(each), each.weighing
    words = f"Claim: {each.proposition.wording}. It reached us by {Standing.of(each).in_words()}."
    tags = []
    if w is not None:
        words += f" Proposed credibility: {w.credibility} ({w.credibility_reason})."
        tags = [
            f'estimative-language:likelihood-probability="{w.likelihood.replace(" ", "-")}"',
            f'estimative-language:confidence-in-analytic-judgment="{w.assurance}"',
        ]
    tags += [f'admiralty-scale:information-credibility="{it["value"]}"' for it in held if it["kind"] == "credibility"][-1:]
    notes = [note(each.proposition.id, f"assessment {it['number']}", it, f"{in_words(it)}") for it in held]
    claims = [claim for claim in each.proposition.claims if claim in ids]
    return remark(each.proposition.id, words, row | {"origins": list(origin_rows(each))}, claims, tags, notes)
