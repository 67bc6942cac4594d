"""`never-send`, `prefer`, `decide`, `score`: readers on other machines, and several readers side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from allegedly.base.plural import count
from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, WhoOption, app, examples
from allegedly.cli.printing import Activity, Format, note, say, say_columns, say_json
from allegedly.cli.running import interruptible, open_case

WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; kept with the decision.")]


@app.command(
    cls=Command,
    name="never-send",
    short_help="Mark what is never sent to another machine.",
    epilog=examples("allegedly never-send north.case interviews/", "allegedly never-send north.case --lift interviews/"),
)
def never_send(
    case: CaseArgument,
    what: Annotated[list[str] | None, typer.Argument(metavar="WHAT", help="Documents of the case, or paths of files and folders.")] = None,
    why: WhyOption = "",
    who: WhoOption = None,
    lift: Annotated[bool, typer.Option("--lift", help="Take the mark back.")] = False,
) -> int:
    """Mark documents, files or folders as never to be sent to a reader on another machine, or list what is marked.

    A mark holds for every version of a document and for whatever comes to lie in a folder. A reader on this machine may read them.
    """
    with interruptible(), open_case(case) as opened:
        for each in what or ():
            subject = opened.may_send(each, who=who) if lift else opened.never_send(each, why=why, who=who)
            say(f"{subject}: {'may be sent again' if lift else 'never sent'}")
        if not what:
            for subject in opened.never_sent():
                say(subject)
    return DONE


@app.command(cls=Command, epilog=examples("allegedly prefer north.case trained"))
def prefer(
    case: CaseArgument,
    reader: Annotated[str, typer.Argument(metavar="READER", help="Its name: what stands before the version in `allegedly status`.")],
    who: WhoOption = None,
) -> int:
    """Show the claims of this reader wherever it has read, instead of those of another.

    Where several readers have read a document, the first leads until you prefer another. What the others found stays in the case.
    """
    with interruptible(), open_case(case) as opened:
        say(f"{reader} leads in {count(opened.prefer(reader, who=who), 'document')}")
    return DONE


@app.command(
    cls=Command,
    short_help="Decide whether a claim stands.",
    epilog=examples(
        "allegedly decide north.case c-mzxw6 c-3fq2a", "allegedly decide north.case c-mzxw6 --against --why 'the text says the opposite'"
    ),
)
def decide(
    case: CaseArgument,
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM", help="Ids of claims, or their beginnings, of whichever reader.")],
    against: Annotated[bool, typer.Option("--against", help="They do not stand.")] = False,
    why: WhyOption = "",
    who: WhoOption = None,
) -> int:
    """Decide that claims stand, whoever read them, or that they do not.

    Where readers disagree about a claim (`allegedly claims CASE --disputed`), the version you decide for replaces the other. A decision
    outweighs every reader and holds when the document is read again.
    """
    with interruptible(), open_case(case) as opened:
        for each in claims:
            made = opened.decide(each, stands=not against, why=why, who=who)
            say(f"{made.claim or made.after and made.after['id']}: {made.decision} by {made.who}")
    return DONE


@app.command(cls=Command, epilog=examples("allegedly score north.case"))
def score(case: CaseArgument, format: FormatOption = Format.text) -> int:
    """Compare the readers of a case with each other, and with what people decided about its claims.

    Precision is over the claims of a reader that somebody decided about, recall over the claims that stand because somebody said so. Readers
    are compared on the documents that all of them read. Decide about what is disputed before you compare: what only one reader shows you
    favours that reader.
    """
    with interruptible(), Activity(f"looking through {case.name}") as activity, open_case(case) as opened:
        found, agreements = opened.scores(), opened.agreements()
        activity.pause()
        if format is Format.jsonl:
            for record in [each.to_dict() for each in agreements] + [each.to_dict() for each in found]:
                say_json(record)
            return DONE
        for two in agreements:
            say(f"{two.first} and {two.second}, {count(two.documents, 'document')}:")
            say(f"  {count(two.agreed, 'claim')} the same, {two.disputed:,} in dispute, of which nobody has decided {two.undecided:,}")
        header = ("reader", "documents", "claims", "decided about", "right", "of those that stand", "precision", "recall", "F1")
        rows = [
            (each.reader, *(str(n) for n in (each.documents, each.claims, each.judged, each.right, each.true)))
            + tuple(f"{value:.3f}" for value in (each.precision, each.recall, each.f1))
            for each in found
        ]
        say_columns("", [header, *rows] if rows else ())
    if not found:
        note("nobody has decided about a claim of this case; `allegedly decide` and the document page of `allegedly serve` do")
    return DONE
