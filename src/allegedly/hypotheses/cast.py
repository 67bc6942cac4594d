"""`Cast`: which actor a mention means, and who speaks for whom; the names that every other file here uses.

An actor is a name, unique within a cast. Whoever resolves entities hands in a key for each mention and what is known of each key; without
that, spellings that differ in case, article and number are one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from allegedly.base.errors import NotFound
from allegedly.base.moment import Interval, parse_interval
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.naming import ARTICLE, POSSESSIVE, is_name
from allegedly.entities.phrases import is_plural, kind_by_head
from allegedly.entities.sayings import EntityKey, name_key
from allegedly.hypotheses.neighbours import Roles, complete

OF = re.compile(r" (?:of|for) (?:the )?")
BODIES = frozenset({"state", "state body", "service", "armed group", "party"})  # kinds that act in the name of what they are of
YEAR = re.compile(r"\b[Ii]n ((?:1\d|20)\d\d)\b")
OWNER = re.compile(r"(?:['’]s|(?<=s)['’]) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """What is known of one actor: `named` tells a name from a description, `parent` is what the lexicon says it is part of."""

    name: str
    kind: str = "thing"
    named: bool = True
    aliases: tuple[str, ...] = ()
    parent: str | None = None


class Cast:
    """The actors of some claims. `outlet` gives the name in which a document speaks in its own voice, `published` its date, if known."""

    def __init__(
        self,
        claims: Iterable[Claim],
        *,
        key: EntityKey = name_key,
        known: Mapping[str, Actor] | None = None,
        outlet: Callable[[Claim], str] = lambda claim: claim.document,
        published: Callable[[Claim], str | None] = lambda claim: None,
    ) -> None:
        self.claims = tuple(claims)
        self.outlet = outlet
        self.published = published
        by_key: dict[str, Actor] = {}
        taken: dict[str, str] = {}

        def actor(claim: Claim, mention: Mention) -> str | None:
            if (found := key(claim, mention)) is None:
                return None
            if found not in by_key:
                by_key[found] = _apart((known or {}).get(found) or Actor(name=mention.entity, named=is_name(mention.entity)), found, taken)
            return by_key[found].name

        # By identity: a claim is asked for its roles very often, and its own id is a digest.
        supplied = complete(self.claims)
        self._completed = supplied.keys()
        self._roles: dict[int, dict[str, tuple[str, ...]]] = {
            id(claim): {
                role: tuple(dict.fromkeys(name for where, mention in fillers if (name := actor(where, mention))))
                for role, fillers in (supplied.get(id(claim)) or _as_read(claim)).items()
            }
            for claim in self.claims
        }
        self.actors: dict[str, Actor] = {found.name: found for found in by_key.values()}
        self._lenders: dict[str, str] = {}
        self._called: dict[str, set[str]] = {}
        for each in self.actors.values():
            for name in (each.name, *each.aliases):
                self._called.setdefault(plain(name), set()).add(each.name)
        self._parts: dict[str, list[str]] = {}  # what a name can be part of, in plain words -> the names
        for name in self.actors:
            for whole in _wholes(plain(name)):
                self._parts.setdefault(whole, []).append(name)

    def role(self, claim: Claim, role: str) -> tuple[str, ...]:
        """The actors that fill a role of one of the claims, each once; "anyone" and the like are nobody."""
        return self._roles[id(claim)].get(role, ())

    def roles(self, claim: Claim) -> Mapping[str, tuple[str, ...]]:
        """The actors of one of the claims by role."""
        return self._roles[id(claim)]

    def completed(self, claim: Claim) -> bool:
        """Whether an actor of the claim was taken from the words around it (neighbours.py)."""
        return id(claim) in self._completed

    def days(self, claim: Claim) -> Interval | None:
        """When a claim says that it was; where it says nothing, the only year that its sentence names ("in 2014"). None for neither."""
        if claim.time:
            return parse_interval(claim.time.value) if claim.time.value else None
        years = set(YEAR.findall(claim.sentence.text))
        return parse_interval(years.pop()) if len(years) == 1 else None

    def done_by_then(self, claim: Claim) -> Interval | None:
        """The days of the time of a claim; where that has no end ("since the autumn"), until its document came out, as it tells what was."""
        days = parse_interval(claim.time.value) if claim.time and claim.time.value else None
        if days is None or days.last or claim.realis != "actual":
            return days
        told = parse_interval(self.published(claim) or "")
        return Interval(days.first, told.last) if told and told.last and days.first and days.first <= told.last else days

    def named(self, actor: str) -> bool:
        """Whether it is known by a name of its own, and not by a description."""
        return self.actors[actor].named if actor in self.actors else is_name(actor)

    def kind(self, actor: str) -> str:
        """The kind of entity it is, as far as that is known."""
        return self.actors[actor].kind if actor in self.actors else "thing"

    def called(self, name: str) -> str | None:
        """The only actor that bears this name or alias; None when there is none, or more than one."""
        found = self._called.get(plain(name), set())
        return next(iter(found)) if len(found) == 1 else None

    def get(self, name: str) -> str:
        """The actor of this name or alias. Raises `NotFound` with near misses."""
        if found := name if name in self.actors else self.called(name):
            return found
        several = sorted(self._called.get(plain(name), ()))
        if several:
            raise NotFound(f"“{name}” can be {' or '.join(several)}; give the full name")
        near = get_close_matches(name, self.actors, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "`allegedly entities CASE` lists the names there are"
        raise NotFound(f"no claim is about anybody called “{name}”; {hint}")

    def in_whose_name(self, guise: str) -> str:
        """The actor that a guise lends its name from: "envoy of the Crescent Dawn", "the Dawn's treasurer", "Keld intelligence", "Sixth B."."""
        if guise not in self._lenders:
            self._lenders[guise] = self._lender(guise)
        return self._lenders[guise]

    def _lender(self, guise: str) -> str:
        if known := self._shortened(guise) or self._by_adjective(guise) or self._by_head(guise):
            return known
        head, *parts = OF.split(guise)
        if head[:1].isupper() and is_plural(head.split()[-1]) and kind_by_head(head) is None:
            return guise  # "Patriots of Lask" call themselves so, and are not Lask; "agents of Lask" are said to be
        owners = [owner for owner in OWNER.split(guise)[:-1] if owner]
        for part in parts[::-1] + owners:
            tail = plain(part)
            if not is_name(part):
                continue
            ending = {actor for key, actors in self._called.items() if key.endswith(f" {tail}") for actor in actors if actor != guise}
            whole = {actor for actor in self._called.get(tail, ()) if actor != guise}
            if len(found := whole or ending) == 1:
                return found.pop()
        return guise

    def owner(self, actor: str) -> str:
        """Whose an actor is by any of its names: "Keld's Sixth Bureau" is a name of the Sixth Bureau. Itself when no name says so."""
        names = (actor, *(self.actors[actor].aliases if actor in self.actors else ()))
        return next((found for name in names if (found := self.in_whose_name(name)) not in (name, actor)), actor)

    def _by_adjective(self, guise: str) -> str | None:
        """Whose "Keld military intelligence" is, where Keld is a name of one actor, the rest is nobody's name and the whole is a body."""
        words = guise.split()
        for end in range(1, len(words) if self.kind(guise) in BODIES else 0):
            if is_name(" ".join(words[end:])):
                continue
            found = self.called(" ".join(words[:end]))
            return found if found != guise and found and is_name(words[0]) else None
        return None

    def _by_head(self, guise: str) -> str | None:
        """The body that "Sixth Bureau of the Keld general staff" names before it says whose it is."""
        head = OF.split(guise)[0]
        if head == guise or not (len(head.split()) > 1 and all(word[:1].isupper() for word in head.split())):
            return None
        found = self.called(head)
        return found if found != guise else None

    def _shortened(self, guise: str) -> str | None:
        """The only actor whose name a guise abbreviates with full stops: "Sixth B."."""
        words = [word for word in plain(guise).split() if word]
        if not any(word.endswith(".") for word in words):
            return None
        found = {
            actor
            for key, actors in self._called.items()
            if len(parts := key.split()) == len(words) and all(map(_shortens, words, parts))
            for actor in actors
            if actor != guise and self.named(actor)
        }
        return found.pop() if len(found) == 1 else None

    def speakers(self, claim: Claim) -> tuple[str, ...]:
        """Who says so: the outlet, then the chain from the outside in."""
        return tuple(dict.fromkeys((self.outlet(claim), *(hop.source.name for hop in claim.chain))))

    def speaker(self, claim: Claim) -> str:
        """Who says so at the innermost, beyond whom nobody is named."""
        return claim.chain[-1].source.name if claim.chain else self.outlet(claim)

    def part_of(self, name: str, actor: str) -> bool:
        """Whether a name says that its bearer is `actor` or part of it: "officers of the Bureau", "the Bureau's spokesman", "Bureau officers"."""
        said, aliases = plain(name), self.actors[actor].aliases if actor in self.actors else ()
        own = {plain(each) for each in (actor, *aliases)}
        before, after = ("{} ", "{}'s ", "{}’s "), (" of {}", " of the {}", " for the {}", " for {}")
        return said in own or any(
            said.startswith(tuple(form.format(each) for form in before)) or said.endswith(tuple(form.format(each) for form in after))
            for each in own
        )

    def parts(self, actor: str) -> tuple[str, ...]:
        """Every actor whose name says that it is `actor` or part of it (`part_of`)."""
        own = self.actors[actor] if actor in self.actors else Actor(name=actor)
        found = (part for name in (own.name, *own.aliases) for part in self._parts.get(plain(name), ()))
        return tuple(dict.fromkeys((*([actor] if actor in self.actors else ()), *found)))

    def speaks_for(self, speaker: str, actor: str, members: Collection[str] = ()) -> bool:
        """Whether the words of `speaker` are those of `actor`: it is part of it by its name, or one of its `members`."""
        return self.part_of(speaker, actor) or plain(speaker) in set(map(plain, members))


def _as_read(claim: Claim) -> Roles:
    return {role: tuple((claim, mention) for mention in mentions) for role, mentions in claim.arguments.items()}


def _apart(actor: Actor, key: str, taken: dict[str, str]) -> Actor:
    """The actor under a name that no other entity has; `taken` tells which key each name stands for."""
    name, number = actor.name, 1
    while taken.setdefault(name, key) != key:
        name = f"{actor.name} ({actor.kind})" if number == 1 else f"{actor.name} ({actor.kind} {number})"
        number += 1
    return actor if name == actor.name else replace(actor, name=name)


def _wholes(said: str) -> set[str]:
    """Everything that a name can say its bearer is, or is part of: the reverse of the forms in `Cast.part_of`."""
    words = said.split(" ")
    heads = {" ".join(words[:end]) for end in range(1, len(words))}
    owners = {head[: -len(form)] for head in heads for form in ("'s", "’s") if head.endswith(form)}
    tails = {" ".join(words[at + 1 :]) for at in range(1, len(words) - 1) if words[at] in ("of", "for")}
    return {said} | heads | owners | tails | {tail.removeprefix("the ") for tail in tails}


def _shortens(word: str, whole: str) -> bool:
    return word == whole or (word.endswith(".") and len(word) > 1 and whole.startswith(word[:-1]) and not whole.endswith("."))


def plain(name: str) -> str:
    """A name in lower case, on one line, without article and final possessive: what two spellings have in common."""
    return POSSESSIVE.sub("", ARTICLE.sub("", " ".join(name.split()))).casefold()
