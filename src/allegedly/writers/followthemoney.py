"""FollowTheMoney statements: one line for each property of each entity, with the document it comes from as its dataset.

A claim is an `UnknownLink` between the agent and each other actor, or a `Representation` where it says on whose behalf somebody acts:
never an `Ownership` or a `Directorship`, which would state what is alleged. Its `summary` says in words who says so, its `description`
is the sentence, its `status` the modality, its `recordId` the claim and the proposition that it makes. Things that cannot act (weapons, money)
are no entities there.

A proposition is an `Assessment` whose `summary` says in words on how many independent ways it reached us, and so is what an analyst holds of it
or of a source: the schema has no numbers for either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allegedly.base.document import Document
from allegedly.base.scales import likelihood_clause
from allegedly.claims.wording import chain_of, sentence_of
from allegedly.evidence.assessment import Assessment
from allegedly.store.history import program
from allegedly.store.query import EntityRow
from allegedly.writers.content import Content
from allegedly.writers.rows import BESIDE_CLAIMS, Entry, Standing

if TYPE_CHECKING:
    from allegedly.store.weighing import WeighedRow

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
OWN = "allegedly"  # the dataset of what no document says
ON_BEHALF = {("fronts_for", "principal"), ("works_for", "patient")}
NO_LINK = "no two actors: FollowTheMoney links legal entities"


class FollowTheMoneyWriter:
    """Statements as JSON Lines, in the fields of followthemoney and nomenklatura."""

    summary = "FollowTheMoney statements for Aleph and OpenSanctions tools; claims as links attributed in words"
    suffix = ".jsonl"
    carries: Mapping[str, Collection[str]] = {
        "claims": ("id", "document_id", "type", "sentence", "time_value", "polarity", "certainty", "realis", "reader", "proposition_id"),
        "arguments": ("claim_id", "role", "entity_id"),
        "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language", "captured"),
        "entities": ("id", "name", "kind", "aliases"),
        "propositions": BESIDE_CLAIMS + ("wording",),
        "assessments": ("number", "kind", "source", "pair", "group", "value", "who", "at", "why"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .jsonl file."""
        with path.open("w", encoding="utf-8") as out:
            for statement in self._statements(content):
                out.write(json.dumps(statement, ensure_ascii=False) + "\n")

    def _statements(self, content: Content) -> Iterator[dict[str, Any]]:
        written: set[str] = set()
        linked: set[str] = set()
        captured = ""
        for document, entries in content.documents_with_entries():
            first = True
            for entry in entries:
                links = list(links_of(entry))
                if not links:
                    content.left_out(entry, NO_LINK)
                    continue
                self._count(content, entry, links)
                if entry.proposition:
                    linked.add(entry.proposition)
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
                    captured = max(captured, entry.captured)
        yield from self._assessments(content, linked, captured)

    def _assessments(self, content: Content, linked: Collection[str], captured: str) -> Iterator[dict[str, Any]]:
        for each in content.propositions(among=linked):
            yield from stated(each.proposition.id, "Assessment", assessed(each), OWN, program(), captured)
        for assessment, about in content.assessments():
            yield from stated(f"assessment-{assessment.number}", "Assessment", held(assessment, about), OWN, assessment.who, assessment.at)

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
        "recordId": [claim.id, *([entry.proposition] if entry.proposition else [])],
        "publisher": " > ".join(filter(None, (document.publisher, chain_of(claim) if claim.chain else ""))),
        "sourceUrl": document.url,
        "retrievedAt": entry.captured.removesuffix("Z"),
        "date": single,
        "startDate": None if single else first,
        "endDate": None if single else last,
    }
    return "Representation" if behalf else "UnknownLink", {
        name: value if isinstance(value, list) else [value] for name, value in fields.items() if value
    }


def assessed(each: WeighedRow) -> dict[str, list[str]]:
    """The properties of a proposition."""
    standing = Standing.of(each)
    summary = [f"It reached us by {standing.in_words()}."]
    if each.weighing is not None:
        w = each.weighing
        summary.append(
            f"Under the stated assumptions {likelihood_clause(w.likelihood)}: {standing.p}, between {standing.p_low} and {standing.p_high}."
        )
        summary.append(f"Confidence in that is {w.assurance}.")
        summary.append(f"Proposed credibility: {w.credibility} ({w.credibility_reason}).")
        summary.append(f"Sides: {standing.sides}.")
    return {"assessmentId": [each.proposition.id], "name": [f"Claim: {each.proposition.wording}"], "summary": summary}


def held(assessment: Assessment, about: str | None) -> dict[str, list[str]]:
    """The properties of what an analyst holds."""
    group = f" ({assessment.group})" if assessment.group else ""
    return {
        "assessmentId": [f"assessment-{assessment.number}"],
        "name": [f"{assessment.kind} {assessment.value}{group}: {assessment.source or about or ' and '.join(assessment.pair)}"],
        "description": [assessment.why],
        "publisher": [assessment.who],
        "publishDate": [assessment.at.removesuffix("Z")],
    }


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
    """What a claim says; `dataset` is the document, `origin` the reader."""
    yield from stated(id, schema, fields, document.id.lower(), entry.claim.reader, entry.captured)


def stated(id: str, schema: str, fields: Mapping[str, list[str]], dataset: str, origin: str, seen: str) -> Iterator[dict[str, Any]]:
    """One statement for each value."""
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
                "origin": origin,
                "first_seen": seen.removesuffix("Z"),
                "last_seen": seen.removesuffix("Z"),
                "external": False,
            }
