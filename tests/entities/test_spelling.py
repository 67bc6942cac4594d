from __future__ import annotations

import pytest

from allegedly.entities.spelling import fold, is_abjad, skeleton


@pytest.mark.parametrize("word", ["qaddafi", "gadhafi", "kadhafi", "gathafi", "khadafy"])
def test_transliterations_of_one_name_share_a_skeleton(word: str) -> None:
    assert skeleton(word) == "KTF"


def test_scripts_are_folded_to_plain_letters() -> None:
    assert fold("Élysée") == "elysee"
    assert fold("Сергей Лавров") == "sergey lavrov"
    assert fold("U.S. Army") == "us army"
    assert fold("القذافي").startswith("al ")


def test_only_scripts_without_vowels_are_abjads() -> None:
    assert is_abjad("معمر") and not is_abjad("Сергей") and not is_abjad("Muammar")
