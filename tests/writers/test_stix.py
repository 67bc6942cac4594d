from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import stix2

from allegedly.base.errors import Unreadable
from allegedly.capture.capturers import capture_paths
from allegedly.case import Case
from allegedly.writers.stix import opinion
from allegedly.writers.writers import write
from tests.factory import claims_in


@pytest.fixture
def objects(sample: Case, tmp_path: Path) -> list[dict[str, Any]]:
    """The objects of the sample case's bundle."""
    write(sample, "stix", tmp_path / "x.json")
    return json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["objects"]  # type: ignore[no-any-return]


def test_every_object_holds_against_the_schemas_of_the_specification(objects: list[dict[str, Any]], tmp_path: Path) -> None:
    from stix2validator import ValidationOptions, validate_instance

    options = ValidationOptions(version="2.1", disabled="extensions-use,custom-content")
    bad = [error.message for each in objects for error in validate_instance(each, options).errors]
    assert bad == []


def test_every_reference_leads_to_an_object_of_the_bundle(objects: list[dict[str, Any]]) -> None:
    ids = {each["id"] for each in objects}
    assert len(ids) == len(objects)
    for each in objects:
        wanted = [value for name, value in each.items() if name.endswith("_ref")]
        wanted += [id for name, value in each.items() if name.endswith("_refs") for id in value]
        assert set(wanted) <= ids, each["id"]


def test_no_relationship_is_bare(objects: list[dict[str, Any]]) -> None:
    """Each is labelled as alleged, and at least one note and one opinion by a claimant are about it."""
    alleged = {each["id"] for each in objects if each["type"] == "relationship"}
    noted = {ref for each in objects if each["type"] == "note" for ref in each["object_refs"]}
    judged = {ref for each in objects if each["type"] == "opinion" for ref in each["object_refs"]}
    assert alleged and alleged <= noted and alleged <= judged
    assert all("alleged" in each["labels"] for each in objects if each["type"] == "relationship")
    assert not any("confidence" in each for each in objects)


def test_nobody_is_called_a_threat_actor(objects: list[dict[str, Any]]) -> None:
    assert {"threat-actor", "intrusion-set", "campaign"}.isdisjoint(each["type"] for each in objects)


def test_in_whose_name_is_a_relationship_of_its_own(objects: list[dict[str, Any]]) -> None:
    names = {each["id"]: each["name"] for each in objects if each["type"] == "identity"}
    posed = [each for each in objects if each["type"] == "relationship" and each["relationship_type"] == "impersonates"]
    assert any(names[each["target_ref"]] == "Sixth Bureau" for each in posed)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Norland armed Dawn.", "strongly-agree"),
        ("Norland did not arm Dawn.", "strongly-disagree"),
        ("Norland may have armed Dawn.", "neutral"),
        ("Norland reportedly armed Dawn.", "agree"),
    ],
)
def test_the_opinion_is_what_the_wording_commits_to(sentence: str, expected: str) -> None:
    (claim,) = claims_in(sentence)
    assert opinion(claim) == expected


def test_one_case_always_makes_one_bundle(sample: Case, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(sample, "stix", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert stix2.parse((tmp_path / "a").read_text(encoding="utf-8"))["type"] == "bundle"


def test_read_again_the_bundle_holds_no_report_of_anybody(sample: Case, tmp_path: Path) -> None:
    """What an export says of a report is no second report: it would pass for an independent origin."""
    write(sample, "stix", tmp_path / "x.json")
    (left,) = capture_paths([tmp_path / "x.json"])
    assert isinstance(left, Unreadable) and "note by allegedly itself" in left.reason and "report by allegedly itself" in left.reason
