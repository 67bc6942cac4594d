"""What a document looked like, made harmless: of a web page its words, headings, tables and embedded pictures; of a PDF pictures of its pages.

Nothing of a captured page runs or asks anything of another machine, three times over: what could is taken out of it here, its answer carries a
policy that forbids it, and the page shows it in a frame that has neither scripts nor an origin.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

import nh3

from allegedly.base.document import Original
from allegedly.capture.encodings import decode

STYLE = (
    "html{color-scheme:light dark}body{font:1rem/1.5 Georgia,serif;margin:1rem;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{border-collapse:collapse}td,th{padding:.1rem .4rem;vertical-align:top}"
)
POLICY = (
    f"default-src 'none'; img-src data:; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# No attribute holds an address but that of a picture, and no address is taken but that of one embedded in the page.
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "ol": {"start"},
}

SILENT = {"script", "style", "title", "template"}  # whose words no browser shows


def harmless(page: Original, title: str) -> str:
    """A captured web page as one that can be shown. Raises `Unreadable` for what is no text in its encoding."""
    markup, _ = decode(page.data, title, page.encoding)
    body = nh3.clean(markup, attributes=ATTRIBUTES, clean_content_tags=SILENT, url_schemes={"data"}, link_rel=None)
    return f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>'
