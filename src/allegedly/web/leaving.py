"""What is made of a case in the browser to be fetched: exports with what they could not carry, briefs, copies without names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from allegedly.base.errors import BadOption
from allegedly.base.plural import count
from allegedly.case import Case
from allegedly.web.jobs import Job, Jobs
from allegedly.writers.briefs import FORMATS, render
from allegedly.writers.writers import LOSS_SUFFIX, load_writer, remove, write


def export(case: Case, jobs: Jobs, format: str, filters: Mapping[str, Any], who: str | None) -> Job:
    """Have the claims that answer `filters` written in a format. Raises `BadOption` for an unknown one, or a value a filter does not accept."""
    suffix = load_writer(format).suffix
    number = case.claims(**filters).count()
    job, folder = jobs.begin("leaving", f"{count(number, 'claim')} as {format}", who)
    path = folder / f"{_stem(case)}{suffix or f'-{format}'}"

    def work(job: Job) -> None:
        report = write(case, format, path, **filters)
        made = path if suffix else _packed(path)
        job.files = (made.name, path.name + LOSS_SUFFIX)
        job.lines = tuple(report.lines())

    jobs.start(job, work)
    return job


def brief(case: Case, jobs: Jobs, format: str, about: str | None, as_of: str | None, who: str | None) -> Job:
    """Have a brief written. Raises `BadOption` for an unknown format."""
    from allegedly.writers.brief import compose

    if format not in FORMATS:
        raise BadOption(f"a brief is written as one of {', '.join(FORMATS)}, not {format!r}")
    job, folder = jobs.begin("leaving", f"Brief{f' about {about}' if about else ''}{f' as of {as_of}' if as_of else ''} as {format}", who)
    path = folder / f"{_stem(case)}.{format}"

    def work(job: Job) -> None:
        path.write_bytes(render(compose(case, about=about, as_of=as_of), format))
        job.files, job.lines = (path.name,), (f"{format}, {path.stat().st_size / 1e3:,.0f} kB",)

    jobs.start(job, work)
    return job


def share(case: Case, jobs: Jobs, redact: str, who: str | None) -> Job:
    """Have a copy made in which the names, one a line, have pseudonyms. Raises `BadOption` when there are none."""
    from allegedly.writers.share import share as make

    names = [name.strip() for name in redact.splitlines() if name.strip()]
    if not names:
        raise BadOption("name at least one person, source or body to be replaced, each on a line of its own")
    job, folder = jobs.begin("leaving", f"Copy without {count(len(names), 'name')}", who)
    path = folder / f"{_stem(case)}-shared.case"

    def work(job: Job) -> None:
        report = make(case, path, names)
        job.files = (path.name,)
        job.lines = (
            f"{count(report.documents, 'document')}, {count(report.claims, 'claim')}; {count(report.replaced, 'name')} replaced",
            *(f"{each.label}: {'; '.join((*each.names, *each.parts))}" for each in report.pseudonyms),
            f"searched {report.values_searched:,} values and {report.bytes_searched:,} bytes for them: none is left",
        )

    jobs.start(job, work)
    return job


def _stem(case: Case) -> str:
    """The name of the case without its suffix, in letters that every file system takes."""
    return re.sub(r"[^\w.-]+", "-", case.path.stem).strip(".-") or "case"


def _packed(folder: Path) -> Path:
    """The files of a folder in one, beside it; the folder is gone."""
    packed = folder.with_name(f"{folder.name}.zip")
    with ZipFile(packed, "w", ZIP_DEFLATED) as out:
        for file in sorted(folder.iterdir()):
            out.write(file, f"{folder.name}/{file.name}")
    remove(folder)
    return packed
