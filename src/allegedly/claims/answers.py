"""What a language model answers: the JSON Schema it is asked to keep to, and what its answer comes to when it does not.

An answer is data of unknown making. Whatever it holds becomes proposals, refusals with a reason, or a problem with the answer as a whole;
it never raises. What a cut-off answer holds of whole claims is kept, and the answer still counts as cut off.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.claims.claim import Refused
from allegedly.claims.locate import Filler, Proposal, Sayer

Problem = Literal["empty", "malformed", "truncated", "refused"]

NOT_A_RECORD = "not a claim record"
UNSURE = 0.5  # the score of a claim for which the model gives none that is one
THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)  # models that think aloud do so before they answer


@dataclass(frozen=True, slots=True)
class Answer:
    """The proposals of one answer, the entries of it that are none, and what is wrong with the whole (None: nothing)."""

    proposals: tuple[Proposal, ...] = ()
    refused: tuple[Refused, ...] = ()
    problem: Problem | None = None


def schema() -> dict[str, Any]:
    """The JSON Schema of an answer, within what every endpoint that takes a schema supports: each field required, none beside them."""
    words = {"type": "string"}
    maybe = {"type": ["string", "null"]}
    filler = _object(role=_one_of(ROLES), words=words, name=maybe)
    sayer = _object(words=words, name=maybe, named={"type": "boolean"}, cue=maybe)
    time = _object(words=words, value=maybe)
    claim = _object(
        sentence={"type": "integer"},
        type=_one_of(tuple(claim_types())),
        trigger=words,
        arguments={"type": "array", "items": filler},
        time={"anyOf": [time, {"type": "null"}]},
        polarity=_one_of(POLARITIES),
        certainty=_one_of(CERTAINTIES),
        realis=_one_of(REALIS),
        chain={"type": "array", "items": sayer},
        score={"type": "number"},
    )
    return _object(claims={"type": "array", "items": claim})


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _one_of(values: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def parse_answer(text: str) -> Answer:
    """What an answer comes to."""
    text = THOUGHTS.sub("", text).strip()
    if not text:
        return Answer(problem="empty")
    start = text.find("{")
    if start < 0:
        return Answer(problem="malformed")
    try:
        data, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):  # ValueError also for a number of thousands of digits
        return _cut_off(text)
    entries = data.get("claims") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        return Answer(problem="malformed")
    return _answer(entries, None)


def _cut_off(text: str) -> Answer:
    """The whole claims at the beginning of an answer that breaks off or goes wrong later."""
    opening = re.search(r'"claims"\s*:\s*\[', text)
    if opening is None:
        return Answer(problem="malformed")
    entries, at = [], opening.end()
    decoder = json.JSONDecoder(strict=False)
    while match := re.compile(r"[\s,]*(?=\{)").match(text, at):
        try:
            entry, at = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            break
        entries.append(entry)
    return _answer(entries, "truncated")


def _answer(entries: list[Any], problem: Problem | None) -> Answer:
    found = [to_proposal(entry) for entry in entries]
    return Answer(
        tuple(each for each in found if isinstance(each, Proposal)), tuple(each for each in found if isinstance(each, Refused)), problem
    )


def to_proposal(entry: Any) -> Proposal | Refused:
    """One entry of an answer as a proposal, or as the refusal of something that is no claim record."""
    try:
        return Proposal(
            sentence=_whole(entry["sentence"]),
            type=_words(entry["type"]),
            trigger=_words(entry["trigger"]),
            arguments=tuple(
                Filler(_words(each["role"]), _words(each["words"]), _maybe(each.get("name"))) for each in _list(entry["arguments"])
            ),
            time=_words(entry["time"]["words"]) if entry.get("time") else None,
            value=_maybe(entry["time"].get("value")) if entry.get("time") else None,
            polarity=_words(entry.get("polarity", "affirmed")),
            certainty=_words(entry.get("certainty", "certain")),
            realis=_words(entry.get("realis", "actual")),
            chain=tuple(
                Sayer(_words(each["words"]), _maybe(each.get("name")), each.get("named") is True, _maybe(each.get("cue")))
                for each in _list(entry.get("chain") or [])
            ),
            score=_score(entry.get("score")),
        )
    except (KeyError, TypeError, AttributeError, IndexError):
        return Refused(NOT_A_RECORD)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def _maybe(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return _words(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _score(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return UNSURE
    return min(max(float(value), 0.0), 1.0)


def to_answer(entries: Iterator[dict[str, Any]]) -> str:
    """The text of an answer that proposes these entries: what a model that keeps to the schema would send."""
    return json.dumps({"claims": list(entries)}, ensure_ascii=False)
