"""`Front`: who is said to act under whose name, or on whose behalf, and what speaks against that.

The apparent actor (in whose name) and the alleged actor (said to be behind it) are two people until somebody shows otherwise, and both
readings stand side by side: what says that the apparent actor did it itself, what denies it, who claims it. Nothing here decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from allegedly.base.moment import Interval
from allegedly.claims.claim import Claim
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.ties import COMMAND, NOT_ACTS, Chain, Tie, Ties

Shape = Literal["in the name of", "under cover as", "front for", "inside", "staged", "directed by", "acting for"]
SHAPES: dict[Shape, str] = {  # in the order of a list
    "in the name of": "{alleged}: said to have acted in the name of {apparent}",
    "front for": "{apparent}: said to be a front for {alleged}",
    "inside": "{alleged}: said to have people inside {apparent}",
    "staged": "{alleged}: said to have staged something that was blamed on {apparent}",
    "directed by": "{apparent}: said to be directed by {alleged}",
    "acting for": "{apparent}: said to have acted for {alleged}",
    "under cover as": "{alleged}: said to have passed as {apparent}",
}
NO_FRONT = frozenset({"event", "equipment"})  # a shop can be a front, its vans cannot
NO_PRINCIPAL = NO_FRONT | {"place"}  # nobody acts on behalf of one
PEOPLE = frozenset({"person", "people", "unnamed group"})  # kinds behind whom a body is looked for
NOBODY = "somebody"  # a staged event laid at no door, or a disguise whose wearer the text leaves out

# How many independent sources stand behind some claims, at least and at most; None when nobody has worked it out.
Origins = Callable[[Sequence[Claim]], "tuple[int, int] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """One apparent and one alleged actor. Every field but the names and `via` holds ids of claims, or is worked out from them.

    `affirmed` say that it is so, among them `acts`: what is said to have been done. `denied` deny it; `face_value` say that the apparent
    actor did it itself, `disowned` deny that, `owned` are its own claims to it. `insiders` are those `sources` that are said to belong to
    the alleged actor, and so speak against their own side. `window` spans the days that the acts can
    lie on; where none of them is dated, those of the same acts at face value (`window_is_apparent`). `via` is the chain from the doer that is named
    in the text to the alleged actor, empty when that is the doer. `completed` are claims of which an actor was taken from the words around
    them.
    """

    shape: Shape
    apparent: str
    alleged: str
    via: Chain | None = None
    window: Interval | None = None
    window_is_apparent: bool = False
    acts: tuple[str, ...] = ()
    affirmed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    face_value: tuple[str, ...] = ()
    disowned: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    insiders: tuple[str, ...] = ()
    deniers: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    origins: tuple[int, int] | None = None
    certainty: str = "certain"

    @property
    def sentence(self) -> str:
        """What is said, as somebody's word."""
        return SHAPES[self.shape].format(apparent=self.apparent, alleged=self.alleged)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        lists = ("acts", "affirmed", "denied", "face_value", "disowned", "owned", "sources", "insiders", "deniers", "completed")
        return {
            "shape": self.shape,
            "apparent": self.apparent,
            "alleged": self.alleged,
            "sentence": self.sentence,
            "via": self.via and self.via.to_dict(),
            "window": days_of(self.window),
            "window_is_apparent": self.window_is_apparent,
            "certainty": self.certainty,
            "origins": list(self.origins) if self.origins else None,
            **{name: list(getattr(self, name)) for name in lists},
        }


def days_of(window: Interval | None) -> str | None:
    """A window as the value of a time: its first and last day, `..` where it is open."""
    if window is None:
        return None
    first, last = (day.isoformat() if day else ".." for day in (window.first, window.last))
    return first if first == last else f"{first}/{last}"


def window_of(cast: Cast, claims: Iterable[Claim]) -> Interval | None:
    """The days on which what claims with a time tell can lie; None when none has one."""
    found = [days for claim in claims if (days := cast.done_by_then(claim))]
    if not found:
        return None
    firsts, lasts = [days.first for days in found], [days.last for days in found]
    first = None if None in firsts else min(day for day in firsts if day)
    return Interval(first, None if None in lasts else max(day for day in lasts if day))


@dataclass(frozen=True, slots=True)
class _Said:
    """One claim that somebody acts under another's name or on another's behalf."""

    shape: Shape
    apparent: str
    doer: str
    claim: Claim
    act: bool
    affirms: bool = True  # False for an act of the doer told in the sentence that tells of the disguise


def find_fronts(cast: Cast, *, origins: Origins | None = None) -> tuple[Front, ...]:
    """The fronts that the claims of a cast speak of, those with most sources first, flags before covers; denied ones too, when somebody affirms them."""
    return _Finder(cast, origins).fronts()


class _Finder:
    def __init__(self, cast: Cast, origins: Origins | None) -> None:
        self.cast = cast
        self.origins = origins
        self.ties = Ties(cast)
        self.claims = [claim for claim in cast.claims if claim.realis == "actual"]
        self.ids = {id(claim): claim.id for claim in cast.claims}  # an id is a digest
        self.by_id = {self.ids[id(claim)]: claim for claim in self.claims}
        self._own: dict[str, dict[str, list[Claim]]] = {}
        self.by_agent: dict[str, list[Claim]] = defaultdict(list)
        self.denials: dict[str, list[Claim]] = defaultdict(list)  # by agent
        self.sentences: dict[tuple[str, int], list[Claim]] = defaultdict(list)  # planned and supposed acts too
        for claim in cast.claims:
            self.sentences[claim.document_id, claim.sentence.start].append(claim)
        for claim in self.claims:
            for agent in cast.role(claim, "agent"):
                self.by_agent[agent].append(claim)
                if claim.polarity == "denied":
                    self.denials[agent].append(claim)
        # Who acts, is supported or is fought anywhere without a guise is an actor of its own, not merely somebody's alias.
        self.players = {
            actor
            for claim in self.claims
            for role in ("agent", "patient", "principal")
            for actor in cast.role(claim, role)
            if cast.named(actor)
        }
        self.players |= {upper for actor in set(self.players) if (upper := cast.in_whose_name(actor)) != actor}
        # Who is said to pose as somebody else, and is no body of people, is a man: his own name may be a cover too.
        self.posers = {actor for claim in self.claims if claim.type == "poses_as" for actor in cast.role(claim, "agent")}
        self.disguises: dict[str, set[str]] = defaultdict(set)  # doer -> the names he is said to have acted under
        for claim in self.claims:
            for doer in cast.role(claim, "agent"):
                self.disguises[doer] |= {self._guise(guise)[0] for guise in cast.role(claim, "guise")}

    def fronts(self) -> tuple[Front, ...]:
        said: dict[tuple[Shape, str, str], list[_Said]] = defaultdict(list)
        for each in (each for claim in self.claims for each in self._read(claim)):
            said[each.shape, each.apparent, each.doer] += [each, *self._acts_beside(each)]
        made: dict[tuple[Shape, str, str], Front] = {}
        for group in said.values():
            for front in self._lift(group) if any(each.claim.polarity == "affirmed" for each in group) else ():
                known = made.get((front.shape, front.apparent, front.alleged))
                made[front.shape, front.apparent, front.alleged] = _joined(known, front) if known else front
        done = (self._complete(front) for front in made.values())
        return tuple(sorted(done, key=lambda f: (-_least(f), list(SHAPES).index(f.shape), -len(f.affirmed), f.apparent, f.alleged)))

    # ---- what one claim says ---------------------------------------------------------------------------------------------------------

    def _read(self, claim: Claim) -> Iterator[_Said]:
        role = self.cast.role
        agents = role(claim, "agent")
        guises = [self._guise(guise) for guise in role(claim, "guise")]
        for guise, shape in guises:
            for doer in agents or (NOBODY,):
                if doer != guise:
                    yield _Said(shape, guise, doer, claim, claim.type != "poses_as")
        if claim.type == "fronts_for":
            for front in agents:
                for principal in role(claim, "principal") if self.cast.kind(front) not in NO_FRONT else ():
                    yield _Said("front for", front, principal, claim, False)
        elif claim.type == "infiltrates":
            for host in role(claim, "patient"):
                for doer in role(claim, "principal") or agents:
                    yield _Said("inside", host, doer, claim, False)
        elif claim.type == "stages" and not guises:
            for laid_to in role(claim, "patient") or (NOBODY,):
                for doer in agents:
                    if doer != laid_to:
                        yield _Said("staged", laid_to, doer, claim, True)
        elif claim.type == "controls":
            for led in role(claim, "patient"):
                for doer in agents:
                    # A person who runs a body is its chief, not who is behind it.
                    chief = self.cast.kind(doer) == "person" or self.cast.part_of(doer, led)
                    if self.cast.named(led) and self.cast.named(doer) and not chief:
                        yield _Said("directed by", led, doer, claim, False)
        elif not guises:
            for principal in role(claim, "principal"):
                for doer in agents:
                    if doer != principal and self.cast.kind(principal) not in NO_PRINCIPAL:
                        yield _Said("acting for", doer, principal, claim, True)

    def _acts_beside(self, said: _Said) -> Iterator[_Said]:
        """What the doer is said to have done in the sentence in which he is said to pose, in nobody else's name."""
        if said.claim.type != "poses_as" or said.claim.polarity == "denied" or said.doer == NOBODY:
            return
        for other in self._beside(said.claim):
            own = said.doer in self.cast.role(other, "agent") and not self.cast.role(other, "guise")
            if own and other.realis == "actual" and other.polarity == "affirmed":
                yield replace(said, claim=other, act=True, affirms=False)

    def _beside(self, claim: Claim) -> Iterator[Claim]:
        """The acts that the sentence of a claim tells of, whether they are said to have been done or only meant."""
        for other in self.sentences[claim.document_id, claim.sentence.start]:
            if other is not claim and other.type not in NOT_ACTS and other.type != "other":
                yield other

    def _guise(self, guise: str) -> tuple[str, Shape]:
        """In whose name a guise speaks, and whether that is an actor or only a cover: "Ferani pilgrims", "Uncle Pavo"."""
        lender = self.cast.in_whose_name(guise)
        kind = self.cast.kind(lender)
        alone = kind == "person" or (kind in ("thing", "people") and (lender in self.posers or lender not in self.players))
        if lender != guise or (self.cast.named(lender) and not alone):
            return lender, "in the name of"
        return guise, "under cover as"

    # ---- from the doer that is named to who is behind it -------------------------------------------------------------------------------

    def _lift(self, group: Sequence[_Said]) -> Iterator[Front]:
        """The front as the claims name it; where they name a person or describe somebody, the body that the doer is said to belong to."""
        shape, apparent, doer = group[0].shape, group[0].apparent, group[0].doer
        front = Front(
            shape=shape,
            apparent=apparent,
            alleged=doer,
            acts=tuple(self.ids[id(each.claim)] for each in group if each.act and each.claim.polarity == "affirmed"),
            affirmed=tuple(self.ids[id(each.claim)] for each in group if each.affirms and each.claim.polarity == "affirmed"),
            denied=tuple(self.ids[id(each.claim)] for each in group if each.affirms and each.claim.polarity == "denied"),
        )
        body = self.cast.named(doer) and self.cast.kind(doer) not in PEOPLE
        above = [] if body or shape not in ("in the name of", "staged") else self._bodies_above(doer, apparent, front)
        if not above:
            yield front
        for chain in above:
            yield replace(front, alleged=chain.actors[-1], via=chain)

    def _bodies_above(self, doer: str, apparent: str, front: Front) -> list[Chain]:
        # One tie: what is further up is shown with the chain, and is not alleged of anybody by being there.
        # Whoever lends the doer his name is not who is behind him, whatever others say of the doer at face value, and neither is what
        # that one is part of.
        lenders = {apparent, *self.disguises[doer]}
        lenders |= {part for lender in lenders for part in self.cast.parts(self.cast.owner(lender))}
        if (body := self.cast.in_whose_name(doer)) not in lenders | {doer}:  # "agents of the Bureau"
            said = tuple(dict.fromkeys(self.cast.speaker(self.by_id[id]) for id in front.affirmed))
            return [Chain(ties=(Tie(lower=doer, upper=body, kinds=(), affirmed=front.affirmed, denied=(), sources=said),))]
        chains = [chain for chain in self.ties.chains(doer, without=lenders, longest=1) if self.cast.named(chain.actors[-1])]
        return [chain for chain in chains if self.cast.kind(chain.actors[-1]) != "person"] or chains

    # ---- what else is said of it -------------------------------------------------------------------------------------------------------

    def _complete(self, front: Front) -> Front:
        affirmed = [self.by_id[id] for id in front.affirmed]
        ours = {front.alleged, *(front.via.actors if front.via else ())} - {NOBODY}
        denied = [self.by_id[id] for id in front.denied]
        denying = [front.apparent, *(part for our in sorted(ours) for part in self._parts_of(our))]
        denied += [claim for agent in denying for claim in self.denials.get(agent, ()) if self._denies(claim, front, ours)]
        if front.via:
            denied += [self.by_id[id] for id in front.via.denied]
        kinds = self._kinds(front)
        own = list(self._at_face_value(front, kinds))
        window = window_of(self.cast, (self.by_id[id] for id in front.acts)) or window_of(self.cast, affirmed)
        # Only where another's name was used are the acts at issue those that were laid to that name.
        laid = (
            None
            if window or front.shape not in ("in the name of", "staged")
            else window_of(self.cast, (claim for claim in own if claim.polarity == "affirmed"))
        )
        members = self.ties.members(front.apparent)
        sources = tuple(dict.fromkeys(map(self.cast.speaker, affirmed)))
        spoken = [claim for claim in own if self.cast.speaks_for(self.cast.speaker(claim), front.apparent, members)]
        return replace(
            front,
            window=window or laid,
            window_is_apparent=laid is not None,
            completed=tuple(self.ids[id(claim)] for claim in affirmed if self.cast.completed(claim)),
            denied=tuple(dict.fromkeys(self.ids[id(claim)] for claim in denied)),
            face_value=tuple(self.ids[id(claim)] for claim in own if claim.polarity == "affirmed" and claim not in spoken)
            + self._belonging(front),
            disowned=tuple(self.ids[id(claim)] for claim in own if claim.polarity == "denied"),
            owned=tuple(self.ids[id(claim)] for claim in spoken if claim.polarity == "affirmed"),
            sources=sources,
            insiders=tuple(source for source in sources if any(self._belongs(source, actor) for actor in ours)),
            deniers=tuple(dict.fromkeys(map(self.cast.speaker, denied))),
            origins=self.origins(affirmed) if self.origins else None,
            certainty=min((claim.certainty for claim in affirmed), key=("certain", "probable", "possible").index),
        )

    def _kinds(self, front: Front) -> frozenset[str]:
        """The types of the acts at issue: those told, and those for which the name is said to have been borrowed."""
        meant = {
            other.type
            for id in front.affirmed
            if self.by_id[id].type == "poses_as"
            for other in self._beside(self.by_id[id])
            if self._guises(other) & {front.apparent}
        }
        return frozenset({self.by_id[id].type for id in front.acts} - {"other"} | meant)

    def _guises(self, claim: Claim) -> set[str]:
        return {self._guise(guise)[0] for guise in self.cast.role(claim, "guise")}

    def _at_face_value(self, front: Front, kinds: frozenset[str]) -> Iterator[Claim]:
        """Acts of the kinds at issue, done or denied in its own name by the apparent actor, its parts or those who are said there to belong to it."""
        affirmed = set(front.affirmed)
        for kind in sorted(kinds):
            yield from (claim for claim in self._own_acts(front.apparent).get(kind, ()) if self.ids[id(claim)] not in affirmed)

    def _own_acts(self, apparent: str) -> dict[str, list[Claim]]:
        """By type, for one front after another of the same apparent actor."""
        if apparent not in self._own:
            made: dict[str, list[Claim]] = defaultdict(list)
            self._own[apparent] = made
            own = frozenset((apparent, *self.cast.parts(apparent)))
            for agent in sorted(own | self.ties.members(apparent)):
                for claim in self.by_agent.get(agent, ()):
                    ours = agent in own or self.ties.told_in(agent, apparent, claim.document_id)
                    if ours and not self.cast.role(claim, "guise"):
                        made[claim.type].append(claim)
        return self._own[apparent]

    def _parts_of(self, actor: str) -> list[str]:
        """Those who are said not to have done something, and are this actor or part of it."""
        return [part for part in self.cast.parts(actor) if part in self.denials]

    def _denies(self, claim: Claim, front: Front, ours: set[str]) -> bool:
        """A denial by name of what the front says, or of any disguise and any such act of the alleged actor."""
        role = self.cast.role
        agents = set(role(claim, "agent"))
        if claim.type == "fronts_for":
            return front.shape == "front for" and front.apparent in agents
        if not any(self.cast.part_of(agent, our) for agent in agents for our in ours):
            return front.shape == "directed by" and claim.type in COMMAND and bool(agents & {front.apparent})
        guises = {self._guise(guise)[0] for guise in role(claim, "guise")}
        if claim.type == "poses_as":
            return front.shape == "in the name of" and (front.apparent in guises or not any(map(self.cast.named, guises)))
        if claim.type == "stages":
            return front.shape in ("in the name of", "staged")
        if claim.type in ("controls", "infiltrates"):
            return front.shape in ("directed by", "inside", "front for") and (
                front.apparent in role(claim, "patient") or not any(map(self.cast.named, role(claim, "patient")))
            )
        return claim.type in self._kinds(front) and (not guises or front.apparent in guises)

    def _belongs(self, source: str, actor: str) -> bool:
        called = self.cast.called(source)
        return self.cast.part_of(source, actor) or bool(called and any(tie.upper == actor for tie in self.ties.above(called)))

    def _belonging(self, front: Front) -> tuple[str, ...]:
        """Claims that the doer does belong to the apparent actor: the face-value reading of who he is."""
        doers = {doer for id in front.affirmed for doer in self.cast.role(self.by_id[id], "agent")}
        return (
            tuple(
                id
                for doer in sorted(doers)
                for tie in self.ties.above(doer)
                if tie.upper == front.apparent and tie.lower == doer
                for id in tie.affirmed
            )
            if front.shape == "in the name of"
            else ()
        )


def _least(front: Front) -> int:
    return front.origins[0] if front.origins else len(front.sources)


def _joined(one: Front, other: Front) -> Front:
    """Two doers of one alleged actor make one front; the shorter chain is shown."""

    def both(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name))))

    via = min((one.via, other.via), key=lambda chain: len(chain.ties) if chain else 0)
    return replace(one, via=via, acts=both("acts"), affirmed=both("affirmed"), denied=both("denied"))
