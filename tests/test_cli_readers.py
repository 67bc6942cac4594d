"""A language model as reader, and two readers on one case, on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import allegedly
from allegedly.base.errors import CaseError
from allegedly.claims import endpoints, reading
from allegedly.claims.endpoints import Endpoint, Question, Reply
from allegedly.claims.readers import load_reader
from allegedly.cli import main, printing
from tests.claims.model_server import Turn, answer, entry, serving
from tests.factory import PatternReader

TEXT = "The junta armed the rebels in 2016. Iskaria funded the League.\n"
ANSWER = answer(entry("armed", agent="junta", patient="rebels"), entry("armed", agent="Nobody"))
REMOTE = ("--reader", "prompted", "--model", "m", "--endpoint", "https://model.example.org/v1")


class Said(NamedTuple):
    """What a command printed, and its exit status."""

    out: str
    err: str
    status: int


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in a folder that holds report.txt; the trained reader is one that needs no weights, and no key is in the environment."""
    monkeypatch.setattr(reading, "_loaded", lambda name: PatternReader() if name == "trained" else load_reader(name))
    monkeypatch.setattr(printing, "PATIENCE", 600)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(endpoints, "find_key", lambda url: None)
    monkeypatch.setattr(endpoints, "WAITS", (0.0,) * 4)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text(TEXT)

    def run(*arguments: str | Path) -> Said:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Said(*capsys.readouterr(), status)

    return run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """What would have been sent to https://model.example.org; the answer is `ANSWER`."""
    sent: list[Question] = []

    def ask(self: Endpoint, question: Question) -> Reply:
        sent.append(question)
        return Reply(ANSWER, "done", 100, 10)

    monkeypatch.setattr(Endpoint, "ask", ask)
    return sent


def test_a_model_on_this_machine_reads_without_being_asked_about(run: Run) -> None:
    with serving(ANSWER) as server:
        said = run("read", "report.txt", "--reader", "prompted", "--model", "m", "--endpoint", server.address + "/v1", "--format", "jsonl")
    (claim,) = (json.loads(line) for line in said.out.splitlines())
    assert said.status == 0 and claim["trigger"]["text"] == "armed" and claim["reader"].startswith("prompted:m 1-")
    assert "allegedly: reading the texts of 1 document (63 characters) with m on this machine: at most 1 request and about" in said.err


def test_adding_says_what_was_refused_and_why(run: Run) -> None:
    with serving(ANSWER) as server:
        said = run("add", "x.case", "report.txt", "--reader", "prompted", "--model", "m", "--endpoint", server.address + "/v1")
    assert "1 claim stored; 1 claim refused: argument not in the text 1" in said.out
    with allegedly.open("x.case") as case:
        (row,) = (row for row in case.history() if row.did == "read")
    assert row.detail == {"claims": 1, "refused": 1, "reasons": {"argument not in the text": 1}}


def test_nothing_is_sent_away_unless_somebody_says_yes(run: Run, asked: list[Question]) -> None:
    said = run("add", "x.case", "report.txt", *REMOTE)
    assert said.status == 2 and not asked and not Path("x.case").exists()
    assert "would be sent to https://model.example.org/v1, which nobody has allowed; --yes allows it" in said.err
    assert run("read", "report.txt", *REMOTE).status == 2 and not asked


def test_yes_says_what_is_sent_where_and_the_case_remembers(run: Run, asked: list[Question]) -> None:
    said = run("add", "x.case", "report.txt", *REMOTE, "--yes", "--price", "3,15")
    assert said.status == 0 and len(asked) == 1
    assert (
        "sending the texts of 1 document (63 characters), their titles, publishers and dates to https://model.example.org/v1 (model m)"
        in said.err
    )
    assert "at the price given" in said.err and "nothing else leaves this machine" in said.err
    with allegedly.open("x.case") as case:
        assert [row.subject for row in case.history() if row.did == "sending allowed"] == ["https://model.example.org/v1"]
    Path("more.txt").write_text(TEXT + "More.")
    assert run("add", "x.case", "more.txt", *REMOTE).status == 0
    assert len(asked) == 2


def test_a_person_at_a_terminal_is_asked(run: Run, asked: list[Question], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for reply, sent in ((False, 0), (True, 1)):
        monkeypatch.setattr("typer.confirm", lambda *_, reply=reply, **__: reply)
        said = run("add", "x.case", "report.txt", *REMOTE)
        assert (said.status == 0, len(asked)) == (reply, sent)
        assert "about to send the texts of 1 document" in said.err


def test_what_is_marked_is_never_sent(run: Run, asked: list[Question]) -> None:
    run("add", "x.case", "report.txt")
    assert run("never-send", "x.case", "report", "--why", "its sources").out.endswith("never sent\n")
    said = run("add", "x.case", "report.txt", *REMOTE, "--yes")
    assert not asked and "1 document never sent, so not read" in said.out
    assert run("never-send", "x.case").out.startswith("d-")
    assert run("never-send", "x.case", "report", "--lift").out.endswith("may be sent again\n")
    assert run("add", "x.case", "report.txt", *REMOTE, "--yes").status == 0 and len(asked) == 1


def test_a_spent_budget_ends_the_command_and_says_what_was_kept(run: Run) -> None:
    for name in "abc":
        Path(f"{name}.txt").write_text(TEXT + f"The port of {name} burned.")
    with serving(Turn(ANSWER, usage=False)) as server:
        model = ("--reader", "prompted", "--model", "m", "--endpoint", server.address + "/v1", "--at-once", "1")
        said = run("add", "x.case", "a.txt", "b.txt", "c.txt", *model, "--max-tokens", "6000")
        assert said.status == 4
        assert "budget of 6,000 tokens is spent" in said.err and "the 1 document finished so far are in x.case" in said.err
        assert run("add", "x.case", "a.txt", "b.txt", "c.txt", *model).status == 0
        assert len(server.requests) == 3  # nothing is paid for twice


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--reader", "prompted"), "the reader 'prompted' needs --model"),
        (("--model", "m"), "the reader 'trained' takes no option --model"),
        (("--reader", "prompted", "--model", "m", "--max-cost", "1"), "max-cost needs the price"),
        (("--reader", "prompted", "--model", "m", "--endpoint", "nowhere"), "'nowhere' is no address of an endpoint"),
        (("--reader", "prompted", "--model", "m", "--prompt", "none.md"), "none.md cannot be read"),
    ],
)
def test_a_wrong_option_is_one_line_and_leaves_no_case(run: Run, options: tuple[str, ...], message: str) -> None:
    said = run("add", "x.case", "report.txt", *options)
    assert said.status == 2 and message in said.err and len(said.err.splitlines()) == 1
    assert not Path("x.case").exists()


def test_the_key_stands_nowhere_but_in_the_request(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "find_key", lambda url: "sk-secret")
    with serving(ANSWER, Turn("bad key sk-secret", status=401)) as server:
        for name in ("report.txt", "other.txt"):
            Path(name).write_text(TEXT + name)
            said = run("add", "x.case", name, "--reader", "prompted", "--model", "m", "--endpoint", server.address + "/v1")
            assert "sk-secret" not in said.out + said.err
    assert server.requests[0].headers["authorization"] == "Bearer sk-secret"
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.suffix == ".json" for file in kept) and any(file.name.startswith("x.case") for file in kept)
    assert all(b"sk-secret" not in file.read_bytes() for file in kept)


def test_what_two_readers_disagree_about_is_shown_decided_and_scored(run: Run) -> None:
    run("add", "x.case", "report.txt")
    with serving(answer(entry("armed", agent="rebels", patient="junta"))) as server:
        run("add", "x.case", "report.txt", "--reader", "prompted", "--model", "m", "--endpoint", server.address + "/v1")
    said = run("claims", "x.case", "--disputed")
    assert "they differ in agent, patient" in said.out and "no other reader has it" in said.out and "prompted:m 1-" in said.out
    (armed, funded) = (json.loads(line) for line in run("claims", "x.case", "--disputed", "--format", "jsonl").out.splitlines())
    assert armed["differs"] == ["agent", "patient"] and [claim["type"] for claim in funded["claims"]] == ["funds"]
    ours, theirs = (claim["id"] for claim in armed["claims"])
    assert run("decide", "x.case", ours, funded["claims"][0]["id"], "--who", "ann").out.count("accepted by ann") == 2
    assert run("decide", "x.case", theirs, "--against").status == 0
    assert run("claims", "x.case", "--disputed").out == ""
    two, *rows = [json.loads(line) for line in run("score", "x.case", "--format", "jsonl").out.splitlines()]
    assert (two["agreed"], two["disputed"], two["undecided"]) == (0, 2, 0)
    assert [(row["reader"].split()[0], row["precision"], row["recall"]) for row in rows] == [("pattern", 1, 1), ("prompted:m", 0, 0)]
    said = run("score", "x.case").out
    assert "precision" in said and "0 claims the same, 2 in dispute, of which nobody has decided 0" in said
    assert "1 document read by prompted:m" in (said := run("status", "x.case").out) and "1 claim; leads in 0" in said
    assert run("prefer", "x.case", "prompted:m").out == "prompted:m leads in 1 document\n"
    assert run("prefer", "x.case", "psychic").status == 2
    assert run("claims", "x.case", "--disputed", "--about", "junta").status == 2


def test_help_and_other_readers_need_no_client_library(tmp_path: Path) -> None:
    code = "import sys; sys.modules['httpx'] = sys.modules['keyring'] = None; from allegedly.cli import main; sys.exit(main(sys.argv[1:]))"
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    (tmp_path / "report.txt").write_text(TEXT)

    def status(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )
        return done.returncode, done.stderr

    assert status("read", "--help") == (0, "")
    failed, said = status("read", "report.txt", "--reader", "prompted", "--model", "m")
    assert failed == 4 and "pip install 'allegedly[prompted]'" in said


def test_ctrl_c_ends_at_once_and_the_same_command_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Three documents are being read at the same time, two of them by a model that takes a minute."""
    slow = {"on": True}

    def say(body: dict[str, Any]) -> Turn | str:
        first = "number 0" in body["messages"][-1]["content"]
        return Turn(ANSWER, delay=0 if first or not slow["on"] else 60)

    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"The junta armed the rebels of number {number}. It rained.\n")
    with serving(say=say) as server:
        options = ("--reader", "prompted", "--model", "m", "--endpoint", server.address + "/v1", "--at-once", "3")
        command = [sys.executable, "-m", "allegedly", "add", "x.case", *(f"{number}.txt" for number in range(3)), *options]
        environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        running = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        while not (len(server.requests) == 3 and _documents(tmp_path / "x.case")):
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
        assert running.returncode == 130 and "interrupted; the 1 document finished so far are in x.case" in said
        slow["on"] = False
        assert subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).returncode == 0
        assert len(server.requests) == 5  # the first document was finished
    assert _documents(tmp_path / "x.case") == 3


def _documents(path: Path) -> int:
    try:
        with allegedly.open(path) as case:
            return case.documents().count()
    except CaseError:  # not made yet
        return 0
