"""What is not there: what a hypothesis predicts and nobody reports, and the open question that would tell the two best apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from math import log2
from typing import Any

from allegedly.hypotheses.hypothesis import Hypothesis, signs, templates
from allegedly.hypotheses.likelihood import Comparison
from allegedly.hypotheses.matrix import LIKELIHOOD, Board

EXPECTED = LIKELIHOOD["C"]  # a sign this likely under a hypothesis is one that it predicts
SETTLED = 0.9  # evidence this sure leaves no question
STRONGER = {"name_used": {"posed", "insider"}}  # signs that say all that this one does, and more


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A sign that a hypothesis predicts and no evidence of the board shows. That nobody reports it is no proof that it is not so."""

    hypothesis: str
    sign: str
    words: str
    why: str
    ask: str

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question whose answer would tell the two likeliest hypotheses apart; `bits` is how much it would on average.

    `if_so` is which of the two a yes speaks for. `evidence` is the column whose truth is asked for; None for what nobody reports yet.
    """

    ask: str
    bits: float
    if_so: str
    otherwise: str
    evidence: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def find_gaps(board: Board) -> tuple[Gap, ...]:
    """What each hypothesis with a template predicts and the board does not hold."""
    shown = {evidence.sign for evidence in board.evidence}
    return tuple(gap for hypothesis in board.hypotheses for gap in _gaps(hypothesis, board.hypotheses, shown))


def _gaps(hypothesis: Hypothesis, others: Iterable[Hypothesis], shown: set[str | None]) -> Iterator[Gap]:
    words = words_for(hypothesis, others)
    for sign, predicted in templates()[hypothesis.template].predicts.items() if hypothesis.template else ():
        if LIKELIHOOD[predicted.rating] >= EXPECTED and not _shown(sign, shown):
            kind = signs()[sign]
            yield Gap(
                hypothesis=hypothesis.id,
                sign=sign,
                words=kind.gloss.format(**words),
                why=predicted.why.format(**words),
                ask=kind.ask.format(**words),
            )


def _shown(sign: str, shown: set[str | None]) -> bool:
    return sign in shown or bool(STRONGER.get(sign, set()) & shown)


def words_for(hypothesis: Hypothesis, others: Iterable[Hypothesis]) -> dict[str, str]:
    """The names that fill a template's words; a hypothesis without an alleged actor speaks of the one that another alleges."""
    rivals = (each.alleged for each in others if each.alleged and each.apparent == hypothesis.apparent)
    return {"apparent": hypothesis.apparent or "the apparent actor", "alleged": hypothesis.alleged or next(rivals, "anybody else")}


def find_questions(comparison: Comparison) -> tuple[OpenQuestion, ...]:
    """Open questions that bear on the two likeliest hypotheses, the most telling first; where none does, on the first and the next rival.

    The worth of a question is the mutual information, in bits, of its answer and which of the two is so, given that one of them is.
    """
    first, *rivals = (next(h for h in comparison.board.hypotheses if h.id == id) for id in comparison.order)
    return next((found for rival in rivals if (found := _between(comparison, first, rival))), ())


def _between(comparison: Comparison, first: Hypothesis, second: Hypothesis) -> tuple[OpenQuestion, ...]:
    board = comparison.board
    total = comparison.posteriors[first.id] + comparison.posteriors[second.id]
    share = comparison.posteriors[first.id] / total
    found = [*_of_columns(board, first, second, share), *_of_signs(board, first, second, share)]
    ordered = sorted((each for each in found if each.bits > 1e-9), key=lambda each: (-each.bits, each.ask))
    # Of evidence of one sign one question is enough: whoever answers it answers the others.
    signs_of = {evidence.id: evidence.sign or evidence.id for evidence in board.evidence}
    best = {signs_of.get(each.evidence or "", each.ask): each for each in reversed(ordered)}
    return tuple(each for each in ordered if each in best.values())


def _of_columns(board: Board, first: Hypothesis, second: Hypothesis, share: float) -> Iterator[OpenQuestion]:
    for evidence in board.evidence:
        if evidence.probability < SETTLED:
            one, other = (board.cell(h.id, evidence.id).likelihood for h in (first, second))
            if one is not None and other is not None:
                source = f", as {evidence.origin} says" if evidence.origin else ""
                yield _question(f"Is it so: {evidence.text}{source}?", first, second, one, other, share, evidence.id)


def _of_signs(board: Board, first: Hypothesis, second: Hypothesis, share: float) -> Iterator[OpenQuestion]:
    if first.template is None or second.template is None:
        return
    shown = {evidence.sign for evidence in board.evidence}
    one, other = (templates()[h.template].predicts for h in (first, second) if h.template)
    for sign in (sign for sign in one if sign in other and not _shown(sign, shown)):
        words = words_for(second if second.alleged else first, board.hypotheses)
        ask = signs()[sign].ask.format(**words)
        yield _question(ask, first, second, LIKELIHOOD[one[sign].rating], LIKELIHOOD[other[sign].rating], share, None)


def _question(
    ask: str, first: Hypothesis, second: Hypothesis, one: float, other: float, share: float, evidence: str | None
) -> OpenQuestion:
    yes, no = (first.id, second.id) if one >= other else (second.id, first.id)
    return OpenQuestion(ask=ask, bits=information(share, one, other), if_so=yes, otherwise=no, evidence=evidence)


def information(share: float, one: float, other: float) -> float:
    """Mutual information in bits between a yes-or-no answer and which of two hypotheses is so, the first with probability `share`."""
    mean = share * one + (1 - share) * other
    return max(0.0, entropy(mean) - share * entropy(one) - (1 - share) * entropy(other))


def entropy(p: float) -> float:
    """Of a yes with probability p, in bits."""
    return -sum(x * log2(x) for x in (p, 1 - p) if x > 0)
