#!/usr/bin/env python3
"""Sort every error of the reader on our own annotation by its kind, and score it by outlet.

    .venv/bin/python evaluation/errors.py [--show N] [--kind WORDS]

Claims are paired by ../shared/tools/score_claims.py. What it leaves unpaired is of another type at the same place, at another place of the
same sentence, missed, or spurious; what it pairs can still err in arguments, chain and status. `--show` prints N errors of each kind whose
name begins with WORDS, each with its sentence: gold first, the reader's second. Then the figures of the scorer for each outlet of dev (all
outlets are in train as well; what training without one costs is not measured here) and each half of dev-hard, and precision, recall and F1
of the fillers of guise and principal over all claims, paired or not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from gate import NAMES, SHARED, measure, read_split, scorer

from allegedly.base.kinds import ROLES
from allegedly.claims.trained import TrainedReader

Record = dict[str, Any]
SPLITS = ("dev", "dev-hard")
HIDDEN = ("guise", "principal")


@dataclass(frozen=True, slots=True)
class Error:
    """One error: its kind, what is there and what was read."""

    kind: str
    gold: Record | None
    read: Record | None


def find_errors(gold: Sequence[Record], read: Sequence[Record], score: Any) -> Iterator[Error]:
    """Every error in one document; `score` is the shared scorer."""
    pairs = score.pair(gold, read)
    missed = [g for g in gold if not any(g is x for x, _ in pairs)]
    spurious = [r for r in read if not any(r is x for _, x in pairs)]
    for g, r in _taken(missed, spurious, lambda g, r: score.overlap(g["trigger"], r["trigger"]) > 0):
        yield Error(f"claim of another type: {g['type']} as {r['type']}", g, r)
    elsewhere = lambda g, r: g["type"] == r["type"] and g["sentence"] == r["sentence"] and score.shared_fillers(g, r) > 0  # noqa: E731
    for g, r in _taken(missed, spurious, elsewhere):
        yield Error("claim with its trigger elsewhere", g, r)
    yield from (Error(f"claim missed: {g['type']}", g, None) for g in missed)
    yield from (Error(f"claim spurious: {r['type']}", None, r) for r in spurious)
    for g, r in pairs:
        kinds = [*argument_errors(g["arguments"], r["arguments"], score.same_filler), *chain_errors(g, r, score.same_name)]
        kinds += [f"{s}: {g[s]} as {r[s]}" for s in ("polarity", "certainty", "realis") if g[s] != r[s]]
        yield from (Error(kind, g, r) for kind in kinds)


def _taken(left: list[Record], right: list[Record], alike: Any) -> Iterator[tuple[Record, Record]]:
    """Pairs that are alike, taken out of both lists as they are found."""
    for g in list(left):
        if r := next((r for r in right if alike(g, r)), None):
            left[:] = [x for x in left if x is not g]
            right[:] = [x for x in right if x is not r]
            yield g, r


def argument_errors(gold: dict[str, list[Record]], read: dict[str, list[Record]], same: Any) -> Iterator[str]:
    """Fillers that are missing, in another role, extra, or wrong: one missing and one extra of a role are one that is wrong."""
    for role in ROLES:
        lost = [g for g in gold.get(role, []) if not any(same(g, r) for r in read.get(role, []))]
        extra = [r for r in read.get(role, []) if not any(same(g, r) for g in gold.get(role, []))]
        extra = [r for r in extra if not any(same(g, r) for other in gold.values() for g in other)]  # told where it belongs
        for g in lost:
            if other := next((name for name, fillers in read.items() if any(same(g, r) for r in fillers)), None):
                yield f"argument in another role: {role} as {other}"
            elif extra:
                extra.pop()
                yield f"argument wrong: {role}"
            else:
                yield f"argument missing: {role}"
        yield from (f"argument extra: {role}" for _ in extra)


def chain_errors(gold: Record, read: Record, same: Any) -> Iterator[str]:
    """At most one: missing, extra, short, long, or of the right length with another name in it."""
    there, found = [hop["name"] for hop in gold["chain"]], [hop["name"] for hop in read["chain"]]
    if len(there) == len(found):
        if not all(map(same, there, found)):
            yield "chain with another name"
    elif not there or not found:
        yield "chain missing" if there else "chain extra"
    else:
        yield "chain too short" if len(found) < len(there) else "chain too long"


def filler_counts(gold: Sequence[Record], read: Sequence[Record], score: Any) -> Counter[str]:
    """For each hidden role, the fillers in gold and in what was read, and how many of each are right in paired claims."""
    count: Counter[str] = Counter()
    for role in HIDDEN:
        count[f"{role} gold"] += sum(len(g["arguments"].get(role, [])) for g in gold)
        count[f"{role} read"] += sum(len(r["arguments"].get(role, [])) for r in read)
        for g, r in score.pair(gold, read):
            a, b = g["arguments"].get(role, []), r["arguments"].get(role, [])
            count[f"{role} found"] += sum(any(score.same_filler(x, y) for y in b) for x in a)
            count[f"{role} right"] += sum(any(score.same_filler(x, y) for x in a) for y in b)
    return count


def rates(count: Counter[str], roles: Iterable[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the fillers of these roles together."""
    gold, read, found, right = (sum(count[f"{role} {what}"] for role in roles) for what in ("gold", "read", "found", "right"))
    precision, recall = right / max(read, 1), found / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def outlet(document: str) -> str:
    """`re3d bbc` of `re3d-bbc-04`, `wikinews` of any Wikinews text."""
    collection, outlet, *_ = document.split("-")
    return collection if collection == "wikinews" else f"{collection} {outlet}"


def by_outlet(gold: dict[str, list[Record]], predicted: Path) -> Iterator[tuple[str, int, int, dict[str, float]]]:
    """Outlet, documents, gold claims, and the figures of the scorer."""
    with tempfile.TemporaryDirectory() as folder:
        for name, documents in groupby(sorted(gold, key=lambda d: (outlet(d), d)), key=outlet):
            names = list(documents)
            records = [record for document in names for record in gold[document]]
            part = Path(folder) / "gold.jsonl"
            part.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
            yield name, len(names), len(records), measure(part, predicted)


def show(errors: Sequence[tuple[str, Error]], count: int, kind: str) -> None:
    """Examples: the sentence and what either side makes of it."""
    shown: Counter[str] = Counter()
    for split, error in sorted(errors, key=lambda each: each[1].kind):
        group = error.kind.split(":")[0]
        if not error.kind.startswith(kind) or shown[group] == count:
            continue
        shown[group] += 1
        record = error.gold or error.read
        assert record
        text = (SHARED / "data" / "claims" / split / f"{record['document']}.txt").read_text(encoding="utf-8")
        print(f"\n{error.kind}   {record['document']}\n  {' '.join(text[slice(*record['sentence'])].split())}")
        for side, each in (("gold", error.gold), ("read", error.read)):
            if each:
                print(f"  {side}: {in_short(each)}")


def in_short(record: Record) -> str:
    """A claim in a line."""
    fillers = "; ".join(f"{role}: {', '.join(x['text'] for x in xs)}" for role, xs in record["arguments"].items())
    chain = " < ".join(hop["name"] for hop in record["chain"])
    status = ", ".join(record[s] for s in ("polarity", "certainty", "realis"))
    return f"{record['type']} '{record['trigger']['text']}' ({fillers}) {status}" + (f", says {chain}" if chain else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N errors of each kind")
    parser.add_argument("--kind", default="", metavar="WORDS", help="only of kinds that begin so")
    options = parser.parse_args()
    if not (SHARED / "data" / "claims").is_dir():
        print(f"skipped: {SHARED / 'data' / 'claims'} is not here")
        return 0
    score, reader = scorer(), TrainedReader()
    print(f"reader {reader.version}")
    errors: list[tuple[str, Error]] = []
    outlets, hidden = [], []
    for split in SPLITS:
        folder, file = read_split(reader, split)
        gold, read = score.load(folder), score.load(file)
        count: Counter[str] = Counter()
        for document, claims in gold.items():
            errors += [(split, error) for error in find_errors(claims, read.get(document, []), score)]
            count += filler_counts(claims, read.get(document, []), score)
        outlets += list(by_outlet(gold, file))
        hidden += [(split, role, count[f"{role} gold"], rates(count, [role])) for role in HIDDEN if count[f"{role} gold"]]
        hidden.append((split, " and ".join(HIDDEN), sum(count[f"{role} gold"] for role in HIDDEN), rates(count, HIDDEN)))
    table: dict[str, Counter[str]] = defaultdict(Counter)
    details: dict[str, Counter[str]] = defaultdict(Counter)
    for split, error in errors:
        group, _, detail = error.kind.partition(": ")
        table[group][split] += 1
        details[group][detail] += bool(detail)
    print(f"\n{len(errors)} errors" + " " * 22 + "".join(f"{split:>10}" for split in SPLITS) + "   share   most often")
    for group, counts in sorted(table.items(), key=lambda item: -item[1].total()):
        often = ", ".join(f"{detail} {n}" for detail, n in details[group].most_common(5) if n)
        print(f"{group:<34}" + "".join(f"{counts[s]:>10}" for s in SPLITS) + f"{counts.total() / len(errors):>8.1%}   {often}")
    print(f"\n{'outlet':<18}{'documents':>10}{'claims':>8}" + "".join(f"{name:>11}" for name in NAMES))
    for name, documents, claims_there, figures in outlets:
        print(f"{name:<18}{documents:>10}{claims_there:>8}" + "".join(f"{figures[n]:>11.3f}" for n in NAMES))
    print("\nfillers                            gold   precision  recall      F1   (target on dev-hard: F1 0.50)")
    for split, role, there, (precision, recall, f1) in hidden:
        print(f"{split:<10}{role:<22}{there:>7}{precision:>12.3f}{recall:>8.3f}{f1:>8.3f}")
    show(errors, options.show, options.kind)
    return 0


if __name__ == "__main__":
    sys.exit(main())
