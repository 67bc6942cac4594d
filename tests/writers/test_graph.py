from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from allegedly.case import Case
from allegedly.writers.graph import xml_text
from allegedly.writers.writers import write

READ = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


@pytest.mark.parametrize("format", READ)
def test_guise_and_chain_are_on_the_edges(sample: Case, format: str, tmp_path: Path) -> None:
    write(sample, format, tmp_path / "x")
    graph = READ[format](tmp_path / "x")
    guises = [(graph.nodes[a]["label"], graph.nodes[b]["label"], edge) for a, b, edge in graph.edges(data=True) if edge["role"] == "guise"]
    assert any(guise == "Sixth Bureau" for _, guise, _ in guises)
    assert all(edge["said_by"] for _, _, edge in graph.edges(data=True))
    assert {claim.id for claim in sample.claims() if "guise" in claim.arguments and "agent" in claim.arguments} == {
        edge["claim"] for _, _, edge in guises
    }


def test_gexf_edges_last_as_long_as_the_time_can_mean(sample: Case, tmp_path: Path) -> None:
    write(sample, "gexf", tmp_path / "x")
    root = etree.parse(str(tmp_path / "x"))
    edges = root.findall(".//{*}edge")
    timed = [edge for edge in edges if edge.get("start")]
    assert 0 < len(timed) < len(edges) and all(edge.get("end", "9") >= edge.get("start") for edge in timed)
    assert root.find(".//{*}graph").get("mode") == "dynamic"


def test_what_xml_cannot_hold_is_marked() -> None:
    assert xml_text("a\x00\x08\x0b\ufffe\ud800b\t\n\r") == "a" + "\ufffd" * 5 + "b\t\n\r"
