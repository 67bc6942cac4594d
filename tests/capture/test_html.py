"""Web pages: the text without the page around it, and what the page states."""

from __future__ import annotations

import time

import pytest

from allegedly.capture import html
from tests.capture.makers import PROSE, capture_document, capture_problem, make_page

BODY = f"<h1>Rebels armed</h1><p>{PROSE}</p><p>The ministry &amp; the service denied it,<br>twice. Nobody was <b>surprised</b>.</p>"
HEAD = """<title>Rebels armed | The Pell Herald</title><meta property="og:site_name" content="The Pell Herald"><meta name="author" content="Jane Doe">
<link rel="canonical" href="https://herald.example/2021/03/rebels"><meta property="article:published_time" content="2021-03-04T10:00:00Z">"""


def test_a_page_gives_its_article_and_what_its_head_states() -> None:
    found = capture_document(make_page(BODY, HEAD, lang="en-GB"), "page.html")
    assert PROSE in found.text.split("\n\n")
    assert "The ministry & the service denied it," in found.text
    assert "Log in" not in found.text
    assert "All rights reserved" not in found.text
    assert (found.title, found.publisher, found.byline) == ("Rebels armed", "The Pell Herald", "Jane Doe")
    assert (found.published, found.url, found.language) == ("2021-03-04", "https://herald.example/2021/03/rebels", "en")
    assert (found.media_type, found.encoding) == ("text/html", "utf-8")


def test_dateline_and_agency_come_from_the_text_of_the_page() -> None:
    found = capture_document(make_page(f"<p>PELL, March 4 (Norwire) - {PROSE}</p><p>{PROSE} It denied it.</p>", HEAD), "page.html")
    assert (found.dateline, found.agency, found.published) == ("PELL", "Norwire", "2021-03-04")


def test_an_agency_as_author_is_an_agency() -> None:
    found = capture_document(make_page(BODY, HEAD.replace("Jane Doe", "Agence France-Presse")), "page.html")
    assert (found.agency, found.byline) == ("Agence France-Presse", None)


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ('<meta property="article:published_time" content="2021-03">', "2021-03"),
        ('<meta name="date" content="2021">', "2021"),
        ('<meta itemprop="datePublished" content="March 4, 2021">', "2021-03-04"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-03-04T23:00:00-05:00"}</script>',
            "2021-03-04",
        ),
        ('<time itemprop="datePublished" datetime="2021-03-04">Thursday</time>', "2021-03-04"),
        ('<meta property="article:modified_time" content="2022-05-06">', None),
        ("", None),
    ],
)
def test_a_page_is_dated_exactly_as_precisely_as_it_says(stated: str, published: str | None) -> None:
    assert capture_document(make_page(BODY, stated), "page.html").published == published


def test_a_date_that_the_library_made_up_is_not_believed() -> None:
    assert html.confirmed("2021-03-21", "<p>March 2021</p>") is None
    assert html.confirmed("2021-03-04", "<a href='/2021/03/04/x'>") == "2021-03-04"
    assert html.confirmed("2021-03-04", "<p>Thursday, March 4, 2021</p>") == "2021-03-04"
    assert html.confirmed("2021-03-04", "<p>4th of March 2021</p>") == "2021-03-04"
    assert html.confirmed("2021-03-04", "<p>March 41, 2021</p>") is None


@pytest.mark.parametrize("encoding", ["iso-8859-2", "windows-1251", "utf-16"])
def test_the_encoding_a_page_declares_is_used(encoding: str) -> None:
    words = "Министерство отрицает участие в операции." if encoding == "windows-1251" else "Źródła mówią coś innego."
    page = make_page(f"<p>{words} {PROSE}</p>", f'<meta charset="{encoding}">').decode().encode(encoding)
    assert words in capture_document(page, "page.html").text


def test_a_page_that_declares_its_encoding_in_xml_is_read() -> None:
    page = b'<?xml version="1.0" encoding="utf-8"?>\n' + make_page(BODY, HEAD, xmlns="http://www.w3.org/1999/xhtml")
    assert PROSE in capture_document(page, "page.xhtml").text


def test_a_page_is_recognised_whatever_its_name_says() -> None:
    for name in ("page.txt", "page", "page.pdf", "page.jsonl"):
        assert capture_document(b"<!-- saved from url=(0020)https://x.example/1 -->\n" + make_page(BODY), name).media_type == "text/html"


def test_the_address_a_browser_noted_when_saving_is_kept() -> None:
    page = make_page(BODY).replace(b"<html", b"<!-- saved from url=(0025)https://herald.example/1 -->\n<html")
    assert capture_document(page, "page.html").url == "https://herald.example/1"


def test_a_text_about_markup_is_not_taken_for_a_page() -> None:
    text = "The <html> tag begins a page."
    assert capture_document(text.encode(), "a.txt").text == text


def test_a_page_without_text_says_so() -> None:
    assert (
        "holds no text"
        in capture_problem(b'<!doctype html><html><body><div id="app"></div><script>run()</script></body></html>', "a.html").reason
    )


def test_nul_and_broken_references_leave_text_that_can_be_stored() -> None:
    found = capture_document(make_page(f"<p>A&#0;B &#xD800; &#1114112; {PROSE}</p><p>{PROSE} \0 twice.</p>"), "a.html")
    found.text.encode("utf-8")
    assert "\0" not in found.text


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "blockquote", "x-y"])
def test_a_page_nested_without_end_costs_one_line_at_most(tag: str) -> None:
    started = time.monotonic()
    found = capture_document_or_problem(b"<!doctype html><html><body>" + f"<{tag}>".encode() * 100_000 + PROSE.encode())
    assert found
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("piece", ["<span>word</span> ", "<p><a href=x>a</a> b</p>", "<x-y>word</x-y> "])
def test_a_page_of_very_many_elements_is_read_in_reasonable_time(piece: str) -> None:
    """Without our care, 16,000 spans took 20 seconds."""
    started = time.monotonic()
    found = capture_document(make_page(f"<p>{PROSE}</p>" + piece * 25_000), "a.html")
    assert found.text.count("word") == 25_000 * piece.count("word")
    assert time.monotonic() - started < 10


def test_embedded_pictures_do_not_make_a_page_too_large() -> None:
    picture = '<img src="data:image/png;base64,' + "A" * 12_000_000 + '">'
    assert PROSE in capture_document(make_page(picture + BODY), "a.html").text
    assert "too large for one web page" in capture_problem(make_page("<p>" + "word " * 2_200_000), "a.html").reason


def capture_document_or_problem(data: bytes) -> object:
    """Whatever one line or document comes of it."""
    from tests.capture.makers import capture_all

    (found,) = capture_all(data, "a.html")
    return found
