from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Dataset, Namespace
from rdflib.namespace import PROV, RDF

from allegedly.case import Case
from allegedly.writers.writers import write

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # within rdflib itself

AL = Namespace("urn:allegedly:terms#")
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix np: <http://www.nanopub.org/nschema#> .
@prefix al: <urn:allegedly:terms#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
[] a sh:NodeShape ; sh:targetClass np:Nanopublication ;
  sh:property [ sh:path np:hasAssertion ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path np:hasProvenance ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path np:hasPublicationInfo ; sh:minCount 1 ; sh:maxCount 1 ] .
[] a sh:NodeShape ; sh:targetObjectsOf np:hasAssertion ; sh:xone (
  [ sh:property [ sh:path prov:wasQuotedFrom ; sh:minCount 1 ; sh:maxCount 1 ; sh:class prov:Entity ] ]
  [ sh:property [ sh:path prov:wasAttributedTo ; sh:minCount 1 ; sh:maxCount 1 ] ] ) .
[] a sh:NodeShape ; sh:targetClass al:Claim ;
  sh:property [ sh:path al:polarity ; sh:in ("affirmed" "denied") ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path al:inWords ; sh:minCount 1 ] .
[] a sh:NodeShape ; sh:targetSubjectsOf prov:wasAttributedTo ; sh:class prov:Entity .
[] a sh:NodeShape ; sh:targetClass al:Entity ; sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
  sh:property [ sh:path al:name ] ; sh:property [ sh:path al:kind ] .
"""


@pytest.fixture
def graph(sample: Case, tmp_path: Path) -> Dataset:
    """Some nanopublications of the sample case, all graphs together."""
    write(sample, "nanopub", tmp_path / "x.trig", family="deception")
    graph = Dataset(default_union=True)
    graph.parse(tmp_path / "x.trig", format="trig")
    return graph


def test_the_shapes_hold(graph: Dataset) -> None:
    """Of each claim one assertion with its provenance; of an entity nothing is said but its name and kind, whatever is alleged of it."""
    from pyshacl import validate
    from rdflib import Graph

    merged = Graph()
    for triple in graph.triples((None, None, None)):
        merged.add(triple)
    conforms, _, report = validate(merged, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report


def test_acting_on_behalf_is_between_what_one_claim_calls_them(graph: Dataset) -> None:
    pairs = list(graph.subject_objects(PROV.actedOnBehalfOf))
    assert all((end, RDF.type, AL.Filler) in graph for pair in pairs for end in pair)
    assert all(str(agent).partition("#")[0] == str(principal).partition("#")[0] for agent, principal in pairs)


def test_the_innermost_source_is_the_primary_one(graph: Dataset, sample: Case) -> None:
    chained = [claim for claim in sample.claims(family="deception") if claim.chain]
    primary = {
        str(assertion).removeprefix("urn:allegedly:np:").partition("#")[0]: saying
        for assertion, saying in graph.subject_objects(PROV.hadPrimarySource)
    }
    assert chained and primary.keys() == {claim.id for claim in chained}
    for claim in chained:
        assert graph.value(primary[claim.id], AL.calls).toPython() == claim.chain[-1].source.name
