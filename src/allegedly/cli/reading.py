"""`read`, `add`, `status`: documents become claims, and claims a case."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allegedly.base.errors import ReaderError, ReaderStopped, Unreadable
from allegedly.base.plural import count
from allegedly.claims.readers import DEFAULT_READER
from allegedly.cli.app import DONE, SOME_UNREADABLE, CaseArgument, Command, FormatOption, PathsArgument, ReaderOption, app, examples
from allegedly.cli.printing import Activity, Format, complain, named, note, say, say_claim, say_columns, say_json
from allegedly.cli.running import interruptible, open_case
from allegedly.cli.sending import (
    AtOnceOption,
    EndpointOption,
    MaxCostOption,
    MaxTokensOption,
    ModelOption,
    PerMinuteOption,
    PriceOption,
    PromptOption,
    ProtocolOption,
    YesOption,
    given,
    prepared,
    without_standard_input,
)

if TYPE_CHECKING:
    from allegedly.base.document import Document
    from allegedly.case import AddReport, AddStep, Case
    from allegedly.claims.claim import Claim
    from allegedly.claims.readers import Reader
    from allegedly.store.status import Status


DOCUMENTS_SHOWN, SOURCES_SHOWN = 20, 10  # by `status`, unless --all


@app.command(cls=Command, epilog=examples("allegedly read article.html", "cat article.txt | allegedly read --format jsonl -"))
def read(
    paths: PathsArgument,
    format: FormatOption = Format.text,
    reader: ReaderOption = DEFAULT_READER,
    model: ModelOption = None,
    endpoint: EndpointOption = None,
    protocol: ProtocolOption = None,
    prompt: PromptOption = None,
    max_tokens: MaxTokensOption = None,
    max_cost: MaxCostOption = None,
    price: PriceOption = None,
    at_once: AtOnceOption = None,
    per_minute: PerMinuteOption = None,
    yes: YesOption = False,
) -> int:
    """Print the claims of documents; store nothing.

    Each document's claims are printed as soon as it is read. With --format jsonl, standard output holds claim records and nothing else.
    """
    options = given(
        model=model, endpoint=endpoint, protocol=protocol, prompt=prompt, max_tokens=max_tokens, max_cost=max_cost, price=price,
        at_once=at_once, per_minute=per_minute,
    )  # fmt: skip
    readable = unreadable = 0
    with interruptible(lambda: "nothing was stored"), Activity("loading the reader") as activity:
        for document, found in _readings(paths, reader, options, yes, activity):
            activity.pause()
            if isinstance(found, Unreadable):
                unreadable += 1
                complain(found)
                continue
            readable += 1
            for claim in found:
                say_claim(claim, format, document)
    return _status_of(paths, readable, unreadable)


def _status_of(paths: Sequence[str], readable: int, unreadable: int) -> int:
    """A folder without documents is no error of any document, and still not what was meant."""
    if not readable + unreadable:
        complain(f"no document in {', '.join(paths)}; give files, or folders that hold some")
    return SOME_UNREADABLE if unreadable or not readable else DONE


def _readings(
    paths: Sequence[str], reader: str, options: dict[str, Any], yes: bool, activity: Activity
) -> Iterator[tuple[Document | None, Sequence[Claim] | Unreadable]]:
    """Each document with its claims, or what could not be read. `allegedly.read` gives claims alone; pages need the document."""
    from allegedly.base.document import Document
    from allegedly.capture.capturers import capture_paths
    from allegedly.claims.reading import read_ahead, reader_of, unread

    chosen = reader_of(reader, options)
    beforehand = (each for each in capture_paths(without_standard_input(paths)) if isinstance(each, Document))
    with prepared(chosen, beforehand, allowed=yes, activity=activity):
        for found, reading in read_ahead(chosen, _told(capture_paths(paths), activity)):
            if isinstance(found, Unreadable):
                yield None, found
                continue
            assert reading is not None
            try:
                yield found, reading.result().claims
            except ReaderStopped:
                raise
            except ReaderError as error:
                yield found, unread(found, error)


def _told(items: Iterable[Document | Unreadable], activity: Activity) -> Iterator[Document | Unreadable]:
    for item in items:
        if not isinstance(item, Unreadable):
            activity.say(f"reading {item.name}")
        yield item


@app.command(
    cls=Command, epilog=examples("allegedly add north.case reports/", "allegedly add north.case 'archive/**/*.html' interview.pdf")
)
def add(
    case: CaseArgument,
    paths: PathsArgument,
    format: FormatOption = Format.text,
    reader: ReaderOption = DEFAULT_READER,
    model: ModelOption = None,
    endpoint: EndpointOption = None,
    protocol: ProtocolOption = None,
    prompt: PromptOption = None,
    max_tokens: MaxTokensOption = None,
    max_cost: MaxCostOption = None,
    price: PriceOption = None,
    at_once: AtOnceOption = None,
    per_minute: PerMinuteOption = None,
    yes: YesOption = False,
) -> int:
    """Capture and read documents into a case, creating it.

    Text, Markdown, HTML, PDF, DOCX, EML, MHTML, JSON Lines, STIX bundles and FollowTheMoney entities are known by their content.
    Adding the same document again changes nothing. A changed document at the same place becomes a new version; the old one is kept.
    An interrupted add leaves every finished document in the case; running it again finishes the job.
    """
    options = given(
        model=model, endpoint=endpoint, protocol=protocol, prompt=prompt, max_tokens=max_tokens, max_cost=max_cost, price=price,
        at_once=at_once, per_minute=per_minute,
    )  # fmt: skip
    report = add_documents(case, paths, reader, options, yes=yes)
    if format is Format.jsonl:
        say_json(report.to_dict())
    else:
        say(f"{case}: {report}")
        note(f"try: allegedly status {case}")
    readable = report.added + report.unchanged + report.new_versions + report.read_again + report.withheld
    return _status_of(paths, readable, len(report.refused))


def add_documents(
    path: Path, paths: Sequence[str], reader: str, options: Mapping[str, Any] | None = None, *, yes: bool = False
) -> AddReport:
    import allegedly
    from allegedly.claims.reading import reader_of

    finished = 0

    def kept() -> str:
        return f"the {count(finished, 'document')} finished so far are in {path}; run the same command again for the rest"

    def follow(step: AddStep) -> None:
        nonlocal finished
        if step.refusal:
            activity.pause()
            complain(step.refusal)
        else:
            finished += 1
        activity.say(f"adding to {path.name}: {count(finished, 'document')}", step.done, step.total)

    with interruptible(kept), Activity("loading the reader") as activity:
        # Before the case is made: a reader that cannot be loaded, or that nobody allowed, leaves none behind.
        chosen = reader_of(reader, options)
        may = yes or _allowed(path, chosen)
        with prepared(chosen, _unread(path, paths, chosen), allowed=may, activity=activity), allegedly.open(path, create=True) as case:
            try:
                return case.add(paths, reader=chosen, progress=follow)
            except ReaderStopped as error:
                raise ReaderStopped(f"{error}; {kept()}") from error


def _unread(path: Path, paths: Sequence[str], reader: Reader) -> Iterator[Document]:
    """The documents that the reader would read; of those on standard input nobody can know beforehand."""
    import allegedly
    from allegedly.base.document import Document
    from allegedly.capture.capturers import capture_paths

    if path.exists():
        with allegedly.open(path) as case:
            yield from case.unread(without_standard_input(paths), reader=reader)
    else:
        yield from (each for each in capture_paths(without_standard_input(paths)) if isinstance(each, Document))


def _allowed(path: Path, reader: Reader) -> bool:
    """Whether sending to where this reader sends was allowed for this case before."""
    import allegedly

    destination = getattr(reader, "destination", None)
    if destination is None or not path.exists():
        return False
    with allegedly.open(path) as case:
        return case.sending_allowed(destination)


@app.command(
    cls=Command,
    short_help="Print what is in a case.",
    epilog=examples("allegedly status north.case", "allegedly status north.case --format jsonl"),
)
def status(
    case: CaseArgument,
    everything: Annotated[bool, typer.Option("--all", help="List every document and source, not only the first.")] = False,
    format: FormatOption = Format.text,
) -> int:
    """Print what is in a case: documents, claims by type, sources, and what could not be read and why."""
    with interruptible(), Activity(f"looking through {case.name}"), open_case(case) as opened:
        found = opened.status()
        if format is Format.jsonl:
            say_json(found.to_dict())
        else:
            _say_status(opened, found, everything)
    return DONE


def _say_status(case: Case, found: Status, everything: bool) -> None:
    old = f" ({found.old_versions} more as old versions)" if found.old_versions else ""
    say((found.path, "bold"), f"  {found.size / 1e6:.1f} MB")
    say(f"{count(found.documents, 'document')}{old}, {count(found.claims, 'claim')}")
    say(
        f"{count(found.sources, 'source')} ({found.sources_named} named, {found.sources_unnamed} unnamed), {found.entities} actors, places and things"
    )
    for use in found.readers:
        leads = "" if use.leads == use.documents else f"; leads in {use.leads:,}"
        say(f"{count(use.documents, 'document')} read by {use.version}: {count(use.claims, 'claim')}{leads}")
    if found.claims_refused:
        say(f"{count(found.claims_refused, 'claim')} refused, their words do not stand where they should")
    say_documents(case, found, None if everything else DOCUMENTS_SHOWN)
    say_columns("Claims by type", ((name, str(number)) for name, number in found.claims_by_type.items()))
    say_sources(case, found, None if everything else SOURCES_SHOWN)
    say_columns(f"Could not be read: {len(found.refusals)}", ((str(refusal),) for refusal in found.refusals))


def say_documents(case: Case, found: Status, shown: int | None) -> None:
    current = islice((row for row in case.documents() if row.current), shown)
    rows = ((row.published or "", row.publisher or "", row.title or row.name, count(row.claims, "claim")) for row in current)
    say_columns("Documents", rows, found.documents - (shown or sys.maxsize), "--all lists them")


def say_sources(case: Case, found: Status, shown: int | None) -> None:
    names = {row.id: row.name for row in case.documents()}
    rows = (
        # Two officials of one report are not those of another: the report tells them apart.
        (
            named(row.name, row.named),
            count(row.claims, "claim"),
            names[row.document] if row.document else count(row.documents, "document"),
        )
        for row in islice(case.sources(), shown)
    )
    say_columns("Sources, the most cited first", rows, found.sources - (shown or sys.maxsize), "--all lists them")
