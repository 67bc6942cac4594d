from __future__ import annotations

import pytest
from sqlalchemy import select

from allegedly.base.errors import BadOption, NotFound
from allegedly.case import Case
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment
from allegedly.store.database import Database
from allegedly.store.schema import workings
from allegedly.store.workings import find_stamp
from tests.factory import document
from tests.store.conftest import Add

POST = document("Iskaria armed rebels, two officials said.", "post", publisher="Northern Post", published="2021-03-02")
HERALD = document("Iskaria armed rebels, Northern Post said.", "herald", publisher="Daily Herald", published="2021-03-03")
DENIAL = document("Iskaria did not armed rebels.", "ministry", publisher="Ministry of Defence", published="2021-03-05")


@pytest.fixture
def arms(case: Case, add: Add) -> str:
    """The proposition that Iskaria armed rebels, of a case with all three reports."""
    for each in (POST, HERALD, DENIAL):
        add(each)
    return next(row.id for row in case.propositions() if row.polarity == "affirmed")


def test_a_grade_is_kept_with_its_reason_and_weighs(case: Case, arms: str) -> None:
    before = case.weighing(arms).weighing.probability
    made = case.grade("the ministry of defence", "a", why="right on the bridge", who="mk")
    assert list(case.assessments()) == [made]
    assert (made.source, made.value, made.who, made.why) == ("Ministry of Defence", "A", "mk", "right on the bridge")
    assert case.weighing(arms).weighing.probability < before
    denial = next(line for line in case.weighing(arms).voices if line.voice.stance == -1)
    assert "set by mk: right on the bridge" in denial.attestation.reliability.reason


def test_what_is_taken_back_is_gone_and_stays_in_the_history(case: Case, arms: str) -> None:
    before = case.weighing(arms).weighing
    made = case.prior(arms, 0.2, why="rare", who="mk")
    assert case.weighing(arms).weighing.prior == 0.2
    assert case.undo(who="ed") == made
    assert case.weighing(arms).weighing == before and not list(case.assessments())
    assert [(row.did, row.who) for row in case.history()][-2:] == [("assessed", "mk"), ("assessment taken back", "ed")]


def test_an_assessment_leaves_what_was_worked_out_as_it_is(case: Case, arms: str, database: Database) -> None:
    case.weighings()
    with database.reading() as connection:
        kept = {row.name: row.stamp for row in connection.execute(select(workings))}
    case.grade("Northern Post", "B", why="yes")
    case.undo()
    with database.reading() as connection:
        now = {row.name: row.stamp for row in connection.execute(select(workings))}
        assert set(now.values()) == {find_stamp(connection)} != set(kept.values())
    assert {"propositions", "derivation", "entities"} <= now.keys()


def test_undo_takes_back_whichever_came_last(case: Case, arms: str) -> None:
    one, other = (claim.id for claim in case.claims(polarity="affirmed"))
    case.judge(one, other, "same", why="no")
    case.grade("Northern Post", "B", why="yes")
    case.judge(one, other, "unsure", why="perhaps")
    kinds = [type(case.undo()) for _ in range(3)]
    assert kinds == [Judgement, Assessment, Judgement]
    with pytest.raises(NotFound):
        case.undo()


def test_an_analyst_s_credibility_stands_beside_the_proposed_one(case: Case, arms: str) -> None:
    proposed = case.weighing(arms).weighing
    case.grade(arms, "2", why="fits the pictures", who="mk")
    ledger = case.weighing(arms)
    assert ledger.weighing == proposed
    assert [(each.kind, each.value) for each in ledger.held] == [("credibility", "2")]
    assert any("2 held by mk: fits the pictures" in line for line in ledger.lines())


def test_sides_and_interests_count(case: Case, arms: str) -> None:
    before = case.weighing(arms).weighing.probability
    case.take_side("Ministry of Defence", "junta", "party", why="it commands the militia")
    case.interest("Junta", arms, "against", why="it would admit it")
    ledger = case.weighing(arms)
    assert ledger.weighing.probability > before
    assert [(group.id, group.interest, group.members) for group in ledger.groups] == [("junta", -1, ("Ministry of Defence",))]
    assert "Ministry of Defence, a party to the conflict, denies it." in ledger.sourcing


def test_a_settled_proposition_teaches_who_was_right(case: Case, arms: str) -> None:
    case.settle(arms, False, why="the court published the ledger")
    by_name = {source.name: source.reliability for source in case.standings()}
    assert by_name["Ministry of Defence"].mid > 0.6 > by_name["two officials (Northern Post)"].mid


def test_an_assessment_survives_another_document_that_says_the_same(case: Case, arms: str, add: Add) -> None:
    case.prior(arms, 0.2, why="rare")
    add(document("Iskaria armed rebels, a driver said.", "gazette", publisher="Gazette", published="2021-03-04"))
    (row,) = [row for row in case.propositions() if row.polarity == "affirmed"]
    assert len(row.claims) == 3 and case.weighing(row.id).weighing.prior == 0.2


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda case, arms: case.grade("Northern Post", "G", why="x"), "use a letter from A"),
        (lambda case, arms: case.grade("Northern Post", "B", why=" "), "give a few words"),
        (lambda case, arms: case.grade("Western Post", "B", why="x"), "no source 'Western Post'.*did you mean 'Northern Post'"),
        (lambda case, arms: case.grade(arms, "7", why="x"), "use one of 1, 2"),
        (lambda case, arms: case.prior(arms, 1, why="x"), "between 0 and 1, without either"),
        (lambda case, arms: case.prior("p-aaaa", 0.2, why="x"), "nothing called p-aaaa"),
        (lambda case, arms: case.prior("Iskaria", 0.2, why="x"), "is no proposition"),
        (lambda case, arms: case.take_side("Northern Post", "junta", "friend", why="x"), "use one of neutral, party, deceiver"),
        (lambda case, arms: case.take_side("Northern Post", " ", "party", why="x"), "needs the name of a group"),
        (lambda case, arms: case.interest("junta", arms, "for", why="x"), "no source speaks for a group 'junta'; there is none yet"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(case: Case, arms: str, attempt, message: str) -> None:  # type: ignore[no-untyped-def]
    before = case.history().count()
    with pytest.raises((BadOption, NotFound), match=message):
        attempt(case, arms)
    assert case.history().count() == before and not list(case.assessments())
