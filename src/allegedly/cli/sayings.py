"""`propositions`, `happenings`: what claims say, those that say the same taken together, and what they dispute."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, app, examples
from allegedly.cli.printing import Activity, Format, note, say, say_happening, say_json, say_proposition
from allegedly.cli.running import interruptible, open_case

AboutOption = Annotated[str | None, typer.Option(metavar="NAME", help="Any name of an actor, place or thing in it, or an entity's id.")]
LimitOption = Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")]


@app.command(
    cls=Command,
    short_help="Print what the claims of a case say, those that say the same taken together.",
    epilog=examples(
        "allegedly propositions north.case --about 'Dawn Militia'",
        "allegedly propositions north.case --type arms --format jsonl | jq .claims",
    ),
)
def propositions(
    case: CaseArgument,
    about: AboutOption = None,
    type: Annotated[list[str] | None, typer.Option(metavar="TYPE", help="A type of claim; may be repeated.")] = None,
    limit: LimitOption = None,
    format: FormatOption = Format.text,
) -> int:
    """Print what the claims of a case say, what most documents say first.

    What is affirmed and what is denied, what happened and what was planned are different propositions. `allegedly show CASE ID` prints the
    claims of one and why they belong together; `same` and `different` join and split.
    """
    with interruptible(), Activity(f"grouping the claims of {case.name}") as activity, open_case(case) as opened:
        found = list(islice(opened.propositions(about=about, type=type or None), limit))
        activity.pause()
        for row in found:
            if format is Format.jsonl:
                say_json(row.to_dict())
            else:
                say_proposition(row)
    if not found:
        note("no claim in this case answers that; leave out an option to widen the question")
    return DONE


@app.command(
    cls=Command,
    short_help="Print what is said of one occurrence side by side.",
    epilog=examples("allegedly happenings north.case --disputed", "allegedly happenings north.case --about 'Dawn Militia' --format jsonl"),
)
def happenings(
    case: CaseArgument,
    about: AboutOption = None,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only those whose claims cannot all be right.")] = False,
    limit: LimitOption = None,
    format: FormatOption = Format.text,
) -> int:
    """Print the propositions about one occurrence together, and what they dispute: each value with the number of claims that give it."""
    with interruptible(), Activity(f"grouping the claims of {case.name}") as activity, open_case(case) as opened:
        found = list(islice(opened.happenings(about=about, disputed=disputed), limit))
        wordings = {row.id: row for row in opened.propositions()}
        activity.pause()
        for row in found:
            if format is Format.jsonl:
                say_json(row.to_dict())
            else:
                say_happening(row, [wordings[id] for id in row.propositions])
                say()
    if not found:
        note("no happening in this case answers that; leave out an option to widen the question")
    return DONE
