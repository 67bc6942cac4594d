from __future__ import annotations

from pathlib import Path

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import NotFound, Unreadable
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.store import schema
from allegedly.store.additions import add_refusal, drop_refusals, find_refusals
from allegedly.store.database import Database
from tests.factory import PatternReader, document
from tests.store.conftest import Add

FIRST = "The junta armed the rebels in 2016, two officials said."
SECOND = "The junta did not arm the rebels in 2016, two officials said."


def contents(database: Database) -> dict[str, list[object]]:
    """Every row of every table."""
    with database.reading() as connection:
        return {name: list(connection.execute(table.select())) for name, table in schema.metadata.tables.items()}


def polarities(case: Case) -> list[str]:
    return [claim.polarity for claim in case.claims()]


def versions(case: Case) -> list[tuple[int, bool]]:
    return [(row.version, row.current) for row in case.documents()]


def test_the_same_document_again_changes_nothing(add: Add, database: Database) -> None:
    assert add(document(FIRST)) == "added"
    before = contents(database)
    assert add(document(FIRST)) == "unchanged"
    assert contents(database) == before


def test_another_text_at_the_same_place_is_a_new_version_and_the_old_one_is_kept(add: Add, case: Case) -> None:
    old = document(FIRST)
    add(old)
    assert add(document(SECOND)) == "new version"
    assert polarities(case) == ["denied"]
    assert versions(case) == [(1, False), (2, True)]
    assert [claim.polarity for claim in case.claims_of(old)] == ["affirmed"]
    assert case.get(old.id) == old


def test_a_text_that_comes_back_is_shown_again_without_being_read_again(add: Add, case: Case) -> None:
    add(document(FIRST))
    add(document(SECOND))
    assert add(document(FIRST)) == "new version"
    assert versions(case) == [(3, True), (2, False)]
    assert polarities(case) == ["affirmed"]
    assert [row.did for row in case.history()].count("read") == 2


def test_a_text_stays_shown_while_it_still_stands_at_another_place(add: Add, case: Case) -> None:
    add(document(FIRST, place="/a/report.txt"))
    assert add(document(FIRST, place="/b/report.txt")) == "unchanged"
    add(document(SECOND, place="/a/report.txt"))
    assert sorted(polarities(case)) == ["affirmed", "denied"]
    add(document(SECOND, place="/b/report.txt"))
    assert polarities(case) == ["denied"]


def test_texts_from_standard_input_do_not_replace_each_other(add: Add, case: Case) -> None:
    assert [add(document(text, name="-", place="-")) for text in (FIRST, SECOND, FIRST)] == ["added", "added", "unchanged"]
    assert sorted(polarities(case)) == ["affirmed", "denied"]


def test_another_version_of_a_reader_reads_again_and_its_reading_supersedes_the_first(add: Add, case: Case, database: Database) -> None:
    add(document(FIRST), PatternReader("pattern 1"))
    assert add(document(FIRST), PatternReader("pattern 2")) == "read again"
    assert [claim.reader for claim in case.claims()] == ["pattern 2"]
    assert len(contents(database)["claims"]) == 2
    assert len(contents(database)["sentences"]) == 1


def readers_shown(case: Case) -> list[str]:
    return [claim.reader for claim in case.claims()]


def test_another_reader_stands_beside_the_first_which_goes_on_leading(add: Add, case: Case, database: Database) -> None:
    add(document(FIRST))
    assert add(document(FIRST), PatternReader("second 1")) == "read again"
    assert readers_shown(case) == ["pattern 1"]
    assert len(contents(database)["claims"]) == 2
    for version in ("pattern 1", "second 1"):
        assert add(document(FIRST), PatternReader(version)) == "unchanged"
    assert readers_shown(case) == ["pattern 1"]


def test_a_new_version_takes_the_place_of_the_old_one_and_of_no_other_reader(add: Add, case: Case) -> None:
    for version in ("pattern 1", "second 1", "pattern 2"):
        add(document(FIRST), PatternReader(version))
    assert readers_shown(case) == ["pattern 2"]
    add(document(FIRST), PatternReader("second 2"))
    assert readers_shown(case) == ["pattern 2"]


def test_a_preferred_reader_leads_where_it_has_read_and_where_it_will_read(add: Add, case: Case) -> None:
    add(document(FIRST, name="one"))
    add(document(FIRST, name="two"))
    add(document(FIRST, name="one"), PatternReader("second 1"))
    assert case.prefer("second", who="ann") == 1
    assert readers_shown(case) == ["second 1", "pattern 1"]
    add(document(FIRST, name="two"), PatternReader("second 2"))
    assert readers_shown(case) == ["second 1", "second 2"]
    assert case.prefer("pattern") == 2
    assert readers_shown(case) == ["pattern 1", "pattern 1"]
    assert [(row.who, row.subject, row.detail) for row in case.history() if row.did == "preferred"][0] == (
        "ann",
        "second",
        {"documents": 1},
    )


def test_a_reader_that_never_read_here_cannot_be_preferred(add: Add, case: Case) -> None:
    add(document(FIRST))
    with pytest.raises(NotFound, match=r"no reader called 'psychic' .* those that have: pattern"):
        case.prefer("psychic")


def test_a_claim_that_a_new_reader_no_longer_finds_can_still_be_got_by_its_id(add: Add, case: Case) -> None:
    class Blind(PatternReader):
        def read(self, doc: Document) -> list[Claim]:  # type: ignore[override]
            return []

    add(document(FIRST))
    (claim,) = case.claims()
    add(document(FIRST), Blind("pattern 2"))
    assert case.claims().count() == 0
    assert case.get(claim.id) == claim


def test_a_better_description_is_kept_recorded_and_read_again(add: Add, case: Case) -> None:
    add(document(FIRST, published="2016"))
    assert add(document(FIRST, published="2016-05-03", publisher="The Herald")) == "read again"
    (row,) = case.documents()
    assert (row.published, row.publisher) == ("2016-05-03", "The Herald")
    (described,) = [row for row in case.history() if row.did == "described"]
    assert described.detail == {
        "before": {"published": "2016", "publisher": None},
        "now": {"published": "2016-05-03", "publisher": "The Herald"},
    }


def test_a_copy_elsewhere_does_not_change_the_description(add: Add, case: Case) -> None:
    add(document(FIRST, publisher="The Herald"))
    assert add(document(FIRST, place="/copies/report.txt", publisher="A copyist")) == "unchanged"
    assert [row.publisher for row in case.documents()] == ["The Herald"]


def test_a_named_source_is_shared_by_documents_and_an_unnamed_one_is_not(add: Add, case: Case) -> None:
    text = "The junta armed the rebels, two officials said, the Herald said."
    add(document(text, name="one"))
    add(document(text.replace("the Herald", "Herald"), name="two"))
    assert [(row.name, row.claims, row.documents) for row in case.sources()] == [
        ("Herald", 2, 2),
        ("two officials", 1, 1),
        ("two officials", 1, 1),
    ]


def test_a_refusal_is_remembered_once_and_forgotten_when_it_is_dropped(database: Database, case: Case) -> None:
    refused = Unreadable("/reports/scan.pdf", "holds no text", "run OCR on it")
    for _ in range(2):
        with database.writing() as connection:
            add_refusal(connection, refused)
    assert [str(each) for each in case.status().refusals] == [str(refused)]
    assert [row.did for row in case.history()] == ["created", "refused"]
    with database.writing() as connection:
        drop_refusals(connection, [refused.place])
    assert case.status().refusals == ()


@pytest.mark.parametrize(
    ("place", "within"), [("/a/b.mbox", True), ("/a/b.mbox!3", True), ("/a/b.mbox2", False), ("/a", False), ("/a/c", False)]
)
def test_refusals_within_a_container_are_found_by_its_place(database: Database, place: str, within: bool) -> None:
    with database.writing() as connection:
        add_refusal(connection, Unreadable(place, "is empty", "remove it"))
        assert find_refusals(connection, "/a/b.mbox") == ({place} if within else set())


def test_a_document_that_fails_halfway_leaves_no_trace(add: Add, database: Database, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    before = contents(database)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("allegedly.store.history.append", fail)
    with pytest.raises(KeyboardInterrupt):
        add(document(FIRST))
    assert contents(database) == before
