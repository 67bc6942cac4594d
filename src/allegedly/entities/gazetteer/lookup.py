"""What the gazetteer holds under a phrase, in the forms that news writes a place's name.

"Rapides Parish", "Helmand province", "northern Mali", "Mosul airport", "Idlib countryside", "Malian", "the Syrian capital", "Alexandria, La.":
`look_up` takes off what surrounds the name, keeps what it says of the place, and says what it did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from allegedly.entities.gazetteer import PRECISIONS, Gazetteer, Precision, adjectives, fold, gazetteer
from allegedly.entities.lexicon import name_key, shipped_lexicon
from allegedly.entities.phrases import heads, singular

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from allegedly.entities.gazetteer import Rows

HINTS: dict[str, Precision] = {
    **dict.fromkeys(("country", "republic", "kingdom"), "country"),
    **dict.fromkeys(("province", "governorate", "region", "state", "oblast", "krai", "prefecture", "wilayat", "emirate"), "province"),
    **dict.fromkeys(("district", "county", "parish", "canton", "raion", "rayon", "department", "municipality", "township"), "district"),
    **dict.fromkeys(
        ("city", "town", "village", "capital", "suburb", "port", "settlement", "enclave", "camp", "neighborhood", "neighbourhood"), "city"
    ),
}
# A building or site: the gazetteer has none, so the answer is the town whose own name it bears, and is said to be no finer than that.
# Not barracks, streets, churches, schools and embassies: Lime Barracks is not in Lima, and the Syrian embassy not in Syria.
SITES = set("airport airbase base prison hospital university college bridge dam crossing refinery station stadium".split())
PARTS = set("northern southern eastern western central north south east west northeast northwest southeast southwest northeastern northwestern southeastern southwestern upper lower greater downtown inner mainland coastal rural far mid upstate suburban".split())  # fmt: skip
FILLERS = {"of", "the", "in"}
OF_TOWNS = {"city", "town", "village", "state", "capital"}
SURROUNDINGS = set("countryside suburbs outskirts area hinterland valley delta bay harbor harbour hills".split())
OF_A_COUNTRY = set("border borders frontier airspace territory soil coast waters side mainland".split())  # "the Turkish border"
AROUND: Precision = "district"
TOWN = 50_000  # people; a smaller place that bears the name of a seat of government is named after it, if at all
SITE = "a site there; the gazetteer has no buildings"
OF_SITES = {"international", "central", "military", "air"}  # "Mosul international airport"
ARTICLES = {"al", "el", "ad", "an", "ar", "as", "ash", "at", "az"}
POSSESSIVE = re.compile(r"['’]s?$")
NEAR = re.compile(
    r"(?:just\s+)?(?:near|outside|around|close to|(?:the\s+)?(?:vicinity|outskirts|environs) of|(?:north|south|east|west)\w*\s+of|.{1,25}\b(?:km|kilomet\w+|miles?)\s+(?:\w+\s+)?(?:from|of))\s+",
    re.I,
)
DETERMINER = re.compile(r"^(?:both|all|all of|parts of|part of|most of|much of|across|throughout|inside|in|at)\s+(?=\S)")
JOINTS = re.compile(r"(?:,\s*|\s+(?:in|of|near|within|inside|outside|around|along|at|from|on|across)\s+)(?:the\s+)?|['’]s\s+", re.I)
MISSION = re.compile(r"(?:embassy|consulate)\b(?!.* in ).* of ", re.I)
CAPITAL = re.compile(r"(?:the\s+)?(?:(.+?)(?:['’]s)?\s+capital(?:\s+city)?|capital(?:\s+city)?\s+of\s+(.+))", re.I)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the gazetteer holds under a phrase, and how the phrase was read."""

    rows: Rows
    own: npt.NDArray[np.bool_]
    hint: Precision | None = None  # what the phrase says the place is: "X province"
    coarsest: Precision | None = None  # the answer is no finer than this
    how: str = ""


@lru_cache(maxsize=16384)
def look_up(phrase: str) -> Lookup:
    """The places a phrase may mean: as it stands, as an adjective, without the words that news puts around a name, or by a name inside it.

    A phrase without a capital ("the front line") names nothing.
    """
    places = gazetteer()
    phrase = DETERMINER.sub("", POSSESSIVE.sub("", phrase.strip()), count=1)
    if not is_name(phrase) or is_common(phrase):
        return nothing()
    if near := NEAR.match(phrase):
        found = look_up(phrase[near.end() :])
        return replace(found, coarsest=AROUND, how=f"the text says {near.group().strip()} it")
    special = as_adjective(phrase, places) or as_capital(phrase, places) or as_seat(phrase, places) or within(phrase, places)
    return special or as_it_stands(phrase, places) or without_parts(fold(phrase).split(), places) or inside(phrase, places) or nothing()


def nothing() -> Lookup:
    """No place at all."""
    import numpy as np

    return Lookup(np.zeros(0, np.int64), np.zeros(0, bool))


def is_name(phrase: str) -> bool:
    """Whether some letter is a capital, or of a script that has none."""
    return any(c.isalpha() and (c.isupper() or c.lower() == c.upper()) for c in phrase)


# Words with a capital that are hardly ever the town of that name; "March" and "May" are left to whoever found a place in them.
COMMON = frozenset("january february april june july august september october november december arab western republic commerce".split())


def is_common(phrase: str) -> bool:
    """Whether a single word says what a thing is, or when: "Bank", "Court", "August". Somewhere there is a village called so."""
    word = phrase.casefold()
    return word in COMMON or heads().get(singular(word)) in ("service", "state body", "company", "organisation", "event")


@lru_cache(maxsize=16384)
def is_large(name: str, people: int) -> bool:
    """Whether a whole name is borne by a place of so many people, or by a province, a country or more."""
    places = gazetteer()
    rows, _ = places.find(name)
    return bool(((places.population[rows] >= people) | (places.kind[rows] >= PRECISIONS.index("province"))).any())


def find(phrase: str, places: Gazetteer) -> Lookup | None:
    """The places of this name; initials ("UN") name countries, provinces and regions alone."""
    rows, own = places.find(phrase)
    if phrase.isascii() and phrase.isupper() and len(phrase) <= 3:
        large = places.kind[rows] >= PRECISIONS.index("province")
        rows, own = rows[large], own[large]
    return Lookup(rows, own) if len(rows) else None


def as_it_stands(phrase: str, places: Gazetteer) -> Lookup | None:
    """The places of this name, and of the name without the word that says what it is: "Helmand province" also as "Helmand"."""
    words, whole = fold(phrase).split(), find(phrase, places)
    hint = next((HINTS[word] for word in words if word in HINTS), None)
    bare = [word for word in words if word not in HINTS and word not in FILLERS]
    named_after = words[0] == "camp" or (words[0] in OF_TOWNS and words[1:2] != ["of"])  # Camp Speicher, City Hall, State House
    if not hint or not bare or len(bare) == len(words) or named_after:
        return whole
    part = find(" ".join(bare), places)
    return both(whole or nothing(), part, hint, f"“{' '.join(bare)}” as a {hint}") if part else whole


def inside(phrase: str, places: Gazetteer) -> Lookup | None:
    """The place that a longer phrase names somewhere: "a crowded market in Baghdad", "northwestern Syria's Idlib province".

    Of two names the one that lies in the other; else the first.
    """
    parts = [part for part in JOINTS.split(phrase) if part]
    if len(parts) < 2 or MISSION.match(phrase):  # the embassy of a state stands in another
        return None
    found = [(part, look_up(part)) for part in parts]
    found = [(part, lookup) for part, lookup in found if len(lookup.rows)]
    for part, lookup in found:
        for _, other in found:
            if other is not lookup and (held := inside_of(lookup.rows, other.rows, places)).any():
                return replace(lookup, rows=lookup.rows[held], own=lookup.own[held], how=f"“{part}” in “{phrase}”")
    return replace(found[0][1], how=f"somewhere in “{found[0][0]}”") if found else None


def inside_of(inner: Rows, outer: Rows, places: Gazetteer) -> npt.NDArray[np.bool_]:
    """Which of `inner` lie in one of `outer`."""
    import numpy as np

    held = [np.isin(area[inner], outer) for area in (places.country, places.province, places.district)]
    found: npt.NDArray[np.bool_] = (held[0] | held[1] | held[2]) & ~np.isin(inner, outer)
    return found


def both(left: Lookup, right: Lookup, hint: Precision, how: str) -> Lookup:
    """The rows of the two, each once."""
    import numpy as np

    new = ~np.isin(right.rows, left.rows)
    return Lookup(np.concatenate([left.rows, right.rows[new]]), np.concatenate([left.own, right.own[new]]), hint, None, how)


def as_adjective(phrase: str, places: Gazetteer) -> Lookup | None:
    """ "Malian" as Mali, "Scottish" as Scotland."""
    import numpy as np

    word = fold(phrase)
    if code := adjectives().countries.get(word):
        return Lookup(np.array([places.codes.index(code)]), np.array([True]), "country", "country", "adjective")
    if name := adjectives().places.get(word):
        rows, own = places.find(name)
        large = places.kind[rows] >= PRECISIONS.index("province")
        return Lookup(rows[large], own[large], None, "province", "adjective")
    return None


def as_capital(phrase: str, places: Gazetteer) -> Lookup | None:
    """ "The Syrian capital" and "the capital of Syria" as Damascus."""
    import numpy as np

    if not (match := CAPITAL.fullmatch(phrase)):
        return None
    country = look_up(match.group(1) or match.group(2))
    states = country.rows[places.kind[country.rows] == PRECISIONS.index("country")]
    rows = np.flatnonzero(places.capital & np.isin(places.country, states))
    return Lookup(rows, np.ones(len(rows), bool), "city", None, "the capital") if len(rows) else None


def as_seat(phrase: str, places: Gazetteer) -> Lookup | None:
    """ "The White House" as Washington, or as a town of that very name: the lexicon knows it as a government's seat.

    A large town that stands for a government ("Tel Aviv") is itself, and what other towns are called besides (Casablanca) does not count.
    """
    import numpy as np

    state = shipped_lexicon().state_behind(phrase)
    if state is None or state.code not in places.codes or name_key(phrase) == name_key(state.capital or ""):
        return None
    rows = np.array([row for row in places.find(phrase)[0] if fold(places.name(row)) == fold(phrase)], np.int64)
    capital = np.flatnonzero(places.capital & (places.country == places.codes.index(state.code)))
    if not len(capital) or (places.population[rows] >= TOWN).any() or (places.kind[rows] >= PRECISIONS.index("province")).any():
        return None
    own = np.arange(len(capital) + len(rows)) >= len(capital)
    return Lookup(np.concatenate([capital, rows]), own, "city", "city", "a seat of government")


def within(phrase: str, places: Gazetteer) -> Lookup | None:
    """Of "Alexandria, La.", each Alexandria that lies in something called La."""
    name, _, area = phrase.rpartition(",")
    if not name.strip() or not area.strip():
        return None
    inner = look_up(name)
    held = inside_of(inner.rows, look_up(area).rows, places)
    how = f"in {area.strip()}" if not inner.how else f"{inner.how}; in {area.strip()}"
    return replace(inner, rows=inner.rows[held], own=inner.own[held], how=how) if held.any() else None


def without_parts(words: list[str], places: Gazetteer) -> Lookup | None:
    """ "Northern Mali" as a part of Mali, "Mosul airport" as something at Mosul, "al-Anbar" as Anbar, "Turkish border" as Turkey."""
    core, coarsest, how = list(words), None, ""
    while len(core) > 1 and core[0] in PARTS:
        core, how = core[1:], "a part of it"
    while len(core) > 1 and core[-1] in OF_A_COUNTRY:
        core, coarsest, how = core[:-1], AROUND, f"its {core[-1]}"
    while len(core) > 1 and core[-1] in SURROUNDINGS:
        core, coarsest, how = core[:-1], AROUND, "the country around it"
    while len(core) > 1 and (core[-1] in SITES or (how == SITE and core[-1] in OF_SITES)):
        core, how = core[:-1], SITE
    if core == words:
        core = core[1:] if core[0] in ARTICLES else []
    forms = [core, core[1:]] if core and core[0] in ARTICLES else [core]
    for form in (" ".join(form) for form in forms if form):
        found = as_adjective(form, places) or find(form, places)
        if found and how == SITE:
            found = replace(found, rows=found.rows[found.own], own=found.own[found.own])
        if found and len(found.rows):
            return replace(found, coarsest=coarsest, how=how)
    return None
