"""Names that try to run in a spreadsheet, to break XML, TeX or JSON: no format lets them, and each file is still whole."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.writers.tables import FORMULA
from allegedly.writers.writers import load_writer, write, writer_names
from tests.factory import PatternReader, document

NAMES = [
    "=HYPERLINK(A1)", "+1+1", "-2+3", "@SUM(A1)", "'=1", "\t=1+1", "＝1+1", '"=1', "A\x07bell", "A\x0bx", "A<b>&amp;</b>]]>", "A\ufffe",
    "A\\input{/etc/passwd}", "A}{\\end{document}", "A$x_1^2$ #1 50%~", "A[x](javascript:1)", "A|b|c", "A\u202etxt.exe", "A\u2028b", "</script>",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case whose actors, sources and documents bear these names; no two of them in one document."""
    database = Database.open(shutil.copy(blank, tmp_path_factory.mktemp("hostile") / "x.case"))
    for number, name in enumerate(NAMES):
        text = f"{name} attacked {name} Dawn in 2016-05, {name} said."
        doc = document(text, name=f"{name} {number}", title=name, published="2016-06")
        doc = replace(doc, publisher=name, byline=name, dateline=name, agency=name)
        with database.writing() as connection:
            add_document(connection, doc, read_with(PatternReader(), doc))
    case = Case(database)
    case.settle(next(iter(case.propositions())).id, False, why=NAMES[0], who=NAMES[1])
    yield case
    database.close()


def whole_csv(path: Path) -> None:
    """No cell begins like a formula, as a spreadsheet reads it; a number may be negative."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        begins = FORMULA.match(cell)
        assert not begins or cell.startswith("'") or cell.replace(".", "", 1).lstrip("-").isdigit(), cell
    assert len(pd.read_csv(path, dtype=str)) == len(rows) - 1


def whole_xml(path: Path) -> None:
    """A strict parser takes it, and no name became an element."""
    tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False))
    assert not tree.xpath("//*[local-name()='b' or local-name()='script']")


def whole_bibtex(path: Path) -> None:
    """A parser finds one entry per document and nothing that it cannot read."""
    import bibtexparser

    library = bibtexparser.parse_file(str(path), encoding="utf-8")
    assert not library.failed_blocks and len(library.entries) == len(library.blocks) == len(NAMES)


def whole_json(path: Path) -> None:
    """Standard JSON, in one piece or by lines; a line break of Unicode is none of JSON Lines."""
    text = path.read_text(encoding="utf-8")
    try:
        json.loads(text)
    except ValueError:
        for line in text.split("\n")[:-1]:
            json.loads(line)


WHOLE: dict[str, Callable[[Path], None]] = {
    ".csv": whole_csv, ".xml": whole_xml, ".graphml": whole_xml, ".gexf": whole_xml, ".bib": whole_bibtex, ".json": whole_json, ".jsonl": whole_json,
    ".jsonld": whole_json,
    ".geojson": whole_json,
}  # fmt: skip


@pytest.mark.parametrize("format", writer_names())
def test_every_file_is_whole_whatever_the_names_are(hostile: Case, format: str, tmp_path: Path) -> None:
    report = write(hostile, format, tmp_path / f"x{load_writer(format).suffix}")
    assert report.written or format in ("geojson", "gold")  # they are no places, and nobody decided on them
    for path in (path for path in tmp_path.rglob("*") if path.suffix in WHOLE):
        WHOLE[path.suffix](path)


def test_the_check_of_tables_finds_a_formula(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('a,b\n-1.5,"=1+1"\n')
    with pytest.raises(AssertionError):
        whole_csv(tmp_path / "x.csv")
