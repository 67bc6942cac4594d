"""Words of one kind of happening have one key, words of another have another."""

from __future__ import annotations

import pytest

from allegedly.entities.triggers import classes, stem, trigger_key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("killed", "was murdered"),
        ("the death", "died"),
        ("gunned down", "killing"),
        ("blast", "exploded"),
        ("was taken into custody", "arrests"),
        ("sacked", "dismissal"),
        ("acquired", "its takeover"),
        ("quake", "earthquakes"),
        ("negotiating", "talks"),
        ("informed", "told"),
        ("inspected", "inspecting"),
    ],
)
def test_two_words_for_one_kind_of_happening_share_a_key(left: str, right: str) -> None:
    assert trigger_key(left) == trigger_key(right)


@pytest.mark.parametrize(("left", "right"), [("killed", "wounded"), ("bought", "sold"), ("arrested", "released"), ("inspected", "painted")])
def test_other_happenings_have_other_keys(left: str, right: str) -> None:
    assert trigger_key(left) != trigger_key(right)


@pytest.mark.parametrize(
    "forms", [("bomb", "bombed", "bombing", "bombings"), ("die", "died", "dies", "dying"), ("murder", "murdered", "murdering")]
)
def test_inflection_does_not_matter(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_no_word_stands_in_two_classes() -> None:
    import tomllib
    from importlib.resources import files

    data = tomllib.loads(files("allegedly.entities").joinpath("triggers.toml").read_text(encoding="utf-8"))
    seen: dict[str, str] = {}
    from allegedly.entities.triggers import phrase_key

    for name, words in data["classes"].items():
        for word in words:
            assert seen.setdefault(phrase_key(word), name) == name, f"{word} stands in {seen[phrase_key(word)]} and {name}"
    assert seen.keys() == classes().keys()


@pytest.mark.parametrize("words", ["", "the", "’s", "7", "…"])
def test_any_words_have_a_key(words: str) -> None:
    assert isinstance(trigger_key(words or " the"), str)
