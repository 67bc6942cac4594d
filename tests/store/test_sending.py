"""What may leave the machine: consent is recorded, and what is marked never goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, NotFound, ReaderStopped
from allegedly.case import Case
from allegedly.claims.claim import Claim
from tests.factory import PatternReader

TEXT = "The junta armed the rebels. "


class Elsewhere(PatternReader):
    """A reader on another machine, which keeps what it was sent."""

    at_once = 2

    def __init__(self, destination: str | None = "https://model.example.org", *, allow_sending: bool = True) -> None:
        super().__init__("elsewhere 1")
        self.destination, self.allow_sending = destination, allow_sending
        self.sent: list[str] = []

    def read(self, doc: Document) -> Iterator[Claim]:
        if self.destination and not self.allow_sending:
            raise ReaderStopped("nobody has allowed it")
        self.sent.append(doc.name)
        return super().read(doc)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("reports/one", "reports/two", "reports/private/three"):
        file = tmp_path / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEXT + name)
    return tmp_path / "reports"


def test_that_somebody_allowed_sending_is_recorded_once_and_holds_for_the_next_time(case: Case, folder: Path) -> None:
    with pytest.raises(ReaderStopped):
        case.add(folder, reader=Elsewhere(allow_sending=False))
    assert not case.sending_allowed("https://model.example.org")
    case.add(folder / "one.txt", reader=Elsewhere())
    case.add(folder / "two.txt", reader=Elsewhere())
    case.add(folder, reader=Elsewhere(allow_sending=False))
    allowed = [(row.subject, row.detail) for row in case.history() if row.did == "sending allowed"]
    assert allowed == [("https://model.example.org", {"reader": "elsewhere 1"})]
    assert case.status().documents == 3
    other = Elsewhere("https://other.example.org", allow_sending=False)
    other.version = "elsewhere 2"
    with pytest.raises(ReaderStopped):
        case.add(folder / "one.txt", reader=other)


def test_a_reader_on_this_machine_needs_nobodys_consent(case: Case, folder: Path) -> None:
    case.add(folder, reader=Elsewhere(None, allow_sending=False))
    assert "sending allowed" not in {row.did for row in case.history()}


def test_a_folder_that_is_marked_is_never_sent_and_may_be_read_here(case: Case, folder: Path) -> None:
    case.never_send(str(folder / "private"), why="sources")
    reader = Elsewhere()
    report = case.add(folder, reader=reader)
    assert (report.added, report.withheld, sorted(reader.sent)) == (2, 1, ["one", "two"])
    assert case.add(folder, reader=PatternReader()).added == 1


def test_a_document_that_is_marked_is_never_sent_in_any_version_or_from_any_place(case: Case, folder: Path) -> None:
    case.add(folder, reader=PatternReader())
    marked = case.never_send("one", who="ann", why="its sources")
    assert marked == case.get("one").id and case.never_sent() == [marked]
    reader = Elsewhere()
    assert case.add(folder, reader=reader).withheld == 1
    (folder / "one.txt").write_text(TEXT + "a new version")
    (folder / "copy").mkdir()
    (folder / "copy" / "one.txt").write_text(TEXT + "reports/one")
    assert case.add(folder, reader=reader).withheld == 2
    assert "one" not in reader.sent
    assert [(row.who, row.detail) for row in case.history() if row.did == "withheld"] == [("ann", {"why": "its sources"})]


def test_a_mark_can_be_taken_back(case: Case, folder: Path) -> None:
    place = case.never_send(str(folder))
    assert case.add(folder, reader=Elsewhere()).withheld == 3
    assert case.may_send(str(folder), who="ann") == place
    assert case.add(folder, reader=Elsewhere()).added == 3
    assert [row.did for row in case.history() if row.subject == place] == ["withheld", "released"]
    with pytest.raises(NotFound, match="is not marked as never to be sent"):
        case.may_send(str(folder))


def test_a_folder_whose_name_only_begins_alike_is_another_folder(case: Case, folder: Path) -> None:
    case.never_send(f"{folder}/priv")
    assert case.add(folder, reader=Elsewhere()).withheld == 0


def test_only_documents_and_places_can_be_marked(case: Case, folder: Path) -> None:
    case.add(folder, reader=PatternReader())
    with pytest.raises(BadOption, match="is no document"):
        case.never_send(next(iter(case.entities())).id)


def test_what_would_be_read_is_known_beforehand(case: Case, folder: Path) -> None:
    case.never_send(str(folder / "private"))
    reader = Elsewhere()
    assert [doc.name for doc in case.unread(folder, reader=reader)] == ["one", "two"]
    case.add(folder / "one.txt", reader=reader)
    assert [doc.name for doc in case.unread(folder, reader=reader)] == ["two"]
    assert reader.sent == ["one"]


def test_a_copy_read_at_the_same_time_is_stored_once(case: Case, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.txt").write_text(TEXT)
    report = case.add(tmp_path, reader=Elsewhere())
    assert (report.added, report.unchanged, report.claims) == (1, 2, 1)
