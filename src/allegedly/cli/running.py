"""Running a command, and what can go wrong: whatever happens, a person gets one line, never a traceback."""

from __future__ import annotations

import io
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from allegedly.base.errors import AllegedlyError, CaseError, InputError, ReaderError
from allegedly.base.garbage import collect_rarely
from allegedly.cli.app import CASE_TROUBLE, DONE, INTERRUPTED, OUR_FAULT, READER_TROUBLE, WRONG_INPUT, app
from allegedly.cli.printing import complain

if TYPE_CHECKING:
    from allegedly.case import Case


@contextmanager
def open_case(path: Path) -> Iterator[Case]:
    import allegedly

    with allegedly.open(path) as case:
        yield case


@contextmanager
def interruptible(kept: Callable[[], str] = lambda: "nothing was changed") -> Iterator[None]:
    """Ctrl-C ends the command with a line that says what was kept."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"interrupted; {kept()}")
        raise typer.Exit(INTERRUPTED) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status. Whatever happens, no traceback is printed."""
    _prepare_streams()
    collect_rarely()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        complain("interrupted; nothing was changed")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a person gets one line, the details go to a file
        return _explain(error)
    return status


def _run(arguments: list[str]) -> int:
    # Not `app()`: it would print errors in its own way and turn a broken pipe into a failure.
    command = typer.main.get_command(app)
    try:
        with command.make_context("allegedly", arguments or ["--help"]) as context:
            return command.invoke(context) or DONE
    except typer.Exit as stop:
        return stop.exit_code


def _prepare_streams() -> None:
    # None when whoever started us closed it (`>&-`); they want none of it. It stays open until the process ends.
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # in JSON, \udc80 is what a lone surrogate is written as
    logging.getLogger().addHandler(logging.NullHandler())  # libraries' remarks on broken HTML are no message of ours
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _explain(error: Exception) -> int:
    """Print the one line that says what went wrong; the exit status."""
    kinds: tuple[tuple[type[Exception], int], ...] = (
        (typer.TyperException, WRONG_INPUT),
        (InputError, WRONG_INPUT),
        (CaseError, CASE_TROUBLE),
        (ReaderError, READER_TROUBLE),
        (OSError, WRONG_INPUT),
    )
    status = next((status for kind, status in kinds if isinstance(error, kind)), OUR_FAULT)
    if status == OUR_FAULT:
        complain(_reported(error))
    elif isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        complain(f"{error.format_message().rstrip('.')}; see: {context.command_path if context else 'allegedly'} --help")
    elif isinstance(error, OSError):
        complain(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))
    else:
        complain(error)
    return status


def _reported(error: Exception) -> str:
    """That it is our fault, and where the traceback was written."""
    import platform
    from importlib.metadata import version
    from tempfile import NamedTemporaryFile
    from traceback import format_exception

    details = [
        f"allegedly {version('allegedly')}, Python {platform.python_version()}, {platform.platform()}\n{sys.argv}\n\n",
        *format_exception(error),
    ]
    said = str(error) if isinstance(error, AllegedlyError) else f"{type(error).__name__}: {error}"
    try:
        with NamedTemporaryFile("w", prefix="allegedly-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(details)
    except OSError:
        return f"this is a fault of allegedly ({said}), and its details could not be written; please report it"
    return f"this is a fault of allegedly ({said}); please report it with {file.name}"
