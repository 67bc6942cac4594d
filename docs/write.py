"""Writes what the program knows best: the pages docs/cli.md, docs/kinds.md and docs/schema.md, and the output below every command that a page
shows. `make docs` runs this; tests/test_docs.py compares the pages and runs every snippet.

A page's snippets are the blocks marked `console` and `python`. They run one after another in an empty folder that holds `examples/`; a line
of a console block that begins with `$` is a command. `console lines=20` shows the first twenty lines of its output, `lines=0` none.

    python docs/write.py            everything (needs the reader's weights)
    python docs/write.py --pages    only the three pages
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from typer.core import TyperGroup

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types, families
from allegedly.cli import app
from allegedly.store import schema

ROOT = Path(__file__).parents[1]
WIDTH = 100  # of the help texts: what they have on a wide terminal
WRITTEN = "Written by `python docs/write.py`; a test compares it.\n"
BLOCK = re.compile(r"^```(?P<language>console|python)(?: lines=(?P<lines>\d+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRESS = re.compile(
    r"^allegedly: (?:loading|reading|adding to|searching|looking through|linking|grouping|weighing|comparing|copying|merging|annotating|writing|"
    r"exporting) .*\n",
    re.MULTILINE,
)  # what a slow machine adds
NOT_RUN = re.compile(r"(?:make|git|pip|datasette) ")  # what sets up, or does not end


# ---- pages -------------------------------------------------------------------------------------------------------------------------


def cli() -> str:
    """Every command with its help, exactly as the program prints it."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    top = group.make_context("allegedly", [], resilient_parsing=True, terminal_width=WIDTH)
    parts = ["# The command line\n", WRITTEN, _fenced(group.get_help(top))]
    for name, command in group.commands.items():
        context = command.make_context(name, [], parent=top, resilient_parsing=True)
        parts += [f"## allegedly {name}\n", _fenced(command.get_help(context))]
        for below, inner in command.commands.items() if isinstance(command, TyperGroup) else ():
            parts += [
                f"### allegedly {name} {below}\n",
                _fenced(inner.get_help(inner.make_context(below, [], parent=context, resilient_parsing=True))),
            ]
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


PAGES: dict[str, Callable[[], str]] = {"cli.md": cli, "kinds.md": kinds, "schema.md": schema.to_markdown}


# ---- snippets ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Snippet:
    """A block of a page that can be run."""

    language: str
    body: str

    def commands(self) -> list[str]:
        """The commands of a console block that end and need no network."""
        lines = (line.removeprefix("$ ") for line in self.body.splitlines() if line.startswith("$ "))
        return [line for line in lines if not NOT_RUN.match(line)]


def pages_with_snippets() -> list[Path]:
    """README.md, CONTRIBUTING.md and every page of docs/ that nothing writes."""
    return [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in PAGES),
    ]


def snippets(page: str) -> list[Snippet]:
    """The snippets of a page, in order."""
    return [Snippet(match["language"], match["body"]) for match in BLOCK.finditer(page)]


def folder_for_snippets(place: Path) -> None:
    """Put into `place` what snippets may expect there."""
    (place / "examples").symlink_to(ROOT / "examples", target_is_directory=True)


def run(command: str, place: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in `place`, the `allegedly` of the folder `programs` first in the path; both outputs together, as a terminal has them."""
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "140"}
    return subprocess.run(
        command,
        shell=True,
        cwd=place,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def with_output(page: str) -> str:
    """The page with the output of its commands as it is now."""
    with TemporaryDirectory() as name:
        place = Path(name).resolve()
        folder_for_snippets(place)

        def fill(match: re.Match[str]) -> str:
            snippet = Snippet(match["language"], match["body"])
            if snippet.language == "python":
                subprocess.run([sys.executable, "-c", snippet.body], cwd=place, capture_output=True, check=False)
                return match[0]
            shown = [_shown(command, place, match["lines"]) for command in snippet.commands()]
            if len(shown) != match["body"].count("$ "):
                return match[0]
            return f"{match[0].splitlines()[0]}\n{''.join(shown)}```"

        return BLOCK.sub(fill, page)


def _shown(command: str, place: Path, lines: str | None) -> str:
    done = run(command, place, Path(sys.executable).parent)
    output = PROGRESS.sub("", done.stdout).replace(str(place), "/home/you").replace(str(ROOT), "/home/you/allegedly")
    kept = output.rstrip().splitlines()
    limit = int(lines) if lines else len(kept)
    return "\n".join([f"$ {command}", *kept[:limit], *(["..."] if len(kept) > limit > 0 else [])]) + "\n"


def main() -> None:
    """Write every page and every output, and say which pages changed."""
    texts = {ROOT / "docs" / name: make() for name, make in PAGES.items()}
    if "--pages" not in sys.argv and (ROOT / "src" / "allegedly" / "claims" / "model").is_dir():
        texts |= {path: with_output(path.read_text(encoding="utf-8")) for path in pages_with_snippets()}
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)} changed\n")


if __name__ == "__main__":
    main()
