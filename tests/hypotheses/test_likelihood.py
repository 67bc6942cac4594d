"""Boards and how they are weighed: hand-checked cases, properties, and a small run of evaluation/boards.py."""

from __future__ import annotations

import itertools
import sys
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.base.errors import BadOption, NotFound
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.likelihood import CAP, Comparison, compare
from allegedly.hypotheses.matrix import LIKELIHOOD, RATINGS, Board, Evidence, Rated, disputed, parse_rating

sys.path.insert(0, str(Path(__file__).parents[2] / "evaluation"))
import boards

quick = settings(max_examples=60, deadline=None, derandomize=True)


def board(*rows: str, origins: dict[str, str] | None = None, sure: float = 1.0, priors: tuple[float | None, ...] = ()) -> Board:
    """Rows like `E1 CC I`: the ratings of one piece of evidence under H1, H2, ..."""
    width = len(rows[0].split()) - 1
    hypotheses = tuple(Hypothesis(id=f"H{n}", text=f"the {n}th", prior=priors[n - 1] if priors else None) for n in range(1, width + 1))
    evidence, ratings = [], []
    for row in rows:
        id, *given_ = row.split()
        evidence.append(Evidence(id=id, text=id, origin=(origins or {}).get(id), probability=sure))
        ratings += [Rated(hypothesis=f"H{n}", evidence=id, rating=word, who="Ann") for n, word in enumerate(given_, 1)]  # type: ignore[arg-type]
    return Board(hypotheses=hypotheses, evidence=tuple(evidence), ratings=tuple(ratings))


@st.composite
def boards_of(draw: st.DrawFn, least: int = 0) -> Board:
    width, height = draw(st.integers(2, 4)), draw(st.integers(least, 5))
    rows = [f"E{n} {' '.join(draw(st.lists(st.sampled_from(RATINGS), min_size=width, max_size=width)))}" for n in range(height)]
    hypotheses = tuple(Hypothesis(id=f"H{n}", text="x") for n in range(1, width + 1))
    if not rows:
        return Board(hypotheses=hypotheses, evidence=())
    origins = {f"E{n}": draw(st.sampled_from("abc")) for n in range(height)}
    made = board(*rows, origins=origins, sure=draw(st.sampled_from([0.0, 0.3, 1.0])))
    return made


def odds(found: Comparison) -> float:
    return log(found.posteriors["H1"] / found.posteriors["H2"])


def test_one_column_gives_the_ratio_of_its_ratings() -> None:
    assert odds(compare(board("E1 C I"), planted=0)) == pytest.approx(log(0.55 / 0.12))


def test_no_column_decides_alone() -> None:
    assert odds(compare(board("E1 CC II"), planted=0)) == pytest.approx(log(CAP))


def test_what_may_be_planted_and_what_is_uncertain_pull_towards_the_mean_of_the_column() -> None:
    mean, trust = (0.55 + 0.12) / 2, 0.85 * 0.4
    expected = log((trust * 0.55 + (1 - trust) * mean) / (trust * 0.12 + (1 - trust) * mean))
    assert odds(compare(board("E1 C I", sure=0.4))) == pytest.approx(expected)
    assert compare(board("E1 CC II", sure=0.0)).undecided


def test_not_applicable_says_nothing_and_neutral_does() -> None:
    found = compare(board("E1 CC NA NA"))
    assert found.undecided and list(found.posteriors.values()) == pytest.approx([1 / 3] * 3)
    assert not compare(board("E1 CC N N")).undecided
    three = compare(board("E1 CC I NA"), planted=0)
    assert three.posteriors["H1"] > three.posteriors["H3"] > three.posteriors["H2"]


@quick
@given(boards_of(), st.integers(2, 5))
def test_repeating_a_column_of_one_origin_changes_nothing(made: Board, times: int) -> None:
    if not made.evidence:
        return
    first = made.evidence[0]
    copies = tuple(Evidence(id=f"copy {n}", text="again", origin=first.group, probability=first.probability) for n in range(times))
    again = [Rated(**(r.to_dict() | {"evidence": copy.id})) for copy in copies for r in made.ratings if r.evidence == first.id]
    more = Board(hypotheses=made.hypotheses, evidence=made.evidence + copies, ratings=made.ratings + tuple(again))
    assert compare(more).posteriors == pytest.approx(compare(made).posteriors)


@quick
@given(boards_of())
def test_posteriors_sum_to_one_and_do_not_depend_on_the_order_of_columns(made: Board) -> None:
    found = compare(made)
    assert sum(found.posteriors.values()) == pytest.approx(1)
    turned = Board(hypotheses=made.hypotheses, evidence=made.evidence[::-1], ratings=made.ratings)
    assert compare(turned).posteriors == pytest.approx(found.posteriors)


@quick
@given(boards_of(least=1))
def test_k_flip_is_the_least_number_of_origins_that_turns_the_order(made: Board) -> None:
    found = compare(made)
    if found.tied:
        return

    def leader_without(groups: tuple[str, ...]) -> tuple[str, bool]:
        kept = tuple(e for e in made.evidence if e.group not in groups)
        left = compare(
            Board(hypotheses=made.hypotheses, evidence=kept, ratings=tuple(r for r in made.ratings if r.evidence in {e.id for e in kept}))
        )
        overtaken = max(share for id, share in left.posteriors.items() if id != found.leader) >= left.posteriors[found.leader] - 1e-9
        return left.leader, overtaken

    groups = sorted({e.group for e in made.evidence})
    least = next((k for k in range(1, len(groups) + 1) if any(leader_without(c)[1] for c in itertools.combinations(groups, k))), None)
    assert found.k_flip == least
    if least:
        assert leader_without(found.flips)[1]


@quick
@given(boards_of(least=1))
def test_at_the_turning_prior_the_leader_is_overtaken(made: Board) -> None:
    found = compare(made)
    if found.tied or not 0.01 < found.turning_prior < 0.99:
        return
    rest = 1 - found.priors[found.leader]

    def with_prior(value: float) -> Comparison:
        changed = tuple(
            Hypothesis(id=h.id, text=h.text, prior=value if h.id == found.leader else found.priors[h.id] / rest * (1 - value))
            for h in made.hypotheses
        )
        return compare(Board(hypotheses=changed, evidence=made.evidence, ratings=made.ratings))

    assert with_prior(found.turning_prior + 1e-4).leader == found.leader
    assert with_prior(found.turning_prior - 1e-4).leader != found.leader


def test_a_turn_is_named_only_when_it_puts_another_first() -> None:
    found = compare(board("E1 CC I", "E2 I C", origins={"E1": "a witness"}))
    assert found.leader == "H1" and found.k_flip == 1
    turns = {turn.what: turn.leader for turn in found.turns}
    assert turns["what a witness rests on is wrong or planted"] == "H2"
    assert not any("E2 rests" in what for what in turns)


def test_priors_given_and_left_open_sum_to_one() -> None:
    assert board("E1 C C C", priors=(0.5, None, None)).priors() == pytest.approx([0.5, 0.25, 0.25])
    with pytest.raises(BadOption, match="leave nothing"):
        board("E1 C C C", priors=(0.5, 0.5, None)).priors()


def test_heuers_score_counts_inconsistency_and_rewards_the_vague_hypothesis() -> None:
    found = compare(board("E1 CC I N", "E2 CC II N", "E3 I CC N"))
    assert found.heuer == {"H1": 1, "H2": 3, "H3": 0}  # H3 forbids nothing
    assert found.leader == "H1"


def test_several_raters_are_averaged_their_disagreement_shown_and_each_seen_alone() -> None:
    made = board("E1 CC I", "E2 C C")
    more = Board(
        hypotheses=made.hypotheses,
        evidence=made.evidence,
        ratings=(
            *made.ratings,
            Rated(hypothesis="H1", evidence="E1", rating="II", who="Ben"),
            Rated(hypothesis="H2", evidence="E1", rating="CC", who="Ben"),
        ),
    )
    assert more.cell("H1", "E1").likelihood == pytest.approx((0.85 + 0.03) / 2)
    assert [(h.id, e.id) for h, e, _ in disputed(more)] == [("H1", "E1"), ("H2", "E1")]
    by_rater = compare(more).by_rater
    assert by_rater["Ann"]["H1"] > 0.5 > by_rater["Ben"]["H1"]


def test_a_later_rating_of_the_same_person_replaces_the_earlier_and_a_person_the_program() -> None:
    proposed = Rated(hypothesis="H1", evidence="E1", rating="II")
    first, second = (Rated(hypothesis="H1", evidence="E1", rating=word, who="Ann") for word in ("I", "CC"))  # type: ignore[arg-type]
    hypotheses = (Hypothesis(id="H1", text="x"), Hypothesis(id="H2", text="y"))
    made = Board(hypotheses=hypotheses, evidence=(Evidence(id="E1", text="e"),), ratings=(proposed, first, second))
    assert made.cell("H1", "E1").ratings == (second,)
    assert Board(hypotheses=hypotheses, evidence=made.evidence, ratings=(proposed,)).cell("H1", "E1").rating == "II"


def test_what_a_board_cannot_hold_is_refused() -> None:
    hypotheses = (Hypothesis(id="H1", text="x"), Hypothesis(id="H2", text="y"))
    with pytest.raises(NotFound, match="H9 is no hypothesis"):
        Board(hypotheses=hypotheses, evidence=(Evidence(id="E1", text="e"),), ratings=(Rated(hypothesis="H9", evidence="E1", rating="C"),))
    with pytest.raises(NotFound, match="E9 is no evidence"):
        Board(hypotheses=hypotheses, evidence=(), ratings=(Rated(hypothesis="H1", evidence="E9", rating="C"),))
    with pytest.raises(BadOption, match="two hypotheses are called H1"):
        Board(hypotheses=(hypotheses[0], hypotheses[0]), evidence=())
    with pytest.raises(BadOption, match="1 hypotheses cannot compete"):
        compare(Board(hypotheses=hypotheses[:1], evidence=()))
    with pytest.raises(BadOption, match="no rating; use CC"):
        parse_rating("supports")


def test_the_five_ratings_fall_and_not_applicable_has_no_likelihood() -> None:
    values = [LIKELIHOOD[rating] for rating in RATINGS if rating != "NA"]
    assert values == sorted(values, reverse=True) and "NA" not in LIKELIHOOD


def test_without_evidence_the_priors_stand_and_nothing_leads() -> None:
    found = compare(Board(hypotheses=(Hypothesis(id="H1", text="x"), Hypothesis(id="H2", text="y")), evidence=()))
    assert found.tied and found.undecided and found.k_flip is None


def test_in_simulated_boards_grouping_saves_us_from_repetition_and_the_catch_all_sinks_heuer() -> None:
    repeated = boards.accuracy(boards.SETTINGS[1], 150, seed=5)
    assert repeated["ours"] > repeated["Bayes"] + 0.02 and repeated["ours"] > repeated["Heuer"]
    vague = boards.accuracy(boards.SETTINGS[5], 150, seed=5)
    assert vague["Heuer"] < 0.3 < 0.85 < vague["ours"]


def test_the_simulated_evidence_favours_the_truth() -> None:
    rng = np.random.default_rng(1)
    rows = boards.seen(rng, 2, 300)
    assert rows[:, 2].mean() > rows[:, [0, 1, 3]].mean() + 0.1
