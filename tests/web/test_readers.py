"""The page of readers: who read what, how far they agree, and the queue of what is in dispute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from allegedly.base.document import Document
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from tests.factory import PatternReader
from tests.web.conftest import ACCESS, REPORTS


class Second(PatternReader):
    """Overlooks patients, and takes every attack for a killing."""

    def read(self, doc: Document) -> Iterator[Claim]:
        for claim in super().read(doc):
            kind = "kills" if claim.type == "attacks" else claim.type
            yield replace(claim, type=kind, arguments={"agent": claim.arguments["agent"]})


@pytest.fixture
def two(client: TestClient, case: Case) -> TestClient:
    for report in REPORTS:
        with case._database.writing() as connection:
            add_document(connection, report, read_with(Second("second <b>1"), report))
    return client


def decide(client: TestClient, claim: Claim, stands: str) -> int:
    sent = {"mark": ACCESS.form_mark(client.cookies[ACCESS.cookie]), "stands": stands}
    return int(client.post(f"/claims/{claim.id}/decide", data=sent).status_code)


def test_one_reader_alone_is_in_dispute_with_nobody(client: TestClient) -> None:
    page = client.get("/readers").text
    assert "pattern 1" in page and "One reader has read each document" in page
    assert "Several readers" not in client.get("/").text


def test_the_queue_shows_both_sides_and_in_what_they_differ(two: TestClient, case: Case) -> None:
    page = two.get("/readers").text
    assert "they differ in patient" in page and "no other reader has it" in page
    assert "second &lt;b&gt;1" in page and "<b>1" not in page
    assert f"{len(list(case.disputed()))} to decide about" in page
    assert "/readers" in two.get("/").text


def test_a_decision_takes_a_dispute_off_the_queue_and_can_be_taken_back(two: TestClient, case: Case) -> None:
    before = list(case.disputed())
    (dispute, *_) = before
    assert dispute.second
    assert decide(two, dispute.second, "1") == 200
    assert len(list(case.disputed())) == len(before) - 1
    (made,) = case.corrections()
    assert (made.decision, made.claim) == ("corrected", dispute.first and dispute.first.id)
    assert "Take back" in two.get("/history?people=1").text
    assert "By what people decided" in two.get("/readers").text


def test_a_claim_can_be_decided_against(two: TestClient, case: Case) -> None:
    killed = next(each.second for each in case.disputed() if each.second and each.second.type == "kills")
    assert decide(two, killed, "0") == 200
    assert killed.id not in {claim.id for each in case.disputed() for claim in each.claims}


def test_anything_but_for_or_against_is_refused(two: TestClient, case: Case) -> None:
    claim = next(iter(case.disputed())).claims[0]
    assert decide(two, claim, "perhaps") == 400
    assert two.post(f"/claims/{claim.id}/decide", data={"stands": "1"}).status_code in (401, 403)
    assert list(case.corrections()) == []
