from __future__ import annotations

from allegedly.base.source import Source
from allegedly.evidence.graph import Group, Provenance, Report, unroll
from allegedly.evidence.reliability import deceiving, graded
from allegedly.evidence.weighing import weigh
from allegedly.hypotheses.hypothesis import from_template
from allegedly.hypotheses.recasting import Recast, recast_acts, recast_provenance, speaks_for_apparent
from tests.hypotheses.reports import cast_of

FLAG = from_template("H2", "false_flag", apparent="League", alleged="Bureau", since="2016-01", until="2016-12")
CAST = cast_of(
    "attacks agent=League; patient=Port @ 2016-05",
    "attacks agent=League; patient=Mill @ 2019",
    "attacks agent=Rivals; patient=Mill @ 2016-06",
    "recruits agent=recruiters; patient=men; guise=League",
    "not attacks agent=League; patient=Quay @ 2016-07",
)
SPEAKS = speaks_for_apparent(CAST, FLAG)


def admits(*chains: str, when: str = "2016-05-02") -> Provenance:
    reports = [Report(document=f"d{n}", outlet=f"Paper {n}", when=when, chain=(Source(name, True),)) for n, name in enumerate(chains)]
    return unroll("The League attacked the port", reports, reliability={"League": graded("B")})


def test_acts_in_its_name_in_the_window_change_hands_and_no_others() -> None:
    assert [(act.type, act.controller, act.time) for act in recast_acts(CAST, FLAG)] == [
        ("attacks", "Bureau", "2016-05"),
        ("recruits", "Bureau", None),
    ]
    assert recast_acts(CAST, from_template("H1", "face_value", apparent="League")) == ()


def test_what_the_apparent_actor_says_moves_to_the_side_of_the_alleged_one() -> None:
    under = recast_provenance(admits("League", "Mayor"), FLAG, SPEAKS, deceiving("party"))
    assert [a.group for a in under.attestations if a.agent == "League"] == ["Bureau"]
    assert not [a for a in under.attestations if a.agent != "League" and a.group]


def test_an_admission_is_worth_less_when_it_would_be_the_deceivers() -> None:
    recast, provenance = Recast(FLAG, SPEAKS), admits("League")
    before, after = weigh(provenance), recast.probability(provenance)
    assert after and 0.5 < after < before.probability
    [shift] = recast.shifts([("p-1", provenance, 0.5, lambda: before)])
    assert (shift.proposition, shift.before, shift.after) == ("p-1", before.probability, after)


def test_where_the_apparent_actor_is_silent_or_speaks_outside_the_window_nothing_changes() -> None:
    recast = Recast(FLAG, SPEAKS)
    assert recast.probability(admits("Mayor")) is None
    assert recast.probability(unroll("x", [Report(document="League paper", outlet="League", when="2019-01-01")])) is None
    assert recast.computed == 0


def test_a_side_that_is_known_keeps_its_own_measure_of_deception() -> None:
    known = Provenance(proposition="p", attestations=admits("League").attestations, groups=(Group("Bureau", deceiving("deceiver")),))
    assert recast_provenance(known, FLAG, SPEAKS, deceiving("party")).groups == known.groups


def test_asking_again_weighs_nothing_anew() -> None:
    recast = Recast(FLAG, SPEAKS)
    for _ in range(3):
        recast.probability(admits("League"))
    assert recast.computed == 1
