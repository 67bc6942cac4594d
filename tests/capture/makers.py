"""Small files of each format, made for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.capturers import capture_bytes

PROSE = "The junta gave the northern rebels weapons and training in camps along the border, two officials said on Monday."
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def capture_all(data: bytes, name: str) -> list[Document | Unreadable]:
    """All that a file of this name holds."""
    return list(capture_bytes(data, f"/reports/{name}", name))


def capture_document(data: bytes, name: str) -> Document:
    """The only document that a file holds."""
    (found,) = capture_all(data, name)
    assert isinstance(found, Document), found
    return found


def capture_problem(data: bytes, name: str) -> Unreadable:
    """The only line about a file that holds nothing."""
    (found,) = capture_all(data, name)
    assert isinstance(found, Unreadable), found
    assert_clear(found)
    return found


def assert_clear(problem: Unreadable) -> None:
    """One line that says which file, what is wrong and what to do."""
    assert "\n" not in str(problem)
    assert problem.place
    assert problem.reason
    assert problem.remedy
    assert len(str(problem)) < 400


def make_page(body: str, head: str = "", **attributes: str) -> bytes:
    """A web page with `body` as its article."""
    inside = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    links = '<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/login">Log in</a></nav>'
    page = f"<!DOCTYPE html><html {inside}><head>{head}</head><body>{links}<article>{body}</article><footer>All rights reserved</footer></body></html>"
    return page.encode()


def make_pdf(pages: Sequence[Sequence[str]], *, password: str | None = None, title: str | None = None, running: str = "") -> bytes:
    """A PDF whose pages hold these paragraphs, with a running title and page numbers if asked for."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_auto_page_break(False)
    if title:
        pdf.set_title(title)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)
    for number, paragraphs in enumerate(pages, 1):
        pdf.add_page()
        pdf.set_font("Times", size=11)
        if running:
            pdf.text(20, 8, running)
            pdf.text(100, 290, str(number))
        pdf.set_y(20)
        for paragraph in paragraphs:
            pdf.multi_cell(0, 5, paragraph, align="L")
            pdf.ln(5)
    return bytes(pdf.output())


def make_scan(pages: int = 1, text_on: int | None = None) -> bytes:
    """A PDF of pictures; page `text_on` has words instead."""
    from fpdf import FPDF
    from PIL import Image

    pdf = FPDF()
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("Times", size=11)
        if number == text_on:
            pdf.multi_cell(0, 5, PROSE)
        else:
            pdf.image(Image.new("L", (40, 40), 128), x=10, y=10, w=180)
    return bytes(pdf.output())


def make_docx(*paragraphs: str, title: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document of these paragraphs and, after them, a table."""
    import docx

    word = docx.Document()
    word.core_properties.title = title
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    if table:
        grid = word.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def change_zip(data: bytes, changes: dict[str, bytes]) -> bytes:
    """A ZIP with some of its members replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return file.getvalue()


def make_mail(text: str | None = PROSE, *, html: str | None = None, **headers: str) -> EmailMessage:
    """A message from Jane Doe."""
    message = EmailMessage()
    usual = {"From": "Jane Doe <jane@herald.example>", "To": "desk@herald.example", "Subject": "Arms", "Message-ID": "<1@herald.example>"}
    for name, value in (usual | {"Date": "Thu, 04 Mar 2021 23:30:00 +0500"} | headers).items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message


def attach(message: EmailMessage, data: bytes, name: str, kind: str = "application/octet-stream", **more: Any) -> EmailMessage:
    """The message with a file attached."""
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name, **more)
    return message


def write(folder: Path, **files: str | bytes) -> None:
    """Text files in a folder; `a__b` is the file `b` in the folder `a`, and `_txt` at the end its suffix."""
    for name, content in files.items():
        path = folder.joinpath(*name.replace("_txt", ".txt").split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
