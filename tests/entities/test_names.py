from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.entities.names import CONTRADICTED, SAME, NameKind, compare_names

ALIKE: list[tuple[str, str, NameKind | None]] = [
    ("Colonel Muammar Qaddafi", "Moammar Gadhafi", "person"),
    ("معمر القذافي", "Muammar Gaddafi", "person"),
    ("Сергей Викторович Лавров", "Sergey Lavrov", "person"),
    ("Putin, Vladimir", "Vladimir Putin", "person"),
    ("Youssef al-Masri", "Yusuf el-Masri", "person"),
    ("V. Putin", "Vladimir Putin", "person"),
    ("Kim Jong-uun", "Kim Jong Un", "person"),
    ("AQIM", "al-Qaida in the Islamic Maghreb", "organisation"),
    ("Gazprom OAO", "Gazprom JSC", "organisation"),
    ("World Health Organisation", "World Health Organization", "organisation"),
    ("Brigade Forty-Four", "Brigade 44", "organisation"),
    ("Goodwill Company", "Good Will Company", "organisation"),
]
UNLIKE: list[tuple[str, str, NameKind | None]] = [
    ("Roman Abramovich", "Boris Abramovich", "person"),
    ("Muhammad Salman", "Mahmoud Salman", "person"),
    ("Bashar al-Assad", "Hafez al-Assad", "person"),
    ("Syrian Army", "Free Syrian Army", "organisation"),
    ("Management Company 22", "Management Company 23", "organisation"),
    ("Shamsuddin", "Shamsuddin Mohammed Haqqani", "person"),
    ("باراك أوباما", "Mohammed bin Salman", "person"),
]


@pytest.mark.parametrize(("left", "right", "kind"), ALIKE)
def test_spellings_of_one_name_are_alike(left: str, right: str, kind: NameKind | None) -> None:
    assert compare_names(left, right, kind=kind).score >= SAME


@pytest.mark.parametrize(("left", "right", "kind"), UNLIKE)
def test_names_of_two_are_not_alike(left: str, right: str, kind: NameKind | None) -> None:
    assert compare_names(left, right, kind=kind).score < SAME


@pytest.mark.parametrize(("left", "right", "kind"), [*ALIKE, *UNLIKE])
def test_every_score_has_a_reason_and_the_order_makes_no_difference(left: str, right: str, kind: NameKind | None) -> None:
    there, back = compare_names(left, right, kind=kind), compare_names(right, left, kind=kind)
    assert there.score == back.score
    assert there.reason and (there.left, there.right) == (left, right)


def test_the_reason_names_what_differs() -> None:
    assert "boris" in compare_names("Roman Abramovich", "Boris Abramovich", kind="person").reason
    assert "transliterated" in compare_names("Muammar Qathafi", "Muammar Gadafi", kind="person").reason
    assert "another legal form" in compare_names("Dawn Shipping GmbH", "Dawn Shipping AG", kind="organisation").reason


def test_two_names_that_each_have_a_word_of_their_own_stay_below_the_line() -> None:
    assert compare_names("Anna Maria Lena Sorn", "Anna Maria Lena Pell", kind="person").score <= CONTRADICTED


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_strings_can_be_compared(left: str, right: str) -> None:
    found = compare_names(left, right)
    assert 0 <= found.score <= 1 and found.reason


@given(st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){0,3}", fullmatch=True))
def test_a_name_is_itself(name: str) -> None:
    assert compare_names(name, name).score == 1
    assert compare_names(name, name.upper()).score == 1
