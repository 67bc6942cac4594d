"""Messages with what is attached to them, and pages saved as messages."""

from __future__ import annotations

import gzip
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from tests.capture.makers import (
    PNG,
    PROSE,
    assert_clear,
    attach,
    capture_all,
    capture_document,
    capture_problem,
    make_docx,
    make_mail,
    make_page,
)


def names(found: list[Document | Unreadable]) -> list[str]:
    """Names of documents, and reasons of the others."""
    return [item.name if isinstance(item, Document) else item.reason for item in found]


def test_a_message_gives_its_words_subject_sender_and_day() -> None:
    found = capture_document(
        make_mail("The junta armed them.\nÉven so – they denied it.\n", Subject="Arms – überall").as_bytes(), "tip.eml"
    )
    assert found.text == "The junta armed them.\nÉven so – they denied it."
    assert (found.name, found.title, found.byline, found.published) == ("tip", "Arms – überall", "Jane Doe", "2021-03-04")
    assert (found.media_type, found.publisher) == ("message/rfc822", None)


def test_the_plain_version_of_a_message_is_preferred() -> None:
    assert capture_document(make_mail("Plain words.", html="<p>Other words.</p>").as_bytes(), "a.eml").text == "Plain words."


def test_a_message_in_html_alone_is_read_as_a_page() -> None:
    found = capture_document(make_mail(None, html=make_page(f"<p>{PROSE}</p><p>{PROSE} Twice.</p>").decode()).as_bytes(), "a.eml")
    assert PROSE in found.text.split("\n\n")
    assert "<p>" not in found.text
    assert (found.title, found.byline) == ("Arms", "Jane Doe")


def test_soft_line_breaks_are_undone_and_hard_ones_kept() -> None:
    message = make_mail()
    message.set_content("The junta armed \nthe rebels.\n\nIt denied it.\n-- \nJane", params={"format": "flowed"})
    assert capture_document(message.as_bytes(), "a.eml").text == "The junta armed the rebels.\n\nIt denied it.\n-- \nJane"


def test_windows_line_ends_are_the_transport_s() -> None:
    data = make_mail("One.\nTwo.").as_bytes().replace(b"\n", b"\r\n")
    assert capture_document(data, "a.eml").text == "One.\nTwo."


def test_attachments_are_documents_of_their_own() -> None:
    message = make_mail()
    attach(message, make_docx("In Word."), "report.docx")
    attach(message, b"In a text.", "notes.txt", "text/plain")
    attach(message, gzip.compress(b"Packed."), "packed.txt.gz")
    attach(message, PNG, "photo.png", "image/png")
    attach(message, make_mail("Forwarded words.").as_bytes(), "inner.eml")
    found = capture_all(message.as_bytes(), "tip.eml")
    assert names(found) == ["tip", "tip!report", "tip!notes", "tip!packed", "is a picture (image/png)", "tip!inner"]
    assert [item.place for item in found][1:4] == [f"/reports/tip.eml!{name}" for name in ("report.docx", "notes.txt", "packed.txt.gz")]
    assert [item.text for item in found if isinstance(item, Document)][1:] == ["In Word.", "In a text.", "Packed.", "Forwarded words."]


def test_a_forwarded_message_is_a_document_of_its_own() -> None:
    message = make_mail("See below.")
    message.add_attachment(make_mail("The junta armed them.", Subject="Secret"))
    found = capture_all(message.as_bytes(), "tip.eml")
    assert names(found) == ["tip", "tip!message"]
    assert [item.title for item in found if isinstance(item, Document)] == ["Arms", "Secret"]


def test_attachments_of_one_name_have_different_places() -> None:
    message = attach(attach(make_mail(), b"One.", "a.txt"), b"Two.", "a.txt")
    assert [item.place for item in capture_all(message.as_bytes(), "tip.eml")][1:] == ["/reports/tip.eml!a.txt", "/reports/tip.eml!a-2.txt"]


@pytest.mark.parametrize("name", ["../../../etc/passwd.txt", "C:\\Windows\\passwd.txt", "/etc/passwd.txt"])
def test_paths_in_the_names_of_attachments_are_dropped(name: str) -> None:
    found = capture_all(attach(make_mail(), b"Words.", name).as_bytes(), "tip.eml")
    assert found[1].place == "/reports/tip.eml!passwd.txt"


def test_pictures_inside_the_text_are_passed_over() -> None:
    message = make_mail()
    message.add_related(PNG, "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    assert names(capture_all(message.as_bytes(), "tip.eml")) == ["tip"]


def test_a_message_without_words_says_so_and_its_attachments_are_read() -> None:
    message = attach(make_mail("  \n"), b"Words.", "a.txt")
    assert names(capture_all(message.as_bytes(), "tip.eml")) == ["the message itself holds no text", "tip!a"]


def test_a_message_is_recognised_whatever_its_name_says() -> None:
    assert capture_document(make_mail().as_bytes(), "message").media_type == "message/rfc822"
    assert capture_document(make_mail().as_bytes(), "message.txt").title == "Arms"


def test_a_text_with_a_copied_header_stays_a_text() -> None:
    text = "From: Jane Doe\r\nSubject: Arms\r\n\r\nThe junta armed them."
    assert capture_document(text.encode(), "a.txt").text == text


def test_what_is_called_a_message_and_is_none_says_so() -> None:
    assert "is not a message" in capture_problem(b"\n\nJust words.", "a.eml").reason


def test_messages_in_messages_without_end_are_cut_off() -> None:
    message = make_mail("Innermost.")
    for _ in range(9):
        message = attach(make_mail("Outer."), message.as_bytes(), "in.eml")
    found = capture_all(message.as_bytes(), "tip.eml")
    assert names(found) == ["tip" + "!in" * depth for depth in range(7)] + ["lies more than 6 files deep inside another"]


def test_parts_in_parts_without_end_are_one_line() -> None:
    lines = [b"MIME-Version: 1.0\nSubject: x\n"]
    for depth in range(3000):
        lines.append(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth))
    assert "nested too deeply" in capture_problem(b"".join(lines), "a.eml").reason


def test_very_many_parts_or_headers_are_refused_unparsed() -> None:
    started = time.monotonic()
    head = b'MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary="b"\n\n'
    assert "50,000 headers and parts" in capture_problem(head + b"--b\n\n" * 3_000_000, "a.eml").reason
    assert "50,000 headers and parts" in capture_problem(b"Subject: x\nMIME-Version: 1.0\n" + b"a:\n" * 5_000_000, "a.eml").reason
    assert time.monotonic() - started < 5


def test_too_many_attachments_are_cut_off() -> None:
    part = b'--b\nContent-Disposition: attachment; filename="a.txt"\n\nWords.\n'
    data = b'MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary="b"\n\n' + part * 1200 + b"--b--\n"
    found = capture_all(data, "a.eml")
    assert "more than 1,000 files" in names(found)[-1]
    assert sum(isinstance(item, Document) for item in found) == 1000


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: text/plain; charset=no-such",
        b"Content-Type: text/plain; charset*=utf-8''%FF%FE",
        b'Content-Type: ;;;=\nFrom: <<>>,"\nDate: 99 Foo 20x1\nSubject: =?utf-8?b?////?= =?x?q?=',
        b"Content-Transfer-Encoding: base64\nContent-Type: text/plain",
        b"Content-Transfer-Encoding: x-unknown\nContent-Type: multipart/mixed",
        b"From: =?utf-8?q?=22?= <a@b\nDate: Thu, 04 Mar 20210 23:30:00 +9999",
        b"Content-Disposition: attachment; filename*=''; filename*0*=x'%",
        b"Content-Type: message/rfc822",
    ],
)
def test_strange_headers_do_no_harm(headers: bytes) -> None:
    for item in capture_all(b"MIME-Version: 1.0\nSubject: x\n" + headers + b"\n\nThe junta denied it.\n", "a.eml"):
        if isinstance(item, Unreadable):
            assert_clear(item)
        else:
            item.text.encode("utf-8")
            assert item.published is None


@given(
    st.binary(max_size=400),
    st.sampled_from(["Content-Type", "Subject", "From", "Date", "Content-Disposition", "Content-Transfer-Encoding"]),
)
def test_no_header_breaks_the_reading(value: bytes, name: str) -> None:
    for item in capture_all(b"MIME-Version: 1.0\nSubject: x\n" + name.encode() + b": " + value + b"\n\nThe junta denied it.\n", "a.eml"):
        assert not isinstance(item, Unreadable) or "damaged or unusual" not in item.reason, item


def saved_page(**headers: str) -> bytes:
    """A page as Chromium saves it."""
    page = EmailMessage()
    page["From"] = "<Saved by Blink>"
    page["Subject"] = "Rebels armed"
    page["Date"] = "Fri, 5 Mar 2021 10:00:00 -0000"
    for name, value in headers.items():
        page[name.replace("_", "-")] = value
    words = f"<p>{PROSE} – “never”.</p><p>{PROSE} It denied it.</p>"
    page.set_content(make_page(words, "<title>Rebels armed</title>").decode(), subtype="html", charset="utf-8", cte="quoted-printable")
    page.make_related()
    page.add_related(PNG, "image", "png")
    return page.as_bytes()


@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page"])
def test_a_saved_page_gives_its_article_and_its_address(name: str) -> None:
    found = capture_document(saved_page(Snapshot_Content_Location="https://herald.example/rebels"), name)
    assert f"{PROSE} – “never”." in found.text.split("\n\n")
    assert (found.name, found.title, found.url) == ("page", "Rebels armed", "https://herald.example/rebels")
    assert found.published is None  # the day of saving is not that of publication
    assert found.media_type == "multipart/related"


def test_a_saved_page_without_a_page_says_so() -> None:
    data = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: image/png\n\nx\n--b--\n'
    assert capture_problem(data, "a.mhtml").reason == "holds no web page"
