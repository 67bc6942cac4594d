"""What the words around a claim supply: actors that a reader gave to one claim and left out of the one beside it.

"Agents of the Bureau posed as the League" may be read as a tie of the agents to the Bureau, and beside it a disguise without a wearer. Only
what the same sentence says is taken; for a noun made from an act ("the recruiters") or from a relation ("its enemy") what the same document
says of one actor and of no other. A mention that a reader or annotator has resolved is left as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from allegedly.claims.claim import Claim, Mention
from allegedly.claims.naming import bare_name, is_name, is_pronoun
from allegedly.claims.times import NUMBERS

Filler = tuple[Claim, Mention]  # a mention, and the claim in which it was read
Roles = Mapping[str, tuple[Filler, ...]]

BELONGING = frozenset({"works_for", "belongs_to"})
# Nouns for whoever does what a type of claim tells. Closed lists: a noun that is not here stands for itself.
DOERS = {
    "recruiter": "recruits",
    "attacker": "attacks",
    "assailant": "attacks",
    "bomber": "attacks",
    "raider": "attacks",
    "arsonist": "attacks",
    "killer": "kills",
    "assassin": "kills",
    "murderer": "kills",
    "kidnapper": "captures",
    "abductor": "captures",
    "captor": "captures",
    "paymaster": "funds",
    "instructor": "trains",
}
# "Its enemy", "the other man", "a foreign service": whoever is meant is named elsewhere, or nowhere.
RELATION = re.compile(
    r"\b(?:enemy|enemies|adversar(?:y|ies)|foes?|rivals?|opponents?|other (?:man|men|side|party)|foreign(?:ers?)?)\b", re.I
)
POSSESSED = re.compile(r"(?:its|their|his|her) (?=[a-z])", re.I)


def complete(claims: Iterable[Claim]) -> dict[int, Roles]:
    """The arguments of those claims that are completed, by the identity of the claim; a claim that lacks nothing is not there."""
    documents: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        documents[claim.document_id].append(claim)
    made: dict[int, Roles] = {}
    for of_one in documents.values():
        made |= _Document(of_one).completed()
    return made


class _Document:
    """The claims of one document, by sentence; `roles` are their arguments as they stand so far."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self.vague: list[tuple[Claim, Filler]] = []  # guises that only say whose enemy or rival they are
        self.roles = {id(claim): {role: tuple((claim, m) for m in ms) for role, ms in claim.arguments.items()} for claim in claims}
        self.sentences: dict[int, list[Claim]] = defaultdict(list)
        for claim in claims:
            self.sentences[claim.sentence.start].append(claim)

    def completed(self) -> dict[int, Roles]:
        before = {key: dict(roles) for key, roles in self.roles.items()}
        for sentence in self.sentences.values():
            for step in (self._unmask, self._unveil, self._clothe, self._tie):
                for claim in sentence:
                    step(claim, sentence)
        self._name_relations()
        self._name_doers()
        return {key: roles for key, roles in self.roles.items() if roles != before[key]}

    # ---- within a sentence ---------------------------------------------------------------------------------------------------------------

    def _unmask(self, claim: Claim, sentence: Sequence[Claim]) -> None:
        """Whoever the act is done to is no mask: "hired 38 Asmeri in the name of its enemy" is not in the name of the Asmeri."""
        if "guise" in claim.arguments:
            suffered = [m for other in sentence if other.type not in BELONGING for m in other.arguments.get("patient", ())]
            worn = self.roles[id(claim)]["guise"]
            self._set(claim, "guise", [each for each in worn if _is_relation(each[1]) or not any(_same(each[1], m) for m in suffered)])
            self.vague += [
                (claim, each)
                for each in self.roles[id(claim)]["guise"]
                if _is_relation(each[1]) and (not is_name(each[1].entity) or any(_same(each[1], m) for m in suffered))
            ]

    def _unveil(self, claim: Claim, _: Sequence[Claim]) -> None:
        """ "An officer who called himself Uncle Pavo": of two wearers of a disguise without a name, the one after the verb is the name."""
        if claim.type != "poses_as" or claim.arguments.get("guise"):
            return
        agents = self.roles[id(claim)].get("agent", ())
        before = [each for each in agents if each[1].span.end <= claim.trigger.start]
        after = [each for each in agents if each[1].span.start >= claim.trigger.start]
        if before and after:
            self._set(claim, "agent", before)
            self._set(claim, "guise", after)

    def _clothe(self, claim: Claim, sentence: Sequence[Claim]) -> None:
        """A disguise without a wearer is worn by whoever acts in it elsewhere in the sentence, else by the last to act before the verb."""
        self._own(claim, sentence)
        guises = self.roles[id(claim)].get("guise", ())
        if not guises or self.roles[id(claim)].get("agent") or self.roles[id(claim)].get("principal"):
            return
        shared = [
            agent
            for other in sentence
            if other is not claim and any(_overlap(one, worn) for _, one in self.roles[id(other)].get("guise", ()) for _, worn in guises)
            for agent in self.roles[id(other)].get("agent", ())
        ]
        found = shared[:1] or (self._last_actor(claim, sentence) if claim.type == "poses_as" else [])
        self._set(claim, "agent", [each for each in found if not any(_overlap(each[1], worn) for _, worn in guises)])

    def _own(self, claim: Claim, sentence: Sequence[Claim]) -> None:
        """ "The Bureau admitted that its officers had printed leaflets": what an actor owns acts for it where the actor itself is named."""
        agents = self.roles[id(claim)].get("agent", ())
        owned = [each for each in agents if POSSESSED.match(each[1].span.text) and each[1].entity == bare_name(each[1].span.text)]
        if not owned or not (claim.type == "poses_as" or claim.arguments.get("guise")):
            return
        others = [each for each in agents if each not in owned and is_name(each[1].entity)]
        named = [
            each
            for other in sentence
            for each in self.roles[id(other)].get("agent", ())
            if is_name(each[1].entity) and each[1].span.end <= owned[0][1].span.start
        ]
        if owners := others or named[-1:]:
            self._set(claim, "agent", [each for each in agents if each not in owned and each not in owners] + owners)

    def _tie(self, claim: Claim, sentence: Sequence[Claim]) -> None:
        """A front without its name, an order without its giver, an informer without his host."""
        roles = self.roles[id(claim)]
        if claim.type == "fronts_for":
            agents = [each for each in roles.get("agent", ()) if not _is_number(each[1])]
            if not agents and roles.get("principal"):
                agents = self._last_name(claim, sentence)
            self._set(claim, "agent", agents)
        elif claim.type == "controls" and roles.get("patient") and not roles.get("agent"):
            self._set(claim, "agent", self._last_actor(claim, sentence))
        elif claim.type == "infiltrates" and not roles.get("patient") and roles.get("place"):
            self._set(claim, "patient", roles["place"])

    def _last_actor(self, claim: Claim, sentence: Sequence[Claim]) -> list[Filler]:
        taken = [m for ms in claim.arguments.values() for m in ms]
        return self._last(
            claim, taken, (each for other in sentence if other is not claim for each in self.roles[id(other)].get("agent", ()))
        )

    def _last_name(self, claim: Claim, sentence: Sequence[Claim]) -> list[Filler]:
        taken = [m for ms in claim.arguments.values() for m in ms]
        every = (each for other in sentence if other is not claim for fillers in self.roles[id(other)].values() for each in fillers)
        return self._last(claim, taken, (each for each in every if is_name(each[1].span.text) and not _is_number(each[1])))

    def _last(self, claim: Claim, taken: Sequence[Mention], candidates: Iterable[Filler]) -> list[Filler]:
        """The candidate that ends last before the trigger, the longest of several; none of those that the claim has in another role."""
        left = [
            each for each in candidates if each[1].span.end <= claim.trigger.start and not any(_overlap(each[1], other) for other in taken)
        ]
        return [max(left, key=lambda each: (each[1].span.end, len(each[1].span.text)))] if left else []

    # ---- within a document -----------------------------------------------------------------------------------------------------------------

    def _name_relations(self) -> None:
        """ "In the name of its enemy" is in the only name that anybody in the document is said to have borrowed."""
        vague = [each[1] for _, each in self.vague]
        worn = [each for claim in self.claims for each in self.roles[id(claim)].get("guise", ()) if each[1] not in vague]
        named = {each[1].entity.casefold(): each for each in worn if is_name(each[1].entity)}
        for claim, each in self.vague:
            if len(named) == 1:
                self._replace(claim, "guise", each, next(iter(named.values())))
            elif is_name(each[1].entity):
                self._set(claim, "guise", [other for other in self.roles[id(claim)]["guise"] if other[1] != each[1]])

    def _name_doers(self) -> None:
        """ "The recruiters" are whoever recruited, where the document names only one who did and does not say to whom they belong."""
        settled = {m.span.start for claim in self.claims if claim.type in BELONGING for m in claim.arguments.get("agent", ())}
        found: dict[str, dict[str, Filler]] = {}
        for claim, each in self._unresolved_doers():
            type = DOERS[_head(each[1])]
            found.setdefault(type, self._doers_of(type))
            if len(found[type]) == 1 and each[1].span.start not in settled:
                self._replace(claim, "agent", each, next(iter(found[type].values())))

    def _unresolved_doers(self) -> Iterator[tuple[Claim, Filler]]:
        for claim in self.claims:
            for each in self.roles[id(claim)].get("agent", ()):
                mention = each[1]
                if _head(mention) in DOERS and mention.entity == bare_name(mention.span.text) and not is_name(mention.entity):
                    yield claim, each

    def _doers_of(self, type: str) -> dict[str, Filler]:
        """Those whom the document names as having done it, by name."""
        return {
            each[1].entity.casefold(): each
            for claim in self.claims
            if claim.type == type and claim.realis == "actual" and claim.polarity == "affirmed"
            for each in self.roles[id(claim)].get("agent", ())
            if is_name(each[1].entity)
        }

    def _set(self, claim: Claim, role: str, fillers: Iterable[Filler]) -> None:
        if (new := tuple(fillers)) != self.roles[id(claim)].get(role, ()):
            self.roles[id(claim)][role] = new

    def _replace(self, claim: Claim, role: str, old: Filler, new: Filler) -> None:
        self._set(claim, role, [new if each[1] == old[1] else each for each in self.roles[id(claim)][role]])


def _overlap(one: Mention, other: Mention) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _same(one: Mention, other: Mention) -> bool:
    """Whether two mentions stand in one place or were linked to what the other is called."""
    called, whole = one.entity.casefold(), other.entity.casefold()
    return _overlap(one, other) or called == whole or whole.startswith(f"{called} ")


def _is_relation(mention: Mention) -> bool:
    return bool(RELATION.search(mention.span.text)) and not is_name(mention.span.text)


def _is_number(mention: Mention) -> bool:
    return all(word in NUMBERS or word in ("hundred", "thousand") or word.isdigit() for word in mention.span.text.casefold().split())


def _head(mention: Mention) -> str:
    words = mention.span.text.casefold().split()
    return words[-1].removesuffix("s") if words and not is_pronoun(mention.span.text) else ""
