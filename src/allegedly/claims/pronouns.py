"""Whom a pronoun of the third person stands for: a choice among all that the text has mentioned before it.

The network's own answer (`link`) is mostly that it does not know. Here a pronoun chooses among the names and mentions of the sentences before
it, by what the network thinks of each, how far back it stands, what it does there, and whether the two go together. The choice is a softmax
over weighted features (conditional logit) with "none of them" as one more candidate; training/pronoun_weights.py fitted the weights.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import takewhile

from allegedly.base.span import Span
from allegedly.claims.naming import head_phrase, is_pronoun, is_title
from allegedly.claims.quotes import Speech, speech_at

Place = tuple[int, int]

GROUPS = {
    "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she", "herself": "she", "it": "it",
    "its": "it", "itself": "it", "they": "they", "them": "they", "their": "they", "themselves": "they", "theirs": "they",
}  # fmt: skip
REACH = 4  # sentences back
LINK = 8.0  # a network's answer beyond says no more
NEVER = {("he", "LOC"), ("she", "LOC"), ("it", "PER")}  # a pronoun and what the network takes the name for
NONE = "none"  # the candidate "none of them"
# Chance of a name from which on it is taken. On texts that nothing was fitted on, nine of ten are then right, and nearly every he and she and
# a third of all others is settled (training/pronoun_weights.py).
SURE = {"he": 0.4, "she": 0.4, "it": 0.7, "they": 0.7}
PLURAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands|some|several|many|few|both|people|men|women|police|troops|"
    r"forces|\d[\d,.]*|\w+(?<![sui])s)$|\band\b|^(?:two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|several|many|some|both|\d[\d,.]*)\b(?!-)",
    re.I,
)
FEMALE = re.compile(r"\b(?:mrs|ms|miss|lady|woman|women|wife|widow|daughter|mother|sister|queen|princess|girl|aunt|\w+woman)\b", re.I)
MALE = re.compile(r"\b(?:mr|sir|lord|man|men|husband|son|father|brother|king|prince|boy|uncle|sheikh|\w+man)\b", re.I)


@dataclass(slots=True)
class Mentioned:
    """Something that the text mentions: its sentence, its kind where it is a name (PER, ORG, LOC), the roles in which it was read, and the
    numbers of the answers that it is part of."""

    span: Span
    sentence: int
    kind: str | None = None
    roles: set[str] = field(default_factory=set)
    answers: set[int] = field(default_factory=set)

    @property
    def sort(self) -> str:
        """What it is to a pronoun: a person, body or place by name, or by its words one or many."""
        if self.kind:
            return self.kind
        return "many" if PLURAL.search(head_phrase(self.span.text)) else "one"


class Telling:
    """The mentions of a text in their order, and what each is called: names from the start, a pronoun once it is settled."""

    def __init__(
        self,
        mentioned: Sequence[Mentioned],
        links: Mapping[Place, Mapping[int, float]],
        speeches: Sequence[Speech],
        name_of: Callable[[Span], str],
    ) -> None:
        """`links`: for a pronoun, the network's log odds of each word before it (by where it starts) to be what it stands for."""
        self.mentioned, self.links = mentioned, links
        self._speech = [speech_at(speeches, each.span.start, each.span.end) for each in mentioned]
        self._leads = [n == 0 or mentioned[n - 1].sentence != each.sentence for n, each in enumerate(mentioned)]
        self._names = [None if is_pronoun(each.span.text) or is_title(each.span.text) else name_of(each.span) for each in mentioned]
        self._often: Counter[str] = Counter()
        self._counted = 0

    def pronouns(self) -> Iterator[int]:
        """The numbers of the mentions that are pronouns of the third person, in order."""
        return (n for n, each in enumerate(self.mentioned) if group_of(each.span.text))

    def settle(self, at: int, name: str) -> None:
        """The pronoun with this number means what is so called."""
        self._names[at] = name

    def candidates(self, at: int) -> Iterator[tuple[int, str]]:
        """What the pronoun with this number can stand for, by number and name: what is called something in its sentence and those before."""
        pronoun = self.mentioned[at]
        for n in range(at - 1, -1, -1):
            other = self.mentioned[n]
            if pronoun.sentence - other.sentence > REACH:
                break
            name = self._names[n]
            if name and other.span.end <= pronoun.span.start and (group_of(pronoun.span.text), other.sort) not in NEVER:
                yield n, name

    def features(self, at: int, n: int) -> dict[str, float]:
        """What speaks for and against candidate `n` of pronoun `at`, by name; what is not there is 0. To be asked in the order of the text."""
        while self._counted < at:
            self._often.update([self._names[self._counted] or ""])
            self._counted += 1
        pronoun, other, name = self.mentioned[at], self.mentioned[n], self._names[n] or ""
        which, earlier = group_of(pronoun.span.text), group_of(other.span.text)
        back = min(pronoun.sentence - other.sentence, 3)
        links = self.links.get((pronoun.span.start, pronoun.span.end))
        odds = 0.0  # where the network was not asked
        if links is not None:
            odds = max((value for start, value in links.items() if other.span.start <= start < other.span.end), default=-LINK)
        mine, its = self._speech[at], self._speech[n]
        source = any(role.startswith("hop") for role in other.roles)
        together = bool(pronoun.answers & other.answers)
        words = f"{name} {other.span.text}"
        person = which in ("he", "she")
        between = range(n + 1, at) if person else ()
        since = [m for m in between if self.mentioned[m].kind == "PER" and self._names[m] not in (None, name)]
        found = {
            f"{'he' if person else which} for {other.sort}": True,
            f"back {back}": True,
            "between": math.log(at - n),
            "link": max(-LINK, min(LINK, odds)),
            "often": math.log1p(self._often[name]),
            "leads": self._leads[n],
            "leads here": self._leads[n] and back == 0,
            "both lead": self._leads[n] and self._leads[at] and back == 1,
            "another since": bool(since),
            "another leads since": any(self._leads[m] for m in since),
            "agent": "agent" in other.roles,
            "patient": "patient" in other.roles,
            "source": source,
            "same role": bool(pronoun.roles & other.roles),
            "who says it": together and source and mine is None,
            "who is quoted": mine is not None and mine.speaker.overlaps(other.span),
            "in the same act": together and not source,
            "another speech": (mine is None) != (its is None),
            "pronoun": earlier is not None,
            "same pronoun": earlier == which,
            "other pronoun": earlier not in (None, which),
            "other sex": bool((which == "he" and FEMALE.search(words)) or (which == "she" and MALE.search(words))),
        }
        return {feature: float(value) for feature, value in found.items() if value}


def settle(telling: Telling) -> dict[Place, Span]:
    """For each pronoun the mention that it most likely stands for, where the chance of its name is as high as `SURE` asks.

    A wrong name is worse than none: somebody would be said to have done what another did.
    """
    weights = _weights()
    found: dict[Place, Span] = {}
    for at in telling.pronouns():
        offered = list(telling.candidates(at))
        scores = [sum(weights.get(name, 0.0) * value for name, value in telling.features(at, n).items()) for n, _ in offered]
        top = max([weights[NONE], *scores])
        chances = [math.exp(score - top) for score in scores]
        by_name: dict[str, float] = defaultdict(float)
        for (_, name), chance in zip(offered, chances, strict=True):
            by_name[name] += chance
        name = max(by_name, key=by_name.__getitem__, default="")
        sure = SURE[group_of(telling.mentioned[at].span.text) or ""]
        if by_name.get(name, 0.0) >= sure * (sum(chances) + math.exp(weights[NONE] - top)):
            _, best = max((chance, n) for (n, each), chance in zip(offered, chances, strict=True) if each == name)
            telling.settle(at, name)
            place = telling.mentioned[at].span
            found[place.start, place.end] = telling.mentioned[best].span
    return found


def is_told_of(speaker: Mentioned, meant: Span, mentioned: Sequence[Mentioned], name_of: Callable[[Span], str]) -> bool:
    """Whether a speaker goes on to name in its sentence what `meant` names; `mentioned` is in the order of the text.

    A pronoun that does so means somebody else: who says "it reports that the Kitchen is paid for" speaks of another's report.
    """
    name, after = name_of(meant), bisect_right(mentioned, speaker.span.start, key=lambda each: each.span.start)
    later = takewhile(lambda each: each.sentence == speaker.sentence, (mentioned[n] for n in range(after, len(mentioned))))
    return any(name_of(each.span) == name for each in later)


@cache
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = tomllib.loads((files(__package__) / "pronouns.toml").read_text(encoding="utf-8"))
    return weights


def group_of(words: str) -> str | None:
    """Which pronoun it is, in whatever case; None for another word."""
    return GROUPS.get(words.casefold())
