"""The trained reader: ONNX Runtime in, claims out.

One pass of the encoder gives every word its state and its first labels. Each trigger found is then put to the question head, which
labels that claim's arguments, its time and its source chain in one go; each pronoun or description is put to it once more for its
antecedent. How the weights came about is in training/README.md; what they were trained on and how well they do, in model/card.md.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from allegedly.base.document import Document
from allegedly.base.errors import ReaderError
from allegedly.base.kinds import ROLES, Certainty, Polarity, Realis
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.casing import recased
from allegedly.claims.chains import (
    GENERIC_OUTLET,
    HOP_LABELS,
    OUTLET_NAME,
    Routes,
    agreed,
    cue_beside,
    find_called,
    is_audience,
    is_own,
    outward,
    own_names,
    teller,
    together,
)
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.claims.decoding import best_paths, find_spans
from allegedly.claims.locate import trimmed_span
from allegedly.claims.naming import WE, Names, bare_name, find_acronyms, find_offices, is_called, is_name, is_pronoun
from allegedly.claims.phrases import (
    FIRST_PERSON,
    MEMBERSHIP,
    TYPES_WITH_OFFICE,
    apart,
    compounded,
    directed,
    is_act,
    is_measure,
    is_put_on,
    joined,
    nested,
    owned,
    phrase_alone,
    points_back,
    unbound,
    unmixed,
    whole_compound,
    whole_name,
    whole_number,
    whole_phrase,
    whole_time,
    with_body,
    with_noun,
    with_owner,
)
from allegedly.claims.pronouns import Mentioned, Telling, group_of, is_told_of, settle
from allegedly.claims.quotes import find_speeches, speech_at
from allegedly.claims.sentences import Sentence, find_datelines, find_sentences
from allegedly.claims.times import YEAR_TOLD, in_told_year, lies_ahead, publication_day, resolve_time
from allegedly.claims.windows import Window, find_chunks, find_windows, to_batch, token_id

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BATCH = 1  # windows a run: beside a longer one a window is padded, which costs more than company saves, in time as in memory
RELUCTANCE = {"roles": 0.6, "chain": 0.6}  # log-odds taken from "no part of it": the network leaves out more than annotators do
QUESTIONS = 128  # questions a run: what fits the processor's cache


@dataclass(frozen=True, slots=True)
class Trigger:
    """A claim about to be read: words `first` to `last` of a window speak of a `type`."""

    window: int
    first: int
    last: int
    type: str
    score: float


@dataclass(slots=True)
class Answer:
    """What the question head said of one trigger, as places in the text."""

    trigger: Trigger
    place: Span  # of the trigger
    spans: list[tuple[str, Span]]  # role, "time", hop or cue
    named: list[float]  # for each hop span, how sure that it is a name
    status: dict[str, str]


class TrainedReader:
    """Reads with the weights in `claims/model`. One instance reads any number of documents."""

    def __init__(self, folder: Traversable | None = None) -> None:
        """Load the weights in `folder`, those of the package if None. Raises `ReaderError` when there are none."""
        folder = folder or files(__package__) / "model"
        if not (folder / "encoder.onnx").is_file():
            raise ReaderError("the trained reader has no weights (claims/model/encoder.onnx); reinstall allegedly, or run: make train")
        self.labels: dict[str, Any] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.version: str = self.labels["version"]
        self.tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.marks = (token_id(self.tokenizer, "[CLS]"), token_id(self.tokenizer, "[SEP]"))
        self.encoder = session(folder / "encoder.onnx", spin=True)
        self.questions = session(folder / "questions.onnx", spin=False)
        self.words = slices(self.labels["words"])
        self.groups = slices(self.labels["groups"])
        self.threshold: float = self.labels["thresholds"]["trigger"]
        self.calibration: tuple[float, float] = tuple(self.labels["calibration"])

    def read(self, document: Document) -> Iterable[Claim]:
        """The claims of `document`, in the order of the text."""
        text = recased(document.text)
        # A title that ends like a sentence ("Who told them?") is known only from the masthead.
        sentences = [replace(s, heading=s.heading or document.text[s.start : s.end] == document.title) for s in find_sentences(text)]
        windows = find_windows(find_chunks(text, sentences, self.tokenizer))
        reading = Reading(document, text, sentences)
        for at in range(0, len(windows), BATCH):
            self.read_batch(windows[at : at + BATCH], reading)
        claims = reading.claims(self.version)
        return claims if text == document.text else [claim.quoting(document.text) for claim in claims]

    def read_batch(self, windows: Sequence[Window], reading: Reading) -> None:
        """Encode some windows, find their triggers, ask about each, and ask for the antecedents of what the answers mention."""
        batch = to_batch(reading.text, windows, self.marks)
        states, outputs = self.encoder.run(None, {"ids": batch.ids, "mask": batch.mask, "shapes": batch.shapes, "pool": batch.pool})
        view = View(windows, states, batch.words, sentence_numbers(windows, batch.words.shape[1]))
        triggers = likeliest(self.find_triggers(view, outputs, reading))
        names = self.find_names(view, outputs, reading)
        for window, found in zip(windows, names, strict=True):
            places = window.words
            core = window.core
            reading.named += [(kind, Span.of(reading.text, places[a][0], places[b][1])) for kind, a, b in found if a in core]
        answers = list(self.ask(view, outputs, triggers, names, reading))
        reading.answers += answers
        reading.antecedents |= self.find_antecedents(view, answers, names, reading)

    def find_triggers(self, view: View, outputs: Floats, reading: Reading) -> Iterator[Trigger]:
        """Runs of core words whose probability for a type reaches the threshold; headings are left out."""
        text, sentences = reading.text, reading.sentences
        a, b = self.words["types"]
        likely = sigmoid(outputs[..., a:b])
        for number, window in enumerate(view.windows):
            numbers = window.sentences
            words = [w for w in window.core if not sentences[numbers[w]].heading]
            if not words:
                continue
            table = likely[number, words]
            for kind in np.nonzero((table >= self.threshold).any(0))[0]:
                for run in runs([w for w, p in zip(words, table[:, kind], strict=True) if p >= self.threshold]):
                    if not is_act(self.labels["words"]["types"][kind], window.words[run[0]][0], window.words[run[-1]][1], text):
                        continue
                    score = calibrated(float(likely[number, run[0] : run[-1] + 1, kind].max()), self.calibration)
                    yield Trigger(number, run[0], run[-1], self.labels["words"]["types"][kind], score)

    def find_names(self, view: View, outputs: Floats, reading: Reading) -> list[list[tuple[str, int, int]]]:
        """For each window, the named entities: kind, first and last word. Of one that runs on from a heading the rest is kept, of one in a
        dateline nothing."""
        a, b = self.words["entities"]
        paths = best_paths(outputs[..., a:b], view.there > 0)
        found = []
        for path, window in zip(paths, view.windows, strict=True):
            places, numbers = window.words, window.sentences
            names = find_spans(path, self.labels["words"]["entities"])
            names = [(k, numbers.index(numbers[b], a) if reading.sentences[numbers[a]].heading else a, b) for k, a, b in names]
            found.append([(k, a, b) for k, a, b in names if not reading.in_dateline(places[a][0])])
        return found

    def ask(
        self, view: View, outputs: Floats, triggers: Sequence[Trigger], names: Sequence[Sequence[tuple[str, int, int]]], reading: Reading
    ) -> Iterator[Answer]:
        """Arguments, time, chain and status of each trigger; no dateline is part of them."""
        text = reading.text
        conditions = [self.labels["conditions"].index(t.type) for t in triggers]
        labels, status = self.run_questions(view, [(t.window, t.first, t.last) for t in triggers], conditions)
        named = sigmoid(outputs[..., self.words["named"][0]])
        roles, chains = (self.decode(labels, group, view, triggers) for group in ("roles", "chain"))
        for n, trigger in enumerate(triggers):
            places = view.windows[trigger.window].words
            place = Span.of(text, places[trigger.first][0], places[trigger.last][1])
            found: list[tuple[str, Span]] = []
            sure: list[float] = []
            for role, first, last in [*owned(joined(roles[n]), text, places), *owned(joined(chains[n]), text, places)]:
                if reading.in_dateline(places[last][0]):
                    continue
                first, last = whole_name(first, last, outside(trigger, names[trigger.window]))
                if role in PLACES and any(kind == "PER" and a <= first and last <= b for kind, a, b in names[trigger.window]):
                    continue  # nobody travels to a person
                while reading.in_dateline(places[first][0]):
                    first += 1
                first, last = with_owner(first, text, places), whole_phrase(last, text, places)
                span = trimmed_span(text, places[first][0], whole_number(places[last][1], text))
                if span:
                    span = (
                        whole_time(span, text)
                        if role == "time"
                        else phrase_alone(with_noun(whole_compound(span, place, text), place, text), text)
                    )
                    role = directed(role, span, text) if span else role
                if span and role in HOP_LABELS:
                    span = teller(span, text)
                if span and (role, span) not in found:
                    found.append((role, span))
                    if role in HOP_LABELS:
                        sure.append(float(named[trigger.window, first : last + 1].mean()))
            spans = with_body(unmixed(compounded(found, place, text)), trigger.type, place, text)
            yield Answer(trigger, place, spans, sure, self.status_of(status[n]))

    def run_questions(self, view: View, at: Sequence[tuple[int, int, int]], conditions: Sequence[int]) -> tuple[Floats, Floats]:
        """Label scores N x K x labels and status scores N x status."""
        labels, status = [], []
        for start in range(0, len(at), QUESTIONS):
            window, first, last = (np.array(column, np.int64) for column in zip(*at[start : start + QUESTIONS], strict=True))
            inputs = {
                "states": view.states,
                "there": view.there,
                "sentences": view.sentences,
                "window": window,
                "start": first,
                "end": last,
            }
            part = self.questions.run(None, inputs | {"condition": np.array(conditions[start : start + QUESTIONS], np.int64)})
            labels.append(part[0])
            status.append(part[1])
        if not labels:
            return np.zeros((0, 1, 1), np.float32), np.zeros((0, 1), np.float32)
        return np.concatenate(labels), np.concatenate(status)

    def decode(self, labels: Floats, group: str, view: View, asked: Sequence[Trigger]) -> list[list[tuple[str, int, int]]]:
        """Labelled spans of each question, in words of its window."""
        if not asked:
            return []
        a, b = self.groups[group]
        left, width = self.labels["left"], self.labels["left"] + self.labels["right"]
        offsets = np.array([t.first - left for t in asked])
        places = offsets[:, None] + np.arange(width)[None]
        inside = (places >= 0) & (places < np.array([len(view.windows[t.window].words) for t in asked])[:, None])
        names = self.labels["groups"][group]
        less = np.array([RELUCTANCE.get(group, 0.0) * (name == "O") for name in names], np.float32)
        paths = best_paths(labels[..., a:b] - less, inside)
        return [[(name, x + int(o), y + int(o)) for name, x, y in find_spans(path, names)] for path, o in zip(paths, offsets, strict=True)]

    def status_of(self, scores: Floats) -> dict[str, str]:
        """Polarity, certainty and realis by their highest scores."""
        found, at = {}, 0
        for name, values in self.labels["status"].items():
            found[name] = values[int(scores[at : at + len(values)].argmax())]
            at += len(values)
        return found

    def find_antecedents(
        self, view: View, answers: Sequence[Answer], names: Sequence[Sequence[tuple[str, int, int]]], reading: Reading
    ) -> dict[tuple[int, int], Span]:
        """For every pronoun or description that the answers hold, the earlier mention it stands for, where there is one."""
        wanted: dict[tuple[int, int], Trigger] = {}
        words = [window.words for window in view.windows]
        starts = [{start: n for n, (start, _) in enumerate(places)} for places in words]
        ends = [{end: n for n, (_, end) in enumerate(places)} for places in words]
        for answer in answers:
            here = answer.trigger.window
            for role, span in answer.spans:
                key = (span.start, span.end)
                if key in reading.antecedents or key in wanted or span.start not in starts[here] or span.end not in ends[here]:
                    continue
                if is_pronoun(span.text) or (role not in UNLINKED and points_back(reading.text, span)):
                    wanted[key] = Trigger(here, starts[here][span.start], ends[here][span.end], "mention", 1.0)
        asked = list(wanted.values())
        condition = self.labels["conditions"].index("mention")
        labels, _ = self.run_questions(view, [(t.window, t.first, t.last) for t in asked], [condition] * len(asked))
        found = {}
        for n, (key, trigger, spans) in enumerate(zip(wanted, asked, self.decode(labels, "link", view, asked), strict=True)):
            places = words[trigger.window]
            if group_of(reading.text[key[0] : key[1]]):
                reading.links[key] = self.link_odds(labels[n], trigger, places)
            whole = [whole_name(a, b, names[trigger.window]) for _, a, b in spans]
            whole = [(a, whole_phrase(b, reading.text, places)) for a, b in whole]
            candidates = [trimmed_span(reading.text, places[a][0], places[b][1]) for a, b in whole if b < trigger.first]
            said, around = reading.text[key[0] : key[1]], reading.text[max(key[0] - AROUND, 0) : key[1] + AROUND]
            if not candidates or not (best := candidates[-1]):
                continue
            if not is_pronoun(said):
                best = next((part for part in nested(best, reading.text) if is_called(part.text, said, around)), None)
            if best:
                found[key] = best
        return found

    def link_odds(self, labels: Floats, trigger: Trigger, places: Sequence[tuple[int, int]]) -> dict[int, float]:
        """Of each word before a mention, by where it starts: the log odds that it is a part of the antecedent."""
        a, b = self.groups["link"]
        left = self.labels["left"]
        odds = labels[:left, a + 1 : b].max(-1) - labels[:left, a]
        first = trigger.first - left
        return {places[w][0]: float(odds[w - first]) for w in range(max(first, 0), trigger.first)}


@dataclass(frozen=True, slots=True)
class View:
    """Windows after the encoder: B x W x E states, B x W which words are there, B x W sentence numbers."""

    windows: Sequence[Window]
    states: Floats
    there: Floats
    sentences: Ints


class Reading:
    """What has been read of one document so far, and how it becomes claims once all of it has been. `text` is as it was read (`recased`)."""

    def __init__(self, document: Document, text: str, sentences: Sequence[Sentence]) -> None:
        self.document, self.text, self.sentences = document, text, sentences
        self.document_id = document.id  # hashes the text: once is enough
        self.answers: list[Answer] = []
        self.named: list[tuple[str, Span]] = []
        self.links: dict[tuple[int, int], dict[int, float]] = {}  # of pronouns: what `link_odds` gives
        self.antecedents: dict[tuple[int, int], Span] = {}
        self.speeches = find_speeches(text)
        self.datelines = find_datelines(text)
        self.outlets = find_called(text)
        self.own = own_names(document)

    def in_dateline(self, place: int) -> bool:
        """Whether a character stands in a dateline."""
        return any(place in dateline for dateline in self.datelines)

    def claims(self, reader: str) -> list[Claim]:
        """All claims, in the order of their triggers; one that repeats an earlier one's type, trigger and arguments is dropped."""
        mentioned = [
            span.text for answer in self.answers for role, span in answer.spans if role not in {"time", "cue", "object", "purpose"}
        ]
        bodies = [span.text for kind, span in self.named if kind == "ORG"]
        mentioned += [match[1] for words in bodies if (match := OF_A_BODY.search(words))]
        persons = [span for kind, span in self.named if kind == "PER" and span.text not in self.outlets]
        known = find_acronyms(self.text) | find_offices(self.text, persons)
        plain = Names(persons, mentioned, {}, known)
        telling = Telling(self.mentioned(), self.links, self.speeches, plain.full_name)
        settled = settle(telling)
        # Who speaks is left to the network and to Routes, which know what a chain is.
        spoken = {(each.span.start, each.span.end): each for each in telling.mentioned if each.roles & set(HOP_LABELS)}
        antecedents = {
            place: span
            for place, span in self.antecedents.items()
            if place not in self.links or (place in spoken and not is_told_of(spoken[place], span, telling.mentioned, plain.full_name))
        }
        # "We" is a body or a state; the network often takes the person named last for it.
        acting = [span for kind, span in self.named if kind in ("ORG", "LOC")]
        antecedents = {
            (start, end): span
            for (start, end), span in antecedents.items()
            if self.text[start:end].casefold() not in WE or any(span.overlaps(each) for each in acting)
        }
        antecedents |= self.first_persons(plain.full_name) | {place: span for place, span in settled.items() if place not in spoken}
        names = Names(persons, mentioned, antecedents, known)
        anchor = publication_day(self.document)
        found = {claim.id: claim for claim in (self.claim(a, names, anchor, reader) for a in self.answers) if claim}
        ordered = sorted(found.values(), key=lambda claim: (claim.trigger.start, claim.trigger.end, claim.type))
        ordered = agreed(ordered)
        hops = [hop for claim in ordered for hop in claim.chain]
        routes = Routes(self.text, names, hops, self.own, self.outlets)
        return list(in_their_years([replace(claim, chain=routes.complete(claim.chain)) for claim in ordered]))

    def mentioned(self) -> list[Mentioned]:
        """Every name and every part of an answer but times and cues, in the order of the text; one place once."""
        found: dict[tuple[int, int], Mentioned] = {}

        def at(span: Span) -> Mentioned:
            sentence = bisect_right(self.sentences, span.start, key=lambda sentence: sentence.start) - 1
            return found.setdefault((span.start, span.end), Mentioned(span, sentence))

        for kind, span in self.named:
            # The network takes "Der Blick" for a person, whatever the text calls it.
            at(span).kind = "ORG" if kind == "PER" and span.text in self.outlets else kind
        for speech in self.speeches:
            at(speech.speaker).roles.add(HOP_LABELS[0])
        for number, answer in enumerate(self.answers):
            for role, span in answer.spans:
                if role not in {"time", "cue"}:
                    each = at(span)
                    each.roles.add(role)
                    each.answers.add(number)
        return sorted(found.values(), key=lambda each: (each.span.start, -each.span.end))

    def first_persons(self, name_of: Callable[[Span], str]) -> dict[tuple[int, int], Span]:
        """ "I" and "my" of direct speech stand for the speaker, "we" and "our" for the only body that the text says the speaker is of."""
        found = {}
        for answer in self.answers:
            for _, span in answer.spans:
                ours = span.text.casefold() in WE
                if (ours or span.text in FIRST_PERSON) and (speech := speech_at(self.speeches, span.start, span.end)):
                    meant = self.body_of(speech.speaker, name_of) if ours else speech.speaker
                    if meant and meant.end <= span.start:
                        found[span.start, span.end] = meant
        return found

    def body_of(self, speaker: Span, name_of: Callable[[Span], str]) -> Span | None:
        """The body that a speaker is, leads or works for, where the text names one and no other; where it first names it."""
        kinds = {kind for kind, span in self.named if span.overlaps(speaker)}
        if kinds == {"ORG"}:
            return speaker
        bodies: dict[str, Span] = {}
        for answer in self.answers:
            who = [span for role, span in answer.spans if role == "agent"]
            if answer.trigger.type in MEMBERSHIP and any(s.overlaps(speaker) or name_of(s) == name_of(speaker) for s in who):
                for role, span in answer.spans:
                    sent = SENT_TO.search(self.text, max(span.start - 8, 0), span.start)
                    if role == "patient" and is_name(bare_name(span.text)) and not sent:
                        bodies.setdefault(name_of(span), span)
        return next(iter(bodies.values())) if len(bodies) == 1 else None

    def claim(self, answer: Answer, names: Names, anchor: date | None, reader: str) -> Claim | None:
        """The claim that an answer makes; None when its trigger lies between two sentences."""
        trigger = answer.place
        before = bisect_right(self.sentences, trigger.start, key=lambda sentence: sentence.start)
        sentence = self.sentences[before - 1]
        if not before or trigger.end > sentence.end:
            return None
        arguments: dict[str, list[Mention]] = {}
        for role in ROLES:
            for span in (s for r, s in answer.spans if r == role):
                if role == "guise" and answer.trigger.type != "poses_as" and not is_put_on(span, self.text, sentence):
                    continue
                if role == "agent" and is_measure(span, self.text):
                    continue
                arguments.setdefault(role, []).append(Mention(span, names.name_of(span)))
        arguments = {role: [apart(mention, role, arguments) for mention in mentions] for role, mentions in arguments.items()}
        arguments = unbound(arguments)
        if answer.trigger.type in TYPES_WITH_OFFICE and "object" in arguments:  # an office is no person, whoever holds it
            arguments["object"] = [Mention(mention.span, bare_name(mention.span.text)) for mention in arguments["object"]]
        status = answer.status
        return Claim(
            document=self.document.name,
            document_id=self.document_id,
            reader=reader,
            score=answer.trigger.score,
            sentence=Span.of(self.text, sentence.start, sentence.end),
            type=answer.trigger.type,
            trigger=trigger,
            arguments={role: tuple(mentions) for role, mentions in arguments.items()},
            polarity="denied" if is_denied(self.text[sentence.start : trigger.start]) else cast(Polarity, status["polarity"]),
            time=self.time(answer, anchor, sentence),
            certainty=cast(Certainty, status["certainty"]),
            realis=cast(Realis, status["realis"]),
            chain=tuple(self.chain(answer, names)),
        )

    def time(self, answer: Answer, anchor: date | None, sentence: Sentence) -> TimeExpression | None:
        """The first time expression of the claim, resolved against the day of publication."""
        for role, span in answer.spans:
            if role == "time":
                future = answer.status["realis"] in {"planned", "hypothetical"}
                if span.start - sentence.start <= OPENING:
                    future = future and lies_ahead(self.text[span.end : answer.place.end])
                return TimeExpression(span, resolve_time(span.text, anchor, future=future))
        return None

    def chain(self, answer: Answer, names: Names) -> Iterator[Hop]:
        """The hops, outermost first; the document's own publisher and byline are implicit and left out, a repeated source counts once."""
        cues = [span for role, span in answer.spans if role == "cue"]
        given = [(role, span) for role, span in answer.spans if role in HOP_LABELS]
        hops = [
            (span, sure) for (_, span), sure in sorted(zip(given, answer.named, strict=True), key=lambda hop: (hop[0][0], hop[0][1].start))
        ]
        hops = outward(together(hops, self.text), answer.place, self.text)
        if not hops and answer.status["polarity"] == "denied":  # "the Group denies being present"
            hops = [
                (span, float(is_name(span.text)))
                for role, span in answer.spans
                if role == "agent" and (match := DENIES_DOING.match(self.text, span.end)) and match.end() <= answer.place.end
            ][:1]
        speech = speech_at(self.speeches, answer.place.start, answer.place.end)
        if speech and all(speech.start <= span.start and span.end <= speech.end for span, _ in hops):
            hops.insert(0, (speech.speaker, 1.0))  # whoever is quoted stands outside of everybody the quotation names
        elif speech and all(GENERIC_OUTLET.fullmatch(bare_name(span.text)) or OUTLET_NAME.search(span.text) for span, _ in hops):
            hops.append((speech.speaker, 1.0))  # and inside of the outlet that he told it to
        own = [x.casefold() for x in self.own]
        seen: set[str] = set()
        for span, sure in hops:
            name = names.name_of(span, speaks=True)
            key = name.casefold()
            if any(key.startswith(other) or other.startswith(key) for other in seen) or is_own(name, own):
                continue
            if is_audience(self.text, span):
                continue
            seen.add(key)
            cue = min(cues, key=lambda c: min(abs(c.start - span.end), abs(span.start - c.end)), default=None)
            if not cue or min(abs(cue.start - span.end), abs(span.start - cue.end)) > CUE_REACH:
                cue = cue_beside(span, self.text)
            yield Hop(Source(name, is_name(name) and (sure >= 0.5 or name != bare_name(span.text))), span, cue)


DENIED = re.compile(
    r"(?<!nor )(?<!not )(?<!never )\bden(?:y|ies|ied|ying)(?: \w+ly)? that\b"
    r"(?!.*(?:[,;:.\"“”]| and | or |n['’]t\b|\b(?:not|no|never|nobody|none|nothing|neither|nor)\b))",
    re.S,
)
DENIES_DOING = re.compile(r"[^.;:\n]{0,30}? (?:has |have |had )?(?:\w+ )?den(?:y|ies|ied) (?:ever )?\w+ing\b")


def is_denied(before: str) -> bool:
    """Whether the words of a sentence before an act begin what somebody "denied that", with nothing in between that turns it again."""
    return DENIED.search(before) is not None


def likeliest(triggers: Iterable[Trigger]) -> list[Trigger]:
    """Without those at whose place another type is far likelier: an annotated act is hardly ever of two types, and then of two that are
    about as likely ("financed with weapons")."""
    found = list(triggers)
    odds = [each.score / max(1 - each.score, 1e-9) for each in found]
    return [
        each
        for each, own in zip(found, odds, strict=True)
        if not any(
            of_other > LEAD * own and other.window == each.window and other.first <= each.last and each.first <= other.last
            for other, of_other in zip(found, odds, strict=True)
        )
    ]


LEAD = 3.0  # how much better the odds of another type must be


def outside(trigger: Trigger, names: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The names that do not hold the trigger: in "U.S.-led coalition", taken for one name, somebody leads and somebody else is led."""
    return [name for name in names if trigger.last < name[1] or name[2] < trigger.first]


PLACES = frozenset({"place", "origin", "destination"})
UNLINKED = frozenset({"time", "cue", "object", "purpose"})


OPENING = 4  # characters: "On" and a mark


def in_their_years(claims: Sequence[Claim]) -> Iterator[Claim]:
    """The claims, a day without a year in that of the story it goes on with: "8 April 2000 ... on 10 April"."""
    told: tuple[int, str] | None = None
    for claim in claims:
        if claim.time and YEAR_TOLD.search(claim.time.span.text):
            told = (claim.time.span.end, claim.time.value or "")
        elif claim.time and told and claim.time.span.start - told[0] <= TOLD_REACH:
            value = in_told_year(claim.time.span.text, claim.time.value, told[1])
            claim = replace(claim, time=replace(claim.time, value=value))
        yield claim


TOLD_REACH = 600  # characters: a paragraph or two
AROUND = 20_000  # characters: who somebody is, is said in the same report
OF_A_BODY = re.compile(r"\b(?:of|for|from|in) the ((?:[A-Z][\w'’-]+ )+[A-Z][\w'’-]+)$")  # "officer of the Fourth Directorate"
SENT_TO = re.compile(r"\bto (?:the )?$")  # an ambassador to the United Nations speaks for who sent her
CUE_REACH = 60  # characters between a source and its reporting word: "X, who was once Y, said"


def session(file: Traversable, *, spin: bool) -> onnxruntime.InferenceSession:
    """An ONNX session that keeps quiet; with `spin`, its threads wait for work without sleeping, which is faster as long as nobody else works.

    Read from its place on disk and not optimised again, which training/to_onnx.py did: both would slow every start.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spin)))
    with as_file(file) as path:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def slices(groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Where each group of outputs stands in the concatenation of all."""
    found, at = {}, 0
    for name, labels in groups.items():
        found[name] = (at, at + len(labels))
        at += len(labels)
    return found


def sentence_numbers(windows: Sequence[Window], width: int) -> Ints:
    """B x W, the sentence of every word; 0 where there is none."""
    numbers = np.zeros((len(windows), width), np.int64)
    for row, window in zip(numbers, windows, strict=True):
        row[: len(window.sentences)] = window.sentences
    return numbers


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return cast(Floats, 0.5 * (1 + np.tanh(0.5 * x)))


def calibrated(likely: float, calibration: tuple[float, float]) -> float:
    """The share of claims with this output that are right: Platt's sigmoid(a * logit(p) + b)."""
    likely = min(max(likely, 1e-6), 1 - 1e-6)
    a, b = calibration
    return 1 / (1 + math.exp(-(a * math.log(likely / (1 - likely)) + b)))


def runs(words: Sequence[int]) -> Iterator[list[int]]:
    """Maximal runs of consecutive numbers."""
    run: list[int] = []
    for word in words:
        if run and word != run[-1] + 1:
            yield run
            run = []
        run.append(word)
    if run:
        yield run
