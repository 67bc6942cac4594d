"""The scores that evaluation/ecbplus.py prints, on cases worked out by hand."""

from __future__ import annotations

import random
import sys
from itertools import permutations
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "evaluation"))

from coreference import b_cubed, best_match, ceaf_e, conll, muc

# Bagga and Baldwin's example: gold {1-5} {6,7} {8-C}; found {1-5} {6-C}.
GOLD = dict.fromkeys("12345", 1) | dict.fromkeys("67", 2) | dict.fromkeys("89ABC", 3)
FOUND = dict.fromkeys("12345", 1) | dict.fromkeys("6789ABC", 2)


def test_muc_counts_links() -> None:
    assert muc(GOLD, FOUND)[:2] == pytest.approx((9 / 10, 1.0))


def test_b_cubed_counts_mentions() -> None:
    assert b_cubed(GOLD, FOUND)[:2] == pytest.approx(((5 + 4 / 7 + 25 / 7) / 12, 1.0))


def test_ceaf_matches_clusters_one_to_one() -> None:
    total = 1 + 2 * 5 / 12
    assert ceaf_e(GOLD, FOUND)[:2] == pytest.approx((total / 2, total / 3))


def test_the_same_clusters_score_one_and_all_apart_score_no_link() -> None:
    assert conll(GOLD, GOLD) == pytest.approx(1.0)
    apart = {mention: mention for mention in GOLD}
    assert muc(GOLD, apart)[2] == 0 and b_cubed(GOLD, apart)[0] == 1.0


def test_the_best_match_is_the_best_of_all() -> None:
    rng = random.Random(0)
    for _ in range(50):
        height, width = rng.randint(1, 4), rng.randint(1, 5)
        weights = [[rng.random() for _ in range(width)] for _ in range(height)]
        tall = weights if height <= width else [list(column) for column in zip(*weights, strict=True)]
        best = max(sum(row[n] for row, n in zip(tall, order)) for order in permutations(range(len(tall[0])), len(tall)))
        assert best_match(weights) == pytest.approx(best)
