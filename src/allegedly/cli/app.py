"""The program `allegedly`: its exit statuses, its help, and the arguments that commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from allegedly.cli.printing import Format, say

if TYPE_CHECKING:
    pass


EXIT = {
    0: "done",
    1: "done, except for inputs that could not be read; each has a line on standard error",
    2: "a wrong command, option or input; nothing was done",
    3: "the case: missing, not a case, newer than this program, read-only, damaged or in use",
    4: "the reader could not be loaded or run",
    70: "a fault of allegedly itself; the line says where the details were written",
    130: "interrupted; the line says what was kept",
}


DONE, SOME_UNREADABLE, WRONG_INPUT, CASE_TROUBLE, READER_TROUBLE, OUR_FAULT, INTERRUPTED = EXIT


class Command(TyperCommand):
    """Help in plain groups, the same on a terminal and in a file: arguments, options by topic, examples."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS] CASE PATH...`"""
        return ["[OPTIONS]", *(_metavar(param) for param in self.get_params(ctx) if param.param_type_name == "argument")]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments first, then each group of options in the order in which the command declares them."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if param.param_type_name == "argument":
                groups.setdefault("Arguments", []).append((_metavar(param), getattr(param, "help", "")))
            elif record := param.get_help_record(ctx):
                groups.setdefault(getattr(param, "rich_help_panel", None) or "Options", []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)


def _metavar(param: Any) -> str:
    return f"{param.metavar or param.name.upper()}{'...' if param.nargs != 1 else ''}"


def verbatim(title: str, lines: Iterable[str]) -> str:
    """A paragraph of help that keeps its lines (`\\b` is click's mark for it)."""
    return f"\b\n{title}:\n" + "\n".join(f"  {line}" for line in lines)


def examples(*lines: str) -> str:
    return verbatim("Examples", lines)


app = typer.Typer(
    cls=TyperGroup,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\n\n".join(
        (
            examples("allegedly demo", "allegedly add north.case reports/", "allegedly claims north.case --about 'Dawn Militia' --unnamed"),
            verbatim("Exit status", (f"{status:<4} {meaning}" for status, meaning in EXIT.items())),
        )
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"allegedly {version('allegedly')}")
        raise typer.Exit


@app.callback()
def _allegedly(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Turn reports into claims, each tied to its exact words and to the chain of people who say so."""


def _not_blank(paths: list[str]) -> list[str]:
    if not all(paths):  # to the system it is the current folder, which nobody means
        raise typer.BadParameter("a path is empty; is a variable unset?")
    return paths


CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The case file.")]
PathsArgument = Annotated[
    list[str], typer.Argument(metavar="PATH", callback=_not_blank, help="Files, folders or globs; - is standard input.")
]


FormatOption = Annotated[Format, typer.Option("--format", metavar="text|jsonl", help="For a person, or one JSON object per line.")]
ReaderOption = Annotated[str, typer.Option("--reader", metavar="NAME", help="Which of the installed readers reads.")]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; kept with the judgement.")]
WhoOption = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who judges; the user of this machine unless given.")]
