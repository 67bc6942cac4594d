"""Groups references into entities: a pure function of the references, a lexicon and the judgements made by people.

Judgements come first: what was judged the same is one, and what was judged different is never in one entity, whatever else links them.
Then the lexicon, then names, surest first. What is likely and not sure is not merged; it is a candidate for somebody to look at. As
nothing is remembered but references and judgements, taking a judgement back is deleting it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from allegedly.claims.naming import TITLE, bare_name, is_name, is_pronoun
from allegedly.entities.candidates import Candidate, change, find_pairs, worth
from allegedly.entities.entity import OUTLET, SPEAKER, Entity, Reference
from allegedly.entities.gazetteer.lookup import is_large
from allegedly.entities.judgement import Judgement, Pair, pair_of, standing
from allegedly.entities.lexicon import Entry, Lexicon, name_key, shipped_lexicon
from allegedly.entities.names import Comparison, compare_names, parse_name, vocabulary
from allegedly.entities.phrases import (
    DIRECTIONS,
    Adjectives,
    heads,
    is_nothing,
    is_part,
    is_plural,
    kind_by_head,
    without_quantity,
    without_tail,
)
from allegedly.entities.phrases import head as head_of

SURE = 0.9  # names this much alike are merged without being asked
LOOK = 0.7  # names this much alike are worth a look
PLACES = frozenset({"place", "origin", "destination", "via"})
HANDED = frozenset({"object", "means", "purpose"})
# A word of these on one side only says that the two are not the same, or not known to be.
ANOTHER = re.compile(
    r"\b(?:fake|false|bogus|phoney|phony|self-styled|purported|splinter|breakaway|rival|pseudo|anti|branch|faction|offshoot|wing)\b", re.I
)
CORE = re.compile(
    r"(?:(?:old|new|late|nearby|notorious|powerful|influential|militant|jihadist|rebel) )?((?:[A-Z][\w'-]+ )+[A-Z][\w'-]+)"
    r"(?: (?:camp|group|movement|organi[sz]ation|programme|program|newspaper|agency|city|town|province|network))?"
)
PEOPLE = re.compile(r"[A-Z][\w-]+ ([a-z-]+)")
PERSONAL = frozenset({"agent", "patient", SPEAKER})
NO_PERSON = re.compile(r"['’]s\b|[,&\d]| and |\b[A-Z]{2,4}\b")
TOWN, CITY = (
    50_000,
    100_000,
)  # people of a place that a name of several words, of one word, is taken to mean; smaller ones share theirs with people
ACTING = frozenset({"service", "state body", "armed group", "party", "company", "media", "organisation", "state"})
FULL = re.compile(r"[A-Z][\w.'-]*(?: (?:[A-Z][\w.'-]*|al-\w+|of|the|bin|de|van|von)){1,4}")  # no phrase: every word a part of the name
ACRONYM = "first letters"  # what a comparison says of one
OWNED = frozenset({"state body", "service", "place", "party"})  # of which a state or a town has one, or names one by itself
FORMER = re.compile(r"^(?:former|ex-|then|newly renamed|so-called)\s*", re.I)


@dataclass(frozen=True, slots=True)
class Described:
    """A reference, what kind of thing its name says it is, and what the lexicon knows of it."""

    reference: Reference
    kind: str
    entry: Entry | None
    body: frozenset[str]
    owners: frozenset[str]
    another: str | None  # the word that makes it another than what it is named after: "fake"
    office: bool  # whether its title is all there is of it
    words: int

    @property
    def says(self) -> str:
        """All that `compare` looks at: two references that say what they said before compare as they did."""
        return f"{self.kind}|{self.entry.name if self.entry else ''}|{self.reference.sense or ''}|{self.reference.name}"

    @property
    def adjective(self) -> bool:
        """Whether the name is an adjective of what it stands for: "Ruvanian"."""
        return len(self.body) == 1 and bool(self.owners) and name_key(self.reference.name) not in self.body


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What comparing names gave, by pair of ids: a score and a reason, None below `LOOK`. `says` is what each of them said of itself then.

    Given to the next resolution it saves work and changes nothing: a pair is looked up only if both say what they said.
    """

    says: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[Pair, tuple[float, str] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities of a case, and the pairs worth a look, the ones that would change most first.

    `compared` counts pairs of names, `anew` those of them that `comparisons` made before did not hold.
    """

    entities: tuple[Entity, ...]
    candidates: tuple[Candidate, ...]
    compared: int
    anew: int
    comparisons: Comparisons

    def entity_of(self) -> dict[str, Entity]:
        """The entity of each reference, by the reference's id."""
        return {member: entity for entity in self.entities for member in entity.members}


def resolve(
    references: Iterable[Reference],
    judgements: Iterable[Judgement] = (),
    lexicon: Lexicon | None = None,
    known: Comparisons | None = None,
) -> Resolution:
    """The entities that `references` point to. The same input gives the same output, in whatever order it comes and whatever is `known`."""
    found = sorted((each for each in references if not (is_pronoun(each.name) or is_nothing(each.name))), key=lambda each: each.id)
    described = describe(found, lexicon or shipped_lexicon())
    judged = standing(judgements)
    groups = Groups(described, {pair for pair, each in judged.items() if each.verdict == "different"})
    for pair, judgement in sorted(judged.items(), key=lambda item: item[1].number):
        if judgement.verdict == "same" and all(id in described for id in pair):
            groups.join(*pair, f"judged the same by {judgement.who}: {judgement.why}", sure=True)
    made, anew = compare_all(described, known or Comparisons())
    open_pairs = _link(described, groups, judged, made)
    entities = groups.entities()
    return Resolution(entities, _candidates(entities, open_pairs, judged), len(made.found), anew, made)


def describe(references: Collection[Reference], lexicon: Lexicon) -> dict[str, Described]:
    """What the name of each reference says, by its id."""
    adjectives = Adjectives(lexicon, (each.name for each in references if each.named))
    found = {each.id: _describe(each, lexicon, adjectives) for each in references}
    # What has an adjective ("Ruvanian police") is a state or a town.
    words = {word for each in references for word in each.name.split()}
    owners = {name_key(behind) for word in words if (behind := adjectives.name_behind(word)) and behind != word}
    for id, each in found.items():
        if each.kind == "thing" and each.reference.named and name_key(each.reference.name) in owners:
            found[id] = replace(each, kind="place")
    return found


def _describe(reference: Reference, lexicon: Lexicon, adjectives: Adjectives) -> Described:
    name = FORMER.sub("", reference.name) if kind_by_head(reference.name) != "person" else reference.name
    entry: Entry | None
    if reference.sense == "government":
        entry = lexicon.state_behind(name)
    elif not reference.named:
        entry = None
    else:
        entry = lexicon.the(name) or (lexicon.the(behind) if (behind := _adjective(name, adjectives)) else None)
    body, owners = adjectives.body_of(name) if reference.sense is None else (NOBODY, NOBODY)
    another = ANOTHER.search(reference.name)
    return Described(
        reference,
        entry.kind if entry else kind_of(reference, lexicon),
        entry,
        body,
        owners,
        another and another[0],
        kind_by_head(reference.name) == "person",
        len(parse_name(reference.name).words),
    )


def _adjective(name: str, adjectives: Adjectives) -> str | None:
    """ "Ruvanian" alone is Ruvania; "Ruvanians" are people."""
    plural = is_plural(name.casefold()) or (name.endswith("s") and adjectives.name_behind(name[:-1]) is not None)
    return adjectives.name_behind(name) if " " not in name and not plural else None


def kind_of(reference: Reference, lexicon: Lexicon) -> str:
    """The kind that a name says by its head, its title or its use; "thing" when it says nothing."""
    kind = kind_by_head(reference.name)
    kind = "thing" if kind == "work" else kind
    words = parse_name(reference.name).words
    if not reference.named:
        return "unnamed group" if kind == "person" or kind == "people" else kind or "thing"
    if OUTLET in reference.roles:
        return "media"
    if kind and kind != "person":
        return kind
    titled = len(words) > 1 and words[0] in vocabulary().titles  # "Colonel Simmons"
    titled |= any(TITLE.match(said) and bare_name(said) == reference.name for said in reference.words)
    if kind == "person" or titled:
        noun = reference.name.split(" of ")[0].split()[-1]  # "Sons of Mount Edir"
        return "people" if is_plural(noun.casefold()) and not titled else "person"
    if reference.roles & PLACES and reference.roles <= PLACES | HANDED:
        return "place"
    if "," in reference.name and is_large(reference.name.rpartition(",")[2].strip(), CITY):
        return "place"  # "Lisk, Keldovia"
    several = len(words) > 1
    if SPEAKER not in reference.roles and (several or reference.roles & PLACES) and is_large(reference.name, TOWN if several else CITY):
        return "place"
    return "person" if reference.roles & PERSONAL and is_persons(reference.name, lexicon) else "thing"


def is_persons(name: str, lexicon: Lexicon) -> bool:
    """Whether a name has the form of a person's full name: "Anders Lohm", not "Lisk, Keldovia", "Valentine's Day" or "French Legion"."""
    first, *rest = name.split()
    formed = 1 <= len(rest) <= 3 and all(map(is_part, (first, *rest))) and NO_PERSON.search(name) is None
    return formed and first not in DIRECTIONS and ((state := lexicon.state_of(first)) is None or state.name == first)


class Groups:
    """Sets of references that are one thing, none of which holds two that somebody judged different."""

    def __init__(self, described: Mapping[str, Described], different: Collection[Pair]) -> None:
        self._described = described
        self._root = {id: id for id in described}
        self._members = {id: [id] for id in described}
        self._reasons: dict[str, list[str]] = defaultdict(list)
        self._foes: dict[str, set[str]] = defaultdict(set)
        for left, right in different:
            if left in described and right in described:
                self._foes[left].add(right)
                self._foes[right].add(left)
        self._entries = {id: {each.entry.name} if each.entry else set() for id, each in described.items()}

    def root(self, id: str) -> str:
        """What all members of a group have in common."""
        while self._root[id] != id:
            self._root[id] = self._root[self._root[id]]
            id = self._root[id]
        return id

    def join(self, left: str, right: str, reason: str, *, sure: bool = False) -> bool:
        """Make two groups one; False when that would put two together that were judged different, or two entries of the lexicon."""
        a, b = self.root(left), self.root(right)
        if a == b:
            return True
        if self._foes[a] & set(self._members[b]) or self._foes[b] & set(self._members[a]):
            return False
        if not sure and len(self._entries[a] | self._entries[b]) > 1:
            return False
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._root[b] = a
        self._members[a] += self._members.pop(b)
        self._foes[a] |= self._foes.pop(b, set())
        self._entries[a] |= self._entries.pop(b)
        self._reasons[a] += [*self._reasons.pop(b, []), reason]
        return True

    def entities(self) -> tuple[Entity, ...]:
        """The groups, those with most mentions first."""
        made = (self._entity(root, members) for root, members in self._members.items())
        return tuple(sorted(made, key=lambda each: (-each.mentions, each.name, each.id)))

    def _entity(self, root: str, members: list[str]) -> Entity:
        every = sorted((self._described[id] for id in members), key=_as_name)
        first = every[0]
        entry = next((each.entry for each in every if each.entry), None)
        name = entry.name if entry else first.reference.name
        aliases = dict.fromkeys(each.reference.name for each in every if each.reference.name != name)
        return Entity(
            id=first.reference.id,
            name=name,
            kind=entry.kind if entry else _kind(every),
            named=first.reference.named,
            aliases=tuple(aliases),
            mentions=sum(each.reference.mentions for each in every),
            documents=len(frozenset().union(*(each.reference.documents for each in every))),
            members=tuple(sorted(members)),
            parent=entry.parent if entry else None,
            reasons=tuple(dict.fromkeys(self._reasons.get(root, ()))),
        )


def _kind(every: Collection[Described]) -> str:
    """What most names say; what has an adjective of its own is a place."""
    said = Counter(each.kind for each in every if each.kind != "thing").most_common(1)
    if any(each.adjective for each in every) and not (said and said[0][0] == "person"):
        return "place"
    return said[0][0] if said else "thing"


def _as_name(each: Described) -> tuple[bool, bool, bool, int, int, str]:
    """The reference after which an entity is called: a name before a description, a full name before a short one, then the most used.

    Where or whose it is does not belong to its name.
    """
    reference = each.reference
    return (
        not reference.named,
        each.adjective or reference.sense is not None,
        without_tail(reference.name) != reference.name,
        -min(2, len(reference.name.split())),
        -reference.mentions,
        reference.id,
    )


def compare_all(described: Mapping[str, Described], known: Comparisons) -> tuple[Comparisons, int]:
    """Every pair of names worth comparing, with what comes of it; how many of them had to be compared."""
    says = {id: each.says for id, each in described.items()}
    same = {id for id, said in says.items() if known.says.get(id) == said}
    found: dict[Pair, tuple[float, str] | None] = {}
    anew = 0
    for pair in find_pairs(each.reference for each in described.values()):
        left, right = pair
        if left in same and right in same and pair in known.found:
            found[pair] = known.found[pair]
        else:
            anew += 1
            made = compare(described[left], described[right])
            found[pair] = (made.score, made.reason) if made.score >= LOOK else None
    return Comparisons(says, found), anew


def _link(described: Mapping[str, Described], groups: Groups, judged: Mapping[Pair, Judgement], made: Comparisons) -> list[Comparison]:
    """Join what is surely one; those that are likely one and were not joined."""
    for links in (_by_lexicon, _by_body, _by_adjective, _by_core, _by_people, _by_stuff, _by_use):
        for left, right, reason in links(described):
            if pair_of(left, right) not in judged:
                groups.join(left, right, reason)
    likely = [Comparison(*found, *pair) for pair, found in made.found.items() if found and pair not in judged]
    likely.sort(key=lambda each: (-each.score, each.left, each.right))
    for each in likely:
        if each.score >= SURE:
            groups.join(each.left, each.right, each.reason)
    for left, right, reason in _by_acronym(described, groups, likely):
        groups.join(left, right, reason)
    for later in (_by_owner, _by_short_name, _by_first_name):
        for left, right, reason in later(described, groups):
            if pair_of(left, right) not in judged:
                groups.join(left, right, reason)
    return [each for each in likely if groups.root(each.left) != groups.root(each.right)]


def compare(a: Described, b: Described) -> Comparison:
    """Whether two references are one thing, by all that their names say; `left` and `right` are the names."""
    left, right = a.reference, b.reference
    if a.entry and b.entry and a.entry != b.entry:
        return Comparison(0.0, f"the lexicon knows {a.entry.name} and {b.entry.name} as two", left.name, right.name)
    if left.sense != right.sense:
        return Comparison(0.0, "one is a place, the other a government", left.name, right.name)
    if bool(a.another) != bool(b.another):
        return Comparison(0.0, f"“{a.another or b.another}” says that it is another", left.name, right.name)
    if not _kinds_agree(a.kind, b.kind):
        return Comparison(0.0, f"one is a {a.kind}, the other a {b.kind}", left.name, right.name)
    person = "person" in (a.kind, b.kind) and not (a.office or b.office)
    found = compare_names(left.name, right.name, kind="person" if person else None, least=LOOK)
    if found.score < LOOK:
        return found
    if min(a.words, b.words) < 2 and found.score >= SURE and "differ" in found.reason:
        return replace(found, score=0.85)  # one word is soon misspelt into another
    if found.score >= SURE and any(words in found.reason for words in (" letter", ACRONYM, "can stand for", "only one has")):
        return replace(found, score=SURE - 0.01)
    return found


NOBODY: frozenset[str] = frozenset()
LOOSE, PERSONS, SOMEWHERE = (
    frozenset({"thing", "organisation"}),
    frozenset({"person", "people", "unnamed group"}),
    frozenset({"place", "state"}),
)
APART = PERSONS | SOMEWHERE | {"event", "equipment"}


@cache
def _kinds_agree(a: str, b: str) -> bool:
    if a == b or a in LOOSE or b in LOOSE or {a, b} <= PERSONS or {a, b} <= SOMEWHERE:
        return True
    return not {a, b} & APART


Link = tuple[str, str, str]


def _by_lexicon(described: Mapping[str, Described]) -> Iterator[Link]:
    first: dict[str, str] = {}
    for id, each in described.items():
        if each.entry:
            known = first.setdefault(each.entry.name, id)
            if known != id:
                yield known, id, f"the lexicon knows both as {each.entry.name}"


def _by_body(described: Mapping[str, Described]) -> Iterator[Link]:
    """ "Keldovian parliament" and "parliament of Keldovia"; then "Ruvanian Sixth Bureau" and the only "Sixth Bureau"."""
    by_key: dict[frozenset[str], str] = {}
    for id, each in described.items():
        if len(each.body) > 1 and (each.reference.named or _told(each)):
            known = by_key.setdefault(each.body, id)
            if known != id:
                yield known, id, "the same words, with a name as adjective or after “of” or “on”"
    longer: dict[frozenset[str], list[str]] = defaultdict(list)
    for id, each in described.items():
        several = re.search(r",| and ", each.reference.name)
        if each.owners and each.reference.named and len(each.body - each.owners) > 1 and not each.entry and not several:
            longer[each.body - each.owners].append(id)
    for key, ids in longer.items():
        if key in by_key and not described[by_key[key]].entry and len({described[id].body for id in ids}) == 1:
            yield by_key[key], ids[0], "the same name, one of them with its state"


def _told(each: Described) -> bool:
    """Whether a description holds a name that tells which body or place it is: "hostel on Quarry Street"."""
    words = each.reference.name.split()
    return each.kind in OWNED and any(word[:1].isupper() for word in words) and not is_plural(words[0])


def _by_adjective(described: Mapping[str, Described]) -> Iterator[Link]:
    names = {each.reference.name: id for id, each in described.items() if each.reference.named and each.reference.sense is None}
    adjectives = Adjectives(Lexicon(()), names)
    for name, id in names.items():
        behind = _adjective(name, adjectives)
        if behind and behind != name:
            yield names[behind], id, f"“{name}” is the adjective of “{behind}”"


def _by_core(described: Mapping[str, Described]) -> Iterator[Link]:
    """ "old Lime Barracks", "Lime Barracks camp" and "Lime Barracks"."""
    names = {name_key(each.reference.name): id for id, each in described.items() if each.reference.named and each.reference.sense is None}
    tailed: dict[str, set[str]] = defaultdict(set)
    for id, each in described.items():
        name = each.reference.name
        if each.another or each.reference.sense is not None:
            continue
        bare = without_tail(name)
        core = CORE.fullmatch(bare)
        for whole in {bare, *([core[1]] if core else [])}:
            other = names.get(name_key(whole), id)
            if other != id and bare == name:
                yield other, id, "the same name with a plain word beside it"
            elif other != id and each.entry is None:
                tailed[other].add(id)
    for other, ids in tailed.items():
        if len({described[id].body for id in ids}) == 1:
            for id in sorted(ids):
                yield other, id, "the same name, one of them with where or whose it is"


def _by_people(described: Mapping[str, Described]) -> Iterator[Link]:
    """ "Asmeri migrants" and "at least 30 Asmeri migrants": a people is named by whose it is, and any number of it belongs to it."""
    first: dict[str, str] = {}
    for id in sorted(described, key=lambda id: (not described[id].reference.named, id)):
        name = without_quantity(described[id].reference.name)
        if (people := PEOPLE.fullmatch(name)) and heads().get(head_of(name)) in ("person", "people") and is_plural(people[1]):
            known = first.setdefault(name_key(name), id)
            if known != id:
                yield known, id, "the same people, in whatever number"


def _by_stuff(described: Mapping[str, Described]) -> Iterator[Link]:
    """ "400 crowns" and "papers" of several reports: an amount, or what comes in any number, is the same kind of thing in each."""
    first: dict[str, str] = {}
    for id, each in described.items():
        name = each.reference.name
        several = without_quantity(name) != name or is_plural(name.split()[-1].casefold()) or heads().get(head_of(name)) == "thing"
        if not each.reference.named and several and each.kind in ("thing", "equipment") and each.reference.roles <= HANDED:
            known = first.setdefault(name_key(name), id)
            if known != id:
                yield known, id, "the same kind of thing"


def _by_use(described: Mapping[str, Described]) -> Iterator[Link]:
    """Words that were read as standing for one name, and for no other, are an alias of it wherever they stand."""
    stands_for: dict[str, set[str]] = defaultdict(set)
    shared: dict[frozenset[str], str] = {}
    adjectives = Adjectives(Lexicon(()), (each.reference.name for each in described.values() if each.reference.named))
    for id, each in described.items():
        for words in each.reference.words if each.reference.named else ():
            # An office is not its holder: the next document may be of the next minister.
            if " " in words and is_name(words) and each.reference.sense is None and heads().get(head_of(words)) != "person":
                stands_for[name_key(words)].add(id)
                body, owners = adjectives.body_of(words)
                if owners and heads().get(head_of(words)) in OWNED - {"place"}:
                    known = shared.setdefault(body, id)
                    if known != id:
                        yield known, id, f"both are called “{words}”"
    for id, each in described.items():
        others = stands_for.get(name_key(each.reference.name), set()) - {id}
        if len(others) == 1 and each.reference.named and each.reference.sense is None and each.kind in ACTING:
            other = next(iter(others))
            if described[other].kind not in ACTING | {"thing"}:
                continue
            yield other, id, f"“{each.reference.name}” stands for “{described[other].reference.name}” elsewhere in this case"


def _by_acronym(described: Mapping[str, Described], groups: Groups, likely: Iterable[Comparison]) -> Iterator[Link]:
    """An acronym and the only name that it can abbreviate, where some report uses both."""
    meant: dict[str, list[Comparison]] = defaultdict(list)
    for each in likely:
        if ACRONYM in each.reason:
            short = min(each.left, each.right, key=lambda id: len(described[id].reference.name))
            meant[short].append(each)
    for short, found in meant.items():
        one = len({groups.root(id) for each in found for id in (each.left, each.right)}) <= 2
        full = described[found[0].left if found[0].right == short else found[0].right].reference
        told = any(described[short].reference.name in re.findall(r"\w+", words) for words in full.words)  # the full name was read for it
        if one and (told or full.documents & described[short].reference.documents):
            yield found[0].left, found[0].right, found[0].reason


def _by_owner(described: Mapping[str, Described], groups: Groups) -> Iterator[Link]:
    """ "The parliament" of a report that speaks of Keldovia, and the only "parliament of Keldovia" of the case."""
    speaks_of: dict[str, set[str]] = defaultdict(set)
    for each in described.values():
        for owner in each.body if each.reference.named and len(each.body) == 1 and each.kind in SOMEWHERE else each.owners:
            speaks_of[owner] |= each.reference.documents
    owned: dict[frozenset[str], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for id, each in described.items():
        for owner in each.body if each.reference.named and len(each.body) > 1 else ():
            if owner in speaks_of or owner in each.owners:
                owned[each.body - {owner}].append((id, each.reference.documents | speaks_of[owner]))
    for id, each in described.items():
        telling = each.kind != "place" or len(each.body) > 1 or each.reference.name[:1].isupper()  # not "territory"
        if telling and each.body and not each.owners and not each.entry and each.kind in OWNED and not is_plural(each.reference.name):
            near = [other for other, documents in owned.get(each.body, ()) if documents & each.reference.documents and other != id]
            if len({groups.root(other) for other in near}) == 1:
                yield near[0], id, f"the only “{each.reference.name}” of those that its report speaks of"


def _by_first_name(described: Mapping[str, Described], groups: Groups) -> Iterator[Link]:
    """A single word with which a person's full name begins, the only one of its reports that has it: "Tamsin" beside "Tamsin Orr"."""
    bearers: dict[str, set[str]] = defaultdict(set)
    begins: dict[str, str] = {}
    for id, each in described.items():
        name = each.reference.name
        if each.kind == "person" and not each.office and not each.entry and FULL.fullmatch(name) and " of " not in name:
            words = parse_name(name, "person").words
            begins[id] = words[0]
            for word in words:
                bearers[word].add(id)
    for id, each in described.items():
        words, roles = parse_name(each.reference.name).words, each.reference.roles
        if len(words) == 1 and each.reference.named and each.kind in ("person", "thing") and not each.entry and not roles & PLACES:
            near = [other for other in bearers.get(words[0], ()) if described[other].reference.documents & each.reference.documents]
            if len({groups.root(other) for other in near}) == 1 and all(begins[other] == words[0] for other in near):
                yield min(near), id, f"the only full name with “{each.reference.name}” in its reports"


def _by_short_name(described: Mapping[str, Described], groups: Groups) -> Iterator[Link]:
    """A single word that ends exactly one full name of the case, or stands before its "of"."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for id, each in described.items():
        words = parse_name(each.reference.name).words
        office = " of " in each.reference.name and each.kind == "person"
        if each.reference.sense is None and not each.entry and not office and FULL.fullmatch(each.reference.name):
            # The "Directorate" of State Protection; never the "Keldovia" of a parliament.
            bearers[words[words.index("of") - 1] if "of" in words[1:] else words[-1]].add(id)
    for id, each in described.items():
        words = parse_name(each.reference.name).words
        if len(words) == 1 and each.reference.named and not each.entry and each.reference.sense is None:
            if heads().get(words[0]) == "person" or is_plural(words[0]):
                continue  # "Minister" and "Volunteers" are no names
            full = bearers.get(words[0], set())
            if len({groups.root(other) for other in full}) == 1:
                for other in sorted(full):
                    near = described[other].kind == "person" or described[other].reference.documents & each.reference.documents
                    if near and _kinds_agree(each.kind, described[other].kind):
                        yield other, id, f"the only full name with “{each.reference.name}” in this case"
                        break


def _candidates(entities: Iterable[Entity], likely: Iterable[Comparison], judged: Mapping[Pair, Judgement]) -> tuple[Candidate, ...]:
    """One candidate for each pair of entities, the one that would change most first. What was judged is left out."""
    of = {member: entity for entity in entities for member in entity.members}
    settled = {pair_of(of[a].id, of[b].id) for a, b in judged if a in of and b in of}
    best: dict[Pair, tuple[float, Candidate]] = {}
    for each in likely:
        left, right = of[each.left], of[each.right]
        pair = pair_of(left.id, right.id)
        if pair in settled or pair in best:
            continue
        made = Candidate(left.id, right.id, left.name, right.name, each.score, each.reason, change(left.mentions, right.mentions))
        best[pair] = (worth(each, left.mentions, right.mentions), made)
    return tuple(made for _, made in sorted(best.values(), key=lambda item: (-item[0], item[1].left, item[1].right)))
