"""Who copied whom, and what does not show it."""

from __future__ import annotations

import random

import pytest

from allegedly.evidence.copying import (
    Correction,
    compare_wording,
    delta_of_wording,
    find_copies,
    find_corrections,
    without_habits,
)
from tests.factory import document

STORY = (
    "Gunmen overran the sleepy border post at Tavel before sunrise and drove away with lorries full of grain. "
    "Villagers watched from their roofs while the telephone exchange burned behind them. "
    "The mayor, a former schoolteacher, begged neighbouring districts for blankets and diesel."
)
OWN = (
    "Thieves emptied the customs store in Tavel on Tuesday, taking 40 sacks. "
    "Its guard slept through everything, his wife recalled over breakfast. "
    "Farmers nearby now padlock whatever stands outdoors."
)
QUOTE = "“Whoever opened that gate had the only key in town,” he said."


def report(name, text, published="2021-03-04", publisher=None, **fields):
    return document(text, name, published=published, publisher=publisher or f"The {name.title()}", **fields)


def found(*documents, kind="copies", **options):
    name = {d.id: d.name for d in documents}
    return {(name[x.later], name[x.earlier]): x for x in find_copies(documents, **options) if x.kind == kind}


def test_the_later_of_two_alike_texts_copies_the_earlier():
    ((ends, link),) = found(report("copy", STORY, "2021-03-05"), report("first", STORY, "2021-03-04")).items()
    assert ends == ("copy", "first") and link.delta > 0.95 and link.directed
    assert "words in one passage outside quotation marks" in link.reasons[0] and "published earlier" in link.reasons[0]


def test_both_spans_of_every_sign_stand_in_their_texts():
    first, copy = report("first", STORY + " " + QUOTE), report("copy", "Rain fell. " + STORY + " " + QUOTE, "2021-03-05")
    links = find_copies([first, copy])
    assert {link.kind for link in links} == {"copies", "speaker"}
    for pair in (pair for link in links for pair in link.pairs):
        pair.later.check(copy.text)
        pair.earlier.check(first.text)


def test_agreement_of_names_numbers_and_dates_never_makes_a_link():
    one = "On 9 February 2021 the Sixth Bureau hired 38 Asmeri in Quarrel Street, Brannhaven, for 400 crowns; Emil Garrow died."
    other = "Emil Garrow lost his life. For 400 crowns each, 38 Asmeri were taken on by the Sixth Bureau (Quarrel Street, Brannhaven) until 9 February 2021."
    assert find_copies([report("one", one), report("other", other, "2021-03-05")]) == []


def test_a_shared_quotation_makes_the_sources_one_and_not_the_reports():
    one, other = report("one", f"{STORY} {QUOTE}"), report("other", f"{OWN} {QUOTE}", "2021-03-05")
    assert not found(one, other)
    ((ends, link),) = found(one, other, kind="speaker").items()
    assert ends == ("other", "one") and link.delta > 0.9
    assert link.pairs[0].later.text.startswith("Whoever opened") and "“" not in link.pairs[0].later.text


def test_a_quotation_cut_short_is_the_same_quotation():
    short = QUOTE.replace(" in town", "")
    assert found(report("one", f"{STORY} {QUOTE}"), report("other", f"{OWN} {short}"), kind="speaker")


@pytest.mark.parametrize(
    "spoken", ["“No comment at all,” he said.", "“It is what it is,” he said.", "“Anything but that one here today,” she said."]
)
def test_few_or_empty_or_other_words_make_nobody_one(spoken):
    other = spoken if "Anything" not in spoken else "“Grandmother cooked three enormous salty dumplings,” she said."
    assert not found(report("one", f"{STORY} {spoken}"), report("other", f"{OWN} {other}"), kind="speaker")


def test_two_reports_of_one_outlet_are_not_linked():
    assert find_copies([report("one", STORY, publisher="The Post"), report("two", STORY + " More.", "2021-03-09", "Post")]) == []


def test_a_copy_of_a_copy_is_linked_to_the_text_that_explains_most():
    extra = " Somebody had painted a yellow moustache on the governor's enormous portrait overnight."
    wire, paper = report("wire", STORY), report("paper", STORY + extra, "2021-03-05")
    blog = report("blog", STORY + extra, "2021-03-06")
    assert set(found(wire, paper, blog)) == {("paper", "wire"), ("blog", "paper")}


def test_a_text_made_of_two_others_is_linked_to_both():
    links = found(report("one", STORY), report("two", OWN), report("both", f"{STORY} {OWN}", "2021-03-05"))
    assert set(links) == {("both", "one"), ("both", "two")}


def test_on_one_day_the_text_that_holds_less_is_the_copy():
    whole, cut = report("a-whole", f"{STORY} {OWN}"), report("b-cut", STORY)
    assert set(found(whole, cut)) == set(found(report("b-whole", f"{STORY} {OWN}"), cut)) ^ {("b-cut", "a-whole"), ("b-cut", "b-whole")}


def test_without_anything_to_tell_the_direction_the_link_says_so():
    (link,) = found(report("one", STORY, None), report("two", STORY, None)).values()
    assert not link.directed and "cannot be told" in link.reasons[0]


def test_an_earlier_year_is_earlier_than_a_later_day_but_the_same_year_is_not():
    assert all(link.directed for link in found(report("old", STORY, "2020"), report("new", STORY, "2021-03-05")).values())
    assert not any(link.directed for link in found(report("old", STORY, "2021"), report("new", STORY, "2021-03-05")).values())


def test_a_credited_agency_is_named_as_the_reason():
    wire = report("wire", STORY, "2021-03-04", "Norwire")
    ((ends, link),) = found(report("paper", STORY, "2021-03-04", agency="Norwire"), wire).items()
    assert ends == ("paper", "wire") and link.directed
    assert any("credits Norwire" in reason for reason in link.reasons)


def test_a_credit_without_shared_words_is_a_suspicion_and_an_old_wire_none():
    paper = report("paper", OWN, "2021-03-05", agency="Norwire")
    (link,) = found(report("wire", STORY, "2021-03-04", "Norwire"), paper).values()
    assert link.delta == 0.5
    assert not found(report("wire", STORY, "2021-02-04", "Norwire"), paper)
    two = [report("wire", STORY, "2021-03-04", "Norwire"), report("second", "Rain fell.", "2021-03-04", "Norwire")]
    assert {link.delta for link in found(*two, paper).values()} == {0.25}


def test_two_papers_that_credit_one_absent_agency_are_more_surely_one():
    short = "Villagers watched from their roofs while the telephone exchange burned. "
    plain = [report("one", short + OWN), report("two", short + "Rain fell.", "2021-03-05")]
    credited = [report("one", short + OWN, agency="Norwire"), report("two", short + "Rain fell.", "2021-03-05", agency="Norwire")]
    (without,), (with_credit,) = found(*plain).values(), found(*credited).values()
    assert without.delta < with_credit.delta and "not in the case" in " ".join(with_credit.reasons)


WRONG = "The hostel stands in Quarry Street, they said."
RIGHT = "The report misnamed a street: the hostel is in Quarrel Street; there is no Quarry Street in the city."


def test_a_mistake_in_common_is_a_sign_once_somebody_says_that_it_is_one():
    first, later = report("first", WRONG), report("later", f"{OWN} They live in Quarry Street now.", "2021-03-05")
    assert not found(first, later)
    links = found(first, later, report("correction", RIGHT, "2021-04-01"))
    assert set(links) == {("later", "first")}
    assert "both write “Quarry Street” for Quarrel Street" in links["later", "first"].reasons[0]
    assert set(found(first, later, corrections=[Correction("Quarry Street", "Quarrel Street")])) == {("later", "first")}


def test_the_right_name_in_common_is_no_sign():
    texts = ["They stopped in Quarrel Street.", "It happened in Quarrel Street."]
    documents = [report(name, text, day) for name, text, day in zip(("a", "b"), texts, ("2021-03-04", "2021-03-05"))]
    assert not found(*documents, corrections=[Correction("Quarry Street", "Quarrel Street")])


def test_a_correction_names_both_spellings_and_where_it_stands():
    (correction,) = find_corrections([report("correction", RIGHT)])
    assert (correction.wrong, correction.right) == ("Quarry Street", "Quarrel Street")
    correction.span.check(RIGHT)
    assert not find_corrections([report("other", "There is no Quarry Street in Pell. Dolphin Street is wide.")])


def test_one_byline_is_a_link_between_neighbours_in_time():
    days = ("2021-03-04", "2021-03-05", "2021-03-06")
    reports = [report(name, text, day, byline="Jonas Pehl") for name, text, day in zip("abc", (STORY, OWN, "Rain fell."), days)]
    assert set(found(*reports, kind="author")) == {("b", "a"), ("c", "b")}
    assert not found(report("a", STORY, byline="Staff"), report("b", OWN, byline="Staff"), kind="author")


def test_a_phrase_of_many_weeks_weighs_less_than_one_of_one_week():
    habit = "Villagers watched from their roofs while the telephone exchange burned behind them, witnesses remembered yesterday."
    rng = random.Random(5)

    def filler():
        return " ".join("".join(rng.choices("abcdefgh", k=7)) for _ in range(40)) + "."

    def papers(days):
        return [report(f"paper{k}", f"{habit} {filler()}", day) for k, day in enumerate(days)]

    one_week = found(*papers([f"2021-03-0{k}" for k in range(1, 7)]))
    many_weeks = found(*papers([f"2021-0{k}-01" for k in range(1, 7)]))
    assert min(link.delta for link in one_week.values()) > 0.5
    assert max((link.delta for link in many_weeks.values()), default=0) < 0.2
    assert list(without_habits([])) == []


def test_more_shared_weight_is_never_less_probable_and_never_certain():
    deltas = [delta_of_wording(weight) for weight in range(200)]
    assert deltas == sorted(deltas) and deltas[-1] < 1


def test_a_pair_can_be_compared_by_itself():
    assert compare_wording(report("one", STORY), report("two", OWN)) is None
    sign = compare_wording(report("one", STORY), report("two", STORY, "2021-03-05"))
    assert sign and sign.trace == "wording" and sign.delta > 0.95


def test_the_order_of_the_documents_changes_nothing():
    documents = [
        report("wire", STORY),
        report("paper", STORY, "2021-03-05"),
        report("blog", f"{STORY} {QUOTE}", "2021-03-06"),
        report("own", f"{OWN} {QUOTE}"),
    ]
    assert find_copies(documents) == find_copies(documents[::-1]) == find_copies([*documents, *documents])
    assert find_copies([]) == []


def test_a_mistake_repeated_by_one_outlet_or_on_one_day_shows_no_direction():
    fixed = [Correction("Quarry Street", "Quarrel Street")]
    first = report("first", WRONG)
    assert not found(first, report("again", f"{OWN} It was Quarry Street.", "2021-03-09", publisher=first.publisher), corrections=fixed)
    assert not found(first, report("same-day", f"{OWN} It was Quarry Street."), corrections=fixed)
