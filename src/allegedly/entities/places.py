"""Place names become gazetteer entries, with the runners-up kept.

`resolve_places` takes the spans of one document that name places. Each name is looked up in the offline gazetteer, in the forms that news
writes it ("Rapides Parish", "northern Mali", "Mosul airport", "Malian"), and its candidates are ranked by features that can be said in
words: what stands beside the name ("Alexandria, La."), which countries, provinces and neighbouring places the rest of the text names, whether
it is the place's own name, and, when nothing else tells, how many people live there. The names of a document are resolved together: each
lends its candidates to the others, in `ROUNDS` rounds. One name means one place throughout a document.

The weights of the features (gazetteer/weights.toml) are fitted by training/place_weights.py; scores are the shares that a choice among the
candidates with these weights gives. Nothing is invented: a name that the gazetteer does not hold stays unresolved, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple

from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.entities.gazetteer import PRECISIONS, Place, Precision, adjectives, fold, gazetteer, name_key, words_of
from allegedly.entities.gazetteer.lookup import POSSESSIVE, TOWN, Lookup, is_large, look_up

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from allegedly.entities.gazetteer import Rows

    Numbers = npt.NDArray[np.float64]

Role = Literal["event", "origin", "destination", "dateline"]

ROLE_OF_ARGUMENT: dict[str, Role] = {"place": "event", "via": "event", "origin": "origin", "destination": "destination"}

CANDIDATES = 200  # most people first; Santa María, the most frequent name, has 161
RUNNERS_UP = 4
ROUNDS = 3  # a fourth changes four answers in a thousand
REGION = 7.0  # what a sea or a region across borders counts for, as the logarithm of people: as much as ten million
NO_SUPPORT = 0.02  # of what the text names; less in a country counts as none
NEIGHBOUR_KM = 80.0  # at which a neighbour counts 1/e; about an hour by road

CONTAINED = re.compile(r"\s*(?:,|\(|\bin\b|\bof\b|,\s+(?:in|a \w+ in))\s*(?:the\s+)?(?:(?:\w+ern|central|north|south|east|west)\s+)?", re.I)
PLACED = re.compile(r"\b(?:in|at|near|from|to|into|outside|around)\s+$")
BEFORE_AREA = re.compile(r",\s+[A-Z]")
DATELINE = re.compile(r"(?:[^\n.!?]{0,40}?)\s*(?:\([^)\n]{2,30}\)\s*)?(?:--|[—–-])\s")
FROM = re.compile(r"\b(?:from|out of|left|leaving|fled|via|departed|deserted)\s+(?:the\s+)?(?:\w+\s+of\s+)?(?:\w+ern\s+)?$", re.I)
TO = re.compile(r"\b(?:to|into|towards?|onto|reached|entered|entering|bound for|arrived (?:in|at)|arriving (?:in|at)|returned to)\s+(?:the\s+)?(?:\w+\s+of\s+)?(?:\w+ern\s+)?$", re.I)  # fmt: skip
NEARBY = re.compile(r"\b(?:near|outside|around|(?:north|south|east|west)\w*\s+of|(?:km|kilomet\w+|miles?)\s+from|close to|vicinity of|outskirts of)\s+(?:the\s+)?(?:\w+\s+of\s+)?$", re.I)  # fmt: skip


class PlaceMention(NamedTuple):
    """Where a text names a place, the role it plays there (None: to be taken from the words before it), and a fuller name for it elsewhere."""

    span: Span
    role: Role | None = None
    full: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, its share of the score, and what speaks for or against it."""

    place: Place
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceResolution:
    """What a mention means. `place` and `precision` are None when the gazetteer has no such name; `reason` then says so.

    `precision` is that of the words, never finer than that of the place: "near Mosul" is a district, "northern Mali" a country.
    """

    mention: Span
    role: Role
    place: Place | None
    score: float
    runners_up: tuple[Candidate, ...]
    precision: Precision | None
    reason: str

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude, to 0.01 degree for a town and 0.1 for anything less exact; None for an unresolved name."""
        if self.place is None:
            return None
        digits = 2 if self.precision in ("point", "city") else 1
        return round(self.place.latitude, digits), round(self.place.longitude, digits)


def resolve_places(
    mentions: Sequence[Span | PlaceMention], text: str, *, dateline: str | None = None, context: str = ""
) -> list[PlaceResolution]:
    """One resolution per mention, in order; the same input gives the same output.

    `text` is the document's; `dateline` its dateline as printed; `context` is further text that may name countries or provinces
    (a headline, a masthead) and holds no mention.
    """
    asked = [m if isinstance(m, PlaceMention) else PlaceMention(m) for m in mentions]
    page = Page.read([(m.span, called(m)) for m in asked], text, context if dateline is None else f"{dateline}\n{context}")
    page.settle()
    ranked = {at: rank(page, at) for at in set(page.of_mention)}
    return [answer(m, text, dateline, page.names[at], ranked[at]) for m, at in zip(asked, page.of_mention, strict=True)]


def called(mention: PlaceMention) -> str:
    """What a mention is looked up as: "Munk" as "Walter Munk", who is no village; never something unknown for a large town."""
    own = mention.span.text
    if mention.full is None or not (len(look_up(mention.full).rows) or not is_large(own, TOWN)):
        return own
    return mention.full


def fuller(name: str, text: str) -> str | None:
    """The name of a mention where it holds more than the words of the mention, which end it: "New York" of "York"."""
    return name if name.endswith(f" {text}") else None


def place_mentions(claims: Iterable[Claim]) -> list[PlaceMention]:
    """The fillers of the roles of a place, each once, with what its role says of it; in the order of the text.

    A place that is both where something happened and where somebody came from is the latter.
    """
    found: dict[Span, PlaceMention] = {}
    for claim in claims:
        for argument, role in ROLE_OF_ARGUMENT.items():
            for mention in claim.arguments.get(argument, ()):
                if mention.span not in found or found[mention.span].role == "event":
                    found[mention.span] = PlaceMention(mention.span, role, fuller(mention.entity, mention.span.text))
    return [found[span] for span in sorted(found)]


# A document's names together ----------------------------------------------------------------------------------------------------------


class Link(NamedTuple):
    """One name stands directly before another that may contain it: "Alexandria, Louisiana"."""

    inner: int
    outer: int


ALONE = (
    "own name",
    "city",
    "district",
    "province",
    "region",
    "people",
    "people of an area",
    "capital",
    "said kind",
)
TOGETHER = ("beside", "holds", "country", "province named", "same province", "near", "elsewhere")


@dataclass(eq=False)
class Name:
    """One name of a document: the rows it may mean and how much speaks for each."""

    phrase: str
    lookup: Lookup
    rows: Rows
    alone: Numbers  # one row per candidate, one column per feature of ALONE
    share: Numbers  # what each candidate gets; sums to one
    together: Numbers | None = None
    count: int = 0


@dataclass(eq=False)
class Page:
    """The names of one document, those asked for and the countries, provinces and large towns named elsewhere in it."""

    names: list[Name]
    of_mention: list[int]
    links: set[Link]

    @classmethod
    def read(cls, spans: Sequence[tuple[Span, str]], text: str, context: str) -> Page:
        """Look up every mention, and every country, province, large town and adjective that the text names besides."""
        page, index = cls([], [], set()), dict[str, int]()
        placed: list[tuple[int, int, int]] = []
        for span, name in spans:
            at = page.add(name, index)
            page.of_mention.append(at)
            placed.append((span.start, span.end, at))
        taken = sorted((span.start, span.end) for span, _ in spans)
        placed += [(start, end, page.add(text[start:end], index)) for start, end in find_known(text, taken)]
        for start, end in find_known(context, []):
            page.add(context[start:end], index)
        placed.sort()
        for (_, end, inner), (start, _, outer) in zip(placed, placed[1:], strict=False):
            if inner != outer and end <= start <= end + 30 and CONTAINED.fullmatch(text, end, start):
                page.links.add(Link(inner, outer))
        return page

    def add(self, phrase: str, index: dict[str, int]) -> int:
        """The number of the name, which is new or the same phrase again."""
        key = fold(POSSESSIVE.sub("", phrase))
        if key not in index:
            index[key] = len(self.names)
            self.names.append(name_of(phrase))
        self.names[index[key]].count += 1
        return index[key]

    def settle(self) -> None:
        """Let every name lend its candidates to the others, `ROUNDS` times."""
        import numpy as np

        weights = load_weights()
        for _ in range(ROUNDS):
            shares = []
            context = [self.context(at) for at in range(len(self.names))]
            for name, together in zip(self.names, context, strict=True):
                name.together = together
                shares.append(softmax(name.alone @ weights.alone_too + together @ weights.together) if len(name.rows) else np.zeros(0))
            for name, share in zip(self.names, shares, strict=True):
                name.share = share

    def context(self, at: int) -> Numbers:
        """What the other names of the document say about each candidate of this one: the features of TOGETHER."""
        import numpy as np

        places, name = gazetteer(), self.names[at]
        rows = name.rows
        others = [other for n, other in enumerate(self.names) if n != at and len(other.rows)]
        if not len(rows) or not others:
            return np.zeros((len(rows), len(TOGETHER)))
        their_rows, their_share = np.concatenate([o.rows for o in others]), np.concatenate([o.share for o in others])
        weight = their_share * np.concatenate([np.full(len(o.rows), np.log1p(o.count)) for o in others])
        country, province = places.country[rows], places.province[rows].astype(np.int64)
        by_country = np.bincount(places.country[their_rows] + 1, weight, minlength=len(places.codes) + 1)
        by_country[0] = 0  # seas and regions
        in_country = by_country[country + 1] / (by_country.sum() or 1.0)
        named = np.bincount(their_rows, their_share, minlength=int(province.max()) + 1)
        has_province = (province >= 0) & (province != rows)
        same = (province[:, None] == places.province[their_rows][None, :]) & (province[:, None] >= 0)
        columns = {
            "beside": self.beside(at, rows),
            "holds": self.holds(at, rows),
            "country": in_country,
            "province named": np.where(has_province, named[province.clip(0)], 0.0).clip(0, 1),
            "same province": (same * weight[None, :]).sum(axis=1) / weight.sum(),
            "near": self.near(rows, others),
            "elsewhere": in_country < NO_SUPPORT,
        }
        return np.stack([columns[name].astype(float) for name in TOGETHER], axis=1)

    def beside(self, at: int, rows: Rows) -> Numbers:
        """How far what follows the name directly is what holds each candidate."""
        import numpy as np

        places, found = gazetteer(), np.zeros(len(rows))
        for outer in (self.names[link.outer] for link in self.links if link.inner == at):
            for row, share in zip(outer.rows, outer.share, strict=True):
                holds = (places.country[rows] == row) | (places.province[rows] == row) | (places.district[rows] == row)
                found += share * (holds & (rows != row))
        return found.clip(0, 1)

    def holds(self, at: int, rows: Rows) -> Numbers:
        """How far what stands directly before the name lies in each candidate."""
        import numpy as np

        places, found = gazetteer(), np.zeros(len(rows))
        for inner in (self.names[link.inner] for link in self.links if link.outer == at):
            for areas in (places.country, places.province, places.district):
                held = areas[inner.rows]
                found += ((rows[:, None] == held[None, :]) & (inner.rows[None, :] != rows[:, None])) @ inner.share
        return found.clip(0, 1)

    def near(self, rows: Rows, others: list[Name]) -> Numbers:
        """How likely some other town or district of the text is close to each candidate."""
        import numpy as np

        places, far = gazetteer(), np.ones(len(rows))
        for other in others:
            best = np.argsort(-other.share)[:20]
            small = best[places.kind[other.rows[best]] <= PRECISIONS.index("district")]
            if len(small):
                there = other.rows[small]
                close = np.exp(-distances(rows, there) / NEIGHBOUR_KM) * (rows[:, None] != there[None, :])
                far *= 1 - (close @ other.share[small]).clip(0, 0.99)
        near: Numbers = 1 - far
        return near * (places.kind[rows] <= PRECISIONS.index("district"))


def name_of(phrase: str) -> Name:
    """A name with its candidates and what the name alone says of each."""
    import numpy as np

    places, lookup = gazetteer(), look_up(phrase)
    rows, own = np.asarray(lookup.rows, dtype=np.int64), np.asarray(lookup.own, dtype=bool)
    _, first = np.unique(rows, return_index=True)
    order = first[np.argsort(-places.population[rows[first]].astype(np.int64), kind="stable")][:CANDIDATES]
    rows, own = rows[order], own[order]
    kind, people = places.kind[rows], np.log10(places.population[rows].astype(float) + 10)
    is_kind = {name: kind == PRECISIONS.index(name) for name in PRECISIONS}
    people[is_kind["region"] & (places.country[rows] < 0) & (places.population[rows] == 0)] = REGION
    said = kind == PRECISIONS.index(lookup.hint) if lookup.hint else np.zeros(len(rows), bool)
    town = is_kind["city"]
    columns = {
        "own name": own,
        **{name: is_kind[name] for name in ("city", "district", "province", "region")},
        "people": people * town,
        "people of an area": people * ~town,
        "capital": places.capital[rows],
        "said kind": said,
    }
    alone = np.stack([columns[name].astype(float) for name in ALONE], axis=1)
    share = softmax(alone @ load_weights().alone) if len(rows) else np.zeros(0)
    return Name(phrase, lookup, rows, alone, share)


def find_known(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a text names a country or province or uses a nationality's adjective, outside what is `taken` already.

    Also large towns, where the words leave no doubt that a place is meant ("in Jackson", "Atlanta, Georgia", not "Jackson said").
    """
    words, after, held = words_of(text), 0, 0
    for at, (word, start, _) in enumerate(words):
        if start < after or not word[:1].isupper():
            continue
        while held < len(taken) and taken[held][1] <= start:
            held += 1
        for length in (3, 2, 1):
            if at + length > len(words):
                continue
            end = words[at + length - 1][2]
            free = held >= len(taken) or end <= taken[held][0]
            phrase = POSSESSIVE.sub("", text[start:end])
            if not free or "\n" in phrase:
                continue
            if is_area(phrase) or (is_town(phrase) and (PLACED.search(text, max(0, start - 12), start) or BEFORE_AREA.match(text, end))):
                after = start + len(phrase)
                yield start, after
                break


@lru_cache(maxsize=65536)
def is_area(phrase: str) -> bool:
    """Whether a phrase names a country or a first-order division of more than a million people; two-letter codes do not count."""
    if len(phrase) < 4 and "." not in phrase and phrase not in ("UK", "USA", "UAE", "DRC"):
        return False
    word = fold(phrase)
    return name_key(word) in large_areas() or word in adjectives().countries or word in adjectives().places


@lru_cache(maxsize=65536)
def is_town(phrase: str) -> bool:
    """Whether a phrase is the own name of a town of more than half a million."""
    return len(phrase) > 3 and name_key(fold(phrase)) in large_towns()


@cache
def large_areas() -> frozenset[int]:
    """The keys of names that `is_area` looks for."""
    return gazetteer().keys_of("province", "region", 1_000_000)


@cache
def large_towns() -> frozenset[int]:
    """The keys of names that `is_town` looks for."""
    return gazetteer().keys_of("city", "city", 500_000)


def softmax(scores: Numbers) -> Numbers:
    """Shares that sum to one."""
    import numpy as np

    raised: Numbers = np.exp(scores - scores.max())
    shares: Numbers = raised / raised.sum()
    return shares


def distances(left: Rows, right: Rows) -> Numbers:
    """Kilometres between every row of `left` and every row of `right`, along the surface of a sphere."""
    import numpy as np

    places = gazetteer()
    a, b = np.radians(places.latitude[left])[:, None], np.radians(places.latitude[right])[None, :]
    across = np.radians(places.longitude[left])[:, None] - np.radians(places.longitude[right])[None, :]
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    found: Numbers = 2 * 6371.0 * np.arcsin(np.sqrt(half.clip(0, 1)))
    return found


@dataclass(frozen=True, eq=False)
class Weights:
    """What each feature is worth: by the name alone, and with the rest of the document."""

    alone: Numbers
    alone_too: Numbers
    together: Numbers


@cache
def load_weights() -> Weights:
    """Those of gazetteer/weights.toml."""
    import tomllib

    import numpy as np

    table = tomllib.loads((files("allegedly.entities.gazetteer") / "weights.toml").read_text(encoding="utf-8"))
    return Weights(
        np.array([table["alone"][name] for name in ALONE]),
        np.array([table["together"][name] for name in ALONE]),
        np.array([table["together"][name] for name in TOGETHER]),
    )


# Saying it ----------------------------------------------------------------------------------------------------------------------------


def rank(page: Page, at: int) -> tuple[Candidate, ...]:
    """The best candidates of a name, best first, each with the features that set it apart from its nearest rival."""
    import numpy as np

    name, weights = page.names[at], load_weights()
    if not len(name.rows):
        return ()
    assert name.together is not None
    parts = np.concatenate([name.alone * weights.alone_too, name.together * weights.together], axis=1)
    order = np.argsort(-name.share, kind="stable")[: RUNNERS_UP + 1]
    found = []
    for place, row in enumerate(order):
        rival = order[1 if place == 0 else 0] if len(order) > 1 else None
        why = explain(name, row, rival, parts)
        found.append(Candidate(gazetteer().place(int(name.rows[row])), float(name.share[row]), why))
    return tuple(found)


SAY = {
    "own name": ("it is the place's own name", "known by this name only among others"),
    "people": ("it has the most people", "it has fewer people"),
    "elsewhere": ("other names of the text lie in its country", "nothing else in the text lies in its country"),
    "people of an area": ("it has the most people", "it has fewer people"),
    "capital": ("it is a capital", "it is no capital"),
    "said kind": ("the words say what it is", "the words say another kind of place"),
    "beside": ("what holds it is named right after it", "what is named right after it does not hold it"),
    "holds": ("what is named right before lies in it", "what is named right before does not lie in it"),
    "country": ("other names of the text lie in the same country", "fewer names of the text lie in its country"),
    "province named": ("the text names its province", "the text does not name its province"),
    "same province": ("other names of the text lie in the same province", "fewer names of the text lie in its province"),
    "near": ("other places of the text are close to it", "no other place of the text is as close"),
}


def explain(name: Name, row: int, rival: int | None, parts: Numbers) -> str:
    """The two strongest differences from the rival, in words."""
    if rival is None:
        return "the only place of that name"
    gaps = dict(zip(ALONE + TOGETHER, parts[row] - parts[rival], strict=True))
    kinds = sum(gaps.pop(kind) for kind in ("city", "district", "province", "region"))
    ahead = name.share[row] >= name.share[rival]
    strongest = sorted(gaps, key=lambda f: -gaps[f] if ahead else gaps[f])
    said = [SAY[f][0 if ahead else 1] for f in strongest if (gaps[f] if ahead else -gaps[f]) > 0.2]
    if (kinds if ahead else -kinds) > 1.0 or not said:
        said.insert(0, f"a name like this is {'more' if ahead else 'less'} often a {PRECISIONS[gazetteer().kind[name.rows[row]]]}")
    return "; ".join(list(dict.fromkeys(said))[:2])


def answer(mention: PlaceMention, text: str, dateline: str | None, name: Name, ranked: tuple[Candidate, ...]) -> PlaceResolution:
    """The resolution of one mention from the ranking of its name."""
    span, role = mention.span, mention.role or role_of(mention.span, text, dateline)
    if not ranked:
        return PlaceResolution(span, role, None, 0.0, (), None, f"the gazetteer has no place called “{span.text}”")
    best, lookup = ranked[0], name.lookup
    if is_hearsay(name):
        reason = f"only another name of {best.place.label}, and nothing else in the text lies there"
        return PlaceResolution(span, role, None, 0.0, ranked[:RUNNERS_UP], None, reason)
    precision = coarser(best.place.precision, lookup.coarsest)
    notes = [lookup.how] if lookup.how else []
    if NEARBY.search(text, max(0, span.start - 40), span.start) and precision in ("point", "city"):
        precision, notes = "district", [*notes, "the text says near it"]
    found = PlaceResolution(span, role, best.place, best.score, ranked[1:], precision, "; ".join([*notes, best.reason]))
    return found if precision == best.place.precision else replace(found, place=blurred(best.place))


def is_hearsay(name: Name) -> bool:
    """Whether the best candidate is known by this name only among others, and nothing else that the text names lies in its country.

    Where the words say what it is ("Helmand province"), they say enough.
    """
    assert name.together is not None
    best = int(name.share.argmax())
    return (
        name.lookup.hint is None
        and not name.alone[best, ALONE.index("own name")]
        and bool(name.together[best, TOGETHER.index("country")] < NO_SUPPORT)
    )


def blurred(place: Place) -> Place:
    """The place with coordinates to 0.1 degree."""
    return replace(place, latitude=round(place.latitude, 1), longitude=round(place.longitude, 1))


def coarser(left: Precision, right: Precision | None) -> Precision:
    """The less exact of the two."""
    return max(left, right or left, key=PRECISIONS.index)


def role_of(span: Span, text: str, dateline: str | None = None) -> Role:
    """What the place is to the text: where it was written, where somebody comes from or goes to, or, failing these, where it happened."""
    line = text.rfind("\n", 0, span.start) + 1
    opening = not text[line : span.start].strip() and (span.text.isupper() or bool(dateline) or line == 0 == span.start)
    if opening and ((dateline and span.text.casefold() in dateline.casefold()) or DATELINE.match(text, span.end, span.end + 80)):
        return "dateline"
    before = text[max(0, span.start - 40) : span.start]
    if FROM.search(before):
        return "origin"
    return "destination" if TO.search(before) else "event"
