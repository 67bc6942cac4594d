"""Claims of a case that say the same come together by the entities of the case, with times from the text, and people can say otherwise."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from allegedly.base.errors import BadOption, NotFound
from allegedly.case import Case
from allegedly.store.database import Database
from allegedly.store.grouping import HappeningRow, PropositionRow
from allegedly.store.schema import workings
from tests.factory import document
from tests.store.conftest import Add


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """A case of three reports, which know one group by two names."""
    add(document("AQIM armed Dawn Militia in 2016-05.", name="herald", published="2016-06-01"))
    add(document("al-Qaida in the Islamic Maghreb armed the Dawn Militia.", name="post", published="2016-07-01"))
    add(document("GSPC did not armed Dawn Militia, an official said. Turkey funded Quarry Street.", name="wire", published="2016-08-01"))
    return case


def first(case: Case) -> PropositionRow:
    """What most documents say."""
    return next(iter(case.propositions()))


def test_an_alias_says_the_same_as_the_name(filled: Case) -> None:
    found = first(filled)
    assert (found.type, found.polarity, len(found.claims), len(found.documents)) == ("arms", "affirmed", 2, 2)
    assert found.wording == "al-Qaida in the Islamic Maghreb has armed Dawn Militia (2016-05)"
    assert found.arguments["agent"] == (filled.get("AQIM").id,)


def test_a_proposition_is_called_after_the_claim_reported_first(filled: Case) -> None:
    found = first(filled)
    earliest = next(claim for claim in filled.claims() if claim.document == "herald")
    assert found.id == "p" + earliest.id[1:] and found.claims[0] == earliest.id


def test_an_id_called_after_any_claim_or_its_beginning_means_the_proposition(filled: Case) -> None:
    found = first(filled)
    assert [filled.get("p" + claim[1:]) for claim in found.claims] == [found, found]
    assert filled.get(found.id[:9].upper()) == found
    happening = filled.get(found.happening)
    assert isinstance(happening, HappeningRow) and found.id in happening.propositions
    with pytest.raises(NotFound, match="nothing called p-2222"):
        filled.get("p-2222")
    with pytest.raises(NotFound, match=r"could be any of p-.*Dawn Militia"):
        filled.get("p-")


def test_what_is_denied_is_opposed_and_part_of_the_same_happening(filled: Case) -> None:
    denied = next(row for row in filled.propositions() if row.polarity == "denied")
    assert denied.opposed == (first(filled).id,) and first(filled).opposed == (denied.id,)
    (happening,) = filled.happenings(disputed=True)
    assert set(happening.propositions) == {denied.id, first(filled).id}
    assert [conflict.aspect for conflict in happening.conflicts] == ["status"]
    assert filled.happenings().count() == 2


@pytest.mark.parametrize("name", ["AQIM", "GSPC", "al-Qaida in the Islamic Maghreb"])
def test_propositions_about_any_name_of_an_entity(filled: Case, name: str) -> None:
    assert {row.type for row in filled.propositions(about=name)} == {"arms"}
    assert filled.happenings(about=name).count() == 1


def test_propositions_of_a_type(filled: Case) -> None:
    assert [row.wording for row in filled.propositions(type="funds")] == ["Turkey has funded Quarry Street"]
    with pytest.raises(BadOption, match="no type 'fund'"):
        filled.propositions(type="fund")
    with pytest.raises(NotFound):
        filled.propositions(about="Nobody Known")


def test_the_claims_of_a_proposition_and_of_a_happening(filled: Case) -> None:
    found = first(filled)
    assert {claim.id for claim in filled.claims_of(found)} == set(found.claims)
    assert {claim.id for claim in filled.claims_of(found.happening)} == set(filled.get(found.happening).claims)


def test_two_claims_judged_different_are_two_propositions_until_it_is_undone(filled: Case) -> None:
    before = filled.propositions().to_dicts()
    one, two = first(filled).claims
    filled.judge(one, two, "different", why="another delivery", who="ana")
    assert {row.claims for row in filled.propositions(about="AQIM") if row.polarity == "affirmed"} == {(one,), (two,)}
    filled.undo()
    assert filled.propositions().to_dicts() == before


def test_two_propositions_judged_the_same_are_one_for_the_reason_given(filled: Case, add: Add) -> None:
    other = next(row for row in filled.propositions() if row.type == "funds")
    filled.judge(first(filled).id, other.id, "same", why="one deal", who="ana")
    joined = filled.get(other.id)
    assert isinstance(joined, PropositionRow) and len(joined.claims) == 3
    assert "judged the same by ana: one deal" in [link.reason for link in joined.links]
    add(document("Turkey funded Quarry Street.", name="later"))
    assert len(filled.get(other.id).claims) == 4


def test_a_claim_and_a_name_are_not_judged_together(filled: Case) -> None:
    with pytest.raises(BadOption, match="not of one sort"):
        filled.judge(first(filled).id, "AQIM", "same", why="x")


def test_a_judgement_on_names_changes_what_says_the_same(filled: Case, add: Add) -> None:
    add(document("Turkey funded Quarrel Street.", name="later"))
    assert filled.propositions(type="funds").count() == 2
    filled.judge("Quarry Street", "Quarrel Street", "same", why="one is misspelt")
    assert filled.propositions(type="funds").count() == 1


def test_two_descriptions_in_one_wording_meet_and_names_that_are_not_one_do_not(case: Case, add: Add) -> None:
    add(document("Iskaria armed the rebels.", name="a"))
    add(document("Iskaria armed the rebels. Paris funded Iskaria.", name="b"))
    assert [len(row.claims) for row in case.propositions(type="arms")] == [2]


def test_what_is_kept_is_worked_out_again_when_it_is_gone(filled: Case, database: Database) -> None:
    before, happenings = filled.propositions().to_dicts(), filled.happenings().to_dicts()
    database.remembered.clear()
    assert filled.propositions().to_dicts() == before and filled.happenings().to_dicts() == happenings
    with database.writing() as connection:
        connection.execute(delete(workings))
    database.remembered.clear()
    assert filled.propositions().to_dicts() == before and filled.happenings().to_dicts() == happenings


def test_three_times_of_a_claim_stay_three(filled: Case) -> None:
    claim = next(claim for claim in filled.claims() if claim.time)
    times = filled.times_of(claim)
    assert (times.event.value, times.event.anchor, times.reported) == ("2016-05", "text", "2016-06-01")
    assert times.captured and times.captured[:4] > "2016"
