from __future__ import annotations

from pathlib import Path

import pandas as pd

from allegedly.base.kinds import claim_types
from allegedly.case import Case
from allegedly.writers.events import dated
from allegedly.writers.mapping import _table
from allegedly.writers.writers import write
from tests.factory import claims_in

PLOVER = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
)
ACLED = ["Battles", "Violence against civilians", "Explosions/Remote violence", "Riots", "Protests", "Strategic developments"]


def test_the_mapping_uses_only_words_of_both_sides() -> None:
    assert _table().keys() <= claim_types().keys()
    for each in _table().values():
        assert each.plover is None or each.plover[0] in PLOVER
        assert each.acled is None or each.acled[0] in ACLED


def test_a_denied_or_planned_claim_says_so_in_plover(sample: Case, tmp_path: Path) -> None:
    write(sample, "plover", tmp_path / "x.csv")
    frame = pd.read_csv(tmp_path / "x.csv", keep_default_na=False)
    assert (frame["auxiliary_mode"].str.contains("negation") == (frame["polarity"] == "denied")).all()
    assert (frame["auxiliary_mode"].str.contains("future") == (frame["realis"] == "planned")).all()
    assert "Sixth Bureau" in set(frame["guise"]) and (frame["said_by"] != "").all()


def test_nothing_denied_planned_or_undated_becomes_an_acled_event(sample: Case, tmp_path: Path) -> None:
    report = write(sample, "acled", tmp_path / "x.csv")
    frame = pd.read_csv(tmp_path / "x.csv", keep_default_na=False)
    claims = {claim.id: claim for claim in sample.claims()}
    rows = [claims[id] for id in frame["event_id_cnty"]]
    assert rows and all(claim.polarity == "affirmed" and claim.realis == "actual" for claim in rows)
    assert frame["notes"].str.startswith("Alleged. ").all() and pd.to_datetime(frame["event_date"]).notna().all()
    assert len(frame) + sum(each.records for each in report.left_out if each.table == "claims") == len(claims)


def test_a_date_is_as_exact_as_acled_can_say() -> None:
    (month,) = claims_in("Norland attacked Dawn in 2016-05.")
    (year,) = claims_in("Norland attacked Dawn in 2016.")
    assert dated(month)[1] == 3 and str(dated(month)[0]) == "2016-05-01" and dated(year) is None
