"""The words of a document that its author chose, and the stretches of them that two documents share.

Quoted speech belongs to the speaker, headlines to nobody, names and numbers to the event: two people who saw one fire write the same
street and the same date. What shows a copy is the same choice of the words in between, so each word has a weight: 1 for a word somebody
chose, little for a word that every sentence needs, nothing for names, numbers, dates and the stock phrases of the trade.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import Any

import yaml

from allegedly.base.span import Span
from allegedly.claims.quotes import find_quotes
from allegedly.claims.sentences import find_paragraphs, is_heading

SEED = 4  # words; at 3 every pair of articles on one event aligns somewhere, and the weights would have to undo it
GAP = 5  # words that an editor may have changed inside a passage ("January 12 and 16" for "12 and 16 January" is 5)
NEEDED = 0.2  # weight of a function word: five of them in the same order are one choice
LEAST = 3.0  # a passage of less weight is a turn of phrase; in ECB+ (evaluation/copies.py) different writers share many of these
TITLE_LINES = 3  # as in claims/sentences.py
WORD = re.compile(r"\w+(?:['’]\w+)?")
OTHER_QUOTES = re.compile(r"«[^«»]*»|»[^«»]*«|„[^„“”]*[“”]")
BARRIER = ""  # stands for words that are left out; equal to no word


@dataclass(frozen=True, slots=True)
class Habits:
    """lexicon/wording.yaml: what everybody writes."""

    function: frozenset[str]
    values: frozenset[str]
    stock: re.Pattern[str]


@cache
def habits() -> Habits:
    """The words of lexicon/wording.yaml."""
    table: dict[str, Any] = yaml.safe_load((files(__package__) / "lexicon" / "wording.yaml").read_text(encoding="utf-8"))
    return Habits(
        function=frozenset(table["function"].split()),
        values=frozenset(table["values"].split()),
        stock=re.compile("|".join(rf"\b(?:{phrase})\b" for phrase in table["stock"]), re.IGNORECASE),
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one text outside quotation marks and headings: folded, with their place and weight. A `BARRIER` is a gap."""

    text: str
    words: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    weights: tuple[float, ...]

    @property
    def weight(self) -> float:
        """Of all words together."""
        return sum(self.weights)

    def span(self, first: int, last: int) -> Span:
        """From the word `first` to the word `last`, included."""
        return Span.of(self.text, self.starts[first], self.ends[last])


def find_wording(text: str) -> Wording:
    """The words of `text` whose choice was its author's."""
    words, starts, ends, weights = list[str](), array("L"), array("L"), list[float]()

    def put(word: str, start: int, end: int, weight: float) -> None:
        # All texts of a case are at hand at once: each word is one string for all of them.
        words.append(intern(word))
        starts.append(start)
        ends.append(end)
        weights.append(weight)

    stock = [match.span() for match in habits().stock.finditer(text)]
    capitals = text.isupper()  # a wire of the telex age: its capitals tell no names
    for start, end in own_stretches(text):
        put(BARRIER, start, start, 0.0)
        for match in WORD.finditer(text, start, end):
            habitual = any(a <= match.start() and match.end() <= b for a, b in stock)
            put(fold(match[0]), *match.span(), 0.0 if habitual else weigh_word(match[0].lower() if capitals else match[0]))
    return Wording(text, tuple(words), starts, ends, tuple(weights))


def own_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Places of what stands in no heading and between no quotation marks, in order."""
    for start, end in find_body(text):
        at = start
        for opened, closed in find_all_quotes(text, start, end):
            if at < opened:
                yield at, opened
            at = max(at, closed)
        if at < end:
            yield at, end


def find_body(text: str) -> list[tuple[int, int]]:
    """Places of the paragraphs that are no headings; of all of them where there is nothing else to read."""
    paragraphs = list(find_paragraphs(text))
    body = [(a, b) for number, (a, b) in enumerate(paragraphs) if not is_heading(text[a:b], first=number < TITLE_LINES)]
    return body or paragraphs


def find_all_quotes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places between quotation marks of any style in one paragraph."""
    other = [match.span() for match in OTHER_QUOTES.finditer(text, start, end)]
    return sorted(other + (find_quotes(text, start, end) if not other else []))


def fold(word: str) -> str:
    """The word in one case, with one kind of apostrophe."""
    return word.casefold().replace("’", "'")


def weigh_word(word: str) -> float:
    """How much of a choice it is to write this word."""
    folded = fold(word)
    if folded in habits().values or not word[0].islower() and word[0].upper() != word[0].lower() or any(map(str.isdigit, word)):
        return 0.0
    return NEEDED if folded in habits().function else 1.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that two documents share, but for changes of at most `GAP` words: its two spans, shared words and their weight."""

    left: Span
    right: Span
    words: int
    weight: float
    left_words: tuple[int, int]  # the first and the last, so that passages of several pairs can be compared
    right_words: tuple[int, int]

    def turned(self) -> Passage:
        """The same passage, seen from the other document."""
        return Passage(self.right, self.left, self.words, self.weight, self.right_words, self.left_words)


def find_passages(left: Wording, right: Wording) -> list[Passage]:
    """The shared passages that weigh `LEAST` or more, in the order of `left`."""
    passages: list[list[tuple[int, int, int]]] = []
    for run in find_runs(left.words, right.words):
        if passages and follows(passages[-1][-1], run):
            passages[-1].append(run)
        else:
            passages.append([run])
    return [made for runs in passages if (made := make_passage(left, right, runs)).weight >= LEAST]


def find_runs(left: tuple[str, ...], right: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """(place in left, place in right, length) of equal runs of `SEED` words or more, the longest at each place, left to right."""
    seeds = find_seeds(right)
    i = 0
    while i <= len(left) - SEED:
        found = seeds.get(left[i : i + SEED])
        if found is None:
            i += 1
            continue
        length, j = max((run_length(left, right, i, j), -j) for j in found)
        yield i, -j, length
        i += length


@lru_cache(maxsize=16)  # a document is compared with one after another
def find_seeds(words: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Where each run of `SEED` words begins; none goes across a barrier."""
    seeds: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(words) - SEED + 1):
        seeds.setdefault(words[j : j + SEED], []).append(j)
    return {seed: places for seed, places in seeds.items() if BARRIER not in seed}


def run_length(left: tuple[str, ...], right: tuple[str, ...], i: int, j: int) -> int:
    """How many words from `i` and `j` on are the same; no run crosses a barrier."""
    n = 0
    while i + n < len(left) and j + n < len(right) and left[i + n] == right[j + n] != BARRIER:
        n += 1
    return n


def follows(run: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    """Whether `after` goes on where `run` ends, on both sides."""
    return after[0] - run[0] - run[2] <= GAP and 0 <= after[1] - run[1] - run[2] <= GAP


def make_passage(left: Wording, right: Wording, runs: list[tuple[int, int, int]]) -> Passage:
    """The passage from the first to the last of these runs."""
    (i, j, _), (last_i, last_j, length) = runs[0], runs[-1]
    return Passage(
        left=left.span(i, last_i + length - 1),
        right=right.span(j, last_j + length - 1),
        words=sum(n for _, _, n in runs),
        weight=sum(sum(left.weights[a : a + n]) for a, _, n in runs),
        left_words=(i, last_i + length - 1),
        right_words=(j, last_j + length - 1),
    )
