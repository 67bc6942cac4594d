"""Paths become files: in order, each once, never one that would block."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import InputError, Unreadable
from allegedly.capture import inputs
from allegedly.capture.capturers import Input, capture, capture_paths, find_inputs
from allegedly.capture.inputs import printable, split_suffix
from allegedly.capture.limits import MAX_FILE
from tests.capture.makers import assert_clear, write


def places(*paths: str | Path) -> list[str]:
    """The names of the files found, or the reasons why not."""
    return [found.reason if isinstance(found, Unreadable) else Path(found.place).name for found in find_inputs(paths)]


def problem(path: Path) -> Unreadable:
    """What is said of the only thing at this path."""
    (found,) = capture_paths([path])
    assert isinstance(found, Unreadable)
    assert_clear(found)
    assert found.place == str(path)
    return found


def test_a_folder_is_walked_in_the_order_of_names_with_its_subfolders(tmp_path: Path) -> None:
    write(tmp_path, c_txt="c", a_txt="a", b__z_txt="z", b__d__y_txt="y")
    assert places(tmp_path) == ["a.txt", "y.txt", "z.txt", "c.txt"]


def test_hidden_files_and_what_programs_leave_behind_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a")
    for name in (".hidden.txt", "~$open.docx", "Thumbs.db", "north.case", "north.case-wal", "north.case-shm"):
        tmp_path.joinpath(name).write_text("x")
    tmp_path.joinpath(".git").mkdir()
    tmp_path.joinpath(".git", "config.txt").write_text("x")
    assert places(tmp_path) == ["a.txt"]
    assert places(tmp_path / ".hidden.txt") == [".hidden.txt"]


def test_a_pattern_gives_the_files_that_match_and_not_hidden_ones(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", b__c_txt="c", b__d_md="d")
    tmp_path.joinpath("b", ".e.txt").write_text("e")
    assert places(f"{tmp_path}/*.txt") == ["a.txt"]
    assert places(f"{tmp_path}/**/*.txt") == ["a.txt", "c.txt"]
    assert places(f"{tmp_path}/b/.*.txt") == [".e.txt"]


def test_a_pattern_that_also_is_a_file_means_the_file(tmp_path: Path) -> None:
    tmp_path.joinpath("report[1].txt").write_text("one")
    assert places(tmp_path / "report[1].txt") == ["report[1].txt"]


def test_a_file_reached_twice_is_captured_once(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", b_txt="b")
    assert places(tmp_path / "b.txt", tmp_path, f"{tmp_path}/*.txt") == ["b.txt", "a.txt"]


def test_relative_paths_become_absolute_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt="a")
    monkeypatch.chdir(tmp_path)
    (found,) = find_inputs(["a.txt"])
    assert isinstance(found, Input)
    assert found.place == str(tmp_path / "a.txt")


def test_a_path_that_does_not_exist_is_yielded_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a")
    missing, found = find_inputs([tmp_path / "nope.txt", tmp_path / "a.txt"])
    assert isinstance(missing, InputError)
    assert isinstance(missing, Unreadable)
    assert missing.reason == "there is no such file or folder"
    assert isinstance(found, Input)
    assert places(f"{tmp_path}/*.pdf", f"{tmp_path}/**.txt.pdf") == ["no file matches this pattern"] * 2
    assert places(f"{tmp_path}/\0", "") == ["there is no such file or folder"] + places(".")


def test_a_single_path_is_not_taken_for_a_list_of_letters(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a")
    assert [found.place for found in find_inputs(str(tmp_path)) if isinstance(found, Input)] == [str(tmp_path / "a.txt")]


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", b__c_txt="c")
    for name in ("one", "two", "three"):
        tmp_path.joinpath("b", name).symlink_to(tmp_path, target_is_directory=True)
    assert places(tmp_path) == ["a.txt", "c.txt"]
    assert sorted(set(places(f"{tmp_path}/**/*.txt"))) == ["a.txt", "c.txt"]
    tmp_path.joinpath("self").symlink_to("self")
    assert problem(tmp_path / "self").reason == "is a link that leads back to itself"
    tmp_path.joinpath("nowhere").symlink_to("gone")
    assert "a link to nothing" in problem(tmp_path / "nowhere").reason


def test_a_folder_linked_to_from_two_places_is_walked_once(tmp_path: Path) -> None:
    write(tmp_path, real__a_txt="a", z_txt="z")
    tmp_path.joinpath("link").symlink_to("real", target_is_directory=True)
    assert places(tmp_path) == ["a.txt", "z.txt"]


def test_a_named_pipe_a_socket_and_a_device_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problem(tmp_path / "pipe").reason == "is a named pipe, not a file"
    assert problem(Path("/dev/zero")).reason == "is a device, not a file"
    assert problem(Path("/dev/null")).reason == "is a device, not a file"


def test_a_file_that_turns_into_a_pipe_while_it_is_opened_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt="a")
    os.mkfifo(tmp_path / "pipe")
    regular, really_open = os.stat(tmp_path / "a.txt"), os.open
    monkeypatch.setattr(Path, "stat", lambda *_, **__: regular)
    monkeypatch.setattr(os, "open", lambda _, flags: really_open(tmp_path / "pipe", flags))
    (found,) = capture(Input(str(tmp_path / "a.txt"), tmp_path / "a.txt"))
    assert isinstance(found, Unreadable)
    assert found.reason == "is a named pipe, not a file"


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(tmp_path / "large.txt", "wb") as file:
        file.truncate(100 * 1024 * 1024)
    monkeypatch.setattr(inputs, "within_limit", lambda *_: pytest.fail("it was read"))
    found = problem(tmp_path / "large.txt")
    assert "too large (100 MB, the limit is 64 MB)" in found.reason


def test_a_file_that_grows_beyond_the_limit_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt="a" * 50)
    monkeypatch.setattr(inputs, "MAX_FILE", 40)
    monkeypatch.setattr(inputs, "check_regular", lambda *_: None)
    assert "too large" in problem(tmp_path / "a.txt").reason


@pytest.mark.parametrize(
    ("refusal", "said"), [(PermissionError(13, "no"), "may not be read by you"), (OSError(5, "I/O"), "cannot be read from its disk")]
)
def test_a_file_that_the_system_refuses_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: OSError, said: str) -> None:
    write(tmp_path, a_txt="a", b_txt="b")
    really_open = os.open

    def refuse(path: Any, *rest: Any, **more: Any) -> int:
        if str(path).endswith("a.txt"):
            raise refusal
        return really_open(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    first, second = capture_paths([tmp_path])
    assert isinstance(first, Unreadable)
    assert first.reason == said
    assert isinstance(second, Document)


def test_a_folder_that_may_not_be_opened_is_one_line_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a__x_txt="x", b__y_txt="y")
    really_list = os.listdir

    def refuse(path: Any) -> list[str]:
        if str(path).endswith("/a"):
            raise PermissionError(13, "no")
        return really_list(path)

    monkeypatch.setattr(os, "listdir", refuse)
    assert places(tmp_path) == ["may not be read by you", "y.txt"]


def test_a_file_that_vanishes_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a")
    (found,) = find_inputs([tmp_path])
    tmp_path.joinpath("a.txt").unlink()
    assert isinstance(found, Input)
    (gone,) = capture(found)
    assert isinstance(gone, Unreadable)
    assert "is gone" in gone.reason


def test_standard_input_is_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Words\r\nfrom a pipe.")))
    (found,) = capture_paths(["-"])
    assert isinstance(found, Document)
    assert (found.place, found.name, found.text) == ("-", "stdin", "Words\r\nfrom a pipe.")


def test_standard_input_can_be_any_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "one", "text": "Words."}\n')))
    (found,) = capture_paths(["-"])
    assert isinstance(found, Document)
    assert (found.place, found.name) == ("-!one", "one")


def test_closed_empty_and_endless_standard_input_are_one_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    (closed,) = capture_paths(["-"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    (empty,) = capture_paths(["-"])
    with open("/dev/zero") as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        (large,) = capture_paths(["-"])
    assert [found.reason for found in (closed, empty, large) if isinstance(found, Unreadable)] == [
        "standard input is closed",
        "is empty",
        f"is too large (the limit is {MAX_FILE // 1024**2} MB)",
    ]


def test_names_that_are_no_text_are_written_with_escapes_and_still_open(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9\nterrace.txt"
    with open(raw, "wb") as file:
        file.write(b"Words.")
    (found,) = capture_paths([tmp_path])
    assert isinstance(found, Document)
    assert found.name == "caf\\udce9\\nterrace"
    found.place.encode("utf-8")
    assert printable("café ‘quoted’ 外交部 🙂") == "café ‘quoted’ 外交部 🙂"


@pytest.mark.parametrize(
    ("name", "stem", "suffix"),
    [
        ("report.txt", "report", ".txt"),
        ("report.2021.html", "report.2021", ".html"),
        ("St. Petersburg report", "St. Petersburg report", ""),
        (".hidden", ".hidden", ""),
        ("README", "README", ""),
        ("trailing.", "trailing.", ""),
        ("x.tar.gz", "x.tar", ".gz"),
        ("x.jsonlines", "x", ".jsonlines"),
    ],
)
def test_only_a_suffix_is_cut_from_a_name(name: str, stem: str, suffix: str) -> None:
    assert split_suffix(name) == (stem, suffix)
