"""How likely each hypothesis is under the ratings of a board, how far each assumption moves that, and what would turn the order (2.4, 2.5).

log odds = log prior + sum over origins of log P~(strongest column of that origin | H), where P~ pulls P(evidence | H) towards the mean of
its column as far as the evidence itself is uncertain or may have been planted. No column can decide alone: within one, ratios are capped
at 20. The leader is never shown bare: `k_flip`, `turning_prior` and `turns` say how little would make it another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from allegedly.base.errors import BadOption
from allegedly.hypotheses.hypothesis import Rating
from allegedly.hypotheses.matrix import LIKELIHOOD, Board, Cell, Evidence

CAP = 20.0  # the largest likelihood ratio that one column can give
PLANTED = 0.15  # P(a column was planted, or only looks as it does); measured best of 0, .15, .3 with planted items (evaluation/boards.py)
GREY = 0.05  # a column whose log ratios differ by less does not discriminate
HEUER: dict[Rating, int] = {"I": 1, "II": 2}
HEUER_FLAWS = (
    "counts inconsistency only, so a vague hypothesis that forbids nothing wins; changes when a column is split or repeated; its sums have "
    "no meaning as probabilities; knows neither dependence nor deception"
)

Numbers = NDArray[np.float64]


# ---- arrays: one row for each column of the board (piece of evidence), one column for each hypothesis --------------------------------------


def pulled(likelihoods: Numbers, probabilities: Numbers, planted: float = PLANTED, cap: float = CAP) -> Numbers:
    """log P~(e | H). nan (nothing said) becomes the mean of its row, so that it moves nothing; a row of nan only becomes 0."""
    rated = ~np.isnan(likelihoods)
    filled = np.where(rated, likelihoods, 0.0)
    mean = filled.sum(axis=1) / np.maximum(rated.sum(axis=1), 1)
    values = np.where(rated, likelihoods, np.where(mean == 0, 1.0, mean)[:, None])
    mean = np.where(mean == 0, 1.0, mean)
    trust = (probabilities * (1 - planted))[:, None]
    logs = np.log(trust * values + (1 - trust) * mean[:, None])
    floored: Numbers = np.maximum(logs, logs.max(axis=1, keepdims=True) - log(cap))
    return floored


def counted(logs: Numbers, groups: Sequence[str]) -> NDArray[np.bool_]:
    """Of each group the row that discriminates most; the first of several equal ones."""
    spread = logs.max(axis=1) - logs.min(axis=1)
    best: dict[str, int] = {}
    for number, group in enumerate(groups):
        if group not in best or spread[number] > spread[best[group]] + 1e-12:
            best[group] = number
    mask = np.zeros(len(groups), dtype=bool)
    mask[list(best.values())] = True
    return mask


def posterior(logs: Numbers, priors: Numbers) -> Numbers:
    """The posterior over hypotheses, summing to 1."""
    odds = np.log(priors) + logs.sum(axis=0)
    weights = np.exp(odds - odds.max())
    shares: Numbers = weights / weights.sum()
    return shares


def heuer(board: Board) -> dict[str, int]:
    """Heuer's inconsistency score of each hypothesis, smallest best: I counts 1, II counts 2, in every column."""
    return {h.id: sum(HEUER.get(board.cell(h.id, e.id).rating, 0) for e in board.evidence) for h in board.hypotheses}


# ---- a board ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One piece of evidence in the sum: `counts` unless a stronger one of its origin stands for it; `factor` is its largest ratio.

    `favours` and `disfavours` are the hypotheses at both ends of that ratio, None when it does not discriminate.
    """

    evidence: Evidence
    logs: tuple[float, ...]
    counts: bool
    factor: float
    favours: str | None
    disfavours: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that, if it were otherwise, would put another hypothesis first."""

    what: str
    leader: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The hypotheses of a board beside each other.

    `order` is by posterior. `k_flip` is the least number of origins without which another one leads, `flips` which, None when no number
    would do. `turning_prior` is the prior of the leader below which another one leads. `by_rater` is the posterior as each rater alone
    sees it.
    """

    board: Board
    priors: dict[str, float]
    posteriors: dict[str, float]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    heuer: dict[str, int]
    k_flip: int | None
    flips: tuple[str, ...]
    flips_to: str | None
    turning_prior: float
    turns: tuple[Turn, ...]
    by_rater: dict[str, dict[str, float]]
    planted: float
    cap: float

    @property
    def leader(self) -> str:
        """The likeliest under these ratings."""
        return self.order[0]

    @property
    def second(self) -> str:
        """The next likely."""
        return self.order[1]

    @property
    def tied(self) -> bool:
        """Whether no hypothesis leads: the next is as likely."""
        return self.posteriors[self.leader] - self.posteriors[self.second] < 1e-9

    @property
    def undecided(self) -> bool:
        """Whether no column discriminates: the posterior is the prior, and the evidence cannot tell."""
        return all(column.favours is None for column in self.columns)


def compare(board: Board, *, planted: float = PLANTED, cap: float = CAP) -> Comparison:
    """The comparison. Raises `BadOption` for fewer than two hypotheses or a share outside its range."""
    if len(board.hypotheses) < 2:
        raise BadOption(
            f"{len(board.hypotheses)} hypotheses cannot compete; add at least two, for instance with `allegedly hypothesis add`"
        )
    if not 0 <= planted < 1 or cap <= 1:
        raise BadOption(f"planted is a share below 1 and cap a ratio above 1, not {planted} and {cap}")
    sums = _Sums(board, planted, cap)
    found = sums.posterior()
    ids = [h.id for h in board.hypotheses]
    order = tuple(ids[n] for n in np.argsort(-found, kind="stable"))
    k_flip, flips, flips_to = sums.k_flip()
    return Comparison(
        board=board,
        priors=dict(zip(ids, map(float, sums.priors), strict=True)),
        posteriors=dict(zip(ids, map(float, found), strict=True)),
        order=order,
        columns=tuple(sums.columns()),
        heuer=heuer(board),
        k_flip=k_flip,
        flips=flips,
        flips_to=flips_to,
        turning_prior=sums.turning_prior(),
        turns=tuple(sums.turns()),
        by_rater={who: dict(zip(ids, map(float, _Sums(board, planted, cap, who).posterior()), strict=True)) for who in board.raters()},
        planted=planted,
        cap=cap,
    )


class _Sums:
    """The arrays of one board."""

    def __init__(self, board: Board, planted: float, cap: float, who: str | None = None) -> None:
        self.board = board
        self.planted = planted
        self.cap = cap
        self.ids = [h.id for h in board.hypotheses]
        self.groups = [e.group for e in board.evidence]
        self.priors = board.priors()
        self.likelihoods = board.likelihoods(who)
        self.probabilities = np.array([e.probability for e in board.evidence])
        self.logs, self.counts = self._work_out(self.likelihoods, self.probabilities, planted)

    def _work_out(self, likelihoods: Numbers, probabilities: Numbers, planted: float) -> tuple[Numbers, NDArray[np.bool_]]:
        if not len(likelihoods):
            return np.zeros((0, len(self.ids))), np.zeros(0, dtype=bool)
        logs = pulled(likelihoods, probabilities, planted, self.cap)
        return logs, counted(logs, self.groups)

    def posterior(self) -> Numbers:
        return posterior(self.logs[self.counts], self.priors)

    def columns(self) -> list[Column]:
        made = []
        for number, evidence in enumerate(self.board.evidence):
            row = self.logs[number]
            spread = float(row.max() - row.min())
            tells = spread >= GREY
            made.append(
                Column(
                    evidence=evidence,
                    logs=tuple(map(float, row - row.max())),
                    counts=bool(self.counts[number]),
                    factor=exp(spread),
                    favours=self.ids[int(row.argmax())] if tells else None,
                    disfavours=self.ids[int(row.argmin())] if tells else None,
                )
            )
        return made

    def _odds(self, logs: Numbers, priors: Numbers) -> Numbers:
        odds: Numbers = np.log(priors) + logs.sum(axis=0)
        return odds

    def _leader(self, logs: Numbers, priors: Numbers) -> str:
        return self.ids[int(self._odds(logs, priors).argmax())]

    def k_flip(self) -> tuple[int | None, tuple[str, ...], str | None]:
        """Origins add up, so for each rival the fewest that suffice are those that favour the leader most over it."""
        rows, odds = self.logs[self.counts], self._odds(self.logs[self.counts], self.priors)
        groups = [group for group, counts in zip(self.groups, self.counts, strict=True) if counts]
        first = int(odds.argmax())
        best: tuple[int | None, tuple[str, ...], str | None] = (None, (), None)
        for rival in range(len(self.ids)):
            ahead, taken = float(odds[first] - odds[rival]), []
            for gain, group in sorted(((float(row[first] - row[rival]), group) for row, group in zip(rows, groups)), reverse=True):
                if rival == first or ahead <= 0 or gain <= 0:
                    break
                ahead -= gain
                taken.append(group)
            if rival != first and ahead <= 1e-9 and taken and (best[0] is None or len(taken) < best[0]):
                best = (len(taken), tuple(taken), self.ids[rival])
        return best

    def turning_prior(self) -> float:
        """With the others' priors kept in proportion, the leader's prior at which the next one draws level."""
        sums = self.logs[self.counts].sum(axis=0)
        first = int(self._odds(self.logs[self.counts], self.priors).argmax())
        rest = 1 - self.priors[first]
        rivals = [log(self.priors[n] / rest) + float(sums[n] - sums[first]) for n in range(len(self.ids)) if n != first]
        return 1 / (1 + exp(-max(rivals)))

    def turns(self) -> list[Turn]:
        """Every single origin, rating and assumption that would put another hypothesis first."""
        leader = self._leader(self.logs[self.counts], self.priors)
        return [turn for turn in (*self._origin_turns(), *self._rating_turns(leader), *self._assumption_turns()) if turn.leader != leader]

    def _origin_turns(self) -> list[Turn]:
        made = []
        for group in dict.fromkeys(self.groups):
            left = self.counts & np.array([each != group for each in self.groups])
            columns = tuple(e.id for e in self.board.evidence if e.group == group)
            made.append(
                Turn(
                    what=f"what {_origin(group, columns)} rests on is wrong or planted",
                    leader=self._leader(self.logs[left], self.priors),
                    evidence=columns,
                )
            )
        return made

    def _rating_turns(self, leader: str) -> list[Turn]:
        made = []
        for number, evidence in enumerate(self.board.evidence):
            for column, hypothesis in enumerate(self.ids):
                cell = self.board.cell(hypothesis, evidence.id)
                if (other := _step(cell, -1 if hypothesis == leader else 1)) is None:
                    continue
                changed = self.likelihoods.copy()
                changed[number, column] = LIKELIHOOD[other]
                logs, counts = self._work_out(changed, self.probabilities, self.planted)
                what = f"{evidence.id} under {hypothesis} is {other} and not {cell.rating}"
                made.append(Turn(what=what, leader=self._leader(logs[counts], self.priors), evidence=(evidence.id,)))
        return made

    def _assumption_turns(self) -> list[Turn]:
        equal = np.full(len(self.ids), 1 / len(self.ids))
        made = [Turn(what="all hypotheses are held equally likely beforehand", leader=self._leader(self.logs[self.counts], equal))]
        for share, what in ((0.0, "nothing was planted"), (0.5, "half of the evidence may have been planted")):
            logs, counts = self._work_out(self.likelihoods, self.probabilities, share)
            made.append(Turn(what=what, leader=self._leader(logs[counts], self.priors)))
        logs, counts = self._work_out(self.likelihoods, np.ones_like(self.probabilities), self.planted)
        made.append(Turn(what="every piece of evidence is as it is reported", leader=self._leader(logs[counts], self.priors)))
        return made


def _origin(group: str, columns: Sequence[str]) -> str:
    return group if group not in columns else columns[0]


def _step(cell: Cell, direction: int) -> Rating | None:
    """The rating one step more (1) or less (-1) likely; None at the end of the scale or when nothing is said."""
    scale = list(LIKELIHOOD)
    if cell.likelihood is None:
        return None
    at = scale.index(cell.rating) - direction
    return scale[at] if 0 <= at < len(scale) else None
