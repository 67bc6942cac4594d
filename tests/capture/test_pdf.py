"""PDF: paragraphs, pages, and everything that can be wrong with one."""

from __future__ import annotations

import signal
import time
import zlib
from collections.abc import Iterator

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture import pdf
from allegedly.capture.aside import Aside
from tests.capture.makers import PROSE, assert_clear, capture_all, capture_document, capture_problem, make_pdf, make_scan

SECOND = "The ministry denied it. Nobody had seen the weapons, it said, and nobody would, because there were none to be seen anywhere."


@pytest.fixture(autouse=True, scope="module")
def end_parser() -> Iterator[None]:
    """No parser stays behind."""
    yield
    pdf.PARSER.close()


def content_pdf(content: bytes, filters: str = "/FlateDecode", pages: int = 1) -> bytes:
    """A PDF made by hand whose pages all show one stream."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * pages + b"]/Count %d>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 " + font + b">>>>>>",
        b"<</Length %d/Filter %s>>stream\n" % (len(content), filters.encode()) + content + b"\nendstream",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)


def test_paragraphs_are_whole_again_and_pages_begin_where_they_say() -> None:
    found = capture_document(make_pdf([[PROSE * 3, SECOND], [SECOND * 2, PROSE]]), "report.pdf")
    assert found.text.split("\n\n") == [PROSE * 3, SECOND, SECOND * 2, PROSE]
    assert found.pages == (0, found.text.index(SECOND * 2))
    assert [found.page_of(found.text.index(words)) for words in (PROSE * 3, SECOND * 2)] == [1, 2]
    assert (found.name, found.media_type) == ("report", "application/pdf")


def test_a_sentence_that_runs_over_the_page_is_not_broken() -> None:
    found = capture_document(
        make_pdf([["The junta gave the northern rebels weapons and"], ["training in camps along the border."]]), "a.pdf"
    )
    assert found.text == "The junta gave the northern rebels weapons and training in camps along the border."
    assert found.page_of(found.text.index("training")) == 2


def test_a_word_divided_at_the_end_of_a_line_is_whole_again() -> None:
    found = capture_document(
        make_pdf([["The junta and its govern-\nment in the border region gave the Anglo-\nAmerican weapons."]]), "a.pdf"
    )
    assert "its government in the border" in found.text
    assert "Anglo-American weapons" in found.text


def test_an_empty_page_has_a_place_too() -> None:
    found = capture_document(make_pdf([[], [PROSE], [], [SECOND]]), "a.pdf")
    assert found.page_of(0) == 2
    assert found.page_of(found.text.index(SECOND)) == 4


def test_running_titles_and_page_numbers_are_left_out() -> None:
    bodies = [[f"{PROSE} That was case {word}."] for word in ("one", "two", "three", "four")]
    found = capture_document(make_pdf(bodies, running="Border Review, vol. 3"), "a.pdf")
    assert found.text.split("\n\n") == [body[0] for body in bodies]


def test_title_and_masthead_are_read() -> None:
    text = ["Rebels armed\nThe Pell Herald, 4 March 2021", f"PELL, March 4 (Norwire) - {PROSE}"]
    found = capture_document(make_pdf([text], title="Rebels armed at the border"), "a.pdf")
    assert (found.title, found.dateline, found.agency) == ("Rebels armed at the border", "PELL", "Norwire")
    assert capture_document(make_pdf([[PROSE]], title="Microsoft Word - final_v3.docx"), "a.pdf").title is None


def test_a_scan_says_so() -> None:
    found = capture_problem(make_scan(2), "a.pdf")
    assert "a scan" in found.reason
    assert "ocrmypdf" in found.remedy


def test_scanned_pages_among_others_are_named_and_the_others_read() -> None:
    document, problem = capture_all(make_scan(3, text_on=2), "a.pdf")
    assert isinstance(document, Document)
    assert isinstance(problem, Unreadable)
    assert_clear(problem)
    assert document.text == PROSE
    assert document.page_of(0) == 2
    assert problem.place == "/reports/a.pdf!pages 1, 3"


def test_a_pdf_without_words_or_pictures_says_so() -> None:
    assert capture_problem(make_pdf([[]]), "a.pdf").reason == "holds no text"


def test_a_pdf_behind_a_password_says_so() -> None:
    assert capture_problem(make_pdf([[PROSE]], password="secret"), "a.pdf").reason == "is protected by a password"


def test_a_pdf_with_only_an_owner_password_is_read() -> None:
    assert PROSE in capture_document(make_pdf([[PROSE]], password=""), "a.pdf").text


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + bytes(range(256)) * 8, make_pdf([[PROSE]])[:400], b"not a PDF at all"])
def test_a_damaged_pdf_says_so(data: bytes) -> None:
    assert "damaged or cut off" in capture_problem(data, "a.pdf").reason


def test_a_pdf_is_recognised_whatever_its_name_says() -> None:
    assert capture_document(make_pdf([[PROSE]]), "report.txt").media_type == "application/pdf"


def test_too_many_pages_and_too_many_characters_are_refused() -> None:
    words = b"BT /F1 12 Tf 10 10 Td (" + b"word " * 400 + b") Tj ET\n"
    assert "5,001 pages" in capture_problem(content_pdf(zlib.compress(words), pages=5001), "a.pdf").reason
    assert "5,000,000" in capture_problem(content_pdf(zlib.compress(words), pages=3000), "a.pdf").reason


def test_a_bomb_costs_its_file_only() -> None:
    """A few kilobytes that pdfium unpacks to 1.5 gigabytes."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)  # can be repeated
    bomb = content_pdf(zlib.compress(head + megabyte * 1500, 9), "[/FlateDecode/FlateDecode]")
    assert len(bomb) < 100_000
    assert "memory" in capture_problem(bomb, "a.pdf").reason
    assert capture_document(make_pdf([[PROSE]]), "b.pdf").text == PROSE


@pytest.fixture
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aside]:
    """PDF is parsed by a function of `tests.capture.bad_parsers`."""
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    bad = Aside(f"tests.capture.bad_parsers:{request.param}")
    monkeypatch.setattr(pdf, "PARSER", bad)
    yield bad
    bad.close()


@pytest.mark.parametrize("parser", ["crash"], indirect=True)
def test_a_parser_that_crashes_costs_its_file_only(parser: Aside) -> None:
    process = parser._start()
    assert "crash" in capture_problem(make_pdf([[PROSE]]), "a.pdf").reason
    assert process.returncode == -signal.SIGABRT


@pytest.mark.parametrize("parser", ["sleep"], indirect=True)
def test_a_parser_that_never_ends_costs_its_file_only(parser: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allegedly.capture.aside.PARSER_SECONDS", 1)
    started = time.monotonic()
    assert "time" in capture_problem(make_pdf([[PROSE]]), "a.pdf").reason
    assert 1 <= time.monotonic() - started < 10


@pytest.mark.parametrize("parser", ["complain"], indirect=True)
def test_an_error_in_the_parser_is_told_and_the_parser_goes_on(parser: Aside) -> None:
    assert "KeyError: 'missing'" in capture_problem(make_pdf([[PROSE]]), "a.pdf").reason
    process = parser._process
    assert "KeyError: 'missing'" in capture_problem(make_pdf([[PROSE]]), "a.pdf").reason
    assert parser._process is process is not None


@pytest.mark.parametrize("parser", ["chat"], indirect=True)
def test_what_a_parser_prints_is_not_taken_for_an_answer(parser: Aside) -> None:
    assert capture_document(make_pdf([[PROSE]]), "a.pdf").text == "Words."


@pytest.mark.parametrize("parser", ["sleep"], indirect=True)
def test_an_interrupted_question_is_not_answered_later(parser: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(stream: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("allegedly.capture.aside.receive", interrupt)
    with pytest.raises(KeyboardInterrupt):
        parser(b"x")
    assert parser._process is None


def test_a_parser_that_was_killed_between_two_files_is_replaced() -> None:
    assert capture_document(make_pdf([[PROSE]]), "a.pdf").text == PROSE
    assert pdf.PARSER._process
    pdf.PARSER._process.kill()
    pdf.PARSER._process.wait()
    assert capture_document(make_pdf([[PROSE]]), "a.pdf").text == PROSE
