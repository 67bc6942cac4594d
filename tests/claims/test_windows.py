"""Every sentence is read in exactly one window, and what the encoder sees points back to the right characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from allegedly.claims.sentences import find_sentences
from allegedly.claims.windows import LONGEST, PIECES, find_chunks, find_windows, to_batch, word_shape

PARAGRAPHS = st.lists(st.text(alphabet="abcdefgh ABC.,“”'\u0301😀é1\n", max_size=400), max_size=12).map("\n\n".join)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Pieces of up to three letters, so that words have several."""
    vocabulary = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "##a": 5, "b": 6, "##b": 7, "ab": 8, "##ab": 9, ".": 10, ",": 11}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # type: ignore[call-arg]
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()  # type: ignore[assignment]
    return made


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS)
def test_cores_follow_one_another_and_hold_every_word_once(tokenizer: Tokenizer, text: str) -> None:
    chunks = find_chunks(text, find_sentences(text), tokenizer)
    windows = find_windows(chunks)
    read = [window.words[w] for window in windows for w in window.core]
    assert read == [word for chunk in chunks for word in chunk.words]
    assert "".join(text[a:b] for a, b in read) == "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS)
def test_no_window_is_longer_than_the_encoder_allows(tokenizer: Tokenizer, text: str) -> None:
    for window in find_windows(find_chunks(text, find_sentences(text), tokenizer)):
        assert sum(chunk.size for chunk in window.chunks) <= PIECES - 2
        assert len(window.sentences) == len(window.words)


def test_an_endless_sentence_is_cut_for_the_encoder_only(tokenizer: Tokenizer) -> None:
    text = "ab " * 1000 + "."
    sentences = find_sentences(text)
    chunks = find_chunks(text, sentences, tokenizer)
    assert len(sentences) == 1
    assert {chunk.sentence for chunk in chunks} == {0}
    assert max(chunk.size for chunk in chunks) <= LONGEST


def test_the_pool_averages_the_pieces_of_each_word(tokenizer: Tokenizer) -> None:
    text = "abab ab. b"
    windows = find_windows(find_chunks(text, find_sentences(text), tokenizer))
    batch = to_batch(text, windows, (2, 3))
    assert batch.ids[0].tolist() == [2, 8, 9, 8, 10, 6, 3]
    assert np.allclose(batch.pool[0].sum(-1), 1)
    assert batch.pool[0, 0].tolist() == [0, 0.5, 0.5, 0, 0, 0, 0]
    assert batch.words[0].tolist() == [1, 1, 1, 1]


def test_shapes_tell_what_an_uncased_encoder_cannot_see() -> None:
    assert [word_shape(w) for w in ("army", "Army", "USA", "McCain", "1923", ",", "I", "e5")] == [1, 2, 3, 4, 5, 6, 7, 1]
