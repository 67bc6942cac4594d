"""PDF: the text layer, with its lines joined to paragraphs again, and the offset at which each page begins.

A PDF knows characters and places, no paragraphs. Lines of one size that follow at the usual distance are one paragraph, words divided
at a line's end are whole again, and lines that recur at the top or bottom of most pages (running titles, page numbers) are left out.
"""

from __future__ import annotations

import base64
import ctypes
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, Final

from allegedly.base.document import Document, Original
from allegedly.base.errors import Unreadable
from allegedly.capture.aside import Aside, ParserDied, ParserFailed
from allegedly.capture.encodings import storable
from allegedly.capture.limits import MAX_CHARACTERS, MAX_PAGES, MAX_PICTURE
from allegedly.capture.masthead import complete

HYPHEN = "\ufffe"  # how pdfium writes a hyphen that divides a word at a line's end
FAR = 1.3  # times the usual distance of lines: a new paragraph
SMALLER = 0.1  # difference of sizes, relative: a heading or a note
EARLY = 0.85  # of the width of the text: a line that ends before it, with a full stop, ends its paragraph
RUNNING_TITLE = 80  # characters; a line of prose is mostly longer
RECURRING = 0.5  # of the pages, and at least three: a line at the edge that stands on so many is not part of the text
ENDS = re.compile(r"[.!?:…。؟][\"'”’»)\]]*\d{0,3}$")  # with the number of a note
OFFICE_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|slide \d|document\d*$|.*\.(?:docx?|indd|pdf|qxd|tex|rtf)$|\W*$)", re.IGNORECASE
)
PDF: Final = "application/pdf"
SPLIT = "split it into the reports it is made of"
PASSWORD = 4  # pdfium's FPDF_ERR_PASSWORD
SECURITY = 5  # pdfium's FPDF_ERR_SECURITY: a way of protecting that it does not know


PARSER = Aside("allegedly.capture.pdf:parse")
DRAWER = Aside("allegedly.capture.pdf:draw")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; places and sizes in points, y from the bottom, nan where the PDF does not say."""

    text: str
    left: float
    right: float
    y: float
    size: float


class PdfCapturer:
    """A PDF is one document; pages that are only pictures are named in an `Unreadable` of their own."""

    suffixes = frozenset({".pdf"})
    media_types = frozenset({PDF, "application/x-pdf"})

    def recognises(self, data: bytes) -> bool:
        """`%PDF-` stands in the first kilobyte, after nothing but a few bytes of rubbish."""
        return b"%PDF-" in data[:1024] and not data[:200].lstrip().startswith(b"<")

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Document | Unreadable]:
        """The document, and one `Unreadable` for its scanned pages if only some are."""
        found = parse_aside(data, place)
        text, scanned = found["text"], found["scanned"]
        if not text:
            reason = "holds no text, only pictures of pages (a scan)" if scanned else "holds no text"
            raise Unreadable(place, reason, "run text recognition first, for instance: ocrmypdf scan.pdf readable.pdf")
        digest, pages = hashlib.sha256(data).hexdigest(), tuple(found["pages"])
        document = Document(
            name=name,
            text=text,
            place=place,
            media_type=PDF,
            digest=digest,
            title=found["title"],
            pages=pages,
            original=Original(PDF, data),
        )
        yield complete(document)
        if scanned:
            numbers = ", ".join(map(str, scanned[:20])) + (", ..." if len(scanned) > 20 else "")
            which = f"page{'s' if len(scanned) > 1 else ''} {numbers}"
            yield Unreadable(
                f"{place}!{which}", "pictures without text (a scan)", "run text recognition first, for instance: ocrmypdf --skip-text"
            )


def draw_page(data: bytes, number: int) -> bytes:
    """A picture (PNG) of page `number` of a PDF, counted from 1, with pdfium kept at arm's length. Raises `Unreadable` when there is none."""
    try:
        return base64.b64decode(DRAWER(number.to_bytes(4, "big") + data))
    except (ParserDied, ParserFailed):
        raise Unreadable(f"page {number}", "cannot be drawn: it is not there, damaged, or too much", "look at the text beside it") from None


def draw(asked: bytes) -> str:
    """The picture of the page whose number the first four bytes of `asked` hold, in base64."""
    import pypdfium2  # type: ignore[import-untyped]

    pdf = pypdfium2.PdfDocument(asked[4:])
    try:
        page = pdf[int.from_bytes(asked[:4], "big") - 1]
        width, height = page.get_size()
        picture = io.BytesIO()
        page.render(scale=min(MAX_PICTURE / width, MAX_PICTURE / height)).to_pil().save(picture, "PNG")
        return base64.b64encode(picture.getvalue()).decode("ascii")
    finally:
        pdf.close()


def parse_aside(data: bytes, place: str) -> dict[str, Any]:
    """What `parse` makes of `data`, with pdfium kept at arm's length. Raises `Unreadable`."""
    try:
        found: dict[str, Any] = PARSER(data)
    except ParserDied:
        reason = "makes the PDF library crash, or takes more memory or time than a document may"
        raise Unreadable(place, reason, "print it to a new PDF and add that") from None
    if "reason" in found:
        raise Unreadable(place, found["reason"], found["remedy"])
    return found


def parse(data: bytes) -> dict[str, Any]:
    """Text, offsets of pages, numbers of scanned pages and title; or the reason why there is none, and the remedy."""
    try:
        pages, scanned, title = read_pages(data)
    except Unreadable as problem:
        return {"reason": problem.reason, "remedy": problem.remedy}
    text, starts = join_pages([find_paragraphs(lines) for lines in without_recurring(pages)])
    return {"text": text, "pages": starts, "scanned": scanned, "title": title}


# ---- From the file to lines ----


def read_pages(data: bytes) -> tuple[list[list[Line]], list[int], str | None]:
    """The lines of every page, the numbers of pages that hold pictures but no text, and the title."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise explain(getattr(error, "err_code", None)) from None
    try:
        if len(pdf) > MAX_PAGES:
            raise Unreadable("", f"has {len(pdf):,} pages, more than the {MAX_PAGES:,} of one document", SPLIT)
        pages: list[list[Line]] = []
        scanned, characters = [], 0
        for number in range(len(pdf)):
            lines, pictures = read_page(pdf, number)
            characters += sum(len(line.text) for line in lines)
            if characters > MAX_CHARACTERS:
                raise Unreadable("", f"holds more than {MAX_CHARACTERS:,} characters", SPLIT)
            pages.append(lines)
            if pictures:
                scanned.append(number + 1)
        title = storable(pdf.get_metadata_value("Title") or "")
        return pages, scanned, None if OFFICE_TITLE.match(title) else title
    finally:
        pdf.close()


def explain(code: int | None) -> Unreadable:
    """Why pdfium did not open the file."""
    if code == PASSWORD:
        return Unreadable(
            "", "is protected by a password", "save a copy without it, for instance: qpdf --decrypt --password=... in.pdf out.pdf"
        )
    if code == SECURITY:
        return Unreadable("", "is protected in a way that is not supported", "print it to a new PDF and add that")
    return Unreadable("", "is damaged or cut off, or no PDF at all", "get it again, or open it and print it to a new PDF")


def read_page(pdf: Any, number: int) -> tuple[list[Line], bool]:
    """The lines of one page, and whether it holds pictures. A damaged page has neither."""
    import pypdfium2

    try:
        page = pdf[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], False
    try:
        if text_page.count_chars() > MAX_CHARACTERS:  # refused by the caller; not worth measuring
            return [Line("x" * (MAX_CHARACTERS + 1), 0, 0, 0, 0)], False
        lines = list(find_lines(text_page))
        pictures = not lines and any(True for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return lines, pictures
    finally:
        text_page.close()
        page.close()


def find_lines(text_page: Any) -> Iterator[Line]:
    """The lines that are not blank, measured. pdfium gives a divided word without a line break: its line is cut there."""
    text: str = text_page.get_text_range()
    for match in re.finditer(rf"[^\r\n{HYPHEN}]*{HYPHEN}|[^\r\n{HYPHEN}]+", text):
        words = storable(match[0]).strip(" \t")
        if words.strip(HYPHEN).strip():
            left, y, size = measure(text_page, match.start() + len(match[0]) - len(match[0].lstrip()))
            right, _, _ = measure(text_page, match.start() + len(match[0].rstrip()) - 1)
            yield Line(words, left, right, y, size)


def measure(text_page: Any, index: int) -> tuple[float, float, float]:
    """x and y of the character at `index` of the page's text, and its size."""
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    character = raw.FPDFText_GetCharIndexFromTextIndex(text_page, index)
    if character < 0 or not raw.FPDFText_GetCharOrigin(text_page, character, x, y):
        return float("nan"), float("nan"), float("nan")
    return x.value, y.value, raw.FPDFText_GetFontSize(text_page, character)


# ---- From lines to text ----


def without_recurring(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without running titles and page numbers."""
    edges = Counter(key for lines in pages for key in {edge_key(line) for line in edge_lines(lines)})
    needed = max(3, RECURRING * sum(map(bool, pages)))
    recurring = {key for key, count in edges.items() if count >= needed}
    return [[line for line in lines if line not in edge_lines(lines) or edge_key(line) not in recurring] for lines in pages]


def edge_lines(lines: list[Line]) -> list[Line]:
    """The short ones of the two first and the two last lines of a page, wherever in the file they stand."""
    by_height = sorted((line for line in lines if line.y == line.y), key=lambda line: line.y)
    return [line for line in by_height[:2] + by_height[-2:] if len(line.text) <= RUNNING_TITLE]


def edge_key(line: Line) -> str:
    """What stays of a running line from page to page."""
    return re.sub(r"\d+|\b[ivxl]+\b", "#", line.text.casefold())


def find_paragraphs(lines: Sequence[Line]) -> list[str]:
    """The paragraphs of one page."""
    distances = [above.y - below.y for above, below in pairwise(lines) if above.y - below.y > 1]
    usual = median(distances) if distances else 0.0
    widest = max((line.right for line in lines if line.right == line.right), default=0.0)
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and not breaks(paragraphs[-1][-1], line, usual, widest):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [join_lines([line.text for line in paragraph]) for paragraph in paragraphs]


def breaks(above: Line, below: Line, usual: float, widest: float) -> bool:
    """Whether a new paragraph begins with `below`."""
    if above.text.endswith(HYPHEN):
        return False
    ended = bool(ENDS.search(above.text))
    distance = above.y - below.y
    if abs(distance) <= 1:  # the same line, in pieces
        return False
    if distance < 0:  # a new column
        return ended
    if distance > FAR * usual or abs(above.size - below.size) > SMALLER * above.size:
        return True
    indented = below.left > above.left + 0.8 * below.size
    return ended and (above.right < EARLY * widest or indented)


def join_lines(lines: Sequence[str]) -> str:
    """One paragraph on one line, its divided words whole again. A hyphen before a capital or a figure is a real one."""
    text = lines[0]
    for line in lines[1:]:
        divided = text.endswith(HYPHEN)
        text = text.removesuffix(HYPHEN) + (" " if not divided else "" if line[:1].islower() else "-") + line
    return text.replace(HYPHEN, "-")


def join_pages(pages: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """The text, and where each page begins in it. A sentence that runs over the end of a page is not broken."""
    text, starts = "", []
    for paragraphs in pages:
        if text and paragraphs:
            runs_on = not ENDS.search(text) and paragraphs[0][:1].islower()
            text += " " if runs_on else "\n\n"
        starts.append(len(text))
        text += "\n\n".join(paragraphs)
    return text, tuple(starts)
