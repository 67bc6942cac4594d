from __future__ import annotations

import pytest

from allegedly.entities.phrases import is_proper


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
