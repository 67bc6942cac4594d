"""The first page: what the case holds, what is new, and what to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.store.grouping import HappeningRow
from allegedly.store.query import DocumentRow
from allegedly.store.status import Status
from allegedly.web.ask import Ask

SHOWN = 4  # claims below each heading: enough to know whether to go there


@dataclass(frozen=True, slots=True)
class Heading:
    """Claims of one kind worth a look: how many, the surest of them, and the address that shows all."""

    title: str
    why: str
    address: str
    total: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers of the case; what was done in it since the last visit, by kind; documents captured since then; and what to look at.

    `last` is the number of the last entry of its history. `first_visit` is whether this browser has not been here before.
    """

    case: Status
    last: int
    first_visit: bool
    news: dict[str, int]
    new_documents: tuple[DocumentRow, ...]
    headings: tuple[Heading, ...]
    disputed: tuple[HappeningRow, ...]
    disputes: int
    publishers: tuple[tuple[str, int], ...]


def overview(case: Case, ask: Ask) -> Overview:
    """The overview of `case`."""
    entries = list(case.history(since=ask.seen))
    captured = {row.subject for row in entries if row.did == "captured"}
    rows = [row for row in case.documents() if row.current]
    disputed = list(case.happenings(disputed=True))
    new = [row for row in rows if row.id in captured]
    return Overview(
        case=case.status(),
        last=entries[-1].number if entries else ask.seen,
        first_visit=ask.seen == 0,
        news=dict(Counter(row.did for row in entries)),
        new_documents=tuple(islice(reversed(new), SHOWN * 2)),
        headings=tuple(heading for heading in _headings(case) if heading.total),
        disputed=tuple(disputed[:SHOWN]),
        disputes=len(disputed),
        publishers=tuple(Counter(row.publisher for row in rows if row.publisher).most_common(8)),
    )


def _headings(case: Case) -> list[Heading]:
    asked = (
        (
            "Said to act under another’s name, or on another’s behalf",
            "posing, fronting, infiltrating, staging",
            "/claims?family=deception&order=score",
            case.claims(family="deception", order="score"),
        ),
        (
            "Denied",
            "somebody says that it did not happen",
            "/claims?polarity=denied&order=score",
            case.claims(polarity="denied", order="score"),
        ),
        (
            "Rests on unnamed sources",
            "the chain holds somebody the text leaves unnamed",
            "/claims?unnamed=1&order=score",
            case.claims(unnamed=True, order="score"),
        ),
    )
    return [Heading(title, why, address, found.count(), tuple(islice(found, SHOWN))) for title, why, address, found in asked]
