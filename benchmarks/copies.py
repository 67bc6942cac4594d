#!/usr/bin/env python3
"""Near-duplicate search over 100,000 synthetic articles: seconds and memory, and recall against comparing every pair of a sample.

    .venv/bin/python benchmarks/copies.py [--articles 100000] [--sample 700]

Articles are 150 to 300 words drawn by Zipf's law, with stock phrases. One in ten is copied by one to four others, which keep between a
fifth and all of its sentences, change up to a fifth of the words and add sentences of their own. The sample holds whole families and
loners; brute force aligns all of its pairs. Recall is of the pairs of one family, by the weight of what is shared: little shared wording is easily missed and says little.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from itertools import combinations

import numpy as np

from allegedly.evidence.candidates import find_candidates
from allegedly.evidence.copying import delta_of_wording
from allegedly.evidence.wording import find_passages, find_wording, habits

STOCK = (
    "The officials spoke on condition of anonymity because they were not authorized to speak to the media.",
    "A spokesman declined to comment when he was reached by telephone late in the evening.",
    "No group has claimed responsibility for the attack and the police have opened an inquiry.",
)
LETTERS = "abcdefghijklmnoprstuvwyz"


def make_articles(count: int, seed: int = 1) -> tuple[list[str], list[int]]:
    """Articles, and the family that each belongs to."""
    rng, dice = random.Random(seed), np.random.default_rng(seed)
    # The commonest words are those that every sentence needs, as in English; the others are invented.
    vocabulary = [
        *rng.sample(sorted(habits().function), 120),
        *("".join(rng.choices(LETTERS, k=rng.randint(3, 10))) for _ in range(30_000)),
    ]
    ranks = 1 / np.arange(1, len(vocabulary) + 1)
    share = ranks / ranks.sum()
    articles: list[str] = []
    family: list[int] = []

    def sentences(number: int) -> list[str]:
        words = dice.choice(len(vocabulary), size=20 * number, p=share)
        made = [" ".join(vocabulary[w] for w in words[k : k + 20]).capitalize() + "." for k in range(0, len(words), 20)]
        return [*made, rng.choice(STOCK)] if rng.random() < 0.3 else made

    while len(articles) < count:
        own = sentences(rng.randint(7, 14))
        articles.append("\n\n".join(own))
        family.append(len(articles))
        for _ in range(rng.randint(1, 4) if rng.random() < 0.1 else 0):
            kept, change = rng.uniform(0.2, 1), rng.uniform(0, 0.2)
            copied = [
                " ".join(rng.choice(vocabulary) if rng.random() < change else w for w in s.split(" ")) for s in own if rng.random() < kept
            ]
            articles.append("\n\n".join([*copied, *sentences(rng.randint(1, 4))]))
            family.append(family[-1])
    return articles[:count], family[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=700)
    options = parser.parse_args()
    articles, family = make_articles(options.articles)
    words = sum(len(article.split()) for article in articles)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, cpu = time.perf_counter(), time.process_time()
    found = find_candidates(articles)
    seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(articles):,} articles, {words / 1e6:.1f} million words")
    print(
        f"candidates     {len(found):,} pairs in {seconds:.1f} s ({busy:.1f} s of processor); peak {peak:,.0f} MB, {before:,.0f} MB before"
    )
    started = time.perf_counter()
    wordings = [find_wording(articles[k]) for k in sorted({k for pair in found for k in pair})]
    place = {k: n for n, k in enumerate(sorted({k for pair in found for k in pair}))}
    links = {(i, j) for i, j in found if find_passages(wordings[place[j]], wordings[place[i]])}
    print(f"alignment      {len(links):,} of them share a passage, in {time.perf_counter() - started:.1f} s")
    same = sum(family[i] == family[j] for i, j in links)
    print(f"               {same:,} of these of one family; {len(links) - same:,} by chance or habit")
    recall(articles, family, set(found), options.sample)


def recall(articles: list[str], family: list[int], found: set[tuple[int, int]], size: int) -> None:
    """Prints the share of the pairs of the sample that brute force finds, by weight of what they share."""
    families: dict[int, list[int]] = {}
    for number, each in enumerate(family):
        families.setdefault(each, []).append(number)
    large = [members for members in families.values() if len(members) > 1]
    chosen = sorted({k for members in random.Random(2).sample(large, min(len(large), size // 5)) for k in members})
    chosen = sorted({*chosen, *random.Random(3).sample(range(len(articles)), size - min(size, len(chosen)))})
    started = time.perf_counter()
    wordings = {k: find_wording(articles[k]) for k in chosen}
    weights = {pair: sum(p.weight for p in find_passages(wordings[pair[1]], wordings[pair[0]])) for pair in combinations(chosen, 2)}
    print(f"brute force    {len(weights):,} pairs of {len(chosen):,} articles in {time.perf_counter() - started:.1f} s")
    for low, high in ((3, 6.5), (6.5, 15), (15, 40), (40, 10_000)):
        true = [(i, j) for (i, j), weight in weights.items() if low <= weight < high and family[i] == family[j]]
        hits = sum(pair in found for pair in true)
        print(f"recall         {hits / max(1, len(true)):.3f} ({hits} of {len(true)}) at probability {delta_of_wording(low):.2f} and more")


if __name__ == "__main__":
    main()
