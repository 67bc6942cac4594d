"""Promises of claims/wording.py: a person understands the sentence, and it never states a claim as fact."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, claim_types
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.claims.wording import attribution_of, chain_of, clause_of, one_line, place_of, quote_of, sentence_of

SENTENCE = "Agents of the service posing as the League armed northern rebels with weapons near the border in May 2016."


def span(words: str, text: str = SENTENCE) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


def claim(kind: str = "arms", trigger: str = "armed", *, chain: tuple[str, ...] = (), text: str = SENTENCE, **roles: Any) -> Claim:
    """A claim of `text`; roles are words of it (`agent="Agents of the service"`), a `~` after a chain member marks it unnamed."""
    status = {name: roles.pop(name) for name in ("polarity", "certainty", "realis", "time") if name in roles}
    fillers = {role: (words,) if isinstance(words, str) else words for role, words in roles.items()}
    return Claim(
        document="report",
        document_id="d-1",
        reader="test 1",
        score=0.9,
        sentence=span(text, text),
        type=kind,
        trigger=span(trigger, text),
        arguments={role: tuple(Mention(span(words, text), words) for words in group) for role, group in fillers.items()},
        chain=tuple(Hop(Source(name.rstrip("~"), not name.endswith("~"))) for name in chain),
        **status,
    )


def test_an_empty_chain_is_the_document_itself():
    said = claim(agent="Agents of the service", patient="northern rebels", object="weapons")
    assert sentence_of(said) == "The document itself says: Agents of the service have armed northern rebels with weapons."
    assert chain_of(said) == "the document itself"


@pytest.mark.parametrize(
    ("agent", "words"),
    [("We", "We are meant to arm"), ("they", "they are meant to arm"), ("I", "I am meant to arm"), ("he", "he is meant to arm")],
)
def test_a_pronoun_that_means_nobody_known_agrees_with_its_verb(agent, words):
    said = claim(agent=agent, patient="rebels", text=f"{agent} armed rebels.", realis="planned")
    assert clause_of(said) == f"{words} rebels"


def test_the_sentence_opens_with_the_innermost_source_and_the_chain_with_the_outermost():
    said = claim(agent="League", patient="northern rebels", chain=("The Daily Herald", "two border officials~"))
    assert attribution_of(said) == "According to two border officials (unnamed), cited by The Daily Herald"
    assert chain_of(said) == "The Daily Herald -> two border officials (unnamed)"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ({}, "League has armed northern rebels"),
        ({"polarity": "denied"}, "League has not armed northern rebels"),
        ({"certainty": "probable"}, "League has probably armed northern rebels"),
        ({"certainty": "possible"}, "League may have armed northern rebels"),
        ({"certainty": "possible", "polarity": "denied"}, "League may not have armed northern rebels"),
        ({"certainty": "probable", "polarity": "denied"}, "League has probably not armed northern rebels"),
        ({"realis": "planned"}, "League is meant to arm northern rebels"),
        ({"realis": "planned", "polarity": "denied"}, "League is not meant to arm northern rebels"),
        ({"realis": "planned", "certainty": "possible"}, "League may be meant to arm northern rebels"),
        ({"realis": "hypothetical"}, "League would arm northern rebels"),
        ({"realis": "hypothetical", "certainty": "possible"}, "League might arm northern rebels"),
        ({"realis": "hypothetical", "polarity": "denied"}, "League would not arm northern rebels"),
        ({"realis": "general"}, "League generally arms northern rebels"),
        ({"realis": "general", "polarity": "denied"}, "League does not generally arm northern rebels"),
    ],
)
def test_polarity_certainty_and_realis_become_words_of_an_act(status: dict[str, str], words: str):
    assert clause_of(claim(agent="League", patient="northern rebels", **status)) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ({}, "League leads northern rebels"),
        ({"polarity": "denied"}, "League does not lead northern rebels"),
        ({"certainty": "probable"}, "League probably leads northern rebels"),
        ({"certainty": "possible"}, "League may lead northern rebels"),
        ({"certainty": "possible", "polarity": "denied"}, "League may not lead northern rebels"),
        ({"realis": "planned"}, "League is meant to lead northern rebels"),
    ],
)
def test_what_lasts_is_put_in_the_present(status: dict[str, str], words: str):
    assert clause_of(claim("leads", agent="League", patient="northern rebels", **status)) == words


def test_guise_and_principal_are_spelled_out_with_the_subject():
    said = claim("attacks", agent="Agents of the service", guise="League", principal="service", patient="northern rebels")
    assert clause_of(said) == "Agents of the service, posing as League and on behalf of service, have attacked northern rebels"


def test_a_pattern_that_names_the_guise_does_not_repeat_it():
    said = claim("poses_as", "posing", agent="Agents of the service", guise="League")
    assert clause_of(said) == "Agents of the service have posed as League"


def test_a_missing_agent_is_someone_and_nobody_is_invented():
    assert clause_of(claim("kills", patient="northern rebels")) == "someone has killed northern rebels"


def test_a_missing_patient_leaves_no_gap_after_a_verb_and_a_marked_one_after_a_preposition():
    assert clause_of(claim("attacks", agent="League", object="weapons")) == "League has attacked with weapons"
    assert clause_of(claim("belongs_to", agent="League")) == "League belongs to (not stated)"


def test_the_preposition_of_the_text_is_kept():
    assert clause_of(claim("located_in", "near", agent="northern rebels", place="border")) == "northern rebels are located near border"


def test_a_filler_outside_the_sentence_gets_the_usual_preposition():
    text = "Near Azaz they waited. They attacked the convoy."
    said = claim("attacks", "attacked", text=text, agent="They", place="Azaz")
    inside = Span.of(text, 23, len(text))
    moved = replace(said, sentence=inside)
    assert clause_of(moved) == "They have attacked in Azaz"


def test_a_blank_entity_is_shown_as_blank_and_breaks_nothing():
    blank = Mention(span("League"), " ")
    assert clause_of(claim(agent="League")).startswith("League")
    said = claim(agent="League")
    assert clause_of(replace(said, arguments={"agent": (blank,), "place": (blank,)}))


def test_a_role_that_no_words_exist_for_is_still_shown():
    assert clause_of(claim("shelters", agent="League", patient="northern rebels", object="weapons")) == (
        "League has sheltered northern rebels (object: weapons)"
    )


def test_a_denial_of_nobody_is_not_denied_twice():
    text = "Police arrested nobody over the fire."
    said = claim("captures", "arrested", text=text, agent="Police", patient="nobody", polarity="denied")
    assert clause_of(said) == "Police have not captured anybody"


def test_the_type_other_shows_its_trigger_and_its_status_in_brackets():
    said = claim("other", agent="League", object="weapons", polarity="denied", certainty="possible")
    assert clause_of(said) == "League — armed — weapons (denied, possible)"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2016-05", "(in May 2016, 2016-05)"),
        ("2016", "(in May 2016)"),
        ("2016/..", "(in May 2016)"),
        (None, "(in May 2016)"),
        ("2016-05/..", "(in May 2016, from 2016-05)"),
        ("../2016-05", "(in May 2016, until 2016-05)"),
        ("2016-05/2016-06", "(in May 2016, 2016-05 to 2016-06)"),
    ],
)
def test_time_is_the_words_of_the_text_with_the_date_they_come_to(value: str | None, words: str):
    said = claim(agent="League", time=TimeExpression(span("in May 2016"), value))
    assert clause_of(said).endswith(words)


def test_the_quote_is_the_sentence_with_its_trigger_marked():
    assert quote_of(claim(agent="League")) == SENTENCE.replace("armed", "*armed*")


def test_the_place_holds_the_page_where_there_are_pages():
    text = "Page one.\n" + SENTENCE
    said = claim(agent="League", text=SENTENCE)
    late = replace(said, sentence=Span.of(text, 10, len(text)))
    paged = Document(name="report", text=text, place="/r.pdf", media_type="application/pdf", digest="0", pages=(0, 10))
    assert place_of(late, paged) == f"report, characters 10 to {len(text)}, page 2"
    assert place_of(late) == f"report, characters 10 to {len(text)}"


PARTICIPLES = (
    "funded armed trained sheltered supplied legitimized supported led controlled belonged worked founded appointed met been opposed traded "
    "posed fronted infiltrated staged deceived spied recruited travelled sent attacked killed captured seized threatened defended sanctioned "
    "accused intended caused been"
)


def test_every_type_has_its_sentence():
    """Each pattern's first word is inflected rightly; a new type has to be added here."""
    from allegedly.claims.wording import _base, _participle, _pattern_of

    verbs = [verb for name in claim_types() if (verb := _pattern_of(claim(name, agent="League"))[1])]
    assert " ".join(_participle(_base(verb)) for verb in verbs) == PARTICIPLES


@pytest.mark.parametrize("kind", claim_types())
def test_no_status_of_any_type_is_lost(kind: str):
    """No two statuses read the same, each shows its words, and no pattern is left unfilled."""
    roles = {"agent": "League", "patient": "northern rebels", "object": "weapons", "guise": "service", "principal": "Agents"}
    seen = set()
    for polarity, certainty, realis in product(POLARITIES, CERTAINTIES, REALIS):
        said = sentence_of(claim(kind, **roles, polarity=polarity, certainty=certainty, realis=realis))
        assert not set("{}[]") & set(said) and "  " not in said
        assert polarity != "denied" or " not " in said or "denied" in said
        assert certainty != "possible" or re.search(" may | might |possible", said)
        assert certainty != "probable" or "probabl" in said
        seen.add(said)
    # What is intended is planned anyway, so `intends` reads the same for actual and planned.
    assert len(seen) == (18 if kind == "intends" else 24)


def test_a_hostile_document_cannot_steer_the_terminal():
    assert one_line("a\x1b[31m\u202eb\x00c\n\td\x9b") == "a\ufffd[31m\ufffdb\ufffdc d\ufffd"


@given(st.text(min_size=1))
def test_any_text_becomes_one_printable_line(text: str):
    line = one_line(text)
    assert "\n" not in line and "\x1b" not in line and "\x9b" not in line
    line.encode("utf-8")


def test_joiners_that_scripts_need_survive():
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"
