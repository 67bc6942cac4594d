"""A claim as a form of the page shows it, and the claim record that a form sent back comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.claims.claim import Claim
from allegedly.claims.sentences import find_sentences

PLACE = re.compile(r"(\d{1,9}):(\d{1,9})")
Fields = Mapping[str, str]


def to_record(fields: Fields, document: Document, before: Claim | None) -> dict[str, Any]:
    """The record that the fields of a correction form state; what the form does not show stays as in `before`.

    Fields are numbered: `role_0`, `span_0` (`120:129`) and `entity_0` are one argument, `hop_0`, `hop_named_0`, `hop_mention_0` and
    `hop_cue_0` one source. An argument without a span and a source without a name were left blank and fall away.
    """
    text = document.text
    trigger = _span(text, fields.get("trigger", ""), "the trigger")
    if trigger is None:
        raise BadOption("a claim needs a trigger: select the words that say what happened, and choose “trigger” for them")
    arguments: dict[str, list[dict[str, Any]]] = {}
    for number in _numbers(fields, "role"):
        place = _span(text, fields.get(f"span_{number}", ""), "an argument")
        if place:
            entity = fields.get(f"entity_{number}", "").strip() or place["text"]
            arguments.setdefault(fields[f"role_{number}"], []).append(place | {"entity": entity})
    time = _span(text, fields.get("time", ""), "the time")
    kept = before is not None and before.sentence.start <= trigger["start"] and trigger["end"] <= before.sentence.end
    return {
        "sentence": [before.sentence.start, before.sentence.end] if before and kept else list(_sentence_of(text, trigger)),
        "type": fields.get("type", ""),
        "trigger": trigger,
        "arguments": arguments,
        "time": time and time | {"value": fields.get("time_value", "").strip() or None},
        **{name: fields.get(name, "") for name in ("polarity", "certainty", "realis")},
        "chain": [
            {
                "name": fields[f"hop_{number}"].strip(),
                "named": f"hop_named_{number}" in fields,
                "mention": _span(text, fields.get(f"hop_mention_{number}", ""), "a source"),
                "cue": _span(text, fields.get(f"hop_cue_{number}", ""), "a cue"),
            }
            for number in _numbers(fields, "hop")
            if fields[f"hop_{number}"].strip()
        ],
    }


def _numbers(fields: Fields, name: str) -> Iterator[int]:
    yield from sorted(int(key.rpartition("_")[2]) for key in fields if re.fullmatch(rf"{name}_\d{{1,4}}", key))


def _span(text: str, place: str, what: str) -> dict[str, Any] | None:
    if not place.strip():
        return None
    match = PLACE.fullmatch(place.strip())
    if not match or not int(match[1]) < int(match[2]) <= len(text):
        raise BadOption(f"{what} stands at {place!r}, which is no place in this document; select its words again")
    start, end = int(match[1]), int(match[2])
    return {"start": start, "end": end, "text": text[start:end]}


def _sentence_of(text: str, trigger: Mapping[str, Any]) -> tuple[int, int]:
    """The sentence around a trigger; one that runs over several takes all of them."""
    on = [each for each in find_sentences(text) if each.start < trigger["end"] and each.end > trigger["start"]]
    if not on:
        return trigger["start"], trigger["end"]
    return min(on[0].start, trigger["start"]), max(on[-1].end, trigger["end"])
