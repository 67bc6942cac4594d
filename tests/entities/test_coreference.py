from __future__ import annotations

import pytest

from allegedly.base.span import Span
from allegedly.entities.coreference import Point, find_names, full_names, is_definite, sense_of
from allegedly.entities.lexicon import shipped_lexicon


def points(text: str, *mentions: tuple[str, str], speaker: str | None = None) -> list[Point]:
    """The mentions (words, role) of a text, each looked for after the one before."""
    found, at = [], 0
    for words, role in mentions:
        start = text.index(words, at)
        found.append(Point(Span.of(text, start, start + len(words)), words, role, "attacks", speaker, is_definite(text, start)))
        at = start + 1
    return found


def named(text: str, *mentions: tuple[str, str], speaker: str | None = None) -> list[str]:
    """The names of the mentions, in order."""
    every = points(text, *mentions, speaker=speaker)
    names = find_names(every)
    return [names[each.span.start, each.span.end] for each in every]


def test_a_pronoun_takes_the_nearest_name_that_fits() -> None:
    text = "Daro Melikset attacked the camps. He fled. They burnt."
    assert named(text, ("Daro Melikset", "agent"), ("camps", "patient"), ("He", "agent"), ("They", "agent")) == [
        "Daro Melikset",
        "camps",
        "Daro Melikset",
        "camps",
    ]


def test_we_are_whoever_speaks() -> None:
    assert named("We attacked Sorn.", ("We", "agent"), ("Sorn", "patient"), speaker="Ione Varsk") == ["Ione Varsk", "Sorn"]


def test_a_pronoun_that_fits_nothing_keeps_its_own_word() -> None:
    assert named("They attacked.", ("They", "agent")) == ["They"]


def test_a_known_description_is_tied_to_the_one_before_and_a_new_one_is_not() -> None:
    text = "They burnt a border camp. Then the camp was rebuilt. A camp nearby stayed."
    every = [
        Point(Span.of(text, at, at + 4), "camp", "patient", definite=is_definite(text, at))
        for at in (text.index("camp was"), text.index("camp nearby"))
    ]
    before = points(text, ("border camp", "patient"))
    names = find_names([*before, *every])
    assert [names[each.span.start, each.span.end] for each in every] == ["border camp", "camp"]


def test_short_names_and_acronyms_take_the_full_name_unless_two_bear_it() -> None:
    assert full_names(["Anders Lohm", "Lohm", "Free Border Army", "FBA"]) == {
        "lohm": "Anders Lohm",
        "army": "Free Border Army",
        "fba": "Free Border Army",
    }
    assert "lohm" not in full_names(["Anders Lohm", "Ilse Lohm", "Lohm"])


@pytest.mark.parametrize(
    ("name", "role", "type", "sense"),
    [
        ("Ankara", "agent", "accuses", "government"),
        ("the Kremlin", "agent", "attacks", "government"),
        ("Paris", "place", "attacks", None),
        ("Paris", "patient", "attacks", None),
        ("Paris", "patient", "sanctions", "government"),
        ("Lyon", "agent", "accuses", None),
    ],
)
def test_a_capital_that_acts_is_a_government(name: str, role: str, type: str, sense: str | None) -> None:
    assert sense_of(name, role, type, shipped_lexicon()) == sense
