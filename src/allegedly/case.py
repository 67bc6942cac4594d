"""`Case`: open, add, ask. Holds no logic of its own: it asks the stages to do their work and the store to keep it."""

from __future__ import annotations

import getpass
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args

from sqlalchemy import RowMapping, select

from allegedly.base.document import Document, Original
from allegedly.base.errors import BadLexicon, BadOption, InputError, NotFound, ReaderError, ReaderStopped, Unreadable
from allegedly.base.ids import LETTERS
from allegedly.base.kinds import Certainty, Polarity
from allegedly.base.plural import count
from allegedly.capture.capturers import Input, capture, find_inputs
from allegedly.claims.agreement import Dispute, ReaderAgreement, Score, pair
from allegedly.claims.claim import Claim
from allegedly.claims.correction import Correction, Decision, Record, annotation_of, to_record
from allegedly.claims.readers import DEFAULT_READER, Reader, SendingReader
from allegedly.claims.reading import Place, Reading, places, read_ahead, reader_of, unread
from allegedly.entities.candidates import Candidate
from allegedly.entities.dates import ClaimTimes
from allegedly.entities.judgement import Judgement, Verdict
from allegedly.entities.lexicon import parse_lexicon
from allegedly.evidence.assessment import Assessment, AssessmentKind
from allegedly.store import (
    additions,
    assessments,
    corrections,
    grouping,
    linking,
    lookup,
    placing,
    query,
    records,
    schema,
    sending,
    side_by_side,
)
from allegedly.store.additions import Outcome
from allegedly.store.database import Database, is_companion
from allegedly.store.grouping import HappeningRow, PropositionRow
from allegedly.store.history import HistoryRow, News, find_news, to_history_row
from allegedly.store.lookup import Thing
from allegedly.store.placing import PlaceRow
from allegedly.store.query import Claims, DocumentRow, EntityRow, Order, Question, Rows, SourceRow
from allegedly.store.relations import Relation, Relay, find_relations, relay_rows, to_relay, with_origins
from allegedly.store.status import Refusal, Status, find_refusals, find_status
from allegedly.store.workings import Found, find_stamp, last_answer

if TYPE_CHECKING:  # numpy, which only weighing needs, and what few use
    from contextlib import AbstractContextManager

    from allegedly.evidence.dependence import Dependence
    from allegedly.evidence.ledger import Ledger
    from allegedly.evidence.standings import Overall, SourceStanding
    from allegedly.evidence.weighing import Weighing
    from allegedly.evidence.weighings import Loss, Weighings
    from allegedly.hypotheses.comparing import Compared
    from allegedly.hypotheses.dossier import Dossier
    from allegedly.hypotheses.fronts import Front
    from allegedly.hypotheses.hypothesis import Hypothesis
    from allegedly.hypotheses.matrix import Board, Evidence, Rated
    from allegedly.hypotheses.recasting import Act
    from allegedly.hypotheses.responsibility import Placing
    from allegedly.hypotheses.support import Support
    from allegedly.hypotheses.ties import Chain
    from allegedly.store.boards import Scene, Under
    from allegedly.store.merging import MergeReport
    from allegedly.store.undoing import Undone
    from allegedly.store.weighing import WeighedRow

Stage = Literal["names", "places", "propositions", "derivation", "weighings", "weighed"]
STAGES: tuple[Stage, ...] = get_args(Stage)  # what is worked out from claims, in this order
T = TypeVar("T")
KEPT = {"names": "entities", "propositions": "propositions", "derivation": "derivation"}  # under which name the case keeps it

SAYING_ID = re.compile(rf"[{LETTERS['claim']}{LETTERS['proposition']}]-[a-z2-7]+", re.IGNORECASE)

Meanings = Mapping[tuple[str, int, int], EntityRow]  # role, start and end of a mention -> what it means


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStep:
    """One document or refused place of an `add`, told as soon as it is stored. It belongs to input number `done` of `total`."""

    place: str
    outcome: Outcome
    document: str | None = None
    claims: int = 0
    claims_refused: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    refusal: Refusal | None = None
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What an `add` did, in documents; `withheld` are marked never to be sent and were left alone.

    `claims` were stored; `claims_refused` were not, as the text does not bear them out: `reasons` counts them by what is wrong.
    """

    added: int
    unchanged: int
    new_versions: int
    read_again: int
    refused: list[Refusal]
    claims: int
    claims_refused: int
    withheld: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)

    def __str__(self) -> str:
        parts = {"added": self.added, "unchanged": self.unchanged, "new versions": self.new_versions, "read again": self.read_again}
        documents = ", ".join(f"{number} {words}" for words, number in parts.items() if number) or "nothing to add"
        refused = f"; {count(len(self.refused), 'input')} could not be read" if self.refused else ""
        why = ", ".join(f"{reason} {number}" for reason, number in self.reasons.items())
        unsound = f"; {count(self.claims_refused, 'claim')} refused: {why}" if self.claims_refused else ""
        withheld = f"; {count(self.withheld, 'document')} never sent, so not read" if self.withheld else ""
        return f"documents: {documents}; {count(self.claims, 'claim')} stored{refused}{unsound}{withheld}"


@dataclass(frozen=True, slots=True)
class _Input:
    """One input begins; these places in it could not be added when last tried."""

    refused_before: set[str]


@dataclass(frozen=True, slots=True)
class _Left:
    """A document that is not to be read: nothing about it is new (`settled`), only its place is, or it must not be sent (`withheld`)."""

    document: Document
    settled: bool
    withheld: bool


def _user() -> str:
    """Whoever runs the program, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user id: a container
        return "unknown"


def open(path: str | os.PathLike[str], *, create: bool = False) -> Case:
    """The case at `path`, made if `create` and there is none. Raises `CaseMissing`, `NotACase`, `CaseTooNew` or `CaseLocked`."""
    return Case(Database.open(path, create=create))


class Case:
    """Everything gathered on one question, in one file. A context manager; any number of processes may read while one adds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def path(self) -> Path:
        """The case file."""
        return self._database.path

    @property
    def user(self) -> str:
        """Whoever decides when no other name is given."""
        return _user()

    def add(
        self,
        paths: Place | Iterable[Place | Input],
        *,
        reader: Reader | str = DEFAULT_READER,
        progress: Callable[[AddStep], None] | None = None,
    ) -> AddReport:
        """Capture and read the documents at `paths`, each stored whole with its claims or not at all.

        What is there already stays as it is, so an interrupted `add` is finished by another. What cannot be read is remembered with the
        reason, and the rest goes on. Raises `CaseLocked` when the case cannot be written, `ReaderError` when the reader cannot be loaded,
        and `ReaderStopped` when it can go on with no document; what was stored until then stays.

        A reader that sends texts away sends none that is marked (`never_send`), and that somebody allowed it is recorded.
        """
        where = places(paths)
        chosen = reader_of(reader)
        self._settle_sending(chosen)
        total = sum(1 for _ in self._inputs(where)) if progress else 0
        outcomes: Counter[Outcome] = Counter()
        numbers: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        refused: list[Refusal] = []
        for done, step in self._add_all(where, chosen):
            outcomes[step.outcome] += 1
            numbers.update(claims=step.claims, claims_refused=step.claims_refused)
            reasons.update(step.reasons)
            refused += [step.refusal] if step.refusal else []
            if progress:
                progress(replace(step, done=done, total=max(done, total)))
        return AddReport(
            added=outcomes["added"],
            unchanged=outcomes["unchanged"],
            new_versions=outcomes["new version"],
            read_again=outcomes["read again"],
            refused=refused,
            claims=numbers["claims"],
            claims_refused=numbers["claims_refused"],
            withheld=outcomes["withheld"],
            reasons=dict(reasons.most_common()),
        )

    def unread(self, paths: Place | Iterable[Place | Input], *, reader: Reader) -> Iterator[Document]:
        """The documents at `paths` that `add` would have `reader` read."""
        return (item for item in self._items(places(paths), reader) if isinstance(item, Document))

    @property
    def state(self) -> str:
        """What is another one whenever the case has changed."""
        with self._database.reading() as connection:
            return find_stamp(connection)

    def work_out(self, stage: Stage) -> None:
        """Work out now what else the first question that needs it would wait for. It is kept in the case and in this process.

        `names` are those that mean one entity, `places` those of the gazetteer, `propositions` claims that say the same, `derivation` which
        document had what from whom, `weighings` what one proposition or actor after another is asked of, `weighed` what comes out for all of them.
        """
        match stage:
            case "names":
                self._links()
            case "places":
                placing.find_places(self._database)
            case "propositions":
                self._groups()
            case "derivation":
                self.dependences()
            case "weighings":
                with self._scene(None):
                    pass
            case "weighed":
                self._overall()

    def is_kept(self, stage: Stage) -> bool:
        """Whether the case keeps all that it can of what `work_out` gives for it as it stands, so that it only has to be read."""
        if stage == "places":
            return placing.is_kept(self._database)
        if stage == "weighed":
            from allegedly.store import weighing

            with self._database.reading() as connection:
                return weighing.is_held(connection)
        if stage == "weighings":  # they are of this process alone
            return True
        kept = select(schema.workings.c.stamp).where(schema.workings.c.name == KEPT.get(stage))
        with self._database.reading() as connection:
            return connection.scalar(kept) == find_stamp(connection)

    def once(self, name: str, ask: Callable[[], T]) -> T:
        """What `ask` gives for the case as it stands; the last answer under this name when nothing has changed since in this case."""
        return last_answer(self._database, name, None, ask)

    def status(self, *, named: bool = True) -> Status:
        """What is in the case, in numbers, and what could not be read. Unless `named`, entities are not counted: that waits for all names."""
        return find_status(self._database, named=named)

    def refusals(self) -> tuple[Refusal, ...]:
        """What could not be read when it was last tried, by place, with the reason."""
        with self._database.reading() as connection:
            return find_refusals(connection)

    def claims(
        self,
        *,
        about: str | None = None,
        beside: str | None = None,
        relation: Relation | None = None,
        type: str | Iterable[str] | None = None,
        family: str | Iterable[str] | None = None,
        source: str | None = None,
        unnamed: bool = False,
        since: str | date | None = None,
        until: str | date | None = None,
        reported_by: str | date | None = None,
        polarity: Polarity | None = None,
        certainty: Certainty | None = None,
        min_score: float | None = None,
        text: str | None = None,
        rests_only_on: str | None = None,
        single_origin: bool = False,
        contested: bool = False,
        unnamed_only: bool = False,
        as_of: str | None = None,
        limit: int | None = None,
        order: Order = "text",
    ) -> Claims:
        """The claims for which all that is asked for holds, lazily. Raises `BadOption` at once for a value outside what an option accepts.

        `about` is a name among the arguments, or any other name of the same entity, and `beside` another one among them; `relation` asks
        for what states one of `relations`. `source` is a name anywhere in the chain, or any other name of it; `unnamed` asks for an unnamed
        source in it. `since` and `until` are the days between which the event may have happened, and leave out claims without a resolved
        time. `reported_by` leaves out what was published later, or on a day unknown. `min_score` leaves out what the reader was less sure to
        have read right. `text` holds words, "whole phrases" and beginnings* of which the sentence has all. `order` is by place in the text,
        time of the event or score.

        Four options ask for the propositions that claims make: those without whose source `rests_only_on` nothing supports them, those with a
        `single_origin`, those `contested` by a denial that counts, and those whose sources are `unnamed_only`. `as_of` a day, only claims of
        documents published by then are there, and propositions are weighed as they stood then.
        """
        aliases = self._ids_called(about) if about else ()
        among = relation.claim_ids if relation else None
        if rests_only_on or single_origin or contested or unnamed_only or as_of:
            asked: dict[str, Any] = {"rests_only_on": rests_only_on, "single_origin": single_origin}
            asked |= {"contested": contested, "unnamed_only": unnamed_only}
            if as_of:
                with self._weighed(as_of) as found:
                    weighed = found.claims_where(**asked)
            else:
                weighed = self._overall().claims_where(**asked)
            among = weighed if among is None else tuple(set(among) & set(weighed))
        question = Question(
            aliases=aliases,
            beside_aliases=self._ids_called(beside) if beside else (),
            voices=tuple(id for row in self._called(source) for id in row.sources) if source else (),
            among=among,
            about=about,
            beside=beside,
            type=type,
            family=family,
            source=source,
            unnamed=unnamed,
            since=since,
            until=until,
            reported_by=reported_by,
            polarity=polarity,
            certainty=certainty,
            min_score=min_score,
            text=text,
            limit=limit,
            order=order,
        )
        return Claims(self._database, question)

    def linked(self, claims: Iterable[Claim]) -> Iterator[tuple[Claim, Meanings]]:
        """Each current claim with the entity that each of its mentions means, by role, start and end; lazily, a batch at a time.

        Words such as "others" mean nobody in particular and have none.
        """
        links = self._links()
        for batch in records.batches(claims):
            with self._database.reading() as connection:
                names = linking.find_meanings(connection, [claim.id for claim in batch])
            for claim in batch:
                meant = ((place, links.of(name)) for place, name in names.get(claim.id, {}).items())
                yield claim, {place: entity for place, entity in meant if entity}

    def claims_of(self, thing: Thing | DocumentRow | str, *, limit: int | None = None) -> Claims:
        """The claims of a document (of this very version), with a source in their chain, about an entity, or of a proposition or happening."""
        found = self.get(thing) if isinstance(thing, str) else thing
        if isinstance(found, Claim):
            raise BadOption(f"{thing} is a claim; ask for the claims of a document, source, entity, proposition or happening")
        aliases = (
            found.members if isinstance(found, EntityRow) else found.claims if isinstance(found, PropositionRow | HappeningRow) else ()
        )
        who = self._links().of(found.entity) if isinstance(found, SourceRow) and found.entity else None
        return Claims(self._database, Question(of=found.id, limit=limit, aliases=aliases, voices=who.sources if who else ()))

    def documents(self, *, text: str | None = None, ids: Iterable[str] | None = None) -> Rows[DocumentRow]:
        """Every document and version in the order of adding, without texts; those whose title and text hold all words of `text`, or with `ids`."""
        return Rows(self._database, query.document_rows(text, ids), query.to_document_row)

    def sources(self) -> Rows[SourceRow]:
        """The sources of current claims, the most frequent first; `entity` says which of them are one."""

        links = cache(self._links)  # asked for once, as there are many sources, and only when somebody looks at one

        def known(row: RowMapping) -> SourceRow:
            found = query.to_source_row(row)
            entity = found.entity and links().of(found.entity)
            return replace(found, entity=entity.id) if entity else found

        return Rows(self._database, query.source_rows(), known)

    def entities(self) -> Found[EntityRow]:
        """The entities that current claims are about, each with all its names, the most frequent first."""
        return Found(lambda: self._links().entities)

    def also_called(self, entity: EntityRow) -> tuple[str, ...]:
        """What the lexicon of the case calls an entity, whether or not a document does, with the names of its people if it is a state."""
        with self._database.reading() as connection:
            return linking.find_lexicon(connection).also_called(entity.name)

    def entities_named(self, names: Iterable[str], document: str = "") -> dict[str, EntityRow]:
        """The entity of each of these canonical names of arguments; descriptions are those of the document with the id given."""
        links = self._links()
        return {name: row for name in names if (row := links.of(str(records.entity_row(name, document)["id"])))}

    def ids_of(self, names: Iterable[str], document: str = "") -> dict[str, str]:
        """The id under which each of these canonical names of arguments is found, whatever entity it is of."""
        return {name: str(records.entity_row(name, document)["id"]) for name in names}

    def names_of(self, ids: Iterable[str]) -> dict[str, str]:
        """The name behind each of these ids of names, as it is written in the documents, whatever entity it is of."""
        with self._database.reading() as connection:
            return linking.find_names(connection, list(ids))

    def relations(
        self,
        *,
        about: str | None = None,
        type: str | Iterable[str] | None = None,
        family: str | Iterable[str] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        min_origins: int | None = None,
        under: str | None = None,
    ) -> list[Relation]:
        """Who is said to do what to whom in the claims for which all that is asked holds, the relations in most documents first.

        `min_origins` leaves out those behind which there cannot be so many independent origins. `under` a hypothesis (by id), what was done in
        the name of its apparent actor is done by the alleged one. Raises `NotFound` for a hypothesis that is not there.
        """
        aliases = self._ids_called(about) if about else ()
        question = Question(about=about, aliases=aliases, type=type, family=family, since=since, until=until)

        def ask() -> list[Relation]:
            acts: Iterable[Act] = ()
            if under is not None:
                with self._scene(None) as scene:
                    acts = scene.acts(self._hypothesis(under))
            links = self._links()
            with self._database.reading() as connection:
                return find_relations(connection, links, question, acts)

        found = last_answer(self._database, "relations", (question, under), ask)
        if min_origins is None:
            return list(found)
        with self._weighed(None) as weighings:
            return with_origins(found, min_origins, weighings)

    def relays(self) -> Rows[Relay]:
        """Which source passes on what which other says, the most frequent first."""
        return Rows(self._database, relay_rows(), to_relay)

    def candidates(self) -> Found[Candidate]:
        """Pairs of entities that may be one and are not known to be, those that would change most first."""
        return Found(lambda: self._links().candidates)

    def propositions(self, *, about: str | None = None, type: str | Iterable[str] | None = None) -> Found[PropositionRow]:
        """What claims say, those that say the same taken together; what most documents say first.

        `about` is any name (or the id) of an entity in any role. Raises `BadOption` for a type that does not exist.
        """
        types, entity = Question(type=type).types(), about and self._entity_id(about)

        def ask() -> list[PropositionRow]:
            rows = self._groups().propositions
            return [row for row in rows if (types is None or row.type in types) and (not entity or entity in row.entities)]

        return Found(ask)

    def happenings(self, *, about: str | None = None, disputed: bool = False) -> Found[HappeningRow]:
        """Propositions about one occurrence taken together, with what they dispute; `disputed` leaves out those without a conflict."""
        entity = about and self._entity_id(about)

        def ask() -> list[HappeningRow]:
            groups = self._groups()
            wanted = {row.happening for row in groups.propositions if not entity or entity in row.entities}
            return [row for row in groups.happenings if row.id in wanted and (row.conflicts or not disputed)]

        return Found(ask)

    def places(self) -> Found[PlaceRow]:
        """The places that current claims and datelines name, each looked up in the gazetteer by what its document says around it."""
        return Found(lambda: placing.find_places(self._database))

    def times_of(self, claim: Claim) -> ClaimTimes:
        """When what a claim says happened, when its document was published and when it was first captured."""
        with self._database.reading() as connection:
            return lookup.get_times(connection, claim.id)

    def judgements(self) -> Found[Judgement]:
        """What people judged about names and claims, in the order they did; what was taken back is in the history only."""

        def ask() -> list[Judgement]:
            with self._database.reading() as connection:
                return linking.find_judgements(connection)

        return Found(ask)

    def judge(self, left: str, right: str, verdict: Verdict, *, why: str, who: str | None = None) -> Judgement:
        """Record that two names (or ids of entities) mean the same, mean different things, or that one cannot tell, and why.

        Two ids of claims or propositions are judged to say the same, which joins them, or not, which splits what holds both. Judgements
        outweigh whatever the program thinks, and documents added later change nothing about them. Raises `BadOption` for one that
        contradicts others: "same" where other names of the two were judged different, "different" where others make the two one.
        """
        grouped = [bool(SAYING_ID.fullmatch(each)) for each in (left, right)]
        if any(grouped) and not all(grouped):
            raise BadOption(f"{left!r} and {right!r} are not of one sort; give two names, or two ids of claims or propositions")
        ids = [self._claim_id(each) if all(grouped) else self._name_id(each) for each in (left, right)]
        links = None if all(grouped) else self._links()
        with self._database.writing() as connection:
            if links:
                linking.check_judgement(connection, links, ids[0], ids[1], verdict)
            return linking.put_judgement(connection, ids[0], ids[1], verdict, who=who or _user(), why=why)

    def undo(self, *, who: str | None = None) -> Undone:
        """Take the newest decision back, whatever it was about, and give what was decided; the history keeps both.

        Judgements, assessments, corrections, hypotheses, evidence put on the board and ratings; a hypothesis that was removed is there again,
        with its ratings. Raises `NotFound` when nothing stands.
        """
        from allegedly.store import undoing

        with self._database.writing() as connection:
            return undoing.undo(connection, who=who or _user())

    def newest_decision(self) -> HistoryRow | None:
        """What `undo` would take back, as the history has it; None when no decision stands."""
        from allegedly.store import undoing

        with self._database.reading() as connection:
            return undoing.newest_decision(connection)

    def weighing(self, proposition: str, *, as_of: str | None = None, without: str | Iterable[str] = ()) -> Ledger:
        """Everything that goes into the weighing of a proposition (by id, or the id of one of its claims), and what comes out of it.

        `as_of` a day, of what had been published by then; `without` one or more sources, by name. Raises `NotFound` for a proposition or
        source that is not there, `InputError` for what is no date.
        """
        row = self._proposition(proposition)
        with self._weighed(as_of) as found:
            return found.ledger(row.id, (without,) if isinstance(without, str) else tuple(without))

    def weighings(self, *, as_of: str | None = None) -> dict[str, Weighing]:
        """The weighing of every proposition (by id) that had been reported by that day, without its ledger."""
        with self._weighed(as_of) as found:
            return {id: found.weighing(id) for id in found.reported}

    def weighed(self) -> Iterator[WeighedRow]:
        """Every proposition with its weighing and its origins, a few at a time: what a case of any size can be walked through by.

        The first walk after a change weighs what has changed.
        """
        from allegedly.store.weighing import walk_weighed

        return walk_weighed(self._database)

    def dependences(self) -> tuple[Dependence, ...]:
        """Which document rests on which other, or on the same origin, with the signs and the words that show it."""
        from allegedly.store.weighing import find_dependences

        return find_dependences(self._database)

    def losses(self, source: str, *, as_of: str | None = None) -> tuple[Loss, ...]:
        """Every proposition that a source has to do with, with and without it: what falls, what weakens, what rises, what stays."""
        if as_of:
            with self._weighed(as_of) as found:
                return found.losses(source)
        overall = self._overall()
        name = overall.name_of(source)
        with self._weighed(None) as found:
            return found.losses(name, overall.said.get(name, ()))

    def standings(self, *, as_of: str | None = None) -> tuple[SourceStanding, ...]:
        """Every source: whom it relays and copies, how often it was the first, and what rests on it alone; those on whom most rests first."""
        if not as_of:
            return self._overall().standings
        with self._weighed(as_of) as found:
            return found.sources()

    def grade(self, source_or_proposition: str, value: str, *, why: str, who: str | None = None) -> Assessment:
        """Hold a source for so reliable (A to F), or a proposition (id) for so credible (1 to 6), beside what is proposed from the reports."""
        if SAYING_ID.fullmatch(source_or_proposition):
            return self._assess("credibility", value, proposition=source_or_proposition, why=why, who=who)
        return self._assess("grade", value, source=source_or_proposition, why=why, who=who)

    def take_side(self, source: str, group: str, stake: str, *, why: str, who: str | None = None) -> Assessment:
        """Hold that a source speaks for a group, which is a neutral organ, a party or a known deceiver."""
        return self._assess("side", stake, source=source, group=group, why=why, who=who)

    def interest(self, group: str, proposition: str, gains: str, *, why: str, who: str | None = None) -> Assessment:
        """Hold that a group gains when a proposition is believed (`for`), when it is not (`against`), or that one cannot tell (`unknown`)."""
        with self._weighed(None) as found:
            known = found.group_called(group)
        return self._assess("interest", gains, proposition=proposition, group=known, why=why, who=who)

    def prior(self, proposition: str, probability: float | str, *, why: str, who: str | None = None) -> Assessment:
        """Hold a proposition for so probable before any report is counted."""
        return self._assess("prior", str(probability), proposition=proposition, why=why, who=who)

    def settle(self, proposition: str, outcome: bool, *, why: str, who: str | None = None) -> Assessment:
        """Hold a proposition for known by now, so that sources are judged by what they had said of it."""
        return self._assess("settled", str(outcome), proposition=proposition, why=why, who=who)

    def link(self, one: str, other: str, *, never: bool = False, why: str, who: str | None = None) -> Assessment:
        """Hold that a document (id or name) took from another and observed nothing itself, or that two sources are one; with `never`, that not.

        What was found gives way to it. Raises `InputError` for a copy dated before what it copies, or that what it copies itself rests on.
        """
        ends = [self._end(each) for each in (one, other)]
        documents = tuple(each for each in ends if isinstance(each, Document))
        if len(documents) == 1:
            raise BadOption(f"{one!r} and {other!r} are not of one sort; give two documents, or two sources")
        if documents and not never:
            from allegedly.evidence.derivation import check_copy

            with self._weighed(None) as found:
                check_copy(found.background.derivation, *documents)
        pair = tuple(each.id if isinstance(each, Document) else each for each in ends)
        return self._assess("copy" if documents else "identity", str(not never), pair=pair, why=why, who=who)

    def assessments(self) -> Rows[Assessment]:
        """What people hold of sources, propositions and links, in the order they came to; what was taken back is in the history only."""
        return Rows(self._database, assessments.assessment_rows(), assessments.to_assessment)

    def take_assessment_back(self, number: int, *, who: str | None = None) -> Assessment:
        """Undo the assessment with this number and give it; the history keeps both. Raises `NotFound` when it does not stand."""
        with self._database.writing() as connection:
            return assessments.take_back(connection, number, who=who or _user())

    def verdicts(self) -> dict[str, Assessment]:
        """The propositions (by id) that somebody has settled as true or false, each with the assessment that holds."""
        with self._weighed(None) as found:
            return {id: kinds["settled"] for id, kinds in found.assessed.on.items() if "settled" in kinds}

    def fronts(self, *, about: str | None = None, as_of: str | None = None) -> Found[Front]:
        """Who is said to act under whose name, as whose front or on whose behalf; those with most independent origins first.

        `about` is an actor on either side; `as_of` a day, only what had been published by then is there. Raises `NotFound` for an actor
        that no claim is about.
        """

        def ask() -> list[Front]:
            from allegedly.hypotheses.fronts import find_fronts

            with self._scene(as_of) as scene:
                actor = about and scene.actor(about)
                return [each for each in find_fronts(scene.cast, origins=scene.origins) if actor in (None, each.apparent, each.alleged)]

        return Found(ask)

    def support(self, *, of: str | None = None, by: str | None = None, as_of: str | None = None) -> Found[Support]:
        """Support that somebody is said to give somebody, in order of time; denials are rows too."""

        def ask() -> list[Support]:
            from allegedly.hypotheses.support import find_support

            with self._scene(as_of) as scene:
                names = {role: scene.actor(name) if name else None for role, name in (("of", of), ("by", by))}
                return list(find_support(scene.cast, **names, origins=scene.origins))

        return Found(ask)

    def sponsors(self, of: str, *, as_of: str | None = None) -> tuple[Chain, ...]:
        """Chains from an actor up to whoever is said to support or direct it, through whomever."""
        from allegedly.hypotheses.support import find_sponsors

        with self._scene(as_of) as scene:
            return find_sponsors(scene.cast, scene.actor(of))

    def placings(self, *, of: str | None = None, by: str | None = None, as_of: str | None = None) -> tuple[Placing, ...]:
        """How far each source holds a sponsor (`by`) responsible for an actor (`of`): ten rungs, nothing averaged."""
        from allegedly.hypotheses.responsibility import find_placings

        with self._scene(as_of) as scene:
            actor, sponsor = (scene.actor(name) if name else None for name in (of, by))
            return tuple(each for each in find_placings(scene.cast) if actor in (None, each.actor) and sponsor in (None, each.sponsor))

    def actor(self, name: str, *, as_of: str | None = None) -> Dossier:
        """What is said of one actor, each line with who says so and who denies it. Raises `NotFound` when no claim is about it."""
        from allegedly.hypotheses.dossier import find_dossier

        with self._scene(as_of) as scene:
            return find_dossier(scene.cast, scene.actor(name), origins=scene.origins)

    def hypotheses(self) -> Rows[Hypothesis]:
        """The explanations that compete in this case, in the order they were added."""
        from allegedly.store import boards

        return Rows(self._database, boards.hypothesis_rows(), boards.to_hypothesis)

    def add_hypothesis(
        self,
        id: str,
        text: str | None = None,
        *,
        template: str | None = None,
        apparent: str | None = None,
        alleged: str | None = None,
        since: str | None = None,
        until: str | None = None,
        prior: float | None = None,
        who: str | None = None,
    ) -> Hypothesis:
        """Let an explanation compete: in the words of a template, of `text`, or both.

        Raises `NotFound` for an actor that no claim is about, `BadOption` for an unknown template, one that lacks an actor it needs, a window
        without a day, a prior outside 0 to 1, or a name that is taken.
        """
        from allegedly.hypotheses.hypothesis import Hypothesis, from_template
        from allegedly.store import boards

        with self._scene(None) as scene:
            apparent, alleged = (scene.actor(name) if name else None for name in (apparent, alleged))
        if template is not None:
            made = from_template(id, template, apparent=apparent, alleged=alleged, since=since, until=until, prior=prior)
            made = replace(made, text=text) if text else made
        else:
            made = Hypothesis(id=id, text=text or "", apparent=apparent, alleged=alleged, since=since, until=until, prior=prior)
        with self._database.writing() as connection:
            return boards.put_hypothesis(connection, made, who=who or _user())

    def remove_hypothesis(self, id: str, *, who: str | None = None) -> Hypothesis:
        """Take a hypothesis and its ratings out; the history keeps them. Raises `NotFound`."""
        from allegedly.store import boards

        with self._database.writing() as connection:
            return boards.drop_hypothesis(connection, id, who=who or _user())

    def exhibits(self) -> Rows[Evidence]:
        """The evidence that people put beside the hypotheses; what claims make of it is in `compare().board`."""
        from allegedly.store import boards

        return Rows(self._database, boards.exhibit_rows(), boards.to_exhibit)

    def rate(self, hypothesis: str, evidence: str, rating: str, *, why: str = "", who: str | None = None) -> Rated:
        """Rate how likely evidence (its id, or a beginning that only one has) would be if a hypothesis were so; one rating of each person counts.

        Raises `BadOption` for what is no rating, `NotFound` for a hypothesis or evidence that is not there.
        """
        from allegedly.hypotheses.matrix import Rated, parse_rating
        from allegedly.store import boards

        given = parse_rating(rating)
        cell = self._cell(hypothesis, evidence)
        with self._database.writing() as connection:
            return boards.put_rating(connection, Rated(hypothesis=cell[0], evidence=cell[1], rating=given, who=who or _user(), why=why))

    def take_rating_back(self, hypothesis: str, evidence: str, *, who: str | None = None) -> Rated:
        """Undo the newest rating that `who` gave a cell, so that the one before holds again; the history keeps both."""
        from allegedly.store import boards

        cell = self._cell(hypothesis, evidence)
        with self._database.writing() as connection:
            return boards.take_rating_back(connection, *cell, who=who or _user())

    def ratings(self) -> Rows[Rated]:
        """The ratings that stand, in the order they were made; what the program proposes is not among them."""
        from allegedly.store import boards

        return Rows(self._database, boards.rating_rows(), boards.to_rated)

    def add_board(self, path: str | os.PathLike[str], *, number: int | None = None, who: str | None = None) -> Board:
        """Take a matrix made elsewhere into the case, whole or not at all: CSV, or (a name that ends in .json) a dump of Open Synthesis.

        Raises `InputError` with the place of what is missing or wrong.
        """
        from allegedly.hypotheses.imports import board_from_csv, board_from_open_synthesis
        from allegedly.store import boards

        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror}; check the name and its permissions") from error
        dump = file.suffix.casefold() == ".json"
        made = board_from_open_synthesis(text, str(file), number) if dump else board_from_csv(text, str(file))
        with self._database.writing() as connection:
            boards.put_board(connection, made, who=who or _user())
        return made

    def compare(self, *, as_of: str | None = None) -> Compared:
        """The hypotheses of the case on the same evidence. Raises `BadOption` when there are fewer than two."""
        from allegedly.store import boards

        with self._database.reading() as connection:
            held, shown, rated = boards.find_hypotheses(connection), boards.find_exhibits(connection), boards.find_ratings(connection)
        with self._scene(as_of) as scene:
            return scene.compare(held, shown, rated)

    def under(self, hypothesis: str, *, as_of: str | None = None) -> Under:
        """The case as it would be if a hypothesis (by id) were so, beside its face value. Raises `NotFound`."""
        with self._scene(as_of) as scene:
            return scene.under(self._hypothesis(hypothesis))

    def accept(self, claim: Claim | str, *, why: str = "", who: str | None = None, seen: str | None = None) -> Correction:
        """Decide that a claim stands as it is, whatever a later reading finds. Like `reject`, `correct` and `draw` it can be taken back.

        `seen` is the stamp (`stamps`) of the claim as it was looked at: `Stale` is raised when it or a decision about it has changed since.
        """
        return self._decide("accepted", claim, None, who=who, why=why, seen=seen)

    def reject(self, claim: Claim | str, *, why: str = "", who: str | None = None, seen: str | None = None) -> Correction:
        """Decide that the document makes no such claim: queries leave it out, whatever a later reading finds."""
        return self._decide("rejected", claim, None, who=who, why=why, seen=seen)

    def correct(self, claim: Claim | str, record: Record, *, why: str = "", who: str | None = None, seen: str | None = None) -> Correction:
        """Decide that `record` (docs/claim-record.md) stands in the place of a claim. Raises `BadOption` or `EvidenceError` for a bad one."""
        return self._decide("corrected", claim, record, who=who, why=why, seen=seen)

    def draw(self, document: Document | DocumentRow | str, record: Record, *, why: str = "", who: str | None = None) -> Correction:
        """Put a claim where no reader saw one."""
        with self._database.reading() as connection:
            where = lookup.get_document(connection, document if isinstance(document, str) else document.id)
        with self._database.writing() as connection:
            return corrections.put_correction(connection, "drawn", where, claim=None, after=record, who=who or _user(), why=why, seen=None)

    def corrections(self, document: Document | DocumentRow | str | None = None) -> Rows[Correction]:
        """The decisions about claims that stand, of a document or of all, in the order they were made."""
        id = document if document is None or isinstance(document, str) else document.id
        return Rows(self._database, corrections.correction_rows(id), corrections.to_correction)

    def stamps(self, document: Document | DocumentRow | str) -> dict[str, str]:
        """What to give as `seen`, for each claim (by id) that stands in a document."""
        with self._database.reading() as connection:
            return corrections.stamps(connection, document if isinstance(document, str) else document.id)

    def take_back(self, number: int, *, who: str | None = None) -> Correction:
        """Undo the correction with this number and give it; the history keeps both. Raises `NotFound` when it does not stand."""
        with self._database.writing() as connection:
            return corrections.take_back(connection, number, who=who or _user())

    def decide(self, claim: Claim | str, *, stands: bool = True, why: str = "", who: str | None = None) -> Correction:
        """Decide that a claim of whichever reader stands, in the place of what the leading reader says instead, or that it does not."""
        about = self.get(claim) if isinstance(claim, str) else claim
        if not isinstance(about, Claim):
            raise BadOption(f"{claim} is no claim; give the id of one")
        if not stands:
            return self.reject(about, why=why, who=who)
        standing = [each for each in self.claims_of(self.document_of(about)) if each.id != about.id]
        instead = pair(standing, [about])
        if instead and instead[0][0].reader != about.reader:
            return self.correct(instead[0][0], to_record(about), why=why, who=who)
        return self.accept(about, why=why, who=who)

    def disputed(self) -> Iterator[Dispute]:
        """Where two readers of a document disagree and nobody has decided, in the order of the documents and their texts."""
        return side_by_side.find_disputes(self._database)

    def agreements(self) -> list[ReaderAgreement]:
        """How far each two readers agree on the documents that both have read."""
        return side_by_side.find_agreements(self._database)

    def scores(self) -> list[Score]:
        """How each reader fares by what people decided about claims of this case, the best first."""
        return side_by_side.find_scores(self._database)

    def annotation(self) -> Iterator[dict[str, Any]]:
        """The claims that people accepted, corrected or drew and that stand, as records of hand annotation, by document and place."""
        decided = {each.after["id"]: each.after for each in self.corrections() if each.after}
        for claim in self.claims():
            if claim.id in decided:
                yield annotation_of(to_record(claim))

    def merge(self, other: str | os.PathLike[str], *, who: str | None = None) -> MergeReport:
        """Take all of another case into this one, whole or not at all: documents, versions, readings, and what people decided in it.

        Of two decisions about one thing the later one holds, and both are kept; the report names them. Raises what `open` raises.
        """
        from allegedly.store.merging import merge

        with closing(Database.open(other)) as theirs:
            if theirs.path == self.path:
                raise BadOption(f"{self.path} is this very case; name another one")
            with theirs.reading() as source, self._database.writing() as connection:
                return merge(connection, source, name=theirs.path.name, who=who or _user())

    def add_lexicon(self, path: str | os.PathLike[str]) -> int:
        """Take the names in a lexicon file into the case; how many entries. Raises `BadLexicon` with line and field, and takes nothing."""
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise BadLexicon(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
        except OSError as error:
            raise BadLexicon(f"{file} cannot be read: {error.strerror}; check the name and its permissions") from error
        parse_lexicon(text, str(file))  # so that a mistake names the path that was given
        with self._database.writing() as connection:
            return linking.put_lexicon(connection, file.name, text)

    def prefer(self, reader: str, *, who: str | None = None) -> int:
        """Show the claims of the reader of this name wherever it has read, instead of another's; in how many documents that is.

        Where several readers have read a document, the first leads until somebody prefers another. Raises `NotFound` for one that never read.
        """
        with self._database.writing() as connection:
            return additions.prefer(connection, reader, who=who or _user())

    def never_send(self, what: str, *, why: str = "", who: str | None = None) -> str:
        """Mark a document of this case, or the path of a file or folder, as never to be sent to a reader elsewhere; its id or path.

        Every version of the document is meant, and whatever lies in the folder now or later.
        """
        subject = self._withholdable(what)
        with self._database.writing() as connection:
            sending.withhold(connection, subject, who=who or _user(), why=why)
        return subject

    def may_send(self, what: str, *, who: str | None = None) -> str:
        """Take such a mark back. Raises `NotFound` when there is none."""
        subject = self._withholdable(what)
        with self._database.writing() as connection:
            sending.release(connection, subject, who=who or _user())
        return subject

    def never_sent(self) -> list[str]:
        """The ids and paths that are marked never to be sent."""
        with self._database.reading() as connection:
            return sending.find_withheld(connection)

    def sending_allowed(self, destination: str) -> bool:
        """Whether somebody has allowed texts of this case to be sent there."""
        with self._database.reading() as connection:
            return sending.is_allowed(connection, destination)

    def history(self, *, since: int = 0) -> Rows[HistoryRow]:
        """Who or what did or decided what, from the entry after number `since` on."""
        rows = select(schema.history).where(schema.history.c.number > since).order_by(schema.history.c.number)
        return Rows(self._database, rows, to_history_row)

    def news(self, *, since: int = 0) -> News:
        """What was done in the case from the entry of its history after number `since` on, in numbers."""
        with self._database.reading() as connection:
            return find_news(connection, since)

    def get(self, id_or_name: str) -> Thing:
        """What an id, the beginning of one, or the name of a document, source or entity means. Raises `NotFound` with near misses."""
        if grouping.IDLIKE.fullmatch(id_or_name):
            return self._groups().get(id_or_name)
        with self._database.reading() as connection:
            written = lookup.find_meant(connection, id_or_name)
        # A name that no document writes so can be that of an entity all the same: the lexicon knows it.
        if not written and len(known := self._called(id_or_name)) == 1:
            return known[0]
        with self._database.reading() as connection:
            found = lookup.get(connection, id_or_name)
        return (self._links().of(found.id) or found) if isinstance(found, EntityRow) else found

    def original(self, document: Document | DocumentRow | str) -> Original | None:
        """The PDF or web page that a document was captured from, as it was; None for what has no other look than its text."""
        with self._database.reading() as connection:
            return lookup.find_original(connection, document if isinstance(document, str) else document.id)

    def document_of(self, claim: Claim) -> Document:
        """The document that a claim stands in, whole."""
        with self._database.reading() as connection:
            return lookup.get_document(connection, claim.document_id)

    def close(self) -> None:
        """Give the file back. Harmless when repeated."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"allegedly.open({str(self.path)!r})"

    def _decide(
        self, decision: Decision, claim: Claim | str, record: Record | None, *, who: str | None, why: str, seen: str | None
    ) -> Correction:
        about = self.get(claim) if isinstance(claim, str) else claim
        if not isinstance(about, Claim):
            raise BadOption(f"{claim} is no claim; give the id of one")
        where = self.document_of(about)
        with self._database.writing() as connection:
            return corrections.put_correction(
                connection, decision, where, claim=about.id, after=record, who=who or _user(), why=why, seen=seen
            )

    def _withholdable(self, what: str) -> str:
        if os.path.exists(what) or os.sep in what:
            return os.path.abspath(what)
        found = self.get(what)
        if not isinstance(found, Document):
            raise BadOption(f"{what!r} is no document; give the id or name of one, or the path of a file or folder")
        return found.id

    def _assess(
        self,
        kind: AssessmentKind,
        value: str,
        *,
        source: str | None = None,
        proposition: str | None = None,
        pair: tuple[str, ...] = (),
        group: str | None = None,
        why: str,
        who: str | None,
    ) -> Assessment:
        if source is not None:
            source = self._overall().name_of(source)
        claims = self._proposition(proposition).claims if proposition is not None else ()
        made = Assessment(
            number=0, kind=kind, source=source, claims=claims, pair=pair, group=group, value=value, who=who or _user(), at="", why=why
        )
        with self._database.writing() as connection:
            return assessments.put_assessment(connection, made)

    def _end(self, id_or_name: str) -> Document | str:
        """One end of a link: a document, or a source as it is called."""
        with self._database.reading() as connection:
            meant = [each for each in lookup.find_meant(connection, id_or_name) if each.id.startswith(LETTERS["document"])]
            if len(meant) == 1:
                return lookup.get_document(connection, meant[0].id)
        if meant:
            raise NotFound(f"{id_or_name!r} could be any of {', '.join(each.id for each in meant)}; give one of these ids")
        return self._overall().name_of(id_or_name)

    def _weighed(self, as_of: str | None) -> AbstractContextManager[Weighings]:
        from allegedly.store.weighing import weighed

        return weighed(self._database, as_of)

    def _overall(self) -> Overall:
        from allegedly.store.weighing import find_overall

        return find_overall(self._database)

    def _scene(self, as_of: str | None) -> AbstractContextManager[Scene]:
        from allegedly.store.boards import scene

        return scene(self._database, as_of)

    def _hypothesis(self, id: str) -> Hypothesis:
        found = next((each for each in self.hypotheses() if each.id == id), None)
        if found is None:
            raise NotFound(f"there is no hypothesis {id} in this case; `allegedly hypothesis list CASE` prints those there are")
        return found

    def _cell(self, hypothesis: str, evidence: str) -> tuple[str, str]:
        """The ids of a cell of the matrix; evidence by its id or a beginning that only one has."""
        row = self._hypothesis(hypothesis).id
        ids = [each.id for each in self.compare().board.evidence]
        found = [id for id in ids if id == evidence] or [id for id in ids if id.casefold().startswith(evidence.casefold())]
        if len(found) != 1:
            what = (
                f"can be {' or '.join(found[:5])}; give more of it"
                if found
                else "is no evidence here; `allegedly compare CASE --all` lists it"
            )
            raise NotFound(f"“{evidence}” {what}")
        return row, found[0]

    def _proposition(self, id: str) -> PropositionRow:
        """The proposition with this id, or that a claim with this id makes."""
        found = self._groups().get(id) if grouping.IDLIKE.fullmatch(id) else self.get(id)
        if isinstance(found, Claim):
            found = next((row for row in self._groups().propositions if found.id in row.claims), found)
        if not isinstance(found, PropositionRow):
            raise BadOption(f"{id!r} is no proposition; `allegedly propositions CASE` lists them with their ids")
        return found

    def _links(self) -> linking.Links:
        return linking.find_links(self._database)

    def _groups(self) -> grouping.Grouped:
        return grouping.find_groups(self._database)

    def _entity_id(self, name: str) -> str:
        """The id of the entity that bears this name or id. Raises `NotFound` when no current claim is about it."""
        found = self._links().of(self._name_id(name))
        if found is None:
            raise NotFound(f"no claim of this case is about {name!r}; `allegedly entities CASE` lists what they are about")
        return found.id

    def _claim_id(self, id: str) -> str:
        """The id of the claim that is meant; of a proposition that of the claim it is called after."""
        found = self.get(id)
        return found.claims[0] if isinstance(found, PropositionRow) else found.id

    def _called(self, name: str) -> list[EntityRow]:
        with self._database.reading() as connection:
            lexicon = linking.find_lexicon(connection)
        return self._links().called(name, lexicon)

    def _ids_called(self, name: str) -> tuple[str, ...]:
        return tuple(member for row in self._called(name) for member in row.members)

    def _name_id(self, id_or_name: str) -> str:
        """The id of a name: judgements are about names, which documents added later leave as they are."""
        with self._database.reading() as connection:
            # Somebody can be both a source and what a claim is about; here the latter is meant.
            written = [each.id for each in lookup.find_meant(connection, id_or_name) if each.id.startswith(LETTERS["entity"])]
            found = lookup.get(connection, written[0]) if len(written) == 1 else None
        found = found or self.get(id_or_name)
        if not isinstance(found, EntityRow):
            raise BadOption(f"{id_or_name!r} is no entity; `allegedly entities CASE` lists them with their ids")
        return found.id

    def _inputs(self, where: Iterable[str | Input]) -> Iterator[Input | Unreadable]:
        """What is at `places`; a case that lies in the folder it is made from does not read itself."""
        return (found for found in find_inputs(where) if not is_companion(found.place, self.path))

    def _settle_sending(self, reader: Reader) -> None:
        """What was allowed before is allowed; what is allowed now is recorded."""
        if not isinstance(reader, SendingReader) or reader.destination is None:
            return
        with self._database.reading() as connection:
            known = sending.is_allowed(connection, reader.destination)
        if reader.allow_sending and not known:
            with self._database.writing() as connection:
                sending.allow(connection, reader.destination, reader.version, who=_user())
        reader.allow_sending = reader.allow_sending or known

    def _items(self, where: Iterable[str | Input], reader: Reader) -> Iterator[_Input | _Left | Unreadable | Document]:
        """Input by input what is there: documents to be read, others that are not, and what is unreadable."""
        sends = isinstance(reader, SendingReader) and reader.destination is not None
        for found in self._inputs(where):
            with self._database.reading() as connection:
                yield _Input(additions.find_refusals(connection, found.place))
            for item in [found] if isinstance(found, Unreadable) else capture(found):
                if isinstance(item, Unreadable):
                    yield item
                    continue
                with self._database.reading() as connection:
                    standing = additions.find_standing(connection, item, reader.version)
                    withheld = sends and standing.wants_reading and sending.is_withheld(connection, item)
                yield item if standing.wants_reading and not withheld else _Left(item, settled=standing.settled, withheld=withheld)

    def _add_all(self, where: Iterable[str | Input], reader: Reader) -> Iterator[tuple[int, AddStep]]:
        """The steps of an `add`, each with the number of its input."""
        done, refused_before = 0, set[str]()
        for item, reading in read_ahead(reader, self._items(where, reader)):
            if isinstance(item, _Input):
                self._drop_refusals(refused_before)
                done, refused_before = done + 1, item.refused_before
                continue
            step = self._refuse(item) if isinstance(item, Unreadable) else self._add_document(item, reading, reader)
            if step.refusal:
                refused_before.discard(step.place)
            yield done, step
        self._drop_refusals(refused_before)

    def _add_document(self, item: Document | _Left, reading: Future[Reading] | None, reader: Reader) -> AddStep:
        document = item.document if isinstance(item, _Left) else item
        if isinstance(item, _Left) and (item.withheld or item.settled):
            return AddStep(place=document.place, outcome="withheld" if item.withheld else "unchanged", document=document.id)
        # Reading takes long and the write lock is for a moment: what is read is stored only then, all at once.
        try:
            found = reading.result() if reading else Reading(reader.version, (), 0)
        except ReaderStopped:
            raise
        except ReaderError as error:
            return self._refuse(unread(document, error))
        with self._database.writing() as connection:
            outcome = additions.add_document(connection, document, found)
        if outcome == "unchanged":  # a copy, read while the first of them was being stored
            return AddStep(place=document.place, outcome=outcome, document=document.id)
        return AddStep(
            place=document.place,
            outcome=outcome,
            document=document.id,
            claims=len(found.claims),
            claims_refused=found.refused,
            reasons=found.reasons,
        )

    def _drop_refusals(self, places: set[str]) -> None:
        if places:
            with self._database.writing() as connection:
                additions.drop_refusals(connection, places)

    def _refuse(self, item: Unreadable) -> AddStep:
        with self._database.writing() as connection:
            additions.add_refusal(connection, item)
        return AddStep(place=records.plain(item.place), outcome="refused", refusal=Refusal.of(item))
