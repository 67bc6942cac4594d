"""Adding documents, taking something out, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allegedly.base.errors import BadOption
from allegedly.capture.capturers import load_capturers
from allegedly.capture.limits import MAX_FILE, size
from allegedly.case import AddStep, Case
from allegedly.store.query import DocumentRow
from allegedly.store.status import Refusal
from allegedly.web.adding import MAX_FILES, MAX_UPLOAD
from allegedly.web.ask import Ask
from allegedly.web.jobs import Job, Jobs
from allegedly.web.pages.question import filters
from allegedly.writers.briefs import FORMATS
from allegedly.writers.writers import load_writers

SHOWN = 200  # documents that a job names; the list of documents has all


@dataclass(frozen=True, slots=True)
class Adding:
    """What can be added, how much at once, and what was added since the program started."""

    suffixes: tuple[str, ...]
    files: int
    most: str
    most_together: str
    jobs: tuple[Job, ...]


def adding(case: Case, ask: Ask, jobs: Jobs) -> Adding:
    """The page that takes files."""
    suffixes = sorted({suffix for capturer in load_capturers().values() for suffix in capturer.suffixes})
    return Adding(tuple(suffixes), MAX_FILES, size(MAX_FILE), size(MAX_UPLOAD), tuple(jobs.recent("adding")))


@dataclass(frozen=True, slots=True)
class Leaving:
    """The formats with what each is for, how many claims the question in the address has, how many people decided about, and what was made."""

    formats: tuple[tuple[str, str], ...]
    briefs: tuple[str, ...]
    total: int
    decided: int
    jobs: tuple[Job, ...]


def leaving(case: Case, ask: Ask, jobs: Jobs) -> Leaving:
    """The page that gives exports, briefs and copies."""
    return Leaving(
        formats=tuple((name, writer.summary) for name, writer in load_writers().items()),
        briefs=tuple(FORMATS),
        total=case.claims(**filters(case, ask)).count(),
        decided=sum(1 for each in case.corrections() if each.after),
        jobs=tuple(jobs.recent("leaving")),
    )


@dataclass(frozen=True, slots=True)
class Doing:
    """A job: how many wait before it, the documents it stored as far as they are shown, how many it did, what it refused, what it left unread."""

    job: Job
    before: int
    stored: tuple[tuple[AddStep, DocumentRow], ...]
    stored_in_all: int
    refused: tuple[Refusal, ...]


def doing(case: Case, ask: Ask, jobs: Jobs) -> Doing:
    """The job `number`."""
    job = jobs.get(ask.path["number"])
    steps = list(job.steps)
    stored = [step for step in steps if step.document]
    shown = {step.document for step in stored[-SHOWN:]}
    rows: dict[Any, DocumentRow] = {row.id: row for row in case.documents() if row.id in shown} if shown else {}
    return Doing(
        job=job,
        before=jobs.before(job),
        stored=tuple((step, rows[step.document]) for step in reversed(stored[-SHOWN:]) if step.document in rows),
        stored_in_all=len(stored),
        refused=tuple(step.refusal for step in steps if step.refusal),
    )


def made(case: Case, ask: Ask, jobs: Jobs) -> Any:
    """Where the file `name` of the job `number` lies."""
    job = jobs.get(ask.path["number"])
    if not job.over:
        raise BadOption(f"{job.title} is not written yet; wait until its page says so")
    return jobs.file(job, ask.path["name"])
