"""Our own claim records: `../shared/data/claims/train` (hand annotation of real texts) and `training/corpus/*.ann` (texts of ours).

A record names the members of a chain but not where they stand; `locate_member` finds the words that a reader would point at.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import notation
from texts import Frame, Place, Text

PRONOUN = r"(?:he|she|they|it|I|we|one|who)"
SAYING = (
    r"(?:sa(?:id|ys|y|ying)|told|tells?|add(?:ed|s)|explain(?:ed|s)|warn(?:ed|s)|insist(?:ed|s)|claim(?:ed|s)|stat(?:ed|es)|den(?:ied|ies)|"
    r"argu(?:ed|es)|admit(?:ted|s)|not(?:ed|es)|wr(?:ote|ites)|believe[sd]?|think[s]?|thought|recall(?:ed|s)|describ(?:ed|es)|continu(?:ed|es)|"
    r"acknowledg(?:ed|es)|confirm(?:ed|s)|announc(?:ed|es)|report(?:ed|s)|tweet(?:ed|s)|call(?:ed|s)|ask(?:ed|s)|hope[sd]?|want(?:ed|s)|expect(?:ed|s))"
)
PRONOUN_SOURCE = re.compile(
    rf"\b({PRONOUN})\b(?=\s+(?:\w+ly\s+|also\s+|had\s+|has\s+)?{SAYING}\b)|(?<=said )({PRONOUN})\b|(?<=says )({PRONOUN})\b"
)
ANAPHOR = re.compile(r"(?:he|she|it|they|him|her|them|his|its|their|himself|herself|itself|themselves|who|this|these|those|that)\Z", re.I)


def load(folder: Path) -> list[Text]:
    """Documents of a folder of NAME.txt with NAME.claims.jsonl."""
    texts = []
    for path in sorted(folder.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        records = [json.loads(line) for line in path.with_suffix("").with_suffix(".claims.jsonl").read_text(encoding="utf-8").splitlines()]
        texts.append(to_text(path.stem, text, records, "claims"))
    return texts


def load_corpus(folder: Path) -> list[Text]:
    """Documents of our own corpus. A file that does not parse stops the training: half a corpus must not pass for one."""
    texts = []
    for path in sorted(folder.glob("*.ann")):
        documents, errors = notation.parse(path.read_text(encoding="utf-8"), str(path))
        if errors:
            raise SystemExit("\n".join(errors))
        texts += [to_text(doc.name, doc.text, doc.claims, "corpus") for doc in documents]
    return texts


def to_text(name: str, text: str, records: list[dict], corpus: str) -> Text:
    out = Text(name, text, corpus, triggers=[])
    mentions = sorted(
        {(f["start"], f["end"], f["entity"]) for r in records for fillers in r["arguments"].values() for f in fillers if "entity" in f}
    )
    linked: set[Place] = set()
    for record in records:
        at = (record["trigger"]["start"], record["trigger"]["end"])
        out.triggers.append((record["type"], at))
        roles = [(role, (f["start"], f["end"])) for role, fillers in record["arguments"].items() for f in fillers]
        if record["time"] and "start" in record["time"]:
            roles.append(("time", (record["time"]["start"], record["time"]["end"])))
        chain: list[tuple[str, Place]] = []
        complete = True
        for number, member in enumerate(record["chain"][:3], 1):
            place = tuple(member["span"]) if "span" in member else locate_member(text, member["name"], tuple(record["sentence"]))
            if place is None:
                complete = False
                continue
            chain.append((f"hop{number}", place))
            out.named.append((member["named"], place))
            if "cue" in member:
                chain.append(("cue", tuple(member["cue"])))
            add_link(out, text, place, member["name"], mentions, linked)
        spans = {"roles": roles} | ({"chain": chain} if complete else {})
        out.frames.append(Frame(at, record["type"], spans, {k: record[k] for k in ("polarity", "certainty", "realis")}))
        for fillers in record["arguments"].values():
            for filler in fillers:
                add_link(out, text, (filler["start"], filler["end"]), filler.get("entity", filler["text"]), mentions, linked)
    return out


def locate_member(text: str, name: str, sentence: Place) -> Place | None:
    """Where a chain member is best read: its name in the sentence, a pronoun that speaks there, or its nearest mention before."""
    for variant in variants(name):
        pattern = re.compile(rf"(?<!\w){re.escape(variant)}(?!\w)", re.I)
        if match := pattern.search(text, *sentence):
            return match.span()
    if match := PRONOUN_SOURCE.search(text, *sentence):
        return match.span()
    for variant in variants(name):
        pattern = re.compile(rf"(?<!\w){re.escape(variant)}(?!\w)", re.I)
        if earlier := list(pattern.finditer(text, 0, sentence[0])):
            return earlier[-1].span()
        if match := pattern.search(text, sentence[1]):
            return match.span()
    return None


def variants(name: str) -> list[str]:
    """The name, then its last word when it is a name of several: a person is first named in full, then by the surname."""
    parts = name.split()
    return [name, parts[-1]] if len(parts) > 1 and parts[-1][:1].isupper() and len(parts[-1]) > 3 else [name]


def add_link(out: Text, text: str, place: Place, entity: str, mentions: list[tuple[int, int, str]], linked: set[Place]) -> None:
    """A link sample for a mention: its antecedent is the nearest earlier mention that carries the entity's name."""
    if place in linked or not entity:
        return
    linked.add(place)
    words = text[place[0] : place[1]]
    if words.casefold() == entity.casefold():
        if not words[:1].isupper():
            return  # a description under its own name: neither an example of a link nor of its absence
        out.frames.append(Frame(place, "mention", {"link": []}))
        return
    earlier = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(entity)}(?!\w)", text[: place[0]], re.I)]
    if not earlier and ANAPHOR.match(words):
        earlier = [(a, b) for a, b, e in mentions if e == entity and b <= place[0] and not ANAPHOR.match(text[a:b])]
    if earlier:
        out.frames.append(Frame(place, "mention", {"link": [("antecedent", max(earlier))]}))
