"""How well names are compared: F1 on the pairs of name_bench, recall of transliterations on ar2en. `--half dev` for the half we look at.

The halves are drawn by the digest of the pair. names.py was developed on `dev` alone; the figure to believe is that of `held`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from allegedly.entities.names import SAME, NameKind, compare_names

DATA = ROOT.parent / "shared" / "data"
ANCHOR = 0.790  # logic-v2 of nomenklatura on all pairs, at its threshold of 0.7
FLOOR = 0.85


def half_of(row: dict[str, str]) -> str:
    """`dev` or `held`, by the digest of the pair."""
    return "held" if int(hashlib.sha256(f"{row['name1']}|{row['name2']}".encode()).hexdigest(), 16) % 2 else "dev"


def kind_of(row: dict[str, str]) -> NameKind | None:
    """What a schema of name_bench is to us."""
    return {"Person": "person", "LegalEntity": None}.get(row["schema"], "organisation")  # type: ignore[return-value]


def f1(judged: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of (gold, found)."""
    right = sum(gold and found for gold, found in judged)
    precision = right / max(1, sum(found for _, found in judged))
    recall = right / max(1, sum(gold for gold, _ in judged))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def transliterations(file: Path) -> tuple[float, float]:
    """The share of Arabic-Latin pairs that are found alike, and of as many shuffled pairs that are found alike wrongly."""
    pairs = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line]
    others = [latin for _, latin, *_ in pairs]
    random.Random(1).shuffle(others)
    hits = sum(compare_names(arabic, latin.strip()).score >= SAME for arabic, latin, *_ in pairs)
    wrong = sum(compare_names(pair[0], other.strip()).score >= SAME for pair, other in zip(pairs, others) if pair[1] != other)
    return hits / len(pairs), wrong / len(pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "held", "all"), default="all")
    parser.add_argument("--show", action="store_true", help="print the pairs judged wrongly; only ever of dev")
    options = parser.parse_args()
    with (DATA / "name_bench" / "cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    figure = 0.0
    for half in ("dev", "held", "all") if options.half == "all" else (options.half,):
        judged = []
        for row in rows:
            if half in ("all", half_of(row)):
                found = compare_names(row["name1"], row["name2"], kind=kind_of(row))
                judged.append((row["is_match"] == "true", found.score >= SAME))
                if options.show and half == "dev" and judged[-1][0] != judged[-1][1]:
                    print(f"  {row['is_match']:5} {found.score:.2f}  {row['name1']} | {row['name2']}  ({found.reason})")
        precision, recall, figure = f1(judged)
        print(f"name_bench {half:4} {len(judged):4} pairs: precision {precision:.3f} recall {recall:.3f} F1 {figure:.3f}", end="")
        print(f"  (logic-v2 on all: {ANCHOR:.3f}; floor {FLOOR})")
    for part in ("eval", "test"):
        recall, wrong = transliterations(DATA / "lexicons" / "ar2en" / f"ar2en-{part}.txt")
        print(f"ar2en {part}: recall {recall:.3f}, of shuffled pairs found alike {wrong:.4f}")
    return figure < FLOOR


if __name__ == "__main__":
    raise SystemExit(main())
