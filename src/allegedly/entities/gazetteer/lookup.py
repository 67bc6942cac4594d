"""What the gazetteer holds under a phrase, in the forms that news writes a place's name.

"Rapides Parish", "Helmand province", "northern Mali", "Mosul airport", "Idlib countryside", "Malian", "the Syrian capital", "Alexandria, La.":
`look_up` takes off what surrounds the name, keeps what it says of the place, and says what it did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from allegedly.entities.gazetteer import PRECISIONS, Gazetteer, Precision, adjectives, fold, gazetteer

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
# A building or site: the gazetteer has none, so the answer is the town it is named after, and is said to be no finer than that.
SITES = set("airport airbase base prison hospital university school college bridge dam border crossing refinery station mosque church cathedral barracks square street avenue road highway stadium embassy".split())  # fmt: skip
PARTS = set("northern southern eastern western central north south east west northeast northwest southeast southwest northeastern northwestern southeastern southwestern upper lower greater downtown inner mainland coastal rural far mid upstate suburban".split())  # fmt: skip
FILLERS = {"of", "the", "in"}
SURROUNDINGS = set("countryside suburbs outskirts area hinterland valley delta bay harbor harbour hills".split())
AROUND: Precision = "district"
SITE = "a site there; the gazetteer has no buildings"
OF_SITES = {"international", "central", "military", "air"}  # "Mosul international airport"
ARTICLES = {"al", "el", "ad", "an", "ar", "as", "ash", "at", "az"}
POSSESSIVE = re.compile(r"['’]s?$")
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
    """The places a phrase may mean: as it stands, as an adjective, or without the words that news puts around a name."""
    places = gazetteer()
    phrase = POSSESSIVE.sub("", phrase.strip())
    words = fold(phrase).split()
    special = as_adjective(phrase, places) or as_capital(phrase, places) or within(phrase, places)
    if special or not words:
        return special or Lookup(*places.find(phrase))
    rows, own = places.find(phrase)
    hint = next((HINTS[word] for word in words if word in HINTS), None)
    bare = [word for word in words if word not in HINTS and word not in FILLERS]
    if hint and bare and len(bare) < len(words):
        more, more_own = places.find(" ".join(bare))
        if len(more):
            return both(Lookup(rows, own), Lookup(more, more_own), hint, f"“{' '.join(bare)}” as a {hint}")
    if len(rows):
        return Lookup(rows, own)
    return without_parts(words, places) or Lookup(rows, own, hint)


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


def within(phrase: str, places: Gazetteer) -> Lookup | None:
    """ "Alexandria, La." as an Alexandria that lies in something called La."""
    import numpy as np

    name, comma, area = phrase.rpartition(",")
    if not comma or not name.strip() or not area.strip():
        return None
    inner, outer = look_up(name), look_up(area).rows
    held = (
        np.isin(places.country[inner.rows], outer)
        | np.isin(places.province[inner.rows], outer)
        | np.isin(places.district[inner.rows], outer)
    )
    held &= ~np.isin(inner.rows, outer)
    return Lookup(inner.rows[held], inner.own[held], inner.hint, inner.coarsest, f"in {area.strip()}") if held.any() else None


def without_parts(words: list[str], places: Gazetteer) -> Lookup | None:
    """ "Northern Mali" as a part of Mali, "Mosul airport" as something at Mosul, "al-Anbar" as Anbar."""
    core, coarsest, how = list(words), None, ""
    while len(core) > 1 and core[0] in PARTS:
        core, how = core[1:], "a part of it"
    while len(core) > 1 and core[-1] in SURROUNDINGS:
        core, coarsest, how = core[:-1], AROUND, "the country around it"
    while len(core) > 1 and (core[-1] in SITES or how == SITE and core[-1] in OF_SITES):
        core, how = core[:-1], SITE
    forms = [core, core[1:]] if core[0] in ARTICLES else [core]
    for form in forms:
        rows, own = places.find(" ".join(form)) if form and form != words else (None, None)
        if rows is not None and own is not None and len(rows):
            return Lookup(rows, own, None, coarsest, how)
    return None
