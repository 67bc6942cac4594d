from __future__ import annotations

from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.fronts import NOBODY, Front, days_of, find_fronts
from tests.hypotheses.reports import cast_of, claim

PLANTED = (
    "recruits agent=Bureau; patient=migrants; guise=League @ 2016-05 by an officer",
    "recruits agent=Bureau; patient=students; guise=League @ 2016-08-03 by Omar Salih",
    "attacks agent=League; patient=Port",
    "recruits agent=League; patient=migrants by two officials",
    "Bureau release: not poses_as agent=Bureau; guise=a foreign service",
    "not recruits agent=League; patient=anybody by spokesman of the League",
)


def only(fronts: tuple[Front, ...]) -> Front:
    assert len(fronts) == 1, [front.sentence for front in fronts]
    return fronts[0]


def test_both_actors_stand_apart_with_acts_window_and_sources() -> None:
    front = only(find_fronts(cast_of(*PLANTED)))
    assert (front.shape, front.apparent, front.alleged) == ("in the name of", "League", "Bureau")
    assert (len(front.acts), days_of(front.window)) == (2, "2016-05-01/2016-08-03")
    assert front.sources == ("an officer", "Omar Salih")


def test_denials_the_face_value_and_the_word_of_the_apparent_actor_stand_beside_it() -> None:
    cast = cast_of(*PLANTED)
    front = only(find_fronts(cast))
    by_id = {claim.id: claim for claim in cast.claims}
    assert [by_id[id].document for id in front.denied] == ["Bureau release"]
    assert front.deniers == ("Bureau release",)
    assert [cast.speaker(by_id[id]) for id in front.face_value] == ["two officials"]  # not the attack, which nobody did in its name
    assert [cast.speaker(by_id[id]) for id in front.disowned] == ["spokesman of the League"]
    assert front.owned == ()


def test_a_claim_of_responsibility_by_the_apparent_actor_is_told_apart_from_what_others_say() -> None:
    front = only(find_fronts(cast_of(PLANTED[0], "League: recruits agent=League; patient=migrants", "attacks agent=League; patient=Port")))
    assert len(front.owned) == 1 and front.face_value == ()


def test_the_sentence_never_says_that_it_is_so() -> None:
    for front in find_fronts(
        cast_of(
            *PLANTED,
            "fronts_for agent=Harbour Trust; principal=Bureau",
            "infiltrates agent=Bureau; patient=League",
            "stages agent=Bureau; patient=rebels; object=raid",
            "controls agent=Bureau; patient=Dawn Militia",
            "attacks agent=Dawn Militia; patient=Port; principal=Bureau",
            "travels agent=Sixty men; guise=pilgrims",
        )
    ):
        assert "said to" in front.sentence


def test_shapes_follow_the_kind_of_claim() -> None:
    fronts = find_fronts(
        cast_of(
            "fronts_for agent=Harbour Trust; principal=Bureau",
            "infiltrates agent=two men; patient=League; principal=Bureau",
            "stages agent=Bureau; patient=rebels; object=raid",
            "stages agent=Bureau; object=trial",
            "controls agent=Bureau; patient=Dawn Militia",
            "attacks agent=Dawn Militia; patient=Port; principal=Bureau",
            "travels agent=Sixty men; guise=pilgrims",
        )
    )
    assert {(front.shape, front.apparent, front.alleged) for front in fronts} == {
        ("front for", "Harbour Trust", "Bureau"),
        ("inside", "League", "Bureau"),
        ("staged", "rebels", "Bureau"),
        ("staged", NOBODY, "Bureau"),
        ("directed by", "Dawn Militia", "Bureau"),
        ("acting for", "Dawn Militia", "Bureau"),
        ("under cover as", "pilgrims", "Sixty men"),
    }


def test_people_of_a_country_are_a_cover_until_they_are_said_to_act() -> None:
    posing = "travels agent=Sixty men; guise=Ferani pilgrims"
    kinds = {"ferani pilgrims": "people"}
    assert only(find_fronts(cast_of(posing, kinds=kinds))).shape == "under cover as"
    acting = cast_of(posing, "attacks agent=Ferani pilgrims; patient=Port", kinds=kinds)
    assert only(find_fronts(acting)).shape == "in the name of"


def test_a_chief_is_not_behind_his_own_body_and_neither_is_its_council() -> None:
    assert not find_fronts(cast_of("controls agent=Ilan Vey; patient=League", kinds={"ilan vey": "person"}))
    assert not find_fronts(cast_of("controls agent=League council of five; patient=League"))


def test_unnamed_doers_are_lifted_to_the_body_they_are_said_to_belong_to_and_the_tie_is_shown() -> None:
    front = only(
        find_fronts(
            cast_of(
                "recruits agent=recruiters; patient=migrants; guise=League by an officer",
                "works_for agent=recruiters; patient=Bureau by an officer",
                "belongs_to agent=recruiters; patient=League by two officials",
                "attacks agent=League; patient=Port",
            )
        )
    )
    assert front.alleged == "Bureau"
    assert front.via and front.via.actors == ("recruiters", "Bureau") and front.via.stated_by == ("an officer",)
    assert len(front.face_value) == 1  # that they belong to the League


def test_whoever_lends_the_name_is_never_lifted_to() -> None:
    fronts = find_fronts(
        cast_of(
            "recruits agent=recruiters; guise=League; patient=migrants",
            "recruits agent=recruiters; guise=Union; patient=migrants",
            "belongs_to agent=recruiters; patient=Union",
            "attacks agent=League; patient=Port",
            "attacks agent=Union; patient=Port",
        )
    )
    assert {front.alleged for front in fronts} == {"recruiters"}


def test_an_envoy_of_the_league_acts_in_the_name_of_the_league() -> None:
    front = only(
        find_fronts(cast_of("meets agent=Idris Vant; patient=students; guise=envoy of the League", "attacks agent=Dawn League; patient=X"))
    )
    assert (front.shape, front.apparent) == ("in the name of", "Dawn League")


def test_insiders_are_sources_that_belong_to_the_alleged_actor() -> None:
    front = only(
        find_fronts(
            cast_of(
                "recruits agent=Bureau; patient=migrants; guise=League by Sergeant Hall / Piet Hall",
                "works_for agent=Piet Hall; patient=Bureau",
                "recruits agent=Bureau; patient=students; guise=League by a priest",
                "attacks agent=League; patient=Port",
            )
        )
    )
    assert front.insiders == ("Piet Hall",)


def test_what_is_only_denied_or_only_planned_is_no_front() -> None:
    assert not find_fronts(cast_of("not fronts_for agent=Harbour Trust; principal=Bureau"))
    assert not find_fronts(cast_of(claim("recruits agent=Bureau; patient=men; guise=League", realis="planned")))


def test_origins_are_asked_for_the_affirming_claims_and_order_the_rows() -> None:
    cast = cast_of(
        "fronts_for agent=Harbour Trust; principal=Bureau by A One",
        "fronts_for agent=Harbour Trust; principal=Bureau by A Two",
        "fronts_for agent=Mill; principal=Bureau by A Three",
    )
    assert [front.apparent for front in find_fronts(cast)] == ["Harbour Trust", "Mill"]
    copied = find_fronts(cast, origins=lambda claims: (1, 2) if len(claims) == 2 else (2, 2))
    assert [(front.apparent, front.origins) for front in copied] == [("Mill", (2, 2)), ("Harbour Trust", (1, 2))]


def test_what_has_gone_on_since_the_autumn_went_on_until_it_was_reported() -> None:
    claims = [claim("recruits agent=Bureau; patient=men; guise=League @ 2020-09/.."), claim("attacks agent=League; patient=Port")]
    open_ended, dated = Cast(claims), Cast(claims, published=lambda claim: "2021-03-05")
    assert days_of(only(find_fronts(open_ended)).window) == "2020-09-01/.."
    assert days_of(only(find_fronts(dated)).window) == "2020-09-01/2021-03-05"
    before = Cast(claims, published=lambda claim: "2020-08")  # a report older than what it tells of: one of the two dates is wrong
    assert days_of(only(find_fronts(before)).window) == "2020-09-01/.."
