"""Two readings of one document side by side: where they agree, and where they do not, in what.

Two claims are about the same when their types are equal and their triggers overlap; of several the pair that shares most fillers counts. They
agree when their core roles, chain and status do: the measure of `../shared/tools/score_claims.py`, by which readers are scored as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from allegedly.claims.claim import Claim, Mention

CORE = ("agent", "patient", "guise", "principal")


@dataclass(frozen=True, slots=True)
class Dispute:
    """One claim of which two readings say different things (`differs`: in which fields), or that only one of them has (the other is None)."""

    first: Claim | None
    second: Claim | None
    differs: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The one or two claims."""
        return tuple(claim for claim in (self.first, self.second) if claim)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two readings of one document come to: pairs that agree, and the rest in the order of the text."""

    agreed: tuple[tuple[Claim, Claim], ...]
    disputed: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class ReaderAgreement:
    """Two readers on the documents that both read: how many claims they agree about and how many not, and of how many nobody has decided."""

    first: str
    second: str
    documents: int
    agreed: int
    disputed: int
    undecided: int

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Score:
    """A reader against what people decided: `right` of the `judged` among its claims, and of the `true` claims that stand."""

    reader: str
    documents: int
    claims: int
    judged: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """The share of its judged claims that are right."""
        return self.right / self.judged if self.judged else 0.0

    @property
    def recall(self) -> float:
        """The share of the claims that stand which it has right."""
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, and the three shares."""
        return asdict(self) | {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}

    def __add__(self, other: Score) -> Score:
        """The score on the documents of both."""
        numbers = (getattr(self, name) + getattr(other, name) for name in ("documents", "claims", "judged", "right", "true"))
        return Score(self.reader, *numbers)


def compare_readings(first: Sequence[Claim], second: Sequence[Claim]) -> Agreement:
    """Where two readings of one document agree and where not."""
    pairs = pair(first, second)
    agreed = tuple((a, b) for a, b in pairs if not differences(a, b))
    disputed = [Dispute(a, b, differences(a, b)) for a, b in pairs if differences(a, b)]
    paired = {id(claim) for both in pairs for claim in both}
    disputed += [Dispute(claim, None) for claim in first if id(claim) not in paired]
    disputed += [Dispute(None, claim) for claim in second if id(claim) not in paired]
    return Agreement(agreed, tuple(sorted(disputed, key=lambda each: (each.claims[0].trigger.start, each.claims[0].type))))


def pair(first: Sequence[Claim], second: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """One-to-one pairs of equal type and overlapping trigger, those sharing most fillers first, then those sharing most characters."""
    candidates = sorted(
        (-_shared(a, b), -_overlap(a, b), i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if a.type == b.type and a.trigger.overlaps(b.trigger)
    )
    pairs: dict[int, int] = {}
    for _, _, i, j in candidates:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(first[i], second[j]) for i, j in sorted(pairs.items())]


def differences(first: Claim, second: Claim) -> tuple[str, ...]:
    """In which core roles, and whether in chain, polarity, certainty or realis, two claims about the same differ."""
    found = [role for role in CORE if not _same_role(first.arguments.get(role, ()), second.arguments.get(role, ()))]
    if len(first.chain) != len(second.chain) or not all(
        _same_name(a.source.name, b.source.name) for a, b in zip(first.chain, second.chain, strict=True)
    ):
        found.append("chain")
    return (*found, *(name for name in ("polarity", "certainty", "realis") if getattr(first, name) != getattr(second, name)))


def is_right(claim: Claim, truth: Claim) -> bool:
    """Whether a claim has the core roles of the one it is paired with: what a whole claim is scored by."""
    return not any(name in CORE for name in differences(claim, truth))


def score_reading(reader: str, found: Sequence[Claim], true: Sequence[Claim], false: Sequence[Claim]) -> Score:
    """A reading of one document against the claims that people say stand there, and those they rejected or replaced.

    A claim that nobody decided about, and that is about nothing that somebody did, counts neither way.
    """
    pairs = pair(found, true)
    right = [claim for claim, truth in pairs if is_right(claim, truth)]
    judged = {id(claim) for claim, _ in pairs} | {id(claim) for claim, _ in pair(found, false)}
    return Score(reader, 1, len(found), len(judged), len(right), len(true))


def _shared(first: Claim, second: Claim) -> int:
    return sum(
        any(_same_filler(a, b) for b in second.arguments.get(role, ())) for role, mentions in first.arguments.items() for a in mentions
    )


def _overlap(first: Claim, second: Claim) -> int:
    return min(first.trigger.end, second.trigger.end) - max(first.trigger.start, second.trigger.start)


def _same_role(first: Iterable[Mention], second: Iterable[Mention]) -> bool:
    a, b = list(first), list(second)
    return bool(a) == bool(b) and (not a or any(_same_filler(x, y) for x in a for y in b))


def _same_filler(first: Mention, second: Mention) -> bool:
    return first.span.overlaps(second.span) or first.entity.casefold() == second.entity.casefold()


def _same_name(first: str, second: str) -> bool:
    a, b = (" ".join(name.casefold().removeprefix("the ").split()) for name in (first, second))
    return bool(a and b) and (a in b or b in a)


def undecided(disputes: Iterable[Dispute], decided: frozenset[str]) -> Iterator[Dispute]:
    """The disputes that nobody has decided: neither of their claims has its id among `decided`."""
    return (each for each in disputes if not any(claim.id in decided for claim in each.claims))
