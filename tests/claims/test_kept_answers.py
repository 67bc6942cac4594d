from __future__ import annotations

import stat
from pathlib import Path

import pytest

from allegedly.claims.endpoints import Question, Reply
from allegedly.claims.kept_answers import KeptAnswers

QUESTION = Question("m", "prompt", "window", {"type": "object"}, 500)
REPLY = Reply('{"claims": []} \udc80 é', "length", 100, 10)


def test_a_reply_is_kept_and_costs_nothing_the_second_time(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path / "answers")
    assert kept.get("http://a", QUESTION) is None
    kept.put("http://a", QUESTION, REPLY)
    assert KeptAnswers(tmp_path / "answers").get("http://a", QUESTION) == Reply(REPLY.text, "length", 0, 0)


@pytest.mark.parametrize(
    "other",
    [
        Question("other", "prompt", "window", {"type": "object"}, 500),
        Question("m", "other", "window", {"type": "object"}, 500),
        Question("m", "prompt", "other", {"type": "object"}, 500),
        Question("m", "prompt", "window", {"type": "array"}, 500),
        Question("m", "prompt", "window", {"type": "object"}, 400),
    ],
)
def test_anything_that_shapes_an_answer_makes_it_another_question(tmp_path: Path, other: Question) -> None:
    kept = KeptAnswers(tmp_path)
    kept.put("http://a", QUESTION, REPLY)
    assert kept.get("http://a", other) is None
    assert kept.get("http://b", QUESTION) is None


def test_what_is_kept_is_for_its_owner_only(tmp_path: Path) -> None:
    KeptAnswers(tmp_path / "answers").put("http://a", QUESTION, REPLY)
    files = list((tmp_path / "answers").rglob("*"))
    assert len(files) == 2
    assert all(not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) for file in files)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"text": "x"}', b"\xff"])
def test_a_kept_answer_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    kept = KeptAnswers(tmp_path)
    kept.put("http://a", QUESTION, REPLY)
    (file,) = (file for file in tmp_path.rglob("*.json"))
    file.write_bytes(content)
    assert kept.get("http://a", QUESTION) is None


def test_a_place_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    KeptAnswers(tmp_path / "file" / "answers").put("http://a", QUESTION, REPLY)
    KeptAnswers(None).put("http://a", QUESTION, REPLY)
    assert KeptAnswers(None).get("http://a", QUESTION) is None
