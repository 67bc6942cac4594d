"""The prompted reader: asks a language model and keeps only what can be found in the text.

A document is asked about window by window, in order, because each window is told which sources were quoted before it. An answer that is
empty, malformed, cut off or refused is asked for again in two halves, down to single sentences, so that one sentence a model will not or
cannot answer for costs that sentence and no other; what is left unanswered is counted with the refusals. Everything else passes the gate
(locate.py) or is refused with a reason.

No document is sent beyond this machine unless whoever made the reader has allowed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, ReaderError, ReaderStopped
from allegedly.claims.answers import Answer, parse_answer, schema
from allegedly.claims.claim import Claim, Refused
from allegedly.claims.endpoints import DEFAULT_ENDPOINT, Budget, Endpoint, Question, Reply
from allegedly.claims.kept_answers import KeptAnswers, default_folder
from allegedly.claims.locate import Gate
from allegedly.claims.prompting import Carried, load_prompt, window_message
from allegedly.claims.sentences import Sentence, find_sentences

VERSION = "1"  # of what this module does with prompt and answer; part of the version of every reader made here

# A window is what is asked about at once. Larger ones cost less, as the prompt is sent with each; models overlook more in them.
WINDOW_SENTENCES = 12
WINDOW_CHARACTERS = 2_000
CONTEXT_SENTENCES = 4  # before the window, so that "he" and "the group" have somebody to mean
LONGEST_PIECE = 1_500  # characters; a longer "sentence" (a table, a page without full stops) is asked about in pieces

ANSWER_LIMIT = 8_192  # tokens; a full window as dense with claims as the sample case takes some 4,200
CHARACTERS_PER_TOKEN = (
    3.3  # of English news and JSON, on the low side of what tokenizers in use come to, so that estimates are on the high side
)
ANSWER_PER_CHARACTER = 6.9  # characters of answer per character of text: what evaluation/prompted.py prints for our annotation
UNANSWERED = 8  # single sentences without an answer, and none with one, after which a document is given up

UNANSWERED_REASON = {
    "empty": "no answer for this sentence",
    "malformed": "malformed answer for this sentence",
    "truncated": "answer cut off in this sentence",
    "refused": "the model refuses this sentence",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What reading some documents would take at most: kept answers cost nothing and are not known before."""

    documents: int
    characters: int
    requests: int
    sent: int
    received: int
    cost: float | None

    @property
    def tokens(self) -> int:
        """Sent and received together."""
        return self.sent + self.received


class PromptedReader:
    """Reads with a language model. Any number of threads may read at once; `at_once` says how many should."""

    def __init__(
        self,
        model: str,
        *,
        endpoint: str = DEFAULT_ENDPOINT,
        protocol: str | None = None,
        prompt: str | Path | None = None,
        key: str | None = None,
        at_once: int = 4,
        per_minute: float | None = None,
        max_tokens: int | None = None,
        max_cost: float | None = None,
        price: str | tuple[float, float] | None = None,
        answers: str | Path | None = None,
        allow_sending: bool = False,
        connection: Endpoint | None = None,
    ) -> None:
        """`price` is what a million tokens sent and a million received cost, as a pair or as "3,15"; `answers` is where replies are kept.

        Raises `BadOption` for a value outside what an option accepts, `ReaderError` where the extra is not installed.
        """
        if not model.strip():
            raise BadOption("model is the name of a language model at the endpoint, not an empty word")
        for name, value in (("at_once", at_once), ("per_minute", per_minute), ("max_tokens", max_tokens), ("max_cost", max_cost)):
            if value is not None and value <= 0:
                raise BadOption(f"{name.replace('_', '-')} is a number above 0, not {value}")
        if max_cost is not None and price is None:
            raise BadOption("max-cost needs the price of a million tokens sent and received, such as --price 3,15")
        self.model, self.at_once = model, at_once
        self.prompt = load_prompt(Path(prompt) if prompt else None)
        self.version = f"prompted:{'-'.join(model.split())} {VERSION}-{self.prompt.digest}"
        self.budget = Budget(max_tokens, max_cost, parse_price(price))
        self.answers = KeptAnswers(Path(answers) if answers else default_folder())
        self.allow_sending = allow_sending
        self.endpoint = connection or Endpoint(endpoint, protocol=protocol, key=key, per_minute=per_minute)
        self._schema = schema()

    @property
    def destination(self) -> str | None:
        """Where texts are sent to beyond this machine; None when they stay here."""
        return None if self.endpoint.local else self.endpoint.url

    def close(self) -> None:
        """Give the connections back."""
        self.endpoint.close()

    def read(self, document: Document) -> Iterable[Claim | Refused]:
        """The claims of `document` in the order of the text, and what was refused. Raises `ReaderError` or `ReaderStopped`."""
        if self.destination and not self.allow_sending:
            raise ReaderStopped(
                f"texts would be sent to {self.destination}, which nobody has allowed; --yes allows it, or allow_sending=True"
            )
        pieces = list(find_pieces(document))
        gate = Gate(document, pieces, self.version, self.prompt.example_names)
        reading = _DocumentReading(self, document, pieces, gate)
        for window in windows(pieces):
            reading.ask(window)
        return reading.found

    def estimate(self, documents: Iterable[Document]) -> Estimate:
        """What reading these documents would take."""
        number = characters = requests = sent = received = 0
        for document in documents:
            pieces = list(find_pieces(document))
            number, characters = number + 1, characters + len(document.text)
            for window in windows(pieces):
                asked = self._question(document, pieces, window, Carried({}))
                requests += 1
                sent += tokens(len(asked.system) + len(asked.user))
                received += self._expected(pieces, window)
        return Estimate(number, characters, requests, sent, received, self.budget.cost(sent, received))

    def answer(self, document: Document, pieces: Sequence[Sentence], window: range, carried: Carried) -> Answer:
        """What the model says about the sentences of one window."""
        question = self._question(document, pieces, window, carried)
        reply = self.answers.get(self.endpoint.url, question) or self._ask(question, self._expected(pieces, window))
        if reply.stop == "refused":
            return Answer(problem="refused")
        answer = parse_answer(reply.text)
        # What ends in the middle of a claim is cut off, whatever the endpoint says.
        problem = "truncated" if reply.stop == "length" and answer.problem != "empty" else answer.problem
        if problem in (None, "truncated"):
            self.answers.put(self.endpoint.url, question, reply)
        return Answer(answer.proposals, answer.refused, problem)

    def _ask(self, question: Question, expected: int) -> Reply:
        number = self.budget.promise(tokens(len(question.system) + len(question.user)), expected)
        reply = None
        try:
            reply = self.endpoint.ask(question)
        finally:
            self.budget.settle(number, reply)
        return reply

    def _question(self, document: Document, pieces: Sequence[Sentence], window: range, carried: Carried) -> Question:
        shown = range(max(0, window.start - CONTEXT_SENTENCES), window.stop)
        sentences = [(n, document.text[pieces[n].start : pieces[n].end]) for n in shown]
        user = window_message(document, sentences, window, carried)
        return Question(self.model, self.prompt.system, user, self._schema, ANSWER_LIMIT)

    def _expected(self, pieces: Sequence[Sentence], window: range) -> int:
        return min(ANSWER_LIMIT, 20 + tokens(ANSWER_PER_CHARACTER * sum(pieces[n].end - pieces[n].start for n in window)))


class _DocumentReading:
    """One document on its way through the model: what has been found, and what the next window must know."""

    def __init__(self, reader: PromptedReader, document: Document, pieces: Sequence[Sentence], gate: Gate) -> None:
        self.pieces, self.gate, self.carried = pieces, gate, Carried({})
        self.answer = partial(reader.answer, document, pieces)
        self.found: list[Claim | Refused] = []
        self.answered = self.unanswered = 0

    def ask(self, window: range) -> None:
        """Ask about a window; where the answer is none, about its halves."""
        answer = self.answer(window, self.carried)
        if answer.problem and len(window) > 1:
            middle = window.start + len(window) // 2
            self.ask(range(window.start, middle))
            self.ask(range(middle, window.stop))
            return
        self.found += answer.refused
        admitted = [self.gate.admit(proposal, window) for proposal in answer.proposals]
        claims = sorted((each for each in admitted if isinstance(each, Claim)), key=lambda claim: (claim.trigger.start, claim.trigger.end))
        for claim in claims:
            self.carried.learn(claim.chain)
        self.found += [*claims, *(each for each in admitted if isinstance(each, Refused))]
        if answer.problem:
            self._leave_out(answer.problem)
        else:
            self.answered += len(window)

    def _leave_out(self, problem: str) -> None:
        self.found.append(Refused(UNANSWERED_REASON[problem]))
        self.unanswered += 1
        if self.unanswered >= UNANSWERED and not self.answered:
            raise ReaderError(
                f"the model gave no answer that can be used for {self.unanswered} sentences one by one (the last: {UNANSWERED_REASON[problem]}); "
                "try another model or --protocol"
            )


def find_pieces(document: Document) -> Iterator[Sentence]:
    """The sentences of a document that are asked about: no headings, and those that are far too long in pieces."""
    for sentence in find_sentences(document.text):
        if sentence.heading or document.text[sentence.start : sentence.end] == document.title:
            continue
        start = sentence.start
        while sentence.end - start > LONGEST_PIECE:
            space = document.text.rfind(" ", start + 1, start + LONGEST_PIECE)
            stop = space if space > 0 else start + LONGEST_PIECE
            yield Sentence(start, stop)
            start = stop + 1 if space > 0 else stop
        if start < sentence.end:
            yield Sentence(start, sentence.end)


def windows(pieces: Sequence[Sentence]) -> Iterator[range]:
    """Runs of sentences to ask about at once, within `WINDOW_SENTENCES` and `WINDOW_CHARACTERS`; context comes on top."""
    start = size = 0
    for number, piece in enumerate(pieces):
        length = piece.end - piece.start
        if number > start and (number - start == WINDOW_SENTENCES or size + length > WINDOW_CHARACTERS):
            yield range(start, number)
            start, size = number, 0
        size += length
    if start < len(pieces):
        yield range(start, len(pieces))


def tokens(characters: float) -> int:
    """How many tokens so many characters come to, on the high side."""
    return int(characters / CHARACTERS_PER_TOKEN) + 1


def parse_price(price: str | tuple[float, float] | None) -> tuple[float, float] | None:
    """The price of a million tokens sent and of a million received, from a pair or "3,15". Raises `BadOption` for anything else."""
    if price is None:
        return None
    try:
        sent, received = (float(part) for part in (price.split(",") if isinstance(price, str) else price))
    except ValueError:
        raise BadOption(f"price is what a million tokens sent and a million received cost, such as 3,15, not {price!r}") from None
    if not (0 <= sent < float("inf") and 0 <= received < float("inf")):
        raise BadOption(f"price is two amounts of money, not {price!r}")
    return sent, received
