"""`explain`, `without`, `sources` and what analysts hold: who stands behind what is said, and what would fall with whom."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allegedly.base.plural import count
from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, WhoOption, WhyOption, app, examples
from allegedly.cli.printing import Activity, Format, assessment_in_words, note, say, say_columns, say_json
from allegedly.cli.running import interruptible, open_case

if TYPE_CHECKING:
    from allegedly.case import Case
    from allegedly.evidence.assessment import Assessment
    from allegedly.evidence.ledger import Ledger
    from allegedly.evidence.standings import SourceStanding
    from allegedly.evidence.weighings import Loss

PARTNERS_SHOWN = 3  # whom a source relays or copies, most often first; --format jsonl gives all
STAYING_SHOWN = 10  # propositions that stay as they are

PropositionArgument = Annotated[
    str, typer.Argument(metavar="PROPOSITION", help="Id of a proposition or of one of its claims, or its beginning.")
]
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help="An outlet or anybody cited, as `allegedly sources` names them.")]
GroupArgument = Annotated[str, typer.Argument(metavar="GROUP", help="Name of a side that would deceive together.")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="As it stood at the end of this day, month or year; undated documents are left out."),
]


@app.command(
    cls=Command,
    short_help="Print what stands behind a proposition, every number with its reason.",
    epilog=examples(
        "allegedly explain north.case p-mzxw6", "allegedly explain north.case p-mzxw6 --without 'Northern Post' --as-of 2016-05"
    ),
)
def explain(
    case: CaseArgument,
    proposition: PropositionArgument,
    as_of: AsOfOption = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="As if this source had never spoken; may be repeated.")
    ] = None,
    format: FormatOption = Format.text,
) -> int:
    """Print who stands behind a proposition: a paragraph to paste, then the ledger it comes from.

    The ledger has the prior, every voice with its weight, every merge with its reason and both passages, and what would be left without each.
    docs/how-it-weighs.md says how every number is worked out.
    """
    with interruptible(), Activity(f"weighing {case.name}") as activity, open_case(case) as opened:
        ledger = opened.weighing(proposition, as_of=as_of, without=without or ())
        activity.pause()
        if format is Format.jsonl:
            say_json(ledger.to_dict())
        else:
            _say_ledger(ledger, as_of, without or ())
    return DONE


def _say_ledger(ledger: Ledger, as_of: str | None, without: Iterable[str]) -> None:
    from allegedly.claims.wording import one_line

    say((f"{one_line(ledger.weighing.proposition)}.", "bold"), (f"  {ledger.id}", "dim"))
    conditions = [f"as of {as_of}" if as_of else "", *(f"without {name}" for name in without)]
    if said := ", ".join(filter(None, conditions)):
        say(said)
    say(f"\n{one_line(ledger.sourcing)}\n")
    for line in ledger.lines():
        # Documents may be hostile; columns are kept apart by two spaces.
        safe = "  ".join(map(one_line, line.split("  ")))
        say(safe if line.startswith(" ") else (safe, "bold"))


@app.command(
    cls=Command,
    short_help="Print what falls, weakens or stays without a source.",
    epilog=examples(
        "allegedly without north.case 'Northern Post'", "allegedly without north.case 'two officials (Northern Post)' --as-of 2016-05"
    ),
)
def without(case: CaseArgument, source: SourceArgument, as_of: AsOfOption = None, format: FormatOption = Format.text) -> int:
    """Print what becomes of every proposition that a source has to do with, as if it had never spoken."""
    with interruptible(), Activity(f"weighing {case.name}") as activity, open_case(case) as opened:
        losses = opened.losses(source, as_of=as_of)
        activity.pause()
        if format is Format.jsonl:
            for loss in losses:
                say_json(loss.to_dict())
        else:
            _say_losses(losses)
    return DONE


def _say_losses(losses: Iterable[Loss]) -> None:
    titles = {
        "falls": "Falls: no origin is left",
        "weakens": "Weakens",
        "rises": "Rises: it spoke against it",
        "stays": "Stays",
    }
    by_effect: dict[str, list[Loss]] = {effect: [] for effect in titles}
    for loss in losses:
        by_effect[loss.effect].append(loss)
    for effect, those in by_effect.items():
        shown = those[: STAYING_SHOWN if effect == "stays" else None]
        rows = ((each.proposition, _change(each), each.words) for each in shown)
        say_columns(f"{titles[effect]}: {count(len(those), 'proposition')}", rows, len(those) - len(shown), "--format jsonl gives all")


def _change(loss: Loss) -> str:
    from allegedly.evidence.sourcing import interval

    before, after = (interval(each.independence.origins_low, each.independence.origins_high) for each in (loss.before, loss.after))
    origins = f"{before} origins" if before == after else f"{before} -> {after} origins"
    return f"P {loss.before.probability:.2f} -> {loss.after.probability:.2f}  {origins}"


@app.command(
    cls=Command,
    short_help="Print who relays whom, who came first, and what rests on whom alone.",
    epilog=examples("allegedly sources north.case", "allegedly sources north.case --as-of 2016-05 --format jsonl | jq .relays"),
)
def sources(
    case: CaseArgument,
    as_of: AsOfOption = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    format: FormatOption = Format.text,
) -> int:
    """Print every outlet and everybody cited, those on whom most rests first.

    For each: its grade, in how many propositions it speaks, how often its report was the first, what rests on it alone (and what does if the
    suspected copies are copies), whom it relays and copies.
    """
    with interruptible(), Activity(f"weighing {case.name}") as activity, open_case(case) as opened:
        found = opened.standings(as_of=as_of)[:limit]
        activity.pause()
        if format is Format.jsonl:
            for source in found:
                say_json(source.to_dict())
        else:
            _say_standings(found)
    return DONE


def _say_standings(found: Iterable[SourceStanding]) -> None:
    header = ("source", "reliable", "says", "first", "alone", "side", "relays and copies")
    rows = [
        (
            source.name if source.named else f"{source.name.removesuffix(')')}, unnamed)",
            f"{source.reliability.mid:.2f}",
            f"{source.propositions}",
            f"{source.first} of {source.compared}" if source.compared else "",
            f"{len(source.alone)}" + (f" to {len(source.alone) + len(source.alone_if)}" if source.alone_if else ""),
            source.group or "",
            _partners(source),
        )
        for source in found
    ]
    say_columns("", [header, *rows] if rows else ())


def _partners(source: SourceStanding) -> str:
    relays = [f"{name.removesuffix(f' ({source.name})')} ({number})" for name, number in source.relays[:PARTNERS_SHOWN]]
    more = len(source.relays) - len(relays)
    copies = [f"copies {name} ({number})" for name, number in source.copies[:PARTNERS_SHOWN]]
    return "; ".join([*relays, *([f"{more} more"] if more > 0 else []), *copies])


# ---- what analysts hold ------------------------------------------------------------------------------------------------------------


def _say_assessment(case: Path, opened: Case, made: Assessment) -> None:
    from allegedly.claims.wording import one_line

    say(one_line(f"{assessment_in_words(made, opened)}, says {made.who}"))
    note(f"to take it back: allegedly undo {case}")


def _rows(opened: Case) -> Iterable[tuple[str, ...]]:
    return ((str(each.number), each.at[:10], each.who, assessment_in_words(each, opened), each.why) for each in opened.assessments())


@app.command(
    cls=Command,
    epilog=examples(
        "allegedly grade north.case 'Northern Post' B --why 'right on the bridge and on the barracks'",
        "allegedly grade north.case p-mzxw6 2 --why 'fits the satellite pictures'",
    ),
)
def grade(
    case: CaseArgument,
    about: Annotated[str, typer.Argument(metavar="SOURCE|PROPOSITION", help="The name of a source, or the id of a proposition.")],
    value: Annotated[str, typer.Argument(metavar="GRADE", help="A to F for a source, 1 to 6 for a proposition.")],
    why: WhyOption,
    who: WhoOption = None,
) -> int:
    """Say how reliable a source is (A to F), or how credible a proposition (1 to 6).

    A source's grade changes what everything it says weighs. A proposition's stands beside the one proposed from the reports and changes nothing.
    """
    with interruptible(), Activity(f"weighing {case.name}"), open_case(case) as opened:
        made = opened.grade(about, value, why=why, who=who)
        _say_assessment(case, opened, made)
    return DONE


@app.command(cls=Command, epilog=examples("allegedly side north.case 'Ministry of Defence' junta party --why 'it commands the militia'"))
def side(
    case: CaseArgument,
    source: SourceArgument,
    group: GroupArgument,
    stake: Annotated[
        str, typer.Argument(metavar="STAKE", help="neutral, party (to the conflict) or deceiver (held to have deceived before).")
    ],
    why: WhyOption,
    who: WhoOption = None,
) -> int:
    """Say for whom a source speaks. What a group deceives with, all of its sources deceive with; what is against its interest counts in full."""
    with interruptible(), Activity(f"weighing {case.name}"), open_case(case) as opened:
        made = opened.take_side(source, group, stake, why=why, who=who)
        _say_assessment(case, opened, made)
    return DONE


@app.command(cls=Command, epilog=examples("allegedly interest north.case junta p-mzxw6 against --why 'it would admit the shelling'"))
def interest(
    case: CaseArgument,
    group: GroupArgument,
    proposition: PropositionArgument,
    gains: Annotated[str, typer.Argument(metavar="for|against|unknown", help="Whether it gains when this is believed.")],
    why: WhyOption,
    who: WhoOption = None,
) -> int:
    """Say what a group gains from a proposition; until then it may deceive either way."""
    with interruptible(), Activity(f"weighing {case.name}"), open_case(case) as opened:
        made = opened.interest(group, proposition, gains, why=why, who=who)
        _say_assessment(case, opened, made)
    return DONE


@app.command(cls=Command, epilog=examples("allegedly prior north.case p-mzxw6 0.2 --why 'nothing like it in ten years'"))
def prior(
    case: CaseArgument,
    proposition: PropositionArgument,
    probability: Annotated[str, typer.Argument(metavar="NUMBER", help="Between 0 and 1, without either.")],
    why: WhyOption,
    who: WhoOption = None,
) -> int:
    """Say how probable a proposition is before any report is counted; one half unless said."""
    with interruptible(), Activity(f"weighing {case.name}"), open_case(case) as opened:
        made = opened.prior(proposition, probability, why=why, who=who)
        _say_assessment(case, opened, made)
    return DONE


@app.command(cls=Command, epilog=examples("allegedly settle north.case p-mzxw6 false --why 'the court published the ledger'"))
def settle(
    case: CaseArgument,
    proposition: PropositionArgument,
    outcome: Annotated[bool, typer.Argument(metavar="true|false", help="What is known by now.")],
    why: WhyOption,
    who: WhoOption = None,
) -> int:
    """Say that a proposition is known by now, so that sources are judged by what they had said of it."""
    with interruptible(), Activity(f"weighing {case.name}"), open_case(case) as opened:
        made = opened.settle(proposition, outcome, why=why, who=who)
        _say_assessment(case, opened, made)
    return DONE


@app.command(
    cls=Command,
    short_help="Say that one report was taken from another, or that it was not.",
    epilog=examples(
        "allegedly link north.case 2016-05-04-post 2016-05-03-herald --why 'the editor says that they rewrote it'",
        "allegedly link north.case 2016-05-09-courier 2016-05-03-herald --never --why 'both print the same communique'",
        "allegedly link north.case 'two officials (Northern Post)' 'officials (Daily Herald)' --why 'the one man of the briefing'",
    ),
)
def link(
    case: CaseArgument,
    one: Annotated[str, typer.Argument(metavar="COPY", help="A document, by name or id; or a source, as `allegedly sources` names it.")],
    other: Annotated[str, typer.Argument(metavar="ORIGINAL", help="The document it was taken from; or the source that it is.")],
    why: WhyOption,
    never: Annotated[bool, typer.Option("--never", help="It was not: neither has it from the other, or they are two sources.")] = False,
    who: WhoOption = None,
) -> int:
    """Say that the first document took what it says from the second and observed nothing itself, or that two sources are one.

    It holds whatever the program thinks, in every proposition, from now on. What a copy has from a source of its own stays its own. A copy dated before
    what it was taken from is refused, and so is one from which that was taken itself.
    """
    with interruptible(), Activity(f"weighing {case.name}"), open_case(case) as opened:
        made = opened.link(one, other, never=never, why=why, who=who)
        _say_assessment(case, opened, made)
    return DONE


@app.command(cls=Command, epilog=examples("allegedly assessments north.case"))
def assessments(case: CaseArgument, format: FormatOption = Format.text) -> int:
    """Print what people hold of sources, propositions and links; `allegedly undo` takes the newest back."""
    with interruptible(), open_case(case) as opened:
        if format is Format.jsonl:
            for made in opened.assessments():
                say_json(made.to_dict())
        else:
            say_columns("", _rows(opened))
    return DONE
