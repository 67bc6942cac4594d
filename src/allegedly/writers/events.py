"""PLOVER- and ACLED-style CSV: events as those vocabularies code them, by the table mapping.toml.

Both hold what happened, and a claim is what somebody says. PLOVER gets every claim that has an event there, with `negation`, `future` or
`hypothetical` as auxiliary mode where the claim is denied, planned or hypothetical, and the chain in a column of its own. ACLED has no way to
say "denied" or "planned", so only affirmed claims of actual acts go there; who says so, and in whose name it is said to have been done, stand
in `notes`.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from allegedly.base.moment import parse_interval
from allegedly.claims.claim import Claim
from allegedly.claims.wording import chain_of, sentence_of
from allegedly.store.query import EntityRow
from allegedly.writers.content import Content
from allegedly.writers.geojson import resolved, spans
from allegedly.writers.mapping import mapping
from allegedly.writers.rows import BESIDE_CLAIMS, Entry, days_of
from allegedly.writers.tables import harmless

SECTORS = {"state": "GOV", "state body": "GOV", "service": "SPY", "armed group": "REB", "threat actor": "UAF", "media": "JRN", "company": "BUS", "people": "CVL"}  # fmt: skip
ARMED = ("armed group", "service")
AUXILIARY = {"planned": "future", "hypothetical": "hypothetical", "actual": "", "general": ""}
MONTH = 31  # days; ACLED dates nothing less exactly than to the month
GEO_PRECISION = {"point": 1, "city": 1, "district": 2, "province": 3}


class _Events:
    roles: Collection[str] | None = ("agent", "patient", "place", "guise", "principal")
    columns: tuple[str, ...] = ()

    def write(self, content: Content, path: Path) -> None:
        """A .csv file."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(self.columns)
            for row in self.rows(content):
                out.writerow([harmless(it) if isinstance(it := row.get(name, ""), str) else it for name in self.columns])

    def rows(self, content: Content) -> Iterator[dict[str, Any]]:
        """The rows, by column."""
        raise NotImplementedError


class PloverWriter(_Events):
    """One row per claim that has a PLOVER event."""

    summary = "PLOVER-coded events as CSV, with the chain and the modality of each claim"
    suffix = ".csv"
    carries: Mapping[str, Collection[str]] = {
        "claims": ("id", "type", "sentence", "time_value", "polarity", "certainty", "realis", "document_id", "proposition_id"),
        "arguments": ("claim_id", "role", "name"),
        "documents": ("id", "publisher", "published", "url"),
        "propositions": BESIDE_CLAIMS,
    }
    columns = (
        "event_id", "date_start", "date_end", "time_value", "event_type", "event_mode", "auxiliary_mode", "context", "actor", "actor_sector",
        "recipient", "recipient_sector", "guise", "principal", "location", "claim_type", "polarity", "certainty", "realis", "said_by", "text", "document", "publisher",
        "published", "url", "proposition", "independent_low", "independent_high", "sides", "p_low", "p", "p_high", "credibility", "assurance",
    )  # fmt: skip

    def rows(self, content: Content) -> Iterator[dict[str, Any]]:
        for entry in content.entries():
            claim, event = entry.claim, mapping(entry.claim.type).plover
            if event is None:
                content.left_out(entry, "PLOVER has no event for their type")
                continue
            content.wrote(entry)
            if claim.chain:
                content.tally.changed("claims", "chain", "who says so is in `said_by`, in words")
            first, last = days_of(claim)
            yield {
                "event_id": claim.id,
                "date_start": first or "",
                "date_end": last or "",
                "time_value": (claim.time and claim.time.value) or "",
                "event_type": event[0],
                "event_mode": event[1],
                "auxiliary_mode": "; ".join(filter(None, ("negation" if claim.polarity == "denied" else "", AUXILIARY[claim.realis]))),
                "context": mapping(claim.type).context or "",
                "actor": names(claim, "agent"),
                "actor_sector": sectors(entry, "agent"),
                "recipient": names(claim, "patient"),
                "recipient_sector": sectors(entry, "patient"),
                "guise": names(claim, "guise"),
                "principal": names(claim, "principal"),
                "location": names(claim, "place"),
                "claim_type": claim.type,
                "polarity": claim.polarity,
                "certainty": claim.certainty,
                "realis": claim.realis,
                "said_by": chain_of(claim),
                "text": claim.sentence.text,
                "document": claim.document_id,
                "publisher": entry.document.publisher or "",
                "published": entry.document.published or "",
                "url": entry.document.url or "",
                **(entry.standing.to_dict() if entry.standing else {}),
            }


class AcledWriter(_Events):
    """One row per affirmed claim of an actual act of violence that is dated to the month."""

    summary = "ACLED-style CSV of acts of violence that are affirmed and dated, the attribution in the notes"
    suffix = ".csv"
    carries: Mapping[str, Collection[str]] = {
        "claims": ("id", "sentence", "type", "proposition_id"),
        "arguments": ("claim_id", "role", "name"),
        "documents": ("publisher",),
        "propositions": ("id", "independent_low", "independent_high"),
    }
    columns = (
        "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "inter1", "actor2", "inter2",
        "civilian_targeting", "country", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities",
    )  # fmt: skip

    def rows(self, content: Content) -> Iterator[dict[str, Any]]:
        for document, entries in content.documents_with_entries():
            places = resolved(document, entries)
            for entry in entries:
                if reason := no_acled_event(entry.claim):
                    content.left_out(entry, reason)
                    continue
                content.wrote(entry)
                if entry.claim.chain:
                    content.tally.changed("claims", "chain", "who says so is in `notes`, in words")
                yield self._row(entry, next((places[key] for key in spans(entry) if key in places), None))

    def _row(self, entry: Entry, where: Any) -> dict[str, Any]:
        claim = entry.claim
        day, precision = dated(claim)
        type, sub_type = acled_event(entry)
        standing = f"; {entry.proposition}, {entry.standing.in_words()}" if entry.standing else ""
        latitude, longitude = where.coordinates if where else ("", "")
        return {
            "event_id_cnty": claim.id,
            "event_date": day.isoformat(),
            "time_precision": precision,
            "event_type": type,
            "sub_event_type": sub_type,
            "actor1": names(claim, "agent"),
            "actor2": names(claim, "patient"),
            "civilian_targeting": "Civilian targeting" if type == "Violence against civilians" else "",
            "country": (where.place.country or "") if where else "",
            "location": where.place.name if where else names(claim, "place"),
            "latitude": latitude,
            "longitude": longitude,
            "geo_precision": GEO_PRECISION.get(where.precision, 3) if where else "",
            "source": "; ".join(filter(None, (entry.document.publisher, chain_of(claim) if claim.chain else ""))),
            "notes": f"Alleged. {sentence_of(claim)} “{claim.sentence.text}” [{claim.type}{standing}]",
        }


def no_acled_event(claim: Claim) -> str:
    """Why a claim is no event there; empty when it is one."""
    if mapping(claim.type).acled is None:
        return "ACLED has no event for their type"
    if claim.polarity == "denied" or claim.realis != "actual":
        return "ACLED cannot say that something is denied, planned or hypothetical"
    return "" if dated(claim) else "ACLED wants a date, to the month at least"


def dated(claim: Claim) -> Any:
    """The first day and ACLED's time precision: 1 a day, 2 a week, 3 a month. None for anything less exact."""
    days = parse_interval(claim.time.value) if claim.time and claim.time.value else None
    if days is None or days.first is None or days.last is None or (days.last - days.first).days >= MONTH:
        return None
    length = (days.last - days.first).days + 1
    day: date = days.first
    return day, 1 if length == 1 else 2 if length <= 7 else 3


def acled_event(entry: Entry) -> tuple[str, str]:
    """By the table, except that an attack on an armed actor is a battle."""
    type, sub_type = mapping(entry.claim.type).acled or ("", "")
    if sub_type == "Attack" and any(actor.kind in ARMED for actor in entry.actors("patient")):
        return "Battles", "Armed clash"
    return type, sub_type


def names(claim: Claim, role: str) -> str:
    """The fillers of a role."""
    return "; ".join(dict.fromkeys(mention.entity for mention in claim.arguments.get(role, ())))


def sectors(entry: Entry, role: str) -> str:
    """PLOVER's sectors of the fillers of a role, where their kind says it; UNK where it does not."""

    def sector(actor: EntityRow) -> str:
        return SECTORS.get(actor.kind, "UNK")

    return "; ".join(dict.fromkeys(map(sector, entry.actors(role))))
