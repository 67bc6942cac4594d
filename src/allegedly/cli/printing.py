"""What a person or a program gets to see: lines, tables and records on standard output, remarks and progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum
from threading import RLock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from allegedly.base.plural import count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from allegedly.base.document import Document
    from allegedly.case import Case
    from allegedly.claims.claim import Claim
    from allegedly.evidence.assessment import Assessment
    from allegedly.store.grouping import HappeningRow, PropositionRow


PATIENCE = 2.0  # seconds of silence before a running command says what it is doing
QUIET = 10.0  # seconds between two such lines where standard error is no terminal
Styled = tuple[str, str]  # words and a rich style


class Format(StrEnum):
    """How a list is printed: for a person, or as one JSON object per line."""

    text = "text"
    jsonl = "jsonl"


def say(*parts: str | Styled) -> None:
    """One line on standard output; styles only on a terminal, and never a line break that was not asked for."""
    if sys.stdout.isatty():
        from rich.text import Text

        _console().print(Text.assemble(*parts), soft_wrap=True)
    else:
        sys.stdout.write("".join(part if isinstance(part, str) else part[0] for part in parts) + "\n")


def say_claim(claim: Claim, format: Format, document: Document | None) -> None:
    if format is Format.jsonl:
        say_json(claim.to_dict())
        return
    from allegedly.claims.wording import attribution_of, chain_of, clause_of, place_of, quote_parts

    before, trigger, after = quote_parts(claim)
    say((f"{attribution_of(claim)}: ", "dim"), (f"{clause_of(claim)}.", "bold"))
    say(("  chain  ", "dim"), chain_of(claim))
    say(("  quote  ", "dim"), f"“{before}", (f"*{trigger}*", "bold underline"), f"{after}”")
    say(("  place  ", "dim"), place_of(claim, document))
    say(("  claim  ", "dim"), f"{claim.id}  {claim.type}  score {claim.score:.2f}\n")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def say_json(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")


def say_columns(title: str, rows: Iterable[Sequence[str]], more: int = 0, hint: str = "") -> None:
    """A titled table, as wide as its words; nothing at all when it has no rows."""
    from allegedly.claims.wording import one_line

    cells = [[one_line(cell) for cell in row] for row in rows]
    if not cells:
        return
    if title:
        say()
        say((title, "bold"))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if more > 0:
        say(f"  and {more} more; {hint}")


def say_proposition(row: PropositionRow) -> None:
    """How many say it, what, and its id."""
    say((f"Said by {count(len(row.claims), 'claim')} in {count(len(row.documents), 'document')}: ", "dim"), (f"{row.wording}.", "bold"))
    against = f"  against {count(len(row.opposed), 'other proposition')}" if row.opposed else ""
    say((f"  {row.id}", "dim"), f"  {row.type}{against}\n")


def say_happening(row: HappeningRow, propositions: list[PropositionRow]) -> None:
    """Every proposition, and every aspect in dispute."""
    number = f"{count(len(row.claims), 'claim')} in {count(len(row.documents), 'document')}"
    say((row.id, "dim"), f"  {count(len(propositions), 'proposition')}, {number}")
    say_columns("Said", ((each.id, count(len(each.claims), "claim"), each.wording) for each in propositions))
    rows = [
        (conflict.aspect if at == 0 else "", value, count(len(claims), "claim"))
        for conflict in row.conflicts
        for at, (value, claims) in enumerate(conflict.sides)
    ]
    say_columns("In dispute", rows)


def say_links(row: PropositionRow | HappeningRow) -> None:
    """Why the claims belong together."""
    say_columns("Together because", ((f"{link.score:.2f}", link.left, link.right, link.reason) for link in row.links))


def assessment_in_words(made: Assessment, opened: Case) -> str:
    """What somebody holds of which source, proposition or pair."""
    if made.kind == "copy":
        later, earlier = (document_name(opened, id) for id in made.pair)
        return f"{later} took it from {earlier}" if made.value == "true" else f"neither of {later} and {earlier} has it from the other"
    if made.kind == "identity":
        return f"{made.pair[0]} and {made.pair[1]} are {'one source' if made.value == 'true' else 'two sources'}"
    about = made.source or f"the proposition of {made.claims[0]}"
    words = {
        "grade": f"{about} graded {made.value}",
        "side": f"{about} speaks for {made.group} ({made.value})",
        "interest": f"{made.group} gains {made.value} {about}",
        "prior": f"{about} has prior {made.value}",
        "credibility": f"{about} held credible with {made.value}",
        "settled": f"{about} settled as {made.value}",
    }
    return words[made.kind]


def document_name(opened: Case, id: str) -> str:
    """What a document is called; its id where the case has it no more."""
    return next((row.name for row in opened.documents() if row.id == id), id)


def named(name: str, named: bool) -> str:
    return name if named else f"{name} (unnamed)"


def complain(what: object) -> None:
    """One line on standard error that names the program."""
    from allegedly.claims.wording import one_line

    with suppress(OSError):  # nobody is left to be told
        print(f"allegedly: {one_line(str(what)).strip()}", file=sys.stderr)


def note(words: str) -> None:
    """A remark for a person at a terminal; a program that reads our output does not get it."""
    if sys.stderr.isatty():
        complain(words)


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
        return f"{self._words} ({self._done} of {count(self._total, 'file')})" if self._total else self._words

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
                complain(self._line())
                self._wait(QUIET)


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    # Redirecting would send what we print to a file to the terminal instead.
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
