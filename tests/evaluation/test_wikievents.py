from __future__ import annotations

import factuality
import numpy as np
import pytest
import wikievents

from allegedly.base.kinds import ROLES, claim_types

STATUS = {
    "polarity": ["affirmed", "denied"],
    "certainty": ["certain", "probable", "possible"],
    "realis": ["actual", "planned", "hypothetical", "general"],
}
RECORD = {
    "tokens": "The League bombed a Port Lisse barracks .".split(),
    "event_mentions": [
        {
            "event_type": "Conflict.Attack",
            "trigger": {"start_idx": 2, "end_idx": 3, "text": "bombed"},
            "arguments": [{"role": "Attacker", "text": "The League"}, {"role": "Target", "text": "barracks of the town"}],
        },
        {"event_type": "Justice.TrialHearing", "trigger": {"start_idx": 0, "end_idx": 1, "text": "The"}, "arguments": []},
        {
            "event_type": "Conflict.Attack",
            "trigger": {"start_idx": 2, "end_idx": 3, "text": "bombed"},
            "arguments": [{"role": "Place", "text": "Port Lisse"}],
        },
    ],
}


def test_events_without_a_counterpart_are_left_out_and_doubles_are_one() -> None:
    assert wikievents.events_of(RECORD) == {
        ("Conflict.Attack", (11, 17)): {("Attacker", "league"), ("Target", "barracks"), ("Place", "lisse")}
    }


def test_a_head_in_a_wrong_role_is_identified_and_not_classified() -> None:
    gold = {("Attacker", "league"), ("Target", "barracks"), ("Place", "lisse")}
    found = wikievents.found_arguments("Conflict.Attack", [("agent", "the League"), ("place", "barracks"), ("purpose", "revenge")])
    assert found == {("agent", "league"), ("place", "barracks")}
    count = wikievents.count_arguments("Conflict.Attack", gold, found)
    assert (count["gold heads"], count["found heads"], count["heads"]) == (3, 2, 2)
    assert (count["gold"], count["found"], count["recalled"], count["right"]) == (3, 2, 1, 1)
    assert wikievents.f1(count["recalled"], count["gold"], count["right"], count["found"]) == pytest.approx(40.0)


def test_the_table_speaks_of_types_and_roles_that_exist() -> None:
    for roles in wikievents.TABLE.values():
        assert roles["type"] in claim_types()
        assert {role for name, ours in roles.items() if name != "type" for role in ours} <= set(ROLES)


def test_triggers_match_by_type_and_a_shared_character() -> None:
    count = wikievents.count_triggers({("attacks", (0, 5)), ("kills", (9, 12))}, {("attacks", (4, 8)), ("attacks", (9, 12))})
    assert (count["recalled"], count["right"], count["gold"], count["found"]) == (1, 1, 2, 2)


def test_a_predicate_is_placed_by_its_words() -> None:
    text = "They may have left ."
    assert [text[slice(*factuality.place_of(text, *at))] for at in ((0, 1), (1, 3), (3, 4))] == ["They", "may have", "left"]


def status(**said: str) -> dict[str, dict[str, float]]:
    return {name: {value: float(said.get(name, values[0]) == value) for value in values} for name, values in STATUS.items()}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({}, 3.0),
        ({"certainty": "possible"}, 1.0),
        ({"polarity": "denied"}, -3.0),
        ({"polarity": "denied", "certainty": "probable"}, -2.0),
        ({"realis": "general"}, 3.0),
        ({"realis": "planned"}, -3.0),
    ],
)
def test_a_status_has_a_value_on_the_scale_of_uds(said: dict[str, str], value: float) -> None:
    assert factuality.value(status(**said)) == pytest.approx(value)


def test_scores_become_probabilities_of_each_status() -> None:
    found = factuality.probabilities(np.array([0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), STATUS)
    assert found["polarity"] == {"affirmed": pytest.approx(0.5), "denied": pytest.approx(0.5)}
    assert found["certainty"]["certain"] > 0.999 and sum(found["realis"].values()) == pytest.approx(1.0)
