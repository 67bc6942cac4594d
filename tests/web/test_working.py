"""Pages that stand on what takes long: they say what they wait for, it is worked out once, and nothing else waits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from allegedly.case import STAGES, Case, Stage
from allegedly.web.app import PAGES, make_app
from allegedly.web.working import Closing, Working
from tests.web.conftest import ACCESS, REPORTS, Served

WORK_OUT = Case.work_out


class Slow:
    """Working out that goes on when it is told to; `asked` are the stages in the order they were begun."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.asked = Event(), list[str]()
        monkeypatch.setattr(Case, "work_out", self._work_out)

    def _work_out(self, *given: Any) -> None:
        self.asked.append(given[-1])
        assert self.go.wait(20)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow(monkeypatch)
    yield made
    made.go.set()


@pytest.fixture
def hasty(case: Case) -> Iterator[TestClient]:
    """A browser to which every page is answered at once."""
    with TestClient(make_app(case, ACCESS, patience=0.01), base_url="http://127.0.0.1") as client:
        client.get(f"/?token={ACCESS.token}")
        yield client


def test_a_page_says_what_it_waits_for_until_that_is_there(hasty: TestClient, slow: Slow) -> None:
    waiting = hasty.get("/network?limit=2")
    assert 'data-ready="/ready/names"' in waiting.text and "which names mean one actor" in waiting.text
    assert waiting.headers["cache-control"] == "no-store" and 'http-equiv="refresh"' in waiting.text
    slow.go.set()
    assert hasty.get("/ready/names").json() == {"ready": True}
    assert "network-data" in hasty.get("/network?limit=2").text


def test_the_first_page_documents_and_claims_wait_for_nothing(hasty: TestClient, slow: Slow, case: Case) -> None:
    claim = next(iter(case.claims())).id
    at_once = (
        "/",
        "/documents",
        f"/documents/{REPORTS[0].id}?claim={claim}",
        "/claims?q=rebels&family=support",
        "/history",
        "/readers",
        "/add",
    )
    for address in at_once:
        assert "data-ready" not in hasty.get(address).text
    assert not slow.asked and set(case._database.remembered) <= {"headings"}  # which are of claims alone


@pytest.mark.parametrize(
    ("address", "stage"),
    [
        ("/claims?about=rebels", "names"),
        ("/claims?single_origin=1", "weighed"),
        ("/network?origins=2", "weighings"),
        ("/timeline?contested=1", "weighed"),
        ("/documents/d/copies", "derivation"),
        ("/sources/standings", "weighed"),
        ("/map", "places"),
        ("/propositions", "propositions"),
    ],
)
def test_what_is_asked_for_decides_what_is_waited_for(hasty: TestClient, slow: Slow, address: str, stage: str) -> None:
    assert f'data-ready="/ready/{stage}"' in hasty.get(address).text


def test_a_part_that_a_script_fetches_waits_itself(hasty: TestClient, slow: Slow) -> None:
    Thread(target=lambda: (slow.go.wait(0.3), slow.go.set())).start()
    part = hasty.get("/disputed?fragment=1").text
    assert "data-ready" not in part and "dispute" in part


def test_whatever_asks_for_it_and_how_often_it_is_worked_out_once(case: Case, slow: Slow) -> None:
    working = Working(case)
    assert not any(working.ready("names", 0.01) for _ in range(5))
    slow.go.set()
    assert working.ready("names", None) and slow.asked == ["names"]


def test_who_asks_for_names_does_not_wait_for_weights_that_were_asked_for_before(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    weighing, go = Event(), Event()

    def work_out(case: Case, stage: Stage) -> None:
        if stage == "weighed":
            weighing.set()
            assert go.wait(60)

    monkeypatch.setattr(Case, "work_out", work_out)
    working = Working(case)
    assert not working.ready("weighed", 0.01)
    assert weighing.wait(60) and working.ready("names", 60) and working.ready("propositions", 60) and working.ready("places", 60)
    assert not working.ready("weighed", 0.01)
    go.set()
    assert working.ready("weighed", None)


def test_what_falls_without_a_source_waits_for_one_thing_after_another(hasty: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Event()
    monkeypatch.setattr(Case, "work_out", lambda case, stage: go.wait(20) if stage == "weighed" else None)
    asked = "/sources/standings?source=The+Herald"
    assert hasty.get("/ready/weighings").json() == {"ready": True}
    assert 'data-ready="/ready/weighed"' in hasty.get(asked).text
    go.set()
    assert hasty.get("/ready/weighed").json() == {"ready": True}
    assert "The Herald" in hasty.get(asked).text


def test_when_the_program_ends_nobody_waits_any_longer(case: Case, hasty: TestClient, slow: Slow) -> None:
    working = hasty.app.state.working  # type: ignore[attr-defined]
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(working.ready, "propositions", None)
        assert not working.ready("names", 0.05)  # it is being worked out
        working.close()
        with pytest.raises(Closing):
            waiting.result(20)
    answer = hasty.get("/network")
    assert answer.status_code == 503 and "is being closed" in answer.text and slow.asked == ["names"]


def test_what_goes_wrong_is_said_by_the_page_that_needs_it(hasty: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Case, "work_out", fail)
    assert hasty.get("/ready/propositions").json() == {"ready": True}
    assert hasty.get("/propositions").status_code == 200  # which worked it out itself
    assert hasty.get("/ready/nothing").status_code == 404


def test_a_stage_lets_its_pages_be_answered_without_working_out_more(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose stage is known asks for no other one: else it would wait although it says that it does not."""
    for stage in STAGES[:2]:
        case.work_out(stage)
    before = set(case._database.remembered)
    with TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as client:
        client.get(f"/?token={ACCESS.token}")
        for page in PAGES:
            if page.stage in (None, "names", "places") and "{" not in page.path:
                client.get(page.path)
    assert set(case._database.remembered) == before | {"relations", "headings"}  # which take names alone


def test_a_waiting_page_shows_itself_in_a_browser(case: Case, browser: Any, slow: Slow) -> None:
    served = Served(case, browser, patience=0.01)
    page = served.visit()
    page.goto(f"{served.base}/network")
    page.wait_for_selector("[data-ready] progress")
    slow.go.set()
    page.wait_for_selector("#network svg circle", timeout=60_000)
    served.close()
    assert not served.strange


def test_a_large_case_is_worked_out_by_a_process_of_its_own_and_then_only_read(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allegedly.web.working.LARGE", 1)
    begun: list[str] = []
    apart = Working._work_out_apart
    monkeypatch.setattr(Working, "_work_out_apart", lambda self, stage: (begun.append(stage), apart(self, stage)))
    monkeypatch.setattr("allegedly.store.grouping.work_out", lambda *given: pytest.fail("worked out in this process"))
    monkeypatch.setattr("allegedly.store.weighing.Stream", lambda *given: pytest.fail("weighed in this process"))
    monkeypatch.setattr("allegedly.store.placing.resolve", lambda *given: pytest.fail("placed in this process"))
    assert Working(case).ready("weighed", None) and Working(case).ready("places", None)
    assert begun == ["names", "propositions", "derivation", "weighed", "places"]
    assert case.propositions().count() and case.standings() and case.claims(single_origin=True).count()
    again = Working(case)
    assert again.ready("weighed", None) and again.ready("places", None) and len(begun) == 5
