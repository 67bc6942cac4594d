"""Which capturer takes a file, what comes of files that are no documents, and that nothing stops the rest."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture import capturers
from allegedly.capture.capturers import Capturer, Member, capture_paths, load_capturers
from tests.capture.makers import (
    PNG,
    PROSE,
    assert_clear,
    capture_all,
    capture_document,
    capture_problem,
    make_docx,
    make_mail,
    make_page,
    make_pdf,
)


def test_every_capturer_is_found_by_its_entry_point() -> None:
    assert set(load_capturers()) >= {"docx", "gzip", "html", "mail", "markdown", "mhtml", "pdf", "table", "text"}


def test_no_suffix_belongs_to_two_capturers() -> None:
    suffixes = [suffix for capturer in load_capturers().values() for suffix in capturer.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


def test_suffixes_are_known_in_capitals_too() -> None:
    assert capture_document(b"# Words", "REPORT.MD").media_type == "text/markdown"


def test_an_unknown_suffix_is_read_as_text() -> None:
    assert capture_document(b"Words.", "report.xyz").media_type == "text/plain"


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.docx", "a.html", "a"])
def test_content_decides_before_the_name(name: str) -> None:
    kinds = [
        (make_pdf([[PROSE]]), "application/pdf"),
        (make_docx(PROSE), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (make_page(f"<p>{PROSE}</p><p>{PROSE} Twice.</p>"), "text/html"),
        (make_mail().as_bytes(), "message/rfc822"),
        (b'{"text": "Words."}', "application/jsonl"),
    ]
    assert [capture_document(data, name).media_type for data, _ in kinds] == [kind for _, kind in kinds]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PNG, "is a picture (image/png)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100), "is a picture (image/jpeg)"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(300), "is a film (video/mp4)"),
        (b"ID3\x03\0\0\0" + bytes(300), "is a sound recording (audio/mpeg)"),
        (b"7z\xbc\xaf\x27\x1c\0\4" + bytes(100), "is an archive"),
        (b"BZh91AY&SY" + random.Random(1).randbytes(500) + bytes(50), "is an archive"),
        (b"\x7fELF\2\1\1" + bytes(100), "is a program"),
        (b"SQLite format 3\0" + bytes(100), "is an SQLite database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100) + "WordDocument".encode("utf-16-le"), "is an old Word document"),
        (bytes(1000), "is binary data"),
        (random.Random(2).randbytes(5000), "is binary data"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.md", "a.bin"])
def test_what_is_no_document_is_called_by_its_name(data: bytes, said: str, name: str) -> None:
    assert said in capture_problem(data, name).reason


def test_a_real_case_file_is_called_one(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("create table t (a)")
    connection.close()
    (found,) = capture_paths([tmp_path])
    assert isinstance(found, Unreadable)
    assert "SQLite database" in found.reason


def test_bad_files_in_a_folder_do_not_stop_the_good_ones(tmp_path: Path) -> None:
    for name, data in {
        "a.txt": b"A.",
        "b.pdf": b"%PDF-junk",
        "c.docx": b"PK\x03\x04junk",
        "d.txt": b"",
        "e.png": PNG,
        "f.txt": b"F.",
    }.items():
        tmp_path.joinpath(name).write_bytes(data)
    found = list(capture_paths([tmp_path]))
    assert [item.text for item in found if isinstance(item, Document)] == ["A.", "F."]
    problems = [item for item in found if isinstance(item, Unreadable)]
    assert [Path(problem.place).name for problem in problems] == ["b.pdf", "c.docx", "d.txt", "e.png"]
    for problem in problems:
        assert_clear(problem)


class Fragile:
    """A capturer that yields one document and then fails."""

    suffixes = frozenset({".fragile"})
    media_types: frozenset[str] = frozenset()

    def __init__(self, failure: BaseException) -> None:
        self.failure = failure

    def recognises(self, data: bytes) -> bool:
        return False

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable | Member]:
        yield Document(name=name, text="Words.\0\ud800", place=place, media_type="x/y", digest="0", title="A\ntitle\0 ", byline=" ")
        raise self.failure


def install(monkeypatch: pytest.MonkeyPatch, capturer: Capturer) -> None:
    """Have one more capturer."""
    installed = load_capturers() | {"fragile": capturer}
    monkeypatch.setattr(capturers, "load_capturers", lambda: installed)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (ValueError("two\nlines"), "damaged or unusual and could not be read (ValueError: two lines)"),
        (RecursionError(), "nested too deeply"),
        (MemoryError(), "more memory than there is"),
        (Unreadable("/reports/a.fragile", "is odd", "mend it"), "is odd"),
    ],
)
def test_a_capturer_that_fails_costs_one_line_and_keeps_what_it_gave(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, said: str
) -> None:
    install(monkeypatch, Fragile(failure))
    document, problem = capture_all(b"x", "a.fragile")
    assert isinstance(document, Document)
    assert isinstance(problem, Unreadable)
    assert_clear(problem)
    assert said in problem.reason


def test_ctrl_c_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Fragile(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        capture_all(b"x", "a.fragile")


def test_whatever_a_capturer_gives_can_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Fragile(ValueError()))
    document = capture_all(b"x", "a.fragile")[0]
    assert isinstance(document, Document)
    assert (document.text, document.title, document.byline) == ("Words.\ufffd\ufffd", "A title\ufffd", None)


class Hoard(Fragile):
    """A capturer whose file holds itself, very often."""

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable | Member]:
        for number in range(10_000):
            yield Member(data, f"{place}!{number}", "inside.txt")


def test_an_archive_is_left_at_the_limit_of_files_and_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Hoard(ValueError()))
    assert "more than 1,000 files" in capture_all(b"x", "a.fragile")[-1].reason  # type: ignore[union-attr]
    monkeypatch.setattr(capturers, "MAX_UNPACKED", 5000)
    found = capture_all(b"x" * 1000, "a.fragile")
    assert len(found) == 6
    assert isinstance(found[-1], Unreadable)
    assert_clear(found[-1])


@given(st.binary(max_size=3000), st.sampled_from([".txt", ".md", ".html", ".docx", ".eml", ".mhtml", ".jsonl", ".json", ".gz", ""]))
def test_no_bytes_under_any_name_raise(data: bytes, suffix: str) -> None:
    for item in capture_all(data, f"a{suffix}"):
        if isinstance(item, Unreadable):
            assert_clear(item)
            assert "damaged or unusual" not in item.reason, item
        else:
            item.text.encode("utf-8")


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "eml", "jsonl"])
def test_a_file_damaged_anywhere_is_read_or_refused_in_one_line(kind: str) -> None:
    whole = {
        "pdf": make_pdf([[PROSE], [PROSE]]),
        "docx": make_docx(PROSE, PROSE),
        "html": make_page(f"<p>{PROSE}</p>"),
        "eml": make_mail(PROSE, html=f"<p>{PROSE}</p>").as_bytes(),
        "jsonl": b'{"text": "Words.", "id": "a"}\n' * 3,
    }[kind]
    chance = random.Random(kind)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for item in capture_all(bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])]), f"a.{kind}"):
            assert not isinstance(item, Unreadable) or len(str(item)) < 500
