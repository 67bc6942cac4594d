"""Settled cases: what the program says at each date, right or wrong. docs/hypotheses.md tells the same; change both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from allegedly.hypotheses.fronts import find_fronts

sys.path.insert(0, str(Path(__file__).parents[2] / "evaluation"))
import history

# Per text in order of time: the leading hypothesis, or "-" when none leads. Where this is not the true one, the program was wrong that day.
VERDICTS = {
    "trust": "H1 H2 H2 H2 H2 H2 H2 H2 H2",
    "mukden": "- - - H2 H2 H2",
    "gleiwitz": "- H2 H2 H2 H2",
    "lavon": "- - H2 H2 H2 H1",
}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_program_says_at_each_date_what_the_documentation_tells(name: str) -> None:
    found = ["-" if each.tied else each.leader for _, each in history.at_each_date(history.load(name))]
    assert " ".join(found) == VERDICTS[name]


@pytest.mark.parametrize("name", VERDICTS)
def test_the_true_explanation_leads_at_the_end_and_never_as_a_certainty(name: str) -> None:
    case = history.load(name)
    *_, (_, last) = history.at_each_date(case)
    assert last.leader == case.true
    assert 0.4 < last.posteriors[case.true] < 0.9 and last.k_flip  # a handful of ungraded texts is no proof


@pytest.mark.parametrize("name", VERDICTS)
def test_nothing_is_known_before_it_was_said(name: str) -> None:
    """Whatever the first text says, no hypothesis is far ahead after it."""
    _, first = next(iter(history.at_each_date(history.load(name))))
    assert max(first.posteriors.values()) - min(first.posteriors.values()) < 0.1


def test_the_sceptics_of_1924_and_the_believers_of_1927_both_have_their_say() -> None:
    case = history.load("trust")
    front = next(f for f in find_fronts(case.until(5)) if f.alleged == "GPU")
    assert "General Wrangel" in front.sources and "Vasily Shulgin" in front.deniers


def test_gleiwitz_is_read_as_an_act_in_the_name_of_polish_insurgents_only_once_somebody_says_so() -> None:
    case = history.load("gleiwitz")
    assert not [f for f in find_fronts(case.until(3)) if f.apparent == "Polish insurgents"]
    [front] = [f for f in find_fronts(case.until(4)) if f.apparent == "Polish insurgents"]
    assert (front.alleged, front.insiders) == ("SS", ("Alfred Naujocks",))
    assert front.disowned  # Warsaw's denial of 1 September 1939 stands beside it


def test_the_texts_are_what_their_annotation_compiles_to() -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
    import notation

    for name in VERDICTS:
        folder = history.EXAMPLES / name
        documents, wrong = notation.parse((folder / "annotation.ann").read_text(encoding="utf-8"))
        assert not wrong
        for document in documents:
            assert (folder / "reports" / f"{document.name}.txt").read_text(encoding="utf-8") == document.text
