"""Writes the pages that the program knows best: docs/cli.md and docs/kinds.md. `make docs` runs this; a test compares the result.

python docs/write.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types, families
from allegedly.cli import app

WIDTH = 100  # of the help texts: what they have on a wide terminal
WRITTEN = "Written by `python docs/write.py`; a test compares it.\n"


def cli() -> str:
    """Every command with its help, exactly as the program prints it."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    top = group.make_context("allegedly", [], resilient_parsing=True, terminal_width=WIDTH)
    parts = ["# The command line\n", WRITTEN, _fenced(group.get_help(top))]
    for name, command in group.commands.items():
        context = command.make_context(name, [], parent=top, resilient_parsing=True)
        parts += [f"## allegedly {name}\n", _fenced(command.get_help(context))]
    return "\n".join(parts)


def _fenced(help: str) -> str:
    return "```text\n" + "\n".join(line.rstrip() for line in help.splitlines()) + "\n```\n"


def kinds() -> str:
    """Every type of claim, what it means and the pattern its sentences are made of."""
    lines = ["# Types of claim", "", WRITTEN.rstrip(), ""]
    lines += [
        "`allegedly claims --type TYPE` and `--family FAMILY` filter by these names. In each type the agent does what the meaning says to the",
        "patient, or stands so to it. The pattern is what the program's sentences are made of; what stands in brackets falls away when a claim",
        "lacks it.",
        "",
    ]
    for family, types in families().items():
        lines += [f"## {family}", "", "| type | meaning | pattern |", "|---|---|---|", *_rows(types), ""]
    lines += ["## Roles and statuses", ""]
    lines += [f"- **roles**: {', '.join(ROLES)}", f"- **polarity**: {', '.join(POLARITIES)}"]
    lines += [f"- **certainty**: {', '.join(CERTAINTIES)}", f"- **realis**: {', '.join(REALIS)}"]
    return "\n".join(lines) + "\n"


def _rows(types: tuple[str, ...]) -> Iterator[str]:
    for name in types:
        kind = claim_types()[name]
        say = kind.say.replace("{", "").replace("}", "")
        yield f"| `{name}` | {kind.gloss} | {say} |"


PAGES = {"cli.md": cli, "kinds.md": kinds}


def main() -> None:
    """Write every page, and say which ones changed."""
    for name, make in PAGES.items():
        path = Path(__file__).with_name(name)
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path} changed\n")


if __name__ == "__main__":
    main()
