"""Word documents (.docx): body text with tables, and the notes at the end. Deleted words of tracked changes are left out.

A .docx is a ZIP of XML. Before the library sees it, its unpacked size is checked against the limit and every XML part is read once
with document types forbidden, which is what entity bombs need and Word never writes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.binary import explain_binary
from allegedly.capture.inputs import printable
from allegedly.capture.limits import MAX_MEMBERS, MAX_UNPACKED, MAX_XML, size
from allegedly.capture.masthead import complete

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LEFT_OUT = {WORD + "del", WORD + "moveFrom", FALLBACK}  # what was deleted, where it was before, and the second copy of a text box
MAIN_PART = b"word/document"
NOTES = ("footnotes", "endnotes")
DAMAGED = "get it again, or open it in Word and save it again"


class DocxCapturer:
    """A Word document is one document: paragraphs set apart by blank lines, table rows as lines of cells, notes last."""

    suffixes = frozenset({".docx", ".docm"})
    media_types = frozenset({"application/vnd.openxmlformats-officedocument.wordprocessingml.document"})

    def recognises(self, data: bytes) -> bool:
        """A ZIP with Word's main part in its list of names."""
        return data.startswith(b"PK\x03\x04") and MAIN_PART in data

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document]:
        """One document."""
        check(data, place)
        word = open_word(data, place)
        blocks = [*find_blocks(word.element.body), *find_notes(word)]
        if not blocks:
            raise Unreadable(place, "holds no text", "export it as PDF; if that shows only pictures, run text recognition (OCR)")
        digest = hashlib.sha256(data).hexdigest()
        title = word.core_properties.title or None
        media_type = next(iter(self.media_types))
        yield complete(Document(name=name, text="\n\n".join(blocks), place=place, media_type=media_type, digest=digest, title=title))


def check(data: bytes, place: str) -> None:
    """Raise `Unreadable` unless this is a ZIP of harmless size, without a password and without XML entities."""
    from defusedxml import DefusedXmlException
    from defusedxml.sax import parseString

    another_zip = b"PK\x05\x06" in data and MAIN_PART not in data  # with its list of names, that is not cut off
    if another_zip or not data.startswith(b"PK\x03\x04") and b"\0" in data:
        raise explain_binary(data, place)
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(place, "is not a Word document, whatever its name says", DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            # zipfile never unpacks more of a member than its list declares, so the sum is a promise.
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                reason = f"is too large when unpacked (the limit is {size(MAX_UNPACKED)} in {MAX_MEMBERS:,} parts)"
                raise Unreadable(place, reason, "take the pictures out, or save the text in it as .txt")
            if any(member.flag_bits & 1 for member in members):
                raise Unreadable(place, "is protected by a password", "open it in Word and save a copy without the password")
            markup = [member for member in members if is_markup(packed, member)]
            if sum(member.file_size for member in markup) > MAX_XML:
                raise Unreadable(place, f"holds more text and layout than {size(MAX_XML)}", "split it, or save the text in it as .txt")
            for member in markup:
                parseString(packed.read(member), handler(), forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable(place, "holds XML entities, which Word never writes (an attack?)", "do not open it; ask whoever sent it") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(place, f"is damaged or cut off ({brief(error)})", DAMAGED) from None


def is_markup(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part of the ZIP is XML, whatever it is called. Vector pictures are not looked into, by us or by the library."""
    with packed.open(member) as part:
        return part.read(100).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<") and not member.filename.endswith(".svg")


def handler() -> Any:
    """A reader of XML that keeps nothing."""
    from xml.sax.handler import ContentHandler

    return ContentHandler()


def open_word(data: bytes, place: str) -> Any:
    """The document as python-docx sees it."""
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error) as error:
        raise Unreadable(place, f"is damaged or cut off ({brief(error)})", DAMAGED) from None
    except (KeyError, ValueError) as error:
        raise Unreadable(place, f"lacks a part that every Word document has ({brief(error)})", DAMAGED) from None


def brief(error: Exception) -> str:
    """What a library says, short enough for one line."""
    return printable(str(error).strip('"'))[:100]


def find_notes(word: Any) -> Iterator[str]:
    """The texts of footnotes and endnotes."""
    from docx.oxml import parse_xml

    for relation in word.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in NOTES:
            yield from find_blocks(parse_xml(relation.target_part.blob))


def find_blocks(root: Any) -> Iterator[str]:
    """The paragraphs and table rows under `root`, in order, without blank ones."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == WORD + "p":
            yield from filter(None, [words_of(element).strip()])
        elif element.tag == WORD + "tr":
            cells = (" ".join(find_blocks(cell)) for cell in element.iterchildren(WORD + "tc"))
            yield from filter(None, [" | ".join(cells).strip(" |")])
        elif element.tag not in LEFT_OUT:
            waiting.extend(reversed([child for child in element if isinstance(child.tag, str)]))


def words_of(paragraph: Any) -> str:
    """The words of one paragraph; those of text boxes in it come with it."""
    words: list[str] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        if element.tag == WORD + "t":
            words.append(element.text or "")
        elif element.tag in (WORD + "tab", WORD + "ptab"):
            words.append("\t")
        elif element.tag in (WORD + "br", WORD + "cr"):
            words.append("\n")
        elif element.tag == WORD + "noBreakHyphen":
            words.append("-")
        elif element.tag not in LEFT_OUT and element.tag not in (WORD + "pPr", WORD + "rPr"):
            if element.tag == WORD + "p" and element is not paragraph and words:
                words.append("\n")
            waiting.extend(reversed([child for child in element if isinstance(child.tag, str)]))
    return "".join(words)
