"""`export`: a case in other people's formats, and what they could not carry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
