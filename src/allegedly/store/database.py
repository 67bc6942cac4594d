"""`Database`: the one place that knows how a case file is opened, locked, migrated and what can go wrong with it.

A case is an SQLite file in WAL mode: one process writes while any number read, and a process that is killed leaves the last whole
transaction. Readers open a deferred transaction, so that a question is answered from one state of the case; writers take the write lock
at once, so that two of them never find out halfway. Nothing is written into a file before it is known to be a case.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from allegedly.base.errors import CaseError, CaseLocked, CaseMissing, CaseTooNew, NotACase
from allegedly.store import history, schema

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 15.0  # how long to wait for another writer; each holds the lock for one document, some tens of milliseconds
CACHE = 65_536  # KiB of the file that a connection may keep at hand; with the 2,000 of SQLite a large case is read from the disk again and again
SQLITE_MAGIC = b"SQLite format 3\x00"
COMPANION = re.compile(r"|-wal|-shm|-journal|\.backup-[\d.]+(\.part)?")
NEXT_STEP = "name a case made by `allegedly add CASE PATH...`"


class Database:
    """An open case file. `reading` and `writing` give connections within a transaction."""

    def __init__(self, path: Path, engine: Engine, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.remembered: dict[str, tuple[str, Any]] = {}  # what store/workings.py worked out, and for which state of the case
        self._engine = engine

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, create: bool = False) -> Database:
        """The case at `path`, brought to this program's schema. Raises `CaseMissing`, `NotACase`, `CaseTooNew` or `CaseLocked`."""
        where = Path(os.path.abspath(path))  # as capture writes places, so that a case knows its own files
        _look(where, create=create)
        database = _connect(where)
        try:
            with translated(where):
                database._bring_to_this_schema(create=create)
                database._use_log()
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the case from its first query on."""
        with translated(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock; commits at the end, or leaves no trace when an exception passes through."""
        if self.read_only:
            raise CaseLocked(f"{self.path} is in a place that cannot be written; copy the case to a folder of yours and try again")
        with translated(self.path), self._engine.connect().execution_options(takes_lock=True) as connection, connection.begin():
            yield connection

    def size(self) -> int:
        """Bytes on disk, with what is still in the write-ahead log."""
        files = (self.path, companion(self.path, "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Give the file back. Harmless when repeated."""
        self._engine.dispose()

    def _marks(self) -> tuple[int, int, int]:
        with self._engine.connect() as connection:
            return _marks(connection)

    def _bring_to_this_schema(self, *, create: bool) -> None:
        application, version, objects = self._marks()
        if not application and not objects and create:
            self._make()
            return
        if application != schema.APPLICATION_ID:
            what = "another program's SQLite file" if objects else "an empty file"
            raise NotACase(f"{self.path} is not a case but {what}; {NEXT_STEP}")
        if version > schema.VERSION:
            raise CaseTooNew(
                f"{self.path} has schema {version}, this {history.program()} knows schemas up to {schema.VERSION}; bring the program up to date "
                "with: pip install --upgrade allegedly"
            )
        if version < schema.VERSION:
            self._migrate()

    def _make(self) -> None:
        with self.writing() as connection:
            if not _marks(connection)[0]:  # another process may have made it while we waited for the lock
                upgrade(connection)
                connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
                history.append(connection, did="created", detail={"schema": schema.VERSION})

    def _use_log(self) -> None:
        """Switch to WAL mode, which lasts. Never before the case is made: a process killed until then leaves an empty file."""
        if self.read_only:
            return
        with closing(self._engine.raw_connection()) as raw, suppress(sqlite3.OperationalError):  # in use: whoever opens it next switches
            if raw.cursor().execute("PRAGMA journal_mode").fetchone() != ("wal",):
                raw.cursor().execute("PRAGMA journal_mode = WAL")

    def _migrate(self) -> None:
        with self.writing() as connection:
            _, version, _ = _marks(connection)
            if version == schema.VERSION:
                return  # another process migrated it while we waited for the lock
            backup = back_up(self.path, version)
            try:
                upgrade(connection)
                history.append(connection, did="migrated", detail={"from": version, "to": schema.VERSION, "backup": backup.name})
            except BaseException:
                backup.unlink()  # the case itself stays as it was
                raise


def _look(path: Path, *, create: bool) -> None:
    """Refuse what can be told from the outside."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise NotACase(f"{path} is a folder, not a case; {NEXT_STEP}")
        if not stat.S_ISREG(kind):
            raise NotACase(f"{path} is not a file; {NEXT_STEP}")
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a NUL in the name
        if not create:
            raise CaseMissing(f"there is no case at {path}; make one with: allegedly add {path.name} PATH...") from error
        if isinstance(error, ValueError) or not path.parent.is_dir():
            raise CaseMissing(f"there is no folder {path.parent} to make {path.name} in; create it first") from error
        return
    except OSError as error:
        raise CaseLocked(f"{path} cannot be opened: {error.strerror}; check the name and its permissions") from error
    if start and start != SQLITE_MAGIC:
        raise NotACase(f"{path} is not a case but some other kind of file; {NEXT_STEP}")


def _connect(path: Path) -> Database:
    """A database on `path`; where its folder cannot be written, one that reads the file as it stands."""
    database = Database(path, _engine(f"{path.as_uri()}?mode=rwc"), read_only=False)
    try:
        database._marks()
    except DBAPIError as error:
        database.close()
        # Reading in WAL mode needs files beside the case. Without a log the file is complete and can be read alone.
        log = companion(path, "-wal")
        whole = path.exists() and not (log.exists() and log.stat().st_size)
        if not whole or _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise _translate(path, error) from error
        return Database(path, _engine(f"{path.as_uri()}?mode=ro&immutable=1"), read_only=True)
    return database


def _engine(uri: str) -> Engine:
    def connect() -> sqlite3.Connection:
        # isolation_level None leaves BEGIN to `_begin`; the driver would begin too late for a consistent read.
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    # A pool, because the last connection to close folds the log into the file, which is too dear to do per query.
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=-1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, _: object) -> None:
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute(f"PRAGMA cache_size = {-CACHE}")
    raw.execute("PRAGMA synchronous = NORMAL")  # in WAL mode a crash cannot tear a transaction, and no commit waits for the disk


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("takes_lock") else "BEGIN")


def _marks(connection: Connection) -> tuple[int, int, int]:
    """Application id, schema version and number of tables."""

    def number(query: str) -> int:
        return int(connection.exec_driver_sql(query).scalar_one())

    return number("PRAGMA application_id"), number("PRAGMA user_version"), number("SELECT count(*) FROM sqlite_master")


def upgrade(connection: Connection) -> None:
    """Run every step of `MIGRATIONS` that the case lacks, within the transaction of `connection`."""
    # Here and not above: alembic takes most of a second to import, and a case at this schema never needs it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])

    def steps(revision: Any, _: Any) -> Any:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
    connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")


def back_up(path: Path, version: int) -> Path:
    """A whole copy of the case beside it, called `x.case.backup-<version>`; one that exists already is never overwritten."""
    copy = companion(path, f".backup-{version}")
    count = 1
    while copy.exists():
        count += 1
        copy = companion(path, f".backup-{version}.{count}")
    part = companion(copy, ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        return part.rename(copy)
    finally:
        part.unlink(missing_ok=True)


def companion(path: Path, suffix: str) -> Path:
    """The file beside `path` whose name goes on with `suffix`."""
    return path.with_name(path.name + suffix)


def is_companion(place: str, path: Path) -> bool:
    """Whether `place` is the case at `path` itself, its log or a backup copy of it."""
    return place.startswith(str(path)) and COMPANION.fullmatch(place[len(str(path)) :]) is not None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite says into an error of ours that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _translate(path, error) from error
    except sqlite3.Error as error:
        raise _explain(path, error) from error


def _code(error: DBAPIError) -> int:
    # The low byte is the kind of error, the rest its particulars.
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _translate(path: Path, error: DBAPIError) -> Exception:
    return _explain(path, error.orig) if isinstance(error.orig, sqlite3.Error) else error


def _explain(path: Path, error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CaseLocked(f"{path} is being written by another program; wait until it is done and try again")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return CaseLocked(f"{path} cannot be written; check the permissions of file and folder, or copy the case to a folder of yours")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return CaseLocked(f"{path} cannot be written because the disk is full or failing; make room and run the same command again")
    if code == sqlite3.SQLITE_NOTADB:
        return NotACase(f"{path} is not a case but some other kind of file; {NEXT_STEP}")
    if code == sqlite3.SQLITE_CORRUPT:
        return CaseError(f"{path} is damaged ({error}); restore it from a copy, or add the documents to a new case")
    return error
