from __future__ import annotations

from dataclasses import replace

import pytest

from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.evidence.graph import Group, Link, Provenance, Report, Sign, Undercut, unroll
from allegedly.evidence.ledger import Quote, explain
from allegedly.evidence.probability import evaluate
from allegedly.evidence.reliability import Estimate, deceiving, graded
from allegedly.evidence.sourcing import called
from tests.evidence.provenances import exactly

MINISTRY = Source("the Ministry of Defence", True)


def briefing(*more: Report, **fields: object) -> Provenance:
    reports = [Report(document=d, outlet=d, when="2016-05-03", chain=(MINISTRY,), manner="quoted") for d in ("Herald", "Post")]
    return unroll(
        "The junta arms the militia",
        [*reports, *more],
        groups=[Group("government", deceiving("party"), 1)],
        member_of={MINISTRY.name: "government"},
        reliability={MINISTRY.name: graded("B", "set by an analyst: right on the bridge")},
        **fields,  # type: ignore[arg-type]
    )


def test_one_briefing_in_two_outlets_is_said_so() -> None:
    sourcing = explain(briefing()).sourcing
    assert sourcing.startswith(
        "Two outlets (Herald and Post) report this. Both rest on the Ministry of Defence, a party to the conflict. Nobody independent has been found."
    )


def test_a_denial_is_named_with_its_stake() -> None:
    denial = Report(document="Agency", outlet="Agency", stance=-1, chain=(Source("the junta", True),))
    assert "The junta denies it." in explain(briefing(denial)).sourcing


def test_an_unnamed_only_claim_is_said_so() -> None:
    made = unroll("p", [Report(document=d, outlet=d, chain=(Source("officials", False),)) for d in ("A", "B")])
    said = explain(made).sourcing
    assert "Two independent sources stand behind it. They are officials, whom A does not name; and officials, whom B does not name." in said
    assert "None of them is named." in said


def test_several_unnamed_people_have_no_article() -> None:
    made = unroll(
        "p", [Report(document="A", outlet="A", chain=(Source(words, False),)) for words in ("security men", "old officer of the staff")]
    )
    assert "They are security men, whom A does not name; and an old officer of the staff, whom A does not name." in explain(made).sourcing


def test_a_suspicion_is_written_as_one() -> None:
    other = Report(document="Gazette", outlet="Gazette", when="2016-05-04", chain=(Source("an officer", False),))
    link = Link(
        MINISTRY.name, "an officer (Gazette)", (Sign(Estimate.around(0.6, "31 words in common"), Span(0, 4, "arms"), Span(9, 13, "arms")),)
    )
    ledger = explain(briefing(other, links=[link]))
    assert "If the suspected copies are copies, all rest on the Ministry of Defence" in ledger.sourcing
    assert "Between one and two independent sources stand behind it; how many, cannot be told from the reports." in ledger.sourcing
    text = "\n".join(ledger.lines())
    assert "0.60 because 31 words in common" in text
    assert "earlier: “arms” (0 to 4)" in text and "later: “arms” (9 to 13)" in text


def test_what_rests_on_one_source_because_others_took_theirs_back_is_not_laid_to_copies() -> None:
    reports = [Report(document=d, outlet=d, when="2016-05-03") for d in ("Wire", "Post")]
    made = unroll("p", reports, undercuts=[Undercut("Wire", exactly(0.5))])
    sourcing = explain(made).sourcing
    assert "Without what is said to be taken back, what is left rests on Post." in sourcing
    assert "copies" not in sourcing


def test_nobody_with_own_access_is_said_so() -> None:
    made = unroll("p", [Report(document="A", outlet="A", stance=-1)])
    assert (
        explain(made).sourcing
        == "Nobody with own access is found to support this. A denies it. The source has not been graded. Truth cannot be judged from these reports."
    )


def test_disowned_words_are_said_so_and_are_no_denial() -> None:
    sourcing = explain(briefing(undercuts=[Undercut(MINISTRY.name, exactly(0.5))])).sourcing
    assert "The Ministry of Defence says the words reported were never said." in sourcing and "denies" not in sourcing


def test_likelihood_and_confidence_never_share_a_sentence() -> None:
    for sentence in explain(briefing()).sourcing.split(". "):
        assert "onfidence" not in sentence or not any(word in sentence for word in ("likely", "chance", "certain to"))


def test_every_figure_of_the_ledger_is_a_run_of_its_own() -> None:
    made = briefing(Report(document="Gazette", outlet="Gazette", chain=(Source("an officer", False),)))
    ledger = explain(made, 0.3)
    weighed = ledger.weighing.probability
    for line in ledger.voices:
        assert line.without == evaluate(made, 0.3, failed={line.voice.id}).probability < weighed
    (group,) = ledger.groups
    d = made.groups[0].deception.mid
    assert d * group.if_lying + (1 - d) * group.if_honest == pytest.approx(weighed)


def test_the_mixture_over_a_merge_is_the_probability() -> None:
    other = Report(document="Gazette", outlet="Gazette", when="2016-05-04", chain=(Source("an officer", False),))
    made = briefing(other, links=[Link(MINISTRY.name, "an officer (Gazette)", (Sign(exactly(0.6)),))])
    ledger = explain(made)
    (merge,) = ledger.merges
    assert 0.6 * merge.if_copied + 0.4 * merge.if_not == pytest.approx(ledger.weighing.probability)
    assert merge.if_copied < merge.if_not


def test_without_a_point_of_failure_the_prior_is_left() -> None:
    (failure,) = explain(briefing(), 0.3).failures
    assert (failure.agent, failure.certain, failure.without) == (MINISTRY.name, True, pytest.approx(0.3))


def test_every_line_is_one_line_and_every_source_is_in_it() -> None:
    made = briefing(Report(document="x", outlet="Blog", when="2016-06", chain=(Source("Herald", True),)))
    ledger = explain(replace(made, proposition="p"))
    lines = list(ledger.lines())
    assert all("\n" not in line for line in lines)
    assert any("graded B, usually reliable, set by an analyst: right on the bridge (0.85, 0.75 to 0.92)" in line for line in lines)
    assert any("reached us in Herald, Post" in line for line in lines)
    assert "  every supporting account passes through the Ministry of Defence; P 0.500 without" in lines


def paper(name: str, day: str, *sources: Source) -> Report:
    return Report(document=name, outlet=name, when=day, chain=sources)


def linked(made: Provenance, later: str, earlier: str, delta: float) -> Provenance:
    return made.linked([Link(earlier, later, (Sign(Estimate.around(delta, "31 words in common")),))])


def test_who_took_it_from_whom_is_said_as_surely_as_it_is_known() -> None:
    made = unroll(
        "p", [paper("Wire", "2016-05-01", MINISTRY), paper("Herald", "2016-05-02", MINISTRY), paper("Post", "2016-05-03", MINISTRY)]
    )
    sourcing = explain(linked(linked(made, "Herald", "Wire", 0.99), "Post", "Wire", 0.6)).sourcing
    assert "Herald takes it from Wire. Post probably takes it from Wire." in sourcing


def test_an_unnamed_source_is_told_with_the_outlet_that_knows_it() -> None:
    sourcing = explain(unroll("p", [paper("Wire", "2016-05-01", Source("two officials", False))])).sourcing
    assert sourcing.startswith(
        "One outlet reports this, Wire. It rests on two officials, whom Wire does not name. Nobody independent has been found."
    )


def test_an_outlet_that_names_no_source_is_told_so() -> None:
    assert "It names no source, and nobody else has been found." in explain(unroll("p", [paper("Wire", "2016-05-01")])).sourcing


def test_a_report_that_was_taken_back_is_told() -> None:
    made = replace(unroll("p", [paper("Wire", "2016-05-01", MINISTRY)]), undercuts=(Undercut("Wire", exactly(0.9)),))
    ledger = explain(made)
    assert "Wire is since said to have taken its report back." in ledger.sourcing
    (line,) = ledger.withdrawals
    assert 0.9 * line.if_struck + 0.1 * line.if_not == pytest.approx(ledger.weighing.probability)


def test_many_origins_behind_few_papers_are_told_apart() -> None:
    witnesses = [Source(name, True) for name in ("Ann", "Ben", "Cyd")]
    made = unroll("p", [*(paper("Wire", "2016-05-01", each) for each in witnesses[:2]), paper("Post", "2016-05-02", witnesses[2])])
    assert (
        "Three independent sources stand behind it. They are Ann, Ben and Cyd. They reach us by no more than two separate ways."
        in explain(made).sourcing
    )


def test_a_grade_silences_the_remark_that_nobody_has_graded() -> None:
    assert "The source has not been graded." in explain(unroll("p", [paper("Wire", "2016-05-01", MINISTRY)])).sourcing
    assert "graded" not in explain(briefing()).sourcing


def test_without_a_paper_the_ledger_is_that_of_the_others() -> None:
    made = unroll("p", [paper("Wire", "2016-05-01", MINISTRY), paper("Post", "2016-05-02")])
    ledger = explain(made, failed={"Wire"})
    assert [line.attestation.agent for line in ledger.voices] == ["Post"] and ledger.relays == ()
    assert ledger.weighing.independence.documents == 1


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("retired officer of the Bureau", "a retired officer of the Bureau, whom Wire does not name"),
        ("officer", "an officer, whom Wire does not name"),
        ("two officials", "two officials, whom Wire does not name"),
        ("officials of the port", "officials of the port, whom Wire does not name"),
        ("one of the officers", "one of the officers, whom Wire does not name"),
        ("internal report of the police", "an internal report of the police that Wire cites"),
    ],
)
def test_an_unnamed_source_is_told_as_a_person_or_a_paper(description: str, said: str) -> None:
    made = unroll("p", [Report(document="w", outlet="Wire", chain=(Source(description, False),))])
    assert called(made[f"{description} (Wire)"]) == said


def test_who_repeats_it_to_deny_it_is_told_as_denying_it_alone() -> None:
    post = Report(document="p", outlet="Post", when="2016-05-03", chain=(Source("a clerk", False),))
    repeats = Report(document="m", outlet="Ministry", when="2016-05-04", chain=(Source("Post", True),))
    made = unroll("p", [post, repeats, Report(document="m", outlet="Ministry", when="2016-05-04", stance=-1)])
    assert explain(made).sourcing.startswith("One outlet reports this, Post. It rests on a clerk")
    assert "Ministry denies it." in explain(made).sourcing


def test_a_sentence_with_several_claims_is_shown_once() -> None:
    made = unroll("p", [Report(document="w", outlet="Wire", claims=("c-1", "c-2", "c-3"))])
    quotes = {id: Quote(id, "w", "wire", Span(0, 5, "Words") if id != "c-3" else Span(6, 9, "Two"), 0.9) for id in ("c-1", "c-2", "c-3")}
    shown = [line.strip() for line in explain(made, quotes=quotes).lines() if "“" in line]
    assert shown == ["“Words” (wire, 0 to 5, c-1)", "“Two” (wire, 6 to 9, c-3)"]
