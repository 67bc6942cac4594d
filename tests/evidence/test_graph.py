from __future__ import annotations

from dataclasses import replace

import pytest

from allegedly.base.errors import InputError, NotFound
from allegedly.base.source import Source
from allegedly.evidence.graph import Attestation, Link, Provenance, Report, Undercut, surely_before, unroll
from allegedly.evidence.independence import count
from allegedly.evidence.probability import evaluate
from tests.evidence.provenances import exactly, sign

MINISTRY = Source("the ministry", True)
OFFICIALS = Source("two officials", False)


def node(id: str, *parents: str, when: str | None = None, held: bool = True) -> Attestation:
    return Attestation(id=id, agent=id, parents=parents, when=when, own_access=not parents, document=id if held else None)


def test_two_papers_at_one_briefing_have_one_origin() -> None:
    made = unroll("p", [Report(document=d, outlet=d, chain=(MINISTRY,)) for d in ("a", "b")])
    assert [a.id for a in made.attestations if a.own_access] == ["the ministry"]
    assert (count(made).low, count(made).high, count(made).documents) == (1, 1, 2)


def test_unnamed_officials_of_two_papers_are_not_the_same_men() -> None:
    made = unroll("p", [Report(document=d, outlet=d, chain=(OFFICIALS,)) for d in ("a", "b")])
    assert count(made).low == 2


def test_unnamed_officials_of_one_paper_on_one_event_are_the_same_men() -> None:
    made = unroll("p", [Report(document=d, outlet="Herald", chain=(OFFICIALS,)) for d in ("a", "b")], event="raid")
    assert [a.agent for a in made.attestations if a.own_access] == ["two officials (Herald, raid)"]


def test_a_circle_is_unrolled_by_time_and_shown() -> None:
    made = unroll(
        "p",
        [
            Report(document="a3", outlet="A", when="2016-05-03", chain=(Source("B", True),)),
            Report(document="b2", outlet="B", when="2016-05-02", chain=(Source("A", True),)),
            Report(document="a1", outlet="A", when="2016-05-01"),
        ],
    )
    assert made["a3"].parents == ("b2",) and not made["a3"].own_access
    assert list(made.circles()) == [("a3", "b2", "a1")]
    assert (count(made).low, count(made).documents) == (1, 3)
    assert [f.agent for f in count(made).failures] == ["A"]


def test_a_source_that_speaks_again_counts_once() -> None:
    again = unroll("p", [Report(document=d, outlet="A", when=d) for d in ("2016-05-01", "2016-05-02")])
    once = unroll("p", [Report(document="2016-05-01", outlet="A", when="2016-05-01")])
    assert count(again).high == 1
    assert evaluate(again).probability == evaluate(once).probability


def test_a_cited_outlet_whose_document_we_hold_brings_its_own_chain() -> None:
    made = unroll(
        "p",
        [
            Report(document="wire", outlet="Agency", when="2016-05-01", chain=(MINISTRY,)),
            Report(document="paper", outlet="Paper", when="2016-05-02", chain=(Source("Agency", True), MINISTRY)),
        ],
    )
    assert made["paper"].parents == ("wire",)
    assert len(made.attestations) == 3


def test_a_chain_through_somebody_we_do_not_hold_keeps_every_hop() -> None:
    made = unroll("p", [Report(document="blog", outlet="blog", chain=(Source("Agency", True), MINISTRY))])
    assert [a.agent for a in made.attestations] == ["the ministry", "Agency", "blog"]
    assert [a.own_access for a in made.attestations] == [True, False, False]


def test_support_and_denial_in_one_document_are_two_attestations() -> None:
    made = unroll(
        "p", [Report(document="a", outlet="A", chain=(MINISTRY,)), Report(document="a", outlet="A", stance=-1, chain=(OFFICIALS,))]
    )
    assert {a.stance for a in made.attestations if a.own_access} == {1, -1}
    assert made.documents() == ("a",)


def test_as_of_a_date_only_what_was_published_by_then_is_there() -> None:
    made = unroll(
        "p",
        [
            Report(document="a", outlet="A", when="2016-05-01", chain=(MINISTRY,)),
            Report(document="b", outlet="B", when="2016-06", chain=(OFFICIALS,)),
        ],
    )
    assert [a.id for a in made.as_of("2016-05-31").attestations] == ["the ministry", "a"]
    assert count(made.as_of("2016-05")).low == 1
    assert count(made.as_of("2016-06-01")).low == 2
    assert count(made.as_of("2016-04-30")).low == 0


def test_taking_a_source_away_takes_all_it_said() -> None:
    made = unroll("p", [Report(document=d, outlet="A", when=d) for d in ("2016-05-01", "2016-05-02")])
    assert made.without({"A"}) == {"2016-05-01", "2016-05-02"}
    with pytest.raises(NotFound, match="“B” is no source of “p”; name one of A"):
        made.without({"B"})


@pytest.mark.parametrize(
    ("one", "other", "before"), [("2016", "2017", True), ("2016-05", "2016-05-03", False), ("2016-05-02", "2016-05-03", True)]
)
def test_a_date_is_earlier_only_if_every_day_it_can_mean_is(one: str, other: str, before: bool) -> None:
    assert surely_before(one, other) is before


def test_what_a_document_says_itself_it_has_from_the_source_it_names_elsewhere() -> None:
    made = unroll("p", [Report(document="a", outlet="A"), Report(document="a", outlet="A", chain=(OFFICIALS,), claims=("c",))])
    assert made["a"].parents == ("two officials (A)",) and not made["a"].own_access
    assert made["two officials (A)"].claims == ("c",)


def test_what_was_not_copied_stands_apart() -> None:
    reports = [Report(document="a", outlet="A"), Report(document="a", outlet="A", chain=(MINISTRY,), part="its own")]
    assert [a.id for a in unroll("p", reports).attestations if a.document] == ["a", "a (its own)"]


def test_an_unnamed_source_belongs_to_the_outlet_that_knows_it() -> None:
    wire = Report(document="wire", outlet="Agency", when="2016-05-01", chain=(OFFICIALS,))
    blog = Report(document="blog", outlet="Blog", when="2016-05-02", chain=(Source("Agency", True), Source("security men", False)))
    assert [a.agent for a in unroll("p", [blog]).attestations] == ["security men (Agency)", "Agency", "Blog"]
    assert [a.agent for a in unroll("p", [wire, blog]).attestations] == ["two officials (Agency)", "Agency", "Blog"]


def test_papers_of_one_day_that_cite_each_other_are_no_circle() -> None:
    def paper(name: str, other: str) -> Report:
        return Report(document=f"{name}1", outlet=name, chain=(Source(other, True),), cited=((f"{other}1",),))

    made = unroll("p", [paper("A", "B"), paper("B", "A")])
    assert (made["A1"].parents, made["B1"].parents, made["A"].own_access) == (("B1",), ("A",), True)


def test_an_outlet_that_reports_the_same_source_again_adds_nothing() -> None:
    first = Report(document="1", outlet="A", when="2016-05-01", chain=(MINISTRY,))
    once, twice = unroll("p", [first]), unroll("p", [first, replace(first, document="2", when="2016-05-02")])
    assert evaluate(twice).probability == pytest.approx(evaluate(once).probability)


def test_of_links_that_close_a_circle_the_least_probable_is_left_out() -> None:
    made = Provenance(proposition="p", attestations=(node("a"), node("b")))
    linked = made.linked([Link("a", "b", sign(0.5)), Link("b", "a", sign(0.6)), Link("a", "nobody", sign(0.9))])
    assert [(link.earlier, link.later) for link in linked.links] == [("b", "a")]


def test_a_copied_relay_passes_on_nothing_of_its_own() -> None:
    ministry = node("ministry", held=False)
    wire, paper = node("wire", "ministry"), node("paper", "ministry")
    made = Provenance(proposition="p", attestations=(ministry, wire, paper), links=(Link("wire", "paper", sign(1.0)),))
    alone = Provenance(proposition="p", attestations=(ministry, wire))
    assert evaluate(made).probability == pytest.approx(evaluate(alone).probability)
    assert [f.agent for f in count(made).failures] == ["wire", "ministry"]


def test_a_relay_that_may_be_a_copy_is_heard_in_the_worlds_where_it_is_none() -> None:
    ministry = node("ministry", held=False)
    made = Provenance(proposition="p", attestations=(ministry, node("wire", "ministry"), node("paper", "ministry")))
    half = replace(made, links=(Link("wire", "paper", sign(0.5)),))
    alone = Provenance(proposition="p", attestations=(ministry, node("wire", "ministry")))
    mixed = (evaluate(made).probability + evaluate(alone).probability) / 2
    assert evaluate(half).probability == pytest.approx(mixed) and evaluate(half).said < evaluate(made).said


def test_a_withdrawn_report_supports_nothing_any_more() -> None:
    made = Provenance(proposition="p", attestations=(node("wire"),), undercuts=(Undercut("wire", exactly(0.9)),))
    assert evaluate(made, 0.3).probability == pytest.approx(0.9 * 0.3 + 0.1 * evaluate(replace(made, undercuts=()), 0.3).probability)
    assert (count(made).low, count(made).high, count(made).documents) == (0, 1, 1)


def test_a_document_before_the_source_it_cites_is_refused() -> None:
    with pytest.raises(InputError, match="b of 2016-05-01 cites a of 2016-05-02, which is later"):
        Provenance(proposition="p", attestations=(node("a", when="2016-05-02"), node("b", "a", when="2016-05-01")))


def test_a_copy_older_than_its_original_is_refused() -> None:
    with pytest.raises(InputError, match="b of 2015 is said to copy a of 2016"):
        Provenance(proposition="p", attestations=(node("a", when="2016"), node("b", when="2015")), links=(Link("a", "b", sign(0.5)),))


def test_a_circle_made_by_hand_is_refused() -> None:
    with pytest.raises(InputError, match="cites himself in a circle among a, b"):
        Provenance(proposition="p", attestations=(node("a", "b"), node("b", "a"), node("c")))
    with pytest.raises(InputError, match="cites or copies himself in a circle among a, b"):
        Provenance(proposition="p", attestations=(node("a"), node("b")), links=(Link("a", "b", sign(0.5)), Link("b", "a", sign(0.5))))


def test_a_source_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NotFound, match="b: source “a” is not an attestation of “p”"):
        Provenance(proposition="p", attestations=(node("b", "a"),))
    with pytest.raises(NotFound, match="source “x”"):
        Provenance(proposition="p", attestations=(node("b"),), links=(Link("x", "b", sign(0.5)),))
    with pytest.raises(NotFound, match="“x” is not an attestation"):
        Provenance(proposition="p", attestations=(node("b"),), undercuts=(Undercut("x", exactly(0.5)),))
    with pytest.raises(NotFound, match="group “g” is not known"):
        Provenance(proposition="p", attestations=(replace(node("b"), group="g"),))


def test_a_link_without_a_reason_is_refused() -> None:
    with pytest.raises(InputError, match="has no reason"):
        Provenance(proposition="p", attestations=(node("a"), node("b")), links=(Link("a", "b", ()),))


def test_what_is_no_date_or_no_stance_or_there_twice_is_refused() -> None:
    with pytest.raises(InputError, match="“May” is no date"):
        Provenance(proposition="p", attestations=(node("a", when="May"),))
    with pytest.raises(InputError, match="0 is no stance"):
        Provenance(proposition="p", attestations=(replace(node("a"), stance=0),))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="same id"):
        Provenance(proposition="p", attestations=(node("a"), node("a")))
    with pytest.raises(InputError, match="“soon” is no date"):
        unroll("p", [Report(document="a", outlet="A")]).as_of("soon")


def test_several_signs_of_one_copy_add_up_to_less_than_their_sum() -> None:
    assert Link("a", "b", sign(0.5) + sign(0.5)).delta.mid == pytest.approx(0.75)


@pytest.mark.parametrize(("credit", "low"), [(1.0, 1), (0.5, 2)])
def test_a_relay_of_words_that_were_surely_never_said_is_no_way(credit: float, low: int) -> None:
    reports = [Report(document=name, outlet=name, chain=(Source(f"clerk of {name}", True),)) for name in ("Herald", "Post")]
    never = Undercut("clerk of Post", exactly(credit), "Post")
    assert count(unroll("p", reports, undercuts=[never])).low == low
