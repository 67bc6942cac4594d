"""`export`, `brief`, `share`, `merge`, `annotate`: a case in other people's formats, as a text, without names; and what comes back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from allegedly.base.plural import count
from allegedly.cli.app import DONE, SOME_UNREADABLE, CaseArgument, Command, WhoOption, app, examples
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
from allegedly.cli.printing import Activity, complain, say, say_columns
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
        "allegedly brief north.case --scale phia --format pdf --output north.pdf",
    ),
)
def brief(
    case: CaseArgument,
    about: AboutOption = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="From what was published by the end of this day.")] = None,
    format: Annotated[Literal["md", "html", "docx", "pdf"], typer.Option(metavar="md|html|docx|pdf", help="What it is written as.")] = "md",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to; standard output unless given.")] = None,
    scale: Annotated[
        Literal["icd203", "phia", "ipcc"],
        typer.Option(metavar="icd203|phia|ipcc", help="Whose words for likelihood: ICD 203, the UK yardstick or the IPCC's."),
    ] = "icd203",
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
        made = render(compose(opened, about=about, as_of=as_of, scale=scale), format)
        activity.pause()
        if output:
            output.write_bytes(made)
            say(f"{output}: {format}, {len(made) / 1e3:.0f} kB")
        else:
            sys.stdout.buffer.write(made)
    return DONE


@app.command(
    cls=Command,
    short_help="Make a copy of a case in which chosen names are replaced.",
    epilog=examples("allegedly share north.case for-press.case --redact 'Yusen Tarad' --redact 'retired officer'"),
)
def share(
    case: CaseArgument,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The copy to be made.")],
    redact: Annotated[list[str], typer.Option("--redact", metavar="NAME", help="A person, source or body; may be repeated.")],
) -> int:
    """Make a copy of a case in which persons, sources and bodies have pseudonyms: in texts, claims and metadata.

    All names that the case and its lexicon know for each are replaced, of a person also each part that stands alone, in addresses and file
    names too. Then every value, index and byte of the copy is searched for them. Paths, addresses of documents, digests of changed texts,
    decisions and their history stay behind. What identifies somebody without a name (an office, a date) stays: read the copy before it leaves.
    """
    from allegedly.writers.share import share as make

    with interruptible(), Activity(f"copying {case.name}"), open_case(case) as opened:
        report = make(opened, path, redact)
        say(f"{path}: {count(report.documents, 'document')}, {count(report.claims, 'claim')}; {count(report.replaced, 'name')} replaced")
        say_columns("", ((each.label, "; ".join((*each.names, *each.parts))) for each in report.pseudonyms))
        if report.standing:
            parts = ", ".join(f"{word} ({number:,})" for word, number in report.standing)
            say(f"parts of names that may mean something else still stand: {parts}")
        say(f"searched {report.values_searched:,} values and {report.bytes_searched:,} bytes for them: none is left")
    return DONE


@app.command(
    cls=Command, short_help="Take all of another case into this one.", epilog=examples("allegedly merge north.case colleague.case")
)
def merge(
    case: CaseArgument,
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="The case to take in; it stays as it is.")],
    who: WhoOption = None,
) -> int:
    """Take the documents, versions and readings of another case into this one, and what people decided there.

    Of two decisions about one thing the later one holds, and both are kept; those that differ are printed. Merging again changes nothing.
    """
    with interruptible(), Activity(f"merging {other.name} into {case.name}"), open_case(case) as opened:
        report = opened.merge(other, who=who)
        decisions = report.judgements + report.corrections + report.assessments + report.hypotheses + report.evidence + report.ratings
        say(
            f"{case}: {count(report.documents, 'document')}, {count(report.readings, 'reading')} and {count(decisions, 'decision')} from {other}"
        )
        for place in report.kept_apart:
            say(f"  another text stands at that place here, so it is called {place}")
        rows = ((each.subject, f"here: {each.ours}", f"there: {each.theirs}", f"holds: {each.holds}") for each in report.conflicts)
        say_columns("Decided differently; the later decision holds", rows)
    return DONE


@app.command(
    cls=Command,
    short_help="Take claim records that were changed elsewhere back into a case.",
    epilog=examples(
        "allegedly annotate north.case checked.jsonl --who ana",
        "allegedly annotate north.case north.jsonld --why 'second reading'",
        "allegedly annotate north.case from-inception.zip --exported to-inception/ --who ana",
    ),
)
def annotate(
    case: CaseArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Claim records as JSON Lines, Web Annotations, or a document that INCEpTION exported.")
    ],
    exported: Annotated[
        Path | None,
        typer.Option(
            "--exported", metavar="FOLDER", help="What was exported to INCEpTION; a claim that was deleted there is then rejected."
        ),
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; the name of the file unless given.")] = "",
    who: WhoOption = None,
) -> int:
    """Let the claim records of a file stand: a changed one corrects its claim, a new one is drawn, the others change nothing.

    Each becomes a correction that can be taken back. A record whose words do not stand in its document is refused; the rest goes on. A claim
    that is not in the file stays as it is, unless --exported shows that it went out.
    """
    from allegedly.writers.annotation import annotate as take

    with interruptible(), Activity(f"annotating {case.name}"), open_case(case) as opened:
        report = take(opened, file, exported=exported, why=why, who=who)
        rejected = f", {report.rejected} rejected" if exported else ""
        say(f"{case}: {report.corrected} corrected, {report.drawn} drawn{rejected}, {report.unchanged} unchanged")
        for words in report.refused:
            complain(f"{file}, {words}")
    return SOME_UNREADABLE if report.refused else DONE
