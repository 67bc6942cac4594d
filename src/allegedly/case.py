"""`Case`: open, add, ask. Holds no logic of its own: it asks the stages to do their work and the store to keep it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, ReaderError, Unreadable
from allegedly.base.kinds import Certainty, Polarity
from allegedly.capture.capturers import Input, capture, find_inputs
from allegedly.claims.claim import Claim
from allegedly.claims.readers import DEFAULT_READER, Reader
from allegedly.claims.reading import Place, Reading, places, read_with, reader_of, unread
from allegedly.store import additions, lookup, query, records, schema
from allegedly.store.additions import Outcome
from allegedly.store.database import Database, is_companion
from allegedly.store.history import HistoryRow, to_history_row
from allegedly.store.lookup import Thing
from allegedly.store.query import Claims, DocumentRow, EntityRow, Order, Question, Rows, SourceRow
from allegedly.store.status import Refusal, Status, find_status


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStep:
    """One document or refused place of an `add`, told as soon as it is stored. It belongs to input number `done` of `total`."""

    place: str
    outcome: Outcome
    document: str | None = None
    claims: int = 0
    claims_refused: int = 0
    refusal: Refusal | None = None
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What an `add` did, in documents. `claims` were stored; `claims_refused` were not, as their words do not stand where they should."""

    added: int
    unchanged: int
    new_versions: int
    read_again: int
    refused: list[Refusal]
    claims: int
    claims_refused: int

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def open(path: str | os.PathLike[str], *, create: bool = False) -> Case:
    """The case at `path`, made if `create` and there is none. Raises `CaseMissing`, `NotACase`, `CaseTooNew` or `CaseLocked`."""
    return Case(Database.open(path, create=create))


class Case:
    """Everything gathered on one question, in one file. A context manager; any number of processes may read while one adds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def path(self) -> Path:
        """The case file."""
        return self._database.path

    def add(
        self,
        paths: Place | Iterable[Place],
        *,
        reader: Reader | str = DEFAULT_READER,
        progress: Callable[[AddStep], None] | None = None,
    ) -> AddReport:
        """Capture and read the documents at `paths`, each stored whole with its claims or not at all.

        What is there already stays as it is, so an interrupted `add` is finished by another. What cannot be read is remembered with the
        reason, and the rest goes on. Raises `CaseLocked` when the case cannot be written, `ReaderError` when the reader cannot be loaded.
        """
        where = places(paths)
        chosen = reader_of(reader)
        total = sum(1 for _ in self._inputs(where)) if progress else 0
        outcomes: Counter[Outcome] = Counter()
        numbers: Counter[str] = Counter()
        refused: list[Refusal] = []
        for done, found in enumerate(self._inputs(where), 1):
            for step in self._add_input(found, chosen):
                outcomes[step.outcome] += 1
                numbers.update(claims=step.claims, claims_refused=step.claims_refused)
                refused += [step.refusal] if step.refusal else []
                if progress:
                    progress(replace(step, done=done, total=max(done, total)))
        return AddReport(
            added=outcomes["added"],
            unchanged=outcomes["unchanged"],
            new_versions=outcomes["new version"],
            read_again=outcomes["read again"],
            refused=refused,
            claims=numbers["claims"],
            claims_refused=numbers["claims_refused"],
        )

    def status(self) -> Status:
        """What is in the case, in numbers, and what could not be read."""
        return find_status(self._database)

    def claims(
        self,
        *,
        about: str | None = None,
        type: str | Iterable[str] | None = None,
        family: str | Iterable[str] | None = None,
        source: str | None = None,
        unnamed: bool = False,
        since: str | date | None = None,
        until: str | date | None = None,
        polarity: Polarity | None = None,
        certainty: Certainty | None = None,
        text: str | None = None,
        limit: int | None = None,
        order: Order = "text",
    ) -> Claims:
        """The claims for which all that is asked for holds, lazily. Raises `BadOption` at once for a value outside what an option accepts.

        `about` is a name among the arguments, `source` one anywhere in the chain; `unnamed` asks for an unnamed source in it. `since` and
        `until` are the days between which the event may have happened, and leave out claims without a resolved time. `text` holds words,
        "whole phrases" and beginnings* of which the sentence has all. `order` is by place in the text, time of the event or score.
        """
        question = Question(
            about=about,
            type=type,
            family=family,
            source=source,
            unnamed=unnamed,
            since=since,
            until=until,
            polarity=polarity,
            certainty=certainty,
            text=text,
            limit=limit,
            order=order,
        )
        return Claims(self._database, question)

    def claims_of(self, thing: Document | DocumentRow | SourceRow | EntityRow | str, *, limit: int | None = None) -> Claims:
        """The claims of a document (of this very version), those with a source in their chain, or those about an entity."""
        found = self.get(thing) if isinstance(thing, str) else thing
        if isinstance(found, Claim):
            raise BadOption(f"{thing} is a claim; ask for the claims of a document, source or entity")
        return Claims(self._database, Question(of=found.id, limit=limit))

    def documents(self, *, text: str | None = None) -> Rows[DocumentRow]:
        """Every document and version in the order of adding, without texts; or those whose title and text hold all words of `text`."""
        return Rows(self._database, query.document_rows(text), query.to_document_row)

    def sources(self) -> Rows[SourceRow]:
        """The sources of current claims, the most frequent first."""
        return Rows(self._database, query.source_rows(), query.to_source_row)

    def entities(self) -> Rows[EntityRow]:
        """The entities that current claims are about, the most frequent first."""
        return Rows(self._database, query.entity_rows(), query.to_entity_row)

    def history(self) -> Rows[HistoryRow]:
        """Who or what did or decided what, from the first entry on."""
        return Rows(self._database, select(schema.history).order_by(schema.history.c.number), to_history_row)

    def get(self, id_or_name: str) -> Thing:
        """What an id, the beginning of one, or the name of a document, source or entity means. Raises `NotFound` with near misses."""
        with self._database.reading() as connection:
            return lookup.get(connection, id_or_name)

    def document_of(self, claim: Claim) -> Document:
        """The document that a claim stands in, whole."""
        with self._database.reading() as connection:
            return lookup.get_document(connection, claim.document_id)

    def close(self) -> None:
        """Give the file back. Harmless when repeated."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"allegedly.open({str(self.path)!r})"

    def _inputs(self, where: Iterable[str]) -> Iterator[Input | Unreadable]:
        """What is at `places`; a case that lies in the folder it is made from does not read itself."""
        return (found for found in find_inputs(where) if not is_companion(found.place, self.path))

    def _add_input(self, found: Input | Unreadable, reader: Reader) -> Iterator[AddStep]:
        with self._database.reading() as connection:
            refused_before = additions.find_refusals(connection, found.place)
        for item in [found] if isinstance(found, Unreadable) else capture(found):
            step = self._refuse(item) if isinstance(item, Unreadable) else self._add_document(item, reader)
            if step.refusal:
                refused_before.discard(step.place)
            yield step
        if refused_before:
            with self._database.writing() as connection:
                additions.drop_refusals(connection, refused_before)

    def _add_document(self, document: Document, reader: Reader) -> AddStep:
        with self._database.reading() as connection:
            standing = additions.find_standing(connection, document, reader.version)
        if standing.settled:
            return AddStep(place=document.place, outcome="unchanged", document=document.id)
        # Reading takes long and the write lock is for a moment: what is read is stored only then, all at once.
        try:
            reading = read_with(reader, document) if standing.wants_reading else Reading(reader.version, (), 0)
        except ReaderError as error:
            return self._refuse(unread(document, error))
        with self._database.writing() as connection:
            outcome = additions.add_document(connection, document, reading)
        stored = len(reading.claims)
        return AddStep(place=document.place, outcome=outcome, document=document.id, claims=stored, claims_refused=reading.refused)

    def _refuse(self, item: Unreadable) -> AddStep:
        with self._database.writing() as connection:
            additions.add_refusal(connection, item)
        return AddStep(place=records.plain(item.place), outcome="refused", refusal=Refusal.of(item))
