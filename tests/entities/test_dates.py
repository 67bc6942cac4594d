"""A time hangs on what the text told before, three times stay three, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from allegedly.base.document import Document
from allegedly.base.kinds import Realis
from allegedly.base.moment import Interval, parse_interval
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, TimeExpression
from allegedly.entities.dates import ClaimTimes, When, find_times, granularity
from tests.factory import document


def claims_at(doc: Document, times: Sequence[str], triggers: Sequence[str] = (), realis: Realis = "actual") -> list[Claim]:
    """A claim for each time, in order, each with its trigger (default: its own time)."""
    found, at = [], 0
    for number, words in enumerate(times):
        at = doc.text.index(words, at)
        span = Span.of(doc.text, at, at + len(words))
        word = triggers[number] if triggers else words
        start = doc.text.index(word)
        trigger = Span.of(doc.text, start, start + len(word))
        whole = Span.of(doc.text, 0, len(doc.text))
        kind = "attacks"
        found.append(
            Claim(
                document=doc.name,
                document_id=doc.id,
                reader="hand",
                score=1.0,
                sentence=whole,
                type=kind,
                trigger=trigger,
                arguments={},
                time=TimeExpression(span),
                realis=realis,
            )
        )
        at += len(words)
    return found


def last(times: Sequence[str], published: str | None = None, text: str | None = None) -> When:
    """The event time of the last of several expressions that stand one after the other."""
    doc = document(text or ". ".join(times) + ".", published=published)
    claims = claims_at(doc, times)
    return find_times(doc, claims)[claims[-1].id].event


@pytest.mark.parametrize(
    ("before", "words", "value"),
    [
        ("on 4 October 2015", "on the same day", "2015-10-04"),
        ("on 4 October 2015", "that evening", "2015-10-04"),
        ("on 4 October 2015", "the following day", "2015-10-05"),
        ("on 4 October 2015", "the previous night", "2015-10-03"),
        ("on 4 October 2015", "three weeks later", "2015-10-25"),
        ("on 4 October 2015", "two days earlier", "2015-10-02"),
        ("on 4 October 2015", "a year later", "2016"),
        ("on 4 October 2015", "around 14:00 local time", "2015-10-04"),
        ("on 4 October 2015", "the following Friday", "2015-10-09"),
        ("on 4 October 2015", "that week", "2015-09-28/2015-10-04"),
        ("on 4 October 2015", "since then", "2015-10-04/.."),
        ("in March 2015", "that October", "2015-10"),
        ("in March 2015", "the following January", "2016-01"),
        ("in March 2015", "two months later", "2015-05"),
        ("in 2015", "the following year", "2016"),
    ],
)
def test_a_time_hangs_on_the_one_told_last(before: str, words: str, value: str) -> None:
    found = last([before, words])
    assert (found.value, found.anchor) == (value, "narrative")
    assert found.basis is not None and found.basis.text == before and before in found.reason


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("in October 2015", "the following day"),  # which day of October?
        ("in 2015", "three weeks later"),
        ("on 4 October 2015", "days later"),
        ("recently", "the following day"),
        ("on 4 October 2015", "24 hours"),
    ],
)
def test_what_the_narrative_does_not_decide_is_none_with_a_reason(before: str, words: str) -> None:
    found = last([before, words])
    assert found.value is None and found.anchor is None and found.reason


def test_a_time_that_was_named_and_not_resolved_breaks_the_thread() -> None:
    assert last(["on 4 October 2015", "recently", "the following day"]).value == "2015-10-05"
    broken = last(["on 4 October 2015", "on Friday", "the following day"])
    assert broken.value is None and "on Friday" in broken.reason


def test_absolute_document_and_narrative_are_told_apart() -> None:
    assert last(["in May 2016"], "2020-01-01").anchor == "text"
    found = last(["yesterday"], "2020-01-01")
    assert (found.value, found.anchor) == ("2019-12-31", "document")
    assert "no date" in last(["yesterday"]).reason


def test_a_date_of_the_text_that_no_claim_carries_takes_part() -> None:
    text = "The report of 4 March was wrong. It was withdrawn that morning."
    assert last(["that morning"], "2021-05-06", text).value == "2021-03-04"


def test_a_plan_does_not_move_the_thread_of_what_happened() -> None:
    doc = document("Shot on 3 May 2019. Trial on 5 June 2019. Died that day.")
    shot, trial, died = claims_at(doc, ["on 3 May 2019", "on 5 June 2019", "that day"])
    planned = claims_at(doc, ["on 3 May 2019", "on 5 June 2019"], realis="planned")[1]
    assert find_times(doc, [shot, planned, died])[died.id].event.value == "2019-05-03"
    assert find_times(doc, [shot, trial, died])[died.id].event.value == "2019-06-05"


def test_a_happening_that_an_earlier_claim_dates_is_an_anchor() -> None:
    doc = document(
        "It was bombed on 3 May 2019. They left the day before the bombing in the town, after the bombing, and before the wedding."
    )
    times = ["on 3 May 2019", "the day before the bombing in the town", "after the bombing", "before the wedding"]
    claims = claims_at(doc, times, ["bombed", "left", "left", "left"])
    values = [last_of(doc, claims[: number + 1]) for number in range(1, 4)]
    assert values == ["2019-05-02", "2019-05-03/..", None]


def test_the_death_of_somebody_is_not_that_of_another() -> None:
    doc = document("Abu Ghadiya died on 26 October 2008. They split after Zarqawi's death, and again after the death.")
    claims = claims_at(doc, ["on 26 October 2008", "after Zarqawi's death", "after the death"], ["died", "split", "split"])
    assert [last_of(doc, claims[: number + 1]) for number in (1, 2)] == [None, "2008-10-26/.."]


def last_of(doc: Document, claims: list[Claim]) -> str | None:
    """The value of the last claim, read with the first alone (claims that share a trigger share an id)."""
    return find_times(doc, [claims[0], claims[-1]])[claims[-1].id].event.value


def test_without_a_document_date_a_day_takes_the_year_of_a_full_date_of_the_text() -> None:
    found = last(["on July 21, 2016", "on November 17"])
    assert (found.value, found.anchor) == ("2016-11-17", "narrative")
    assert last(["in 2016", "on November 17"]).value is None


def test_a_time_outside_the_calendar_is_none_with_a_reason() -> None:
    found = last(["in 9999-12", "two months later"])
    assert found.value is None and "9999" in found.reason
    assert last(["yesterday"], "0001-01-01").value is None


def test_the_order_of_the_claims_is_that_of_the_text() -> None:
    doc = document("On 4 October 2015 it began. The following day it ended.")
    claims = claims_at(doc, ["On 4 October 2015", "The following day"])
    assert find_times(doc, claims[::-1])[claims[1].id].event.value == "2015-10-05"


def test_event_report_and_capture_stay_three_and_answer_one_question() -> None:
    doc = document("It happened in May 2016.", published="2016-06-03")
    (claim,) = claims_at(doc, ["in May 2016"])
    times = find_times(doc, [claim], captured="2024-01-01")[claim.id]
    assert (times.event.value, times.reported, times.captured) == ("2016-05", "2016-06-03", "2024-01-01")
    may = Interval(date(2016, 5, 20), date(2016, 5, 20))
    assert times.known(by=date(2016, 6, 3), about=may)
    assert not times.known(by=date(2016, 6, 2), about=may)
    assert not times.known(by=date(2020, 1, 1), about=Interval(date(2016, 6, 1), None))
    unknown = ClaimTimes(When(None, None, "recently"), "2016-06-03")
    assert not unknown.known(by=date(2020, 1, 1), about=may)


def test_a_claim_without_words_of_time_says_so() -> None:
    doc = document("It happened in May 2016.")
    (claim,) = claims_at(doc, ["in May 2016"])
    from dataclasses import replace

    event = find_times(doc, [replace(claim, time=None)])[claim.id].event
    assert event.value is None and event.reason == "the claim gives no time"


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("2016-05-03", "day"),
        ("2016-05", "month"),
        ("2016", "year"),
        ("1990/1999", "decade"),
        ("2014/2016", "span"),
        ("2016-06/2016-08", "season"),
        ("2024-03-04/2024-03-10", "week"),
        ("2024-03-05/2024-03-11", "span"),
        ("2016/..", "open"),
    ],
)
def test_each_value_has_the_granularity_of_its_words(value: str, unit: str) -> None:
    assert parse_interval(value) and granularity(value) == unit
