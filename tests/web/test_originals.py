from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from starlette.testclient import TestClient

import allegedly
from allegedly.base.document import Original
from allegedly.case import Case
from allegedly.web import originals
from allegedly.web.app import make_app
from tests.factory import PatternReader
from tests.web.conftest import ACCESS
from tests.web.test_app import mark

HOSTILE = """<!doctype html><html><head><title>Talks</title><base href="http://elsewhere.example/"><meta http-equiv="refresh" content="0;url=http://elsewhere.example">
<link rel="stylesheet" href="http://elsewhere.example/a.css"><style>@import url(http://elsewhere.example/b.css); body { background: url(//elsewhere.example/c) }</style>
<script>parent.document.title = 'owned'</script></head><body onload="alert(1)"><article>
<h1 style="background:url(http://elsewhere.example/d)">Talks in the north</h1>
<p>The junta armed the rebels in 2016, <a href="http://elsewhere.example/e" target="_top" ping="http://elsewhere.example/f">an envoy</a> said.</p>
<img src="http://elsewhere.example/g.png" srcset="//elsewhere.example/h 2x" onerror="alert(2)" alt="A convoy"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="A dot">
<svg onload="alert(3)"><image href="http://elsewhere.example/i"/><foreignObject><iframe src="//elsewhere.example"></iframe></foreignObject></svg>
<form action="http://elsewhere.example/j"><input autofocus onfocus="alert(4)"><button formaction="javascript:alert(5)">Go</button></form>
<video src="http://elsewhere.example/k" poster="//elsewhere.example/l"></video><object data="http://elsewhere.example/m"></object><embed src="//elsewhere.example/n">
<table background="http://elsewhere.example/o"><tr><td>A table stays one.</td></tr></table><math><mtext><script>alert(6)</script></mtext></math>
<p>The League did not fund the militia, the minister said.</p></article></body></html>"""


def pdf(path: Path) -> Path:
    """Two pages with a claim on each."""
    made = FPDF()
    made.set_font("helvetica", size=12)
    for sentence in ("The junta armed the rebels in 2016, an envoy said.", "The League funded the militia in 2017, the minister said."):
        made.add_page()
        made.multi_cell(0, 8, sentence)
    made.output(str(path))
    return path


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A PDF, a web page that means harm and a plain text."""
    (tmp_path / "talks.html").write_text(HOSTILE)
    (tmp_path / "plain.txt").write_text("The junta armed the rebels.\n")
    with allegedly.open(tmp_path / "looks.case", create=True) as case:
        case.add([pdf(tmp_path / "report.pdf"), tmp_path / "talks.html", tmp_path / "plain.txt"], reader=PatternReader())
        yield case


@pytest.fixture
def client(case: Case) -> Iterator[TestClient]:
    """Let in."""
    with TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as client:
        client.get(f"/?token={ACCESS.token}")
        yield client


def address(case: Case, name: str) -> str:
    return "/documents/" + next(row.id for row in case.documents() if row.name == name)


def test_a_case_keeps_what_a_pdf_and_a_web_page_looked_like(case: Case, tmp_path: Path) -> None:
    kept = {row.name: (row.original, case.original(row)) for row in case.documents()}
    assert kept["report"] == ("application/pdf", Original("application/pdf", (tmp_path / "report.pdf").read_bytes()))
    assert kept["talks"] == ("text/html", Original("text/html", HOSTILE.encode(), "utf-8"))
    assert kept["plain"] == (None, None)


def test_a_page_of_a_pdf_is_a_picture_beside_the_claim_that_stands_on_it(client: TestClient, case: Case) -> None:
    where = address(case, "report")
    assert f"{where}?original=1" in client.get(where).text and "<img" not in client.get(where).text
    second = next(iter(case.claims(text="League funded")))
    page = client.get(f"{where}?claim={second.id}&original=1").text
    assert f'src="{where}/pages/2"' in page and 'data-page="2"' in page
    assert f"?claim={next(iter(case.claims_of(where[11:]))).id}&amp;original=1#" in page
    assert f'src="{where}/pages/1"' in client.get(f"{where}?claim={second.id}&original=1&page=1").text
    picture = client.get(f"{where}/pages/2")
    assert picture.headers["content-type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    for none in (f"{where}/pages/3", f"{where}/pages/0", f"{address(case, 'talks')}/pages/1", f"{address(case, 'plain')}/original"):
        assert client.get(none).status_code == 404


def test_a_decision_leaves_the_original_beside_the_text(client: TestClient, case: Case) -> None:
    claim = next(iter(case.claims(text="League funded")))
    seen = case.stamps(claim.document_id)[claim.id]
    answer = client.post(f"/claims/{claim.id}/accept", data={"mark": mark(client), "seen": seen, "original": "1"})
    assert answer.url.params["original"] == "1" and "/pages/2" in answer.text


def test_a_captured_page_is_shown_without_anything_that_runs_or_is_fetched(client: TestClient, case: Case) -> None:
    where = address(case, "talks")
    assert f'<iframe src="{where}/original" sandbox=""' in client.get(f"{where}?original=1").text
    shown = client.get(f"{where}/original")
    policy = shown.headers["content-security-policy"]
    assert policy == originals.POLICY and "sandbox;" in policy and "default-src 'none'" in policy and "allow-" not in policy
    for harm in (
        "elsewhere",
        "script",
        "onerror",
        "onload",
        "onfocus",
        "javascript:",
        "<iframe",
        "<svg",
        "<form",
        "<base",
        "<meta http",
        "<link",
    ):
        assert harm not in shown.text, harm
    for word in ("Talks in the north", "an envoy", "A table stays one.", "<table", "data:image/gif", "A convoy", "did not fund"):
        assert word in shown.text, word


def test_the_file_itself_is_kept_and_never_shown(client: TestClient, case: Case) -> None:
    kept = client.get(f"{address(case, 'talks')}/original?keep=1")
    assert kept.content == HOSTILE.encode() and kept.headers["content-type"] == "application/octet-stream"
    assert kept.headers["content-disposition"].startswith("attachment;") and kept.headers["x-content-type-options"] == "nosniff"
    assert client.get(f"{address(case, 'report')}/original").headers["content-disposition"].endswith("report.pdf")


def test_originals_go_along_with_a_merge_and_stay_behind_in_a_copy_without_names(case: Case, tmp_path: Path) -> None:
    from allegedly.writers.share import share

    with allegedly.open(tmp_path / "other.case", create=True) as other:
        other.merge(case.path)
        assert [row.original for row in other.documents()] == ["application/pdf", "text/html", None]
        assert other.original(next(iter(other.documents()))) == case.original(next(iter(case.documents())))
    share(case, tmp_path / "copy.case", ["junta"])
    with allegedly.open(tmp_path / "copy.case") as copy:
        assert [row.original for row in copy.documents()] == [None, None, None]
