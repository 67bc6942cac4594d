"""Builders for tests: documents from a text, and a reader whose claims can be told by eye."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from allegedly.base.document import Document
from allegedly.base.kinds import Certainty, Polarity
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression

TYPES = {"arm": "arms", "fund": "funds", "attack": "attacks", "shelter": "shelters"}
SENTENCE = re.compile(r"[^.\n]+\.")
CLAIM = re.compile(
    r"(?P<agent>\S[^,.]*?) (?P<modal>may have |reportedly |did not )?(?P<trigger>(arm|fund|attack|shelter)(ed)?) (?P<patient>[^,.]+?)"
    r"( in (?P<time>\d{4}(-\d\d)?))?(?P<said>(, [^,.]+ said)*)\."
)
SAID = re.compile(r", (?P<source>[^,.]+) (?P<cue>said)")


def document(text: str, name: str = "report", **fields: Any) -> Document:
    """A plain-text document that reads `text`."""
    described = {
        "place": f"/reports/{name}.txt",
        "media_type": "text/plain",
        "digest": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    }
    return Document(name=name, text=text, **(described | fields))


class PatternReader:
    """Reads sentences of the form "A armed B in 2016, an official said, The Herald said." with `may have`, `reportedly` or `did not`.

    The last source of a sentence is the outermost. Articles do not belong to a name.
    """

    def __init__(self, version: str = "pattern 1") -> None:
        self.version = version
        self.documents = 0

    def read(self, doc: Document) -> Iterator[Claim]:
        """One claim for each sentence of the form."""
        self.documents += 1
        for sentence in SENTENCE.finditer(doc.text):
            if found := CLAIM.search(doc.text, *sentence.span()):
                yield self._claim(doc, Span.of(doc.text, *sentence.span()), found)

    def _claim(self, doc: Document, sentence: Span, found: re.Match[str]) -> Claim:
        certainty: Certainty = {"may have": "possible", "reportedly": "probable"}.get((found["modal"] or "").strip(), "certain")  # type: ignore[assignment]
        polarity: Polarity = "denied" if found["modal"] == "did not " else "affirmed"
        said = list(SAID.finditer(doc.text, *found.span("said")))
        return Claim(
            document=doc.name,
            document_id=doc.id,
            reader=self.version,
            score=0.9,
            sentence=sentence,
            type=TYPES[found["trigger"].removesuffix("ed")],
            trigger=Span.of(doc.text, *found.span("trigger")),
            arguments={role: (self._mention(doc, found, role),) for role in ("agent", "patient")},
            time=TimeExpression(Span.of(doc.text, *found.span("time")), found["time"]) if found["time"] else None,
            polarity=polarity,
            certainty=certainty,
            chain=tuple(self._hop(doc, each) for each in reversed(said)),
        )

    def _mention(self, doc: Document, found: re.Match[str], role: str) -> Mention:
        start, end = found.span(role)
        start += 4 if found[role].casefold().startswith("the ") else 0
        return Mention(Span.of(doc.text, start, end), doc.text[start:end])

    def _hop(self, doc: Document, found: re.Match[str]) -> Hop:
        name = found["source"].removeprefix("the ")
        mention = Span.of(doc.text, found.end("source") - len(name), found.end("source"))
        return Hop(Source(name, name[0].isupper()), mention, Span.of(doc.text, *found.span("cue")))


def claims_in(text: str, **fields: Any) -> list[Claim]:
    """What `PatternReader` finds in `text`."""
    return list(PatternReader().read(document(text, **fields)))
