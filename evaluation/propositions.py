#!/usr/bin/env python3
"""Compare our grouping of claims with the fourteen central propositions of the sample case.

    .venv/bin/python evaluation/propositions.py [--show]

Pairs of claims are counted, among claims that the gold lists. A gold proposition is a sentence that an analyst cares about and takes
claims of several types and waves as speaking for it, some in several sentences at once; ours hold claims that say the same. So two
figures of recall are given: over all pairs that speak for one sentence alike, and over those of them that are of one type, polarity and
realis and do not contradict each other in a role, which is what "says the same" means here. Gold claims and gold entities are read.

The last line is the rule that does best on ECB+ (evaluation/ecbplus.py) on the same claims: reports in topics by their words, and in a
topic what has one type, or one trigger class where that is "other", is one happening unless something contradicts it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Hashable, Mapping
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

import ecbplus
from dates import SAMPLE, gold

from allegedly.claims.claim import Claim
from allegedly.entities.dates import ClaimTimes, find_times
from allegedly.entities.propositions import Propositions
from allegedly.entities.sayings import Saying, contrast, name_key, saying_of

Pair = frozenset[str]


def comparable(left: Claim, right: Claim) -> bool:
    """Whether two claims are alike in type, polarity and realis and differ in no role or time."""
    found = contrast(saying_of(left, name_key), saying_of(right, name_key))
    return bool(found and left.type == right.type and found.polarity and found.realis and not found.only("different"))


def report(name: str, ours: set[Pair], theirs: set[Pair], narrow: set[Pair]) -> None:
    """Precision and recall of pairs."""
    right = len(ours & theirs)
    precision = right / max(len(ours), 1)
    recall, recall_narrow = right / len(theirs), len(ours & narrow) / len(narrow)
    f1 = 2 * precision * recall_narrow / max(precision + recall_narrow, 1e-9)
    print(
        f"{name:<13} pairs {len(ours):>4}  precision {precision:.3f}   recall of {len(narrow)} pairs that say the same {recall_narrow:.3f} (F1 {f1:.3f})"
        f"   recall of all {len(theirs)} {recall:.3f}"
    )


def by_topic(claims: list[Claim], topics: Mapping[str, int], times: Mapping[str, ClaimTimes]) -> list[list[str]]:
    """Ids of claims in groups, as the rule of ECB+ makes them."""
    cells: dict[Hashable, list[tuple[str, Saying]]] = defaultdict(list)
    for claim in claims:
        said = saying_of(claim, name_key, times[claim.id])
        cells[topics[claim.document], said.type, said.trigger if said.type == "other" else ""].append((claim.id, said))
    found: list[list[str]] = []
    for cell in cells.values():
        groups: list[list[tuple[str, Saying]]] = []
        for id, said in cell:
            fits = [(sum(ecbplus.score(said, other) for _, other in group) / len(group), n) for n, group in enumerate(groups)]
            best = max(fits, default=(-99.0, 0))
            if best[0] >= ecbplus.FLOOR:
                groups[best[1]].append((id, said))
            else:
                groups.append([(id, said)])
        found += [[id for id, _ in group] for group in groups]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print pairs that are wrong or missing, and every happening in dispute")
    options = parser.parse_args()
    grouping = Propositions()
    at: dict[tuple[str, int], Claim] = {}
    words: dict[str, list[str]] = {}
    times: dict[str, ClaimTimes] = {}
    for document, claims in gold("sample"):
        words[document.name] = re.findall(r"\w+", document.text)
        times |= find_times(document, claims)
        at |= {(document.name, number): claim for number, claim in enumerate(claims)}
        grouping.add(claims, find_times(document, claims))
    claim_of = {claim.id: claim for claim in at.values()}
    theirs: set[Pair] = set()
    loose: set[Pair] = set()
    listed: set[str] = set()
    for line in (SAMPLE / "gold" / "propositions.jsonl").read_text(encoding="utf-8").splitlines():
        stances = {at[each["document"], each["line"]].id: each["stance"] for each in json.loads(line)["claims"]}
        listed |= stances.keys()
        pairs = {frozenset(pair): pair for pair in combinations(stances, 2)}
        loose |= pairs.keys()
        theirs |= {key for key, (a, b) in pairs.items() if stances[a] == stances[b]}
    narrow = {pair for pair in theirs if comparable(*(claim_of[id] for id in pair))}
    ours = {frozenset(pair) for each in grouping.propositions for pair in combinations([c for c in each.claims if c in listed], 2)}
    wide = {frozenset(pair) for each in grouping.happenings for pair in combinations([c for c in each.claims if c in listed], 2)}
    print(
        f"{len(claim_of)} claims, {len(listed)} of them in gold; {len(grouping.propositions)} propositions, {len(grouping.happenings)} happenings"
    )
    report("propositions", ours, theirs, narrow)
    report("happenings", wide, loose, narrow)
    topics = ecbplus.find_topics(words)
    groups = by_topic(list(claim_of.values()), topics, times)
    joined = {frozenset(pair) for group in groups for pair in combinations([c for c in group if c in listed], 2)}
    report(f"{len(set(topics.values()))} topics", joined, loose, narrow)
    if options.show:
        for name, pairs in (("wrong", ours - theirs), ("wrong happening", wide - loose), ("missing", narrow - ours)):
            for pair in sorted(pairs, key=sorted):
                left, right = (claim_of[id] for id in sorted(pair))
                found = contrast(saying_of(left, name_key), saying_of(right, name_key))
                print(
                    f"  {name}: {left.document} “{left.sentence.text[:60]}” / {right.document} “{right.sentence.text[:60]}”: {found and found.reason}"
                )
        for happening in grouping.happenings:
            for conflict in happening.conflicts:
                print(f"  {happening.id} {conflict.aspect}: " + " | ".join(f"{value} ({len(ids)})" for value, ids in conflict.sides))
    return 0


if __name__ == "__main__":
    sys.exit(main())
