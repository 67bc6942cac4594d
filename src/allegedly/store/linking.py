"""Which names of a case are one entity: read from the case, worked out by `entities.resolve`, kept until the case changes.

Judgements are the only thing here that cannot be worked out; adding one and taking it back each leave a row in the history.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from allegedly.base.errors import BadOption, CaseLocked, NotFound
from allegedly.claims.naming import bare_name
from allegedly.entities.candidates import Candidate
from allegedly.entities.entity import OUTLET, SPEAKER, Reference
from allegedly.entities.judgement import Judgement, Pair, Verdict, contradicted
from allegedly.entities.lexicon import Lexicon, name_key, parse_lexicon, shipped_lexicon
from allegedly.entities.resolve import Comparisons, resolve
from allegedly.store import history
from allegedly.store.database import Database
from allegedly.store.query import EntityRow
from allegedly.store.schema import arguments, claims, documents, entities, hops, judgements, lexicons, readings, sources, workings
from allegedly.store.workings import worked_out

COMPARISONS = "comparisons"  # the name of what is kept


@dataclass(frozen=True, slots=True)
class Links:
    """The entities of a case, those with most claims first, and the pairs worth a look."""

    entities: tuple[EntityRow, ...]
    candidates: tuple[Candidate, ...]
    _of: dict[str, EntityRow] = field(default_factory=dict)

    def of(self, id: str) -> EntityRow | None:
        """The entity that a name with this id belongs to."""
        if not self._of:
            self._of.update({member: row for row in self.entities for member in row.members})
        return self._of.get(id)

    def called(self, name: str, lexicon: Lexicon) -> list[EntityRow]:
        """The entities that bear this very name, in the case or in the lexicon; without its title ("Commander Vale") if none does."""
        key, entry = name_key(name), lexicon.the(name)
        found = [
            row
            for row in self.entities
            if (entry and row.name == entry.name and row.named) or any(name_key(each) == key for each in (row.name, *row.aliases))
        ]
        return found or (self.called(untitled, lexicon) if (untitled := bare_name(name)) != name else [])


def find_links(database: Database) -> Links:
    """The entities of the case as it stands; worked out only when it has changed since the last time.

    Names that say what they said then are not compared again, so that a document costs the names that it brings.
    """
    made: list[Comparisons] = []

    def anew(connection: Connection) -> Links:
        links, comparisons = work_out(connection, find_comparisons(connection))
        made.append(comparisons)
        return links

    links = worked_out(database, "entities", anew, _to_json, _from_json)
    for comparisons in made:
        with suppress(CaseLocked), database.writing() as connection:  # who cannot write compares them again the next time
            put_comparisons(connection, comparisons)
    return links


def work_out(connection: Connection, known: Comparisons | None = None) -> tuple[Links, Comparisons]:
    """The entities, from names, judgements and lexicons of the case alone; and the comparisons that were made for it."""
    references, about = find_references(connection)
    said, sources_of = find_said(connection)
    found = resolve(references, find_judgements(connection), find_lexicon(connection), known)
    homes = {each.id: each.document for each in references}
    rows = [
        EntityRow(
            id=each.id,
            name=each.name,
            kind=each.kind,
            named=each.named,
            document=homes[each.id],
            aliases=each.aliases,
            parent=each.parent,
            mentions=each.mentions,
            claims=len(set().union(*(about.get(member, ()) for member in each.members))),
            said=len(set().union(*(said.get(member, ()) for member in each.members))),
            sources=tuple(sorted(source for member in each.members for source in sources_of.get(member, ()))),
            documents=each.documents,
            members=each.members,
            reasons=each.reasons,
        )
        for each in found.entities
    ]
    return Links(tuple(sorted(rows, key=lambda row: (-row.claims, -row.said, row.name, row.id))), found.candidates), found.comparisons


def find_comparisons(connection: Connection) -> Comparisons:
    """The comparisons of names that the case keeps; none when another version of the program made them."""
    kept = connection.scalar(select(workings.c.result).where(workings.c.name == COMPARISONS, workings.c.stamp == history.program()))
    if kept is None:
        return Comparisons()
    table = json.loads(kept)
    ids: list[str] = table["ids"]
    found: dict[Pair, tuple[float, str] | None] = dict.fromkeys((ids[left], ids[right]) for left, right in table["unlike"])
    found |= {(ids[left], ids[right]): (score, reason) for left, right, score, reason in table["alike"]}
    return Comparisons(dict(zip(ids, table["says"], strict=True)), found)


def put_comparisons(connection: Connection, made: Comparisons) -> None:
    """Keep comparisons for the next time, in the place of earlier ones. Pairs are pairs of numbers: there are many."""
    ids = list(made.says)
    number = {id: at for at, id in enumerate(ids)}
    pairs = [(number[left], number[right], found) for (left, right), found in made.found.items()]
    table = {
        "ids": ids,
        "says": list(made.says.values()),
        "unlike": [(left, right) for left, right, found in pairs if found is None],
        "alike": [(left, right, *found) for left, right, found in pairs if found],
    }
    connection.execute(delete(workings).where(workings.c.name == COMPARISONS))
    result = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    connection.execute(insert(workings).values(name=COMPARISONS, stamp=history.program(), result=result))


def find_references(connection: Connection) -> tuple[list[Reference], dict[str, set[int]]]:
    """Every name that current claims are about or that says them, how it is used, and the keys of the claims about it."""
    home = documents.alias("home")
    statement = (
        select(entities.c.key, arguments.c.role, arguments.c.text, arguments.c.claim, documents.c.id.label("document"))
        .join(arguments, arguments.c.entity == entities.c.key)
        .join(claims, claims.c.key == arguments.c.claim)
        .join(readings, readings.c.key == claims.c.reading)
        .join(documents, documents.c.key == claims.c.document)
        .where(readings.c.current == 1, documents.c.current == 1)
    )
    used: dict[int, list[Use]] = defaultdict(list)
    for key, role, text, claim, document in connection.execute(statement):
        used[key].append((role, text, claim, document))
    outlets = {name_key(name) for name in connection.execute(select(documents.c.publisher).distinct()).scalars() if name}
    spoken = _said().add_columns(hops.c.name, hops.c.mention, documents.c.id)
    for key, claim, name, mention, document in connection.execute(spoken):
        # Of the words that name a speaker only an acronym is one of its names: the rest is "he" and "the paper".
        used[key].append((SPEAKER, mention if mention and mention.isupper() else name, claim, document))
    described = select(entities, home.c.id.label("home")).outerjoin(home, home.c.key == entities.c.document)
    found, about = [], {}
    for entity in connection.execute(described.order_by(entities.c.key)).mappings():
        if entity["key"] in used:
            outlet = entity["named"] and name_key(entity["name"]) in outlets
            found.append(_reference(dict(entity), used[entity["key"]], {OUTLET} if outlet else set()))
            about[entity["id"]] = {claim for role, _, claim, _ in used[entity["key"]] if role != SPEAKER}
    return found, about


def find_said(connection: Connection) -> tuple[dict[str, set[int]], dict[str, set[str]]]:
    """Of each name that says something: the keys of the current claims in whose chain it stands, and the ids of its sources."""
    said: dict[str, set[int]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(_said().add_columns(entities.c.id, sources.c.id.label("source"))):
        said[row.id].add(row.claim)
        ids[row.id].add(row.source)
    return said, ids


def _said() -> Select[Any]:
    """The named hops of current claims, with the key of who that is."""
    return (
        select(entities.c.key, hops.c.claim)
        .join(sources, sources.c.entity == entities.c.key)
        .join(hops, hops.c.source == sources.c.key)
        .join(claims, claims.c.key == hops.c.claim)
        .join(readings, readings.c.key == claims.c.reading)
        .join(documents, documents.c.key == claims.c.document)
        .where(readings.c.current == 1, documents.c.current == 1)
    )


Use = tuple[str, str, int, str]  # role, words, key of the claim, id of the document


def _reference(row: dict[str, Any], uses: Sequence[Use], more: set[str]) -> Reference:
    return Reference(
        id=row["id"],
        name=row["name"],
        named=bool(row["named"]),
        sense=row["sense"],
        document=row["home"],
        mentions=len(uses),
        documents=frozenset({document for *_, document in uses}),
        roles=frozenset({role for role, *_ in uses} | more),
        words=frozenset({text for _, text, *_ in uses} - {row["name"]}),
    )


def find_meanings(connection: Connection, ids: Sequence[str]) -> dict[str, dict[tuple[str, int, int], str]]:
    """For each of these claims (at most `BATCH` ids), the id of the name behind each mention, by role, start and end."""
    statement = (
        select(claims.c.id, arguments.c.role, arguments.c.start_at, arguments.c.end_at, entities.c.id.label("name"))
        .join(arguments, arguments.c.claim == claims.c.key)
        .join(entities, entities.c.key == arguments.c.entity)
        .join(readings, readings.c.key == claims.c.reading)
        .where(claims.c.id.in_(ids), readings.c.current == 1)
    )
    found: dict[str, dict[tuple[str, int, int], str]] = defaultdict(dict)
    for row in connection.execute(statement):
        found[row.id][row.role, row.start_at, row.end_at] = row.name
    return found


def find_judgements(connection: Connection) -> list[Judgement]:
    """The judgements that stand, in the order they were made."""
    return [Judgement(**row) for row in connection.execute(select(judgements).order_by(judgements.c.number)).mappings()]


def find_lexicon(connection: Connection) -> Lexicon:
    """The lexicon of the program and those of the case; a user's entries come first."""
    added = connection.execute(select(lexicons.c.name, lexicons.c.text).order_by(lexicons.c.name)).all()
    own = [entry for name, text in added for entry in parse_lexicon(text, name)]
    return shipped_lexicon().with_more(own) if own else shipped_lexicon()


def put_lexicon(connection: Connection, name: str, text: str) -> int:
    """Take a lexicon file into the case, whole or (`BadLexicon`) not at all; how many entries it holds."""
    number = len(parse_lexicon(text, name))
    connection.execute(delete(lexicons).where(lexicons.c.name == name))
    connection.execute(insert(lexicons).values(name=name, text=text, at=history.now()))
    history.append(connection, did="lexicon taken", subject=name, detail={"entries": number})
    return number


def find_names(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The name behind each of these ids of names (at most `BATCH`); of claims there is none."""
    return {row.id: row.name for row in connection.execute(select(entities.c.id, entities.c.name).where(entities.c.id.in_(ids)))}


def check_judgement(connection: Connection, links: Links, left: str, right: str, verdict: Verdict) -> None:
    """Raise `BadOption` where a judgement on two names (ids) contradicts what was judged of other names of the two entities."""
    ours, theirs = ([id, *(row.members if (row := links.of(id)) else ())] for id in (left, right))
    against = contradicted(ours, theirs, verdict, find_judgements(connection))
    if against:
        names = find_names(connection, [left, right, *(id for each in against for id in each.pair)])
        told = "; ".join(f"{each.who} judged {names[each.left]} and {names[each.right]} {each.verdict}: {each.why}" for each in against)
        said = "the same" if verdict == "same" else verdict
        raise BadOption(
            f"that {names[left]} and {names[right]} are {said} contradicts this: {told}; judge those anew, or take that back, first"
        )


def put_judgement(connection: Connection, left: str, right: str, verdict: Verdict, *, who: str, why: str) -> Judgement:
    """Record a judgement on two names, by their ids."""
    if left == right:
        name = find_names(connection, [left]).get(left, left)
        raise BadOption(f"{name} is one name; give two different names or ids")
    if not why.strip():
        raise BadOption("why is the reason for the judgement; give a few words")
    number = (connection.scalar(select(func.max(judgements.c.number))) or 0) + 1
    made = Judgement(number=number, left=left, right=right, verdict=verdict, who=who, at=history.now(), why=why)
    connection.execute(insert(judgements).values(made.to_dict()))
    history.append(connection, did="judged", subject=left, who=who, detail=made.to_dict())
    return made


def take_back(connection: Connection, *, who: str) -> Judgement:
    """Delete the newest judgement. Raises `NotFound` when there is none."""
    standing = find_judgements(connection)
    if not standing:
        raise NotFound("there is no judgement in this case to take back; `allegedly same`, `different` and `unsure` make one")
    last = standing[-1]
    connection.execute(delete(judgements).where(judgements.c.number == last.number))
    history.append(connection, did="judgement taken back", subject=last.left, who=who, detail=last.to_dict())
    return last


def _to_json(links: Links) -> dict[str, Any]:
    return {"entities": [row.to_dict() for row in links.entities], "candidates": [each.to_dict() for each in links.candidates]}


def _from_json(result: dict[str, Any]) -> Links:
    lists = ("aliases", "members", "sources", "reasons")
    rows = (EntityRow(**(row | {name: tuple(row[name]) for name in lists})) for row in result["entities"])
    return Links(tuple(rows), tuple(Candidate(**each) for each in result["candidates"]))
