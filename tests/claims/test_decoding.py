"""Decoding finds the best sequence that keeps the BIO rule: compared with trying all sequences."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from allegedly.claims.decoding import best_paths, find_spans

NAMES = ["O", "B-x", "I-x", "B-y", "I-y"]


def allowed(path: tuple[int, ...]) -> bool:
    return all(not (b and b % 2 == 0) or a in (b, b - 1) for a, b in zip((0, *path), path, strict=False))


@pytest.mark.parametrize("seed", range(20))
def test_the_best_path_is_the_best_of_all_allowed_paths(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(1, 5, 5)).astype(np.float32) * 2
    log = scores[0] - np.log(np.exp(scores[0]).sum(-1, keepdims=True))
    expected = max(filter(allowed, itertools.product(range(5), repeat=5)), key=lambda p: sum(log[k, label] for k, label in enumerate(p)))
    assert tuple(best_paths(scores, np.ones((1, 5), bool))[0]) == expected


def test_nothing_is_found_where_there_is_nothing() -> None:
    scores = np.zeros((2, 4, 5), np.float32)
    scores[..., 1] = 9
    there = np.array([[True, True, False, False], [False, True, True, False]])
    assert best_paths(scores, there).tolist() == [[1, 1, 0, 0], [0, 1, 1, 0]]


def test_two_spans_of_one_name_stay_two() -> None:
    assert find_spans(np.array([1, 2, 1, 0, 3, 4]), NAMES) == [("x", 0, 1), ("x", 2, 2), ("y", 4, 5)]
