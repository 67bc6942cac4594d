"""GraphML and GEXF: who is said to have done what to whom, one edge for each claim and pair.

An edge runs from each agent of a claim to each other role's filler, so that A who recruited B in the name of C has an edge to B (patient)
and one to C (guise). Every edge says who says so: an edge is an allegation, and carries its chain, its status, its sentence, and how
the proposition that the claim makes stands on the program's count. Claims without an agent, or in which the agent acts on nothing, are no edge
and are counted as left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from allegedly.claims.wording import chain_of
from allegedly.store.query import EntityRow
from allegedly.writers.content import Content
from allegedly.writers.rows import BESIDE_CLAIMS, Entry, chain_rows, days_of

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
GEXF = "http://www.gexf.net/1.2draft"  # what both Gephi and networkx read; 1.3 adds nothing that is needed here

NODE = {"label": "string", "kind": "string", "named": "boolean", "aliases": "string", "parent": "string"}
EDGE = {
    "claim": "string",
    "type": "string",
    "role": "string",
    "polarity": "string",
    "certainty": "string",
    "realis": "string",
    "said_by": "string",
    "chain": "string",
    "sentence": "string",
    "sentence_start": "int",
    "sentence_end": "int",
    "time_value": "string",
    "first_day": "string",
    "last_day": "string",
    "document": "string",
    "published": "string",
    "score": "double",
    "proposition": "string",
    "independent_low": "int",
    "independent_high": "int",
    "sides": "int",
    "p_low": "double",
    "p": "double",
    "p_high": "double",
    "credibility": "int",
    "assurance": "string",
}
NO_EDGE = "no agent, or nothing that the agent acts on"
CARRIES: dict[str, Collection[str]] = {
    "claims": (
        "id", "type", "polarity", "certainty", "realis", "sentence", "sentence_start", "sentence_end", "time_value", "document_id", "score",
        "proposition_id",
    ),
    "arguments": ("claim_id", "role", "entity_id"),
    "chain": ("claim_id", "position", "name", "named"),
    "documents": ("id", "published"),
    "entities": ("id", "name", "kind", "named", "aliases", "parent"),
    "propositions": BESIDE_CLAIMS,
}  # fmt: skip


def xml_text(text: str) -> str:
    """`text` with U+FFFD for every character that XML cannot hold."""
    return NOT_XML.sub("\ufffd", text)


def node_values(entity: EntityRow) -> dict[str, Any]:
    """What a node says: `aliases` is a JSON list."""
    aliases = json.dumps(entity.aliases, ensure_ascii=False)
    return {"label": entity.name, "kind": entity.kind, "named": entity.named, "aliases": aliases, "parent": entity.parent}


def edge_values(entry: Entry, role: str) -> dict[str, Any]:
    """What an edge says: `said_by` is the chain for a person, `chain` a JSON list of names, each with whether the document names it."""
    claim = entry.claim
    first, last = days_of(claim)
    hops = [{"name": row["name"], "named": row["named"]} for row in chain_rows(entry)]
    return {
        "claim": claim.id,
        "type": claim.type,
        "role": role,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "realis": claim.realis,
        "said_by": chain_of(claim),
        "chain": json.dumps(hops, ensure_ascii=False),
        "sentence": claim.sentence.text,
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "time_value": claim.time and claim.time.value,
        "first_day": first,
        "last_day": last,
        "document": claim.document_id,
        "published": entry.document.published,
        "score": round(claim.score, 4),
        **(entry.standing.to_dict() if entry.standing else {}),
    }


def edges_of(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Agent, other entity and the role of the latter; ids of entities."""
    for agent in entry.actors("agent"):
        for role in entry.claim.arguments:
            if role != "agent":
                yield from ((agent.id, other.id, role) for other in entry.actors(role))


class _Graph:
    """What both formats share."""

    carries: Mapping[str, Collection[str]] = CARRIES
    roles: Collection[str] | None = None

    def _edges(self, content: Content) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """Id, source, target and values of every edge; counts what is written, left out and changed."""
        for entry in content.entries():
            found = list(edges_of(entry))
            if not found:
                content.left_out(entry, NO_EDGE)
                continue
            content.wrote(entry, where=lambda row: row["entity_id"] is not None, why="their words mean nobody in particular")
            if NOT_XML.search(entry.claim.sentence.text):
                content.tally.changed("claims", "sentence", "characters that XML cannot hold are U+FFFD")
            for number, (source, target, role) in enumerate(found):
                yield f"{entry.claim.id}.{number}", source, target, edge_values(entry, role)


class GraphmlWriter(_Graph):
    """A directed multigraph; every value is a typed `data` element."""

    summary = "a network of actors for networkx, yEd and Gephi, one edge per claim"
    suffix = ".graphml"

    def write(self, content: Content, path: Path) -> None:
        """A .graphml file, element by element."""
        with etree.xmlfile(str(path), encoding="utf-8") as out:
            out.write_declaration()
            with out.element(f"{{{GRAPHML}}}graphml", nsmap={None: GRAPHML}):
                for domain, keys in (("node", NODE), ("edge", EDGE)):
                    for name, type in keys.items():
                        about = {"id": f"{domain}_{name}", "for": domain, "attr.name": name, "attr.type": type}
                        out.write(etree.Element(f"{{{GRAPHML}}}key", about))
                with out.element(f"{{{GRAPHML}}}graph", {"edgedefault": "directed"}):
                    for entity in content.entities():
                        out.write(self._element("node", {"id": entity.id}, node_values(entity)))
                    for id, source, target, values in self._edges(content):
                        out.write(self._element("edge", {"id": id, "source": source, "target": target}, values))

    def _element(self, domain: str, about: dict[str, str], values: dict[str, Any]) -> etree._Element:
        element = etree.Element(f"{{{GRAPHML}}}{domain}", about)
        for name, value in values.items():
            if value is not None:
                etree.SubElement(element, f"{{{GRAPHML}}}data", {"key": f"{domain}_{name}"}).text = written(value)
        return element


def written(value: Any) -> str:
    """A value as XML holds it."""
    return str(value).lower() if isinstance(value, bool) else xml_text(str(value))


class GexfWriter(_Graph):
    """A dynamic graph: an edge begins and ends with the days that its claim's time can mean, and lasts always without one."""

    summary = "a network of actors over time, for Gephi, one edge per claim"
    suffix = ".gexf"

    def write(self, content: Content, path: Path) -> None:
        """A .gexf file, element by element."""
        with etree.xmlfile(str(path), encoding="utf-8") as out:
            out.write_declaration()
            with out.element(f"{{{GEXF}}}gexf", {"version": "1.2"}, nsmap={None: GEXF}):
                about = {"mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date"}
                with out.element(f"{{{GEXF}}}graph", about):
                    out.write(self._attributes("node", {name: type for name, type in NODE.items() if name != "label"}))
                    out.write(self._attributes("edge", EDGE))
                    with out.element(f"{{{GEXF}}}nodes"):
                        for entity in content.entities():
                            out.write(self._element("node", {"id": entity.id, "label": xml_text(entity.name)}, node_values(entity), NODE))
                    with out.element(f"{{{GEXF}}}edges"):
                        for id, source, target, values in self._edges(content):
                            when = {"start": values["first_day"], "end": values["last_day"]}
                            about = {
                                "id": id,
                                "source": source,
                                "target": target,
                                "label": values["type"],
                                **{k: v for k, v in when.items() if v},
                            }
                            out.write(self._element("edge", about, values, EDGE))

    def _attributes(self, domain: str, keys: Mapping[str, str]) -> etree._Element:
        group = etree.Element(f"{{{GEXF}}}attributes", {"class": domain, "mode": "static"})
        for name, type in keys.items():
            etree.SubElement(group, f"{{{GEXF}}}attribute", {"id": name, "title": name, "type": {"int": "integer"}.get(type, type)})
        return group

    def _element(self, domain: str, about: dict[str, str], values: dict[str, Any], keys: Mapping[str, str]) -> etree._Element:
        element = etree.Element(f"{{{GEXF}}}{domain}", about)
        group = etree.SubElement(element, f"{{{GEXF}}}attvalues")
        for name, value in values.items():
            if value is not None and not (domain == "node" and name == "label"):
                etree.SubElement(group, f"{{{GEXF}}}attvalue", {"for": name, "value": written(value)})
        return element
