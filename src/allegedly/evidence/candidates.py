"""Which texts of many are worth comparing: those that have a sentence nearly in common (MinHash by rensa, banded).

Sentences, not whole texts, are signed, because one copied paragraph in a long report is a copy too. A candidate says nothing yet; the
exact alignment of wording.py decides. So nothing here can make a false link, it can only miss one (benchmarks/copies.py measures how often).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

WORD = re.compile(r"\w+")
END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s|\n")
SHINGLE = 4  # words, as wording.SEED: what shares no run of four words shares no passage
SHORTEST = 8  # words; a shorter sentence is signed together with the next
BANDS = 20
ROWS = 2  # found with probability 1-(1-s^2)^20 at s of the shingles shared: .85 at .3, .997 at .5, .02 at .03
SEED = 20210304  # of the permutations; any number, but always the same
CROWD = 12  # texts with one sentence: beyond these, each is compared with the first and with the one before it
CHUNK = 20_000  # sentences signed at a time: rensa gives signatures as Python integers, 800,000 at once

Hashes = NDArray[np.uint64]


def find_candidates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places in `texts`, the lower first, in order. Give the texts in order of time: a crowd is compared with its first."""
    signed = [(owners, signatures) for owners, signatures in _signed(texts) if len(owners)]
    if not signed:
        return []
    owner = np.concatenate([owners for owners, _ in signed])
    signatures = np.concatenate([rows for _, rows in signed])
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        rows = signatures[:, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        found.update(_pairs_of(owner, (rows[:, 0] << np.uint64(32)) | rows[:, 1]))
    return sorted(found)


def _signed(texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
    """(whose sentence, its signature) of every sentence, in chunks."""
    owners: list[int] = []
    sentences: list[list[int]] = []
    for number, text in enumerate(texts):
        for words in _sentences(text):
            owners.append(number)
            sentences.append(words)
        if len(sentences) >= CHUNK:
            yield _sign(owners, sentences)
            owners, sentences = [], []
    if sentences:
        yield _sign(owners, sentences)


def _sentences(text: str) -> Iterator[list[int]]:
    """Hashed words of each sentence, roughly cut: here an abbreviation does no harm."""
    kept: list[int] = []
    for sentence in END.split(text):
        kept += map(_hash, WORD.findall(sentence.casefold()))
        if len(kept) >= SHORTEST:
            yield kept
            kept = []
    if len(kept) >= SHINGLE:
        yield kept


@lru_cache(maxsize=500_000)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _sign(owners: list[int], sentences: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The signatures of these sentences; all have `SHINGLE` words or more."""
    lengths = np.array([len(words) for words in sentences])
    words = np.fromiter((word for sentence in sentences for word in sentence), np.uint64, lengths.sum())
    shingles = np.zeros(len(words) - SHINGLE + 1, np.uint64)
    for at in range(SHINGLE):
        shingles = shingles * np.uint64(0x9E3779B97F4A7C15) + words[at : at + len(shingles)]  # wraps on purpose
    sentence = np.repeat(np.arange(len(sentences)), lengths)
    whole = sentence[: len(shingles)] == sentence[SHINGLE - 1 :]
    offsets = np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)]).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(shingles[whole], offsets, num_perm=BANDS * ROWS, seed=SEED)
    return np.array(owners), np.array(matrix.to_rows(), dtype=np.uint32)


def _pairs_of(owner: NDArray[np.int64], keys: Hashes) -> Iterator[tuple[int, int]]:
    """Pairs of different owners whose sentences have one key."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    edges = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1], [True]]))
    for bucket in np.flatnonzero(np.diff(edges) > 1):
        members = np.unique(owner[order[edges[bucket] : edges[bucket + 1]]]).tolist()
        if len(members) <= CROWD:
            yield from combinations(members, 2)
        else:
            yield from pairwise(members)
            yield from ((members[0], other) for other in members[2:])
