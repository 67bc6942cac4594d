"""GeoJSON (RFC 7946): one point for each place that a claim names and the gazetteer knows.

A point is where the place is, no finer than the words allow; `precision` and `precision_radius_m` say how much that is worth, and
`place_role` whether something is said to have happened there or somebody to have come from there. A place named in a claim is part of
an allegation, so every point carries the chain.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from allegedly.base.document import Document
from allegedly.claims.wording import chain_of
from allegedly.entities.gazetteer import Precision
from allegedly.entities.places import PlaceResolution, place_mentions, resolve_places
from allegedly.writers.content import Content
from allegedly.writers.rows import BESIDE_CLAIMS, Entry, chain_rows, days_of

# Metres from the point within which the words may mean; orders of magnitude, after the rounding of the gazetteer (0.01 and 0.1 degree).
RADIUS: dict[Precision, int | None] = {
    "point": 2_000,
    "city": 10_000,
    "district": 50_000,
    "province": 200_000,
    "country": None,
    "region": None,
}
NO_PLACE = "names no place that the gazetteer knows"


class GeoJsonWriter:
    """A FeatureCollection, feature by feature."""

    summary = "points on a map, for QGIS and web maps, one per claim and place"
    suffix = ".geojson"
    carries: Mapping[str, Collection[str]] = {
        "claims": (
            "id", "type", "polarity", "certainty", "realis", "sentence", "sentence_start", "sentence_end", "time_value", "document_id", "score",
            "proposition_id",
        ),
        "arguments": ("claim_id", "role", "name", "entity_id"),
        "chain": ("claim_id", "position", "name", "named"),
        "documents": ("id", "title", "publisher", "published", "url"),
        "propositions": BESIDE_CLAIMS,
    }  # fmt: skip
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A .geojson file."""
        with path.open("w", encoding="utf-8") as out:
            out.write('{"type": "FeatureCollection", "features": [')
            for number, feature in enumerate(self._features(content)):
                out.write((",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False))
            out.write("\n]}\n")

    def _features(self, content: Content) -> Iterator[dict[str, Any]]:
        for document, entries in content.documents_with_entries():
            known = resolved(document, entries)
            for entry in entries:
                places = [known[key] for key in dict.fromkeys(spans(entry)) if key in known]
                if not places:
                    content.left_out(entry, NO_PLACE)
                    continue
                content.wrote(entry)
                yield from (feature(entry, place) for place in places)


def spans(entry: Entry) -> Iterator[tuple[int, int]]:
    """Where the claim names places."""
    return ((mention.span.start, mention.span.end) for mention in place_mentions([entry.claim]))


def resolved(document: Document, entries: list[Entry]) -> dict[tuple[int, int], PlaceResolution]:
    """What the place names of these claims mean, by their span; those the gazetteer does not know are left out."""
    mentions = place_mentions(entry.claim for entry in entries)
    found = resolve_places(mentions, document.text, dateline=document.dateline, context=document.title or "")
    return {(each.mention.start, each.mention.end): each for each in found if each.place}


def feature(entry: Entry, found: PlaceResolution) -> dict[str, Any]:
    """The point of one place of one claim. RFC 7946 puts longitude first."""
    claim, place = entry.claim, found.place
    assert place and found.precision and found.coordinates
    latitude, longitude = found.coordinates
    first, last = days_of(claim)
    roles = {
        role: [{"name": mention.entity, "entity": entry.entity_id(role, mention)} for mention in mentions]
        for role, mentions in claim.arguments.items()
    }
    return {
        "type": "Feature",
        "id": f"{claim.id}.{found.mention.start}",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "claim": claim.id,
            "type": claim.type,
            "polarity": claim.polarity,
            "certainty": claim.certainty,
            "realis": claim.realis,
            "said_by": chain_of(claim),
            "chain": [{"name": row["name"], "named": row["named"]} for row in chain_rows(entry)],
            "arguments": roles,
            "sentence": claim.sentence.text,
            "sentence_start": claim.sentence.start,
            "sentence_end": claim.sentence.end,
            "time_value": claim.time and claim.time.value,
            "first_day": first,
            "last_day": last,
            "score": round(claim.score, 4),
            "place": found.mention.text,
            "place_role": found.role,
            "means": place.name,
            "gazetteer": place.id,
            "country": place.country,
            "precision": found.precision,
            "precision_radius_m": RADIUS[found.precision],
            "place_score": round(found.score, 4),
            "reason": found.reason,
            "document": entry.document.id,
            "title": entry.document.title,
            "publisher": entry.document.publisher,
            "published": entry.document.published,
            "url": entry.document.url,
            **(entry.standing.to_dict() if entry.standing else {}),
        },
    }
