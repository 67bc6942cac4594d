#!/usr/bin/env python3
"""Count in which letters words are printed inside of sentences, for `claims/casing.py`.

    .venv/bin/python training/casing.py --words /usr/share/dict/american-english

Reads the training parts of PolNeAR, EWT, WikiEvents and claims, Wikinews and our own corpus (NOTICE names them), and a list of English
words (SCOWL, Debian's package wamerican), whose words in small letters are common words though nobody has counted them. Writes numbers and
words, no text: how much more likely than by chance (log) each form follows each, then every word that is not printed as casing.py
guesses, with its three counts where it is not always in small letters, and pairs of words that are names.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log
from pathlib import Path

from allegedly.claims.casing import FILE, WORD, smoothed, unlisted

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
SENTENCE = re.compile(r"(?<=[.!?:”\"\]])\s+|\n")
SHORTEST = 5  # words: what is shorter is most often a title
OFTEN = 3  # capitals on both words: as often a pair must have been a name to be kept
TITLE = 0.5  # share of words with capitals: more is a title
SAID = re.compile(r"^S: (.*)$", re.M)  # the lines of training/corpus that are text


def texts() -> Iterator[str]:
    """All cased text that may be counted."""
    for folder in ("polnear/train", "claims/train"):
        for path in sorted((DATA / folder).rglob("*.txt")):
            yield path.read_text(encoding="utf-8", errors="replace")
    for path in sorted((DATA / "wikinews").glob("*.jsonl")):
        yield from (json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())
    for line in (DATA / "wikievents" / "wiki-train-human.jsonl").read_text(encoding="utf-8").splitlines():
        yield " ".join(json.loads(line)["sentences"])
    for line in (DATA / "srl_ewt" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        yield " ".join(json.loads(line)["tokens"])
    for path in sorted((ROOT / "training" / "corpus").glob("*.ann")):
        yield "\n".join(SAID.findall(path.read_text(encoding="utf-8")))


def sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence but of titles."""
    for sentence in SENTENCE.split(text):
        words = WORD.findall(sentence)
        if len(words) >= SHORTEST and sum(word[0].isupper() for word in words) <= TITLE * len(words):
            yield words


def form(word: str) -> int:
    """0 in small letters, 1 with a capital, 2 in capitals."""
    return 2 if word.isupper() and len(word) > 1 else int(word[0].isupper())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=Path, required=True, help="English words, one a line")
    options = parser.parse_args()
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    steps: Counter[tuple[int, int]] = Counter()
    pairs: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for text in texts():
        for words in sentences(text):
            forms = [form(word) for word in words]
            for word, found in zip(words[1:], forms[1:], strict=True):
                counts[word.lower()][found] += 1
            steps.update(zip(forms[1:], forms[2:], strict=False))
            for n in range(2, len(words)):
                pairs[words[n - 1].lower(), words[n].lower()][forms[n - 1] > 0 and forms[n] > 0] += 1
    every, of = sum(steps.values()), Counter[int]()
    for (_, after), number in steps.items():
        of[after] += number
    rows = [[steps[a, b] / sum(steps[a, c] for c in range(3)) / (of[b] / every) for b in range(3)] for a in range(3)]
    lines = [" ".join(f"{log(ratio):.3f}" for row in rows for ratio in row)]
    common = {word for word in options.words.read_text(encoding="utf-8").split() if word.isalpha() and word.islower()}
    for word in sorted(common | counts.keys()):
        numbers = [counts[word][n] for n in range(3)] if word in counts else [0, 0, 0]
        chances = smoothed(numbers)
        guess = unlisted(word)
        if chances.index(max(chances)) == guess.index(max(guess)) and not numbers[0] and word not in common:
            continue  # printed as it is guessed to be: most names
        lines.append(word if numbers[0] == sum(numbers) else " ".join([word, *map(str, numbers)]))
    often = {pair: number for pair, number in pairs.items() if number[True] >= OFTEN}
    lines += [f"{one} {other} {number[True]} {number[False]}" for (one, other), number in sorted(often.items())]
    target = ROOT / "src" / "allegedly" / "claims" / FILE
    target.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))
    print(
        f"{sum(sum(each.values()) for each in counts.values()):,} words counted, {len(lines) - 1:,} kept -> {target}, {target.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
