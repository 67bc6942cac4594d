"""Full text over documents and claims. Whatever a user types becomes a valid FTS5 query: every word is passed as a quoted string.

Words are compared without regard to case and accents. A name is looked for as a phrase, so that "dawn militia" finds "the Dawn Militia's
fighters" and neither "militia at dawn" nor "dawn militiamen".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from sqlalchemy import Connection, ScalarSelect, Select, Table, column, literal_column, select, table, union_all

from allegedly.base.errors import BadOption
from allegedly.store.schema import arguments, claims, documents, entities, hops, sentences, sources

PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
ARTICLE = re.compile(r"^\s*the\s+(?=\w)", re.IGNORECASE)  # readers leave it out of names
CANDIDATES = 2000  # names compared letter by letter when none is equal; a glance takes some milliseconds
STEM = 3  # letters that a misspelt name is assumed to begin with rightly, in one of its words


def words_query(words: str) -> str:
    """The FTS5 query that all of `words` occur: single words, "whole phrases" and beginnings*. Raises `BadOption` when there are none."""
    terms = [_quoted(quoted or word.rstrip("*")) + ("*" if word.endswith("*") else "") for quoted, word in _pieces(words)]
    if not terms:
        raise BadOption(f'{words!r} holds no word to search for; give a word, a "whole phrase" or a beginning*')
    return " AND ".join(terms)


def phrase_query(name: str) -> str:
    """The FTS5 query that the words of `name`, a leading article aside, follow each other. Raises `BadOption` when it holds no word."""
    if not has_words(name):
        raise BadOption(f"{name!r} holds no name to search for; give a word or several")
    return _quoted(ARTICLE.sub("", name))


def _pieces(words: str) -> Iterator[tuple[str, str]]:
    return ((quoted, word) for quoted, word in PIECE.findall(words) if has_words(quoted or word))


def has_words(words: str) -> bool:
    """Whether the full-text index would see any word in it."""
    return any(map(str.isalnum, words))


def _quoted(words: str) -> str:
    # FTS5 would end the query at a NUL, and SQLite takes no lone surrogates.
    harmless = words.replace("\0", " ").replace('"', " ").encode("utf-8", "replace").decode("utf-8")
    return f'"{harmless}"'


def matching(content: Table, query: str) -> ScalarSelect[int]:
    """The keys of the rows of `content` whose full-text index matches an FTS5 query."""
    name = f"{content.name}_fts"
    index = table(name, column("rowid"))
    return select(index.c.rowid).where(literal_column(name).op("MATCH")(query)).scalar_subquery()


def claims_quoting(words: str) -> Select[int]:
    """Keys of the claims whose sentence holds all of `words`."""
    return select(claims.c.key).where(claims.c.sentence.in_(matching(sentences, words_query(words))))


def claims_about(name: str) -> Select[int]:
    """Keys of the claims with an argument whose words or canonical name hold `name`."""
    return select(arguments.c.claim).where(arguments.c.key.in_(matching(arguments, phrase_query(name))))


def claims_by(name: str) -> Select[int]:
    """Keys of the claims in whose chain, at any position, stands a source whose name holds `name`."""
    return select(hops.c.claim).where(hops.c.source.in_(matching(sources, phrase_query(name))))


def near_names(connection: Connection, name: str) -> list[str]:
    """Up to three names of documents, sources and entities that are spelt nearly like `name`, the nearest first."""
    stems = " OR ".join(f"{_quoted(word[:STEM])}*" for word in re.findall(r"\w+", name) if has_words(word[:STEM]))
    if not stems:
        return []
    named = [select(each.c.name).where(each.c.key.in_(matching(each, stems))).limit(CANDIDATES).subquery() for each in (sources, entities)]
    titled = select(documents.c.name).where(documents.c.name.ilike(f"{name[:STEM]}%")).limit(CANDIDATES).subquery()
    found = connection.execute(union_all(*(select(each.c.name) for each in (*named, titled)))).scalars()
    spelt = {each.casefold(): each for each in found}
    return [spelt[each] for each in get_close_matches(name.casefold(), spelt, n=3)]
