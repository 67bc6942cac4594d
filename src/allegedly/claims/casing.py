"""Paragraphs printed in capitals, as wires and old archives have them, in the letters that they would have elsewhere.

The trained reader tells names by their capitals, and so do the rules beside it. Length and places stay the same, so that what is found
in the one text stands at the same place in the other.

Each word takes one of three forms: the path through its sentence that is most likely by how often the word has each form inside of
sentences, by how often one form follows another, and by how often a pair of words is a name (Viterbi). All of it was counted by
training/casing.py.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from allegedly.claims.sentences import find_paragraphs

Chances = tuple[float, float, float]  # of a word in small letters, with a capital, in capitals

FILE = "casing.txt.gz"
FEW = 4  # words: fewer in capitals are a name, or a title
CAPITALS = 0.9  # of the letters of a paragraph: "McCARTHY" and "al-QAIDA" are in capitals too
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ENDS = re.compile(r"[.!?:]['\"”’)\]]*\s")  # between two words: the second begins a sentence
BRACKETED = re.compile(r"[(\[]([^\W\d_]{2,6})[)\]]")  # "(MRTA)": a name's acronym, whatever language its letters are of
ORDINAL = re.compile(r"(?<=\d)(?:ST|ND|RD|TH|S)\b")  # "1ST", "1980S"
COMMON: Chances = (0.97, 0.029, 0.001)  # a word of the list that nobody has counted, and the first guess for one that somebody has
NAME: Chances = (0.05, 0.93, 0.02)  # a word that is not in the list
ACRONYM: Chances = (0.02, 0.30, 0.68)  # the same where it is short, or cannot be spoken
SHORT = 3  # letters
VOWEL = re.compile(r"[aeiouy]|[^\x00-\x7f]")
NEVER = 1e-9


def recased(text: str) -> str:
    """`text` with every paragraph that stands in capitals as it would be printed elsewhere; `text` itself when none does."""
    loud = [(start, end) for start, end in find_paragraphs(text) if _is_loud(text[start:end])]
    letters = list(text) if loud else []
    acronyms = {word for start, end in loud for word in BRACKETED.findall(text, start, end) if word.lower() not in _counted().words}
    for start, end in loud:
        words = list(WORD.finditer(text, start, end))
        firsts = [n == 0 or bool(ENDS.search(text, words[n - 1].end(), word.start())) for n, word in enumerate(words)]
        for word, form in zip(words, _forms([word[0] for word in words], firsts), strict=True):
            if word[0] in acronyms:
                form = word[0]
            elif ORDINAL.match(text, word.start()):
                form = word[0].lower()
            letters[word.start() : word.end()] = form
    return "".join(letters) if loud else text


def _is_loud(paragraph: str) -> bool:
    letters = sum(map(str.isalpha, paragraph))
    return sum(map(str.isupper, paragraph)) >= CAPITALS * max(1, letters) and len(WORD.findall(paragraph)) >= FEW


@dataclass(frozen=True, slots=True)
class _Counted:
    """How often each word has each form inside of sentences, how much more likely than by chance (log) a form follows another, and the share
    of capitals on both words of a pair ("national guard")."""

    words: Mapping[str, Chances]
    follows: tuple[Chances, ...]
    pairs: Mapping[tuple[str, str], float]

    def chances(self, word: str) -> Chances:
        """Of a word in small letters."""
        known = self.words.get(word) or self.words.get(re.sub(r"['’]s$", "", word))
        return known or unlisted(word)


@cache
def _counted() -> _Counted:
    """What training/casing.py wrote: nine numbers, then a word a line, with its three counts where it is not always in small letters, or two
    words with how often both had a capital and how often not."""
    lines = gzip.decompress((files(__package__) / FILE).read_bytes()).decode("utf-8").splitlines()
    numbers = [float(number) for number in lines[0].split()]
    follows = tuple((a, b, c) for a, b, c in zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True))
    words, pairs = {}, {}
    for line in lines[1:]:
        word, *more = line.split()
        if more and more[0].isdecimal():
            words[word] = smoothed([int(count) for count in more])
        elif more:
            both, other = int(more[1]), int(more[2])
            pairs[word, more[0]] = (both + 0.5) / (both + other + 1)
        else:
            words[word] = COMMON
    return _Counted(words, follows, pairs)


def unlisted(word: str) -> Chances:
    """Of a word in small letters that is not in the list."""
    return ACRONYM if len(word) <= SHORT or not VOWEL.search(word) else NAME


def smoothed(counts: Sequence[int]) -> Chances:
    """Shares of three counts, with one more that is spread as for any word."""
    of = sum(counts) + 1
    small, title, upper = ((count + first) / of for count, first in zip(counts, COMMON, strict=True))
    return small, title, upper


def _forms(words: Sequence[str], firsts: Sequence[bool]) -> list[str]:
    """The words as they would be printed; `firsts` says which of them begin a sentence, and so with a capital in any case."""
    counted = _counted()
    total: list[float] = [0.0, 0.0, 0.0]
    back: list[list[int]] = []
    before = ""
    for word, first in zip((word.lower() for word in words), firsts, strict=True):
        small, title, upper = counted.chances(word)
        here = [log(max(chance, NEVER)) for chance in ((0, small + title, upper) if first else (small, title, upper))]
        name = 0.5 if first else counted.pairs.get((before, word), 0.5)  # a half says nothing
        as_pair = log(1 - name), log(name)
        steps = [[total[a] + (0 if first else counted.follows[a][b] + as_pair[a > 0 and b > 0]) for a in range(3)] for b in range(3)]
        before = word
        back.append([each.index(max(each)) for each in steps])
        total = [max(each) + chance for each, chance in zip(steps, here, strict=True)]
    form = total.index(max(total))
    found: list[str] = []
    for word, step in zip(reversed(words), reversed(back), strict=True):
        found.append(_in_form(word, form))
        form = step[form]
    return found[::-1]


def _in_form(word: str, form: int) -> str:
    """The word in one of the three forms; as it is where that would change its length ("İ")."""
    small = word.lower() if form < 2 else word
    made = small[0].upper() + small[1:] if form == 1 else small
    return made if len(made) == len(word) else word
