#!/usr/bin/env python3
"""Arguments of WikiEvents events by head word, for the event types that have a counterpart among ours (evaluation/wikievents.toml).

    .venv/bin/python evaluation/wikievents.py

Our copy of the test part holds triggers by three annotators and not one argument, and neither does that of dev. So the arguments are scored
on DOCUMENTS documents of the train part, drawn with a fixed seed; nobody here trains on any of it. Triggers are given, as in the published
setting (Li et al. 2021, trained on these events and roles, all of them, scored on the test part), and our reader is asked for the roles of
the mapped type; then again with triggers that it finds itself by type and place. Gold arguments have words and no places here, so a head
word in the same event counts as the same argument. A head is right when it is found in any mapped role (identification) and in one that the
table gives for its own (classification). On the test part the mapped triggers are scored against each annotator, beside how far these agree.
"""

from __future__ import annotations

import json
import random
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import heads  # first: puts training/ on the path
from heads import DATA

from allegedly.base.document import Document
from allegedly.claims.claim import Claim
from allegedly.claims.sentences import find_sentences
from allegedly.claims.trained import TrainedReader, Trigger
from allegedly.entities.phrases import head
from texts import Place, Text

FOLDER = DATA / "wikievents"
TABLE: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "wikievents.toml").read_text(encoding="utf-8"))
DOCUMENTS, SEED = 40, 3
Arguments = set[tuple[str, str]]  # role and head word
Span = tuple[str, Place]


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def words_of(tokens: Iterable[str]) -> tuple[str, list[Place]]:
    """The tokens with a space between each two, and their places."""
    text, places = "", []
    for token in tokens:
        start = len(text) + bool(text)
        text += (" " if text else "") + token
        places.append((start, len(text)))
    return text, places


def gold_arguments(event: Mapping[str, Any]) -> Arguments:
    """The mapped arguments of an event."""
    return {(a["role"], head(a["text"])) for a in event["arguments"] if a["role"] in TABLE[event["event_type"]]}


def found_arguments(event: str, spans: Iterable[tuple[str, str]]) -> Arguments:
    """Of our roles and words, those whose role some role of this type of event stands for."""
    known = {role for name, roles in TABLE[event].items() if name != "type" for role in roles}
    return {(role, head(words)) for role, words in spans if role in known}


def count_arguments(event: str, gold: Arguments, found: Arguments) -> Counter[str]:
    """Gold and found heads, and those of each that are right. A head counts once for identification, whatever its roles."""
    roles = TABLE[event]
    gold_heads, found_heads = {word for _, word in gold}, {word for _, word in found}
    return Counter(
        {
            "gold heads": len(gold_heads),
            "found heads": len(found_heads),
            "heads": len(gold_heads & found_heads),
            "gold": len(gold),
            "found": len(found),
            "recalled": sum(any((role, word) in found for role in roles[name]) for name, word in gold),
            "right": sum(any(role in roles[name] and word == other for name, other in gold) for role, word in found),
        }
    )


def f1(recalled: int, gold: int, right: int, found: int) -> float:
    """In per cent."""
    precision, recall = right / max(found, 1), recalled / max(gold, 1)
    return 200 * precision * recall / max(precision + recall, 1e-9)


def events_of(record: Mapping[str, Any]) -> dict[tuple[str, Place], Arguments]:
    """Mapped events by type and place of the trigger (in characters); the same event annotated twice is one with all its arguments."""
    _, places = words_of(record["tokens"])
    found: dict[tuple[str, Place], Arguments] = defaultdict(set)
    for event in record["event_mentions"]:
        if event["event_type"] in TABLE:
            trigger = event["trigger"]
            place = (places[trigger["start_idx"]][0], places[trigger["end_idx"] - 1][1])
            found[event["event_type"], place] |= gold_arguments(event)
    return found


def with_triggers(reader: TrainedReader, text: str, events: Iterable[tuple[str, Place]]) -> Iterator[tuple[tuple[str, Place], list[Span]]]:
    """The labelled places that the reader gives for each event at its place."""
    prepared = Text("", text, "wikievents", sentences=find_sentences(text))
    for view, _ in heads.views(reader, prepared):
        for name in TABLE:
            asked: list[Trigger] = []
            keys = []
            for number, window in enumerate(view.windows):
                for kind, place in events:
                    words = [w for w in window.core if window.words[w][0] < place[1] and place[0] < window.words[w][1]]
                    if kind == name and words:
                        asked.append(Trigger(number, words[0], words[-1], TABLE[name]["type"], 1.0))
                        keys.append((kind, place))
            for key, (_, spans) in zip(keys, heads.ask(reader, view, asked, TABLE[name]["type"], "roles"), strict=True):
                yield key, spans


def claims_of(reader: TrainedReader, text: str) -> list[Claim]:
    return list(reader.read(Document(name="wikievents", text=text, place="-", media_type="text/plain", digest="")))


def claim_at(claims: Iterable[Claim], event: str, place: Place) -> Claim | None:
    """The claim of the mapped type whose trigger meets that of the event."""
    return next((c for c in claims if c.type == TABLE[event]["type"] and c.trigger.start < place[1] and place[0] < c.trigger.end), None)


def score_arguments(reader: TrainedReader) -> tuple[Counter[str], Counter[str], int]:
    """Counts with given and with found triggers, and the number of events."""
    given: Counter[str] = Counter()
    own: Counter[str] = Counter()
    total = 0
    for record in random.Random(SEED).sample(load(FOLDER / "wiki-train-human.jsonl"), DOCUMENTS):
        text, _ = words_of(record["tokens"])
        events = events_of(record)
        total += len(events)
        asked = dict(with_triggers(reader, text, events))
        claims = claims_of(reader, text)
        for (event, place), gold in events.items():
            spans = [(role, text[a:b]) for role, (a, b) in asked.get((event, place), [])]
            given += count_arguments(event, gold, found_arguments(event, spans))
            claim = claim_at(claims, event, place)
            fillers = [(role, m.span.text) for role, mentions in claim.arguments.items() for m in mentions] if claim else []
            own += count_arguments(event, gold, found_arguments(event, fillers))
    return given, own, total


def score_triggers(reader: TrainedReader) -> tuple[float, float, int]:
    """F1 of our triggers by mapped type and place against one annotator, and of one annotator against another; and the number of texts."""
    annotators: dict[str, list[set[Span]]] = defaultdict(list)
    texts: dict[str, str] = {}
    for record in load(FOLDER / "wiki-test-human.jsonl"):
        name = record["docid"].rsplit("-", 1)[0]
        texts[name] = words_of(record["tokens"])[0]
        annotators[name].append({(TABLE[event]["type"], place) for event, place in events_of(record)})
    types = {fields["type"] for fields in TABLE.values()}
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for name, text in texts.items():
        found = {(c.type, (c.trigger.start, c.trigger.end)) for c in claims_of(reader, text) if c.type in types}
        for gold in annotators[name]:
            ours += count_triggers(gold, found)
        for one, other in combinations(annotators[name], 2):
            theirs += count_triggers(one, other)
    return *(f1(c["recalled"], c["gold"], c["right"], c["found"]) for c in (ours, theirs)), len(texts)  # type: ignore[return-value]


def count_triggers(gold: set[Span], found: set[Span]) -> Counter[str]:
    """Triggers of one type match when they share a character."""
    recalled, right = sum(any(heads.meets(g, f) for f in found) for g in gold), sum(any(heads.meets(g, f) for g in gold) for f in found)
    return Counter({"gold": len(gold), "found": len(found), "recalled": recalled, "right": right})


def main() -> int:
    if not FOLDER.is_dir():
        print(f"skipped: {FOLDER} is not here")
        return 0
    reader = TrainedReader()
    print(f"reader {reader.version}")
    given, own, events = score_arguments(reader)
    print(
        f"WikiEvents arguments, {DOCUMENTS} train documents, {events} events of {len(TABLE)} mapped types, {given['gold']} arguments; head F1"
    )
    for name, c, anchors in (("triggers given", given, "71.75 / 64.57, test part, all types"), ("triggers found", own, "- / -")):
        identified = f1(c["heads"], c["gold heads"], c["heads"], c["found heads"])
        classified = f1(c["recalled"], c["gold"], c["right"], c["found"])
        print(f"  {name}   identification {identified:5.2f}   classification {classified:5.2f}   (Li et al.: {anchors})")
    ours, theirs, texts = score_triggers(reader)
    print(
        f"WikiEvents triggers, {texts} test documents in lower case, mapped types: F1 {ours:5.2f}   (one annotator against another: {theirs:5.2f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
