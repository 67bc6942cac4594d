"""Search: the claims that answer a question, and where one of them is read."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from allegedly.base.errors import NotFound
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.store.query import DocumentRow
from allegedly.store.relations import Relation
from allegedly.web.ask import Ask
from allegedly.web.pages.question import NAMES, WEIGHED, Shown, filters, one_page


@dataclass(frozen=True, slots=True)
class Search:
    """One page of the claims that answer the question in the address, and the documents whose text holds its words."""

    claims: tuple[Claim, ...]
    shown: Shown
    documents: tuple[DocumentRow, ...]
    filtered: bool
    relation: Relation | None


FILTERS = ("q", *NAMES, "type", "family", "polarity", "certainty", "since", "until", "unnamed", *WEIGHED)


def claims(case: Case, ask: Ask) -> Search:
    """The claims of `case` that answer the question in the address."""
    question = filters(case, ask)
    answer = case.claims(**question, order=ask.one("order") or "text")  # type: ignore[arg-type]
    found, shown = one_page(answer, ask, answer.count())
    words = ask.one("q")
    texts = [row for row, _ in zip(case.documents(text=words), range(5))] if words else []
    return Search(tuple(found), shown, tuple(texts), any(ask.many(name) for name in FILTERS), question["relation"])


def place_of_claim(case: Case, id: str) -> str:
    """The address at which the claim `id` is read in its document."""
    claim = case.get(id)
    if not isinstance(claim, Claim):
        raise NotFound(f"{id} is no claim; follow a link of the list of claims")
    return f"/documents/{quote(claim.document_id)}?claim={claim.id}#{claim.id}"
