#!/usr/bin/env python3
"""How often the reader finds a claim, by how often training has shown it the very word that makes the claim.

    .venv/bin/python evaluation/seen.py

A claim of ../shared/data/claims/dev and dev-hard is found when one of its type is read at an overlapping trigger. Counted is in how many
claims of its type the word stands, in any case of its letters, in all that claims are trained on (`claims/train`, `training/standoff`, `training/corpus`):
what a word never seen costs says whether more words or a better encoder would help.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict

from gate import HERE, SHARED, read_split

from allegedly.claims.trained import TrainedReader

sys.path.insert(0, str(HERE.parent / "training"))
BANDS = ((0, "never"), (2, "once or twice"), (9, "3 to 9 times"), (10**9, "10 times or more"))


def shown() -> Counter[tuple[str, str]]:
    """In how many claims of a type each word stands that makes it."""
    import standoff
    from prepare import claims

    texts = [*claims.load(SHARED / "data" / "claims" / "train"), *claims.load_corpus(HERE.parent / "training" / "corpus")]
    texts += [claims.to_text(*article, "claims") for article in standoff.load()]
    return Counter((type, text.text[start:end].casefold()) for text in texts for type, (start, end) in text.triggers)


def band(times: int) -> str:
    """What a number of times is called."""
    return next(name for most, name in BANDS if times <= most)


def main() -> None:
    if not (SHARED / "data" / "claims" / "dev").is_dir():
        raise SystemExit(f"{SHARED / 'data'} is not here: nothing to score against")
    times, reader = shown(), TrainedReader()
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for split in ("dev", "dev-hard"):
        folder, predicted = read_split(reader, split)
        ours = defaultdict(list)
        for record in map(json.loads, predicted.read_text(encoding="utf-8").splitlines()):
            ours[record["document"]].append(record)
        for path in folder.glob("*.claims.jsonl"):
            theirs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            read = ours[path.name.removesuffix(".claims.jsonl")]
            for counted, hit, records, others in ((gold, found, theirs, read), (given, right, read, theirs)):
                for record in records:
                    name = band(times[record["type"], record["trigger"]["text"].casefold()])
                    counted[name] += 1
                    hit[name] += any(same(record, other) for other in others)
    print("the word was shown | claims | found | read | right")
    for _, name in BANDS:
        print(f"{name} | {gold[name]} | {found[name] / gold[name]:.3f} | {given[name]} | {right[name] / given[name]:.3f}")


def same(a: dict, b: dict) -> bool:  # type: ignore[type-arg]
    """Whether two records are of one type at overlapping triggers."""
    return a["type"] == b["type"] and a["trigger"]["start"] < b["trigger"]["end"] and b["trigger"]["start"] < a["trigger"]["end"]


if __name__ == "__main__":
    main()
