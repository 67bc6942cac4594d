"""Layout settles who speaks, and where it does not, nobody does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.claims.quotes import find_quotes, find_speeches


def speeches(text: str) -> list[tuple[str, str]]:
    return [(s.speaker.text, text[s.start : s.end]) for s in find_speeches(text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We sent them nothing,” General Ivo Marek said.", "General Ivo Marek"),
        ('"We sent them nothing," said the general.', "the general"),
        ("“We sent them nothing,” he told the Courier.", "he"),
        ("“We sent them nothing,” Marek, who led the army until May, insisted on Friday.", "Marek"),
        ("The ministry said in a statement: “We sent them nothing.”", "The ministry"),
        ('"""We sent them nothing,"" says Manal."', "Manal"),
    ],
)
def test_a_reporting_clause_beside_a_quotation_names_its_speaker(text: str, speaker: str) -> None:
    (only, *_) = speeches(text)
    assert only[0] == speaker
    assert "We sent them nothing" in only[1]


def test_a_quotation_goes_on_in_the_next_paragraph_that_opens_with_a_mark() -> None:
    text = "“They came at night,” Manal said.\n\n“They took the sheep and the car.”\n\nThe village is empty.\n"
    assert speeches(text)[1:] == [("Manal", "“They took the sheep and the car.”")]


def test_a_statement_runs_to_the_end_of_a_press_release() -> None:
    text = "Foreign Office Minister, Tobias Ellwood, said:\n\nThe attack was horrific.\n\nDaesh targeted families.\n"
    assert speeches(text) == [
        ("Foreign Office Minister", "The attack was horrific."),
        ("Foreign Office Minister", "Daesh targeted families."),
    ]


def test_a_quotation_without_a_reporting_clause_has_no_speaker() -> None:
    assert speeches("The so-called “Dawn Covenant” was founded in 2007.") == []


def test_what_was_cited_before_the_verb_is_no_speaker() -> None:
    assert "the treaty and" not in dict(speeches('Marek cited the treaty and said, "They need to stand by us", to the press.'))


@given(st.text(alphabet="“”\"' aB,.\n said"))
def test_quotes_lie_in_their_paragraph_and_do_not_overlap(text: str) -> None:
    found = find_quotes(text, 0, len(text))
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(x[1] <= y[0] for x, y in zip(found, found[1:], strict=False))
    find_speeches(text)


def test_a_speaker_behind_the_verb_is_the_whole_phrase_or_the_name_it_introduces() -> None:
    said = {
        "said the former manager, who gave no name.": "the former manager",
        "said a senior army officer in Pell.": "a senior army officer",
        "said the Ministry of Defence.": "the Ministry of Defence",
        "said army spokesman Moussa al-Vale.": "Moussa al-Vale",
        "said his lawyer, Marta Oriel.": "Marta Oriel",
        "recalled Livia's father Ian Lau, a doctor.": "Ian Lau",
        "his lawyer, Marta Oriel, told Radio Pell.": "Marta Oriel",
    }
    for clause, speaker in said.items():
        (speech,) = find_speeches(f'"The rebels came in government trucks," {clause}')
        assert speech.speaker.text == speaker
