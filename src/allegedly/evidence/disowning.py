"""Words that the one who is said to have said them takes back: "he never said that", "she denied having told the Herald that ...".

That he did not say it tells nothing of whether it is so. It is neither a denial of the thing nor an outlet's retraction: it weakens whoever
relayed him.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.quotes import find_speeches, speech_at
from allegedly.claims.sentences import find_sentences

SAYING = r"(?:said|told|stated|claimed|suggested|alleged)"
# "Did not say" is left out where the words follow: "he did not say that" is mostly what a reporter missed.
OF_WORDS = re.compile(
    rf"\bnever {SAYING}\b|\bden(?:y|ies|ied|ying) (?:ever )?having (?:ever )?{SAYING}\b"
    rf"|\bden(?:y|ies|ied|ying) that (?:he|she|they|it|I) (?:had |has |have )?(?:ever )?{SAYING}\b",
    re.IGNORECASE,
)
BARE = re.compile(
    rf"\b(?:never (?:{SAYING}|say)|(?:did|have|has|had) not sa(?:y|id)|den(?:y|ies|ied|ying) (?:ever )?having (?:ever )?said) "
    r"(?:that|this|it|so|those words|any such thing|anything of the (?:kind|sort))(?=[.,;:!?”\"’']|\s+(?:to|at)\b|\Z)"
    r"|\b(?:was|were|been|is|am|are) misquoted\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:I|he|she|they|we|it)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Disowned:
    """In `document` the source called `speaker` disowns what it is said to have said; `reports` (ids) are those that can be meant."""

    document: str
    speaker: str
    words: Span
    reports: tuple[str, ...]


def disowned_words(claim: Claim) -> Span | None:
    """The words before the trigger of a claim by which whoever is its source says that he never said it."""
    start = claim.sentence.start
    match = next(OF_WORDS.finditer(claim.sentence.text[: claim.trigger.start - start]), None)
    return Span(start + match.start(), start + match.end(), match[0]) if match else None


def find_disowned(document: Document, speakers: Collection[str]) -> Iterator[tuple[str, Span]]:
    """Each sentence in which one of these named speakers disowns words that the sentence does not repeat.

    The speaker is named in the sentence or speaks it; "he" is who is named in the sentence before, when that is only one.
    """
    if not BARE.search(document.text):
        return
    speeches = find_speeches(document.text)
    before = ""
    for sentence in find_sentences(document.text):
        words = document.text[sentence.start : sentence.end]
        if match := BARE.search(words):
            at = sentence.start + match.start()
            speech = speech_at(speeches, at, sentence.start + match.end())
            places = (words, speech.speaker.text if speech else "", before if PRONOUN.search(words) else "")
            named = next((found for place in places if (found := _named_in(place, speakers))), ())
            if len(named) == 1:
                yield named[0], Span(at, sentence.start + match.end(), match[0])
        before = words


def _named_in(words: str, speakers: Collection[str]) -> tuple[str, ...]:
    """Those of the speakers whose name, or whose last name, stands in these words."""
    return tuple(name for name in speakers if re.search(rf"\b{re.escape(name.split()[-1])}\b", words))
