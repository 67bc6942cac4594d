"""What other people's libraries find in our exports, put back into rows of claims, arguments and chain; None and empty are left out.

A round trip compares this with the rows of the case, less what the loss report says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
from pyarrow import parquet

from allegedly.case import Case
from allegedly.writers.content import Content
from allegedly.writers.loss import LossReport, Tally
from allegedly.writers.rows import TABLES, argument_rows, chain_rows, claim_row

Rows = dict[str, set[str]]  # table -> rows as canonical JSON


def canonical(rows: Iterable[dict[str, Any]]) -> set[str]:
    """Rows without what is empty, so that they can be compared whatever their order."""
    return {json.dumps({k: v for k, v in row.items() if v is not None and v != ""}, sort_keys=True) for row in rows}


def expected(
    case: Case, report: LossReport, written: Callable[[Any], bool] = lambda entry: True, clean: Callable[[str], str] = str
) -> Rows:
    """The claims of the case, their arguments and chains, less what the report says was not carried. `clean` is what it says was changed."""
    lost = {(each.table, each.field) for each in report.lost}
    changed = {(each.table, each.field) for each in report.changed}
    nobody = any("nobody in particular" in each.reason for each in report.left_out)
    rows: dict[str, list[dict[str, Any]]] = {"claims": [], "arguments": [], "chain": []}
    for entry in Content(case, case.claims(), Tally({"claims": ("id",)})).entries():
        if written(entry):
            rows["claims"].append(claim_row(entry))
            rows["arguments"] += argument_rows(entry)
            rows["chain"] += chain_rows(entry)
    return {
        table: canonical(
            {k: clean(v) if (table, k) in changed else v for k, v in row.items() if (table, k) not in lost and k in TABLES[table].own}
            for row in found
            if not (nobody and table == "arguments" and row["entity_id"] is None)
        )
        for table, found in rows.items()
        if report.written.get(table)
    }


def from_csv(path: Path) -> Rows:
    """pandas reads every column as text; the apostrophe that keeps formulas quiet is taken off, and numbers are made numbers."""
    found = {}
    for table in ("claims", "arguments", "chain"):
        frame = pd.read_csv(path / f"{table}.csv", dtype=str, keep_default_na=False)
        kinds = {column.name: column.kind for column in TABLES[table].columns if not column.derived}
        rows = [{name: _value(row[name], kind) for name, kind in kinds.items()} for row in frame.to_dict("records")]
        if rows:
            found[table] = canonical(rows)
    return found


def _value(text: str, kind: str) -> Any:
    from allegedly.writers.tables import FORMULA

    if text == "":
        return None
    if kind == "text":
        return text[1:] if text.startswith("'") and FORMULA.match(text) else text
    return {"integer": int, "real": float, "flag": {"true": True, "false": False}.get}[kind](text)  # type: ignore[operator]


def from_jsonl(path: Path) -> Rows:
    """Standard JSON, line by line."""
    return {
        table: canonical(_own(table, json.loads(line)) for line in lines)
        for table in ("claims", "arguments", "chain")
        if (lines := (path / f"{table}.jsonl").read_text(encoding="utf-8").split("\n")[:-1])
    }


def from_parquet(path: Path) -> Rows:
    """pyarrow."""
    return {
        table: canonical(_own(table, row) for row in rows)
        for table in ("claims", "arguments", "chain")
        if (rows := parquet.read_table(path / f"{table}.parquet").to_pylist())
    }


def _own(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in TABLES[table].own}


def from_graphml(path: Path) -> Rows:
    """networkx reads GraphML."""
    return _from_graph(nx.read_graphml(path))


def from_gexf(path: Path) -> Rows:
    """networkx reads GEXF."""
    return _from_graph(nx.read_gexf(path))


def _from_graph(graph: Any) -> Rows:
    claims, arguments, chain = [], [], []
    for source, target, edge in graph.edges(data=True):
        claim = edge["claim"]
        names = ("type", "polarity", "certainty", "realis", "sentence", "sentence_start", "sentence_end", "time_value", "score")
        ids = {"id": claim, "document_id": edge["document"], "proposition_id": edge["proposition"]}
        claims.append(ids | {name: edge.get(name) for name in names})
        arguments.append({"claim_id": claim, "role": "agent", "entity_id": source})
        arguments.append({"claim_id": claim, "role": edge["role"], "entity_id": target})
        chain += _chain(claim, json.loads(edge["chain"]))
    return _filled(claims=claims, arguments=arguments, chain=chain)


def _chain(claim: str, hops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "claim_id": claim,
            "position": position,
            "name": hop["name"],
            "named": hop["named"],
            **_span("mention", hop.get("mention")),
            **_span("cue", hop.get("cue")),
        }
        for position, hop in enumerate(hops)
    ]


def _filled(**tables: list[dict[str, Any]]) -> Rows:
    return {table: canonical(rows) for table, rows in tables.items() if rows}


def from_geojson(path: Path) -> Rows:
    """The geojson library reads the features and says whether they are valid."""
    import geojson

    collection = geojson.loads(path.read_text(encoding="utf-8"))
    assert collection.is_valid, collection.errors()
    claims, arguments, chain = [], [], []
    for each in collection["features"]:
        found = each["properties"]
        names = ("type", "polarity", "certainty", "realis", "sentence", "sentence_start", "sentence_end", "time_value", "score")
        ids = {"id": found["claim"], "document_id": found["document"], "proposition_id": found["proposition"]}
        claims.append(ids | {name: found[name] for name in names})
        for role, fillers in found["arguments"].items():
            arguments += [{"claim_id": found["claim"], "role": role, "name": f["name"], "entity_id": f["entity"]} for f in fillers]
        chain += _chain(found["claim"], found["chain"])
    return _filled(claims=claims, arguments=arguments, chain=chain)


def from_annotation(path: Path) -> Rows:
    """The record in the body of each annotation, and the selectors of its target."""
    claims, arguments, chain = [], [], []
    for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
        ((found, standing),) = [
            (body["allegedly:record"], body["allegedly:standing"]) for body in item["body"] if "allegedly:record" in body
        ]
        position, quote = item["target"]["selector"]
        claims.append(
            {
                "id": item["id"].removeprefix("urn:allegedly:"),
                "document_id": item["target"]["source"]["allegedly:document"],
                "proposition_id": standing["proposition"],
                "sentence": quote["exact"],
                "sentence_start": position["start"],
                "sentence_end": position["end"],
                **{name: found[name] for name in ("type", "polarity", "certainty", "realis", "score", "reader")},
                **_span("trigger", found["trigger"]),
                **_span("time", found["time"]),
                "time_value": found["time"] and found["time"]["value"],
            }
        )
        for role, fillers in found["arguments"].items():
            arguments += [
                {"claim_id": found["id"], "role": role, "text": f["text"], "start": f["start"], "end": f["end"], "name": f["entity"]}
                for f in fillers
            ]
        chain += _chain(found["id"], found["chain"])
    return _filled(claims=claims, arguments=arguments, chain=chain)


def _span(name: str, span: dict[str, Any] | None) -> dict[str, Any]:
    return {name: span["text"], f"{name}_start": span["start"], f"{name}_end": span["end"]} if span else {}


def _of_record(found: dict[str, Any], sentence: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of a claim record with places, as STIX and MISP carry it."""
    start, end = found["sentence"]
    claim = {
        "id": found["id"],
        "document_id": found["document_id"],
        "proposition_id": found["proposition_id"],
        "sentence": sentence,
        "sentence_start": start,
        "sentence_end": end,
        **{name: found[name] for name in ("type", "polarity", "certainty", "realis", "score", "reader")},
        **_span("trigger", found["trigger"]),
        **_span("time", found["time"]),
        "time_value": found["time"] and found["time"]["value"],
    }
    arguments = [
        {
            "claim_id": found["id"],
            "role": role,
            "text": f["text"],
            "start": f["start"],
            "end": f["end"],
            "name": f["entity"],
            "entity_id": id,
        }
        for role, fillers in found["arguments"].items()
        for f, id in zip(fillers, found["entities"][role], strict=True)
    ]
    return {"claims": [claim], "arguments": arguments, "chain": _chain(found["id"], found["chain"])}


def _joined(parts: Iterable[dict[str, list[dict[str, Any]]]]) -> Rows:
    tables: dict[str, list[dict[str, Any]]] = {"claims": [], "arguments": [], "chain": []}
    for part in parts:
        for table, rows in part.items():
            tables[table] += rows
    return _filled(**tables)


def from_stix(path: Path) -> Rows:
    """stix2 parses the bundle; the notes carry the records."""
    import stix2

    bundle = stix2.parse(path.read_text(encoding="utf-8"), allow_custom=False)
    key = next(each["id"] for each in bundle["objects"] if each["type"] == "extension-definition")
    notes = [each["extensions"][key] for each in bundle["objects"] if each["type"] == "note"]
    found = [each["claim"] for each in notes if "claim" in each]
    return _joined(_of_record(each, each["sentence_text"]) for each in found)


def from_misp(path: Path) -> Rows:
    """pymisp loads the event; the comments of the annotations carry the records."""
    from pymisp import MISPEvent

    event = MISPEvent()
    event.load_file(str(path))
    found = [json.loads(each.comment) for each in event.get_objects_by_name("annotation")]
    return _joined(_of_record(each, each["sentence_text"]) for each in found if "sentence_text" in each)


def from_nanopub(path: Path) -> Rows:
    """rdflib parses TriG and answers a query for each table."""
    from rdflib import Dataset, Namespace
    from rdflib.namespace import PROV, RDF

    graph = Dataset(default_union=True)
    graph.parse(path, format="trig")
    al, oa = Namespace("urn:allegedly:terms#"), Namespace("http://www.w3.org/ns/oa#")

    def of(subject: Any, name: str) -> Any:
        found = graph.value(subject, al[name])
        return None if found is None else found.toPython()

    def short(subject: Any) -> str:
        return str(subject).rpartition(":")[2]

    claims, arguments, chain = [], [], []
    for subject in graph.subjects(RDF.type, al.Claim):
        id, base = short(subject), f"urn:allegedly:np:{short(subject)}"
        assertion = Namespace(base)["#assertion"]
        selector = graph.value(assertion, oa.hasSelector)
        names = ("type", "sentence", "trigger", "trigger_start", "trigger_end", "time", "time_start", "time_end", "time_value")
        claims.append(
            {
                "id": id,
                "document_id": short(graph.value(assertion, PROV.wasQuotedFrom)),
                "sentence_start": graph.value(selector, oa.start).toPython(),
                "sentence_end": graph.value(selector, oa.end).toPython(),
                **{name: of(subject, _camel(name)) for name in (*names, "polarity", "certainty", "realis", "proposition_id")},
                **{name: of(Namespace(base)[""], name) for name in ("score", "reader")},
            }
        )
        for filler in graph.objects(subject, al.filler):
            row = {name: of(filler, name) for name in ("role", "text", "start", "end", "name")}
            meant = graph.value(filler, al.means)
            arguments.append({"claim_id": id, **row, "entity_id": short(meant) if meant else None})
        saying = graph.value(assertion, PROV.wasDerivedFrom)
        while saying is not None:
            spans = ("position", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end", "named")
            row = {name: of(saying, _camel(name)) for name in spans}
            source = short(graph.value(saying, PROV.wasAttributedTo))
            chain.append({"claim_id": id, "source_id": source, "name": of(saying, "calls"), **row})
            saying = graph.value(saying, PROV.wasDerivedFrom)
    return _filled(claims=claims, arguments=arguments, chain=chain)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


READ: dict[str, Callable[[Path], Rows]] = {
    "csv": from_csv,
    "jsonl": from_jsonl,
    "parquet": from_parquet,
    "graphml": from_graphml,
    "gexf": from_gexf,
    "geojson": from_geojson,
    "annotation": from_annotation,
    "stix": from_stix,
    "misp": from_misp,
    "nanopub": from_nanopub,
}
