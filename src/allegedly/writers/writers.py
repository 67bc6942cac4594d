"""`Writer`: whatever puts a case into one format; `write` exports a case with it, and says what was lost.

Writers are found by entry point (`allegedly.writers`), so a format of your own is one class in a package of your own. What is written
appears under its name only when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Protocol

from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.writers.content import Content
from allegedly.writers.loss import LossReport, Tally

LOSS_SUFFIX = ".loss.json"


class Writer(Protocol):
    """Puts a case into one format. `carries` names the columns (rows.py) that the format has room for, by table; `roles` those of
    arguments, None for all."""

    summary: str  # what the format is and who reads it, on one line
    suffix: str  # what the names of its files end in; empty for a folder
    carries: Mapping[str, Collection[str]]
    roles: Collection[str] | None

    def write(self, content: Content, path: Path) -> None:
        """Write a file, or a folder of files, at `path`, where there is nothing yet."""
        ...


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group="allegedly.writers")}


def writer_names() -> list[str]:
    """The names of all installed formats."""
    return sorted(_installed())


def load_writer(name: str) -> Writer:
    """The writer registered as `name`. Raises `BadOption` for a name nobody registered."""
    found = _installed()
    if name not in found:
        raise BadOption(f"there is no format {name!r}; installed: {', '.join(sorted(found))}")
    writer: Writer = found[name].load()()
    return writer


def load_writers() -> dict[str, Writer]:
    """All installed formats by name."""
    return {name: point.load()() for name, point in sorted(_installed().items())}


def write(case: Case, format: str, path: str | os.PathLike[str], **filters: Any) -> LossReport:
    """Export the claims of `case` that answer `filters` (those of `Case.claims`), with all that belongs to them, to `path`.

    The loss report is returned and lies beside what was written, as `path` with `.loss.json` added. Raises `BadOption` when there is
    something at either place already, or when no writer has that name.
    """
    return write_with(load_writer(format), format, case, Path(path), **filters)


def write_with(writer: Writer, format: str, case: Case, path: Path, **filters: Any) -> LossReport:
    """Export with this very writer; `format` is what the report calls it."""
    beside = path.with_name(path.name + LOSS_SUFFIX)
    for taken in (path, beside):
        if taken.exists():
            raise BadOption(f"{taken} exists; give another name, or remove it first")
    content = Content(case, case.claims(**filters), Tally(writer.carries, writer.roles))
    with whole(path) as part:
        writer.write(content, part)
        content.finish()
        report = content.tally.report(format)
    beside.write_text(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; it becomes `path` at the end, and nothing stays when an exception passes through."""
    part = path.with_name(f".{path.name}.part")
    remove(part)
    try:
        yield part
        part.rename(path)
    finally:
        remove(part)


def remove(path: Path) -> None:
    """Take away a file or a folder; harmless when there is none."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
