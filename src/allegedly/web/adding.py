"""Documents that come through the browser. They are read as those on a disk are, by the same code, and refused in the same words."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from allegedly.base.errors import BadOption
from allegedly.base.plural import count
from allegedly.capture.inputs import UPLOADED, uploaded
from allegedly.capture.limits import MAX_MEMBERS, MAX_UNPACKED
from allegedly.case import AddStep, Case
from allegedly.web.jobs import Job, Jobs

MAX_UPLOAD = MAX_UNPACKED  # bytes of one form; what one container may hold
MAX_FILES = MAX_MEMBERS
UPLOADS = "uploads"

Upload = tuple[str, BinaryIO]  # the name that the browser gives, and the bytes


def add(case: Case, jobs: Jobs, uploads: Sequence[Upload], who: str | None) -> Job:
    """Have uploaded files read into the case. Raises `BadOption` when there is none."""
    if not uploads:
        raise BadOption("no file was chosen; choose one or several, then press the button again")
    names = tuple(uploaded(name, Path()).place.removeprefix(UPLOADED) for name, _ in uploads)
    job, folder = jobs.begin(
        "adding", names[0] if len(names) == 1 else f"{names[0]} and {count(len(names) - 1, 'more file')}", who, names=names
    )
    (folder / UPLOADS).mkdir()
    inputs = []
    for number, (name, data) in enumerate(uploads):
        # No file is called on this disk as somebody out there called it.
        path = folder / UPLOADS / str(number)
        with path.open("wb") as copy:
            shutil.copyfileobj(data, copy)
        inputs.append(uploaded(name, path))

    def follow(step: AddStep) -> None:
        job.steps.append(step)
        job.done, job.total = step.done, step.total
        jobs.check(job)

    def work(job: Job) -> None:
        report = case.add(inputs, progress=follow)
        case.propositions().count()  # what follows from the case is worked out now and not by whoever looks at it first
        job.done, job.lines = job.total, (str(report),)

    jobs.start(job, work)
    return job
