"""schema.org ClaimReview: propositions that an analyst has settled as true or false, as a fact-checker publishes them, and no others.

A verdict is what `allegedly settle` keeps, with who gave it, when and why. What the program works out (a probability, a number of origins) and
what an analyst grades or assumes is no verdict and makes no review. Every passage that says the proposition is an appearance of the claim: its
words, the document they stand in, and in `description` who says so, in whose name, through whom.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from allegedly.claims.wording import sentence_of
from allegedly.evidence.assessment import Assessment
from allegedly.store.grouping import PropositionRow
from allegedly.writers.content import Content
from allegedly.writers.rows import Entry

RATINGS = {"true": (2, "True"), "false": (1, "False")}
WORST, BEST = 1, 2
PERSON = "person"
NO_VERDICT = "no analyst has settled what they say as true or false"
IN_WORDS = "who says so is in `description`, in words; the innermost source is `author`"


class ClaimReviewWriter:
    """A JSON-LD graph of reviews, one for each settled proposition."""

    summary = "schema.org ClaimReview of the propositions that an analyst has settled as true or false, for fact-checkers' archives"
    suffix = ".jsonld"
    carries: Mapping[str, Collection[str]] = {
        "claims": ("id", "document_id", "sentence", "proposition_id"),
        "documents": ("id", "name", "title", "publisher", "byline", "published", "url", "language"),
        "propositions": ("id", "wording"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .jsonld file."""
        verdicts = content.case.verdicts()
        rows = {row.id: row for row in content.case.propositions() if row.id in verdicts}
        of_claim = {claim: row.id for row in rows.values() for claim in row.claims}
        found: dict[str, list[Entry]] = {}
        for entry in content.entries():
            proposition = of_claim.get(entry.claim.id)
            if proposition is None:
                content.left_out(entry, NO_VERDICT)
                continue
            content.wrote(entry)
            if entry.claim.chain:
                content.tally.changed("claims", "chain", IN_WORDS)
            found.setdefault(proposition, []).append(entry)
        persons = {name for row in content.case.entities() if row.kind == PERSON for name in (row.name, *row.aliases)}
        graph = [review(rows[id], verdicts[id], entries, persons) for id, entries in found.items()]
        path.write_text(
            json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def review(row: PropositionRow, verdict: Assessment, entries: Iterable[Entry], persons: Collection[str]) -> dict[str, Any]:
    """One verdict on one proposition, with the passages that say it, the first published first."""
    dated = sorted(entries, key=lambda entry: (entry.document.published or "9999", entry.claim.id))
    value, words = RATINGS[verdict.value]
    authors = list({author["name"]: author for entry in dated for author in claimants(entry, persons)}.values())
    appearances = [appearance(entry) for entry in dated]
    return {
        "@type": "ClaimReview",
        "identifier": row.id,
        "claimReviewed": row.wording,
        "author": {"@type": "Person", "name": verdict.who},
        "datePublished": verdict.at,
        "reviewBody": verdict.why,
        "reviewRating": {"@type": "Rating", "ratingValue": value, "bestRating": BEST, "worstRating": WORST, "alternateName": words},
        "itemReviewed": {
            "@type": "Claim",
            "author": authors,
            **({"datePublished": published} if (published := dated[0].document.published) else {}),
            "firstAppearance": appearances[0],
            "appearance": appearances,
        },
    }


def claimants(entry: Entry, persons: Collection[str]) -> Iterator[dict[str, Any]]:
    """Whoever is said to know: the innermost source, or the publisher of a document that speaks for itself. Only known persons are called so."""
    if entry.claim.chain:
        name = entry.claim.chain[-1].source.name
        yield {**({"@type": "Person"} if name in persons else {}), "name": name}
    else:
        yield {"@type": "Organization", "name": entry.document.publisher or entry.document.title or entry.document.name}


def appearance(entry: Entry) -> dict[str, Any]:
    """The passage, word for word, and where it stands."""
    document = entry.document
    article = {
        "@type": "NewsArticle" if document.publisher else "CreativeWork",
        "identifier": document.id,
        "name": document.name,
        "headline": document.title,
        "url": document.url,
        "publisher": {"@type": "Organization", "name": document.publisher} if document.publisher else None,
        "creditText": document.byline,
        "datePublished": document.published,
        "inLanguage": document.language,
    }
    return {
        "@type": "Quotation",
        "identifier": entry.claim.id,
        "text": entry.claim.sentence.text,
        "description": sentence_of(entry.claim),
        **({"url": document.url} if document.url else {}),
        "isPartOf": {name: value for name, value in article.items() if value is not None},
    }
