"""gzip: what is inside, and no more of it than a file may have."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from tests.capture.makers import PROSE, capture_document, capture_problem, make_docx, make_page


@pytest.mark.parametrize("name", ["report.txt.gz", "report.gz", "report"])
def test_a_packed_text_is_that_text(name: str) -> None:
    found = capture_document(gzip.compress("Wörds\r\n.".encode()), name)
    assert (found.name, found.place, found.text) == ("report", f"/reports/{name}", "Wörds\r\n.")


def test_any_format_may_be_packed() -> None:
    assert capture_document(gzip.compress(make_docx(PROSE)), "a.docx.gz").text == PROSE
    assert capture_document(gzip.compress(make_page(f"<p>{PROSE}</p><p>{PROSE} Twice.</p>")), "a.html.gz").media_type == "text/html"
    assert capture_document(gzip.compress(b"# Title\n\nWords."), "a.md.gz").media_type == "text/markdown"
    assert capture_document(gzip.compress(b'{"body": "Words."}'), "a.jsonl.gz").name == "a!1"


def test_gzips_in_a_row_are_one_file() -> None:
    assert capture_document(gzip.compress(b"One ") + gzip.compress(b"two.") + bytes(512), "a.gz").text == "One two."


def test_the_name_inside_is_not_used() -> None:
    import io

    file = io.BytesIO()
    with gzip.GzipFile("../../etc/passwd.docx", "wb", fileobj=file) as packed:
        packed.write(b"Words.")
    assert capture_document(file.getvalue(), "a.txt.gz").name == "a"


def test_a_bomb_is_left_when_it_has_grown_to_the_limit() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = head + (packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)) * 10_000
    assert len(bomb) < 20_000_000
    tracemalloc.start()
    try:
        assert "too large when unpacked (the limit is 64 MB)" in capture_problem(bomb, "a.gz").reason
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_gzips_in_gzips_without_end_are_cut_off() -> None:
    data = b"Words."
    for _ in range(20):
        data = gzip.compress(data)
    assert "files deep" in capture_problem(data, "a.gz").reason


def test_a_gzip_cut_off_damaged_or_false_says_so() -> None:
    data = gzip.compress(PROSE.encode() * 10)
    assert capture_problem(data[:-20], "a.gz").reason == "is cut off before its end"
    assert capture_problem(data[:12], "a.gz").reason == "is cut off before its end"
    assert "damaged inside" in capture_problem(data[:30] + b"\0\xff\0" + data[33:], "a.gz").reason
    assert "is not a gzip file" in capture_problem(b"Just words.", "a.gz").reason
    assert capture_problem(gzip.compress(b""), "a.gz").reason == "is empty"
