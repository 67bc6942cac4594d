from __future__ import annotations

from pathlib import Path

import pytest

from allegedly.base.errors import BadOption
from allegedly.base.kinds import ROLES, claim_types
from allegedly.base.source import Source
from allegedly.claims.answers import parse_answer
from allegedly.claims.claim import Claim, Hop
from allegedly.claims.locate import Gate
from allegedly.claims.prompting import EXAMPLE, Carried, load_prompt, one_line, window_message
from allegedly.claims.sentences import Sentence
from tests.factory import document

PROMPT = Path("src/allegedly/claims/prompt.md")


def examples() -> list[tuple[str, str]]:
    """The numbered sentences and the answer of each example of the prompt."""
    system = load_prompt().system
    texts = [part.split("```")[0] for part in system.split("```text\n")[1:]]
    return list(zip(texts, EXAMPLE.findall(system), strict=True))


def test_the_prompt_holds_the_whole_vocabulary_and_no_gap() -> None:
    system = load_prompt().system
    assert all(f"- {name}: {kind.gloss}" in system for name, kind in claim_types().items())
    assert ", ".join(ROLES) in system
    assert "{types}" not in system and "{roles}" not in system


@pytest.mark.parametrize(("text", "answer"), examples())
def test_every_example_of_the_prompt_passes_the_gate_on_its_own_sentences(text: str, answer: str) -> None:
    sentences: list[Sentence] = []
    whole, numbers = "", []
    for line in text.splitlines():
        number, _, words = line.partition("] ")
        numbers.append(int(number.removeprefix("[")))
        sentences.append(Sentence(len(whole), len(whole) + len(words)))
        whole += words + " "
    gate = Gate(document(whole), [sentences[0]] * numbers[0] + sentences, "prompted:x 1", load_prompt().example_names)
    parsed = parse_answer(answer)
    admitted = [gate.admit(proposal, range(numbers[0], numbers[-1] + 1)) for proposal in parsed.proposals]
    assert parsed.problem is None and not parsed.refused
    assert admitted and all(isinstance(each, Claim) for each in admitted), admitted


def test_the_names_of_the_examples_are_known() -> None:
    names = load_prompt().example_names
    assert {"Tarvonia", "Brackwater Front", "Lampwell", "Ediz Varga", "Bureau Nine"} <= names
    assert not {"rifles", "crates", "they"} & names


def test_another_prompt_is_another_version(tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text("Find claims. {types} {roles}", encoding="utf-8")
    assert load_prompt(own).digest != load_prompt().digest
    assert load_prompt(own).example_names == frozenset()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Find claims. {types}", r"own\.md does not hold \{roles\}"),
        (b"\xff{types} {roles}", r"own\.md: not UTF-8 at byte 0"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_prompt_says_so(tmp_path: Path, content: bytes | None, message: str) -> None:
    own = tmp_path / "own.md"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(BadOption, match=message):
        load_prompt(own)


def test_a_window_tells_of_the_document_of_those_quoted_before_and_which_sentences_are_asked_about() -> None:
    carried = Carried({})
    officials, courier = Source("two officials", False), Source("Courier", True)
    carried.learn([Hop(courier), Hop(officials)])
    doc = document("...", title="Arms\nfor rebels", publisher="The Herald", published="2016-05-03")
    message = window_message(doc, [(3, "He said\nso."), (4, "They armed it.")], range(4, 5), carried)
    assert message == (
        "title: Arms for rebels\npublisher: The Herald\npublished: 2016-05-03\n"
        "sources quoted before: Courier; two officials (unnamed)\n"
        "the text before ends in the words of: Courier > two officials (unnamed)\n\n"
        "```text\n[3] (context) He said so.\n[4] They armed it.\n```\n\nAnswer for sentences 4 to 4."
    )


def test_a_claim_in_the_documents_own_voice_ends_the_words_of_others() -> None:
    carried = Carried({})
    carried.learn([Hop(Source("Courier", True))])
    carried.learn([])
    assert (list(carried.sources), carried.last) == ([Source("Courier", True)], ())


@pytest.mark.parametrize(
    ("text", "line"), [("a\x00b\x1b[31m", "a b [31m"), ("a\u2028b\r\nc", "a b c"), ("x ``` y", "x ''' y"), ("lone \udc80", "lone")]
)
def test_what_is_sent_of_a_sentence_cannot_end_the_block_it_stands_in(text: str, line: str) -> None:
    assert one_line(text) == line
