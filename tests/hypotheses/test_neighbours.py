"""What the words around a claim supply, and what they must not."""

from __future__ import annotations

from allegedly.hypotheses.cast import Actor, Cast
from allegedly.hypotheses.fronts import days_of, find_fronts
from tests.hypotheses.reports import cast_of, claim, told

POSED = "Agents of the Bureau posed as the League to recruit migrants."


def test_a_disguise_without_a_wearer_is_worn_by_the_last_to_act_before_the_verb() -> None:
    cast = Cast(told(POSED, 'poses_as "posed as" guise=League', 'works_for "Agents" agent=Agents of the Bureau; patient=Bureau'))
    posed, tie = cast.claims
    assert cast.role(posed, "agent") == ("Agents of the Bureau",)
    assert cast.completed(posed) and not cast.completed(tie)


def test_a_front_says_which_of_its_claims_were_completed_and_is_lifted_to_the_body_in_the_doers_own_name() -> None:
    text = told(POSED, 'poses_as "posed as" guise=League', 'works_for "Agents" agent=Agents of the Bureau; patient=Bureau')
    cast = Cast(
        [*text, claim("attacks agent=League; patient=Port")],
        known={"agents of the bureau": Actor(name="Agents of the Bureau", kind="people")},
    )
    front = next(each for each in find_fronts(cast) if each.apparent == "League")
    assert front.alleged == "Bureau" and front.via and front.via.actors == ("Agents of the Bureau", "Bureau")
    assert front.completed == (text[0].id,)


def test_one_act_in_the_same_guise_gives_its_agent_to_the_other() -> None:
    text = "Callers in the name of the League made threats against pilots, and the union struck."
    lines = (
        'opposes "struck" agent=union',
        'threatens "threats" patient=pilots; guise=League',
        'poses_as "in the name of" agent=Callers; guise=League',
    )
    cast = Cast(told(text, *lines))
    assert cast.role(cast.claims[1], "agent") == ("Callers",)


def test_whoever_the_act_is_done_to_is_no_mask() -> None:
    text = "The Bureau hired 38 Asmeri in the name of its enemy."
    cast = Cast(told(text, 'recruits "hired" agent=Bureau; patient=38 Asmeri', 'poses_as "in the name of" agent=Bureau; guise=38 Asmeri'))
    assert cast.role(cast.claims[1], "guise") == ()
    assert not find_fronts(cast)


def test_its_enemy_is_the_only_name_that_the_document_says_was_borrowed() -> None:
    hired = told("The Bureau hired men in the name of its enemy.", 'recruits "hired" agent=Bureau; patient=men; guise=enemy')
    one = told("The recruiter called himself an officer of the League.", 'poses_as "called himself" agent=recruiter; guise=League', at=100)
    two = told("Others said that they were the Union.", 'poses_as "said" agent=Others; guise=Union', at=200)
    assert Cast([*hired, *one]).role(hired[0], "guise") == ("League",)
    assert Cast([*hired, *one, *two]).role(hired[0], "guise") == ("enemy",)  # of two names neither
    assert Cast(hired).role(hired[0], "guise") == ("enemy",)


def test_the_recruiters_are_whoever_the_document_names_as_having_recruited() -> None:
    hired = told("The Bureau hired men.", 'recruits "hired" agent=Bureau; patient=men')
    posed = told("The recruiters called themselves the League.", 'poses_as "called themselves" agent=recruiters; guise=League', at=100)
    assert Cast([*hired, *posed]).role(posed[0], "agent") == ("Bureau",)
    other = told("The Union hired boys.", 'recruits "hired" agent=Union; patient=boys', at=200)
    assert Cast([*hired, *posed, *other]).role(posed[0], "agent") == ("recruiters",)  # of two that did neither
    tied = told("The recruiters belong to the Guard.", 'belongs_to "belong" agent=recruiters; patient=Guard', at=300)
    named = told("The recruiters posed.", 'poses_as "posed" agent=recruiters > hostel recruiters; guise=recruiters', at=400)
    assert Cast([*hired, *tied]).role(tied[0], "agent") == ("recruiters",)  # the text says to whom they belong
    assert Cast([*hired, *named]).role(named[0], "agent") == ("hostel recruiters",)  # somebody resolved it already


def test_other_documents_and_other_sentences_supply_nothing() -> None:
    posed = told("Men posed as the League.", 'poses_as "posed as" guise=League')
    before = told("The Bureau met the press.", 'meets "met" agent=Bureau', at=100)
    elsewhere = told("The Bureau hired as the League.", 'recruits "hired" agent=Bureau; guise=League', document="Courier")
    assert Cast([*posed, *before, *elsewhere]).role(posed[0], "agent") == ()


def test_an_officer_who_calls_himself_somebody_wears_the_name_after_the_verb() -> None:
    cast = Cast(told("An officer who called himself Uncle Pavo came.", 'poses_as "called himself" agent=officer + Uncle Pavo'))
    assert cast.roles(cast.claims[0]) == {"agent": ("officer",), "guise": ("Uncle Pavo",)}


def test_its_officers_act_for_the_actor_that_the_sentence_names() -> None:
    text = "The Bureau admitted that its officers had printed leaflets in the name of the League."
    lines = (
        'deceives "printed" agent=Bureau + its officers > officers; guise=League',
        'poses_as "in the name of" agent=its officers; guise=League',
    )
    cast = Cast(told(text, *lines))
    assert cast.role(cast.claims[1], "agent") == ("Bureau",)


def test_a_front_an_order_and_an_informer_take_what_the_sentence_says() -> None:
    text = "Alazani Trade, described as a front of the Bureau, employs clerks."
    front = told(text, 'fronts_for "front" principal=Bureau', 'works_for "employs" agent=clerks; patient=Alazani Trade')
    assert Cast(front).role(front[0], "agent") == ("Alazani Trade",)
    order = told(
        "Lot paid the men and ordered them to sea.", 'funds "paid" agent=Lot; patient=men', 'controls "ordered" patient=them > men'
    )
    assert Cast(order).role(order[1], "agent") == ("Lot",)
    inside = told("Hadi was an informer inside the League.", 'infiltrates "informer" agent=Hadi; place=League')
    assert Cast(inside).role(inside[0], "patient") == ("League",)


def test_a_number_is_no_front() -> None:
    text = "A charity that feeds two hundred a day is a front for the Bureau."
    front = told(text, 'fronts_for "front" agent=two hundred; principal=Bureau', 'supplies "feeds" agent=charity; patient=two hundred')
    assert Cast(front).role(front[0], "agent") == ()  # "charity" is no name
    named = told(
        f"Saltgate Kitchen: {text}", 'fronts_for "front" agent=two hundred; principal=Bureau', 'supplies "feeds" agent=Saltgate Kitchen'
    )
    assert Cast(named).role(named[0], "agent") == ("Saltgate Kitchen",)


def test_acts_told_beside_a_disguise_are_its_acts_and_give_the_window_but_do_not_affirm_it() -> None:
    beside = told(
        "The Bureau posed as the League and hired men.",
        'poses_as "posed as" agent=Bureau; guise=League',
        'recruits "hired" agent=Bureau; patient=men',
    )
    front = next(each for each in find_fronts(Cast([*beside, claim("attacks agent=League; patient=Port")])) if each.apparent == "League")
    assert front.acts == (beside[1].id,) and front.affirmed == (beside[0].id,)


def test_where_no_act_is_dated_the_window_is_that_of_the_acts_laid_to_the_apparent_actor() -> None:
    lines = (
        "recruits agent=Bureau; patient=men; guise=League",
        "recruits agent=League; patient=men @ 2016-05",
        "attacks agent=League; patient=Port @ 2011",
    )
    front = next(each for each in find_fronts(cast_of(*lines)) if each.shape == "in the name of")
    assert front.window_is_apparent and days_of(front.window) == "2016-05-01/2016-05-31"


def test_whose_a_name_is_follows_adjectives_of_bodies_full_names_and_abbreviations() -> None:
    known = {
        "keld": Actor(name="Keld", kind="place", aliases=("Keldish",)),
        "keldish intelligence": Actor(name="Keldish intelligence", kind="service"),
        "keldish pilgrims": Actor(name="Keldish pilgrims", kind="people"),
        "sixth bureau": Actor(name="Sixth Bureau", kind="service", aliases=("Keld's Sixth Bureau",)),
    }
    lines = (
        "poses_as agent=men; guise=Keldish intelligence",
        "poses_as agent=men; guise=Keldish pilgrims",
        "attacks agent=Keld; patient=Sixth Bureau",
    )
    cast = Cast([*cast_of(*lines).claims, claim("poses_as agent=men; guise=Sixth B.")], known=known)
    assert cast.in_whose_name("Keldish intelligence") == "Keld"
    assert cast.in_whose_name("Keldish pilgrims") == "Keldish pilgrims"
    assert cast.in_whose_name("Patriots of Keld") == "Patriots of Keld" and cast.in_whose_name("agents of Keld") == "Keld"
    assert cast.in_whose_name("Sixth B.") == cast.in_whose_name("Sixth Bureau of the Keldish staff") == "Sixth Bureau"
    assert cast.owner("Sixth Bureau") == "Keld" and cast.owner("Keld") == "Keld"


def test_parts_are_those_whose_name_says_so() -> None:
    names = (
        "Bureau officers",
        "officers of the Bureau",
        "spokesman for Bureau",
        "the Bureau's men",
        "Bureaucrats",
        "friend of Bureau's enemy",
    )
    cast = cast_of(*(f"travels agent={name}" for name in names), "travels agent=Bureau")
    assert set(cast.parts("Bureau")) == {name for name in cast.actors if cast.part_of(name, "Bureau")}
    assert "Bureaucrats" not in cast.parts("Bureau") and len(cast.parts("Bureau")) == 5
