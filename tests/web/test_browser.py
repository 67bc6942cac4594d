"""The pages in a real browser: every page by axe, the journeys by keyboard and pointer, and documents that mean harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from allegedly.case import Case
from allegedly.claims.reading import Reading, read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.web.app import PAGES
from tests.factory import PatternReader, document
from tests.web.conftest import REPORTS, Served

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
HERALD = f"/documents/{REPORTS[0].id}"

HOSTILE = {
    "markup": "<script>document.title='owned'</script><img src=http://elsewhere.example/x onerror=alert(1)> armed the rebels.",
    "svg": "<svg onload=alert(1)><style>*{display:none}</style><foreignObject><iframe src=//elsewhere.example></iframe></foreignObject></svg> a.",
    "script end": "</script><script>alert(1)</script><!-- ]]> {{ 7 * 7 }} ${7*7} The junta armed the rebels.",
    "attribute": "\"><b onmouseover=alert(1) style='position:fixed;inset:0'>x</b> ' onfocus='alert(1)' autofocus='",
    "direction": "safe \u202ecod.exe\u202c \u2067right\u2066 left\u2069 \u200fend. The junta armed the rebels.",
    "controls": "bell \x07 escape \x1b[31m null \x00 form\x0c The junta armed the rebels.",
    "one line": "w" * 300_000,
    "marks": "Z" + "\u0301\u0489" * 400 + " The junta armed the rebels.",
    "link": "javascript:alert(1) data:text/html,<script>alert(1)</script> The junta armed the rebels.",
}


def about(case: Case) -> dict[str, str]:
    return {
        "documents": REPORTS[0].id,
        "actors": next(row.id for row in case.entities() if row.named),
        "sources": next(row.id for row in case.sources() if row.named),
        "propositions": next(iter(case.propositions())).id,
    }


def addresses(case: Case) -> list[str]:
    """Of every page, with what is chosen on it."""
    ids = about(case)
    plain = [
        page.path.replace("{id}", ids.get(page.path.split("/")[1], ""))
        for page in PAGES
        if not page.path.endswith(("panel", "progress")) and "jobs" not in page.path
    ]
    claim = next(iter(case.claims(text="rebels"))).id
    chosen = ["/sources/standings?source=The+Herald", f"/propositions/{ids['propositions']}?without=The+Herald", "/claims?single_origin=1"]
    return [
        *plain,
        *chosen,
        f"{HERALD}?claim={claim}",
        f"{HERALD}?claim={claim}&edit=1",
        f"{HERALD}?draw=1",
        "/claims?q=submarine",
        "/nothing-here",
    ]


def let_compete(case: Case) -> None:
    """Two explanations, and two people who rate them differently."""
    case.add_hypothesis("H1", template="face_value", apparent="junta")
    case.add_hypothesis("H2", template="false_flag", apparent="junta", alleged="League")
    column = case.compare().board.evidence[0].id
    case.rate("H1", column, "CC", who="ana")
    case.rate("H1", column, "II", who="bo")


def serious(page: Any, rules: dict[str, Any]) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    page.evaluate(f"() => {{ {AXE} }}")
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [f"{page.url}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_axe_finds_nothing_serious_on_any_page(served: Served, scheme: str, rules: dict[str, Any]) -> None:
    page = served.visit(color_scheme=scheme)
    let_compete(served.case)
    found: list[str] = []
    for address in [*addresses(served.case), "/network?under=H2&origins=1"]:
        page.goto(served.base + address, wait_until="load")
        page.wait_for_selector("[aria-busy]", state="detached")
        page.evaluate("for (const each of document.querySelectorAll('.cell')) each.open = true")
        found += serious(page, rules | {"resultTypes": ["violations"]})
    served.strange[:] = [each for each in served.strange if "nothing-here" not in each]
    assert not found


@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways_in_a_narrow_window_or_at_twice_the_size(served: Served, width: int) -> None:
    page = served.visit(viewport={"width": width, "height": 700})  # 640 is a window of 1280 at 200 %
    let_compete(served.case)
    wide = []
    for address in addresses(served.case)[:-1]:
        page.goto(served.base + address)
        page.wait_for_selector("[aria-busy]", state="detached")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    assert not wide


def test_a_document_is_read_and_decided_by_keyboard_alone(served: Served) -> None:
    page, case = served.visit(), served.case
    page.goto(served.base + HERALD)
    page.keyboard.press("j")
    page.wait_for_selector(".card .said")
    first = page.inner_text(".card .said")
    page.keyboard.press("j")
    page.wait_for_function("said => document.querySelector('.card .said').textContent !== said", arg=first)
    page.keyboard.press("k")
    page.wait_for_function("said => document.querySelector('.card .said').textContent.trim() === said", arg=first)
    assert "claim=" in page.url and page.evaluate("document.activeElement.classList.contains('t')")
    page.keyboard.press("x")
    page.wait_for_selector(".notice")
    assert [made.decision for made in case.corrections()] == ["rejected"]


def test_the_panel_is_about_the_claim_on_which_the_pointer_rests(served: Served) -> None:
    page = served.visit()
    page.goto(served.base + HERALD)
    triggers = page.locator(".text .body a.t")
    for number in (0, triggers.count() - 1):
        claim = (triggers.nth(number).get_attribute("data-claims") or "").split()[0]
        triggers.nth(number).hover()
        page.wait_for_function("claim => new URLSearchParams(location.search).get('claim') === claim", arg=claim)
        page.wait_for_selector(".card .said")
        assert not page.evaluate("document.activeElement.classList.contains('t')")  # who only points keeps their place


def test_words_are_chosen_by_selecting_them(served: Served) -> None:
    page, case = served.visit(), served.case
    claim = next(iter(case.claims(text="rebels in 2016-05")))
    page.goto(f"{served.base}{HERALD}?claim={claim.id}&edit=1")
    # Select “border official”, over the marks that stand in it.
    page.evaluate(
        """() => {
          const line = [...document.querySelectorAll('.line')].find(each => each.textContent.includes('border official'));
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.textContent.indexOf('border official');
            if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + 'border official'.length); return; }
          }
        }"""
    )
    page.click('button[data-set="span_0"]')
    assert page.inner_text('[data-words="span_0"]') == "border official"
    page.fill('[name="entity_0"]', "")
    page.select_option('[name="certainty"]', "possible")
    page.click("text=Let it stand")
    page.wait_for_selector("text=Decided")
    (made,) = case.corrections()
    (agent,) = (made.after or {})["arguments"]["agent"]
    assert agent["text"] == "border official" and REPORTS[0].text[agent["start"] : agent["end"]] == "border official"
    with page.expect_navigation():
        page.click("text=Take back")
    assert not list(case.corrections())


def test_a_claim_is_drawn_by_hand(served: Served) -> None:
    page, case = served.visit(), served.case
    page.goto(f"{served.base}{HERALD}?draw=1")
    page.evaluate(
        """() => { const node = document.querySelector('.line').firstChild; getSelection().setBaseAndExtent(node, 5, node, 10); }"""
    )
    page.click('button[data-set="trigger"]')
    page.select_option('[name="type"]', "travels")
    page.click("text=Draw it")
    page.wait_for_selector("text=Decided")
    drawn = next(claim for claim in case.claims() if claim.type == "travels")
    assert drawn.trigger.text == "cross"


def test_two_writers_at_once_lose_nothing_and_the_later_one_is_told(served: Served) -> None:
    one, two, case = served.visit(), served.visit(), served.case
    claim = next(iter(case.claims(text="rebels in 2016-05")))
    for page in (one, two):
        page.goto(f"{served.base}{HERALD}?claim={claim.id}")
    one.click("text=Accept")
    one.wait_for_selector("text=Decided")
    case.reject(next(iter(case.claims(polarity="denied"))), who="the command line")
    two.click("text=Reject")
    two.wait_for_selector("h1")
    assert "Changed since you looked" in two.inner_text("h1") and "not recorded" in two.inner_text("main")
    two.click("text=Look at it again")
    assert [made.decision for made in case.corrections()] == ["accepted", "rejected"]
    served.strange[:] = [each for each in served.strange if "409" not in each]


def test_two_names_become_one_and_that_is_undone(served: Served) -> None:
    case, doc = served.case, document("The Dawn Militias armed the rebels in 2016.", "third")
    with case._database.writing() as connection:
        add_document(connection, doc, read_with(PatternReader(), doc))
    before = {row.name for row in case.entities()}
    page = served.visit()
    page.goto(f"{served.base}/actors")
    page.get_by_label("Reason for Dawn Militias and Dawn Militia").fill("a slip of the pen")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # on “Same”
    (made,) = case.judgements()
    assert (made.verdict, made.why) == ("same", "a slip of the pen")
    assert {row.name for row in case.entities()} < before
    page.goto(f"{served.base}/history?people=1")
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert {row.name for row in case.entities()} == before and not list(case.judgements())


def test_a_source_is_weighed_by_keyboard_and_that_is_taken_back(served: Served) -> None:
    page, case = served.visit(), served.case
    page.goto(f"{served.base}/sources")
    page.wait_for_selector(".standings")  # comes after the page
    page.get_by_role("link", name="The Herald", exact=True).first.press("Enter")
    page.wait_for_url("**/sources/standings?source=The%20Herald")
    page.get_by_label("Hold it for").select_option("B")
    page.get_by_label("because").fill("its archive is open")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    (made,) = case.assessments()
    assert (made.source, made.value, made.why) == ("The Herald", "B", "its archive is open")
    assert "usually reliable" in page.inner_text(".figures")
    with page.expect_navigation():
        page.get_by_role("button", name="Take back").press("Enter")
    assert not list(case.assessments())


def test_a_source_is_left_out_at_its_node_and_put_back(served: Served) -> None:
    page, case = served.visit(), served.case
    row = next(each for each in case.propositions() if each.type == "arms" and "rebels" in each.wording)
    page.goto(f"{served.base}/propositions/{row.id}")
    assert page.locator("#provenance .switch").count() == len(case.weighing(row.id).provenance.attestations)
    page.locator("#provenance .switch[aria-label^=Without]").first.press("Enter")
    page.wait_for_url("**?without=*")
    assert "Put all back" in page.inner_text(".notice") and page.locator("#provenance .said-by.off").count() == 1
    page.locator("#provenance .switch[aria-label^=Put]").first.press("Enter")
    page.wait_for_url(f"**/propositions/{row.id}")
    assert page.locator("#provenance .failure").count() >= 1


def test_what_finds_no_room_on_the_timeline_is_counted_and_listed(served: Served) -> None:
    case = served.case
    for number in range(14):
        doc = document(f"The junta armed the rebels in 2016-0{number % 9 + 1}, an official said.", f"more {number}", published="2017-02-01")
        with case._database.writing() as connection:
            add_document(connection, doc, read_with(PatternReader(), doc))
    page = served.visit()
    page.goto(f"{served.base}/timeline")
    page.wait_for_selector("#timeline svg rect")
    more = page.locator("#timeline .more")
    said = int(more.first.text_content().removeprefix("+").removesuffix(" more"))
    bars = page.locator("#timeline rect").count()
    assert said + bars == sum(
        len(lane["moments"]) for lane in page.evaluate("JSON.parse(document.getElementById('timeline-data').textContent)")
    )
    page.locator("#timeline a", has=page.locator(".more")).first.press("Enter")
    assert page.locator("section:target li").first.is_visible()


def test_a_hypothesis_is_added_and_rated(served: Served) -> None:
    page, case = served.visit(), served.case
    page.goto(f"{served.base}/hypotheses")
    for name, kind in (("H1", "face_value"), ("H2", "false_flag")):
        page.fill("#h-id", name)
        page.select_option("#h-template", kind)
        page.fill("#h-apparent", "junta")
        page.fill("#h-alleged", "League" if kind == "false_flag" else "")
        with page.expect_navigation():
            page.get_by_role("button", name="Let it compete").click()
    assert [each.id for each in case.hypotheses()] == ["H1", "H2"]
    page.locator(".cell summary").first.press("Enter")
    assert page.locator(".cell blockquote a").first.inner_text() in REPORTS[0].text + REPORTS[1].text
    page.locator(".cell select").first.select_option("II")
    page.locator(".cell [name=why]").first.fill("so in the diary")
    with page.expect_navigation():
        page.locator(".cell [name=why]").first.press("Enter")
    assert [(each.rating, each.why) for each in case.ratings()] == [("II", "so in the diary")]
    assert "II" in page.locator("td:target summary").inner_text()
    page.locator("td:target summary").click()
    with page.expect_navigation():
        page.locator("td:target").get_by_role("button", name="Take yours back").click()
    assert not list(case.ratings())


@pytest.mark.parametrize("width", [360, 1280])
def test_names_in_the_network_cover_none_of_each_other_and_are_not_cut(served: Served, width: int) -> None:
    for first in ("Amber", "Birch", "Cedar", "Delta", "Ember", "Falcon", "Granite", "Harbour", "Island", "Jasper", "Kestrel", "Lantern"):
        doc = document(f"The {first} Brigade armed the rebels in 2016. The {first} Brigade funded the {first} League.", first)
        with served.case._database.writing() as connection:
            add_document(connection, doc, read_with(PatternReader(), doc))
    page = served.visit(viewport={"width": width, "height": 900})
    page.goto(f"{served.base}/network")
    page.wait_for_selector("#network svg circle")
    shown = """() => [...document.querySelectorAll('#network text.label')].filter(label => label.style.display !== 'none').map(label => {
      const {x, y, width, height} = label.getBBox();
      return [label.textContent, x, y, x + width, y + height];
    })"""
    names = page.evaluate(shown)
    right = page.evaluate("document.querySelector('#network svg').viewBox.baseVal.width")
    assert len(names) > 8 and any(name == "rebels" for name, *_ in names)  # the busiest has its name
    for number, (_, left, top, end, bottom) in enumerate(names):
        assert left >= 0 and end <= right
        for _, start, above, stop, below in names[number + 1 :]:
            assert end <= start + 1 or stop <= left + 1 or bottom <= above + 3 or below <= top + 3


def test_the_drawings_lead_to_the_words(served: Served) -> None:
    page = served.visit()
    page.goto(f"{served.base}/network")
    page.wait_for_selector("#network svg circle")
    assert page.locator("#network svg circle").count() == len(
        {end for each in served.case.relations() for end in (each.left.id, each.right.id)}
    )
    page.locator("#network svg .edge-hit").first.dispatch_event("click")
    page.wait_for_url("**/claims?*left=*")
    assert page.locator(".claim").count() >= 1
    page.goto(f"{served.base}/timeline")
    page.locator("#timeline svg rect").first.click()
    page.wait_for_url("**/documents/**")
    assert page.locator(".t.on").count() == 1


def test_every_page_reads_without_scripts(served: Served) -> None:
    page = served.visit(java_script_enabled=False)
    claim = next(iter(served.case.claims(text="rebels in 2016-05")))
    page.goto(served.base + HERALD)
    page.click(f"#{claim.id}")
    assert "border official" in page.inner_text(".hops")
    page.goto(f"{served.base}/network")
    assert page.locator("table tbody tr").count() >= 1


def test_documents_that_mean_harm_are_only_words(served: Served) -> None:
    case = served.case
    database = Database.open(case.path)
    for name, text in HOSTILE.items():
        doc = document(
            f"The junta armed the rebels, {text}", f"{name} {text[:60]}", title=text[:120], publisher=text[:120], byline=text[:80]
        )
        # The reader of these tests takes the square of a line's length; a line that long is not read here, only shown.
        reading = read_with(PatternReader(), doc) if len(text) < 10_000 else Reading("pattern 1", (), 0)
        with database.writing() as connection:
            add_document(connection, doc, reading)
    database.close()
    page = served.visit(viewport={"width": 900, "height": 700})
    page.on("dialog", lambda dialog: served.strange.append(f"dialog: {dialog.message}"))
    rows = [row for row in case.documents() if row.id not in {each.id for each in REPORTS}]
    everywhere = ["/", "/documents", "/claims", "/actors", "/sources", "/propositions", "/network", "/timeline", "/map", "/history"]
    for address in [*everywhere, *(f"/documents/{row.id}" for row in rows)]:
        page.goto(served.base + address)
        assert page.title().endswith("· north.case")
        assert page.locator("main script:not([type='application/json']), main iframe, main img, main style, main b").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert page.locator("header.top nav a").first.is_visible()
