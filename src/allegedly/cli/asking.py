"""`claims`, `show`: questions asked of a case."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from allegedly.base.errors import BadOption
from allegedly.base.kinds import Certainty, Polarity, claim_types, families
from allegedly.base.plural import count
from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, app, examples, verbatim
from allegedly.cli.printing import (
    Activity,
    Format,
    named,
    note,
    say,
    say_claim,
    say_columns,
    say_happening,
    say_json,
    say_links,
    say_proposition,
)
from allegedly.cli.running import interruptible, open_case

if TYPE_CHECKING:
    from allegedly.base.document import Document
    from allegedly.case import Case
    from allegedly.claims.claim import Claim
    from allegedly.store.grouping import HappeningRow, PropositionRow


WHAT, WHO, WHEN, HOW_SURE, WEIGHED, SHOWN_AS = (
    "What it is about",
    "Who says so",
    "When it is said to have happened, and was reported",
    "How it is said",
    "What stands behind what it says",
    "What is shown",
)

AboutOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A name of one of its actors, places and things; its other names count too.", rich_help_panel=WHAT),
]
TypeOption = Annotated[list[str] | None, typer.Option(metavar="TYPE", help="A type of claim; may be repeated.", rich_help_panel=WHAT)]
FamilyOption = Annotated[list[str] | None, typer.Option(metavar="FAMILY", help="A family of types; may be repeated.", rich_help_panel=WHAT)]
TextOption = Annotated[
    str | None,
    typer.Option(metavar="WORDS", help='Words of its sentence: single words, a "whole phrase", a beginning*.', rich_help_panel=WHAT),
]
SourceOption = Annotated[str | None, typer.Option(metavar="NAME", help="A source anywhere in its chain.", rich_help_panel=WHO)]
UnnamedOption = Annotated[bool, typer.Option("--unnamed", help="Only what rests on an unnamed source.", rich_help_panel=WHO)]
SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="On or after this year, month or day.", rich_help_panel=WHEN)]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="On or before this year, month or day.", rich_help_panel=WHEN)]
ReportedByOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Published by the end of this year, month or day.", rich_help_panel=WHEN)
]
PolarityOption = Annotated[
    Polarity | None, typer.Option(metavar="affirmed|denied", help="Said to be so, or said not to be so.", rich_help_panel=HOW_SURE)
]
CertaintyOption = Annotated[
    Certainty | None,
    typer.Option(metavar="certain|probable|possible", help="What the wording commits to.", rich_help_panel=HOW_SURE),
]
MinScoreOption = Annotated[
    float | None,
    typer.Option(
        metavar="0..1",
        help="Only what the reader was at least so sure to have read right; nothing about its truth.",
        rich_help_panel=HOW_SURE,
    ),
]

DisputedOption = Annotated[
    bool,
    typer.Option(
        "--disputed", help="Instead, where readers disagree and nobody has decided; with no other option.", rich_help_panel=HOW_SURE
    ),
]


@app.command(
    cls=Command,
    short_help="Print the claims of a case that answer a question.",
    epilog="\n\n".join(
        (
            examples(
                "allegedly claims north.case --about 'Dawn Militia' --family support",
                "allegedly claims north.case --source 'Daily Herald' --unnamed --since 2016-05",
                "allegedly claims north.case --reported-by 2016-06-30 --since 2016-05-01 --until 2016-05-31",
                "allegedly claims north.case --text 'weapons convoy*' --format jsonl | jq .chain",
                "allegedly claims north.case --rests-only-on 'Northern Post' --as-of 2016-05",
            ),
            verbatim("Families and types", (f"{family:<10} {', '.join(types)}" for family, types in families().items())),
        )
    ),
)
def claims(
    case: CaseArgument,
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
    min_score: MinScoreOption = None,
    disputed: DisputedOption = False,
    rests_only_on: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Nothing would support it without this source.", rich_help_panel=WEIGHED),
    ] = None,
    single_origin: Annotated[
        bool, typer.Option("--single-origin", help="One origin may be all there is behind it.", rich_help_panel=WEIGHED)
    ] = False,
    contested: Annotated[bool, typer.Option("--contested", help="A denial counts against it.", rich_help_panel=WEIGHED)] = False,
    unnamed_only: Annotated[
        bool, typer.Option("--unnamed-only", help="Whoever supports it is left unnamed.", rich_help_panel=WEIGHED)
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only what had been published by then, weighed as it stood.", rich_help_panel=WEIGHED),
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", help="At most so many.", rich_help_panel=SHOWN_AS)] = None,
    order: Annotated[
        Literal["text", "time", "score"],
        typer.Option(metavar="text|time|score", help="By place in the documents, by time, or the surest first.", rich_help_panel=SHOWN_AS),
    ] = "text",
    format: Annotated[
        Format, typer.Option(metavar="text|jsonl", help="For a person, or as claim records.", rich_help_panel=SHOWN_AS)
    ] = Format.text,
) -> int:
    """Print the claims of a case for which everything that is asked for holds.

    Names and words are found without regard to case and accents. A claim whose time is unknown is left out as soon as --since or --until is given, one of a document without a date as soon as
    --reported-by is: so --reported-by D --since E --until E is what was reported by D about E.
    """
    if disputed:
        asked = (about, type, family, source, unnamed, since, until, reported_by, polarity, certainty, text)
        if any(asked):
            raise BadOption("--disputed shows all that readers disagree about; give it without options that ask for certain claims")
        return _say_disputed(case, limit, format)
    with interruptible(), Activity(f"searching {case.name}") as activity, open_case(case) as opened:
        found = opened.claims(
            about=about, type=type or None, family=family or None, source=source, unnamed=unnamed, since=since, until=until, reported_by=reported_by,
            polarity=polarity, certainty=certainty, min_score=min_score, text=text, rests_only_on=rests_only_on, single_origin=single_origin,
            contested=contested, unnamed_only=unnamed_only, as_of=as_of, limit=limit, order=order,
        )  # fmt: skip
        number = _say_claims(opened, found, format, activity)
    if not number:
        note("no claim in this case answers that; leave out an option to widen the question")
    return DONE


def _say_disputed(path: Path, limit: int | None, format: Format) -> int:
    """The review queue: what each reader says, and in what they differ."""
    from allegedly.claims.wording import chain_of, one_line, sentence_of

    number = 0
    with interruptible(), Activity(f"comparing the readings of {path.name}") as activity, open_case(path) as case:
        for dispute in islice(case.disputed(), limit):
            number += 1
            activity.pause()
            if format is Format.jsonl:
                say_json({"differs": list(dispute.differs), "claims": [claim.to_dict() for claim in dispute.claims]})
                continue
            one = dispute.claims[0]
            say((f"{one.document}: ", "dim"), (f"“{one_line(one.sentence.text)}”", "bold"))
            for claim in dispute.claims:
                say(f"  {sentence_of(claim)}")
                say((f"    chain {chain_of(claim)}; {claim.id}; {claim.reader}", "dim"))
            say(f"  {'they differ in ' + ', '.join(dispute.differs) if dispute.differs else 'no other reader has it'}\n")
    if not number:
        note("no two readers disagree about anything that nobody has decided")
    return DONE


def _say_claims(case: Case, found: Iterable[Claim], format: Format, activity: Activity) -> int:
    number, document = 0, None
    for claim in found:
        number += 1
        if format is Format.text and (document is None or document.id != claim.document_id):
            document = case.document_of(claim)
        activity.pause()
        say_claim(claim, format, document)
    return number


@app.command(cls=Command, epilog=examples("allegedly show north.case c-mzxw6", "allegedly show north.case 'Dawn Militia'"))
def show(
    case: CaseArgument,
    id: Annotated[str, typer.Argument(metavar="ID", help="An id, its beginning, or the name of a document, source or entity.")],
    format: FormatOption = Format.text,
) -> int:
    """Print a claim, document, source, entity, proposition or happening, whole."""
    with interruptible(), Activity(f"searching {case.name}") as activity, open_case(case) as opened:
        from allegedly.base.document import Document
        from allegedly.claims.claim import Claim
        from allegedly.store.grouping import HappeningRow, PropositionRow

        thing = opened.get(id)
        activity.pause()
        if format is Format.jsonl:
            say_json(_record(thing))
        elif isinstance(thing, Claim):
            _say_whole_claim(thing, opened.document_of(thing))
        elif isinstance(thing, Document):
            _say_whole_document(opened, thing, activity)
        elif isinstance(thing, PropositionRow | HappeningRow):
            _say_grouped(opened, thing, activity)
        else:
            say((named(thing.name, thing.named), "bold"), f"  {thing.id}")
            _say_other_names(thing)
            said: int = getattr(thing, "said", 0)
            by_it = f", {count(said, 'claim')} said by it" if said else ""
            say(f"{count(thing.claims, 'claim')} in {count(thing.documents, 'document')}{by_it}\n")
            _say_claims(opened, opened.claims_of(thing), Format.text, activity)
    return DONE


def _say_other_names(thing: Any) -> None:
    if thing.kind:
        parent: str | None = getattr(thing, "parent", None)
        say(thing.kind + (f", part of {parent}" if parent else ""))
    if aliases := getattr(thing, "aliases", ()):
        say_columns("", [("also", "; ".join(aliases)), *(("because", reason) for reason in thing.reasons)])


def _say_grouped(case: Case, thing: PropositionRow | HappeningRow, activity: Activity) -> None:
    from allegedly.store.grouping import PropositionRow

    if isinstance(thing, PropositionRow):
        say_proposition(thing)
    else:
        rows = {row.id: row for row in case.propositions()}
        say_happening(thing, [rows[id] for id in thing.propositions])
    say_links(thing)
    say()
    _say_claims(case, case.claims_of(thing), Format.text, activity)


def _record(thing: Any) -> dict[str, Any]:
    from dataclasses import asdict, is_dataclass

    if hasattr(thing, "to_dict"):
        record: dict[str, Any] = thing.to_dict()
        return record
    assert is_dataclass(thing) and not isinstance(thing, type)
    return {"id": thing.id} | asdict(thing)  # type: ignore[attr-defined]


def _say_whole_claim(claim: Claim, document: Document) -> None:
    from allegedly.claims.wording import one_line, time_in_words

    say_claim(claim, Format.text, document)
    spans = [(role, mention.span, mention.entity) for role, mentions in claim.arguments.items() for mention in mentions]
    spans += [("trigger", claim.trigger, claim_types()[claim.type].gloss)]
    spans += [("time", claim.time.span, time_in_words(claim.time))] if claim.time else []
    spans += [("source", hop.mention, named(hop.source.name, hop.source.named)) for hop in claim.chain if hop.mention]
    spans += [("cue", hop.cue, hop.source.name) for hop in claim.chain if hop.cue]
    rows = ((what, f"“{one_line(span.text)}”", f"{span.start} to {span.end}", one_line(means)) for what, span, means in spans)
    say_columns("What it rests on: words of the document, their characters, what they stand for", rows)
    say_columns(
        "How it is said",
        [("polarity", claim.polarity), ("certainty", claim.certainty), ("realis", claim.realis), ("read by", claim.reader)],
    )


def _say_whole_document(case: Case, document: Document, activity: Activity) -> None:
    from allegedly.claims.wording import one_line

    fields = (
        "title",
        "publisher",
        "byline",
        "agency",
        "dateline",
        "published",
        "url",
        "language",
        "place",
        "media_type",
        "encoding",
        "digest",
    )
    say((one_line(document.title or document.name), "bold"), f"  {document.id}")
    say_columns("", ((name.replace("_", " "), one_line(getattr(document, name))) for name in fields if getattr(document, name)))
    say()
    for line in document.text.splitlines():
        say(one_line(line))
    say()
    _say_claims(case, case.claims_of(document), Format.text, activity)
