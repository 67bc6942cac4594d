"""Who is said to do what to whom: at face value, under a hypothesis, and by how many independent origins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import allegedly
from allegedly.base.errors import NotFound
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from tests.factory import PatternReader, document

HERALD = "The Northern Junta armed the Dawn Militia in 2016, a border official said.\nThe League sheltered the Dawn Militia.\n"
COURIER = "The Northern Junta armed the Dawn Militia in 2016, an exiled minister said.\nThe Northern Junta funded the Grey Column.\n"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with allegedly.open(tmp_path / "x.case", create=True) as case:
        database = Database.open(case.path)
        for name, text in (("Herald", HERALD), ("Courier", COURIER)):
            doc = document(text, name, publisher=f"The {name}", published="2016-05-20")
            with database.writing() as connection:
                add_document(connection, doc, read_with(PatternReader(), doc))
        database.close()
        case.add_hypothesis("H1", template="false_flag", apparent="Northern Junta", alleged="League")
        yield case


def ends(case: Case, **asked: object) -> set[tuple[str, str, str | None]]:
    return {(each.left.name, each.right.name, each.instead_of) for each in case.relations(**asked)}  # type: ignore[arg-type]


def test_a_relation_names_its_claims(case: Case) -> None:
    found = {(each.left.name, each.right.name): each for each in case.relations()}
    assert set(found) == {("Northern Junta", "Dawn Militia"), ("League", "Dawn Militia"), ("Northern Junta", "Grey Column")}
    arms = found["Northern Junta", "Dawn Militia"]
    assert (arms.claims, arms.documents) == (2, 2)
    assert set(arms.claim_ids) == {claim.id for claim in case.claims(type="arms")}


def test_only_what_has_so_many_independent_origins_is_kept(case: Case) -> None:
    (found,) = case.relations(min_origins=2)
    assert (found.left.name, found.right.name, found.origins) == ("Northern Junta", "Dawn Militia", (2, 2))
    assert not case.relations(min_origins=3)
    assert {each.origins for each in case.relations(min_origins=1)} == {(2, 2), (1, 1)}


def test_under_a_hypothesis_the_acts_are_the_alleged_actors(case: Case) -> None:
    assert ends(case, under="H1") == {
        ("League", "Dawn Militia", "Northern Junta"),
        ("League", "Grey Column", "Northern Junta"),
        ("League", "Dawn Militia", None),
    }
    assert {instead for _, _, instead in ends(case)} == {None}


def test_a_hypothesis_that_is_not_there_is_told(case: Case) -> None:
    with pytest.raises(NotFound, match="no hypothesis H9"):
        case.relations(under="H9")
