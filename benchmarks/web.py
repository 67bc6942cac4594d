#!/usr/bin/env python3
"""The pages of a case of 2,500 documents in headless Chromium: seconds until a page is there and idle, beside Datasette's page of a table.

    .venv/bin/python benchmarks/web.py [--documents 2500] [--case FILE] [--runs 5]

The case is that of benchmarks/add.py (`--case` takes one that it kept), with one document more: articles one after another until they
come to 3,000 words. A case that has this document, and in which everything is worked out, is measured as who goes on with it finds it. A figure is the time from asking for an address to the first idle moment after the page is loaded and what it draws is
there. The first visit to each page is told apart: it lasts until what the page waits for is worked out or read from the case, and the program
reads for other pages meanwhile. The other figures are of a program that has it all at hand.
Datasette serves the same file; its page and ours of the documents show 100 rows each. Without Chromium, or without ../shared and --case,
nothing is run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import uvicorn
from add import DATA, texts

import allegedly
from allegedly.case import STAGES, Case
from allegedly.web.access import Access
from allegedly.web.app import make_app
from allegedly.web.serving import listen

LONG = 3000  # words of the document that is read
IDLE = "() => new Promise(done => requestIdleCallback(() => done(), { timeout: 8000 }))"
LONGEST = 1_200_000  # milliseconds until a page is there: that of a case never grouped before waits for all of it
BOUNDS = {"first page": 1.0, "document": 1.0, "search": 0.2, "network": 2.0}


def make_case(path: Path, documents: int) -> None:
    """The first documents of benchmarks/add.py and a long one, read by the reader in the package."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, text) in enumerate(texts()):
            if number >= documents:
                break
            (Path(folder) / f"{number:04}-{name[:80]}.txt").write_text(text, encoding="utf-8")
        with allegedly.open(path, create=True) as case:
            case.add(folder)


def add_long_document(case: Case) -> str:
    """A document of `LONG` words; its id. One that the case has already stays, so that nothing in it has to be worked out again."""
    if known := [row.id for row in case.documents() if row.name == "long"]:
        return known[0]
    words: list[str] = []
    parts: list[str] = []
    for document in case.documents():
        text = case.get(document.id).text  # type: ignore[union-attr]
        parts.append(text)
        words += text.split()
        if len(words) >= LONG:
            break
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "long.txt").write_text("\n\n".join(parts), encoding="utf-8")
        case.add(folder)
    return max((row for row in case.documents() if row.name == "long"), key=lambda row: row.characters).id


@contextmanager
def serving(case: Case) -> Iterator[Access]:
    """The case on a free port."""
    socket = listen("127.0.0.1", None)
    access = Access(port=socket.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(make_app(case, access), log_level="error", lifespan="on", access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    yield access
    server.should_exit = True
    thread.join(10)


@contextmanager
def datasette(path: Path) -> Iterator[str]:
    """Datasette's page of the documents of the same file."""
    socket = listen("127.0.0.1", None)
    port = socket.getsockname()[1]
    socket.close()
    command = [sys.executable, "-m", "datasette", "serve", str(path), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urlopen(f"{base}/-/versions.json").close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"{base}/{path.stem}/documents_read?_size=100"
    finally:
        process.terminate()
        process.wait(20)


def seconds(page: Any, address: str, drawn: str | None = None) -> float:
    """Until the page at `address` is idle and shows `drawn`."""
    started = time.perf_counter()
    page.goto(address, wait_until="load", timeout=LONGEST)
    page.wait_for_function("() => !document.querySelector('[data-ready]')", timeout=LONGEST)
    if drawn:
        page.wait_for_selector(drawn, state="attached", timeout=LONGEST)
    page.evaluate(IDLE)
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class View:
    """A page to be timed: its name, address, what it must have drawn, and its bound in seconds."""

    name: str
    address: str
    drawn: str | None = None
    bound: float | None = None


def report(page: Any, views: Sequence[View], runs: int, settle: Callable[[], None]) -> None:
    """The first time of each, while the program reads what the case keeps; and the median of the others, after `settle` has waited for that."""
    first = [seconds(page, view.address, view.drawn) for view in views]
    settle()
    for view, once in zip(views, first, strict=True):
        then = statistics.median(seconds(page, view.address, view.drawn) for _ in range(runs))
        told = f"   (bound {view.bound:g} s)" if view.bound else ""
        print(f"{view.name:<38} first {once:6.2f} s   then {then:6.2f} s{told}", flush=True)


def ready(page: Any, base: str) -> None:
    """Wait until the program has at hand all that its pages stand on."""
    for stage in STAGES:
        while not page.request.get(f"{base}/ready/{stage}", timeout=LONGEST).json()["ready"]:
            time.sleep(1)


def measure(case: Case, long: str, chromium: str, runs: int) -> None:
    """Print every figure."""
    from playwright.sync_api import sync_playwright

    row = next(each for each in case.documents() if each.id == long)
    with sync_playwright() as play, serving(case) as access:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        base = access.first_address.partition("/?")[0]
        page.goto(access.first_address)
        word = next(iter(case.claims())).trigger.text
        length = len(case.get(long).text.split())  # type: ignore[union-attr]
        views = [
            View("first page", f"{base}/", bound=BOUNDS["first page"]),
            View(f"document, {length:,} words, {row.claims} claims", f"{base}/documents/{long}", bound=BOUNDS["document"]),
            View(f"search for {word!r}", f"{base}/claims?q={word}", bound=BOUNDS["search"]),
            View("network of 300 relations", f"{base}/network?limit=300", "#network svg circle", BOUNDS["network"]),
            View("timeline", f"{base}/timeline", "#timeline svg rect"),
            View("propositions", f"{base}/propositions", "ul.propositions"),
            View("documents, 100 rows", f"{base}/documents"),
        ]
        report(page, views, runs, lambda: ready(page, base))
        with datasette(case.path) as address:
            report(page, [View("the same in Datasette, 100 rows", address)], runs, lambda: None)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2500)
    parser.add_argument("--case", type=Path, help="a case to measure on; it is copied")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or not (options.case or DATA.is_dir()):
        print("skipped: no Chromium here" if chromium is None else f"skipped: {DATA} is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.case"
        if options.case:
            shutil.copy(options.case, path)
        else:
            make_case(path, options.documents)
        with allegedly.open(path) as case:
            long = add_long_document(case)
            print(f"{case.status().documents:,} documents, {case.status().claims:,} claims")
            measure(case, long, chromium, options.runs)


if __name__ == "__main__":
    main()
