"""A `Brief` as Markdown, as one HTML file that needs nothing else, as a Word document with real footnotes, or as PDF.

Whatever comes from documents is text in every one of them: escaped in Markdown and HTML, plain runs in Word, data and never markup in PDF.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from allegedly.base.errors import BadOption
from allegedly.writers.brief import Brief, Figure, Grid, Paragraph, Sentence
from allegedly.writers.graph import xml_text

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&@^])")  # what it, or pandoc's extensions to it, act on anywhere in a line
LINE_START = re.compile(r"^(\d*)([-+=:.)])")  # what begins a list, a rule or a definition
LANGUAGE = "en"
# Characters: of a line at 8.5 pt, of a column kept whole and the room beside it, counted of a long column, left for long ones.
LINE, SHORT, ROOM, LONG, LEAST = 100, 24, 4, 60, 40


def to_markdown(brief: Brief) -> str:
    """Pandoc's and GitHub's Markdown: footnotes as `[^1]`, drawings as images that carry their data."""
    lines = [f"# {md(brief.title)}", "", f"*{md(brief.basis)}*", ""]
    for section in brief.sections:
        lines += [f"## {md(section.title)}", ""]
        for block in section.blocks:
            lines += [*_md_block(block), ""]
    lines += [f"[^{number}]: {md(note)}" for number, note in enumerate(brief.notes, 1)]
    return "\n".join(lines) + "\n"


def md(text: str) -> str:
    """`text` with every character that Markdown acts on escaped."""
    return LINE_START.sub(r"\1\\\2", MARKDOWN.sub(r"\\\1", text))


def _md_block(block: Paragraph | Grid | Figure) -> Iterator[str]:
    if isinstance(block, Paragraph):
        first, *rest = block.sentences
        marks = "**" if block.lead else ""
        yield " ".join([f"{marks}{md(first.text)}{marks}{_md_notes(first)}", *map(_md_sentence, rest)])
    elif isinstance(block, Grid):
        yield f"| {' | '.join(map(md, block.head))} |"
        yield "|" + "---|" * len(block.head)
        yield from (f"| {' | '.join(map(_md_sentence, row))} |" for row in block.rows)
    else:
        data = base64.b64encode(block.svg.encode()).decode()
        yield f"![{md(block.caption)}](data:image/svg+xml;base64,{data})"
        yield ""
        yield f"*{md(block.caption)}*"


def _md_sentence(sentence: Sentence) -> str:
    return md(sentence.text) + _md_notes(sentence)


def _md_notes(sentence: Sentence) -> str:
    return "".join(f"[^{number}]" for number in sentence.notes)


# ---- HTML ------------------------------------------------------------------------------------------------------------------------------

STYLE = """
body{font:16px/1.5 Georgia,"Times New Roman",serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h1,h2{font-family:Helvetica,Arial,sans-serif;line-height:1.25}h1{font-size:1.7rem}h2{font-size:1.15rem;margin-top:2rem;border-top:1px solid #d0d7de;padding-top:1rem}
.basis,figcaption,.notes{color:#57606a;font-size:.9rem}sup{line-height:0;font-size:.7em}sup a{text-decoration:none;padding:0 .1em}
table{border-collapse:collapse;width:100%;font-size:.85rem}td,th{border-bottom:1px solid #d0d7de;padding:.3rem .5rem .3rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{overflow-wrap:normal}
figure{margin:1.5rem 0}svg{max-width:100%;height:auto}.notes li{margin:.3rem 0;overflow-wrap:anywhere}:target{background:#fff8c5}
@media print{body{max-width:none;font-size:10.5pt}h2,figure{break-inside:avoid}}
"""


def to_html(brief: Brief) -> str:
    """One file: no script, no request, drawings in it as SVG."""
    title = escape(brief.title)
    head = (
        f'<!doctype html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
    )
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    seen: set[int] = set()
    parts = [head, policy, f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"]
    parts.append(f'<p class="basis">{escape(brief.basis)}</p>\n')
    for section in brief.sections:
        parts.append(f"<section>\n<h2>{escape(section.title)}</h2>\n")
        parts += (_html_block(block, seen) for block in section.blocks)
        parts.append("</section>\n")
    parts.append('<section class="notes">\n<h2>Notes</h2>\n<ol>\n')
    for number, note in enumerate(brief.notes, 1):
        back = f' <a href="#r{number}" aria-label="back to the text">↩</a>' if number in seen else ""
        parts.append(f'<li id="n{number}">{escape(note)}{back}</li>\n')
    return "".join(parts) + "</ol>\n</section>\n</body>\n</html>\n"


def _html_block(block: Paragraph | Grid | Figure, seen: set[int]) -> str:
    if isinstance(block, Paragraph):
        first, *rest = (_html_sentence(each, seen) for each in block.sentences)
        return f"<p>{' '.join([f'<strong>{first}</strong>' if block.lead else first, *rest])}</p>\n"
    if isinstance(block, Grid):
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.head)
        rows = "".join(f"<tr>{''.join(f'<td>{_html_sentence(cell, seen)}</td>' for cell in row)}</tr>\n" for row in block.rows)
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    return f"<figure>\n{block.svg}\n<figcaption>{escape(block.caption)}</figcaption>\n</figure>\n"


def _html_sentence(sentence: Sentence, seen: set[int]) -> str:
    marks = []
    for number in sentence.notes:
        anchor = "" if number in seen else f' id="r{number}"'
        seen.add(number)
        marks.append(f'<a href="#n{number}"{anchor}>{number}</a>')
    return escape(sentence.text) + (f"<sup>{' '.join(marks)}</sup>" if marks else "")


# ---- PDF -------------------------------------------------------------------------------------------------------------------------------

# All of the text arrives as JSON and is set with `text`, so that nothing in it is read as markup.
TEMPLATE = """
#let brief = json(bytes(sys.inputs.brief))
#set document(title: brief.title)
#set page(paper: "a4", margin: (x: 2.4cm, y: 2.4cm), numbering: "1 / 1")
#set text(size: 10.5pt, lang: "en")
#set par(justify: true, leading: 0.65em)
#set table(stroke: none, inset: (x: 3pt, y: 3pt))
#show heading: set block(above: 1.4em, below: 0.8em)
#show footnote.entry: set text(size: 8pt)
#let said(s) = [#text(s.text)#super(s.notes.map(n => link(label("note-" + str(n)), str(n))).join([ ]))]
#text(size: 18pt, weight: "bold", brief.title)

#text(size: 9.5pt, style: "italic", brief.basis)

#for section in brief.sections {
  heading(level: 1, text(section.title))
  for block in section.blocks {
    if block.kind == "paragraph" {
      let (first, ..rest) = block.sentences.map(said)
      par[#if block.lead { strong(first) } else { first } #rest.join([ ])]
    } else if block.kind == "grid" {
      set text(size: 8.5pt)
      set par(justify: false)
      table(
        columns: block.widths.map(w => w * 1fr),
        table.hline(stroke: 0.5pt),
        table.header(..block.head.map(h => strong(text(h)))),
        table.hline(stroke: 0.3pt),
        ..block.rows.flatten().map(said),
        table.hline(stroke: 0.5pt),
      )
    } else {
      figure(image(bytes(block.svg), format: "svg", width: 100%), caption: text(size: 8.5pt, block.caption))
    }
  }
}

#heading(level: 1)[Notes]
#set text(size: 8.5pt)
#set par(justify: false)
#for (i, note) in brief.notes.enumerate() [
  #block(below: 0.6em)[#super(str(i + 1))#label("note-" + str(i + 1)) #text(note)]
]
"""


def to_pdf(brief: Brief) -> bytes:
    """A4, set by typst. Raises `BadOption` when typst is not installed."""
    data: bytes = _typst().compile(TEMPLATE.encode(), sys_inputs={"brief": json.dumps(_as_data(brief))})
    return data


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise BadOption("this needs a library that is not installed; run: pip install 'allegedly[export]'") from error
    return typst


def _as_data(brief: Brief) -> dict[str, Any]:
    def sentence(it: Sentence) -> dict[str, Any]:
        return {"text": breakable(it.text), "notes": list(it.notes)}

    def block(it: Paragraph | Grid | Figure) -> dict[str, Any]:
        if isinstance(it, Paragraph):
            return {"kind": "paragraph", "lead": it.lead, "sentences": [sentence(each) for each in it.sentences]}
        if isinstance(it, Grid):
            rows = [[sentence(cell) for cell in row] for row in it.rows]
            return {"kind": "grid", "head": list(it.head), "rows": rows, "widths": widths(it)}
        return {"kind": "figure", "svg": it.svg, "caption": it.caption}

    sections = [{"title": each.title, "blocks": [block(it) for it in each.blocks]} for each in brief.sections]
    return {"title": brief.title, "basis": brief.basis, "sections": sections, "notes": [breakable(note) for note in brief.notes]}


def widths(grid: Grid) -> list[int]:
    """The share of each column: a short one as wide as its longest cell, the others what is left of a line, by their length.

    Letters of a head are bold, and wider.
    """
    columns = zip(*grid.rows, strict=True)

    def width(cell: Sentence) -> int:
        return len(cell.text) + sum(len(str(note)) + 1 for note in cell.notes)

    longest = [max(len(head) + 2, *map(width, cells)) for head, cells in zip(grid.head, columns, strict=True)]
    left = max(LEAST, LINE - sum(each + ROOM for each in longest if each <= SHORT))
    shared = sum(min(LONG, each) for each in longest if each > SHORT)
    return [each + ROOM if each <= SHORT else round(left * min(LONG, each) / shared) for each in longest]


def breakable(text: str) -> str:
    """`text` in which long runs without a space (digests, addresses) can be broken."""
    return re.sub(r"\S{24,}", lambda run: "\u200b".join(re.findall(r".{1,8}", run[0])), text)


# ---- Word ------------------------------------------------------------------------------------------------------------------------------

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # what Word 2016 and LibreOffice read as "this picture is also an SVG"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def to_docx(brief: Brief) -> bytes:
    """A Word document; every note is a footnote at its first mark and a cross-reference by number afterwards."""
    return _Word(brief).bytes()


class _Word:
    def __init__(self, brief: Brief) -> None:
        import docx
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Cm, Pt

        self._brief = brief
        self._document = docx.Document()
        self._placed: dict[int, int] = {}  # note of the brief -> number of the footnote: by order of first mark
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        self._document.styles["Normal"].font.size = Pt(10.5)
        self._small = self._document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)  # the name that Word has for it
        self._small.base_style = self._document.styles["Normal"]
        self._small.font.size = Pt(8)
        self._document.core_properties.title = brief.title
        self._document.core_properties.author = ""

    def bytes(self) -> bytes:
        """The file."""
        from io import BytesIO

        self._document.add_heading(xml_text(self._brief.title), 0)
        self._document.add_paragraph().add_run(xml_text(self._brief.basis)).italic = True
        for section in self._brief.sections:
            self._document.add_heading(xml_text(section.title), 1)
            for block in section.blocks:
                self._block(block)
        self._attach_notes()
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _block(self, block: Paragraph | Grid | Figure) -> None:
        if isinstance(block, Paragraph):
            paragraph = self._document.add_paragraph()
            for number, sentence in enumerate(block.sentences):
                self._sentence(paragraph, sentence, " " if number + 1 < len(block.sentences) else "")
            paragraph.runs[0].bold = block.lead or None
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self._figure(block)

    def _grid(self, grid: Grid) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        table = self._document.add_table(rows=1, cols=len(grid.head), style="Light List")
        table.autofit = False
        shares = widths(grid)
        lengths = [Cm(16.2 * share / sum(shares)) for share in shares]
        look = table._tbl.tblPr.find(qn("w:tblLook"))  # without the first column, which the style would set in bold
        look.set(qn("w:firstColumn"), "0")
        look.set(qn("w:val"), "0420")
        for column, length in zip(table.columns, lengths, strict=True):  # LibreOffice goes by the columns, Word by the cells
            column.width = length
        for cell, name in zip(table.rows[0].cells, grid.head, strict=True):
            cell.paragraphs[0].add_run(xml_text(name)).bold = True
        for row in grid.rows:
            cells = table.add_row().cells
            for cell, sentence in zip(cells, row, strict=True):
                self._sentence(cell.paragraphs[0], Sentence(breakable(sentence.text), sentence.notes), "")
        for number, line in enumerate(table.rows):
            properties = line._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if not number:
                properties.append(OxmlElement("w:tblHeader"))  # again on each page
            for cell, length in zip(line.cells, lengths, strict=True):
                cell.width = length
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(8.5)
        self._document.add_paragraph()

    def _sentence(self, paragraph: Any, sentence: Sentence, after: str) -> None:
        paragraph.add_run(xml_text(sentence.text))
        for position, note in enumerate(sentence.notes):
            if position:
                paragraph.add_run(", ").font.superscript = True
            self._mark(paragraph, note)
        paragraph.add_run(after)

    def _mark(self, paragraph: Any, note: int) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        run = paragraph.add_run()
        run.font.superscript = True
        if note in self._placed:
            run.text = str(self._placed[note])
            return
        self._placed[note] = len(self._placed) + 1
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._placed[note]))
        run._r.append(reference)

    def _attach_notes(self) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from lxml import etree

        root = etree.Element(f"{{{W}}}footnotes", nsmap={"w": W})
        for id, kind in ((-1, "separator"), (0, "continuationSeparator")):
            run = self._note(root, id, {"type": kind})
            etree.SubElement(run, f"{{{W}}}{kind}")
        for note, number in self._placed.items():
            run = self._note(root, number, {})
            properties = etree.SubElement(run, f"{{{W}}}rPr")
            etree.SubElement(properties, f"{{{W}}}vertAlign", {f"{{{W}}}val": "superscript"})
            etree.SubElement(run, f"{{{W}}}footnoteRef")
            words = etree.SubElement(run.getparent(), f"{{{W}}}r")
            content = etree.SubElement(words, f"{{{W}}}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
            content.text = " " + xml_text(breakable(self._renumbered(self._brief.notes[note - 1])))
        main = self._document.part
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        main.relate_to(Part(PackURI("/word/footnotes.xml"), FOOTNOTES, data, main.package), RELATION)

    def _renumbered(self, note: str) -> str:
        """A note that refers to others does so by the numbers that they have here."""
        if not (found := re.match(r"(Worked out by the program from the passages of notes? )([\d, ]+)(?=;)", note)):
            return note
        return f"{found[1]}{', '.join(str(self._placed.get(int(n), n)) for n in found[2].split(', '))}{note[found.end() :]}"

    def _note(self, root: Any, id: int, more: dict[str, str]) -> Any:
        from lxml import etree

        note = etree.SubElement(root, f"{{{W}}}footnote", {f"{{{W}}}id": str(id), **{f"{{{W}}}{k}": v for k, v in more.items()}})
        paragraph = etree.SubElement(note, f"{{{W}}}p")
        properties = etree.SubElement(paragraph, f"{{{W}}}pPr")
        etree.SubElement(properties, f"{{{W}}}pStyle", {f"{{{W}}}val": self._small.style_id})
        etree.SubElement(properties, f"{{{W}}}spacing", {f"{{{W}}}after": "40"})  # twentieths of a point
        return etree.SubElement(paragraph, f"{{{W}}}r")

    def _figure(self, figure: Figure) -> None:
        """The drawing as SVG, with a picture of it for programs that read none."""
        from io import BytesIO

        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.shared import Cm
        from lxml import etree

        page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
        picture = _typst().compile(page.encode(), format="png", ppi=144, sys_inputs={"svg": figure.svg})
        self._document.add_picture(BytesIO(picture), width=Cm(16.2))
        main = self._document.part
        number = sum(relation.reltype == RELATIONSHIP_TYPE.IMAGE for relation in main.rels.values())
        part = Part(PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", figure.svg.encode(), main.package)
        blip = self._document.paragraphs[-1]._p.xpath(".//a:blip")[0]
        drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
        extension = etree.SubElement(etree.SubElement(blip, f"{{{drawing}}}extLst"), f"{{{drawing}}}ext", {"uri": SVG_EXTENSION})
        own = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
        embed = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
        etree.SubElement(extension, f"{{{own}}}svgBlip", {embed: main.relate_to(part, RELATIONSHIP_TYPE.IMAGE)}, nsmap={"asvg": own})
        self._document.add_paragraph().add_run(xml_text(figure.caption)).italic = True


FORMATS: dict[str, Callable[[Brief], str | bytes]] = {"md": to_markdown, "html": to_html, "docx": to_docx, "pdf": to_pdf}


def render(brief: Brief, format: str) -> bytes:
    """The brief in one of `FORMATS`, as the bytes of a file."""
    made = FORMATS[format](brief)
    return made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace")
