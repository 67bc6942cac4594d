from __future__ import annotations

from importlib.resources import files

import pytest

import allegedly.entities.lexicon as lexicons
from allegedly.base.errors import BadLexicon
from allegedly.entities.lexicon import SHIPPED, Lexicon, parse_lexicon, shipped_lexicon

GOOD = "kind: armed group\nentries:\n  - {name: Dawn Militia, aliases: [DM, Fajr], parent: Northern League}\n"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_file_we_ship_would_be_taken_from_a_user(name: str) -> None:
    text = (files(lexicons) / f"{name}.yaml").read_text(encoding="utf-8")
    assert len(parse_lexicon(text, name)) > 50


def test_every_parent_is_known() -> None:
    lexicon = shipped_lexicon()
    assert [entry.name for entry in lexicon.entries if entry.parent and not lexicon.find(entry.parent)] == []


def test_states_have_capitals_demonyms_and_metonyms() -> None:
    lexicon = shipped_lexicon()
    states = [entry for entry in lexicon.entries if entry.kind == "state"]
    assert len(states) > 195 and all(entry.capital and entry.code for entry in states)
    assert lexicon.state_of("Libyans") == lexicon.the("Libya")
    assert lexicon.state_behind("the Elysee") == lexicon.state_behind("Paris") == lexicon.the("France")


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("AQIM", "al-Qaida in the Islamic Maghreb"),
        ("GSPC", "al-Qaida in the Islamic Maghreb"),
        ("Daesh", "Islamic State"),
        ("the FSB", "Federal Security Service"),
        ("Hizballah", "Hezbollah"),
    ],
)
def test_an_alias_finds_its_bearer(alias: str, name: str) -> None:
    found = shipped_lexicon().the(alias)
    assert found and found.name == name


def test_an_acronym_of_several_is_nobodys_alone() -> None:
    assert len(shipped_lexicon().find("ISI")) == 2
    assert shipped_lexicon().the("ISI") is None


def test_a_pronoun_is_no_state() -> None:
    assert shipped_lexicon().find("us") == () != shipped_lexicon().find("US")


def test_a_users_entries_come_with_all_their_names() -> None:
    (entry,) = parse_lexicon(GOOD, "mine.yaml")
    assert entry.names == ("Dawn Militia", "DM", "Fajr") and entry.parent == "Northern League"
    assert Lexicon([entry]).the("fajr") is None  # nobody writes a name without a capital
    assert Lexicon([entry]).the("FAJR") == entry


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("kind: armed gruop\nentries:\n  - {name: X}\n", 1, "kind"),
        ("kind: armed group\nentries: X\n", 2, "entries"),
        ("kind: armed group\nentries:\n  - {name: X}\n  - {name: Y, alias: Z}\n", 4, "alias"),
        ("kind: armed group\nentries:\n  - name: X\n    aliases: Y\n", 4, "aliases"),
        ("kind: armed group\nentries:\n  - name: X\n    aliases: [Y, {a: b}]\n", 4, "aliases"),
        ("kind: armed group\nentries:\n  - name: X\n    name: Y\n", 4, "name"),
        ("kind: armed group\nentries:\n  - aliases: [Y]\n", 3, "name"),
        ("kind: armed group\nentries:\n  - X\n", 3, "entries"),
        ("kind: armed group\nentries:\n  - {name: ''}\n", 3, "name"),
        ("kind: armed group\nsize: 3\nentries: []\n", 2, "size"),
    ],
)
def test_a_mistake_names_file_line_and_field(text: str, line: int, field: str) -> None:
    with pytest.raises(BadLexicon, match=rf"^mine\.yaml, line {line}, field '{field}': expected .*; nothing of the file was taken$"):
        parse_lexicon(text, "mine.yaml")


@pytest.mark.parametrize("text", ["kind: [", "", "- a", "kind: armed group\n\tentries: 3", "a: &a\n", "\x00"])
def test_what_is_no_lexicon_at_all_is_one_line(text: str) -> None:
    with pytest.raises(BadLexicon, match=r"^mine\.yaml[^\n]*$"):
        parse_lexicon(text, "mine.yaml")
