"""Explanations that compete on the same evidence: the matrix, what would turn it, and ratings given in place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import quote

from allegedly.case import Case, Stage
from allegedly.hypotheses.comparing import Compared
from allegedly.hypotheses.hypothesis import RATINGS, Hypothesis, Template, templates
from allegedly.hypotheses.likelihood import HEUER_FLAWS, Column
from allegedly.hypotheses.matrix import PROGRAM, WORDS, Cell
from allegedly.web.ask import Ask

SENTENCES = 4  # below a cell; the page of a claim has the rest


@dataclass(frozen=True, slots=True)
class Origin:
    """Columns that one voice stands behind, the strongest first: together they count once. Those that nobody shares have no name."""

    name: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One cell, in the order of the columns: where it is on the page, what was said of it, and whether it is the program's proposal alone."""

    anchor: str
    column: Column
    cell: Cell
    proposed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The hypotheses; where there are two, their comparison, what must be said before any number, and the matrix.

    `rows` are those of the matrix, the likeliest hypothesis first; `sentences` are the words behind each column (by the id of its evidence),
    each with the id of the claim; `ratings` says what each rating means.
    """

    hypotheses: tuple[Hypothesis, ...]
    compared: Compared | None
    headline: tuple[str, ...]
    origins: tuple[Origin, ...]
    rows: tuple[tuple[Hypothesis, tuple[Place, ...]], ...]
    sentences: dict[str, tuple[tuple[str, str], ...]]
    templates: dict[str, Template]
    ratings: dict[str, str]
    actors: tuple[str, ...]
    heuer_flaws: str
    program: str


def stages_of_hypotheses(case: Case, ask: Ask) -> tuple[Stage, ...]:
    """What the board of `case` stands on; with nothing to compare, only the names that the form offers."""
    return ("weighings" if case.hypotheses().count() > 1 else "names",)


def hypotheses(case: Case, ask: Ask) -> Board:
    """The board of `case`."""
    every = tuple(case.hypotheses())
    compared = case.compare() if len(every) > 1 else None
    origins = _origins(compared) if compared else ()
    columns = [column for origin in origins for column in origin.columns]
    return Board(
        hypotheses=every,
        compared=compared,
        headline=compared.headline() if compared else (),
        origins=origins,
        rows=tuple(_rows(compared, columns)) if compared else (),
        sentences={column.evidence.id: _sentences(compared, column) for column in columns} if compared else {},
        templates=templates(),
        ratings={rating: WORDS[rating] for rating in RATINGS},
        actors=tuple(row.name for row in case.entities() if row.named)[:200],
        heuer_flaws=HEUER_FLAWS,
        program=PROGRAM,
    )


def anchor(hypothesis: str, evidence: str) -> str:
    """Where a cell is on the page."""
    return f"cell-{quote(f'{hypothesis} {evidence}', safe='')}"


def _origins(compared: Compared) -> tuple[Origin, ...]:
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in compared.comparison.columns:
        groups[column.evidence.group].append(column)
    for some in groups.values():
        some.sort(key=lambda column: (not column.counts, -column.factor))
    made = (Origin(some[0].evidence.origin, tuple(some)) for some in groups.values())
    return tuple(sorted(made, key=lambda origin: -origin.columns[0].factor))


def _rows(compared: Compared, columns: list[Column]) -> list[tuple[Hypothesis, tuple[Place, ...]]]:
    board = compared.board
    by_id = {each.id: each for each in board.hypotheses}
    made = []
    for id in compared.comparison.order:
        places = []
        for column in columns:
            cell = board.cell(id, column.evidence.id)
            proposed = all(each.who == PROGRAM for each in cell.ratings)
            places.append(Place(anchor(id, column.evidence.id), column, cell, proposed))
        made.append((by_id[id], tuple(places)))
    return made


def _sentences(compared: Compared, column: Column) -> tuple[tuple[str, str], ...]:
    said = ((id, compared.quotes[id]) for id in column.evidence.claims[:SENTENCES] if id in compared.quotes)
    return tuple(said)
