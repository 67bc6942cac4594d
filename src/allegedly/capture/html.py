"""Web pages: the text without navigation and advertising, one paragraph per block, and what the page's head says of it.

trafilatura tells text from boilerplate. What is ours is around it: tags that only style are taken off first (its time grows with the
square of their number), pages too large for it give all their text, and a date counts only where the page states one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from allegedly.base.document import Document, Original
from allegedly.base.errors import Unreadable
from allegedly.capture.dates import parse_published
from allegedly.capture.encodings import decode, storable
from allegedly.capture.fields import WEB_ADDRESS
from allegedly.capture.limits import MAX_ELEMENTS, MAX_MARKUP, size
from allegedly.capture.masthead import AGENCIES, complete

BEGINS_AS_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w:.-]{2,40})", re.IGNORECASE
)
EMBEDDED = re.compile(r"data:[\w./+-]{0,80}(?:;[\w=-]{1,40}){0,3};base64,[A-Za-z0-9+/=\s%]{200,}")
SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://\S+)")
STYLING = (
    "span",
    "font",
    "b",
    "i",
    "u",
    "s",
    "strong",
    "em",
    "small",
    "big",
    "mark",
    "bdi",
    "bdo",
    "wbr",
    "abbr",
    "acronym",
    "tt",
    "ins",
    "center",
)
# Where pages state the day of publication, the surest first.
DATE_TAGS = (
    *(
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "citation_publication_date",
        "dc.date.issued",
        "dcterms.issued",
    ),
    *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "dc.date", "dcterms.date", "date"),
)
CHANGED = re.compile(r'<[^<>]*(?:modif|updat)[^<>]*>|"dateModified"\s*:\s*"[^"]*"', re.IGNORECASE)
LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')


class HtmlCapturer:
    """A web page is one document: its main text, title, author, site, date of publication and canonical address."""

    suffixes = frozenset({".html", ".htm", ".xhtml", ".shtml"})
    media_types = frozenset({"text/html", "application/xhtml+xml"})

    def recognises(self, data: bytes) -> bool:
        """It begins with `<!doctype html` or `<html`, comments aside."""
        return BEGINS_AS_PAGE.match(data[:12_000]) is not None

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document]:
        """One document."""
        yield capture_page(data, place, name)


def capture_page(
    data: bytes, place: str, name: str, *, charset: str | None = None, url: str | None = None, media_type: str = "text/html"
) -> Document:
    """The document of a page; `charset` and `url` are what its container says of it. Raises `Unreadable` when it holds no text."""
    declared = CHARSET.search(data[:4096])
    markup, encoding = decode(data, place, charset or (declared and (declared[1] or declared[2]).decode("ascii", "replace")))
    markup = storable(EMBEDDED.sub("data:,", markup))
    if len(markup) > MAX_MARKUP:
        raise Unreadable(
            place, f"is too large for one web page (the limit is {size(MAX_MARKUP)} without pictures)", "save the text in it as .txt"
        )
    tree = parse(markup)
    if tree is None:
        raise Unreadable(place, "is not a web page, whatever its name says", "rename it after what it is, or get it again")
    fields = find_page_fields(markup, tree, url)
    text = find_page_text(tree)
    if not text:
        raise Unreadable(
            place, "holds no text (a page that scripts fill in the browser?)", "save the page from the browser, complete, and add that"
        )
    digest = hashlib.sha256(data).hexdigest()
    original = Original("text/html", data, encoding)
    document = Document(
        name=name,
        text=text,
        place=place,
        media_type=media_type,
        digest=digest,
        encoding=encoding,
        original=original,
        **fields,  # type: ignore[arg-type]
    )
    return complete(document, layout=False)


def parse(markup: str) -> Any:
    """The page's tree, or None when nothing in it is markup."""
    from lxml import etree, html

    try:
        # Bytes, because lxml refuses text that declares an encoding; the tree's depth is bounded by libxml2.
        tree = html.document_fromstring(markup.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", remove_pis=True))
    except (etree.ParserError, ValueError):
        return None
    return tree if "<" in markup and ">" in markup else None


def find_page_text(tree: Any) -> str:
    """The main text, its blocks set apart by blank lines; the whole text of a page too large to tell what is main."""
    from lxml import etree, html
    from trafilatura import bare_extraction, baseline

    etree.strip_tags(tree, *STYLING)
    plain = html.document_fromstring(etree.tostring(tree, encoding="utf-8", method="html"), parser=html.HTMLParser(encoding="utf-8"))
    if sum(1 for _ in plain.iter()) > MAX_ELEMENTS:
        text = baseline(plain)[1]
    else:
        found = bare_extraction(plain, include_comments=False, with_metadata=False)
        text = getattr(found, "text", None) or ""
    return re.sub(r"[ \t]*\n\s*", "\n\n", text).strip()


def find_page_fields(markup: str, tree: Any, url: str | None) -> dict[str, str]:
    """Title, byline, publisher, address, language and date of publication, where the page states them."""
    from copy import deepcopy

    from trafilatura import extract_metadata

    stated = extract_metadata(deepcopy(tree), date_config={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"})
    saved = SAVED_FROM.search(markup[:4096])
    address = next((a for a in (stated.url, url, saved and saved[1]) if a and WEB_ADDRESS.fullmatch(a)), None)
    author = (stated.author or "").replace("; ", ", ")
    fields = {
        "title": stated.title,
        "publisher": (stated.sitename or "").lstrip("@"),
        "agency": author if author in AGENCIES else None,
        "byline": author if author not in AGENCIES else None,
        "url": address,
        "language": (re.match(r"[A-Za-z]{2}(?![A-Za-z])", tree.get("lang") or "") or [""])[0].lower(),
        "published": find_page_date(tree, markup) or confirmed(stated.date, markup),
    }
    return {field: value for field, value in fields.items() if value}


def find_page_date(tree: Any, markup: str) -> str | None:
    """The day of publication as the page's tags, its linked data or its `<time>` state it."""
    stated: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        stated.setdefault(name, tag.get("content") or "")
    linked = LINKED_DATE.search(markup)
    times = [
        tag.get("datetime") or "" for tag in tree.iter("time") if tag.get("pubdate") is not None or tag.get("itemprop") == "datePublished"
    ]
    candidates = (
        [stated.get(name, "") for name in DATE_TAGS[:3]]
        + [linked[1] if linked else ""]
        + [stated.get(name, "") for name in DATE_TAGS[3:]]
        + times
    )
    return next((date for words in candidates if (date := parse_published(words))), None)


def confirmed(date: str | None, markup: str) -> str | None:
    """A date that trafilatura found, if the page has all of it and not as that of a change: the library fills in days that are not given."""
    if not date or not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return None
    markup = CHANGED.sub("", markup)
    year, month, day = date.split("-")
    name = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")[int(month) - 1]
    d, m = int(day), int(month)
    shapes = (
        rf"{year}[-/.]?0?{m}[-/.]?0?{d}(?!\d)",
        rf"\b0?{d}(?:st|nd|rd|th)?\s+(?:of\s+)?{name}\w*\.?,?\s+{year}",
        rf"\b{name}\w*\.?\s+0?{d}(?:st|nd|rd|th)?,?\s+{year}",
    )
    return date if any(re.search(shape, markup, re.IGNORECASE) for shape in shapes) else None
