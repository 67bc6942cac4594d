from __future__ import annotations

import pytest

from allegedly.base.errors import NotFound
from allegedly.hypotheses.dossier import find_dossier
from allegedly.hypotheses.responsibility import find_placings, ladder
from allegedly.hypotheses.support import find_sponsors, find_support
from tests.hypotheses.reports import cast_of

GIVEN = (
    "arms agent=Junta; patient=Dawn Militia; object=rockets; place=Tarn @ 2016 by an officer",
    "arms agent=Junta; patient=Dawn Militia; object=rockets; place=Tarn @ 2016 by the mayor",
    "funds agent=Junta; patient=Broker @ 2015 by an officer",
    "funds agent=Broker; patient=Dawn Militia by the Courier",
    "Junta release: not arms agent=Junta; patient=Dawn Militia; object=rockets",
)


def test_a_row_holds_all_chains_that_say_the_same_and_denials_are_rows_of_their_own() -> None:
    rows = find_support(cast_of(*GIVEN), of="Dawn Militia", by="Junta")
    assert [(row.kind, row.time, row.place, row.polarity, len(row.chains)) for row in rows] == [
        ("arms", "2016", "Tarn", "affirmed", 2),
        ("arms", None, None, "denied", 1),
    ]
    assert rows[0].chains == (("Herald", "an officer"), ("Herald", "the mayor"))


def test_a_name_that_nobody_bears_is_refused_with_a_near_one() -> None:
    with pytest.raises(NotFound, match="did you mean Dawn Militia"):
        find_support(cast_of(*GIVEN), of="Dawn Milita")


def test_sponsors_are_found_through_brokers_and_who_states_the_whole_chain_is_told() -> None:
    chains = {chain.actors: chain.stated_by for chain in find_sponsors(cast_of(*GIVEN), "Dawn Militia")}
    assert chains[("Dawn Militia", "Junta")] == ("an officer", "the mayor")
    assert chains[("Dawn Militia", "Broker")] == ("the Courier",)
    around = cast_of(GIVEN[2], GIVEN[3])
    assert [(chain.actors, chain.stated_by) for chain in find_sponsors(around, "Dawn Militia")][-1] == (
        ("Dawn Militia", "Broker", "Junta"),
        (),
    )


def test_the_ladder_has_ten_rungs_with_the_names_of_the_taxonomy() -> None:
    assert [rung.name for rung in ladder()] == [
        f"state-{name}"
        for name in "prohibited prohibited-but-inadequate ignored encouraged shaped coordinated ordered rogue-conducted executed integrated".split()
    ]


def test_each_source_places_a_sponsor_on_the_highest_rung_it_commits_to_and_nothing_is_averaged() -> None:
    cast = cast_of(
        "arms agent=Junta; patient=Dawn Militia by an officer",
        "controls agent=Junta; patient=Dawn Militia by an officer",
        "legitimizes agent=Junta; patient=Dawn Militia by a diplomat",
        "not controls agent=Junta; patient=Dawn Militia by Junta spokesman",
    )
    placings = {each.source: each for each in find_placings(cast)}
    assert {source: each.rung for source, each in placings.items()} == {"an officer": "state-ordered", "a diplomat": "state-encouraged"}
    assert placings["an officer"].deniers == ("Junta spokesman",)


def test_own_people_whose_orders_the_same_source_denies_are_rogue() -> None:
    cast = cast_of(
        "works_for agent=gendarmes; patient=Gendarmerie Command by a judge",
        "not controls agent=Gendarmerie Command; patient=gendarmes by a judge",
    )
    assert [each.rung for each in find_placings(cast)] == ["state-rogue-conducted"]


def test_fighting_somebody_is_no_sponsorship_and_a_spokesman_no_proxy() -> None:
    assert not find_placings(cast_of("attacks agent=Junta; patient=Dawn Militia", "works_for agent=spokesman for the Junta; patient=Junta"))


def test_a_dossier_tells_posts_over_time_acts_supporters_and_whose_words_they_are() -> None:
    dossier = find_dossier(
        cast_of(
            *GIVEN,
            "leads agent=Ilan Vey; patient=Dawn Militia @ 2014 by the Courier",
            "leads agent=Oda Ruel; patient=Dawn Militia @ 2017",
            "attacks agent=Dawn Militia; patient=Tarn @ 2016-05",
            "attacks agent=Bureau; patient=Tarn; guise=Dawn Militia by a priest",
        ),
        "the Dawn Militia",
    )
    assert [(line.time, line.words) for line in dossier.posts] == [
        ("2014", "Ilan Vey leads Dawn Militia"),
        ("2017", "Oda Ruel leads Dawn Militia"),
    ]
    assert [line.words for line in dossier.acts] == ["Dawn Militia has attacked Tarn"]
    assert [front.alleged for front in dossier.in_its_name] == ["Bureau"]
    assert {row.agent for row in dossier.supporters} == {"Junta", "Broker"}
    assert dict(dossier.speakers)["an officer"] == 1


def test_a_line_of_a_dossier_keeps_its_denials_beside_it() -> None:
    dossier = find_dossier(
        cast_of("kills agent=Dawn Militia; patient=Parv", "not kills agent=Dawn Militia; patient=Parv by Oda Ruel"), "Dawn Militia"
    )
    assert [(len(line.claims), len(line.denied), line.deniers) for line in dossier.acts] == [(1, 1, ("Oda Ruel",))]
