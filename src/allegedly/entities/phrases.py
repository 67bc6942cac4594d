"""What a noun phrase says of itself: its head, whether it is plural, the state an adjective in it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from allegedly.entities.lexicon import Lexicon, name_key
from allegedly.entities.names import vocabulary

CUT = re.compile(
    r"\s+(?:of|in|at|from|to|for|by|with|near|on|who|that|which|whose|where|under|against|associated|belonging|working|including|around)\s",
    re.I,
)
QUANTITY = re.compile(
    r"^(?:(?:at least|about|some|around|nearly|almost|over|up to|more than|fewer than|less than|as many as|a|an|the|all|several|many|other|"
    r"dozens of|hundreds of|thousands of|scores of|members? of|fighters of|\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|nineteen|twenty|thirty|forty|fifty|hundred)\s+)+(?=\S)",
    re.I,
)
PLACED = re.compile(
    r"^(?:[A-Z]\w+ )?(?:city|town|village|province|state|port|territory|district|camp|island|kingdom|republic) of (?=[A-Z])"
)
# "near Tarnholt" of a camp, "of the Ruvanian general staff" of a bureau: where something is, and whose, when its name is complete without.
TAIL = re.compile(r"((?:[A-Z]\w[\w'-]* )+[A-Z\d][\w'-]*(?: [a-z]+)?) (?:of the|in|at|near|on|outside) (?:the )?[A-Z][^,]*")
# Words of a place's or a body's name, with which no person's begins.
DIRECTIONS = frozenset(
    "North South East West Northern Southern Eastern Western Central Upper Lower New Old Greater Port Lake Mount San".split()
)
SUFFIXES = ("n", "an", "ian", "i", "ese", "ish", "ic", "er")
NOT_PLURAL = ("ss", "us", "is", "ics")


@cache
def heads() -> dict[str, str]:
    """The kind that each head word stands for (lexicon/heads.yaml)."""
    return {word: kinds[0] for word, kinds in _kinds_of_heads().items()}


@cache
def _kinds_of_heads() -> dict[str, list[str]]:
    table: dict[str, str] = yaml.safe_load((files(__package__) / "lexicon" / "heads.yaml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for kind, words in table.items():
        for word in words.split():
            found.setdefault(word, []).append(kind)
    return found


def kind_by_head(phrase: str) -> str | None:
    """The kind that a phrase says by its head: a guard is a person, the "Northern Guard" is not."""
    word = head(phrase)
    first, *others = _kinds_of_heads().get(word, [None])
    return others[0] if first == "person" and others and re.search(rf"\b[A-Z][\w-]+ {word.capitalize()}s?\b", phrase) else first


@lru_cache(maxsize=100_000)
def head(phrase: str) -> str:
    """The word that says what is meant, in lower case and singular: "officer" of "former officers of the Sixth Bureau"."""
    words = [word.casefold() for word in re.findall(r"[\w-]+", CUT.split(f"{phrase} ", maxsplit=1)[0])]
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in vocabulary().numbers):
        words.pop()  # Section Nine, Unit 29155
    if not words or words[-1] in heads():
        return words[-1] if words else ""
    return singular(words[-1])


def singular(word: str) -> str:
    """The word without a plural ending, as far as a glance can tell."""
    irregular = {"men": "man", "women": "woman", "people": "people", "children": "child", "forces": "force", "spies": "spy"}
    if word in irregular:
        return irregular[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if is_plural(word) else word


def is_plural(word: str) -> bool:
    """Whether a word looks like more than one."""
    return (
        word.endswith("men")
        or word in {"people", "children", "police"}
        or (len(word) > 3 and word.endswith("s") and not word.endswith(NOT_PLURAL))
    )


def without_quantity(phrase: str) -> str:
    """ "at least 30 Asmeri migrants" are Asmeri migrants; a number alone stays."""
    return QUANTITY.sub("", phrase) or phrase


def place_in(phrase: str) -> str:
    """The name in "village of Safina" or "Syrian city of Raqqa"."""
    return PLACED.sub("", phrase)


def without_tail(phrase: str) -> str:
    """ "Lime Barracks camp near Tarnholt" is the Lime Barracks camp; a name of no word of its own ("Ministry of the Interior") stays."""
    found = TAIL.fullmatch(phrase)
    told = found and any(word.casefold() not in heads() and word not in vocabulary().generic for word in found[1].split())
    return found[1] if found and told else phrase


# Words that stand before a noun and have a capital only where a sentence begins: "Each man", "Its licence", "Three of them".
SMALL_WORDS = frozenset(
    "each every any no some all both either neither many most few several such other another its his her their our my your this that these "
    "those one two three four five six seven eight nine ten eleven twelve nobody somebody anybody at about around nearly some more fewer "
    "less only even former".split()
)


# Words that point or join; alone they are no name. A number is: "eleven" of a report are eleven people.
EMPTY = frozenset(
    "here there elsewhere somewhere nowhere anywhere everywhere now then the a an and or of to in at its his her their our my your other only "
    "even former".split()
)


def is_nothing(phrase: str) -> bool:
    """Whether a phrase names nothing at all: "here", "her only"."""
    return all(word in EMPTY for word in phrase.casefold().split())


def is_proper(phrase: str) -> bool:
    """Whether a phrase names something in the whole case: its first word has a capital that a sentence's beginning does not explain.

    "Police", "Parliament", "Migrants", "President" and "Police Officer" alone name nothing: each country has its own. A script without
    capitals is taken to name.
    """
    first, *rest = re.sub(r"^(?:the|an?) ", "", phrase.strip(), flags=re.I).split() or [""]
    if any(map(str.isalpha, phrase)) and phrase.upper() == phrase.lower():
        return True
    if not any(map(str.isupper, first)):
        return False
    kinds = [heads().get(word.casefold()) or heads().get(singular(word.casefold())) for word in (first, *rest)]
    if rest:
        office = kinds[-1] == "person" and all(kinds)
        return not office and (first.casefold() not in SMALL_WORDS or first.isupper() or rest[0][:1].isupper())
    common = kinds[0] in ("state body", "people", "person") or (kinds[0] == "service" and is_plural(first.casefold()))
    return first.isupper() or not (common or first.casefold() in SMALL_WORDS)


def is_part(word: str) -> bool:
    """Whether a word can be part of a person's name."""
    return word[:1].isupper() or word.casefold() in vocabulary().particles


def is_adjective_of(word: str, name: str) -> bool:
    """Whether a word can be the adjective of a name that no lexicon knows: Ruvanian of Ruvania, Asmeri of Asmer."""
    word, name = word.casefold(), name.casefold()
    if len(name) < 4 or word == name or not word.startswith(name[:-2]):
        return False
    stems = {name, name.rstrip("aeioy"), name.removesuffix("ia") + "ia"}
    return any(word in (stem + suffix, stem + suffix + "s") for stem in stems for suffix in SUFFIXES)


class Adjectives:
    """The names behind nationality adjectives: those of the lexicon, and those of names used in the case."""

    def __init__(self, lexicon: Lexicon, names: Iterable[str]) -> None:
        self._lexicon = lexicon
        self._by_stem: dict[str, set[str]] = {}
        for name in names:
            if " " not in name and len(name) > 3 and name[:1].isupper():
                self._by_stem.setdefault(name.casefold()[:3], set()).add(name)
        self._known: dict[str, str | None] = {}

    def name_behind(self, word: str) -> str | None:
        """Libya for "Libyan"; None when the word is no adjective of a known name."""
        if word not in self._known:
            self._known[word] = self._find(word)
        return self._known[word]

    def _find(self, word: str) -> str | None:
        if not word[:1].isupper():
            return None
        if state := self._lexicon.state_of(word):
            return state.name
        found = {name for name in self._by_stem.get(word.casefold()[:3], ()) if is_adjective_of(word, name)}
        return min(found, key=lambda name: (len(name), name)) if found else None

    def body_of(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """What "Keldovian parliament", "parliament of Keldovia" and "Keldovia's parliament" have in common, and the states in it: keldovia."""
        owned = {word for word in OWNER.findall(name) if word[:1].isupper()}
        owned |= {word for word in OF_OWNER.findall(name) if word in self._by_stem.get(word.casefold()[:3], ())}
        body, owners = set(), set()
        for word in _content(name):
            behind = self.name_behind(word)
            key = name_key(behind or word)
            body.add(key)
            if behind or word in owned:
                owners.add(key)
        return frozenset(body - {""}), frozenset(owners)


OF_OWNER = re.compile(r"[a-z] of ([A-Z]\w+)$")  # "Audit Court of Keldovia", where Keldovia is a name of the case
OWNER = re.compile(r"([^\W_]+)['’]s?\b")
POSSESSIVE = re.compile(r"['’]s?\b")
CONTENT = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
JOINTS = frozenset({"of", "on", "at", "the", "for", "and", "s", "own"})


def _content(name: str) -> list[str]:
    return [word for word in CONTENT.findall(POSSESSIVE.sub("", name)) if word.casefold() not in JOINTS]
