from __future__ import annotations

from dataclasses import replace

import pytest

from allegedly.base.span import Span
from allegedly.entities.coreference import Point, find_names, full_names, sense_of
from allegedly.entities.lexicon import shipped_lexicon


def points(text: str, *mentions: tuple[str, str], speaker: str | None = None) -> list[Point]:
    """The mentions (words, role) of a text, each looked for after the one before."""
    found, at = [], 0
    for words, role in mentions:
        start = text.index(words, at)
        found.append(Point(Span.of(text, start, start + len(words)), words, role, "attacks", speaker))
        at = start + 1
    return found


def named(text: str, *mentions: tuple[str, str], speaker: str | None = None) -> list[str]:
    """The names of the mentions, in order."""
    every = points(text, *mentions, speaker=speaker)
    names = find_names(every, text)
    return [names[each.span.start, each.span.end] for each in every]


def test_a_pronoun_takes_the_nearest_name_that_fits() -> None:
    text = "Daro Melikset attacked the camps. He fled. They burnt."
    assert named(text, ("Daro Melikset", "agent"), ("camps", "patient"), ("He", "agent"), ("They", "agent")) == [
        "Daro Melikset",
        "camps",
        "Daro Melikset",
        "camps",
    ]


def test_i_am_whoever_speaks_and_we_are_a_body_that_speaks() -> None:
    assert named("I attacked Sorn.", ("I", "agent"), ("Sorn", "patient"), speaker="Ione Varsk") == ["Ione Varsk", "Sorn"]
    assert named("We attacked Sorn.", ("We", "agent"), ("Sorn", "patient"), speaker="Sixth Bureau") == ["Sixth Bureau", "Sorn"]
    assert named("We attacked Sorn.", ("We", "agent"), ("Sorn", "patient"), speaker="Ione Varsk") == ["We", "Sorn"]


def test_it_is_no_person_and_she_is_no_place() -> None:
    text = "The Dawn Militia was armed by Colonel Anders Lohm. It fled."
    assert named(text, ("Dawn Militia", "patient"), ("Colonel Anders Lohm", "agent"), ("It", "agent"))[-1] == "Dawn Militia"
    text = "Ione Varsk attacked Ruvania, a Ruvanian paper said. She fled."
    assert named(text, ("Ione Varsk", "agent"), ("Ruvania", "patient"), ("She", "agent"))[-1] == "Ione Varsk"


def test_us_in_capitals_is_a_state() -> None:
    assert named("The US attacked Sorn.", ("US", "agent"), ("Sorn", "patient"), speaker="Sixth Bureau") == ["US", "Sorn"]


def test_what_the_text_says_of_a_name_means_that_name() -> None:
    text = "The Saltgate Kitchen, a charity in the port, fed them. Later the charity attacked Sorn."
    assert named(text, ("Saltgate Kitchen", "agent"), ("them", "patient"), ("charity", "agent"))[-1] == "Saltgate Kitchen"
    text = "Agents of Keldovia's security service fled. The Directorate of State Protection, Keldovia's security service, is silent."
    assert named(text, ("Keldovia's security service", "agent"), ("Directorate of State Protection", "agent")) == [
        "Directorate of State Protection",
        "Directorate of State Protection",
    ]


def test_a_clause_after_a_comma_describes_nobody() -> None:
    text = "At the camp of the Sixth Bureau, the army said, nobody fled. The army attacked Sorn, the Sixth Bureau, the navy and the army."
    assert (
        named(text, ("Sixth Bureau", "agent"), ("army attacked"[:4], "agent"), ("Sixth Bureau", "patient"), ("navy", "patient"))[1]
        == "army"
    )


def test_who_is_whoever_stands_right_before() -> None:
    text = "Sorn was burnt by traders from Dresnia, who fled."
    assert named(text, ("Sorn", "patient"), ("traders from Dresnia", "agent"), ("who", "agent"))[-1] == "traders from Dresnia"


def test_a_pronoun_that_fits_nothing_keeps_its_own_word() -> None:
    assert named("They attacked.", ("They", "agent")) == ["They"]


def test_a_known_description_is_tied_to_the_one_before_and_a_new_one_is_not() -> None:
    text = "They burnt a border camp. Then the camp was rebuilt. A camp nearby stayed."
    every = [Point(Span.of(text, at, at + 4), "camp", "patient") for at in (text.index("camp was"), text.index("camp nearby"))]
    before = points(text, ("border camp", "patient"))
    names = find_names([*before, *every], text)
    assert [names[each.span.start, each.span.end] for each in every] == ["border camp", "camp"]


def test_short_names_and_acronyms_take_the_full_name_unless_two_bear_it() -> None:
    assert full_names(["Anders Lohm", "Lohm", "Free Border Army", "FBA"]) == {
        "lohm": "Anders Lohm",
        "army": "Free Border Army",
        "fba": "Free Border Army",
    }
    assert "lohm" not in full_names(["Anders Lohm", "Ilse Lohm", "Lohm"])


@pytest.mark.parametrize(
    ("name", "role", "type", "sense"),
    [
        ("Ankara", "agent", "accuses", "government"),
        ("the Kremlin", "agent", "attacks", "government"),
        ("Paris", "place", "attacks", None),
        ("Paris", "patient", "attacks", None),
        ("Paris", "patient", "sanctions", "government"),
        ("Lyon", "agent", "accuses", None),
    ],
)
def test_a_capital_that_acts_is_a_government(name: str, role: str, type: str, sense: str | None) -> None:
    assert sense_of(name, role, type, shipped_lexicon()) == sense


def test_what_is_called_so_has_that_name() -> None:
    text = "A man who called himself Marek came up to me. He attacked Sorn."
    assert named(text, ("man", "agent"), ("He", "agent")) == ["Marek", "Marek"]
    assert named("A unit called Section Nine attacked Sorn.", ("unit", "agent")) == ["Section Nine"]
    text = "Men calling themselves the League attacked Sorn."  # who borrows a name is not whose name it is
    assert named(text, ("Men", "agent")) == ["Men"]


def test_what_a_minister_is_minister_of_is_the_ministry() -> None:
    assert named("Interior Minister Henrik Dause attacked Sorn.", ("Interior", "patient")) == ["Interior Ministry"]
    assert named("The Minister of the Interior attacked Sorn.", ("Interior", "patient")) == ["Interior Ministry"]
    assert named("Turkey Minister Henrik Dause attacked Sorn.", ("Turkey", "patient")) == ["Turkey"]


def test_a_full_name_is_found_where_no_claim_is_about_it() -> None:
    text = "The court heard Judge Ruben Szolnay. Later Szolnay attacked Sorn."
    later = Span.of(text, text.index("Szolnay attacked"), text.index("Szolnay attacked") + 7)
    assert find_names([Point(later, "Szolnay", "agent", "attacks")], text) == {(later.start, later.end): "Ruben Szolnay"}
    both = "The court heard Ruben Szolnay and Orla Szolnay. Later Szolnay attacked Sorn."
    later = Span.of(both, both.index("Szolnay attacked"), both.index("Szolnay attacked") + 7)
    assert find_names([Point(later, "Szolnay", "agent", "attacks")], both) == {(later.start, later.end): "Szolnay"}


def test_a_name_stands_for_the_topic_where_no_claim_is_about_it() -> None:
    text = "The Saltgate Kitchen feeds them. The Kitchen is a front for the Sixth Bureau. It was founded in Sorn."
    assert named(text, ("Saltgate Kitchen", "agent"), ("Sixth Bureau", "principal"), ("It", "patient"))[-1] == "Saltgate Kitchen"


def test_a_preposition_is_no_part_of_a_full_name() -> None:
    assert full_names(["behind Colonel Lohm", "Lohm", "SDF operations to isolate Raqqa", "Raqqa"]) == {}


def test_who_does_it_is_not_whom_it_is_done_to() -> None:
    text = "Idris Maro waited in Kelm. The emir had sent him to Lisk."
    assert named(text, ("Idris Maro", "agent"), ("emir", "agent"), ("him", "patient"))[-1] == "Idris Maro"
    text = "Idris Maro waited in Kelm. The emir said that guards beat him."
    assert named(text, ("Idris Maro", "agent"), ("emir", "agent"), ("him", "patient"))[-1] == "emir"


def test_a_capital_that_only_begins_a_sentence_is_not_kept() -> None:
    text = "Security forces fled. The governor called for more security."
    assert named(text, ("Security forces", "agent")) == ["security forces"]
    text = "Vale Street burnt, and a vale near it. The people of Vale fled."
    assert named(text, ("Vale Street", "patient")) == ["Vale Street"]  # large within a sentence too
    text = "Colonel Daro Melikset fled. The other colonel stayed."
    assert named(text, ("Colonel Daro Melikset", "agent")) == ["Daro Melikset"]


def test_what_is_called_so_called_has_the_name_it_is_called() -> None:
    assert named("The so-called Northern Guard fled.", ("so-called Northern Guard", "agent")) == ["Northern Guard"]
    assert named("The so-called experts fled.", ("so-called experts", "agent")) == ["so-called experts"]


@pytest.mark.parametrize(
    "text",
    [
        "Henrik Orr, the mayor of Osk, fled.",
        "Henrik Orr, deputy mayor of Osk, fled.",
        "The mayor of Osk, Henrik Orr, fled.",
        "Mayor Henrik Orr fled.",
        "Osk's mayor Henrik Orr fled.",
    ],
)
def test_a_post_said_once_beside_a_name_means_its_holder_later(text: str) -> None:
    later = f"{text} Troops came to Osk. Later the mayor attacked them."
    mayor = Span.of(later, later.index("mayor attacked"), later.index(" attacked"))
    name = Span.of(later, later.index("Henrik Orr"), later.index("Henrik Orr") + 10)
    every = [Point(name, "Henrik Orr", "agent"), Point(mayor, "mayor", "agent")]
    assert find_names(every, later)[mayor.start, mayor.end] == "Henrik Orr"
    held = [Point(name, "Henrik Orr", "agent"), Point(mayor, "mayor", "object")]  # a post is not its holder
    assert find_names(held, later)[mayor.start, mayor.end] == "mayor"


def test_of_two_holders_of_a_post_neither_is_guessed() -> None:
    text = "Mayor Henrik Orr fled. Mayor Ilse Lohm stayed. Later they saw that the mayor fell."
    assert named(text, ("Henrik Orr", "agent"), ("Ilse Lohm", "agent"), ("mayor", "agent"))[-1] == "mayor"


def test_a_pronoun_that_the_reader_left_stays() -> None:
    text = "The Bureau met the Directorate. It denied the rest."
    bureau, it = (Span.of(text, text.index(words), text.index(words) + len(words)) for words in ("Bureau", "It"))
    points = [Point(bureau, "Bureau", "agent"), Point(it, "It", "agent", "accuses")]
    assert find_names(points, text)[it.start, it.end] == "Bureau"
    assert find_names([points[0], replace(points[1], left=True)], text)[it.start, it.end] == "It"


def test_a_mention_of_white_space_alone_does_no_harm() -> None:
    text = "Daro \x85 fled."
    assert named(text, ("Daro", "agent"), ("\x85", "patient")) == ["Daro", "\x85"]
