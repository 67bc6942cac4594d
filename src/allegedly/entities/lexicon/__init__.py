"""Names that are known before any document is read: states, bodies, services, groups, media; one YAML file for each kind.

A file holds a `kind` and `entries`; docs/entities.md says what an entry may hold. Users add files of their own to a case. A file with a
mistake is refused whole, with the line and the field, because half a lexicon would merge half of the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from allegedly.base.errors import BadLexicon
from allegedly.entities.entity import KINDS
from allegedly.entities.spelling import fold, is_abjad

SHIPPED = ("states", "bodies", "services", "armed-groups", "parties", "media", "threat-actors")
SHORT = 4  # letters of an acronym that may be a word of its own: "Who", "Car", "Side"
LISTS = ("aliases", "demonyms", "metonyms")
WORDS = ("name", "parent", "code", "capital")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast; some builds lack it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something known by name: its kind, what else it is called, and what it is publicly part of."""

    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    code: str | None = None  # ISO 3166-1 alpha-2 of a state; X? where ISO has none
    capital: str | None = None
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)


class Lexicon:
    """Entries by every name they have. Of an acronym that several bear, all are given, and context must choose."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[str, list[Entry]] = {}
        self._by_metonym: dict[str, Entry] = {}
        self._by_demonym: dict[str, Entry] = {}
        for entry in self.entries:
            for name in entry.names:
                self._put(name_key(name), entry)
            for word in (*entry.metonyms, *([entry.capital] if entry.capital else [])):
                self._by_metonym.setdefault(name_key(word), entry)
            for word in entry.demonyms:
                for form in demonym_forms(word):
                    self._by_demonym.setdefault(name_key(form), entry)

    def _put(self, key: str, entry: Entry) -> None:
        bearers = self._by_name.setdefault(key, [])
        if entry not in bearers:
            bearers.append(entry)

    def find(self, name: str) -> tuple[Entry, ...]:
        """The entries that bear this name, whatever its accents, script and (as long as there is a capital) case: "us" is no state.

        A short acronym must be written as one, or as its entry writes it: "Who" is no organisation, "Isis" is one.
        """
        if name == name.lower() and not is_abjad(name):
            return ()
        key = name_key(name)
        found = self._by_name.get(key, ())
        if found and len(key) <= SHORT and name.istitle() and not name.isupper():
            return tuple(entry for entry in found if any(name_key(each) == key and not each.isupper() for each in entry.names))
        return tuple(found)

    def the(self, name: str) -> Entry | None:
        """The only entry that bears this name."""
        found = self.find(name)
        return found[0] if len(found) == 1 else None

    def state_behind(self, metonym: str) -> Entry | None:
        """The state whose government is meant when this place acts: its capital, or a palace."""
        return self._by_metonym.get(name_key(metonym))

    def state_of(self, demonym: str) -> Entry | None:
        """The state whose people or property an adjective names: "Libyan"."""
        return self._by_demonym.get(name_key(demonym))

    def also_called(self, name: str) -> tuple[str, ...]:
        """All names of the only entry that bears this one, with those of its people; nothing when none or several bear it."""
        entry = self.the(name)
        return (*entry.names, *(form for word in entry.demonyms for form in demonym_forms(word))) if entry else ()

    def with_more(self, entries: Iterable[Entry]) -> Lexicon:
        """This lexicon and some more entries, which come first where names are shared."""
        return Lexicon((*entries, *self.entries))


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """What spellings of one name have in common, letter for letter: case, accents, hyphens and a leading article make no difference."""
    return fold(name).removeprefix("the ").replace(" ", "")


def demonym_forms(word: str) -> Iterator[str]:
    """ "Libyan" and "Libyans"; "Chinese" has no plural of its own."""
    yield word
    if not word.endswith(("s", "ese", "ish", "sh", "ch", "men")):
        yield f"{word}s"


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon that comes with the package."""
    folder = files(__package__)
    return Lexicon(entry for name in SHIPPED for entry in _quick((folder / f"{name}.yaml").read_text(encoding="utf-8")))


def _quick(text: str) -> Iterator[Entry]:
    """Entries of a file that a test has checked."""
    table: dict[str, Any] = yaml.load(text, Loader)  # noqa: S506 - a safe loader
    for row in table["entries"]:
        given: dict[str, Any] = {field: tuple(value) if isinstance(value, list) else value for field, value in row.items()}
        yield Entry(kind=table["kind"], **given)


def parse_lexicon(text: str, file: str) -> tuple[Entry, ...]:
    """The entries of a user's lexicon. Raises `BadLexicon` with file, line and field at the first mistake; then none is given."""
    try:
        root = yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadLexicon(f"{file}, line {line}: not YAML ({error.problem}); see docs/entities.md for the form of a lexicon") from error
    except yaml.YAMLError as error:
        raise BadLexicon(f"{file}: not YAML ({' '.join(str(error).split())}); see docs/entities.md for the form of a lexicon") from error
    if not isinstance(root, yaml.MappingNode):
        raise BadLexicon(f"{file}, line 1: expected `kind:` and `entries:`; see docs/entities.md for the form of a lexicon")
    top = _fields(root, file, ("kind", "entries"))
    kind = _words(top["kind"], file, "kind") if "kind" in top else ""
    if kind not in KINDS:
        raise _mistake(file, top.get("kind", root), "kind", f"one of {', '.join(KINDS)}")
    entries = top.get("entries", root)
    if not isinstance(entries, yaml.SequenceNode) or not entries.value:
        raise _mistake(file, entries, "entries", "a list of entries")
    return tuple(_entry(node, file, kind) for node in entries.value)


def _entry(node: yaml.Node, file: str, kind: str) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise _mistake(file, node, "entries", "an entry such as {name: Dawn Militia, aliases: [DM]}")
    allowed = tuple(field.name for field in fields(Entry) if field.name != "kind")
    found = _fields(node, file, allowed)
    if "name" not in found:
        raise _mistake(file, node, "name", "the name of the entry")
    lists = {field: _list(found[field], file, field) for field in LISTS if field in found}
    words = {field: _words(found[field], file, field) for field in WORDS if field in found}
    return Entry(kind=kind, **words, **lists)  # type: ignore[arg-type]


def _fields(node: yaml.MappingNode, file: str, allowed: Sequence[str]) -> Mapping[str, yaml.Node]:
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in allowed:
            raise _mistake(file, key, str(key.value), f"one of the fields {', '.join(allowed)}")
        if key.value in found:
            raise _mistake(file, key, str(key.value), "each field once")
        found[key.value] = value
    return found


def _words(node: yaml.Node, file: str, field: str) -> str:
    # Unquoted, `NO` and `2016` are no strings to YAML; nobody writes a lexicon to name a truth value.
    if not isinstance(node, yaml.ScalarNode) or not any(map(str.isalnum, node.value)):
        raise _mistake(file, node, field, "a name")
    return str(node.value).strip()


def _list(node: yaml.Node, file: str, field: str) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise _mistake(file, node, field, "a list of names, such as [DM, Dawn]")
    return tuple(_words(each, file, field) for each in node.value)


def _mistake(file: str, node: yaml.Node, field: str, expected: str) -> BadLexicon:
    return BadLexicon(f"{file}, line {node.start_mark.line + 1}, field {field!r}: expected {expected}; nothing of the file was taken")
