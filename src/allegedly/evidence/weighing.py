"""`weigh`: one proposition's provenance becomes its independence, its probability, and the grades proposed from them (1.4 to 1.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from allegedly.base.scales import CREDIBILITY, Assurance, Credibility, likelihood_word
from allegedly.evidence.graph import Provenance
from allegedly.evidence.independence import Independence, PointOfFailure, count
from allegedly.evidence.probability import Method, Voice, Worlds, evaluate

LIVE = 0.05  # a denial that counts with less than this does not stand in the way of "confirmed"
WIDE = 0.6
SECOND_OPINION = 0.15


@dataclass(frozen=True, slots=True)
class Weighing:
    """What is to be thought of one proposition under the stated assumptions.

    `low` and `high` bound the probability over all bounds of the assumptions; `said` is the probability that anybody with own access
    said it at all, whether it is so or not. `full_bayes` is the second opinion.
    """

    proposition: str
    prior: float
    low: float
    probability: float
    high: float
    said: float
    full_bayes: float
    independence: Independence
    credibility: Credibility
    credibility_reason: str
    assurance: Assurance
    assurance_reason: str
    voices: tuple[Voice, ...]
    worlds: int
    method: Method
    error: float

    @property
    def likelihood(self) -> str:
        """ICD 203's word for the probability."""
        return likelihood_word(self.probability)

    @property
    def opinions_differ(self) -> bool:
        """Whether full Bayes, which suspects agreement, ends more than 0.15 away."""
        return abs(self.probability - self.full_bayes) > SECOND_OPINION

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, and the word for the likelihood."""
        return asdict(self) | {"likelihood": self.likelihood}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Weighing:
        """What `to_dict` gave."""
        k = record["independence"]
        failures = tuple(PointOfFailure(**each) for each in k["failures"])
        given = {name: value for name, value in record.items() if name != "likelihood"}
        given["independence"] = Independence(**(k | {"failures": failures}))
        given["voices"] = tuple(Voice(**each) for each in record["voices"])
        return cls(**given)

    @property
    def method_reason(self) -> str:
        """How the worlds were gone through."""
        if self.method == "exact":
            return f"all {self.worlds:,} worlds counted"
        return f"{self.worlds:,} worlds drawn, standard error {self.error:.3f}"


def weigh(provenance: Provenance, prior: float = 0.5, *, failed: Collection[str] = (), method: Method | None = None) -> Weighing:
    """The weighing of a provenance; with `failed` (attestation ids), as if those had never been."""
    middle = evaluate(provenance, prior, failed=failed, method=method)
    if middle.worlds == 1 and not middle.voices:
        low = high = middle
    else:
        same: Method | None = "drawn" if middle.method == "drawn" else method
        low = evaluate(provenance, prior, favour=-1, failed=failed, method=same)
        high = evaluate(provenance, prior, favour=1, failed=failed, method=same)
    independence = count(provenance, failed)
    # Three separate runs may differ by rounding, or by sampling when the method changes between them; the bounds still enclose.
    lowest, highest = min(low.probability, middle.probability), max(high.probability, middle.probability)
    credibility, why = propose_credibility(middle, lowest, highest, independence)
    assurance, because = propose_assurance(provenance, prior, middle, lowest, highest, independence, failed)
    return Weighing(
        proposition=provenance.proposition,
        prior=prior,
        low=lowest,
        probability=middle.probability,
        high=highest,
        said=middle.said,
        full_bayes=middle.full_bayes,
        independence=independence,
        credibility=credibility,
        credibility_reason=why,
        assurance=assurance,
        assurance_reason=because,
        voices=middle.voices,
        worlds=middle.worlds,
        method=middle.method,
        error=middle.error,
    )


def propose_credibility(worlds: Worlds, low: float, high: float, independence: Independence) -> tuple[Credibility, str]:
    """The Admiralty number that follows, first match (1.6), and why; an analyst's own grade stands beside it and is never replaced."""
    p, k = worlds.probability, independence.low
    if not any(voice.stance == 1 for voice in worlds.voices):
        return 6, f"{CREDIBILITY[6]}: nobody with own access supports it"
    if high - low > WIDE:
        return 6, f"{CREDIBILITY[6]}: under the stated assumptions anything from {low:.2f} to {high:.2f} is possible"
    denied = any(voice.stance == -1 and voice.weight and voice.counted > LIVE for voice in worlds.voices)
    if k >= 2 and low >= 0.85 and not denied:
        return 1, f"{CREDIBILITY[1]}: at least {k} independent sources, no denial that counts, and {low:.2f} at the least"
    short = [
        *([f"{k} independent source" if k == 1 else f"{k} independent sources"] if k < 2 else []),
        *(["denied"] if denied else []),
        *([f"{low:.2f} at the least"] if low < 0.85 else []),
    ]
    rest: tuple[tuple[float, Credibility], ...] = ((0.70, 2), (0.45, 3), (0.20, 4), (-1, 5))
    number = next(number for bound, number in rest if p >= bound)
    return number, f"{CREDIBILITY[number]}: {p:.2f}; not {CREDIBILITY[1]}: {', '.join(short)}"


def propose_assurance(
    provenance: Provenance, prior: float, worlds: Worlds, low: float, high: float, independence: Independence, failed: Collection[str]
) -> tuple[Assurance, str]:
    """ICD 203's analytic confidence in the likelihood (1.6), and why."""
    width = high - low
    if independence.low <= 1:
        return "low", "at most one independent source is certain"
    if width > 0.5:
        return "low", f"the assumptions leave {width:.2f} between the lowest and the highest value"
    if width >= 0.25:
        return "moderate", f"the assumptions leave {width:.2f} between the lowest and the highest value"
    for group in provenance.groups:
        lying = evaluate(provenance, prior, failed=failed, given={("group", group.id): True}, method=worlds.method).probability
        if abs(worlds.probability - lying) > 0.2:
            return "moderate", f"it would move to {lying:.2f} if {group.id} were deceiving"
    return (
        "high",
        f"{independence.low} independent sources, {width:.2f} between the lowest and the highest value, and no single side decides",
    )
