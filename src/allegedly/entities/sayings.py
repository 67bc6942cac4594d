"""`Saying`: what a claim says, without its words: type, status, who and what by entity, and when. Two of them are contrasted here.

The contrast goes aspect by aspect (who, to whom, in whose name, what, where, when) and finds each "same", "open" (only one of the two
says it) or "different". Whether two claims say the same, or are about the same happening, is read off that, and so is the reason.
Numbers are no aspect: "killed ten" and "killed twelve" say the same of one happening, and the numbers are shown side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import combinations
from typing import Literal

from allegedly.base.kinds import Polarity, Realis, claim_types
from allegedly.base.moment import Interval, parse_interval
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.times import NUMBERS
from allegedly.entities.dates import ClaimTimes, meets
from allegedly.entities.triggers import trigger_key

EntityKey = Callable[[Claim, Mention], str | None]
Given = tuple[str, str, "Number"]  # role, entity ("" for none) and how many of it
Answer = Literal["same", "open", "different"]

ACTORS = ("agent", "patient", "principal", "guise")
WHERE = ("place", "destination", "origin")
ASPECTS = (*ACTORS, "object", *WHERE, "time")
WEIGHT = {"agent": 3.0, "patient": 3.0, "principal": 2.0, "guise": 2.0, "object": 1.5, "time": 2.0}  # any other: 1.5; guesses, not fitted
MUTUAL = frozenset({"meets", "allies_with", "opposes", "trades_with"})  # who is agent and who patient is a matter of wording
# Types that can report one fact; the first is the vaguer word.
NEAR = {frozenset(pair) for pair in (("belongs_to", "works_for"), ("attacks", "kills"), ("leads", "controls"))}
VAGUE = {"supports": "support", "opposes": "violence"}  # the vague type of a family
OBJECT_TELLS = frozenset({"other", "intends", "causes", "trades_with", "founds", "stages", "threatens"})  # without it they say little
DAYS_OFF = 3  # reports of one event date it differently by a day or two (time zones, day of death or of finding)
BRIEF = 31  # days; a longer time cannot tell that two acts are one
NOBODY: frozenset[str] = frozenset()
LATEST_BLOCK = 256  # sayings under one key; past it, sharing that key alone is no reason to compare
ANYONE = re.compile(r"(?:any|no|every|some)(?:one|body|thing| .*)|others?|anyone else|people|persons?|them|it")
QUANTITY = re.compile(
    r"(?:(?P<bound>at least|more than|over|up to|at most|fewer than|less than|no more than|nearly|almost|about|around|some|roughly|approximately|"
    rf"an estimated|dozens of|hundreds of|thousands of) )?(?P<number>\d[\d,.]*|{'|'.join(sorted(NUMBERS.keys() - {'a', 'an', 'the'}, key=len, reverse=True))})"
    r"(?: (?P<scale>hundred|thousand|million))? ",
    re.I,
)
ADJECTIVE = frozenset({"n", "an", "ian", "i", "ese", "ish", "s", "'s"})
SCALE = {None: 1, "hundred": 100, "thousand": 1000, "million": 1_000_000}


@dataclass(frozen=True, slots=True)
class Saying:
    """The content of a claim. Claims with equal sayings say the same; `judged` sets one apart that somebody has judged."""

    type: str
    polarity: Polarity
    realis: Realis
    roles: tuple[tuple[str, frozenset[str]], ...]
    time: str | None
    reported: str | None  # month of the report where no time is said: bounds that of what has happened
    trigger: str  # its kind of happening (entities/triggers.py); tells claims of the type "other" apart
    judged: str | None = None

    def keys(self, role: str) -> frozenset[str]:
        """The entities of a role; none where the role is missing or holds just anyone."""
        for name, keys in self.roles:
            if name == role:
                return keys
        return NOBODY

    def blocks(self) -> Iterator[tuple[str, ...]]:
        """Keys such that sayings worth comparing share at least one: a family with two of the things that are said."""
        family = claim_types()[self.type].family
        said = [("actor" if role in ACTORS else role, key) for role, keys in self.roles for key in sorted(keys)[:4]]
        said += [("time", month) for month in months(self.time)]
        pairs = {tuple(sorted(pair)) for pair in combinations(sorted(set(said)), 2)}
        if len(said) < 2:
            yield (family, self.type, *(part for each in said for part in each))
        for left, right in pairs:
            yield (family, *left, *right)


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as a claim gives it: "at least 30 migrants" is 30 with the bound "at least"."""

    value: float
    bound: str | None

    def allows(self, other: Number) -> bool:
        """Whether both can be true."""
        low, high = self.limits()
        other_low, other_high = other.limits()
        return low <= other_high and other_low <= high

    def limits(self) -> tuple[float, float]:
        """The least and the most it can be."""
        if self.bound in {"at least", "more than", "over"}:
            return self.value, float("inf")
        if self.bound in {"up to", "at most", "fewer than", "less than", "no more than"}:
            return 0, self.value
        slack = 0.1 * self.value if self.bound else 0  # "about", "nearly", "some"
        return self.value - slack, self.value + slack

    def __str__(self) -> str:
        return f"{self.bound} {self.value:g}" if self.bound else f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two sayings say alike, what only one of them says, and where they differ; each aspect in words."""

    type: Answer
    polarity: bool
    realis: bool
    answers: dict[str, Answer]
    words: dict[str, str]
    score: float

    def only(self, answer: Answer, *aspects: str) -> list[str]:
        """Those of the aspects (default: all) that have this answer."""
        return [aspect for aspect in aspects or ASPECTS if self.answers.get(aspect) == answer]

    @property
    def reason(self) -> str:
        """The contrast as a sentence."""
        status = [] if self.polarity else ["one denies what the other affirms"]
        status += [] if self.realis else ["one is a fact and the other a plan or a possibility"]
        order = {"same": 0, "different": 1, "open": 2}
        aspects = sorted(
            self.words, key=lambda aspect: (order[self.answers.get(aspect, "same")], ASPECTS.index(aspect) if aspect in ASPECTS else -1)
        )
        return "; ".join([self.words["type"], *status, *(self.words[aspect] for aspect in aspects if aspect != "type")])


def name_key(claim: Claim, mention: Mention) -> str | None:
    """The default entity key: that of the canonical name."""
    return key_of(mention.entity)


def key_of(name: str) -> str | None:
    """A name in lower case, without article and quantity; None for "anyone" and the like."""
    name = " ".join(name.casefold().split())
    for article in ("the ", "a ", "an "):
        name = name.removeprefix(article)
    name = QUANTITY.sub("", name, count=1).removeprefix("of the ") if QUANTITY.match(name) else name
    return None if ANYONE.fullmatch(name) else name or None


def find_number(mention: Mention) -> Number | None:
    """The quantity at the head of a mention's words; None where it gives none."""
    if not (match := QUANTITY.match(f"{mention.span.text} ")):
        return None
    word = match["number"].casefold().replace(",", "")
    try:
        value = float(NUMBERS.get(word, 0) or word)
    except ValueError:  # "1.2.3"
        return None
    scale = match["scale"]
    if not scale and 1900 <= value <= 2100 and not match["bound"]:
        return None  # "2015 agreement"
    bound = (match["bound"] or "").casefold() or None
    return None if bound and bound.endswith(" of") else Number(value * SCALE[scale and scale.casefold()], bound)


def saying_of(claim: Claim, key: EntityKey, times: ClaimTimes | None = None) -> Saying:
    """What a claim says. Without `times`, its time is as its reader resolved it and the day of report is unknown."""
    roles: dict[str, set[str]] = {}
    for role, mentions in claim.arguments.items():
        name = "agent" if role == "patient" and claim.type in MUTUAL else role
        found = {value for mention in mentions if (value := key(claim, mention))}
        if found:
            roles.setdefault(name, set()).update(found)
    time = times.event.value if times else claim.time.value if claim.time else None
    reported = times.reported if times and not time else None
    return Saying(
        type=claim.type,
        polarity=claim.polarity,
        realis=claim.realis,
        roles=tuple(sorted((role, frozenset(keys)) for role, keys in roles.items())),
        time=time,
        reported=reported[:7] if reported else None,
        trigger=trigger_key(claim.trigger.text),
    )


def given_in(claim: Claim, key: EntityKey) -> tuple[Given, ...]:
    """The quantities that a claim gives, in its order."""
    found = ((role, mention, find_number(mention)) for role, mentions in claim.arguments.items() for mention in mentions)
    return tuple((role, key(claim, mention) or "", number) for role, mention, number in found if number)


@lru_cache(maxsize=65536)
def interval_of(value: str) -> Interval | None:
    """`parse_interval`, remembered."""
    return parse_interval(value)


def months(value: str | None) -> list[str]:
    """The months a time touches, at most four; none for a longer or open one."""
    days = interval_of(value) if value else None
    if not days or not days.first or not days.last or (days.last - days.first).days > 100:
        return []
    count = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month
    numbers = [days.first.year * 12 + days.first.month - 1 + step for step in range(count + 1)]
    return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]


def both(left: str, right: str) -> str:
    """The two in an order that does not depend on which came first."""
    return " and ".join(sorted((left, right)))


def compare_types(left: Saying, right: Saying) -> tuple[Answer, str]:
    """Whether two types can report one fact."""
    if left.type == right.type:
        return "same", f"both: {left.type}"
    types = claim_types()
    pair = frozenset({left.type, right.type})
    vague = any(VAGUE.get(one) == types[other].family for one, other in ((left.type, right.type), (right.type, left.type)))
    return ("open" if pair in NEAR or vague else "different"), f"{both(left.type, right.type)} can be one fact"


def compare_times(left: Saying, right: Saying) -> tuple[Answer | None, str]:
    """Whether two times can be one. What was reported before the other happened cannot be about it."""
    if left.time and right.time:
        one, two = interval_of(left.time), interval_of(right.time)
        if one is None or two is None:
            return None, ""
        if meets(one, two):
            return "same", f"time {left.time}" if left.time == right.time else f"times meet: {both(left.time, right.time)}"
        return ("open" if lasting(left) or lasting(right) else "different"), f"times differ: {both(left.time, right.time)}"
    if not left.time and not right.time:
        return None, ""
    timed, other = (left, right) if left.time else (right, left)
    reported, event = interval_of(other.reported or ""), interval_of(timed.time or "")
    if (
        reported
        and reported.last
        and event
        and event.first
        and event.first > reported.last
        and other.realis == "actual"
        and not lasting(other)
    ):
        return "different", f"one happened in {timed.time}, the other was reported on {other.reported}"
    return "open", f"only one says when ({timed.time})"


def lasting(saying: Saying) -> bool:
    """Whether the type holds over a time and is no single act."""
    return claim_types()[saying.type].lasting


def compare_keys(left: frozenset[str], right: frozenset[str], aspect: str) -> tuple[Answer | None, str]:
    """Whether two sets of entities have one in common. Places and objects also meet when one name holds the other's words."""
    if not left and not right:
        return None, ""
    if not left or not right:
        return "open", f"only one says the {aspect} ({', '.join(sorted(left or right))})"
    common = left & right
    if not common and aspect not in ACTORS:
        common = frozenset(min(one, two, key=len) for one in left for two in right if holds(one, two) or holds(two, one))
    if common:
        return "same", f"same {aspect}: {', '.join(sorted(common))}"
    return "different", f"{aspect} differs: {both(', '.join(sorted(left)), ', '.join(sorted(right)))}"


def holds(name: str, other: str) -> bool:
    """Whether every word of `other` stands in `name`, be it as an adjective: "Keldovian hostels" holds "Keldovia"."""
    words = name.split()
    return all(any(word == each or (word.startswith(each) and word[len(each) :] in ADJECTIVE) for word in words) for each in other.split())


def contrast(left: Saying, right: Saying) -> Contrast | None:
    """How two sayings compare, or None when their types have nothing to do with each other."""
    kind, said = compare_types(left, right)
    if kind == "different":
        return None
    answers: dict[str, Answer] = {}
    words = {"type": said}
    had = whole = 0.0
    for aspect in ASPECTS:
        answer, text = compare_times(left, right) if aspect == "time" else compare_keys(left.keys(aspect), right.keys(aspect), aspect)
        if answer:
            answers[aspect], words[aspect] = answer, text
            weight = WEIGHT.get(aspect, 1.5)
            whole += weight if answer != "open" else weight / 2  # what only one says is half a reason for doubt
            had += weight if answer == "same" else 0
    polarity, realis = left.polarity == right.polarity, left.realis == right.realis
    return Contrast(kind, polarity, realis, answers, words, round(had / whole, 3) if whole else 0.0)


def opposes(left: Saying, right: Saying) -> bool:
    """Whether of two sayings of contrary polarity one denies what the other affirms: they share an actor, and nothing is different."""
    for role in ACTORS:  # which tells most pairs apart before any reason is put into words
        one, two = left.keys(role), right.keys(role)
        if one and two and one.isdisjoint(two):
            return False
    found = contrast(left, right)
    return bool(found and found.only("same", *ACTORS) and not found.only("different"))


def says_the_same(left: Saying, right: Saying, found: Contrast) -> bool:
    """Whether two claims say the same thing: alike in status, nothing different, and enough in common."""
    if not (found.polarity and found.realis):
        return False
    different = found.only("different")
    if set(different) - {"object"} or ("object" in different and OBJECT_TELLS & {left.type, right.type}):
        return False
    if left.type == "other" and left.trigger != right.trigger and "object" not in found.only("same"):
        return False
    same = found.only("same")
    if not set(same) & set(ACTORS):
        return False
    return len(same) >= 2 or not found.only("open", *ACTORS, "object", *WHERE)


def one_happening(left: Saying, right: Saying, found: Contrast) -> bool:
    """Whether two claims that do not say the same are about one happening: who did it, when, or whether, is in dispute."""
    same, different = set(found.only("same")), set(found.only("different"))
    if left.type == "other" and left.trigger != right.trigger:
        return False
    if "time" in different and not (days_apart(left, right) <= DAYS_OFF and len(same & set(ACTORS)) >= 2):
        return False
    if not (found.polarity and found.realis):
        return not different and len(same) >= 2 and bool(same & set(ACTORS))
    timed = "time" in same and brief(left) and brief(right)
    if timed and left.type == right.type and left.trigger == right.trigger and not different and same - {"time"}:
        return True  # one word for it, of the same days, and nothing against it
    undergone = bool(same & {"patient", "object"}) and bool(same & set(WHERE) or timed)
    both = {"agent", "patient"} <= same and not different - {"time", "object", "guise", "principal"}
    return (undergone and not different & set(WHERE)) or both


def days_apart(left: Saying, right: Saying) -> int:
    """The days between two times that do not meet; very many where one is open or not precise to the day."""
    one, two = interval_of(left.time or ""), interval_of(right.time or "")
    if not one or not two or not brief(left) or not brief(right) or len(left.time or "") == 7 or len(right.time or "") == 7:
        return 10**6
    gap = max(one.first, two.first) - min(one.last, two.last)  # type: ignore[type-var,operator]
    return int(gap / timedelta(1))


def brief(saying: Saying) -> bool:
    """Whether its time is known to a month."""
    days = interval_of(saying.time or "")
    return bool(days and days.first and days.last and (days.last - days.first).days < BRIEF)


def vague(left: Saying, right: Saying, found: Contrast | None) -> Saying | None:
    """Of two sayings the one that could as well be about another act: it gives no brief time, or names fewer actors; None if neither."""
    if found is None:
        return None
    unevenly = not (lasting(left) or lasting(right)) and brief(left) != brief(right)  # a day within "since September": one of how many?
    timed = "time" in found.only("same") and brief(left) and brief(right)
    unsaid = found.only("open", "agent", *(() if timed else ("patient",)))  # "was killed": by whom of those who are said to have done it?
    if not unevenly and not unsaid:
        return None
    return min(left, right, key=detail)


def detail(saying: Saying) -> tuple[int, int]:
    """How much a saying tells: a brief time and its actors first, then everything else."""
    actors = sum(bool(saying.keys(role)) for role in ACTORS)
    return 2 * brief(saying) + actors, bool(saying.time) + len(saying.roles)


def excludes(left: Saying, right: Saying, *, content: bool) -> bool:
    """Whether two sayings cannot be in one group: of one content, or (`content` False) of one time and place."""
    if content and (found := contrast(left, right)):
        different = set(found.only("different")) - (set() if OBJECT_TELLS & {left.type, right.type} else {"object"})
        return bool(different) or not (found.polarity and found.realis)
    if compare_times(left, right)[0] == "different" and days_apart(left, right) > DAYS_OFF:
        return True
    return any(compare_keys(left.keys(role), right.keys(role), role)[0] == "different" for role in WHERE)
