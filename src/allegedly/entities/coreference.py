"""Which mentions of one document mean the same: short names, acronyms, pronouns, "the camp" after "Ostry Ford camp".

Readers name most mentions themselves; this looks at what they left as it stood. A description is tied to an earlier one with the same
head and no word that the other lacks; a pronoun to the nearest earlier mention that fits in number and kind, and "we" to whoever speaks.
What fits nothing keeps its own words: a mention tied to the wrong thing says something false, one tied to nothing says less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.naming import bare_name, is_name, is_pronoun
from allegedly.entities.lexicon import Lexicon, name_key, shipped_lexicon
from allegedly.entities.names import acronym_of, parse_name
from allegedly.entities.phrases import head as head_of
from allegedly.entities.phrases import heads, is_plural, place_in, singular

ACTORS = frozenset({"agent", "patient", "principal", "guise"})
PLACES = frozenset({"place", "origin", "destination", "via"})
SPEAKERS = frozenset("i me my we us our myself ourselves".split())
PLURALS = frozenset("they them their themselves these those".split())
PERSONS = frozenset("he him his himself she her herself".split())
THINGS = frozenset("it its itself this that which".split())
REACH = 300  # characters that a pronoun looks back, two sentences or so
AGENT = 100  # characters that being no agent is worth

# Cities do not act: as agent a capital is its government. Being done to, it is the government only where towns cannot be meant.
OF_GOVERNMENTS = frozenset(
    "accuses sanctions meets allies_with opposes funds arms supplies supports legitimizes deceives spies_on trades_with intends".split()
)


@dataclass(frozen=True, slots=True)
class Point:
    """A mention as far as linking looks at it; `speaker` is the innermost source of its claim."""

    span: Span
    name: str
    role: str
    type: str = "other"
    speaker: str | None = None
    definite: bool = False  # "the", "this" or "their" stands before it


DEFINITE = re.compile(r"\b(?:the|this|that|these|those|its|their|his|her)\s+$", re.I)


def is_definite(text: str, at: int) -> bool:
    """Whether what begins at `at` is announced as known."""
    return DEFINITE.search(text, max(0, at - 8), at) is not None


def points_of(claims: Iterable[Claim], text: str) -> list[Point]:
    """The mentions among the arguments of some claims of the document that reads `text`."""
    return [
        Point(
            mention.span,
            mention.entity.strip() or mention.span.text,
            role,
            claim.type,
            claim.chain[-1].source.name if claim.chain else None,
            is_definite(text, mention.span.start),
        )
        for claim in claims
        for role, mentions in claim.arguments.items()
        for mention in mentions
    ]


@dataclass(frozen=True, slots=True)
class Antecedent:
    """An earlier mention, and what can be tied to it."""

    name: str
    at: int
    head: str
    words: frozenset[str]
    named: bool
    plural: bool
    roles: frozenset[str]


class Linker:
    """Names the mentions of one document, in the order of the text."""

    def __init__(self, points: Sequence[Point], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._points = points
        self._before: list[Antecedent] = []
        self._full = full_names(clean(point.name) for point in points)

    def names(self) -> dict[tuple[int, int], str]:
        """The name of each mention by the place where it stands."""
        found: dict[tuple[int, int], str] = {}
        roles: dict[tuple[int, int], set[str]] = {}
        for point in self._points:
            roles.setdefault((point.span.start, point.span.end), set()).add(point.role)
        for point in sorted(self._points, key=lambda each: (each.span.start, -each.span.end)):
            place = (point.span.start, point.span.end)
            if place not in found:
                found[place] = self._name(point, frozenset(roles[place]))
                self._remember(found[place], point, frozenset(roles[place]))
        return found

    def _name(self, point: Point, roles: frozenset[str]) -> str:
        name = clean(point.name)
        if is_pronoun(name):
            return self._of_pronoun(name.casefold(), point, roles) or name
        if full := self._full.get(name_key(name)):
            return full
        if (entry := self._lexicon.state_of(name)) and head_of(name) == name.casefold() and not is_plural(name.casefold()):
            return entry.name  # "Jordanian" alone is Jordan
        return (self._of_description(name) if point.definite and not is_name(name) else None) or name

    def _of_description(self, name: str) -> str | None:
        head, words = head_of(name), content(name)
        plural = is_plural(name.split()[-1].casefold())
        for earlier in reversed(self._before):
            if earlier.head == head and earlier.plural == plural and words <= earlier.words and name_key(earlier.name) != name_key(name):
                return earlier.name
        return None

    def _of_pronoun(self, pronoun: str, point: Point, roles: frozenset[str]) -> str | None:
        if pronoun in SPEAKERS:
            return clean(point.speaker) if point.speaker else None
        near = [each for each in self._before if each.at < point.span.start <= each.at + REACH and _fits(pronoun, each)]
        # Who acts stays the topic: an agent counts as nearer than what it acts on.
        found = min(near, key=lambda each: point.span.start - each.at + (0 if "agent" in each.roles else AGENT), default=None)
        return found.name if found else None

    def _remember(self, name: str, point: Point, roles: frozenset[str]) -> None:
        own = name if not is_pronoun(name) else point.span.text
        if is_pronoun(own) or roles <= {"object", "purpose", "means"} and not is_name(own):
            return
        last = re.findall(r"[\w-]+", own.split(" of ")[0])
        plural = bool(last) and is_plural(last[-1].casefold())
        self._before.append(Antecedent(name, point.span.start, head_of(own), content(own), is_name(own), plural, roles))


def _fits(pronoun: str, earlier: Antecedent) -> bool:
    kind = heads().get(earlier.head)
    if not earlier.roles & ACTORS:
        return False
    if pronoun in PERSONS:
        return not earlier.plural and (kind == "person" or (earlier.named and kind is None and len(earlier.words) <= 4))
    if pronoun in PLURALS:
        return earlier.plural
    if pronoun in THINGS:
        return not earlier.plural and kind != "person"
    return False


def clean(name: str) -> str:
    """The name without article or the kind of place before a place's own name."""
    bare = place_in(bare_name(name))
    return bare if not bare.startswith(("of ", "for ")) else name


def content(name: str) -> frozenset[str]:
    """The words of a phrase that say something, in the singular."""
    return frozenset(singular(word.casefold()) for word in re.findall(r"[\w-]+", name)) - {"of", "the", "a", "an", "and", "s", "in"}


def full_names(names: Iterable[str]) -> Mapping[str, str]:
    """The full name for each short one of a document: a last word, an acronym. A short name with two full ones has none."""
    known = list(dict.fromkeys(name for name in names if is_name(name)))
    long = [name for name in known if 1 < len(name.split()) <= 6]
    full: dict[str, set[str]] = {}
    for name in long:
        last = name.split()[-1]
        if last[:1].isupper() and CUTLESS.search(name) is None:
            full.setdefault(name_key(last), set()).add(name)
    found = {key: max(bearers, key=len) for key, bearers in full.items() if len({name_key(name) for name in bearers}) == 1}
    for short in (name for name in known if " " not in name and name.isupper() and len(name) > 2):
        bearers = [name for name in long if acronym_of(parse_name(short), parse_name(name))]
        if len(bearers) == 1:
            found[name_key(short)] = bearers[0]
    return found


CUTLESS = re.compile(r"\b(?:of|in|from|near|and)\b|\d")


def find_names(points: Sequence[Point], lexicon: Lexicon | None = None) -> dict[tuple[int, int], str]:
    """The name of each mention of one document by its place; its own words when nothing better fits."""
    return Linker(points, lexicon or shipped_lexicon()).names()


def sense_of(name: str, role: str, type: str, lexicon: Lexicon) -> str | None:
    """ "government" where a capital or a palace acts or is acted on as a government; None for the name as such."""
    if lexicon.state_behind(name) is None or role not in ACTORS:
        return None
    return "government" if role != "patient" or type in OF_GOVERNMENTS else None
