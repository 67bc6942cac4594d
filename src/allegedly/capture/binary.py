"""What a file that is no document is, in words for the person who added it."""

from __future__ import annotations

import re

from allegedly.base.errors import Unreadable

OFFICE = {  # a name inside the ZIP, in plain sight: what the ZIP is
    b"xl/workbook.xml": ("is an Excel workbook", "save the texts in it as .docx, .txt or JSON Lines"),
    b"ppt/presentation.xml": ("is a PowerPoint presentation", "export it as PDF"),
    b"application/vnd.oasis.opendocument": ("is an OpenDocument file", "save it as .docx or PDF"),
    b"application/epub+zip": ("is an e-book (EPUB)", "convert it to HTML or plain text"),
}
OLD_OFFICE = {  # a stream's name in an OLE file, in UTF-16
    "EncryptedPackage": ("is protected by a password", "open it in its own program and save a copy without the password"),
    "WordDocument": ("is an old Word document (.doc)", "save it as .docx or PDF"),
    "__properties_version1.0": ("is an Outlook message (.msg)", "save it as .eml"),
}
KINDS = {  # of `filetype`: the first half of a media type
    "image": ("is a picture", "run it through text recognition (OCR) and add the text"),
    "video": ("is a film", "add a transcript of it"),
    "audio": ("is a sound recording", "add a transcript of it"),
    "font": ("is a font", "leave it out"),
}


def explain_binary(data: bytes, place: str) -> Unreadable:
    """Says what this is instead of a document, and what to do."""
    reason, remedy = kind_of_binary(data)
    return Unreadable(place, reason, remedy)


def kind_of_binary(data: bytes) -> tuple[str, str]:
    """What is wrong, and what to do."""
    if data.startswith(b"SQLite format 3\0"):
        return "is an SQLite database (a case?), not a document", "leave it out, or open it with: allegedly status"
    if data.startswith(b"PK\x03\x04"):
        return next((said for mark, said in OFFICE.items() if mark in data), ("is a ZIP archive", "unpack it and add the folder"))
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        streams = (said for name, said in OLD_OFFICE.items() if name.encode("utf-16-le") in data)
        return next(streams, ("is an old Office file", "save it as .docx or PDF"))
    if data.startswith(b"{\\rtf"):
        return "is an RTF document", "save it as .docx, PDF or plain text"
    if re.match(rb"\x7fELF|MZ|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", data):
        return "is a program", "leave it out"
    return kind_by_signature(data) or ("is binary data, not a document", "leave it out, or convert it to text")


def kind_by_signature(data: bytes) -> tuple[str, str] | None:
    """What the `filetype` library makes of it."""
    import filetype  # type: ignore[import-untyped]

    media_type: str | None = filetype.guess_mime(data[:8192])
    if media_type is None:
        return None
    reason, remedy = KINDS.get(media_type.partition("/")[0], ("is an archive or other packed data", "unpack it and add the folder"))
    return f"{reason} ({media_type})", remedy
