from __future__ import annotations

from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

import allegedly.entities.lexicon as lexicons
from allegedly.base.errors import BadLexicon
from allegedly.entities.gazetteer import gazetteer
from allegedly.entities.lexicon import SHIPPED, Lexicon, name_key, parse_lexicon, shipped_lexicon

GOOD = "kind: armed group\nentries:\n  - {name: Dawn Militia, aliases: [DM, Fajr], parent: Northern League}\n"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_file_we_ship_would_be_taken_from_a_user(name: str) -> None:
    text = (files(lexicons) / f"{name}.yaml").read_text(encoding="utf-8")
    assert len(parse_lexicon(text, name)) > 30


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


# Names that several entries bear, so that none of them is found by it. Whoever adds an entry that shares a name adds the name here.
SHARED = """
    afp alphaspider anp ansaralsharia aridviper bla bronzehighland cadetblizzard circletyphoon cni congress
    conservativeparty democraticparty dgsi directorateofmilitaryintelligence dss eln evasivepanda
    federalintelligenceservice fis foreignintelligenceservice generalintelligencedirectorate goldenchickens
    houseofcommons houseofrepresentatives intelligencebureau ira isi jem justiceanddevelopmentparty
    labourparty militaryintelligencedirectorate ministryofpublicsecurity ministryofstatesecurity mps
    nationalintelligenceagency nationalintelligenceandsecurityservice nationalintelligenceservice
    nationalliberationarmy nationalliberationfront nationalsecurityagency nia nis oas planavy raf redcross
    republicanparty rsf sla spandextempest statesecurityservice uck upc volatilecedar
"""


def test_a_name_is_shared_only_where_that_is_known() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for entry in shipped_lexicon().entries:
        for name in entry.names:
            bearers[name_key(name)].add(entry.name)
    assert sorted(key for key, names in bearers.items() if len(names) > 1) == SHARED.split()


def test_no_entry_is_there_twice() -> None:
    names = [name_key(entry.name) for entry in shipped_lexicon().entries]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_parent_is_one_entry() -> None:
    lexicon = shipped_lexicon()
    assert [entry.name for entry in lexicon.entries if entry.parent and not lexicon.the(entry.parent)] == []


# Where the gazetteer holds the capitals of states whose code was withdrawn or never given.
ELSEWHERE = {"SU": "RU", "YU": "RS", "DD": "DE", "CS": "CZ", "XA": "GE", "XO": "GE", "XS": "SO", "XC": "CY", "XT": "MD", "XN": "AZ"}
UNNAMED_THERE = {"Monaco", "East Germany", "Northern Cyprus"}  # whose capital is a part of a town


def test_every_capital_is_a_place_of_its_state_in_the_gazetteer() -> None:
    places = gazetteer()
    states = [entry for entry in shipped_lexicon().entries if entry.kind == "state"]
    found = {entry.name: {places.place(int(row)).country for row in places.find(entry.capital or "")[0]} for entry in states}
    assert {entry.name for entry in states if ELSEWHERE.get(entry.code or "", entry.code) not in found[entry.name]} == UNNAMED_THERE


def test_every_state_is_the_country_of_its_code_in_the_gazetteer() -> None:
    places = gazetteer()
    for entry in shipped_lexicon().entries:
        if entry.kind == "state" and entry.code not in ELSEWHERE:
            found = [places.place(int(row)) for row in places.find(entry.name)[0]]
            assert any(place.precision == "country" and place.country == entry.code for place in found), entry.name


def test_every_demonym_leads_back_to_its_state() -> None:
    lexicon = shipped_lexicon()
    assert [word for entry in lexicon.entries for word in entry.demonyms if lexicon.state_of(word) != entry] == []


def test_the_page_says_how_many_entries_of_each_kind_there_are() -> None:
    number = Counter(entry.kind for entry in shipped_lexicon().entries)
    page = " ".join((Path(__file__).parents[2] / "docs" / "entities.md").read_text(encoding="utf-8").split())
    for words, kind in (
        ("states", "state"),
        ("armed groups", "armed group"),
        ("services and units", "service"),
        ("international and state bodies", "state body"),
        ("parties", "party"),
        ("media", "media"),
    ):
        assert f"{words} ({number[kind]}" in page


def test_who_is_said_to_be_behind_an_actor_stands_in_no_lexicon() -> None:
    assert [entry.name for entry in shipped_lexicon().entries if entry.kind == "threat actor" and entry.parent] == []
    assert shipped_lexicon().the("Fancy Bear") != shipped_lexicon().the("Unit 26165")


@pytest.mark.parametrize("word", ["Who", "Car", "Side", "Us", "Mad", "Is"])
def test_a_word_that_spells_an_acronym_is_none(word: str) -> None:
    assert shipped_lexicon().find(word) == () != shipped_lexicon().find(word.upper())


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
