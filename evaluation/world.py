#!/usr/bin/env python3
"""A simulated reporting world with known truth: how good the weighing's probabilities are, beside naive counts and with parts taken out.

    .venv/bin/python evaluation/world.py [--worlds 1500] [--seed 1] [--misspecified]

One world: the proposition is true in 40 %. One and Poisson(1) origins of true grade A-D; 35 % of them belong to an interested party, which
deceives with probability .4 (.6 in the campaign); denials are published half as often, which the model does not know. Outlets of
fidelity .95/.85/.7, the unfaithful ones print noise. Poisson(2) copies follow (three times that when the party deceives, Poisson(8) in the
campaign), half of them uncited behind a false anonymous source of random grade. A detector suspects true copies with probability
Beta(6, 1.5) and half of the truly independent pairs with Beta(1, 8); the weak one Beta(2, 2) and Beta(1, 3).

A detector's scores are not probabilities: "proposed" calibrates them (evidence/calibration.py) on the labelled pairs of 800 other worlds of
the same setting; "- with raw scores" is what they give as they come. The last line of a setting says how far truth lies outside the interval that is printed.

The simulator shares the model's structure, so the gains are upper bounds for real reports. Exit status 1 when a gate is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

import numpy as np

from allegedly.evidence.calibration import calibrate
from allegedly.evidence.graph import Attestation, Group, Link, Provenance, Sign
from allegedly.evidence.probability import evaluate
from allegedly.evidence.reliability import GRADE_VALUES, Estimate, graded, weight_of
from allegedly.evidence.weighing import weigh

PRIOR = 0.4
TRUE_R = {"A": 0.95, "B": 0.85, "C": 0.72, "D": 0.58}
LETTERS = tuple(TRUE_R)
PHIS = (0.95, 0.85, 0.7)
ECE = 0.10
PROVEN = Sign(Estimate.exactly(1.0, "held to be a copy"))


@dataclass(frozen=True)
class Setting:
    name: str
    copies: float = 2.0
    deceives: float = 0.4
    on_copies: tuple[float, float] = (6, 1.5)
    on_others: tuple[float, float] = (1, 8)
    oracle: bool = False


SETTINGS = (
    Setting("base"),
    Setting("weak detector", on_copies=(2, 2), on_others=(1, 3)),
    Setting("oracle links", oracle=True),
    Setting("heavy campaign", copies=8.0, deceives=0.6),
)


@dataclass(frozen=True)
class World:
    true: bool
    raw: Provenance  # links at the detector's scores
    provenance: Provenance  # links calibrated


def estimate(value: float) -> Estimate:
    return Estimate.around(value, "as simulated")


def reliability(letter: str) -> Estimate:
    low, _, high = GRADE_VALUES[letter]  # type: ignore[index]
    return Estimate(min(low, TRUE_R[letter]), TRUE_R[letter], max(high, TRUE_R[letter]), f"graded {letter}")


def simulate(rng: np.random.Generator, setting: Setting) -> World | None:
    """One reported proposition; None when nobody published anything."""
    true = bool(rng.random() < PRIOR)
    interest = 1 if rng.random() < 0.5 else -1
    deceiving = bool(rng.random() < setting.deceives)
    made: list[Attestation] = []
    published: list[tuple[str, int]] = []  # attestation of a document, the stance it prints
    copies: set[str] = set()
    party = False
    for n in range(1 + rng.poisson(1)):
        letter = LETTERS[rng.integers(4)]
        member = bool(rng.random() < 0.35)
        right = bool(rng.random() < TRUE_R[letter])
        stance = interest if member and deceiving else (1 if right == true else -1)
        phi = PHIS[rng.integers(3)]
        printed = stance if rng.random() < phi else (1 if rng.random() < 0.5 else -1)
        if printed == -1 and rng.random() < 0.5:
            continue  # the publication bias
        party |= member
        origin, paper = f"o{n}", f"d{n}"
        made.append(
            Attestation(
                id=origin, agent=origin, stance=printed, own_access=True, reliability=reliability(letter), group="party" if member else None
            )
        )
        made.append(Attestation(id=paper, agent=paper, parents=(origin,), fidelity=estimate(phi), document=paper, stance=printed))
        published.append((paper, printed))
    if not published:
        return None
    genuine = [a.id for a in made if a.own_access]
    suspicions: list[tuple[str, str, bool]] = []
    for n in range(rng.poisson(setting.copies * (3 if deceiving and party else 1))):
        source, stance = published[rng.integers(len(published))]
        phi = PHIS[rng.integers(3)]
        printed = stance if rng.random() < phi else (1 if rng.random() < 0.5 else -1)
        if printed == -1 and rng.random() < 0.5:
            continue
        paper = f"c{n}"
        if rng.random() < 0.5:
            made.append(Attestation(id=paper, agent=paper, parents=(source,), fidelity=estimate(phi), document=paper, stance=printed))
        else:
            false = f"u{n}"
            letter = LETTERS[rng.integers(4)]
            made.append(Attestation(id=false, agent=false, stance=printed, own_access=True, reliability=reliability(letter), named=False))
            made.append(Attestation(id=paper, agent=paper, parents=(false,), fidelity=estimate(phi), document=paper, stance=printed))
            suspicions.append((source, false, True))
            copies.add(false)
        published.append((paper, printed))
    origins = [a.id for a in made if a.own_access]
    for i, later in enumerate(origins):
        if later in copies:
            continue
        suspicions += [(earlier, later, False) for earlier in origins[:i] if earlier in genuine and rng.random() < 0.5]
    links = []
    for earlier, later, copied in suspicions:
        delta = float(copied) if setting.oracle else float(rng.beta(*(setting.on_copies if copied else setting.on_others)))
        if delta:
            links.append(Link(earlier, later, (Sign(estimate(delta)),)))
    group = Group("party", estimate(setting.deceives), interest)  # type: ignore[arg-type]
    raw = Provenance(proposition="p", attestations=tuple(made), links=tuple(links), groups=(group,))
    return World(true, raw, raw)


# ---- forecasts -------------------------------------------------------------------------------------------------------------------------


def sigma(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


LOGIT_PRIOR = log(PRIOR / (1 - PRIOR))


def vote_share(world: World) -> float:
    stances = [a.stance for a in world.provenance.attestations if a.terminal]
    return (sum(s == 1 for s in stances) + 1) / (len(stances) + 2)


def two_sources(world: World) -> float:
    supporters = sum(a.own_access and a.stance == 1 for a in world.provenance.attestations)
    return 0.8 if supporters >= 2 else 0.5 if supporters else 0.2


def naive_documents(world: World) -> float:
    """Every document a voice, with the grade of the source it names."""
    made = world.provenance
    odds = LOGIT_PRIOR
    for a in made.attestations:
        if a.terminal:
            origin = a
            while origin.parents:
                origin = made[origin.parents[0]]
            odds += a.stance * weight_of(origin.reliability.mid)
    return sigma(odds)


def naive_apparent(world: World) -> float:
    """Every apparent source a voice: what counting origins without suspecting copies gives."""
    return sigma(LOGIT_PRIOR + sum(a.stance * weight_of(a.reliability.mid) for a in world.provenance.attestations if a.own_access))


def proposed(world: World) -> float:
    return evaluate(world.provenance, PRIOR).probability


def full_bayes(world: World) -> float:
    return evaluate(world.provenance, PRIOR).full_bayes


def together(world: World) -> float:
    """Raw scores whose errors come together: a detector that takes a true copy for a report of its own does so with all that are no more alike."""
    made, levels = world.raw, sorted({0.0, 1.0, *(estimate.mid for estimate in world.raw.suspicion().values())})
    total = 0.0
    for low, high in pairwise(levels):
        copies = {made.attestations[n].id for n, estimate in made.suspicion().items() if estimate.mid >= high}
        links = tuple(Link(k.earlier, k.later, (PROVEN,)) for k in made.links if k.later in copies)
        total += (high - low) * evaluate(replace(made, links=links), PRIOR).probability
    return total


def changed(change: Callable[[Provenance], Provenance]) -> Callable[[World], float]:
    return lambda world: evaluate(change(world.provenance), PRIOR).probability


def each(provenance: Provenance, change: Callable[[Attestation], Attestation]) -> Provenance:
    return replace(provenance, attestations=tuple(map(change, provenance.attestations)))


def regraded(provenance: Provenance, shift: Callable[[int], int]) -> Provenance:
    """Every origin's letter moved by `shift` (negative: too generous); the true letter is read off its reason."""

    def change(a: Attestation) -> Attestation:
        letter = LETTERS.index(a.reliability.reason[-1]) if a.own_access else 0
        moved = min(max(letter + shift(hash_of(a.id)), 0), 3)
        return replace(a, reliability=reliability(LETTERS[moved])) if a.own_access else a

    return each(provenance, change)


def hash_of(id: str) -> int:
    return sum(ord(c) * 31**n for n, c in enumerate(id))


def deception(value: float) -> Callable[[Provenance], Provenance]:
    return lambda p: replace(p, groups=tuple(replace(g, deception=estimate(value)) for g in p.groups))


def halved(provenance: Provenance) -> Provenance:
    return replace(provenance, links=tuple(replace(k, signs=(Sign(estimate(k.delta.mid / 2)),)) for k in provenance.links))


FORECASTS: dict[str, Callable[[World], float]] = {
    "constant (base rate)": lambda world: -1.0,
    "vote share": vote_share,
    "two-source rule": two_sources,
    "naive, documents": naive_documents,
    "naive, apparent sources": naive_apparent,
    "proposed": proposed,
    "proposed, full Bayes": full_bayes,
    "- with raw scores as links": lambda world: evaluate(world.raw, PRIOR).probability,
    "- the same, errors together": together,
    "- the same, full Bayes": lambda world: evaluate(world.raw, PRIOR).full_bayes,
    "- without links": changed(lambda p: replace(p, links=())),
    "- without groups": changed(deception(0.0)),
    "- without relay attenuation": changed(lambda p: each(p, lambda a: replace(a, fidelity=Estimate.exactly(1.0, "perfect")))),
}
MISSPECIFIED: dict[str, Callable[[World], float]] = {
    "true r": proposed,
    "Admiralty mid-points": changed(
        lambda p: each(p, lambda a: replace(a, reliability=graded(a.reliability.reason[-1])) if a.own_access else a)
    ),
    "grades off by -1/0/+1": changed(lambda p: regraded(p, lambda h: h % 3 - 1)),
    "all one grade too generous": changed(lambda p: regraded(p, lambda h: -1)),
    "all one grade too harsh": changed(lambda p: regraded(p, lambda h: 1)),
    "all graded F (.60)": changed(lambda p: each(p, lambda a: replace(a, reliability=graded("F")))),
    "deception assumed .1 (true .4)": changed(deception(0.1)),
    "deception assumed .7 (true .4)": changed(deception(0.7)),
    "all deltas halved": changed(halved),
    "naive, apparent sources": naive_apparent,
}


# ---- scores ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    brier: float
    ece: float
    auc: float
    sure: int  # forecasts above .9
    sure_true: float  # and the share of them that is true

    def __str__(self) -> str:
        return f"{self.brier:.3f} {self.ece:.3f} {self.auc:.3f} {self.sure_true:.2f} ({self.sure})"


def score(forecasts: Iterable[float], truths: Iterable[bool]) -> Score:
    p, t = np.array(list(forecasts)), np.array(list(truths), dtype=float)
    p = np.where(p < 0, t.mean(), p)
    bins = np.minimum((p * 10).astype(int), 9)
    ece = sum(abs(p[bins == b].mean() - t[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any())
    right, wrong = p[t == 1], p[t == 0]
    auc = (np.sign(right[:, None] - wrong[None, :]).mean() + 1) / 2
    sure = p > 0.9
    return Score(
        float(((p - t) ** 2).mean()), float(ece), float(auc), int(sure.sum()), float(t[sure].mean()) if sure.any() else float("nan")
    )


def table(worlds: list[World], forecasts: dict[str, Callable[[World], float]]) -> dict[str, Score]:
    truths = [world.true for world in worlds]
    scores = {}
    for name, forecast in forecasts.items():
        scores[name] = score(map(forecast, worlds), truths)
        print(f"  {name:32s} {scores[name]}", flush=True)
    return scores


def beyond(worlds: list[World], of: Callable[[World], Provenance]) -> float:
    """ECE of the printed interval: by bins of the middle, how far the share that is true lies outside the mean low and high bound."""
    low, middle, high = (np.array([evaluate(of(w), PRIOR, favour=side).probability for w in worlds]) for side in (-1, 0, 1))
    truth = np.array([w.true for w in worlds], dtype=float)
    bins = np.minimum((middle * 10).astype(int), 9)
    return float(
        sum(
            max(0.0, low[here].mean() - truth[here].mean(), truth[here].mean() - high[here].mean()) * here.mean()
            for here in (bins == b for b in range(10))
            if here.any()
        )
    )


def confirmed(worlds: list[World]) -> tuple[int, int]:
    """How many propositions are graded 1, and how many of those are true."""
    ones = [world for world in worlds if weigh(world.provenance, PRIOR).credibility == 1]
    return len(ones), sum(world.true for world in ones)


def draw_raw(setting: Setting, number: int, seed: int) -> list[World]:
    rng = np.random.default_rng(seed)
    worlds: list[World] = []
    while len(worlds) < number:
        if world := simulate(rng, setting):
            worlds.append(world)
    return worlds


def draw(setting: Setting, number: int, seed: int) -> list[World]:
    """Worlds to score, their links calibrated on others."""
    worlds = draw_raw(setting, number, seed)
    if setting.oracle:
        return worlds
    others = draw_raw(setting, 800, seed + 1_000_000)
    # A false anonymous source is named u<n> by simulate(); nothing that weighs looks at names.
    calibration = calibrate((link.delta.mid, link.later.startswith("u")) for world in others for link in world.raw.links)
    return [replace(world, provenance=calibration.apply(world.raw)) for world in worlds]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misspecified", action="store_true", help="the base world under wrong assumptions, instead of the gates")
    options = parser.parse_args()
    if options.misspecified:
        print("wrong assumptions                Brier  ECE   AUC  true among >.9 (n)")
        table(draw(SETTINGS[0], options.worlds, options.seed), MISSPECIFIED)
        return 0
    missed = []
    for setting in SETTINGS:
        worlds = draw(setting, options.worlds, options.seed)
        documents = np.mean([len(w.provenance.documents()) for w in worlds])
        truth = np.mean([w.true for w in worlds])
        print(
            f"{setting.name}: {len(worlds)} propositions, {truth:.2f} true, {documents:.1f} documents each; Brier ECE AUC, true among >.9 (n)"
        )
        scores = table(worlds, FORECASTS)
        of_interval = {"proposed": beyond(worlds, lambda w: w.provenance), "with raw scores": beyond(worlds, lambda w: w.raw)}
        print("  ECE of the interval: " + ", ".join(f"{name} {value:.3f}" for name, value in of_interval.items()))
        ones, true = confirmed(worlds)
        print(f"  credibility 1: {ones}, {true} of them true")
        ours, naive = scores["proposed"], scores["naive, apparent sources"]
        gates = {
            f"Brier {1 - ours.brier / naive.brier:.0%} below naive apparent sources (20 %)": ours.brier <= 0.8 * naive.brier,
            f"ECE {ours.ece:.3f} ({ECE:.2f})": ours.ece <= ECE,
            f"above .9: {ours.sure_true:.2f} true (.88)": not ours.sure or ours.sure_true >= 0.88,
            f"credibility 1: {true}/{ones} true (.9)": not ones or true >= 0.9 * ones,
        }
        for gate, passed in gates.items():
            print(f"  {'passed' if passed else 'MISSED'}  {gate}")
            if not passed:
                missed.append(f"{setting.name}: {gate}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
