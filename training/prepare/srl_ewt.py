"""PropBank frames on the English Web Treebank: predicates and their arguments, in sentences that are joined by document."""

from __future__ import annotations

import json
from pathlib import Path

from allegedly.claims.sentences import Sentence
from texts import Frame, Text

ROLES = {f"ARG{n}": f"ARG{n}" for n in range(5)} | {f"ARGM-{x}": x for x in ("TMP", "LOC", "MNR", "DIR", "PRP")}


def load(path: Path) -> list[Text]:
    texts: dict[str, Text] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        out = texts.setdefault(record["doc"], Text(record["doc"], "", "srl_ewt", predicates=[]))
        start = len(out.text) + bool(out.text)
        out.text += (" " if out.text else "") + " ".join(record["tokens"])
        places, at = [], start
        for token in record["tokens"]:
            places.append((at, at + len(token)))
            at += len(token) + 1
        out.sentences.append(Sentence(start, len(out.text)))
        for frame in record["frames"]:
            predicate = places[frame["pred"]]
            out.predicates.append(predicate)
            spans = []
            for role, a, b in frame["args"]:
                role = role.removeprefix("C-")
                label = ROLES.get(role, "ARGM" if role.startswith("ARGM") else None)
                if label and a < b:
                    spans.append((label, (places[a][0], places[b - 1][1])))
            out.frames.append(Frame(predicate, "predicate", {"propbank": spans}))
    return list(texts.values())
