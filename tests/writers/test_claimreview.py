from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import SDO, Graph
from rdflib.namespace import RDF

from allegedly.case import Case
from allegedly.writers.loss import LossReport
from allegedly.writers.writers import write
from tests.factory import document
from tests.store.conftest import Add

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # within rdflib itself

HERALD = "Norland armed Dawn in 2016, two officials said. Dusk attacked Pell."
COURIER = "Norland armed Dawn in 2016."


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """Two reports that say the same, one of which says something else as well."""
    add(document(HERALD, name="a", title="Arms", publisher="Herald", published="2016-06", url="https://herald.example/1", language="en"))
    add(document(COURIER, name="b", publisher="Courier", published="2016-05-04", byline="Ann Ex"))
    return case


def proposition(case: Case, type: str) -> str:
    (row,) = case.propositions(type=type)
    return row.id


def exported(case: Case, path: Path) -> tuple[list[dict[str, Any]], LossReport]:
    report = write(case, "claimreview", path)
    return json.loads(path.read_text(encoding="utf-8"))["@graph"], report


def test_without_a_verdict_there_is_no_review(filled: Case, tmp_path: Path) -> None:
    """Grades, priors and probabilities are none."""
    filled.grade(proposition(filled, "arms"), "1", why="seen", who="ana")
    filled.prior(proposition(filled, "arms"), 0.9, why="usual", who="ana")
    reviews, report = exported(filled, tmp_path / "x")
    assert reviews == [] and report.written == {}
    assert [each.records for each in report.left_out if each.table == "claims"] == [3]


@pytest.mark.parametrize(("outcome", "rating", "words"), [(True, 2, "True"), (False, 1, "False")])
def test_a_verdict_makes_one_review_with_every_passage(filled: Case, tmp_path: Path, outcome: bool, rating: int, words: str) -> None:
    made = filled.settle(proposition(filled, "arms"), outcome, why="the ledger was published", who="ana")
    (review,), report = exported(filled, tmp_path / "x")
    assert (review["author"]["name"], review["reviewBody"], review["datePublished"]) == ("ana", "the ledger was published", made.at)
    assert (review["reviewRating"]["ratingValue"], review["reviewRating"]["alternateName"]) == (rating, words)
    item = review["itemReviewed"]
    assert [each["text"] for each in item["appearance"]] == [COURIER, "Norland armed Dawn in 2016, two officials said."]
    assert item["firstAppearance"] == item["appearance"][0] and item["datePublished"] == "2016-05-04"
    assert [each["name"] for each in item["author"]] == ["Courier", "two officials"]
    assert "two officials" in item["appearance"][1]["description"] and item["appearance"][1]["url"] == "https://herald.example/1"
    assert report.written == {"claims": 2, "documents": 2, "propositions": 1}
    assert {(each.table, each.records) for each in report.left_out} >= {("claims", 1), ("arguments", 2)}
    assert [(each.field, each.records) for each in report.changed] == [("chain", 1)]


def test_of_two_verdicts_the_later_one_holds_and_one_taken_back_is_none(filled: Case, tmp_path: Path) -> None:
    filled.settle(proposition(filled, "arms"), True, why="first", who="ana")
    filled.settle(proposition(filled, "arms"), False, why="second", who="bo")
    (review,), _ = exported(filled, tmp_path / "x")
    assert review["reviewBody"] == "second"
    for _ in range(2):
        filled.undo()
    assert exported(filled, tmp_path / "y")[0] == []


def test_every_type_and_property_is_one_of_schema_org(filled: Case, tmp_path: Path) -> None:
    """rdflib knows the vocabulary; a word that is not in it is dropped by whoever reads the file."""
    for type in ("arms", "attacks"):
        filled.settle(proposition(filled, type), True, why="seen", who="ana")
    made = json.loads(json.dumps({"@graph": exported(filled, tmp_path / "x")[0]}))
    graph = Graph().parse(data=json.dumps({"@context": {"@vocab": str(SDO)}, **made}), format="json-ld")
    assert {predicate for predicate in graph.predicates() if predicate not in SDO} == {RDF.type}
    assert all(kind in SDO for kind in graph.objects(None, RDF.type))
    assert len(list(graph.subjects(RDF.type, SDO.ClaimReview))) == 2
    assert {int(value) for value in graph.objects(None, SDO.ratingValue)} == {2}
