"""`Content`: what leaves a case in one export. Claims stream; everything else is what those claims need.

Whatever a writer takes from here is counted (loss.py); what it does not ask for is counted when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from allegedly.base.document import Document
from allegedly.case import Case, Meanings
from allegedly.claims.claim import Claim
from allegedly.entities.judgement import Judgement
from allegedly.store.query import Claims, EntityRow, SourceRow
from allegedly.writers.loss import Tally
from allegedly.writers.rows import ENTITIES, JUDGEMENTS, SOURCES, Entry, Row, argument_rows, chain_rows, claim_row, document_row, row_of

T = TypeVar("T")


class Content:
    """The claims of a case that answer a question, with their documents, sources and entities, and what people judged of those."""

    def __init__(self, case: Case, claims: Claims, tally: Tally) -> None:
        self.case = case
        self.tally = tally
        self._claims = claims
        self._taken: set[str] = set()
        self._written: set[str] | None = None  # ids that written claims need; None until the writer asks for claims

    def entries(self) -> Iterator[Entry]:
        """The claims by document, in the order of the text. A writer tells of each whether it `wrote` it or `left_out`."""
        self._written = self._written or set()
        captured = {row.id: row.captured for row in self.case.documents()}
        for id, group in groupby(self.case.linked(self._claims), key=lambda pair: pair[0].document_id):
            document: Document | None = None
            for claim, entities in group:
                document = document or self.case.document_of(claim)
                yield Entry(claim, document, captured.get(id, ""), entities)

    def documents_with_entries(self) -> Iterator[tuple[Document, list[Entry]]]:
        """The claims of each document together."""
        for _, group in groupby(self.entries(), key=lambda entry: entry.document.id):
            entries = list(group)
            yield entries[0].document, entries

    def wrote(self, entry: Entry, *, where: Callable[[Row], bool] = lambda row: True, why: str = "") -> None:
        """Count this claim as written, with its chain, and its arguments `where` that holds; `why` the others are left out."""
        assert self._written is not None
        self._written.update(needed(entry.claim, entry.entities))
        self.tally.wrote("claims", claim_row(entry))
        for row in argument_rows(entry):
            if where(row):
                self.tally.wrote("arguments", row)
            else:
                self.tally.left_out("arguments", why)
        for row in chain_rows(entry):
            self.tally.wrote("chain", row)

    def left_out(self, entry: Entry, reason: str) -> None:
        """Count this claim as left out, with its arguments and its chain."""
        self.tally.left_out("claims", reason)
        for table, number in (("arguments", sum(map(len, entry.claim.arguments.values()))), ("chain", len(entry.claim.chain))):
            if number:
                self.tally.left_out(table, reason, number)

    def documents(self) -> Iterator[tuple[Document, str]]:
        """The documents of the claims, whole, with the time of their capture, in the order of adding."""
        self._taken.add("documents")
        for row in self.case.documents():
            if row.id in self.ids:
                document = self.case.get(row.id)
                assert isinstance(document, Document)
                self.tally.wrote("documents", document_row(document, row.captured))
                yield document, row.captured

    def sources(self) -> Iterator[SourceRow]:
        """The sources in the chains of the claims, the most frequent first."""
        return self._counted("sources", self.case.sources(), row_of(SOURCES), lambda row: row.id in self.ids)

    def entities(self) -> Iterator[EntityRow]:
        """The entities that the claims are about, the most frequent first."""
        return self._counted("entities", self.case.entities(), row_of(ENTITIES), lambda row: row.id in self.ids)

    def judgements(self) -> Iterator[Judgement]:
        """What people judged about names of these entities."""
        names = {member for row in self.case.entities() if row.id in self.ids for member in row.members}
        return self._counted("judgements", self.case.judgements(), row_of(JUDGEMENTS), lambda row: bool({row.left, row.right} & names))

    def finish(self) -> None:
        """Count what the writer did not ask for. Of what it wrote beside the claims, only what a written claim needs counts as written."""
        if self._written is not None:
            self.__dict__["ids"] = frozenset(self._written)
        elif number := self._claims.count():
            self.tally.left_out("claims", "the format has no place for them, nor for their arguments and chains", number)
        for table, take in (
            ("documents", self.documents), ("sources", self.sources), ("entities", self.entities), ("judgements", self.judgements),
        ):  # fmt: skip
            if table not in self._taken:
                for _ in take():
                    pass
        if entries := self.case.history().count():
            self.tally.left_out("history", "who did what, and when, stays in the case", entries)

    def _counted(self, table: str, rows: Iterable[T], to_row: Callable[[Any], Row], wanted: Callable[[T], bool]) -> Iterator[T]:
        self._taken.add(table)
        for row in rows:
            if wanted(row):
                self.tally.wrote(table, to_row(row))
                yield row

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of the documents, sources and entities of the claims. One walk through the claims."""
        return frozenset(id for claim, entities in self.case.linked(self._claims) for id in needed(claim, entities))


def needed(claim: Claim, entities: Meanings) -> Iterator[str]:
    """Ids of the document, sources and entities of a claim."""
    yield claim.document_id
    yield from (hop.source.id_in(claim.document_id) for hop in claim.chain)
    yield from (entity.id for entity in entities.values())
