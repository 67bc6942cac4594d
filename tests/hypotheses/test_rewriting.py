"""Properties of the scoring, and a small run of evaluation/flags.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.base.errors import BadOption
from allegedly.hypotheses.rewriting import Act, Finding, Profile, score_rewrites

sys.path.insert(0, str(Path(__file__).parents[2] / "evaluation"))
import flags

quick = settings(max_examples=40, deadline=None, derandomize=True)
ACT = st.fixed_dictionaries({"money": st.sampled_from("ab"), "weapon": st.sampled_from("abc")})
ACTS = st.lists(ACT, min_size=1, max_size=8)
PRIORS = st.sampled_from([0.05, 0.3, 0.7])
X = [{"money": "a", "weapon": "a"}] * 9 + [{"money": "b", "weapon": "b"}]
Y = [{"money": "b", "weapon": "b"}] * 9 + [{"money": "a", "weapon": "c"}]
PROFILES = {name: Profile.of(name, acts) for name, acts in {"X": X, "Y": Y, "Z": X + Y}.items()}
HARD = {"money": 0.0, "weapon": 0.3}


def score(acts: list[Act], **how: object) -> Finding:
    return score_rewrites("X", acts, PROFILES, HARD, **how)  # type: ignore[arg-type]


@quick
@given(ACTS, PRIORS)
def test_when_everything_can_be_faked_the_prior_stands_and_the_words_say_so(acts: list[Act], prior: float) -> None:
    for fakeability in ({"money": 1.0, "weapon": 1.0}, {}):
        found = score_rewrites("X", acts, PROFILES, fakeability, prior=prior)
        assert abs(found.posterior - prior) <= 1e-9 and found.cannot_tell
        assert "the evidence cannot tell" in found.reason


@quick
@given(ACTS, PRIORS)
def test_the_mean_over_windows_and_actors_is_what_a_plain_sum_gives(acts: list[Act], prior: float) -> None:
    values = {"money": ["a", "b"], "weapon": ["a", "b", "c"]}
    theta = {n: {f: dict(zip(v, p.probabilities(f, v), strict=True)) for f, v in values.items()} for n, p in PROFILES.items()}

    def story(name: str, window: list[Act]) -> float:
        ratio = 1.0
        for act in window:
            for feature, kappa in HARD.items():
                own, other = theta["X"][feature][act[feature]], theta[name][feature][act[feature]]
                ratio *= (kappa * own + (1 - kappa) * other) / own
        return ratio

    def stranger(window: list[Act]) -> float:
        ratio = 1.0
        for feature, names in values.items():
            seen, kappa = dict.fromkeys(names, 0.5), HARD[feature]
            for act in window:
                own, value = theta["X"][feature][act[feature]], act[feature]
                habit = (1 - kappa) * seen[value] / sum(seen.values())
                ratio *= (kappa * own + habit) / own
                seen[value] += habit / (kappa * own + habit)
        return ratio

    def fresh(window: list[Act]) -> float:
        ratio = 1.0
        for feature, names in values.items():
            seen = dict.fromkeys(names, 0.5)
            for act in window:
                ratio *= seen[act[feature]] / sum(seen.values()) / theta["X"][feature][act[feature]]
                seen[act[feature]] += 1
        return ratio

    windows = [acts[a:b] for a in range(len(acts)) for b in range(a + 1, len(acts) + 1)]
    strange = prior * 0.05 * np.mean([stranger(window) for window in windows])
    posed = prior * 0.95 * np.mean([story(name, window) for name in ("Y", "Z") for window in windows]) + strange
    changed = (1 - prior) * 0.2 * np.mean([fresh(window) for window in windows])
    found = score(acts, prior=prior)
    total = posed + changed + (1 - prior) * 0.8
    assert found.posterior == pytest.approx(posed / total, rel=1e-9)
    assert found.changed == pytest.approx(changed / total, rel=1e-9)
    assert found.unnamed == pytest.approx(strange / total, rel=1e-9)
    assert sum(each.posterior for each in found.suspects) + found.unnamed == pytest.approx(found.posterior)
    assert found.bayes_factor == pytest.approx(posed / prior, rel=1e-9)


@quick
@given(ACTS)
def test_what_a_suspect_did_is_never_more_probable_than_that_it_posed(acts: list[Act]) -> None:
    for suspect in score(acts).suspects:
        assert all(-1e-12 <= share <= suspect.posterior + 1e-12 for share in suspect.acts)


def test_a_feature_that_is_not_known_of_an_act_says_nothing() -> None:
    assert score([{"money": "b"}, {}]).posterior == pytest.approx(score([{"money": "b"}]).posterior, abs=0.1)
    only = score_rewrites("X", [{}], PROFILES, HARD)
    assert only.posterior == pytest.approx(only.prior / (1 - 0.2 * 0 * only.prior), abs=1e-9)


def test_a_planted_run_is_found_with_who_did_it_when_and_what_tells() -> None:
    world = flags.draw(flags.Setting(0.1, 14), 1, seed=11)[0]
    found = world.find()
    assert found.posterior > 0.9 and found.suspects[0].actor == world.culprit
    assert flags.overlap(found.window, world.window) > 0.8
    assert found.telling["money"] > 3 * abs(found.telling["flag"])  # what is hard to fake, not what anybody can have


def test_a_change_of_habits_is_not_laid_at_anybodys_door() -> None:
    other = [{"money": "a", "weapon": "c"}, {"money": "b", "weapon": "c"}] * 8
    found = score(other)
    assert found.changed > 0.9 > found.posterior
    assert "changed its habits explains them better" in found.reason


def test_whoever_is_not_known_is_not_replaced_by_whoever_is() -> None:
    hidden = [world for world in flags.draw(flags.Setting(0.5, 10, hidden=True), 40, seed=2) if world.planted]
    found = [world.find() for world in hidden]
    bare = [score_rewrites("actor 0", world.acts, world.profiles, world.setting.fakeability, unnamed=0.0) for world in hidden]
    assert sum(each.posterior > 0.5 for each in found) > 0.6 * len(hidden)
    assert sum(each.accused is not None for each in found) < 0.6 * sum(each.accused is not None for each in bare)
    assert "somebody not named here" in found[0].reason


def test_two_acts_are_not_enough() -> None:
    assert score([X[0]] * 6 + [Y[0]] * 2 + [X[0]] * 6, prior=0.1).posterior < 0.5


def test_extreme_evidence_overflows_nothing() -> None:
    found = score([Y[0]] * 400)
    assert found.posterior + found.changed == pytest.approx(1.0, abs=1e-6) and np.isfinite(found.bayes_factor)


@pytest.mark.parametrize(
    ("how", "words"),
    [({"prior": 0.0}, "cannot be moved"), ({"change": 1.5}, "no share"), ({"unnamed": -0.1}, "no share")],
)
def test_probabilities_outside_their_range_are_refused(how: dict[str, float], words: str) -> None:
    with pytest.raises(BadOption, match=words):
        score([X[0]], **how)
    with pytest.raises(BadOption, match="nothing undisputed is known of W"):
        score_rewrites("W", [X[0]], PROFILES, HARD)
    with pytest.raises(BadOption, match="money"):
        score_rewrites("X", [X[0]], PROFILES, {"money": -0.1})


def test_in_simulated_worlds_the_planted_flag_is_found_and_the_best_story_cries_wolf() -> None:
    found = flags.score(flags.draw(flags.Setting(0.5, 8), 60, seed=7))
    assert found.detected >= 0.8 and found.false_alarms <= 0.1
    assert found.best_false >= 0.5  # the rule that the program must not use
    drifting = flags.score(flags.draw(flags.Setting(0.5, 8, drift=True), 30, seed=7))
    assert drifting.false_alarms <= 0.1 and drifting.best_false == 1.0


def test_the_simulator_plants_what_it_says() -> None:
    world = flags.draw(flags.Setting(0.5, 8), 2, seed=3)[0]
    first, last = world.window
    assert world.planted and last - first == 7 and len(world.acts) == 40
