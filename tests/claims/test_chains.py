"""A source that comes to us through an outlet keeps coming through it."""

from __future__ import annotations

from dataclasses import replace

from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.chains import (
    Routes,
    agreed,
    cue_beside,
    find_called,
    find_outlets,
    is_audience,
    outward,
    own_names,
    source_key,
    teller,
    together,
)
from allegedly.claims.claim import Claim, Hop
from allegedly.claims.naming import Names
from tests.factory import claims_in, document

RELAY = "The magazine Lanterna says so. Lanterna adds more. An officer told the magazine this. The officer denied that."


def hops(*names: str) -> list[Hop]:
    return [Hop(Source(name, name[0].isupper())) for name in names]


def names(chain: tuple[Hop, ...]) -> list[str]:
    return [hop.source.name for hop in chain]


def test_the_outlet_stands_outside_of_whom_it_quotes() -> None:
    assert names(Routes("").complete(hops("Anselm Okwo", "Halmund Courier"))) == ["Halmund Courier", "Anselm Okwo"]


def test_an_outlet_can_be_known_by_what_the_text_calls_it() -> None:
    routes = Routes(RELAY)
    assert routes.is_outlet(Source("Lanterna", True))
    assert not routes.is_outlet(Source("Okwo", True))


def test_the_magazine_becomes_the_outlet_last_named() -> None:
    routes = Routes(RELAY)
    routes.complete(hops("Lanterna"))
    assert names(routes.complete(hops("magazine", "two officers"))) == ["Lanterna", "two officers"]


def test_the_radio_is_the_outlet_that_the_text_named_before_anybody_was_quoted() -> None:
    text = "It comes from Radio Sirocco's programme. The daily Al-Qindil al-Hurr has more. He told the radio so."
    assert [name for _, name in find_outlets(text, ["open ledger"])] == ["Radio Sirocco", "Al-Qindil al-Hurr"]
    routes = Routes(text, own=["Open Ledger"])
    told = placed(text, "He", "Nkemdi Oyarzo", cue="told")
    assert names(routes.complete([told])) == ["Al-Qindil al-Hurr", "Nkemdi Oyarzo"]
    assert find_outlets(text, ["radio sirocco", "al-qindil al-hurr"]) == []


def test_a_source_keeps_its_route_in_a_document_that_relays_one_outlet() -> None:
    routes = Routes(RELAY)
    routes.complete(hops("Lanterna", "an officer"))
    assert names(routes.complete(hops("officer"))) == ["Lanterna", "officer"]


def test_one_interview_does_not_make_a_route() -> None:
    routes = Routes("He told Fox News that. He tweeted this.")
    routes.complete(hops("Fox News", "Lindsey Graham"))
    assert names(routes.complete(hops("Lindsey Graham"))) == ["Lindsey Graham"]


def test_descriptions_are_told_apart_by_their_head() -> None:
    assert source_key(Source("two former officers of the Bureau", False)) == "officer"


def placed(text: str, words: str, name: str | None = None, cue: str | None = None, after: int = 0) -> Hop:
    start = text.index(words, after)
    said = Span.of(text, at := text.index(cue, start), at + len(cue)) if cue else None
    return Hop(Source(name or words, (name or words)[0].isupper()), Span.of(text, start, start + len(words)), said)


TALK = "Anna Lohm said that the mill burned. Two officers denied it. She named the guards, and they blamed her."


def test_a_pronoun_that_speaks_is_whoever_of_its_number_spoke_last() -> None:
    lohm, officers = placed(TALK, "Anna Lohm"), placed(TALK, "Two officers", "two officers")
    she, they = placed(TALK, "She", "she"), placed(TALK, "they")
    routes = Routes(TALK, Names([lohm.mention], (), {}), [lohm, officers, she, they])
    assert names(routes.complete([she])) == ["Anna Lohm"]
    assert names(routes.complete([they])) == ["two officers"]


def test_a_pronoun_before_anybody_spoke_stays_one() -> None:
    text = "She said that the mill burned. Anna Lohm said so too."
    lohm, she = placed(text, "Anna Lohm"), placed(text, "She", "she")
    assert names(Routes(text, Names([lohm.mention], (), {}), [she, lohm]).complete([she])) == ["she"]


def test_the_outlet_that_is_told_stands_outside_of_whoever_tells_it() -> None:
    text = "A guard confirmed to the Halmund Courier that the mill burned. A clerk told his sister."
    guard = placed(text, "A guard", "guard", cue="confirmed")
    clerk = placed(text, "A clerk", "clerk", cue="told")
    assert names(Routes(text).complete([guard])) == ["Halmund Courier", "guard"]
    assert names(Routes(text).complete([clerk])) == ["clerk"]
    assert names(Routes(text, own=["Halmund Courier"]).complete([guard])) == ["guard"]


def test_one_of_the_officers_is_an_officer() -> None:
    assert source_key(Source("One of the former officers", False)) == source_key(Source("two former officers of the Bureau", False))


def read(text: str, quote: str, chain: list[Hop], type: str = "attacks") -> Claim:
    (claim,) = claims_in("Guards attacked the mill.")
    at = text.index(quote)
    whole = Span.of(text, 0, len(text))
    return replace(claim, type=type, sentence=whole, trigger=Span.of(text, at, at + len(quote)), chain=tuple(chain))


def test_what_follows_a_reporting_clause_is_said_by_its_speaker() -> None:
    text = "After the fire, a guard said that men led by a clerk came and burned the mill."
    guard = placed(text, "guard", cue="said")
    burned, came, led = read(text, "burned", [guard]), read(text, "came", []), read(text, "led", [], "leads")
    before = read(text, "fire", [])
    got = agreed([before, led, came, burned])
    assert [names(claim.chain) for claim in got] == [[], [], ["guard"], ["guard"]]


def test_a_speaker_at_the_end_of_a_sentence_said_all_of_it() -> None:
    text = "Soldiers took the town, ending a siege, a guard said."
    guard = placed(text, "guard", cue="said")
    assert [names(c.chain) for c in agreed([read(text, "took", [guard]), read(text, "siege", [])])] == [["guard"], ["guard"]]


def test_two_speakers_in_one_sentence_keep_to_their_own() -> None:
    text = "A guard said they came, a clerk said they left, and the mill burned."
    guard, clerk = placed(text, "guard", cue="said"), placed(text, "clerk", cue="said")
    assert names(agreed([read(text, "came", [guard]), read(text, "left", [clerk]), read(text, "burned", [])])[2].chain) == []


def test_a_newspaper_that_is_named_at_once_is_not_the_one_named_before() -> None:
    text = "The Review of Pell has it. An officer told the newspaper Le Quotidien so."
    routes = Routes(text)
    routes.complete(hops("Review of Pell"))
    assert names(routes.complete([placed(text, "newspaper", "newspaper"), *hops("officer")])) == ["Le Quotidien", "officer"]


def test_a_court_that_hears_a_witness_is_no_source_and_the_report_itself_is_none() -> None:
    text = "A witness told the Special Court in Pell so. A colonel interviewed by the author agreed, this newspaper reported. The court said no. It told the Courier."

    def at(words: str, nth: int = 0) -> Span:
        start = [n for n in range(len(text)) if text.startswith(words, n)][nth]
        return Span.of(text, start, start + len(words))

    assert is_audience(text, at("Special Court"))
    assert is_audience(text, at("author"))
    assert is_audience(text, at("this newspaper"))
    assert not is_audience(text, at("court"))
    assert not is_audience(text, at("Courier"))


def test_a_dispatch_speaks_with_its_agencys_voice() -> None:
    dispatch = replace(document("Nothing."), agency="Sahel News Agency", byline="Ana Vale")
    assert own_names(dispatch) == ["Sahel News Agency", "Ana Vale", "SNA"]
    assert own_names(replace(dispatch, publisher="Pell Herald")) == ["Pell Herald", "Ana Vale"]


def test_a_report_that_is_dismissed_is_no_relay_and_a_stations_programme_no_outlet() -> None:
    text = "Dabo had called similar reports by Radio Desert lies. In reports by Radio Pell he spoke."
    assert is_audience(text, Span.of(text, 35, 47))
    assert not is_audience(text, Span.of(text, 68, 78))
    text = "It comes from Radio Sirocco's programme “The Corridor”, and from the programme “Lanterna”."
    assert [name for _, name in find_outlets(text, [])] == ["Radio Sirocco", "Lanterna"]


def test_what_the_text_calls_an_outlet_is_one_and_what_is_quoted_behind_the_word_is_none() -> None:
    text = "An officer told the newspaper “We left”. The daily al-Qabas Today and Radio Lanterna, a local station, agree."
    called = find_called(text)
    assert {"al-Qabas", "al-Qabas Today", "Lanterna", "Radio Lanterna"} <= called
    assert "We" not in called


def test_who_is_named_at_the_end_of_a_sentence_tells_all_of_it() -> None:
    def order(text: str, first: str, act: str, second: str) -> list[str]:
        one, what, other = (Span.of(text, text.index(words), text.index(words) + len(words)) for words in (first, act, second))
        return [span.text for span, _ in outward([(one, 1.0), (other, 1.0)], what, text)]

    said = "Western agencies believe that the Directorate trained saboteurs, a diplomat from Pell told the Institute."
    assert order(said, "Western agencies", "trained", "diplomat from Pell") == ["diplomat from Pell", "Western agencies"]
    read = "The Courier wrote that the Directorate trained saboteurs, a diplomat said."
    assert order(read, "Courier", "trained", "diplomat") == ["Courier", "diplomat"]
    apart = "The agencies believe that he trained them. Nobody knew, a diplomat said."
    assert order(apart, "agencies", "trained", "diplomat") == ["agencies", "diplomat"]


def test_a_source_in_a_department_is_one_hop() -> None:
    text = "As a source in the military department told us, the Courier of Pell reported"
    source, department = (Span.of(text, 5, 11), 0.0), (Span.of(text, 19, 38), 0.0)
    assert [span.text for span, _ in together([source, department], text)] == ["source in the military department"]
    paper, town = (Span.of(text, 52, 59), 1.0), (Span.of(text, 63, 67), 1.0)
    assert [span.text for span, _ in together([paper, town], text)] == ["Courier", "Pell"]


def test_who_says_it_together_is_one_hop() -> None:
    def hops(text: str, *words: str) -> list[str]:
        found = together([(Span.of(text, at := text.index(each), at + len(each)), 0.9) for each in words], text)
        return [span.text for span, _ in found]

    two = "citing three former officers and a defector who left"
    assert hops(two, "three former officers", "defector") == ["three former officers and a defector"]
    apposed = "Neve Aldarin, a spokeswoman for the ministry, told the newspaper"
    assert hops(apposed, "Neve Aldarin", "spokeswoman for the ministry") == ["Neve Aldarin"]
    behind = "It fell, said Wilkins, the county sheriff. The Sawad Misr, or Hasam Movement, agreed."
    assert hops(behind, "Wilkins", "county sheriff") == ["Wilkins"]
    assert hops(behind, "Sawad Misr", "Hasam Movement") == ["Sawad Misr"]
    relayed = "According to the Courier, a diplomat, who left, said it"
    assert hops(relayed, "Courier", "diplomat") == ["Courier", "diplomat"]
    assert hops("The paper says an officer said", "paper", "officer") == ["paper", "officer"]
    assert hops("Norwire and the Brann Mercury report", "Norwire", "Brann Mercury") == ["Norwire", "Brann Mercury"]


def test_a_telling_is_whoever_tells_it() -> None:
    for words, whose in {
        "his own telling": "his",
        "their account": "their",
        "Lykke's version of events": "Lykke",
        "Moses’ account": "Moses",
        "the police account": "the police account",
        "his lawyer's account": "his lawyer's account",
        "Lykke": "Lykke",
    }.items():
        assert teller(Span.of(words, 0, len(words)), words).text == whose


def test_a_reporting_word_beside_a_source_is_its_cue() -> None:
    text = "The SDF regained it, Davis said. It fell, according to an officer. Davis has later added more. Told Davis fled, Oduber stayed."

    def cue(source: str, nth: int = 0) -> str | None:
        start = [n for n in range(len(text)) if text.startswith(source, n)][nth]
        found = cue_beside(Span.of(text, start, start + len(source)), text)
        return found and found.text

    assert [cue("Davis"), cue("officer"), cue("Davis", 1), cue("Oduber")] == ["said", "according to", "added", None]


def test_whom_the_paper_interviewed_speaks_through_it() -> None:
    text = "The daily Lanterna is read in Pell. Last week the paper interviewed a clerk who calls himself Abu Lutfi. The paper says more."
    start = text.index("Abu Lutfi")
    persons = Names([Span.of(text, start, start + len("Abu Lutfi"))], (), {})
    assert names(Routes(text, persons).complete(hops("Abu Lutfi"))) == ["Lanterna", "Abu Lutfi"]
    assert names(Routes(text, persons).complete(hops("Anselm Okwo"))) == ["Anselm Okwo"]
    named = text.replace("the paper interviewed", "Lanterna interviewed")
    start = named.index("Abu Lutfi")
    persons = Names([Span.of(named, start, start + len("Abu Lutfi"))], (), {})
    assert names(Routes(named, persons).complete(hops("Abu Lutfi"))) == ["Lanterna", "Abu Lutfi"]
    assert names(Routes(named, persons, own=["Lanterna"]).complete(hops("Abu Lutfi"))) == ["Abu Lutfi"]
