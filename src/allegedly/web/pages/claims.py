"""Search: the claims that answer a question, and where one of them is read."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from allegedly.base.errors import NotFound
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.store.query import DocumentRow
from allegedly.web.ask import Ask
from allegedly.web.pages.question import Shown, asked_claims, one_page


@dataclass(frozen=True, slots=True)
class Search:
    """One page of the claims that answer the question in the address, and the documents whose text holds its words."""

    claims: tuple[Claim, ...]
    shown: Shown
    documents: tuple[DocumentRow, ...]
    filtered: bool


WEIGHED = ("rests_only_on", "single_origin", "contested", "unnamed_only")
FILTERS = ("q", "about", "beside", "source", "type", "family", "polarity", "certainty", "since", "until", "unnamed", *WEIGHED)


def claims(case: Case, ask: Ask) -> Search:
    """The claims of `case` that answer the question in the address."""
    total = asked_claims(case, ask).count()
    page = ask.number("page", 1)
    limit = page * Shown(1, 50, 0).per_page
    found, shown = one_page(asked_claims(case, ask, limit=limit), ask, total)
    words = ask.one("q")
    texts = [row for row, _ in zip(case.documents(text=words), range(5))] if words else []
    return Search(tuple(found), shown, tuple(texts), any(ask.many(name) for name in FILTERS))


def place_of_claim(case: Case, id: str) -> str:
    """The address at which the claim `id` is read in its document."""
    claim = case.get(id)
    if not isinstance(claim, Claim):
        raise NotFound(f"{id} is no claim; follow a link of the list of claims")
    return f"/documents/{quote(claim.document_id)}?claim={claim.id}#{claim.id}"
