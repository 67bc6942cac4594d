"""A text as the windows that the encoder sees: runs of whole sentences, cut into words, cut into word pieces.

Every sentence is the *core* of exactly one window; the sentences around it are there as context, because a quotation's speaker often
stands in the sentence before or after (5.5 % of attributions cross a border at 128 pieces, 2.5 % at 256; sentence by sentence 19 %).
Training packs its texts with the same functions, so what the model saw is what it gets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from allegedly.base.errors import ReaderError
from allegedly.claims.sentences import Sentence, find_words

PIECES = 384  # of one window, with the two marks at its ends; the length the model was trained at
CORE = 300  # pieces of core a window may hold, the rest is context
BEFORE = 56  # pieces of context before the core
LONGEST = 150  # pieces; a longer sentence is cut for the encoder (and stays whole for everybody else)
SHAPES = 8  # see `word_shape`


@dataclass(frozen=True, slots=True)
class Chunk:
    """A sentence, or a part of an overlong one, ready for the encoder."""

    sentence: int  # index of the sentence it belongs to
    words: tuple[tuple[int, int], ...]  # places in the text
    pieces: tuple[tuple[int, ...], ...]  # vocabulary ids of each word

    @property
    def size(self) -> int:
        """Number of pieces."""
        return sum(map(len, self.pieces))


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive chunks; those from `core_start` to `core_end` are read here, the others are context."""

    chunks: tuple[Chunk, ...]
    core_start: int
    core_end: int

    @property
    def words(self) -> list[tuple[int, int]]:
        """Places in the text of all its words, in order."""
        return [word for chunk in self.chunks for word in chunk.words]

    @property
    def sentences(self) -> list[int]:
        """For each word, the index of its sentence."""
        return [chunk.sentence for chunk in self.chunks for _ in chunk.words]

    @property
    def core(self) -> range:
        """Indices of the words that are read here."""
        counts = [len(chunk.words) for chunk in self.chunks]
        return range(sum(counts[: self.core_start]), sum(counts[: self.core_end]))


def word_shape(word: str) -> int:
    """What the uncased encoder cannot see: 1 lower, 2 Capitalised, 3 UPPER, 4 mIxed, 5 digits, 6 punctuation, 7 one capital letter."""
    if word.isdigit():
        return 5
    if not word[0].isalnum() and word[0] != "_":
        return 6
    if word.islower():
        return 1
    if len(word) == 1 and word.isupper():
        return 7
    if word.isupper():
        return 3
    return 2 if word[0].isupper() and word[1:].islower() else 4 if any(c.isupper() for c in word) else 1


def find_chunks(text: str, sentences: Sequence[Sentence], tokenizer: Tokenizer) -> list[Chunk]:
    """Every sentence cut into words and pieces."""
    places = [find_words(text, sentence.start, sentence.end) for sentence in sentences]
    encodings = tokenizer.encode_batch([[text[a:b] for a, b in words] for words in places], is_pretokenized=True, add_special_tokens=False)
    unknown = token_id(tokenizer, "[UNK]")
    chunks: list[Chunk] = []
    for index, (words, encoding) in enumerate(zip(places, encodings, strict=True)):
        pieces: list[list[int]] = [[] for _ in words]
        for word, piece in zip(encoding.word_ids, encoding.ids, strict=True):
            if word is not None:
                pieces[word].append(piece)
        # A word the tokenizer cleans away (a control or a lone variation selector) still needs a place. Words of absurd length keep a head.
        whole = [tuple(p[:LONGEST]) or (unknown,) for p in pieces]
        chunks.extend(split_chunk(index, words, whole))
    return chunks


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """The id of a token that every vocabulary of ours has. Raises `ReaderError` for a file that is not one."""
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ReaderError(f"the reader's tokenizer.json does not know {token}; reinstall allegedly, or run: make train")
    return found


def split_chunk(index: int, words: Sequence[tuple[int, int]], pieces: Sequence[tuple[int, ...]]) -> Iterator[Chunk]:
    """One chunk, or several of at most `LONGEST` pieces."""
    start, size = 0, 0
    for position, piece in enumerate(pieces):
        if size + len(piece) > LONGEST and position > start:
            yield Chunk(index, tuple(words[start:position]), tuple(pieces[start:position]))
            start, size = position, 0
        size += len(piece)
    if start < len(words):
        yield Chunk(index, tuple(words[start:]), tuple(pieces[start:]))


def find_windows(chunks: Sequence[Chunk], *, core: int = CORE, before: int = BEFORE) -> list[Window]:
    """Windows whose cores follow one another without gap or overlap."""
    sizes = [chunk.size for chunk in chunks]
    windows: list[Window] = []
    position = 0
    while position < len(chunks):
        end, size = position, 0
        while end < len(chunks) and (end == position or size + sizes[end] <= core):
            size += sizes[end]
            end += 1
        first, left = position, 0
        while first > 0 and left + sizes[first - 1] <= min(before, PIECES - 2 - size):
            first -= 1
            left += sizes[first]
        last, right = end, 0
        while last < len(chunks) and left + size + right + sizes[last] <= PIECES - 2:
            right += sizes[last]
            last += 1
            if last - end == 2:  # two sentences are enough to find the speaker of a quotation
                break
        windows.append(Window(tuple(chunks[first:last]), position - first, end - first))
        position = end
    return windows


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as arrays: B windows, L pieces, W words."""

    ids: npt.NDArray[np.int64]  # B x L
    mask: npt.NDArray[np.int64]  # B x L
    shapes: npt.NDArray[np.int64]  # B x L, shape of the word a piece belongs to; 0 for marks and padding
    pool: npt.NDArray[np.float32]  # B x W x L, rows that average the pieces of a word
    words: npt.NDArray[np.float32]  # B x W, 1 where there is a word


def to_batch(text: str, windows: Sequence[Window], marks: tuple[int, int]) -> Batch:
    """Arrays for one run of the encoder; `marks` are the ids of [CLS] and [SEP]."""
    rows = [[piece for chunk in window.chunks for piece in chunk.pieces] for window in windows]
    length = max(sum(map(len, row)) for row in rows) + 2
    width = max(map(len, rows))
    ids = np.zeros((len(rows), length), np.int64)
    mask = np.zeros_like(ids)
    shapes = np.zeros_like(ids)
    pool = np.zeros((len(rows), width, length), np.float32)
    there = np.zeros((len(rows), width), np.float32)
    for b, (row, window) in enumerate(zip(rows, windows, strict=True)):
        ids[b, 0] = marks[0]
        at = 1
        for w, (pieces, (start, end)) in enumerate(zip(row, window.words, strict=True)):
            ids[b, at : at + len(pieces)] = pieces
            shapes[b, at : at + len(pieces)] = word_shape(text[start:end])
            pool[b, w, at : at + len(pieces)] = 1 / len(pieces)
            at += len(pieces)
        ids[b, at] = marks[1]
        mask[b, : at + 1] = 1
        there[b, : len(row)] = 1
    return Batch(ids, mask, shapes, pool, there)
