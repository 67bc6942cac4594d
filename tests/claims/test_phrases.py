"""A phrase is whole, ends where it leads on to something else, and fills only roles that it can."""

from __future__ import annotations

import re

from allegedly.base.span import Span
from allegedly.claims.phrases import (
    compounded,
    directed,
    is_act,
    is_measure,
    is_put_on,
    owned,
    phrase_alone,
    points_back,
    unmixed,
    whole_compound,
    whole_number,
    whole_time,
    with_body,
    with_noun,
    with_owner,
)
from allegedly.claims.sentences import find_sentences


def test_a_phrase_is_not_cut_off_within_its_owner() -> None:
    text = "Of Ruvania's military intelligence, 's gone."
    places = [(match.start(), match.end()) for match in re.finditer(r"\w+|[^\w\s]", text)]
    assert [with_owner(at, text, places) for at in range(len(places))] == [0, 1, 1, 1, 4, 5, 6, 7, 8, 9, 10]


def test_before_the_hyphen_stands_who_does_it() -> None:
    text = "Kurdish-led forces"
    spans = [("agent", Span.of(text, 12, 18)), ("patient", Span.of(text, 0, 7))]
    for trigger in (Span.of(text, 8, 11), Span.of(text, 7, 11)):
        assert compounded(spans, trigger, text) == [("patient", Span.of(text, 12, 18)), ("agent", Span.of(text, 0, 7))]
    right = [("agent", Span.of(text, 0, 7)), ("patient", Span.of(text, 12, 18))]
    assert compounded(right, Span.of(text, 8, 11), text) == right


def test_nobody_acts_on_behalf_of_whom_the_act_is_done_to() -> None:
    text = "The service hired 38 Asmeri migrants for the army."
    patient, part, army = ("patient", Span.of(text, 18, 36)), ("principal", Span.of(text, 18, 27)), ("principal", Span.of(text, 45, 49))
    assert unmixed([patient, part, army]) == [patient, army]
    flag = ("guise", army[1])
    assert unmixed([patient, flag, army]) == [patient, flag]


def test_numbers_and_times_are_not_cut_off() -> None:
    text = "About 30,000 men, 5.5 tonnes, 12."
    assert [text[: whole_number(end, text)] for end in (8, 19, 32)] == ["About 30,000", "About 30,000 men, 5.5", text[:32]]
    text = "In the past 24 hours or eight days ago on Monday evening"
    times = [whole_time(Span.of(text, start, end), text) for start, end in ((0, 11), (24, 34), (42, 48))]
    assert [time and time.text for time in times] == ["In the past 24 hours", "eight days ago", "Monday"]
    assert [time and time.text for time in [whole_time(Span.of(text, 24, 29), text)]] == ["eight days ago"]
    text = "Since the drought, in 2018 and on 4 May 2019, that night and until mid-July they fired at them, before that may."
    bare = [Span.of(text, *match.span()) for match in re.finditer(r"\b(?:Since|in|on|that|until|at|before)\b", text)]
    whole = [time and time.text for time in (whole_time(span, text) for span in bare)]
    assert whole == [None, "in 2018", "on 4 May 2019", "that night", "until mid-July", None, None, None]


def test_what_is_said_after_that_points_back_to_nobody() -> None:
    text = "The Bureau repeats that three recruits set the fire, and that these men fled."
    assert not points_back(text, Span.of(text, 24, 38))
    assert points_back(text, Span.of(text, 68, 71))
    assert (text[24:38], text[68:71]) == ("three recruits", "men")


def test_nothing_is_parted_at_a_possessive() -> None:
    text = "They met in the migrants' hostel"
    places = [(0, 4), (5, 8), (9, 11), (12, 15), (16, 24), (26, 32)]
    assert owned([("place", 4, 4), ("place", 5, 5)], text, places) == [("place", 4, 5)]
    assert owned([("agent", 4, 4), ("place", 5, 5)], text, places) == [("agent", 4, 4), ("place", 5, 5)]


def test_a_rank_and_its_name_are_one() -> None:
    text = "They shot Col. Ardizzone. Marek fled"
    places = [(0, 4), (5, 9), (10, 13), (13, 14), (15, 24), (24, 25), (26, 31), (32, 36)]
    assert owned([("patient", 2, 2), ("patient", 4, 4)], text, places) == [("patient", 2, 4)]
    assert owned([("patient", 4, 4), ("patient", 6, 6)], text, places) == [("patient", 4, 4), ("patient", 6, 6)]


def test_a_post_is_in_the_body_that_its_words_name() -> None:
    text = "an officer of the Fourth Directorate of Ostland fled"
    agent, post = Span.of(text, 3, 47), Span.of(text, 3, 10)
    assert with_body([("agent", agent)], "works_for", post, text)[1:] == [("patient", Span.of(text, 18, 47))]
    known = [("agent", agent), ("patient", Span.of(text, 40, 47))]
    assert with_body(known, "works_for", post, text) == known
    assert with_body([("agent", agent)], "leads", post, text) == [("agent", agent)]
    text = "agents of Keldovia's security service fled"
    agent = Span.of(text, 0, 37)
    assert with_body([("agent", agent)], "works_for", Span.of(text, 0, 6), text)[1:] == [("patient", Span.of(text, 10, 37))]


def test_its_spokesman_speaks_for_it_and_not_for_himself() -> None:
    text = "Its spokesman, Mohamed Ilyas, denied it"
    office, post = Span.of(text, 0, 13), Span.of(text, 4, 13)
    assert with_body([("patient", office)], "works_for", post, text) == [("patient", Span.of(text, 0, 3))]
    assert with_body([("patient", office)], "kills", post, text) == [("patient", office)]


def test_a_guise_needs_a_word_that_makes_it_one() -> None:
    text = "Rebels dressed as policemen took the post. The killing of Oren Vask, a leader of the Dock Union, was theirs. They went in as pilgrims."
    policemen, union, pilgrims = (Span.of(text, text.index(w), text.index(w) + len(w)) for w in ("policemen", "Dock Union", "pilgrims"))
    sentences = find_sentences(text)
    assert [is_put_on(span, text, sentences[n]) for n, span in enumerate((policemen, union, pilgrims))] == [True, False, True]


def test_a_phrase_ends_before_the_word_that_leads_on_and_holds_its_whole_compound() -> None:
    text = "men in uniform met her ex-wife, a take-it-or-leave-it offer of Kurdish-led forces. Copied: her copied-and-pasted words. Her parents held her."

    def at(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    nowhere = Span.of(text, 0, 1)
    assert phrase_alone(at("men in"), text).text == "men"
    assert phrase_alone(at("held her."), text).text == "held her"
    assert whole_compound(at("ex"), nowhere, text).text == "ex-wife"
    assert whole_compound(at("or-leave-it offer"), nowhere, text).text == "take-it-or-leave-it offer"
    assert whole_compound(at("Kurdish"), at("led"), text).text == "Kurdish"
    assert whole_compound(at("copied"), nowhere, text).text == "copied"


def test_a_mark_so_called_and_a_rank_before_a_name_are_no_acts() -> None:
    text = "the so-called Army of Major General Ivo Vale, a general"

    def act(type: str, words: str, nth: int = 0) -> bool:
        start = [n for n in range(len(text)) if text.startswith(words, n)][nth]
        return is_act(type, start, start + len(words), text)

    assert not any((act("belongs_to", "-"), act("belongs_to", "so-called"), act("leads", "Major General"), act("works_for", "General")))
    assert act("leads", "general")
    assert act("attacks", "Army")


def test_a_phrase_that_was_cut_off_before_its_noun_gets_it_back() -> None:
    text = "A border guard met a 23-year-old woman, its prime minister and rebels men of the police told so."

    def at(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    assert with_noun(at("border"), at("met"), text).text == "border guard"
    assert with_noun(at("23-year-old"), at("met"), text).text == "23-year-old woman"
    assert with_noun(at("its prime"), at("prime minister"), text).text == "its prime"
    assert with_noun(at("rebels"), at("told"), text).text == "rebels"


def test_who_is_hired_by_the_week_is_not_hired_by_a_week() -> None:
    text = "A foreign army, hired by the week, and by the people."
    places = [Span.of(text, at, at + len(words)) for words in ("week", "the week", "people") for at in [text.index(words)]]
    assert [is_measure(span, text) for span in places] == [True, True, False]


def test_from_and_to_say_which_way_somebody_went() -> None:
    text = "They fled from the main areas to Pell, close to Tarn, into the hills."
    areas, pell, tarn, hills = (
        Span.of(text, at, at + len(word)) for word in ("main areas", "Pell", "Tarn", "hills") for at in [text.index(word)]
    )
    assert [directed("destination", span, text) for span in (areas, pell, tarn, hills)] == ["origin", *["destination"] * 3]
    assert [directed("origin", span, text) for span in (areas, pell, tarn, hills)] == ["origin", "destination", "origin", "destination"]
    assert directed("place", areas, text) == "place"
