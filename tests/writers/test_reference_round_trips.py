"""What the libraries of other people read back from references and events is what was written, less exactly what the loss report says."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.capture.capturers import checked
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.writers.citation import CONTROLS, NO_CONTROLS, NO_TITLE
from allegedly.writers.content import Content
from allegedly.writers.loss import LossReport, Tally
from allegedly.writers.rows import TABLES, argument_rows, claim_row, document_row, row_of
from allegedly.writers.writers import write
from tests.factory import PatternReader, document
from tests.writers.readback import _value, canonical
from tests.writers.test_round_trips import HOSTILE, NAME, documents

QUICK = settings(
    max_examples=8, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Row = dict[str, Any]
NOTE = re.compile(r"file (?P<name>.*), SHA-256 (?P<digest>[0-9a-f]{64}), captured (?P<captured>\S+)", re.DOTALL)


@contextmanager
def case_of(blank: Path, *docs: Document) -> Iterator[tuple[Case, Path]]:
    """A case of these documents, and a folder to write to."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(shutil.copy(blank, Path(folder) / "x.case"))
        try:
            for doc in docs:
                with database.writing() as connection:
                    add_document(connection, doc, read_with(PatternReader(), doc))
            yield Case(database), Path(folder)
        finally:
            database.close()


def kept(table: str, row: Row, report: LossReport) -> Row:
    """The fields that a row fills and that the report does not call lost."""
    lost = {each.field for each in report.lost if each.table == table}
    return {name: row[name] for name in TABLES[table].own if name in row and name not in lost and row[name] != []}


# ---- references ------------------------------------------------------------------------------------------------------------------------


def from_csl(path: Path) -> list[Row]:
    """CSL-JSON, after citeproc-py has taken it."""
    from citeproc.source.json import CiteProcJSON

    found = json.loads(path.read_text(encoding="utf-8"))
    assert CiteProcJSON(found).keys() == {each["id"] for each in found}
    return [
        _reference(
            each["id"],
            each["title"],
            each.get("container-title"),
            " ".join(author["literal"] for author in each.get("author", [])),
            "-".join(f"{part:02}" for part in each["issued"]["date-parts"][0]) if "issued" in each else None,
            each.get("URL"),
            each.get("language"),
            each["note"],
        )
        for each in found
    ]


def from_bibtex(path: Path) -> list[Row]:
    """bibtexparser, which undoes what was escaped for LaTeX."""
    import bibtexparser
    from bibtexparser.middlewares import LatexDecodingMiddleware

    library = bibtexparser.parse_file(str(path), encoding="utf-8", append_middleware=[LatexDecodingMiddleware()])
    verbatim = {entry.key: entry for entry in bibtexparser.parse_file(str(path), encoding="utf-8").entries}
    assert not library.failed_blocks and len(library.blocks) == len(library.entries)
    rows = []
    for entry in library.entries:
        # \textasciicircum is U+005E in TeX; the library makes the accent of it.
        field = {name: each.value.replace("ˆ", "^") for name, each in entry.fields_dict.items()}
        if "url" in field:  # not read as text: `&` stands for itself there
            field["url"] = re.sub(r"\\([%#])", r"\1", verbatim[entry.key]["url"])
        published = "-".join(field[part].zfill(2) for part in ("year", "month", "day") if part in field) or None
        parts = ("title", "journal", "author")
        rows.append(_reference(entry.key, *map(field.get, parts), published, *map(field.get, ("url", "language")), field["note"]))
    return rows


def _reference(id: str, title: Any, publisher: Any, byline: Any, published: Any, url: Any, language: Any, note: str) -> Row:
    found = NOTE.fullmatch(note)
    assert found, note
    named = {"publisher": publisher, "byline": byline, "published": published, "url": url, "language": language}
    return {"id": id, "title": title, **named, **found.groupdict()}


def references(case: Case, report: LossReport) -> list[Row]:
    """The documents of the case as the report promises them."""
    untitled = sum(each.records for each in report.changed if (each.field, each.how) == ("title", NO_TITLE))
    cut = {each.field for each in report.changed if each.how == NO_CONTROLS}
    found = []
    for row in case.documents():
        doc = case.get(row.id)
        assert isinstance(doc, Document)
        found.append(kept("documents", document_row(doc, row.captured), report))
        untitled -= doc.title is None
        found[-1]["title"] = doc.title or doc.name
        found[-1] |= {field: CONTROLS.sub("", found[-1][field] or "") or None for field in cut}
    assert untitled == 0
    return found


WORDS = st.one_of(st.none(), NAME, st.builds("{} {}".format, HOSTILE, NAME), st.sampled_from(["a -- b ``c''", "{x", "x}", "\\%", "#1 ~ ^"]))
PRINTED = st.builds(
    lambda title, publisher, byline, published, url: checked(
        replace(
            document("Norland armed Dawn in 2016.", name="a report", title=title, published=published, url=url, language="en"),
            publisher=publisher,
            byline=byline,
        )
    ),
    WORDS,
    WORDS,
    st.sampled_from([None, "Ann Ex and Bo Wy", "O'Brien, Jr.", "{A}"]),
    st.sampled_from([None, "2016", "2016-05", "2016-05-04"]),
    st.sampled_from([None, "https://x.example/a%20b?c=d&e_f#part"]),
)


@pytest.mark.parametrize(("format", "read"), [("csl", from_csl), ("bibtex", from_bibtex)])
def test_the_references_of_the_sample_come_back(sample: Case, tmp_path: Path, format: str, read: Callable[[Path], list[Row]]) -> None:
    report = write(sample, format, tmp_path / "x")
    assert canonical(read(tmp_path / "x")) == canonical(references(sample, report)) and report.written["documents"] == 16


@QUICK
@given(doc=PRINTED)
def test_hostile_references_come_back_as_they_were(blank: Path, doc: Document) -> None:
    with case_of(blank, doc) as (case, folder):
        for format, read in (("csl", from_csl), ("bibtex", from_bibtex)):
            report = write(case, format, folder / format)
            assert canonical(read(folder / format)) == canonical(references(case, report)), format


# ---- FollowTheMoney --------------------------------------------------------------------------------------------------------------------


def from_followthemoney(path: Path) -> dict[str, list[Row]]:
    """Rows of the tables, from the entities that followthemoney makes of the statements."""
    from followthemoney import model

    made: dict[str, Any] = {}
    origins: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        each = json.loads(line)
        entity = made.setdefault(each["canonical_id"], model.make_entity(each["schema"]))
        entity.id = each["canonical_id"]
        origins[entity.id] = each
        if each["prop"] != "id":
            entity.add(each["prop"], each["value"], cleaned=True)  # that it accepts them is for test_followthemoney.py
    tables: dict[str, list[Row]] = {"claims": [], "arguments": [], "documents": [], "entities": []}
    for id, entity in made.items():
        if entity.schema.name in ("UnknownLink", "Representation"):
            claim = next(value for value in entity.get("recordId") if value.startswith("c-"))
            type, role = re.fullmatch(r"alleged: (\w+) \((\w+)\)", entity.first("role")).groups()  # type: ignore[union-attr]
            agent, other = ("agent", "client") if entity.schema.name == "Representation" else ("subject", "object")
            tables["arguments"] += [
                {"claim_id": claim, "role": "agent", "entity_id": entity.first(agent)},
                {"claim_id": claim, "role": role, "entity_id": entity.first(other)},
            ]
            start, end = entity.first("startDate"), entity.first("endDate")
            between = f"{start or '..'}/{end or '..'}" if start or end else None
            polarity, certainty, realis = entity.first("status").split(", ")
            proposition = next((value for value in entity.get("recordId") if value.startswith("p-")), None)
            tables["claims"].append(
                {
                    "id": claim,
                    "document_id": origins[id]["dataset"],
                    "type": type,
                    "sentence": entity.first("description"),
                    "polarity": polarity,
                    "certainty": certainty,
                    "realis": realis,
                    "reader": origins[id]["origin"],
                    "time_value": entity.first("date") or between,
                    "proposition_id": proposition,
                }  # fmt: skip
            )
        elif entity.schema.name == "Article":
            columns = {"name": "fileName", "byline": "author", "published": "date", "url": "sourceUrl"}
            row = {
                name: entity.first(columns.get(name, name))
                for name in ("name", "title", "publisher", "byline", "published", "url", "language")
            }
            tables["documents"].append(row | {"id": id, "captured": f"{entity.first('retrievedAt')}Z"})
        elif entity.schema.name != "Assessment":
            row = {"id": id, "name": entity.first("name"), "kind": entity.first("keywords"), "aliases": sorted(entity.get("alias"))}
            tables["entities"].append(row)
    return tables


def check_followthemoney(case: Case, path: Path) -> LossReport:
    report = write(case, "followthemoney", path)
    found = from_followthemoney(path)
    ids = {row["id"] for row in found["claims"]}
    linked = {(row["claim_id"], row["role"], row["entity_id"]) for row in found["arguments"]}
    promised: dict[str, list[Row]] = {table: [] for table in found}
    for entry in Content(case, case.claims(), Tally({"claims": ("id",)})).entries():
        if entry.claim.id in ids:
            promised["claims"].append(kept("claims", claim_row(entry), report))
            for row in argument_rows(entry):
                if (row["claim_id"], row["role"], row["entity_id"]) in linked:
                    promised["arguments"].append(kept("arguments", row, report))
    for document_id in {row["document_id"] for row in promised["claims"]}:
        doc, captured = case.get(document_id), next(row.captured for row in case.documents() if row.id == document_id)
        assert isinstance(doc, Document)
        promised["documents"].append(kept("documents", document_row(doc, captured), report))
    parties = {row["entity_id"] for row in promised["arguments"]}
    for entity in case.entities():
        if entity.id in parties:
            row = kept("entities", row_of(TABLES["entities"])(entity), report)
            promised["entities"].append(row | {"aliases": sorted(row.get("aliases", []))})
    for table, rows in found.items():
        assert canonical(rows) == canonical(promised[table]), table
    assert len(promised["claims"]) == report.written.get("claims", 0)
    assert len(promised["arguments"]) == report.written.get("arguments", 0)
    return report


def test_the_statements_of_the_sample_come_back(sample: Case, tmp_path: Path) -> None:
    assert check_followthemoney(sample, tmp_path / "x").written["claims"] > 100


PARTIES = st.lists(st.tuples(NAME, NAME, st.sampled_from(["", " in 2016", " in 2016-05"])), min_size=1, max_size=3)


@QUICK
@given(pairs=PARTIES)
def test_hostile_parties_come_back_as_they_were(blank: Path, pairs: list[tuple[str, str, str]]) -> None:
    text = "\n".join(f"{left} Militia armed {right} Army{when}." for left, right, when in pairs)
    with case_of(blank, checked(document(text, title="Arms"))) as (case, folder):
        check_followthemoney(case, folder / "x")


# ---- events ----------------------------------------------------------------------------------------------------------------------------

ROLES = {"agent": "actor", "patient": "recipient", "guise": "guise", "principal": "principal", "place": "location"}


def frame(path: Path) -> list[Row]:
    """pandas reads every cell as text; the apostrophe that keeps formulas quiet is taken off."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    return [{str(name): _value(value, "text") for name, value in row.items()} for row in rows]


def written_rows(case: Case, report: LossReport, ids: set[str]) -> tuple[list[Row], list[Row]]:
    """The claims with these ids and their arguments, as the report promises them."""
    claims, arguments = [], []
    for entry in Content(case, case.claims(), Tally({"claims": ("id",)})).entries():
        if entry.claim.id in ids:
            claims.append(kept("claims", claim_row(entry), report))
            arguments += [kept("arguments", row, report) for row in argument_rows(entry) if row["role"] in ROLES]
    assert len(claims) == report.written.get("claims", 0) and len(arguments) == report.written.get("arguments", 0)
    return claims, arguments


def check_plover(case: Case, path: Path) -> None:
    report = write(case, "plover", path)
    rows = frame(path)
    claims, arguments = written_rows(case, report, {row["event_id"] for row in rows})
    columns = {
        "id": "event_id", "document_id": "document", "type": "claim_type", "sentence": "text", "time_value": "time_value", "polarity": "polarity",
        "certainty": "certainty", "realis": "realis", "proposition_id": "proposition",
    }  # fmt: skip
    assert canonical({name: row.get(column) for name, column in columns.items()} for row in rows) == canonical(claims)
    fillers = [
        {"claim_id": row["event_id"], "role": role, "name": name}
        for row in rows
        for role, column in ROLES.items()
        for name in (row[column] or "").split("; ")
        if name
    ]
    assert canonical(fillers) == canonical(arguments)


def check_acled(case: Case, path: Path) -> None:
    report = write(case, "acled", path)
    rows = frame(path)
    claims, arguments = written_rows(case, report, {row["event_id_cnty"] for row in rows})
    notes = {row["event_id_cnty"]: row["notes"] or "" for row in rows}
    for claim in claims:
        words = notes[claim["id"]]
        assert claim["sentence"] in words and re.search(rf"\[{claim['type']}\b[^\]]*\]$", words), words
    columns = {row["event_id_cnty"]: {"agent": row["actor1"], "patient": row["actor2"]} for row in rows}
    for row in arguments:
        where = columns[row["claim_id"]].get(row["role"])
        assert row["name"] in (where or "").split("; ") if row["role"] in ("agent", "patient") else True, row


@pytest.mark.parametrize("check", [check_plover, check_acled])
def test_the_events_of_the_sample_come_back(sample: Case, tmp_path: Path, check: Callable[[Case, Path], None]) -> None:
    check(sample, tmp_path / "x.csv")


@QUICK
@given(doc=documents())
def test_hostile_events_come_back_as_they_were(blank: Path, doc: Document) -> None:
    with case_of(blank, doc) as (case, folder):
        check_plover(case, folder / "plover.csv")
        check_acled(case, folder / "acled.csv")
