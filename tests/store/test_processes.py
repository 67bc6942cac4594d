"""What other processes see, and what is left of one that is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import allegedly
from allegedly.base.errors import CaseMissing, NotACase
from allegedly.store import schema
from tests.factory import PatternReader

ROOT = Path(__file__).parents[2]
REPORTS = 40

ADD = """
import os, signal, sys, time
import allegedly
from allegedly.store import history
from tests.factory import PatternReader

path, folder, delay, fatal = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])

class Slow(PatternReader):
    def read(self, doc):
        time.sleep(delay)
        return super().read(doc)

keep = history.append

def append(connection, *, did, **rest):
    global fatal
    keep(connection, did=did, **rest)
    fatal -= did == "read"
    if not fatal:
        os.kill(os.getpid(), signal.SIGKILL)  # every row of the document is written, nothing is committed

history.append = append
with allegedly.open(path, create=True) as case:
    print("open", flush=True)
    print(case.add(folder, reader=Slow()).added)
"""


def start(path: Path, folder: Path, *, delay: float = 0, fatal: int = -1) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ADD, str(path), str(folder), str(delay), str(fatal)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> int:
    """How many documents it added."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return int(out.split()[-1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports with two claims each."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(REPORTS):
        (folder / f"{number:02}.txt").write_text(f"Iskaria armed group {number}, an official said.\nGroup {number} attacked the League.")
    return folder


def check_whole(path: Path) -> int:
    """The number of documents in the case, each of which is whole."""
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    for index in schema.FULL_TEXT:
        raw.execute(f"INSERT INTO {index.name}({index.name}, rank) VALUES ('integrity-check', 1)")
    raw.rollback()
    counts = {
        name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("documents", "captures", "readings", "claims", "hops")
    }
    raw.close()
    number = counts["documents"]
    assert counts == {"documents": number, "captures": number, "readings": number, "claims": 2 * number, "hops": number}
    return int(number)


def complete(path: Path, folder: Path, there: int) -> None:
    """Another `add` finishes the job."""
    with allegedly.open(path, create=True) as case:
        assert case.add(folder, reader=PatternReader()).added == REPORTS - there
    assert check_whole(path) == REPORTS


def test_killed_within_a_transaction_only_whole_documents_remain(path: Path, folder: Path) -> None:
    process = start(path, folder, fatal=5)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert check_whole(path) == 4
    complete(path, folder, 4)


@pytest.mark.parametrize("after", [0.02, 0.11])
def test_killed_at_any_moment_the_case_opens_and_can_be_finished(path: Path, folder: Path, after: float) -> None:
    process = start(path, folder, delay=0.002)
    assert process.stdout is not None and process.stdout.readline() == "open\n"
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    complete(path, folder, check_whole(path))


def test_killed_while_a_case_is_made_leaves_no_half_made_one(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.case"
    code = "import os, signal\nfrom allegedly.store import history\nhistory.append = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
    code += f"import allegedly\nallegedly.open({str(path)!r}, create=True)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    with pytest.raises((CaseMissing, NotACase)):
        allegedly.open(path)
    complete(path, folder, 0)


def test_one_process_reads_whole_documents_while_another_writes(path: Path, folder: Path) -> None:
    process = start(path, folder, delay=0.01)
    seen = [0]
    with allegedly.open(path) as case:
        while process.poll() is None:
            status = case.status()
            assert status.claims == 2 * status.documents >= 2 * seen[-1]
            assert len(list(case.claims(about="group"))) >= status.claims
            seen.append(status.documents)
    assert finish(process) == REPORTS
    assert any(0 < number < REPORTS for number in seen)


def test_two_processes_add_the_same_folder_once(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "x.case"
    first, second = start(path, folder), start(path, folder)
    assert finish(first) + finish(second) == REPORTS
    assert check_whole(path) == REPORTS
