"""What is assumed of sources, relays and groups, each number with its bounds and its reason; what a record of settled claims teaches.

The letters' values are our defaults: no standard numeric key to the Admiralty letters exists (section 6 of docs/how-it-weighs.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite, log, prod

from allegedly.base.errors import BadOption
from allegedly.base.kinds import Certainty
from allegedly.base.scales import RELIABILITY, Grade, parse_grade

GRADE_VALUES: dict[Grade, tuple[float, float, float]] = {
    "A": (0.90, 0.95, 0.98),
    "B": (0.75, 0.85, 0.92),
    "C": (0.60, 0.70, 0.80),
    "D": (0.50, 0.58, 0.65),
    "E": (0.50, 0.51, 0.55),
    "F": (0.50, 0.60, 0.85),
}
FIDELITY = {"quoted": 0.97, "paraphrased": 0.92, "translated": 0.90, "reported": 0.85, "posted": 0.80}
FIDELITY_WORDS = {
    "quoted": "quoted word for word",
    "paraphrased": "named and paraphrased",
    "translated": "translated",
    "reported": "“according to reports”, or from somebody unnamed",
    "posted": "a blog or social post",
}
DECEPTION = {"neutral": 0.1, "party": 0.3, "deceiver": 0.5}
DECEPTION_WORDS = {
    "neutral": "a state organ with no known stake",
    "party": "a party to the conflict",
    "deceiver": "held to have deceived before",
}
COMMITS = {"probable": 0.75, "possible": 0.25}  # of the edge over a coin toss that is left; our defaults, like the letters' values
STRENGTH = 10.0  # settled propositions that a grade is worth


@dataclass(frozen=True, slots=True)
class Estimate:
    """A probability, the bounds it is believed to lie between, and why."""

    low: float
    mid: float
    high: float
    reason: str

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.low, self.mid, self.high))) or not 0 <= self.low <= self.mid <= self.high <= 1:
            raise BadOption(f"{self.low}, {self.mid}, {self.high} are no bounds of a probability; give 0 <= low <= middle <= high <= 1")

    @classmethod
    def around(cls, mid: float, reason: str) -> Estimate:
        """`mid`, bounded by half and double its odds; 0 and 1 stay certain."""
        if not 0 <= mid <= 1:
            raise BadOption(f"{mid} is no probability; give a number from 0 to 1")
        return cls(_times_odds(mid, 0.5), mid, _times_odds(mid, 2), reason)

    @classmethod
    def exactly(cls, value: float, reason: str) -> Estimate:
        """`value` without any doubt about it."""
        return cls(value, value, value, reason)

    def towards(self, favour: int) -> float:
        """The high bound when `favour` is 1, the low when it is -1, the middle when it is 0."""
        return (self.mid, self.high, self.low)[favour]


def _times_odds(probability: float, factor: float) -> float:
    return probability * factor / (probability * factor + 1 - probability)


def graded(letter: str, reason: str = "by default") -> Estimate:
    """P(a source of this grade is right | it speaks from own access)."""
    grade = parse_grade(letter)
    return Estimate(*GRADE_VALUES[grade], f"graded {grade}, {RELIABILITY[grade]}, {reason}")


UNJUDGED = graded("F")


def relayed(manner: str) -> Estimate:
    """P(a relay of this manner passes on what was said)."""
    if manner not in FIDELITY:
        raise BadOption(f"“{manner}” is no manner of relaying; use one of {', '.join(FIDELITY)}")
    return Estimate.around(FIDELITY[manner], FIDELITY_WORDS[manner])


def deceiving(stake: str) -> Estimate:
    """P(a group with this stake deceives where it gains from being believed)."""
    if stake not in DECEPTION:
        raise BadOption(f"“{stake}” is no stake of a group; use one of {', '.join(DECEPTION)}")
    return Estimate.around(DECEPTION[stake], DECEPTION_WORDS[stake])


def hedged(reliability: Estimate, certainty: Certainty) -> Estimate:
    """P(right) of somebody who commits to this much: like a relay, a hedge multiplies the edge over a coin toss."""
    if certainty == "certain":
        return reliability
    kept = COMMITS[certainty]
    low, mid, high = (0.5 + max(bound - 0.5, 0) * kept for bound in (reliability.low, reliability.mid, reliability.high))
    return Estimate(low, mid, high, f"{reliability.reason}; calls it only {certainty}, {kept} of the edge")


def any_of(estimates: Iterable[Estimate], reason: str) -> Estimate:
    """P(at least one holds), each on its own: 1 - prod(1 - p), bound by bound (1.1)."""
    kept = list(estimates)
    low, mid, high = (1 - prod(1 - getattr(e, bound) for e in kept) for bound in ("low", "mid", "high"))
    return Estimate(low, max(low, mid), max(low, mid, high), reason)


def weight_of(reliability: float) -> float:
    """A voice's weight in log-odds: log(r / (1 - r)); a source below one half is uninformative, never inverted (1.2)."""
    bounded = min(max(reliability, 0.5), 1 - 1e-9)
    return log(bounded / (1 - bounded))


@dataclass(frozen=True, slots=True)
class Settled:
    """A proposition that has been decided, by somebody for a reason, and what the source had said of it from own access."""

    source: str
    proposition: str
    said: bool
    true: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What settled propositions teach about one source; `inverted` when it was wrong more often than right."""

    source: str
    right: int
    wrong: int
    reliability: Estimate
    inverted: bool


def learn(source: str, letter: str, settled: Iterable[Settled], reason: str | None = None) -> Record:
    """A source's reliability after its record: each bound of its grade is a Beta prior worth ten settled propositions.

    A proposition counts once however often the source repeated itself; one on which it contradicted itself counts not at all.
    Below one half the source is held uninformative and flagged, never used upside down. `reason` is that of the grade, where it has one.
    """
    prior = replace(graded(letter), reason=reason) if reason else graded(letter)
    verdicts: dict[str, set[bool]] = {}
    for one in settled:
        if one.source == source:
            verdicts.setdefault(one.proposition, set()).add(one.said == one.true)
    right = sum(v == {True} for v in verdicts.values())
    wrong = sum(v == {False} for v in verdicts.values())
    if not right + wrong:
        return Record(source, 0, 0, prior, False)
    # A set of priors instead of one: the bounds close as the record grows, and never widen at its first entry.
    means = [(STRENGTH * bound + right) / (STRENGTH + right + wrong) for bound in (prior.low, prior.mid, prior.high)]
    low, mid, high = (min(max(mean, 0.5), 1 - 1e-6) for mean in means)
    reason = f"{prior.reason}, then right on {right} and wrong on {wrong} settled propositions"
    inverted = means[1] < 0.5
    if inverted:
        reason += "; wrong more often than right, so held uninformative"
    return Record(source, right, wrong, Estimate(low, mid, high, reason), inverted)
