"""What a mention is called: pronouns and short names of one document take the fullest name found for them.

Within one document only, and only for the `entity` field of a claim record; entities across documents are judged elsewhere
(`entities/`). Order of trust: the antecedent that the reader points to, then a longer name that ends or begins with this one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping

from allegedly.base.span import Span

PRONOUNS = frozenset(
    "i me my we us our you your he him his she her it its they them their himself herself itself themselves who whom whose this that these "
    "those one ones both all some others another which myself ourselves".split()
)
ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.I)
TITLE = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|prof|professor|sir|lord|lady|sheikh|mullah|ayatollah|imam|gen|general|lt|lieutenant|col|colonel|maj|major|capt|"
    r"captain|sgt|sergeant|cpl|brig|brigadier|adm|admiral|cmdr|commander|president|prime minister|minister|senator|sen|rep|governor|gov|"
    r"ambassador|secretary|chancellor|king|queen|prince|princess|pope|father|judge|justice|inspector|chief|mayor|premier|emir|sultan|commissioner|councillor|congressman|"
    r"congresswoman)\b\.?\s+)+"
    # A name follows and nothing else: not "colonel of the bureau", "General Staff", "Sultan Murad division".
    r"(?-i:(?=[A-ZÀ-Þ]|(?:al|el|ag|bin|ibn|de|van|von)\b)(?!(?:Assembly|Command|Council|Directorate|Executive|Headquarters|Intelligence|"
    r"Prosecutor|Secretariat|Security|Staff)\b)(?!.*\s[a-z]+$))",
    re.I | re.S,
)
ACRONYM = re.compile(r"((?:[A-ZÀ-Þ][\w'’-]*\s+(?:(?:of|for|and|the|in|al|de|la|del)\s+){0,2}){1,7})\(([A-Z][A-Z/-]{1,9})\)")
WITH_ARTICLE = re.compile(r"^(?:[aAeE]l|[aA]sh|[aA]s|[aA]r|[aA]d|[aA]n|[aA]z|[uU]l)[-’'](?=[A-Z])")  # "al-Karim" is also called "Karim"
OWNED = re.compile(r"['’]s ")  # "Iran's President Rouhani"
PLACED = re.compile(r" (?:of|in|at|for|from|near|to|on|with|by|and) (?!the )(?:\S+ )?\S+$")  # but "Army of the Covenant" is the Covenant
POSSESSIVE = re.compile(r"['’]s?$")
WE = frozenset({"we", "us", "our", "ours", "ourselves"})
SINGULAR = frozenset({"he", "she", "him", "his", "her", "himself", "herself"})
REACH = 600  # characters back to the name a speaking "he" may stand for: a paragraph or two
HOPS = 4  # "he" -> "the colonel" -> "Melikset" -> "Daro Melikset": longer trails are wrong trails


def is_pronoun(words: str) -> bool:
    """Whether the words name nothing by themselves."""
    return words.casefold() in PRONOUNS and words != "US"


def is_name(words: str) -> bool:
    """Whether the words hold a capital that is not only the first letter of a pronoun."""
    return not is_pronoun(words) and any(word[:1].isupper() for word in words.split())


def bare_name(words: str) -> str:
    """The words on one line without a leading article, a title before a name, or a trailing possessive."""
    plain = POSSESSIVE.sub("", ARTICLE.sub("", " ".join(words.split())))
    return TITLE.sub("", plain) or plain or words


def is_title(words: str) -> bool:
    """Whether the words are nothing but a title: "Mr", "Lt. Gen."."""
    return TITLE.sub("", f"{words} X") == "X"


def head_phrase(words: str) -> str:
    """A noun phrase up to what follows its head: "two former officers" of "two former officers of the Bureau"."""
    return FOLLOWS_HEAD.split(words, maxsplit=1)[0]


def is_called(name: str, description: str, text: str) -> bool:
    """Whether the text calls a name by the head of a description: "the front" of "Dawn Front", "the premier" of "Vale, the premier of Pell".

    A person is nobody's colonel whom no word of the text calls one. A group, movement or organisation is any body that has a name.
    """
    head = head_phrase(description).split()[-1].casefold().rstrip("s")
    words = re.findall(r"\w+", name if name[:1].isupper() else head_phrase(name))
    if head in {word.casefold().rstrip("s") for word in words}:
        return True
    if head in BODIES:
        return is_name(name) and not name.split()[-1].islower()
    last = re.escape(name.split()[-1])
    beside = rf"\b{re.escape(head)}s?\b,? (?:[\w.]+ ){{0,3}}?{last}\b|\b{last}\b, (?:[\w'’-]+ ){{0,4}}{re.escape(head)}s?\b"
    return re.search(beside, text, re.I) is not None


def find_acronyms(text: str) -> dict[str, str]:
    """Acronyms that the text expands ("Syrian Democratic Forces (SDF)"), where the initials fit; the first expansion counts."""
    found: dict[str, str] = {}
    for match in ACRONYM.finditer(text):
        full = ARTICLE.sub("", " ".join(match[1].split()))
        words = full.split()
        for start in range(len(words)):  # "Kurdish Syrian Democratic Forces (SDF)": the shortest tail whose initials fit
            tail = words[len(words) - 1 - start :]
            initials = "".join(w[0] for part in tail for w in part.split("-") if w[:1].isupper())
            if initials.casefold() == match[2].replace("-", "").replace("/", "").casefold():
                found.setdefault(match[2], " ".join(tail))
                break
    return found


FOLLOWS_HEAD = re.compile(r"\s+(?:of|in|from|who|that|which|on|at|for|with|to|by|near|close|familiar|inside|said)\b|,")
BODIES = frozenset({"group", "movement", "organisation", "organization", "company", "firm"})

OFFICES = (
    r"(?:secretary|minister|president|premier|chancellor|spokes(?:man|woman|person)|commander|chief|director|ambassador|envoy|governor|king|"
    r"queen|prince|leader|chairman|chairwoman|commissioner|prosecutor|mayor|speaker|judge|bishop)"
)
# "Foreign Secretary, Boris Johnson", "the spokesman for the coalition, Col. Steve Warren": the office that stands before a person's name.
OFFICE = re.compile(
    rf"((?:[\w'’-]+\s+){{0,4}}?\b{OFFICES}(?:\s+(?:of|for)\s+(?:the\s+)?(?:[\w'’-]+\s+){{0,3}}?(?-i:[A-Z])[\w'’-]*)?),?\s+(?:(?-i:[A-Z])\w*\.?\s+){{0,2}}\Z",
    re.I,
)
WRAPPED = 50  # characters: a shorter line ends where its author ended it
BEGINS_AN_OFFICE = re.compile(rf"(?:[A-Z][\w'’-]*\s+)*{OFFICES}\b", re.I)


def find_offices(text: str, persons: Iterable[Span]) -> dict[str, str]:
    """Offices that the text puts right before one person's name and no other's: "foreign secretary" -> "Boris Johnson"."""
    holders: dict[str, set[str]] = {}
    for person in persons:
        before = text[max(person.start - 90, start_of_paragraph(text, person.start)) : person.start]
        if (match := OFFICE.search(before)) and len(person.text.split()) > 1:
            words = ARTICLE.sub("", match[1]).split()
            for first in range(len(words)):
                phrase = " ".join(words[first:])
                if BEGINS_AN_OFFICE.match(phrase):
                    holders.setdefault(phrase.casefold(), set()).add(person.text)
    return {office: next(iter(names)) for office, names in holders.items() if len(names) == 1}


def start_of_paragraph(text: str, at: int) -> int:
    """Where the paragraph or the title begins in which `at` stands: after the last line break that does not merely wrap a long line."""
    end = at
    while (end := text.rfind("\n", 0, end)) >= 0:
        if end - (text.rfind("\n", 0, end) + 1) < WRAPPED:
            return end + 1
    return 0


class Names:
    """The names of one document. `persons` are the spans of persons' names without titles ("Daro Melikset" of "Colonel Daro Melikset")."""

    def __init__(
        self,
        persons: Iterable[Span],
        names: Iterable[str],
        antecedents: Mapping[tuple[int, int], Span],
        acronyms: Mapping[str, str] | None = None,
    ) -> None:
        self.persons = sorted(person for person in persons if not is_pronoun(person.text))
        self.starts = [person.start for person in self.persons]
        self.antecedents = antecedents
        self.longest: dict[str, str] = {short.casefold(): full for short, full in (acronyms or {}).items()}
        plain = [bare_name(person.text) for person in self.persons if not OWNED.search(person.text)]
        untitled = set(plain)
        full = plain + [bare_name(name) for name in names if is_name(name)]
        for name in full:
            words = name.split()
            if not name[0].isupper():
                continue  # "spokesperson for the German government" is not the German government's full name
            if OWNED.search(name) or PLACED.search(name):
                continue  # nor is "University of Westmoor" Westmoor's, or "Iran's President Rouhani" Rouhani's
            if name not in untitled and any(name.endswith(f" {short}") for short in untitled):
                continue  # "Colonel Daro Melikset": the name without its title is there already
            if 1 < len(words) <= 5:
                for short in sorted({words[-1], " ".join(words[-2:]), WITH_ARTICLE.sub("", words[-1])} - {name}):
                    # "Anas" of "Anas Ahmad" is not "Omar Abu Anas".
                    if is_name(short) and len(short) > 2 and not any(person.startswith(f"{short} ") for person in untitled):
                        self.longest.setdefault(short.casefold(), name)  # the first full name in the text wins

    def name_of(self, span: Span, *, speaks: bool = False) -> str:
        """The fullest name known for a mention; its own words when nothing better is. A "he" who `speaks`, or is pointed to, is at worst the last
        person named."""
        given = span
        for _ in range(HOPS):
            following = self.antecedents.get((span.start, span.end))
            if following is None or following.end > span.start:
                break
            span = following
        if (speaks or span is not given) and span.text.casefold() in SINGULAR and (person := self.person_before(span)):
            return person
        return self.full_name(span)

    def person_before(self, span: Span) -> str | None:
        """The last person named in the text before a "he" or "she"."""
        last = bisect_left(self.starts, span.start) - 1
        if last < 0 or span.start - self.persons[last].end >= REACH:
            return None
        return self.longest.get(self.persons[last].text.casefold(), self.persons[last].text)

    def full_name(self, span: Span) -> str:
        """The name in or for a span, without title, longest form first."""
        own = bare_name(span.text)
        first = bisect_left(self.starts, span.start)
        inside = [p.text for p in self.persons[first : first + 2] if span.contains(p)]
        if len(inside) == 1 and own.endswith(inside[0]):
            own = inside[0]  # drops "Colonel", "Prime Minister"
        return self.longest.get(own.casefold(), own)
