"""What a mention is called: pronouns and short names of one document take the fullest name found for them.

Within one document only, and only for the `entity` field of a claim record; entities across documents are judged elsewhere
(`entities/`). Order of trust: the antecedent that the reader points to, then a longer name that ends or begins with this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from allegedly.base.span import Span

PRONOUNS = frozenset(
    "i me my we us our you your he him his she her it its they them their himself herself itself themselves who whom whose this that these "
    "those one ones both all some others another which myself ourselves".split()
)
ARTICLE = re.compile(r"(?:the|a|an)\s+", re.I)
POSSESSIVE = re.compile(r"['’]s?$")
HOPS = 4  # "he" -> "the colonel" -> "Melikset" -> "Daro Melikset": longer trails are wrong trails


def is_pronoun(words: str) -> bool:
    """Whether the words name nothing by themselves."""
    return words.casefold() in PRONOUNS


def is_name(words: str) -> bool:
    """Whether the words hold a capital that is not only the first letter of a pronoun."""
    return not is_pronoun(words) and any(word[:1].isupper() for word in words.split())


def bare_name(words: str) -> str:
    """The words on one line without a leading article or a trailing possessive."""
    return POSSESSIVE.sub("", ARTICLE.sub("", " ".join(words.split()), count=1)) or words


class Names:
    """The names of one document. `persons` are the spans of persons' names without titles ("Daro Melikset" of "Colonel Daro Melikset")."""

    def __init__(self, persons: Iterable[Span], names: Iterable[str], antecedents: Mapping[tuple[int, int], Span]) -> None:
        self.persons = sorted(persons)
        self.antecedents = antecedents
        self.longest: dict[str, str] = {}
        untitled = {person.text for person in self.persons}
        full = [person.text for person in self.persons] + [bare_name(name) for name in names if is_name(name)]
        for name in full:
            words = name.split()
            if any(name != short and name.endswith(f" {short}") for short in untitled):
                continue  # "Colonel Daro Melikset": the name without its title is there already
            if 1 < len(words) <= 5:
                for short in sorted({words[-1], " ".join(words[-2:])} - {name}):
                    if is_name(short) and len(short) > 2:
                        self.longest.setdefault(short.casefold(), name)  # the first full name in the text wins

    def name_of(self, span: Span) -> str:
        """The fullest name known for a mention; its own words when nothing better is."""
        for _ in range(HOPS):
            following = self.antecedents.get((span.start, span.end))
            if following is None or following.end > span.start:
                break
            span = following
        return self.full_name(span)

    def full_name(self, span: Span) -> str:
        """The name in or for a span, without title, longest form first."""
        own = bare_name(span.text)
        inside = [p.text for p in self.persons if span.contains(p)]
        if len(inside) == 1 and own.endswith(inside[0]):
            own = inside[0]  # drops "Colonel", "Prime Minister"
        return self.longest.get(own.casefold(), own)
