#!/usr/bin/env python3
"""What `--min-score` buys: precision and recall on our own annotation as the least score rises, and how far a score can be believed.

    .venv/bin/python evaluation/curve.py [--draw docs/images/reliability.svg]

A claim is found when the shared scorer pairs it by type and place, and whole when its core roles are right too. A score says how likely a
claim is to be found so; the expected calibration error is the mean distance between that and the share that is, over ten equal-sized bins.
Beside it stands what chance alone would give: the mean error of as many claims that are right exactly as often as their scores say.
`--draw` writes the reliability diagram of docs/reader.md: the bins of both splits, each with the range in which 95 of 100 such shares lie.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from gate import SHARED, read_split, scorer

from allegedly.claims.trained import TrainedReader
from allegedly.writers.figures import INK, LINE, SOFT, WIDTH, line, svg, text

Records = Mapping[str, Sequence[dict[str, Any]]]
STEPS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def at_least(gold: Records, read: Records, least: float, score: Any) -> tuple[int, int, int, int]:
    """How many claims there are, are read with this score or more, are found, and are whole."""
    kept = {document: [r for r in read.get(document, []) if r["score"] >= least] for document in gold}
    pairs = [pair for document, claims in gold.items() for pair in score.pair(claims, kept[document])]
    return sum(map(len, gold.values())), sum(map(len, kept.values())), len(pairs), sum(score.core_right(g, r) for g, r in pairs)


def scores(gold: Records, read: Records, score: Any) -> Iterator[tuple[float, bool]]:
    """The score of every claim that was read, and whether the gold has it."""
    for document, claims in gold.items():
        found = {id(r) for _, r in score.pair(claims, read.get(document, []))}
        yield from ((r["score"], id(r) in found) for r in read.get(document, []))


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> tuple[list[tuple[float, float, int]], float]:
    """Mean score, share that is right and size of each bin, lowest first; and the expected calibration error."""
    said, held = (np.array(column, float) for column in zip(*sorted(pairs), strict=True))
    parts = [part for part in np.array_split(np.arange(len(said)), bins) if len(part)]
    rows = [(float(said[part].mean()), float(held[part].mean()), len(part)) for part in parts]
    return rows, sum(abs(s - h) * n for s, h, n in rows) / len(said)


def by_chance(said: Sequence[float], worlds: int = 200) -> float:
    """Mean calibration error of scores that tell the truth, on a sample of this size."""
    rng = np.random.default_rng(1)
    return float(np.mean([reliability([(s, bool(rng.random() < s)) for s in said])[1] for _ in range(worlds)]))


def rates(right: int, read: int, gold: int) -> str:
    """Precision, recall and F1."""
    return f"{right / max(read, 1):>10.3f}{right / gold:>8.3f}{2 * right / max(read + gold, 1):>8.3f}"


SIDE, LEFT, TOP = 300, 60, 14  # px of the diagram's square, and what lies left of it and above
COLOURS = {"dev": "#0969da", "dev-hard": "#bc4c00"}


def draw(bins: Mapping[str, Sequence[tuple[float, float, int]]]) -> str:
    """The reliability diagram as SVG: what scores say against the share that is right, with Wilson's interval at 95 % for each bin."""
    x, y = lambda value: LEFT + SIDE * value, lambda value: TOP + SIDE * (1 - value)  # noqa: E731
    body = [f'<rect width="{WIDTH}" height="{TOP + SIDE + 50}" fill="#fff"/>', line(x(0), y(0), x(1), y(1), dashed=True, tip=False)]
    body += [f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="{LINE}"/>']
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        body += [
            text(x(tick), y(0) + 16, f"{tick:.1f}", anchor="middle", fill=SOFT),
            text(LEFT - 8, y(tick) + 4, f"{tick:.1f}", anchor="end", fill=SOFT),
        ]
    body += [text(x(0.5), y(0) + 34, "score", anchor="middle"), text(LEFT - 50, TOP + SIDE / 2 + 4, "right")]
    for number, (name, rows) in enumerate(bins.items()):
        colour, key = COLOURS[name], TOP + 20 + 20 * number
        for said, held, size in rows:
            middle, reach = wilson(held, size)
            low, high = y(middle - reach), y(middle + reach)
            body.append(
                f'<line x1="{x(said):.1f}" y1="{low:.1f}" x2="{x(said):.1f}" y2="{high:.1f}" stroke="{colour}" stroke-opacity="0.35"/>'
            )
            body.append(f'<circle cx="{x(said):.1f}" cy="{y(held):.1f}" r="4" fill="{colour}"/>')
        body += [f'<circle cx="{x(1) + 30}" cy="{key - 4}" r="4" fill="{colour}"/>', text(x(1) + 42, key, name, fill=INK)]
    return svg(TOP + SIDE + 50, body, "Reliability diagram: the share of claims that are right against their score")


def wilson(share: float, size: int, z: float = 1.96) -> tuple[float, float]:
    """Middle and half-width of Wilson's score interval (Wilson 1927)."""
    base = 1 + z * z / size
    return (share + z * z / (2 * size)) / base, z * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / base


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=Path, metavar="FILE", help="write the reliability diagram here, as SVG")
    options = parser.parse_args()
    if not (SHARED / "data" / "claims").is_dir():
        print(f"skipped: {SHARED / 'data' / 'claims'} is not here")
        return 0
    score, reader = scorer(), TrainedReader()
    print(f"reader {reader.version}")
    bins: dict[str, list[tuple[float, float, int]]] = {}
    every: list[tuple[float, bool]] = []
    for split in ("dev", "dev-hard"):
        folder, file = read_split(reader, split)
        gold, read = score.load(folder), score.load(file)
        print(f"\n{split}\n{'':<12}{'':>8}   found by type and place         whole")
        print(f"{'min-score':<12}{'claims':>8}" + f"{'precision':>10}{'recall':>8}{'F1':>8}" * 2)
        for least in STEPS:
            there, kept, found, whole = at_least(gold, read, least, score)
            print(f"{least:<12}{kept:>8}{rates(found, kept, there)}{rates(whole, kept, there)}")
        pairs = list(scores(gold, read, score))
        rows, error = reliability(pairs)
        bins[split] = rows
        every += pairs
        print("score  " + "".join(f"{said:>7.2f}" for said, _, _ in rows))
        print("right  " + "".join(f"{held:>7.2f}" for _, held, _ in rows))
        print(f"expected calibration error {error:.3f} (target 0.05; by chance {by_chance([said for said, _ in pairs]):.3f})")
    error, chance = reliability(every)[1], by_chance([said for said, _ in every])
    print(f"\nboth together: expected calibration error {error:.3f} (target 0.05; by chance {chance:.3f})")
    if options.draw:
        options.draw.write_text(draw(bins) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
