"""Takes the pictures of docs/browser.md: pages of the sample case, read anew, in headless Chromium.

    .venv/bin/python docs/pictures.py                 writes docs/images
    .venv/bin/python docs/pictures.py --all FOLDER    every page, light and dark, at several widths, at twice the size and as printed

Whatever a page does that no page may do (an error, a breach of the policy, a request to another machine) is printed, and so is a page that is
wider than its window.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image

import allegedly
from allegedly.case import Case
from allegedly.web.app import PAGES
from tests.web.conftest import Served

IMAGES = ROOT / "docs" / "images"
DOCUMENT, ACTOR, SOURCE = "2021-03-08-drawbridge", "Sixth Bureau", "Norwire"
EXPLANATIONS = (
    ("H1", "face_value", "Sixth Bureau", None),
    ("H2", "false_flag", "Sixth Bureau", "Section Nine"),
    ("H3", "front", "Sixth Bureau", "Keldovia's own security service"),
)
RATED = (("H2", 0, "CC", "ana", "the payments fit"), ("H2", 0, "I", "bo", "the payments prove little"), ("H1", 1, "I", "ana", ""))
COLOURS = 128  # of a picture in the docs: a third of the size, and no difference to be seen
SIZES = {"1280": (1280, 900, 1), "800": (800, 900, 1), "400": (400, 860, 1), "zoom": (640, 450, 2)}  # a window of 1280 at 200 %


def make_case(path: Path) -> None:
    """The sample case with competing explanations, ratings of two people that disagree, and a grade."""
    with allegedly.open(path, create=True) as case:
        case.add(ROOT / "examples" / "sample" / "reports")
        for id, template, apparent, alleged in EXPLANATIONS:
            case.add_hypothesis(id, template=template, apparent=apparent, alleged=alleged)
        columns = case.compare().comparison.columns
        for hypothesis, column, rating, who, why in RATED:
            case.rate(hypothesis, columns[column].evidence.id, rating, who=who, why=why)
        case.grade("Tidewater Review", "B", why="its report on the harbour board held in court", who="ana")


def addresses(case: Case) -> dict[str, str]:
    """The address of every page, with something chosen on it, by a name for its picture."""
    documents = {row.name: row.id for row in case.documents()}
    proposition = max(case.propositions(type="recruits"), key=lambda row: len(row.documents) + len(row.opposed))
    claim = max(case.claims_of(case.get(documents[DOCUMENT])), key=lambda claim: len(claim.chain))  # type: ignore[arg-type]
    chosen = {
        "documents": documents[DOCUMENT],
        "actors": next(row.id for row in case.entities() if row.name == ACTOR),
        "sources": next(row.id for row in case.sources() if row.name == SOURCE),
        "propositions": proposition.id,
    }
    found = {"overview": "/"}
    for page in PAGES:
        name, _, rest = page.path.strip("/").partition("/")
        if name and rest == "{id}":
            found[page.template.removesuffix(".html")] = page.path.replace("{id}", chosen[name])
        elif name and not rest:
            found[name] = page.path
    found["document"] += f"?claim={claim.id}#{claim.id}"
    return found


def shoot(page: Any, served: Served, address: str, file: Path, *, whole: bool = False, drawn: str | None = None) -> None:
    """One picture, when the page and its drawing are there."""
    page.goto(served.base + address, wait_until="networkidle", timeout=120_000)
    page.wait_for_selector("[aria-busy]", state="detached")
    if drawn:
        page.wait_for_selector(drawn, state="attached")
    page.screenshot(path=file, full_page=whole)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        print(f"wider than its window: {file.name}")


def for_docs(served: Served) -> None:
    """The pictures that docs/browser.md shows."""
    page = served.visit(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    named = addresses(served.case)
    for name in ("overview", "document", "proposition", "sources", "network", "hypotheses", "timeline"):
        file = IMAGES / f"{name}.png"
        shoot(page, served, named[name] + ("#provenance" if name == "proposition" else ""), file)
        Image.open(file).quantize(COLOURS).save(file, optimize=True)


def every(served: Served, folder: Path) -> None:
    """All pages in all the ways they are looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        for size, (width, height, scale) in SIZES.items() if scheme == "light" else [("1280", SIZES["1280"])]:
            page = served.visit(viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=scale)
            for name, address in addresses(served.case).items():
                shoot(page, served, address, folder / f"{name}-{scheme}-{size}.png", whole=True)
            page.context.close()
    page = served.visit()
    page.goto(served.base + addresses(served.case)["document"])
    page.pdf(path=folder / "document.pdf", format="A4")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page in every way, into this folder")
    parser.add_argument("--case", type=Path, help="where to keep the case, or find it kept")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium on this machine; install Debian's `chromium`")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = options.case or Path(folder) / "ferry.case"
        if not path.exists():
            make_case(path)
        with allegedly.open(path) as case:
            served = Served(case, play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]))
            every(served, options.all) if options.all else for_docs(served)
            served.close()
            print(*served.strange, sep="\n")


if __name__ == "__main__":
    main()
