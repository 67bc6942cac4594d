"""`count`: a number of things, in words."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """`1 claim`, `2,345 claims`."""
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
