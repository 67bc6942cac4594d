from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import curve
import errors
import pytest


def span(text: str, start: int) -> dict[str, Any]:
    return {"text": text, "start": start, "end": start + len(text)}


def record(
    type: str, start: int, *, score: float = 1.0, chain: tuple[str, ...] = (), realis: str = "actual", **fillers: Any
) -> dict[str, Any]:
    """A claim whose trigger is five characters long, in the one sentence of its document."""
    return {
        "document": "hard-a-01",
        "score": score,
        "sentence": [0, 100],
        "type": type,
        "trigger": span("armed", start),
        "arguments": {role: [filler] for role, filler in fillers.items()},
        "polarity": "affirmed",
        "certainty": "certain",
        "realis": realis,
        "chain": [{"name": name, "named": True} for name in chain],
    }


def overlap(a: dict[str, Any], b: dict[str, Any]) -> int:
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def same_filler(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return overlap(a, b) > 0


def pair(gold: list[dict[str, Any]], read: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(g, r) for g in gold for r in read if g["type"] == r["type"] and overlap(g["trigger"], r["trigger"])]


def shared_fillers(gold: dict[str, Any], read: dict[str, Any]) -> int:
    return sum(same_filler(g[0], r[0]) for role, g in gold["arguments"].items() for other, r in read["arguments"].items() if role == other)


# The part of ../shared/tools/score_claims.py that is used, without its one-to-one rule.
SCORE = SimpleNamespace(
    pair=pair,
    overlap=overlap,
    same_filler=same_filler,
    same_name=lambda a, b: a == b,
    shared_fillers=shared_fillers,
    core_right=lambda g, r: "patient" in r["arguments"],
)
BAND, TOWN, SHIP = span("band", 0), span("town", 20), span("ship", 30)


def kinds(gold: list[dict[str, Any]], read: list[dict[str, Any]]) -> list[str]:
    return sorted(error.kind for error in errors.find_errors(gold, read, SCORE))


def test_a_claim_read_as_it_is_has_no_error() -> None:
    same = record("arms", 10, agent=BAND, patient=TOWN, chain=("Herald",))
    assert kinds([same], [dict(same)]) == []


@pytest.mark.parametrize(
    ("gold", "read", "kind"),
    [
        ([record("arms", 10)], [], "claim missed: arms"),
        ([], [record("arms", 10)], "claim spurious: arms"),
        ([record("arms", 10)], [record("funds", 12)], "claim of another type: arms as funds"),
        ([record("arms", 10, agent=BAND)], [record("arms", 50, agent=BAND)], "claim with its trigger elsewhere"),
        ([record("arms", 10, agent=BAND)], [record("arms", 10)], "argument missing: agent"),
        ([record("arms", 10)], [record("arms", 10, agent=BAND)], "argument extra: agent"),
        ([record("arms", 10, agent=BAND)], [record("arms", 10, agent=SHIP)], "argument wrong: agent"),
        ([record("arms", 10, agent=BAND)], [record("arms", 10, patient=BAND)], "argument in another role: agent as patient"),
        ([record("arms", 10, chain=("Herald",))], [record("arms", 10)], "chain missing"),
        ([record("arms", 10)], [record("arms", 10, chain=("Herald",))], "chain extra"),
        ([record("arms", 10, chain=("Herald", "he"))], [record("arms", 10, chain=("Herald",))], "chain too short"),
        ([record("arms", 10, chain=("he",))], [record("arms", 10, chain=("Herald", "he"))], "chain too long"),
        ([record("arms", 10, chain=("he",))], [record("arms", 10, chain=("she",))], "chain with another name"),
        ([record("arms", 10, realis="planned")], [record("arms", 10)], "realis: planned as actual"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_error_has_one_kind(gold: list[dict[str, Any]], read: list[dict[str, Any]], kind: str) -> None:
    assert kinds(gold, read) == [kind]


def test_a_claim_of_the_same_type_without_a_common_filler_is_missed_and_another_spurious() -> None:
    assert kinds([record("arms", 10, agent=BAND)], [record("arms", 50, agent=SHIP)]) == ["claim missed: arms", "claim spurious: arms"]


def test_fillers_count_in_paired_claims_only() -> None:
    gold = [record("arms", 10, guise=BAND), record("funds", 60, guise=TOWN)]
    read = [record("arms", 10, guise=BAND), record("trains", 60, guise=TOWN)]
    count = errors.filler_counts(gold, read, SCORE)
    assert count == Counter({"guise gold": 2, "guise read": 2, "guise found": 1, "guise right": 1})
    assert errors.rates(count, ["guise"]) == pytest.approx((0.5, 0.5, 0.5))


def test_a_document_names_its_outlet() -> None:
    assert [errors.outlet(d) for d in ("re3d-bbc-04", "wikinews-kurds-announce-deal", "hard-b-03")] == ["re3d bbc", "wikinews", "hard b"]


def test_a_higher_least_score_leaves_fewer_claims_and_finds_fewer() -> None:
    gold = {"d": [record("arms", 10, patient=TOWN), record("funds", 40)]}
    read = {"d": [record("arms", 10, patient=TOWN, score=0.9), record("funds", 40, score=0.4), record("kills", 70, score=0.6)]}
    assert curve.at_least(gold, read, 0, SCORE) == (2, 3, 2, 1)
    assert curve.at_least(gold, read, 0.5, SCORE) == (2, 2, 1, 1)
    assert curve.at_least(gold, {}, 0, SCORE) == (2, 0, 0, 0)
    assert sorted(curve.scores(gold, read, SCORE)) == [(0.4, True), (0.6, False), (0.9, True)]


def test_the_calibration_error_is_the_distance_of_what_was_said_from_what_held() -> None:
    rows, error = curve.reliability([(0.2, False), (0.2, True), (0.9, True), (0.9, True)], bins=2)
    assert rows == [(pytest.approx(0.2), 0.5, 2), (pytest.approx(0.9), 1.0, 2)]
    assert error == pytest.approx((0.3 + 0.1) / 2)
