"""`export`, `brief`: a case in other people's formats, and as a text that can be read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from allegedly.cli.app import DONE, CaseArgument, Command, app, examples
from allegedly.cli.asking import (
    AboutOption,
    CertaintyOption,
    FamilyOption,
    PolarityOption,
    ReportedByOption,
    SinceOption,
    SourceOption,
    TextOption,
    TypeOption,
    UnnamedOption,
    UntilOption,
)
from allegedly.cli.printing import Activity, complain, say
from allegedly.cli.running import interruptible, open_case


@app.command(
    cls=Command,
    short_help="Write a case, or a part of it, in another program's format.",
    epilog=examples(
        "allegedly export north.case csv tables/",
        "allegedly export north.case graphml dawn.graphml --about 'Dawn Militia' --since 2016",
        "allegedly export north.case bibtex sources.bib --unnamed",
    ),
)
def export(
    case: CaseArgument,
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="A format; a wrong name lists them, and docs/exports.md describes them.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file, or for tables the folder, to be made.")],
    about: AboutOption = None,
    type: TypeOption = None,
    family: FamilyOption = None,
    text: TextOption = None,
    source: SourceOption = None,
    unnamed: UnnamedOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    reported_by: ReportedByOption = None,
    polarity: PolarityOption = None,
    certainty: CertaintyOption = None,
) -> int:
    """Write the claims for which everything that is asked for holds, with their documents, sources and entities, in another format.

    What the format could not carry is printed, and lies beside PATH in PATH.loss.json. Nothing that exists is overwritten.
    """
    from allegedly.writers.writers import write

    with interruptible(), Activity(f"exporting {case.name}") as activity, open_case(case) as opened:
        report = write(
            opened, format, path,
            about=about, type=type or None, family=family or None, text=text, source=source, unnamed=unnamed, since=since, until=until,
            reported_by=reported_by, polarity=polarity, certainty=certainty,
        )  # fmt: skip
        activity.pause()
        if not report.written:
            complain(f"no claim in {case} answers that; {path} is empty")
        say(f"{path}: {format}")
        for line in report.lines():
            say(f"  {line}")
    return DONE


@app.command(
    cls=Command,
    short_help="Write a brief with footnotes to the exact words.",
    epilog=examples(
        "allegedly brief north.case > north.md",
        "allegedly brief north.case --about 'Dawn Militia' --as-of 2016-06-30 --format docx --output dawn.docx",
    ),
)
def brief(
    case: CaseArgument,
    about: AboutOption = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="From what was published by the end of this day.")] = None,
    format: Annotated[Literal["md", "html", "docx", "pdf"], typer.Option(metavar="md|html|docx|pdf", help="What it is written as.")] = "md",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to; standard output unless given.")] = None,
) -> int:
    """Write what a case holds, in sentences each of which leads to the words it rests on.

    A summary, what is reported and on how many independent origins, what is contested, who is said to act in whose name, a chronology, sources,
    documents and the method. A note quotes the passage with its document, its place, the day of capture and a digest. docx and pdf need
    allegedly[export].
    """
    from allegedly.base.errors import BadOption
    from allegedly.writers.brief import compose
    from allegedly.writers.briefs import render

    if output and output.exists():
        raise BadOption(f"{output} exists; give another name, or remove it first")
    if output is None and format in ("docx", "pdf") and sys.stdout.isatty():
        raise BadOption(f"a terminal cannot show {format}; name a file with --output")
    with interruptible(), Activity(f"writing a brief of {case.name}") as activity, open_case(case) as opened:
        made = render(compose(opened, about=about, as_of=as_of), format)
        activity.pause()
        if output:
            output.write_bytes(made)
            say(f"{output}: {format}, {len(made) / 1e3:.0f} kB")
        else:
            sys.stdout.buffer.write(made)
    return DONE
