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
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.naming import ARTICLE, POSSESSIVE, is_name
from allegedly.entities.sayings import EntityKey, name_key

OF = re.compile(r" (?:of|for) (?:the )?")
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
    """The actors of some claims. `outlet` gives the name in which a document speaks in its own voice."""

    def __init__(
        self,
        claims: Iterable[Claim],
        *,
        key: EntityKey = name_key,
        known: Mapping[str, Actor] | None = None,
        outlet: Callable[[Claim], str] = lambda claim: claim.document,
    ) -> None:
        self.claims = tuple(claims)
        self.outlet = outlet
        by_key: dict[str, Actor] = {}
        taken: dict[str, str] = {}

        def actor(claim: Claim, mention: Mention) -> str | None:
            if (found := key(claim, mention)) is None:
                return None
            if found not in by_key:
                by_key[found] = _apart((known or {}).get(found) or Actor(name=mention.entity, named=is_name(mention.entity)), found, taken)
            return by_key[found].name

        # By identity: a claim is asked for its roles very often, and its own id is a digest.
        self._roles: dict[int, dict[str, tuple[str, ...]]] = {
            id(claim): {
                role: tuple(dict.fromkeys(name for mention in mentions if (name := actor(claim, mention))))
                for role, mentions in claim.arguments.items()
            }
            for claim in self.claims
        }
        self.actors: dict[str, Actor] = {found.name: found for found in by_key.values()}
        self._called: dict[str, set[str]] = {}
        for each in self.actors.values():
            for name in (each.name, *each.aliases):
                self._called.setdefault(plain(name), set()).add(each.name)

    def role(self, claim: Claim, role: str) -> tuple[str, ...]:
        """The actors that fill a role of one of the claims, each once; "anyone" and the like are nobody."""
        return self._roles[id(claim)].get(role, ())

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
        """The actor that a guise lends its name from: "envoy of the Crescent Dawn", "the Dawn's treasurer"."""
        owners = [owner for owner in OWNER.split(guise)[:-1] if owner]
        for part in OF.split(guise)[1:][::-1] + owners:
            tail = plain(part)
            if not is_name(part):
                continue
            ending = {actor for key, actors in self._called.items() if key.endswith(f" {tail}") for actor in actors if actor != guise}
            whole = {actor for actor in self._called.get(tail, ()) if actor != guise}
            if len(found := whole or ending) == 1:
                return found.pop()
        return guise

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

    def speaks_for(self, speaker: str, actor: str, members: Collection[str] = ()) -> bool:
        """Whether the words of `speaker` are those of `actor`: it is part of it by its name, or one of its `members`."""
        return self.part_of(speaker, actor) or plain(speaker) in set(map(plain, members))


def _apart(actor: Actor, key: str, taken: dict[str, str]) -> Actor:
    """The actor under a name that no other entity has; `taken` tells which key each name stands for."""
    name, number = actor.name, 1
    while taken.setdefault(name, key) != key:
        name = f"{actor.name} ({actor.kind})" if number == 1 else f"{actor.name} ({actor.kind} {number})"
        number += 1
    return actor if name == actor.name else replace(actor, name=name)


def plain(name: str) -> str:
    """A name in lower case, on one line, without article and final possessive: what two spellings have in common."""
    return POSSESSIVE.sub("", ARTICLE.sub("", " ".join(name.split()))).casefold()
