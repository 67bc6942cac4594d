"""Which texts are worth comparing."""

from __future__ import annotations

import random

from allegedly.evidence.candidates import CROWD, find_candidates

WORDS = [f"word{k}" for k in range(5000)]


def sentences(rng, number):
    return [" ".join(rng.choices(WORDS, k=18)) + "." for _ in range(number)]


def test_one_copied_sentence_in_a_long_text_makes_a_candidate():
    rng = random.Random(1)
    one, other = sentences(rng, 30), sentences(rng, 30)
    assert find_candidates([" ".join(one), " ".join(other), " ".join([*other[:20], one[3], *sentences(rng, 10)])]) == [(0, 2), (1, 2)]


def test_nothing_in_common_makes_no_candidate():
    rng = random.Random(2)
    assert find_candidates([" ".join(sentences(rng, 10)) for _ in range(30)]) == []


def test_texts_too_short_or_empty_are_no_candidates():
    assert find_candidates([]) == find_candidates(["", "one two", "one two"]) == []


def test_a_crowd_is_compared_with_its_first_and_its_neighbours_only():
    text = sentences(random.Random(3), 1)[0]
    size = CROWD + 8
    found = find_candidates([text] * size)
    assert {(0, k) for k in range(1, size)} <= set(found)
    assert len(found) == 2 * size - 3


def test_the_same_texts_give_the_same_candidates():
    rng = random.Random(4)
    texts = [" ".join(sentences(rng, 3)) for _ in range(5)] * 2
    assert find_candidates(texts) == find_candidates(list(texts)) == [(k, k + 5) for k in range(5)]
