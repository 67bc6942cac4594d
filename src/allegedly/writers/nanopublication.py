"""PROV-O as nanopublications in TriG: for each claim an assertion, its provenance, and who published the statement.

No triple says that A armed B. The assertion graph describes the claim: a resource of type `al:Claim` with roles, status and words, whose
fillers stand for what the text calls them (`al:Filler`, `al:means` the entity). "On whose behalf" is `prov:actedOnBehalfOf` between such
fillers of one claim, not between entities. So a reader that drops the graph names still finds claims, and no allegation as a fact.

The provenance graph says that the claim was quoted from the document, at which characters, and passed on along its chain: each saying
is attributed to its source and derived from the one it passes on; the innermost is the primary source.

What the program works out (propositions with their weighings and origins, what rests on what) and what analysts decided are nanopublications
of their own: derived from the assertions of the claims, attributed to the program or to the analyst.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from allegedly.claims.wording import sentence_of
from allegedly.store.history import program
from allegedly.writers.content import Content
from allegedly.writers.rows import (
    CLAIMS,
    JUDGEMENTS,
    TABLES,
    Entry,
    Row,
    assessment_row,
    chain_rows,
    claim_row,
    correction_row,
    dependence_row,
    evidence_row,
    hypothesis_row,
    origin_rows,
    proposition_row,
    rating_row,
    row_of,
)

if TYPE_CHECKING:
    from allegedly.store.weighing import WeighedRow

PREFIXES = {
    "al": "urn:allegedly:terms#",
    "id": "urn:allegedly:",
    "np": "http://www.nanopub.org/nschema#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


WHOLE = ("judgements", "propositions", "origins", "dependences", "assessments", "corrections", "hypotheses", "evidence", "ratings")


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
        **{name: TABLES[name].own for name in WHOLE},
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
            for found in findings(content):
                out.writelines(found)


def text(value: str) -> str:
    """A literal: JSON's escapes are TriG's, with everything beyond ASCII left as it is."""
    return json.dumps(value, ensure_ascii=False)


def value(it: Any) -> str:
    """A literal of the type that the value has."""
    if isinstance(it, bool):
        return "true" if it else "false"
    if isinstance(it, float):
        return f'"{it}"^^xsd:double'
    if isinstance(it, list | tuple):
        return ", ".join(map(value, it))
    return str(it) if isinstance(it, int) else text(it)


def triples(subject: str, fields: Mapping[str, Any], *more: str) -> str:
    """One subject with `al:` properties for what is there, and more triples as given."""
    own = (f"al:{camel(name)} {value(it)}" for name, it in fields.items() if it is not None and it != [])
    return f"  {subject} {' ; '.join((*more, *own))} .\n"


def camel(name: str) -> str:
    """`sentence_start` as `sentenceStart`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def nanopublication(entry: Entry) -> Iterator[str]:
    """The four graphs of one claim."""
    id, row = entry.claim.id, claim_row(entry)
    claim, graph = f"id:{id}", f"<urn:allegedly:np:{id}"
    assertion = [triples(claim, *described(entry, row)), *fillers(entry, claim)]
    yield from four_graphs(
        graph, assertion, provenance(entry, claim, f"{graph}#assertion>"), {"reader": row["reader"], "score": row["score"]}
    )


def described(entry: Entry, row: Row) -> tuple[Any, ...]:
    """What the assertion says of a claim: its fields, and more triples."""
    own = {name: it for name, it in row.items() if name not in ("id", "document_id", "sentence_start", "sentence_end", "reader", "score")}
    return own, "a al:Claim", f"al:inWords {text(sentence_of(entry.claim))}"


def four_graphs(graph: str, assertion: Iterable[str], provenance: Iterable[str], info: Mapping[str, Any]) -> Iterator[str]:
    """A nanopublication; `graph` is its IRI without the closing bracket."""
    parts = {"Assertion": "assertion", "Provenance": "provenance", "PublicationInfo": "pubinfo"}
    links = " ; ".join(f"np:has{name} {graph}#{part}>" for name, part in parts.items())
    yield f"\n\n{graph}#head> {{\n  {graph}> a np:Nanopublication ; {links} .\n}}\n"
    yield f"{graph}#assertion> {{\n"
    yield from assertion
    yield f"}}\n{graph}#provenance> {{\n"
    yield from provenance
    yield f"}}\n{graph}#pubinfo> {{\n"
    yield triples(f"{graph}>", info, f"dct:creator {text(program())}")
    yield "}\n"


def findings(content: Content) -> Iterator[Iterator[str]]:
    """What the program worked out, and what analysts decided, a nanopublication each."""
    for each in content.propositions():
        yield weighed(each, [claim for claim in each.proposition.claims if claim in content.ids])
    for link in content.dependences():
        row = dependence_row(link)
        ends = [f"al:later id:{link.later}", f"al:earlier id:{link.earlier}"]
        yield worked_out("Dependence", f"{link.kind}:{link.later}:{link.earlier}", row, ends, PROGRAM, [link.later, link.earlier])
    for judgement in content.judgements():
        yield decided("Judgement", judgement.number, row_of(JUDGEMENTS)(judgement))
    for assessment, about in content.assessments():
        yield decided("Assessment", assessment.number, assessment_row(assessment, about))
    for correction in content.corrections():
        yield decided("Correction", correction.number, correction_row(correction))
    for hypothesis, posterior in content.hypotheses():
        row = hypothesis_row(hypothesis, posterior)
        yield worked_out("Hypothesis", quote(row["id"], safe=""), row, [], PROGRAM, [])
    for evidence in content.evidence():
        row = evidence_row(evidence)
        yield worked_out("Evidence", quote(row["id"], safe=""), row, [], PROGRAM, [])
    for number, rated in enumerate(content.ratings()):
        yield decided("Rating", number, rating_row(rated))


PROGRAM = "<urn:allegedly:program>"


def weighed(each: WeighedRow, claims: Sequence[str]) -> Iterator[str]:
    """A proposition and its origins, derived from the assertions of its claims."""
    row, subject = proposition_row(each), f"id:{each.proposition.id}"
    lines = [triples(subject, {name: it for name, it in row.items() if name != "id"}, "a al:Proposition")]
    for origin in origin_rows(each):
        own = {name: it for name, it in origin.items() if name != "proposition_id"}
        lines.append(triples(f"<urn:allegedly:{each.proposition.id}#origin{origin['position']}>", own, f"a al:Origin ; al:of {subject}"))
    graph = f"<urn:allegedly:np:{each.proposition.id}"
    derived = [f"  {graph}#assertion> prov:wasDerivedFrom <urn:allegedly:np:{claim}#assertion> .\n" for claim in claims]
    return four_graphs(graph, lines, [attributed(graph, PROGRAM), *derived], {})


def worked_out(kind: str, key: str, row: Row, more: Sequence[str], by: str, from_: Sequence[str]) -> Iterator[str]:
    """Something that is a row of its own, by the program or an analyst, from these documents."""
    name = f"{kind.lower()}:{key}"
    graph = f"<urn:allegedly:np:{name}"
    lines = [triples(f"<urn:allegedly:{name}>", row, f"a al:{kind}", *more)]
    derived = [f"  {graph}#assertion> prov:wasDerivedFrom id:{id} .\n" for id in from_]
    return four_graphs(graph, lines, [attributed(graph, by), *derived], {})


def decided(kind: str, number: int, row: Row) -> Iterator[str]:
    """What somebody decided."""
    by = PROGRAM if row["who"] == "allegedly" else f"<urn:allegedly:analyst:{quote(row['who'], safe='')}>"
    return worked_out(kind, str(number), row, [], by, [])


def attributed(graph: str, by: str) -> str:
    """Whose assertion it is."""
    return f"  {graph}#assertion> a prov:Entity ; prov:wasAttributedTo {by} .\n"


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
