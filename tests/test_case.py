from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import allegedly
from allegedly.base.document import Document
from allegedly.base.errors import BadOption, NotFound
from allegedly.case import AddStep, Case
from allegedly.claims.claim import Claim
from tests.factory import PatternReader

TEXTS = {
    "courier.txt": "The junta armed the rebels in 2016, two officials said.",
    "herald.txt": "Iskaria did not arm the rebels, Colonel Adeyemi said.",
    "tribune.txt": "The League attacked Iskaria. The junta funded the League.",
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of three reports with four claims."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A new case."""
    with allegedly.open(tmp_path / "x.case", create=True) as case:
        yield case


class Stubborn(PatternReader):
    """Fails, or is interrupted, on documents that mention Iskaria."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def read(self, doc: Document) -> Iterator[Claim]:
        if "Iskaria" in doc.text:
            raise self.error
        return super().read(doc)


def test_a_folder_of_reports_becomes_a_case(case: Case, reports: Path) -> None:
    report = case.add(reports, reader=PatternReader())
    assert (report.added, report.unchanged, report.refused, report.claims, report.claims_refused) == (3, 0, [], 4, 0)
    assert [row.name for row in case.documents()] == ["courier", "herald", "tribune"]
    assert [claim.document for claim in case.claims(about="rebels")] == ["courier", "herald"]
    for claim in case.claims():
        text = case.document_of(claim).text
        assert text == TEXTS[f"{claim.document}.txt"]
        claim.check(text)


def test_adding_the_folder_again_changes_nothing_and_reads_nothing(case: Case, reports: Path) -> None:
    case.add(reports, reader=PatternReader())
    before = case.history().count()
    idle = PatternReader()
    report = case.add(reports, reader=idle)
    assert (report.added, report.unchanged, report.claims, idle.documents) == (0, 3, 0, 0)
    assert case.history().count() == before


def test_a_changed_report_is_a_new_version_and_its_old_claims_step_back(case: Case, reports: Path) -> None:
    case.add(reports, reader=PatternReader())
    (reports / "courier.txt").write_text("The junta did not arm the rebels, the Courier said.", encoding="utf-8")
    report = case.add(reports, reader=PatternReader())
    assert (report.new_versions, report.unchanged, report.claims) == (1, 2, 1)
    assert [claim.polarity for claim in case.claims(about="junta", type="arms")] == ["denied"]
    assert [(row.version, row.current) for row in case.documents() if row.name == "courier"] == [(1, False), (2, True)]


def test_paths_may_be_one_or_several_strings_or_paths(case: Case, reports: Path) -> None:
    assert case.add(str(reports / "courier.txt"), reader=PatternReader()).added == 1
    assert case.add([reports / "herald.txt", str(reports / "tribune.txt")], reader=PatternReader()).added == 2
    assert case.add(iter([reports]), reader=PatternReader()).unchanged == 3


def test_progress_tells_every_document_once_it_is_stored(case: Case, reports: Path) -> None:
    (reports / "empty.txt").touch()
    steps: list[AddStep] = []

    def tell(step: AddStep) -> None:
        steps.append(step)
        if step.document:
            assert isinstance(case.get(step.document), Document)

    case.add(reports, reader=PatternReader(), progress=tell)
    assert [(Path(step.place).name, step.outcome, step.claims, step.done, step.total) for step in steps] == [
        ("courier.txt", "added", 1, 1, 4),
        ("empty.txt", "refused", 0, 2, 4),
        ("herald.txt", "added", 1, 3, 4),
        ("tribune.txt", "added", 2, 4, 4),
    ]


def test_what_cannot_be_read_is_reported_and_listed_until_it_can(case: Case, reports: Path) -> None:
    (reports / "empty.txt").touch()
    missing = reports / "none.txt"
    for _ in range(2):
        report = case.add([reports, missing], reader=PatternReader())
        assert [refusal.place for refusal in report.refused] == [str(reports / "empty.txt"), str(missing)]
        assert list(case.status().refusals) == report.refused
    (reports / "empty.txt").write_text("Now the League funded the junta.", encoding="utf-8")
    missing.write_text("Nothing.", encoding="utf-8")
    assert case.add([reports, missing], reader=PatternReader()).added == 2
    assert case.status().refusals == ()


def test_a_document_that_the_reader_fails_on_is_refused_whole_and_the_rest_goes_on(case: Case, reports: Path) -> None:
    report = case.add(reports, reader=Stubborn(ValueError("no weights\nat all")))
    assert (report.added, len(report.refused)) == (1, 2)
    assert "the reader pattern 1 failed with ValueError" in report.refused[0].reason
    assert "\n" not in str(report.refused[0])
    assert [row.name for row in case.documents()] == ["courier"]
    again = case.add(reports, reader=PatternReader())
    assert (again.added, again.unchanged, case.status().refusals) == (2, 1, ())


def test_an_interrupted_add_keeps_what_is_finished_and_another_completes_it(case: Case, reports: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        case.add(reports, reader=Stubborn(KeyboardInterrupt()))
    assert [row.name for row in case.documents()] == ["courier"]
    report = case.add(reports, reader=PatternReader())
    assert (report.added, report.unchanged) == (2, 1)


def test_a_claim_whose_words_do_not_stand_there_is_not_stored(case: Case, reports: Path) -> None:
    class Liar(PatternReader):
        def read(self, doc: Document) -> Iterator[Claim]:
            from dataclasses import replace

            for claim in super().read(doc):
                lie = claim.document == "courier"
                yield replace(claim, trigger=replace(claim.trigger, text="x" * len(claim.trigger.text))) if lie else claim

    report = case.add(reports, reader=Liar())
    assert (report.added, report.claims, report.claims_refused) == (3, 3, 1)
    assert case.status().claims_refused == 1


@pytest.mark.parametrize("name", ["mine", "mine.case", "../reports/mine"])
def test_a_case_in_the_folder_it_is_made_from_does_not_add_itself(reports: Path, name: str) -> None:
    with allegedly.open(reports / name, create=True) as case:
        (reports / f"{Path(name).name}.backup-1").write_text("A copy.", encoding="utf-8")
        report = case.add(reports, reader=PatternReader())
        assert (report.added, report.refused) == (3, [])


def test_an_unknown_reader_is_refused_before_anything_is_added(case: Case, reports: Path) -> None:
    with pytest.raises(BadOption, match="there is no reader called 'psychic'"):
        case.add(reports, reader="psychic")
    assert case.documents().count() == 0


def test_claims_of_a_claim_are_refused(case: Case, reports: Path) -> None:
    case.add(reports, reader=PatternReader())
    claim = next(iter(case.claims()))
    with pytest.raises(BadOption, match="is a claim"):
        case.claims_of(claim.id)
    with pytest.raises(NotFound):
        case.claims_of("nobody")


def test_a_case_is_still_there_after_it_was_closed(case: Case, reports: Path) -> None:
    case.add(reports, reader=PatternReader())
    path = case.path
    case.close()
    with allegedly.open(path) as again:
        assert repr(again) == f"allegedly.open({str(path)!r})"
        assert again.claims().count() == 4
