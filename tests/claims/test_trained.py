"""The reader in the package, with its real weights. How well it reads is the gate's business; here is what it must never do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types
from allegedly.base.span import Span
from allegedly.capture.masthead import complete
from allegedly.claims.naming import find_offices
from allegedly.claims.sentences import find_sentences
from allegedly.claims.trained import TrainedReader, Trigger, View, is_denied, likeliest
from allegedly.claims.windows import find_chunks, find_windows
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


def test_what_somebody_denied_is_denied_until_the_clause_ends() -> None:
    assert is_denied("Ostland has repeatedly denied that its services ")
    assert is_denied("The ministry denies flatly that anybody was ")
    assert not is_denied("It denied that it had not ")  # which would turn it twice
    assert not is_denied("It neither confirmed nor denied that its jets ")
    assert not is_denied("He denied that the case was staged and accused the broadcaster of ")
    assert not is_denied("She denied it. The men then ")


def test_we_is_the_body_of_the_speaker_and_never_the_person_named_last(reader: TrainedReader) -> None:
    text = (
        "Viktor Asel was paid for years.\n\nGeneral Jo Votel, commander of Coastal Command, said: “We have attacked the barracks at Pell.”"
    )
    names = {m.entity for claim in reader.read(document(text)) for ms in claim.arguments.values() for m in ms if m.span.text == "We"}
    assert names == {"Coastal Command"}
    text = "Viktor Asel got 400 crowns, said prosecutor Lena Harv. “We had to attack the barracks,” she said."
    names = {m.entity for claim in reader.read(document(text)) for ms in claim.arguments.values() for m in ms if m.span.text == "We"}
    assert names <= {"We"}


def test_a_description_of_a_post_names_the_body_for_the_rest_of_the_text(reader: TrainedReader) -> None:
    text = "An officer of the Fourth Directorate recruited two men in Brell. The Directorate trained the militia in May."
    claims = list(reader.read(document(text)))
    assert {m.entity for claim in claims if claim.type == "trains" for m in claim.arguments["agent"]} == {"Fourth Directorate"}


def test_who_denies_doing_it_says_so(reader: TrainedReader) -> None:
    (only,) = [claim for claim in reader.read(document("The Borsk Group denies being present in Timbala.")) if claim.type == "located_in"]
    assert only.polarity == "denied"
    assert [hop.source.name for hop in only.chain] == ["Borsk Group"]


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
    orders = [claim for claim in reader.read(document(text)) if claim.trigger.text == "ordered"]
    assert {tuple(hop.source.name for hop in order.chain) for order in orders} == {("Der Blick", "inspector")}


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


def test_days_without_a_year_are_those_of_the_story_and_past_plans_are_past(reader: TrainedReader) -> None:
    text = (
        "Witness speaks\nBlic Dnevnik | 11.03.2018\n\nHe had driven Petras to the Motel Jelen near Vrba on 8 April 2000. Lisac was seized in front of his "
        "house on 10 April by men in uniforms of the military police. On Friday the two sides agreed to meet in Pell.\n"
    )
    (doc,) = [complete(document(text))]
    times = {(claim.time.span.text, claim.time.value, claim.realis) for claim in reader.read(doc) if claim.time}
    assert ("on 10 April", "2000-04-10", "actual") in times
    assert {value for words, value, realis in times if words == "On Friday" and realis == "planned"} == {"2018-03-09"}


def test_a_phrase_begins_behind_its_dateline(reader: TrainedReader) -> None:
    text = "LISK - Keldovia's own security service hired 38 migrants in the name of its enemy, a committee concluded on Wednesday."
    agents = {m.span.text for claim in reader.read(document(text)) for m in claim.arguments.get("agent", ())}
    assert agents == {"Keldovia's own security service"}


def test_one_place_is_of_two_types_only_where_both_are_about_as_likely() -> None:
    gave, armed, weak = Trigger(0, 5, 5, "funds", 0.7), Trigger(0, 5, 6, "arms", 0.6), Trigger(0, 6, 6, "supplies", 0.3)
    elsewhere = Trigger(0, 9, 9, "supplies", 0.1), Trigger(1, 5, 5, "supplies", 0.1)
    assert likeliest([gave, armed, weak, *elsewhere]) == [gave, armed, *elsewhere]  # 3 to 7 and 6 to 4 are near, 3 to 7 and 7 to 3 are not
    assert likeliest([]) == []


@pytest.mark.parametrize(("group", "kept"), [("roles", True), ("chain", True), ("link", False)])
def test_a_word_that_is_nearly_as_likely_a_part_as_not_is_one(reader: TrainedReader, group: str, kept: bool) -> None:
    text, left, right = "The army attacked rebels.", reader.labels["left"], reader.labels["right"]
    windows = find_windows(find_chunks(text, find_sentences(text), reader.tokenizer))
    nothing = np.zeros((1, 1), np.int64)
    scores = np.full((1, left + right, max(end for _, end in reader.groups.values())), -9.0, np.float32)
    start, _ = reader.groups[group]
    scores[..., start] = 0.0  # "O"
    scores[0, left + 1, start + 1] = -0.5  # the first of its labels that begin something, on the word after the trigger
    (spans,) = reader.decode(scores, group, View(windows, scores, nothing > 0, nothing), [Trigger(0, 2, 2, "attacks", 0.9)])
    assert [(first, last) for _, first, last in spans] == ([(3, 3)] if kept else [])
