"""Adding, reading beside the original, correcting and exporting in a real browser; files that mean harm come in through it too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import allegedly
from allegedly.case import Case
from allegedly.claims import reading
from tests.factory import PatternReader
from tests.web.conftest import Served
from tests.web.test_browser import HOSTILE, serious
from tests.web.test_originals import HOSTILE as HOSTILE_PAGE
from tests.web.test_originals import pdf


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """An empty case, read by the reader of these tests."""
    reader = PatternReader()
    monkeypatch.setattr(reading, "_loaded", lambda name: reader)
    with allegedly.open(tmp_path / "new.case", create=True) as case:
        yield case


def upload(page: Any, base: str, *files: tuple[str, bytes]) -> None:
    """Choose files, press the button by keyboard, and wait until they are read."""
    page.goto(f"{base}/add")
    page.set_input_files("#f-files", [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files])
    page.focus("text=Read and add")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-over='1']", timeout=60_000)


def test_documents_are_added_read_beside_the_original_decided_and_exported(served: Served, tmp_path: Path) -> None:
    page, case = served.visit(), served.case
    page.get_by_role("link", name="Documents").first.click()
    page.click("text=Add documents")
    upload(page, served.base, ("report.pdf", pdf(tmp_path / "report.pdf").read_bytes()), ("scan.pdf", b"%PDF-1.4 rubbish"))
    assert "documents: 1 added; 2 claims stored; 1 input could not be read" in page.inner_text("main")
    assert "is damaged or cut off" in page.inner_text("main")
    page.click("main a:has-text('report')")
    page.click("text=The pages of the PDF beside it")
    page.wait_for_function("() => document.querySelector('#original-picture').naturalWidth > 100")
    page.keyboard.press("j")
    page.wait_for_selector(".card .said")
    page.keyboard.press("j")
    page.wait_for_function("() => document.getElementById('original-page').textContent === '2'")
    assert page.locator("#original-picture").get_attribute("src").endswith("/pages/2") and "original=1" in page.url
    page.keyboard.press("a")
    page.wait_for_selector("text=Decided")
    assert page.locator("#original-picture").count() == 1
    page.goto(f"{served.base}/claims?q=League")
    page.click("main a:text('Export')")
    page.check("input[value=gold]")
    page.click("main button:text('Export')")
    page.wait_for_selector("[data-over='1']", timeout=60_000)
    with page.expect_download() as found:
        page.click("a:text-is('new.jsonl')")
    (record,) = [json.loads(line) for line in Path(found.value.path()).read_text(encoding="utf-8").splitlines()]
    assert record == next(case.annotation()) and record["trigger"]["text"] == "funded"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways_on_these_pages(served: Served, tmp_path: Path, scheme: str) -> None:
    page, case = served.visit(color_scheme=scheme), served.case
    upload(page, served.base, ("report.pdf", pdf(tmp_path / "report.pdf").read_bytes()), ("talks.html", HOSTILE_PAGE.encode()))
    page.goto(f"{served.base}/export")
    page.click("main button:text('Export')")
    page.wait_for_selector("[data-over='1']", timeout=60_000)
    originals = [f"/documents/{row.id}?original=1&claim={next(iter(case.claims_of(row))).id}" for row in case.documents()]
    found = []
    for address in ["/add", "/export", "/jobs/1", "/jobs/2", *originals]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(served.base + address, wait_until="load")
        found += serious(page, {"resultTypes": ["violations"]})
        for width in (320, 640):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (address, width)
    assert not found


def test_files_that_mean_harm_are_only_words_wherever_they_are_shown(served: Served) -> None:
    page, case = served.visit(), served.case
    page.on("dialog", lambda dialog: served.strange.append(f"dialog: {dialog.message}"))
    files = [
        (f"<img src=x onerror=alert(1)> {name}.txt", f"The junta armed the rebels. {text[:5000]}".encode())
        for name, text in HOSTILE.items()
    ]
    upload(page, served.base, *files, ("talks.html", HOSTILE_PAGE.encode()), ("..\\..\\\u202egpj.exe", b"MZ\x90\x00\x03"))
    assert page.locator("main img, main svg, main iframe").count() == 0 and page.title().endswith("· new.case")
    rows = list(case.documents())
    assert len(rows) >= len(HOSTILE) and all(row.place.startswith("upload:") for row in rows)
    for row in rows:
        page.goto(f"{served.base}/documents/{row.id}?original=1")
        assert page.title().endswith("· new.case")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), row.name
        if row.original:
            shown = page.frames[1]
            assert "Talks in the north" in shown.inner_text("body") and shown.locator("script, svg, iframe, form, a[href]").count() == 0
            assert page.evaluate("document.querySelector('iframe').contentDocument") is None  # it has an origin of its own
            page.goto(f"{served.base}/documents/{row.id}/original")  # without the frame around it, too
            assert page.evaluate("document.title") == "Talks in the north" and page.url.endswith("/original")
    assert [each.reason for each in case.status().refusals] == ["is binary data, not a document", "is a program"]
