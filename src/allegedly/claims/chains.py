"""Who said it to whom: the hops of one claim, and, once all chains of a document are known, outlets by name and the same source by the same route.

A report that relays a newspaper names it once and then goes on: "the paper says", "the officer added", "he denied". The network sees some
eighty words; here the document is read in order, and a source that has come to us through an outlet keeps coming through it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from allegedly.base.document import Document
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop
from allegedly.claims.naming import POSSESSIVE, Names, bare_name, head_phrase, is_name, is_pronoun

HOP_LABELS = ("hop1", "hop2", "hop3")  # of the network, outermost first

# What a report calls the outlet it relays, when it does not repeat the name.
KINDS = (
    r"(?:newspaper|paper|magazine|daily|weekly|monthly|journal|broadcaster|radio|station|channel|news agency|news site|agency|outlet|website|"
    r"portal|tabloid|broadsheet|publication|blog|programme)"
)
GENERIC_OUTLET = re.compile(KINDS, re.I)
THE_OUTLET = re.compile(rf"\b[Tt]he {KINDS}\b")
CAPITALS = r"[A-ZÀ-Þ][\w'’-]*(?:[ -](?:(?:of|al|el|de|du|del|des|di|da|la)[ -])?[A-ZÀ-Þ][\w’-]*)*"
# "the daily Al-Qindil al-Hurr", "the programme “Lanterna”"; but a station's programme is the station's, and “We left” is what it was told.
CALLED_ONE = re.compile(rf"\b(?!(?<=['’]s )programme){KINDS},?\s(?:[\"“‘'«](?={CAPITALS}[\"”’'»]))?(?P<name>(?:al-|el-)?{CAPITALS})")
IS_ONE = re.compile(rf"\b(?P<name>{CAPITALS}),? (?:an?|the|\w+'s) (?:\w+ ){{0,3}}{KINDS}\b")  # "Lanterna, a monthly"
NAMED = re.compile(CAPITALS)
# Words that make a name the name of an outlet.
OUTLET_NAME = re.compile(
    r"\b(?:Times|Post|Herald|Courier|Tribune|Gazette|Daily|Journal|News|Radio|TV|Television|Press|Review|Observer|Mercury|Chronicle|Telegraph|"
    r"Standard|Guardian|Star|Mail|Express|Dispatch|Examiner|Monitor|Reuters|AFP|AP|TASS|BBC|CNN|Xinhua|Agency|Wire|Voice|Echo|Bulletin|"
    r"Magazine|Weekly|Le Monde|Der Spiegel|El País|Novaya Gazeta|Kommersant|Jazeera|Arabiya)\b"
)


# Mentions of an outlet in a document that relays it throughout; a news story that quotes one interview once names it once or twice.
RELAYED = 3


# "one of the officers": a part of whom it names.
PARTITIVE = re.compile(
    r"(?:(?:\w+ )?(?:one|two|three|four|five|some|several|many|most|both|all|another|none) of (?:the|these|those|his|her|its|their)|the other) ",
    re.I,
)
# Before whom somebody speaks in public: the report is nobody's but the reporter's.
AUDIENCE = re.compile(
    r"\b(?:court|tribunal|judges?|jury|parliament|commission|committee|council|assembly|inquiry|panel|hearing|congress|senate|reporters|"
    r"journalists|author)s?(?: (?:for|in|of) .*)?\Z",
    re.I,
)
BEFORE_AUDIENCE = re.compile(r"\b(?:told|tells?|telling|to|before|by) (?:(?:the|an?|this) )?\Z")
# Whose reports somebody dismisses is not who says so.
DISMISSED = re.compile(
    r"\b(?:called?|dismiss\w*|reject\w*|den(?:y|ies|ied)|describ\w+|brand\w*|labell?\w*|ridicul\w+)\b[^.;:\n]{0,40}"
    r"\b(?:reports?|reporting|stor(?:y|ies)|articles?|accounts?|allegations?|claims?|insinuations?) (?:by|in|of|from) (?:the )?\Z"
)
OURSELVES = re.compile(r"this (?:newspaper|paper|magazine|author|reporter|writer|blog|website|site|programme)", re.I)
# Whom a source tells: "confirmed to the Courier", "in an interview with Radio Sirocco"; from the first character of the cue.
TOLD = re.compile(
    rf"(?:\w+\s+){{0,4}}?(?:told|to|with)\s+(?:[Tt]he\s+)?(?:\w+\s+)??"
    rf"(?P<outlet>{KINDS}\b|[A-ZÀ-Þ][\w'’-]*(?:\s+(?:of|al|el|de)(?=\s+[A-ZÀ-Þ])|\s+[A-ZÀ-Þ][\w'’-]*)*)"
)
SINGULAR, PLURAL = frozenset({"he", "she"}), frozenset({"they"})

INTERVIEW = re.compile(
    rf"(?:\b[Tt]he {KINDS}|(?P<outlet>{CAPITALS})) (?:(?:has|had) )?(?:interviewed|(?:spoke|talked) (?:to|with)) (?P<who>[^.;\n]+)"
)


def source_key(source: Source) -> str:
    """What makes two mentions the same source within one document: a name's words, or the head of a description in the singular."""
    name = source.name.casefold()
    if source.named:
        return name
    return source_head(PARTITIVE.sub("", name)).removesuffix("s")


def source_head(name: str) -> str:
    """The noun of a description: "officers" of "two former officers of the Bureau"."""
    head = head_phrase(name).split()
    return head[-1] if head else name


STANDING = frozenset({"leads", "located_in", "belongs_to", "appoints", "works_for", "founds"})  # often the writer's remark


def agreed(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those without a source given that of their sentence: what follows "X said that", or stands before "..., X said.".

    In our own annotation most claims behind a reporting clause share its chain; the exceptions are mostly offices and places
    (`STANDING`), which writers add in their own voice.
    """
    out: list[Claim] = []
    for _, group in groupby(claims, key=lambda claim: claim.sentence.start):
        together = list(group)
        clauses = {(hop.mention, hop.cue): claim.chain for claim in together for hop in claim.chain[-1:] if hop.cue and hop.mention}
        within = [(mention, cue, chain) for (mention, cue), chain in clauses.items() if together[0].sentence.contains(cue)]
        for claim in together:
            if not claim.chain and claim.type not in STANDING and len(within) == 1:
                mention, cue, chain = within[0]
                last = max(mention.end, cue.end) >= claim.sentence.end - 2
                if claim.trigger.start >= max(mention.end, cue.end) or (last and claim.trigger.end <= min(mention.start, cue.start)):
                    claim = replace(claim, chain=chain)
            out.append(claim)
    return out


def find_called(text: str) -> frozenset[str]:
    """The names that the text calls an outlet ("the magazine Lanterna", "Lanterna, a monthly"), each with what it can be cut to."""
    found: set[str] = set()
    for match in CALLED_ONE.finditer(text):
        words = match["name"].split(" ")
        found |= {POSSESSIVE.sub("", " ".join(words[:n])) for n in range(1, len(words) + 1)}
    for match in IS_ONE.finditer(text):
        words = match["name"].split(" ")
        found |= {" ".join(words[n:]) for n in range(len(words))}
    return frozenset(found)


def own_names(document: Document) -> list[str]:
    """Whose voice a document is: its publisher and byline; of a dispatch without a publisher, its agency, in full and by its initials."""
    names = [name for name in (document.publisher or document.agency, document.byline) if name]
    return names + [initials for name in names if len(initials := "".join(re.findall(r"\b[A-Z]", name))) > 2]


def is_own(name: str, own: Sequence[str]) -> bool:
    """Whether a name is the document's own voice, or a part of it; `own` in small letters."""
    return any(name.casefold() in other or other in name.casefold() for other in own)


def is_audience(text: str, hop: Span) -> bool:
    """Whether a hop is nobody who relays: the court that a witness told it, the author, or the paper whose report is dismissed."""
    return bool(
        OURSELVES.fullmatch(hop.text)
        or DISMISSED.search(text[max(hop.start - 90, 0) : hop.start])
        or (AUDIENCE.search(hop.text) and BEFORE_AUDIENCE.search(text[max(hop.start - 16, 0) : hop.start]))
    )


PERSON = re.compile(r"\b(?:sources?|officials?|officers?|members?|employees?|aides?|residents?|soldiers?|colleagues?|person|people)$")
AFTERTHOUGHT = re.compile(r"[^.,;:\"“”]{0,80}?\s(?:said|says|told|tells|added|adds|claimed|claims|confirmed|recalled)\b")


def outward(hops: list[tuple[Span, float]], act: Span, text: str) -> list[tuple[Span, float]]:
    """Two hops with the outer one first: who is named at the end of a sentence tells all of it. "The agencies believe that he did, a diplomat said"."""
    if len(hops) != 2 or GENERIC_OUTLET.fullmatch(bare_name(hops[0][0].text)) or OUTLET_NAME.search(hops[0][0].text):
        return hops
    (first, _), (second, _) = hops
    named = first.end <= act.start and act.end <= second.start and not re.search(r"[.!?]\s|\n|[\"“”]", text[first.start : second.start])
    return (
        hops[::-1]
        if named and re.search(r", (?:an? |the |one )?$", text[: second.start][-6:]) and AFTERTHOUGHT.match(text, second.end)
        else hops
    )


AND = re.compile(r",? and (?:an? |the )?")
OF = re.compile(r" (?:in|at|of|from|within|inside|close to) (?:the |its |his |her )?")
ACCORDING = re.compile(r"\b[Aa]ccording to (?:\w+ ){0,2}\Z")
APPOSED = re.compile(r", (?:an?|the|its|his|her|their|or(?: the)?|also known as(?: the)?) ")


def together(hops: Sequence[tuple[Span, float]], text: str) -> list[tuple[Span, float]]:
    """Hops of one clause as one: "two officers and a defector" say it together, "a source in the department" and "Neve Aldarin, a spokeswoman," are
    one person."""
    found: list[tuple[Span, float]] = []
    for span, sure in hops:
        last, its = found[-1] if found else (span, 0.0)
        between = text[last.end : span.start]
        of = OF.fullmatch(between) and PERSON.search(last.text)
        if of or (AND.fullmatch(between) and not (is_name(last.text) and is_name(span.text))):  # two outlets are two sources
            found[-1] = Span.of(text, last.start, span.end), min(its, sure)
            continue
        apposed = APPOSED.fullmatch(between) and is_name(last.text) and text[span.end : span.end + 1] in {",", ".", ";"}
        if not apposed or ACCORDING.search(text[max(last.start - 40, 0) : last.start]):
            found.append((span, sure))
    return found


REPORTS = (
    r"(?:said|says|told|tells|added|adds|stated|states|claimed|claims|alleged|alleges|confirmed|confirms|announced|announces|reported|reports|"
    r"wrote|writes|insisted|insists|noted|notes|recalled|recalls|explained|explains|argued|argues)"
)
REPORTS_AFTER = re.compile(rf"\s+(?:(?:has|had|have|also|later|then)\s+){{0,2}}(?P<cue>{REPORTS})\b")
REPORTS_BEFORE = re.compile(rf"\b(?P<cue>[Aa]ccording to|{REPORTS})\s+(?:the\s+|an?\s+)?\Z")


def cue_beside(span: Span, text: str) -> Span | None:
    """The reporting word right behind or before a source."""
    match = REPORTS_AFTER.match(text, span.end) or REPORTS_BEFORE.search(text, max(span.start - 30, 0), span.start)
    return Span.of(text, *match.span("cue")) if match else None


TELLING = re.compile(
    r"(?P<whose>.+?)(?:['’]s?)? (?:own )?(?:telling|account|version|words|view|opinion|reckoning)(?: of (?:events|things|it))?", re.I
)


def teller(span: Span, text: str) -> Span:
    """Whose telling a hop is: "his" of "in his own telling", "Lykke" of "by Lykke's account"."""
    match = TELLING.fullmatch(span.text)
    if not match or not (is_pronoun(match["whose"]) or is_name(match["whose"])):
        return span
    return Span.of(text, span.start, span.start + match.end("whose"))


def find_outlets(text: str, own: Sequence[str]) -> list[tuple[int, str]]:
    """Where the text names outlets, by their own names or because it calls them one; the document's publisher is none of them."""
    found = [(match.start("name"), match["name"]) for match in CALLED_ONE.finditer(text)]
    found += [(match.start(), match[0]) for match in NAMED.finditer(text) if OUTLET_NAME.search(match[0])]
    bare = ((at, bare_name(name)) for at, name in sorted(found))
    return [(at, name) for at, name in bare if not is_own(name, own)]


class Routes:
    """The routes by which sources reach one document, learned chain by chain in the order of its text.

    `hops` are all that were read, by which a "he" that speaks is known as whoever spoke last; `own` the document's publisher and byline.
    """

    def __init__(
        self,
        text: str,
        names: Names | None = None,
        hops: Iterable[Hop] = (),
        own: Sequence[str] = (),
        called: frozenset[str] | None = None,
    ) -> None:
        """`called` is what `find_called` gives, where somebody has asked already."""
        self.text = text
        self.names = names or Names((), (), {})
        self.own = [name.casefold() for name in own]
        self.called = find_called(text) if called is None else called
        self.outlet: Source | None = None
        self.by_source: dict[str, tuple[Hop, ...]] = {}
        self.outlets: dict[str, bool] = {}
        self.persons: dict[str, bool] = {}
        self.counts: dict[str, int] = {}
        self.generic = len(THE_OUTLET.findall(text))
        speaking = ((hop.mention.start, hop.source) for hop in hops if hop.mention and not is_pronoun(hop.source.name))
        self.speakers = sorted(speaking, key=lambda entry: entry[0])
        self.outlets_named = find_outlets(text, self.own) if self.generic else []
        self.learn_interviews()

    def complete(self, hops: Sequence[Hop]) -> tuple[Hop, ...]:
        """The chain with its outlets named and outermost, and with the outlet by which its outermost source came before."""
        chain = [self.named(hop) for hop in hops]
        chain += [told for hop in chain if (told := self.told(hop))]
        chain.sort(key=lambda hop: not self.is_outlet(hop.source))  # stable: "X told the Courier" is the Courier, then X
        if chain and not self.is_outlet(chain[0].source):
            known = self.by_source.get(source_key(chain[0].source), ())
            chain = [*(replace(hop, cue=None) for hop in known), *chain]
        unique = {hop.source.name.casefold(): hop for hop in reversed(chain)}
        chain = list(unique.values())[::-1]
        self.learn(chain)
        return tuple(chain)

    def told(self, hop: Hop) -> Hop | None:
        """The outlet to which a source speaks ("X confirmed to the Courier that ..."), where the text names it right behind the cue."""
        if not hop.cue or not (match := TOLD.match(self.text, hop.cue.start)):
            return None
        span = Span.of(self.text, *match.span("outlet"))
        outlet = Source(self.names.full_name(span), True) if match["outlet"][0].isupper() else self.outlet or self.outlet_before(span.start)
        if not outlet or not self.is_outlet(outlet) or is_own(outlet.name, self.own):
            return None
        return Hop(outlet, span)

    def named(self, hop: Hop) -> Hop:
        """ "The paper" becomes the outlet last named, "he" whoever spoke last."""
        if hop.mention and (called := CALLED_ONE.match(self.text, hop.mention.start)) and hop.mention.end <= called.start("name"):
            return replace(hop, source=Source(bare_name(called["name"]), True))  # "newspaper" of "the newspaper Nova Straza"
        if not hop.source.named and GENERIC_OUTLET.fullmatch(hop.source.name):
            outlet = self.outlet or (hop.mention and self.outlet_before(hop.mention.start))
            return replace(hop, source=outlet) if outlet else hop
        if hop.mention and hop.source.name.casefold() in SINGULAR | PLURAL:
            before = bisect_left(self.speakers, hop.mention.start, key=lambda entry: entry[0])
            several = hop.source.name.casefold() in PLURAL
            earlier = (self.speakers[at][1] for at in range(before - 1, -1, -1))
            if speaker := next((source for source in earlier if self.may_be(source, several=several)), None):
                return replace(hop, source=speaker)
        return hop

    def outlet_before(self, at: int) -> Source | None:
        """The outlet that the text named last before `at`, for "the paper" that nobody has quoted yet."""
        before = bisect_left(self.outlets_named, at, key=lambda entry: entry[0])
        return Source(self.outlets_named[before - 1][1], True) if before else None

    def may_be(self, source: Source, *, several: bool) -> bool:
        """Whether a source can be called "they", or else "he" or "she"."""
        if source.named:
            return self.is_person(source.name) != several
        return bool(re.search(r"s\Z|^(?:two|three|four|five|several|some|people)\b", source_head(source.name))) == several

    def is_person(self, name: str) -> bool:
        """Whether the document has a person's name that is, holds or is part of this one."""
        if name not in self.persons:
            folded = name.casefold()
            self.persons[name] = any(folded in person.text.casefold() or person.text in name for person in self.names.persons)
        return self.persons[name]

    def learn(self, chain: Sequence[Hop]) -> None:
        """Remember the outlet, and what comes through it."""
        if not chain or not self.is_outlet(chain[0].source):
            return
        self.outlet = chain[0].source
        if self.mentions(self.outlet) < RELAYED:
            return
        for position in range(1, len(chain)):
            self.by_source.setdefault(source_key(chain[position].source), tuple(chain[:position]))

    def learn_interviews(self) -> None:
        """Whoever the text says that an outlet interviewed, speaks through it in all of the text."""
        for match in INTERVIEW.finditer(self.text):
            named = match["outlet"] and Source(bare_name(match["outlet"]), True)
            outlet = named or self.outlet_before(match.start())
            if not outlet or not self.is_outlet(outlet) or is_own(outlet.name, self.own) or self.mentions(outlet) < RELAYED:
                continue
            for person in self.names.persons:
                if match.start("who") <= person.start and person.end <= match.end("who"):
                    self.by_source.setdefault(source_key(Source(self.names.full_name(person), True)), (Hop(outlet),))

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
            self.outlets[source.name] = bool(OUTLET_NAME.search(source.name)) or source.name in self.called
        return self.outlets[source.name]
