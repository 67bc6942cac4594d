"""Two readers on one case: the first leads, the queue holds what they disagree about, and decisions settle it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, NotFound
from allegedly.case import Case
from allegedly.claims.claim import Claim
from tests.factory import PatternReader, document
from tests.store.conftest import Add

TEXT = "The junta armed the rebels in 2016, two officials said. Iskaria funded the League. Pell attacked the port."


class Second(PatternReader):
    """Takes the first claim for denied, overlooks the second, and finds one more of the third."""

    def __init__(self, version: str = "second 1") -> None:
        super().__init__(version)

    def read(self, doc: Document) -> Iterator[Claim]:
        armed, _, attacked = super().read(doc)
        yield replace(armed, arguments={"agent": armed.arguments["agent"]})
        yield attacked
        yield replace(attacked, type="kills")


@pytest.fixture
def both(add: Add, case: Case) -> Case:
    add(document(TEXT))
    add(document(TEXT), Second())
    return case


def queue(case: Case) -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [(each.claims[0].type, [claim.reader for claim in each.claims], each.differs) for each in case.disputed()]


def shown(case: Case) -> list[tuple[str, str]]:
    return [(claim.type, claim.reader) for claim in case.claims()]


def of_second(case: Case, type: str) -> Claim:
    return next(claim for each in case.disputed() for claim in each.claims if claim.type == type and claim.reader == "second 1")


def test_the_queue_holds_what_two_readers_disagree_about(both: Case) -> None:
    assert queue(both) == [
        ("arms", ["pattern 1", "second 1"], ("patient",)),
        ("funds", ["pattern 1"], ()),
        ("kills", ["second 1"], ()),
    ]
    assert shown(both) == [("arms", "pattern 1"), ("funds", "pattern 1"), ("attacks", "pattern 1")]


def test_how_far_two_readers_agree_is_counted(both: Case) -> None:
    (two,) = both.agreements()
    assert (two.first, two.second, two.documents) == ("pattern 1", "second 1", 1)
    assert (two.agreed, two.disputed, two.undecided) == (1, 3, 3)
    both.decide(of_second(both, "kills"))
    assert both.agreements()[0].undecided == 2


def test_the_status_names_every_reader_and_where_it_leads(both: Case) -> None:
    assert [(use.version, use.documents, use.leads) for use in both.status().readers] == [("pattern 1", 1, 1), ("second 1", 1, 0)]


def test_a_document_that_one_reader_read_is_not_in_dispute(add: Add, case: Case) -> None:
    add(document(TEXT))
    add(document(TEXT), PatternReader("pattern 2"))
    assert queue(case) == []


def test_deciding_for_the_other_reader_replaces_what_the_leading_one_says(both: Case) -> None:
    decided = both.decide(of_second(both, "arms"), who="ann", why="no rebels there")
    assert (decided.decision, decided.who) == ("corrected", "ann")
    assert shown(both) == [("arms", "ann"), ("funds", "pattern 1"), ("attacks", "pattern 1")]
    assert list(next(iter(both.claims(type="arms"))).arguments) == ["agent"]
    assert [type for type, *_ in queue(both)] == ["funds", "kills"]
    both.take_back(decided.number)
    assert len(queue(both)) == 3 and shown(both)[0] == ("arms", "pattern 1")


def test_a_claim_that_only_the_other_reader_has_can_be_decided_for_and_against(both: Case) -> None:
    killed = of_second(both, "kills")
    both.decide(killed.id, who="ann")
    assert ("kills", "ann") in shown(both)
    both.decide(killed.id, stands=False, who="ann")
    assert "kills" not in dict(shown(both))
    assert [type for type, *_ in queue(both)] == ["arms", "funds"]


def test_deciding_for_the_leading_reader_leaves_what_is_shown(both: Case) -> None:
    before = shown(both)
    for claim in both.claims(family="support"):
        assert both.decide(claim, who="ann").decision == "accepted"
    assert shown(both) == before
    assert [type for type, *_ in queue(both)] == ["kills"]


def test_only_claims_can_be_decided_about(both: Case) -> None:
    with pytest.raises(BadOption, match="is no claim"):
        both.decide("Iskaria")
    with pytest.raises(NotFound):
        both.decide("c-aaaaaaaaaaaaaaaa")


def test_decisions_outlive_a_change_of_the_leading_reader_and_a_new_version(both: Case, add: Add) -> None:
    both.decide(of_second(both, "kills"), who="ann")
    both.prefer("second")
    assert sorted(shown(both)) == [("arms", "second 1"), ("attacks", "second 1"), ("kills", "second 1")]
    add(document(TEXT), Second("second 2"))
    assert [type for type, *_ in queue(both)] == ["arms", "funds"]


def test_readers_are_scored_by_what_people_decided(both: Case) -> None:
    assert both.scores() == []
    both.decide(of_second(both, "arms"))
    for claim in both.claims(type=["funds", "attacks"]):
        both.decide(claim)
    both.decide(of_second(both, "kills"), stands=False)
    scores = {score.reader: score for score in both.scores()}
    first, second = scores["pattern 1"], scores["second 1"]
    assert (first.claims, first.judged, first.right, first.true) == (3, 3, 2, 3)
    assert (second.claims, second.judged, second.right, second.true) == (3, 3, 2, 3)


def test_readers_are_compared_on_the_documents_that_all_of_them_read(both: Case, add: Add) -> None:
    other = document(TEXT, name="other")
    add(other)
    for row in (*both.documents(),):
        for claim in both.claims_of(row):
            both.decide(claim)
    assert {score.reader: score.documents for score in both.scores()} == {"pattern 1": 1, "second 1": 1}


def test_a_score_of_readers_that_share_no_document_is_over_what_each_read(add: Add, case: Case) -> None:
    add(document(TEXT, name="one"))
    add(document(TEXT, name="two"), Second())
    for claim in list(case.claims()):
        case.decide(claim)
    assert {score.reader: score.documents for score in case.scores()} == {"pattern 1": 1, "second 1": 1}
