from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.base.span import Span
from allegedly.claims.answers import to_proposal
from allegedly.claims.claim import Claim, Refused
from allegedly.claims.locate import Gate, Haystack, Proposal, trimmed_span, trimmed_words
from allegedly.claims.sentences import find_sentences
from tests.claims.model_server import entry, source
from tests.factory import document

TEXT = (
    "The junta has armed the Dawn Militia since May 2016, two officials told the Courier. "
    "General Ivo Marek denied it. He said on Friday that the militia funded itself."
)


def admit(text: str = TEXT, doc: Document | None = None, names: Collection[str] = (), **fields: Any) -> Claim | Refused:
    doc = doc or document(text)
    sentences = find_sentences(doc.text)
    proposal = to_proposal(entry(**({"trigger": "armed", "agent": "junta"} | fields)))
    assert isinstance(proposal, Proposal), proposal
    return Gate(doc, sentences, "prompted:x 1", names).admit(proposal, range(len(sentences)))


def claim(**fields: Any) -> Claim:
    admitted = admit(**fields)
    assert isinstance(admitted, Claim), admitted
    admitted.check(fields["doc"].text if "doc" in fields else fields.get("text", TEXT))
    return admitted


def reason(**fields: Any) -> str:
    admitted = admit(**fields)
    assert isinstance(admitted, Refused), admitted
    return admitted.reason


def found(text: str, words: str) -> list[str]:
    return [span.text for span in Haystack(text).find(words)]


def test_words_become_places_of_the_text() -> None:
    made = claim(
        agent="junta",
        patient="Dawn Militia",
        time={"words": "since May 2016", "value": "2016-05/.."},
        chain=[source("Courier", None, named=True), source("two officials", "told")],
    )
    assert (made.trigger, made.sentence.text[:9], made.type) == (Span(14, 19, "armed"), "The junta", "arms")
    assert {role: [m.span.text for m in ms] for role, ms in made.arguments.items()} == {"agent": ["junta"], "patient": ["Dawn Militia"]}
    assert made.time and made.time.value == "2016-05/.."
    assert [(hop.source.name, hop.source.named, hop.cue and hop.cue.text) for hop in made.chain] == [
        ("Courier", True, None),
        ("two officials", False, "told"),
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"type": "enlightens"}, "unknown type"),
        ({"culprit": "junta"}, "unknown role"),
        ({"polarity": "perhaps"}, "unknown status"),
        ({"certainty": "sure"}, "unknown status"),
        ({"realis": "real"}, "unknown status"),
        ({"trigger": "shipped"}, "trigger not in the text"),
        ({"trigger": "arm"}, "trigger not in the text"),
        ({"patient": "Dusk Militia"}, "argument not in the text"),
        ({"patient": "Dawn Militia of the north"}, "argument not in the text"),
        ({"time": {"words": "since June 2016", "value": None}}, "time not in the text"),
        ({"chain": [source("three officials", None)]}, "source not in the text"),
        ({"chain": [source("two officials", "whispered")]}, "cue not in the text"),
        ({"patient": "..."}, "argument not in the text"),
        ({"trigger": "..."}, "trigger not in the text"),
    ],
)
def test_what_the_text_does_not_hold_is_refused_with_the_reason(fields: dict[str, Any], why: str) -> None:
    assert reason(**fields) == why


def test_a_sentence_that_was_not_asked_about_is_refused() -> None:
    doc = document(TEXT)
    proposal = to_proposal(entry("armed", sentence=0, agent="junta"))
    assert isinstance(proposal, Proposal)
    gate = Gate(doc, find_sentences(TEXT), "prompted:x 1")
    refused = gate.admit(proposal, range(1, 3))
    assert isinstance(refused, Refused) and refused.reason == "sentence not asked about"


def test_a_wrong_sentence_number_is_put_right_where_only_one_sentence_holds_the_trigger() -> None:
    assert claim(trigger="funded", sentence=0, type="funds", agent="militia").trigger.text == "funded"
    assert reason(text="A armed B. C armed D.", sentence=7) == "sentence not asked about"


def test_names_of_the_prompts_examples_refuse_a_claim_unless_the_text_holds_them() -> None:
    assert reason(agent=("junta", "Tarvonia"), names={"Tarvonia"}) == "name of the prompt's examples"
    assert reason(agent="Tarvonia", names={"Tarvonia"}) == "name of the prompt's examples"
    assert reason(chain=[source("officials", None, name="TARVONIA")], names={"Tarvonia"}) == "name of the prompt's examples"
    held = claim(text="Tarvonia fell. It armed the rebels.", sentence=1, agent=("It", "Tarvonia"), names={"Tarvonia"})
    assert held.arguments["agent"][0].entity == "Tarvonia"


def test_a_canonical_name_is_taken_from_the_text_or_not_at_all() -> None:
    he = {"trigger": "said", "type": "other", "sentence": 2}
    assert claim(**he, agent=("He", "general ivo marek")).arguments["agent"][0].entity == "Ivo Marek"
    assert claim(**he, agent=("He", "Ivo Marek Junior")).arguments["agent"][0].entity == "He"


def test_the_nearest_place_in_the_sentence_counts_then_the_last_before_it() -> None:
    text = "Pell fell. Pell armed Pell and fed Pell. Then the town burned."
    assert claim(text=text, sentence=1, agent="Pell").arguments["agent"][0].span.start == 11
    assert (
        claim(text=text, sentence=2, trigger="burned", type="attacks", agent="town", patient="Pell").arguments["patient"][0].span.start
        == 35
    )


def test_what_the_text_says_later_fills_no_role_but_may_give_the_name() -> None:
    text = "He armed them. Marek is a general."
    assert reason(text=text, agent="Marek") == "argument not in the text"
    assert claim(text=text, agent=("He", "Marek")).arguments["agent"][0].entity == "Marek"


def test_two_fillers_at_one_place_are_one() -> None:
    doc = document(TEXT)
    proposal = to_proposal(
        entry("armed") | {"arguments": [{"role": "agent", "words": words, "name": None} for words in ("junta", "the junta")]}
    )
    assert isinstance(proposal, Proposal)
    made = Gate(doc, find_sentences(TEXT), "prompted:x 1").admit(proposal, range(3))
    assert isinstance(made, Claim) and [m.span.text for m in made.arguments["agent"]] == ["junta"]


def test_the_documents_own_publisher_is_no_member_of_a_chain() -> None:
    doc = document(TEXT, publisher="The Courier")
    assert [
        hop.source.name for hop in claim(doc=doc, chain=[source("Courier", None, named=True), source("two officials", "told")]).chain
    ] == ["two officials"]


def test_a_source_without_a_capital_is_not_named_whatever_the_model_says() -> None:
    assert [hop.source.named for hop in claim(chain=[source("two officials", "told", named=True)]).chain] == [False]


@pytest.mark.parametrize(
    ("words", "value", "published", "resolved"),
    [
        ("since May 2016", "1999", None, "2016-05/.."),  # ours outweighs the model's
        ("on Friday", "2016-05-06", "2016-05-10", "2016-05-06"),
        ("armed", "2016-05", None, "2016-05"),  # words that mean nothing to us: a year of the text
        ("armed", "2016-12-30", "2017-01-02", "2016-12-30"),
        ("armed", "1999", None, None),
        ("armed", "soon", None, None),
        ("armed", "2016-13", None, None),
    ],
)
def test_a_value_of_time_that_the_model_works_out_counts_only_where_its_year_stands(
    words: str, value: str, published: str | None, resolved: str | None
) -> None:
    made = claim(
        doc=document(TEXT, published=published), trigger="said", sentence=2, type="other", agent="He", time={"words": words, "value": value}
    )
    assert made.time and made.time.value == resolved


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("the “Dawn” Militia’s men", '"Dawn" Militia\'s', ["“Dawn” Militia’s"]),
        ("an anti–tank unit", "anti-tank", ["anti–tank"]),
        ("Dawn\n   Militia", "Dawn Militia", ["Dawn\n   Militia"]),
        ("the of\u00adficial said", "official", ["of\u00adficial"]),
        ("the ﬁghters", "fighters", ["ﬁghters"]),
        ("Sa\u0301nchez spoke", "S\u00e1nchez", ["Sa\u0301nchez"]),
        ("S\u00e1nchez spoke", "Sanchez", []),
        ("TWO OFFICIALS said", "two officials", ["TWO OFFICIALS"]),
        ("Rebels and rebels", "rebels", ["rebels"]),  # what reads exactly so comes first
        ("he armed them", "arm", []),
        ("he armed them", "med", []),
        ("ﬁn", "f", []),  # half of what is one character of the text
        ("军政府武装了反叛者", "武装", ["武装"]),
        ("Мэр Ратов сказал", "мэр ратов", ["Мэр Ратов"]),
        ("a\x00b armed", "a b", ["a\x00b"]),
        ("word", " ", []),
        ("word", "\u200b", []),
    ],
)
def test_words_are_found_exactly_or_after_the_stated_normalisation(text: str, words: str, expected: list[str]) -> None:
    assert found(text, words) == expected


@given(st.text(max_size=40), st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_whatever_is_found_reads_as_the_text_does_and_lies_where_it_was_looked_for(before: str, words: str, a: int, b: int) -> None:
    text = f"{before} {words} {before}"
    start, end = sorted((a, b))
    for span in Haystack(text).find(words, start, end):
        span.check(text)
        assert start <= span.start and span.end <= end


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_a_word_on_its_own_is_always_found(word: str) -> None:
    assert Haystack(f"zz {word} zz").find(word)


@pytest.mark.parametrize(("words", "kept"), [("“armed,”", "armed"), ("U.S.", "U.S."), ("armed.", "armed"), ("—", None), ("(a)", "a")])
def test_punctuation_does_not_belong_to_a_trigger(words: str, kept: str | None) -> None:
    trimmed = trimmed_words(words, Span(0, len(words), words))
    assert (trimmed and trimmed.text) == kept


def test_a_quotation_within_a_phrase_keeps_both_marks() -> None:
    text = 'He named two "foreign agents" and left.'
    assert trimmed_span(text, 9, 28) == Span.of(text, 9, 29)
    assert trimmed_span(text, 13, 29) == Span.of(text, 14, 28)


def test_a_name_ends_before_a_bracket_that_is_cut_off() -> None:
    text = "the Front for Azwad (FLA) and (some) others"
    assert trimmed_span(text, 4, 24) == Span.of(text, 4, 19)
    assert trimmed_span(text, 30, 43) == Span.of(text, 31, 43)
