from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import allegedly
from allegedly.case import Case
from allegedly.claims.correction import to_record
from allegedly.claims.reading import Reading
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.web.app import PAGES, make_app
from allegedly.web.rendering import TEMPLATES
from tests.factory import document
from tests.web.conftest import ACCESS, REPORTS

HERALD = REPORTS[0].id


def mark(client: TestClient) -> str:
    return ACCESS.form_mark(client.cookies[ACCESS.cookie])


def ids(case: Case) -> dict[str, str]:
    """An id for each page that is about one thing."""
    return {
        "documents": HERALD,
        "actors": next(row.id for row in case.entities() if row.named),
        "sources": next(iter(case.sources())).id,
    }


def a_job(client: TestClient) -> None:
    """The first of its program."""
    client.post("/export/share", data={"mark": mark(client), "redact": "nobody"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.path))
def test_every_page_and_its_context_as_json_are_answered(client: TestClient, case: Case, page: object) -> None:
    path = str(getattr(page, "path", ""))
    path = path.replace("{id}", ids(case).get(path.split("/")[1], "")).replace("{number}", "1")
    a_job(client)
    answer = client.get(path)
    assert answer.status_code == 200 and ("<h1" in answer.text or path.endswith(("panel", "progress")))
    assert client.get(f"/api{path}".rstrip("/")).json()


@pytest.mark.parametrize("page", [page.path for page in PAGES if "{" not in page.path])
def test_every_page_of_an_empty_case_says_so(tmp_path: Path, page: str) -> None:
    with (
        allegedly.open(tmp_path / "new.case", create=True) as case,
        TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as client,
    ):
        client.get(f"/?token={ACCESS.token}")
        answer = client.get(page)
        assert answer.status_code == 200 and ('class="empty"' in answer.text or page in ("/history", "/add"))


def test_a_claim_is_read_where_it_stands(client: TestClient, case: Case) -> None:
    claim = next(iter(case.claims(text="rebels")))
    page = client.get(f"/claims/{claim.id}")
    assert page.url.path == f"/documents/{claim.document_id}"
    assert re.search(rf'<a id="{claim.id}" class="t [^"]*\bon\b', page.text)
    assert "The Herald" in page.text and "border official" in page.text


def test_the_address_is_the_question(client: TestClient) -> None:
    assert "1 claim answer this" in client.get("/claims?polarity=denied").text
    assert "The League" in client.get("/claims?about=Dawn+Militia&beside=League").text
    assert "No claim answers this" in client.get("/claims?q=submarine").text
    assert client.get("/api/claims?type=arms").json()["shown"]["total"] == 2


def test_filters_are_written_among_the_words_of_the_box(client: TestClient) -> None:
    assert client.get("/api/claims", params={"q": "type:arms"}).json()["shown"]["total"] == 2
    page = client.get("/claims", params={"q": 'polarity:denied about:"Dawn Militia"'}).text
    assert "1 claim answer this" in page and 'value="Dawn Militia"' in page
    assert client.get("/claims", params={"q": "type:levitates"}).status_code == 400
    assert "No claim answers this" in client.get("/claims", params={"q": "at 12:30 submarine:x"}).text  # no filter of that name


@pytest.mark.parametrize(
    "path", ["/claims?type=levitates", "/claims?since=soon", "/documents?page=0", "/network?least=-1", "/documents/e-a"]
)
def test_what_cannot_be_asked_is_said_in_a_line(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404) and "<h1>" in answer.text
    assert "error" in client.get(f"/api{path}").json()


def test_a_rejected_claim_is_gone_from_the_page_and_can_be_taken_back_from_history(client: TestClient, case: Case) -> None:
    claim = next(iter(case.claims(text="rebels")))
    seen = case.stamps(claim.document_id)[claim.id]
    page = client.post(f"/claims/{claim.id}/reject", data={"mark": mark(client), "seen": seen, "why": "a rumour"})
    assert "does not stand" in page.text and "a rumour" in page.text
    assert claim.id not in [each.id for each in case.claims()]
    (made,) = case.corrections()
    assert "Take back" in client.get("/history").text
    client.post(f"/corrections/{made.number}/take-back", data={"mark": mark(client), "from": "history"})
    assert claim.id in [each.id for each in case.claims()]


def test_a_form_corrects_a_claim_by_its_fields(client: TestClient, case: Case) -> None:
    claim = next(iter(case.claims(text="rebels in 2016-05")))
    page = client.get(f"/documents/{claim.document_id}?claim={claim.id}&edit=1").text
    form = page[page.index('class="card correct"') :]
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', form))
    # "checked" and the chosen options, as a browser would send them
    fields |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" checked', form), "on")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r"<option selected>([^<]+)", options) or re.search(r"<option>([^<]+)", options)
        fields[name] = chosen[1] if chosen else ""
    assert client.post(f"/claims/{claim.id}/correct", data=fields | {"polarity": "denied", "mark": mark(client)}).status_code == 200
    (made,) = case.corrections()
    before, after = to_record(claim), dict(made.after or {})
    assert after["polarity"] == "denied"
    assert {name for name in before if before[name] != after[name]} == {"polarity", "reader", "score"}


def test_a_decision_on_a_stale_page_is_refused_with_what_stands_now(client: TestClient, case: Case) -> None:
    claim = next(iter(case.claims(text="rebels")))
    seen = case.stamps(claim.document_id)[claim.id]
    case.correct(claim, to_record(claim) | {"polarity": "denied"}, who="another")
    answer = client.post(f"/claims/{claim.id}/reject", data={"mark": mark(client), "seen": seen})
    assert answer.status_code == 409
    assert "has not armed rebels" in answer.text and "not recorded" in answer.text
    assert len(list(case.corrections())) == 1


def test_two_names_are_judged_the_same_and_that_is_undone(client: TestClient, case: Case) -> None:
    names = {row.name: row.id for row in case.entities()}
    fields = {"mark": mark(client), "left": names["League"], "right": names["Dawn Militia"], "verdict": "same", "why": "a test"}
    assert "Last judged" in client.post("/actors/judge", data=fields).text
    assert "Dawn Militia" not in [row.name for row in case.entities()] or "League" not in [row.name for row in case.entities()]
    assert client.post("/actors/undo", data={"mark": mark(client), "number": "7"}).status_code == 409
    client.post("/actors/undo", data={"mark": mark(client), "number": "1"})
    assert not list(case.judgements())


def test_the_newest_decision_is_undone_from_the_history_whatever_it_was_about(client: TestClient, case: Case) -> None:
    case.add_hypothesis("H1", "Smugglers did it", who="ann")
    newest = case.newest_decision()
    assert newest and 'action="/history/undo"' in client.get("/history").text
    assert client.post("/history/undo", data={"mark": mark(client), "number": "1"}).status_code == 409
    client.post("/history/undo", data={"mark": mark(client), "number": str(newest.number)})
    assert not list(case.hypotheses()) and 'action="/history/undo"' not in client.get("/history").text


def test_what_was_added_since_the_last_visit_is_new(client: TestClient, case: Case) -> None:
    assert "In this case so far" in client.get("/").text
    client.cookies.delete(f"{ACCESS.cookie}-visit")  # the browser was closed
    page = client.get("/").text
    assert "New since your last visit" in page and "stands as you left it" in page


def test_words_of_a_document_never_become_markup(case: Case, client: TestClient) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'> </script> {{ 7*7 }} armed"
    database = Database.open(case.path)
    doc = document(f"The {hostile} armed the rebels.", 'x"><svg onload=alert(3)>', title=hostile, publisher=hostile, byline=hostile)
    from allegedly.claims.reading import read_with
    from tests.factory import PatternReader

    with database.writing() as connection:
        add_document(connection, doc, read_with(PatternReader(), doc))
    database.close()
    for path in ("/", "/documents", f"/documents/{doc.id}", "/claims", "/actors", "/network", "/timeline"):
        page = client.get(path).text
        assert "<script>alert" not in page and "<img" not in page and "<svg" not in page and "49" not in page.split("7*7")[0][-8:]


def test_a_line_of_ten_megabytes_comes_in_parts(case: Case, client: TestClient) -> None:
    database = Database.open(case.path)
    doc = document("A" * 10_000_000, "long")
    with database.writing() as connection:
        add_document(connection, doc, Reading("pattern 1", (), 0))
    database.close()
    page = client.get(f"/documents/{doc.id}?part=3")
    assert "Part 3 of 250" in page.text and len(page.content) < 100_000


def test_every_script_that_a_page_names_was_built_with_all_that_it_imports(client: TestClient) -> None:
    wanted = {name for page in TEMPLATES.glob("*.html") for name in re.findall(r"static\('([^']+)'\)", page.read_text(encoding="utf-8"))}
    seen: set[str] = set()
    while wanted - seen:
        name = (wanted - seen).pop()
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200, f"{name}; run: python browser/build.py"
        seen.add(name)
        if name.endswith(".js"):
            wanted |= {f"built/{each}" for each in re.findall(r"""(?:from|import)\s*["']\./([^"']+)["']""", answer.text)}
    assert any(name.startswith("built/chunk") for name in seen)


def test_a_fault_of_ours_shows_no_details(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Case, "sources", lambda self: 1 / 0)
    with TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        client.get(f"/?token={ACCESS.token}")
        answer = client.get("/sources")
    assert answer.status_code == 500 and "ZeroDivisionError" not in answer.text and "fault of allegedly" in answer.text
