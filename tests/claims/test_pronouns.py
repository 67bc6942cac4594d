"""A pronoun chooses among what the text has mentioned before it."""

from __future__ import annotations

import re

from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.pronouns import REACH, Mentioned, Telling, group_of, is_told_of, settle
from allegedly.claims.reading import read_document
from tests.factory import document


def mentioned(text: str, *words: str, kinds: dict[str, str] | None = None, roles: dict[str, str] | None = None) -> list[Mentioned]:
    """The words in the order of the text, each at its next place there; every sentence ends with a full stop."""
    found, at = [], 0
    for each in words:
        match = re.compile(rf"\b{re.escape(each)}\b").search(text, at)
        assert match
        made = Mentioned(Span.of(text, *match.span()), text.count(".", 0, match.start()), (kinds or {}).get(each))
        made.roles |= {(roles or {})[each]} if each in (roles or {}) else set()
        found.append(made)
        at = match.start() + 1
    return found


def settled(given: list[Mentioned]) -> dict[str, str]:
    """The words of each pronoun with those of what it stands for."""
    words = {(each.span.start, each.span.end): each.span.text for each in given}
    return {words[place]: span.text for place, span in settle(Telling(given, {}, [], lambda span: span.text)).items()}


def test_it_is_the_state_that_says_so() -> None:
    given = mentioned(
        "Dresnia says that it supports neither side.", "Dresnia", "it", kinds={"Dresnia": "LOC"}, roles={"Dresnia": "hop1", "it": "agent"}
    )
    for each in given:
        each.answers.add(0)
    assert settled(given) == {"it": "Dresnia"}


def test_he_is_a_person_and_no_town() -> None:
    kinds = {"Ilyas Tamghut": "PER", "Quessa": "LOC"}
    given = mentioned(
        "Ilyas Tamghut came to Quessa. He paid the guards.", "Ilyas Tamghut", "Quessa", "He", kinds=kinds, roles={"Ilyas Tamghut": "agent"}
    )
    assert settled(given) == {"He": "Ilyas Tamghut"}


def test_she_is_not_a_spokesman() -> None:
    text = "Oda Brandt accused the spokesman. She left."
    given = mentioned(text, "Oda Brandt", "spokesman", "She", kinds={"Oda Brandt": "PER"})
    assert settled(given) == {"She": "Oda Brandt"}


def test_what_comes_later_or_stands_far_before_is_no_candidate() -> None:
    assert settled(mentioned("It fell. Quessa burned.", "It", "Quessa", kinds={"Quessa": "LOC"})) == {}
    far = "Quessa burned. A. B. C. D. E. It fell."
    assert settled(mentioned(far, "Quessa", "It", kinds={"Quessa": "LOC"})) == {}


def test_a_pronoun_that_stands_for_somebody_hands_him_on() -> None:
    text = "Ilyas Tamghut fled. He paid the guards. A. B. C. He came back."
    given = mentioned(
        text, "Ilyas Tamghut", "He", "guards", "He", kinds={"Ilyas Tamghut": "PER"}, roles={"Ilyas Tamghut": "agent", "He": "agent"}
    )
    found = settle(Telling(given, {}, [], lambda span: span.text))
    last = given[-1].span
    assert last.start - given[0].span.end > 0 and given[-1].sentence - given[0].sentence > REACH
    assert found[last.start, last.end] == given[1].span


def test_where_two_are_as_likely_nobody_is_named() -> None:
    text = "Oda Brandt paid the Bureau and the Directorate. It denied the rest."
    kinds = {"Oda Brandt": "PER", "Bureau": "ORG", "Directorate": "ORG"}
    given = mentioned(text, "Oda Brandt", "Bureau", "Directorate", "It", kinds=kinds, roles={"Bureau": "patient", "Directorate": "patient"})
    assert settled(given) == {}


def test_only_pronouns_of_the_third_person_are_asked() -> None:
    assert [group_of(words) for words in ("It", "themselves", "Her", "we", "who", "Moscow")] == ["it", "they", "she", None, None, None]


def agents(text: str) -> list[str]:
    found: list[Claim] = read_document(document(text))
    return [mention.entity for claim in found for mention in claim.arguments.get("agent", ())]


def test_the_reader_names_who_denies_about_itself() -> None:
    assert agents("The Fourth Directorate denies that it funds the militia.") == ["Fourth Directorate"]


def test_she_is_no_town_and_it_no_person() -> None:
    kinds = {"Quessa": "LOC", "Oda Brandt": "PER"}
    assert settled(mentioned("Quessa Quessa fell. She left.", "Quessa", "Quessa", "She", kinds=kinds)) == {}
    assert settled(mentioned("Oda Brandt Oda Brandt spoke. It left.", "Oda Brandt", "Oda Brandt", "It", kinds=kinds)) == {}


def test_a_man_of_many_years_is_one() -> None:
    text = "A 23-year-old man fled."
    (man,) = mentioned(text, "23-year-old man")
    assert man.sort == "one"


def test_an_outlet_that_looks_like_a_person_arrests_nobody() -> None:
    text = "The weekly Der Blick reports so. Its reporters met an inspector who says he arrested three of the bombers that night.\n"
    for claim in read_document(document(text)):
        assert not any(mention.entity == "Der Blick" for mention in claim.arguments.get("agent", ()))


def test_who_says_something_of_somebody_by_name_is_somebody_else() -> None:
    for text, told in (
        ("The Kitchen feeds migrants. It reports that the Kitchen is paid for.", True),
        ("The Kitchen replied. It says that they lie.", False),
    ):
        kitchen, it, *rest = given = mentioned(text, *["Kitchen", "It", "Kitchen"][: 3 if told else 2])
        assert is_told_of(it, kitchen.span, given, lambda span: span.text) is told
