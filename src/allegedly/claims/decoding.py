"""From label scores to spans: the best sequence in which every I- follows its own B- or I-.

Greedy labels break spans apart; the constraint alone is worth eight points of F1 (design/reader.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

NOTHING = -1e9


def best_paths(scores: npt.NDArray[np.float32], there: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Viterbi over N sequences at once.

    `scores` is N x K x labels with the labels O, B-a, I-a, B-b, I-b, ...; `there` is N x K, and where it is false the label is O.
    Gives N x K label indices.
    """
    greedy = np.where(there, scores.argmax(-1), 0)
    before = np.pad(greedy[:, :-1], ((0, 0), (1, 0)))
    broken = ((greedy > 0) & (greedy % 2 == 0) & (before != greedy) & (before != greedy - 1)).any(-1)
    if broken.any():  # where the best labels keep the rule by themselves, they are the best path
        greedy[broken] = viterbi(scores[broken], there[broken])
    return greedy


def viterbi(scores: npt.NDArray[np.float32], there: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The same, step by step."""
    count, length, labels = scores.shape
    begins, insides = np.arange(1, labels, 2), np.arange(2, labels, 2)
    log = scores - scores.max(-1, keepdims=True)
    log = log - np.log(np.exp(log).sum(-1, keepdims=True))
    log = np.where(there[..., None], log, NOTHING)
    log[..., 0] = np.where(there, log[..., 0], 0)
    back = np.zeros((count, length, labels), np.int32)
    total = log[:, 0].copy()
    total[:, insides] = NOTHING
    rows = np.arange(count)
    for k in range(1, length):
        leader = total.argmax(-1)
        top = total[rows, leader]
        stay = total[:, insides] > total[:, begins]
        back[:, k] = leader[:, None]
        back[:, k, insides] = np.where(stay, insides, begins)
        entered = np.maximum(total[:, insides], total[:, begins])
        total = top[:, None] + log[:, k]
        total[:, insides] = entered + log[:, k][:, insides]
    path = np.zeros((count, length), np.int64)
    path[:, -1] = total.argmax(-1)
    for k in range(length - 1, 0, -1):
        path[:, k - 1] = back[rows, k, path[:, k]]
    return path


def find_spans(path: npt.NDArray[np.int64], names: Sequence[str]) -> list[tuple[str, int, int]]:
    """(name, first, last) of every span in one path; `names` are the labels in order, "O" first."""
    found: list[tuple[str, int, int]] = []
    for at in np.nonzero(path)[0]:
        mark, _, name = names[path[at]].partition("-")
        if mark == "B" or not found or found[-1][2] != at - 1 or found[-1][0] != name:
            found.append((name, int(at), int(at)))
        else:
            found[-1] = (name, found[-1][1], int(at))
    return found
