"""What the pages of the views show, and what their forms keep."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

from starlette.testclient import TestClient

import allegedly
from allegedly.case import Case
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.web.app import make_app
from tests.factory import PatternReader, document
from tests.web.conftest import ACCESS


def sent(client: TestClient, **fields: str) -> dict[str, str]:
    return {"mark": ACCESS.form_mark(client.cookies[ACCESS.cookie])} | fields


def test_each_line_of_the_overview_leads_to_a_list_of_just_these(client: TestClient, case: Case) -> None:
    pages = client.get("/").text + client.get("/weighed?fragment=1").text
    lines = re.findall(r'<li><a href="(/claims\?[^"]*)">([\d,]+) claims? ', pages)
    assert {"polarity=denied&order=score", "unnamed=1&order=score", "single_origin=1"} <= {
        unescape(where)[len("/claims?") :] for where, _ in lines
    }
    for address, number in lines:
        assert re.search(rf"\b{number} claims? answer this", client.get(unescape(address)).text)


def test_a_part_of_a_page_comes_without_what_stands_around_it(client: TestClient) -> None:
    part, whole = client.get("/weighed?fragment=1").text, client.get("/weighed").text
    assert "<nav" not in part and "<h1" not in part and part.strip() in whole


def test_the_overview_does_not_wait_for_weighing(client: TestClient, case: Case) -> None:
    client.get("/")
    assert "weighed" not in case._database.remembered
    client.get("/weighed")
    assert "weighed" in case._database.remembered


def test_the_history_since_an_entry_holds_what_came_after(client: TestClient, case: Case) -> None:
    last = max(row.number for row in case.history())
    case.grade("The Herald", "C", why="a test")
    page = client.get(f"/history?since={last}").text
    assert "assessed" in page and "captured" not in page
    assert "assessed" not in client.get("/history?did=captured").text


def test_a_source_is_graded_with_a_reason_and_that_is_taken_back(client: TestClient, case: Case) -> None:
    page = client.post("/grade", data=sent(client, about="The Herald", value="B", why="held <b>in court</b>"))
    assert page.url.params["source"] == "The Herald" and "held &lt;b&gt;in court&lt;/b&gt;" in page.text
    (made,) = case.assessments()
    assert (made.kind, made.source, made.value) == ("grade", "The Herald", "B")
    assert ">B</abbr>" in client.get("/sources/standings").text
    assert f"/assessments/{made.number}/take-back" in client.get("/history?people=1").text
    assert "not graded" in client.post(f"/assessments/{made.number}/take-back", data=sent(client)).text
    assert not list(case.assessments())
    assert client.post(f"/assessments/{made.number}/take-back", data=sent(client)).status_code == 404


def test_a_grade_without_a_reason_is_refused(client: TestClient, case: Case) -> None:
    assert client.post("/grade", data=sent(client, about="The Herald", value="B", why=" ")).status_code == 400
    assert client.post("/grade", data=sent(client, about="The Herald", value="Z", why="so")).status_code == 400
    assert client.post("/grade", data={"about": "The Herald", "value": "B", "why": "so"}).status_code == 403
    assert not list(case.assessments())


def test_a_source_shows_what_rests_on_it(client: TestClient, case: Case) -> None:
    standing = next(each for each in case.standings() if each.name == "The Courier")
    page = client.get("/sources/standings", params={"source": "the courier"}).text
    assert all(f"/propositions/{id}" in page for id in standing.alone)
    row = next(row for row in case.sources() if not row.named)
    called = f"{row.name} ({next(doc.publisher for doc in case.documents() if doc.id == row.document)})"
    assert called in {each.name for each in case.standings()}
    assert quote(called) in client.get(f"/sources/{row.id}").text
    assert client.get("/sources/standings?source=Nobody").status_code == 404
    assert client.get("/sources/standings?source=Dawn+Militia").status_code == 404  # of whom is spoken, and who says nothing
    assert "does not count by itself" in client.get("/sources/standings", params={"source": row.name}).text


def test_the_matrix_has_hypotheses_in_rows_and_evidence_by_origin_in_columns(client: TestClient, case: Case) -> None:
    case.add_hypothesis("H1", template="face_value", apparent="junta")
    case.add_hypothesis("H2", template="false_flag", apparent="junta", alleged="League")
    board = client.get("/api/hypotheses").json()
    columns = [column["evidence"] for origin in board["origins"] for column in origin["columns"]]
    assert {each["id"] for each in columns} == {each.id for each in case.compare().board.evidence} and columns
    assert all({column["evidence"]["origin"] for column in origin["columns"]} == {origin["name"]} for origin in board["origins"])
    assert [row[0]["id"] for row in board["rows"]] == list(case.compare().comparison.order)
    page = unescape(client.get("/hypotheses").text)
    for each in columns:
        assert board["sentences"][each["id"]] and all(words in page for _, words in board["sentences"][each["id"]])
    assert "so a vague hypothesis that forbids nothing wins" in page


def test_raters_who_disagree_stand_in_the_cell_and_each_takes_back_only_their_own(client: TestClient, case: Case) -> None:
    case.add_hypothesis("H1", template="face_value", apparent="junta")
    case.add_hypothesis("H2", template="false_flag", apparent="junta", alleged="League")
    column = case.compare().board.evidence[0].id
    case.rate("H1", column, "CC", who="ana", why="seen it")
    case.rate("H1", column, "II", who="bo")
    fields = sent(client, hypothesis="H1", evidence=column, rating="NA", why="cannot bear on it")
    page = client.post("/hypotheses/rate", data=fields).text
    assert {each.who for each in case.ratings()} == {"ana", "bo", case.user} and page.count("Take yours back") == 1
    (cell,) = re.findall(rf'<td id="cell-H1%20{quote(column, safe="")}".*?</summary>', page, re.DOTALL)
    assert "disputed" in cell and "CC ana" in cell and "II bo" in cell and f"n/a {case.user}" in cell
    client.post("/hypotheses/take-rating-back", data=fields)
    assert {each.who for each in case.ratings()} == {"ana", "bo"}
    assert client.post("/hypotheses/take-rating-back", data=fields).status_code == 404


def test_an_edge_of_the_network_leads_to_its_claims_and_what_is_hidden_is_counted(client: TestClient, case: Case) -> None:
    case.add_hypothesis("H1", template="false_flag", apparent="junta", alleged="League")
    relations = case.relations()
    for relation, address in client.get("/api/network?family=support&until=2016").json()["relations"]:
        assert sorted(relation["claim_ids"]) == sorted(each["id"] for each in client.get(f"/api{address}").json()["claims"])
    assert client.get(f"/claims?left={relations[0].right.id}&right={relations[0].left.id}").status_code == 404
    shown = client.get("/api/network?limit=2&family=support").json()
    assert shown["hidden"] == len(case.relations(family="support")) - len(shown["relations"])
    for relation, address in client.get("/api/network").json()["relations"]:
        assert sorted(relation["claim_ids"]) == sorted(each["id"] for each in client.get(f"/api{address}").json()["claims"])
        assert relation["origins"] is None
    page = client.get("/network?origins=9").text
    assert 'class="empty"' in page and f"{len(relations)} relations left out" in page
    under = client.get("/api/network?under=H1").json()
    assert under["supposed"]["id"] == "H1" and under["changed"] == sum(
        relation["instead_of"] == "junta" for relation, _ in under["relations"]
    )
    assert under["changed"] and "as if H1" in client.get("/network").text
    for relation, address in under["relations"]:
        assert sorted(relation["claim_ids"]) == sorted(each["id"] for each in client.get(f"/api{address}").json()["claims"])
    assert client.get("/network?under=H7").status_code == 404


def test_every_node_of_the_provenance_is_a_switch_and_points_of_failure_are_marked(client: TestClient, case: Case) -> None:
    row = next(each for each in case.propositions() if each.type == "arms" and "rebels" in each.wording)
    whole = client.get(f"/api/propositions/{row.id}").json()["graph"]["nodes"]
    failures = {each.agent for each in case.weighing(row.id).weighing.independence.failures}
    assert failures and {each["name"] for each in whole if each["failure"]} <= {*failures, "The Herald"}
    for node in whole:
        page = client.get(f"/api{node['switch']}").json()
        again = {each["id"]: each for each in page["graph"]["nodes"]}
        assert again[node["id"]]["off"] and not node["off"] and page["whole"] == client.get(f"/api/propositions/{row.id}").json()["whole"]
        assert again[node["id"]]["switch"] == f"/propositions/{row.id}"
        assert again.keys() == {each["id"] for each in whole}


def test_a_proposition_is_graded_with_a_reason(client: TestClient, case: Case) -> None:
    row = next(iter(case.propositions()))
    page = client.post("/grade", data=sent(client, about=row.id, value="4", why="the date cannot be right"))
    assert page.url.path == f"/propositions/{row.id}" and "the date cannot be right" in page.text
    (made,) = case.assessments()
    assert (made.kind, made.value) == ("credibility", "4")
    assert "cannot be right" not in client.post(f"/assessments/{made.number}/take-back", data=sent(client)).text


def test_a_copy_is_held_and_denied_on_the_page_of_the_document_and_taken_back(client: TestClient, case: Case) -> None:
    ids = {row.name: row.id for row in case.documents()}
    address, fields = f"/documents/{ids['courier']}/copies", {"one": ids["courier"], "back": ids["courier"]}
    assert address in client.get(f"/documents/{ids['courier']}").text
    page = client.post("/link", data=sent(client, **fields, other="herald", holds="1", why="the editor <b>says</b> so"))
    assert page.url.path == address and "courier took it from herald" in page.text and "&lt;b&gt;says&lt;/b&gt;" in page.text
    (made,) = case.assessments()
    assert (made.kind, made.pair, made.value) == ("copy", (ids["courier"], ids["herald"]), "true")
    assert client.get(f"/api{address}").json()["ties"][0]["held"]["assessment"]["number"] == made.number
    page = client.post(f"/assessments/{made.number}/take-back", data=sent(client, back=ids["courier"]))
    assert page.url.path == address and not list(case.assessments())
    client.post("/link", data=sent(client, **fields, other="herald", holds="0", why="they never met"))
    assert [each.value for each in case.assessments()] == ["false"]
    assert "neither of courier and herald has it from the other" in client.get(f"/documents/{ids['herald']}/copies").text


def test_a_link_that_cannot_be_is_refused_and_changes_nothing(client: TestClient, case: Case) -> None:
    wrong = (
        {"one": "herald", "other": "courier", "holds": "1", "why": "dated before what it would copy"},
        {"one": "courier", "other": "herald", "holds": "1", "why": " "},
        {"one": "courier", "other": "herald", "holds": "perhaps", "why": "so"},
        {"one": "courier", "other": "courier", "holds": "1", "why": "so"},
        {"one": "courier", "other": "two officials (The Courier)", "holds": "1", "why": "a document and a source"},
        {"one": "courier", "other": "no such report", "holds": "0", "why": "so"},
    )
    assert [client.post("/link", data=sent(client, **each)).status_code for each in wrong] == [400, 400, 400, 400, 400, 404]
    assert client.post("/link", data={"one": "courier", "other": "herald", "holds": "1", "why": "so"}).status_code == 403
    assert not list(case.assessments())


def test_a_suspected_link_is_decided_where_both_passages_are_shown(tmp_path: Path) -> None:
    told = "The junta armed the rebels, {} said. Lorries came down the muddy quarry road at dusk while the sleepy village stood gaping behind its shutters."
    reports = [
        document(told.format(who), name, publisher=name.title(), published=day)
        for name, who, day in (("herald", "two officials", "2016-05-20"), ("courier", "officials", "2016-05-21"))
    ]
    with allegedly.open(tmp_path / "copied.case", create=True):
        pass
    database = Database.open(tmp_path / "copied.case")
    for report in reports:
        with database.writing() as connection:
            add_document(connection, report, read_with(PatternReader(), report))
    database.close()
    with (
        allegedly.open(tmp_path / "copied.case") as case,
        TestClient(make_app(case, ACCESS, patience=60), base_url="http://127.0.0.1") as client,
    ):
        client.get(f"/?token={ACCESS.token}")
        (row,) = (each for each in case.propositions() if each.type == "arms")
        asked = [{"one": reports[1].id, "other": reports[0].id}, {"one": "officials (Courier)", "other": "two officials (Herald)"}]
        page = client.get(f"/propositions/{row.id}").text
        for number, ends in enumerate(asked, 1):
            (form,) = (unescape(each) for each in page.split('action="/link"')[1:])
            assert dict(re.findall(r'name="(one|other|back)" value="([^"]*)"', form)) == ends | {"back": row.id}
            answer = client.post("/link", data=sent(client, **ends, back=row.id, holds="0", why="each was there"))
            page = answer.text
            assert answer.url.path == f"/propositions/{row.id}" and page.count("each was there") == number
        assert not case.weighing(row.id).merges
        for made in list(case.assessments()):
            page = client.post(f"/assessments/{made.number}/take-back", data=sent(client, back=row.id)).text
        assert page.count('action="/link"') == 1


def test_a_dossier_leads_from_each_line_to_its_sentences(client: TestClient, case: Case) -> None:
    row = next(each for each in case.entities() if each.name == "League")
    found = case.actor("League")
    page = unescape(client.get(f"/actors/{row.id}/dossier").text)
    lines = (*found.posts, *found.acts, *found.suffered, *found.supported, *found.supporters)
    assert lines and all(f'href="/claims/{id}"' in page for line in lines for id in line.claims[:4])
    assert all(name in page for name, _ in found.speakers)
    assert f"/actors/{row.id}/dossier?fragment=1" in client.get(f"/actors/{row.id}").text
