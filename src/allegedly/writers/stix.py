"""STIX 2.1: who alleges what as notes and opinions on relationships, never as bare relationships.

The specification has no edge on an edge, so "A claims that B did C" is four objects: the relationship that is alleged, labelled so; the
identity of the claimant; its note, which quotes the sentence and names the relationship; and its opinion, disagreement for a denial. Our
extension on the note carries the claim record: chain, places in the text, guise, modality. The score of a reader is there too and never in
`confidence`, which is for whoever receives the bundle to set.

What the program works out is its own: a note on the notes of the claims that make a proposition holds independence, probabilities and the
origins behind it, a note on two reports why one is held to rest on the other. What an analyst decided is a note by that analyst, or an opinion
where it is agreement: credibility 1 to 5 from strong agreement to strong disagreement, never anybody's `confidence`.

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
from allegedly.base.source import Source
from allegedly.claims.claim import Claim
from allegedly.claims.wording import quote_of, sentence_of
from allegedly.store.query import EntityRow
from allegedly.writers.annotation import record
from allegedly.writers.content import Content
from allegedly.writers.mapping import mapping
from allegedly.writers.rows import (
    CLAIMS,
    JUDGEMENTS,
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
    row_of,
)

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


WHOLE = ("judgements", "propositions", "origins", "dependences", "assessments", "corrections", "hypotheses", "evidence", "ratings")
# What an analyst holds of a proposition, as agreement with those who say it. That one cannot judge (6) is no opinion.
AGREEMENT = {
    ("credibility", "1"): "strongly-agree",
    ("credibility", "2"): "agree",
    ("credibility", "3"): "neutral",
    ("credibility", "4"): "disagree",
    ("credibility", "5"): "strongly-disagree",
    ("settled", "true"): "strongly-agree",
    ("settled", "false"): "strongly-disagree",
}


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
        **{name: TABLES[name].own for name in WHOLE},
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
            seen.add(stix_id("report", document.id))
        if definition is not None:
            for item in Findings(content, entities, seen, definition["created"]).objects():
                if item["id"] not in seen:
                    seen.add(item["id"])
                    yield item


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
        "description": "On notes and opinions: the claim record, with the chain of those who say it and the places of its words; a proposition "
        "with its independence, probabilities and origins; a dependence between reports; what an analyst decided. On identities and reports: "
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
        **extended({"claim": record(entry) | more(entry)}),
    }
    if alleged:
        yield common("opinion", stix_id("opinion", claim.id), made, claimant["id"]) | {
            "opinion": opinion(claim),
            "explanation": sentence_of(claim),
            "object_refs": about,
        }


def more(entry: Entry) -> dict[str, Any]:
    """What belongs to a claim record outside its case: the sentence, the entities by id, and the proposition."""
    return {"sentence_text": entry.claim.sentence.text, "entities": meant(entry), "proposition_id": entry.proposition}


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


def in_words(assessment: Mapping[str, Any]) -> str:
    """`grade B`, `side party (Norland)`, `identity true (Norwire and officials (Norwire))`."""
    among = assessment["group"] or " and ".join(assessment["pair"])
    group = f" ({among})" if among else ""
    return f"{assessment['kind']} {assessment['value']}{group}"


class Findings:
    """What the program works out from the claims, and what analysts decided, about objects that are in the bundle (`seen`)."""

    def __init__(self, content: Content, entities: Mapping[str, EntityRow], seen: Collection[str], made: str) -> None:
        self._content, self._seen, self._made = content, seen, made
        self._identity = {member: stix_id("identity", row.id) for row in entities.values() for member in row.members}
        self._named = {row.name: stix_id("identity", row.id) for row in entities.values()}

    def objects(self) -> Iterator[dict[str, Any]]:
        """All of them; an object that several are about may come more than once."""
        yield from self._propositions()
        for link in self._content.dependences():
            row = dependence_row(link)
            refs = [stix_id("report", id) for id in (link.later, link.earlier)]
            words = f"{link.kind}, probability {row['probability']}"
            yield self._note("dependence", row, (link.later, link.earlier, link.kind), words, " ".join(link.reasons), refs)
        for judgement in self._content.judgements():
            refs = [self._identity[id] for id in (judgement.left, judgement.right) if id in self._identity]
            words = f"Two names: {judgement.verdict}."
            yield from self._decision("judgement", row_of(JUDGEMENTS)(judgement), judgement.number, words, refs)
        for assessment, about in self._content.assessments():
            yield from self._assessment(assessment_row(assessment, about))
        for correction in self._content.corrections():
            row = correction_row(correction)
            yield from self._decision(
                "correction", row, correction.number, f"A claim {correction.decision}.", [stix_id("report", row["document_id"])]
            )
        yield from self._board()

    def _propositions(self) -> Iterator[dict[str, Any]]:
        for each in self._content.propositions():
            row = proposition_row(each)
            refs = [id for claim in each.proposition.claims if (id := stix_id("note", claim)) in self._seen]
            weighed = f" Under the stated assumptions {row['likelihood']}, {row['p_low']} to {row['p_high']}." if each.weighing else ""
            known = {"proposition": row, "origins": list(origin_rows(each))}
            yield common("note", stix_id("note", row["id"]), self._made) | {
                "abstract": f"Claim: {each.proposition.wording}.",
                "content": f"{len(each.proposition.claims)} claims say this, by {Standing.of(each).in_words()}.{weighed}",
                "object_refs": refs,
                **extended(known),
            }

    def _assessment(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        words = in_words(row)
        if row["kind"] == "copy":
            about = [stix_id("report", id) for id in row["pair"]]
        elif sources := row["pair"] or ([row["source"]] if row["source"] else []):
            about = [self._source(name) for name in sources]
            for id, name in zip(about, sources, strict=True):
                if id not in self._seen:
                    yield common("identity", id, self._made) | {"name": name, "identity_class": "unknown"}
        else:
            about = [stix_id("note", row["proposition_id"])]
        said = AGREEMENT.get((row["kind"], row["value"]))
        yield from self._decision("assessment", row, row["number"], f"{words[0].upper()}{words[1:]}.", about, said)

    def _source(self, name: str) -> str:
        """The identity of a source, as an actor, a publisher or one that is in the bundle under neither."""
        named = stix_id("identity", Source(name, True).id_in(""))
        known = (self._named.get(name, named), stix_id("identity", "publisher", name))
        return next((id for id in known if id in self._seen), named)

    def _board(self) -> Iterator[dict[str, Any]]:
        for hypothesis, posterior in self._content.hypotheses():
            refs = [self._named[name] for name in (hypothesis.apparent, hypothesis.alleged) if name in self._named]
            row = hypothesis_row(hypothesis, posterior)
            yield self._note("hypothesis", row, (row["id"],), f"Hypothesis {row['id']}", row["text"], refs, labels=["hypothesis"])
        for evidence in self._content.evidence():
            refs = [stix_id("note", claim) for claim in evidence.claims]
            row = evidence_row(evidence)
            yield self._note("evidence", row, (row["id"],), f"Evidence {row['id']}", row["text"], refs, labels=["evidence"])
        for number, rated in enumerate(self._content.ratings()):
            row = rating_row(rated)
            refs = [stix_id("note", kind, row[f"{kind}_id"]) for kind in ("hypothesis", "evidence")]
            words = f"{row['evidence_id']} under {row['hypothesis_id']}: {row['rating']}."
            yield from self._decision("rating", row | {"at": row["at"] or None}, number, words, refs)

    def _note(
        self, kind: str, row: dict[str, Any], key: tuple[str, ...], abstract: str, content: str, refs: list[str], **more: Any
    ) -> dict[str, Any]:
        """A note of the program's; about the program itself where nothing that it is about is in the bundle."""
        about = [id for id in dict.fromkeys(refs) if id in self._seen] or [TOOL]
        known = {"abstract": abstract, "content": content, "object_refs": about, **more}
        return common("note", stix_id("note", kind, *key), self._made) | known | extended({kind: row})

    def _decision(
        self, kind: str, row: dict[str, Any], number: int, words: str, refs: list[str], said: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """The analyst, and a note or (where `said` is one of STIX's) an opinion by them."""
        by, at = stix_id("identity", "analyst", row["who"]), stamp(row["at"]) if row.get("at") else self._made
        if row["who"] == "allegedly":
            by = TOOL
        else:
            yield common("identity", by, self._made) | {"name": row["who"], "identity_class": "individual"}
        type = "opinion" if said else "note"
        why = f"{words} {row['why']}".strip()
        about = [id for id in dict.fromkeys(refs) if id in self._seen] or [by]
        own = {"opinion": said, "explanation": why} if said else {"content": why}
        yield (
            common(type, stix_id(type, kind, str(number)), at, by)
            | own
            | {"object_refs": about, "authors": [row["who"]]}
            | extended({kind: row})
        )
