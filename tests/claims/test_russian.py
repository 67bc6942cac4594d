"""The Russian reader: names, times, attribution and plain claims of texts that state them plainly."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

import allegedly
from allegedly.base.errors import ReaderError
from allegedly.base.span import Span
from allegedly.claims.claim import Claim
from allegedly.claims.reading import read_with
from allegedly.claims.russian import Models, RussianReader, find_times, is_russian
from tests.factory import PatternReader, document

ANCHOR = date(2019, 5, 14)  # a Tuesday


@pytest.fixture(scope="module")
def reader() -> RussianReader:
    return RussianReader()


def read(reader: RussianReader, text: str, published: str | None = "2019-05-14") -> list[Claim]:
    reading = read_with(reader, document(text, published=published))
    assert reading.refused == 0
    return list(reading.claims)


def roles(claim: Claim) -> dict[str, list[str]]:
    return {role: [mention.entity for mention in mentions] for role, mentions in claim.arguments.items()}


def test_who_did_what_to_whom_and_when(reader: RussianReader) -> None:
    text = "Карветия с 2017 года поставляет оружие повстанцам."
    (claim,) = read(reader, text)
    assert (claim.type, claim.trigger.text) == ("arms", "поставляет")
    assert roles(claim) == {"agent": ["Карветия"], "patient": ["повстанцы"], "object": ["оружие"]}
    assert claim.arguments["patient"][0].span == Span.of(text, 39, 49)
    assert claim.time and (claim.time.span.text, claim.time.value) == ("с 2017 года", "2017/..")


def test_names_are_given_in_their_base_form_and_short_ones_in_full(reader: RussianReader) -> None:
    first, *_, last = read(reader, "Полиция задержала командира отряда Дениса Ратова. Ратов убил мэра Кальмира.")
    assert roles(first)["patient"] == ["Денис Ратов"]
    assert roles(last) == {"agent": ["Денис Ратов"], "patient": ["мэр Кальмира"]}


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Отряд захватил порт, сообщил генерал Юрий Крамов.", [("Юрий Крамов", True, "сообщил")]),
        ("По словам таможенника, отряд захватил порт.", [("таможенник", False, "словам")]),
        ("Согласно докладу, отряд захватил порт.", [("доклад", False, "Согласно")]),
        ("Отряд захватил порт.", []),
    ],
)
def test_who_says_so(reader: RussianReader, text: str, chain: list[tuple[str, bool, str]]) -> None:
    (claim,) = read(reader, text)
    assert [(hop.source.name, hop.source.named, hop.cue and hop.cue.text) for hop in claim.chain] == chain


def test_a_pronoun_goes_back_to_the_speaker_before(reader: RussianReader) -> None:
    *_, last = read(reader, "Отряд захватил порт, сообщил Юрий Крамов. По его словам, боевики ранили охранника.")
    assert [hop.source.name for hop in last.chain] == ["Юрий Крамов"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ратов отрицает, что отряд убил мэра.", ("denied", "certain", "actual")),
        ("Отряд не убил мэра.", ("denied", "certain", "actual")),
        ("Отряд, возможно, убил мэра.", ("affirmed", "possible", "actual")),
        ("Ратов считает, что отряд убил мэра.", ("affirmed", "probable", "actual")),
        ("Министр намерен запретить фонд.", ("affirmed", "certain", "planned")),
        ("Карветия отправит солдат.", ("affirmed", "certain", "planned")),
    ],
)
def test_how_it_is_said(reader: RussianReader, text: str, status: tuple[str, str, str]) -> None:
    (claim,) = read(reader, text)
    assert (claim.polarity, claim.certainty, claim.realis) == status


def test_a_passive_verb_keeps_its_patient(reader: RussianReader) -> None:
    (claim,) = read(reader, "Мэр был убит боевиками.")
    assert roles(claim) == {"agent": ["боевики"], "patient": ["Мэр"]}


def test_titles_have_no_claims_and_other_languages_neither(reader: RussianReader) -> None:
    assert [claim.type for claim in read(reader, "Отряд захватил порт\n\nОтряд убил мэра.")] == ["kills"]
    assert read(reader, "The junta armed the rebels.") == []
    assert read(reader, "") == read(reader, "\x00 123 .") == []


@pytest.mark.parametrize(
    ("text", "russian"), [("Отряд захватил порт BBC.", True), ("The unit took Порт.", False), ("123", False), ("", False)]
)
def test_a_text_is_russian_if_most_of_its_letters_are(text: str, russian: bool) -> None:
    assert is_russian(text) is russian


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Бой 1 февраля 2018 года.", "1 февраля 2018 года", "2018-02-01"),
        ("Бой 3 мая.", "3 мая", "2019-05-03"),
        ("Бой 3 июня.", "3 июня", "2018-06-03"),
        ("Бой в марте 2019 года.", "в марте 2019 года", "2019-03"),
        ("Бой в декабре прошлого года.", "в декабре прошлого года", "2018-12"),
        ("Бой в ноябре.", "в ноябре", "2018-11"),
        ("Бой в 2009 году.", "в 2009 году", "2009"),
        ("Бои с 2015 года.", "с 2015 года", "2015/.."),
        ("Бои до 2015 года.", "до 2015 года", "../2015"),
        ("Бой вчера.", "вчера", "2019-05-13"),
        ("Бой в среду.", "в среду", "2019-05-08"),
        ("Бой в прошлом году.", "в прошлом году", "2018"),
        ("Бой в прошлом месяце.", "в прошлом месяце", "2019-04"),
        ("Бой на прошлой неделе.", "на прошлой неделе", "2019-05-06/2019-05-12"),
        ("Бой 31 февраля 2018 года.", "31 февраля 2018 года", None),
    ],
)
def test_times_have_the_value_that_their_words_and_the_date_of_the_text_give(text: str, words: str, value: str | None) -> None:
    assert [(time.span.text, time.value) for time in find_times(text, 0, len(text), ANCHOR)] == [(words, value)]


@pytest.mark.parametrize("text", ["Бой вчера.", "Бой 3 мая.", "Бой в марте.", "Бой в прошлом году.", "Бой в среду."])
def test_a_time_that_hangs_on_the_date_of_the_text_has_no_value_without_it(text: str) -> None:
    assert [time.value for time in find_times(text, 0, len(text), None)] == [None]


@pytest.mark.parametrize("text", ["Мария сказала.", "В майке.", "Дом 2019.5", "до февраля сказал", "Мартын пришёл"])
def test_words_that_only_look_like_a_time_raise_nothing(text: str) -> None:
    for time in find_times(text, 0, len(text), ANCHOR):
        time.span.check(text)


def test_a_name_in_both_scripts_is_one_entity(reader: RussianReader, tmp_path: Path) -> None:
    (tmp_path / "ru.txt").write_text("Полиция задержала Дениса Ратова.", encoding="utf-8")
    (tmp_path / "en.txt").write_text("Denis Ratov armed the rebels.")
    with allegedly.open(tmp_path / "x.case", create=True) as case:
        case.add(tmp_path / "ru.txt", reader=reader)
        case.add(tmp_path / "en.txt", reader=PatternReader())
        assert {claim.document for claim in case.claims(about="Ratov")} | {
            claim.document for claim in case.claims(about="Денис Ратов")
        } == {"ru", "en"}
        (ratov,) = (row for row in case.entities() if "Ratov" in row.name or "Ратов" in row.name)
    assert ratov.claims == 2 and {ratov.name, *ratov.aliases} == {"Denis Ratov", "Денис Ратов"}


def test_without_the_extra_the_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "natasha", None)
    with pytest.raises(ReaderError, match=r"pip install 'allegedly\[russian\]'"):
        Models()
