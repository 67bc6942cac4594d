"""`demo`: the sample case, and what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from allegedly.base.errors import Bug
from allegedly.base.plural import count
from allegedly.claims.readers import DEFAULT_READER
from allegedly.cli.app import DONE, SOME_UNREADABLE, Command, ReaderOption, app, examples
from allegedly.cli.printing import Activity, say
from allegedly.cli.reading import SOURCES_SHOWN, add_documents, say_documents, say_sources
from allegedly.cli.running import interruptible, open_case

if TYPE_CHECKING:
    from allegedly.case import Case
    from allegedly.claims.claim import Claim


SHOWN = 3  # claims per section of the demo, so that all of it can be taken in
DEMO_CASE = "demo.case"


@app.command(cls=Command, short_help="Read a sample case and print what to look at first.", epilog=examples("allegedly demo"))
def demo(reader: ReaderOption = DEFAULT_READER) -> int:
    """Read the sample case and print what an analyst would want to see first.

    Sixteen short reports by invented outlets about invented countries and services become a case, demo.case, in the current folder.
    """
    path = Path(DEMO_CASE)
    reports = _sample_reports()
    say(f"Reading {count(len(list(reports.iterdir())), 'report')} from {reports}\n")
    report = add_documents(path, [str(reports)], reader)
    with interruptible(lambda: f"{path} is whole"), Activity(f"looking through {path.name}") as activity, open_case(path) as case:
        say(f"{path}: {report}")
        for title, question, chosen in _first_questions(case):
            _say_section(case, title, question, chosen, activity)
        say_documents(case, case.status(), None)
        say_sources(case, case.status(), SOURCES_SHOWN)
        _say_what_to_try(case)
    return SOME_UNREADABLE if report.refused else DONE


def _say_what_to_try(case: Case) -> None:
    from shlex import quote

    say(f"\nThe case is {case.path}: an SQLite file, one row per claim. Try:\n")
    say(f"  allegedly status {DEMO_CASE}")
    for row in islice((row for row in case.entities() if row.named), 1):
        say(f"  allegedly claims {DEMO_CASE} --about {quote(row.name)}")
    for source in islice((row for row in case.sources() if row.named), 1):
        say(f"  allegedly claims {DEMO_CASE} --source {quote(source.name)} --format jsonl")
    say(f"  allegedly claims {DEMO_CASE} --unnamed --family support")
    for claim in islice(chain(case.claims(family="deception"), case.claims(unnamed=True)), 1):
        say(f"  allegedly show {DEMO_CASE} {claim.id}")


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
    say()
    say((f"{title}: {count(len(chosen), 'claim')}", "bold"))
    for claim in _spread(chosen, SHOWN):
        say(f"\n  {sentence_of(claim)}")
        if claim.chain:
            say((f"    {chain_of(claim)}", "dim"))
        say((f"    “{quote_of(claim)}” ({place_of(claim, case.document_of(claim))})", "dim"))
    if len(chosen) > SHOWN:
        say(f"\n  and {len(chosen) - SHOWN} more" + (f": allegedly claims {DEMO_CASE} {options}" if options else ""))


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
