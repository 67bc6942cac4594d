from __future__ import annotations

import json
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model

from allegedly.case import Case
from allegedly.writers.followthemoney import SCHEMATA
from allegedly.writers.writers import write


@pytest.fixture
def statements(sample: Case, tmp_path: Path) -> list[dict[str, Any]]:
    """The statements of the sample case."""
    write(sample, "followthemoney", tmp_path / "x.jsonl")
    return [json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]


def entities(statements: list[dict[str, Any]]) -> dict[str, Any]:
    """Entities of followthemoney made of statements; whatever the library does not accept raises or is missing."""
    grouped = defaultdict(list)
    for each in statements:
        grouped[each["canonical_id"]].append(each)
    made = {}
    for id, group in grouped.items():
        entity = model.make_entity(group[0]["schema"])
        entity.id = id
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a transliterator that is not installed
            for each in group:
                if each["prop"] != "id":
                    entity.add(each["prop"], each["value"])
                    assert entity.has(each["prop"]), each
        made[id] = entity
    return made


def test_every_statement_is_one_that_the_library_takes(statements: list[dict[str, Any]]) -> None:
    made = entities(statements)
    assert len({each["id"] for each in statements}) == len(statements)
    assert {"Article", "UnknownLink"} <= {entity.schema.name for entity in made.values()}
    for entity in made.values():
        for prop in entity.iterprops():
            if prop.type.name == "entity":
                assert all(value in made and made[value].schema.is_a(prop.range) for value in entity.get(prop)), entity


def test_no_allegation_is_stated_as_an_interest_of_a_certain_kind(statements: list[dict[str, Any]]) -> None:
    assert {each["schema"] for each in statements} <= {"Article", "Assessment", "UnknownLink", "Representation", *SCHEMATA.values()}
    links = [entity for entity in entities(statements).values() if entity.schema.name in ("UnknownLink", "Representation")]
    assert all(link.first("role").startswith("alleged: ") and link.first("summary") for link in links)


def test_who_acts_for_whom_is_a_representation(statements: list[dict[str, Any]]) -> None:
    made = entities(statements)
    clients = {
        made[client].caption for entity in made.values() if entity.schema.name == "Representation" for client in entity.get("client")
    }
    assert "Sixth Bureau" in clients or "Section Nine" in clients


def test_the_dataset_of_a_statement_is_its_document(statements: list[dict[str, Any]], sample: Case) -> None:
    said = [each for each in statements if each["schema"] != "Assessment"]
    assert {each["dataset"] for each in said} <= {row.id for row in sample.documents()}


def test_how_often_something_reached_us_is_an_assessment_in_words(decided: Case, tmp_path: Path) -> None:
    write(decided, "followthemoney", tmp_path / "x.jsonl")
    made = entities([json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()])
    held = {each.first("assessmentId"): each for each in made.values() if each.schema.name == "Assessment"}
    links = [each for each in made.values() if each.schema.name in ("UnknownLink", "Representation")]
    for link in links:
        (proposition,) = [id for id in link.get("recordId") if id.startswith("p-")]
        assert any("independent way" in words for words in held[proposition].get("summary"))
    assert {each.first("publisher") for id, each in held.items() if id.startswith("assessment-")} == {"ana", "ben"}
