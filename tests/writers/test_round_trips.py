"""What is read back from an export is what was in the case, less exactly what the loss report says."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.writers.geojson import resolved, spans
from allegedly.writers.graph import edges_of, xml_text
from allegedly.writers.loss import LossReport
from allegedly.writers.writers import write
from tests.factory import PatternReader, document
from tests.store.conftest import blank  # noqa: F401
from tests.writers.readback import READ, expected

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # within rdflib itself

# Whether a format writes a claim, and what it makes of a string.
WRITES: dict[str, Callable[[Any], bool]] = {
    "graphml": lambda entry: any(edges_of(entry)),
    "gexf": lambda entry: any(edges_of(entry)),
    "geojson": lambda entry: bool(resolved(entry.document, [entry]).keys() & set(spans(entry))),
}
CHANGES: dict[str, Callable[[str], str]] = {"graphml": xml_text, "gexf": xml_text}


def check(case: Case, format: str, folder: Path) -> LossReport:
    """Export and read back; what comes back is what the report promises."""
    report = write(case, format, folder / format)
    written = WRITES.get(format, lambda entry: True)
    assert READ[format](folder / format) == expected(case, report, written, CHANGES.get(format, str))
    return report


@pytest.mark.parametrize("format", READ)
def test_the_sample_case_comes_back_as_the_loss_report_says(sample: Case, format: str, tmp_path: Path) -> None:
    report = check(sample, format, tmp_path)
    assert (
        report.written.get("claims", 0) + sum(each.records for each in report.left_out if each.table == "claims") == sample.claims().count()
    )


# Names that break formats: formulas, markup, quotes, line breaks, control characters, right-to-left.
HOSTILE = st.sampled_from(
    ["=1+1", "@SUM(A1)", "'-x", "<b>&amp;</b>", '"', "]]>", "\x07bell", "\u202eevil", "$x_{1}%", "| a |", "a\rb", "Ж中", "-1"]
)
NAME = st.builds(
    lambda first, rest: f"A{first}{rest}", HOSTILE, st.text(st.characters(exclude_characters=".,\n", exclude_categories=["Cs"]), max_size=8)
).map(str.strip)
FRONT = st.builds(lambda hostile, name: f"{hostile} {name}", HOSTILE, NAME)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """One to three sentences that `PatternReader` reads, with names that break formats."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        said = "".join(f", {draw(NAME)} said" for _ in range(draw(st.integers(0, 2))))
        when = draw(st.sampled_from(["", " in 2016", " in 2016-05"]))
        lines.append(f"{draw(st.one_of(NAME, FRONT))} {draw(st.sampled_from(['armed', 'did not fund']))} {draw(NAME)}{when}{said}.")
    return document("\n".join(lines).replace("\x00", ""), name="report", title=draw(NAME), published="2016-06")


@settings(max_examples=10, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doc=documents())
def test_hostile_names_come_back_as_they_were(blank: Path, doc: Document) -> None:  # noqa: F811
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(shutil.copy(blank, Path(folder) / "x.case"))
        try:
            with database.writing() as connection:
                add_document(connection, doc, read_with(PatternReader(), doc))
            for format in READ.keys() - {"geojson"}:  # no place is named here
                check(Case(database), format, Path(folder))
        finally:
            database.close()


class PlaceReader(PatternReader):
    """Takes what is attacked for the place where it happened."""

    def read(self, doc: Document) -> Iterator[Claim]:
        for claim in super().read(doc):
            yield replace(claim, arguments={"agent": claim.arguments["agent"], "place": claim.arguments["patient"]})


PLACES = st.sampled_from(["Aleppo", "Paris", "Springfield", "São Paulo", "Nowhereville", "Kyiv"])


@settings(max_examples=8, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(NAME, PLACES), min_size=1, max_size=3))
def test_places_come_back_as_they_were(blank: Path, pairs: list[tuple[str, str]]) -> None:  # noqa: F811
    doc = document("\n".join(f"{name} attacked {place} in 2016-05." for name, place in pairs).replace("\x00", ""))
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(shutil.copy(blank, Path(folder) / "x.case"))
        try:
            with database.writing() as connection:
                add_document(connection, doc, read_with(PlaceReader(), doc))
            report = check(Case(database), "geojson", Path(folder))
            known = {place for _, place in pairs} - {"Nowhereville"}
            assert bool(known) == bool(report.written.get("claims")) or not Case(database).claims().count()
        finally:
            database.close()
