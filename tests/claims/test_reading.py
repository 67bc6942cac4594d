from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import allegedly
from allegedly.base.document import Document
from allegedly.base.errors import BadOption, ReaderError, Unreadable
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.reading import read, read_document, read_with
from tests.factory import PatternReader, document

TEXT = "The junta armed the rebels in 2016, two officials said. Iskaria funded the League."


class Altering(PatternReader):
    """Changes every claim before handing it over."""

    def __init__(self, **changes: object) -> None:
        super().__init__()
        self.changes = changes

    def read(self, doc: Document) -> Iterator[Claim]:
        return (replace(claim, **self.changes) for claim in super().read(doc))  # type: ignore[arg-type]


class Failing(PatternReader):
    """Fails on documents that say so."""

    def read(self, doc: Document) -> Iterator[Claim]:
        if "fail" in doc.text:
            raise KeyError("weights")
        return super().read(doc)


def test_every_claim_of_a_document_is_read_in_order() -> None:
    assert [claim.type for claim in read_document(document(TEXT), PatternReader())] == ["arms", "funds"]


@pytest.mark.parametrize(
    "changes",
    [
        {"trigger": Span(0, 5, "armed")},
        {"type": "enlightens"},
        {"polarity": "perhaps"},
        {"certainty": "sure"},
        {"realis": "real"},
        {"document_id": "d-other"},
        {"reader": "somebody else 1"},
        {"arguments": {"culprit": ()}},
    ],
)
def test_a_claim_that_does_not_hold_up_is_refused_and_counted(changes: dict[str, object]) -> None:
    reading = read_with(Altering(**changes), document(TEXT))
    assert (reading.claims, reading.refused) == ((), 2)


def test_a_claim_found_twice_is_kept_once() -> None:
    class Twice(PatternReader):
        def read(self, doc: Document) -> Iterator[Claim]:
            yield from super().read(doc)
            yield from super().read(doc)

    reading = read_with(Twice(), document(TEXT))
    assert ([claim.type for claim in reading.claims], reading.refused) == (["arms", "funds"], 0)


def test_a_reader_that_fails_says_which_document_and_why() -> None:
    with pytest.raises(ReaderError, match=r"^/reports/report.txt: the reader pattern 1 failed with KeyError: 'weights'; "):
        read_with(Failing(), document("fail"))


def test_reading_paths_goes_on_after_a_document_that_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("fail")
    (tmp_path / "b.txt").write_text(TEXT)
    first, *rest = read(tmp_path, Failing())
    assert isinstance(first, Unreadable) and first.place.endswith("a.txt") and "KeyError" in first.reason
    assert [claim.type for claim in rest if isinstance(claim, Claim)] == ["arms", "funds"]


def test_reading_paths_tells_what_is_not_there(tmp_path: Path) -> None:
    (only,) = allegedly.read([tmp_path / "none.txt"], PatternReader())
    assert isinstance(only, Unreadable) and only.place == str(tmp_path / "none.txt")


def test_a_reader_nobody_installed_is_refused_by_name() -> None:
    with pytest.raises(BadOption, match="no reader called 'psychic'"):
        read_document(document(TEXT), "psychic")
