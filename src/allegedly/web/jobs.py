"""What takes longer than a page may: documents are read, exports written, one after another, while the pages go on being answered.

Each kind has a thread of its own, so that an export does not wait for a thousand documents. Nothing here outlives the program: what was stored
stays in the case, and what was not read is named when the program ends.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Literal

from allegedly.base.errors import AllegedlyError, NotFound
from allegedly.case import AddStep

Kind = Literal["adding", "leaving"]
State = Literal["waiting", "running", "done", "failed", "stopped"]

KEPT = 40  # jobs that are remembered, with the files they made; the older ones go
log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody stopped this job, or the program ends."""


@dataclass(slots=True, kw_only=True)
class Job:
    """Work that somebody asked for: how far it is and what came of it.

    It has done `done` of `total`. `steps` are the documents that were added or refused, `names` the files that are to be read. `lines` say what
    came of it in the words of the command line, `error` why nothing more did; `files` are the names of what was made and can be fetched.
    """

    number: int
    kind: Kind
    title: str
    who: str | None
    state: State = "waiting"
    done: int = 0
    total: int = 0
    names: tuple[str, ...] = ()
    steps: list[AddStep] = field(default_factory=list)
    lines: tuple[str, ...] = ()
    error: str = ""
    files: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "stopped")

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the files that were not read to the end, when it is over; a mail that was read last may have had more attachments."""
        at = self.done - bool(self.state != "done" and self.steps and "!" in self.steps[-1].place)
        return self.names[at:] if self.over else ()


class Jobs:
    """The jobs of one program that serves one case."""

    def __init__(self) -> None:
        self._lanes: dict[Kind, ThreadPoolExecutor] = {}
        self._jobs: dict[int, Job] = {}
        self._folders: dict[int, TemporaryDirectory[str]] = {}
        self._stopped: set[int] = set()
        self._last = 0
        self._lock = Lock()

    def begin(self, kind: Kind, title: str, who: str | None, *, names: tuple[str, ...] = ()) -> tuple[Job, Path]:
        """A job that does nothing yet, and an empty folder of its own."""
        with self._lock:
            self._last += 1
            job = Job(number=self._last, kind=kind, title=title, who=who, names=names, total=len(names))
            self._jobs[job.number] = job
            folder = self._folders[job.number] = TemporaryDirectory(prefix="allegedly-")
            for number in [each.number for each in self._jobs.values() if each.over][:-KEPT]:
                del self._jobs[number]
                self._folders.pop(number).cleanup()
        return job, Path(folder.name)

    def start(self, job: Job, work: Callable[[Job], None]) -> None:
        """Let `work` be done when those of its kind that were asked for before are over."""
        with self._lock:
            lane = self._lanes.setdefault(job.kind, ThreadPoolExecutor(max_workers=1, thread_name_prefix=job.kind))
        lane.submit(self._do, job, work)

    def get(self, number: str) -> Job:
        """The job with this number. Raises `NotFound` for one that is no longer remembered."""
        found = self._jobs.get(int(number)) if number.isascii() and number.isdigit() else None
        if found is None:
            raise NotFound(
                f"there is no job {number} here any more: the program that had it ended, or many came after it; ask for it again"
            )
        return found

    def file(self, job: Job, name: str) -> Path:
        """A file that a job made. Raises `NotFound` for any other name."""
        if name not in job.files:
            raise NotFound(f"{job.title} made no file {name}; follow a link of its page")
        return Path(self._folders[job.number].name) / name

    def recent(self, kind: Kind) -> list[Job]:
        """The jobs of a kind, the newest first."""
        return sorted((job for job in self._jobs.values() if job.kind == kind), key=lambda job: -job.number)

    def before(self, job: Job) -> int:
        """How many jobs have to be over before this one begins."""
        return sum(each.kind == job.kind and not each.over and each.number < job.number for each in list(self._jobs.values()))

    def stop(self, job: Job) -> None:
        """End a job with the document that it is at; what was stored stays."""
        self._stopped.add(job.number)

    def check(self, job: Job) -> None:
        """Raise `Stopped` when the job is to end; called between two documents."""
        if job.number in self._stopped:
            raise Stopped

    def close(self) -> list[Job]:
        """End all jobs, wait for those that run, and remove what they made; those that were not over, in the order they were asked for."""
        left = [job for job in self._jobs.values() if not job.over]
        for job in left:
            self.stop(job)
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
        for folder in self._folders.values():
            folder.cleanup()
        self._folders.clear()
        return [job for job in left if job.state == "stopped"]

    def _do(self, job: Job, work: Callable[[Job], None]) -> None:
        with self._told(job):
            self.check(job)
            job.state = "running"
            work(job)

    @contextmanager
    def _told(self, job: Job) -> Iterator[None]:
        """However the job ends, its state says so, last of all."""
        end: State = "failed"
        try:
            yield
            end = "done"
        except Stopped:
            end = "stopped"
        except AllegedlyError as error:
            job.error = str(error)
        except Exception as error:
            log.error("%s", job.title, exc_info=error)
            job.error = "a fault of allegedly itself; please report it: the terminal that serves this case shows the details"
        finally:
            self._empty(job)
            job.state = end

    def _empty(self, job: Job) -> None:
        """Of the folder of a job only what it made stays."""
        for path in Path(self._folders[job.number].name).iterdir():
            if path.name not in job.files:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
