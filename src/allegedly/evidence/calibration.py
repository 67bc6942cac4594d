"""A detector's scores become probabilities: isotonic regression on pairs of reports of which it is known whether one copied the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from allegedly.base.errors import InputError
from allegedly.evidence.graph import Link, Provenance, Sign
from allegedly.evidence.reliability import Estimate

FEWEST = 20  # pairs that a step must rest on, so that no single pair makes a certainty


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line through (score, share of true copies); between its points it is straight, beyond them level."""

    scores: tuple[float, ...]
    shares: tuple[float, ...]
    pairs: int

    def __call__(self, score: float) -> float:
        """P(copied), for a detector's score."""
        at = bisect_right(self.scores, score)
        if at in (0, len(self.scores)):
            return self.shares[min(at, len(self.scores) - 1)]
        left, right = self.scores[at - 1], self.scores[at]
        return self.shares[at - 1] + (self.shares[at] - self.shares[at - 1]) * (score - left) / (right - left)

    def apply(self, provenance: Provenance) -> Provenance:
        """The provenance with every uncertain link at its calibrated probability; a proven one stays proven."""
        return replace(provenance, links=tuple(map(self._link, provenance.links)))

    def _link(self, link: Link) -> Link:
        if link.delta.mid == 1:
            return link
        reason = f"{link.delta.reason}; of reports so alike, {self(link.delta.mid):.0%} are copies ({self.pairs} pairs)"
        first = link.signs[0]
        return Link(link.earlier, link.later, (Sign(Estimate.around(self(link.delta.mid), reason), first.earlier, first.later),))


def calibrate(pairs: Iterable[tuple[float, bool]]) -> Calibration:
    """The calibration that labelled pairs (score, copied) teach: pooled until it rises, each step resting on at least twenty pairs."""
    ordered = sorted(pairs)
    if len(ordered) < FEWEST:
        raise InputError(f"{len(ordered)} labelled pairs are too few to calibrate on; label at least {FEWEST}")
    steps: list[tuple[float, float, int]] = []  # sum of scores, sum of copies, pairs
    for at in range(0, len(ordered) - FEWEST + 1, FEWEST):
        chunk = ordered[at : at + FEWEST] if at + 2 * FEWEST <= len(ordered) else ordered[at:]
        steps.append((sum(s for s, _ in chunk), float(sum(c for _, c in chunk)), len(chunk)))
        while len(steps) > 1 and steps[-2][1] / steps[-2][2] >= steps[-1][1] / steps[-1][2]:
            (s1, c1, n1), (s2, c2, n2) = steps[-2:]
            steps[-2:] = [(s1 + s2, c1 + c2, n1 + n2)]
    scores = tuple(s / n for s, _, n in steps)
    # One pair more on either side, so that twenty agreeing pairs do not make a certainty.
    shares = tuple((c + 0.5) / (n + 1) for _, c, n in steps)
    rising = tuple(max(shares[: at + 1]) for at in range(len(shares)))
    return Calibration(scores, rising, len(ordered))
