"""`Judgement`: that two references are the same, different, or that one cannot tell; by whom, when and why.

A judgement names references, never entities: references stay what they are when documents are added, entities do not. "Unsure" merges
nothing and takes the pair off the list of candidates. Of two judgements on one pair the later one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Verdict = Literal["same", "different", "unsure"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Somebody judged two references (by id) at this time, for this reason. `number` counts the judgements of a case."""

    number: int
    left: str
    right: str
    verdict: Verdict
    who: str
    at: str
    why: str

    @property
    def pair(self) -> Pair:
        """The two ids, the smaller first."""
        return pair_of(self.left, self.right)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def pair_of(left: str, right: str) -> Pair:
    """Two ids as an unordered pair."""
    return (left, right) if left <= right else (right, left)


def standing(judgements: Iterable[Judgement]) -> dict[Pair, Judgement]:
    """The judgement that holds for each pair: the last one."""
    return {judgement.pair: judgement for judgement in sorted(judgements, key=lambda each: each.number)}
