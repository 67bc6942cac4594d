"""Is somebody deceiving us? The four classic checks, answered from the claims as a table, with the claims behind every answer (2.6).

There is no score: one would be read as a probability. An answer "not in these reports" is none, and no answer accuses anybody.

MOM    motive, opportunity, means of whoever would deceive
POP    past opposition practices: what the same side did or is said to have done before
MOSES  my own sources: how far they can be played upon
EVE    evaluation of evidence: contradictions, what came too smoothly, what is missing

After Richards Heuer and others; the questions are those of the structured technique "deception detection" (CIA tradecraft primer, 2009).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from allegedly.base.moment import parse_interval
from allegedly.claims.claim import Claim
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.gaps import Gap
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.signs import Pair, Signs, Spoken, Voices, speakers

Check = Literal["MOM", "POP", "MOSES", "EVE"]
NOT_REPORTED = "not in these reports"
BURST = 3  # days within which reports count as one burst
DECEPTIONS = frozenset({"stages", "deceives", "poses_as", "infiltrates"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question of a check, the answer in words, and the ids of the claims behind it."""

    check: Check
    question: str
    answer: str
    claims: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def check_deception(
    cast: Cast, hypothesis: Hypothesis, *, gaps: Sequence[Gap] = (), voices: Voices | None = None, published: dict[str, str] | None = None
) -> tuple[Answer, ...]:
    """The table for the alleged actor of a hypothesis, as the one who would have us believe the face value; empty when it names none.

    `published` gives the date of each document by id.
    """
    if hypothesis.apparent is None or hypothesis.alleged is None:
        return ()
    return tuple(_Checks(cast, hypothesis, gaps, voices or speakers(cast), published or {}).answers())


class _Checks:
    def __init__(self, cast: Cast, hypothesis: Hypothesis, gaps: Sequence[Gap], voices: Voices, published: dict[str, str]) -> None:
        self.cast, self.hypothesis, self.gaps, self.published = cast, hypothesis, gaps, published
        self.apparent = cast.called(hypothesis.apparent or "") or hypothesis.apparent or ""
        self.alleged = cast.called(hypothesis.alleged or "") or hypothesis.alleged or ""
        self.signs = Signs(cast)
        self.side = self.signs.side(self.alleged) - {self.apparent}
        pair = Pair(self.apparent, self.alleged)
        self.by_sign: dict[str, list[Claim]] = {}
        for claim in self.signs.claims:
            if sign := self.signs.of(claim, pair):
                self.by_sign.setdefault(sign, []).append(claim)
        self.face = self.by_sign.get("face_value", []) + self.by_sign.get("doers_apparent", [])
        self.voices: Sequence[Spoken] = voices(self.face) if self.face else ()

    def answers(self) -> Iterator[Answer]:
        yield from self._mom()
        yield from self._pop()
        yield from self._moses()
        yield from self._eve()

    def _mom(self) -> Iterator[Answer]:
        goals = [c for c in self.cast.claims if c.type == "intends" and self._does(c) and c.polarity == "affirmed"]
        yield self._answer("MOM", f"What is {self.alleged} said to want?", goals, _quoted(goals))
        through = [claim for claim in self.face if any(self.cast.part_of(s, side) for s in self.cast.speakers(claim) for side in self.side)]
        whole = f"{len(through)} of the {len(self.face)} claims that lay it to {self.apparent} pass through its own side"
        yield self._answer("MOM", f"Could {self.alleged} shape what we are told?", through, whole if through else "")
        outside = self.by_sign.get("posed", []) + self.by_sign.get("insider", [])
        can = [c for c in self._deceptions() if c not in outside]
        yield self._answer("MOM", f"Is {self.alleged} said to have forged, staged or passed as others otherwise?", can, _quoted(can))

    def _pop(self) -> Iterator[Answer]:
        earlier = [c for c in self._deceptions() if not self.hypothesis.covers(_days(c)) or self.apparent not in self._guises(c)]
        admitted = [c for c in earlier if any(self.cast.part_of(self.cast.speaker(c), side) for side in self.side)]
        said = f"{_count(earlier, 'claim')} of earlier or other deceptions" + (f", {len(admitted)} in its own words" if admitted else "")
        yield self._answer("POP", f"Is there a practice of deception by the side of {self.alleged}?", earlier, said if earlier else "")

    def _moses(self) -> Iterator[Answer]:
        unnamed = [claim for claim in self.face if claim.chain and not claim.chain[-1].source.named]
        origins = ", ".join(spoken.origin for spoken in self.voices)
        yield self._answer(
            "MOSES",
            f"On how many origins does it rest that {self.apparent} did it?",
            self.face,
            f"{len(self.voices)}: {origins}" if self.face else "",
        )
        whole = f"{len(unnamed)} of {len(self.face)} claims come from somebody without a name"
        yield self._answer("MOSES", "How many of them are unnamed?", unnamed, whole if self.face else "")
        papers = [claim for claim in self.face if not claim.chain]
        yield self._answer(
            "MOSES",
            "Does any outlet say so in its own voice, citing nobody?",
            papers,
            f"{_count(papers, 'claim')} by {_who(self.cast, papers)}" if papers else "",
        )

    def _eve(self) -> Iterator[Answer]:
        denials = [c for sign in ("disowned", "no_trace", "withdrawn") for c in self.by_sign.get(sign, [])]
        yield self._answer(
            "EVE",
            "What contradicts the face value?",
            denials,
            f"{_count(denials, 'claim')} by {_who(self.cast, denials)}" if denials else "",
        )
        days = sorted(day for claim in self.face if (day := self._day(claim)))
        span = (days[-1] - days[0]).days if days else 0
        burst = f"all within {span} days" if days and span <= BURST else f"from {days[0]} to {days[-1]}" if days else ""
        yield self._answer("EVE", "Did the support for it arrive in one burst?", self.face if burst else [], burst)
        missing = [gap.words for gap in self.gaps if gap.hypothesis == self.hypothesis.id]
        answer = "; ".join(missing) if missing else "nothing that the template predicts"
        yield Answer(
            check="EVE", question=f"What would one expect to hear if “{self.hypothesis.text}” were so, and nobody reports?", answer=answer
        )

    def _deceptions(self) -> list[Claim]:
        return [
            c
            for c in self.signs.claims
            if self._does(c) and c.polarity == "affirmed" and (c.type in DECEPTIONS or self.cast.role(c, "guise"))
        ]

    def _does(self, claim: Claim) -> bool:
        return bool(set(self.cast.role(claim, "agent")) & self.side)

    def _guises(self, claim: Claim) -> set[str]:
        return {self.cast.in_whose_name(guise) for guise in self.cast.role(claim, "guise")}

    def _day(self, claim: Claim) -> date | None:
        days = parse_interval(self.published.get(claim.document_id, ""))
        return days.first if days else None

    def _answer(self, check: Check, question: str, claims: Iterable[Claim], answer: str) -> Answer:
        return Answer(check=check, question=question, answer=answer or NOT_REPORTED, claims=tuple(claim.id for claim in claims))


def _days(claim: Claim) -> Any:
    return parse_interval(claim.time.value) if claim.time and claim.time.value else None


def _count(claims: Sequence[Claim], word: str) -> str:
    return f"{len(claims)} {word}{'' if len(claims) == 1 else 's'}"


def _who(cast: Cast, claims: Iterable[Claim]) -> str:
    speakers = map(cast.speaker, claims)
    return ", ".join(dict.fromkeys(cast.called(speaker) or speaker for speaker in speakers))


def _quoted(claims: Sequence[Claim]) -> str:
    return "; ".join(dict.fromkeys(f"“{claim.sentence.text}”" for claim in claims[:2]))
