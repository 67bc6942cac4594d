"""Boards made elsewhere: a CSV table with hypotheses in its rows or columns, and the JSON that Open Synthesis gives of one board.

CSV: the first line holds the names of the hypotheses after one cell for the evidence; every other line is one piece of evidence with its
ratings. Optional columns `origin` and `probability` say what it counts once with, and how sure it is. A table with one evidence a column
begins with the word "hypothesis".

Open Synthesis has no export of its own; what its administrators get is Django's `manage.py dumpdata openach`: a list of objects with `model`,
`pk` and `fields`. It rates how consistent evidence is with a hypothesis, from very inconsistent (1) to very consistent (5), with not
applicable (0); the models and fields read here are those of its source (openach/models.py).
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from allegedly.base.errors import InputError
from allegedly.hypotheses.hypothesis import Hypothesis, Rating
from allegedly.hypotheses.matrix import Board, Evidence, Rated, parse_rating

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


def board_from_open_synthesis(text: str, place: str = "the export", board: int | None = None) -> Board:
    """The board of an Open Synthesis dump, or the one of number `board` when it holds several. What was removed there is left out.

    Raises `InputError` for a field that is missing, a value outside its scale, an id that leads nowhere, or a board that is not there.
    """
    rows = _dumped(text, place)
    boards = {row["pk"]: row["fields"] for row in rows if row["model"] == "openach.board"}
    chosen = _choose(boards, board, place)
    hypotheses: dict[Any, Hypothesis] = {}
    evidence: dict[Any, Evidence] = {}
    gone: set[tuple[str, Any]] = set()
    for row in rows:
        kind, fields = row["model"], row["fields"]
        if kind in ("openach.hypothesis", "openach.evidence") and fields.get("board") == chosen:
            if fields.get("removed"):
                gone.add((kind, row["pk"]))
            elif kind == "openach.hypothesis":
                hypotheses[row["pk"]] = Hypothesis(id=f"H{len(hypotheses) + 1}", text=_field(fields, "hypothesis_text", place))
            else:
                evidence[row["pk"]] = Evidence(id=f"E{len(evidence) + 1}", text=_field(fields, "evidence_desc", place))
    if not hypotheses:
        raise InputError(f"{place}: board {chosen} has no hypothesis; dump the whole of openach, not its boards alone")
    ratings = []
    for row in rows:
        fields = row["fields"]
        if row["model"] != "openach.evaluation" or fields.get("board") != chosen:
            continue
        of, on, value = (_field(fields, name, place) for name in ("hypothesis", "evidence", "value"))
        if ("openach.hypothesis", of) in gone or ("openach.evidence", on) in gone:
            continue
        if of not in hypotheses or on not in evidence:
            raise InputError(f"{place}: an evaluation is of hypothesis {of} and evidence {on}, which board {chosen} lacks; dump it again")
        if value not in OPEN_SYNTHESIS:
            raise InputError(f"{place}: {value} is no evaluation; Open Synthesis has 0 (not applicable) and 1 to 5")
        who = _name(fields.get("user", IMPORTED))
        ratings.append(Rated(hypothesis=hypotheses[of].id, evidence=evidence[on].id, rating=OPEN_SYNTHESIS[value], who=who))
    return Board(hypotheses=tuple(hypotheses.values()), evidence=tuple(evidence.values()), ratings=tuple(ratings))


def _dumped(text: str, place: str) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: not JSON at line {error.lineno}; dump the board again") from error
    whole = isinstance(rows, list) and all(
        isinstance(row, dict) and {"model", "pk", "fields"} <= row.keys() and isinstance(row["fields"], dict) for row in rows
    )
    if not whole:
        raise InputError(f"{place}: no dump of Open Synthesis, which is a list of objects with model, pk and fields")
    return rows


def _choose(boards: dict[Any, dict[str, Any]], board: int | None, place: str) -> Any:
    names = "; ".join(f"{pk} {fields.get('board_title', '')}" for pk, fields in boards.items())
    if board is not None and board not in boards:
        raise InputError(f"{place}: there is no board {board}; there are {names or 'none'}")
    if board is None and len(boards) != 1:
        raise InputError(
            f"{place}: {len(boards)} boards and not one; name one of {names}" if boards else f"{place}: there is no board in it"
        )
    return board if board is not None else next(iter(boards))


def _name(user: Any) -> str:
    """A user is a number, or in a dump with natural keys a list of one name."""
    return f"user {user}" if isinstance(user, int) else str(user[0]) if isinstance(user, list) and user else str(user)


def _field(record: dict[str, Any], name: str, place: str) -> Any:
    if name not in record:
        raise InputError(f"{place}: an entry has no “{name}”; dump the board again")
    return record[name]
