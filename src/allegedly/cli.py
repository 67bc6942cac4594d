"""The command line: one command per method of `Case`. The only module that prints.

What a command was asked for goes to standard output and everything else to standard error, so that output can be piped: there it is plain,
without colour, boxes or a width. A failure is one line, never a traceback; `EXIT` says what each status means.

Heavy libraries are imported by the commands that need them, so that `allegedly --help` answers at once.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from threading import RLock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import typer
from typer.core import TyperCommand, TyperGroup

from allegedly.base.errors import AllegedlyError, Bug, CaseError, InputError, ReaderError, Unreadable
from allegedly.base.kinds import Certainty, Polarity, claim_types, families
from allegedly.claims.readers import DEFAULT_READER

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from allegedly.base.document import Document
    from allegedly.case import AddReport, AddStep, Case
    from allegedly.claims.claim import Claim
    from allegedly.entities.judgement import Verdict
    from allegedly.store.status import Status

EXIT = {
    0: "done",
    1: "done, except for inputs that could not be read; each has a line on standard error",
    2: "a wrong command, option or input; nothing was done",
    3: "the case: missing, not a case, newer than this program, read-only, damaged or in use",
    4: "the reader could not be loaded or run",
    70: "a fault of allegedly itself; the line says where the details were written",
    130: "interrupted; the line says what was kept",
}
DONE, SOME_UNREADABLE, WRONG_INPUT, CASE_TROUBLE, READER_TROUBLE, OUR_FAULT, INTERRUPTED = EXIT

PATIENCE = 2.0  # seconds of silence before a running command says what it is doing
QUIET = 10.0  # seconds between two such lines where standard error is no terminal
DOCUMENTS_SHOWN, SOURCES_SHOWN = 20, 10  # by `status`, unless --all
SHOWN = 3  # claims per section of the demo, so that all of it can be taken in
DEMO_CASE = "demo.case"
ALIASES_SHOWN = 4  # of an entity in a list; `show` and --format jsonl give all

Styled = tuple[str, str]  # words and a rich style


class Format(StrEnum):
    """How a list is printed: for a person, or as one JSON object per line."""

    text = "text"
    jsonl = "jsonl"


# ---- help --------------------------------------------------------------------------------------------------------------------------


class Command(TyperCommand):
    """Help in plain groups, the same on a terminal and in a file: arguments, options by topic, examples."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS] CASE PATH...`"""
        return ["[OPTIONS]", *(_metavar(param) for param in self.get_params(ctx) if param.param_type_name == "argument")]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments first, then each group of options in the order in which the command declares them."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if param.param_type_name == "argument":
                groups.setdefault("Arguments", []).append((_metavar(param), getattr(param, "help", "")))
            elif record := param.get_help_record(ctx):
                groups.setdefault(getattr(param, "rich_help_panel", None) or "Options", []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)


def _metavar(param: Any) -> str:
    return f"{param.metavar or param.name.upper()}{'...' if param.nargs != 1 else ''}"


def _verbatim(title: str, lines: Iterable[str]) -> str:
    """A paragraph of help that keeps its lines (`\\b` is click's mark for it)."""
    return f"\b\n{title}:\n" + "\n".join(f"  {line}" for line in lines)


def _examples(*lines: str) -> str:
    return _verbatim("Examples", lines)


app = typer.Typer(
    cls=TyperGroup,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\n\n".join(
        (
            _examples(
                "allegedly demo", "allegedly add north.case reports/", "allegedly claims north.case --about 'Dawn Militia' --unnamed"
            ),
            _verbatim("Exit status", (f"{status:<4} {meaning}" for status, meaning in EXIT.items())),
        )
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _say(f"allegedly {version('allegedly')}")
        raise typer.Exit


@app.callback()
def _allegedly(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Turn reports into claims, each tied to its exact words and to the chain of people who say so."""


def _not_blank(paths: list[str]) -> list[str]:
    if not all(paths):  # to the system it is the current folder, which nobody means
        raise typer.BadParameter("a path is empty; is a variable unset?")
    return paths


CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The case file.")]
PathsArgument = Annotated[
    list[str], typer.Argument(metavar="PATH", callback=_not_blank, help="Files, folders or globs; - is standard input.")
]
FormatOption = Annotated[Format, typer.Option("--format", metavar="text|jsonl", help="For a person, or one JSON object per line.")]
ReaderOption = Annotated[str, typer.Option("--reader", metavar="NAME", help="Which of the installed readers reads.")]

WHAT, WHO, WHEN, HOW_SURE, SHOWN_AS = (
    "What it is about",
    "Who says so",
    "When it is said to have happened",
    "How it is said",
    "What is shown",
)


# ---- commands, in the order of work ------------------------------------------------------------------------------------------------


@app.command(cls=Command, epilog=_examples("allegedly read article.html", "cat article.txt | allegedly read --format jsonl -"))
def read(paths: PathsArgument, format: FormatOption = Format.text, reader: ReaderOption = DEFAULT_READER) -> int:
    """Print the claims of documents; store nothing.

    Each document's claims are printed as soon as it is read. With --format jsonl, standard output holds claim records and nothing else.
    """
    readable = unreadable = 0
    with _interruptible(lambda: "nothing was stored"), Activity("loading the reader") as activity:
        for document, found in _readings(paths, reader, activity):
            activity.pause()
            if isinstance(found, Unreadable):
                unreadable += 1
                _complain(found)
                continue
            readable += 1
            for claim in found:
                _say_claim(claim, format, document)
    return _status_of(paths, readable, unreadable)


def _status_of(paths: Sequence[str], readable: int, unreadable: int) -> int:
    """A folder without documents is no error of any document, and still not what was meant."""
    if not readable + unreadable:
        _complain(f"no document in {', '.join(paths)}; give files, or folders that hold some")
    return SOME_UNREADABLE if unreadable or not readable else DONE


def _readings(paths: Sequence[str], reader: str, activity: Activity) -> Iterator[tuple[Document | None, Sequence[Claim] | Unreadable]]:
    """Each document with its claims, or what could not be read. `allegedly.read` gives claims alone; pages need the document."""
    from allegedly.capture.capturers import capture_paths
    from allegedly.claims.reading import read_document, reader_of, unread

    chosen = reader_of(reader)
    for found in capture_paths(paths):
        if isinstance(found, Unreadable):
            yield None, found
            continue
        activity.say(f"reading {found.name}")
        try:
            yield found, read_document(found, chosen)
        except ReaderError as error:
            yield found, unread(found, error)


@app.command(
    cls=Command, epilog=_examples("allegedly add north.case reports/", "allegedly add north.case 'archive/**/*.html' interview.pdf")
)
def add(case: CaseArgument, paths: PathsArgument, format: FormatOption = Format.text, reader: ReaderOption = DEFAULT_READER) -> int:
    """Capture and read documents into a case, creating it.

    Adding the same document again changes nothing. A changed document at the same place becomes a new version; the old one is kept.
    An interrupted add leaves every finished document in the case; running it again finishes the job.
    """
    report = _add(case, paths, reader)
    if format is Format.jsonl:
        _say_json(report.to_dict())
    else:
        _say(_added_in_words(case, report))
        _note(f"try: allegedly status {case}")
    return _status_of(paths, report.added + report.unchanged + report.new_versions + report.read_again, len(report.refused))


def _add(path: Path, paths: Sequence[str], reader: str) -> AddReport:
    import allegedly
    from allegedly.claims.reading import reader_of

    finished = 0

    def kept() -> str:
        return f"the {_count(finished, 'document')} finished so far are in {path}; run the same command again for the rest"

    def follow(step: AddStep) -> None:
        nonlocal finished
        if step.refusal:
            activity.pause()
            _complain(step.refusal)
        else:
            finished += 1
        activity.say(f"adding to {path.name}: {_count(finished, 'document')}", step.done, step.total)

    with _interruptible(kept), Activity("loading the reader") as activity:
        chosen = reader_of(reader)  # before the case is made: a reader that cannot be loaded leaves none behind
        with allegedly.open(path, create=True) as case:
            return case.add(paths, reader=chosen, progress=follow)


def _added_in_words(path: Path, report: AddReport) -> str:
    parts = {"added": report.added, "unchanged": report.unchanged, "new versions": report.new_versions, "read again": report.read_again}
    documents = ", ".join(f"{number} {words}" for words, number in parts.items() if number) or "nothing to add"
    refused = f"; {_count(len(report.refused), 'input')} could not be read" if report.refused else ""
    unsound = (
        f"; {_count(report.claims_refused, 'claim')} refused, their words do not stand where they should" if report.claims_refused else ""
    )
    return f"{path}: documents: {documents}; {_count(report.claims, 'claim')} stored{refused}{unsound}"


@app.command(
    cls=Command,
    short_help="Print what is in a case.",
    epilog=_examples("allegedly status north.case", "allegedly status north.case --format jsonl"),
)
def status(
    case: CaseArgument,
    everything: Annotated[bool, typer.Option("--all", help="List every document and source, not only the first.")] = False,
    format: FormatOption = Format.text,
) -> int:
    """Print what is in a case: documents, claims by type, sources, and what could not be read and why."""
    with _interruptible(), Activity(f"looking through {case.name}"), _opened(case) as opened:
        found = opened.status()
        if format is Format.jsonl:
            _say_json(found.to_dict())
        else:
            _say_status(opened, found, everything)
    return DONE


def _say_status(case: Case, found: Status, everything: bool) -> None:
    old = f" ({found.old_versions} more as old versions)" if found.old_versions else ""
    _say((found.path, "bold"), f"  {found.size / 1e6:.1f} MB")
    _say(f"{_count(found.documents, 'document')}{old}, {_count(found.claims, 'claim')}")
    _say(
        f"{_count(found.sources, 'source')} ({found.sources_named} named, {found.sources_unnamed} unnamed), {found.entities} actors, places and things"
    )
    for use in found.readers:
        _say(f"{_count(use.documents, 'document')} read by {use.version}: {_count(use.claims, 'claim')}")
    if found.claims_refused:
        _say(f"{_count(found.claims_refused, 'claim')} refused, their words do not stand where they should")
    _say_documents(case, found, None if everything else DOCUMENTS_SHOWN)
    _say_columns("Claims by type", ((name, str(number)) for name, number in found.claims_by_type.items()))
    _say_sources(case, found, None if everything else SOURCES_SHOWN)
    _say_columns(f"Could not be read: {len(found.refusals)}", ((str(refusal),) for refusal in found.refusals))


def _say_documents(case: Case, found: Status, shown: int | None) -> None:
    current = islice((row for row in case.documents() if row.current), shown)
    rows = ((row.published or "", row.publisher or "", row.title or row.name, _count(row.claims, "claim")) for row in current)
    _say_columns("Documents", rows, found.documents - (shown or sys.maxsize), "--all lists them")


def _say_sources(case: Case, found: Status, shown: int | None) -> None:
    names = {row.id: row.name for row in case.documents()}
    rows = (
        # Two officials of one report are not those of another: the report tells them apart.
        (
            _named(row.name, row.named),
            _count(row.claims, "claim"),
            names[row.document] if row.document else _count(row.documents, "document"),
        )
        for row in islice(case.sources(), shown)
    )
    _say_columns("Sources, the most cited first", rows, found.sources - (shown or sys.maxsize), "--all lists them")


@app.command(
    cls=Command,
    short_help="Print the claims of a case that answer a question.",
    epilog="\n\n".join(
        (
            _examples(
                "allegedly claims north.case --about 'Dawn Militia' --family support",
                "allegedly claims north.case --source 'Daily Herald' --unnamed --since 2016-05",
                "allegedly claims north.case --text 'weapons convoy*' --format jsonl | jq .chain",
            ),
            _verbatim("Families and types", (f"{family:<10} {', '.join(types)}" for family, types in families().items())),
        )
    ),
)
def claims(
    case: CaseArgument,
    about: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="A name of one of its actors, places and things; its other names count too.", rich_help_panel=WHAT
        ),
    ] = None,
    type: Annotated[list[str] | None, typer.Option(metavar="TYPE", help="A type of claim; may be repeated.", rich_help_panel=WHAT)] = None,
    family: Annotated[
        list[str] | None, typer.Option(metavar="FAMILY", help="A family of types; may be repeated.", rich_help_panel=WHAT)
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help='Words of its sentence: single words, a "whole phrase", a beginning*.', rich_help_panel=WHAT),
    ] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="A source anywhere in its chain.", rich_help_panel=WHO)] = None,
    unnamed: Annotated[bool, typer.Option("--unnamed", help="Only what rests on an unnamed source.", rich_help_panel=WHO)] = False,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="On or after this year, month or day.", rich_help_panel=WHEN)] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="On or before this year, month or day.", rich_help_panel=WHEN)] = None,
    polarity: Annotated[
        Polarity | None, typer.Option(metavar="affirmed|denied", help="Said to be so, or said not to be so.", rich_help_panel=HOW_SURE)
    ] = None,
    certainty: Annotated[
        Certainty | None,
        typer.Option(metavar="certain|probable|possible", help="What the wording commits to.", rich_help_panel=HOW_SURE),
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

    Names and words are found without regard to case and accents. A claim whose time is unknown is left out as soon as --since or --until is given.
    """
    with _interruptible(), Activity(f"searching {case.name}") as activity, _opened(case) as opened:
        found = opened.claims(
            about=about, type=type or None, family=family or None, source=source, unnamed=unnamed, since=since, until=until,
            polarity=polarity, certainty=certainty, text=text, limit=limit, order=order,
        )  # fmt: skip
        number = _say_claims(opened, found, format, activity)
    if not number:
        _note("no claim in this case answers that; leave out an option to widen the question")
    return DONE


def _say_claims(case: Case, found: Iterable[Claim], format: Format, activity: Activity) -> int:
    number, document = 0, None
    for claim in found:
        number += 1
        if format is Format.text and (document is None or document.id != claim.document_id):
            document = case.document_of(claim)
        activity.pause()
        _say_claim(claim, format, document)
    return number


@app.command(cls=Command, epilog=_examples("allegedly show north.case c-mzxw6", "allegedly show north.case 'Dawn Militia'"))
def show(
    case: CaseArgument,
    id: Annotated[str, typer.Argument(metavar="ID", help="An id, its beginning, or the name of a document, source or entity.")],
    format: FormatOption = Format.text,
) -> int:
    """Print a claim, document, source or entity, whole."""
    with _interruptible(), Activity(f"searching {case.name}") as activity, _opened(case) as opened:
        from allegedly.base.document import Document
        from allegedly.claims.claim import Claim

        thing = opened.get(id)
        activity.pause()
        if format is Format.jsonl:
            _say_json(_record(thing))
        elif isinstance(thing, Claim):
            _say_whole_claim(thing, opened.document_of(thing))
        elif isinstance(thing, Document):
            _say_whole_document(opened, thing, activity)
        else:
            _say((_named(thing.name, thing.named), "bold"), f"  {thing.id}")
            _say_other_names(thing)
            _say(f"{_count(thing.claims, 'claim')} in {_count(thing.documents, 'document')}\n")
            _say_claims(opened, opened.claims_of(thing), Format.text, activity)
    return DONE


def _say_other_names(thing: Any) -> None:
    if kind := getattr(thing, "kind", None):
        _say(kind + (f", part of {thing.parent}" if thing.parent else ""))
        _say_columns("", [("also", "; ".join(thing.aliases)), *(("because", reason) for reason in thing.reasons)] if thing.aliases else ())


def _record(thing: Any) -> dict[str, Any]:
    from dataclasses import asdict, is_dataclass

    if hasattr(thing, "to_dict"):
        record: dict[str, Any] = thing.to_dict()
        return record
    assert is_dataclass(thing) and not isinstance(thing, type)
    return {"id": thing.id} | asdict(thing)  # type: ignore[attr-defined]


def _say_whole_claim(claim: Claim, document: Document) -> None:
    from allegedly.claims.wording import one_line, time_in_words

    _say_claim(claim, Format.text, document)
    spans = [(role, mention.span, mention.entity) for role, mentions in claim.arguments.items() for mention in mentions]
    spans += [("trigger", claim.trigger, claim_types()[claim.type].gloss)]
    spans += [("time", claim.time.span, time_in_words(claim.time))] if claim.time else []
    spans += [("source", hop.mention, _named(hop.source.name, hop.source.named)) for hop in claim.chain if hop.mention]
    spans += [("cue", hop.cue, hop.source.name) for hop in claim.chain if hop.cue]
    rows = ((what, f"“{one_line(span.text)}”", f"{span.start} to {span.end}", one_line(means)) for what, span, means in spans)
    _say_columns("What it rests on: words of the document, their characters, what they stand for", rows)
    _say_columns(
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
    _say((one_line(document.title or document.name), "bold"), f"  {document.id}")
    _say_columns("", ((name.replace("_", " "), one_line(getattr(document, name))) for name in fields if getattr(document, name)))
    _say()
    for line in document.text.splitlines():
        _say(one_line(line))
    _say()
    _say_claims(case, case.claims_of(document), Format.text, activity)


# ---- who is who -------------------------------------------------------------------------------------------------------------------


@app.command(
    cls=Command,
    short_help="Print the actors, places and things of a case, with all their names.",
    epilog=_examples("allegedly entities north.case", "allegedly entities north.case --format jsonl | jq .aliases"),
)
def entities(
    case: CaseArgument,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    format: FormatOption = Format.text,
) -> int:
    """Print the actors, places and things that the claims of a case are about, each with all its names, the most frequent first.

    Names are one entity when the lexicon, their spelling or a judgement says so. `allegedly show CASE ID` says why.
    """
    with _interruptible(), Activity(f"linking the names in {case.name}") as activity, _opened(case) as opened:
        found = list(islice(opened.entities(), limit))
        activity.pause()
        if format is Format.jsonl:
            for row in found:
                _say_json(row.to_dict())
        else:
            _say_columns(
                "",
                (
                    (row.id, _named(row.name, row.named), row.kind, _count(row.claims, "claim"), "; ".join(row.aliases[:ALIASES_SHOWN]))
                    for row in found
                ),
            )
    return DONE


@app.command(
    cls=Command,
    short_help="Print pairs of names that may be one entity.",
    epilog=_examples("allegedly candidates north.case", "allegedly candidates north.case --limit 5 --format jsonl"),
)
def candidates(
    case: CaseArgument,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    format: FormatOption = Format.text,
) -> int:
    """Print pairs of entities that may be one and are not known to be; those that would change most come first.

    Settle one with `allegedly same`, `different` or `unsure`, and it is not asked again.
    """
    with _interruptible(), Activity(f"linking the names in {case.name}") as activity, _opened(case) as opened:
        found = list(islice(opened.candidates(), limit))
        activity.pause()
        for pair in found:
            if format is Format.jsonl:
                _say_json(pair.to_dict())
                continue
            _say((f"{pair.left_name} | {pair.right_name}", "bold"), f"  {pair.score:.2f}  {_count(pair.change, 'mention')} would change")
            _say(f"  {pair.reason}")
            _say((f"  {pair.left}  {pair.right}\n", "dim"))
    if not found:
        _note("no two names in this case are alike and unsettled")
    return DONE


NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name, or the id of an entity or its beginning.")]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; kept with the judgement.")]
WhoOption = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who judges; the user of this machine unless given.")]


def _judge(case: Path, left: str, right: str, verdict: Verdict, why: str, who: str | None) -> int:
    with _interruptible(), _opened(case) as opened:
        made = opened.judge(left, right, verdict, why=why, who=who)
        _say(f"{left} and {right}: {made.verdict}, says {made.who} ({made.left} {made.right})")
        _note(f"to take it back: allegedly undo {case}")
    return DONE


@app.command(cls=Command, epilog=_examples("allegedly same north.case 'Colonel Lohm' 'Anders Lohm' --why 'named so in the ledger'"))
def same(case: CaseArgument, a: NameArgument, b: NameArgument, why: WhyOption, who: WhoOption = None) -> int:
    """Judge that two names mean one entity."""
    return _judge(case, a, b, "same", why, who)


@app.command(cls=Command, epilog=_examples("allegedly different north.case 'Dawn Militia' 'Dawn Army' --why 'rivals since 2015'"))
def different(case: CaseArgument, a: NameArgument, b: NameArgument, why: WhyOption, who: WhoOption = None) -> int:
    """Judge that two names mean two entities; nothing will make them one."""
    return _judge(case, a, b, "different", why, who)


@app.command(cls=Command, epilog=_examples("allegedly unsure north.case 'H.D.' 'Henrik Dause' --why 'or the Harbour Department'"))
def unsure(case: CaseArgument, a: NameArgument, b: NameArgument, why: WhyOption, who: WhoOption = None) -> int:
    """Judge that one cannot tell; the names stay apart and the pair is not asked again."""
    return _judge(case, a, b, "unsure", why, who)


@app.command(cls=Command, epilog=_examples("allegedly undo north.case"))
def undo(case: CaseArgument, who: WhoOption = None) -> int:
    """Take back the newest judgement. The history of the case keeps that it was made and taken back."""
    with _interruptible(), _opened(case) as opened:
        gone = opened.undo(who=who)
        _say(f"taken back: {gone.left} {gone.right} {gone.verdict}, said by {gone.who} on {gone.at[:10]}: {gone.why}")
    return DONE


@app.command(cls=Command, epilog=_examples("allegedly lexicon north.case northern-groups.yaml"))
def lexicon(
    case: CaseArgument, file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML, in the form of docs/entities.md.")]
) -> int:
    """Take a file of names and aliases into a case. A file with a mistake is refused whole."""
    with _interruptible(), _opened(case) as opened:
        _say(f"{case}: {_count(opened.add_lexicon(file), 'entry').replace('entrys', 'entries')} taken from {file}")
    return DONE


# ---- the demonstration -------------------------------------------------------------------------------------------------------------


@app.command(cls=Command, short_help="Read a sample case and print what to look at first.", epilog=_examples("allegedly demo"))
def demo(reader: ReaderOption = DEFAULT_READER) -> int:
    """Read the sample case and print what an analyst would want to see first.

    Sixteen short reports by invented outlets about invented countries and services become a case, demo.case, in the current folder.
    """
    path = Path(DEMO_CASE)
    reports = _sample_reports()
    _say(f"Reading {_count(len(list(reports.iterdir())), 'report')} from {reports}\n")
    report = _add(path, [str(reports)], reader)
    with _interruptible(lambda: f"{path} is whole"), Activity(f"looking through {path.name}") as activity, _opened(path) as case:
        _say(_added_in_words(path, report))
        for title, question, chosen in _first_questions(case):
            _say_section(case, title, question, chosen, activity)
        _say_documents(case, case.status(), None)
        _say_sources(case, case.status(), SOURCES_SHOWN)
        _say_what_to_try(case)
    return SOME_UNREADABLE if report.refused else DONE


def _say_what_to_try(case: Case) -> None:
    from shlex import quote

    _say(f"\nThe case is {case.path}: an SQLite file, one row per claim. Try:\n")
    _say(f"  allegedly status {DEMO_CASE}")
    for row in islice((row for row in case.entities() if row.named), 1):
        _say(f"  allegedly claims {DEMO_CASE} --about {quote(row.name)}")
    for source in islice((row for row in case.sources() if row.named), 1):
        _say(f"  allegedly claims {DEMO_CASE} --source {quote(source.name)} --format jsonl")
    _say(f"  allegedly claims {DEMO_CASE} --unnamed --family support")
    for claim in islice(chain(case.claims(family="deception"), case.claims(unnamed=True)), 1):
        _say(f"  allegedly show {DEMO_CASE} {claim.id}")


def _first_questions(case: Case) -> Iterator[tuple[str, str, list[Claim]]]:
    """What to look at first: a title, the command that asks for it (or nothing), and the claims, the surest first."""
    everything = list(case.claims(order="score"))
    masked = [claim for claim in everything if {"guise", "principal"} & claim.arguments.keys() or claim.family == "deception"]
    masked.sort(key=lambda claim: -len({"agent", "guise", "principal"} & claim.arguments.keys()))  # stable: still the surest first
    options = "--family deception" if all(claim.family == "deception" for claim in masked) else ""
    yield "Who is said to act under another's name, or on another's behalf", options, masked
    yield "What rests on unnamed sources", "--unnamed", list(case.claims(unnamed=True, order="score"))
    yield "What is denied", "--polarity denied", list(case.claims(polarity="denied", order="score"))
    yield (
        "What is said at second hand, the longest chains first",
        "",
        sorted((c for c in everything if len(c.chain) > 1), key=_hops, reverse=True),
    )


def _hops(claim: Claim) -> int:
    return len(claim.chain)


def _say_section(case: Case, title: str, options: str, chosen: Sequence[Claim], activity: Activity) -> None:
    from allegedly.claims.wording import chain_of, place_of, quote_of, sentence_of

    activity.pause()
    _say()
    _say((f"{title}: {_count(len(chosen), 'claim')}", "bold"))
    for claim in _spread(chosen, SHOWN):
        _say(f"\n  {sentence_of(claim)}")
        if claim.chain:
            _say((f"    {chain_of(claim)}", "dim"))
        _say((f"    “{quote_of(claim)}” ({place_of(claim, case.document_of(claim))})", "dim"))
    if len(chosen) > SHOWN:
        _say(f"\n  and {len(chosen) - SHOWN} more" + (f": allegedly claims {DEMO_CASE} {options}" if options else ""))


def _spread(chosen: Sequence[Claim], number: int) -> list[Claim]:
    """`number` of them, from as many documents as possible: the longest chains first, then the documents that hold most of them.

    Copies of one report say the same in the same words; one of them is enough here.
    """
    from allegedly.claims.wording import sentence_of

    in_document = Counter(claim.document_id for claim in chosen)
    distinct = {claim.sentence.text: claim for claim in {sentence_of(claim): claim for claim in reversed(chosen)}.values()}
    before: Counter[str] = Counter()
    ranked: list[tuple[int, int, int, int, Claim]] = []
    for claim in (claim for claim in chosen if distinct.get(claim.sentence.text) is claim):
        ranked.append((before[claim.document_id], -len(claim.chain), -in_document[claim.document_id], len(ranked), claim))
        before[claim.document_id] += 1
    return [claim for *_, claim in sorted(ranked, key=lambda entry: entry[:-1])[:number]]


def _sample_reports() -> Path:
    """The reports shipped with the package; in a checkout, those of examples/."""
    from importlib.resources import files

    package = Path(str(files("allegedly")))
    for folder in (package / "sample" / "reports", package.parents[1] / "examples" / "sample" / "reports"):
        if folder.is_dir():
            return folder
    raise Bug(f"the sample reports are missing from {package}; install allegedly again")


# ---- printing ----------------------------------------------------------------------------------------------------------------------


def _say(*parts: str | Styled) -> None:
    """One line on standard output; styles only on a terminal, and never a line break that was not asked for."""
    if sys.stdout.isatty():
        from rich.text import Text

        _console().print(Text.assemble(*parts), soft_wrap=True)
    else:
        sys.stdout.write("".join(part if isinstance(part, str) else part[0] for part in parts) + "\n")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _say_json(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")


def _say_claim(claim: Claim, format: Format, document: Document | None) -> None:
    if format is Format.jsonl:
        _say_json(claim.to_dict())
        return
    from allegedly.claims.wording import attribution_of, chain_of, clause_of, place_of, quote_parts

    before, trigger, after = quote_parts(claim)
    _say((f"{attribution_of(claim)}: ", "dim"), (f"{clause_of(claim)}.", "bold"))
    _say(("  chain  ", "dim"), chain_of(claim))
    _say(("  quote  ", "dim"), f"“{before}", (f"*{trigger}*", "bold underline"), f"{after}”")
    _say(("  place  ", "dim"), place_of(claim, document))
    _say(("  claim  ", "dim"), f"{claim.id}  {claim.type}  score {claim.score:.2f}\n")


def _say_columns(title: str, rows: Iterable[Sequence[str]], more: int = 0, hint: str = "") -> None:
    """A titled table, as wide as its words; nothing at all when it has no rows."""
    from allegedly.claims.wording import one_line

    cells = [[one_line(cell) for cell in row] for row in rows]
    if not cells:
        return
    if title:
        _say()
        _say((title, "bold"))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        _say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if more > 0:
        _say(f"  and {more} more; {hint}")


def _named(name: str, named: bool) -> str:
    return name if named else f"{name} (unnamed)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _complain(what: object) -> None:
    """One line on standard error that names the program."""
    from allegedly.claims.wording import one_line

    with suppress(OSError):  # nobody is left to be told
        print(f"allegedly: {one_line(str(what)).strip()}", file=sys.stderr)


def _note(words: str) -> None:
    """A remark for a person at a terminal; a program that reads our output does not get it."""
    if sys.stderr.isatty():
        _complain(words)


class Activity:
    """Says on standard error what is going on, once that has been silent for two seconds.

    A terminal gets a moving line that leaves no trace; a file gets a line every ten seconds. `pause` makes room for other output.
    """

    def __init__(self, words: str) -> None:
        self._words, self._done, self._total = words, 0, 0
        self._bar: Progress | None = None
        self._timer: Timer | None = None
        self._lock = RLock()  # the timer's thread shows what this thread says
        self._over = False

    def __enter__(self) -> Self:
        self._wait(PATIENCE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._over = True
            self._clear()

    def say(self, words: str, done: int = 0, total: int = 0) -> None:
        """What is going on now, and how much of it is done where that is known."""
        with self._lock:
            self._words, self._done, self._total = words, done, total
            if self._bar:
                self._bar.update(self._bar.task_ids[0], description=self._line(), completed=done, total=total or None)

    def pause(self) -> None:
        """Take the line away before something else is printed; it comes back after two more silent seconds."""
        with self._lock:
            self._clear()
            self._wait(PATIENCE)

    def _line(self) -> str:
        return f"{self._words} ({self._done} of {_count(self._total, 'file')})" if self._total else self._words

    def _wait(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._show)
        self._timer.daemon = True
        self._timer.start()

    def _clear(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _show(self) -> None:
        with self._lock:
            if self._over:
                return
            if sys.stderr.isatty():
                self._bar = _progress_bar()
                self._bar.add_task(self._line(), completed=self._done, total=self._total or None)
                self._bar.start()
            else:
                _complain(self._line())
                self._wait(QUIET)


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    # Redirecting would send what we print to a file to the terminal instead.
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)


# ---- running, and what can go wrong ------------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[Case]:
    import allegedly

    with allegedly.open(path) as case:
        yield case


@contextmanager
def _interruptible(kept: Callable[[], str] = lambda: "nothing was changed") -> Iterator[None]:
    """Ctrl-C ends the command with a line that says what was kept."""
    try:
        yield
    except KeyboardInterrupt:
        _complain(f"interrupted; {kept()}")
        raise typer.Exit(INTERRUPTED) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status. Whatever happens, no traceback is printed."""
    _prepare_streams()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        _complain("interrupted; nothing was changed")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a person gets one line, the details go to a file
        return _explain(error)
    return status


def _run(arguments: list[str]) -> int:
    # Not `app()`: it would print errors in its own way and turn a broken pipe into a failure.
    command = typer.main.get_command(app)
    try:
        with command.make_context("allegedly", arguments or ["--help"]) as context:
            return command.invoke(context) or DONE
    except typer.Exit as stop:
        return stop.exit_code


def _prepare_streams() -> None:
    # None when whoever started us closed it (`>&-`); they want none of it. It stays open until the process ends.
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # in JSON, \udc80 is what a lone surrogate is written as
    logging.getLogger().addHandler(logging.NullHandler())  # libraries' remarks on broken HTML are no message of ours
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _explain(error: Exception) -> int:
    """Print the one line that says what went wrong; the exit status."""
    kinds: tuple[tuple[type[Exception], int], ...] = (
        (typer.TyperException, WRONG_INPUT),
        (InputError, WRONG_INPUT),
        (CaseError, CASE_TROUBLE),
        (ReaderError, READER_TROUBLE),
        (OSError, WRONG_INPUT),
    )
    status = next((status for kind, status in kinds if isinstance(error, kind)), OUR_FAULT)
    if status == OUR_FAULT:
        _complain(_reported(error))
    elif isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        _complain(f"{error.format_message().rstrip('.')}; see: {context.command_path if context else 'allegedly'} --help")
    elif isinstance(error, OSError):
        _complain(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))
    else:
        _complain(error)
    return status


def _reported(error: Exception) -> str:
    """That it is our fault, and where the traceback was written."""
    import platform
    from importlib.metadata import version
    from tempfile import NamedTemporaryFile
    from traceback import format_exception

    details = [
        f"allegedly {version('allegedly')}, Python {platform.python_version()}, {platform.platform()}\n{sys.argv}\n\n",
        *format_exception(error),
    ]
    said = str(error) if isinstance(error, AllegedlyError) else f"{type(error).__name__}: {error}"
    try:
        with NamedTemporaryFile("w", prefix="allegedly-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(details)
    except OSError:
        return f"this is a fault of allegedly ({said}), and its details could not be written; please report it"
    return f"this is a fault of allegedly ({said}); please report it with {file.name}"
