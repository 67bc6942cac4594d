#!/usr/bin/env python3
"""The Russian reader on a small set of ours: sixteen invented texts, half of which nobody looked at while the reader was written.

    .venv/bin/python evaluation/russian.py [--show]

Names are gold fillers whose entity begins with a capital: how many the reader finds among its names, and gives the name that the annotation gives.
Places are such fillers of the roles place, origin, destination and via. Times count where words and value are right, attribution where the
whole chain of a claim that both have is right. Claims are scored by ../shared/tools/score_claims.py.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from prompted import score

from allegedly.base.document import Document
from allegedly.claims.reading import read_with
from allegedly.claims.russian import Analysis, RussianReader, find_times
from allegedly.claims.times import publication_day

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "training"))
import notation  # noqa: E402

PLACES = {"place", "origin", "destination", "via"}


def documents(name: str) -> list[tuple[Document, list[dict[str, Any]]]]:
    """The annotated documents of one half."""
    parsed, errors = notation.parse((HERE / "russian" / f"{name}.ann").read_text(encoding="utf-8"))
    assert not errors, errors
    return [(document_of(each.name, each.text), each.claims) for each in parsed]


def document_of(name: str, text: str) -> Document:
    """As it would be captured; the date stands behind the outlet."""
    day = next(find_times(text, 0, len("\n".join(text.split("\n")[:2])), None)).value
    return Document(name=name, text=text, place=f"/{name}.txt", media_type="text/plain", digest="", published=day, language="ru")


def measure(reader: RussianReader, half: str, *, show: bool) -> None:
    """Print the figures of one half."""
    right, all_ = Counter[str](), Counter[str]()
    gold, predicted = [], []
    for document, records in documents(half):
        analysis = Analysis(document.text, reader.models)
        times = {
            (each.span.start, each.span.end): each.value
            for each in find_times(document.text, 0, len(document.text), publication_day(document))
        }
        for record in records:
            for role, fillers in record["arguments"].items():
                for filler in fillers:
                    if not filler["entity"][0].isupper():
                        continue
                    found = [each for each in analysis.names if each.span.start < filler["end"] and filler["start"] < each.span.end]
                    named = any(each.name == filler["entity"] for each in found)
                    for kind in ("names found", "names with the right base form", *(["places found as places"] if role in PLACES else [])):
                        all_[kind] += 1
                        right[kind] += {"names found": bool(found), "names with the right base form": named}.get(
                            kind, any(x.kind == "LOC" for x in found)
                        )
            if when := record["time"]:
                all_["times with the right value"] += 1
                right["times with the right value"] += times.get((when["start"], when["end"]), "-") == when["value"]
        reading = read_with(reader, document)
        gold += records
        predicted += [claim.to_dict() for claim in reading.claims]
    print(f"\n{half}: {len(documents(half))} documents, {len(gold)} claims")
    for kind in all_:
        print(f"  {kind}: {right[kind]} of {all_[kind]} ({right[kind] / all_[kind]:.2f})")
    print(score(gold, predicted), end="")
    if show:
        for record in predicted:
            roles = {role: [filler["entity"] for filler in fillers] for role, fillers in record["arguments"].items()}
            print(f"   {record['document']} {record['type']} {record['trigger']['text']} {roles} {record['time'] and record['time']['value']} "
                  f"{record['polarity']} {record['certainty']} {record['realis']} {[hop['name'] for hop in record['chain']]}")  # fmt: skip


def main() -> int:
    reader = RussianReader()
    print(f"reader {reader.version}")
    for half in ("dev", "held-out"):
        measure(reader, half, show="--show" in sys.argv and half == "dev")
    return 0


if __name__ == "__main__":
    sys.exit(main())
