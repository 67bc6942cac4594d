"""The first page: what the case holds, what is new, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.store.grouping import HappeningRow
from allegedly.store.query import DocumentRow
from allegedly.store.status import Status
from allegedly.web.ask import Ask
from allegedly.web.pages.propositions import in_dispute

SHOWN = 4  # claims below each heading: enough to know whether to go there


@dataclass(frozen=True, slots=True)
class Heading:
    """Claims of one kind worth a look: how many, the surest of them, and the address that shows all."""

    title: str
    why: str
    line: str
    address: str
    total: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """So many of something worth a look, and the address of the list of just these."""

    number: int
    noun: str
    rest: str
    address: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers of the case; what was done in it since the last visit, by kind; documents captured since then; and what to look at.

    `last` is the number of the last entry of its history, `since` of the last one at the visit before: 0 when this browser has not been here.
    """

    case: Status
    last: int
    since: int
    news: dict[str, int]
    new_documents: tuple[DocumentRow, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]


def overview(case: Case, ask: Ask) -> Overview:
    """The overview of `case`: all that can be told at once."""
    news, status, headings = case.news(since=ask.seen), case.status(named=False), case.once("headings", lambda: _headings(case))
    new = {row.id: row for row in case.documents(ids=news.newest)}
    lines = [Line(heading.total, "claim", heading.line, heading.address) for heading in headings]
    lines.append(Line(len(status.refusals), "document", "that could not be read", "/documents#refused"))
    if ask.seen:
        lines.append(Line(news.captured, "document", "new since your last visit", f"/history?since={ask.seen}&did=captured"))
    return Overview(
        case=status,
        last=news.last,
        since=ask.seen,
        news=dict(news.done),
        new_documents=tuple(new[id] for id in news.newest),
        lines=tuple(line for line in lines if line.number),
        headings=tuple(heading for heading in headings if heading.total),
    )


@dataclass(frozen=True, slots=True)
class Disputed:
    """The happenings of which different things are said, and how many propositions are in dispute."""

    rows: tuple[HappeningRow, ...]
    total: int


def disputed(case: Case, ask: Ask) -> Disputed:
    """What is in dispute in `case`, most documents first."""
    return case.once("disputed", lambda: Disputed(tuple(islice(case.happenings(disputed=True), SHOWN)), len(in_dispute(case))))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What only weighing the case can tell."""

    lines: tuple[Line, ...]


def weighed(case: Case, ask: Ask) -> Weighed:
    """How many claims of `case` rest on little, or have a denial that counts against them."""
    asked = (
        ("that rest on one origin", "single_origin", case.claims(single_origin=True)),
        ("contested: a denial counts against them", "contested", case.claims(contested=True)),
        ("that rest on unnamed sources only", "unnamed_only", case.claims(unnamed_only=True)),
    )
    counts = case.once("weighed counts", lambda: [found.count() for _, _, found in asked])
    lines = zip(counts, asked, strict=True)
    return Weighed(tuple(Line(number, "claim", rest, f"/claims?{name}=1") for number, (rest, name, _) in lines))


def _headings(case: Case) -> list[Heading]:
    asked = (
        (
            "Said to act under another’s name, or on another’s behalf",
            "posing, fronting, infiltrating, staging",
            "said to be done under another’s name or on another’s behalf",
            "family=deception",
            case.claims(family="deception", order="score"),
        ),
        (
            "Denied",
            "somebody says that it did not happen",
            "that deny something",
            "polarity=denied",
            case.claims(polarity="denied", order="score"),
        ),
        (
            "Rests on unnamed sources",
            "the chain holds somebody the text leaves unnamed",
            "through somebody whom the text leaves unnamed",
            "unnamed=1",
            case.claims(unnamed=True, order="score"),
        ),
    )
    return [
        Heading(title, why, line, f"/claims?{query}&order=score", found.count(), tuple(found.between(0, SHOWN)))
        for title, why, line, query, found in asked
    ]
