"""`Content`: what leaves a case in one export. Claims stream; everything else is what those claims need.

Whatever a writer takes from here is counted (loss.py); what it does not ask for is counted when it is done.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from allegedly.base.document import Document
from allegedly.base.ids import LETTERS
from allegedly.case import Case, Meanings
from allegedly.claims.claim import Claim
from allegedly.claims.correction import Correction
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment
from allegedly.evidence.dependence import Dependence
from allegedly.evidence.tracing import agent_key
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.store.query import Claims, EntityRow, SourceRow
from allegedly.writers.loss import Tally
from allegedly.writers.rows import (
    ENTITIES,
    JUDGEMENTS,
    SOURCES,
    TABLES,
    Entry,
    Row,
    Standing,
    argument_rows,
    assessment_row,
    chain_rows,
    claim_row,
    correction_row,
    dependence_row,
    derived_row,
    document_row,
    evidence_row,
    hypothesis_row,
    origin_rows,
    proposition_row,
    rating_row,
    row_of,
)

if TYPE_CHECKING:  # numpy, which only weighing and comparing need
    from allegedly.hypotheses.matrix import Evidence, Rated
    from allegedly.store.weighing import WeighedRow

T = TypeVar("T")
OF_CLAIMS = ("claims", "arguments", "chain", "origins")  # counted with the claims and propositions that they belong to
UNNAMED = re.compile(r" \([^()]*\)$")  # the outlet behind the description of an unnamed source, as provenances call it


class Content:
    """The claims of a case that answer a question, with their documents, sources and entities, and what people judged of those."""

    def __init__(self, case: Case, claims: Claims, tally: Tally) -> None:
        self.case = case
        self.tally = tally
        self._claims = claims
        self._taken: set[str] = set()
        self._written: set[str] | None = None  # ids that written claims need; None until the writer asks for claims
        self._unwritten = 0  # claims that a writer has been given and has not written
        self._all_given = False

    def entries(self) -> Iterator[Entry]:
        """The claims by document, in the order of the text. A writer tells of each whether it `wrote` it or `left_out`."""
        self._written = self._written or set()
        captured = {row.id: row.captured for row in self.case.documents()}
        for id, group in groupby(self.case.linked(self._claims), key=lambda pair: pair[0].document_id):
            document: Document | None = None
            for claim, entities in group:
                document = document or self.case.document_of(claim)
                self._unwritten += 1
                yield Entry(claim, document, captured.get(id, ""), entities, self._standings.get(claim.id))
        self._all_given = True

    def documents_with_entries(self) -> Iterator[tuple[Document, list[Entry]]]:
        """The claims of each document together."""
        for _, group in groupby(self.entries(), key=lambda entry: entry.document.id):
            entries = list(group)
            yield entries[0].document, entries

    def wrote(self, entry: Entry, *, where: Callable[[Row], bool] = lambda row: True, why: str = "", derived: bool = False) -> None:
        """Count this claim as written, with its chain, and its arguments `where` that holds; `why` the others are left out.

        The row that is counted has its derived columns only when they are asked for.
        """
        assert self._written is not None
        self._unwritten -= 1
        self._written.update(needed(entry.claim, entry.entities, entry.proposition))
        self.tally.wrote("claims", claim_row(entry) | derived_row(entry) if derived else claim_row(entry))
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

    def propositions(self, among: Collection[str] | None = None) -> Iterator[WeighedRow]:
        """What the claims say, those that say the same taken together, with their weighings; each with its origins counted.

        `among` are the ids of those that a writer wants that does not write all claims.
        """
        wanted = self.ids if among is None else among
        for each in self._counted("propositions", self.case.weighed(), proposition_row, lambda each: each.proposition.id in wanted):
            for row in origin_rows(each):
                self.tally.wrote("origins", row)
            yield each

    def dependences(self) -> Iterator[Dependence]:
        """How the documents of the claims rest on each other."""
        wanted = self.case.dependences()
        return self._counted("dependences", wanted, dependence_row, lambda link: {link.later, link.earlier} <= self.ids)

    def assessments(self) -> Iterator[tuple[Assessment, str | None]]:
        """What analysts hold of the sources and propositions of the claims; the proposition by its id today."""
        named = {agent_key(row.name) for row in self.case.sources() if row.id in self.ids}
        named |= {agent_key(row.publisher) for row in self.case.documents() if row.publisher and row.id in self.ids}

        def found() -> Iterator[tuple[Assessment, str | None]]:
            for each in self.case.assessments():
                votes = Counter(self._standings[claim].proposition for claim in each.claims if claim in self._standings)
                yield each, min(votes, key=lambda id: (-votes[id], id)) if votes else None

        def wanted(pair: tuple[Assessment, str | None]) -> bool:
            each, proposition = pair
            if each.kind == "copy":
                return set(each.pair) <= self.ids
            # An unnamed source is called with its outlet, so it is not looked for among the names.
            sources = {agent_key(UNNAMED.sub("", source)) for source in (each.source, *each.pair) if source is not None}
            return sources <= named if sources else proposition in self.ids

        return self._counted("assessments", found(), lambda pair: assessment_row(*pair), wanted)

    def corrections(self) -> Iterator[Correction]:
        """What analysts decided about claims of these documents."""
        return self._counted("corrections", self.case.corrections(), correction_row, lambda each: each.document in self.ids)

    def hypotheses(self) -> Iterator[tuple[Hypothesis, float | None]]:
        """The explanations that compete in the case, with their posteriors."""
        found = self._board.posteriors
        pairs = ((each, found.get(each.id)) for each in self._board.hypotheses)
        return self._counted("hypotheses", pairs, lambda pair: hypothesis_row(*pair), lambda pair: True)

    def evidence(self) -> Iterator[Evidence]:
        """What bears on them."""
        return self._counted("evidence", self._board.evidence, evidence_row, lambda each: True)

    def ratings(self) -> Iterator[Rated]:
        """How it does, by whoever rated it."""
        return self._counted("ratings", self._board.ratings, rating_row, lambda each: True)

    def finish(self) -> None:
        """Count what the writer did not ask for. Of what it wrote beside the claims, only what a written claim needs counts as written."""
        if self._written is not None:
            self.__dict__["ids"] = frozenset(self._written)
        elif number := self._claims.count():
            self.tally.left_out("claims", "the format has no place for them, nor for what they say and rest on", number)
        for table in TABLES:
            if table in self._taken or table in OF_CLAIMS or (self._written is None and table in ("propositions", "dependences")):
                continue
            if table == "propositions" and not self.tally.carries(table):
                if number := sum(id.startswith(LETTERS["proposition"]) for id in self.ids):
                    self.tally.left_out(table, "the format has no place for them, nor for their origins", number)
                continue
            for _ in getattr(self, table)():
                pass
        if entries := self.case.history().count():
            self.tally.left_out("history", "who did what, and when, stays in the case", entries)

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        """By claim, for every claim of the case; nothing is weighed for a format that has no place for what comes of it."""
        if not self.tally.carries("claims"):
            return {}
        if not self.tally.carries("propositions"):
            return {claim: Standing(row.id) for row in self.case.propositions() for claim in row.claims}
        return {claim: standing for each in self.case.weighed() for standing in (Standing.of(each),) for claim in each.proposition.claims}

    @cached_property
    def _board(self) -> Rivals:
        """The hypotheses of the case and what bears on them, with the program's proposals where they have rivals and the format has a place."""
        held = tuple(self.case.hypotheses())
        if len(held) < 2 or not self.tally.carries("hypotheses"):
            return Rivals(held, {}, tuple(self.case.exhibits()), tuple(self.case.ratings()))
        compared = self.case.compare()
        board = compared.board
        return Rivals(held, compared.comparison.posteriors, board.evidence, (*board.ratings, *compared.dormant))

    def _counted(self, table: str, rows: Iterable[T], to_row: Callable[[Any], Row], wanted: Callable[[T], bool]) -> Iterator[T]:
        self._taken.add(table)
        for row in rows:
            if wanted(row):
                self.tally.wrote(table, to_row(row))
                yield row

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of the claims and of their documents, sources, entities and propositions: one walk through the claims, or what it gave."""
        if self._written is not None and self._all_given and not self._unwritten:
            return frozenset(self._written)
        made = {id: standing.proposition for id, standing in self._standings.items()}
        return frozenset(id for claim, meant in self.case.linked(self._claims) for id in needed(claim, meant, made.get(claim.id)))


@dataclass(frozen=True, slots=True)
class Rivals:
    """Hypotheses with their posteriors, and what bears on them."""

    hypotheses: tuple[Hypothesis, ...]
    posteriors: Mapping[str, float]
    evidence: tuple[Evidence, ...]
    ratings: tuple[Rated, ...]


def needed(claim: Claim, entities: Meanings, proposition: str | None) -> Iterator[str]:
    """Ids of a claim and of its document, sources, entities and proposition."""
    yield claim.id
    if proposition:
        yield proposition
    yield claim.document_id
    yield from (hop.source.id_in(claim.document_id) for hop in claim.chain)
    yield from (entity.id for entity in entities.values())
