"""STIX 2.1: who alleges what as notes and opinions on relationships, never as bare relationships.

The specification has no edge on an edge, so "A claims that B did C" is four objects: the relationship that is alleged, labelled so; the
identity of the claimant; its note, which quotes the sentence and names the relationship; and its opinion, disagreement for a denial. Our
extension on the note carries the claim record: chain, places in the text, guise, modality. The score of a reader is there too and never in
`confidence`, which is for whoever receives the bundle to set.

In whose name and on whose behalf something is said to have been done are relationships of their own. Everybody is an `identity`: to call
somebody a threat actor would be an allegation of ours.

Every id is derived from content, and every time stamp is that of a capture, so one case always makes one bundle.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from allegedly.base.document import Document
from allegedly.base.moment import parse_interval
from allegedly.claims.claim import Claim
from allegedly.claims.wording import quote_of, sentence_of
from allegedly.store.query import EntityRow
from allegedly.writers.annotation import record
from allegedly.writers.content import Content
from allegedly.writers.mapping import mapping
from allegedly.writers.rows import CLAIMS, Entry

NAMESPACE = UUID("3c8a1d8e-5a0b-5d4e-9a55-6b3f3a1b9f10")  # ours; any would do, as long as it never changes
CLASSES = {
    "person": "individual",
    "people": "group",
    "unnamed group": "group",
    "state": "organization",
    "state body": "organization",
    "service": "organization",
    "armed group": "organization",
    "threat actor": "organization",
    "media": "organization",
    "organisation": "organization",
    "company": "organization",
}
SCHEMA = "https://allegedly.readthedocs.io/en/latest/exports.html"
NO_DATE = "without a date of publication, `published` is the day of capture"
MIDNIGHT = "STIX wants a time of day: the first moment that the date can mean"


class StixWriter:
    """A bundle, object by object."""

    summary = "a STIX 2.1 bundle for threat intelligence platforms: alleged relationships with notes and opinions by the claimants"
    suffix = ".json"
    carries: Mapping[str, Collection[str]] = {
        "claims": CLAIMS.own,
        "arguments": ("claim_id", "role", "text", "start", "end", "name", "entity_id"),
        "chain": ("claim_id", "position", "name", "named", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"),
        "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language", "digest", "text_digest", "captured"),
        "entities": ("id", "name", "kind", "named", "aliases", "parent"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .json file."""
        head = {"type": "bundle", "id": stix_id("bundle", str(content.case.path.name), *sorted(content.ids))}
        with path.open("w", encoding="utf-8") as out:
            out.write(json.dumps(head)[:-1] + ', "objects": [')
            for number, item in enumerate(self._objects(content)):
                out.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
            out.write("\n]}\n")

    def _objects(self, content: Content) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        entities = {row.id: row for row in content.entities()}
        definition: dict[str, Any] | None = None
        for document, entries in content.documents_with_entries():
            made = stamp(entries[0].captured)
            if definition is None:
                definition = extension(made)
                yield from (tool(made), definition)
            notes = []
            for entry in entries:
                content.wrote(entry)
                for item in claim_objects(entry, entities, made):
                    if item["id"] not in seen:
                        seen.add(item["id"])
                        yield item
                    if item["type"] == "note":
                        notes.append(item["id"])
            content.tally.changed("documents", "published", MIDNIGHT if document.published else NO_DATE)
            yield report(document, entries[0].captured, notes)


def stix_id(type: str, *parts: str) -> str:
    """An id that the same content always has."""
    return f"{type}--{uuid5(NAMESPACE, chr(31).join((type, *parts)))}"


TOOL = stix_id("identity", "allegedly")
EXTENSION = stix_id("extension-definition", "allegedly")


def stamp(captured: str) -> str:
    """A moment of ours (to the second) as STIX writes it."""
    return captured.replace("Z", ".000Z")


def common(type: str, id: str, made: str, by: str = TOOL) -> dict[str, Any]:
    """What every object has."""
    return {"type": type, "spec_version": "2.1", "id": id, "created_by_ref": by, "created": made, "modified": made}


def tool(made: str) -> dict[str, Any]:
    """This program, which made the bundle and alleges nothing."""
    return common("identity", TOOL, made) | {"name": "allegedly", "identity_class": "system"}


def extension(made: str) -> dict[str, Any]:
    """What our extension is for."""
    return common("extension-definition", EXTENSION, made) | {
        "name": "allegedly",
        "description": "On notes: the claim record, with the chain of those who say it and the places of its words. On identities and reports: "
        "what the case knows of them beyond STIX. Described on the page that `schema` names.",
        "schema": SCHEMA,
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def extended(fields: dict[str, Any]) -> dict[str, Any]:
    """Our extension with these fields."""
    return {"extensions": {EXTENSION: {"extension_type": "property-extension", **fields}}}


def claim_objects(entry: Entry, entities: Mapping[str, EntityRow], made: str) -> Iterator[dict[str, Any]]:
    """Identities first, then the relationships they are part of, then what the claimant says of these."""
    claim = entry.claim
    claimant = claimant_of(entry, made)
    yield claimant
    people = {id: entities[id] for ids in ([e.id for e in entry.actors(role)] for role in claim.arguments) for id in ids if id in entities}
    yield from (identity(row, made) for row in people.values())
    alleged = list(relationships(entry, made))
    yield from alleged
    about = [each["id"] for each in alleged] or [stix_id("identity", row) for row in people] or [claimant["id"]]
    yield common("note", stix_id("note", claim.id), made, claimant["id"]) | {
        "abstract": sentence_of(claim),
        "content": f"“{quote_of(claim, '', '')}”",
        "authors": [hop.source.name for hop in claim.chain] or [entry.document.publisher or entry.document.name],
        "object_refs": about,
        **extended({"claim": record(entry) | {"sentence_text": claim.sentence.text, "entities": meant(entry)}}),
    }
    if alleged:
        yield common("opinion", stix_id("opinion", claim.id), made, claimant["id"]) | {
            "opinion": opinion(claim),
            "explanation": sentence_of(claim),
            "object_refs": about,
        }


def meant(entry: Entry) -> dict[str, list[str | None]]:
    """By role, the case's ids of what the arguments mean, in their order."""
    return {role: [entry.entity_id(role, each) for each in mentions] for role, mentions in entry.claim.arguments.items()}


def opinion(claim: Claim) -> str:
    """How far the claimant goes along with the relationship: a denial is disagreement, a hedge is less than agreement."""
    surely = {"certain": "strongly-agree", "probable": "agree", "possible": "neutral"}
    surely_not = {"certain": "strongly-disagree", "probable": "disagree", "possible": "neutral"}
    return (surely if claim.polarity == "affirmed" else surely_not)[claim.certainty]


def claimant_of(entry: Entry, made: str) -> dict[str, Any]:
    """Whoever is said to know: the innermost source, or the publisher of a document that speaks for itself."""
    if not entry.claim.chain:
        name = entry.document.publisher or entry.document.name
        return common("identity", stix_id("identity", "publisher", name), made) | {"name": name, "identity_class": "organization"}
    source = entry.claim.chain[-1].source
    id = source.id_in(entry.claim.document_id)
    identity_class = "unknown" if source.named else "class"
    return (
        common("identity", stix_id("identity", id), made)
        | {"name": source.name, "identity_class": identity_class}
        | extended({"source": id, "named": source.named})
    )


def identity(row: EntityRow, made: str) -> dict[str, Any]:
    """An entity, as what it is, never as what it is said to be."""
    known = {"entity": row.id, "kind": row.kind, "named": row.named, "aliases": list(row.aliases), "parent": row.parent}
    return common("identity", stix_id("identity", row.id), made) | {
        "name": row.name,
        "identity_class": CLASSES.get(row.kind, "unknown"),
        **extended({name: value for name, value in known.items() if value is not None and value != []}),
    }


def relationships(entry: Entry, made: str) -> Iterator[dict[str, Any]]:
    """One for each agent and each other role's filler; the same for every claim that alleges it."""
    claim = entry.claim
    for agent in entry.actors("agent"):
        for role in claim.arguments:
            for other in entry.actors(role) if role != "agent" else ():
                type = {"guise": "impersonates", "principal": "related-to"}.get(role) or mapping(claim.type).stix
                key = (agent.id, claim.type, role, other.id, claim.realis)
                yield common("relationship", stix_id("relationship", *key), made) | {
                    "relationship_type": type,
                    "description": f"Alleged ({claim.type}, {role}, {claim.realis}); the notes and opinions on it say by whom.",
                    "source_ref": stix_id("identity", agent.id),
                    "target_ref": stix_id("identity", other.id),
                    "labels": ["alleged", claim.type.replace("_", "-"), role],
                }


def report(document: Document, captured: str, notes: list[str]) -> dict[str, Any]:
    """A document and what is noted from it; its exact date and bytes are in the reference and the extension."""
    days = parse_interval(document.published) if document.published else None
    first = f"{days.first.isoformat()}T00:00:00.000Z" if days and days.first else stamp(captured)
    reference = {
        "source_name": document.publisher or "allegedly",
        "description": document.name,
        **({"url": document.url} if document.url else {}),
        "external_id": document.id,
    }
    known = ("id", "name", "publisher", "byline", "published", "url", "digest", "text_digest")
    return common("report", stix_id("report", document.id), stamp(captured)) | {
        "name": document.title or document.name,
        "published": first,
        "object_refs": list(dict.fromkeys(notes)),
        "external_references": [reference],
        **({"lang": document.language} if document.language else {}),
        **extended({"captured": captured, **{name: value for name in known if (value := getattr(document, name))}}),
    }
