"""From claims to columns, proposals, gaps, questions, checks: on small reports and on the planted and the honest actor of the sample case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.capture.capturers import capture, find_inputs
from allegedly.evidence.tracing import Background, published_by
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.comparing import compare_case
from allegedly.hypotheses.deception import NOT_REPORTED, check_deception
from allegedly.hypotheses.fronts import days_of, find_fronts
from allegedly.hypotheses.gaps import find_gaps, find_questions
from allegedly.hypotheses.hypothesis import Hypothesis, from_template, signs, templates
from allegedly.hypotheses.likelihood import Comparison, compare
from allegedly.hypotheses.matrix import LIKELIHOOD, Board
from allegedly.hypotheses.signs import find_evidence
from allegedly.hypotheses.voices import traced_origins, traced_voices
from tests.gold_reader import SAMPLE, GoldReader
from tests.hypotheses.reports import cast_of, told

FLAG = (
    from_template("H1", "face_value", apparent="League"),
    from_template("H2", "false_flag", apparent="League", alleged="Bureau"),
)


def signs_of(*lines: str, hypotheses: tuple[Hypothesis, ...] = FLAG) -> set[str]:
    evidence, _ = find_evidence(cast_of(*lines), hypotheses)
    return {str(each.sign) for each in evidence}


BASE = "recruits agent=Bureau; patient=migrants; guise=League by Omar Salih"


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("recruits agent=League; patient=migrants by two officials", "face_value"),
        ("League: recruits agent=League; patient=migrants", "owned"),
        ("not recruits agent=League; patient=migrants by spokesman of the League", "disowned"),
        ("not located_in agent=League; place=Tarn by a priest", "no_trace"),
        ("recruits agent=Bureau; patient=students; guise=League by Piet Hall of the Bureau", "insider"),
        ("Bureau: not recruits agent=Bureau; patient=migrants", "denied"),
        ("not poses_as agent=Bureau; guise=a foreign service by Bureau spokesman", "denied"),
        ("not poses_as agent=Bureau; guise=League by the Audit Court", "cleared"),
        ("recruits agent=Bureau; patient=migrants by a judge", "doers_alleged"),
        ("funds agent=Bureau; patient=migrants by a ledger", "paid"),
        ("funds agent=Bureau; patient=League by a ledger", "supported"),
        ("funds agent=Parish; patient=League by a ledger", "own_means"),
        ("controls agent=Bureau; patient=League by a ledger", "controlled"),
        ("not controls agent=Bureau; patient=League by the Audit Court", "controlled_not"),
        ("infiltrates agent=Bureau; patient=League by a ledger", "inside"),
        ("captures agent=Bureau; patient=League by a ledger", "losses"),
        ("not captures agent=Bureau; patient=League by a ledger", "no_losses"),
        ("recruits agent=Rivals; patient=migrants; guise=League by a ledger", "other_hand"),
        ("recruits agent=some men; patient=migrants; guise=League by a ledger", "name_used"),
    ],
)
def test_a_claim_is_the_sign_that_an_analyst_would_see_in_it(line: str, sign: str) -> None:
    assert signs_of(BASE, line) == {"posed", sign}


def test_doers_who_are_named_only_by_what_they_do_take_the_side_that_each_source_gives_them() -> None:
    found = signs_of(
        "recruits agent=recruiters; patient=migrants; guise=League by an officer",
        "belongs_to agent=recruiters; patient=Bureau by an officer",
        "belongs_to agent=recruiters; patient=League by two officials",
        "belongs_to agent=recruiters; patient=League by recruiters",  # a cover story in the mouth of who wears the cover
    )
    assert found == {"posed", "doers_alleged", "doers_apparent"}


def test_a_name_and_its_apposition_read_as_two_are_no_evidence() -> None:
    assert signs_of(BASE, "works_for agent=Bureau; patient=Bureau by Norwire") == {"posed"}


def test_to_whom_the_alleged_actor_belongs_is_no_word_on_who_did_it() -> None:
    assert signs_of(BASE, "works_for agent=Bureau; patient=Colonel Lohm by an official") == {"posed"}


def test_that_somebody_who_is_said_to_act_for_the_name_had_no_part_leaves_no_less_of_a_trace() -> None:
    tied = "fronts_for agent=Kitchen; principal=League by a blog"
    assert signs_of(BASE, tied, "not recruits agent=Kitchen; patient=migrants by the Audit Court") == {"posed"}
    assert signs_of(BASE, tied, "not recruits agent=League; patient=migrants by the Audit Court") == {"posed", "no_trace"}


def test_an_outlet_that_denies_what_it_reported_has_taken_it_back() -> None:
    lines = (
        "Norwire: recruits agent=League; patient=migrants by two officials",
        "Norwire: not recruits agent=League; patient=migrants",
        BASE,
    )
    assert signs_of(*lines) == {"face_value", "withdrawn", "posed"}


def test_acts_outside_the_window_and_acts_of_others_are_no_evidence() -> None:
    window = (FLAG[0], from_template("H2", "false_flag", apparent="League", alleged="Bureau", since="2016", until="2016"))
    evidence, ratings = find_evidence(cast_of(BASE.replace(" by", " @ 2019 by"), "attacks agent=Rivals; patient=Port"), window)
    assert not [rated for rated in ratings if rated.hypothesis == "H2"]
    assert signs_of("attacks agent=Rivals; patient=Port") == set()


def test_the_same_voice_in_ten_papers_is_one_column() -> None:
    lines = [f"Paper {n}: recruits agent=Bureau; patient=migrants; guise=League by Omar Salih" for n in range(10)]
    evidence, _ = find_evidence(cast_of(*lines), FLAG)
    assert [(each.origin, len(each.claims)) for each in evidence] == [("Omar Salih", 10)]


def test_what_is_said_counts_as_said_and_what_is_claimed_as_far_as_its_source_carries() -> None:
    evidence, _ = find_evidence(cast_of(BASE, "League: not recruits agent=League; patient=migrants"), FLAG)
    sure = {each.sign: each.probability for each in evidence}
    assert sure["disowned"] == 1.0 and sure["posed"] == pytest.approx(0.2 * 0.92)


def test_proposals_carry_the_reason_of_the_template_in_the_names_of_the_case() -> None:
    _, ratings = find_evidence(cast_of(BASE), FLAG)
    assert {(rated.hypothesis, rated.rating, rated.why) for rated in ratings} == {
        ("H1", "II", "nobody else used its name"),
        ("H2", "CC", "that is what is supposed"),
    }


def test_every_template_predicts_known_signs_and_says_what_it_assumes() -> None:
    for template in templates().values():
        assert template.predicts.keys() <= signs().keys() and template.assumes
        assert {each.rating for each in template.predicts.values()} <= LIKELIHOOD.keys()


def test_what_anybody_can_fake_discriminates_nowhere_between_face_value_and_false_flag() -> None:
    honest, flag = templates()["face_value"].predicts, templates()["false_flag"].predicts
    for sign in ("face_value", "owned"):
        assert honest[sign].rating == flag[sign].rating


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"template": "false_flag", "apparent": "League"}, "needs the actor said to be behind it"),
        ({"template": "false_flag", "apparent": "League", "alleged": "League"}, "name two actors"),
        ({"template": "plot", "apparent": "League"}, "there is no template"),
        ({"since": "2016-05", "until": "2016-04", "text": "x"}, "has no day"),
        ({"since": "May", "text": "x"}, "is no time"),
        ({"prior": 1.0, "text": "x"}, "cannot be moved"),
        ({"text": " "}, "give both"),
    ],
)
def test_a_hypothesis_that_cannot_be_held_is_refused(fields: dict[str, str], words: str) -> None:
    with pytest.raises(BadOption, match=words):
        from_template("H1", **fields) if "template" in fields else Hypothesis(id="H1", **fields)  # type: ignore[arg-type]


# ---- what is missing, what to ask, who might deceive -----------------------------------------------------------------------------------


def compared(cast: Cast, hypotheses: tuple[Hypothesis, ...] = FLAG, voices: object = None) -> Comparison:
    evidence, ratings = find_evidence(cast, hypotheses, voices)  # type: ignore[arg-type]
    return compare(Board(hypotheses=hypotheses, evidence=evidence, ratings=ratings))


def test_a_gap_is_what_a_hypothesis_predicts_and_nobody_reports() -> None:
    board = compared(cast_of(BASE)).board
    gaps = {(gap.hypothesis, gap.sign) for gap in find_gaps(board)}
    assert ("H2", "paid") in gaps and ("H2", "insider") in gaps and ("H1", "doers_apparent") in gaps
    assert ("H2", "posed") not in gaps  # it is reported


def test_the_question_asked_first_is_the_one_that_would_tell_most_and_says_for_whom() -> None:
    questions = find_questions(compared(cast_of(BASE)))
    assert questions and [q.bits for q in questions] == sorted((q.bits for q in questions), reverse=True)
    money = next(q for q in questions if "Follow the money" in q.ask)
    assert (money.if_so, money.otherwise, money.evidence) == ("H2", "H1", None)
    assert next(q for q in questions if q.evidence == "posed:Omar Salih").if_so == "H2"


def test_where_nothing_is_rated_under_the_second_a_question_is_asked_that_tells_the_first_from_the_third() -> None:
    hypotheses = (*FLAG, Hypothesis(id="H3", text="Smugglers did it"))
    found = compare_case(cast_of(BASE), hypotheses)
    assert found.comparison.order == ("H2", "H3", "H1")
    assert found.questions and {(each.if_so, each.otherwise) for each in found.questions} <= {("H2", "H1"), ("H1", "H2")}
    assert [line for line in found.headline() if line.startswith("nothing is rated under H3")]


def test_deception_is_checked_by_a_table_with_claims_behind_each_answer_and_no_score() -> None:
    cast = cast_of(
        BASE,
        "recruits agent=League; patient=migrants by Bureau spokesman",
        "stages agent=Bureau; object=raid; patient=Union @ 2010 by a court",
        "intends agent=Bureau; object=border law",
        "not recruits agent=League; patient=migrants by spokesman of the League",
    )
    answers = check_deception(cast, FLAG[1], published={"d-Herald-1": "2016-05-02"})
    table = {answer.question: answer for answer in answers}
    assert {answer.check for answer in answers} == {"MOM", "POP", "MOSES", "EVE"}
    assert table["Could Bureau shape what we are told?"].answer == "1 of the 1 claims that lay it to League pass through its own side"
    assert len(table["Is there a practice of deception by the side of Bureau?"].claims) == 1
    assert table["What contradicts the face value?"].answer == "1 claim by spokesman of the League"
    assert not hasattr(answers[0], "score")
    silent = check_deception(cast_of("attacks agent=Union; patient=Port"), FLAG[1])
    assert {answer.answer for answer in silent if answer.check != "EVE"} == {NOT_REPORTED}


# ---- the sample case -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> Background:
    documents = [d for place in find_inputs([str(SAMPLE / "reports")]) for d in capture(place) if isinstance(d, Document)]
    return Background.of(documents, [claim for document in documents for claim in GoldReader().read(document)])


def as_of(sample: Background, day: str) -> Background:
    return Background.of(published_by(day, sample.documents.values()), list(sample.claims.values()))


def cast_in(sample: Background, until: str = "2021-12-31") -> Cast:
    known = as_of(sample, until)
    return Cast(known.claims.values(), outlet=lambda claim: known.outlets[claim.document_id])


def test_the_planted_flag_is_recovered_with_its_window_and_who_was_behind_it(sample: Background) -> None:
    front = next(
        f
        for f in find_fronts(cast_in(sample), origins=traced_origins(sample))
        if (f.apparent, f.alleged) == ("Sixth Bureau", "Section Nine")
    )
    assert front.window and days_of(front.window) == "2020-09-01/2021-04-30"
    assert front.origins and front.origins[0] >= 2
    assert "Ministry of the Interior of Keldovia" in front.deniers
    hypotheses = (
        from_template("H1", "face_value", apparent="Sixth Bureau"),
        from_template("H2", "false_flag", apparent="Sixth Bureau", alleged="Section Nine"),
        from_template("H3", "misattribution", apparent="Sixth Bureau"),
        from_template("H4", "copycat", apparent="Sixth Bureau"),
    )
    march = compared(cast_in(sample, "2021-03-05"), hypotheses, traced_voices(as_of(sample, "2021-03-05")))
    assert march.posteriors["H2"] < 0.4  # nobody has said so yet
    june = compared(cast_in(sample), hypotheses, traced_voices(sample))
    assert june.leader == "H2" and june.posteriors["H2"] > 0.6 > 0.05 > june.posteriors["H1"]
    assert june.k_flip and june.k_flip >= 2


def test_the_honest_charity_is_not_accused(sample: Background) -> None:
    front = next(f for f in find_fronts(cast_in(sample), origins=traced_origins(sample)) if f.apparent == "Saltgate Kitchen")
    assert front.shape == "front for" and "Audit Court of Keldovia" in front.deniers
    hypotheses = tuple(
        from_template(id, name, apparent="Saltgate Kitchen", alleged="Sixth Bureau")
        for id, name in (("H1", "independent"), ("H2", "front"))
    )
    june = compared(cast_in(sample), hypotheses, traced_voices(sample))
    assert june.leader == "H1" and june.posteriors["H2"] < 0.45


def test_a_deed_of_another_year_is_no_evidence_for_a_window_even_where_only_the_sentence_says_when() -> None:
    early = told("In 1999 the Bureau posed as the League.", 'poses_as "posed as" agent=Bureau; guise=League')
    late = told("The Bureau posed as the League.", 'poses_as "posed as" agent=Bureau; guise=League', document="Courier")
    flag = replace(FLAG[1], since="2016", until="2017")
    evidence, ratings = find_evidence(Cast([*early, *late]), (FLAG[0], flag))
    rated = {each.evidence for each in ratings if each.hypothesis == "H2"}
    assert [each.claims for each in evidence if each.id in rated] == [(late[0].id,)]


def test_that_the_doers_were_not_of_the_name_they_used_clears_nobody() -> None:
    assert signs_of(BASE, "not recruits guise=League; patient=migrants by a head of department") == {"posed"}
    assert signs_of(BASE, "not poses_as guise=League by the Audit Court") == {"posed", "cleared"}


def test_what_both_sides_are_said_to_have_done_speaks_for_neither() -> None:
    assert signs_of(BASE, "recruits agent=some men; patient=migrants; principal=Bureau + League by a clerk") == {"posed"}
