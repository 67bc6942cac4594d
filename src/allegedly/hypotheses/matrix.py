"""`Board`: hypotheses in rows, evidence in columns, and in each cell how likely the evidence would be if the hypothesis were so.

A rating is of P(evidence | hypothesis): never of how likely the hypothesis is, and never "supports". Not applicable is no neutral: a cell
without a rating says nothing, a neutral one says that the evidence is neither likely nor unlikely. Several people may rate a cell; what
the program proposes counts only where nobody has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allegedly.base.errors import BadOption, NotFound
from allegedly.hypotheses.hypothesis import RATINGS, Hypothesis, Rating

LIKELIHOOD: dict[Rating, float] = {"CC": 0.85, "C": 0.55, "N": 0.30, "I": 0.12, "II": 0.03}  # weighing 2.1; only ratios in a column count
WORDS: dict[Rating, str] = {
    "CC": "what one would expect",
    "C": "likely",
    "N": "neither likely nor unlikely",
    "I": "unlikely",
    "II": "hardly possible",
    "NA": "says nothing on this hypothesis",
}
PROGRAM = "allegedly"  # who rates where nobody has

Numbers = NDArray[np.float64]


def parse_rating(word: str) -> Rating:
    """The rating that `word` names, in either case; anything else is refused."""
    for rating in RATINGS:
        if word.strip().upper().replace("/", "") == rating:
            return rating
    raise BadOption(f"“{word}” is no rating; use {', '.join(f'{rating} ({WORDS[rating]})' for rating in RATINGS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One column. Columns of one `origin` are one voice and count once; None: an origin of its own.

    `probability` is P(the evidence is as stated); `claims` are ids of the claims it is made of, `sign` what kind of evidence it is.
    """

    id: str
    text: str
    origin: str | None = None
    probability: float = 1.0
    claims: tuple[str, ...] = ()
    sign: str | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise BadOption(f"{self.id}: {self.probability} is no probability; give a number from 0 to 1")

    @property
    def group(self) -> str:
        """What it counts once with."""
        return self.origin if self.origin is not None else self.id

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Somebody rated a cell at this time, for this reason."""

    hypothesis: str
    evidence: str
    rating: Rating
    who: str = PROGRAM
    why: str = ""
    at: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What was said of one cell: the ratings that count (one of each person, or the program's proposal), and P(evidence | hypothesis)."""

    ratings: tuple[Rated, ...]

    @property
    def likelihood(self) -> float | None:
        """The mean over those who rated it; None when nobody did or all call it not applicable."""
        given = [LIKELIHOOD[each.rating] for each in self.ratings if each.rating != "NA"]
        return sum(given) / len(given) if given else None

    @property
    def rating(self) -> Rating:
        """The rating nearest to that mean."""
        mean = self.likelihood
        return min(LIKELIHOOD, key=lambda rating: abs(LIKELIHOOD[rating] - mean)) if mean is not None else "NA"

    @property
    def disputed(self) -> bool:
        """Whether two raters are two steps apart or more, or only some hold it applicable."""
        steps = [RATINGS.index(each.rating) for each in self.ratings if each.rating != "NA"]
        some = 0 < len(steps) < len(self.ratings)
        return some or bool(steps) and max(steps) - min(steps) >= 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A matrix. Of two ratings of one person for one cell the later one holds. Refused as a whole when it contradicts itself."""

    hypotheses: tuple[Hypothesis, ...]
    evidence: tuple[Evidence, ...]
    ratings: tuple[Rated, ...] = ()
    _cells: Mapping[tuple[str, str], Cell] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names, columns = [h.id for h in self.hypotheses], [e.id for e in self.evidence]
        for what, ids in (("hypotheses", names), ("pieces of evidence", columns)):
            if len(set(ids)) < len(ids):
                raise BadOption(f"two {what} are called {next(id for id in ids if ids.count(id) > 1)}; give each its own name")
        latest: dict[tuple[str, str, str], Rated] = {}
        for each in self.ratings:
            if each.hypothesis not in names:
                raise NotFound(f"{each.hypothesis} is no hypothesis of this board; there are {', '.join(names) or 'none'}")
            if each.evidence not in columns:
                raise NotFound(f"{each.evidence} is no evidence of this board; `allegedly compare CASE` lists what there is")
            latest[each.hypothesis, each.evidence, each.who] = each
        cells: dict[tuple[str, str], list[Rated]] = {}
        for (hypothesis, evidence, _), each in latest.items():
            cells.setdefault((hypothesis, evidence), []).append(each)
        object.__setattr__(self, "_cells", {place: _settled(rated) for place, rated in cells.items()})

    def cell(self, hypothesis: str, evidence: str) -> Cell:
        """What was said of this cell; an empty one when nothing was."""
        return self._cells.get((hypothesis, evidence), Cell(ratings=()))

    def priors(self) -> Numbers:
        """The priors of the hypotheses, summing to 1: those without one share what the others leave, and all are scaled alike."""
        given = [h.prior for h in self.hypotheses]
        left = 1 - sum(prior for prior in given if prior is not None)
        open_ = sum(prior is None for prior in given)
        if open_ and left <= 0:
            raise BadOption("the priors given leave nothing for the hypotheses without one; lower them or give every hypothesis a prior")
        found = np.array([prior if prior is not None else left / open_ for prior in given])
        shares: Numbers = found / found.sum()
        return shares

    def likelihoods(self, who: str | None = None) -> Numbers:
        """P(evidence | hypothesis), one row for each piece of evidence; nan where nothing is said. With `who`, as that person alone sees it."""
        table = np.full((len(self.evidence), len(self.hypotheses)), np.nan)
        for (hypothesis, evidence), cell in self._cells.items():
            seen = cell if who is None else _of(cell, who)
            if (value := seen.likelihood) is not None:
                table[self._column(evidence), self._row(hypothesis)] = value
        return table

    def raters(self) -> tuple[str, ...]:
        """Everybody who rated, the program left out."""
        return tuple(dict.fromkeys(each.who for each in self.ratings if each.who != PROGRAM))

    def _row(self, hypothesis: str) -> int:
        return next(n for n, h in enumerate(self.hypotheses) if h.id == hypothesis)

    def _column(self, evidence: str) -> int:
        return next(n for n, e in enumerate(self.evidence) if e.id == evidence)


def _settled(rated: Sequence[Rated]) -> Cell:
    people = [each for each in rated if each.who != PROGRAM]
    return Cell(ratings=tuple(people or rated))


def _of(cell: Cell, who: str) -> Cell:
    """The person's own rating, or, where that person gave none, what the others think."""
    own = tuple(each for each in cell.ratings if each.who == who)
    return Cell(ratings=own or cell.ratings)


def disputed(board: Board) -> Iterable[tuple[Hypothesis, Evidence, Cell]]:
    """The cells that raters see differently."""
    for hypothesis in board.hypotheses:
        for evidence in board.evidence:
            if (cell := board.cell(hypothesis.id, evidence.id)).disputed:
                yield hypothesis, evidence, cell
