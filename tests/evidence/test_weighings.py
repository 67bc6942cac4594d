"""The propositions of a whole case."""

from __future__ import annotations

import json

import pytest

from allegedly.base.errors import InputError, NotFound
from allegedly.evidence.assessment import Assessment
from allegedly.evidence.standings import Overall
from allegedly.evidence.tracing import Statement
from allegedly.evidence.weighing import Weighing
from allegedly.evidence.weighings import Weighings
from tests.evidence.press import claims_of, report

POST = report("Northern Post", "2021-03-02", "Iskaria armed rebels, two officials said. Iskaria funded a school.")
HERALD = report("Daily Herald", "2021-03-03", "Iskaria armed rebels, Northern Post said.")
GAZETTE = report("Gazette", "2021-03-05", "Iskaria did not armed rebels, Iskaria said.")
DOCUMENTS = [POST, HERALD, GAZETTE]
CLAIMS = claims_of(DOCUMENTS)


def statements(documents=DOCUMENTS):  # type: ignore[no-untyped-def]
    claims = claims_of(documents)
    arms = Statement(
        "p-arms",
        "Iskaria has armed rebels",
        tuple(c.id for c in claims if c.type == "arms" and c.polarity == "affirmed"),
        tuple(c.id for c in claims if c.type == "arms" and c.polarity == "denied"),
    )
    return [arms, Statement("p-school", "Iskaria has funded a school", tuple(c.id for c in claims if c.type == "funds"))]


def weighings(**fields: object) -> Weighings:
    return Weighings(DOCUMENTS, CLAIMS, statements(), **fields)  # type: ignore[arg-type]


def grade(value: str) -> Assessment:
    return Assessment(number=1, kind="grade", source="Iskaria", value=value, who="ann", at="", why="a reason")


def test_a_proposition_is_weighed_with_its_denials() -> None:
    weighing = weighings().weighing("p-arms")
    assert {voice.stance for voice in weighing.voices} == {1, -1}
    assert (weighing.independence.origins_low, weighing.independence.documents) == (1, 2)


def test_a_weighing_survives_being_written_down() -> None:
    weighing = weighings().weighing("p-arms")
    assert Weighing.from_dict(weighing.to_dict()) == weighing


def test_a_new_document_weighs_only_its_propositions_again() -> None:
    kept: dict[str, Weighing] = {}
    first = weighings(kept=kept)
    for id in first.statements:
        first.weighing(id)
    assert first.computed == 2
    more = [*DOCUMENTS, report("Courier", "2021-03-09", "Iskaria armed rebels, a driver said.")]
    second = Weighings(more, claims_of(more), statements(more), kept=kept)
    for id in second.statements:
        second.weighing(id)
    assert second.computed == 1


def test_a_grade_weighs_the_propositions_of_its_source_again() -> None:
    kept: dict[str, Weighing] = {}
    before = weighings(kept=kept)
    lower = weighings(kept=kept, assessments=[grade("A")])
    assert lower.weighing("p-arms").probability < before.weighing("p-arms").probability
    assert lower.weighing("p-school") == before.weighing("p-school")


def test_a_prior_moves_the_weighing_and_its_ledger() -> None:
    claims = statements()[0].claims
    prior = Assessment(number=1, kind="prior", claims=claims, value="0.2", who="ann", at="", why="rare")
    found = weighings(assessments=[prior])
    assert found.weighing("p-arms").prior == found.ledger("p-arms").weighing.prior == 0.2
    assert found.weighing("p-arms").probability == found.ledger("p-arms").weighing.probability < weighings().weighing("p-arms").probability
    assert next(found.ledger("p-arms").lines()) == "prior 0.20, set by ann: rare"


def test_as_of_a_day_the_denial_is_not_there_yet() -> None:
    early = weighings(as_of="2021-03-04")
    assert {voice.stance for voice in early.weighing("p-arms").voices} == {1}
    assert early.weighing("p-arms").probability > weighings().weighing("p-arms").probability
    with pytest.raises(InputError, match="“March” is no date"):
        weighings(as_of="March")


def test_the_ledger_quotes_the_words_of_every_voice() -> None:
    ledger = weighings().ledger("p-arms")
    quotes = {line.attestation.agent: [quote.span.text for quote in line.quotes] for line in ledger.voices}
    assert quotes["two officials (Northern Post)"] == ["Iskaria armed rebels, two officials said."]
    assert quotes["Iskaria"] == [GAZETTE.text]
    (relay,) = [line for line in ledger.relays if line.attestation.document == HERALD.id]
    assert "names Northern Post" in relay.cites[0].reason and relay.cites[0].later.text == "Northern Post"  # type: ignore[union-attr]
    assert ledger.to_dict()["documents"][0]["outlet"] == "Northern Post"


def test_without_a_source_its_ledger_is_another() -> None:
    ledger = weighings().ledger("p-arms", without=("northern post",))
    assert ledger.weighing.independence.documents == 0
    assert "Nobody with own access is found to support this." in ledger.sourcing
    with pytest.raises(NotFound, match="“Courier” is no source of “Iskaria has armed rebels”; name one of Daily Herald"):
        weighings().ledger("p-arms", without=("Courier",))


def test_what_falls_and_what_rises_without_a_source() -> None:
    assert {(loss.proposition, loss.effect) for loss in weighings().losses("The Northern Post")} == {
        ("p-arms", "falls"),
        ("p-school", "falls"),
    }
    assert [(loss.proposition, loss.effect) for loss in weighings().losses("Iskaria")] == [("p-arms", "rises")]
    assert [loss.effect for loss in weighings().losses("Daily Herald")] == ["stays"]


def test_a_source_that_is_not_there_is_refused_with_near_misses() -> None:
    assert weighings().name_of("two officials") == "two officials (Northern Post)"
    with pytest.raises(NotFound, match="no source 'Northen Post' in this case; did you mean 'Northern Post'"):
        weighings().losses("Northen Post")
    with pytest.raises(NotFound, match="no proposition p-none"):
        weighings().weighing("p-none")


def test_sources_say_who_relays_whom_and_who_came_first() -> None:
    by_name = {source.name: source for source in weighings().sources()}
    post, herald = by_name["Northern Post"], by_name["Daily Herald"]
    assert (post.first, post.compared, herald.first, herald.compared) == (1, 1, 0, 1)
    assert post.relayed_by == (("Daily Herald", 1),) and herald.relays == (("Northern Post", 1),)
    assert post.alone == ("p-arms", "p-school") and herald.alone == ()
    assert not by_name["two officials (Northern Post)"].named


def test_propositions_are_found_by_what_they_rest_on() -> None:
    found = weighings()
    arms, school = (set(found.statement(id).claims) for id in ("p-arms", "p-school"))
    assert set(found.claims_where(rests_only_on="northern post")) == set(found.claims_where(single_origin=True)) == arms | school
    assert found.claims_where(rests_only_on="Daily Herald") == ()
    assert set(found.claims_where(contested=True)) == set(found.claims_where(unnamed_only=True)) == arms
    assert set(found.claims_where(rests_only_on="Northern Post", contested=True)) == arms
    assert set(found.claims_where()) == arms | school


def test_what_comes_out_as_a_whole_is_the_same_after_json() -> None:
    overall = weighings().overall
    assert Overall.from_dict(json.loads(json.dumps(overall.to_dict()))) == overall
    assert overall.said["Daily Herald"] == ("p-arms",) and overall.name_of("daily herald") == "Daily Herald"
    with pytest.raises(NotFound, match="did you mean 'Northern Post'"):
        overall.claims_where(rests_only_on="Northen Post")
