from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import allegedly
from allegedly.base.errors import BadOption, Bug, NotFound
from allegedly.base.span import Span
from allegedly.case import Case
from allegedly.writers.share import Pseudonym, Redactor, ShareReport, choose, prove, share

NAMES = ["Anders Lohm", "Saltgate Kitchen", "retired officer of Keldovia's security service"]


def dump(path: Path) -> str:
    """Everything that SQLite itself finds in the file, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


@pytest.fixture(scope="module")
def made(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ShareReport]:
    """A copy of the sample case without `NAMES`, and what was said of it."""
    path = tmp_path_factory.mktemp("share") / "copy.case"
    with allegedly.open(sample_path) as case:
        report = share(case, path, NAMES)
    assert list(path.parent.iterdir()) == [path]
    return path, report


def test_none_of_the_names_is_left_anywhere(made: tuple[Path, ShareReport]) -> None:
    path, report = made
    assert [each.label for each in report.pseudonyms] == ["Person 1", "Body 1", "Source 1"]
    text, raw = dump(path), path.read_bytes()
    for name in (*NAMES, "Lohm"):
        assert name.casefold() not in text.casefold() and name.encode() not in raw
    assert report.replaced > 20 and report.values_searched > 1000 and "Person 1" in text


def test_the_claims_still_hold_against_the_texts(sample: Case, made: tuple[Path, ShareReport]) -> None:
    with allegedly.open(made[0]) as copy:
        claims = list(copy.claims())
        for claim in claims:
            claim.check(copy.document_of(claim).text)
        assert len(claims) == sample.claims().count()
        assert copy.claims(about="Person 1").count() >= sample.claims(about="Anders Lohm").count() > 0  # "Lohm" alone is found now as well


def test_nothing_else_leaves_with_it(sample: Case, made: tuple[Path, ShareReport]) -> None:
    text = dump(made[0])
    with allegedly.open(made[0]) as copy:
        assert "ana" not in {row.who for row in copy.history()}
    assert str(Path(__file__).parents[2]) not in text and "one poses as the other" not in text
    changed = list(sample.documents(text="Lohm"))
    assert changed and not any(row.digest in text for row in changed)  # with it, a guess at the name could be confirmed


def test_the_same_list_gives_the_same_pseudonyms(sample: Case, made: tuple[Path, ShareReport]) -> None:
    assert tuple(choose(sample, NAMES)) == made[1].pseudonyms


def test_a_copy_with_a_name_left_is_removed(sample: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Redactor, "words", lambda self, text: text)  # as if metadata had been forgotten
    with pytest.raises(Bug, match="is left in the table"):
        share(sample, tmp_path / "copy.case", NAMES)
    assert list(tmp_path.iterdir()) == []


def test_the_search_finds_what_is_there(sample_path: Path) -> None:
    with pytest.raises(Bug):
        prove(sample_path, [Pseudonym("Person 1", ("anders  lohm",))])
    assert prove(sample_path, [Pseudonym("Person 1", ("Nobody Whatever",))])[0] > 1000


def test_an_unknown_name_is_refused_and_nothing_made(sample: Case, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        share(sample, tmp_path / "copy.case", ["Nobody At All"])
    with pytest.raises(BadOption, match="at least one"):
        share(sample, tmp_path / "copy.case", [])
    assert list(tmp_path.iterdir()) == []


PSEUDONYMS = [Pseudonym("Person 1", ("Ann Exé",), ("Ann", "Exé")), Pseudonym("Body 1", ("Dawn Militia", "DM"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Exé met DM's men.", "Person 1 met Body 1's men."),
        ("ANN\n EXE\u0301, Ann and EXÉ", "Person 1, Person 1 and Person 1"),
        ("an annex of the dawn militia", "an annex of the Body 1"),
        ("Annex, ann, exes", "Annex, ann, exes"),
    ],
)
def test_a_name_is_replaced_however_it_is_written_and_nothing_within_a_word(text: str, expected: str) -> None:
    assert Redactor(PSEUDONYMS).words(text) == expected


@given(st.lists(st.sampled_from(["Ann Exé", "Ann", "Dawn Militia", "DM", "said", "the dog", ". ", "é "]), min_size=1), st.data())
def test_places_move_with_what_is_replaced(parts: list[str], data: st.DataObject) -> None:
    """A span that touches no name reads as before; one that touches a name covers its pseudonym whole."""
    text = " ".join(parts)
    redacted = Redactor(PSEUDONYMS).text(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    old, new = Span.of(text, start, end), redacted.span(Span.of(text, start, end))
    touched = [each for each in redacted.edits if each[0] < end and start < each[1]]
    new.check(redacted.text)
    assert touched or new.text == old.text
    assert all(redacted.text[a:b] in new.text for _, _, a, b in touched)
