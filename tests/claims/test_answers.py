from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.claims.answers import Answer, parse_answer, schema, to_proposal
from allegedly.claims.claim import Refused
from tests.claims.model_server import answer, entry

GOOD = answer(entry("armed", agent="junta"), entry("funded", type="funds", agent="junta"))


def triggers(found: Answer) -> list[str]:
    return [proposal.trigger for proposal in found.proposals]


def test_a_good_answer_is_its_proposals() -> None:
    found = parse_answer(GOOD)
    assert (triggers(found), found.refused, found.problem) == (["armed", "funded"], (), None)


@pytest.mark.parametrize(
    "around", ["```json\n{}\n```", "Here you are:\n{}\nAnything else?", '<think>maybe {{"claims": []}}</think>\n{}', "\ufeff{}"]
)
def test_what_stands_around_an_answer_does_not_matter(around: str) -> None:
    assert triggers(parse_answer(around.replace("{{", "{").replace("}}", "}").replace("{}", GOOD))) == ["armed", "funded"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("<think>hm</think>", "empty"),
        ("I cannot help with that.", "malformed"),
        ("{}", "malformed"),
        ('{"claims": 3}', "malformed"),
        ('{"claims": null}', "malformed"),
        ('["claims"]', "malformed"),
        ('{"claims" ' + "[" * 100_000, "malformed"),
        ("{" + '"a":{' * 100_000, "malformed"),
        ('{"claims": [' + "9" * 10_000 + "]}", "truncated"),
    ],
)
def test_an_answer_that_is_none_says_what_is_wrong(text: str, problem: str) -> None:
    assert parse_answer(text) == Answer(problem=problem)  # type: ignore[arg-type]


def test_the_whole_claims_of_a_cut_off_answer_are_kept() -> None:
    for length in range(len('{"claims": ['), len(GOOD) - 1):
        found = parse_answer(GOOD[:length])
        assert found.problem == "truncated"
        assert triggers(found) == ["armed", "funded"][: found.proposals.__len__()]
    assert triggers(parse_answer(GOOD[:-2])) == ["armed", "funded"]


@pytest.mark.parametrize(
    "change",
    [
        {"sentence": "0"},
        {"sentence": True},
        {"sentence": 1.5},
        {"trigger": ""},
        {"trigger": None},
        {"type": 7},
        {"arguments": {"agent": "junta"}},
        {"arguments": [{"role": "agent"}]},
        {"arguments": ["junta"]},
        {"time": "2016"},
        {"chain": "two officials"},
        {"chain": [{"words": 3}]},
    ],
)
def test_an_entry_that_is_no_claim_record_is_refused_and_the_others_are_not(change: dict[str, Any]) -> None:
    found = parse_answer(answer(entry("armed", agent="junta") | change, entry("funded")))
    assert (triggers(found), [each.reason for each in found.refused]) == (["funded"], ["not a claim record"])


@pytest.mark.parametrize("score", ["high", None, float("nan"), float("inf"), True])
def test_a_score_that_is_none_counts_as_unsure(score: object) -> None:
    (proposal,) = parse_answer(json.dumps({"claims": [entry("armed", score=score)]})).proposals
    assert proposal.score == 0.5


def test_a_score_stays_between_0_and_1() -> None:
    assert [p.score for p in parse_answer(answer(entry("a", score=7), entry("b", score=-3), entry("c", score=0.4))).proposals] == [
        1,
        0,
        0.4,
    ]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=3
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(sorted(entry("x"))), ANY))
def test_no_entry_whatever_it_holds_raises(changes: dict[str, Any]) -> None:
    to_proposal(entry("armed", agent="junta") | changes)


@settings(max_examples=40)
@given(ANY)
def test_nothing_that_is_no_object_is_a_claim_record(value: Any) -> None:
    assert isinstance(to_proposal(value), Refused)


def test_the_schema_is_strict_and_an_entry_of_ours_keeps_to_it() -> None:
    """Every object lists all its fields as required and allows no others: what strict modes ask for."""

    def objects(part: Any) -> list[dict[str, Any]]:
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
        return ([part] if isinstance(part, dict) and part.get("type") == "object" else []) + [
            found for each in inner for found in objects(each)
        ]

    found = objects(schema())
    assert len(found) == 5
    assert all(each["required"] == list(each["properties"]) and each["additionalProperties"] is False for each in found)
    assert set(entry("armed")) == set(found[1]["properties"])
