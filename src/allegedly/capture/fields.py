"""Metadata by its usual names: what JSON records and front matter call title, author, outlet, date and address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from allegedly.capture.dates import parse_published, parse_timestamp
from allegedly.capture.masthead import AGENCIES

# The first name that holds something wins.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "byline": ("byline", "author", "authors", "creator"),
    "publisher": ("outlet", "publisher", "sitename", "site_name", "newspaper", "publication", "source", "source_name"),
    "agency": ("agency", "news_agency"),
    "dateline": ("dateline",),
    "published": (
        "published",
        "date",
        "published_at",
        "publishedat",
        "publication_date",
        "date_published",
        "datepublished",
        "date_publish",
        "pubdate",
    ),
    "url": ("url", "canonical_url", "link", "permalink", "source_url"),
    "language": ("language", "lang"),
}
LAST_YEAR = 2100  # a larger number counts seconds
WEB_ADDRESS = re.compile(r"https?://\S+")


def find_fields(record: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a document that `record` fills; values it cannot vouch for (a date that is none) are left out."""
    values = {re.sub(r"[\s-]", "_", str(key).strip().casefold()): value for key, value in record.items()}
    found = {field: first_words(values, names) for field, names in NAMES.items()}
    found["published"] = first_date(values)
    if WEB_ADDRESS.fullmatch(found["publisher"]):  # "source" is an address in some collections and an outlet in others
        found["url"] = found["url"] or found["publisher"]
        found["publisher"] = first_words({k: v for k, v in values.items() if k != "source"}, NAMES["publisher"])
    if found["byline"] in AGENCIES and not found["agency"]:
        found["agency"], found["byline"] = found["byline"], ""
    found["language"] = found["language"].lower()[:2] if re.fullmatch(r"[A-Za-z]{2}(-\w+)?", found["language"]) else ""
    return {field: value for field, value in found.items() if value}


def first_words(values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these values that says something."""
    return next((words for name in names if (words := as_words(values.get(name)))), "")


def first_date(values: Mapping[str, Any]) -> str:
    """The first of these values that is a date."""
    for name in NAMES["published"]:
        value = values.get(name)
        if isinstance(value, (int, float)) and value > LAST_YEAR:
            date = parse_timestamp(value)
        else:
            date = parse_published("" if value is None else str(value))
        if date:
            return date
    return ""


def as_words(value: Any) -> str:
    """A value as words: text, a number, a list of names, or something with a name."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        return as_words(value.get("name") or value.get("title") or "") if len(value) < 50 else ""
    if isinstance(value, list):
        return ", ".join(filter(None, (as_words(item) for item in value[:20] if not isinstance(item, list))))
    return ""
