"""`Text`: a document with whatever a corpus says of it, in characters; and `Example`: one window of it, in words.

A corpus fills in what it annotates and leaves the rest None, which means "not annotated here", never "nothing there".
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from allegedly.claims.sentences import Sentence, find_sentences  # noqa: E402
from allegedly.claims.windows import Window, find_chunks, find_windows  # noqa: E402
from labels import CONDITIONS, ENTITIES, GROUPS, STATUS, TYPES  # noqa: E402

Place = tuple[int, int]
IGNORE = -100


@dataclass
class Frame:
    """One conditioned sample in characters: what is asked about, and the labelled spans of each output group it teaches."""

    at: Place
    condition: str  # an element of CONDITIONS
    spans: dict[str, list[tuple[str, Place]]]  # group -> (label, place)
    status: dict[str, str] | None = None


@dataclass
class Text:
    name: str
    text: str
    corpus: str
    triggers: list[tuple[str, Place]] | None = None  # (type, place)
    entities: list[tuple[str, Place]] | None = None
    cues: list[Place] | None = None
    predicates: list[Place] | None = None
    named: list[tuple[bool, Place]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    voices: list[tuple[list[Place], list[tuple[str, Place]]]] = field(default_factory=list)  # (content, chain spans): see `pseudo_frames`
    sentences: list[Sentence] = field(default_factory=list)
    chunks: list = field(default_factory=list)


@dataclass
class Sample:
    """One conditioned sample of an example, in word indices of its window."""

    start: int
    end: int  # last word, inclusive
    condition: int
    labels: dict[str, np.ndarray]  # group -> W
    status: tuple[int, int, int] | None


@dataclass
class Example:
    text: Text
    window: Window
    types: np.ndarray | None  # W x types
    entities: np.ndarray | None  # W
    cue: np.ndarray | None
    predicate: np.ndarray | None
    named: np.ndarray  # W, IGNORE outside sources
    samples: list[Sample]
    headings: np.ndarray  # W, True in titles and bylines, which nobody annotated


def prepare(text: Text, tokenizer) -> Text:
    text.sentences = text.sentences or find_sentences(text.text)
    text.chunks = find_chunks(text.text, text.sentences, tokenizer)
    return text


def examples(text: Text, rng: random.Random, per_window: int) -> list[Example]:
    """The windows of a text, cut differently each time it is asked: more texts than we have. `per_window` questions for 200 pieces of core."""
    skip = rng.randrange(min(3, len(text.chunks)))
    core = rng.randint(120, 350)
    windows = find_windows(text.chunks[skip:], core=core, before=40)
    return [to_example(text, window, rng, round(per_window * core / 200)) for window in windows]


class WordIndex:
    """From characters to word indices of one window."""

    def __init__(self, words: list[Place]) -> None:
        self.starts = np.array([w[0] for w in words])
        self.ends = np.array([w[1] for w in words])

    def find(self, place: Place) -> tuple[int, int] | None:
        """First and last word that share a character with `place`; None where that leaves the window."""
        inside = np.nonzero((self.starts < place[1]) & (self.ends > place[0]))[0]
        if not len(inside) or self.starts[0] > place[0] or self.ends[-1] < place[1] - 1:
            return None
        return int(inside[0]), int(inside[-1])


def paint(labels: np.ndarray, names: list[str], label: str, at: tuple[int, int]) -> None:
    """Write B- and I- over free words; the first span painted keeps its words."""
    if labels[at[0] : at[1] + 1].any():
        return
    labels[at[0]] = names.index(f"B-{label}")
    labels[at[0] + 1 : at[1] + 1] = names.index(f"I-{label}")


def to_example(text: Text, window: Window, rng: random.Random, per_window: int) -> Example:
    words = window.words
    index = WordIndex(words)
    width = len(words)
    headings = np.array([text.sentences[s].heading for s in window.sentences])
    types = entities = cue = predicate = None
    if text.triggers is not None:
        types = np.zeros((width, len(TYPES)), np.float32)
        for kind, place in text.triggers:
            if at := index.find(place):
                types[at[0] : at[1] + 1, TYPES.index(kind)] = 1
    if text.entities is not None:
        entities = np.zeros(width, np.int64)
        for kind, place in text.entities:
            if at := index.find(place):
                paint(entities, ["O", *(f"{m}-{e}" for e in ENTITIES for m in "BI")], kind, at)
    if text.cues is not None:
        cue = np.zeros(width, np.float32)
        for place in text.cues:
            if at := index.find(place):
                cue[at[0] : at[1] + 1] = 1
    if text.predicates is not None:
        predicate = np.zeros(width, np.float32)
        for place in text.predicates:
            if at := index.find(place):
                predicate[at[0]] = 1
    named = np.full(width, IGNORE, np.float32)
    for value, place in text.named:
        if at := index.find(place):
            named[at[0] : at[1] + 1] = value
    frames = [frame for frame in text.frames if index.find(frame.at)]
    frames += pseudo_frames(text, words, headings, rng) if text.voices else []
    rng.shuffle(frames)
    samples = [s for frame in frames[:per_window] if (s := to_sample(frame, index, width))]
    return Example(text, window, types, entities, cue, predicate, named, samples, headings)


def pseudo_frames(text: Text, words: list[Place], headings: np.ndarray, rng: random.Random, count: int = 8) -> list[Frame]:
    """Random words with the chain of those who say them: an attribution corpus teaches chains without knowing our claims."""
    candidates = [w for w, h in zip(words, headings, strict=True) if not h and w[1] - w[0] > 3]
    frames = []
    for word in rng.sample(candidates, min(count, len(candidates))):
        around = [v for v in text.voices if any(a <= word[0] and word[1] <= b for a, b in v[0])]
        around.sort(key=lambda v: -sum(b - a for a, b in v[0]))  # a longer content is further out
        spans: list[tuple[str, Place]] = []
        hops = 0
        for _, chain in around[:3]:
            sources = [place for label, place in chain if label == "source"]
            hops += bool(sources)
            spans += [(f"hop{hops}", place) for place in sources[:1]]
            spans += [("cue", place) for label, place in chain if label == "cue"]
        frames.append(Frame(word, "word", {"chain": spans}))
    return frames


def to_sample(frame: Frame, index: WordIndex, width: int) -> Sample | None:
    at = index.find(frame.at)
    if at is None:
        return None
    labels = {}
    for group, spans in frame.spans.items():
        painted = np.zeros(width, np.int64)
        missing = False
        for label, place in spans:
            if found := index.find(place):
                paint(painted, GROUPS[group], label, found)
            else:
                missing = True
        # Asking for an antecedent or a source that the window does not show would teach "there is none".
        if not (missing and group in {"link", "attribution"}):
            labels[group] = painted
    if not labels:
        return None
    status = None
    if frame.status:
        status = tuple(names.index(frame.status[key]) for key, names in STATUS.items())
    return Sample(at[0], at[1], CONDITIONS.index(frame.condition), labels, status)
