"""Promises of the command line: it answers what was asked, plainly when piped, and whatever goes wrong is one clear line."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

import allegedly
from allegedly.claims import reading
from allegedly.cli import EXIT, app, main, printing
from tests.fake_reader import FakeReader

HERALD = """The Herald
12 May 2016

Dawn Militia, posing as the League, recruited migrants in 2015, two border officials told the Courier.
Iskaria armed northern rebels in 2016, Colonel Brandt said.
Iskaria did not arm northern rebels, Defence Ministry said.
"""
GAZETTE = "The Gazette\n\nDawn Militia may have killed a mayor.\n"
COMMANDS = (
    "read", "add", "status", "claims", "show", "never-send", "prefer", "decide", "score", "entities", "candidates",
    "same", "different", "unsure", "undo", "lexicon", "propositions", "happenings", "places", "explain", "without", "sources",
    "grade", "side", "interest", "prior", "settle", "link", "assessments", "fronts", "support", "actor", "rate", "board",
    "compare", "export", "brief", "share", "merge", "annotate", "serve", "demo", "hypothesis",
)  # fmt: skip


class Said(NamedTuple):
    """What a command printed, and its exit status."""

    out: str
    err: str
    status: int


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in `tmp_path` with the fake reader."""
    monkeypatch.setattr(reading, "_loaded", lambda name: FakeReader())
    monkeypatch.setattr(printing, "PATIENCE", 600)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Said:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Said(*capsys.readouterr(), status)

    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of two reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "herald.txt").write_text(HERALD)
    (folder / "gazette.txt").write_text(GAZETTE)
    return folder


@pytest.fixture
def case(run: Run, reports: Path) -> str:
    """A case made of the two reports."""
    assert run("add", "north.case", reports).status == 0
    return "north.case"


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# ---- read --------------------------------------------------------------------------------------------------------------------------


def test_read_says_who_what_and_where(run: Run, reports: Path):
    said = run("read", reports / "herald.txt")
    assert said.status == 0 and said.err == ""
    start = HERALD.index("Dawn")
    assert said.out.startswith(
        "According to two border officials (unnamed), cited by Courier: "
        "Dawn Militia, posing as League, has recruited migrants (2015).\n"
        "  chain  Courier -> two border officials (unnamed)\n"
        "  quote  “Dawn Militia, posing as the League, *recruited* migrants in 2015, two border officials told the Courier.”\n"
        f"  place  herald, characters {start} to {HERALD.index('Iskaria') - 1}\n"
    )


def test_read_as_jsonl_prints_claim_records_and_nothing_else(run: Run, reports: Path):
    said = run("read", "--format", "jsonl", reports)
    assert records(said.out) == [claim.to_dict() for claim in allegedly.read([reports])]
    assert len(records(said.out)) == 4


def test_read_stores_nothing(run: Run, reports: Path, tmp_path: Path):
    run("read", reports)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["gazette.txt", "herald.txt", "reports"]


def test_an_unreadable_document_has_one_line_on_standard_error_and_the_rest_goes_on(run: Run, reports: Path):
    (reports / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    said = run("read", reports)
    assert said.status == 1
    assert len(said.err.splitlines()) == 1 and "broken.pdf" in said.err
    assert said.out.count("  chain  ") == 4


def test_a_reader_that_fails_on_one_document_does_not_stop_the_others(run: Run, reports: Path):
    (reports / "bad.txt").write_text("BREAK THE READER")
    said = run("read", reports)
    assert said.status == 1
    assert len(said.err.splitlines()) == 1 and "bad.txt" in said.err
    assert said.out.count("  chain  ") == 4


def test_a_hostile_report_cannot_steer_the_terminal(run: Run, tmp_path: Path):
    (tmp_path / "evil.txt").write_text("Iskaria armed rebels\x1b]0;owned\x07 in 2016. Iskaria armed rebels, Colonel Brandt said.\n")
    assert "\x1b" not in run("read", "evil.txt").out


# ---- add and status ----------------------------------------------------------------------------------------------------------------


def test_add_makes_the_case_and_adding_again_changes_nothing(run: Run, reports: Path):
    first, second = run("add", "north.case", reports), run("add", "north.case", reports)
    assert first.out == "north.case: documents: 2 added; 4 claims stored\n"
    assert second.out == "north.case: documents: 2 unchanged; 0 claims stored\n"
    assert (first.status, second.status) == (0, 0)


def test_a_changed_document_is_a_new_version(run: Run, reports: Path, case: str):
    (reports / "gazette.txt").write_text(GAZETTE.replace("mayor", "judge"))
    assert "1 new versions" in run("add", case, reports).out
    assert "1 more as old versions" in run("status", case).out


def test_add_names_what_could_not_be_read_and_status_remembers_it(run: Run, reports: Path):
    (reports / "empty.txt").write_text("")
    added = run("add", "north.case", reports)
    assert added.status == 1
    assert len(added.err.splitlines()) == 1 and "empty.txt" in added.err
    status = run("status", "north.case")
    assert status.status == 0
    assert "Could not be read: 1" in status.out and "empty.txt" in status.out


def test_add_as_jsonl_is_its_report(run: Run, reports: Path):
    (report,) = records(run("add", "north.case", reports, "--format", "jsonl").out)
    assert (report["added"], report["claims"], report["refused"]) == (2, 4, [])


def test_status_counts_documents_claims_by_type_and_sources(run: Run, case: str):
    out = run("status", case).out
    assert "2 documents, 4 claims" in out
    assert re.search(r"arms +2", out) and re.search(r"recruits +1", out)
    assert "two border officials (unnamed)" in out
    (record,) = records(run("status", case, "--format", "jsonl").out)
    assert record["claims_by_type"] == {"arms": 2, "kills": 1, "recruits": 1}


# ---- claims ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"recruits", "arms", "kills"}),
        (["--about", "dawn militia"], {"recruits", "kills"}),
        (["--about", "Dawn Militia", "--type", "kills"], {"kills"}),
        (["--type", "kills", "--type", "recruits"], {"recruits", "kills"}),
        (["--family", "support"], {"arms"}),
        (["--source", "Courier"], {"recruits"}),
        (["--unnamed"], {"recruits"}),
        (["--since", "2016"], {"arms"}),
        (["--until", "2015"], {"recruits"}),
        (["--polarity", "denied"], {"arms"}),
        (["--certainty", "possible"], {"kills"}),
        (["--text", "migrants"], {"recruits"}),
        (["--limit", "1"], {"kills"}),
        (["--order", "time", "--limit", "1"], {"recruits"}),
    ],
)
def test_filters_of_claims(run: Run, case: str, options: list[str], expected: set[str]):
    said = run("claims", case, *options, "--format", "jsonl")
    assert said.status == 0
    assert {record["type"] for record in records(said.out)} == expected


def test_claims_as_text_are_those_of_read(run: Run, case: str, reports: Path):
    assert run("claims", case, "--source", "Courier").out == run("read", reports / "herald.txt").out.split("\n\n")[0] + "\n\n"


def test_no_answer_is_an_answer(run: Run, case: str):
    assert run("claims", case, "--about", "Nobody") == Said("", "", 0)


# ---- show --------------------------------------------------------------------------------------------------------------------------


def test_show_prints_a_claim_with_every_span(run: Run, case: str):
    (record,) = records(run("claims", case, "--unnamed", "--format", "jsonl").out)
    said = run("show", case, record["id"][:8])
    for words in ("guise", "“League”", "two border officials (unnamed)", "recruited", "2015", "fake 1-0"):
        assert words in said.out
    assert records(run("show", case, record["id"], "--format", "jsonl").out) == [record]


def test_show_prints_a_document_whole(run: Run, case: str):
    out = run("show", case, "herald").out
    assert all(line in out for line in HERALD.splitlines())
    assert out.count("  chain  ") == 3


def test_show_prints_a_source_and_an_entity_with_their_claims(run: Run, case: str):
    assert "1 claim in 1 document" in run("show", case, "Courier").out
    assert "2 claims in 2 documents" in run("show", case, "Dawn Militia").out
    (record,) = records(run("show", case, "Dawn Militia", "--format", "jsonl").out)
    assert record["name"] == "Dawn Militia"


def test_show_suggests_what_may_have_been_meant(run: Run, case: str):
    said = run("show", case, "Dawn Militai")
    assert said.status == 2
    assert "Dawn Militia" in said.err and len(said.err.splitlines()) == 1


# ---- demo --------------------------------------------------------------------------------------------------------------------------


def test_entities_are_listed_with_all_their_names(run: Run, case: str):
    rows = records(run("entities", case, "--format", "jsonl").out)
    assert rows and {"id", "name", "kind", "aliases", "mentions", "documents"} <= rows[0].keys()
    assert run("entities", case, "--limit", "1").out.count("\n") == 1


def test_a_judgement_is_made_and_taken_back(run: Run, case: str):
    first, second = (row["name"] for row in records(run("entities", case, "--format", "jsonl", "--limit", "2").out))
    before = run("entities", case).out
    for command, verdict in (("same", "same"), ("different", "different"), ("unsure", "unsure")):
        said = run(command, case, first, second, "--why", "the ledger", "--who", "ana")
        assert said.status == 0 and f"{verdict}, says ana" in said.out
        assert run("undo", case).out.startswith(f"taken back: {first} and {second} {verdict}, said by ana on ")
    assert run("entities", case).out == before
    said = run("undo", case)
    assert said.status == 2 and clear(said, "nobody has decided", "allegedly same")


def test_who_merges_what_is_said_to_be_a_disguise_is_told_which_claims_say_so(run: Run, case: str, monkeypatch: pytest.MonkeyPatch):
    disguise = [each["id"] for each in records(run("claims", case, "--format", "jsonl").out) if "guise" in each["arguments"]]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told = run("same", case, "League", "Dawn Militia", "--why", "so").err.splitlines()[0]
    assert disguise and all(id in told for id in disguise) and "stays a claim" in told
    assert [each["id"] for each in records(run("claims", case, "--about", "League", "--format", "jsonl").out) if each["id"] in disguise]
    run("undo", case)
    assert "stays a claim" not in run("different", case, "League", "Dawn Militia", "--why", "so").err


def test_a_judgement_on_nobody_is_one_line(run: Run, case: str):
    said = run("same", case, "Nobody at all", "Nobody else", "--why", "so")
    assert said.status == 2 and clear(said, "Nobody at all")


def test_candidates_of_a_case_without_any_are_none(run: Run, case: str):
    said = run("candidates", case, "--format", "jsonl")
    assert said.status == 0 and all({"left", "right", "score", "reason", "change"} <= each.keys() for each in records(said.out))


def test_a_lexicon_with_a_mistake_is_refused_with_file_line_and_field(run: Run, case: str, tmp_path: Path):
    file = tmp_path / "own.yaml"
    file.write_text("kind: place\nentries:\n  - {nam: X}\n")
    said = run("lexicon", case, file)
    assert said.status == 2 and clear(said, "own.yaml", "line 3", "'nam'")
    file.write_text("kind: place\nentries:\n  - {name: X}\n")
    assert "1 entry taken" in run("lexicon", case, file).out


def test_demo_shows_what_an_analyst_wants_to_see_first(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("allegedly.cli.demo._sample_reports", lambda: reports)
    said = run("demo")
    assert said.status == 0
    for words in (
        "another's name",
        "posing as League",
        "unnamed sources",
        "denied",
        "has not armed",
        "second hand",
        "demo.case",
        "allegedly claims",
    ):
        assert words in said.out
    assert Path("demo.case").is_file()


def test_demo_again_reads_the_same_case(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("allegedly.cli.demo._sample_reports", lambda: reports)
    first, second = run("demo"), run("demo")
    assert second.status == 0
    assert first.out.splitlines()[3:] == second.out.splitlines()[3:]


def test_the_commands_that_demo_suggests_work(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    import shlex

    monkeypatch.setattr("allegedly.cli.demo._sample_reports", lambda: reports)
    suggested = re.findall(r"allegedly ((?:status|claims|show) .*)", run("demo").out)
    assert len(suggested) >= 4
    for line in suggested:
        assert run(*shlex.split(line)).status == 0, line


# ---- what goes wrong ---------------------------------------------------------------------------------------------------------------


def clear(said: Said, *words: str) -> bool:
    """One line that names the program and holds `words`; nothing on standard output; no traceback."""
    (line,) = said.err.splitlines() or [""]
    return line.startswith("allegedly: ") and said.out == "" and all(word in line for word in words)


@pytest.fixture
def trouble(tmp_path: Path, run: Run, reports: Path) -> Path:
    """A folder with everything that is no case: a folder, a text, an empty file, another program's database, an empty folder."""
    import sqlite3

    (tmp_path / "folder.case").mkdir()
    (tmp_path / "text.case").write_text("not a case")
    (tmp_path / "nothing.case").write_text("")
    with sqlite3.connect(tmp_path / "other.case") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    (tmp_path / "empty").mkdir()
    return tmp_path


ON_A_CASE = (["status"], ["claims"], ["show", "x"], ["add", "reports"])


@pytest.mark.parametrize("command", ON_A_CASE, ids=lambda command: command[0])
@pytest.mark.parametrize("name", ["folder.case", "text.case", "other.case"])
def test_what_is_no_case_is_said_to_be_none(run: Run, trouble: Path, command: list[str], name: str):
    said = run(command[0], name, *command[1:])
    assert said.status == 3
    assert clear(said, name)


@pytest.mark.parametrize("command", [["status"], ["claims"], ["show", "x"]], ids=lambda command: command[0])
@pytest.mark.parametrize("name", ["missing.case", "no/such/folder.case", "nothing.case"])
def test_a_missing_case_is_named_with_what_to_do(run: Run, trouble: Path, command: list[str], name: str):
    said = run(command[0], name, *command[1:])
    assert said.status == 3
    assert clear(said, name)


def test_add_into_a_missing_folder_is_refused(run: Run, trouble: Path):
    said = run("add", "no/such/folder.case", "reports")
    assert said.status == 3
    assert clear(said, "folder")


@pytest.mark.parametrize("command", [["add", "new.case", "report.txt"], ["demo"]], ids=lambda command: command[0])
def test_a_read_only_folder_is_said_to_be_one(command: list[str]):
    with read_only_folder() as folder:
        said = bound_by_permissions(*command, cwd=folder)
    assert said.returncode == 3
    assert len(said.stderr.splitlines()) == 1 and "cannot be written" in said.stderr


@pytest.mark.parametrize("command", [["status"], ["claims"], ["show", "Iskaria"]], ids=lambda command: command[0])
def test_a_case_in_a_read_only_folder_can_still_be_asked(command: list[str]):
    with read_only_folder() as folder:
        said = bound_by_permissions(command[0], "old.case", *command[1:], cwd=folder)
    assert (said.returncode, said.stderr) == (0, "")
    assert "Iskaria" in said.stdout or "arms" in said.stdout


def test_a_case_in_a_read_only_folder_cannot_be_added_to():
    with read_only_folder() as folder:
        said = bound_by_permissions("add", "old.case", "report.txt", cwd=folder)
    assert (said.returncode, said.stdout, len(said.stderr.splitlines())) == (3, "", 1)
    assert "old.case" in said.stderr and "cannot be written" in said.stderr


@contextmanager
def read_only_folder() -> Iterator[Path]:
    """A folder that everybody may look into and nobody may write to, with a report and a case."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.txt").write_text("Iskaria armed northern rebels, Colonel Brandt said.\n")
        with allegedly.open(folder / "old.case", create=True) as case:
            case.add(folder / "report.txt", reader=FakeReader())
        (folder / "report.txt").write_text("Iskaria armed southern rebels, Colonel Brandt said.\n")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def bound_by_permissions(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """A process that file permissions bind, which they do not for root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return process(*arguments, **options)
    if not (setpriv := shutil.which("setpriv")):
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    return process(*arguments, before=(setpriv, "--bounding-set=-dac_override", "--inh-caps=-dac_override"), **options)


@pytest.mark.parametrize("command", [["read"], ["add", "north.case"]], ids=lambda command: command[0])
@pytest.mark.parametrize("path", ["missing.txt", "missing/", "no*such.txt", "empty"])
def test_a_missing_input_is_one_line(run: Run, trouble: Path, command: list[str], path: str):
    said = run(*command, path)
    assert said.status == 1
    assert len(said.err.splitlines()) == 1 and path.rstrip("/") in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], ["frobnicate"]),
        (["read", ""], ["empty"]),
        (["clams"], ["claims"]),
        (["--frobnicate"], ["--frobnicate"]),
        (["read"], ["PATH"]),
        (["add"], ["CASE"]),
        (["add", "north.case"], ["PATH"]),
        (["status"], ["CASE"]),
        (["status", "north.case", "too", "many"], ["too"]),
        (["show", "north.case"], ["ID"]),
        (["demo", "extra"], ["extra"]),
        (["read", "--format", "xml", "reports"], ["xml", "jsonl"]),
        (["claims", "north.case", "--format"], ["--format"]),
        (["claims", "north.case", "--polarity", "maybe"], ["maybe", "denied"]),
        (["claims", "north.case", "--certainty", "maybe"], ["maybe", "probable"]),
        (["claims", "north.case", "--min-score", "7"], ["min_score", "from 0 to 1", "7"]),
        (["claims", "north.case", "--order", "size"], ["size", "score"]),
        (["claims", "north.case", "--type", "arm"], ["arm", "arms"]),
        (["claims", "north.case", "--family", "suport"], ["suport", "support"]),
        (["claims", "north.case", "--since", "yesterday"], ["yesterday", "2016-05"]),
        (["claims", "north.case", "--until", "2016-13"], ["2016-13"]),
        (["claims", "north.case", "--limit", "0"], ["0"]),
        (["claims", "north.case", "--limit", "many"], ["--limit", "integer"]),
        (["claims", "north.case", "--text", "--"], ["no word"]),
        (["claims", "north.case", "--text", "!"], ["!"]),
        (["claims", "north.case", "--about", ""], ["name"]),
        (["show", "north.case", ""], ["nothing"]),
        (["show", "north.case", "c-zzzz"], ["c-zzzz"]),
    ],
    ids=lambda value: " ".join(value) if value and value[0] in (*COMMANDS, "--frobnicate", "frobnicate", "clams") else "",
)
def test_a_wrong_command_or_option_is_one_line(run: Run, case: str, arguments: list[str], words: list[str]):
    said = run(*arguments)
    assert said.status == 2
    assert clear(said, *words)


def test_a_reader_that_nobody_installed_is_named(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    said = run("read", "--reader", "oracle", reports)
    assert said.status == 2
    assert clear(said, "oracle", "trained")


def test_a_reader_that_cannot_be_loaded_is_status_4(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(name: str) -> None:
        raise allegedly.ReaderError("the weights are missing; run: make train")

    monkeypatch.setattr(reading, "_loaded", fail)
    for command in (["read"], ["add", "new.case"]):
        said = run(*command, reports)
        assert said.status == 4
        assert clear(said, "weights")
    assert not Path("new.case").exists()


def test_a_fault_of_ours_is_one_line_and_a_file(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("allegedly.cli.reading.say_claim", lambda *_: 1 / 0)
    said = run("read", reports)
    assert said.status == 70
    assert clear(said, "ZeroDivisionError")
    file = Path(said.err.split()[-1])
    assert "Traceback" in file.read_text() and "Python 3" in file.read_text()
    file.unlink()


def test_an_interrupted_add_says_what_is_kept(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    class Interrupted(FakeReader):
        def read(self, document: Any) -> Any:
            if document.name == "herald":
                raise KeyboardInterrupt
            return super().read(document)

    monkeypatch.setattr(reading, "_loaded", lambda name: Interrupted())
    said = run("add", "north.case", reports)
    assert said.status == 130
    assert clear(said, "1 document", "north.case", "again")
    monkeypatch.setattr(reading, "_loaded", lambda name: FakeReader())
    assert run("add", "north.case", reports).out == "north.case: documents: 1 added, 1 unchanged; 3 claims stored\n"


def test_an_interrupted_read_says_that_nothing_was_stored(run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("allegedly.cli.reading.say_claim", interrupt)
    said = run("read", reports)
    assert said.status == 130
    assert clear(said, "nothing was stored")


# ---- help and version --------------------------------------------------------------------------------------------------------------


def test_help_lists_every_command_and_every_exit_status(run: Run):
    said = run("--help")
    assert said.status == 0
    assert re.findall(r"^  ([a-z][\w-]*) {2,}\S", said.out, re.MULTILINE) == list(COMMANDS)
    assert all(f"{status:<4} {meaning}" in said.out for status, meaning in EXIT.items())
    assert run() == said


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_examples_and_says_all_its_options(run: Run, command: str):
    import typer

    said = run(command, "--help")
    assert said.status == 0
    assert "Examples:" in said.out and "..." not in re.sub(r"[A-Z]+\]?\.\.\.", "", said.out)
    assert not set("─│╭╮╰╯\x1b") & set(said.out)
    for param in typer.main.get_command(app).commands[command].params:
        assert param.opts[-1] in said.out or param.metavar in said.out
        assert param.help


def test_the_examples_of_the_help_are_real_options(run: Run, case: str):
    """Every option that an example uses exists in the help of its command."""
    for command in COMMANDS:
        out = run(command, "--help").out
        options, examples = out.split("Examples:")
        for option in re.findall(r"(?<= )--[a-z]+", examples):
            assert option in options, f"{command} {option}"


def test_version_is_that_of_the_package(run: Run):
    assert run("--version").out == f"allegedly {allegedly.__version__}\n"


# ---- the process -------------------------------------------------------------------------------------------------------------------


def process(*arguments: str, code: str = "", before: Sequence[str] = (), **options: Any) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with the fake reader."""
    command = [*before, sys.executable, *(["-c", code] if code else [str(Path(__file__).with_name("fake_reader.py"))])]
    options = {"capture_output": True, "text": True, "timeout": 60, "encoding": "utf-8"} | options
    return subprocess.run([*command, *arguments], check=False, **options)


def test_help_and_the_import_load_no_heavy_library():
    heavy = "rich sqlalchemy alembic trafilatura lxml dateparser onnxruntime tokenizers numpy pypdfium2 docx sentencex"
    code = f"import sys, allegedly; from allegedly.cli import main; main(['--help']); sys.exit(' '.join(m for m in {heavy.split()} if m in sys.modules) or 0)"
    done = process(code=code)
    assert (done.returncode, done.stderr) == (0, "")


def test_reading_plain_text_loads_no_database():
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import fake_reader; fake_reader.install(); from allegedly.cli import main;"
        "status = main(); sys.exit(status or ' '.join(m for m in ['sqlalchemy', 'alembic', 'trafilatura', 'pypdfium2'] if m in sys.modules) or 0)"
    )
    done = process(str(Path(__file__).parent), "read", "-", code=code, input=HERALD)
    assert (done.returncode, done.stderr) == (0, "")


def test_standard_input_is_read_and_the_output_is_utf8_whatever_the_locale(tmp_path: Path):
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = process("read", "--format", "jsonl", "-", input="Iskaria armed rebels, Łukasz said.", env=environment)
    assert done.returncode == 0
    assert json.loads(done.stdout)["chain"] == [{"name": "Łukasz", "named": True}]
    assert "Łukasz" in done.stdout


def test_piped_output_has_no_colour_no_boxes_and_no_width(tmp_path: Path):
    long = "Iskaria armed " + "very " * 60 + "northern rebels, Colonel Brandt said."
    done = process("read", "-", input=long, env=os.environ | {"COLUMNS": "40"})
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) > 300


def test_a_reader_of_our_output_may_stop_early(tmp_path: Path):
    """`| head` gets what it wants and nobody complains."""
    (tmp_path / "long.txt").write_text(HERALD * 500)
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("fake_reader.py")), "read", str(tmp_path / "long.txt")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        assert started.stdout and started.stderr
        started.stdout.readline()
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_one_line(tmp_path: Path):
    with Path("/dev/full").open("w") as full:
        done = process("read", "-", input=HERALD, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == "allegedly: No space left on device\n"


def test_closed_streams_are_no_trouble(tmp_path: Path):
    (tmp_path / "herald.txt").write_text(HERALD)
    program = f'"{sys.executable}" "{Path(__file__).with_name("fake_reader.py")}"'
    for closed in (">&-", "2>&-", "<&-", "2>/dev/full"):
        done = subprocess.run(
            f"{program} read herald.txt missing.txt {closed}", shell=True, cwd=tmp_path, check=False, capture_output=True, text=True
        )
        assert done.returncode == 1, closed
        assert "Traceback" not in done.stderr, closed


def test_ctrl_c_ends_a_running_add_with_one_line_and_a_whole_case(tmp_path: Path):
    (tmp_path / "reports").mkdir()
    for number in range(400):
        (tmp_path / "reports" / f"{number:03}.txt").write_text(f"Report {number}\n\n{HERALD}")
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("fake_reader.py")), "add", "north.case", "reports"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        log = tmp_path / "north.case-wal"
        deadline = time.monotonic() + 60
        while not (log.exists() and log.stat().st_size > 200_000) and time.monotonic() < deadline:
            time.sleep(0.02)
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert (started.returncode, out) == (130, "")
    (line,) = err.splitlines()
    kept = int(re.search(r"the (\d+) documents? finished so far", line)[1])
    with allegedly.open(tmp_path / "north.case") as case:
        assert kept <= case.status().documents <= kept + 1 < 400


def test_a_silent_command_says_what_it_does_after_a_while(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(printing, "PATIENCE", 0.05)
    with printing.Activity("loading the reader") as activity:
        time.sleep(0.3)
        activity.say("adding", 3, 10)
        activity.pause()
        time.sleep(0.3)
    time.sleep(0.1)
    assert capsys.readouterr().err.splitlines() == ["allegedly: loading the reader", "allegedly: adding (3 of 10 files)"]


def test_a_quick_command_says_nothing_on_the_way(capsys: pytest.CaptureFixture[str]):
    with printing.Activity("loading the reader") as activity:
        activity.say("adding", 3, 10)
    assert capsys.readouterr() == ("", "")


# ---- weighing ----------------------------------------------------------------------------------------------------------------------


def proposition(run: Run, case: str, wording: str) -> str:
    """The id of the proposition with these words."""
    return next(row["id"] for row in records(run("propositions", case, "--format", "jsonl").out) if wording in row["wording"])


def test_explain_prints_a_paragraph_and_the_ledger_it_comes_from(run: Run, case: str):
    said = run("explain", case, proposition(run, case, "recruited"))
    assert said.status == 0 and said.out.startswith("Dawn Militia, posing as League, has recruited migrants")
    assert "One outlet reports this, The Herald. It rests on two border officials, whom Courier does not name." in said.out
    assert "+ two border officials (Courier), for it, weight +0.41" in said.out
    assert "“Dawn Militia, posing as the League, recruited migrants in 2015" in said.out
    assert "passes through Courier; P 0.500 without" in said.out


def test_explain_as_jsonl_holds_what_the_text_holds(run: Run, case: str):
    (record,) = records(run("explain", case, proposition(run, case, "recruited"), "--format", "jsonl").out)
    assert record["weighing"]["independence"]["documents"] == 1 and record["voices"][0]["quotes"] and record["sourcing"]


def test_without_says_what_falls(run: Run, case: str):
    said = run("without", case, "courier")
    assert "Falls: no origin is left: 1 proposition" in said.out and "1 -> 0 origins" in said.out


def test_sources_say_who_relays_whom(run: Run, case: str):
    said = run("sources", case)
    assert re.search(r"^  The Herald +0\.60 +3 .*Courier \(1\)", said.out, re.MULTILINE)
    assert "two border officials (Courier, unnamed)" in said.out


def test_a_grade_is_kept_listed_and_taken_back(run: Run, case: str):
    said = run("grade", case, "colonel brandt", "b", "--why", "right before", "--who", "mk")
    assert said.out == "Colonel Brandt graded B, says mk\n"
    assert "Colonel Brandt graded B  right before" in run("assessments", case).out
    assert run("undo", case).out.startswith("taken back: Colonel Brandt graded B, said by mk")
    assert run("assessments", case).out == ""


def test_a_link_is_made_by_hand_and_taken_back(run: Run, case: str):
    told = "Iskaria armed northern rebels in 2016, Major Stern said.\n"
    Path("post.txt").write_text(f"The Post\n14 May 2016\n\n{told}", encoding="utf-8")
    assert run("add", case, "post.txt").status == 0
    id = proposition(run, case, "armed")
    before = run("explain", case, id).out
    said = run("link", case, "Major Stern", "colonel brandt", "--why", "the same briefing", "--who", "mk")
    assert said.out == "Major Stern and Colonel Brandt are one source, says mk\n"
    after = run("explain", case, id).out
    assert "1.00 because mk says so: the same briefing" in after and "1.00 because" not in before
    assert "Major Stern and Colonel Brandt are one source" in run("assessments", case).out
    assert run("undo", case).out.startswith("taken back: Major Stern and Colonel Brandt are one source, said by mk")
    assert run("explain", case, id).out == before


def test_a_copy_dated_before_its_original_is_refused(run: Run, case: str):
    Path("post.txt").write_text("The Post\n14 May 2016\n\nIskaria armed northern rebels in 2016.\n", encoding="utf-8")
    run("add", case, "post.txt")
    said = run("link", case, "herald", "post", "--why", "x")
    assert (said.out, said.status) == ("", 2)
    assert said.err.strip() == (
        "allegedly: herald of 2016-05-12 cannot have copied post of 2016-05-14, which is later; name the copy first, or correct one of the dates"
    )
    assert run("link", case, "post", "herald", "--why", "x", "--who", "mk").out == "post took it from herald, says mk\n"
    assert run("link", case, "post", "herald", "--never", "--why", "y", "--who", "mk").out.startswith("neither of post and herald has it")


def test_sides_priors_and_outcomes_are_kept(run: Run, case: str):
    id = proposition(run, case, "armed")
    assert run("side", case, "Defence Ministry", "junta", "party", "--why", "x").status == 0
    assert run("interest", case, "junta", id, "against", "--why", "x").status == 0
    assert run("prior", case, id, "0.2", "--why", "x").status == 0
    assert run("settle", case, id, "true", "--why", "x").status == 0
    said = run("explain", case, id)
    assert "prior 0.20, set by" in said.out and "junta: a party to the conflict; gains if it is disbelieved" in said.out


def test_claims_are_found_by_what_stands_behind_them(run: Run, case: str):
    assert "Dawn Militia, posing as League" in run("claims", case, "--rests-only-on", "Courier").out
    assert "Iskaria has armed" in run("claims", case, "--contested").out
    assert "Iskaria" not in run("claims", case, "--unnamed-only").out
    assert run("claims", case, "--single-origin", "--as-of", "2015").out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("grade", "Courier", "H", "--why", "x"), "“H” is no reliability grade; use a letter from A"),
        (("without", "Post"), "there is no source 'Post' in this case"),
        (("explain", "p-aaaaaa"), "nothing called p-aaaaaa"),
        (("sources", "--as-of", "yesterday"), "“yesterday” is no date"),
        (("claims", "--rests-only-on", "Post"), "there is no source 'Post'"),
    ],
)
def test_weighing_refuses_what_makes_no_sense_in_one_line(run: Run, case: str, arguments: Sequence[str], message: str):
    command, *rest = arguments
    said = run(command, case, *rest)
    assert said.status == 2 and said.out == "" and message in said.err and said.err.count("\n") == 1
