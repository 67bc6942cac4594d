from __future__ import annotations

import pytest

from allegedly.base.errors import NotFound
from allegedly.case import Case
from allegedly.store.query import EntityRow, SourceRow
from tests.factory import document
from tests.store.conftest import Add

DOC = document(
    "The Dawn Militia armed the northern rebels, the Herald said. Iskaria funded the Herald, two officials said.", name="friday-report"
)


@pytest.fixture(autouse=True)
def added(add: Add) -> None:
    add(DOC)


def test_a_claim_document_source_or_entity_is_got_by_its_id(case: Case) -> None:
    claim = next(iter(case.claims()))
    assert case.get(claim.id) == claim
    assert case.get(DOC.id) == DOC
    for row in (*case.sources(), *case.entities()):
        assert case.get(row.id) == row


def test_the_beginning_of_an_id_is_enough_whatever_its_case(case: Case) -> None:
    assert case.get(DOC.id[:5].upper()) == DOC


def test_a_beginning_that_fits_several_names_them(case: Case) -> None:
    with pytest.raises(NotFound) as refused:
        case.get("c-")
    assert all(f"{claim.id} ({claim.type})" in str(refused.value) for claim in case.claims())


@pytest.mark.parametrize("name", ["friday-report", "Friday-Report"])
def test_a_document_is_got_by_its_name(case: Case, name: str) -> None:
    assert case.get(name) == DOC


def test_of_two_versions_the_newest_is_got_by_name(case: Case, add: Add) -> None:
    newer = document("Nothing.", name="friday-report")
    add(newer)
    assert case.get("friday-report") == newer
    assert case.get(DOC.id) == DOC


@pytest.mark.parametrize("name", ["Dawn Militia", "the dawn militia", "DAWN  MILITIA"])
def test_an_entity_is_got_by_its_name(case: Case, name: str) -> None:
    found = case.get(name)
    assert isinstance(found, EntityRow) and (found.name, found.claims, found.documents) == ("Dawn Militia", 1, 1)


def test_the_one_that_is_spelt_just_so_is_meant(case: Case, add: Add) -> None:
    add(document("The Northern Rebels armed Iskaria.", name="other"))
    found = case.get("Northern Rebels")
    assert isinstance(found, EntityRow) and found.named
    with pytest.raises(NotFound, match="could be any of"):
        case.get("northern  rebels")


def test_a_source_is_got_by_its_description(case: Case) -> None:
    found = case.get("two officials")
    assert isinstance(found, SourceRow) and (found.named, found.document) == (False, DOC.id)


def test_a_name_of_several_things_gives_their_ids(case: Case, add: Add) -> None:
    add(document("Iskaria armed Sorn, two officials said.", name="another"))
    with pytest.raises(
        NotFound, match=r"could be any of s-\w+ \(two officials, in .*\), s-\w+ \(two officials, in .*\); give one of these ids"
    ):
        case.get("two officials")


def test_a_source_that_claims_are_about_is_got_as_the_entity_it_is(case: Case) -> None:
    found = case.get("the Herald")
    assert isinstance(found, EntityRow) and (found.claims, found.said, found.sources) == (1, 1, (next(iter(case.sources())).id,))


def test_a_name_that_is_not_there_gives_near_misses(case: Case) -> None:
    with pytest.raises(NotFound, match="nothing in this case is called 'Dawn Milita'; did you mean 'Dawn Militia'?"):
        case.get("Dawn Milita")


@pytest.mark.parametrize("name", ["", "c-zzz", "zzz", "!", "\0", "\ud800", "e-222222", 'x"; DROP'])
def test_what_is_not_there_is_said_in_one_line(add: Add, case: Case, name: str) -> None:
    with pytest.raises(NotFound) as refused:
        case.get(name)
    assert "\n" not in str(refused.value)


def test_a_source_that_only_an_old_version_names_is_still_there(case: Case, add: Add) -> None:
    source = next(row for row in case.sources() if row.name == "Herald")
    add(document("Nothing.", name="friday-report"))
    found = case.get(source.id)
    assert isinstance(found, SourceRow) and (found.name, found.claims) == ("Herald", 0)


def test_the_claims_of_a_document_source_or_entity_are_told_apart(case: Case) -> None:
    def types(thing: str) -> list[str]:
        return [claim.type for claim in case.claims_of(thing)]

    assert types(DOC.id) == types("friday-report") == ["arms", "funds"]
    assert types("two officials") == ["funds"]
    assert types("Dawn Militia") == ["arms"]
    assert [claim.type for row in case.entities() if row.name == "Herald" for claim in case.claims_of(row)] == ["funds"]


def test_the_document_of_a_claim_bears_it_out(case: Case) -> None:
    for claim in case.claims():
        doc = case.document_of(claim)
        assert doc == DOC
        claim.check(doc.text)


def test_a_description_used_in_several_documents_gives_their_names(case: Case, add: Add) -> None:
    add(document("Iskaria attacked northern rebels.", name="saturday"))
    with pytest.raises(NotFound, match=r"e-\w+ \(northern rebels, in friday-report\)"):
        case.get("northern rebels")
