"""`Gazetteer`: which places bear a name. Loaded from `places.npz` on first use, offline, read-only.

The file is made by training/gazetteer.py from extracts of GeoNames (CC BY 4.0; ATTRIBUTION.md) and `by_hand.toml`. It holds one row per
place and, for each name of each place in any script, the first 40 bits of a hash of the folded name, sorted: a name is found by
bisection, and a million names take 4 MB on disk. Two different names share a hash with a probability of one in a million per question.
Coordinates are kept to 0.01 degree, which is about the size of a town.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Rows = npt.NDArray[np.int64]

Precision = Literal["point", "city", "district", "province", "country", "region"]
PRECISIONS: tuple[Precision, ...] = ("point", "city", "district", "province", "country", "region")  # finest first

BARE = str.maketrans(
    {**dict.fromkeys(".'’‘ʼʻ`ʾʿ´ʹʺ"), **dict.fromkeys("-–—‑/,&_()", " "), "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae"}
)
SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def fold(name: str) -> str:
    """The key under which a name is looked up: no case, accents, points or apostrophes, no leading "the", "St." as "saint"."""
    bare = name.casefold().translate(BARE)
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c)).translate(BARE)
    words = bare.split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(SHORT.get(word, word) for word in words)


def name_key(folded: str) -> int:
    """The 40 bits that stand for a folded name in the file."""
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=5).digest(), "big")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the gazetteer. The coordinates are those of a point inside, no finer than `precision` can bear.

    `id` is `geonames:NUMBER`, or the path of names for an entry that has no such number. `country` is an ISO 3166-1 code, None for what
    belongs to no single country.
    """

    id: str
    name: str
    precision: Precision
    latitude: float
    longitude: float
    country: str | None = None
    province: str | None = None
    district: str | None = None
    population: int = 0

    @property
    def label(self) -> str:
        """The name with what it lies in: "Alexandria, Rapides Parish, Louisiana, US"."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.district, self.province, self.country) if part))


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """One row per place in parallel arrays; `country`, `province` and `district` hold rows (-1: none), `kind` indexes `PRECISIONS`."""

    keys: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int32]  # row * 2 + 1 where the name is the place's own, row * 2 for its other names
    kind: npt.NDArray[np.uint8]
    latitude: npt.NDArray[np.float32]
    longitude: npt.NDArray[np.float32]
    population: npt.NDArray[np.uint32]
    country: npt.NDArray[np.int16]
    province: npt.NDArray[np.int16]
    district: npt.NDArray[np.int32]
    number: npt.NDArray[np.int32]
    capital: npt.NDArray[np.bool_]
    names: bytes
    ends: npt.NDArray[np.int64]
    codes: Sequence[str]  # ISO codes of the countries, which are the first rows

    def find(self, name: str) -> tuple[Rows, npt.NDArray[np.bool_]]:
        """The rows of all places that bear this name, and for each whether it is the place's own name."""
        import numpy as np

        key = name_key(fold(name))
        first, last = np.searchsorted(self.keys, [key, key + 1])
        owners = self.owners[first:last].astype(np.int64)
        return owners >> 1, (owners & 1).astype(bool)

    def keys_of(self, finest: Precision, coarsest: Precision, people: int) -> frozenset[int]:
        """The keys of the own names of all places of these kinds with more than so many people."""
        import numpy as np

        rows, kind = self.owners >> 1, self.kind[self.owners >> 1]
        of_kind = (kind >= PRECISIONS.index(finest)) & (kind <= PRECISIONS.index(coarsest))
        own = (self.owners & 1).astype(bool)
        return frozenset(np.asarray(self.keys[of_kind & own & (self.population[rows] > people)]).tolist())

    def name(self, row: int) -> str:
        """The place's own name."""
        return self.names[self.ends[row - 1] if row else 0 : self.ends[row]].decode()

    def place(self, row: int) -> Place:
        """The entry, with coordinates rounded to 0.01 degree for a town and 0.1 for anything larger."""
        country, province, district = int(self.country[row]), int(self.province[row]), int(self.district[row])
        digits = 2 if PRECISIONS[self.kind[row]] in ("point", "city") else 1
        code = self.codes[country] if country >= 0 else None
        parts = [self.name(r) if r >= 0 else None for r in (province, district)]
        path = "/".join(part for part in (code, *parts, self.name(row)) if part)
        return Place(
            id=f"geonames:{self.number[row]}" if self.number[row] else path,
            name=self.name(row),
            precision=PRECISIONS[self.kind[row]],
            latitude=round(float(self.latitude[row]), digits),
            longitude=round(float(self.longitude[row]), digits),
            country=code,
            province=parts[0] if province != row else None,
            district=parts[1] if district != row else None,
            population=int(self.population[row]),
        )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the package; loaded once per process."""
    import numpy as np

    with (files(__package__) / "places.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return Gazetteer(
            keys=np.cumsum(stored["key_steps"], dtype=np.int64),
            owners=stored["owners"],
            kind=stored["kind"],
            latitude=stored["latitude"].astype(np.float32) / 100,
            longitude=stored["longitude"].astype(np.float32) / 100,
            population=stored["population"],
            country=stored["country"],
            province=stored["province"],
            district=stored["district"],
            number=stored["number"],
            capital=stored["capital"],
            names=stored["names"].tobytes(),
            ends=np.cumsum(stored["lengths"], dtype=np.int64),
            codes=stored["codes"].tobytes().decode().split(),
        )


@dataclass(frozen=True, slots=True)
class Adjectives:
    """Adjectives and names of peoples (folded) with the place they mean: an ISO code, or a name of the gazetteer."""

    countries: dict[str, str]
    places: dict[str, str]


@cache
def adjectives() -> Adjectives:
    """Those of `by_hand.toml`, with their plurals in -s."""
    import tomllib

    table = tomllib.loads((files(__package__) / "by_hand.toml").read_text(encoding="utf-8"))
    return Adjectives(_by_word(table["demonyms"]), _by_word(table["peoples"]))


def _by_word(table: dict[str, str]) -> dict[str, str]:
    words = {fold(word): meaning for meaning, listed in table.items() for word in listed.split("|")}
    return {f"{word}s": meaning for word, meaning in words.items()} | words


WORD = re.compile(r"\w+(?:[.'’-]\w+)*\.?")


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a text and where they stand; a hyphenated word is one."""
    return tuple((match.group(), match.start(), match.end()) for match in WORD.finditer(text))
