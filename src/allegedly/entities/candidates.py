"""Cheaply proposes which references are worth comparing, so that their number grows with the case and not with its square.

Two names are proposed when they share the sound of one of their rarest words, when one can abbreviate the other, or when they are
neighbours in the alphabet (misspellings). A sound that too many names share proposes nothing by itself: it must come with a second one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from allegedly.entities.entity import Reference
from allegedly.entities.judgement import Pair, pair_of
from allegedly.entities.names import Comparison, parse_name
from allegedly.entities.spelling import skeleton

RAREST = 2  # of the words of a name; a person's name has two that matter
CROWD = 30  # names that share a sound before it needs a second one
WINDOW = 2  # alphabetical neighbours looked at on either side


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be one: why, and how many mentions would change hands if they were."""

    left: str
    right: str
    left_name: str
    right_name: str
    score: float
    reason: str
    change: int

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def find_pairs(references: Iterable[Reference]) -> Iterator[Pair]:
    """Each pair of ids worth comparing, once. Descriptions are proposed to nobody."""
    named = [reference for reference in references if reference.named]
    seen: set[Pair] = set()
    for block in _blocks(named):
        for left, right in combinations(block, 2):
            pair = pair_of(left, right)
            if left != right and pair not in seen:
                seen.add(pair)
                yield pair


def sounds(name: str) -> list[str]:
    """The skeletons of the words of a name that carry it, each once."""
    parsed = parse_name(name)
    return list(dict.fromkeys(skeleton(word) for word, weight in zip(parsed.words, parsed.weights, strict=True) if weight > 0.15))


def _blocks(named: Sequence[Reference]) -> Iterator[Sequence[str]]:
    of = {reference.id: sounds(reference.name) for reference in named}
    frequency = Counter(sound for found in of.values() for sound in found)
    rare: dict[str, list[str]] = defaultdict(list)
    for id, found in of.items():
        for sound in sorted(found, key=lambda each: (frequency[each], each))[:RAREST]:
            rare[sound].append(id)
    for sound, ids in rare.items():
        yield from [ids] if len(ids) <= CROWD else _split(sound, ids, of)
    yield from _abbreviations(named)
    yield from _neighbours(named)


def _split(sound: str, ids: Sequence[str], of: dict[str, list[str]]) -> Iterator[Sequence[str]]:
    """A crowd by its second sounds."""
    parts: dict[str, list[str]] = defaultdict(list)
    for id in ids:
        for other in of[id]:
            if other != sound:
                parts[other].append(id)
    for part in parts.values():
        # What is still a crowd bears two words that many do; neighbours in the alphabet are compared and the rest is not.
        yield from [part] if len(part) <= CROWD else [part[at : at + WINDOW + 1] for at in range(len(part) - 1)]


def _abbreviations(named: Sequence[Reference]) -> Iterator[Sequence[str]]:
    short: dict[str, list[str]] = defaultdict(list)
    for reference in named:
        name = parse_name(reference.name)
        if len(name.words) == 1 and 3 <= len(name.joined) <= 8 and reference.name.replace(".", "").isupper():
            short[name.joined].append(reference.id)
    for reference in named:
        name = parse_name(reference.name)
        if len(name.words) > 2:
            for initials in {"".join(w[0] for w in name.words), "".join(w[0] for w, x in zip(name.words, name.weights) if x > 0.15)}:
                for id in short.get(initials, ()):
                    yield (id, reference.id)


def _neighbours(named: Sequence[Reference]) -> Iterator[Sequence[str]]:
    ordered = sorted((parse_name(reference.name).joined, reference.id) for reference in named)
    for at in range(len(ordered) - 1):
        yield [id for _, id in ordered[at : at + WINDOW]]


def change(left: int, right: int) -> int:
    """Mentions that would change hands if two entities with so many mentions were one."""
    return min(left, right)


def worth(comparison: Comparison, left: int, right: int) -> float:
    """What a look at a pair is worth: how much would change, times how likely."""
    return comparison.score * change(left, right)
