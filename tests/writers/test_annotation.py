from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.writers.annotation import annotate, record, target
from allegedly.writers.content import Content
from allegedly.writers.loss import Tally
from allegedly.writers.writers import write
from tests.factory import document
from tests.store.conftest import Add, add, blank, case, database, path  # noqa: F401

TEXT = "Norland armed Dawn in 2016. Norland funded Dusk, two officials said."


def records(case: Case) -> list[dict[str, Any]]:  # noqa: F811
    return [record(entry) for entry in Content(case, case.claims(), Tally({})).entries()]


def lines(file: Path, found: list[dict[str, Any]]) -> Path:
    file.write_text("\n".join(map(json.dumps, found)), encoding="utf-8")
    return file


@pytest.fixture
def filled(case: Case, add: Add) -> Case:  # noqa: F811
    """A case of two claims."""
    add(document(TEXT))
    return case


def test_the_quote_selector_finds_the_sentence_in_another_copy(filled: Case) -> None:
    (_, second) = Content(filled, filled.claims(), Tally({})).entries()
    position, quote = target(second.document, second.claim.sentence)["selector"]
    copy = f"A headline.\n{TEXT}"
    at = copy.index(quote["prefix"] + quote["exact"] + quote["suffix"]) + len(quote["prefix"])
    assert at == position["start"] + len("A headline.\n")


def test_what_was_not_changed_changes_nothing(filled: Case, tmp_path: Path) -> None:
    write(filled, "annotation", tmp_path / "x.jsonld")
    report = annotate(filled, tmp_path / "x.jsonld", who="ana")
    assert (report.unchanged, report.corrected, report.drawn, report.refused) == (2, 0, 0, [])
    assert filled.corrections().count() == 0


def test_a_change_is_a_correction_and_can_be_taken_back(filled: Case, tmp_path: Path) -> None:
    first, second = records(filled)
    report = annotate(filled, lines(tmp_path / "x.jsonl", [first | {"certainty": "possible"}, second]), who="ana", why="a hedge")
    assert (report.corrected, report.unchanged) == (1, 1)
    assert [claim.certainty for claim in filled.claims()] == ["possible", "certain"]
    (made,) = filled.corrections()
    assert (made.who, made.why) == ("ana", "a hedge")
    filled.take_back(made.number)
    assert [claim.certainty for claim in filled.claims()] == ["certain", "certain"]


def test_a_record_of_a_claim_that_nobody_saw_is_drawn(filled: Case, tmp_path: Path) -> None:
    first, _ = records(filled)
    new = {name: value for name, value in first.items() if name not in ("id", "reader", "score", "document_id")}
    annotate(filled, lines(tmp_path / "x.jsonl", [new | {"type": "supports"}]), who="ana")
    assert sorted(claim.type for claim in filled.claims()) == ["arms", "funds", "supports"]


def test_words_that_do_not_stand_there_are_refused_and_the_rest_goes_on(filled: Case, tmp_path: Path) -> None:
    first, second = records(filled)
    bad = first | {"trigger": first["trigger"] | {"text": "xxxxx"}}
    report = annotate(filled, lines(tmp_path / "x.jsonl", [bad, {"sentence": [0, 5]}, second | {"polarity": "denied"}]))
    assert len(report.refused) == 2 and report.refused[0].startswith("record 1: ") and report.corrected == 1


def test_a_file_of_something_else_is_refused_whole(filled: Case, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Dear all,\n")
    with pytest.raises(BadOption, match="line 1: not JSON"):
        annotate(filled, tmp_path / "x.txt")
