from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from allegedly.case import Case
from allegedly.writers.citation import bibtex, csl, tex, url
from allegedly.writers.writers import write
from tests.factory import document


@pytest.mark.parametrize("name", [r"\input{/etc/passwd}", "100% & $x_1^2$ #~", "}\\end{document}", "{{x}}"])
def test_a_hostile_name_does_nothing_in_latex(name: str) -> None:
    """No character that TeX acts on is left, except in the sequences that print it."""
    rest = re.sub(r"\\(?:textbackslash\{\}|textasciicircum\{\}|textasciitilde\{\}|[{}$&#%_])", "", tex(name))
    assert not set(rest) & set("\\{}$&#%_^~")


def test_what_tex_would_print_as_one_character_stays_several() -> None:
    assert tex("a--b ``c'' ?`") == "a-{}-b `{}`c'{}' ?{}`"


def test_an_address_leads_where_it_did() -> None:
    assert url("https://x.example/a%20b?c=d&e_f#part") == r"https://x.example/a\%20b?c=d&e_f\#part"
    assert url("https://x.example/{~}\\input") == r"https://x.example/\%7B\%7E\%7D\%5Cinput"


def test_an_entry_is_balanced_and_on_its_own_lines() -> None:
    lines = list(
        bibtex(
            document("x", title="}\n@misc{fake,", publisher="A & B", url="https://x.example/%41{}\\\n", published="2016-05"),
            "2026-01-02T03:04:05Z",
        )
    )
    assert lines[0].startswith("@article{d-") and lines[-1] == "}" and sum(line.lstrip().startswith("@") for line in lines) == 1
    assert all(
        line.replace(r"\{", "").replace(r"\}", "").count("{") == line.replace(r"\{", "").replace(r"\}", "").count("}")
        for line in lines[1:-1]
    )
    assert "  month = {5}," in lines and "  day = {}," not in lines


def test_a_reference_is_as_precise_as_the_page_and_says_which_bytes() -> None:
    doc = document("x", published="2016-05", publisher="Herald", byline="Ann Ex")
    reference = csl(doc, "2026-01-02T03:04:05Z")
    assert reference["issued"] == {"date-parts": [[2016, 5]]} and reference["accessed"] == {"date-parts": [[2026, 1, 2]]}
    assert reference["type"] == "article-newspaper" and doc.digest in reference["note"] and "URL" not in reference


def test_one_reference_per_document(sample: Case, tmp_path: Path) -> None:
    report = write(sample, "csl", tmp_path / "x.json")
    assert len(json.loads((tmp_path / "x.json").read_text())) == sample.documents().count() == report.written["documents"]
    assert any(each.table == "claims" and each.records == sample.claims().count() for each in report.left_out)
