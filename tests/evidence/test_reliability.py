from __future__ import annotations

import pytest

from allegedly.base.errors import BadOption, InputError
from allegedly.base.scales import GRADES, SCALES, likelihood_clause, likelihood_word, parse_grade
from allegedly.evidence.calibration import calibrate
from allegedly.evidence.reliability import Estimate, Settled, any_of, deceiving, graded, learn, relayed, weight_of


def settled(right: int, wrong: int, source: str = "he") -> list[Settled]:
    return [Settled(source, f"p{n}", said=True, true=n < right, reason="court") for n in range(right + wrong)]


def test_better_letters_weigh_more() -> None:
    mids = [graded(letter).mid for letter in "ABCDE"]
    assert mids == sorted(mids, reverse=True)
    assert graded("F").low == 0.5 and graded("F").high == 0.85


@pytest.mark.parametrize("letter", ["G", "", "AB", "1"])
def test_a_grade_outside_a_to_f_is_refused(letter: str) -> None:
    with pytest.raises(BadOption, match="is no reliability grade; use a letter from A"):
        graded(letter)


def test_grades_are_read_in_either_case() -> None:
    assert [parse_grade(f" {letter.lower()} ") for letter in GRADES] == list(GRADES)


def test_unknown_manners_and_stakes_are_refused() -> None:
    with pytest.raises(BadOption, match="quoted, paraphrased"):
        relayed("sung")
    with pytest.raises(BadOption, match="neutral, party, deceiver"):
        deceiving("saint")


@pytest.mark.parametrize("bounds", [(0.6, 0.5, 0.7), (-0.1, 0.5, 0.7), (0.1, 0.5, 1.1), (0.1, float("nan"), 0.9)])
def test_bounds_out_of_order_are_refused(bounds: tuple[float, float, float]) -> None:
    with pytest.raises(BadOption, match="no bounds of a probability"):
        Estimate(*bounds, "x")


def test_bounds_around_a_probability_halve_and_double_its_odds() -> None:
    half = Estimate.around(0.5, "x")
    assert (half.low, half.mid, half.high) == pytest.approx((1 / 3, 0.5, 2 / 3))
    assert Estimate.around(1.0, "x") == Estimate(1, 1, 1, "x")
    with pytest.raises(BadOption):
        Estimate.around(1.2, "x")


def test_a_source_below_one_half_weighs_nothing_rather_than_the_opposite() -> None:
    assert weight_of(0.2) == 0.0 == weight_of(0.5)


def test_nothing_settled_leaves_the_grade() -> None:
    assert learn("he", "B", settled(3, 0, "she")).reliability == graded("B")


def test_a_record_is_the_mean_of_a_beta_prior_worth_ten() -> None:
    record = learn("he", "B", settled(9, 1))
    assert record.reliability.mid == pytest.approx((0.85 * 10 + 9) / 20)
    assert "right on 9 and wrong on 1" in record.reliability.reason
    width, before = record.reliability.high - record.reliability.low, graded("B").high - graded("B").low
    assert width == pytest.approx(before / 2)


def test_repeating_oneself_is_no_record_and_contradicting_oneself_none_either() -> None:
    once = settled(1, 0)
    assert learn("he", "C", once * 5) == learn("he", "C", once)
    assert learn("he", "C", [*once, Settled("he", "p0", said=False, true=True, reason="court")]).right == 0


def test_a_source_mostly_wrong_is_flagged_and_uninformative() -> None:
    record = learn("he", "D", settled(0, 20))
    assert record.inverted and record.reliability.mid == 0.5
    assert "wrong more often than right" in record.reliability.reason


def test_several_reasons_combine_as_any_of_them() -> None:
    both = any_of([Estimate.exactly(0.5, "a"), Estimate.exactly(0.5, "b")], "a; b")
    assert (both.low, both.mid, both.high, both.reason) == (0.75, 0.75, 0.75, "a; b")


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.0, "almost no chance"),
        (0.05, "very unlikely"),
        (0.3, "unlikely"),
        (0.5, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (1.0, "almost certain"),
    ],
)
def test_a_probability_has_the_word_of_icd_203(p: float, word: str) -> None:
    assert likelihood_word(p) == word


@pytest.mark.parametrize("scale", SCALES)
def test_a_word_means_a_probability_within_its_published_range(scale: str) -> None:
    for word, low, high in SCALES[scale].words:
        assert likelihood_word((low + high) / 2, scale) == word
        assert likelihood_word(low, scale) == word  # a boundary goes to the higher word


def test_a_probability_in_a_gap_has_the_word_of_the_nearer_range() -> None:
    assert [likelihood_word(p, "phia") for p in (0.06, 0.09, 0.5, 0.53)] == [
        "remote chance",
        "highly unlikely",
        "realistic possibility",
        "likely",
    ]


def test_a_word_stands_in_a_clause() -> None:
    assert likelihood_clause("almost no chance") == "there is almost no chance that it is so"
    assert likelihood_clause("realistic possibility") == "there is a realistic possibility that it is so"
    assert likelihood_clause("very likely") == "it is very likely to be so"


def test_calibration_rises_and_finds_the_shares() -> None:
    pairs = [(score / 100, (score * 7 + turn) % 100 < score * score / 100) for score in range(100) for turn in range(0, 100, 10)]
    calibration = calibrate(pairs)
    shares = [calibration(s / 50) for s in range(51)]
    assert shares == sorted(shares)
    assert calibration(0.5) == pytest.approx(0.25, abs=0.08)
    assert 0 < calibration(0.0) < calibration(1.0) < 1


def test_calibration_on_a_handful_of_pairs_is_refused() -> None:
    with pytest.raises(InputError, match="3 labelled pairs are too few"):
        calibrate([(0.1, False), (0.5, True), (0.9, True)])
