from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.claims.claim import Claim, TimeExpression
from allegedly.store.records import BATCH
from tests.factory import PatternReader, claims_in, document
from tests.store.conftest import Add

TEXT = """The Dawn Militia armed the northern rebels in 2016-05, two officials said, the Herald said.
Iskaria may have funded the Dawn Militia in 2017, Colonel Adeyemi said.
Iskaria did not attack the League, the Herald said.
The League reportedly sheltered northern rebels in 2015.
The dawn broke and the militiamen armed the League."""


@pytest.fixture(autouse=True)
def added(add: Add) -> None:
    add(document(TEXT))


def types(case: Case, **filters: Any) -> list[str]:
    return [claim.type for claim in case.claims(**filters)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["arms", "funds", "attacks", "shelters", "arms"]),
        ({"about": "dawn militia"}, ["arms", "funds"]),
        ({"about": "the Dawn Militia"}, ["arms", "funds"]),
        ({"about": "militia"}, ["arms", "funds"]),
        ({"about": "milit"}, []),
        ({"about": "Northern Rebels"}, ["arms", "shelters"]),
        ({"about": "northern League"}, []),
        ({"type": "funds"}, ["funds"]),
        ({"type": ["funds", "attacks"]}, ["funds", "attacks"]),
        ({"type": []}, []),
        ({"family": "support"}, ["arms", "funds", "shelters", "arms"]),
        ({"family": ("violence", "ties")}, ["attacks"]),
        ({"family": "support", "type": "attacks"}, []),
        ({"family": "support", "type": ["attacks", "funds"]}, ["funds"]),
        ({"source": "herald"}, ["arms", "attacks"]),
        ({"source": "officials"}, ["arms"]),
        ({"source": "Adeyemi"}, ["funds"]),
        ({"source": "Iskaria"}, []),
        ({"unnamed": True}, ["arms"]),
        ({"since": "2016"}, ["arms", "funds"]),
        ({"since": "2016-06"}, ["funds"]),
        ({"since": "2016-05-31"}, ["arms", "funds"]),
        ({"since": "2016-06-01"}, ["funds"]),
        ({"until": "2016"}, ["arms", "shelters"]),
        ({"until": "2016-05-01"}, ["arms", "shelters"]),
        ({"until": "2016-04-30"}, ["shelters"]),
        ({"since": "2016", "until": "2016"}, ["arms"]),
        ({"since": date(2017, 3, 1)}, ["funds"]),
        ({"polarity": "denied"}, ["attacks"]),
        ({"certainty": "possible"}, ["funds"]),
        ({"certainty": "probable"}, ["shelters"]),
        ({"text": "officials armed"}, ["arms"]),
        ({"limit": 2}, ["arms", "funds"]),
        ({"order": "time"}, ["shelters", "arms", "funds", "attacks", "arms"]),
        ({"order": "time", "limit": 1}, ["shelters"]),
        ({"about": "Iskaria", "source": "Herald", "polarity": "denied", "text": "league"}, ["attacks"]),
        ({"about": "Iskaria", "polarity": "denied", "certainty": "possible"}, []),
    ],
    ids=str,
)
def test_a_question_is_answered_by_the_claims_for_which_all_of_it_holds(case: Case, filters: dict[str, Any], expected: list[str]) -> None:
    assert types(case, **filters) == expected
    assert case.claims(**filters).count() == len(expected)


def test_claims_that_the_reader_was_less_sure_of_are_left_out(case: Case, add: Add) -> None:
    class Doubtful(PatternReader):
        def read(self, doc: Document) -> Iterator[Claim]:
            yield from (replace(claim, score=0.4) for claim in super().read(doc))

    add(document("The Oryx Band attacked Port Lisse.", name="other"), Doubtful())
    assert [len(types(case, min_score=least)) for least in (0, 0.4, 0.41, 0.9, 0.91)] == [6, 6, 5, 5, 0]


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"type": "arm"}, "there is no type 'arm'; did you mean arms?"),
        ({"type": ["arms", "zzz"]}, "there is no type 'zzz'; there are: funds, arms, "),
        ({"family": "suport"}, "did you mean support?"),
        ({"polarity": "no"}, "there is no polarity 'no'; there are: affirmed, denied"),
        ({"certainty": "certainly"}, "did you mean certain?"),
        ({"min_score": 1.5}, "min_score is the least score of a claim, from 0 to 1, not 1.5"),
        ({"order": "random"}, "there is no order 'random'; there are: text, time, score"),
        ({"limit": 0}, "limit is the greatest number"),
        ({"since": "last May"}, "since is a day, month or year such as 2016-05-03, 2016-05 or 2016, not 'last May'"),
        ({"until": "2016/.."}, "until is a day, month or year"),
        ({"text": "!"}, "holds no word"),
        ({"about": ""}, "holds no name"),
        ({"source": "..."}, "holds no name"),
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused_when_it_is_put(case: Case, filters: dict[str, Any], message: str) -> None:
    with pytest.raises(BadOption) as refused:
        case.claims(**filters)
    assert message in str(refused.value)


def test_several_types_may_come_as_an_iterator_and_be_asked_for_twice(case: Case) -> None:
    found = case.claims(type=iter(["funds", "attacks"]))
    assert [claim.type for claim in found] == [claim.type for claim in found] == ["funds", "attacks"]


def test_claims_come_out_as_the_reader_made_them(case: Case) -> None:
    made = claims_in(TEXT)
    assert list(case.claims()) == made
    assert case.claims().to_dicts() == [claim.to_dict() for claim in made]


def test_claims_ask_the_case_anew_each_time(case: Case, add: Add) -> None:
    found = case.claims(about="Iskaria")
    assert found.count() == 2
    add(document("Iskaria funded the League.", name="another"))
    assert found.count() == len(list(found)) == 3


def test_an_open_interval_reaches_as_far_as_one_asks(case: Case, add: Add) -> None:
    class Open(PatternReader):
        def read(self, doc: Document) -> list[Claim]:  # type: ignore[override]
            return [replace(each, time=TimeExpression(each.time.span, "2020/..")) for each in super().read(doc) if each.time]

    add(document("Iskaria sheltered the League in 2020.", name="open"), Open())
    assert types(case, since="2090") == ["shelters"]
    assert types(case, until="2019-12-31", since="2018") == []


def test_what_was_reported_by_a_day_about_a_time_is_one_question(case: Case, add: Add) -> None:
    for name, published in (("early", "2017-03-09"), ("month", "2017-04"), ("year", "2017"), ("undated", None)):
        add(document(f"Iskaria sheltered the {name} League in 2016-05.", name=name, published=published))

    def documents(**question: str) -> list[str]:
        return [claim.document for claim in case.claims(type="shelters", since="2016-05", until="2016-05", **question)]  # type: ignore[arg-type]

    assert documents(reported_by="2017-03-09") == ["early"]
    assert documents(reported_by="2017-03-08") == []
    assert documents(reported_by="2017-04-29") == ["early"] and documents(reported_by="2017-04") == ["early", "month"]
    assert documents(reported_by="2017") == ["early", "month", "year"]
    with pytest.raises(BadOption, match="reported_by is a day"):
        case.claims(reported_by="soon")


def test_many_claims_are_walked_through_in_order_without_losing_any(case: Case, add: Add) -> None:
    many = BATCH + 7
    add(document("\n".join(f"Iskaria armed group {number}." for number in range(many)), name="many"))
    found = [claim.arguments["patient"][0].entity for claim in case.claims(about="group")]
    assert found == [f"group {number}" for number in range(many)]


def test_sources_and_entities_come_with_their_counts_the_most_frequent_first(case: Case) -> None:
    assert [(row.name, row.named, row.claims) for row in case.sources()] == [
        ("Herald", True, 2),
        ("Colonel Adeyemi", True, 1),
        ("two officials", False, 1),
    ]
    assert [(row.name, row.named, row.claims) for row in case.entities()][:3] == [
        ("League", True, 3),
        ("Dawn Militia", True, 2),
        ("Iskaria", True, 2),
    ]
    assert case.entities().count() == len(list(case.entities())) == 5 + 2  # the Herald and the colonel only say something
