"""The sample case: what was planted in it is found, and nothing else is merged."""

from __future__ import annotations

import json

import pytest

from allegedly.base.errors import InputError
from allegedly.capture.capturers import capture_paths
from allegedly.evidence.derivation import Derivation, Ruling, check_copy, find_derivation, ruled
from tests.gold_reader import SAMPLE, GoldReader

DOCUMENTS = list(capture_paths(sorted((SAMPLE / "reports").glob("*.txt"))))
NAME = {document.id: document.name for document in DOCUMENTS}


@pytest.fixture(scope="module")
def found():
    reader = GoldReader()
    return find_derivation(DOCUMENTS, [claim for document in DOCUMENTS for claim in reader.read(document)])


def pairs(found, kind, least=0.5):
    return {(NAME[x.later], NAME[x.earlier]) for x in found.links if x.kind == kind and x.delta >= least}


def gold(*kinds):
    links = map(json.loads, (SAMPLE / "gold" / "links.jsonl").read_text(encoding="utf-8").splitlines())
    return {(x["from"], x["to"]) for x in links if x["kind"] in kinds and x["to"]}


def test_every_planted_copy_is_found_and_nothing_else_is_one(found):
    assert pairs(found, "copies", least=0) == gold("near-verbatim", "paraphrase")


def test_verbatim_copies_are_near_proof_and_the_paraphrase_is_not(found):
    delta = {NAME[x.later]: x.delta for x in found.links if x.kind == "copies"}
    assert delta["2021-03-05-pell-gazette"] > 0.95 and delta["2021-03-05-brann-mercury"] > 0.95
    assert 0.5 <= delta["2021-03-05-evening-ferry"] < 0.95


def test_the_officer_behind_two_newspapers_is_one(found):
    wire = {"2021-03-04-norwire", "2021-03-05-pell-gazette", "2021-03-05-brann-mercury", "2021-03-05-evening-ferry"}
    speakers = pairs(found, "speaker")
    assert {pair for pair in speakers if not set(pair) <= wire} == gold("same-origin")


def test_the_circle_is_found_and_no_other(found):
    assert [tuple(NAME[d] for d in circle.documents) for circle in found.circles] == [
        ("2021-03-08-drawbridge", "2021-03-12-corvane-institute", "2021-03-17-lowland-tribune", "2021-03-21-drawbridge")
    ]
    assert "saltgate kitchen" in found.circles[0].topics


def test_every_citation_is_one_that_gold_knows(found):
    assert pairs(found, "cites", least=0) <= gold("cites", "denies", "retracts")


def test_every_span_stands_in_its_document(found):
    text = {document.id: document.text for document in DOCUMENTS}
    for link in found.links:
        for pair in link.pairs:
            pair.later.check(text[link.later])
            if pair.earlier:
                pair.earlier.check(text[link.earlier])


def test_before_the_correction_the_mistake_shows_nothing():
    early = [document for document in DOCUMENTS if document.published < "2021-05"]
    found = find_derivation(early, [])
    assert pairs(found, "copies", least=0) == gold("near-verbatim")


def test_a_derivation_survives_being_written_down(found):
    assert found.circles and found.citations
    assert Derivation.from_dict(json.loads(json.dumps(found.to_dict()))) == found


# ---- what is held by hand --------------------------------------------------------------------------------------------------------------

WIRE, PELL, FERRY = (
    next(d for d in DOCUMENTS if d.name == name) for name in ("2021-03-04-norwire", "2021-03-05-pell-gazette", "2021-03-05-evening-ferry")
)
BLOG = next(d for d in DOCUMENTS if d.name == "2021-03-08-drawbridge")
HELD = Ruling(FERRY.id, PELL.id, True, "mk says so: the editor told me")


def between(found, one, other):
    return [link for link in found.links if {link.later, link.earlier} == {one.id, other.id}]


def test_a_copy_that_is_held_is_certain_and_says_who_holds_it(found):
    (link,) = [each for each in between(ruled(found, [HELD], NAME), FERRY, PELL) if each.kind == "copies"]
    assert (link.later, link.earlier, link.delta) == (FERRY.id, PELL.id, 1.0)
    assert link.reasons[0] == "mk says so: the editor told me"


def test_a_copy_that_is_held_keeps_its_passages_and_no_link_the_other_way_round(found):
    (before,) = [each for each in between(found, PELL, WIRE) if each.kind == "copies"]
    (same,) = [each for each in between(ruled(found, [Ruling(PELL.id, WIRE.id, True, "x")], NAME), PELL, WIRE) if each.kind == "copies"]
    assert same.signs[1:] == before.signs and same.pairs == before.pairs
    (turned,) = [each for each in between(ruled(found, [Ruling(WIRE.id, PELL.id, True, "x")], NAME), PELL, WIRE) if each.kind == "copies"]
    assert (turned.later, len(turned.signs)) == (WIRE.id, 1)


def test_what_is_forbidden_leaves_words_in_common_and_nothing_else(found):
    apart = ruled(found, [Ruling(PELL.id, WIRE.id, False, "x")], NAME)
    assert {link.kind for link in between(found, PELL, WIRE)} > {link.kind for link in between(apart, PELL, WIRE)} <= {"speaker", "names"}
    (circle,) = found.circles
    one, other = circle.documents[:2]
    cut = ruled(found, [Ruling(one, other, False, "x")], NAME)
    assert not cut.circles and any({c.citing, c.cited} == {one, other} for c in found.citations)
    assert not any({c.citing, c.cited} == {one, other} for c in cut.citations)


def test_a_ruling_on_documents_that_are_not_there_changes_nothing(found):
    assert ruled(found, [HELD], [FERRY.id]) == found


def test_a_copy_that_cannot_be_is_refused(found):
    with pytest.raises(
        InputError, match="2021-03-04-norwire of 2021-03-04 cannot have copied 2021-03-05-pell-gazette of 2021-03-05, which is later"
    ):
        check_copy(found, WIRE, PELL)
    with pytest.raises(InputError, match="cannot have copied itself"):
        check_copy(found, WIRE, WIRE)
    held = ruled(found, [HELD], NAME)
    with pytest.raises(
        InputError, match=r"2021-03-05-pell-gazette cannot have copied 2021-03-05-evening-ferry, which rests on .* \(mk says so"
    ):
        check_copy(held, PELL, FERRY)
    check_copy(found, PELL, FERRY)
    check_copy(held, BLOG, FERRY)
