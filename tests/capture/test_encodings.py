"""Bytes to text without changing a character."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.base.errors import Unreadable
from allegedly.capture.encodings import decode, storable

TEXTS = {
    "cp1252": "“We deny it,” the señor said — the café’s owner, a naïve Frenchman, left for Málaga…",
    "cp1250": "Rzecznik ministerstwa zaprzeczył, że żołnierze przekroczyli granicę. Źródła mówią coś innego.",
    "cp1251": "Министерство отрицает участие в операции, сообщили источники агентства.",
    "koi8_r": "Министерство отрицает участие в операции, сообщили источники агентства.",
    "cp1256": "نفت الوزارة أي تورط في العملية بحسب مصادر مطلعة",
    "gb18030": "外交部否认参与该行动，消息人士周一表示。",
    "big5": "外交部否認參與該行動，消息人士週一表示。",
    "cp932": "外務省は月曜日、作戦への関与を否定した。",
}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_utf8_is_decoded_to_the_same_characters(text: str) -> None:
    # Only a byte order mark at the beginning is no text.
    assert decode(text.encode(), "x")[0] == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_not_text(mark: bytes, encoding: str) -> None:
    text = "Ein Straßenzug\r\n外交部 🙂"
    assert decode(mark + text.encode(encoding), "x") == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_latin_text_without_a_mark_is_recognised(encoding: str) -> None:
    text = "The ministry denied it – “everything”, it said."
    assert decode(text.encode(encoding), "x") == (text, encoding)


@pytest.mark.parametrize("encoding", TEXTS)
def test_the_encoding_of_a_sentence_is_detected(encoding: str) -> None:
    assert decode(TEXTS[encoding].encode(encoding), "x")[0] == TEXTS[encoding]


@pytest.mark.parametrize(
    "text", ["El Ministerio negó ayer la acusación según fuentes españolas", "Die Behörde bestätigte, daß die Gruppe größere Mengen hatte"]
)
def test_western_texts_are_not_taken_for_central_european_ones(text: str) -> None:
    assert decode(text.encode("latin-1"), "x") == (text, "cp1252")


def test_the_declared_encoding_is_used_where_utf8_fails() -> None:
    text = "Źródła"
    assert decode(text.encode("iso8859-2"), "x", "ISO-8859-2") == (text, "iso8859-2")
    assert decode("“quoted”".encode("cp1252"), "x", "iso-8859-1") == ("“quoted”", "cp1252")


@pytest.mark.parametrize("declared", ["no-such-thing", "hex", "zip", "punycode", "unicode_escape", "undefined", "\0", ""])
def test_a_declared_encoding_that_is_none_does_no_harm(declared: str) -> None:
    assert decode("Straße".encode("cp1252"), "x", declared)[0] == "Straße"


def test_utf8_cut_off_within_a_character_stays_utf8() -> None:
    assert decode("Größe — “naïve”".encode()[:-1], "x") == ("Größe — “naïve\ufffd", "utf-8")


def test_a_few_wrong_bytes_cost_only_themselves() -> None:
    text = "Die Größe der Straße über den Fluß näherte sich für die Männer " * 3
    data = text.encode().replace("Fluß".encode(), b"Flu\xdf", 1)
    found, encoding = decode(data, "x")
    assert encoding == "utf-8"
    assert found == text.replace("Fluß", "Flu\ufffd", 1)


def test_nul_and_lone_surrogates_are_replaced_one_for_one() -> None:
    assert storable("a\0b\ud800c\udfffd🙂") == "a\ufffdb\ufffdc\ufffdd🙂"


@given(st.text(st.characters()))
def test_what_is_storable_keeps_its_length_and_every_other_character(text: str) -> None:
    found = storable(text)
    found.encode("utf-8")
    assert len(found) == len(text)
    assert all(a == b or (b == "\ufffd" and (a == "\0" or "\ud800" <= a <= "\udfff")) for a, b in zip(text, found, strict=True))


@given(st.binary(max_size=2000))
def test_any_bytes_give_text_or_one_line(data: bytes) -> None:
    with suppress(Unreadable):
        text, _ = decode(data, "x")
        storable(text).encode("utf-8")
