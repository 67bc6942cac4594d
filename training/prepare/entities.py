"""Named entities: UNER on EWT (its dev part; its test part stays a benchmark), CrossNER politics (train), re3d (the documents of no claims split)."""

from __future__ import annotations

import json
from pathlib import Path

from allegedly.claims.sentences import Sentence
from texts import Text

UNER = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "OTH": "OTH"}
CROSSNER = {"politician": "PER", "person": "PER", "organisation": "ORG", "politicalparty": "ORG", "country": "LOC", "location": "LOC"}
CROSSNER |= {"event": "OTH", "election": "OTH", "misc": "OTH"}
RE3D = {"Person": "PER", "Organisation": "ORG", "Location": "LOC", "Nationality": "OTH"}


def load_iob(path: Path, kinds: dict[str, str], *, token: int, tag: int, separator: str | None = "\t") -> list[Text]:
    """Sentences of an IOB file, forty to a text so that windows are full."""
    out: list[Text] = []
    tokens: list[str] = []
    tags: list[str] = []
    count = 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#"):
            continue
        if line.strip():
            fields = line.split(separator)
            tokens.append(fields[token])
            tags.append(fields[tag])
        elif tokens:
            if count % 40 == 0:
                out.append(Text(f"{path.stem}-{count}", "", "entities", entities=[]))
            add_sentence(out[-1], tokens, tags, kinds)
            tokens, tags, count = [], [], count + 1
    return out


def add_sentence(text: Text, tokens: list[str], tags: list[str], kinds: dict[str, str]) -> None:
    start = len(text.text) + bool(text.text)
    text.text += (" " if text.text else "") + " ".join(tokens)
    text.sentences.append(Sentence(start, len(text.text)))
    at, kind, begin = start, None, 0
    for token, tag in zip([*tokens, ""], [*tags, "O"], strict=True):
        if kind and not tag.startswith("I-"):
            text.entities.append((kind, (begin, at - 1)))
            kind = None
        if tag.startswith("B-") or (tag.startswith("I-") and kind is None):
            kind, begin = kinds.get(tag[2:], "OTH"), at
        at += len(token) + 1


def load_re3d(folder: Path, held_out: set[str]) -> list[Text]:
    """re3d documents, less those of our dev splits (`held_out` holds the first 60 characters of their bodies)."""
    out = []
    for source in sorted(p.parent for p in folder.glob("*/entities.json")):
        documents = [json.loads(line) for line in (source / "documents.json").read_text(encoding="utf-8").splitlines() if line.strip()]
        entities: dict[str, list] = {}
        for line in (source / "entities.json").read_text(encoding="utf-8").splitlines():
            if line.strip():
                record = json.loads(line)
                if record["type"] in RE3D:
                    entities.setdefault(record["documentId"], []).append((RE3D[record["type"]], (record["begin"], record["end"])))
        for document in documents:
            if document["text"].strip()[:60] not in held_out:
                # Longest first: where re3d marks a nationality inside an organisation, the organisation is the entity.
                spans = sorted(entities.get(document["_id"], []), key=lambda e: e[1][0] - e[1][1])
                out.append(Text(document["_id"], document["text"], "entities", entities=spans))
    return out
