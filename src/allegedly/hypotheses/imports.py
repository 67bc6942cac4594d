"""Boards made elsewhere: a CSV table with hypotheses in its rows or columns, and the JSON that Open Synthesis gives of one board.

CSV: the first line holds the names of the hypotheses after one cell for the evidence; every other line is one piece of evidence with its
ratings. Optional columns `origin` and `probability` say what it counts once with, and how sure it is. A table with one evidence a column
begins with the word "hypothesis".

Open Synthesis rates how consistent evidence is with a hypothesis, from very inconsistent (1) to very consistent (5), with not applicable (0);
its models are Board, Hypothesis, Evidence and Evaluation, and an export holds them as lists.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from allegedly.base.errors import InputError
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.matrix import Board, Evidence, Rated, Rating, parse_rating

IMPORTED = "the board"  # who rated, where the file names nobody
EXTRA = ("origin", "probability")
OPEN_SYNTHESIS: dict[int, Rating] = {0: "NA", 1: "II", 2: "I", 3: "N", 4: "C", 5: "CC"}


def board_from_csv(text: str, place: str = "the table") -> Board:
    """The board of a CSV table. Raises `InputError` with line and column for what is missing or no rating."""
    rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if any(cell.strip() for cell in row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        raise InputError(f"{place}: a board needs a line of names and at least one of ratings; see docs/hypotheses.md for the form")
    if rows[0][0].strip().casefold() == "hypothesis":
        rows = [list(column) for column in zip(*_even(rows, place), strict=True)]
    head = [cell.strip() for cell in rows[0]]
    names = [name for name in head[1:] if name.casefold() not in EXTRA]
    if not all(names) or not names:
        raise InputError(f"{place}: a column of ratings has no name; name every hypothesis in the first line")
    hypotheses = tuple(Hypothesis(id=f"H{number}", text=name) for number, name in enumerate(names, 1))
    ids = {name: h.id for name, h in zip(names, hypotheses, strict=True)}
    if len(ids) < len(names):
        raise InputError(f"{place}: two hypotheses have one name; give each its own")
    evidence, ratings = [], []
    for number, row in enumerate(_even(rows, place)[1:], 2):
        cells = dict(zip(head[1:], (cell.strip() for cell in row[1:]), strict=True))
        extra = {name.casefold(): cells[name] for name in cells if name.casefold() in EXTRA}
        column = Evidence(
            id=f"E{number - 1}",
            text=row[0].strip() or f"line {number}",
            origin=extra.get("origin") or None,
            probability=_probability(extra.get("probability"), f"{place}, line {number}"),
        )
        evidence.append(column)
        for name in names:
            if cells[name]:
                ratings.append(
                    Rated(
                        hypothesis=ids[name],
                        evidence=column.id,
                        rating=_rating(cells[name], f"{place}, line {number}, {name}"),
                        who=IMPORTED,
                    )
                )
    return Board(hypotheses=hypotheses, evidence=tuple(evidence), ratings=tuple(ratings))


def _even(rows: list[list[str]], place: str) -> list[list[str]]:
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise InputError(f"{place}, line {number}: {len(row)} columns where the first line has {len(rows[0])}; give every line as many")
    return rows


def _rating(word: str, where: str) -> Rating:
    try:
        return parse_rating(word)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _probability(value: str | None, where: str) -> float:
    try:
        number = float(value) if value else 1.0
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise InputError(f"{where}: “{value}” is no probability; give a number from 0 to 1")
    return number


def board_from_open_synthesis(text: str, place: str = "the export") -> Board:
    """The board of an Open Synthesis export: `hypotheses`, `evidence` and `evaluations`, each a list of objects.

    Objects are those of its models: `id`, `hypothesis_text`; `id`, `evidence_desc`, `event_date`; `hypothesis`, `evidence`, `value`, `user`.
    What was removed there is left out. Raises `InputError` for a field that is missing, a value outside its scale, or an id that leads nowhere.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: not JSON at line {error.lineno}; export the board again") from error
    lists = {name: _list(data, name, place) for name in ("hypotheses", "evidence", "evaluations")}
    hypotheses = {_field(each, "id", place): each for each in lists["hypotheses"] if not each.get("removed")}
    evidence = {_field(each, "id", place): each for each in lists["evidence"] if not each.get("removed")}
    rows = {
        id: Hypothesis(id=f"H{n}", text=str(_field(each, "hypothesis_text", place))) for n, (id, each) in enumerate(hypotheses.items(), 1)
    }
    columns = {id: Evidence(id=f"E{n}", text=str(_field(each, "evidence_desc", place))) for n, (id, each) in enumerate(evidence.items(), 1)}
    gone = {each.get("id") for name in ("hypotheses", "evidence") for each in lists[name] if each.get("removed")}
    ratings = tuple(_evaluations(lists["evaluations"], rows, columns, gone, place))
    return Board(hypotheses=tuple(rows.values()), evidence=tuple(columns.values()), ratings=ratings)


def _evaluations(
    given: Iterable[dict[str, Any]], rows: dict[Any, Hypothesis], columns: dict[Any, Evidence], gone: set[Any], place: str
) -> Iterable[Rated]:
    for each in given:
        hypothesis, evidence, value = (_field(each, name, place) for name in ("hypothesis", "evidence", "value"))
        if hypothesis in gone or evidence in gone:
            continue
        if hypothesis not in rows or evidence not in columns:
            raise InputError(f"{place}: an evaluation is of hypothesis {hypothesis} and evidence {evidence}, which the board lacks")
        if value not in OPEN_SYNTHESIS:
            raise InputError(f"{place}: {value} is no evaluation; Open Synthesis has 0 (not applicable) and 1 to 5")
        yield Rated(
            hypothesis=rows[hypothesis].id, evidence=columns[evidence].id, rating=OPEN_SYNTHESIS[value], who=str(each.get("user", IMPORTED))
        )


def _list(data: Any, name: str, place: str) -> list[dict[str, Any]]:
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise InputError(f"{place}: the list “{name}” is missing; an export holds hypotheses, evidence and evaluations")
    return found


def _field(record: dict[str, Any], name: str, place: str) -> Any:
    if name not in record:
        raise InputError(f"{place}: an entry has no “{name}”; export the board again")
    return record[name]
