"""GUM coreference: for a pronoun or a description, the nearest earlier mention of the same entity that names it (or, failing that, any)."""

from __future__ import annotations

import re
from pathlib import Path

from allegedly.claims.sentences import Sentence
from texts import Frame, Text

OPEN_OR_CLOSE = re.compile(r"\(([^()]+)\)|\(([^()]+)|([^()]+)\)")
NON_COMMERCIAL = ("GUM_academic", "GUM_textbook")


def load(folder: Path, held_out: set[str]) -> list[Text]:
    return [
        to_text(path) for path in sorted(folder.glob("*.conll")) if path.stem not in held_out and not path.stem.startswith(NON_COMMERCIAL)
    ]


def splits(path: Path) -> dict[str, set[str]]:
    """Names of each split of `splits.md`."""
    found: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            current = found.setdefault(line[3:].strip(), set())
        elif match := re.match(r"\s*\* (\S+)", line):
            current.add(match[1])
    return found


def to_text(path: Path) -> Text:
    out = Text(path.stem, "", "coref")
    open_mentions: dict[str, list[int]] = {}
    mentions: dict[str, list[tuple[int, int]]] = {}
    sentence = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        _, token, marks = line.split("\t")[:3]
        start = len(out.text) + bool(out.text)
        out.text += (" " if out.text else "") + token
        if marks != "_":
            for both, opened, closed in OPEN_OR_CLOSE.findall(marks):
                if both:
                    mentions.setdefault(key_of(both), []).append((start, len(out.text)))
                elif opened:
                    open_mentions.setdefault(key_of(opened), []).append(start)
                elif open_mentions.get(key_of(closed)):
                    mentions.setdefault(key_of(closed), []).append((open_mentions[key_of(closed)].pop(), len(out.text)))
        if token in {".", "!", "?"}:
            out.sentences.append(Sentence(sentence, len(out.text)))
            sentence = len(out.text) + 1
    if sentence < len(out.text):
        out.sentences.append(Sentence(sentence, len(out.text)))
    for places in mentions.values():
        add_frames(out, sorted(places))
    return out


def key_of(mark: str) -> str:
    """`person-1` of `person-1-Some_Name`."""
    return "-".join(mark.split("-")[:2])


def add_frames(out: Text, places: list[tuple[int, int]]) -> None:
    for number, place in enumerate(places):
        words = out.text[place[0] : place[1]]
        if number == 0:
            if len(places) > 1 or hash_of(words) % 4 == 0:  # most mentions are single; a quarter of them teaches "no antecedent"
                out.frames.append(Frame(place, "mention", {"link": []}))
            continue
        earlier = [p for p in places[:number] if p[1] <= place[0]]
        names = [p for p in earlier if re.search(r"\b[A-Z]", out.text[p[0] : p[1]]) and p[1] - p[0] < 60]
        if target := (names or earlier)[-1:]:
            out.frames.append(Frame(place, "mention", {"link": [("antecedent", target[0])]}))


def hash_of(words: str) -> int:
    return sum(map(ord, words))
