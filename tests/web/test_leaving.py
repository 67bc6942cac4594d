from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

import allegedly
from allegedly.case import Case
from allegedly.web.app import make_app
from tests.web.conftest import ACCESS, REPORTS
from tests.web.test_adding import when_over
from tests.web.test_app import mark


def ask(client: TestClient, path: str, **fields: str) -> str:
    """The path of the job that a form begins."""
    return client.post(path, data={"mark": mark(client)} | fields).url.path


def test_an_export_is_of_the_claims_that_the_address_asks_for_and_its_losses_stand_beside_it(client: TestClient) -> None:
    form = client.get("/export?about=Dawn+Militia").text
    assert "3 claims, with their documents" in form and 'action="/export?about=Dawn+Militia"' in form
    job = ask(client, "/export?about=Dawn+Militia", format="annotation")
    page = when_over(client, job)
    assert "written: 3 claims" in page and "sources: the format has no place for them" in page
    made = client.get(f"{job}/files/north.jsonld")
    assert len(made.json()["items"]) == 3
    assert made.headers["content-disposition"] == 'attachment; filename="north.jsonld"'
    assert client.get(f"{job}/files/north.jsonld.loss.json").json()["format"] == "annotation"


def test_a_folder_of_tables_comes_as_one_file(client: TestClient, tmp_path: Path) -> None:
    job = ask(client, "/export", format="csv")
    when_over(client, job)
    packed = tmp_path / "tables.zip"
    packed.write_bytes(client.get(f"{job}/files/north-csv.zip").content)
    with ZipFile(packed) as tables:
        assert "north-csv/claims.csv" in tables.namelist() and tables.read("north-csv/claims.csv").count(b"\n") >= 5


@pytest.mark.parametrize("format", ["md", "html", "docx"])
def test_a_brief_is_written(client: TestClient, format: str) -> None:
    job = ask(client, "/export/brief", format=format, about="Dawn Militia", as_of="2017-03")
    when_over(client, job)
    assert len(client.get(f"{job}/files/north.{format}").content) > 1000


def test_a_copy_without_names_holds_none_of_them(client: TestClient, tmp_path: Path) -> None:
    job = ask(client, "/export/share", redact="Dawn Militia\n\n")
    assert "none is left" in when_over(client, job)
    copy = tmp_path / "copy.case"
    copy.write_bytes(client.get(f"{job}/files/north-shared.case").content)
    with allegedly.open(copy) as shared:
        assert list(shared.claims()) and not [row for row in shared.entities() if "Dawn" in row.name]


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("/export", {"format": "papyrus"}, "there is no format"),
        ("/export?since=soon", {"format": "csv"}, "soon"),
        ("/export/brief", {"format": "papyrus"}, "a brief is written as one of"),
        ("/export/share", {"redact": " "}, "name at least one"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line(client: TestClient, path: str, fields: dict[str, str], words: str) -> None:
    answer = client.post(path, data={"mark": mark(client)} | fields)
    assert answer.status_code == 400 and words in answer.text


def test_a_mistake_that_shows_later_is_said_on_the_page_of_the_job(client: TestClient) -> None:
    page = when_over(client, ask(client, "/export/share", redact="Nobody Known"))
    assert "Not finished: " in page and "Nobody Known" in page


def test_nothing_but_what_a_job_made_is_given(client: TestClient, case: Case) -> None:
    job = ask(client, "/export", format="geojson")
    when_over(client, job)
    for name in ("..%2f..%2fetc%2fpasswd", "north.case", "%2e%2e", "north.geojson%00"):
        assert client.get(f"{job}/files/{name}").status_code == 404
    with TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as stranger:
        assert stranger.get(f"{job}/files/north.geojson").status_code == 401


def test_an_analyst_s_work_is_a_benchmark(client: TestClient, case: Case) -> None:
    claims = list(case.claims_of(REPORTS[0]))
    case.accept(claims[0], who="Ana")
    case.reject(claims[1], who="Ana")
    job = ask(client, "/export", format="gold")
    assert "nobody accepted, corrected or drew them" in when_over(client, job)
    (record,) = [json.loads(line) for line in client.get(f"{job}/files/north.jsonl").text.splitlines()]
    assert record == next(case.annotation()) and record["document"] == "herald" and "reader" not in record
