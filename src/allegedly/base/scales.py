"""The scales an analyst reads, each with its own words; none is computed from another's words.

reliability   A-F   of a source                  STANAG 2511 / Admiralty, letters
credibility   1-6   of one proposition           STANAG 2511 / Admiralty, numbers
likelihood    0-1   of one proposition, in words one of `SCALES`
assurance           in the likelihood            what ICD 203 calls analytic confidence: low, moderate, high

ICD 203 forbids a likelihood and a confidence in the same sentence, so nothing here joins the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from allegedly.base.errors import BadOption

Grade = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal[1, 2, 3, 4, 5, 6]
Assurance = Literal["low", "moderate", "high"]

GRADES: tuple[Grade, ...] = get_args(Grade)
RELIABILITY: dict[Grade, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY: dict[Credibility, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Words for probabilities, each with the range that a published scale gives it, from the least likely on; ranges may leave gaps."""

    title: str
    words: tuple[tuple[str, float, float], ...]

    def word(self, probability: float) -> str:
        """The word for a probability: a value on a boundary takes the higher word, one in a gap that of the nearer range."""
        bounds = ((self.words[n][2] + self.words[n + 1][1]) / 2 for n in range(len(self.words) - 1))
        return self.words[sum(probability >= bound for bound in bounds)][0]


SCALES: dict[str, Scale] = {
    # Intelligence Community Directive 203, Analytic Standards (2015), D.6.e(2)(a).
    "icd203": Scale(
        "ICD 203",
        (
            ("almost no chance", 0.01, 0.05),
            ("very unlikely", 0.05, 0.20),
            ("unlikely", 0.20, 0.45),
            ("roughly even chance", 0.45, 0.55),
            ("likely", 0.55, 0.80),
            ("very likely", 0.80, 0.95),
            ("almost certain", 0.95, 0.99),
        ),
    ),
    # Professional Head of Intelligence Assessment, probability yardstick: "Explaining Uncertainty in UK Intelligence Assessment", gov.uk, 2025.
    "phia": Scale(
        "the PHIA probability yardstick",
        (
            ("remote chance", 0.0, 0.05),
            ("highly unlikely", 0.10, 0.20),
            ("unlikely", 0.25, 0.35),
            ("realistic possibility", 0.40, 0.50),
            ("likely", 0.55, 0.75),
            ("highly likely", 0.80, 0.90),
            ("almost certain", 0.95, 1.0),
        ),
    ),
    # Mastrandrea et al. (2010), Guidance Note for Lead Authors of the IPCC Fifth Assessment Report on Consistent Treatment of Uncertainties,
    # table 1. Its ranges lie within one another (likely is 66 to 100 %); here each ends where a stronger word begins, as in the fourth report.
    "ipcc": Scale(
        "the IPCC's likelihood scale",
        (
            ("exceptionally unlikely", 0.0, 0.01),
            ("very unlikely", 0.01, 0.10),
            ("unlikely", 0.10, 0.33),
            ("about as likely as not", 0.33, 0.66),
            ("likely", 0.66, 0.90),
            ("very likely", 0.90, 0.99),
            ("virtually certain", 0.99, 1.0),
        ),
    ),
}
DEFAULT_SCALE = "icd203"


def parse_grade(letter: str) -> Grade:
    """The grade that `letter` names, in either case; anything but A-F is refused."""
    for grade in GRADES:
        if letter.strip().upper() == grade:
            return grade
    raise BadOption(f"“{letter}” is no reliability grade; use a letter from A (completely reliable) to F (cannot be judged)")


def likelihood_word(probability: float, scale: str = DEFAULT_SCALE) -> str:
    """The word of one of `SCALES` for a probability."""
    if scale not in SCALES:
        raise BadOption(f"there is no scale “{scale}”; use one of {', '.join(SCALES)}")
    return SCALES[scale].word(probability)


def likelihood_clause(word: str) -> str:
    """The word in a clause: `it is likely to be so`, `there is a remote chance that it is so`."""
    if word.endswith(("chance", "possibility")):
        return f"there is {'' if word.startswith('almost') else 'a '}{word} that it is so"
    return f"it is {word} to be so"
