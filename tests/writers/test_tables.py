from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from allegedly.case import Case
from allegedly.writers.rows import TABLES
from allegedly.writers.tables import FORMULA, harmless
from allegedly.writers.writers import write


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''@x", "＝1"])
def test_a_formula_is_quiet_and_can_be_had_back(text: str) -> None:
    assert harmless(text)[0] == "'" and harmless(text)[1:] == text and FORMULA.match(harmless(text))


@pytest.mark.parametrize("text", ["Norwire", "'quoted'", "a=b", "1 - 2", ""])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_the_dictionary_names_every_column_of_every_file(sample: Case, tmp_path: Path) -> None:
    write(sample, "csv", tmp_path / "t")
    with (tmp_path / "t" / "dictionary.csv").open(newline="") as file:
        described = [(row["table"], row["column"]) for row in csv.DictReader(file) if row["column"]]
    found = [(name, column) for name in TABLES for column in pd.read_csv(tmp_path / "t" / f"{name}.csv").columns]
    assert described == found


def test_pandas_reads_every_table_with_its_types(decided: Case, tmp_path: Path) -> None:
    write(decided, "parquet", tmp_path / "p")
    for name in TABLES:
        frame = pd.read_parquet(tmp_path / "p" / f"{name}.parquet")
        assert len(frame), name
    claims = pd.read_parquet(tmp_path / "p" / "claims.parquet")
    chain = pd.read_parquet(tmp_path / "p" / "chain.parquet")
    assert claims["sentence_start"].dtype == "int64" and claims["score"].dtype == "float64" and chain["named"].dtype == "bool"
    assert set(chain["claim_id"]) <= set(claims["id"])


def test_the_tables_join(decided: Case, tmp_path: Path) -> None:
    write(decided, "csv", tmp_path / "t")
    read = {name: pd.read_csv(tmp_path / "t" / f"{name}.csv") for name in TABLES}
    assert set(read["claims"]["document_id"]) == set(read["documents"]["id"])
    assert set(read["arguments"]["entity_id"].dropna()) == set(read["entities"]["id"])
    assert set(read["chain"]["source_id"]) == set(read["sources"]["id"])
    assert set(read["claims"]["proposition_id"]) == set(read["propositions"]["id"])
    assert set(read["origins"]["proposition_id"]) <= set(read["propositions"]["id"])
    assert set(read["assessments"]["proposition_id"].dropna()) <= set(read["propositions"]["id"])
    assert set(read["dependences"][["later_id", "earlier_id"]].stack()) <= set(read["documents"]["id"])
    assert set(read["ratings"]["hypothesis_id"]) == set(read["hypotheses"]["id"])
    assert set(read["ratings"]["evidence_id"]) <= set(read["evidence"]["id"])
    assert set(read["judgements"]["left"]) <= {member for row in read["entities"]["members"] for member in json.loads(row)}
