"""An unnamed source keeps its description, and the description says what it is."""

from __future__ import annotations

import pytest

from allegedly.base.kinds import source_kinds
from allegedly.base.source import Source, name_in


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("two border officials", "official"),
        ("a former intelligence officer", "security"),
        ("two senior security officials", "security"),
        ("retired officer of that service", "military"),
        ("army officers", "military"),
        ("a rebel commander close to the talks", "fighter"),
        ("residents of Nam Sori", "witness"),
        ("a Western diplomat", "diplomat"),
        ("government report", "document"),
        ("state media", "media"),
        ("analysts in the capital", "analyst"),
        ("one of the officials", "official"),
        ("people familiar with the matter", "unspecified"),
        ("sources", "unspecified"),
    ],
)
def test_a_description_tells_the_kind_of_source(description: str, kind: str) -> None:
    assert Source(description, named=False).kind == kind


def test_a_named_source_is_not_put_into_a_drawer() -> None:
    assert Source("Police Colonel Anders Lohm", named=True).kind is None


def test_every_word_is_looked_up_as_it_is_listed() -> None:
    assert all(word == word.casefold() and " " not in word for word in source_kinds())


def test_an_unnamed_source_is_called_with_whoever_leaves_it_unnamed() -> None:
    officials, courier = Source("two officials", False), Source("Courier", True)
    assert name_in((officials,), "Herald") == "two officials (Herald)"
    assert name_in((courier, Source("a friend", False), officials), "Herald") == "two officials (Courier)"
    assert name_in((officials, courier), "Herald") == "Courier"
    assert name_in((officials,), "Herald", event="the raid") == "two officials (Herald, the raid)"
