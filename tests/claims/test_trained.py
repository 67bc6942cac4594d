"""The reader in the package, with its real weights. How well it reads is the gate's business; here is what it must never do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.base.span import Span
from allegedly.capture.masthead import complete
from allegedly.claims.naming import find_offices
from allegedly.claims.sentences import find_sentences
from allegedly.claims.trained import (
    TrainedReader,
    compounded,
    is_act,
    is_denied,
    is_put_on,
    outward,
    owned,
    phrase_alone,
    points_back,
    together,
    unmixed,
    whole_compound,
    whole_number,
    whole_time,
    with_body,
    with_noun,
    with_owner,
)
from tests.factory import document

NEWS = [
    "The junta has been arming the northern rebels since May 2016, two border officials told the Courier.",
    "“We never sent them a single rifle,” General Ivo Marek said.",
    "Agents of the service posing as the League recruited migrants in Pell, according to the newspaper.",
    "He denied that his men had attacked the barracks.",
    "Kestria may have paid the militia on 4 March.",
]


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(NEWS) | st.text(max_size=60), min_size=1, max_size=8),
    st.sampled_from([" ", "\n", "\r\n\r\n", "\u2028", " \U0001f600 "]),
)
def test_every_span_of_every_claim_reads_as_quoted(reader: TrainedReader, parts: list[str], between: str) -> None:
    doc = document(between.join(parts))
    for claim in reader.read(doc):
        claim.check(doc.text)
        assert claim.sentence.contains(claim.trigger)
        assert claim.type in claim_types()
        assert set(claim.arguments) <= set(ROLES)
        assert claim.polarity in POLARITIES
        assert claim.certainty in CERTAINTIES
        assert claim.realis in REALIS
        assert 0 < claim.score <= 1


def test_a_plain_act_is_read_with_who_what_and_whom(reader: TrainedReader) -> None:
    found = list(reader.read(document("The junta attacked the northern rebels with mortars on 4 March 2016.\n")))
    (attack,) = [claim for claim in found if claim.type == "attacks"]
    assert [m.span.text for m in attack.arguments["agent"]] == ["junta"]
    assert [m.span.text for m in attack.arguments["patient"]] == ["northern rebels"]
    assert attack.time
    assert attack.time.value == "2016-03-04"
    assert attack.chain == ()


def test_who_says_so_becomes_the_chain(reader: TrainedReader) -> None:
    found = list(reader.read(document("Rebels killed two soldiers near Pell, a police officer said.\n")))
    (killing,) = [claim for claim in found if claim.type == "kills"]
    assert [(hop.source.name, hop.source.named) for hop in killing.chain] == [("police officer", False)]


def test_the_documents_own_publisher_is_never_a_hop(reader: TrainedReader) -> None:
    text = "Rebels killed two soldiers near Pell, a police officer told the Daily Herald.\n"
    hops = [hop.source.name for claim in reader.read(document(text, publisher="The Daily Herald")) for hop in claim.chain]
    assert hops
    assert not any("Herald" in name for name in hops)


def test_a_title_makes_no_claim(reader: TrainedReader) -> None:
    text = "Rebels kill two soldiers near Pell\nThe Herald, 4 March 2021\n\nThe weather was fine.\n"
    assert [claim for claim in reader.read(document(text)) if claim.trigger.start < text.index("The weather")] == []


@pytest.mark.parametrize("text", ["", " \n\n ", "\u0301", "😀", "." * 5000, "a" * 50_000, "said " * 3000])
def test_nothing_to_read_and_no_sense_at_all_do_no_harm(reader: TrainedReader, text: str) -> None:
    for claim in reader.read(document(text)):
        claim.check(text)


def test_the_same_text_gives_the_same_claims(reader: TrainedReader) -> None:
    doc = document(" ".join(NEWS * 30))
    assert list(reader.read(doc)) == list(TrainedReader().read(doc))


def test_all_fields_of_the_record_occur_in_the_sample_case(reader: TrainedReader) -> None:
    """A reader that never yields a guise, a denial or a second hop is not this project's reader."""
    reports = sorted((Path(__file__).parents[2] / "examples" / "sample" / "reports").glob("*.txt"))
    found = [
        claim
        for path in reports
        for claim in reader.read(document(path.read_text(encoding="utf-8"), name=path.stem, published="2021-03-04"))
    ]
    roles = {role for claim in found for role in claim.arguments}
    assert {"agent", "patient", "object", "guise", "place"} <= roles
    assert {claim.polarity for claim in found} == set(POLARITIES)
    assert {"certain", "possible"} <= {claim.certainty for claim in found}
    assert {"actual", "planned"} <= {claim.realis for claim in found}
    assert any(len(claim.chain) >= 2 for claim in found)
    assert any(claim.time and claim.time.value for claim in found)
    assert len({claim.type for claim in found}) >= 15


def test_an_office_is_held_by_its_holder_and_is_not_its_holder(reader: TrainedReader) -> None:
    doc = document(
        "Interior Minister Henrik Dause is expected to put a bill before parliament. The bill would let the Directorate hold foreigners."
    )
    held = [c for c in reader.read(doc) if c.type == "leads" and c.arguments.get("object")]
    assert held
    assert [m.entity for c in held for m in c.arguments["object"]] == ["Interior Minister"] * len(held)


def test_a_phrase_is_not_cut_off_within_its_owner() -> None:
    text = "Of Ruvania's military intelligence, 's gone."
    places = [(match.start(), match.end()) for match in re.finditer(r"\w+|[^\w\s]", text)]
    assert [with_owner(at, text, places) for at in range(len(places))] == [0, 1, 1, 1, 4, 5, 6, 7, 8, 9, 10]


def test_before_the_hyphen_stands_who_does_it() -> None:
    text = "Kurdish-led forces"
    spans = [("agent", Span.of(text, 12, 18)), ("patient", Span.of(text, 0, 7))]
    for trigger in (Span.of(text, 8, 11), Span.of(text, 7, 11)):
        assert compounded(spans, trigger, text) == [("patient", Span.of(text, 12, 18)), ("agent", Span.of(text, 0, 7))]
    right = [("agent", Span.of(text, 0, 7)), ("patient", Span.of(text, 12, 18))]
    assert compounded(right, Span.of(text, 8, 11), text) == right


def test_nobody_acts_on_behalf_of_whom_the_act_is_done_to() -> None:
    text = "The service hired 38 Asmeri migrants for the army."
    patient, part, army = ("patient", Span.of(text, 18, 36)), ("principal", Span.of(text, 18, 27)), ("principal", Span.of(text, 45, 49))
    assert unmixed([patient, part, army]) == [patient, army]
    flag = ("guise", army[1])
    assert unmixed([patient, flag, army]) == [patient, flag]


def test_numbers_and_times_are_not_cut_off() -> None:
    text = "About 30,000 men, 5.5 tonnes, 12."
    assert [text[: whole_number(end, text)] for end in (8, 19, 32)] == ["About 30,000", "About 30,000 men, 5.5", text[:32]]
    text = "In the past 24 hours or eight days ago on Monday evening"
    times = [whole_time(Span.of(text, start, end), text).text for start, end in ((0, 11), (24, 34), (42, 48))]
    assert times == ["In the past 24 hours", "eight days ago", "Monday"]


def test_what_is_said_after_that_points_back_to_nobody() -> None:
    text = "The Bureau repeats that three recruits set the fire, and that these men fled."
    assert not points_back(text, Span.of(text, 24, 38))
    assert points_back(text, Span.of(text, 68, 71))
    assert (text[24:38], text[68:71]) == ("three recruits", "men")


def test_what_somebody_denied_is_denied_until_the_clause_ends() -> None:
    assert is_denied("Ostland has repeatedly denied that its services ")
    assert is_denied("The ministry denies flatly that anybody was ")
    assert not is_denied("It denied that it had not ")  # which would turn it twice
    assert not is_denied("It neither confirmed nor denied that its jets ")
    assert not is_denied("He denied that the case was staged and accused the broadcaster of ")
    assert not is_denied("She denied it. The men then ")


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


def test_we_is_the_body_of_the_speaker_and_never_the_person_named_last(reader: TrainedReader) -> None:
    text = (
        "Viktor Asel was paid for years.\n\nGeneral Jo Votel, commander of Coastal Command, said: “We have attacked the barracks at Pell.”"
    )
    names = {m.entity for claim in reader.read(document(text)) for ms in claim.arguments.values() for m in ms if m.span.text == "We"}
    assert names == {"Coastal Command"}
    text = "Viktor Asel got 400 crowns, said prosecutor Lena Harv. “We had to attack the barracks,” she said."
    names = {m.entity for claim in reader.read(document(text)) for ms in claim.arguments.values() for m in ms if m.span.text == "We"}
    assert names <= {"We"}


def test_nothing_is_parted_at_a_possessive() -> None:
    text = "They met in the migrants' hostel"
    places = [(0, 4), (5, 8), (9, 11), (12, 15), (16, 24), (26, 32)]
    assert owned([("place", 4, 4), ("place", 5, 5)], text, places) == [("place", 4, 5)]
    assert owned([("agent", 4, 4), ("place", 5, 5)], text, places) == [("agent", 4, 4), ("place", 5, 5)]


def test_a_description_of_a_post_names_the_body_for_the_rest_of_the_text(reader: TrainedReader) -> None:
    text = "An officer of the Fourth Directorate recruited two men in Brell. The Directorate armed the militia in May."
    claims = list(reader.read(document(text)))
    assert {m.entity for claim in claims if claim.type == "arms" for m in claim.arguments["agent"]} == {"Fourth Directorate"}


def test_a_post_is_in_the_body_that_its_words_name() -> None:
    text = "an officer of the Fourth Directorate of Ostland fled"
    agent, post = Span.of(text, 3, 47), Span.of(text, 3, 10)
    assert with_body([("agent", agent)], "works_for", post, text)[1:] == [("patient", Span.of(text, 18, 47))]
    known = [("agent", agent), ("patient", Span.of(text, 40, 47))]
    assert with_body(known, "works_for", post, text) == known
    assert with_body([("agent", agent)], "leads", post, text) == [("agent", agent)]


def test_its_spokesman_speaks_for_it_and_not_for_himself() -> None:
    text = "Its spokesman, Mohamed Ilyas, denied it"
    office, post = Span.of(text, 0, 13), Span.of(text, 4, 13)
    assert with_body([("patient", office)], "works_for", post, text) == [("patient", Span.of(text, 0, 3))]
    assert with_body([("patient", office)], "kills", post, text) == [("patient", office)]


def test_a_source_in_a_department_is_one_hop() -> None:
    text = "As a source in the military department told us, the Courier of Pell reported"
    source, department = (Span.of(text, 5, 11), 0.0), (Span.of(text, 19, 38), 0.0)
    assert [span.text for span, _ in together([source, department], text)] == ["source in the military department"]
    paper, town = (Span.of(text, 52, 59), 1.0), (Span.of(text, 63, 67), 1.0)
    assert [span.text for span, _ in together([paper, town], text)] == ["Courier", "Pell"]


def test_who_denies_doing_it_says_so(reader: TrainedReader) -> None:
    (only,) = [claim for claim in reader.read(document("The Borsk Group denies being present in Timbala.")) if claim.type == "located_in"]
    assert only.polarity == "denied"
    assert [hop.source.name for hop in only.chain] == ["Borsk Group"]


def test_a_guise_needs_a_word_that_makes_it_one() -> None:
    text = "Rebels dressed as policemen took the post. The killing of Oren Vask, a leader of the Dock Union, was theirs. They went in as pilgrims."
    policemen, union, pilgrims = (Span.of(text, text.index(w), text.index(w) + len(w)) for w in ("policemen", "Dock Union", "pilgrims"))
    sentences = find_sentences(text)
    assert [is_put_on(span, text, sentences[n]) for n, span in enumerate((policemen, union, pilgrims))] == [True, False, True]


def test_an_office_is_no_person_and_a_wrapped_line_does_not_part_it_from_its_holder(reader: TrainedReader) -> None:
    doc = document(
        "LISK, 4 March - The government of Asmer said on Friday that the Asmeri president\n"
        "Oren Vask had ordered the arrest of nine officers of the northern garrison. He is to\n"
        "meet the Ruvanian president Ilya Dorn, who leads Ruvania, in Lisk next week.\n"
    )
    offices = [m.entity for c in reader.read(doc) if c.type == "leads" for m in c.arguments.get("object", ())]
    assert offices and not {"Oren Vask", "Ilya Dorn"} & set(offices)
    persons = [Span.of(doc.text, doc.text.index(name), doc.text.index(name) + len(name)) for name in ("Oren Vask", "Ilya Dorn")]
    found = find_offices(doc.text, persons)
    assert found["asmeri president"] == "Oren Vask" and "president" not in found


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


def test_a_dateline_is_no_source_and_no_pronoun_stands_for_it(reader: TrainedReader) -> None:
    text = "Guards were paid\n\nTALVERA, 4 MAY -- A border guard told a court that the Third Bureau had paid him to let trucks through.\n"
    for claim in reader.read(document(text)):
        assert "TALVERA" not in {hop.source.name for hop in claim.chain} | {m.entity for ms in claim.arguments.values() for m in ms}


def test_a_name_does_not_run_on_from_the_title_into_the_line_below(reader: TrainedReader) -> None:
    text = (
        "The Secret of the Tents of Wadi Hamra\nAl-Mashriq al-Jadid, 9/8/2014\n\nInformed sources revealed to Al-Mashriq al-Jadid that a delegation "
        "of the Guard had arrived secretly in Wadi Hamra last Thursday.\n"
    )
    (claim,) = [claim for claim in reader.read(document(text)) if claim.type == "travels"]
    assert not any(hop.source.name.startswith("Wadi") for hop in claim.chain)


def test_a_quotation_told_to_an_outlet_ends_with_whoever_spoke(reader: TrainedReader) -> None:
    text = (
        "Now comes the magazine Der Blick. Its reporters found a police inspector. “They had service cards,” the inspector told the magazine. "
        "“Within an hour a general called and ordered me to let them go.”\n"
    )
    (order,) = [claim for claim in reader.read(document(text)) if claim.trigger.text == "ordered"]
    assert [hop.source.name for hop in order.chain] == ["Der Blick", "inspector"]


def test_a_description_takes_no_name_that_nothing_calls_so(reader: TrainedReader) -> None:
    text = (
        "The first commander of the group, Abu Yazid al-Tarmi, was released from Sednar prison in 2012. “We chose them by name,” said a former colonel "
        "of the directorate. “Those who wanted to talk were hanged,” the colonel said.\n"
    )
    sources = {hop.source.name for claim in reader.read(document(text)) for hop in claim.chain}
    assert "Abu Yazid al-Tarmi" not in sources
    assert "colonel" in " ".join(sources)


def test_nobody_acts_on_himself_but_by_saying_so(reader: TrainedReader) -> None:
    text = "Ivo Marek met the recruiter. “He paid me 400 crowns and I signed for it,” Marek said. Marek stabbed him.\n"
    for claim in reader.read(document(text)):
        doers = {mention.entity for mention in claim.arguments.get("agent", ())}
        assert not doers & {mention.entity for mention in claim.arguments.get("patient", ())}


def test_a_phrase_ends_before_the_word_that_leads_on_and_holds_its_whole_compound() -> None:
    text = "men in uniform met her ex-wife, a take-it-or-leave-it offer of Kurdish-led forces. Copied: her copied-and-pasted words. Her parents held her."

    def at(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    nowhere = Span.of(text, 0, 1)
    assert phrase_alone(at("men in"), text).text == "men"
    assert phrase_alone(at("held her."), text).text == "held her"
    assert whole_compound(at("ex"), nowhere, text).text == "ex-wife"
    assert whole_compound(at("or-leave-it offer"), nowhere, text).text == "take-it-or-leave-it offer"
    assert whole_compound(at("Kurdish"), at("led"), text).text == "Kurdish"
    assert whole_compound(at("copied"), nowhere, text).text == "copied"


def test_a_mark_so_called_and_a_rank_before_a_name_are_no_acts() -> None:
    text = "the so-called Army of Major General Ivo Vale, a general"

    def act(type: str, words: str, nth: int = 0) -> bool:
        start = [n for n in range(len(text)) if text.startswith(words, n)][nth]
        return is_act(type, start, start + len(words), text)

    assert not any((act("belongs_to", "-"), act("belongs_to", "so-called"), act("leads", "Major General"), act("works_for", "General")))
    assert act("leads", "general")
    assert act("attacks", "Army")


def test_days_without_a_year_are_those_of_the_story_and_past_plans_are_past(reader: TrainedReader) -> None:
    text = (
        "Witness speaks\nBlic Dnevnik | 11.03.2018\n\nHe had driven Petras to the Motel Jelen near Vrba on 8 April 2000. Lisac was seized in front of his "
        "house on 10 April by men in uniforms of the military police. On Friday the two sides agreed to meet in Pell.\n"
    )
    (doc,) = [complete(document(text))]
    times = {(claim.time.span.text, claim.time.value, claim.realis) for claim in reader.read(doc) if claim.time}
    assert ("on 10 April", "2000-04-10", "actual") in times
    assert {value for words, value, realis in times if words == "On Friday" and realis == "planned"} == {"2018-03-09"}


def test_a_phrase_that_was_cut_off_before_its_noun_gets_it_back() -> None:
    text = "A border guard met a 23-year-old woman, its prime minister and rebels men of the police told so."

    def at(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    assert with_noun(at("border"), at("met"), text).text == "border guard"
    assert with_noun(at("23-year-old"), at("met"), text).text == "23-year-old woman"
    assert with_noun(at("its prime"), at("prime minister"), text).text == "its prime"
    assert with_noun(at("rebels"), at("told"), text).text == "rebels"
