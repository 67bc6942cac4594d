"""How a word of a name can be spelt: folded to plain letters, and reduced to the consonants that survive transliteration.

Qaddafi, Gadhafi, Kadhafi and القذافي share no spelling, but one skeleton: K T F. A skeleton says that two words can be one name written
twice; it never says so alone, because Mahmoud and Muhammad share one too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

APOSTROPHES = re.compile(r"['’‘`´ʼʿʾ′]")
# Letters that anyascii would drop or confuse. Alef and waw and ya are kept, because at the beginning of a word they are heard.
ARABIC = dict(
    zip(
        "اأإآٱبتثجحخدذرزسشصضطظعغفقكلمنهويىةئءؤپچژگکیٹڈڑںہھے",
        "a a a a a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y a a y  w p ch zh g k y t d r n h h y".split(" "),
        strict=True,
    )
)
ARABIC_LETTER = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
ARABIC_ARTICLE = re.compile(r"\bال(?=\w{3})")
ABJAD_LETTER = re.compile(r"[\u0590-\u077f]")  # Hebrew, Arabic, Syriac: vowels are mostly left out
# In this order; a digraph is one sound. Voiced and voiceless, plain and emphatic are one class, as transliterators disagree on them.
SOUNDS = (
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"tsch|tsh|tch|dzh|dj|ch|zh|j"), "J"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"sch|sh|ts|tz|c(?=[eiy])|s|z"), "S"),
    (re.compile(r"kh|gh|q|g|k|c"), "K"),
    (re.compile(r"dh|th|d|t"), "T"),
    (re.compile(r"ph|f|v"), "F"),
    (re.compile(r"b|p"), "B"),
    (re.compile(r"(?<!^)h"), ""),
    (re.compile(r"^[aeiou]+"), "A"),
    (re.compile(r"(?<!^)[aeiouyw]+"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=100_000)
def fold(words: str) -> str:
    """The words in plain lower-case letters and digits with single spaces; whatever their script."""
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFKC", words))
    if ARABIC_LETTER.search(plain):
        plain = ARABIC_ARTICLE.sub("al ", plain)
        plain = "".join(ARABIC.get(letter, letter) for letter in plain)
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)  # U.S.A. and A.B.C. are words
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(plain).casefold().replace("'", "").replace("`", "")))


def is_abjad(words: str) -> bool:
    """Whether the words are written in a script that leaves vowels out."""
    return ABJAD_LETTER.search(words) is not None


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """The sounds of a folded word that every transliteration keeps, a letter for each class of them."""
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word.upper()
