"""Acts under another's name and rival explanations, in a case and on the command line: the sample case, read by heart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import allegedly
from allegedly.base.errors import BadOption, InputError, NotFound
from allegedly.case import Case
from allegedly.cli import main, printing
from tests.gold_reader import SAMPLE, GoldReader

FLAG = {"template": "false_flag", "apparent": "Sixth Bureau", "alleged": "Section Nine", "since": "2020-09", "until": "2021-04"}
CSV = "evidence,The League did it,Somebody posed\nA badge,C,C\nA ledger,II,CC\n"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample case with three hypotheses, made once."""
    path = tmp_path_factory.mktemp("made") / "sample.case"
    with allegedly.open(path, create=True) as case:
        case.add(SAMPLE / "reports", reader=GoldReader())
        case.add_hypothesis("H1", template="face_value", apparent="Sixth Bureau", who="Ann")
        case.add_hypothesis("H2", **FLAG, who="Ann")
        case.add_hypothesis("H3", template="misattribution", apparent="Sixth Bureau", who="Ann")
        case.compare()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "sample.case"))


@pytest.fixture
def case(path: Path) -> Iterator[Case]:
    with allegedly.open(path) as case:
        yield case


@pytest.fixture(scope="module")
def sample(made: Path) -> Iterator[Case]:
    """The same case, for tests that only ask."""
    with allegedly.open(made) as case:
        yield case


Run = Callable[..., tuple[str, str, int]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: Path) -> Run:
    monkeypatch.setattr(printing, "PATIENCE", 600)
    monkeypatch.chdir(path.parent)

    def run(*arguments: str) -> tuple[str, str, int]:
        capsys.readouterr()
        status = main(list(arguments))
        return (*capsys.readouterr(), status)

    return run


# ---- in a case -------------------------------------------------------------------------------------------------------------------------


def test_fronts_are_told_with_independent_origins_and_denials(sample: Case) -> None:
    first = next(iter(sample.fronts(about="Sixth Bureau")))
    assert (first.apparent, first.alleged, first.origins) == ("Sixth Bureau", "Section Nine", (2, 3))
    assert first.deniers == ("Ministry of the Interior of Keldovia",)
    kitchen = next(each for each in sample.fronts() if each.apparent == "Saltgate Kitchen")
    assert kitchen.origins == (1, 1)  # five claims in four reports, and one blog behind them


def test_as_of_a_day_nobody_has_said_it_yet(sample: Case) -> None:
    assert not [each for each in sample.fronts(as_of="2021-04-01") if each.apparent == "Sixth Bureau"]


def test_support_and_sponsors_and_the_ladder_follow_a_name_or_id(sample: Case) -> None:
    row = next(each for each in sample.entities() if each.name == "Saltgate Kitchen")
    assert sample.support(of=row.id).count() == sample.support(of="Saltgate Kitchen").count() > 3
    assert ("Saltgate Kitchen", "Sixth Bureau") in {chain.actors for chain in sample.sponsors("Saltgate Kitchen")}
    assert {each.rung for each in sample.placings(of="Saltgate Kitchen", by="Sixth Bureau")} == {"state-ordered"}
    with pytest.raises(NotFound, match="did you mean Saltgate Kitchen"):
        list(sample.support(of="Saltgate Kitchens"))


def test_the_planted_flag_leads_and_what_would_turn_that_is_told(sample: Case) -> None:
    found = sample.compare()
    assert found.comparison.leader == "H2" and found.comparison.posteriors["H1"] < 0.1
    assert found.comparison.k_flip and any("k_flip" in line for line in found.headline())
    assert sample.compare(as_of="2021-03-05").comparison.tied
    quoted = {id for each in found.board.evidence for id in each.claims}
    assert quoted == found.quotes.keys() and found.to_dict()["evidence"][0]["quotes"]


def test_a_hypothesis_about_nobody_in_the_case_is_refused(sample: Case) -> None:
    with pytest.raises(NotFound, match="Section Eleven"):
        sample.add_hypothesis("H9", template="false_flag", apparent="Sixth Bureau", alleged="Section Eleven")
    with pytest.raises(BadOption, match="has no day"):
        sample.add_hypothesis("H9", **(FLAG | {"since": "2022"}))
    with pytest.raises(BadOption, match="already"):
        sample.add_hypothesis("H1", "again")


def test_ratings_of_several_people_stand_beside_each_other_and_are_taken_back_one_by_one(case: Case) -> None:
    before = case.compare().comparison.posteriors
    case.rate("H2", "posed:Yusen", "II", why="he is paid", who="Ann")
    case.rate("H2", "posed:Yusen", "CC", why="he was there", who="Ben")
    cell = case.compare().board.cell("H2", "posed:Yusen Tarad")
    assert cell.disputed and [each.who for each in cell.ratings] == ["Ann", "Ben"]
    case.rate("H2", "posed:Yusen", "I", who="Ann")
    assert case.take_rating_back("H2", "posed:Yusen", who="Ann").rating == "I"
    assert case.compare().board.cell("H2", "posed:Yusen Tarad").ratings[0].rating == "II"  # the one before holds again
    case.take_rating_back("H2", "posed:Yusen", who="Ann")
    case.take_rating_back("H2", "posed:Yusen", who="Ben")
    assert case.compare().comparison.posteriors == pytest.approx(before)
    did = [row.did for row in case.history()]
    assert (did.count("rated"), did.count("rating taken back")) == (3, 3)
    with pytest.raises(NotFound, match="Ben has not rated"):
        case.take_rating_back("H2", "posed:Yusen", who="Ben")


def test_what_cannot_be_rated_is_refused(sample: Case) -> None:
    with pytest.raises(BadOption, match="no rating"):
        sample.rate("H2", "posed:Yusen", "supports")
    with pytest.raises(NotFound, match="no hypothesis H7"):
        sample.rate("H7", "posed:Yusen", "C")
    with pytest.raises(NotFound, match="can be posed"):
        sample.rate("H2", "posed", "C")
    with pytest.raises(NotFound, match="no evidence here"):
        sample.rate("H2", "astrology", "C")


def test_removing_a_hypothesis_takes_its_ratings_and_the_history_keeps_both(case: Case) -> None:
    case.rate("H3", "withdrawn:Norwire", "CC", who="Ann")
    case.remove_hypothesis("H3", who="Ann")
    assert [each.id for each in case.hypotheses()] == ["H1", "H2"] and case.ratings().count() == 0
    last = list(case.history())[-1]
    assert last.did == "hypothesis removed" and last.detail["ratings"][0]["rating"] == "CC"
    with pytest.raises(NotFound):
        case.remove_hypothesis("H3")


def test_a_rating_of_evidence_that_has_gone_sleeps_until_it_is_back(case: Case) -> None:
    case.rate("H2", "posed:Yusen", "I", who="Ann")
    early = case.compare(as_of="2021-04-16")  # before he spoke
    assert [each.evidence for each in early.dormant] == ["posed:Yusen Tarad"]
    assert not case.compare().dormant


def test_a_board_is_taken_whole_or_not_at_all(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "matrix.csv"
    file.write_text(CSV)
    with pytest.raises(BadOption, match="H1 already"):
        case.add_board(file)
    for id in ("H1", "H2", "H3"):
        case.remove_hypothesis(id)
    case.add_board(file, who="Ann")
    found = case.compare()
    assert (found.comparison.leader, found.board.cell("H1", "E2").rating) == ("H2", "II")
    with pytest.raises(InputError, match=r"none\.csv cannot be read"):
        case.add_board(tmp_path / "none.csv")


def test_under_a_hypothesis_acts_change_hands_and_the_words_of_the_apparent_actor_weigh_less(sample: Case) -> None:
    seen = sample.under("H2")
    assert {act.controller for act in seen.acts} == {"Section Nine"} and len(seen.acts) > 10
    assert seen.shifts and all(shift.before != shift.after for shift in seen.shifts)
    assert not sample.under("H1").acts
    with pytest.raises(NotFound, match="no hypothesis H8"):
        sample.under("H8")


# ---- on the command line ---------------------------------------------------------------------------------------------------------------


def test_fronts_prints_who_says_so_and_who_denies_it(run: Run) -> None:
    out, _, status = run("fronts", "sample.case", "--about", "Sixth Bureau", "--limit", "1")
    assert status == 0
    assert out.startswith("Section Nine: said to have acted in the name of Sixth Bureau (2020-09-01 to 2021-04-30)\n")
    assert "2 to 3 independent" in out and "denied by    Ministry of the Interior of Keldovia" in out


def test_rows_come_as_json_lines(run: Run) -> None:
    for arguments in (
        ("fronts", "sample.case"),
        ("support", "sample.case"),
        ("actor", "sample.case", "Section Nine"),
        ("compare", "sample.case"),
    ):
        out, _, status = run(*arguments, "--format", "jsonl")
        assert status == 0 and all(isinstance(json.loads(line), dict) for line in out.splitlines()) and out


def test_a_dossier_and_a_table_of_support_are_printed(run: Run) -> None:
    out, _, _ = run("actor", "sample.case", "Section Nine")
    assert "2018/.." in out and "Anders Lohm leads Section Nine" in out and "Under other names" in out
    out, _, _ = run("support", "sample.case", "--of", "Saltgate Kitchen")
    assert "Hollin Foundation to Saltgate Kitchen" in out and "denied by Audit Court of Keldovia" in out


def test_compare_never_prints_a_bare_winner(run: Run) -> None:
    out, _, status = run("compare", "sample.case")
    lines = out.splitlines()
    assert status == 0 and lines[0].startswith("H2 leads under these ratings, with 0.")
    assert lines[1].startswith("k_flip ") and "prior" in lines[2] and lines[3].startswith("ask: ")
    for part in (
        "Each must assume",
        "Evidence, the most telling first",
        "Predicted, and nobody reports it",
        "Who might deceive us",
        "no meaning as probabilities",
    ):
        assert part in out
    tied, _, _ = run("compare", "sample.case", "--as-of", "2021-03-05")
    assert "the evidence cannot tell" in tied.splitlines()[0]


def test_compare_under_a_hypothesis_prints_what_would_change(run: Run) -> None:
    out, _, status = run("compare", "sample.case", "--under", "H2")
    assert status == 0 and "Acts that would be another's" in out and "by Section Nine" in out


def test_hypotheses_are_added_listed_removed_and_their_templates_printed(run: Run) -> None:
    assert run("hypothesis", "add", "sample.case", "H4", "--text", "Smugglers did it", "--prior", "0.1")[2] == 0
    assert "H4  Smugglers did it" in run("hypothesis", "list", "sample.case")[0]
    assert run("hypothesis", "remove", "sample.case", "H4")[0] == "removed: H4  Smugglers did it\n"
    assert "fake_underground" in run("hypothesis", "templates")[0]
    out, err, status = run("hypothesis", "add", "sample.case", "H5", "--template", "plot")
    assert status == 2 and "there is no template “plot”" in err and not out


def test_ratings_are_given_and_taken_back(run: Run) -> None:
    assert (
        run("rate", "sample.case", "H2", "posed:Yusen", "I", "--why", "paid", "--who", "Ann")[0]
        == "posed:Yusen Tarad under H2: I, says Ann\n"
    )
    assert run("rate", "sample.case", "H2", "posed:Yusen", "--take-back", "--who", "Ann")[0].startswith("taken back: posed:Yusen Tarad")
    assert run("rate", "sample.case", "H2", "posed:Yusen", "maybe")[2] == 2
    assert run("rate", "sample.case", "H2", "posed:Yusen")[2] == 2


def test_a_board_is_taken_from_a_file(run: Run, path: Path) -> None:
    (path.parent / "matrix.csv").write_text(CSV)
    for id in ("H1", "H2", "H3"):
        run("hypothesis", "remove", "sample.case", id)
    out, _, status = run("board", "sample.case", "matrix.csv")
    assert (status, out) == (0, "sample.case: 2 hypotheses, 2 pieces of evidence and 4 ratings taken from matrix.csv\n")


def test_the_matrix_has_hypotheses_in_rows_and_fits_the_terminal(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = "evidence,origin,The League did it,Somebody posed\n" + "".join(
        f"Item {n},{'a court' if n < 3 else ''},C,II\n" for n in range(30)
    )
    (path.parent / "matrix.csv").write_text(many)
    for id in ("H1", "H2", "H3"):
        run("hypothesis", "remove", "sample.case", id)
    run("board", "sample.case", "matrix.csv")
    monkeypatch.setenv("COLUMNS", "60")
    out, _, status = run("board", "sample.case")
    assert status == 0 and out.startswith("H1 leads") and "k_flip" in out  # never a bare winner
    matrix, legend = out.split("Columns by origin")
    rows = [line for line in matrix.splitlines() if " | " in line]
    assert max(map(len, rows)) <= 60 and {row[:2] for row in rows} == {"  ", "H1", "H2"}
    assert sum(row.count(" C ") + row.endswith(" C") for row in rows if row[:2] == "H1") == 30
    assert legend.count("a court") == 1 and legend.count("an origin of its own") == 27  # one voice, and once counted
    assert sum(word.endswith("*") for line in matrix.splitlines() if line.startswith("  ") for word in line.split()) == 28


def test_an_unknown_name_is_refused_in_one_line(run: Run) -> None:
    out, err, status = run("fronts", "sample.case", "--about", "Nobody At All")
    assert (status, out) == (2, "") and err.count("\n") == 1
