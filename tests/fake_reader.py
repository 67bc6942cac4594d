"""A reader for tests that must not depend on trained weights: it reads one form of sentence, and reads it exactly.

    [AGENT][, posing as GUISE,] [did not | may have] VERB PATIENT[ in YEAR][, SOURCE said | , SOURCE told the OUTLET].

`python tests/fake_reader.py ARGUMENTS` is the command line with this reader in place of the trained one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from allegedly.base.document import Document
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression

TYPES = {"arm": "arms", "armed": "arms", "kill": "kills", "killed": "kills", "recruit": "recruits", "recruited": "recruits"}
SENTENCE = re.compile(
    r"(?P<agent>[A-Z][\w ]*?)(?:, posing as (?:the )?(?P<guise>[A-Z][\w ]*?),)? (?P<status>did not |may have )?"
    rf"(?P<trigger>{'|'.join(sorted(TYPES, reverse=True))}) (?P<patient>[\w ]+?)(?P<when> in (?P<year>\d{{4}}))?"
    r"(?:, (?P<source>[\w ]+?) (?P<cue>said|told)(?: the (?P<outlet>[A-Z]\w+))?)?\."
)


class FakeReader:
    """Claims of the sentences that have the form above, certain of each."""

    version = "fake 1-0"

    def read(self, document: Document) -> Iterator[Claim]:
        """The claims of `document`. A document that asks for it makes the reader fail."""
        if "BREAK THE READER" in document.text:
            raise ValueError("asked to")
        return (self._claim(document, match) for match in SENTENCE.finditer(document.text))

    def _claim(self, document: Document, match: re.Match[str]) -> Claim:
        def span(group: str) -> Span:
            return Span.of(document.text, *match.span(group))

        found = {role: span(role) for role in ("agent", "guise", "patient") if match[role]}
        status: dict[str, Any] = {"did not ": {"polarity": "denied"}, "may have ": {"certainty": "possible"}}.get(match["status"] or "", {})
        return Claim(
            document=document.name,
            document_id=document.id,
            reader=self.version,
            score=1.0,
            sentence=Span.of(document.text, *match.span()),
            type=TYPES[match["trigger"]],
            trigger=span("trigger"),
            arguments={role: (Mention(place, place.text),) for role, place in found.items()},
            time=TimeExpression(span("year"), match["year"]) if match["year"] else None,
            chain=tuple(
                Hop(Source(match[group], match[group][0].isupper()), span(group), span("cue"))
                for group in ("outlet", "source")
                if match[group]
            ),
            **status,
        )


def install() -> None:
    """Let every command of this process read with the fake reader, and say nothing of what takes long on a busy machine."""
    from allegedly.claims import reading
    from allegedly.cli import printing

    reading._loaded = lambda name: FakeReader()
    printing.PATIENCE = 600


if __name__ == "__main__":
    install()
    from allegedly.cli import main

    raise SystemExit(main(sys.argv[1:]))
