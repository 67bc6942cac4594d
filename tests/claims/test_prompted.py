"""The prompted reader against a model on loopback that says what each test needs."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, ReaderError, ReaderStopped
from allegedly.claims import prompted
from allegedly.claims.claim import Claim, Refused
from allegedly.claims.endpoints import Endpoint, Question, Reply
from allegedly.claims.prompted import PromptedReader, find_pieces, windows
from allegedly.claims.readers import SendingReader, load_reader
from allegedly.claims.reading import read_ahead, read_with
from tests.claims.model_server import ModelServer, Turn, answer, entry, serving, source
from tests.factory import document

sys.path.insert(0, str(Path(__file__).parents[2] / "evaluation"))
from corruption import corrupt  # noqa: E402

HOSTILE = Path(__file__).with_name("hostile")
ARMED = entry("armed", agent="junta", patient="rebels")
TEXT = "The junta armed the rebels, two officials said. They denied it. Nobody was arrested."


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Callable[..., PromptedReader]]:
    """Makes readers that keep their answers in the test's folder and wait for nothing."""
    made: list[PromptedReader] = []

    def make(server: ModelServer, **options: Any) -> PromptedReader:
        connection = Endpoint(server.address + "/v1", sleep=lambda _: None, timeout=5)
        made.append(PromptedReader("model-x", connection=connection, answers=tmp_path / "answers", **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def read(reader: PromptedReader, doc: Document | None = None) -> tuple[list[str], list[str]]:
    """Triggers of the claims and reasons of the refusals."""
    found = list(reader.read(doc or document(TEXT)))
    return [c.trigger.text for c in found if isinstance(c, Claim)], [r.reason for r in found if isinstance(r, Refused)]


def asked(body: dict[str, Any]) -> range:
    """The sentences that a request asks about."""
    match = re.search(r"Answer for sentences (\d+) to (\d+)\.$", body["messages"][-1]["content"])
    assert match
    return range(int(match[1]), int(match[2]) + 1)


def long_text(sentences: int) -> str:
    return " ".join(f"The junta armed group {n}." for n in range(sentences))


def arms_each(body: dict[str, Any]) -> str:
    return answer(*(entry("armed", sentence=n, agent="junta", patient=f"group {n}") for n in asked(body)))


def test_a_grounded_answer_becomes_claims_and_an_invented_one_refusals(reader: Callable[..., PromptedReader]) -> None:
    invented = entry("bombed", agent="junta"), entry("armed", agent="Tarvonia"), entry("armed", type="enlightens")
    with serving(answer(ARMED, *invented)) as server:
        assert read(reader(server)) == (["armed"], ["trigger not in the text", "name of the prompt's examples", "unknown type"])


def test_a_reading_counts_what_was_refused_by_reason(reader: Callable[..., PromptedReader]) -> None:
    with serving(answer(ARMED, ARMED, entry("bombed"), entry("shelled"), {"nonsense": 1})) as server:
        reading = read_with(reader(server), document(TEXT))
    assert (len(reading.claims), reading.refused) == (1, 3)
    assert reading.reasons == {"trigger not in the text": 2, "not a claim record": 1}


def test_the_version_names_model_and_prompt(reader: Callable[..., PromptedReader], tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text("{types} {roles}", encoding="utf-8")
    with serving(answer(ARMED)) as server:
        ours = reader(server)
        assert re.fullmatch(r"prompted:model-x 1-[0-9a-f]{8}", ours.version)
        assert reader(server, prompt=own).version not in ("", ours.version)
        assert {claim.reader for claim in read_with(ours, document(TEXT)).claims} == {ours.version}


def test_long_documents_are_asked_about_in_windows_with_context(reader: Callable[..., PromptedReader]) -> None:
    doc = document(long_text(30))
    with serving(say=arms_each) as server:
        triggers, refused = read(reader(server), doc)
    assert (len(triggers), refused) == (30, [])
    assert [asked(request.body) for request in server.requests] == [range(12), range(12, 24), range(24, 30)]
    second = server.requests[1].user
    assert "[7]" not in second and "[8] (context) The junta armed group 8." in second and "[12] The junta armed group 12." in second


def test_windows_keep_to_their_size_and_cover_every_sentence_once() -> None:
    text = " ".join(f"Sentence {n} {'x' * (n * 37 % 900)} ends." for n in range(80)) + " " + "word " * 2000 + "end. " + "y" * 5000 + "."
    doc = document(text)
    pieces = list(find_pieces(doc))
    parts = list(windows(pieces))
    assert [n for window in parts for n in window] == list(range(len(pieces)))
    assert all(len(window) <= prompted.WINDOW_SENTENCES for window in parts)
    assert all(len(window) == 1 or sum(pieces[n].end - pieces[n].start for n in window) <= prompted.WINDOW_CHARACTERS for window in parts)
    assert all(piece.end - piece.start <= prompted.LONGEST_PIECE for piece in pieces)
    assert "".join(text[piece.start : piece.end] for piece in pieces).replace(" ", "") == text.replace(" ", "")


def test_headings_and_titles_are_not_asked_about(reader: Callable[..., PromptedReader]) -> None:
    with serving(answer()) as server:
        read(reader(server), document(f"Who armed them?\nBy Our Correspondent\n\n{TEXT}", title="Who armed them?"))
    assert "[0] The junta armed the rebels" in server.requests[0].user


def test_a_document_without_sentences_is_not_asked_about(reader: Callable[..., PromptedReader]) -> None:
    with serving(answer()) as server:
        assert read(reader(server), document("")) == read(reader(server), document("\n\x00\n")) == ([], [])
    assert len(server.requests) <= 1


def test_sources_quoted_before_are_carried_into_the_next_window(reader: Callable[..., PromptedReader]) -> None:
    text = "The junta armed group 0, two officials told the Courier. " + " ".join(f"The junta armed group {n}." for n in range(1, 14))

    def say(body: dict[str, Any]) -> str:
        first = entry("armed", agent="junta", chain=[source("Courier", None, named=True), source("two officials", "told")])
        invented = entry("armed", sentence=1, agent="junta", chain=[source("Ediz Varga", None, named=True)])
        return answer(first, invented) if 0 in asked(body) else answer()

    with serving(say=say) as server:
        read(reader(server), document(text))
    first, second = (request.user for request in server.requests)
    assert "sources quoted before" not in first
    assert "sources quoted before: Courier; two officials (unnamed)" in second
    assert "the text before ends in the words of: Courier > two officials (unnamed)" in second
    assert "Varga" not in second  # what the gate refuses is carried nowhere


@pytest.mark.parametrize(
    "bad", [Turn(""), Turn("I cannot."), Turn(answer(ARMED), stop="refused"), Turn(answer(ARMED)[:-9]), Turn(answer(ARMED), stop="length")]
)
def test_an_answer_that_is_none_is_asked_for_again_in_halves(reader: Callable[..., PromptedReader], bad: Turn) -> None:
    def say(body: dict[str, Any]) -> Turn | str:
        return bad if len(asked(body)) > 3 else arms_each(body)

    with serving(say=say) as server:
        assert read(reader(server), document(long_text(8))) == (["armed"] * 8, [])
    assert [asked(request.body) for request in server.requests] == [
        range(8),
        range(4),
        range(2),
        range(2, 4),
        range(4, 8),
        range(4, 6),
        range(6, 8),
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Turn(""), "no answer for this sentence"),
        (Turn("I cannot."), "malformed answer for this sentence"),
        (Turn("", stop="refused"), "the model refuses this sentence"),
        (Turn('{"claims": [{"sent'), "answer cut off in this sentence"),
    ],
)
def test_a_sentence_without_an_answer_costs_that_sentence_and_no_other(
    reader: Callable[..., PromptedReader], bad: Turn, reason: str
) -> None:
    with serving(say=lambda body: bad if 5 in asked(body) else arms_each(body)) as server:
        assert read(reader(server), document(long_text(12))) == (["armed"] * 11, [reason])


def test_what_a_cut_off_answer_holds_of_whole_claims_is_kept(reader: Callable[..., PromptedReader]) -> None:
    with serving(answer(ARMED, ARMED)[:-20]) as server:
        assert read(reader(server), document("The junta armed the rebels.")) == (["armed"], ["answer cut off in this sentence"])


def test_a_model_that_answers_for_nothing_is_given_up_for_this_document(reader: Callable[..., PromptedReader]) -> None:
    with (
        serving(Turn("", stop="refused")) as server,
        pytest.raises(ReaderError, match="no answer that can be used for 8 sentences one by one"),
    ):
        read(reader(server), document(long_text(30)))
    assert len(server.requests) < 30


def test_nothing_is_paid_for_twice(reader: Callable[..., PromptedReader]) -> None:
    with serving(say=arms_each) as server:
        first = reader(server)
        assert read(first, document(long_text(20))) == read(reader(server), document(long_text(20)))
        assert first.budget.tokens == 2 * 110
        again = reader(server)
        read(again, document(long_text(20)))
    assert len(server.requests) == 2
    assert again.budget.tokens == 0


def test_an_interrupted_reading_goes_on_where_it_stopped(reader: Callable[..., PromptedReader]) -> None:
    def say(body: dict[str, Any]) -> Turn | str:
        return Turn("no key", status=401) if 12 in asked(body) and len(server.requests) == 2 else arms_each(body)

    with serving(say=say) as server:
        with pytest.raises(ReaderStopped):
            read(reader(server), document(long_text(20)))
        assert read(reader(server), document(long_text(20))) == (["armed"] * 20, [])
    assert [asked(request.body).start for request in server.requests] == [0, 12, 12]


def test_a_budget_stops_the_reader_before_it_is_exceeded(reader: Callable[..., PromptedReader]) -> None:
    doc = document(long_text(40))
    with serving(say=lambda body: Turn(arms_each(body), usage=False)) as server:
        whole = reader(server).estimate([doc])
        small = reader(server, max_tokens=whole.tokens // 2)
        with pytest.raises(ReaderStopped, match=r"budget of [\d,]+ tokens is spent \([\d,]+ so far\); go on with a larger --max-tokens"):
            read(small, document(long_text(400)))
        assert small.budget.tokens <= whole.tokens // 2
        costly = reader(server, max_cost=0.001, price="3,15")
        with pytest.raises(ReaderStopped, match="larger --max-cost"):
            read(costly, document("Something else happened."))


def test_an_estimate_counts_requests_and_tokens_without_asking(reader: Callable[..., PromptedReader]) -> None:
    with serving(say=arms_each) as server:
        estimate = reader(server, price=(3, 15)).estimate([document(long_text(30)), document(long_text(3))])
    assert server.requests == []
    assert (estimate.documents, estimate.requests) == (2, 4)
    assert estimate.cost == pytest.approx((estimate.sent * 3 + estimate.received * 15) / 1e6)
    system = len(reader(server).prompt.system)
    assert estimate.sent > 4 * system / 4 and estimate.tokens == estimate.sent + estimate.received


def test_several_documents_are_read_at_once_and_come_out_in_order(reader: Callable[..., PromptedReader]) -> None:
    documents = [document(f"The junta armed group {n}.", name=f"d{n}") for n in range(6)]
    with serving(say=lambda body: Turn(answer(entry("armed", agent="junta")), delay=0.05)) as server:
        found = list(read_ahead(reader(server, at_once=3), documents))
    assert [len(future.result().claims) for _, future in found if future] == [1] * 6
    assert [item for item, _ in found] == documents
    assert 2 <= server.most_open <= 3


def test_one_failure_among_several_at_once_is_that_documents_alone(reader: Callable[..., PromptedReader]) -> None:
    documents = [document(f"The junta armed group {n}.", name=f"d{n}") for n in range(4)]

    def say(body: dict[str, Any]) -> Turn | str:
        return Turn("too long", status=400) if "group 2" in body["messages"][-1]["content"] else answer(entry("armed", agent="junta"))

    with serving(say=say) as server:
        futures = [future for _, future in read_ahead(reader(server), documents) if future]
    assert [future.exception() is None for future in futures] == [True, True, False, True]
    with pytest.raises(ReaderError, match="status 400: too long"):
        futures[2].result()


class Remote(Endpoint):
    """An endpoint elsewhere that fails the test when it is asked."""

    def ask(self, question: Question) -> Reply:
        raise AssertionError("a text was about to leave the machine")


def test_nothing_is_sent_beyond_this_machine_unless_it_was_allowed(tmp_path: Path) -> None:
    remote = Remote("https://model.example.org/v1", key="k")
    reader = PromptedReader("m", connection=remote, answers=tmp_path)
    assert isinstance(reader, SendingReader) and reader.destination == "https://model.example.org/v1"
    with pytest.raises(ReaderStopped, match="texts would be sent to https://model.example.org/v1, which nobody has allowed"):
        reader.read(document(TEXT))
    reader.allow_sending = True
    with pytest.raises(AssertionError, match="about to leave"):
        reader.read(document(TEXT))
    reader.close()


def test_a_local_endpoint_sends_nothing_anywhere(reader: Callable[..., PromptedReader]) -> None:
    with serving(answer(ARMED)) as server:
        assert reader(server).destination is None


def test_the_key_stands_in_no_kept_answer_and_no_prompt(tmp_path: Path) -> None:
    with serving(answer(ARMED)) as server:
        reader = PromptedReader("m", connection=Endpoint(server.address, key="sk-secret"), answers=tmp_path)
        read(reader)
        reader.close()
    assert "sk-secret" not in json.dumps(server.requests[0].body) + repr(vars(reader.answers)) + reader.version
    assert all(b"sk-secret" not in file.read_bytes() for file in tmp_path.rglob("*.json"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": " "}, "model is the name of a language model"),
        ({"at_once": 0}, "at-once is a number above 0"),
        ({"max_tokens": -5}, "max-tokens is a number above 0"),
        ({"max_cost": 1.0}, "max-cost needs the price"),
        ({"price": "3"}, "price is what a million tokens"),
        ({"price": "3,x"}, "price is what a million tokens"),
        ({"price": "-3,1"}, "price is two amounts of money"),
        ({"protocol": "gopher"}, "no protocol 'gopher'"),
        ({"endpoint": "localhost"}, "no address of an endpoint"),
    ],
)
def test_an_option_outside_what_it_accepts_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadOption, match=message):
        PromptedReader(**({"model": "m"} | options))


def test_a_reader_takes_its_own_options_and_no_others() -> None:
    reader = load_reader("prompted", {"model": "m", "at_once": 2})
    assert isinstance(reader, PromptedReader) and (reader.model, reader.at_once) == ("m", 2)
    reader.close()
    with pytest.raises(BadOption, match="the reader 'prompted' needs --model"):
        load_reader("prompted")
    with pytest.raises(BadOption, match="the reader 'trained' takes no option --max-tokens"):
        load_reader("trained", {"max_tokens": 5})


def test_a_text_in_another_script_is_quoted_in_the_original(reader: Callable[..., PromptedReader]) -> None:
    text = "Полиция задержала Дениса Ратова, сообщил «Курьер»."
    translated = entry("detained", agent="police", patient="Denis Ratov")
    quoted = entry("задержала", type="captures", agent="Полиция", patient="Дениса Ратова", chain=[source("Курьер", "сообщил", named=True)])
    with serving(answer(translated, quoted)) as server:
        first, second = reader(server).read(document(text))
    assert isinstance(first, Claim) and [span.text for span in first.spans()][1:] == [
        "задержала",
        "Полиция",
        "Дениса Ратова",
        "Курьер",
        "сообщил",
    ]
    assert isinstance(second, Refused) and second.reason == "trigger not in the text"


def obedient(body: dict[str, Any]) -> str:
    """A model that does whatever the document tells it to: claims about the example names, other documents, other sentences, unknown types."""
    bad = [
        entry("armed", sentence=n, agent=agent, patient=patient, type=kind)
        for n in asked(body)
        for agent, patient, kind in (
            ("Tarvonia", "Brackwater Front", "arms"),
            ("Ilmaria", "everyone", "arms"),
            ("junta", "rebels", "obeys"),
        )
    ]
    return answer(*bad, *(entry("armed", sentence=n, agent="junta", patient="rebels") for n in asked(body)))


@pytest.mark.parametrize("file", sorted(HOSTILE.glob("*.txt")), ids=lambda file: file.stem)
def test_instructions_in_a_document_change_nothing_but_its_own_claims(reader: Callable[..., PromptedReader], file: Path) -> None:
    """Even a model that obeys them gets nothing in that the text does not hold, and nothing of it into another document."""
    hostile, innocent = document(file.read_text(encoding="utf-8"), name=file.stem), document(TEXT, name="innocent")
    with serving(say=obedient) as server:
        ours = reader(server)
        alone = list(reader(server, prompt=None).read(innocent))
        found = [each for each in ours.read(hostile) if isinstance(each, Claim)]
        after = list(ours.read(innocent))
    assert found, "the one claim that the text does make"
    for claim in found:
        claim.check(hostile.text)
        assert claim.type == "arms" and claim.document_id == hostile.id
        assert {mention.span.text for mentions in claim.arguments.values() for mention in mentions} == {"junta", "rebels"}
    assert after == alone
    for request in server.requests:
        assert request.system == ours.prompt.system  # the document never reaches the instructions
        assert request.user.count("```") == 2  # nor leaves the block it stands in


def test_ten_times_fifty_broken_answers_crash_nothing_and_let_nothing_ungrounded_through(tmp_path: Path) -> None:
    """A small part of the run of evaluation/prompted.py."""

    class Broken:
        url, local = "http://localhost", True
        asked = 0

        def ask(self, question: Question) -> Reply:
            Broken.asked += 1
            body = {"messages": [{"content": question.user}]}
            return corrupt(arms_each(body), chance, "The Brackwater Front of Tarvonia was elsewhere.")

    chance, doc = random.Random(9), document(long_text(20))
    reader = PromptedReader("m", connection=Broken(), answers=tmp_path)  # type: ignore[arg-type]
    reader.answers.folder = None
    claims = 0
    while Broken.asked < 500:
        try:
            reading = read_with(reader, doc)
        except ReaderError as error:
            if "no answer that can be used" not in str(error):
                raise
            continue
        claims += len(reading.claims)
        for claim in reading.claims:
            claim.check(doc.text)
            names = {mention.entity for mentions in claim.arguments.values() for mention in mentions} | {h.source.name for h in claim.chain}
            assert all(name.casefold() in doc.text.casefold() for name in names)
    assert claims
