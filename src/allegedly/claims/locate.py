"""The gate: what a reader proposes in words becomes a claim with exact places in the text, or is refused with a reason.

Words count as found where the text reads them exactly, and else where it reads them after this normalisation of both, and no other:
case, Unicode compatibility and composition (NFKD), typographic quotation marks, apostrophes and dashes, invisible characters (category Cf)
and the amount of white space (control characters count as such) make no difference. Words are never found inside a longer word. Of several places the one nearest to the
trigger in its sentence counts, then the last before the sentence; what a text says later is no part of a claim.

A name (of an entity or source) that the document does not hold is not taken over: the words of the mention stand for it. A name of the
prompt's examples that the document does not hold refuses the claim, because then the claim is about the examples.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from allegedly.base.document import Document
from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, Certainty, Polarity, Realis, claim_types
from allegedly.base.moment import parse_interval
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.chains import own_names
from allegedly.claims.claim import Claim, Hop, Mention, Refused, TimeExpression
from allegedly.claims.naming import bare_name, is_name, is_pronoun
from allegedly.claims.sentences import Sentence
from allegedly.claims.times import publication_day, resolve_time

Reason = Literal[
    "unknown type",
    "unknown role",
    "unknown status",
    "sentence not asked about",
    "trigger not in the text",
    "argument not in the text",
    "time not in the text",
    "source not in the text",
    "cue not in the text",
    "name of the prompt's examples",
]

QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
YEAR = re.compile(r"\d{4}")
# Scripts that put no space between words: there a word can begin anywhere.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Filler:
    """Words that fill a role, and the canonical name a reader proposes for what they point to."""

    role: str
    words: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Sayer:
    """Words that name a source, its name, whether it is named at all, and the words that attribute."""

    words: str
    name: str | None
    named: bool
    cue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A claim in words only, as a reader proposes it; nothing of it has been held against the text."""

    sentence: int
    type: str
    trigger: str
    arguments: tuple[Filler, ...]
    time: str | None
    value: str | None
    polarity: str
    certainty: str
    realis: str
    chain: tuple[Sayer, ...]
    score: float


class Haystack:
    """A text in which words are looked for: exactly, or after the normalisation of this module."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain, self._places = normalised(text)

    def find(self, words: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Every place of `words` in `text[start:end]`; those that read exactly so if there are any, else those after normalisation."""
        end = len(self.text) if end is None else end
        if not words.strip():
            return []
        return list(self._exact(words.strip(), start, end)) or list(self._alike(words, start, end))

    def holds(self, words: str) -> bool:
        """Whether `words` stand anywhere in the text."""
        return bool(self.find(words))

    def _exact(self, words: str, start: int, end: int) -> Iterator[Span]:
        at = self.text.find(words, start, end)
        while at >= 0:
            if not cuts_word(self.text, at, at + len(words)):
                yield Span.of(self.text, at, at + len(words))
            at = self.text.find(words, at + 1, end)

    def _alike(self, words: str, start: int, end: int) -> Iterator[Span]:
        wanted = normalised(words)[0].strip()
        first, last = bisect_left(self._places, start), bisect_left(self._places, end)
        at = self._plain.find(wanted, first, last) if wanted else -1
        while at >= 0:
            stop = at + len(wanted)
            if not cuts_word(self._plain, at, stop) and self._whole(at, stop):
                yield Span.of(self.text, self._places[at], self._places[stop - 1] + 1)
            at = self._plain.find(wanted, at + 1, last)

    def _whole(self, start: int, stop: int) -> bool:
        """Whether neither end lies inside what one character of the text was taken apart into ("ﬁ" is "fi")."""
        places = self._places
        return (start == 0 or places[start - 1] != places[start]) and (stop == len(places) or places[stop] != places[stop - 1])


def normalised(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the place of the character it comes from."""
    plain: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for each in _folded(character):
            if each == " " and plain and plain[-1] == " ":
                continue
            plain.append(each)
            places.append(at)
    return "".join(plain), places


@cache
def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if character.isspace() or category in ("Cc", "Cs"):
        return " "
    apart = unicodedata.normalize("NFKD", character.translate(QUOTES)).translate(QUOTES)
    return "".join(" " if each.isspace() else each for each in apart.casefold())


def cuts_word(text: str, start: int, end: int) -> bool:
    """Whether the range begins or ends inside a word."""
    return _joins(text, start) or _joins(text, end)


def _joins(text: str, at: int) -> bool:
    """Whether the characters before and at `at` belong to one word."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M"):
        return True
    return _in_word(before) and _in_word(after) and not UNSPACED.match(before) and not UNSPACED.match(after)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


DATELINE = re.compile(r"[^\W\d_a-z][^a-z\n]+(?:, [\w. ]+)?(?: \([\w ]+\))? [-–—] ")


def trimmed_span(text: str, start: int, end: int) -> Span | None:
    """The span without punctuation at its ends and without a leading article; None when nothing is left.

    Of a span over two paragraphs the later part is kept, and of that what follows a dateline ("LISK - Agents"): a byline is no part of it.
    """
    if (cut := text.rfind("\n\n", start, end)) >= 0:
        start = cut + 2
        if match := DATELINE.match(text, start, end):
            start = match.end()
    words = text[start:end]
    if match := re.match(r"[\s\"'“”‘’«»(,.;:\[\]-]+", words):
        start += match.end()
    if match := re.match(r"(?:the|a|an)\s+(?=\S)", text[start:end], re.I):
        start += match.end()
    if match := re.search(r"[\s\"'“”‘’«»(,;:\[\]-]+$", text[start:end]):
        end = start + match.start()
    if match := re.search(r"\s\([^()]*$", text[start:end]):
        end = start + match.start()  # "Front for Azwad (FLA"
    if text.count('"', start, end) % 2 and text[end : end + 1] == '"':
        end += 1  # two "foreign agents"
    return Span.of(text, start, end) if start < end else None


class Gate:
    """Holds proposals about one document against its text. `sentences` are numbered from 0; `example_names` are names of the prompt."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], reader: str, example_names: Collection[str] = ()) -> None:
        self.document, self.document_id, self.sentences, self.reader = document, document.id, sentences, reader
        self.text = Haystack(document.text)
        self.example_names = {normalised(name)[0].strip() for name in example_names}
        self.anchor = publication_day(document)
        self.own = [each.casefold() for each in own_names(document)]

    def admit(self, proposal: Proposal, asked: range) -> Claim | Refused:
        """The claim that `proposal` makes of one of the sentences `asked` about, or why it makes none."""
        if reason := self._vocabulary(proposal):
            return Refused(reason, proposal.trigger)
        found = self._trigger(proposal, asked)
        if found is None:
            outside = proposal.sentence not in asked and self.text.holds(proposal.trigger)
            return Refused("sentence not asked about" if outside else "trigger not in the text", proposal.trigger)
        sentence, trigger = found
        arguments: dict[str, list[Mention]] = {}
        for filler in sorted(proposal.arguments, key=lambda filler: ROLES.index(filler.role)):
            if (span := self._locate(filler.words, sentence, trigger)) is None:
                return Refused(self._unless_example("argument not in the text", filler.words), filler.words)
            if self._is_example(filler.name):
                return Refused("name of the prompt's examples", filler.name or "")
            mentions = arguments.setdefault(filler.role, [])
            mentions += [] if any(span == each.span for each in mentions) else [Mention(span, self._name(filler.name, span))]
        time = self._time(proposal, sentence, trigger)
        chain = self._chain(proposal, sentence, trigger)
        for part in (time, chain):
            if isinstance(part, Refused):
                return part
        assert not isinstance(time, Refused) and not isinstance(chain, Refused)
        return Claim(
            document=self.document.name,
            document_id=self.document_id,
            reader=self.reader,
            score=proposal.score,
            sentence=Span.of(self.document.text, sentence.start, sentence.end),
            type=proposal.type,
            trigger=trigger,
            arguments={role: tuple(mentions) for role, mentions in arguments.items()},
            time=time,
            polarity=cast(Polarity, proposal.polarity),
            certainty=cast(Certainty, proposal.certainty),
            realis=cast(Realis, proposal.realis),
            chain=chain,
        )

    def _vocabulary(self, proposal: Proposal) -> Reason | None:
        if proposal.type not in claim_types():
            return "unknown type"
        if any(filler.role not in ROLES for filler in proposal.arguments):
            return "unknown role"
        known = proposal.polarity in POLARITIES and proposal.certainty in CERTAINTIES and proposal.realis in REALIS
        return None if known else "unknown status"

    def _trigger(self, proposal: Proposal, asked: range) -> tuple[Sentence, Span] | None:
        """The trigger in its sentence; where the number is wrong, in the only sentence asked about that holds it."""
        places = [(n, span) for n in asked for span in self._within(proposal.trigger, self.sentences[n])]
        own = [(n, span) for n, span in places if n == proposal.sentence]
        if not own and len(places) != 1:
            return None
        number, span = (own or places)[0]
        return self.sentences[number], span

    def _within(self, words: str, sentence: Sentence) -> list[Span]:
        found = (trimmed_words(self.document.text, span) for span in self.text.find(words, sentence.start, sentence.end))
        return [span for span in found if span]

    def _locate(self, words: str, sentence: Sentence, trigger: Span) -> Span | None:
        if here := self.text.find(words, sentence.start, sentence.end):
            place = min(here, key=lambda span: max(trigger.start - span.end, span.start - trigger.end))
        elif before := self.text.find(words, 0, sentence.start):
            place = before[-1]
        else:
            return None
        return trimmed_span(self.document.text, place.start, place.end)

    def _name(self, name: str | None, span: Span) -> str:
        own = bare_name(span.text)
        if not name or is_pronoun(name) or not (found := self.text.find(bare_name(name))):
            return own
        return bare_name(found[0].text)

    def _is_example(self, name: str | None) -> bool:
        return bool(name) and normalised(name or "")[0].strip() in self.example_names and not self.text.holds(name or "")

    def _unless_example(self, reason: Reason, words: str) -> Reason:
        return "name of the prompt's examples" if self._is_example(words) else reason

    def _time(self, proposal: Proposal, sentence: Sentence, trigger: Span) -> TimeExpression | Refused | None:
        if proposal.time is None:
            return None
        place = self._locate(proposal.time, sentence, trigger)
        span = place and trimmed_words(self.document.text, place)
        if span is None:
            return Refused("time not in the text", proposal.time)
        value = resolve_time(span.text, self.anchor, future=proposal.realis in ("planned", "hypothetical"))
        return TimeExpression(span, value or self._value(proposal.value))

    def _value(self, value: str | None) -> str | None:
        """A value that the reader worked out, if it is one and its years stand in the text, or in or next to that of publication."""
        if not value or parse_interval(value) is None:
            return None
        years = set(YEAR.findall(self.document.text))
        if published := YEAR.match(self.document.published or ""):
            years |= {f"{int(published[0]) + step:04}" for step in (-1, 0, 1)}
        return value if set(YEAR.findall(value)) <= years else None

    def _chain(self, proposal: Proposal, sentence: Sentence, trigger: Span) -> tuple[Hop, ...] | Refused:
        """The hops, outermost first; the document's own publisher and byline are implicit, and a repeated source counts once."""
        hops: dict[str, Hop] = {}
        for sayer in proposal.chain:
            if (mention := self._locate(sayer.words, sentence, trigger)) is None:
                return Refused(self._unless_example("source not in the text", sayer.words), sayer.words)
            if self._is_example(sayer.name):
                return Refused("name of the prompt's examples", sayer.name or "")
            cue = self._locate(sayer.cue, sentence, mention) if sayer.cue else None
            if sayer.cue and cue is None:
                return Refused("cue not in the text", sayer.cue)
            name = self._name(sayer.name, mention)
            key = name.casefold()
            if not any(key in own or own in key for own in self.own):
                hops.setdefault(key, Hop(Source(name, sayer.named and _may_be_name(name)), mention, cue))
        return tuple(hops.values())


def trimmed_words(text: str, span: Span) -> Span | None:
    """The span without punctuation at its ends; None when nothing is left."""
    words = span.text
    first = next((n for n, each in enumerate(words) if each.isalnum()), None)
    if first is None:
        return None
    last = next(n for n in range(len(words), 0, -1) if _in_word(words[n - 1]) or words[n - 1] == ".")
    while words[last - 1] == "." and "." not in words[first : last - 1]:  # "U.S." keeps its own
        last -= 1
    return Span.of(text, span.start + first, span.start + last)


def _may_be_name(name: str) -> bool:
    """A name has a capital, or is written in a script without capitals."""
    return is_name(name) or (any(map(str.isalpha, name)) and name.upper() == name.lower())
