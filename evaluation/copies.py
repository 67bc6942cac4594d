#!/usr/bin/env python3
"""Who copied whom: links found against links that are true, per kind.

    .venv/bin/python evaluation/copies.py [--cases 20] [--events 10] [--reader] [--show]

Three tables. The sample case (examples/sample), with gold claims and with `--reader` also with what the trained reader reads. An invented
press (evaluation/newsroom.py), whose truth is known. And ECB+ where ../shared/data has it: real articles on different events, between which
there is nothing to find. A link counts from a probability of one half.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).parent))

from newsroom import Press, make_press

from allegedly.base.document import Document
from allegedly.capture.capturers import capture_paths
from allegedly.claims.claim import Claim
from allegedly.evidence.copying import delta_of_wording
from allegedly.evidence.derivation import Derivation, find_derivation
from allegedly.evidence.wording import find_passages, find_wording
from tests.gold_reader import SAMPLE, GoldReader

HALF = 0.5
ECB = ROOT.parent / "shared" / "data" / "ecbplus"
# The kinds of link of examples/sample/README.md, and which of ours answer to them.
SAMPLE_KINDS = {
    "near-verbatim": {"copies"},
    "paraphrase": {"copies"},
    "same-origin": {"speaker"},
    "cites": {"cites", "withdraws"},
    "denies": {"cites", "names", "withdraws"},
    "retracts": {"cites", "names", "withdraws"},
}
CIRCLE = ("2021-03-08-drawbridge", "2021-03-12-corvane-institute", "2021-03-17-lowland-tribune", "2021-03-21-drawbridge")

Pair = tuple[str, str]


def sample_documents() -> list[Document]:
    """The sixteen reports."""
    captured = list(capture_paths(sorted((SAMPLE / "reports").glob("*.txt"))))
    assert all(isinstance(document, Document) for document in captured)
    return captured  # type: ignore[return-value]


def links_of(found: Derivation, documents: Sequence[Document]) -> dict[str, set[Pair]]:
    """Pairs of names by kind, from a probability of one half."""
    name = {document.id: document.name for document in documents}
    kinds: dict[str, set[Pair]] = {}
    for link in found.links:
        if link.delta >= HALF:
            kinds.setdefault(link.kind, set()).add((name[link.later], name[link.earlier]))
    return kinds


def gold_links() -> dict[str, set[Pair]]:
    """Pairs of reports of gold/links.jsonl by kind."""
    kinds: dict[str, set[Pair]] = {}
    for line in (SAMPLE / "gold" / "links.jsonl").read_text(encoding="utf-8").splitlines():
        link = json.loads(line)
        if link["to"]:
            kinds.setdefault(link["kind"], set()).add((link["from"], link["to"]))
    return kinds


def score_sample(title: str, documents: Sequence[Document], claims: Sequence[Claim], show: bool) -> None:
    """Prints recall per kind of gold, and what was merged that gold does not merge."""
    found = find_derivation(documents, claims)
    links, gold = links_of(found, documents), gold_links()
    print(f"\nsample case, {title}: {len(claims)} claims")
    for kind, pairs in gold.items():
        hits = {pair for pair in pairs if any(pair in links.get(ours, ()) for ours in SAMPLE_KINDS[kind])}
        named = len((pairs - hits) & links.get("names", set()))
        print(
            f"  {kind:<14} found {len(hits)} of {len(pairs)}"
            + (f", {named} more as `names`" if named else "")
            + ("" if not show else "".join(f"\n      missed {p}" for p in sorted(pairs - hits)))
        )
    name = {document.id: document.name for document in documents}
    circles = [tuple(name[d] for d in circle.documents) for circle in found.circles]
    print(f"  circle         found {int(CIRCLE in circles)} of 1, others {len(circles) - (CIRCLE in circles)}")
    origin = official_of(gold)
    for kind in ("copies", "speaker", "cites", "names", "withdraws"):
        wrong = sorted(p for p in links.get(kind, ()) if origin(p[0], kind) != origin(p[1], kind) and p not in set().union(*gold.values()))
        print(f"  {kind:<14} {len(links.get(kind, ()))} found, {len(wrong)} between reports that gold keeps apart {wrong if show else ''}")


def official_of(gold: dict[str, set[Pair]]):  # type: ignore[no-untyped-def]
    """Which report's origin a report shares by gold copies or, for speakers, by copies and shared officials."""

    def origin(report: str, kind: str) -> str:
        kinds = ("near-verbatim", "paraphrase", "same-origin") if kind == "speaker" else ("near-verbatim", "paraphrase")
        return next((earlier for k in kinds for later, earlier in sorted(gold.get(k, ())) if later == report), report)

    return origin


def score_press(cases: Sequence[Press], show: bool) -> None:
    """Prints precision and recall per kind over several invented cases, each worked out by itself."""
    started = time.perf_counter()
    each = [find_derivation(press.documents, press.claims) for press in cases]
    seconds = time.perf_counter() - started
    found = Derivation(*(tuple(chain.from_iterable(getattr(one, name) for one in each)) for name in ("links", "citations", "circles")))
    press = Press([d for p in cases for d in p.documents], [c for p in cases for c in p.claims])
    for one in cases:
        press.truth.update(one.truth)
        press.wrong.update(one.wrong)
        press.kept.update(one.kept)
    events = {document.name[:5] for document in press.documents}
    print(f"\ninvented press: {len(cases)} cases, {len(events)} events, {len(press.documents)} reports, {seconds:.1f} s")
    score_links(press, found, show)
    alone(press)


def score_links(press: Press, found: Derivation, show: bool) -> None:
    """Prints precision and recall per kind of link."""
    links = links_of(found, press.documents)
    event = {document.name: document.name[:5] for document in press.documents}
    truth = press.truth
    copied = {name for pair, kind in truth.items() if "copy" in kind or kind == "rewrite" for name in pair}
    one_voice = [p for p in links.get("copies", ()) if event[p[0]] == event[p[1]] and set(p) <= copied]
    _line(
        "copies",
        [("precision", len(one_voice), len(links.get("copies", ()))), ("exact", sum(p in truth for p in one_voice), len(one_voice))],
    )
    for kind in ("credited copy", "edited copy", "rewrite"):
        pairs = [pair for pair, k in truth.items() if k == kind]
        _line(f"  {kind}", [("recall", sum(any(later == p[0] for p in one_voice) for later, _ in pairs), len(pairs))])
    for title, pairs in traces(press).items():
        _line(f"    {title:<28}", [("recall", sum(any(later == p[0] for p in one_voice) for later, _ in pairs), len(pairs))])
    quoted = quoting_pairs(press)
    speakers = {frozenset(pair) for pair in links.get("speaker", ())}
    _line("same speaker", [("precision", len(speakers & quoted), len(speakers)), ("recall", len(speakers & quoted), len(quoted))])
    cited, cites = {p for p, k in truth.items() if k in ("citation",)}, links.get("cites", set())
    _line("citations", [("precision", len(cites & cited), len(cites)), ("recall", len(cites & cited), len(cited))])
    name = {document.id: document.name for document in press.documents}
    circles = {(name[c.documents[-1]], name[c.documents[0]]) for c in found.circles}
    planted = {p for p, k in truth.items() if k == "circle"}
    _line("circles", [("precision", len(circles & planted), len(circles)), ("recall", len(circles & planted), len(planted))])
    calibration(found, {document.id: document.name for document in press.documents}, copied)
    if show:
        print("  wrong copies:", Counter(tuple(n[6:] for n in p) for p in set(links.get("copies", ())) - set(one_voice)))


def traces(press: Press) -> dict[str, list[Pair]]:
    """The rewrites by what is left of the report that they were made from; where nothing is, only its facts are, as an observer would have them."""
    names = {document.name for document in press.documents}
    found: dict[str, list[Pair]] = {
        title: [] for title in ("with its mistake, corrected", "with edited sentences", "with its mistake alone", "with neither")
    }
    for pair in (p for p, kind in press.truth.items() if kind == "rewrite"):
        mistaken, corrected = street(press, pair[0], wrong=True), f"{pair[0][:5]}-correction" in names
        titles = dict(zip(found, (mistaken and corrected, pair[0] in press.kept, mistaken, True)))
        found[next(title for title, holds in titles.items() if holds)].append(pair)
    return found


def alone(press: Press) -> None:
    """How much wording independent reports share, to be compared with real articles (ECB+), and with what is left in rewrites."""
    wordings = {d.name: find_wording(d.text) for d in press.documents}
    observers = [name for name in wordings if name[6:] in ("wire", "present", "alone", "contradicts")]
    near = [pair for pair in combinations(observers, 2) if pair[0][:3] == pair[1][:3]]
    for title, pairs in (
        ("independent reports of different events", [pair for pair in near if pair[0][:5] != pair[1][:5]]),
        ("independent reports of one event", [pair for pair in near if pair[0][:5] == pair[1][:5]]),
        (
            "an original and a rewrite with edited sentences",
            [p for p, kind in press.truth.items() if kind == "rewrite" and p[0] in press.kept],
        ),
    ):
        shared = [sum(p.weight for p in find_passages(wordings[one], wordings[other])) for one, other in pairs]
        counts = "  ".join(f">={w}: {sum(x >= w for x in shared) / len(shared):.4f}" for w in (3, 6.5, 8, 10, 20))
        print(f"  {len(shared)} pairs of {title}; weight shared {counts}")


def street(press: Press, name: str, *, wrong: bool) -> bool:
    """Whether the report has the mistaken street."""
    text = next(document.text for document in press.documents if document.name == name)
    return (f"{press.wrong[name[:5]]} Street" in text) is wrong


def quoting_pairs(press: Press) -> set[frozenset[str]]:
    """Reports of one event that print the official's words."""
    quoting: dict[tuple[str, str], list[str]] = {}
    for document in press.documents:
        if "“" in document.text:
            words = document.text.split("“")[1].split("”")[0].rstrip(".,")
            quoting.setdefault((document.name[:5], words), []).append(document.name)
    return {frozenset(pair) for names in quoting.values() for pair in combinations(names, 2)}


def calibration(found: Derivation, name: dict[str, str], copied: set[str]) -> None:
    """Of the copy links of each probability, how many are true."""
    bins: dict[int, list[bool]] = {}
    for link in found.links:
        if link.kind == "copies":
            true = {name[link.later], name[link.earlier]} <= copied and name[link.later][:5] == name[link.earlier][:5]
            bins.setdefault(min(int(link.delta * 5), 4), []).append(true)
    print("  true among copies of probability " + "  ".join(f"{b / 5:.1f}+: {sum(x)} of {len(x)}" for b, x in sorted(bins.items())))


def _line(title: str, shares: Iterable[tuple[str, int, int]]) -> None:
    print(
        f"  {title:<28}"
        + "  ".join(f"{what} {part / whole if whole else float('nan'):.3f} ({part} of {whole})" for what, part, whole in shares)
    )


def score_ecb() -> None:
    """Prints how many pairs of real articles share how much wording, on one event and on different ones."""
    texts = ecb_texts()
    wordings = {name: find_wording(text) for name, text in texts.items()}
    weights: dict[bool, list[float]] = {True: [], False: []}
    for one, other in combinations(wordings, 2):
        same = one.split("_")[0] == other.split("_")[0] and one.endswith("plus") == other.endswith("plus")
        weights[same].append(sum(p.weight for p in find_passages(wordings[one], wordings[other])))
    print("\nECB+ dev and test, real articles:")
    for same, title in ((False, "on different events"), (True, "on one event")):
        counts = "  ".join(f">={w} ({delta_of_wording(w):.2f}): {sum(x >= w for x in weights[same])}" for w in (3, 6.5, 8, 10, 20))
        print(f"  {len(weights[same])} pairs {title}; weight shared (probability of a copy) {counts}")


def ecb_texts() -> dict[str, str]:
    """The articles, words joined with spaces, quotation marks put back."""
    import re

    words: dict[str, list[str]] = {}
    for split in ("Dev", "Test"):
        for line in (ECB / f"ECB_{split}_corpus.txt").read_text(encoding="utf-8").splitlines():
            if len(fields := line.split("\t")) >= 4:
                words.setdefault(fields[0], []).append(fields[3])
    joined = {name: re.sub(r" ([.,;:!?%)])", r"\1", " ".join(each)) for name, each in words.items()}
    return {name: re.sub(r'" ([^"]*?) ?"', r'"\1"', re.sub(r"`` ?|''", '"', text)) for name, text in joined.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--events", type=int, default=10, help="of each case")
    parser.add_argument("--seed", type=int, default=101, help="of the first case; 1 to 20 are those that EVEN, SLOPE and ANY were set on")
    parser.add_argument("--reader", action="store_true", help="also with the claims of the trained reader")
    parser.add_argument("--show", action="store_true", help="what was missed and what is wrong")
    options = parser.parse_args()
    documents = sample_documents()
    gold = GoldReader()
    score_sample("gold claims", documents, [claim for document in documents for claim in gold.read(document)], options.show)
    if options.reader:
        from allegedly.claims.trained import TrainedReader

        reader = TrainedReader()
        read = [claim for document in documents for claim in reader.read(document)]
        score_sample(f"reader {reader.version}", documents, read, options.show)
    score_press([make_press(options.events, seed) for seed in range(options.seed, options.seed + options.cases)], options.show)
    if ECB.is_dir():
        score_ecb()


if __name__ == "__main__":
    main()
