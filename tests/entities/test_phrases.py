from __future__ import annotations

import pytest

from allegedly.entities.phrases import is_nothing, is_proper, kind_by_head


@pytest.mark.parametrize(
    "name", ["Sixth Bureau", "the Hague", "Three Gorges", "Directorate", "Lohm", "القاهرة", "IS", "FBI", "Audit Court"]
)
def test_a_name_names_in_the_whole_case(name: str) -> None:
    assert is_proper(name)


@pytest.mark.parametrize(
    "phrase",
    [
        "Each man",
        "Its licence",
        "Three of them",
        "Police",
        "Parliament",
        "Migrants",
        "Nobody",
        "border officials",
        "No member of the Bureau",
    ],
)
def test_a_capital_that_begins_a_sentence_names_nothing(phrase: str) -> None:
    assert not is_proper(phrase)


def test_an_office_alone_names_nobody_in_the_whole_case() -> None:
    assert not any(map(is_proper, ("President", "Mayor", "Police Officer", "Deputy Commissioner")))
    assert all(map(is_proper, ("President Vale", "Bureau", "Keldovian president")))


def test_a_guard_is_a_person_and_a_name_that_ends_so_is_a_body() -> None:
    assert [kind_by_head(name) for name in ("guard", "two border guards", "Guard")] == ["person"] * 3
    assert [kind_by_head(name) for name in ("Northern Guard", "Keldovian River Guards")] == ["organisation"] * 2
    assert kind_by_head("Anders Lohm") is None


@pytest.mark.parametrize("phrase", ["here", "other", "her only", "To"])
def test_what_holds_no_word_of_its_own_names_nothing(phrase: str) -> None:
    assert is_nothing(phrase)


@pytest.mark.parametrize("phrase", ["IS", "K", "Unit 7", "eleven", "7", "他", "US", "home guard"])
def test_what_holds_a_word_names_something(phrase: str) -> None:
    assert not is_nothing(phrase)
