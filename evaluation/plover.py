#!/usr/bin/env python3
"""Code the sentences of PLV_test by PLOVER without having seen any: the class of what a marked source does to a marked target.

    .venv/bin/python evaluation/plover.py

Our claims are turned into classes by the table of the PLOVER export and evaluation/plover.toml. Of all claims in a sentence the one that joins source to target counts, then
one that holds either, then the surest; claims down to a probability of 0.1 are read, because the task allows no silence. Who is said to say
that the target did harm accuses it: an accusation is a chain in our record. A sentence of which we find no event is wrong in every class.
The published figures are those of ZSP (Hu et al. 2024), which asks an entailment model about class descriptions written from the PLOVER
codebook; its predictions come with the file and are scored here beside. Ours is a record that was not made for PLOVER and has no word for
two of the fifteen classes.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from allegedly.base.document import Document
from allegedly.base.kinds import claim_types
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.trained import TrainedReader
from allegedly.writers.mapping import mapping

HERE = Path(__file__).parent
FILE = HERE.parent.parent / "shared" / "data" / "plover" / "PLV_test.tsv"
TABLE = tomllib.loads((HERE / "plover.toml").read_text(encoding="utf-8"))
EVENTS: dict[str, str] = {name: found.plover[0] for name in claim_types() if (found := mapping(name)).plover} | TABLE["event"]
LEAST = 0.1
TAG = re.compile(r"</?([st])>")
HARM = "material conflict"
Places = dict[str, list[tuple[int, int]]]


def unmark(marked: str) -> tuple[str, Places]:
    """The sentence without its marks, and the places of source (`s`) and target (`t`) in it."""
    text, places, opened, at = "", {"s": [], "t": []}, {}, 0
    for tag in TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag[0][1] == "/":
            places[tag[1]].append((opened.pop(tag[1], len(text)), len(text)))
        else:
            opened[tag[1]] = len(text)
    return text + marked[at:], places


def event_of(claim: Claim) -> str | None:
    """The class of what a claim says its agent does, if it has one."""
    event = EVENTS.get(claim.type)
    if event and claim.realis in {"planned", "hypothetical"}:
        event = TABLE["planned"].get(event, event)
    if event and claim.polarity == "denied":
        event = TABLE["denied"].get(event, event)
    return event


def code(claims: Sequence[Claim], places: Places) -> str | None:
    """The class of the claim that says most of source and target; None without any event."""
    coded: list[tuple[int, float, str]] = []
    for claim in claims:
        event = event_of(claim)
        if not event:
            continue
        said = [hop.mention for hop in claim.chain if hop.mention]
        agent, patient = (spans_in(claim, *roles) for roles in (("agent",), ("patient", "destination", "object", "place")))
        if meets(said, places["s"]) and meets(agent, places["t"]) and TABLE["quad"][event] == HARM:
            coded.append((2, claim.score, "ACCUSE"))
        coded.append((meets(agent, places["s"]) + meets(patient, places["t"]), claim.score, event))
    return max(coded)[2] if coded else None


def spans_in(claim: Claim, *roles: str) -> list[Span]:
    """The fillers of some roles."""
    return [mention.span for role in roles for mention in claim.arguments.get(role, ())]


def meets(spans: Sequence[Span], places: Sequence[tuple[int, int]]) -> bool:
    """Whether any span shares a character with any place."""
    return any(span.start < end and start < span.end for span in spans for start, end in places)


def macro_f1(gold: Sequence[str], found: Sequence[str | None]) -> dict[str, float]:
    """F1 of each class of the gold."""
    there, said, right = Counter(gold), Counter(found), Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    return {label: 2 * right[label] / (there[label] + said[label]) for label in sorted(there)}


def mean(values: dict[str, float]) -> float:
    return sum(values.values()) / len(values)


def main() -> int:
    if not FILE.is_file():
        print(f"skipped: {FILE} is not here")
        return 0
    reader = TrainedReader()
    reader.threshold = LEAST
    gold: list[str] = []
    found: list[str | None] = []
    theirs: list[str | None] = []
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            text, places = unmark(row["marked_sentence"])
            claims = reader.read(Document(name="plv", text=text, place="-", media_type="text/plain", digest=""))
            gold.append(row["gold_root"])
            theirs.append(row["root_L2"])
            found.append(code(list(claims), places))
    quad = TABLE["quad"]
    side = {label: kind.split()[1] for label, kind in quad.items()}
    roots = macro_f1(gold, found)
    sayable = set(EVENTS.values()) | set(TABLE["planned"].values()) | set(TABLE["denied"].values())
    print(f"reader {reader.version}; {len(gold)} sentences, an event found in {sum(f is not None for f in found)}")
    same = dict(zip(quad, quad, strict=True))
    for name, classes, anchor in (
        ("15 classes", same, "0.824"),
        ("quad classes", quad, "0.896"),
        ("cooperation or conflict", side, "0.964"),
    ):
        ours, zsp = (mean(macro_f1([classes[g] for g in gold], [classes[f] if f else None for f in each])) for each in (found, theirs))
        print(f"PLV zero-shot  {name:<24} macro-F1 {ours:.3f}   (ZSP: {anchor} published, {zsp:.3f} by its predictions)")
    print(f"of the 15, the {len(sayable)} that our types can say: {mean({k: v for k, v in roots.items() if k in sayable}):.3f}")
    print("by class: " + "  ".join(f"{label} {f1:.2f}" for label, f1 in roots.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
