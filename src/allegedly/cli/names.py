"""`entities`, `candidates`, `same`, `different`, `unsure`, `undo`, `lexicon`: who is who."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allegedly.base.plural import count
from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, WhoOption, WhyOption, app, examples
from allegedly.cli.printing import Activity, Format, assessment_in_words, named, note, say, say_columns, say_json
from allegedly.cli.running import interruptible, open_case

if TYPE_CHECKING:
    from allegedly.case import Case
    from allegedly.claims.claim import Claim
    from allegedly.entities.judgement import Verdict
    from allegedly.store.undoing import Undone


ALIASES_SHOWN = 4  # of an entity in a list; `show` and --format jsonl give all


@app.command(
    cls=Command,
    short_help="Print the actors, places and things of a case, with all their names.",
    epilog=examples("allegedly entities north.case", "allegedly entities north.case --format jsonl | jq .aliases"),
)
def entities(
    case: CaseArgument,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    format: FormatOption = Format.text,
) -> int:
    """Print the actors, places and things that the claims of a case are about or said by, each with all its names, the most frequent first.

    Names are one entity when the lexicon, their spelling or a judgement says so. `allegedly show CASE ID` says why.
    """
    with interruptible(), Activity(f"linking the names in {case.name}") as activity, open_case(case) as opened:
        found = list(islice(opened.entities(), limit))
        activity.pause()
        if format is Format.jsonl:
            for row in found:
                say_json(row.to_dict())
        else:
            say_columns(
                "",
                (
                    (
                        row.id,
                        named(row.name, row.named),
                        row.kind,
                        f"about it {row.claims}, by it {row.said}",
                        "; ".join(row.aliases[:ALIASES_SHOWN]),
                    )
                    for row in found
                ),
            )
    return DONE


@app.command(
    cls=Command,
    short_help="Print pairs of names that may be one entity.",
    epilog=examples("allegedly candidates north.case", "allegedly candidates north.case --limit 5 --format jsonl"),
)
def candidates(
    case: CaseArgument,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    format: FormatOption = Format.text,
) -> int:
    """Print pairs of entities that may be one and are not known to be; those that would change most come first.

    Settle one with `allegedly same`, `different` or `unsure`, and it is not asked again.
    """
    with interruptible(), Activity(f"linking the names in {case.name}") as activity, open_case(case) as opened:
        found = list(islice(opened.candidates(), limit))
        activity.pause()
        for pair in found:
            if format is Format.jsonl:
                say_json(pair.to_dict())
                continue
            say((f"{pair.left_name} | {pair.right_name}", "bold"), f"  {pair.score:.2f}  {count(pair.change, 'mention')} would change")
            say(f"  {pair.reason}")
            say((f"  {pair.left}  {pair.right}\n", "dim"))
    if not found:
        note("no two names in this case are alike and unsettled")
    return DONE


NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name, or the id of an entity, claim or proposition or its beginning.")]


def _judge(case: Path, left: str, right: str, verdict: Verdict, why: str, who: str | None) -> int:
    with interruptible(), open_case(case) as opened:
        told = _identities(opened, left, right) if verdict == "same" else []
        made = opened.judge(left, right, verdict, why=why, who=who)
        say(f"{left} and {right}: {made.verdict}, says {made.who} ({made.left} {made.right})")
        if told:
            ids = ", ".join(claim.id for claim in told)
            note(f"{ids}: one is said to act under the name of the other; that stays a claim, and fronts leaves it out while they are one")
        note(f"to take it back: allegedly undo {case}")
    return DONE


def _identities(case: Case, left: str, right: str) -> list[Claim]:
    """The claims in which one of two names is said to act as the other or on its behalf."""
    return [claim for claim in case.claims(about=left, beside=right) if claim.arguments.keys() & {"guise", "principal"}]


@app.command(cls=Command, epilog=examples("allegedly same north.case 'Colonel Lohm' 'Anders Lohm' --why 'named so in the ledger'"))
def same(case: CaseArgument, a: NameArgument, b: NameArgument, why: WhyOption, who: WhoOption = None) -> int:
    """Judge that two names mean one entity, or that two claims or propositions (ids) say the same."""
    return _judge(case, a, b, "same", why, who)


@app.command(cls=Command, epilog=examples("allegedly different north.case 'Dawn Militia' 'Dawn Army' --why 'rivals since 2015'"))
def different(case: CaseArgument, a: NameArgument, b: NameArgument, why: WhyOption, who: WhoOption = None) -> int:
    """Judge that two names mean two entities, or that two claims (ids) do not say the same; nothing will make them one."""
    return _judge(case, a, b, "different", why, who)


@app.command(cls=Command, epilog=examples("allegedly unsure north.case 'H.D.' 'Henrik Dause' --why 'or the Harbour Department'"))
def unsure(case: CaseArgument, a: NameArgument, b: NameArgument, why: WhyOption, who: WhoOption = None) -> int:
    """Judge that one cannot tell; names stay apart and the pair is not asked again."""
    return _judge(case, a, b, "unsure", why, who)


@app.command(cls=Command, epilog=examples("allegedly undo north.case"))
def undo(case: CaseArgument, who: WhoOption = None) -> int:
    """Take back the newest decision of a person, whatever it was about. The history of the case keeps that it was made and taken back.

    A hypothesis that was removed is there again, with its ratings.
    """
    with interruptible(), open_case(case) as opened:
        newest = opened.newest_decision()
        gone = opened.undo(who=who)
        if newest is not None:
            why = f": {newest.detail['why']}" if newest.detail.get("why") else ""
            say(f"taken back: {_in_words(newest.did, gone, opened)}, said by {newest.who} on {newest.at[:10]}{why}")
    return DONE


def _in_words(did: str, gone: Undone, case: Case) -> str:
    """What was decided, in the words of the command that decides it."""
    from allegedly.claims.correction import Correction
    from allegedly.entities.judgement import Judgement
    from allegedly.evidence.assessment import Assessment
    from allegedly.hypotheses.matrix import Evidence, Rated

    if isinstance(gone, Judgement):
        names = case.names_of(gone.pair)
        return f"{names.get(gone.left, gone.left)} and {names.get(gone.right, gone.right)} {gone.verdict}"
    if isinstance(gone, Assessment):
        return assessment_in_words(gone, case)
    if isinstance(gone, Correction):
        return f"{gone.decision} {gone.claim or (gone.after or {})['id']}"
    if isinstance(gone, Rated):
        return f"{gone.evidence} under {gone.hypothesis} rated {gone.rating}"
    if isinstance(gone, Evidence):
        return f"evidence {gone.id} put on the board"
    return f"{did} {gone.id}"


@app.command(cls=Command, epilog=examples("allegedly lexicon north.case northern-groups.yaml"))
def lexicon(
    case: CaseArgument, file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML, in the form of docs/entities.md.")]
) -> int:
    """Take a file of names and aliases into a case. A file with a mistake is refused whole."""
    with interruptible(), open_case(case) as opened:
        say(f"{case}: {count(opened.add_lexicon(file), 'entry').replace('entrys', 'entries')} taken from {file}")
    return DONE
