from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import allegedly
from allegedly.base.errors import CaseError, CaseLocked, CaseMissing, CaseTooNew, NotACase
from allegedly.case import Case
from allegedly.store import database as module
from allegedly.store import schema
from allegedly.store.database import is_companion
from allegedly.store.history import append
from tests.factory import PatternReader, document
from tests.store.conftest import Add

FIRST = "The junta armed the rebels in 2016, two officials said."


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


# ---- what is no case ---------------------------------------------------------------------------------------------------------------


def test_a_case_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CaseMissing, match="there is no case at .*/x.case; make one with: allegedly add x.case PATH..."):
        allegedly.open(tmp_path / "x.case")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["no/such/folder/x.case", "a\0b.case"])
def test_a_case_cannot_be_made_where_there_is_no_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaseMissing):
        allegedly.open(tmp_path / name, create=True)


def test_a_name_too_long_for_the_system_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CaseLocked, match="cannot be opened: File name too long"):
        allegedly.open(tmp_path / f"{'x' * 300}.case", create=True)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    "content", [b"The junta armed the rebels.", b"SQLite format 2\0", os.urandom(5000), b"SQLite format 3\0" + b"\1" * 4080]
)
def test_another_kind_of_file_is_refused_and_left_alone(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "x.case"
    path.write_bytes(content)
    with pytest.raises(NotACase, match="is not a case"):
        allegedly.open(path, create=create)
    assert bytes_of(path) == content
    assert [each.name for each in tmp_path.iterdir()] == ["x.case"]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, create: bool, mode: str) -> None:
    path = tmp_path / "x.case"
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA journal_mode = {mode}")
        raw.execute("CREATE TABLE history (number)")
    raw.close()
    before = bytes_of(path)
    with pytest.raises(NotACase, match="another program's SQLite file"):
        allegedly.open(path, create=create)
    assert bytes_of(path) == before


def test_a_folder_and_a_device_are_no_cases(tmp_path: Path) -> None:
    with pytest.raises(NotACase, match="is a folder"):
        allegedly.open(tmp_path)
    with pytest.raises(NotACase, match="is not a file"):
        allegedly.open("/dev/null", create=True)


def test_an_empty_file_becomes_a_case_only_when_one_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "x.case"
    path.touch()
    with pytest.raises(NotACase, match="an empty file"):
        allegedly.open(path)
    assert bytes_of(path) == b""
    allegedly.open(path, create=True).close()
    with allegedly.open(path) as case:
        assert case.status().documents == 0


def test_a_damaged_case_says_so(path: Path, add: Add, case: Case) -> None:
    add(document(FIRST))
    case.close()
    whole = bytes_of(path)
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(CaseError, match="is damaged"), allegedly.open(path) as broken:
        broken.claims().to_dicts()


# ---- what a case is ----------------------------------------------------------------------------------------------------------------


def test_a_new_case_is_marked_and_in_wal_mode(path: Path) -> None:
    raw = sqlite3.connect(path)
    marks = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "journal_mode")]
    raw.close()
    assert marks == [schema.APPLICATION_ID, schema.VERSION, "wal"]


def test_a_case_killed_before_it_was_in_wal_mode_is_when_it_is_next_opened(path: Path) -> None:
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    raw.close()
    allegedly.open(path).close()
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_a_case_is_one_file_once_it_is_closed(path: Path, add: Add, case: Case) -> None:
    add(document(FIRST))
    case.close()
    case.close()
    assert [each.name for each in path.parent.iterdir()] == ["x.case"]


@pytest.mark.parametrize("name", ["with space.case", "what?.case", "100%.case", "a#b.case", "дело.case", "x"])
def test_a_case_may_have_any_name(tmp_path: Path, name: str) -> None:
    allegedly.open(tmp_path / name, create=True).close()
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("place", "own"),
    [
        ("/a/x.case", True),
        ("/a/x.case-wal", True),
        ("/a/x.case.backup-1", True),
        ("/a/x.case.backup-1.2", True),
        ("/a/x.case.txt", False),
        ("/b/x.case", False),
        ("/a/x", False),
    ],
)
def test_a_case_knows_its_own_files(place: str, own: bool) -> None:
    assert is_companion(place, Path("/a/x.case")) is own


def test_the_same_document_has_the_same_ids_in_another_case(tmp_path: Path, path: Path) -> None:
    found = []
    for target in (path, Path(shutil.copy(path, tmp_path / "y.case"))):
        (tmp_path / "report.txt").write_text(FIRST)
        with allegedly.open(target) as case:
            case.add(tmp_path / "report.txt", reader=PatternReader())
            found.append(
                [row.id for rows in (case.documents(), case.sources(), case.entities()) for row in rows] + [c.id for c in case.claims()]
            )
    assert found[0] == found[1] and len(found[0]) == 5


# ---- other versions of the program -------------------------------------------------------------------------------------------------


def set_version(path: Path, version: int) -> None:
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {version}")
    raw.close()


def test_a_case_of_a_newer_program_is_refused_naming_both_versions(path: Path) -> None:
    set_version(path, schema.VERSION + 3)
    before = bytes_of(path)
    with pytest.raises(CaseTooNew, match=f"has schema {schema.VERSION + 3}, this allegedly [0-9.]+ knows schemas up to {schema.VERSION};"):
        allegedly.open(path)
    assert bytes_of(path) == before


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The program with one more migration, whose file is given."""
    steps = Path(shutil.copytree(module.MIGRATIONS, tmp_path / "steps", ignore=shutil.ignore_patterns("__pycache__")))
    step = steps / f"m{schema.VERSION + 1:04}_remarks.py"
    step.write_text(
        f"from alembic import op\n\nrevision = '{schema.VERSION + 1:04}'\ndown_revision = '{schema.VERSION:04}'\n\n\n"
        "def upgrade():\n    op.execute('CREATE TABLE remarks (text TEXT)')\n"
    )
    monkeypatch.setattr(module, "MIGRATIONS", steps)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    return step


def test_an_older_case_is_migrated_after_a_backup(path: Path, add: Add, case: Case, newer: Path) -> None:
    add(document(FIRST))
    case.close()
    before = schema.VERSION - 1
    with allegedly.open(path) as migrated:
        assert migrated.claims().count() == 1
        *_, last = migrated.history()
        assert (last.did, last.detail) == ("migrated", {"from": before, "to": before + 1, "backup": f"x.case.backup-{before}"})
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT count(*) FROM remarks").fetchone() == (0,)
    assert raw.execute("PRAGMA user_version").fetchone() == (before + 1,)
    raw.close()
    backup = sqlite3.connect(path.with_name(f"x.case.backup-{before}"))
    assert backup.execute("PRAGMA user_version").fetchone() == (before,)
    assert backup.execute("SELECT count(*) FROM claims").fetchone() == (1,)
    backup.close()


def test_a_backup_is_never_overwritten(path: Path, newer: Path) -> None:
    earlier = path.with_name(f"x.case.backup-{schema.VERSION - 1}")
    earlier.write_text("precious")
    allegedly.open(path).close()
    assert earlier.read_text() == "precious"
    assert path.with_name(f"{earlier.name}.2").exists()


def test_a_migration_that_fails_leaves_the_case_as_it_was(path: Path, add: Add, case: Case, newer: Path) -> None:
    add(document(FIRST))
    case.close()
    newer.write_text(newer.read_text() + "    op.execute('CREATE TABLE claims (text TEXT)')\n")
    with pytest.raises(Exception, match="table claims already exists"):
        allegedly.open(path)
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)
    assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'remarks'").fetchone() == (0,)
    assert raw.execute("SELECT count(*) FROM claims").fetchone() == (1,)
    raw.close()
    assert not list(path.parent.glob("x.case.backup*"))


# ---- what cannot be written --------------------------------------------------------------------------------------------------------


def test_a_case_that_another_program_writes_is_locked(path: Path, add: Add, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.close()
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with allegedly.open(path) as waiting:
        assert waiting.status().documents == 0  # reading goes on
        with pytest.raises(CaseLocked, match="is being written by another program; wait"), waiting._database.writing() as connection:
            append(connection, did="tried")
    other.execute("ROLLBACK")
    other.close()


def test_a_full_disk_leaves_the_finished_documents_and_is_told_in_one_line(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(f"Iskaria armed group {number}. {'And so on. ' * 500}")
    with allegedly.open(path) as case:
        with case._database.reading() as connection:  # the one pooled connection; SQLite counts pages instead of the disk
            connection.exec_driver_sql(f"PRAGMA max_page_count = {path.stat().st_size // 4096 + 40}")
        with pytest.raises(CaseLocked, match="the disk is full or failing; make room"):
            case.add(folder, reader=PatternReader())
    with allegedly.open(path) as case:
        stored = case.documents().count()
        assert 0 < stored < 30
        assert case.claims().count() == stored
        assert case.add(folder, reader=PatternReader()).added == 30 - stored
        assert case.claims().count() == 30


@contextmanager
def nobody() -> Iterator[None]:
    """Go on as a user whom permissions bind; root may write anywhere."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
    else:
        yield


@pytest.fixture
def readonly(blank: Path) -> Iterator[Path]:
    """A case in a folder that cannot be written, outside pytest's own folders, into which nobody else may look."""
    with allegedly.open(blank) as warm, warm._database.reading():  # whatever is imported late must be before `nobody`
        pass
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = Path(shutil.copy(blank, folder / "x.case"))
        with allegedly.open(path) as case:
            (folder / "report.txt").write_text(FIRST)
            case.add(folder / "report.txt", reader=PatternReader())
        folder.chmod(0o555)
        path.chmod(0o444)
        yield path
        folder.chmod(0o755)


def test_a_case_in_a_read_only_folder_can_be_read(readonly: Path) -> None:
    with nobody(), allegedly.open(readonly) as case:
        assert [claim.type for claim in case.claims()] == ["arms"]
        assert case.status().documents == 1


def test_a_case_in_a_read_only_folder_is_not_written(readonly: Path) -> None:
    before = bytes_of(readonly)
    with nobody(), allegedly.open(readonly) as case:
        assert case.add(readonly.parent / "report.txt", reader=PatternReader()).unchanged == 1
        with pytest.raises(CaseLocked, match="cannot be written; copy the case"):
            case.add(readonly.parent / "report.txt", reader=PatternReader("pattern 2"))
    assert bytes_of(readonly) == before


def test_no_case_is_made_in_a_read_only_folder(readonly: Path) -> None:
    with nobody(), pytest.raises(CaseLocked, match="y.case cannot be written; check the permissions"):
        allegedly.open(readonly.with_name("y.case"), create=True)


def test_a_case_that_may_not_be_read_is_told_in_one_line(readonly: Path) -> None:
    readonly.chmod(0)
    with nobody(), pytest.raises(CaseLocked, match="cannot be opened: Permission denied"):
        allegedly.open(readonly)


def test_a_case_on_a_writable_folder_that_is_itself_read_only_can_be_read(readonly: Path) -> None:
    readonly.parent.chmod(0o777)
    with nobody(), allegedly.open(readonly) as case:
        assert case.claims().count() == 1
        with pytest.raises(CaseLocked, match="cannot be written"):
            case.add(readonly.parent / "report.txt", reader=PatternReader("pattern 2"))
