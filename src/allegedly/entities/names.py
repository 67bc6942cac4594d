"""Compares two names across scripts, spellings, orders and abbreviations, and says why they are or are not alike.

A score of `SAME` or more means: these two spellings can be one name. It does not mean that one person bears it; that is judged with
everything else that is known (resolve.py). Words are aligned one to one. A word left over on one side costs little (a middle name, a legal
form); words left over on both sides contradict each other, and two names that contradict each other stay below `SAME` whatever else
they share: "Roman Abramovich" and "Boris Abramovich" are two people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from rapidfuzz.distance import OSA

from allegedly.entities.spelling import fold, is_abjad, skeleton

SAME = 0.7  # where logic-v2 draws the line too, so that the two can be compared
ALIKE = 0.6  # two words that share less are two words
CONTRADICTED = 0.65  # the most that two names can get which both hold a word of their own
CAMEL = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][^\W\d_])")  # "PolPot", "SiemensAG"; not "GmbH"
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}

NameKind = Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two things are, 0 to 1, and why."""

    score: float
    reason: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """lexicon/names.yaml: words that stand around names, and words that are one name."""

    titles: frozenset[str]
    particles: frozenset[str]
    forms: dict[str, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    any_phrase: re.Pattern[str]
    generic: frozenset[str]
    same: dict[str, frozenset[int]]
    numbers: dict[str, str]


@cache
def vocabulary() -> Vocabulary:
    """The words of lexicon/names.yaml."""
    table: dict[str, Any] = yaml.safe_load((files(__package__) / "lexicon" / "names.yaml").read_text(encoding="utf-8"))
    same: dict[str, frozenset[int]] = {}
    for number, group in enumerate(table["same"]):
        for word in group.split():
            same[word] = same.get(word, frozenset()) | {number}
    return Vocabulary(
        titles=frozenset(table["titles"].split()),
        particles=frozenset(str(word) for word in table["particles"].split()),
        forms={word.replace(".", ""): form for form, words in table["forms"].items() for word in words.split()},
        phrases=tuple((re.compile(rf"\b{phrase}\b"), short) for phrase, short in table["phrases"].items()),
        any_phrase=re.compile(rf"\b(?:{'|'.join(table['phrases'])})\b"),
        generic=frozenset(table["generic"].split()),
        same=same,
        numbers={word: str(number) for number, words in enumerate(table["numbers"]) for word in words.split()},
    )


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: `words` in order, without titles and forms unless nothing else is left."""

    written: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    forms: frozenset[str]
    abjad: bool
    joined: str  # the words without spaces
    digits: tuple[str, ...]


@lru_cache(maxsize=100_000)
def parse_name(written: str, kind: NameKind | None = None) -> Name:
    """The name in `written`; "Surname, First" is put in order, "&" and "." and accents make no difference."""
    known = vocabulary()
    head, comma, tail = written.partition(",")
    ordered = f"{tail} {head}" if comma and kind == "person" and tail.strip() else written
    folded = fold(CAMEL.sub(" ", ordered))
    if known.any_phrase.search(folded):
        for phrase, short in known.phrases:
            folded = phrase.sub(short, folded)
    every = folded.split()
    forms = frozenset(known.forms[word] for word in every if word in known.forms) if kind != "person" else frozenset()
    bare = [word for word in every if not (word in known.titles if kind == "person" else word in known.forms)] or every
    if bare[0:1] == ["the"]:
        bare = bare[1:] or bare
    words = tuple(_number(word, kind) for word in _numbers_joined(bare))
    weights = tuple(_weight(word, at, kind) for at, word in enumerate(words))
    joined = "".join(words)
    return Name(written, words, weights, forms, is_abjad(written), joined, tuple(re.findall(r"\d+", joined)))


def _numbers_joined(words: Sequence[str]) -> Iterator[str]:
    """ "forty 4" and "forty-four" are 44."""
    tens = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
    rest = iter(words)
    for word in rest:
        if word in tens:
            following = next(rest, "0")
            unit = vocabulary().numbers.get(following, following)
            yield str(tens[word] + int(unit)) if unit.isdigit() else word
            if not unit.isdigit():
                yield following
        else:
            yield word


def _number(word: str, kind: NameKind | None) -> str:
    if kind == "person":
        return word
    return vocabulary().numbers.get(word) or ROMAN.get(word, word)


def _weight(word: str, at: int, kind: NameKind | None) -> float:
    known = vocabulary()
    if word in known.particles and (at or word in ("al", "el")):
        return 0.15
    if kind == "person":
        return 0.5 if len(word) == 1 else 1.0
    return 0.5 if word in known.generic else 1.0


def compare_names(left: str, right: str, *, kind: NameKind | None = None, least: float = 0.0) -> Comparison:
    """Whether two spellings can be one name: a score from 0 to 1 and the reason for it, in words.

    A score below `least` may come out as any other below it, without a reason: most pairs that are compared are of two things.
    """
    a, b = joined_alike(parse_name(left, kind), parse_name(right, kind))
    score, reason = _compare(a, b, kind, least)
    return Comparison(round(score, 4), reason, left, right)


def _compare(a: Name, b: Name, kind: NameKind | None, least: float) -> tuple[float, str]:
    if not a.words or not b.words:
        return 0.0, "no letters to compare"
    if a.words == b.words:
        clash = a.forms and b.forms and a.forms != b.forms
        return (0.9, f"the same words, another legal form ({_list(a.forms)}, {_list(b.forms)})") if clash else (1.0, "the same words")
    if a.joined == b.joined:
        return 0.97, "the same letters, spaced differently"
    if sorted(a.words) == sorted(b.words):
        return 0.92, "the same words in another order"
    if (short := acronym_of(a, b)) is not None:
        return 0.85, f"“{short}” is made of the first letters of the other"
    aligned = _aligned(a, b, kind, least)
    misspelt = _misspelt(a, b, kind)
    return misspelt if misspelt[0] > aligned[0] else aligned


def acronym_of(a: Name, b: Name) -> str | None:
    """The one of the two that abbreviates the other, as "AQIM" does "al-Qaida in the Islamic Maghreb"; None when neither does."""
    for short, long in ((a, b), (b, a)):
        if len(short.words) == 1 and 3 <= len(short.joined) <= 8 and len(long.words) > 1 and not any(map(str.islower, short.written)):
            content = [word for word, weight in zip(long.words, long.weights, strict=True) if weight > 0.15]
            initials = {"".join(word[0] for word in words) for words in (long.words, content)}
            initials |= {"".join(word[0] for word in long.words if word not in ("and", "of", "the", "for", "in"))}
            if short.joined in initials:
                return short.written
    return None


def joined_alike(a: Name, b: Name) -> tuple[Name, Name]:
    """The two with words written as one wherever the other writes them so: "Tse-tung" beside "Zedong", "van der bilt" beside "vanderbilt"."""
    return _joined(a, b.words), _joined(b, a.words)


def _joined(name: Name, others: Sequence[str]) -> Name:
    long = [other for other in others if len(other) > 4 and other not in name.words]
    for at in range(len(name.words) - 1 if long else 0):
        first, second = name.words[at : at + 2]
        if first in others or second in others or len(first) + len(second) < 5:
            continue
        likely = [other for other in long if skeleton(other)[:1] == skeleton(first)[:1]]
        if any(_compare_words(first + second, other, False)[0] >= 0.8 for other in likely):
            words = (*name.words[:at], first + second, *name.words[at + 2 :])
            weights = (*name.weights[:at], 1.0, *name.weights[at + 2 :])
            return replace(name, words=words, weights=weights)
    return name


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which words of two names were paired, how well, and what was left over on either side."""

    pairs: tuple[tuple[str, str, float, str], ...]
    weight: float
    total: float
    left: tuple[tuple[str, float], ...]
    right: tuple[tuple[str, float], ...]


def align(a: Name, b: Name) -> Alignment:
    """The best pairs first, each word in one pair at most."""
    found = []
    abjad = a.abjad != b.abjad
    for i, x in enumerate(a.words):
        for j, y in enumerate(b.words):
            score, reason = (1.0, "") if x == y else _compare_words(x, y, abjad)
            if score >= ALIKE:
                found.append((score, -abs(i - j), i, j, reason))
    pairs, used_a, used_b = [], set(), set()
    weight = total = 0.0
    for score, _, i, j, reason in sorted(found, reverse=True):
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append((a.words[i], b.words[j], score, reason))
            heavy = min(a.weights[i], b.weights[j])
            weight += heavy
            total += heavy * score
    left = tuple((w, a.weights[i]) for i, w in enumerate(a.words) if i not in used_a)
    right = tuple((w, b.weights[j]) for j, w in enumerate(b.words) if j not in used_b)
    return Alignment(tuple(pairs), weight, total, left, right)


def compare_words(x: str, y: str, *, abjad: bool = False) -> tuple[float, str]:
    """Whether two folded words can be one word, and why."""
    return _compare_words(x, y, abjad)


@lru_cache(maxsize=200_000)
def _compare_words(x: str, y: str, abjad: bool) -> tuple[float, str]:
    if x == y:
        return 1.0, ""
    if x.isdigit() or y.isdigit():
        return 0.0, ""
    if abjad:
        return _across_scripts(x, y)
    same = vocabulary().same
    if x in same and y in same:
        return (0.95, f"“{x}” is a form of “{y}”") if same[x] & same[y] else (0.0, "")
    if len(x) == 1 or len(y) == 1:
        return (0.8, f"“{min(x, y, key=len)}” can stand for “{max(x, y, key=len)}”") if x[0] == y[0] else (0.0, "")
    longest = max(len(x), len(y))
    most = longest // 2  # letters that may differ: what is less alike than half is nothing, whatever it sounds like
    if longest - min(len(x), len(y)) > most:
        return 0.0, ""
    distance = OSA.distance(x, y, score_cutoff=most)
    if distance > most:
        return 0.0, ""
    likeness = 1 - distance / longest
    if likeness >= 0.5 and skeleton(x) == skeleton(y):
        return 0.85 + likeness / 10, f"“{x}” and “{y}” can be one word transliterated twice"
    if distance <= _allowed(longest):
        return likeness, f"“{x}” and “{y}” differ in {distance} letter{'s' if distance > 1 else ''}"
    if min(len(x), len(y)) >= 4 and (x.startswith(y) or y.startswith(x)) and likeness >= ALIKE:
        return likeness, f"“{x}” and “{y}” begin alike"
    return 0.0, ""


def _allowed(longest: int) -> int:
    """How many letters of a word may differ before it is another word."""
    return 0 if longest < 4 else 1 if longest < 8 else 2 if longest < 12 else 3


def _across_scripts(x: str, y: str) -> tuple[float, str]:
    """An abjad writes consonants, so only they are compared; one class of sound may differ in a long word."""
    a, b = skeleton(x), skeleton(y)
    reason = f"“{x}” and “{y}” have the same consonants"
    if a == b:
        return (0.9 if len(a) > 2 else 0.8), reason
    bare_a, bare_b = a.lstrip("AWYH") or a, b.lstrip("AWYH") or b
    if bare_a == bare_b:
        return (0.85 if len(bare_a) > 1 else 0.6), reason
    distance = OSA.distance(bare_a, bare_b)
    if distance == 1 and min(len(bare_a), len(bare_b)) >= 3:
        return 0.75, f"“{x}” and “{y}” have all consonants but one in common"
    return 0.0, ""


def _aligned(a: Name, b: Name, kind: NameKind | None, least: float) -> tuple[float, str]:
    found = align(a, b)
    if not found.weight:
        return 0.0, "no word in common"
    mean = found.total / found.weight
    left, right = (sum(weight for _, weight in side) for side in (found.left, found.right))
    over = max(left, right)
    if min(left, right) >= 0.5:
        score = min(CONTRADICTED, mean * found.weight / (found.weight + over))
        extra = "but only one has {}, only the other {}"
    elif over < 0.5:
        score, extra = mean * 0.97, ""
    else:
        score, extra = mean * _subset(found, over, kind), "only one has {}"
    if score < least:
        return 0.0, ""
    reason = "; ".join(reason for *_, reason in found.pairs if reason) or "the same words: " + " ".join(x for x, *_ in found.pairs)
    sides = (found.left, found.right) if left > right or min(left, right) >= 0.5 else (found.right, found.left)
    return score, f"{reason}; {extra.format(*map(_words, sides))}" if extra else reason


def _subset(found: Alignment, over: float, kind: NameKind | None) -> float:
    """What is left of a score when only one of two names has more words."""
    if kind == "person":
        # One word of a name is a name of many; two are hardly.
        return max(0.78, 0.95 - 0.04 * over) if found.weight >= 1.9 else CONTRADICTED - 0.05
    # "Bank of X" and "Bank of X Chile", "Syrian Army" and "Free Syrian Army": a word more is mostly another body.
    return 0.66 if over >= 1 else 0.8


def _misspelt(a: Name, b: Name, kind: NameKind | None) -> tuple[float, str]:
    """The whole name with a few letters wrong, wherever spaces fall: "Ramimakhlouf", "Kim Jong-uun"."""
    if a.abjad != b.abjad or min(len(a.joined), len(b.joined)) < 4:
        return 0.0, "too short to compare letter by letter"
    if a.digits != b.digits and kind != "person":
        return 0.0, "the numbers differ"
    longest = max(len(a.joined), len(b.joined))
    allowed = 1 if longest < 8 else 2
    if abs(len(a.joined) - len(b.joined)) > allowed:
        return 0.0, "spelt differently"
    best = OSA.distance(a.joined, b.joined, score_cutoff=allowed)
    if best and len(a.words) + len(b.words) > 2:
        best = min(best, OSA.distance("".join(sorted(a.words)), "".join(sorted(b.words)), score_cutoff=allowed))
    if best > allowed or (kind == "person" and best * 6 > longest):
        return 0.0, "spelt differently"
    return max(0.7, 1 - best / longest - 0.06), f"the same but for {best} letter{'s' if best > 1 else ''}"


def _words(side: tuple[tuple[str, float], ...]) -> str:
    return "“" + " ".join(word for word, _ in side) + "”"


def _list(words: frozenset[str]) -> str:
    return "/".join(sorted(words))
