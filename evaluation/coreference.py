"""MUC, B-cubed and CEAF-e of two clusterings of the same mentions, and their mean: the CoNLL score (Pradhan et al. 2014)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np

Scores = tuple[float, float, float]  # precision, recall, F1


def scores(precision: float, recall: float) -> Scores:
    """With the harmonic mean."""
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def clusters(labels: Mapping[str, Hashable]) -> list[frozenset[str]]:
    """The clusters of a mapping from mention to label."""
    found: dict[Hashable, set[str]] = defaultdict(set)
    for mention, label in labels.items():
        found[label].add(mention)
    return [frozenset(each) for each in found.values()]


def muc_recall(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> float:
    """Links of gold that survive: a cluster of n split in p parts keeps n - p of n - 1."""
    kept = links = 0
    for cluster in clusters(gold):
        kept += len(cluster) - len({found[mention] for mention in cluster})
        links += len(cluster) - 1
    return kept / links if links else 0.0


def muc(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Scores:
    """Links; singletons do not count."""
    return scores(muc_recall(found, gold), muc_recall(gold, found))


def b_cubed_recall(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> float:
    """For each mention the share of its gold cluster that is found with it."""
    total = 0.0
    for cluster in clusters(gold):
        total += sum(count * count for count in Counter(found[mention] for mention in cluster).values()) / len(cluster)
    return total / len(gold)


def b_cubed(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Scores:
    """Mention by mention; singletons count."""
    return scores(b_cubed_recall(found, gold), b_cubed_recall(gold, found))


def ceaf_e(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Scores:
    """Clusters matched one to one so that 2 |shared| / (|a| + |b|) sums to the most."""
    left, right = clusters(gold), clusters(found)
    total = 0.0
    for rows, columns in connected(left, right):
        total += best_match([[2 * len(left[a] & right[b]) / (len(left[a]) + len(right[b])) for b in columns] for a in rows])
    return scores(total / len(right), total / len(left))


def connected(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> list[tuple[list[int], list[int]]]:
    """Clusters of both sides in parts that share no mention, so that each part can be matched alone."""
    of_left = {mention: number for number, cluster in enumerate(left) for mention in cluster}
    of_right = {mention: number for number, cluster in enumerate(right) for mention in cluster}
    seen: set[int] = set()
    parts = []
    for start in range(len(left)):
        if start in seen:
            continue
        rows, columns, queue = {start}, set(), [start]
        while queue:
            new = {of_right[mention] for mention in left[queue.pop()]} - columns
            columns |= new
            more = {of_left[mention] for number in new for mention in right[number]} - rows
            rows |= more
            queue += more
        seen |= rows
        parts.append((sorted(rows), sorted(columns)))
    return parts


def best_match(weights: list[list[float]]) -> float:
    """The largest sum of one weight per row and column (Hungarian method)."""
    if len(weights) > len(weights[0]):
        weights = [list(column) for column in zip(*weights, strict=True)]
    cost = -np.array(weights)
    height, width = cost.shape
    u, v = np.zeros(height + 1), np.zeros(width + 1)
    match = np.zeros(width + 1, dtype=int)  # the row of each column, counted from 1
    for row in range(1, height + 1):
        match[0], column = row, 0
        least, way, used = np.full(width + 1, np.inf), np.zeros(width + 1, dtype=int), np.zeros(width + 1, dtype=bool)
        while True:
            used[column] = True
            here = match[column]
            reduced = cost[here - 1] - u[here] - v[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better], way[1:][better] = reduced[better], column
            column = int(np.where(used, np.inf, least).argmin())
            step = least[column]
            u[match[used]] += step
            v[used] -= step
            least[~used] -= step
            if match[column] == 0:
                break
        while column:
            match[column] = match[way[column]]
            column = int(way[column])
    return float(sum(-cost[row - 1, column] for column, row in enumerate(match[1:]) if row))


def conll(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> float:
    """The mean of the three F1."""
    return (muc(gold, found)[2] + b_cubed(gold, found)[2] + ceaf_e(gold, found)[2]) / 3
