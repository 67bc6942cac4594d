from __future__ import annotations

from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.store.database import Database
from allegedly.store.search import near_names, phrase_query, words_query
from tests.factory import document
from tests.store.conftest import Add

HOSTILE = ['"', '"""', "a AND", "OR OR", "NOT", "NEAR(a b", "text:junta", "{text name}: x", "-junta", "^junta", "(junta", "junta)", "a + b"]
HOSTILE += [
    "*",
    "junta*",
    '"junta',
    "junta\0rebels",
    "\ud800junta",
    "'; DROP TABLE claims; --",
    "%",
    "\\",
    "junta\n\trebels",
    "😀 junta",
    "\u0301",
]


@pytest.mark.parametrize("option", ["text", "about", "source"])
@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_break_the_search(case: Case, words: str, option: str) -> None:
    expected = nullcontext() if any(map(str.isalnum, words)) else pytest.raises(BadOption)
    with expected:
        assert case.claims(**{option: words}).count() == 0  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(alphabet=st.characters(), max_size=20) | st.text(alphabet='"*^:()-+ aAND{}', max_size=20))
def test_random_words_never_break_the_search(database: Database, words: str) -> None:
    with database.reading() as connection:
        for query in (words_query, phrase_query):
            try:
                asked = query(words)
            except BadOption:
                continue
            connection.exec_driver_sql("SELECT count(*) FROM sentences_fts WHERE sentences_fts MATCH ?", (asked,))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("weapons rebels", True),
        ("rebels weapons", True),
        ('"weapons rebels"', False),
        ('"weapons to rebels"', True),
        ("weap*", True),
        ("weap", False),
        ("WEAPONS", True),
        ("weapons tanks", False),
        ("debacle", True),  # the text says débâcle
        ("AND", False),
    ],
)
def test_words_phrases_and_beginnings_are_told_apart(case: Case, add: Add, words: str, found: bool) -> None:
    add(document("After the débâcle with weapons to rebels the junta armed the League."))
    assert bool(case.claims(text=words).count()) is found
    assert bool(case.documents(text=words).count()) is found


def test_a_document_is_found_by_its_title_too(case: Case, add: Add) -> None:
    add(document("Nothing of note.", title="Rebels regroup"))
    assert [row.title for row in case.documents(text="regroup nothing")] == ["Rebels regroup"]


def test_a_search_for_nothing_is_refused() -> None:
    with pytest.raises(BadOption, match="holds no word"):
        words_query(" \t")
    with pytest.raises(BadOption, match="holds no name"):
        phrase_query('"')


def test_a_misspelt_name_is_told_from_the_names_that_are_there(add: Add, database: Database) -> None:
    add(document("The Dawn Militia armed the Free League, Colonel Adeyemi said.", name="herald-friday"))
    with database.reading() as connection:
        assert near_names(connection, "Dawn Militla") == ["Dawn Militia"]
        assert near_names(connection, "Colonel Adeyami") == ["Colonel Adeyemi"]
        assert near_names(connection, "herald-fridy") == ["herald-friday"]
        assert near_names(connection, "zzzz") == []
