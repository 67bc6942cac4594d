from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import allegedly
from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.cli import main
from allegedly.writers.writers import load_writer, write, write_with, writer_names


@pytest.mark.parametrize("name", writer_names())
def test_every_format_is_described_on_its_page(name: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page and load_writer(name).summary


def test_a_wrong_format_lists_the_right_ones(sample: Case, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="no format 'docm'; installed: .*csv.*graphml"):
        write(sample, "docm", tmp_path / "x")


def test_nothing_that_exists_is_overwritten(sample: Case, tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text("mine")
    with pytest.raises(BadOption, match="exists; give another name"):
        write(sample, "bibtex", path)
    assert path.read_text() == "mine" and list(tmp_path.iterdir()) == [path]


def test_what_fails_halfway_leaves_nothing(sample: Case, tmp_path: Path) -> None:
    class Failing:
        summary, suffix, carries, roles = "", "", {"claims": ("id",)}, None

        def write(self, content: Any, path: Path) -> None:
            path.write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_with(Failing(), "failing", sample, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_of_ones_own_is_told_what_it_lost(sample: Case, tmp_path: Path) -> None:
    class Triggers:
        summary, suffix, carries, roles = (
            "only triggers",
            ".txt",
            {"claims": ("id", "trigger"), "arguments": ("claim_id", "role")},
            ("guise",),
        )

        def write(self, content: Any, path: Path) -> None:
            lines = []
            for entry in content.entries():
                content.wrote(entry)
                lines.append(entry.claim.trigger.text)
            path.write_text("\n".join(lines))

    report = write_with(Triggers(), "triggers", sample, tmp_path / "x")
    lost = {(each.table, each.field): each.records for each in report.lost}
    total = sample.claims().count()
    assert report.written == {
        "claims": total,
        "arguments": sum("guise" in c.arguments and len(c.arguments["guise"]) for c in sample.claims()),
    }
    assert lost["claims", "sentence"] == total and ("claims", "trigger") not in lost
    assert lost["claims", "time"] == sum(claim.time is not None for claim in sample.claims())
    out = {(each.table, each.reason): each.records for each in report.left_out}
    assert out["arguments", "the format has no place for the role agent"] == sum(len(c.arguments.get("agent", ())) for c in sample.claims())
    assert out["chain", "the format has no place for them"] == sum(len(c.chain) for c in sample.claims())
    assert out["judgements", "the format has no place for them"] == 1
    assert json.loads((tmp_path / "x.loss.json").read_text())["lost"] == report.to_dict()["lost"]


def test_a_format_that_another_package_registers_is_as_good_as_ours(
    sample_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A distribution on the path with one module and one entry point: what `pip install` leaves behind."""
    package = tmp_path / "site"
    (package / "headlines-1.0.dist-info").mkdir(parents=True)
    (package / "headlines-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: headlines\nVersion: 1.0\n")
    (package / "headlines-1.0.dist-info" / "entry_points.txt").write_text("[allegedly.writers]\nheadlines = headlines:Headlines\n")
    (package / "headlines.py").write_text(
        "class Headlines:\n"
        "    summary, carries, roles = 'one line for each document', {'documents': ('id', 'title')}, None\n"
        "    def write(self, content, path):\n"
        "        path.write_text(''.join(f'{document.id} {document.title}\\n' for document, _ in content.documents()))\n"
    )
    monkeypatch.syspath_prepend(str(package))
    assert "headlines" in writer_names()
    with allegedly.open(sample_path) as case:
        titles = {document.title for document in case.documents()}
    assert main(["export", str(sample_path), "headlines", str(tmp_path / "out.txt")]) == 0
    assert {line.partition(" ")[2] for line in (tmp_path / "out.txt").read_text().splitlines()} == titles
    said = capsys.readouterr().out
    assert f"written: {len(titles)} documents" in said and "the format has no place for them" in said


def test_a_filter_takes_only_what_its_claims_need(sample: Case, tmp_path: Path) -> None:
    report = write(sample, "jsonl", tmp_path / "part", source="Norwire")
    wanted = list(sample.claims(source="Norwire"))
    documents = {json.loads(line)["id"] for line in (tmp_path / "part" / "documents.jsonl").read_text().splitlines()}
    assert report.written["claims"] == len(wanted) < sample.claims().count()
    assert documents == {claim.document_id for claim in wanted}


def test_a_question_without_an_answer_makes_an_empty_file(sample: Case, tmp_path: Path) -> None:
    report = write(sample, "annotation", tmp_path / "none.jsonld", about="Nobody At All")
    assert report.written == {} and json.loads((tmp_path / "none.jsonld").read_text())["items"] == []


def test_writing_is_public() -> None:
    assert allegedly.write is write
