"""How probable a proposition is: the average, over every world of who really said what, of what its voices there weigh (1.3).

A world says of every relay whether it was faithful, of every suspected copy whether it is one, of every group whether it deceives.
Each of these is a dial: a uniform number of its own, below or above a threshold. Up to 14 binary dials (2^14 worlds) all worlds are
counted; above that, worlds are drawn, and the draw of a dial depends on its name alone, so that two variants of one provenance meet the
same worlds and every comparison between them holds world by world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from allegedly.base.errors import BadOption
from allegedly.evidence.graph import Group, Provenance, Stance
from allegedly.evidence.reliability import Estimate, weight_of

EXACT_WORLDS = 2**14
DRAWN_WORLDS = 1024

Method = Literal["exact", "drawn"]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Dial = tuple[str, ...]  # ("relay", id), ("copy", id), ("withdrawn", id), ("group", id), ("disowned", id, relay)


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks from own access: its weight in log-odds, P(its words reach us), P(they count): heard, no copy, no deception."""

    id: str
    stance: Stance
    weight: float
    heard: float
    counted: float


@dataclass(frozen=True, slots=True)
class Worlds:
    """What the worlds amount to."""

    probability: float
    full_bayes: float  # the same, each world weighed by how well it explains what was said (1.3, second opinion)
    said: float  # P(a supporting voice that is no copy really reached us)
    voices: tuple[Voice, ...]
    worlds: int
    method: Method
    error: float  # standard error of `probability`; 0 when every world was counted


@dataclass(frozen=True, slots=True)
class _Part:
    """A voice before the worlds are made."""

    number: int
    stance: Stance
    reliability: float


def evaluate(
    provenance: Provenance,
    prior: float = 0.5,
    *,
    favour: Literal[-1, 0, 1] = 0,
    failed: Collection[str] = (),
    given: Mapping[Dial, bool] | None = None,
    method: Method | None = None,
) -> Worlds:
    """The worlds of a provenance.

    `favour` 1 takes every bound that helps supporters and hinders deniers, -1 the reverse; by monotonicity these two runs bound every
    value between. `failed` attestations are taken away; `given` holds dials at a value ("if this group is lying").
    """
    if not 0 < prior < 1:
        raise BadOption(f"a prior of {prior} cannot be moved by evidence; give a number between 0 and 1, without either")
    return _Run(provenance, prior, favour, failed, given or {}).evaluate(method)


class _Run:
    """One evaluation: thresholds first, then worlds, then what is heard in each."""

    def __init__(self, provenance: Provenance, prior: float, favour: int, failed: Collection[str], given: Mapping[Dial, bool]) -> None:
        self.provenance = provenance
        self.prior = prior
        self.favour = favour
        self.given = given
        self.attestations = provenance.attestations
        self.suspicion = provenance.suspicion() if provenance.links else {}
        self.disowned = provenance.disowned() if provenance.undercuts else {}
        self.withdrawn = provenance.withdrawn() if provenance.undercuts else {}
        self.groups = {group.id: group for group in provenance.groups}
        # A proven copy is as good as absent, and counts no worlds.
        proven = {n for n, e in self.suspicion.items() if e.low == 1 and ("copy", self.attestations[n].id) not in given}
        self.gone = {provenance.at[id] for id in failed} | proven
        # What a document in hand passes on has reached us already, so nothing after it can add to it.
        self.children = [
            () if a.terminal or n in self.gone else tuple(c for c in provenance.children[n] if c not in self.gone)
            for n, a in enumerate(self.attestations)
        ]
        self.thresholds: dict[Dial, list[float]] = {}
        self.uniforms: dict[Dial, Numbers] = {}

    # ---- thresholds ------------------------------------------------------------------------------------------------------------------

    def _helps(self, estimate: Estimate, stance: Stance) -> float:
        return estimate.towards(self.favour * stance)

    def _hinders(self, estimate: Estimate, stance: Stance) -> float:
        return estimate.towards(-self.favour * stance)

    def _group_of(self, number: int, stance: Stance) -> Group | None:
        """The group on whose behalf an attestation would say this falsely."""
        id = self.attestations[number].group
        group = self.groups[id] if id is not None else None
        return group if group and group.gains_from(stance) else None

    def _passing(self, parts: Sequence[_Part], stance: Stance) -> list[int]:
        """The nodes between the voices of one stance and the documents in hand, latest first."""
        forward: set[int] = set()
        for part in parts:
            if part.stance == stance:
                forward.add(part.number)
        for n in self.provenance.order:
            if n in forward:
                forward.update(self.children[n])
        backward: list[int] = []
        reaching: set[int] = set()
        for n in reversed(self.provenance.order):
            if n in forward and (self.attestations[n].terminal or any(c in reaching for c in self.children[n])):
                reaching.add(n)
                backward.append(n)
        return backward

    def _note(self, dial: Dial, threshold: float) -> None:
        if dial not in self.given and 0 < threshold < 1:
            self.thresholds.setdefault(dial, []).append(threshold)

    def _below(self, dial: Dial, threshold: float) -> Flags | bool:
        """In which worlds the dial is below the threshold."""
        if dial in self.given:
            return self.given[dial]
        return threshold >= 1 if threshold <= 0 or threshold >= 1 else self.uniforms[dial] < threshold

    def _above(self, dial: Dial, threshold: float) -> Flags | bool:
        below = self._below(dial, threshold)
        return not below if isinstance(below, bool) else ~below

    # ---- worlds ----------------------------------------------------------------------------------------------------------------------

    def evaluate(self, method: Method | None) -> Worlds:
        parts = [
            _Part(n, a.stance, min(max(self._helps(a.reliability, a.stance), 0.5), 1 - 1e-9))
            for n, a in enumerate(self.attestations)
            if a.own_access and n not in self.gone
        ]
        stances = sorted({part.stance for part in parts})
        passing = {stance: self._passing(parts, stance) for stance in stances}
        reaching = {stance: set(nodes) for stance, nodes in passing.items()}
        parts = [part for part in parts if part.number in reaching[part.stance]]
        for part in parts:
            self._note_voice(part)
        for stance in stances:
            self._note_relays(passing[stance], reaching[stance], stance)
        weights, method = self._make_worlds(method)
        heard = {stance: self._heard(passing[stance], reaching[stance], stance) for stance in stances}
        return self._sum(parts, heard, weights, method)

    def _note_voice(self, part: _Part) -> None:
        self._note_struck(part.number, part.stance)
        if group := self._group_of(part.number, part.stance):
            self._note(("group", group.id), self._hinders(group.deception, part.stance))

    def _note_relays(self, nodes: Iterable[int], reaching: Collection[int], stance: Stance) -> None:
        for n in nodes:
            for child in self.children[n]:
                if child in reaching:
                    self._note(("relay", self.attestations[child].id), self._helps(self.attestations[child].fidelity, stance))
                    self._note_struck(child, stance)
                    if group := self._group_of(child, stance):
                        self._note(("group", group.id), self._hinders(group.deception, stance))
                    if (n, child) in self.disowned:
                        self._note(self._denial(n, child), self._hinders(self.disowned[n, child], stance))

    def _note_struck(self, number: int, stance: Stance) -> None:
        for dial, estimate in self._strikes(number):
            self._note(dial, self._hinders(estimate, stance))

    def _strikes(self, number: int) -> Iterator[tuple[Dial, Estimate]]:
        """What would take an attestation out of the account: that it is a copy, that it was withdrawn."""
        id = self.attestations[number].id
        if number in self.suspicion:
            yield ("copy", id), self.suspicion[number]
        if number in self.withdrawn:
            yield ("withdrawn", id), self.withdrawn[number]

    def _denial(self, target: int, relay: int) -> Dial:
        return ("disowned", self.attestations[target].id, self.attestations[relay].id)

    def _make_worlds(self, method: Method | None) -> tuple[Numbers, Method]:
        dials = sorted(self.thresholds)
        cuts = [[0.0, *sorted(set(self.thresholds[dial])), 1.0] for dial in dials]
        total = prod(len(cut) - 1 for cut in cuts)
        method = method or ("exact" if total <= EXACT_WORLDS else "drawn")
        if method == "drawn":
            self.uniforms = {dial: drawn(dial) for dial in dials}
            return np.full(DRAWN_WORLDS, 1 / DRAWN_WORLDS), method
        weights = np.ones(1)
        inner = 1
        for dial, cut in zip(dials, cuts):
            edges = np.array(cut)
            chances, middles = np.diff(edges), (edges[1:] + edges[:-1]) / 2
            # Worlds are counted like an odometer: this dial turns once every `inner` worlds.
            self.uniforms[dial] = np.tile(np.repeat(middles, inner), total // (inner * len(chances)))
            weights = (chances[:, None] * weights[None, :]).ravel()
            inner *= len(chances)
        return weights, method

    def _heard(self, nodes: Sequence[int], reaching: Collection[int], stance: Stance) -> dict[int, Flags | bool]:
        """For every node, in which worlds what stands there reaches a document in hand."""
        reaches: dict[int, Flags | bool] = {}
        for n in nodes:
            found: Flags | bool = self.attestations[n].terminal
            for child in self.children[n]:
                if child in reaching and found is not True:
                    found = found | (self._relays(n, child, stance) & reaches[child])
            reaches[n] = found
        return reaches

    def _relays(self, source: int, relay: int, stance: Stance) -> Flags | bool:
        """In which worlds the relay passes on what stands at the source."""
        a = self.attestations[relay]
        passed = self._below(("relay", a.id), self._helps(a.fidelity, stance)) & self._stands(relay, stance)
        if group := self._group_of(relay, stance):  # what suits a deceiver he may have made up
            passed = passed & self._above(("group", group.id), self._hinders(group.deception, stance))
        if (source, relay) in self.disowned:
            passed = passed & self._above(self._denial(source, relay), self._hinders(self.disowned[source, relay], stance))
        return passed

    def _sum(self, parts: Sequence[_Part], heard: Mapping[Stance, Mapping[int, Flags | bool]], weights: Numbers, method: Method) -> Worlds:
        odds = np.full(len(weights), log(self.prior / (1 - self.prior)))
        if_true, if_false = np.full(len(weights), log(self.prior)), np.full(len(weights), log(1 - self.prior))
        said: Flags | bool = False
        voices = []
        for part in parts:
            reached = heard[part.stance][part.number]
            sincere = self._sincere(part)
            counts = reached & sincere
            weight = weight_of(part.reliability)
            odds += np.where(counts, part.stance * weight, 0.0)
            right, wrong = log(part.reliability), log(1 - part.reliability)
            silent = np.where(sincere, log(0.5), 0.0)  # own words that never reached us explain nothing either way
            if_true += np.where(counts, right if part.stance == 1 else wrong, silent)
            if_false += np.where(counts, wrong if part.stance == 1 else right, silent)
            if part.stance == 1:
                said = said | (reached & self._stands(part.number, part.stance))
            voices.append(
                Voice(self.attestations[part.number].id, part.stance, part.stance * weight, _mean(reached, weights), _mean(counts, weights))
            )
        beliefs = 1 / (1 + np.exp(-odds))
        probability = _average(beliefs, weights)
        highest = max(float(if_true.max()), float(if_false.max()))
        for_it, against = _average(np.exp(if_true - highest), weights), _average(np.exp(if_false - highest), weights)
        error = 0.0 if method == "exact" else float(np.sqrt(max(_average(beliefs**2, weights) - probability**2, 0.0) / len(weights)))
        return Worlds(probability, for_it / (for_it + against), _mean(said, weights), tuple(voices), len(weights), method, error)

    def _stands(self, number: int, stance: Stance) -> Flags | bool:
        """In which worlds an attestation is no copy and not withdrawn; a copy has no voice at all and relays nothing, whatever its grade."""
        stands: Flags | bool = True
        for dial, estimate in self._strikes(number):
            stands = stands & self._above(dial, self._hinders(estimate, stance))
        return stands

    def _sincere(self, part: _Part) -> Flags | bool:
        """In which worlds the voice is no copy, no deception and not withdrawn."""
        kept = self._stands(part.number, part.stance)
        if group := self._group_of(part.number, part.stance):
            kept = kept & self._above(("group", group.id), self._hinders(group.deception, part.stance))
        return kept


def _mean(flags: Flags | bool, weights: Numbers) -> float:
    return float(flags) if isinstance(flags, bool | np.bool_) else _average(flags, weights)


def _average(values: Numbers | Flags, weights: Numbers) -> float:
    # Not `weights @ values`: above 10,000 worlds BLAS shares that among threads, whose waiting costs more than the sum and whose number
    # decides the last digits.
    return float((weights * values).sum())


@lru_cache(maxsize=4096)
def drawn(dial: Dial) -> Numbers:
    """The dial's uniform number in each drawn world: a function of its name alone (splitmix64 of name and world)."""
    seed = int.from_bytes(hashlib.sha256("\x1f".join(dial).encode()).digest()[:8], "big")
    return _splitmix(seed)


def _splitmix(seed: int) -> Numbers:
    z = np.uint64(seed) + np.arange(1, DRAWN_WORLDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53


def chain_probability(prior: float, reliability: float, fidelities: Iterable[float]) -> float:
    """The closed form of one origin behind relays in a row: Phi * sigma(logit prior + logit r) + (1 - Phi) * prior (1.3)."""
    through = prod(fidelities)
    believed = prior * reliability / (prior * reliability + (1 - prior) * (1 - reliability))
    return through * believed + (1 - through) * prior
