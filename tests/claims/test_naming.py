"""Mentions take the fullest name that the document gives them."""

from __future__ import annotations

from allegedly.base.span import Span
from allegedly.claims.naming import Names, bare_name, find_acronyms, find_offices, is_called, is_name, is_title

TEXT = "Colonel Daro Melikset counted it. Melikset left. He denied it. The colonel lied."


def span(words: str, nth: int = 0) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return Span.of(TEXT, at, at + len(words))


def names(**antecedents: Span) -> Names:
    return Names(
        [span("Daro Melikset")], ["Colonel Daro Melikset"], {(s.start, s.end): a for s, a in ((span(k), a) for k, a in antecedents.items())}
    )


def test_a_title_is_not_part_of_a_persons_name() -> None:
    assert names().name_of(span("Colonel Daro Melikset")) == "Daro Melikset"


def test_a_surname_takes_the_full_name() -> None:
    assert names().name_of(span("Melikset", 1)) == "Daro Melikset"


def test_a_surname_that_stands_alone_before_takes_the_full_name_and_no_title() -> None:
    text = "Oyarzo spoke. Nkemdi Oyarzo, Iran's President Rouhani, Omar Abu Anas and Anas Ahmad listened. Minister Ellwood did not."

    def place(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    persons = ("Oyarzo", "Nkemdi Oyarzo", "Iran's President Rouhani", "Omar Abu Anas", "Anas Ahmad", "Minister Ellwood")
    of = Names([place(words) for words in persons], (), {})
    shorts = ("Oyarzo", "Rouhani", "Anas", "Ellwood")
    assert [of.full_name(place(short)) for short in shorts] == ["Nkemdi Oyarzo", "Rouhani", "Anas", "Ellwood"]


def test_a_pronoun_takes_the_name_of_its_antecedent() -> None:
    assert names(He=span("Melikset", 1)).name_of(span("He")) == "Daro Melikset"


def test_an_unlinked_description_keeps_its_words() -> None:
    assert names().name_of(span("The colonel")) == "colonel"


def test_an_antecedent_that_stands_later_is_not_followed() -> None:
    assert names(it=span("The colonel")).name_of(span("it")) == "it"


def test_articles_and_possessives_are_not_part_of_a_name() -> None:
    assert bare_name("the Dawn  Covenant's") == "Dawn Covenant"
    assert not is_name("they")
    assert not is_name("two border officials")


def test_an_article_inside_a_name_stays() -> None:
    assert bare_name("a Russian military spokesman") == "Russian military spokesman"


def test_an_acronym_takes_the_words_that_the_text_gives_for_it() -> None:
    assert find_acronyms("the Kurdish-led Syrian Democratic Forces (SDF) and the Party of God (XYZ)") == {"SDF": "Syrian Democratic Forces"}


def test_an_unlinked_he_stays_he() -> None:
    assert names().name_of(span("He")) == "He"


def test_a_surname_is_one_with_and_without_its_article() -> None:
    text = "Ziad al-Karbuli was heard. Karbuli denied it."
    full, short = (Span.of(text, text.index(words), text.index(words) + len(words)) for words in ("Ziad al-Karbuli", "Karbuli denied"))
    of = Names([full], (), {})
    assert of.name_of(Span.of(text, short.start, short.start + len("Karbuli"))) == "Ziad al-Karbuli"


def test_a_title_alone_is_no_name() -> None:
    assert [is_title(words) for words in ("Mr", "Lt. Gen.", "Mr Aldo", "Aldo", "")] == [True, True, False, False, False]


def test_whoever_speaks_for_a_body_is_not_its_full_name() -> None:
    text = "A spokesperson for the German government spoke. The German government agreed."
    at = text.rindex("German government")
    known = Names([], ["spokesperson for the German government"], {})
    assert known.name_of(Span.of(text, at, at + len("German government"))) == "German government"


def test_an_office_before_one_name_alone_is_that_person() -> None:
    text = "The harbour minister, Anna Lohm, left. The harbour minister spoke. Captain Oto Brandt and Captain Ilse Varga stayed."
    persons = [Span.of(text, text.index(who), text.index(who) + len(who)) for who in ("Anna Lohm", "Oto Brandt", "Ilse Varga")]
    offices = find_offices(text, persons)
    assert offices["harbour minister"] == "Anna Lohm"
    assert not {"captain", "the harbour minister spoke"} & offices.keys()
    again = text.index("harbour minister", 30)
    assert Names(persons, [], {}, offices).name_of(Span.of(text, again, again + 16)) == "Anna Lohm"


def test_an_office_or_a_body_that_begins_with_a_title_keeps_its_words() -> None:
    for words in ("colonel of the bureau", "Minister of Interior", "General Staff", "General Directorate of Vesk", "Sultan Ivo division"):
        assert bare_name(words) == words
    assert [bare_name(words) for words in ("Major General Ivo al-Din", "Sheikh bin Vale")] == ["Ivo al-Din", "bin Vale"]


def test_a_place_is_not_short_for_what_stands_in_it_or_is_called_after_it() -> None:
    text = "The University of Westmoor and Marek's Costa Livia are read of; Westmoor and Costa Livia are not they. The Army of the Covenant is the Covenant."
    mentioned = ["University of Westmoor", "Marek's Costa Livia", "Army of the Covenant"]
    of = Names((), mentioned, {})

    def last(words: str) -> Span:
        return Span.of(text, text.rindex(words), text.rindex(words) + len(words))

    assert [of.full_name(last(words)) for words in ("Westmoor", "Costa Livia", "Covenant")] == [
        "Westmoor",
        "Costa Livia",
        "Army of the Covenant",
    ]


def test_the_head_of_a_description_tells_whose_it_can_be() -> None:
    text = "Brian Vale, the premier of Pell, met Abu Yazid. Colonel Omar Drell and the Free Hills Front of the premier left."
    assert is_called("Brian Vale", "premier", text)
    assert is_called("Omar Drell", "colonel", text)
    assert is_called("Free Hills Front", "front", text)
    assert is_called("Dawn Covenant", "group", text)
    assert not is_called("Abu Yazid", "colonel", text)
    assert not is_called("Free Hills Front", "directorate", text)
    assert not is_called("Rohen insurgents", "group", text)
