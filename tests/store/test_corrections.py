from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from allegedly.base.errors import BadOption, NotFound, Stale
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.correction import to_record
from allegedly.store import history
from allegedly.store.database import Database
from allegedly.store.schema import workings
from allegedly.store.workings import find_stamp
from tests.factory import PatternReader, document
from tests.store.conftest import Add

TEXT = "The junta armed the rebels in 2016, an official said, The Herald said. The league funded the militia."
DOC = document(TEXT)


@pytest.fixture
def claims(case: Case, add: Add) -> list[Claim]:
    """The two claims of a report that stands in the case."""
    add(DOC)
    return list(case.claims())


def texts(case: Case) -> list[tuple[str, str]]:
    return [(claim.type, claim.polarity) for claim in case.claims()]


def test_a_rejected_claim_leaves_every_query_and_comes_back_when_that_is_taken_back(case: Case, claims: list[Claim]) -> None:
    made = case.reject(claims[0], why="it is a quotation", who="mk")
    assert texts(case) == [("funds", "affirmed")]
    assert case.claims(about="rebels").count() == 0 and case.status().claims == 1
    assert "Herald" not in [source.name for source in case.sources()]
    assert next(iter(case.documents())).claims == 1
    assert case.get(claims[0].id) == claims[0]  # what was read is kept
    assert case.take_back(made.number) == made
    assert list(case.claims()) == claims and not list(case.corrections())


def test_a_corrected_claim_takes_the_place_of_what_was_read_under_the_name_of_who_corrected_it(case: Case, claims: list[Claim]) -> None:
    made = case.correct(claims[0], to_record(claims[0]) | {"polarity": "denied"}, who="mk", why="the official denies it")
    standing = next(iter(case.claims(polarity="denied")))
    assert (standing.reader, standing.trigger, standing.chain) == ("mk", claims[0].trigger, claims[0].chain)
    assert case.claims().count() == 2
    assert (made.before or {})["polarity"] == "affirmed" and (made.after or {})["polarity"] == "denied"


def test_a_drawn_claim_is_found_by_its_words_and_names(case: Case, claims: list[Claim]) -> None:
    record: dict[str, Any] = to_record(claims[1]) | {"type": "shelters", "chain": [{"name": "a clerk", "named": False}]}
    case.draw(DOC.id, record, who="mk")
    assert [claim.type for claim in case.claims(source="clerk", about="militia")] == ["shelters"]


def test_corrections_hold_when_another_reader_reads_the_document_again(case: Case, claims: list[Claim], add: Add) -> None:
    rejected = case.reject(claims[1], who="mk")
    case.correct(claims[0], to_record(claims[0]) | {"certainty": "possible"}, who="mk")
    add(DOC, PatternReader("pattern 2"))
    assert [(claim.type, claim.certainty, claim.reader) for claim in case.claims()] == [("arms", "possible", "mk")]
    case.take_back(rejected.number)
    assert [(claim.type, claim.reader) for claim in case.claims()] == [("arms", "mk"), ("funds", "pattern 2")]


def test_an_accepted_claim_stands_when_a_later_reader_does_not_find_it(case: Case, claims: list[Claim], add: Add) -> None:
    class Blind(PatternReader):
        def read(self, doc: Any) -> Any:
            return iter(())

    case.accept(claims[0], who="mk")
    assert list(case.claims()) == claims  # nothing to change: the reader's own claim stands
    add(DOC, Blind("pattern 2"))
    assert [(claim.type, claim.reader) for claim in case.claims()] == [("arms", "mk")]


def test_a_decision_about_a_claim_that_changed_since_is_refused_and_says_what_stands(case: Case, claims: list[Claim]) -> None:
    seen = case.stamps(DOC.id)[claims[0].id]
    case.correct(claims[0], to_record(claims[0]) | {"polarity": "denied"}, who="ab", seen=seen)
    with pytest.raises(Stale, match="has changed since") as refused:
        case.reject(claims[0], who="mk", seen=seen)
    assert "not armed" in str(refused.value.now)
    case.reject(claims[0], who="mk", seen=case.stamps(DOC.id)[claims[0].id])
    with pytest.raises(Stale, match="was rejected by mk"):
        case.accept(claims[0], who="ab")


def test_a_refused_correction_leaves_no_trace(case: Case, claims: list[Claim], database: Database) -> None:
    before = len(list(case.history()))
    with pytest.raises(BadOption, match="levitates"):
        case.correct(claims[0], to_record(claims[0]) | {"type": "levitates"})
    assert len(list(case.history())) == before and list(case.claims()) == claims


def test_history_keeps_a_correction_and_that_it_was_taken_back(case: Case, claims: list[Claim], database: Database) -> None:
    made = case.reject(claims[0], who="mk")
    case.take_back(made.number, who="ab")
    entries = list(case.history())[-2:]
    assert [(row.who, row.did, row.subject) for row in entries] == [
        ("mk", "rejected", claims[0].id),
        ("ab", "correction taken back", claims[0].id),
    ]
    assert case.reject(claims[0]).number > made.number  # a number is never used again
    with database.reading() as connection:
        assert history.first_broken(connection) is None


def test_taking_back_what_does_not_stand_is_refused(case: Case) -> None:
    with pytest.raises(NotFound, match="there is no correction 7"):
        case.take_back(7)


def test_the_annotation_holds_what_people_decided_and_nothing_else(case: Case, claims: list[Claim]) -> None:
    assert not list(case.annotation())
    case.correct(claims[0], to_record(claims[0]) | {"certainty": "probable"})
    case.reject(claims[1])
    (record,) = case.annotation()
    assert (record["type"], record["certainty"]) == ("arms", "probable") and "reader" not in record


def test_drawn_claims_and_their_sentences_go_when_taken_back(case: Case, claims: list[Claim], database: Database) -> None:
    record = to_record(claims[1]) | {"sentence": [0, len(TEXT)]}
    case.take_back(case.draw(DOC.id, record).number)
    assert list(case.claims()) == claims
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sentences").scalar() == 2


def test_corrections_hold_whichever_reader_leads(case: Case, claims: list[Claim], add: Add) -> None:
    add(DOC, PatternReader("other 1"))
    case.reject(claims[0], who="mk")
    case.prefer("other")
    assert [(claim.type, claim.reader) for claim in case.claims()] == [("funds", "other 1")]
    case.prefer("pattern")
    assert [(claim.type, claim.reader) for claim in case.claims()] == [("funds", "pattern 1")]


def test_accepting_what_stands_leaves_what_was_worked_out_and_rejecting_does_not(case: Case, claims: list[Claim]) -> None:
    case.work_out("propositions")
    stamp = case._database.remembered["propositions"][0]
    grouped = [row.to_dict() for row in case.propositions()]
    made = case.accept(claims[0], who="mk")
    with case._database.reading() as connection:
        assert find_stamp(connection) != stamp
        assert set(connection.execute(select(workings.c.stamp).where(workings.c.name.in_(["entities", "propositions"]))).scalars()) == {
            find_stamp(connection)
        }
    assert [row.to_dict() for row in case.propositions()] == grouped
    case.take_back(made.number)
    case.reject(claims[0], who="mk")
    assert [row.type for row in case.propositions()] == ["funds"]
