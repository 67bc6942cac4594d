"""`Dependence`: one document rests on another, or on the same origin, with the signs and the spans that show it.

Six kinds, because different things are merged by them:

- `cites`    the later document says where it has it from. An edge of the provenance graph; nothing is suspected.
- `copies`   the later document took from the earlier without being an observer of its own: what both say is one voice.
- `speaker`  both quote the same person: merge the origins behind the quotations, not the outlets.
- `names`    the later document speaks of the earlier: it knew it. Nothing is merged.
- `withdraws` the later document says that the earlier was withdrawn or corrected by its own outlet. Nothing is merged; an undercut.
- `author`   both have one byline: merge what each says in its own voice, nothing that it quotes.

Several signs of one kind combine by noisy-or: each is a separate way for the dependence to be real.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from allegedly.base.errors import Bug
from allegedly.base.span import Span

Kind = Literal["cites", "copies", "speaker", "author", "names", "withdraws"]
Trace = Literal["citation", "mention", "wording", "agency", "error", "quotation", "byline", "decision"]


def noisy_or(deltas: Iterable[float]) -> float:
    """The probability that at least one of several separate signs is right; 0 for none."""
    return 1 - math.prod(1 - delta for delta in deltas)


@dataclass(frozen=True, slots=True)
class SpanPair:
    """Words of the later document, and those of the earlier one that they come from (None where only the later one speaks of it)."""

    later: Span
    earlier: Span | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to think that a document depends on another: what was seen, how probable it makes the dependence, and where."""

    trace: Trace
    delta: float
    reason: str
    pairs: tuple[SpanPair, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.delta <= 1:
            raise Bug(f"a sign of dependence has probability {self.delta}, expected 0 to 1; please report: {self.reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """The document `later` depends on the document `earlier` (both ids). `directed` is False where nothing tells which came first."""

    later: str
    earlier: str
    kind: Kind
    signs: tuple[Sign, ...]
    directed: bool = True
    claims: tuple[str, ...] = ()  # ids of the claims of `later` that it concerns; none named: everything the two share

    def __post_init__(self) -> None:
        if self.later == self.earlier:
            raise Bug(f"document {self.later} was found to depend on itself; please report")
        if not self.signs:
            raise Bug(f"document {self.later} was found to depend on {self.earlier} without a reason; please report")

    @property
    def delta(self) -> float:
        """Noisy-or of the signs."""
        return noisy_or(sign.delta for sign in self.signs)

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each sign, the strongest first."""
        return tuple(sign.reason for sign in self.signs)

    @property
    def pairs(self) -> tuple[SpanPair, ...]:
        """Every pair of spans behind the signs."""
        return tuple(pair for sign in self.signs for pair in sign.pairs)

    def to_dict(self) -> dict[str, Any]:
        """`from` rests on `to`; probability rounded to four places."""
        return {
            "from": self.later,
            "to": self.earlier,
            "kind": self.kind,
            "delta": round(self.delta, 4),
            "directed": self.directed,
            "reasons": list(self.reasons),
            "claims": list(self.claims),
            "pairs": [[pair.later.to_dict(), pair.earlier.to_dict() if pair.earlier else None] for pair in self.pairs],
        }
