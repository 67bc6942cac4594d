"""Explanations that compete on the same evidence: the matrix, what would turn it, and ratings given in place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from allegedly.case import Case
from allegedly.hypotheses.comparing import Compared
from allegedly.hypotheses.hypothesis import RATINGS, Hypothesis, Template, templates
from allegedly.hypotheses.likelihood import Column
from allegedly.hypotheses.matrix import Cell
from allegedly.web.ask import Ask

MEANT = {
    "CC": "to be expected",
    "C": "likely",
    "N": "as likely as not",
    "I": "unlikely",
    "II": "hardly possible",
    "NA": "says nothing of it",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of evidence: what it does in the comparison, and its cell for each hypothesis, in the order of the board."""

    column: Column
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The hypotheses; where there are two, their comparison, what must be said before any number, and the matrix grouped by origin."""

    hypotheses: tuple[Hypothesis, ...]
    compared: Compared | None
    headline: tuple[str, ...]
    origins: tuple[tuple[str, tuple[Row, ...]], ...]
    templates: dict[str, Template]
    ratings: dict[str, str]
    actors: tuple[str, ...]


def hypotheses(case: Case, ask: Ask) -> Board:
    """The board of `case`."""
    every = tuple(case.hypotheses())
    compared = case.compare() if len(every) > 1 else None
    rows: list[Row] = []
    if compared:
        board = compared.board
        rows = [
            Row(column, tuple((each.id, board.cell(each.id, column.evidence.id)) for each in board.hypotheses))
            for column in compared.comparison.columns
        ]
    rows.sort(key=lambda row: row.column.evidence.group)  # stable: within an origin the order of the comparison
    groups = {group: tuple(some) for group, some in groupby(rows, key=lambda row: row.column.evidence.group)}
    return Board(
        hypotheses=every,
        compared=compared,
        headline=compared.headline() if compared else (),
        origins=tuple(sorted(groups.items(), key=lambda item: -max(row.column.factor for row in item[1]))),
        templates=templates(),
        ratings={rating: MEANT[rating] for rating in RATINGS},
        actors=tuple(row.name for row in case.entities() if row.named)[:200],
    )
