from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.web.access import POLICY, Access, is_loopback
from allegedly.web.app import ACTIONS, PAGES, make_app
from tests.web.conftest import ACCESS

BASE = "http://127.0.0.1"


def stranger(case: Case, access: Access = ACCESS, base: str = BASE) -> TestClient:
    return TestClient(make_app(case, access, patience=60), base_url=base, follow_redirects=False)


def test_the_token_lets_in_once_and_leaves_the_address(case: Case) -> None:
    answer = stranger(case).get(f"/claims?token={ACCESS.token}&q=rebels")
    assert (answer.status_code, answer.headers["location"]) == (303, "/claims?q=rebels")
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", [page.path for page in PAGES] + [f"/api{page.path}".rstrip("/") for page in PAGES] + ["/claims/c-a"])
def test_no_page_is_shown_without_the_cookie(case: Case, path: str) -> None:
    answer = stranger(case).get(path.format(id="d-a", number=1), headers={"cookie": f"{ACCESS.cookie}=..forged"})
    assert answer.status_code == 401 and "Herald" not in answer.text


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_wrong_token_does_not_let_in(case: Case, token: str) -> None:
    assert stranger(case).get("/", params={"token": token}).status_code == 401


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: str(action.path))
def test_no_form_is_taken_without_cookie_or_mark(case: Case, client: TestClient, action: object) -> None:
    path = str(getattr(action, "path", "")).format(id="c-a", number="1")
    before = case.history().count()
    assert stranger(case).post(path, data={}).status_code == 401
    assert client.post(path, data={"mark": "guessed"}).status_code == 403
    assert case.history().count() == before


def test_a_form_sent_from_another_site_is_refused(case: Case, client: TestClient) -> None:
    mark = ACCESS.form_mark(client.cookies[ACCESS.cookie])
    answer = client.post("/actors/undo", data={"mark": mark}, headers={"origin": "http://elsewhere.example"})
    assert answer.status_code == 403


def test_another_name_for_this_machine_is_refused(case: Case) -> None:
    answer = stranger(case, base="http://rebound.example").get(f"/?token={ACCESS.token}", follow_redirects=True)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/nothing", "/documents/d-nothing"])
def test_every_answer_forbids_scripts_and_frames_of_others(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY and "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/static/../../case.py", "/static/%2e%2e/access.py", "/static//etc/passwd", "/static/..%2f..%2fcase.py"])
def test_no_file_outside_the_static_ones_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("host", "alone"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.0.0.7", False)]
)
def test_what_other_machines_reach_asks_who_they_are(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
    if not alone:
        with pytest.raises(BadOption, match="--password"):
            Access(host=host)
        assert "token" not in Access(host=host, password="x").first_address


def test_a_password_opens_the_case_under_a_name_that_history_keeps(case: Case) -> None:
    access = Access(host="0.0.0.0", port=80, password="open sesame")
    with TestClient(make_app(case, access, patience=60), base_url="http://office.example") as client:
        assert client.get("/", follow_redirects=False).headers["location"] == "/login"
        assert client.get(f"/?token={access.token}", follow_redirects=False).headers["location"] == "/login"
        assert client.post("/login", data={"name": "Maren", "password": "sesame"}).status_code == 401
        assert client.post("/login", data={"name": "Maren", "password": "open sesame"}).status_code == 200
        claim = next(iter(case.claims()))
        client.post(f"/claims/{claim.id}/reject", data={"mark": access.form_mark(client.cookies[access.cookie])})
    assert [made.who for made in case.corrections()] == ["Maren"]


def test_a_proxy_says_who_somebody_is(case: Case) -> None:
    access = Access(host="0.0.0.0", port=80, user_header="X-User")
    with TestClient(make_app(case, access, patience=60), base_url="http://office.example") as client:
        assert client.get("/").status_code == 401
        assert "Maren" in client.get("/", headers={"x-user": "Maren"}).text
