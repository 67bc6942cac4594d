#!/usr/bin/env python3
"""A simulated series of acts with and without a planted false flag: what averaging over actors and windows finds, beside the best story.

    .venv/bin/python evaluation/flags.py [--worlds 150] [--seed 1]

One world: 6 actors with habits of their own in 5 features (6 values each, Dirichlet(0.5) profiles), two of which can be faked almost at
will (fakeability .95 and .90), one hardly (.1) and two at kappa. 60 undisputed acts of each actor are known; 40 acts are done in the name
of the first. In half of the worlds a run of `acts` of them is really done by another actor, who copies each feature with probability
fakeability. Prior .3, of which a twentieth is for somebody of whom nothing is known. Found: P(somebody posed) > .5; accused: one known actor
has more than .5 by itself, which is what the gates are on. "right Y" is the share of right ones among the accused of planted worlds; the overlap of windows (IoU) is of what
was found. The best story: the largest log likelihood ratio of any actor and window is above 3.

Rows below the gated ones show what the model does not know: honest worlds in which the first actor changes its habits half-way (nobody
posed), a fakeability assumed to be .05 throughout, and no profile of the one who posed, with and without anybody not named among the
explanations: whoever is accused there is innocent. Half of 150 worlds are too few to tell a false finding in twenty from one in thirty, so
the gate on those stands on 1,000 more honest worlds for each gated fakeability, printed with their standard error. Simulator and scorer
share one family, so the first rows are upper bounds. Exit status 1 when a gate is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from allegedly.hypotheses.rewriting import UNNAMED, Act, Finding, Profile, score_rewrites

ACTORS, ACTS, KNOWN, VALUES, CONCENTRATION, PRIOR = 6, 40, 60, 6, 0.5, 0.3
FEATURES = ("flag", "letterhead", "money", "weapon", "target")


@dataclass(frozen=True)
class Setting:
    kappa: float
    acts: int
    assumed: float | None = None  # a fakeability assumed for every feature, instead of the true ones
    drift: bool = False  # the first actor changes its habits half-way
    hidden: bool = False  # nothing is known of the one who poses
    unnamed: float = UNNAMED  # the share of the prior for somebody of whom nothing is known

    @property
    def fakeability(self) -> dict[str, float]:
        return dict(zip(FEATURES, (0.95, 0.90, 0.1, self.kappa, self.kappa), strict=True))


@dataclass(frozen=True)
class World:
    setting: Setting
    planted: bool
    culprit: str
    window: tuple[int, int]
    acts: tuple[Act, ...]
    profiles: dict[str, Profile]

    def find(self) -> Finding:
        kappas = self.setting.fakeability
        assumed = kappas if self.setting.assumed is None else dict.fromkeys(kappas, self.setting.assumed)
        return score_rewrites("actor 0", self.acts, self.profiles, assumed, prior=PRIOR, unnamed=self.setting.unnamed)


def draw_acts(rng: np.random.Generator, habits: np.ndarray, number: int) -> list[Act]:
    drawn = (rng.random((number, len(FEATURES), 1)) > np.cumsum(habits, axis=1)[None, :, :-1]).sum(axis=2)
    return [{feature: str(value) for feature, value in zip(FEATURES, act, strict=True)} for act in drawn]


def simulate(rng: np.random.Generator, setting: Setting, planted: bool) -> World:
    habits = rng.dirichlet([CONCENTRATION] * VALUES, size=(ACTORS, len(FEATURES)))
    profiles = {f"actor {n}": Profile.of(f"actor {n}", draw_acts(rng, habits[n], KNOWN)) for n in range(ACTORS)}
    culprit = int(rng.integers(1, ACTORS))
    start = int(rng.integers(0, ACTS - setting.acts + 1))
    changed = rng.dirichlet([CONCENTRATION] * VALUES, size=len(FEATURES)) if setting.drift else habits[0]
    acts = draw_acts(rng, habits[0], ACTS // 2) + draw_acts(rng, changed, ACTS - ACTS // 2)
    true = draw_acts(rng, habits[culprit], setting.acts if planted else 0)
    for number, act in enumerate(true, start):
        faked = {feature: rng.random() < kappa for feature, kappa in setting.fakeability.items()}
        acts[number] = {feature: acts[number][feature] if faked[feature] else act[feature] for feature in FEATURES}
    if setting.hidden:
        profiles.pop(f"actor {culprit}")
    return World(setting, planted, f"actor {culprit}", (start, start + setting.acts - 1), tuple(acts), profiles)


def draw(setting: Setting, number: int, seed: int) -> list[World]:
    rng = np.random.default_rng(seed)
    return [simulate(rng, setting, planted=n % 2 == 0 and not setting.drift) for n in range(number)]


def overlap(one: tuple[int, int] | None, other: tuple[int, int]) -> float:
    if one is None:
        return 0.0
    left, right = (set(range(first, last + 1)) for first, last in (one, other))
    return len(left & right) / len(left | right)


@dataclass(frozen=True)
class Score:
    detected: float
    false_alarms: float
    accused: float
    false_accused: float
    brier: float
    right: float
    overlap: float
    best_detected: float
    best_false: float

    def __str__(self) -> str:
        numbers = (
            self.detected,
            self.false_alarms,
            self.accused,
            self.false_accused,
            self.brier,
            self.right,
            self.overlap,
            self.best_detected,
            self.best_false,
        )
        return "  ".join(f"{number:7.3f}" for number in numbers)


def with_error(found: list[bool]) -> tuple[float, float]:
    """The share of true ones and its binomial standard error."""
    share = float(np.mean(found))
    return share, (share * (1 - share) / len(found)) ** 0.5


def show(share: tuple[float, float]) -> str:
    return f"{share[0]:.3f} ± {share[1]:.3f}"


def score(worlds: Iterable[World]) -> Score:
    found = [(world, world.find()) for world in worlds]
    planted, honest = ([(w, f) for w, f in found if w.planted == kind] for kind in (True, False))
    caught = [(w, f) for w, f in planted if f.posterior > 0.5]
    accused = [(w, f.accused) for w, f in planted if f.accused]

    def share(of: list[bool]) -> float:
        return float(np.mean(of)) if of else float("nan")

    return Score(
        share([f.posterior > 0.5 for _, f in planted]),
        share([f.posterior > 0.5 for _, f in honest]),
        share([f.accused is not None for _, f in planted]),
        share([f.accused is not None for _, f in honest]),
        float(np.mean([(f.posterior - w.planted) ** 2 for w, f in found])),
        share([who == w.culprit for w, who in accused]),
        float(np.mean([overlap(f.window, w.window) for w, f in caught])) if caught else float("nan"),
        share([f.best_ratio > 3 for _, f in planted]),
        share([f.best_ratio > 3 for _, f in honest]),
    )


HONEST = 1000  # worlds in which nobody poses, for the share of false findings: its standard error is then .007 at .05
GATED = [Setting(kappa, acts) for kappa in (0.1, 0.5) for acts in (8, 16)]
OTHERS = [Setting(0.1, 2), Setting(0.1, 4), Setting(0.5, 2), Setting(0.5, 4), Setting(0.9, 4), Setting(0.9, 8), Setting(0.9, 16)]
HARD = {
    "first actor changes its habits half-way, nobody poses": Setting(0.5, 8, drift=True),
    "fakeability assumed .05 throughout": Setting(0.5, 8, assumed=0.05),
    "nothing known of the one who poses": Setting(0.5, 8, hidden=True),
    "the same, and nobody else than the known ones thought of": Setting(0.5, 8, hidden=True, unnamed=0.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    missed = []
    print("                  averaged over actors and windows (Occam)                              best story")
    print("kappa  acts    found    false  accused    false    Brier  right Y      IoU    found    false")
    for setting in sorted(GATED + OTHERS, key=lambda s: (s.kappa, s.acts)):
        scored = score(draw(setting, options.worlds, options.seed))
        print(f" {setting.kappa:.1f}   {setting.acts:4d}  {scored}", flush=True)
        if setting in GATED and (scored.accused < 0.85 or scored.false_accused > 0.05 or scored.right < 0.85):
            missed.append(
                f"kappa {setting.kappa}, {setting.acts} acts: accused {scored.accused:.2f} (.85), falsely {scored.false_accused:.2f} (.05), "
                f"right {scored.right:.2f} (.85)"
            )
        if setting.acts == 2 and scored.detected > 0.5:
            missed.append(f"two acts: claims to know in {scored.detected:.2f} of the worlds (at most .5)")
    for kappa in sorted({setting.kappa for setting in GATED}):
        rng = np.random.default_rng(options.seed)
        honest = [simulate(rng, Setting(kappa, ACTS), planted=False).find() for _ in range(HONEST)]
        posed = with_error([f.posterior > 0.5 for f in honest])
        accused = with_error([f.accused is not None for f in honest])
        best = with_error([f.best_ratio > 3 for f in honest])
        print(
            f"kappa {kappa}, {HONEST} honest worlds: somebody posed {show(posed)}, accused {show(accused)}, best story {show(best)}",
            flush=True,
        )
        if posed[0] > 0.05:
            missed.append(f"kappa {kappa}: posing is found in {show(posed)} of the honest worlds (.05)")
    for name, setting in HARD.items():
        print(f"{name}\n             {score(draw(setting, options.worlds, options.seed))}", flush=True)
    largest = 0.0
    for world in draw(Setting(1.0, 8), 20, options.seed):
        finding = score_rewrites("actor 0", world.acts, world.profiles, dict.fromkeys(FEATURES, 1.0), prior=PRIOR)
        largest = max(largest, abs(finding.posterior - PRIOR))
    print(f"everything fakeable at will: the posterior differs from the prior by {largest:.1e} at the most (1e-9)")
    if largest > 1e-9:
        missed.append(f"all fakeable: {largest}")
    for gate in missed:
        print(f"MISSED  {gate}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
