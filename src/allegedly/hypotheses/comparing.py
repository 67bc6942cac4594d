"""`Compared`: everything there is to say of the rival hypotheses of a case at once, each number with what would move it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.deception import Answer, check_deception
from allegedly.hypotheses.gaps import Gap, OpenQuestion, find_gaps, find_questions
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.likelihood import HEUER_FLAWS, PLANTED, Comparison, compare
from allegedly.hypotheses.matrix import Board, Cell, Evidence, Rated, disputed
from allegedly.hypotheses.profiles import score_hypothesis
from allegedly.hypotheses.rewriting import Finding
from allegedly.hypotheses.signs import Voices, find_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A comparison with its gaps, open questions, deception checks (by hypothesis) and what the acts themselves say (by hypothesis).

    `dormant` are ratings of evidence that is not there any more, `quotes` the sentence that each claim behind the board rests on.
    """

    comparison: Comparison
    gaps: tuple[Gap, ...]
    questions: tuple[OpenQuestion, ...]
    checks: Mapping[str, tuple[Answer, ...]]
    findings: Mapping[str, Finding]
    dormant: tuple[Rated, ...]
    quotes: Mapping[str, str]

    @property
    def board(self) -> Board:
        """The board that was compared."""
        return self.comparison.board

    def headline(self) -> tuple[str, ...]:
        """What must be said before any number: whether anything leads, by how little, and what would tell. Never a bare winner."""
        found = self.comparison
        if found.undecided:
            return ("no evidence here discriminates between these hypotheses; the evidence cannot tell, and the priors stand",)
        if found.tied:
            return (f"{found.leader} and {found.second} are equally likely under these ratings; the evidence cannot tell between them",)
        lines = [
            f"{found.leader} leads under these ratings, with {found.posteriors[found.leader]:.2f}; {found.second} has {found.posteriors[found.second]:.2f}"
        ]
        if found.k_flip:
            origins = "one origin" if found.k_flip == 1 else f"{found.k_flip} origins"
            lines.append(f"k_flip {found.k_flip}: without {origins} ({'; '.join(found.flips)}) {found.flips_to} would lead or draw level")
        else:
            lines.append("k_flip none: no evidence of these origins puts it first, its prior does")
        lines.append(f"it would lose the lead if its prior were below {found.turning_prior:.2f}; it is {found.priors[found.leader]:.2f}")
        if self.questions:
            first = self.questions[0]
            lines.append(f"ask: {first.ask} (a yes speaks for {first.if_so}, a no for {first.otherwise}, {first.bits:.2f} bits)")
        else:
            lines.append(f"ask: no question that the program knows would tell {found.leader} from the others")
        if unrated := [
            h.id for h in self.board.hypotheses if all(self.board.cell(h.id, e.id).likelihood is None for e in self.board.evidence)
        ]:
            lines.append(f"nothing is rated under {', '.join(unrated)}, so no evidence can speak against it; rate it with `allegedly rate`")
        return tuple(lines)

    def to_dict(self) -> dict[str, Any]:
        """Everything by name."""
        found = self.comparison
        return {
            "headline": list(self.headline()),
            "hypotheses": [
                h.to_dict() | {"prior": found.priors[h.id], "posterior": found.posteriors[h.id], "heuer": found.heuer[h.id]}
                for h in self.board.hypotheses
            ],
            "k_flip": found.k_flip,
            "flips": list(found.flips),
            "turning_prior": found.turning_prior,
            "turns": [asdict(turn) for turn in found.turns],
            "evidence": [self._column(each.evidence) | {"counts": each.counts, "factor": each.factor} for each in found.columns],
            "disputed": [{"hypothesis": h.id, "evidence": e.id} for h, e, _ in disputed(self.board)],
            "by_rater": found.by_rater,
            "gaps": [gap.to_dict() for gap in self.gaps],
            "questions": [question.to_dict() for question in self.questions],
            "deception": {id: [answer.to_dict() for answer in answers] for id, answers in self.checks.items()},
            "acts": {id: asdict(finding) | {"reason": finding.reason} for id, finding in self.findings.items()},
            "dormant": [rated.to_dict() for rated in self.dormant],
            "assumed": {"planted": found.planted, "cap": found.cap},
            "heuer": HEUER_FLAWS,
        }

    def _column(self, evidence: Evidence) -> dict[str, Any]:
        cells = {h.id: self.board.cell(h.id, evidence.id) for h in self.board.hypotheses}
        quotes = {id: self.quotes[id] for id in evidence.claims if id in self.quotes}
        return evidence.to_dict() | {"quotes": quotes, "cells": {id: _cell(cell) for id, cell in cells.items()}}


def _cell(cell: Cell) -> dict[str, Any]:
    return {"rating": cell.rating, "likelihood": cell.likelihood, "by": [each.to_dict() for each in cell.ratings]}


def compare_case(
    cast: Cast,
    hypotheses: Sequence[Hypothesis],
    *,
    exhibits: Sequence[Evidence] = (),
    ratings: Sequence[Rated] = (),
    voices: Voices | None = None,
    published: Mapping[str, str] | None = None,
    planted: float = PLANTED,
) -> Compared:
    """Compare hypotheses on the claims of a cast and on what people put beside them (`exhibits`) and rated.

    Proposals of the program stand where nobody has rated. A rating of evidence that has gone is kept apart, and counts again when it is back.
    """
    columns, proposed = find_evidence(cast, hypotheses, voices)
    evidence = (*columns, *exhibits)
    known, rows = {each.id for each in evidence}, {each.id for each in hypotheses}
    standing = tuple(each for each in ratings if each.evidence in known and each.hypothesis in rows)
    board = Board(hypotheses=tuple(hypotheses), evidence=evidence, ratings=(*proposed, *standing))
    found = compare(board, planted=planted)
    gaps = find_gaps(board)
    checks = {h.id: check_deception(cast, h, gaps=gaps, voices=voices, published=dict(published or {})) for h in hypotheses}
    findings = {h.id: finding for h in hypotheses if (finding := score_hypothesis(cast, h)) is not None}
    behind = {id for each in evidence for id in each.claims}
    return Compared(
        comparison=found,
        gaps=gaps,
        questions=find_questions(found),
        checks={id: answers for id, answers in checks.items() if answers},
        findings=findings,
        dormant=tuple(each for each in ratings if each not in standing),
        quotes={claim.id: claim.sentence.text for claim in cast.claims if claim.id in behind},
    )
