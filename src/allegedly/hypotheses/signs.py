"""From claims to the evidence of a board: what each claim is a sign of under each hypothesis, and the ratings that follow from the templates.

A sign is relative to an apparent and an alleged actor: "Y paid them" is one when Y is the alleged actor. One column is what one origin
says of one sign, so the same voice in ten papers is one column, and its other statements are columns of the same origin. Ratings made here
are proposals with their reason; whoever rates a cell replaces them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod

from allegedly.base.kinds import claim_types
from allegedly.claims.claim import Claim
from allegedly.claims.wording import clause_of
from allegedly.evidence.reliability import FIDELITY, UNJUDGED
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.hypothesis import Hypothesis, Rating, signs, templates
from allegedly.hypotheses.matrix import Evidence, Rated
from allegedly.hypotheses.ties import COMMAND, NOT_ACTS, SUPPORT, Ties

SPEECH = frozenset({"owned", "disowned", "denied", "withdrawn"})  # what counts is that it was said, not that it is so
LIVED = frozenset({"located_in", "travels", "meets"})  # without any of these nobody was there
HARM = frozenset({"captures", "kills", "attacks", "sanctions", "opposes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What one origin says: `trust` is how far its word carries, from 0 (a coin toss) to 1; `said` is P(it said so at all)."""

    origin: str
    trust: float
    said: float
    claims: tuple[Claim, ...]
    reason: str


Voices = Callable[[Sequence[Claim]], Sequence[Spoken]]


def speakers(cast: Cast) -> Voices:
    """Every innermost source of its own, reliability not judged, relayed as its chain is long: what can be said without a case around it."""

    def voices(claims: Sequence[Claim]) -> list[Spoken]:
        by_speaker: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            own = f" ({cast.outlet(claim)})" if claim.chain and not claim.chain[-1].source.named else ""
            by_speaker[cast.speaker(claim) + own].append(claim)
        made = []
        for speaker, said in by_speaker.items():
            lost = prod(1 - FIDELITY["paraphrased"] ** len(claim.chain) for claim in {claim.document_id: claim for claim in said}.values())
            made.append(
                Spoken(
                    origin=speaker,
                    trust=(2 * UNJUDGED.mid - 1) * (1 - lost),
                    said=1 - lost,
                    claims=tuple(said),
                    reason=f"{UNJUDGED.reason}; heard with {1 - lost:.2f}",
                )
            )
        return made

    return voices


@dataclass(frozen=True, slots=True)
class Pair:
    """An apparent actor and an alleged one, either of which may be missing."""

    apparent: str | None
    alleged: str | None


class Signs:
    """What the claims of a cast are signs of."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.ties = Ties(cast)
        self.claims = [claim for claim in cast.claims if claim.realis == "actual"]
        self._acts: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {}
        self._named_deeds: set[str] = set()  # apparent actors in whose name acts of a known type were done
        self._sides: dict[str, frozenset[str]] = {}
        self._laid: dict[tuple[str, str], set[str]] = defaultdict(set)  # (type, agent) -> outlets that said so
        for claim in self.claims:
            for agent in cast.role(claim, "agent") if claim.polarity == "affirmed" else ():
                self._laid[claim.type, agent].add(cast.outlet(claim))

    def side(self, actor: str) -> frozenset[str]:
        """An actor, its parts and agents, and what it is said to be part of, up to the state in whose name that speaks."""
        if actor not in self._sides:
            tied = self._tied(actor)
            above = {tie.upper for tie in self.ties.above(actor) if {"belongs_to", "works_for"} & set(tie.kinds)}
            owners = {owner for name in (actor, *above) if (owner := self.cast.owner(name)) != name}
            self._sides[actor] = frozenset({actor, *tied, *above, *owners, *self.cast.parts(actor)})
        return self._sides[actor]

    def _tied(self, actor: str) -> frozenset[str]:
        """Those who are said to act for an actor, by their own names."""
        return frozenset(tie.lower for tie in self.ties.below(actor) if self.cast.named(tie.lower))

    def of(self, claim: Claim, pair: Pair) -> str | None:
        """The sign that a claim is for a pair; None when it bears on neither."""
        if pair.apparent is None:
            return None
        ours = self.side(pair.apparent) - (self.side(pair.alleged) if pair.alleged else frozenset()) | {pair.apparent}
        theirs = (self.side(pair.alleged) if pair.alleged else frozenset()) - {pair.apparent}
        affirmed = claim.polarity == "affirmed"
        for reading in (self._as_disguise, self._as_tie, self._as_support, self._as_act):
            if found := reading(claim, pair, ours, theirs, affirmed):
                return found
        return None

    # ---- readings: each gives a sign or None ---------------------------------------------------------------------------------------------

    def _speaks(self, claim: Claim, side: Iterable[str]) -> bool:
        return any(self.cast.part_of(self.cast.speaker(claim), actor) for actor in side)

    def _as_disguise(self, claim: Claim, pair: Pair, ours: frozenset[str], theirs: frozenset[str], affirmed: bool) -> str | None:
        apparent, role = pair.apparent or "", self.cast.role
        guises = {self.cast.in_whose_name(guise) for guise in role(claim, "guise")}
        agents = {*role(claim, "agent"), *role(claim, "principal")}
        staged = claim.type == "stages"
        if claim.type == "other" and self._deeds(apparent) and apparent in self._named_deeds:
            return None  # another deed than those in question
        if not (guises & ours or (staged and (agents & theirs or set(role(claim, "patient")) & ours))):
            unnamed = claim.type == "poses_as" and not any(map(self.cast.named, guises))
            return self._refused(claim, theirs) if not affirmed and unnamed and agents & theirs else None
        if not affirmed:
            # "They were not of the League" leaves open who they were; only "nobody posed as the League" clears everybody.
            nobody = not agents and claim.type == "poses_as"
            return self._refused(claim, theirs) if nobody or agents & theirs or (agents and not any(map(self.cast.named, agents))) else None
        behind = agents | {tie.upper for agent in agents for tie in self.ties.above(agent)}
        if behind & theirs:
            return "insider" if self._speaks(claim, theirs) else "posed"
        return "other_hand" if any(map(self.cast.named, agents)) and theirs else "name_used"

    def _refused(self, claim: Claim, theirs: frozenset[str]) -> str:
        return "denied" if self._speaks(claim, theirs) or not theirs else "cleared"

    def _as_tie(self, claim: Claim, pair: Pair, ours: frozenset[str], theirs: frozenset[str], affirmed: bool) -> str | None:
        apparent = pair.apparent or ""
        if claim.type == "infiltrates":
            agents = {*self.cast.role(claim, "agent"), *self.cast.role(claim, "principal")}
            return ("inside" if affirmed else "denied") if agents & theirs and set(self.cast.role(claim, "patient")) & ours else None
        if claim.type not in COMMAND or claim.type == "founds":
            return None
        lower, upper = (set(self.cast.role(claim, role)) for role in COMMAND[claim.type])
        lower -= upper  # a name and its apposition read as two: nobody belongs to himself
        if apparent in lower and upper & theirs:
            if affirmed:
                return "insider" if self._speaks(claim, theirs) else "controlled"
            return "denied" if self._speaks(claim, ours | theirs) else "controlled_not"
        doers = self._doers(apparent) - {pair.alleged}  # to whom the alleged actor belongs tells nothing of the act
        if lower & doers and upper & theirs:
            return "doers_alleged" if affirmed else self._refused(claim, theirs)
        if lower & doers and upper & ours:
            # The cover story in the mouth of the one who wears the cover is no evidence for it.
            own_words = self.cast.called(self.cast.speaker(claim)) in lower
            return None if own_words else "doers_apparent" if affirmed else "no_trace"
        return None

    def _as_support(self, claim: Claim, pair: Pair, ours: frozenset[str], theirs: frozenset[str], affirmed: bool) -> str | None:
        apparent = pair.apparent or ""
        if claim.type not in SUPPORT or self.cast.role(claim, "guise"):
            return None
        agents, patients = set(self.cast.role(claim, "agent")), set(self.cast.role(claim, "patient"))
        if agents & theirs and apparent in patients:
            return "supported" if affirmed else "denied" if self._speaks(claim, ours | theirs) else "controlled_not"
        if apparent in patients and affirmed and theirs and any(map(self.cast.named, agents)):
            return "own_means"
        # Where nobody acts in another's name, whom the alleged actor pays is its own affair.
        if agents & theirs and self._doers(apparent) and patients & (self._doers(apparent) | self._suffered(apparent)):
            return "paid" if affirmed else self._refused(claim, theirs)
        return None

    def _as_act(self, claim: Claim, pair: Pair, ours: frozenset[str], theirs: frozenset[str], affirmed: bool) -> str | None:
        apparent = pair.apparent or ""
        agents = {*self.cast.role(claim, "agent"), *self.cast.role(claim, "principal")}
        if agents & theirs and set(self.cast.role(claim, "patient")) & ours and claim.type in HARM:
            return "losses" if affirmed else "no_losses"
        kinds, *_ = self._deeds(apparent)
        if claim.type not in kinds:
            return "no_trace" if not affirmed and claim.type in LIVED and apparent in agents else None
        if apparent in agents or agents & ours:
            if affirmed and agents & theirs:
                return None  # done by both, or by one for the other: it speaks for neither
            if affirmed:
                return "owned" if self._speaks(claim, ours) else "face_value"
            if self._speaks(claim, ours):
                return "disowned"
            if not agents & (ours - self._tied(apparent)):
                return None  # that one who is said to act for it had no part leaves it free to have acted through others
            outlet = self.cast.outlet(claim)
            took_back = any(outlet in self._laid[claim.type, agent] for agent in agents) and not claim.chain
            return "withdrawn" if took_back else "no_trace"
        if agents & theirs and self._doers(apparent):
            return "doers_alleged" if affirmed else self._refused(claim, theirs)
        return None

    # ---- what was done in the name of an actor --------------------------------------------------------------------------------------------

    def _deeds(self, apparent: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The types of acts in its name, who did them, and to whom; where none is told, its acts of every type."""
        if apparent not in self._acts:
            named = [
                claim
                for claim in self.claims
                if apparent in {self.cast.in_whose_name(guise) for guise in self.cast.role(claim, "guise")} and claim.polarity == "affirmed"
            ]
            acts = [claim for claim in named if claim.type not in NOT_ACTS and claim.type != "other"]
            every = frozenset(claim_types()) - NOT_ACTS - {"other"}
            if acts:
                self._named_deeds.add(apparent)
            self._acts[apparent] = (
                frozenset(claim.type for claim in acts) or every,
                frozenset(agent for claim in named for agent in self.cast.role(claim, "agent")),
                frozenset(patient for claim in acts for patient in self.cast.role(claim, "patient")),
            )
        return self._acts[apparent]

    def _doers(self, apparent: str) -> frozenset[str]:
        return self._deeds(apparent)[1]

    def _suffered(self, apparent: str) -> frozenset[str]:
        return self._deeds(apparent)[2]


def find_evidence(
    cast: Cast, hypotheses: Sequence[Hypothesis], voices: Voices | None = None
) -> tuple[tuple[Evidence, ...], tuple[Rated, ...]]:
    """The columns that claims make for these hypotheses, and the ratings that their templates propose; those most alike in sign together.

    A hypothesis without a template gets no proposals, only columns.
    """
    reading, told = Signs(cast), voices or speakers(cast)
    pairs = {h.id: _pair(cast, h, hypotheses) for h in hypotheses}
    groups: dict[tuple[str | None, ...], list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        days = cast.days(claim)
        vector = tuple(reading.of(claim, pairs[h.id]) if h.covers(days) else None for h in hypotheses)
        if any(vector):
            groups[vector].append(claim)
    evidence: list[Evidence] = []
    ratings: list[Rated] = []
    order = list(signs())
    for vector, claims in sorted(groups.items(), key=lambda item: [order.index(sign) if sign else -1 for sign in item[0]]):
        sign = next(sign for sign in vector if sign)
        for spoken in told(claims):
            column = _column(sign, spoken, pairs[next(h.id for h, s in zip(hypotheses, vector) if s)])
            same = sum(each.id == column.id or each.id.startswith(f"{column.id} (") for each in evidence)
            column = replace(column, id=f"{column.id} ({same + 1})") if same else column
            evidence.append(column)
            ratings += [rated for h, s in zip(hypotheses, vector) if (rated := _propose(h, column, s, pairs[h.id]))]
    return tuple(evidence), tuple(ratings)


def _pair(cast: Cast, hypothesis: Hypothesis, others: Sequence[Hypothesis]) -> Pair:
    """The actors of a hypothesis by the names of the cast; one without an alleged actor is held against the first that another names."""

    def known(name: str | None) -> str | None:
        return (cast.called(name) or name) if name else None

    apparent = known(hypothesis.apparent)
    rivals = (known(h.alleged) for h in others if h.alleged and known(h.apparent) == apparent)
    return Pair(apparent, known(hypothesis.alleged) or next(rivals, None))


def _column(sign: str, spoken: Spoken, pair: Pair) -> Evidence:
    lead = max(spoken.claims, key=lambda claim: (len(claim.arguments), claim.score))
    speech = sign in SPEECH
    return Evidence(
        id=f"{sign}:{spoken.origin}",
        text=clause_of(lead),
        origin=spoken.origin,
        probability=spoken.said if speech else spoken.trust,
        claims=tuple(claim.id for claim in spoken.claims),
        sign=sign,
        reason=f"{_words(signs()[sign].gloss, pair)}; {'that it was said' if speech else spoken.reason}",
    )


def _propose(hypothesis: Hypothesis, column: Evidence, sign: str | None, pair: Pair) -> Rated | None:
    if hypothesis.template is None or sign is None:
        return None
    predicted = templates()[hypothesis.template].predicts.get(sign)
    if predicted is None:
        return None
    rating: Rating = predicted.rating
    return Rated(hypothesis=hypothesis.id, evidence=column.id, rating=rating, why=_words(predicted.why, pair))


def _words(template: str, pair: Pair) -> str:
    return template.format(apparent=pair.apparent or "the apparent actor", alleged=pair.alleged or "anybody else")
