"""The scales an analyst reads, each with its own words; none is computed from another's words.

reliability   A-F   of a source                  STANAG 2511 / Admiralty, letters
credibility   1-6   of one proposition           STANAG 2511 / Admiralty, numbers
likelihood    0-1   of one proposition, in words ICD 203
assurance           in the likelihood            what ICD 203 calls analytic confidence: low, moderate, high

ICD 203 forbids a likelihood and a confidence in the same sentence, so nothing here joins the two.
"""

from __future__ import annotations

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
# Upper bound of each word's range; ICD 203 speaks of 1 to 99 % only.
LIKELIHOOD: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (0.99, "almost certain"),
)


def parse_grade(letter: str) -> Grade:
    """The grade that `letter` names, in either case; anything but A-F is refused."""
    for grade in GRADES:
        if letter.strip().upper() == grade:
            return grade
    raise BadOption(f"“{letter}” is no reliability grade; use a letter from A (completely reliable) to F (cannot be judged)")


def likelihood_word(probability: float) -> str:
    """ICD 203's word for a probability; a value on a boundary takes the higher word."""
    clamped = min(max(probability, 0.01), 0.99)
    return next((word for upper, word in LIKELIHOOD if clamped < upper), LIKELIHOOD[-1][1])
