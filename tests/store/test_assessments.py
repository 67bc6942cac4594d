from __future__ import annotations

import pytest
from sqlalchemy import select

import allegedly
from allegedly.base.errors import BadOption, InputError, NotFound
from allegedly.case import Case
from allegedly.entities.judgement import Judgement
from allegedly.evidence.assessment import Assessment
from allegedly.store.database import Database
from allegedly.store.linking import COMPARISONS
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
        now = {row.name: row.stamp for row in connection.execute(select(workings)) if row.name != COMPARISONS}  # of no state of the case
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


COURIER = document("Iskaria armed rebels, a driver said.", "courier", publisher="Courier", published="2021-03-04")


def test_a_copy_held_by_hand_is_worth_nothing_and_says_who_holds_it(case: Case, arms: str, add: Add) -> None:
    add(document("Iskaria armed rebels.", "gazette", publisher="Gazette", published="2021-03-04"))
    before = case.weighing(arms)
    case.link("gazette", "post", why="the editor says so", who="mk")
    after = case.weighing(arms)
    assert (before.weighing.independence.origins_low, after.weighing.independence.origins_low) == (2, 1)
    (merge,) = after.merges
    assert merge.link.delta.mid == 1 and [sign.reason for sign in merge.link.signs] == ["mk says so: the editor says so"]
    assert "Gazette takes it from Northern Post" in after.sourcing
    (loss,) = [each for each in case.losses("Northern Post") if each.proposition == arms]
    assert loss.effect == "falls"
    case.undo()
    assert case.weighing(arms).weighing == before.weighing


def test_what_a_copy_has_from_a_source_of_its_own_stays_its_own(case: Case, arms: str, add: Add) -> None:
    add(COURIER)
    before = case.weighing(arms).weighing
    case.link("courier", "post", why="x")
    assert case.weighing(arms).weighing == before


def test_two_sources_are_held_one_and_held_two(case: Case, arms: str, add: Add) -> None:
    add(document("Iskaria armed rebels, officials said.", "gazette", publisher="Gazette", published="2021-03-04"))
    ends = "two officials (Northern Post)", "officials (Gazette)"

    def origins() -> tuple[int, int]:
        found = case.weighing(arms).weighing.independence
        return found.origins_low, found.origins_high

    assert origins() == (1, 2)  # their descriptions agree
    case.link(*ends, why="the same briefing", who="mk")
    assert origins() == (1, 1)
    assert [sign.reason for sign in case.weighing(arms).merges[0].link.signs] == ["mk says so: the same briefing"]
    case.link(*reversed(ends), never=True, why="I know both", who="ed")
    assert origins() == (2, 2) and not case.weighing(arms).merges


def test_a_citation_that_is_held_wrong_leads_nowhere(case: Case, arms: str) -> None:
    assert any(a.document and a.parents for a in case.weighing(arms).provenance.attestations if a.agent == "Daily Herald")
    case.link("herald", "post", never=True, why="it means another report", who="mk")
    herald = next(a for a in case.weighing(arms).provenance.attestations if a.agent == "Daily Herald")
    (source,) = (case.weighing(arms).provenance[id] for id in herald.parents)
    assert (source.agent, source.document) == ("Northern Post", None)


def test_a_circle_made_by_hand_is_refused_with_what_closes_it(case: Case, arms: str, add: Add) -> None:
    for name in ("one", "two", "three"):
        add(document(f"Iskaria armed rebels. {name}", name, publisher=f"The {name.title()}"))
    case.link("two", "one", why="rewritten")
    case.link("three", "two", why="rewritten")
    before = case.history().count()
    with pytest.raises(InputError, match=r"one cannot have copied three, which rests on one itself \(.* says so: rewritten\)"):
        case.link("one", "three", why="rewritten")
    assert case.history().count() == before


def test_a_copy_of_what_cites_it_is_refused(case: Case, arms: str, add: Add) -> None:
    add(document("Iskaria armed rebels, Daily Herald said.", "undated", publisher="Undated"))
    with pytest.raises(InputError, match="herald cannot have copied undated, which rests on herald itself .undated names Daily Herald"):
        case.link("herald", "undated", why="x")
    assert not list(case.assessments())


def test_linked_documents_survive_a_merge(case: Case, arms: str, add: Add, tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = case.link("herald", "post", never=True, why="x", who="mk")
    with allegedly.open(tmp_path / "other.case", create=True) as other:
        other.merge(case.path)
        (held,) = other.assessments()
    assert (held.kind, held.pair, held.value, held.why) == (made.kind, made.pair, "false", "x")


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
        (lambda case, arms: case.link("herald", "Northern Post", why="x"), "not of one sort; give two documents, or two sources"),
        (lambda case, arms: case.link("herald", "herald", why="x"), "herald cannot have copied itself; name two documents"),
        (lambda case, arms: case.link("herald", "herald", never=True, why="x"), "is about two documents or two sources; name them"),
        (lambda case, arms: case.link("herald", "post", why=" "), "give a few words"),
        (lambda case, arms: case.link("post", "herald", why="x"), "post of 2021-03-02 cannot have copied herald of 2021-03-03"),
        (lambda case, arms: case.link("herald", "d-aaaa", why="x"), "no source 'd-aaaa'"),
        (lambda case, arms: case.interest("junta", arms, "for", why="x"), "no source speaks for a group 'junta'; there is none yet"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(case: Case, arms: str, attempt, message: str) -> None:  # type: ignore[no-untyped-def]
    before = case.history().count()
    with pytest.raises((BadOption, InputError, NotFound), match=message):
        attempt(case, arms)
    assert case.history().count() == before and not list(case.assessments())
