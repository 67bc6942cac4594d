"""Who said it to whom, once all chains of a document are known: outlets by name, and the same source by the same route.

A report that relays a newspaper names it once and then goes on: "the paper says", "the officer added", "he denied". The network sees some
eighty words; here the document is read in order, and a source that has come to us through an outlet keeps coming through it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from allegedly.base.source import Source
from allegedly.claims.claim import Hop

# What a report calls the outlet it relays, when it does not repeat the name.
KINDS = (
    r"(?:newspaper|paper|magazine|daily|weekly|monthly|journal|broadcaster|radio|station|channel|news agency|news site|agency|outlet|website|"
    r"portal|tabloid|broadsheet|publication|blog|programme)"
)
GENERIC_OUTLET = re.compile(KINDS, re.I)
THE_OUTLET = re.compile(rf"\b[Tt]he {KINDS}\b")
# Words that make a name the name of an outlet.
OUTLET_NAME = re.compile(
    r"\b(?:Times|Post|Herald|Courier|Tribune|Gazette|Daily|Journal|News|Radio|TV|Television|Press|Review|Observer|Mercury|Chronicle|Telegraph|"
    r"Standard|Guardian|Star|Mail|Express|Dispatch|Examiner|Monitor|Reuters|AFP|AP|TASS|BBC|CNN|Xinhua|Agency|Wire|Voice|Echo|Bulletin|"
    r"Magazine|Weekly|Le Monde|Der Spiegel|El País|Novaya Gazeta|Kommersant|Jazeera|Arabiya)\b"
)


# Mentions of an outlet in a document that relays it throughout; a news story that quotes one interview once names it once or twice.
RELAYED = 3


def source_key(source: Source) -> str:
    """What makes two mentions the same source within one document: a name's words, or the head of a description in the singular."""
    name = source.name.casefold()
    if source.named:
        return name
    head = re.split(r"\s+(?:of|from|in|with|at|for|who|close|familiar|inside|near|on|said|,)\b|,", name)[0].split()
    return head[-1].removesuffix("s") if head else name


class Routes:
    """The routes by which sources reach one document, learned chain by chain in the order of its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.outlet: Source | None = None
        self.by_source: dict[str, tuple[Hop, ...]] = {}
        self.outlets: dict[str, bool] = {}
        self.counts: dict[str, int] = {}
        self.generic = len(THE_OUTLET.findall(text))

    def complete(self, hops: Sequence[Hop]) -> tuple[Hop, ...]:
        """The chain with its outlets named and outermost, and with the outlet by which its outermost source came before."""
        chain = [self.named(hop) for hop in hops]
        chain.sort(key=lambda hop: not self.is_outlet(hop.source))  # stable: "X told the Courier" is the Courier, then X
        if chain and not self.is_outlet(chain[0].source):
            known = self.by_source.get(source_key(chain[0].source), ())
            chain = [*(replace(hop, cue=None) for hop in known), *chain]
        unique = {hop.source.name.casefold(): hop for hop in reversed(chain)}
        chain = list(unique.values())[::-1]
        self.learn(chain)
        return tuple(chain)

    def named(self, hop: Hop) -> Hop:
        """ "The paper" becomes the outlet last named."""
        if self.outlet and not hop.source.named and GENERIC_OUTLET.fullmatch(hop.source.name):
            return replace(hop, source=self.outlet)
        return hop

    def learn(self, chain: Sequence[Hop]) -> None:
        """Remember the outlet, and what comes through it."""
        if not chain or not self.is_outlet(chain[0].source):
            return
        self.outlet = chain[0].source
        if self.mentions(self.outlet) < RELAYED:
            return
        for position in range(1, len(chain)):
            self.by_source.setdefault(source_key(chain[position].source), tuple(chain[:position]))

    def mentions(self, outlet: Source) -> int:
        """How often the document speaks of an outlet, by name or as "the paper"."""
        if outlet.name not in self.counts:
            self.counts[outlet.name] = self.text.count(outlet.name) + self.generic
        return self.counts[outlet.name]

    def is_outlet(self, source: Source) -> bool:
        """Whether the source is an outlet: by its name, or because the text calls it one ("the magazine Lanterna")."""
        if not source.named:
            return False
        if source.name not in self.outlets:
            called = re.compile(
                rf"\b{KINDS}\b,?\W{{1,3}}{re.escape(source.name)}\b|\b{re.escape(source.name)},? (?:an?|the|\w+'s) (?:\w+ ){{0,3}}{KINDS}\b"
            )
            self.outlets[source.name] = bool(OUTLET_NAME.search(source.name) or called.search(self.text))
        return self.outlets[source.name]
