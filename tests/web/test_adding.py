from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from allegedly.base.errors import ReaderError
from allegedly.case import Case
from allegedly.claims import reading
from allegedly.web import adding, app
from tests.factory import PatternReader
from tests.web.conftest import ACCESS
from tests.web.test_app import mark

GAZETTE = b"The League armed the rebels in 2018, an envoy said.\n"
PAGE = b"<!doctype html><html><head><title>Talks</title></head><body><article><p>The junta sheltered the League in 2019, the envoy said.</p></article></body></html>"


@pytest.fixture(autouse=True)
def pattern_reader(monkeypatch: pytest.MonkeyPatch) -> PatternReader:
    """The reader that adding uses."""
    reader = PatternReader()
    monkeypatch.setattr(reading, "_loaded", lambda name: reader)
    return reader


class Held(PatternReader):
    """Reads only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()

    def read(self, doc: Any) -> Iterator[Any]:
        """Waits."""
        assert self.let.wait(20)
        return super().read(doc)


def send(client: TestClient, *files: tuple[str, bytes], **fields: str) -> Any:
    """The answer to a form with these files, which a browser follows."""
    parts = [("files", (name, io.BytesIO(data), "application/octet-stream")) for name, data in files]
    return client.post("/add", data={"mark": mark(client)} | fields, files=parts or [("files", ("", b"", "application/octet-stream"))])


def when_over(client: TestClient, path: str) -> str:
    """The page of a job once it is over."""
    for _ in range(400):
        page = client.get(path).text
        if 'data-over="1"' in page:
            return page
        time.sleep(0.02)
    raise AssertionError(f"{path} is not over: {page}")


def names(case: Case) -> list[str]:
    """Of the documents that were added to the two there are."""
    return [row.name for row in case.documents()][2:]


def test_files_become_documents_with_a_link_to_each(client: TestClient, case: Case) -> None:
    page = when_over(client, send(client, ("gazette.txt", GAZETTE), ("talks.html", PAGE)).url.path)
    assert "documents: 2 added; 2 claims stored" in page
    assert names(case) == ["gazette", "talks"]
    for row in list(case.documents())[2:]:
        assert f'href="/documents/{row.id}"' in page
    assert "again, unchanged" not in page and "1 unchanged" in when_over(client, send(client, ("gazette.txt", GAZETTE)).url.path)


def test_what_cannot_be_read_is_said_as_the_command_line_says_it_and_the_rest_goes_on(client: TestClient, case: Case) -> None:
    page = when_over(client, send(client, ("scan.pdf", b"%PDF-1.4 rubbish"), ("empty.txt", b""), ("gazette.txt", GAZETTE)).url.path)
    assert "documents: 1 added; 1 claim stored; 2 inputs could not be read" in page
    assert {each.place for each in case.status().refusals} == {"upload:scan.pdf", "upload:empty.txt"}
    assert "is damaged or cut off" in page and "get it again, or remove it" in page
    when_over(client, send(client, ("empty.txt", b"Now it holds words.")).url.path)
    assert {each.place for each in case.status().refusals} == {"upload:scan.pdf"}


def test_another_text_under_the_same_name_replaces_nothing(client: TestClient, case: Case) -> None:
    when_over(client, send(client, ("report.txt", GAZETTE)).url.path)
    when_over(client, send(client, ("report.txt", GAZETTE.replace(b"2018", b"2019"))).url.path)
    assert [row.current for row in case.documents() if row.name == "report"] == [True, True]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("../../../etc/passwd", "upload:etc/passwd"),
        ("C:\\Users\\me\\a.txt", "upload:C:/Users/me/a.txt"),
        ("/etc/cron.d/x.txt", "upload:etc/cron.d/x.txt"),
        ("..", "upload:unnamed"),
        ("a\x00b.txt", "upload:a\\x00b.txt"),
        ("safe\u202etxt.exe", "upload:safe\\u202etxt.exe"),
        ("x" * 5000 + ".txt", "upload:" + "x" * 196 + ".txt"),
        ("<img src=x onerror=alert(1)>.txt", "upload:<img src=x onerror=alert(1)>.txt"),
    ],
)
def test_a_name_leads_nowhere(given: str, place: str) -> None:
    found = adding.uploaded(given, Path("0"))
    assert found.place == place and found.path == Path("0")


def test_the_name_of_an_upload_is_only_words_on_a_page(client: TestClient, case: Case) -> None:
    page = when_over(client, send(client, ("<svg onload=alert(1)>.txt", GAZETTE), ("../<script>x</script>.txt", b"")).url.path)
    assert "<svg" not in page and "<script>x" not in page and "&lt;svg onload" in page
    assert len(names(case)) == 1


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [({"mark": "forged"}, {}, 403), ({}, {"origin": "http://elsewhere.example"}, 403)],
)
def test_no_other_site_can_add(client: TestClient, case: Case, fields: dict[str, str], headers: dict[str, str], status: int) -> None:
    answer = client.post("/add", data={"mark": mark(client)} | fields, files={"files": ("a.txt", GAZETTE)}, headers=headers)
    assert answer.status_code == status and not names(case)


def test_nobody_adds_without_the_token(case: Case) -> None:
    with TestClient(app.make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as stranger:
        assert stranger.post("/add", files={"files": ("a.txt", GAZETTE)}).status_code == 401


def test_a_form_without_a_file_and_one_too_large_are_refused_in_a_line(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = send(client)
    assert answer.status_code == 400 and "no file was chosen" in answer.text
    monkeypatch.setattr(app, "MAX_UPLOAD", 1000)
    answer = send(client, ("long.txt", b"w" * 2000))
    assert answer.status_code == 413 and "choose fewer at once" in answer.text
    monkeypatch.setattr(app, "MAX_FILES", 1)
    monkeypatch.setattr(app, "MAX_UPLOAD", 100_000)
    answer = send(client, ("a.txt", b"a"), ("b.txt", b"b"))
    assert answer.status_code == 400 and "Too many files" in answer.text


def test_pages_are_answered_while_documents_are_read_and_a_second_form_waits(
    client: TestClient, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(reading, "_loaded", lambda name: held)
    first = send(client, ("gazette.txt", GAZETTE)).url.path
    second = send(client, ("talks.html", PAGE))
    assert "Waiting for 1 job" in second.text
    assert "Reading: " in client.get(first).text and client.get("/documents").status_code == 200
    assert "talks.html" in client.get("/add").text
    held.let.set()
    when_over(client, first)
    when_over(client, second.url.path)
    assert names(case) == ["gazette", "talks"]


def test_a_stopped_job_keeps_what_it_stored_and_names_what_it_did_not_read(
    client: TestClient, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(reading, "_loaded", lambda name: held)
    path = send(client, ("gazette.txt", GAZETTE), ("talks.html", PAGE)).url.path
    client.post(f"{path}/stop", data={"mark": mark(client)})
    held.let.set()
    page = when_over(client, path)
    assert "Stopped." in page and "Not read" in page and "talks.html" in page[page.index("Not read") :]
    assert names(case) == ["gazette"]


def test_when_serving_ends_the_document_at_hand_is_stored_and_the_others_are_named(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held()
    monkeypatch.setattr(reading, "_loaded", lambda name: held)
    site = app.make_app(case, ACCESS)
    with TestClient(site, base_url="http://127.0.0.1") as client:
        client.get(f"/?token={ACCESS.token}")
        send(client, ("gazette.txt", GAZETTE), ("talks.html", PAGE))
        send(client, ("later.txt", GAZETTE))
        threading.Timer(0.3, held.let.set).start()
    assert [job.unread for job in site.state.left] == [("talks.html",), ("later.txt",)]
    assert names(case) == ["gazette"]


def test_a_reader_that_cannot_be_loaded_is_said_on_the_page_of_the_job(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ReaderError("the weights are missing; run: make train")

    monkeypatch.setattr(reading, "_loaded", fail)
    page = when_over(client, send(client, ("gazette.txt", GAZETTE)).url.path)
    assert "Not finished: " in page and "the weights are missing" in page and "gazette.txt" in page[page.index("Not read") :]


def test_a_job_that_is_not_there_is_said_so(client: TestClient) -> None:
    for path in ("/jobs/99", "/jobs/x", "/jobs/99/files/north.graphml"):
        assert client.get(path).status_code == 404
