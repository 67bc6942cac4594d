"""Were acts in the name of X really Y's? What the acts' features say, averaged over every Y and every window (weighing 2.7).

A feature that can be faked at will says nothing: `P(f | Y posing as X) = kappa * theta_X(f) + (1 - kappa) * theta_Y(f)`, where theta are
profiles learned from undisputed acts and kappa is how well the feature can be faked. The evidence for any posing at all is the mean of the
likelihood ratio over all actors and all windows. The best story is never what is reported: among many actors and windows one always fits
well, and a rule that takes the best fit finds a false flag in most honest worlds (evaluation/flags.py prints both).

Beside "X throughout" and "Y in a window" stand two more explanations. Somebody of whom nothing is known posed: with habits that only the
window itself can tell, copying X as far as each feature can be faked. And X changed its habits: its acts are told from each other alone (a
Dirichlet-multinomial with the same prior as the profiles). Without these, whatever X does otherwise is laid at the door of whichever known
actor it resembles most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from allegedly.base.errors import BadOption

SMOOTHING = 0.5  # added to the count of every value: Jeffreys' prior for a multinomial
CHANGE = 0.2  # P(habits changed at some time | nobody posed): a guess; it takes the odds between posing and nothing from neither
# P(it is somebody of whom nothing is known | somebody posed): a guess. At 0 a wrong actor is accused in two worlds of five in which the
# real one is not known; the more there is, the fewer known ones are recognised (evaluation/flags.py prints both).
UNNAMED = 0.05
CANNOT_TELL = 1e-9  # |posterior - prior| up to which the features say nothing at all

Act = Mapping[str, str]  # feature -> value; a feature that is not known is left out
Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


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

    def probabilities(self, feature: str, values: Sequence[str]) -> Numbers:
        """P(value) for each of `values`, which are all that the feature can have; nothing is impossible."""
        counts = self.counts.get(feature, {})
        found = np.array([counts.get(value, 0) + SMOOTHING for value in values])
        shares: Numbers = found / found.sum()
        return shares


@dataclass(frozen=True, slots=True)
class Suspect:
    """An actor that may have posed: its part of the posterior, and for each act P(this actor did it)."""

    actor: str
    posterior: float
    acts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the features of the acts say of posing.

    `posterior` is P(somebody posed): `unnamed` of it has somebody of whom nothing is known, the rest the `suspects`, the likeliest first.
    `changed` is P(the apparent actor changed its habits).
    `bayes_factor` is the mean likelihood ratio of posing; `best_ratio` the largest log ratio of any story: a warning, by which nothing is
    ranked. `window` is the run of acts (first, last) that the likeliest suspect did with more than one half, given that anybody posed.
    `telling` holds each feature's part of the log likelihood ratio in that window.
    """

    apparent: str
    prior: float
    posterior: float
    unnamed: float
    changed: float
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
        if not self.acts or not self.suspects:
            return "no act has a feature to go by; the evidence cannot tell, and the prior stands"
        if self.cannot_tell:
            return "everything known of these acts can be faked at will; the evidence cannot tell, and the prior stands"
        moved = f"the features of {self.acts} acts move the probability that somebody posed as {self.apparent} from {self.prior:.2f} to {self.posterior:.2f}"
        if self.changed > self.posterior:
            return f"{moved}; that {self.apparent} changed its habits explains them better ({self.changed:.2f})"
        first = self.suspects[0]
        return f"{moved}, of which {first.actor} has {first.posterior:.2f} and somebody not named here {self.unnamed:.2f}"

    @property
    def accused(self) -> str | None:
        """The actor that is more likely than everything else together; None when that can be said of nobody."""
        return self.suspects[0].actor if self.suspects and self.suspects[0].posterior > 0.5 else None


def score_rewrites(
    apparent: str,
    acts: Sequence[Act],
    profiles: Mapping[str, Profile],
    fakeability: Mapping[str, float],
    *,
    prior: float = 0.3,
    suspects: Sequence[str] | None = None,
    change: float = CHANGE,
    unnamed: float = UNNAMED,
) -> Finding:
    """The finding for acts (in order of time) done in the name of `apparent`.

    `prior` is P(somebody posed), of which `unnamed` is the share of somebody of whom nothing is known. `suspects` default to everybody with a
    profile. A feature without fakeability counts as wholly fakeable. Raises `BadOption` for a
    probability outside its range, or for an apparent actor without a profile.
    """
    if not 0 < prior < 1:
        raise BadOption(f"a prior of {prior} cannot be moved by evidence; give a number between 0 and 1, without either")
    for name, share in {**fakeability, "change": change, "unnamed": unnamed}.items():
        if not 0 <= share <= 1:
            raise BadOption(f"{name}: {share} is no share; give a number from 0 (never) to 1 (always)")
    if apparent not in profiles:
        raise BadOption(f"nothing undisputed is known of {apparent}, so there is nothing to hold its acts against; give some of its acts")
    names = [name for name in (suspects if suspects is not None else profiles) if name != apparent]
    values = _values(acts, profiles)
    features = [feature for feature in sorted(values) if fakeability.get(feature, 1.0) < 1]
    if not acts or not names or not features:
        nobody = tuple(Suspect(name, prior * (1 - unnamed) / len(names), ()) for name in names)
        return Finding(apparent, prior, prior, prior * unnamed, 0.0, 1.0, nobody, None, 0.0, len(acts), {})
    coded = _coded(acts, features, values)
    thetas = {name: [profiles[name].probabilities(f, values[f]) for f in features] for name in (apparent, *names)}
    ratios = {name: _ratios(coded, features, thetas[apparent], thetas[name], fakeability) for name in names}
    fresh = _fresh(coded, [len(values[f]) for f in features]) + _stories(-_logs(coded, thetas[apparent]).sum(axis=1))
    stranger = _stranger(coded, thetas[apparent], [fakeability[f] for f in features])
    return _weigh(apparent, (prior, unnamed, change), ratios, stranger, fresh, features)


def _weigh(
    apparent: str,
    shares: tuple[float, float, float],
    ratios: Mapping[str, Numbers],
    stranger: Numbers,
    fresh: Numbers,
    features: Sequence[str],
) -> Finding:
    prior, unnamed, change = shares
    stories = {name: _stories(table.sum(axis=1)) for name, table in ratios.items()}
    number = len(fresh) - 1
    windows = number * (number + 1) / 2
    highest = max(0.0, float(fresh.max()), float(stranger.max()), *(float(table.max()) for table in stories.values()))
    # exp() of everything relative to the best story, so that nothing overflows; the mean is over actors and windows alike.
    weights = {name: np.exp(table - highest) / (windows * len(stories)) for name, table in stories.items()}
    known = prior * (1 - unnamed)
    strange = prior * unnamed * float(np.exp(stranger - highest).sum()) / windows
    posed = known * sum(float(table.sum()) for table in weights.values()) + strange
    changed = (1 - prior) * change * float(np.exp(fresh - highest).sum()) / windows
    honest = (1 - prior) * (1 - change) * exp(-highest)
    total = posed + changed + honest
    suspects = [
        Suspect(name, known * float(table.sum()) / total, tuple(map(float, known * _covered(table) / total)))
        for name, table in weights.items()
    ]
    suspects.sort(key=lambda each: (-each.posterior, each.actor))
    window = _run(suspects[0].acts, (posed - strange) / total)
    told = ratios[suspects[0].actor][window[0] : window[1] + 1].sum(axis=0) if window else np.zeros(len(features))
    return Finding(
        apparent=apparent,
        prior=prior,
        posterior=posed / total,
        unnamed=strange / total,
        changed=changed / total,
        bayes_factor=posed / prior * exp(min(highest, 600.0)),
        suspects=tuple(suspects),
        window=window,
        best_ratio=max(float(table.max()) for table in stories.values()),
        acts=number,
        telling=dict(zip(features, map(float, told), strict=True)),
    )


def _stories(by_act: Numbers) -> Numbers:
    """The sum over every window [a, b) of acts, from prefix sums; -inf where b <= a."""
    total = np.concatenate([[0.0], np.cumsum(by_act)])
    table: Numbers = total[None, :] - total[:, None]
    table[np.tril_indices(len(total))] = -np.inf
    return table


def _fresh(coded: Whole, values: Sequence[int]) -> Numbers:
    """The log probability of every window [a, b) of acts under habits not known before: each act told from those before it in the window."""
    number, features = coded.shape
    table = np.full((number + 1, number + 1), -np.inf)
    so_far = np.zeros(number)  # by first act of the window
    counts = [np.zeros((number, size)) for size in values]
    for act in range(number):
        open_windows = slice(0, act + 1)
        for j in range(features):
            if (value := coded[act, j]) >= 0:
                seen = counts[j][open_windows]
                so_far[open_windows] += np.log((seen[:, value] + SMOOTHING) / (seen.sum(axis=1) + SMOOTHING * values[j]))
                seen[:, value] += 1
        table[open_windows, act + 1] = so_far[open_windows]
    return table


def _stranger(coded: Whole, own: Sequence[Numbers], kappas: Sequence[float]) -> Numbers:
    """The log likelihood ratio, to X throughout, of every window [a, b) of acts by somebody with habits not known before who poses as X.

    Each act is told from those before it in the window: an act counts towards the habits of the stranger as far as it is likely to be his
    and not a copy of X (assumed-density filtering; the exact sum goes over every way to split the acts).
    """
    number, features = coded.shape
    table = np.full((number + 1, number + 1), -np.inf)
    so_far = np.zeros(number)
    counts = [np.zeros((number, len(theta))) for theta in own]
    for act in range(number):
        open_windows = slice(0, act + 1)
        for j in range(features):
            if (value := coded[act, j]) >= 0:
                seen = counts[j][open_windows]
                habit = (1 - kappas[j]) * (seen[:, value] + SMOOTHING) / (seen.sum(axis=1) + SMOOTHING * len(own[j]))
                likely = kappas[j] * own[j][value] + habit
                so_far[open_windows] += np.log(likely / own[j][value])
                seen[:, value] += habit / likely
        table[open_windows, act + 1] = so_far[open_windows]
    return table


def _covered(weights: Numbers) -> Numbers:
    """For each act, the weight of the windows that hold it."""
    covered: Numbers = np.cumsum(weights.sum(axis=1))[:-1] - np.cumsum(weights.sum(axis=0))[:-1]
    return covered


def _run(acts: Sequence[float], posterior: float) -> tuple[int, int] | None:
    inside = [number for number, share in enumerate(acts) if share > 0.5 * posterior]
    return (inside[0], inside[-1]) if inside else None


def _logs(coded: Whole, theta: Sequence[Numbers]) -> Numbers:
    """log P of each feature of each act; 0 where it is not known."""
    columns = [np.where(column >= 0, np.log(theta[j])[column], 0.0) for j, column in enumerate(coded.T)]
    return np.stack(columns, axis=1)


def _ratios(
    coded: Whole, features: Sequence[str], own: Sequence[Numbers], other: Sequence[Numbers], kappas: Mapping[str, float]
) -> Numbers:
    mixed = [kappas[f] * x + (1 - kappas[f]) * y for f, x, y in zip(features, own, other, strict=True)]
    return _logs(coded, mixed) - _logs(coded, own)


def _coded(acts: Sequence[Act], features: Sequence[str], values: Mapping[str, Sequence[str]]) -> Whole:
    at = {feature: {value: number for number, value in enumerate(values[feature])} for feature in features}
    return np.array([[at[f][act[f]] if f in act else -1 for f in features] for act in acts], dtype=np.int64)


def _values(acts: Sequence[Act], profiles: Mapping[str, Profile]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for act in acts:
        for feature, value in act.items():
            found.setdefault(feature, set()).add(value)
    for profile in profiles.values():
        for feature, counts in profile.counts.items():
            found.setdefault(feature, set()).update(counts)
    return {feature: sorted(values) for feature, values in found.items()}
