"""Which mentions of one document mean the same: short names, acronyms, pronouns, "the camp" after "Ostry Ford camp".

Readers name most mentions themselves; this looks at what they left as it stood. A description is tied to an earlier one with the same
head and no word that the other lacks, or to the name that the text describes so ("the Saltgate Kitchen, a charity"); a pronoun to the
nearest earlier mention that fits in number and kind, "I" to whoever speaks, "we" to a body that speaks.
What fits nothing keeps its own words: a mention tied to the wrong thing says something false, one tied to nothing says less.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.naming import TITLE, bare_name, is_name, is_pronoun
from allegedly.claims.pronouns import group_of
from allegedly.claims.readers import DEFAULT_READER
from allegedly.entities.lexicon import Lexicon, name_key, shipped_lexicon
from allegedly.entities.names import acronym_of, parse_name, vocabulary
from allegedly.entities.phrases import DIRECTIONS, Adjectives, heads, is_part, is_plural, kind_by_head, place_in, singular
from allegedly.entities.phrases import head as head_of

ACTORS = frozenset({"agent", "patient", "principal", "guise"})
PLACES = frozenset({"place", "origin", "destination", "via"})
SPEAKER = frozenset("i me my myself".split())
SPEAKERS = frozenset("we us our ourselves".split())
PLURALS = frozenset("they them their themselves these those".split())
PERSONS = frozenset("he him his himself she her herself".split())
THINGS = frozenset("it its itself this that which".split())
RELATIVES = frozenset("who whom whose which".split())
POSSESSIVES = frozenset("its their his her".split())
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s|\n")
OBJECTS = frozenset("him them".split())
# What may stand between a subject and the object of its verb: in "the emir had sent him" the two are two.
VERB = re.compile(
    r"(?: (?!(?:and|but|or|that|who|which|when|while|if|as|because|after|before|he|she|they|it|said|says|of|in|at|with)\b)[a-z]+){1,3} "
)
REACH = 300  # characters that a pronoun looks back, two sentences or so
REACH_OF_PERSONS = 600  # that "he" and "she" do: a paragraph or two, as in claims/naming.py
AGENT = 100  # characters that being no agent is worth
DOUBT = 150  # characters that a name which may well be a person's is worth to "it", and one that may be no person's to "she"

# Cities do not act: as agent a capital is its government. Being done to, it is the government only where towns cannot be meant.
OF_GOVERNMENTS = frozenset(
    "accuses sanctions meets allies_with opposes funds arms supplies supports legitimizes deceives spies_on trades_with intends".split()
)


@dataclass(frozen=True, slots=True)
class Point:
    """A mention as far as linking looks at it; `speaker` is the innermost source of its claim. `left`: a pronoun that a reader who looks for
    what pronouns stand for has left as it is."""

    span: Span
    name: str
    role: str
    type: str = "other"
    speaker: str | None = None
    left: bool = False


DEFINITE = re.compile(r"\b(?:the|this|that|these|those|its|their|his|her)\s+$", re.I)


def is_definite(text: str, at: int) -> bool:
    """Whether what begins at `at` is announced as known."""
    return DEFINITE.search(text, max(0, at - 8), at) is not None


# "Emil Garrow, a watchman at the warehouse," / "the Directorate, Keldovia's security service," / "Section Nine is a unit of ..."
AFTER = re.compile(
    r"(?:,\s+|\s+(?:is|was|remains)\s+)(?:an?\s+|the\s+|one of the\s+|(?=[A-Z][\w-]*['’]s\s))([^,.;:()\n–—]{3,90})(?=[,.;)])"
)
# "the charity Saltgate Kitchen", "nightwatchman Emil Garrow"
BEFORE = re.compile(r"[\s“\"(]([a-z][\w-]*)\s+$")
# Of persons alone: "Colonel Anders Lohm"; "the mayor of Osk, Henrik Orr,"; "Henrik Orr, deputy mayor of Osk,"
RANK = re.compile(r"(?:^|[\s“\"(])([A-Z][a-z]+)\s+$")
BEFORE_COMMA = re.compile(r"\b(?:the|an?)\s+([^,.;:()\n–—]{3,60}),\s+$", re.I)
POST = re.compile(r",\s+((?:(?:former|then|acting|deputy|senior)\s+){0,2}([a-z][\w-]*)(?:\s+[^,.;:()\n–—]{2,60})?)(?=[,.;)])")
CLOSED = re.compile(r"[,.;)]")


def find_descriptions(text: str, span: Span) -> list[str]:
    """What the text right beside a name says that it is, as far as its head is a word that lexicon/heads.yaml knows."""
    found = []
    if (after := AFTER.match(text, span.end)) and not re.search(r"\b(?:and|or|said|says)\b", after[1]):
        found.append(after[1])
    if (before := BEFORE.search(text, max(0, span.start - 40), span.start)) and not is_plural(before[1]):
        found.append(before[1])
    found += [words for words in _posts(text, span) if kind_by_head(words) == "person"]
    return [words for words in found if (head := head_of(words)) in heads() and re.search(rf"\b{re.escape(head)}s?\b", words)]


def _posts(text: str, span: Span) -> Iterator[str]:
    """What stands beside a name as rank or post, if the name is a person's."""
    words = span.text.lower().split()
    if len(words) > 1:
        yield words[0]
    if rank := RANK.search(text, max(0, span.start - 30), span.start):
        yield rank[1].lower()
    if (before := BEFORE_COMMA.search(text, max(0, span.start - 70), span.start)) and CLOSED.match(text, span.end):
        yield before[1]
    if (after := POST.match(text, span.end)) and heads().get(after[2]) == "person":
        yield after[1]


def points_of(claims: Iterable[Claim]) -> list[Point]:
    """The mentions among the arguments of some claims of one document."""
    return [
        Point(
            mention.span,
            mention.entity.strip() or mention.span.text,
            role,
            claim.type,
            claim.chain[-1].source.name if claim.chain else None,
            # The reader in the package names what is likely (claims/pronouns.py); what it leaves would mostly be misnamed here.
            left=group_of(mention.entity) is not None and claim.reader.split()[0] == DEFAULT_READER,
        )
        for claim in claims
        for role, mentions in claim.arguments.items()
        for mention in mentions
    ]


# "A man who called himself Marek", "a unit called Section Nine". Not "itself" and "themselves": who borrows a group's name is not the group.
CALLED = re.compile(
    r",?\s+(?:who (?:called|calls|named|introduced) (?:him|her)self(?: as)?|calling (?:him|her)self|(?:only )?known (?:only )?as|named|called)\s+"
    r"(?:the\s+)?[“\"‘']?((?:[A-Z][\w'-]*)(?: (?:of (?=[A-Z]))?[A-Z][\w'-]*)*)"
)
# "Interior Minister", "Minister of the Interior": the portfolio alone means the ministry.
PORTFOLIO = re.compile(r"\s+Min(?:ister|istry)\b")
MINISTRY = re.compile(r"\bMin(?:ister|istry) (?:of|for) (?:the )?$")


FIRST_NAMES = re.compile(r"(?<![.!?:\n“\"] )(?<![\n“\"])\b((?:[A-Z][a-z][\w'’-]* ){1,2})$")
POSSESSIVE = re.compile(r"['’]s\b")
WORD = re.compile(r"\b[A-Z][\w-]+")
SUBJECT = r"(?= (?:is|was|has|had|will|would|can|could|may|might|did|does|said|says)\b)"


@dataclass(frozen=True, slots=True)
class Antecedent:
    """An earlier mention, and what can be tied to it."""

    name: str
    at: int
    end: int
    head: str
    words: frozenset[str]
    named: bool
    plural: bool
    roles: frozenset[str]


class Linker:
    """Names the mentions of one document, in the order of the text."""

    def __init__(self, points: Sequence[Point], text: str, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._points = points
        self._text = text
        self._before: list[Antecedent] = []
        names = list(dict.fromkeys(clean(point.name) for point in points))
        self._full: dict[str, str] = dict(full_names(names))
        self._full.update({name_key(name): full for name in names if (full := self._in_full(name))})
        self._descriptions: dict[tuple[int, int], list[str]] = {}
        self._described: dict[frozenset[str], set[str]] = {}  # the names that are described in these words
        self._kinds: dict[str, str] = {}  # of names, by what is said of them
        for span in {point.span: point.name for point in points if is_capitalised(clean(point.name))}:
            self._describe(span)
        self._places = {clean(point.name) for point in points if point.role in PLACES and is_capitalised(clean(point.name))}
        adjectives = Adjectives(Lexicon(()), (clean(point.name) for point in points))
        self._places |= {name for word in set(re.findall(r"[A-Z]\w{3,}", text)) if (name := adjectives.name_behind(word))}

    def _in_full(self, name: str) -> str | None:
        """The only longer name in the text that ends in a single word, where no claim is about it: "Ruben Szolnay" for "Szolnay"."""
        if " " in name or not name.istitle() or name_key(name) in self._full or head_of(name) in heads() or self._lexicon.find(name):
            return None
        found: set[str] = set()
        for at in (match.start() for match in re.finditer(rf"\b{re.escape(name)}\b(?! [A-Z])", self._text)):
            if before := FIRST_NAMES.search(self._text, max(0, at - 60), at):
                words = [
                    word
                    for word in before[1].split()
                    if word.casefold() not in vocabulary().titles | SMALL and head_of(word) not in heads()
                ]
                if words and not POSSESSIVE.search(before[1]):
                    found.add(" ".join([*words, name]))
        known = len(found) == 1 and not any(self._lexicon.state_of(word) or self._lexicon.find(word) for word in min(found).split())
        return min(found) if known and min(found).split()[0] not in DIRECTIONS else None

    def _describe(self, span: Span) -> None:
        own = clean(span.text)
        name = self._full.get(name_key(own), own)
        found = self._descriptions[span.start, span.end] = find_descriptions(self._text, span)
        if TITLE.match(span.text):
            self._kinds[name] = "person"
        for words in found:
            self._kinds.setdefault(name, heads()[head_of(words)])
            self._described.setdefault(content(words), set()).add(name)

    def names(self) -> dict[tuple[int, int], str]:
        """The name of each mention by the place where it stands."""
        found: dict[tuple[int, int], str] = {}
        roles: dict[tuple[int, int], set[str]] = {}
        for point in self._points:
            roles.setdefault((point.span.start, point.span.end), set()).add(point.role)
        passing = deque(self._passing())
        for point in sorted(self._points, key=lambda each: (each.span.start, -each.span.end)):
            while passing and passing[0].at < point.span.start:
                self._before.append(passing.popleft())
            place = (point.span.start, point.span.end)
            if place not in found:
                found[place] = self._name(point, frozenset(roles[place]))
                self._remember(found[place], point, frozenset(roles[place]))
        return found

    def _passing(self) -> list[Antecedent]:
        """Where names of the document stand again as the subject of a clause and no claim is about them there."""
        taken = [(point.span.start, point.span.end) for point in self._points]
        names = {clean(point.name): clean(point.name) for point in self._points if is_capitalised(clean(point.name))}
        short = {words: self._full[key] for words in set(WORD.findall(self._text)) if (key := name_key(words)) in self._full}
        found = []
        for words, name in (names | short).items():
            for match in re.finditer(rf"\b{re.escape(words)}{SUBJECT}", self._text):
                start, end = match.start(), match.start() + len(words)
                if not any(start < other_end and other_start < end for other_start, other_end in taken):
                    whole: str = self._full.get(name_key(name)) or name
                    plural = is_plural(whole.split()[-1].casefold())
                    found.append(Antecedent(whole, start, end, head_of(whole), content(whole), True, plural, frozenset({"agent"})))
        return sorted(found, key=lambda each: each.at)

    def _name(self, point: Point, roles: frozenset[str]) -> str:
        name = clean(point.name)
        if point.span.text.startswith(name) and begins_only(self._text, point.span):
            name = name[:1].lower() + name[1:]  # "Security forces"
        if is_pronoun(name):
            return self._of_pronoun(name.casefold(), point) or name
        if not is_name(name) and (called := CALLED.match(self._text, point.span.end)):
            return self._full.get(name_key(called[1]), called[1])
        if self._is_portfolio(point.span):
            return f"{name} Ministry"
        if full := self._full.get(name_key(name)):
            return full
        if (entry := self._lexicon.state_of(name)) and head_of(name) == name.casefold() and not is_plural(name.casefold()):
            return entry.name  # "Jordanian" alone is Jordan
        if not is_name(name):
            # As an object "the mayor" is the post that somebody holds.
            post = roles <= {"object"} and heads().get(head_of(name)) == "person"
            return (self._of_description(name) if is_definite(self._text, point.span.start) and not post else None) or name
        bearers = self._described.get(content(name), set()) if not is_capitalised(name) else set()
        return next(iter(bearers)) if len(bearers) == 1 else name  # "Keldovia's own security service", where the text says which that is

    def _is_portfolio(self, span: Span) -> bool:
        """Whether the words are what a minister is minister of."""
        before = self._text[max(0, span.start - 20) : span.start]
        if not span.text.istitle() or " " in span.text or self._lexicon.find(span.text) or span.text in self._places:
            return False
        return bool(PORTFOLIO.match(self._text, span.end) or MINISTRY.search(before))

    def _of_description(self, name: str) -> str | None:
        head, words = head_of(name), content(name)
        plural = is_plural(name.split()[-1].casefold())
        fit = [
            earlier
            for earlier in reversed(self._before)
            if earlier.head == head and earlier.plural == plural and words <= earlier.words and name_key(earlier.name) != name_key(name)
        ]
        # "The president" of a text about two presidents may be either.
        several = heads().get(head) == "person" and len({earlier.name for earlier in fit if earlier.named}) > 1
        return fit[0].name if fit and not several else None

    def _of_pronoun(self, pronoun: str, point: Point) -> str | None:
        if pronoun in SPEAKER | SPEAKERS:
            speaker = clean(point.speaker) if point.speaker else None
            # Of one person who says "we" the others are not known.
            return speaker if speaker and (pronoun in SPEAKER or self._personal(speaker) < 1) else None
        if point.left:
            return None
        reach = REACH_OF_PERSONS if pronoun in PERSONS else REACH
        near = [each for each in self._before if each.at < point.span.start <= each.at + reach]
        if pronoun in RELATIVES and near:
            last = max(near, key=lambda each: each.end)
            if point.span.start - last.end <= 2:
                return last.name
        doers = {each.name for each in near if pronoun in OBJECTS and VERB.fullmatch(self._text, each.end, point.span.start)}
        # Who acts stays the topic: an agent counts as nearer than what it acts on.
        fit = [
            (doubt + point.span.start - each.at + (0 if "agent" in each.roles or self._beside(pronoun, point, each) else AGENT), each.name)
            for each in near
            if (doubt := self._doubt(pronoun, each)) is not None and each.name not in doers
        ]
        return min(fit, key=lambda found: found[0])[1] if fit else None

    def _beside(self, pronoun: str, point: Point, earlier: Antecedent) -> bool:
        """Whether a possessive stands in the sentence of what it may mean: there the nearest is meant, whatever it does."""
        return pronoun in POSSESSIVES and SENTENCE_END.search(self._text, earlier.end, point.span.start) is None

    def _doubt(self, pronoun: str, earlier: Antecedent) -> int | None:
        """How many characters farther away than it is an antecedent counts for a pronoun; None where it cannot be meant."""
        if not earlier.roles & ACTORS:
            return None
        personal = self._personal(earlier.name) if earlier.named else 2.0 if heads().get(earlier.head) == "person" else 0.0
        if pronoun in PERSONS:
            return None if earlier.plural or not personal else 0 if personal > 0.5 else DOUBT // 3
        if pronoun in PLURALS:
            return 0 if earlier.plural else None
        if pronoun in THINGS:
            known = earlier.named or earlier.head in heads()
            return None if earlier.plural or personal > 1 else DOUBT if personal == 1 or not known else 0
        return None

    def _personal(self, name: str) -> float:
        """Whether a name is a person's: 2 where the text or its head says so, 1 and 0.5 where its form does not forbid it, else 0."""
        said = self._kinds.get(name) or kind_by_head(name)
        if said:
            return 2.0 if said == "person" else 0.0
        words = name.split()
        if len(words) > 4 or name in self._places or self._lexicon.find(name) or not all(map(is_part, words)):
            return 0.0
        return 1.0 if len(words) > 1 else 0.5

    def _remember(self, name: str, point: Point, roles: frozenset[str]) -> None:
        own = name if not is_pronoun(name) else point.span.text
        if is_pronoun(own) or roles <= {"object", "purpose", "means"} and not is_name(own):
            return
        last = re.findall(r"[\w-]+", own.split(" of ")[0])
        plural = bool(last) and is_plural(last[-1].casefold())
        known = Antecedent(name, point.span.start, point.span.end, head_of(own), content(own), is_name(own), plural, roles)
        described = self._descriptions.get((point.span.start, point.span.end), ())
        self._before += [*(replace(known, head=head_of(words), words=content(words), plural=False) for words in described), known]


def is_capitalised(name: str) -> bool:
    """Whether every word of a name that carries it begins with a capital: "Directorate of State Protection", not "Keldovian police"."""
    return is_name(name) and all(word[:1].isupper() or not word[:1].isalpha() or word in SMALL for word in re.split(r"[\s-]+", name))


SO_CALLED = re.compile(r"^so-called ['\"“‘]?(?=[A-Z])")
WORD_START = re.compile(r"[A-Z][a-z]+\b")


def begins_only(text: str, span: Span) -> bool:
    """Whether the capital of what stands at `span` only begins a sentence: its first word is small elsewhere, and large within no sentence.

    What holds another capital ("Recruiters of the Bureau") is taken as it is written.
    """
    first = WORD_START.match(span.text)
    if first is None or any(map(str.isupper, span.text[1:])) or not begins_sentence(text, span.start):
        return False
    large = (match.start() for match in re.finditer(rf"\b{first[0]}\b", text))
    return re.search(rf"\b{first[0].lower()}\b", text) is not None and all(begins_sentence(text, at) for at in large)


def begins_sentence(text: str, at: int) -> bool:
    """Whether what stands there is the first of its sentence, but for an article or a quotation mark."""
    before = text[max(0, at - 12) : at]
    return re.search(r"(?:^|[.!?:][\"'”’)]*\s+|\n\s*)[\"'“‘]?(?:(?:The|An?) )?$", before) is not None if at else True


def clean(name: str) -> str:
    """The name without article, "so-called", or the kind of place before a place's own name."""
    bare = place_in(SO_CALLED.sub("", bare_name(name)))
    return bare if not bare.startswith(("of ", "for ")) else name


def content(name: str) -> frozenset[str]:
    """The words of a phrase that say something, in the singular."""
    return frozenset(singular(word.casefold()) for word in re.findall(r"[\w-]+", name)) - {"of", "the", "a", "an", "and", "s", "in", "own"}


def full_names(names: Iterable[str]) -> Mapping[str, str]:
    """The full name for each short one of a document: a last word, an acronym. A short name with two full ones has none."""
    known = list(dict.fromkeys(name for name in names if is_name(name)))
    long = [name for name in known if 1 < len(name.split()) <= 6]
    full: dict[str, set[str]] = {}
    for name in long:
        first, last = name.split()[0], name.split()[-1]
        if last[:1].isupper() and CUTLESS.search(name) is None:
            full.setdefault(name_key(last), set()).add(name)
        if " of " in name and is_capitalised(name) and heads().get(first.casefold()) in ("service", "state body"):
            full.setdefault(name_key(first), set()).add(name)  # the "Directorate" of State Protection
    found = {key: max(bearers, key=len) for key, bearers in full.items() if len({name_key(name) for name in bearers}) == 1}
    for short in (name for name in known if " " not in name and name.isupper() and len(name) > 2):
        bearers = [name for name in long if acronym_of(parse_name(short), parse_name(name))]
        if len(bearers) == 1:
            found[name_key(short)] = bearers[0]
    return found


CUTLESS = re.compile(
    r"\b(?:of|in|from|near|and|behind|under|with|against|around|beside|before|after|outside|inside)\b|\d|[A-Z]\w* (?!(?:al|el|de|la|del|bin|ibn|ud|ul|van|von|der|den)\b)[a-z]\w+ "
)
SMALL = frozenset("of the and for in al de la del bin ibn ud ul i s".split())  # words of names that are written small


def find_names(points: Sequence[Point], text: str, lexicon: Lexicon | None = None) -> dict[tuple[int, int], str]:
    """The name of each mention of the document that reads `text`, by its place; its own words when nothing better fits."""
    return Linker(points, text, lexicon or shipped_lexicon()).names()


def sense_of(name: str, role: str, type: str, lexicon: Lexicon) -> str | None:
    """ "government" where a capital or a palace acts or is acted on as a government; None for the name as such."""
    if lexicon.state_behind(name) is None or role not in ACTORS:
        return None
    return "government" if role != "patient" or type in OF_GOVERNMENTS else None
