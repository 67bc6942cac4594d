"""CSL-JSON and BibTeX: the documents of the claims as references, for Zotero, pandoc and LaTeX.

Each reference ends in a note with the SHA-256 of the bytes captured and the day, so that a reader can tell whether they hold the same text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.writers.content import Content

CARRIES: dict[str, Collection[str]] = {
    "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language", "digest", "captured")
}
# Characters that TeX acts upon; `\^{}` and the like would still act in a verbatim field, so these are spelt out.
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}  # fmt: skip
LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=[`?!])(?=`)|(?<=')(?=')|(?<=<)(?=<)|(?<=>)(?=>)|(?<=,)(?=,)")  # TeX prints "--" as a dash
UNSAFE_IN_URL = re.compile(r"[\\{}^~\s\x00-\x1f]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # TeX stops at them; the others are white space
NO_CONTROLS = "characters that TeX cannot read are left out"
NO_TITLE = "a document without a title is called after its file"


class _References:
    carries: Mapping[str, Collection[str]] = CARRIES
    roles: Collection[str] | None = None


class CslWriter(_References):
    """A CSL-JSON list."""

    summary = "the documents as references in CSL-JSON, for Zotero and pandoc"
    suffix = ".json"

    def write(self, content: Content, path: Path) -> None:
        """A .json file."""
        with path.open("w", encoding="utf-8") as out:
            out.write("[")
            for number, (document, captured) in enumerate(titled(content)):
                out.write((",\n" if number else "\n") + json.dumps(csl(document, captured), ensure_ascii=False))
            out.write("\n]\n")


def titled(content: Content) -> Iterator[tuple[Document, str]]:
    """The documents; counts those that get a title they do not have."""
    for document, captured in content.documents():
        if not document.title:
            content.tally.changed("documents", "title", NO_TITLE)
        yield document, captured


def csl(document: Document, captured: str) -> dict[str, Any]:
    """One reference; what is not known is left out."""
    reference: dict[str, Any] = {
        "id": document.id,
        "type": "article-newspaper" if document.publisher else "document",
        "title": document.title or document.name,
        "container-title": document.publisher,
        "author": [{"literal": name} for name in authors(document)] or None,
        "issued": {"date-parts": [date_parts(document.published)]} if document.published else None,
        "accessed": {"date-parts": [date_parts(captured[:10])]} if captured else None,
        "URL": document.url,
        "language": document.language,
        "note": note(document, captured),
    }
    return {name: value for name, value in reference.items() if value is not None}


def authors(document: Document) -> list[str]:
    """The byline as it is printed: where one name ends and the next begins is not guessed."""
    return [document.byline] if document.byline else []


def date_parts(day: str) -> list[int]:
    """`2021-03` as [2021, 3]."""
    return [int(part) for part in day.split("-")]


def note(document: Document, captured: str) -> str:
    """Which bytes were read, and when."""
    return f"file {document.name}, SHA-256 {document.digest}" + (f", captured {captured}" if captured else "")


class BibtexWriter(_References):
    """BibTeX entries, UTF-8."""

    summary = "the documents as BibTeX entries, for LaTeX"
    suffix = ".bib"

    def write(self, content: Content, path: Path) -> None:
        """A .bib file."""
        with path.open("w", encoding="utf-8") as out:
            for document, captured in titled(content):
                for field in ("name", "title", "publisher", "byline"):
                    if CONTROLS.search(getattr(document, field) or ""):
                        content.tally.changed("documents", field, NO_CONTROLS)
                out.write("\n".join(bibtex(document, captured)) + "\n\n")


def bibtex(document: Document, captured: str) -> Iterator[str]:
    """The lines of one entry. Braces around the title keep its capitals."""
    year, month, day = ([*(document.published or "").split("-"), "", "", ""])[:3]
    fields = {
        "title": f"{{{tex(document.title or document.name)}}}",
        "author": f"{{{tex(document.byline)}}}" if document.byline else "",
        "journal" if document.publisher else "": tex(document.publisher or ""),
        "year": year,
        "month": month.lstrip("0"),
        "day": day.lstrip("0"),
        "url": url(document.url or ""),
        "urldate": captured[:10],
        "language": tex(document.language or ""),
        "note": tex(note(document, captured)),
    }
    yield f"@{'article' if document.publisher else 'misc'}{{{document.id},"
    yield from (f"  {name} = {{{value}}}," for name, value in fields.items() if name and value)
    yield "}"


def url(address: str) -> str:
    """`address` with what TeX acts upon escaped, so that it leads where it did; braces and the like, which no address needs, percent-encoded."""
    encoded = UNSAFE_IN_URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)
    return re.sub(r"[%#]", r"\\\g<0>", encoded)


def tex(text: str) -> str:
    """`text` with every character that TeX acts upon, alone or with its neighbour, written so that it is printed; on one line."""
    return LIGATURE.sub("{}", "".join(TEX.get(char, char) for char in CONTROLS.sub("", " ".join(text.split()))))
