"""A case under a hypothesis: whose acts are whose, and every probability with the apparent actor's words counted as those of the alleged one.

If acts in the name of X were Y's, then X's own statements in that window serve Y: they move to Y's side, deceive when Y deceives, and "X
admits it" is no admission any more. Only propositions in which X speaks can change; all others keep their weighing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from allegedly.base.moment import parse_interval
from allegedly.claims.claim import Claim
from allegedly.evidence.graph import Group, Provenance
from allegedly.evidence.probability import evaluate
from allegedly.evidence.reliability import Estimate, deceiving
from allegedly.evidence.weighing import Weighing
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.hypothesis import Hypothesis

RECAST = frozenset({"false_flag", "front", "fake_underground"})  # templates under which the apparent actor's words are the alleged one's
NOTICED = 0.005  # a smaller change of a probability is told as none


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One claim of an act: who did it at face value, and who under a hypothesis."""

    claim: str
    type: str
    apparent: str
    controller: str
    time: str | None

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A proposition (id) whose probability is another under a hypothesis."""

    proposition: str
    words: str
    before: float
    after: float

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def recast_acts(cast: Cast, hypothesis: Hypothesis) -> tuple[Act, ...]:
    """The acts that change hands: affirmed, in the window, done by or in the name of the apparent actor."""
    if hypothesis.template not in RECAST or not (hypothesis.apparent and hypothesis.alleged):
        return ()
    apparent, alleged = (cast.called(name) or name for name in (hypothesis.apparent, hypothesis.alleged))
    return tuple(
        Act(claim=claim.id, type=claim.type, apparent=apparent, controller=alleged, time=claim.time.value if claim.time else None)
        for claim in cast.claims
        if claim.realis == "actual"
        and claim.polarity == "affirmed"
        and in_name(cast, claim, apparent)
        and hypothesis.covers(cast.days(claim))
    )


def in_name(cast: Cast, claim: Claim, apparent: str) -> bool:
    """Whether a claim tells of something done by or in the name of the apparent actor."""
    guises = {cast.in_whose_name(guise) for guise in cast.role(claim, "guise")}
    return apparent in guises or (not guises and apparent in cast.role(claim, "agent"))


def recast_provenance(
    provenance: Provenance, hypothesis: Hypothesis, is_apparent: Callable[[str], bool], deception: Estimate
) -> Provenance:
    """The provenance with what the apparent actor said in the window on the alleged actor's side; itself when it said nothing.

    `is_apparent` tells whether a source (by its name in provenances) speaks for the apparent actor; `deception` is that of the alleged
    actor's side, where the provenance does not know it yet.
    """
    if hypothesis.template not in RECAST or not hypothesis.alleged:
        return provenance
    moved = {
        a.id for a in provenance.attestations if is_apparent(a.agent) and hypothesis.covers(parse_interval(a.when) if a.when else None)
    }
    if not moved:
        return provenance
    side = hypothesis.alleged
    groups = provenance.groups
    if side not in {group.id for group in groups}:
        groups = (*groups, Group(side, deception, 0))
    attestations = tuple(replace(a, group=side) if a.id in moved else a for a in provenance.attestations)
    return replace(provenance, attestations=attestations, groups=groups)


class Recast:
    """The propositions of a case under one hypothesis. What was worked out is kept by provenance, so asking again costs nothing."""

    def __init__(self, hypothesis: Hypothesis, is_apparent: Callable[[str], bool], deception: Estimate | None = None) -> None:
        self.hypothesis = hypothesis
        self.computed = 0
        self._is_apparent = is_apparent
        self._deception = deception or deceiving("party")
        self._kept: dict[tuple[Provenance, float], float | None] = {}

    def probability(self, provenance: Provenance, prior: float = 0.5) -> float | None:
        """The probability under the hypothesis; None when the hypothesis changes nothing in this provenance."""
        key = (provenance, prior)  # what it becomes follows from it
        if (found := self._kept.get(key, -1.0)) != -1.0:
            return found
        under = recast_provenance(provenance, self.hypothesis, self._is_apparent, self._deception)
        changed = under is not provenance
        self.computed += changed
        self._kept[key] = made = evaluate(under, prior).probability if changed else None
        return made

    def shifts(self, propositions: Iterable[tuple[str, Provenance, float, Callable[[], Weighing]]]) -> Iterator[Shift]:
        """Of propositions (id, provenance, prior, and how to weigh it at face value) those whose probability changes noticeably.

        Only where the hypothesis changes something is the face value asked for.
        """
        for id, provenance, prior, at_face_value in propositions:
            if (after := self.probability(provenance, prior)) is None:
                continue
            before = at_face_value().probability
            if abs(after - before) >= NOTICED:
                yield Shift(proposition=id, words=provenance.proposition, before=before, after=after)


def speaks_for_apparent(cast: Cast, hypothesis: Hypothesis, members: Mapping[str, frozenset[str]] | None = None) -> Callable[[str], bool]:
    """Whether a source speaks for the apparent actor of a hypothesis: it is part of it by its name, or one of its `members`."""
    apparent = hypothesis.apparent and (cast.called(hypothesis.apparent) or hypothesis.apparent)
    known = (members or {}).get(apparent or "", frozenset())
    return lambda source: bool(apparent) and cast.speaks_for(source, apparent or "", known)
