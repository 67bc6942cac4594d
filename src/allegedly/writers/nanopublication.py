"""PROV-O as nanopublications in TriG: for each claim an assertion, its provenance, and who published the statement.

No triple says that A armed B. The assertion graph describes the claim: a resource of type `al:Claim` with roles, status and words, whose
fillers stand for what the text calls them (`al:Filler`, `al:means` the entity). "On whose behalf" is `prov:actedOnBehalfOf` between such
fillers of one claim, not between entities. So a reader that drops the graph names still finds claims, and no allegation as a fact.

The provenance graph says that the claim was quoted from the document, at which characters, and passed on along its chain: each saying
is attributed to its source and derived from the one it passes on; the innermost is the primary source.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from allegedly.claims.wording import sentence_of
from allegedly.store.history import program
from allegedly.writers.content import Content
from allegedly.writers.rows import CLAIMS, Entry, chain_rows, claim_row

PREFIXES = {
    "al": "urn:allegedly:terms#",
    "id": "urn:allegedly:",
    "np": "http://www.nanopub.org/nschema#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class NanopublicationWriter:
    """TriG, one nanopublication after the other."""

    summary = "PROV-O nanopublications in TriG, for RDF stores; each claim as assertion, provenance and publication"
    suffix = ".trig"
    carries: Mapping[str, Collection[str]] = {
        "claims": CLAIMS.own,
        "arguments": ("claim_id", "role", "text", "start", "end", "name", "entity_id"),
        "chain": ("claim_id", "position", "source_id", "name", "named", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"),
        "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language", "digest", "text_digest", "captured"),
        "entities": ("id", "name", "kind"),
    }  # fmt: skip
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .trig file."""
        with path.open("w", encoding="utf-8") as out:
            out.writelines(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
            for entity in content.entities():
                out.write(f"\nid:{entity.id} a al:Entity ; al:name {text(entity.name)} ; al:kind {text(entity.kind)} .")
            for document, captured in content.documents():
                fields = {
                    name: getattr(document, name) for name in ("name", "title", "publisher", "byline", "published", "language", "digest")
                }
                values = " ; ".join(f"al:{name} {text(value)}" for name, value in fields.items() if value)
                url = f" ; al:url {text(document.url)}" if document.url else ""
                seen = f'prov:generatedAtTime "{captured}"^^xsd:dateTime'
                out.write(
                    f"\nid:{document.id} a prov:Entity, al:Document ; {values}{url} ; al:textDigest {text(document.text_digest)} ; {seen} ."
                )
            for entry in content.entries():
                content.wrote(entry)
                out.writelines(nanopublication(entry))


def text(value: str) -> str:
    """A literal: JSON's escapes are TriG's, with everything beyond ASCII left as it is."""
    return json.dumps(value, ensure_ascii=False)


def value(it: Any) -> str:
    """A literal of the type that the value has."""
    if isinstance(it, bool):
        return "true" if it else "false"
    if isinstance(it, float):
        return f'"{it}"^^xsd:double'
    return str(it) if isinstance(it, int) else text(it)


def triples(subject: str, fields: Mapping[str, Any], *more: str) -> str:
    """One subject with `al:` properties for what is there, and more triples as given."""
    own = (f"al:{camel(name)} {value(it)}" for name, it in fields.items() if it is not None)
    return f"  {subject} {' ; '.join((*more, *own))} .\n"


def camel(name: str) -> str:
    """`sentence_start` as `sentenceStart`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def nanopublication(entry: Entry) -> Iterator[str]:
    """The four graphs of one claim."""
    id = entry.claim.id
    claim, graph = f"id:{id}", f"<urn:allegedly:np:{id}"
    parts = {"Assertion": "assertion", "Provenance": "provenance", "PublicationInfo": "pubinfo"}
    links = " ; ".join(f"np:has{name} {graph}#{part}>" for name, part in parts.items())
    yield f"\n\n{graph}#head> {{\n  {graph}> a np:Nanopublication ; {links} .\n}}\n"
    yield f"{graph}#assertion> {{\n"
    row = claim_row(entry)
    own = {name: it for name, it in row.items() if name not in ("id", "document_id", "sentence_start", "sentence_end", "reader", "score")}
    yield triples(claim, own, "a al:Claim", f"al:inWords {text(sentence_of(entry.claim))}")
    yield from fillers(entry, claim)
    yield f"}}\n{graph}#provenance> {{\n"
    yield from provenance(entry, claim, f"{graph}#assertion>")
    yield f"}}\n{graph}#pubinfo> {{\n"
    yield triples(f"{graph}>", {"reader": row["reader"], "score": row["score"]}, f"dct:creator {text(program())}")
    yield "}\n"


def fillers(entry: Entry, claim: str) -> Iterator[str]:
    """Each argument as a resource of its own; those on whose behalf somebody acts are linked within the claim."""
    made: dict[str, list[str]] = {}
    for role, mentions in entry.claim.arguments.items():
        for number, mention in enumerate(mentions):
            subject = f"<urn:allegedly:{entry.claim.id}#{role}{number}>"
            made.setdefault(role, []).append(subject)
            meant = entry.entity_id(role, mention)
            fields = {"role": role, "text": mention.span.text, "start": mention.span.start, "end": mention.span.end, "name": mention.entity}
            yield triples(subject, fields, "a al:Filler", *([f"al:means id:{meant}"] if meant else []))
            yield f"  {claim} al:filler {subject} .\n"
    for agent in made.get("agent", ()):
        for principal in made.get("principal", ()):
            yield f"  {agent} prov:actedOnBehalfOf {principal} .\n"


def provenance(entry: Entry, claim: str, assertion: str) -> Iterator[str]:
    """Quoted from where, and said by whom, outermost first."""
    span = entry.claim.sentence
    selector = f"[ a oa:TextPositionSelector ; oa:start {span.start} ; oa:end {span.end} ]"
    yield f"  {assertion} prov:wasQuotedFrom id:{entry.claim.document_id} ; oa:hasSelector {selector} .\n"
    before = assertion
    for row in chain_rows(entry):
        saying = f"<urn:allegedly:{entry.claim.id}#said{row['position']}>"
        source = f"id:{row['source_id']}"
        fields = {name: it for name, it in row.items() if name not in ("claim_id", "source_id", "name", "named")}
        yield f"  {before} prov:wasDerivedFrom {saying} .\n"
        yield triples(saying, fields, "a prov:Entity", f"prov:wasAttributedTo {source}")
        yield f"  {saying} al:calls {text(row['name'])} ; al:named {value(row['named'])} .\n"
        before = saying
    if before != assertion:
        yield f"  {assertion} prov:hadPrimarySource {before} .\n"
