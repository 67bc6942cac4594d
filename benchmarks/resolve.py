"""How fast mentions are resolved: 100,000 of invented people and bodies, spelt as reports spell them. `--mentions N` for another number.

Prints seconds and pairs compared for a quarter, a half and all of them, so that growth can be seen; then, where splink is installed
(`uv pip install splink pandas`, splink 5; not one of our dependencies), the seconds it takes to score the very pairs that we compared.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from itertools import product
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from allegedly.base.ids import content_id
from allegedly.entities.candidates import find_pairs
from allegedly.entities.entity import Reference
from allegedly.entities.names import parse_name
from allegedly.entities.resolve import resolve

SYLLABLES = ("ka ro mi ve ta lu ne so ri da bo fe ja ku li mo na pe ra si tu va ze ha go du ma le ni or an el is ur").split()
ENDS = ("v", "n", "ski", "dze", "mann", "son", "i", "a", "ez", "ko", "rt", "l")
FORMS = ("Ministry of {}", "{} Brigade", "{} Front", "{} Bureau", "{} Liberation Army", "Directorate of {}", "{} Foundation")
TITLES = ("Colonel", "President", "Dr.", "Sheikh", "General")


def names(number: int, chance: random.Random) -> list[str]:
    """Different full names: three of four a person's, the others a body's."""
    first = sorted({"".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))).title() for _ in range(400)})
    last = sorted({("".join(chance.choices(SYLLABLES, k=chance.choice((2, 3)))) + chance.choice(ENDS)).title() for _ in range(6000)})
    people = {f"{chance.choice(first)} {chance.choice(last)}" for _ in range(number)}
    bodies = [form.format(name) for form, name in product(FORMS, last)]
    return [*sorted(people)[: number * 3 // 4], *chance.sample(bodies, number // 4)]


def spelt(name: str, chance: random.Random) -> str:
    """The name as some report has it: mostly right, else with a title, an initial, its last word, another letter or transliteration."""
    how, words = chance.random(), name.split()
    if how < 0.6:
        return name
    if how < 0.7:
        return f"{chance.choice(TITLES)} {name}"
    if how < 0.78:
        return f"{words[0][0]}. {' '.join(words[1:])}"
    if how < 0.86:
        return words[-1]
    if how < 0.93:
        at = chance.randrange(1, len(name) - 1)
        return name[:at] + chance.choice("aeiou") + name[at + 1 :]
    return name.replace("k", "q").replace("v", "w").replace("i", "y")


def mentions(number: int) -> list[tuple[str, str]]:
    """(document, name) of so many mentions; a few entities have many of them, as in life."""
    chance = random.Random(7)
    known = names(max(40, number // 8), chance)
    weights = [1 / (rank + 5) for rank in range(len(known))]
    chance.shuffle(known)
    return [(f"d-{at // 25}", spelt(name, chance)) for at, name in enumerate(chance.choices(known, weights, k=number))]


def references(found: list[tuple[str, str]]) -> list[Reference]:
    """One reference for each name."""
    used: dict[str, list[str]] = defaultdict(list)
    for document, name in found:
        used[name].append(document)
    roles = frozenset({"agent"})
    return [
        Reference(id=content_id("entity", name), name=name, named=True, mentions=len(at), documents=frozenset(at), roles=roles)
        for name, at in used.items()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=100_000)
    options = parser.parse_args()
    resolve(references(mentions(200)))  # the lexicon is loaded once, and not here
    for part in (4, 2, 1):
        found = mentions(options.mentions // part)
        start, spent = perf_counter(), process_time()
        every = references(found)
        done = resolve(every)
        took, worked = perf_counter() - start, process_time() - spent
        print(
            f"{len(found):>7} mentions, {len(every):>6} names: {took:6.1f} s ({worked:.1f} s of processor), {done.compared:>8} pairs compared, "
            f"{len(done.entities)} entities, {len(done.candidates)} candidates, {1e6 * took / len(found):.0f} µs a mention"
        )
    beside_splink(every, took, worked)
    return 0


def beside_splink(every: list[Reference], ours: float, worked: float) -> None:
    """The same pairs scored by splink's Jaro-Winkler levels, in this run; says so when splink is not there.

    Two ratios: of seconds, where splink has all cores and we use one, and of processor time, which a busy machine disturbs less.
    """
    try:
        import pandas as pd
        import splink.comparison_library as cl
        from splink import DuckDBAPI, Linker, SettingsCreator
    except ImportError:
        print("splink is not installed here: no ratio")
        return
    words = {each.id: parse_name(each.name).words for each in every}
    pairs = list(find_pairs(every))
    block: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for id in pair:
            block[id].append(number)
    table = pd.DataFrame(
        {
            "unique_id": [each.id for each in every],
            "first": [words[each.id][0] if words[each.id] else None for each in every],
            "last": [words[each.id][-1] if words[each.id] else None for each in every],
            "whole": [" ".join(words[each.id]) for each in every],
            "pairs": [block[each.id] for each in every],
        }
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[cl.JaroWinklerAtThresholds(column, [0.92, 0.8]) for column in ("first", "last", "whole")],
        blocking_rules_to_generate_predictions=[{"blocking_rule": "l.pairs = r.pairs", "arrays_to_explode": ["pairs"]}],
        retain_intermediate_calculation_columns=False,
    )
    start, spent = perf_counter(), process_time()
    linker = Linker(DuckDBAPI().register(table), settings, log_level=None)
    predicted = linker.inference.predict()
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.9)
    scored = len(predicted.as_record_list())
    took, its = perf_counter() - start, process_time() - spent
    print(
        f"splink on the same pairs: {took:.1f} s ({its:.1f} s of processor) for {scored} pairs scored and clustered; "
        f"ours / splink = {ours / took:.2f}, of processor {worked / its:.2f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
