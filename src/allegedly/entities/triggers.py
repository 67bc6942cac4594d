"""Which words tell of one kind of happening: "fired on", "gunned down" and "the shooting" (triggers.toml).

A key stands for the words of a trigger: the name of their class where they fall under one, else their head word without inflection.
It tells claims of the type "other" apart, whose type says nothing, and ties "the day before the blast" to the claim of an explosion.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

PARTICLES = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "is", "was", "were", "been", "being", "be", "have", "has", "had", "not", "to", "will"}
)
INFLECTIONS = ("ings", "ing", "ers", "ed", "es", "s")


@cache
def classes() -> dict[str, str]:
    """The class of each word (as a stem) and phrase."""
    data = tomllib.loads(files("allegedly.entities").joinpath("triggers.toml").read_text(encoding="utf-8"))
    return {phrase_key(word): f"={name}" for name, words in data["classes"].items() for word in words}


@cache
def irregular() -> dict[str, str]:
    """The base form of each irregular form."""
    data = tomllib.loads(files("allegedly.entities").joinpath("triggers.toml").read_text(encoding="utf-8"))
    return {form: base for base, forms in data["irregular"].items() for form in forms}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its inflection: "bombed", "bombing" and "bombings" are one. No dictionary word."""
    word = word.casefold().strip(".,;:'\"“”‘’-")
    if base := irregular().get(word):
        word = base
    for suffix in INFLECTIONS:
        if word.endswith(suffix) and not word.endswith("ss") and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
            break
    if word.endswith("er") and len(word) > 4:  # "murder" and "murdering", "killer" and "kill"
        word = word[:-2]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    word = word.removesuffix("e") if len(word) > 2 else word
    return word[:-1] + "i" if len(word) > 2 and word.endswith("y") else word


def phrase_key(words: str) -> str:
    """The stems of a phrase."""
    return " ".join(stem(word) for word in words.split())


@lru_cache(maxsize=65536)
def trigger_key(words: str) -> str:
    """What stands for a trigger; equal for triggers that can tell of one happening."""
    parts = [word for word in words.casefold().split() if word not in PARTICLES] or words.casefold().split()
    known = classes()
    if found := known.get(phrase_key(" ".join(parts))):
        return found
    for size in range(len(parts), 0, -1):
        for start in range(len(parts) - size + 1):
            if found := known.get(phrase_key(" ".join(parts[start : start + size]))):
                return found
    verb = parts[0].endswith(("ed", "ing", "s")) or parts[0] in irregular()
    return stem(parts[0] if verb else parts[-1])
