#!/usr/bin/env python3
"""How often the reader finds a claim, by how often training has shown it the very word that makes the claim.

    .venv/bin/python evaluation/seen.py

A claim of ../shared/data/claims/dev and dev-hard is found when the shared scorer pairs it with one that was read. Counted is in how many
claims of its type the word stands, in any case of its letters, in all that claims are trained on (`claims/train`, `training/standoff`, `training/corpus`):
what a word never seen costs says whether more words or a better encoder would help.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from gate import HERE, SHARED, read_split, scorer

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


def band(times: Counter[tuple[str, str]], record: Mapping[str, Any]) -> str:
    """What the number of times is called that training showed the word that makes a claim."""
    shown_times = times[record["type"], record["trigger"]["text"].casefold()]
    return next(name for most, name in BANDS if shown_times <= most)


def main() -> None:
    if not (SHARED / "data" / "claims" / "dev").is_dir():
        raise SystemExit(f"{SHARED / 'data'} is not here: nothing to score against")
    times, reader, score = shown(), TrainedReader(), scorer()
    gold, found, given, right = (Counter[str]() for _ in range(4))
    for split in ("dev", "dev-hard"):
        folder, predicted = read_split(reader, split)
        theirs, ours = score.load(folder), score.load(predicted)
        for document, claims in theirs.items():
            read = ours.get(document, [])
            gold.update(band(times, record) for record in claims)
            given.update(band(times, record) for record in read)
            pairs = score.pair(claims, read)
            found.update(band(times, record) for record, _ in pairs)
            right.update(band(times, record) for _, record in pairs)
    print("the word was shown | claims | found | read | right")
    for _, name in BANDS:
        print(f"{name} | {gold[name]} | {found[name] / gold[name]:.3f} | {given[name]} | {right[name] / given[name]:.3f}")


if __name__ == "__main__":
    main()
