"""Were acts in the name of X really Y's? What the acts' features say, averaged over every Y and every window (weighing 2.7).

A feature that can be faked at will says nothing: `P(f | Y posing as X) = kappa * theta_X(f) + (1 - kappa) * theta_Y(f)`, where theta are
profiles learned from undisputed acts and kappa is how well the feature can be faked. The evidence that there was any posing at all is the
mean of the likelihood ratio over all actors and all windows. The best story is never what is reported: among many actors and windows one
always fits well, and a rule that takes the best fit finds a false flag in most honest worlds (evaluation/flags.py).

The model knows three explanations: X throughout, Y in a window, and somebody unknown in a window, whose profile is what all actors have in
common. The third is there because X can change its habits: what no known Y explains better is not laid at anybody's door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from allegedly.base.errors import BadOption

UNKNOWN = "somebody unknown"
SMOOTHING = 1.0  # added to each count of a profile, spread over the values of the feature: a Dirichlet prior worth one act
CANNOT_TELL = 1e-9  # |posterior - prior| up to which the features say nothing at all

Act = Mapping[str, str]  # feature -> value; a feature that is not known is left out
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Profile:
    """How often an actor's undisputed acts have each value of each feature."""

    actor: str
    acts: int
    counts: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, actor: str, acts: Sequence[Act]) -> Profile:
        """The profile of these acts."""
        counts: dict[str, dict[str, int]] = {}
        for act in acts:
            for feature, value in act.items():
                values = counts.setdefault(feature, {})
                values[value] = values.get(value, 0) + 1
        return cls(actor, len(acts), counts)

    def probability(self, feature: str, value: str, values: int) -> float:
        """P(value) of a feature with this many values, smoothed so that nothing is impossible."""
        counts = self.counts.get(feature, {})
        return (counts.get(value, 0) + SMOOTHING / values) / (sum(counts.values()) + SMOOTHING)


@dataclass(frozen=True, slots=True)
class Suspect:
    """One actor that may have posed: its share of the posterior, and for each act P(it was done by this actor)."""

    actor: str
    posterior: float
    acts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the features of the acts say of posing.

    `posterior` is P(anybody posed at all); `suspects` share it, the likeliest first. `bayes_factor` is the mean likelihood ratio,
    `best_ratio` the largest log ratio of any story: it is shown as a warning, and nothing is ranked by it. `window` is the run of acts
    (first, last) that the likeliest suspect did with more than one half; None when there is none. `telling` holds, for each feature, its
    part of the log likelihood ratio in that window.
    """

    apparent: str
    prior: float
    posterior: float
    bayes_factor: float
    suspects: tuple[Suspect, ...]
    window: tuple[int, int] | None
    best_ratio: float
    acts: int
    telling: Mapping[str, float]

    @property
    def cannot_tell(self) -> bool:
        """Whether the features say nothing: the posterior is the prior."""
        return abs(self.posterior - self.prior) <= CANNOT_TELL

    @property
    def reason(self) -> str:
        """What was found, in one sentence that leaves both readings open."""
        if not self.acts:
            return "no act has a feature to go by; the evidence cannot tell, and the prior stands"
        if self.cannot_tell:
            return "everything known of these acts can be faked at will; the evidence cannot tell, and the prior stands"
        first = self.suspects[0]
        moved = f"the features of {self.acts} acts move the probability that anybody posed as {self.apparent} from {self.prior:.2f} to {self.posterior:.2f}"
        if first.actor == UNKNOWN:
            return f"{moved}; no known actor explains them better than a change of habits or somebody unknown"
        return f"{moved}; of that {first.actor} has {first.posterior:.2f}"


def score_rewrites(
    apparent: str,
    acts: Sequence[Act],
    profiles: Mapping[str, Profile],
    fakeability: Mapping[str, float],
    *,
    prior: float = 0.3,
    suspects: Sequence[str] | None = None,
    unknown: bool = True,
) -> Finding:
    """The finding for acts (in order of time) done in the name of `apparent`.

    `suspects` default to everybody with a profile. A feature without fakeability counts as wholly fakeable. Raises `BadOption` for a prior
    or fakeability outside its range, or for an apparent actor without a profile.
    """
    if not 0 < prior < 1:
        raise BadOption(f"a prior of {prior} cannot be moved by evidence; give a number between 0 and 1, without either")
    for feature, kappa in fakeability.items():
        if not 0 <= kappa <= 1:
            raise BadOption(f"{feature}: a fakeability of {kappa} is no share; give a number from 0 (cannot be faked) to 1 (at will)")
    if apparent not in profiles:
        raise BadOption(f"nothing undisputed is known of {apparent}, so there is nothing to hold its acts against; give some of its acts")
    candidates = [name for name in (suspects if suspects is not None else profiles) if name != apparent]
    known = {name: profiles[name] for name in candidates}
    if unknown and candidates:
        known[UNKNOWN] = _pooled(profiles)
    values = _values(acts, profiles)
    usable = [feature for feature in values if fakeability.get(feature, 1.0) < 1]
    ratios = {
        name: np.array(
            [[_log_ratio(act, f, profiles[apparent], p, fakeability[f], len(values[f])) for f in usable] for act in acts]
        ).reshape(len(acts), len(usable))
        for name, p in known.items()
    }
    return _weigh(apparent, prior, ratios, usable)


def _weigh(apparent: str, prior: float, ratios: Mapping[str, Numbers], features: Sequence[str]) -> Finding:
    number = len(next(iter(ratios.values()))) if ratios else 0
    if not number:
        return Finding(apparent, prior, prior, 1.0, (), None, 0.0, 0, {})
    sums = {name: np.concatenate([[0.0], np.cumsum(table.sum(axis=1))]) for name, table in ratios.items()}
    stories = {name: _stories(total) for name, total in sums.items()}
    highest = max(float(table.max()) for table in stories.values())
    stories_per_actor = number * (number + 1) / 2
    # exp() of everything relative to the best story, so that nothing overflows; the mean is over actors and windows alike.
    weights = {name: np.exp(table - highest) for name, table in stories.items()}
    mass = {name: float(table.sum()) for name, table in weights.items()}
    log_factor = highest + log(sum(mass.values())) - log(stories_per_actor * len(ratios))
    posterior = _posterior(prior, log_factor)
    suspects = [
        Suspect(name, posterior * mass[name] / sum(mass.values()), tuple(posterior * _covered(weights[name]) / sum(mass.values())))
        for name in ratios
    ]
    suspects.sort(key=lambda each: (-each.posterior, each.actor))
    window = _run(suspects[0].acts, posterior)
    told = ratios[suspects[0].actor][window[0] : window[1] + 1].sum(axis=0) if window else np.zeros(len(features))
    factor = exp(min(log_factor, 700.0))
    return Finding(
        apparent, prior, posterior, factor, tuple(suspects), window, highest, number, dict(zip(features, map(float, told), strict=True))
    )


def _stories(total: Numbers) -> Numbers:
    """The log ratio of every window [a, b): prefix sums, -inf where b <= a."""
    table = total[None, :] - total[:, None]
    table[np.tril_indices(len(total))] = -np.inf
    return table


def _covered(weights: Numbers) -> Numbers:
    """For each act, the weight of the windows that hold it."""
    starts, ends = weights.sum(axis=1), weights.sum(axis=0)
    return np.cumsum(starts)[:-1] - np.cumsum(ends)[:-1]


def _run(acts: Sequence[float], posterior: float) -> tuple[int, int] | None:
    """From the first to the last act that is in the window with more than one half, given that there is one."""
    inside = [number for number, share in enumerate(acts) if share > 0.5 * posterior]
    return (inside[0], inside[-1]) if inside else None


def _posterior(prior: float, log_factor: float) -> float:
    odds = log(prior / (1 - prior)) + log_factor
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def _log_ratio(act: Act, feature: str, x: Profile, y: Profile, kappa: float, values: int) -> float:
    if feature not in act:
        return 0.0
    own, other = (profile.probability(feature, act[feature], values) for profile in (x, y))
    return log(kappa * own + (1 - kappa) * other) - log(own)


def _values(acts: Sequence[Act], profiles: Mapping[str, Profile]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for act in acts:
        for feature, value in act.items():
            found.setdefault(feature, set()).add(value)
    for profile in profiles.values():
        for feature, counts in profile.counts.items():
            found.setdefault(feature, set()).update(counts)
    return found


def _pooled(profiles: Mapping[str, Profile]) -> Profile:
    """What all actors have in common: each actor's counts scaled to one act's worth, so that nobody outweighs the others."""
    counts: dict[str, dict[str, int]] = {}
    for profile in profiles.values():
        for feature, values in profile.counts.items():
            for value, number in values.items():
                into = counts.setdefault(feature, {})
                into[value] = into.get(value, 0) + number
    return Profile(UNKNOWN, sum(profile.acts for profile in profiles.values()), counts)
