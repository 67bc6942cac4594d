#!/usr/bin/env python3
"""Simulated matrices with a known true hypothesis: how often each way of reading them puts it first, ours and Heuer's side by side.

    .venv/bin/python evaluation/boards.py [--worlds 4000] [--seed 1]

One world: 4 hypotheses, equally likely; 12 pieces of evidence that were seen because they happened under the true one. P(e | H) is
logit-normal (mean -1.0, s.d. 1.6), independent over hypotheses. Ratings are the nearest of the five to the true P, misjudged by one step
up or down in one case of twenty. Ties count by halves (thirds, ...).

  repeated      one piece is repeated five times over, each time as a column of its own
  planted       2 or 4 of the 12 were planted to favour one wrong hypothesis: seen because they would happen under that one
  noise         12 more columns that do not discriminate, each rating misjudged by one step in three cases of ten
  catch-all     a fifth hypothesis that predicts everything equally (P = .30, rated N throughout), never true

Columns: count of C and CC; Heuer's inconsistency; Bayes from ratings; Bayes from the true P (no planting known); ours from ratings with
repeated columns grouped; ours as it is used, grouped and with P(planted) = .15. Simulator and method share the idea of independent columns,
so the figures are upper bounds. Exit status 1 when ours is worse than Heuer's anywhere, or Heuer's survives the catch-all.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allegedly.hypotheses.likelihood import PLANTED, counted, posterior, pulled
from allegedly.hypotheses.matrix import LIKELIHOOD

Numbers = NDArray[np.float64]
SCALE = np.array(list(LIKELIHOOD.values()))  # CC first
MEAN, SPREAD, PIECES, HYPOTHESES, SLIP = -1.0, 1.6, 12, 4, 0.05
NAMES = ("count C", "Heuer", "Bayes", "exact", "grouped", "ours")


@dataclass(frozen=True)
class Setting:
    name: str
    repeats: int = 0
    planted: int = 0
    noise: int = 0
    catch_all: bool = False


SETTINGS = (
    Setting("clean"),
    Setting("one item repeated 5x", repeats=5),
    Setting("2 of 12 planted", planted=2),
    Setting("4 of 12 planted", planted=4),
    Setting("+12 noise columns", noise=12),
    Setting("+ vague catch-all", catch_all=True),
)


@dataclass(frozen=True)
class World:
    truth: int
    true: Numbers
    steps: NDArray[np.int64]  # index into SCALE
    groups: tuple[str, ...]


def seen(rng: np.random.Generator, under: int, number: int) -> Numbers:
    """Pieces of evidence that happened under this hypothesis."""
    found: list[Numbers] = []
    while len(found) < number:
        row = 1 / (1 + np.exp(-rng.normal(MEAN, SPREAD, HYPOTHESES)))
        if rng.random() < row[under]:
            found.append(row)
    return np.array(found).reshape(number, HYPOTHESES)


def rated(rng: np.random.Generator, true: Numbers, slip: float) -> NDArray[np.int64]:
    nearest = np.abs(np.log(true[..., None]) - np.log(SCALE)).argmin(axis=-1)
    slipped = np.where(rng.random(true.shape) < slip, rng.choice([-1, 1], true.shape), 0)
    return np.clip(nearest + slipped, 0, len(SCALE) - 1)


def simulate(rng: np.random.Generator, setting: Setting) -> World:
    truth = int(rng.integers(HYPOTHESES))
    rival = (truth + int(rng.integers(1, HYPOTHESES))) % HYPOTHESES
    true = np.concatenate([seen(rng, truth, PIECES - setting.planted), seen(rng, rival, setting.planted)])
    steps = rated(rng, true, SLIP)
    groups = [f"e{n}" for n in range(PIECES)]
    if setting.repeats:
        again = int(rng.integers(PIECES))
        true = np.concatenate([true, np.repeat(true[again : again + 1], setting.repeats, axis=0)])
        steps = np.concatenate([steps, np.repeat(steps[again : again + 1], setting.repeats, axis=0)])
        groups += [f"e{again}"] * setting.repeats
    if setting.noise:
        flat = np.repeat(1 / (1 + np.exp(-rng.normal(MEAN, SPREAD, (setting.noise, 1)))), HYPOTHESES, axis=1)
        true, steps = np.concatenate([true, flat]), np.concatenate([steps, rated(rng, flat, 0.3)])
        groups += [f"n{n}" for n in range(setting.noise)]
    if setting.catch_all:
        true = np.concatenate([true, np.full((len(true), 1), LIKELIHOOD["N"])], axis=1)
        steps = np.concatenate([steps, np.full((len(steps), 1), list(LIKELIHOOD).index("N"))], axis=1)
    return World(truth, true, steps, tuple(groups))


def first(scores: Numbers, truth: int) -> float:
    best = np.isclose(scores, scores.max(), rtol=0, atol=1e-12)
    return float(best[truth]) / best.sum()


def readings(world: World) -> list[float]:
    ratings = SCALE[world.steps]
    rows, hypotheses = ratings.shape
    equal, sure = np.full(hypotheses, 1 / hypotheses), np.ones(rows)
    bayes = pulled(ratings, sure, planted=0.0, cap=1e9)
    robust = pulled(ratings, sure, planted=PLANTED)
    exact = np.log(world.true)
    scores = (
        (world.steps <= 1).sum(axis=0).astype(float),
        -np.array([0, 0, 0, 1, 2])[world.steps].sum(axis=0).astype(float),
        posterior(bayes, equal),
        posterior(exact, equal),
        posterior(bayes[counted(bayes, world.groups)], equal),
        posterior(robust[counted(robust, world.groups)], equal),
    )
    return [first(score, world.truth) for score in scores]


def accuracy(setting: Setting, worlds: int, seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    return dict(zip(NAMES, np.mean([readings(simulate(rng, setting)) for _ in range(worlds)], axis=0).tolist(), strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    missed = []
    print(f"{'true hypothesis first':24s}" + "".join(f"{name:>9s}" for name in NAMES))
    for setting in SETTINGS:
        found = accuracy(setting, options.worlds, options.seed)
        print(f"{setting.name:24s}" + "".join(f"{found[name]:9.3f}" for name in NAMES), flush=True)
        if found["ours"] < found["Heuer"]:
            missed.append(f"{setting.name}: ours {found['ours']:.3f}, Heuer's {found['Heuer']:.3f}")
        if setting.catch_all and found["Heuer"] > 0.5:
            missed.append(f"Heuer's score survives the catch-all: {found['Heuer']:.3f}")
    for gate in missed:
        print(f"MISSED  {gate}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
