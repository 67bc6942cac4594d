"""`Judgement`: that two references are the same, different, or that one cannot tell; by whom, when and why.

A judgement names references, never entities: references stay what they are when documents are added, entities do not. "Unsure" merges
nothing and takes the pair off the list of candidates. Of two judgements on one pair the later one holds.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
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


def contradicted(left: Collection[str], right: Collection[str], verdict: Verdict, judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The standing judgements on others that one on the first of `left` and the first of `right` would contradict.

    `left` and `right` are the references of the two entities as they are. To make one entity of them contradicts that one of these is
    different from one of those; to part two contradicts the judgements that make one of them by way of others.
    """
    others = [each for pair, each in standing(judgements).items() if pair != pair_of(next(iter(left)), next(iter(right)))]
    if verdict == "same":
        ours, theirs = set(left), set(right)
        apart = (each for each in others if each.verdict == "different")
        return tuple(each for each in apart if set(each.pair) & ours and set(each.pair) & theirs and ours != theirs)
    return _way(next(iter(left)), next(iter(right)), others) if verdict == "different" else ()


def _way(start: str, end: str, judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The fewest judgements by which two references are the same; none when they are not."""
    beside: dict[str, list[tuple[str, Judgement]]] = defaultdict(list)
    for each in judgements:
        if each.verdict == "same":
            beside[each.left].append((each.right, each))
            beside[each.right].append((each.left, each))
    ways: dict[str, tuple[Judgement, ...]] = {start: ()}
    reached = deque([start])
    while reached and end not in ways:
        here = reached.popleft()
        for other, by in beside[here]:
            if other not in ways:
                ways[other] = (*ways[here], by)
                reached.append(other)
    return ways.get(end, ())
