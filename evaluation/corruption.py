"""Answers of language models gone wrong in every way we could think of, made from good ones; seeded, so that a failure can be repeated."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from allegedly.claims.endpoints import Reply, Stop

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "",
    " ",
    "\x00",
    "\ud800",
    "‮txt",
    "NULL",
    [],
    {},
    [[]],
    {"a": 1},
)
HALLUCINATED = (
    "Tarvonia", "Brackwater Front", "the Ministry of Truth", "Ediz Varga", "weapons of mass destruction", "said that", "in May 1997", "enlightens",
)  # fmt: skip
CHATTER = (
    "Sure! Here is the JSON:\n",
    "```json\n",
    "<think>",
    "</think>",
    "I'm sorry, but I can't help with that.",
    "\ufeff",
    "[INST]",
    "\n\n",
    "%s",
    "{{",
)


def corrupt(text: str, chance: random.Random, foreign: str) -> Reply:
    """A reply made from the answer `text` by one to three mutations; `foreign` is a text that the words of some of them come from."""
    stop: Stop = chance.choice(("done", "done", "done", "done", "length", "refused"))
    for _ in range(chance.randint(1, 3)):
        text = chance.choice(MUTATIONS)(text, chance, foreign)
    return Reply(text, stop, chance.choice((None, 0, 100)), chance.choice((None, 0, 10)))


def _cut(text: str, chance: random.Random, _: str) -> str:
    return text[: chance.randint(0, len(text))]


def _lose_front(text: str, chance: random.Random, _: str) -> str:
    return text[chance.randint(0, len(text)) :]


def _flip(text: str, chance: random.Random, _: str) -> str:
    """Some characters become others."""
    characters = list(text)
    for _n in range(min(len(characters), chance.randint(1, 12))):
        characters[chance.randrange(len(characters))] = chr(chance.choice((chance.randint(0, 127), chance.randint(0, 0x10FFFF))))
    return "".join(characters)


def _swap(text: str, chance: random.Random, _: str) -> str:
    a, b = sorted(chance.randint(0, len(text)) for _n in range(2))
    return text[b:] + text[a:b] + text[:a]


def _repeat(text: str, chance: random.Random, _: str) -> str:
    return text * chance.randint(2, 3)


def _chatter(text: str, chance: random.Random, _: str) -> str:
    at = chance.choice((0, len(text), chance.randint(0, len(text))))
    return text[:at] + chance.choice(CHATTER) + text[at:]


def _nest(text: str, chance: random.Random, _: str) -> str:
    return chance.choice(('{"claims":', "[", '{"a":')) * chance.choice((1, 3, 5_000)) + text


def _empty(_text: str, chance: random.Random, _: str) -> str:
    return chance.choice(("", "{}", '{"claims": []}', '{"claims": {}}', "null", "[]", '"claims"'))


def _edit(change: Callable[[dict[str, Any], random.Random, str], None]) -> Callable[[str, random.Random, str], str]:
    """A mutation of some entries of an answer that is still one."""

    def mutate(text: str, chance: random.Random, foreign: str) -> str:
        try:
            data = json.loads(text)
            entries = data["claims"]
            for entry in chance.sample(entries, min(len(entries), chance.randint(1, 3))):
                change(entry, chance, foreign)
            return json.dumps(data, ensure_ascii=chance.random() < 0.5)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            return text

    return mutate


def _junk_field(entry: dict[str, Any], chance: random.Random, _: str) -> None:
    entry[chance.choice([*entry, "extra"])] = chance.choice(JUNK)


def _lost_field(entry: dict[str, Any], chance: random.Random, _: str) -> None:
    entry.pop(chance.choice(list(entry)))


def _invented(entry: dict[str, Any], chance: random.Random, foreign: str) -> None:
    """Words that stand nowhere, in the prompt, or in another document."""
    start = chance.randint(0, max(0, len(foreign) - 30))
    words = chance.choice((chance.choice(HALLUCINATED), foreign[start : start + chance.randint(1, 30)]))
    places: list[tuple[dict[str, Any], str]] = [(entry, "trigger"), (entry, "type")]
    places += [(each, key) for each in (*entry["arguments"], *entry["chain"]) for key in ("words", "name", "role", "cue") if key in each]
    places += [(entry["time"], key) for key in ("words", "value")] if entry["time"] else []
    record, key = chance.choice(places)
    record[key] = words


def _elsewhere(entry: dict[str, Any], chance: random.Random, _: str) -> None:
    entry["sentence"] = chance.choice((-1, 0, 1, 999, 10**20, entry["sentence"] + chance.randint(-3, 3)))


def _clipped(entry: dict[str, Any], chance: random.Random, _: str) -> None:
    """Words that begin or end inside a word."""
    for each in (*entry["arguments"], *entry["chain"]):
        words = each["words"]
        each["words"] = words[chance.randint(0, 2) : len(words) - chance.randint(0, 2)] or words
    entry["trigger"] = entry["trigger"][chance.randint(0, 1) :] or "x"


MUTATIONS = (
    _cut, _lose_front, _flip, _swap, _repeat, _chatter, _nest, _empty,
    *(_edit(change) for change in (_junk_field, _lost_field, _invented, _invented, _elsewhere, _clipped)),
)  # fmt: skip
