"""Hypotheses, the evidence that people put beside them and their ratings, as a case keeps them; and the cast and background they are held against.

What the program proposes is worked out anew each time and never kept. Every decision leaves a row in the history, and so does taking it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select

from allegedly.base.errors import BadOption, NotFound
from allegedly.claims.claim import Claim, Mention
from allegedly.entities.sayings import name_key
from allegedly.evidence.tracing import Background
from allegedly.evidence.weighings import Weighings
from allegedly.hypotheses.cast import Actor, Cast
from allegedly.hypotheses.comparing import Compared, compare_case
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.matrix import Board, Evidence, Rated
from allegedly.hypotheses.recasting import Act, Recast, Shift, recast_acts, speaks_for_apparent
from allegedly.hypotheses.ties import Ties
from allegedly.hypotheses.voices import traced_origins, traced_voices
from allegedly.store import history
from allegedly.store.database import Database
from allegedly.store.linking import Links, find_links
from allegedly.store.records import batches
from allegedly.store.regrouping import Meant
from allegedly.store.schema import exhibits, hypotheses, ratings
from allegedly.store.schema import history as history_table
from allegedly.store.weighing import weighed
from allegedly.store.workings import find_stamp

CAST = "cast"
ADDED, REMOVED, PUT_BACK = "hypothesis added", "hypothesis removed", "hypothesis put back"  # as the history says it


def hypothesis_rows() -> Select[Any]:
    """The hypotheses that stand, in the order they were added."""
    return select(hypotheses).order_by(hypotheses.c.number)


def to_hypothesis(row: Mapping[str, Any] | RowMapping) -> Hypothesis:
    """A row of `hypothesis_rows` as `Hypothesis`."""
    given = {name: row[name] for name in ("id", "text", "template", "apparent", "alleged", "since", "until", "prior")}
    return Hypothesis(**given, assumes=tuple(json.loads(row["assumes"])))


def find_hypotheses(connection: Connection) -> list[Hypothesis]:
    """The hypotheses that stand."""
    return [to_hypothesis(row) for row in connection.execute(hypothesis_rows()).mappings()]


def put_hypothesis(connection: Connection, made: Hypothesis, *, who: str) -> Hypothesis:
    """Add a hypothesis. Raises `BadOption` when its name is taken."""
    if any(each.id == made.id for each in find_hypotheses(connection)):
        raise BadOption(f"there is a hypothesis {made.id} already; give another name, or remove that one first")
    number = history.append(connection, did=ADDED, subject=made.id, who=who, detail=made.to_dict())
    row = made.to_dict() | {"assumes": json.dumps(made.assumes, ensure_ascii=False)}
    connection.execute(insert(hypotheses).values(row | {"number": number, "who": who, "at": history.now()}))
    return made


def drop_hypothesis(connection: Connection, id: str, *, who: str) -> Hypothesis:
    """Remove a hypothesis with its ratings; the history keeps them all. Raises `NotFound`."""
    row = connection.execute(hypothesis_rows().where(hypotheses.c.id == id)).mappings().first()
    if row is None:
        raise NotFound(f"there is no hypothesis {id} in this case; `allegedly hypothesis list CASE` prints those there are")
    gone = [dict(each) for each in connection.execute(rating_rows().where(ratings.c.hypothesis == id)).mappings()]
    connection.execute(delete(ratings).where(ratings.c.hypothesis == id))
    connection.execute(delete(hypotheses).where(hypotheses.c.id == id))
    history.append(connection, did=REMOVED, subject=id, who=who, detail={"hypothesis": dict(row), "ratings": gone})
    return to_hypothesis(row)


def newest_removal(connection: Connection) -> int:
    """The number of the newest removal of a hypothesis that was neither taken back nor made void by another of that name; 0 without any."""
    later = history_table.alias()
    came_back = select(later.c.number).where(
        later.c.subject == history_table.c.subject, later.c.number > history_table.c.number, later.c.did.in_((ADDED, PUT_BACK))
    )
    return connection.scalar(select(func.max(history_table.c.number)).where(history_table.c.did == REMOVED, ~came_back.exists())) or 0


def put_hypothesis_back(connection: Connection, removal: history.HistoryRow, *, who: str) -> Hypothesis:
    """Undo a removal: the hypothesis and its ratings are there again, as they were."""
    row = removal.detail["hypothesis"]
    connection.execute(insert(hypotheses).values(row))
    if removal.detail["ratings"]:
        connection.execute(insert(ratings), list(removal.detail["ratings"]))
    history.append(connection, did=PUT_BACK, subject=row["id"], who=who, detail={"removal": removal.number})
    return to_hypothesis(row)


def take_hypothesis_back(connection: Connection, number: int, *, who: str) -> Hypothesis:
    """Undo the addition with this number."""
    row = connection.execute(hypothesis_rows().where(hypotheses.c.number == number)).mappings().one()
    connection.execute(delete(hypotheses).where(hypotheses.c.number == number))
    history.append(connection, did="hypothesis taken back", subject=row["id"], who=who, detail={"addition": number})
    return to_hypothesis(row)


def exhibit_rows() -> Select[Any]:
    """What people put on the board, in the order they did."""
    return select(exhibits).order_by(exhibits.c.number)


def to_exhibit(row: RowMapping) -> Evidence:
    """A row of `exhibit_rows` as `Evidence`."""
    return Evidence(**{name: row[name] for name in ("id", "text", "origin", "probability")})


def find_exhibits(connection: Connection) -> list[Evidence]:
    """What people put on the board, in the order they did."""
    return [to_exhibit(row) for row in connection.execute(exhibit_rows()).mappings()]


def put_exhibits(connection: Connection, made: Iterable[Evidence], *, who: str) -> None:
    """Put pieces of evidence on the board. Raises `BadOption` when a name is taken."""
    taken = {each.id for each in find_exhibits(connection)}
    for each in made:
        if each.id in taken:
            raise BadOption(f"there is evidence {each.id} on the board already; give another name")
        detail = {name: getattr(each, name) for name in ("text", "origin", "probability")}
        number = history.append(connection, did="evidence added", subject=each.id, who=who, detail=detail)
        connection.execute(insert(exhibits).values(detail | {"id": each.id, "number": number, "who": who, "at": history.now()}))


def take_exhibit_back(connection: Connection, number: int, *, who: str) -> Evidence:
    """Take the piece of evidence with this number off the board."""
    row = connection.execute(select(exhibits).where(exhibits.c.number == number)).mappings().one()
    connection.execute(delete(exhibits).where(exhibits.c.number == number))
    history.append(connection, did="evidence taken back", subject=row["id"], who=who, detail={"addition": number})
    return to_exhibit(row)


def rating_rows() -> Select[Any]:
    """The ratings that stand, in the order they were made."""
    return select(ratings).order_by(ratings.c.number)


def to_rated(row: RowMapping) -> Rated:
    """A row of `rating_rows` as `Rated`."""
    return Rated(**{name: row[name] for name in ("hypothesis", "evidence", "rating", "who", "why", "at")})


def find_ratings(connection: Connection) -> list[Rated]:
    """The ratings that stand; of two of one person for one cell the later one holds."""
    return [to_rated(row) for row in connection.execute(rating_rows()).mappings()]


def put_rating(connection: Connection, made: Rated) -> Rated:
    """Record a rating; time and number are given here."""
    row = made.to_dict() | {"at": history.now()}
    detail = {name: row[name] for name in ("evidence", "rating", "why")}
    number = history.append(connection, did="rated", subject=made.hypothesis, who=made.who, detail=detail)
    connection.execute(insert(ratings).values(row | {"number": number}))
    return Rated(**row)


def take_rating_back(connection: Connection, hypothesis: str, evidence: str, *, who: str) -> Rated:
    """Delete the newest rating that `who` gave this cell, so that the one before holds again. Raises `NotFound` when there is none."""
    own = rating_rows().where(ratings.c.hypothesis == hypothesis, ratings.c.evidence == evidence, ratings.c.who == who)
    row = connection.execute(own.order_by(None).order_by(ratings.c.number.desc()).limit(1)).mappings().first()
    if row is None:
        raise NotFound(f"{who} has not rated {evidence} under {hypothesis}; `allegedly compare CASE --format jsonl` shows who has")
    return take_rating_number_back(connection, row["number"], who=who)


def take_rating_number_back(connection: Connection, number: int, *, who: str) -> Rated:
    """Delete the rating with this number, so that the one before holds again."""
    taken = to_rated(connection.execute(rating_rows().where(ratings.c.number == number)).mappings().one())
    connection.execute(delete(ratings).where(ratings.c.number == number))
    history.append(connection, did="rating taken back", subject=taken.hypothesis, who=who, detail=taken.to_dict())
    return taken


# ---- what they are held against --------------------------------------------------------------------------------------------------------


def find_cast(connection: Connection, links: Links, background: Background) -> Cast:
    """The actors of the claims of a background, by the entities of the case."""
    meant = Meant(links)
    for batch in batches(background.claims):
        meant.tell(connection, batch)
    known: dict[str, Actor] = {}

    def key(claim: Claim, mention: Mention) -> str | None:
        """As propositions take it: what is described in the same words meets."""
        found, row = meant.key(claim, mention), meant.entity(claim, mention)
        if found is None or row is None or name_key(claim, mention) is None:
            return None
        known.setdefault(found, Actor(name=row.name, kind=row.kind, named=row.named, aliases=row.aliases, parent=row.parent))
        return found

    return Cast(
        background.claims.values(),
        key=key,
        known=known,
        outlet=lambda claim: background.outlets[claim.document_id],
        published=lambda claim: background.documents[claim.document_id].published,
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """The actors of a case as of a day, and its propositions weighed."""

    cast: Cast
    weighings: Weighings
    links: Links

    def actor(self, name: str) -> str:
        """The actor of this name or entity id. Raises `NotFound` when no claim is about it."""
        row = self.links.of(name)
        return self.cast.get(row.name if row else name)

    @property
    def assumptions(self) -> Any:
        """What analysts hold of sources."""
        return self.weighings.assessed.assumptions

    def origins(self, claims: Any) -> tuple[int, int] | None:
        """How many independent origins stand behind claims, at least and at most."""
        return traced_origins(self.weighings.background, self.assumptions)(claims)

    def compare(self, held: list[Hypothesis], shown: list[Evidence], rated: list[Rated]) -> Compared:
        """The hypotheses compared on what is known here."""
        background = self.weighings.background
        published = {document.id: document.published or "" for document in background.documents.values()}
        voices = traced_voices(background, self.assumptions)
        return compare_case(self.cast, held, exhibits=shown, ratings=rated, voices=voices, published=published)

    def under(self, hypothesis: Hypothesis) -> Under:
        """What would change if a hypothesis were so."""
        members = {hypothesis.apparent or "": Ties(self.cast).members(hypothesis.apparent or "")}
        recast = Recast(
            hypothesis, speaks_for_apparent(self.cast, hypothesis, members), self.assumptions.deception.get(hypothesis.alleged or "")
        )
        found = self.weighings
        weighed = ((id, found.provenance(id), found.assessed.prior(id)) for id in found.reported)
        shifts = recast.shifts((id, provenance, prior, lambda id=id: found.weighing(id)) for id, provenance, prior in weighed)  # type: ignore[misc]
        ordered = sorted(shifts, key=lambda shift: (-abs(shift.after - shift.before), shift.proposition))
        return Under(hypothesis, self.acts(hypothesis), tuple(ordered))

    def acts(self, hypothesis: Hypothesis) -> tuple[Act, ...]:
        """The acts that would be another's if a hypothesis were so."""
        return recast_acts(self.cast, hypothesis)


@dataclass(frozen=True, slots=True)
class Under:
    """A case under one of its hypotheses, beside its face value: acts that would be another's, probabilities that would change."""

    hypothesis: Hypothesis
    acts: tuple[Act, ...]
    shifts: tuple[Shift, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return {
            "hypothesis": self.hypothesis.to_dict(),
            "acts": [act.to_dict() for act in self.acts],
            "shifts": [shift.to_dict() for shift in self.shifts],
        }


@contextmanager
def scene(database: Database, as_of: str | None = None) -> Iterator[Scene]:
    """The scene of a case as it stands, or as of a day. What is weighed meanwhile is kept."""
    links = find_links(database)
    with weighed(database, as_of) as weighings:
        with database.reading() as connection:
            stamp = find_stamp(connection)
            state, of = database.remembered.get(CAST, (None, None))
            # The newest alone: that of a large case is large, and one after another is asked for as of one day.
            known = of[1] if state == stamp and of and of[0] is weighings else None
            cast = known or find_cast(connection, links, weighings.background)
        database.remembered[CAST] = stamp, (weighings, cast)
        yield Scene(cast, weighings, links)


def put_board(connection: Connection, board: Board, *, who: str) -> None:
    """Take a board made elsewhere into the case: its hypotheses, evidence and ratings, all or (`BadOption`) none."""
    for hypothesis in board.hypotheses:
        put_hypothesis(connection, hypothesis, who=who)
    put_exhibits(connection, board.evidence, who=who)
    for rated in board.ratings:
        put_rating(connection, rated)
