"""E-mail (.eml) and web pages saved as one file (.mhtml); both are MIME.

A message is one document and each thing attached to it another, captured by what it is. A saved page is one document, whose pictures
and frames are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from itertools import islice

from allegedly.base.document import Document
from allegedly.base.errors import Unreadable
from allegedly.capture.capturers import Member
from allegedly.capture.encodings import decode, storable
from allegedly.capture.fields import WEB_ADDRESS
from allegedly.capture.html import capture_page
from allegedly.capture.inputs import printable, split_suffix
from allegedly.capture.limits import MAX_MIME
from allegedly.capture.masthead import complete

HEAD = 65_536  # bytes; the headers of a message are shorter
HEADERS = re.compile(rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?=\r?\n|\Z)")
BY_MACHINE = re.compile(rb"^(?:mime-version|message-id|received|return-path|dkim-signature|x-mailer):", re.IGNORECASE | re.MULTILINE)
BY_PERSON = re.compile(rb"^(?:from|subject|date|content-type):", re.IGNORECASE | re.MULTILINE)
SAVED_PAGE = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
ADDRESSED = re.compile(rb"^(?:to|received|return-path|delivered-to):", re.IGNORECASE | re.MULTILINE)
STRUCTURE = re.compile(rb"[\r\n](?:--|[!-9;-~]{1,80}:)")  # what could begin a part or be a header
FLOWED = re.compile(r"(?<!^--) \n(?!>|--)", re.MULTILINE)  # a soft line break (RFC 3676), but not the one of a signature's mark
PICTURES = ("image", "audio", "video")


class MailCapturer:
    """A message: subject as title, sender as byline, its date as date of publication, and its attachments as members."""

    suffixes = frozenset({".eml", ".email"})
    media_types = frozenset({"message/rfc822"})

    def recognises(self, data: bytes) -> bool:
        """It begins with headers, among them one that only mail programs write."""
        return headers_of(data) is not None and not is_saved_page(data)

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable | Member]:
        """The message, if it has words of its own, and then each attachment."""
        message = parse(data, place)
        parts = list(find_parts(message))
        try:
            yield message_document(message, parts, data, place, name)
        except Unreadable as problem:
            yield problem
        seen: set[str] = set()
        for part in parts:
            if is_attachment(part):
                yield attachment(part, place, name, seen)


class MhtmlCapturer:
    """A web page saved as one file: the page in it, with the address it was saved from."""

    suffixes = frozenset({".mhtml", ".mht"})
    media_types = frozenset({"multipart/related", "application/x-mimearchive"})

    def recognises(self, data: bytes) -> bool:
        """Headers of a page saved by a browser: related parts, sent to nobody."""
        return is_saved_page(data)

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document]:
        """One document, from the first page in the file."""
        message = parse(data, place)
        page = next((part for part in find_parts(message) if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        if page is None:
            raise Unreadable(place, "holds no web page", "save the page again, as HTML")
        address = next(
            (a for a in (header(message, "Snapshot-Content-Location"), header(page, "Content-Location")) if WEB_ADDRESS.fullmatch(a)), None
        )
        document = capture_page(payload(page), place, name, charset=charset_of(page), url=address, media_type="multipart/related")
        yield replace(document, digest=hashlib.sha256(data).hexdigest(), title=document.title or header(message, "Subject"))


def headers_of(data: bytes) -> bytes | None:
    """The header lines that a message begins with, if a program wrote them."""
    match = HEADERS.match(data[:HEAD].lstrip(b"\xef\xbb\xbf\r\n"))
    return match[0] if match and BY_MACHINE.search(match[0]) and BY_PERSON.search(match[0]) else None


def is_saved_page(data: bytes) -> bool:
    """Whether this is MHTML, not mail."""
    headers = headers_of(data)
    return headers is not None and bool(SAVED_PAGE.search(headers)) and not ADDRESSED.search(headers)


def parse(data: bytes, place: str) -> EmailMessage:
    """The message. Raises `Unreadable` when there are no headers, or far too many of anything."""
    if sum(1 for _ in islice(STRUCTURE.finditer(data), MAX_MIME)) == MAX_MIME:
        raise Unreadable(
            place, f"has more than {MAX_MIME:,} headers and parts, which no message has", "leave it out, or save its text as .txt"
        )
    message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=policy.default)
    if not message.keys():
        raise Unreadable(place, "is not a message, whatever its name says", "rename it after what it is, or get it again")
    return message


def find_parts(message: Message) -> Iterator[Message]:
    """The parts that hold content, in order; a message inside the message is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting.extend(reversed([p for p in inside if isinstance(p, Message)]))
        else:
            yield part


def is_attachment(part: Message) -> bool:
    """Whether the part stands by itself: it has a file name or is declared attached. Pictures inside the text (logos) do not count."""
    attached = part.get_content_disposition() == "attachment"
    if part.get_content_maintype() in PICTURES:
        return attached
    return attached or bool(part.get_filename()) or part.get_content_type() == "message/rfc822"


def message_document(message: Message, parts: list[Message], data: bytes, place: str, name: str) -> Document:
    """The document of the message's own words, the plain version if there is one. Raises `Unreadable` if there are none."""
    own = [part for part in parts if not is_attachment(part)]
    plain = [part for part in own if part.get_content_type() == "text/plain" and payload(part).strip()]
    pages = [part for part in own if part.get_content_type() == "text/html" and payload(part).strip()]
    digest = hashlib.sha256(data).hexdigest()
    if plain:
        texts = [plain_text(part, place) for part in plain]
        text, encoding = "\n\n".join(text for text, _ in texts), texts[0][1]
        document = Document(name=name, text=text, place=place, media_type="message/rfc822", digest=digest, encoding=encoding)
    elif pages:
        page = capture_page(payload(pages[0]), place, name, charset=charset_of(pages[0]), media_type="message/rfc822")
        document = replace(page, digest=digest)
    else:
        raise Unreadable(place, "the message itself holds no text", "look at its attachments, which are listed by themselves")
    fields = {"title": header(message, "Subject"), "byline": sender_of(message), "published": date_of(message)}
    return complete(replace(document, **{field: value for field, value in fields.items() if value}), layout=False)  # type: ignore[arg-type]


def plain_text(part: Message, place: str) -> tuple[str, str]:
    """The words of a text part and their encoding. Line ends are the transport's, and soft ones are undone."""
    text, encoding = decode(payload(part), place, charset_of(part))
    text = text.replace("\r\n", "\n").strip("\n")
    return (FLOWED.sub(" ", text) if str(part.get_param("format", "")).lower() == "flowed" else text), encoding


def attachment(part: Message, place: str, name: str, seen: set[str]) -> Member:
    """An attached file, under a label that is not in `seen`."""
    kind = part.get_content_type()
    inner = part.get_payload()
    message = inner[0] if kind == "message/rfc822" and isinstance(inner, list) and inner else None
    data = message.as_bytes() if isinstance(message, Message) else payload(part)
    label = label_of(part, kind)
    stem, suffix = split_suffix(label)
    number = 1
    while label in seen:
        number += 1
        label = f"{stem}-{number}{suffix}"
    seen.add(label)
    return Member(data, f"{place}!{label}", f"{name}!{label}", kind)


def label_of(part: Message, kind: str) -> str:
    """The attachment's file name. It is only a label, and nothing is written under it; directories in it are dropped all the same."""
    try:
        stated = str(part.get_filename() or "")
    except Exception:  # as in `header`
        stated = ""
    stated = re.split(r"[/\\]", printable(storable(stated)))[-1][-150:].strip(" .")
    return stated or ("message.eml" if kind == "message/rfc822" else "attachment")


def payload(part: Message) -> bytes:
    """The part's bytes, its transfer encoding undone as far as it can be."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # a transfer encoding that is none
        found = None
    if isinstance(found, bytes):
        return found
    inside = part.get_payload()
    return inside.encode("utf-8", "surrogateescape") if isinstance(inside, str) else b""


def charset_of(part: Message) -> str | None:
    """The declared encoding."""
    declared = part.get_param("charset")
    return declared if isinstance(declared, str) else None


def header(message: Message, name: str) -> str:
    """A header's words; empty when it is missing or beyond repair."""
    try:
        return storable(str(message[name] or "")).strip()
    except Exception:  # the library's header parser fails in many ways on purpose-made headers
        return ""


def sender_of(message: Message) -> str | None:
    """The sender's name, or the address of one without a name."""
    match = re.fullmatch(r"\s*\"?(.*?)\"?\s*<([^<>]*)>\s*", header(message, "From"))
    return (match[1] or match[2]) if match else header(message, "From") or None


def date_of(message: Message) -> str | None:
    """The day on which the message was sent, by the sender's clock."""
    try:
        return parsedate_to_datetime(header(message, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
