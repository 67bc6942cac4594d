"""What analysts hold of sources and propositions."""

from __future__ import annotations

from typing import Any

import pytest

from allegedly.base.errors import BadOption
from allegedly.evidence.assessment import Assessment, assessed, checked, standing_assessments
from allegedly.evidence.reliability import graded
from allegedly.evidence.tracing import Background, Statement, trace
from tests.evidence.press import claims_of, report, statement


def made(number: int, kind: str, value: str, **fields: Any) -> Assessment:
    return Assessment(number=number, kind=kind, value=value, who="ann", at="2026-01-01T00:00:00Z", why="a reason", **fields)  # type: ignore[arg-type]


ONE, OTHER = Statement("p-1", "p", ("c-1", "c-2")), Statement("p-2", "q", ("c-3",))


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("grade", "b", "B"),
        ("prior", "0.30", "0.3"),
        ("side", "Party", "party"),
        ("credibility", " 2", "2"),
        ("settled", "TRUE", "true"),
        ("copy", "False", "false"),
    ],
)
def test_a_value_is_kept_in_one_form(kind: Any, value: str, kept: str) -> None:
    assert checked(kind, value) == kept


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("grade", "G", "no reliability grade; use a letter from A"),
        ("prior", "1", "between 0 and 1, without either"),
        ("prior", "even", "“even” is no prior"),
        ("side", "friend", "use one of neutral, party, deceiver"),
        ("interest", "perhaps", "use one of for, against, unknown"),
        ("credibility", "7", "use one of 1, 2"),
        ("settled", "maybe", "use one of true, false"),
    ],
)
def test_a_value_outside_what_its_kind_accepts_is_refused(kind: Any, value: str, message: str) -> None:
    with pytest.raises(BadOption, match=message):
        checked(kind, value)


def test_an_assessment_needs_a_reason_and_the_right_subject() -> None:
    with pytest.raises(BadOption, match="give a few words"):
        Assessment(number=1, kind="grade", source="Post", value="B", who="ann", at="", why=" ")
    with pytest.raises(BadOption, match="a grade is about a source"):
        made(1, "grade", "B", claims=("c-1",))
    with pytest.raises(BadOption, match="a prior is about a proposition"):
        made(1, "prior", "0.3", source="Post")
    with pytest.raises(BadOption, match="a side needs the name of a group"):
        made(1, "side", "party", source="Post")
    with pytest.raises(BadOption, match="a copy is about two documents or two sources; name them"):
        made(1, "copy", "true", pair=("d-1", "d-1"))


def test_of_two_assessments_of_one_thing_the_later_holds() -> None:
    first, second = made(1, "grade", "B", source="The Post"), made(2, "grade", "C", source="post")
    other = made(3, "grade", "A", source="Herald")
    assert standing_assessments([other, second, first]) == (second, other)


def test_a_prior_goes_with_the_claims_when_the_proposition_changes() -> None:
    found = assessed([made(1, "prior", "0.2", claims=("c-1", "c-9"))], [ONE, OTHER])
    assert (found.prior("p-1"), found.prior("p-2"), found.lost) == (0.2, 0.5, ())


def test_an_assessment_whose_claims_are_gone_is_told_and_not_lost() -> None:
    gone = made(1, "prior", "0.2", claims=("c-9",))
    assert assessed([gone], [ONE]).lost == (gone,)


def test_a_grade_carries_its_reason() -> None:
    reliability = assessed([made(1, "grade", "B", source="The Post")], []).assumptions.reliability["post"]
    assert reliability.mid == 0.85 and reliability.reason == "graded B, usually reliable, set by ann: a reason"


def test_sides_and_interests_become_groups() -> None:
    decisions = [
        made(1, "side", "party", source="Ministry", group="junta"),
        made(2, "interest", "against", claims=("c-1",), group="junta"),
    ]
    assumptions = assessed(decisions, [ONE, OTHER]).assumptions
    assert assumptions.member_of == {"ministry": "junta"}
    assert [(g.id, g.deception.mid, g.interest) for g in assumptions.groups_for("p-1")] == [("junta", 0.3, -1)]
    assert assumptions.groups_for("p-2")[0].interest == 0


def test_the_last_stake_of_a_group_holds_for_all_of_it() -> None:
    sides = [made(1, "side", "party", source="A", group="g"), made(2, "side", "deceiver", source="B", group="g")]
    assert assessed(sides, []).assumptions.deception["g"].mid == 0.5


def test_a_settled_proposition_teaches_who_was_right() -> None:
    documents = [report("Post", "2021-03-02", "Iskaria armed rebels."), report("Herald", "2021-03-03", "Iskaria did not armed rebels.")]
    said = statement(documents)
    background = Background.of(documents, claims_of(documents))
    settled = made(1, "settled", "true", claims=said.claims)
    found = assessed([settled], [said], lambda each: trace(each, background)).assumptions.reliability
    assert found["post"].mid > graded("F").mid > found["herald"].mid
    assert "right on 1 and wrong on 0 settled propositions" in found["post"].reason
    assert assessed([settled], [said]).assumptions.reliability == {}
