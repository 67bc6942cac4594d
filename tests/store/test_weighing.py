from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from allegedly.base.errors import InputError, NotFound
from allegedly.case import Case
from allegedly.evidence.weighing import weigh
from allegedly.store.database import Database
from allegedly.store.records import batches
from allegedly.store.schema import weighings
from allegedly.store.weighing import Stream, find_weighings
from tests.factory import document
from tests.store.conftest import Add
from tests.store.test_assessments import DENIAL, HERALD, POST


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """A case with three reports of one thing, and one of another."""
    for each in (POST, HERALD, DENIAL):
        add(each)
    add(document("Iskaria funded a school.", "school", publisher="Gazette", published="2021-03-01"))
    return case


def arms(case: Case) -> str:
    return next(row.id for row in case.propositions() if row.polarity == "affirmed" and row.type == "arms")


def test_a_proposition_is_weighed_with_the_words_it_rests_on(filled: Case) -> None:
    ledger = filled.weighing(arms(filled))
    assert ledger.id == arms(filled) and ledger.weighing.independence.documents == 2
    assert {quote.span.text for line in ledger.voices for quote in line.quotes} == {
        "Iskaria armed rebels, two officials said.",
        "Iskaria did not armed rebels.",
    }


def test_the_id_of_a_claim_means_its_proposition(filled: Case) -> None:
    (claim,) = filled.claims_of("post")
    assert filled.weighing(claim.id).id == arms(filled)


def test_as_of_a_day_and_without_a_source(filled: Case) -> None:
    early = filled.weighing(arms(filled), as_of="2021-03-04")
    assert {line.voice.stance for line in early.voices} == {1}
    assert filled.weighing(arms(filled), without="Ministry of Defence").weighing.probability == pytest.approx(early.weighing.probability)
    with pytest.raises(InputError, match="“spring” is no date"):
        filled.weighing(arms(filled), as_of="spring")
    with pytest.raises(NotFound, match="“Gazette” is no source of"):
        filled.weighing(arms(filled), without="Gazette")


def test_what_had_not_been_reported_is_not_weighed(filled: Case) -> None:
    assert len(filled.weighings()) == 3 and len(filled.weighings(as_of="2021-03-01")) == 1


def test_claims_are_found_by_what_their_propositions_rest_on(filled: Case) -> None:
    def documents(**question: object) -> set[str]:
        return {claim.document for claim in filled.claims(**question)}  # type: ignore[arg-type]

    assert documents(rests_only_on="northern post") == {"post", "herald"}
    assert documents(unnamed_only=True) == {"post", "herald"}
    assert documents(contested=True) == {"post", "herald", "ministry"}
    assert documents(single_origin=True) == {"post", "herald", "ministry", "school"}
    assert documents(single_origin=True, type="funds") == {"school"}
    assert documents(as_of="2021-03-02") == {"post", "school"}
    assert documents(rests_only_on="Northern Post", as_of="2021-03-02") == {"post"}


def test_losses_and_standings_are_those_of_the_case(filled: Case) -> None:
    assert [(loss.proposition, loss.effect) for loss in filled.losses("Northern Post")][0] == (arms(filled), "falls")
    alone = {source.name: source.alone for source in filled.standings()}
    assert arms(filled) in alone["Northern Post"] and alone["Daily Herald"] == ()


def test_weighings_are_kept_and_a_new_document_weighs_only_what_it_touches(filled: Case, database: Database, add: Add) -> None:
    filled.weighings()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(weighings)) == 3
    add(document("Iskaria funded a school, a teacher said.", "again", publisher="Courier", published="2021-03-09"))
    filled.weighings()
    found, _ = find_weighings(database, None)
    assert found.computed == 1


def test_kept_weighings_do_not_pile_up(filled: Case, database: Database) -> None:
    for number in range(1, 9):
        filled.prior(arms(filled), number / 10, why="trying")
        filled.weighings()
    with database.reading() as connection:
        assert (connection.scalar(select(func.count()).select_from(weighings)) or 0) <= 4 * 3


def test_a_case_that_nobody_can_write_is_weighed_all_the_same(filled: Case, database: Database) -> None:
    kept = filled.weighings()
    database.read_only = True
    database.remembered.clear()
    assert filled.weighings() == kept


def test_a_walk_gives_every_proposition_with_its_weighing_and_its_origins(filled: Case) -> None:
    walked = list(filled.weighed())
    assert {each.proposition.id: each.proposition for each in walked} == {row.id: row for row in filled.propositions()}
    assert {each.proposition.id: each.weighing for each in walked} == filled.weighings()
    of_arms = next(each for each in walked if each.proposition.id == arms(filled))
    assert [origin.voice for origin in of_arms.origins] == list(of_arms.weighing.voices if of_arms.weighing else ())
    assert {origin.agent for origin in of_arms.origins} == {line.attestation.agent for line in filled.weighing(arms(filled)).voices}


def test_a_walk_knows_what_was_assessed_since_the_last_one(filled: Case) -> None:
    """An assessment lets what is worked out stand, but not the weighings."""
    before = {each.proposition.id: each.weighing for each in filled.weighed()}
    filled.prior(arms(filled), 0.9, why="usual", who="ana")
    after = {each.proposition.id: each.weighing for each in filled.weighed()}
    assert after == filled.weighings() and after[arms(filled)] != before[arms(filled)]


def test_a_walk_reads_what_is_held_and_weighs_nothing(filled: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(filled.weighed())
    monkeypatch.setattr("allegedly.store.weighing.Stream", lambda *_: pytest.fail("weighed again"))
    assert list(filled.weighed()) == first


def test_a_walk_through_a_case_that_nobody_can_write_weighs_on_the_way(filled: Case, database: Database) -> None:
    known = filled.weighings()
    with database.writing() as connection:
        connection.execute(delete(weighings))
    database.read_only = True
    database.remembered.clear()
    assert {each.proposition.id: each.weighing for each in filled.weighed()} == known


def test_what_a_walk_weighed_is_kept_and_a_new_document_weighs_only_what_it_touches(
    filled: Case, database: Database, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(filled.weighed())
    add(document("Iskaria funded a school, a teacher said.", "again", publisher="Courier", published="2021-03-09"))
    weighed: list[str] = []
    monkeypatch.setattr(
        "allegedly.evidence.weighings.weigh", lambda found, *a, **k: weighed.append(found.proposition) or weigh(found, *a, **k)
    )
    after = {each.proposition.id: each.weighing for each in filled.weighed()}
    assert len(weighed) == 1
    assert after == filled.weighings()


def test_a_walk_holds_the_claims_of_a_few_propositions_at_a_time(filled: Case, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allegedly.store.weighing.batches", lambda items, size=1: batches(items, size))
    stream = Stream(database)
    for id in stream.found.statements:
        assert [each for each, _, _ in stream.weigh([id])] == [id]
        statement = stream.found.statements[id]
        assert set(stream._claims._here) == {*statement.claims, *statement.denials}
