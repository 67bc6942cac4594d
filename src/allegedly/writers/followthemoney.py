"""FollowTheMoney statements: one line for each property of each entity, with the document it comes from as its dataset.

A claim is an `UnknownLink` between the agent and each other actor, or a `Representation` where it says on whose behalf somebody acts:
never an `Ownership` or a `Directorship`, which would state what is alleged. Its `summary` says in words who says so, its `description`
is the sentence, its `status` the modality, its `recordId` the claim. Things that cannot act (weapons, money) are no entities there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.claims.wording import chain_of, sentence_of
from allegedly.store.query import EntityRow
from allegedly.writers.content import Content
from allegedly.writers.rows import Entry

SCHEMATA = {
    "person": "Person",
    "state": "PublicBody",
    "state body": "PublicBody",
    "service": "PublicBody",
    "armed group": "Organization",
    "threat actor": "Organization",
    "organisation": "Organization",
    "media": "Organization",
    "company": "Company",
    "people": "LegalEntity",
    "unnamed group": "LegalEntity",
}
ON_BEHALF = {("fronts_for", "principal"), ("works_for", "patient")}
NO_LINK = "no two actors: FollowTheMoney links legal entities"


class FollowTheMoneyWriter:
    """Statements as JSON Lines, in the fields of followthemoney and nomenklatura."""

    summary = "FollowTheMoney statements for Aleph and OpenSanctions tools; claims as links attributed in words"
    suffix = ".jsonl"
    carries: Mapping[str, Collection[str]] = {
        "claims": ("id", "document_id", "type", "sentence", "time_value", "polarity", "certainty", "realis", "reader"),
        "arguments": ("claim_id", "role", "entity_id"),
        "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language", "captured"),
        "entities": ("id", "name", "kind", "aliases"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .jsonl file."""
        with path.open("w", encoding="utf-8") as out:
            for statement in self._statements(content):
                out.write(json.dumps(statement, ensure_ascii=False) + "\n")

    def _statements(self, content: Content) -> Iterator[dict[str, Any]]:
        written: set[str] = set()
        for document, entries in content.documents_with_entries():
            first = True
            for entry in entries:
                links = list(links_of(entry))
                if not links:
                    content.left_out(entry, NO_LINK)
                    continue
                self._count(content, entry, links)
                if first:
                    first = False
                    yield from statements(document.id, "Article", article(document, entry.captured), document, entry)
                for actor in {each.id: each for agent, _, other in links for each in (agent, other)}.values():
                    if actor.id not in written:
                        written.add(actor.id)
                        yield from statements(actor.id, SCHEMATA[actor.kind], party(actor), document, entry)
                for number, (agent, role, other) in enumerate(links):
                    schema, fields = link(entry, agent, role, other)
                    yield from statements(f"{entry.claim.id}.{number}", schema, fields, document, entry)

    def _count(self, content: Content, entry: Entry, links: list[tuple[EntityRow, str, EntityRow]]) -> None:
        linked = {("agent", agent.id) for agent, _, _ in links} | {(role, other.id) for _, role, other in links}
        content.wrote(entry, where=lambda row: (row["role"], row["entity_id"]) in linked, why="they are no actors that can be linked")
        if entry.claim.chain:
            content.tally.changed("claims", "chain", "who says so is in `summary` and `publisher`, in words")


def links_of(entry: Entry) -> Iterator[tuple[EntityRow, str, EntityRow]]:
    """Agent, role and other actor, for those pairs that can be legal entities."""
    for agent in entry.actors("agent"):
        for role in entry.claim.arguments:
            for other in entry.actors(role) if role != "agent" else ():
                if agent.kind in SCHEMATA and other.kind in SCHEMATA and agent.id != other.id:
                    yield agent, role, other


def link(entry: Entry, agent: EntityRow, role: str, other: EntityRow) -> tuple[str, dict[str, list[str]]]:
    """The schema of a link, and its properties."""
    claim, document = entry.claim, entry.document
    behalf = role == "principal" or (claim.type, role) in ON_BEHALF
    ends = ("agent", "client") if behalf else ("subject", "object")
    value = (claim.time and claim.time.value) or ""
    first, _, last = value.replace("..", "").partition("/")  # dates there may be as inexact as ours
    single = first if "/" not in value else None
    fields = {
        ends[0]: agent.id,
        ends[1]: other.id,
        "role": f"alleged: {claim.type} ({role})",
        "status": f"{claim.polarity}, {claim.certainty}, {claim.realis}",
        "summary": sentence_of(claim),
        "description": claim.sentence.text,
        "recordId": claim.id,
        "publisher": " > ".join(filter(None, (document.publisher, chain_of(claim) if claim.chain else ""))),
        "sourceUrl": document.url,
        "retrievedAt": entry.captured.removesuffix("Z"),
        "date": single,
        "startDate": None if single else first,
        "endDate": None if single else last,
    }
    return "Representation" if behalf else "UnknownLink", {name: [value] for name, value in fields.items() if value}


def party(actor: EntityRow) -> dict[str, list[str]]:
    """The properties of an actor; what it is more exactly than by its schema is a keyword."""
    return {"name": [actor.name], "alias": list(actor.aliases), "keywords": [actor.kind]}


def article(document: Document, captured: str) -> dict[str, list[str]]:
    """The properties of a document, without its text."""
    fields = {
        "title": document.title,
        "fileName": document.name,
        "publisher": document.publisher,
        "author": document.byline,
        "date": document.published,
        "sourceUrl": document.url,
        "language": document.language,
        "retrievedAt": captured.removesuffix("Z"),
    }
    return {name: [value] for name, value in fields.items() if value}


def statements(id: str, schema: str, fields: Mapping[str, list[str]], document: Document, entry: Entry) -> Iterator[dict[str, Any]]:
    """One statement for each value; `dataset` is the document, `origin` the reader."""
    dataset = document.id.lower()
    for prop, values in {"id": [id], **fields}.items():
        for value in values:
            key = f"{dataset}.{id}.{prop}.{value}"
            yield {
                "id": hashlib.sha1(key.encode("utf-8", "surrogatepass")).hexdigest(),  # noqa: S324 - what the format uses, for identity only
                "entity_id": id,
                "canonical_id": id,
                "schema": schema,
                "prop": prop,
                "value": value,
                "dataset": dataset,
                "origin": entry.claim.reader,
                "first_seen": entry.captured.removesuffix("Z"),
                "last_seen": entry.captured.removesuffix("Z"),
                "external": False,
            }
