"""A case to look at, and the pages of it as whoever the first address let in sees them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

import allegedly
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.web.access import Access
from allegedly.web.app import STATIC, make_app
from allegedly.web.serving import listen
from tests.factory import PatternReader, document

HERALD = (
    "Arms cross the border\n"
    "The junta armed the rebels in 2016-05, a border official said, The Herald said.\n"
    "The League may have funded the militia in 2016. The junta did not shelter the Dawn Militia, the minister said.\n"
)
COURIER = "The League armed the Dawn Militia in 2017, two officials said. The junta attacked the rebels in 2016-06.\n"
REPORTS = (
    document(HERALD, "herald", title="Arms cross the border", publisher="The Herald", published="2016-05-20"),
    document(COURIER, "courier", title="The League again", publisher="The Courier", published="2017-02-01"),
)
ACCESS = Access(port=80)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of two reports that nobody writes to."""
    path = tmp_path_factory.mktemp("web") / "north.case"
    with allegedly.open(path, create=True):
        pass
    database = Database.open(path)
    for report in REPORTS:
        with database.writing() as connection:
            add_document(connection, report, read_with(PatternReader(), report))
    database.close()
    return path


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Iterator[Case]:
    """The case, a test's own."""
    with allegedly.open(shutil.copy(made, tmp_path / "north.case")) as case:
        yield case


@pytest.fixture
def client(case: Case) -> Iterator[TestClient]:
    """A browser that came through the first address."""
    with TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as client:
        client.get(f"/?token={ACCESS.token}")
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, started once."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine; .ci/run installs Debian's `chromium`")
    if not (STATIC / "built" / "reading.js").is_file():
        pytest.fail("the scripts of the pages are not built; run: python browser/build.py")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


class Served:
    """A case served to a real browser; `strange` holds what a page must not do: errors, breaches of the policy, requests to other machines."""

    def __init__(self, case: Case, browser: Any, patience: float = 60) -> None:
        self._socket = listen("127.0.0.1", None)
        self.access = Access(port=self._socket.getsockname()[1])
        self.base = self.access.first_address.partition("/?")[0]
        self.case = case
        self.strange: list[str] = []
        config = uvicorn.Config(make_app(case, self.access, patience=patience), log_level="error", lifespan="on", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        self._browser = browser

    def visit(self, **options: Any) -> Any:
        """A page of a new visitor, let in."""
        page = self._browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options)).new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.strange.append(f"error on {page.url}: {error}"))
        page.on(
            "console",
            lambda said: self.strange.append(f"console on {page.url}: {said.text}") if said.type in ("error", "warning") else None,
        )
        page.on("request", lambda asked: None if asked.url.startswith(self.base) else self.strange.append(f"request to {asked.url}"))
        page.goto(self.access.first_address)
        return page

    def close(self) -> None:
        """Stop serving."""
        for context in self._browser.contexts:
            context.close()
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


@pytest.fixture
def served(case: Case, browser: Any) -> Iterator[Served]:
    """The case in a real browser. Whatever a page did that no page may do fails the test."""
    served = Served(case, browser)
    yield served
    served.close()
    assert not served.strange
