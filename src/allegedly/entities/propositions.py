"""`Proposition`: claims that say the same. `Happening`: propositions about one occurrence, with what is in dispute side by side.

Affirmed and denied, actual and planned are different propositions of one happening; nothing is averaged and no side is dropped. Claims
are grouped by what they say (entities/sayings.py), surest pairs first, and never through a middle claim that contradicts a third. A
claim too vague to tell two groups apart joins neither. What a person has judged the same or different holds over all of it.

Grouping is a pure function of claims, entity keys and judgements, whatever order they come in. Only sayings that share two things are
compared, and only groups connected to what was added are made anew, so adding a document costs what it mentions.
"""

from __future__ import annotations

import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from allegedly.base.ids import id_after
from allegedly.base.kinds import Polarity, Realis
from allegedly.base.moment import Interval, value_of
from allegedly.claims.claim import Claim
from allegedly.entities.dates import ClaimTimes, meets
from allegedly.entities.judgement import Judgement, pair_of, standing
from allegedly.entities.sayings import (
    ACTORS,
    LATEST_BLOCK,
    WHERE,
    Contrast,
    EntityKey,
    Given,
    Number,
    Saying,
    contrast,
    detail,
    excludes,
    given_in,
    interval_of,
    lasting,
    name_key,
    one_happening,
    opposes,
    saying_of,
    says_the_same,
    vague,
)

GUARD = 40  # members of a group that a newcomer is checked against


Block = tuple[str, ...]  # what two sayings share that are worth holding against each other
Related = list[tuple[Saying, Saying, Contrast | None]]  # None: judged the same


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims belong together: a score (1 for a judgement or for equal content) and a sentence."""

    left: str
    right: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the claims of a happening say differently of one aspect: each value with the claims that give it."""

    aspect: str
    sides: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Proposition:
    """Claims (ids) that say the same, the earliest reported first, and links that hold them together.

    `id` is called after the first claim, and so is that of a happening: what is called after any other claim means the same one. `time` is
    when it can have been by all that the claims say: the days they have in common, or all of them where it lasts.
    """

    id: str
    type: str
    polarity: Polarity
    realis: Realis
    time: str | None
    claims: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Propositions about one occurrence, the links between them, and what they dispute."""

    id: str
    propositions: tuple[Proposition, ...]
    links: tuple[Link, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of all claims, proposition by proposition."""
        return tuple(claim for proposition in self.propositions for claim in proposition.claims)


@dataclass(frozen=True, slots=True)
class Part:
    """Happenings that no link and no opposition ties to any other, with all their claims.

    `opposed` are, for each proposition (by id) that has any, those that deny what it affirms, or the reverse. Claims added later can only
    change a part when one of their sayings `asks` for a block that is among its `blocks`.
    """

    happenings: tuple[Happening, ...]
    claims: frozenset[str]
    opposed: Mapping[str, frozenset[str]]
    blocks: frozenset[Block]


class Propositions:
    """The propositions of a case, kept up to date as claims are added, removed and judged. Of the claims only what they say is held."""

    def __init__(self, key: EntityKey = name_key, judgements: Iterable[Judgement] = ()) -> None:
        self.key = key
        self.judged = standing(judgements)
        self.compared = 0  # pairs of sayings
        self._reported: dict[str, str] = {}  # the day, of those of which it is known
        self._given: dict[str, tuple[Given, ...]] = {}  # of those that give any quantity
        self._saying: dict[str, Saying] = {}
        self._pairs: dict[tuple[str, frozenset[str]], tuple[str, frozenset[str]]] = {}  # of sayings, each by itself
        self._members: dict[Saying, list[str]] = {}
        self._blocks: dict[tuple[str, ...], dict[Saying, None]] = defaultdict(dict)
        self._actors: dict[tuple[str, ...], dict[Saying, None]] = defaultdict(dict)  # for denials, which may name nobody else
        self._edges: dict[Saying, dict[Saying, Contrast | None]] = defaultdict(dict)  # None: judged the same
        self._happening: dict[Saying, Happening] = {}
        self._stated: dict[Saying, Proposition] = {}

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """All of them, each once, in the order of their ids."""
        return tuple(sorted({each.id: each for each in self._happening.values()}.values(), key=lambda each: each.id))

    @property
    def propositions(self) -> tuple[Proposition, ...]:
        """All of them, in the order of their ids."""
        return tuple(sorted((p for each in self.happenings for p in each.propositions), key=lambda each: each.id))

    def happening_of(self, claim: str) -> Happening:
        """The happening of a claim (by id)."""
        return self._happening[self._saying[claim]]

    def proposition_of(self, claim: str) -> Proposition:
        """The proposition of a claim (by id)."""
        return self._stated[self._saying[claim]]

    def add(self, claims: Iterable[Claim], times: Mapping[str, ClaimTimes] | None = None) -> set[str]:
        """Take in claims; gives the ids of the claims whose happening was made anew. A claim already there changes nothing."""
        return self.add_all([(claims, times or {})])

    def add_all(self, portions: Iterable[tuple[Iterable[Claim], Mapping[str, ClaimTimes]]]) -> set[str]:
        """`add` of any number of portions, one at a time, so that they need not be there together."""
        named = self._named()
        touched = []
        for claims, times in portions:
            for claim in claims:
                if claim.id in self._saying:
                    continue
                when = times.get(claim.id)
                if when and when.reported:
                    self._reported[claim.id] = when.reported
                if given := given_in(claim, self.key):
                    self._given[claim.id] = given
                touched.append(self._enter(claim.id, self._sparing(saying_of(claim, self.key, when)), claim.id in named))
        return self._regroup(touched)

    def _sparing(self, saying: Saying) -> Saying:
        """The same, with roles and time that sayings share: a name that thousands of claims hold is kept once."""
        return replace(
            saying,
            roles=tuple(self._pairs.setdefault(each, each) for each in saying.roles),
            time=saying.time and sys.intern(saying.time),
        )

    def remove(self, claims: Iterable[str]) -> set[str]:
        """Take claims (ids) out, for instance before adding them again with other entity keys; gives the ids made anew."""
        gone = list(claims)
        touched = self._leave(gone)
        for id in gone:
            self._reported.pop(id, None)
            self._given.pop(id, None)
        return self._regroup(touched)

    def _leave(self, claims: Iterable[str]) -> list[Saying]:
        """Take claims (ids) out of the index; gives the sayings that stay and were tied to them."""
        touched: list[Saying] = []
        for id in claims:
            if (saying := self._saying.pop(id, None)) is None:
                continue
            self._members[saying].remove(id)
            touched += [saying, *self._edges.get(saying, ())]
            if not self._members[saying]:
                self._forget(saying)
        return [saying for saying in touched if saying in self._members]

    def judge(self, judgements: Iterable[Judgement]) -> set[str]:
        """Replace the judgements by these; gives the ids of the claims made anew."""
        before = self.judged
        self.judged = standing(judgements)
        changed = {id for pair in before.keys() | self.judged.keys() if before.get(pair) != self.judged.get(pair) for id in pair}
        again = {id: replace(self._saying[id], judged=None) for id in sorted(changed) if id in self._saying}
        touched, named = self._regroup(self._leave(again)), self._named()
        return touched | self._regroup([self._enter(id, saying, id in named) for id, saying in again.items()])

    def why(self, left: str, right: str) -> tuple[Link, ...]:
        """The shortest chain of links from one claim to another; empty when they are not about one happening."""
        happening = self.happening_of(left)
        links = [link for each in happening.propositions for link in each.links] + list(happening.links)
        around: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            around[link.left].append(link)
            around[link.right].append(link)
        reached: dict[str, tuple[Link, ...]] = {left: ()}
        queue = deque([left])
        while queue and right not in reached:
            here = queue.popleft()
            for link in around[here]:
                there = link.right if link.left == here else link.left
                if there not in reached:
                    reached[there] = (*reached[here], link)
                    queue.append(there)
        return reached.get(right, ())

    def opposed(self, proposition: Proposition) -> tuple[Proposition, ...]:
        """Propositions that affirm what this denies, or the reverse, general denials ("recruited nobody anywhere") included."""
        found = {
            self._stated[other].id: self._stated[other]
            for saying in {self._saying[id] for id in proposition.claims}
            for other in self._opposites(saying)
        }
        return tuple(found[id] for id in sorted(found))

    def parts(self) -> Iterator[Part]:
        """What is there, in parts that can be made anew one by one."""
        opposed, done = self._opposed(), set[Saying]()
        for first in self._members:
            if first in done:
                continue
            inside, queue = {first}, deque([first])
            while queue:
                saying = queue.popleft()
                near = self._edges.get(saying, {}).keys() | opposed.get(saying, set())
                queue.extend(near - inside)
                inside |= near
            done |= inside
            happenings = {self._happening[saying].id: self._happening[saying] for saying in inside}
            against: dict[str, frozenset[str]] = {}
            for saying in inside & opposed.keys():
                id = self._stated[saying].id
                against[id] = against.get(id, frozenset()) | {self._stated[other].id for other in opposed[saying]}
            yield Part(
                tuple(happenings[id] for id in sorted(happenings)),
                frozenset(id for saying in inside for id in self._members[saying]),
                against,
                frozenset(block for saying in inside for block in holds_blocks(saying)),
            )

    def _opposed(self) -> dict[Saying, set[Saying]]:
        """The sayings opposed to each, found from those that deny: they are few."""
        found: dict[Saying, set[Saying]] = defaultdict(set)
        for saying in self._members:
            if saying.polarity == "denied" and (others := self._opposites(saying)):
                found[saying] = others
        for saying, others in list(found.items()):
            for other in others:
                found[other].add(saying)
        return found

    def _opposites(self, saying: Saying) -> set[Saying]:
        return {other for key in actors(saying, contrary(saying)) for other in self._actors.get(key, ()) if opposes(saying, other)}

    def _named(self) -> set[str]:
        return {id for pair in self.judged for id in pair}

    def _enter(self, id: str, saying: Saying, judged: bool) -> Saying:
        """Index what one claim says and compare it, if new, with what shares a block."""
        saying = replace(saying, judged=id) if judged else saying
        self._saying[id] = saying
        known = saying in self._members
        self._members.setdefault(saying, []).append(id)
        if known:
            return saying
        for other in self._near(saying):
            self.compared += 1
            found = contrast(saying, other)
            if found and (says_the_same(saying, other, found) or one_happening(saying, other, found)):
                self._edges[saying][other] = self._edges[other][saying] = found
        for block in saying.blocks():
            self._blocks[block][saying] = None
        for key in actors(saying, saying.polarity):
            self._actors[key][saying] = None
        if judged:
            self._join_judged(saying)
        return saying

    def _join_judged(self, saying: Saying) -> None:
        for pair, judgement in self.judged.items():
            if judgement.verdict == "same" and saying.judged in pair:
                other = self._saying.get(pair[pair[0] == saying.judged])
                if other and other != saying:
                    self._edges[saying][other] = self._edges[other][saying] = None

    def _near(self, saying: Saying) -> list[Saying]:
        """Sayings that share a block; one of a very large block only if they share another."""
        seen: dict[Saying, int] = defaultdict(int)
        for block in saying.blocks():
            inside = self._blocks.get(block, {})
            if len(inside) <= LATEST_BLOCK:
                for other in inside:
                    seen[other] += 1
        return [other for other in seen if other != saying]

    def _forget(self, saying: Saying) -> None:
        del self._members[saying]
        self._happening.pop(saying, None)
        self._stated.pop(saying, None)
        for block in saying.blocks():
            self._blocks[block].pop(saying, None)
            if not self._blocks[block]:
                del self._blocks[block]
        for key in actors(saying, saying.polarity):
            self._actors[key].pop(saying, None)
        for other in self._edges.pop(saying, {}):
            self._edges[other].pop(saying, None)

    def _regroup(self, touched: Iterable[Saying]) -> set[str]:
        """Make anew every happening connected to these sayings."""
        done: set[Saying] = set()
        again: set[str] = set()
        for saying in touched:
            if saying in done:
                continue
            component = self._component(saying)
            done |= component
            for happening in self._happenings(component):
                again |= set(happening.claims)
                for proposition in happening.propositions:
                    for id in proposition.claims:
                        self._happening[self._saying[id]] = happening
                        self._stated[self._saying[id]] = proposition
        return again

    def _component(self, saying: Saying) -> set[Saying]:
        found, queue = {saying}, deque([saying])
        while queue:
            for other in self._edges.get(queue.popleft(), ()):
                if other not in found:
                    found.add(other)
                    queue.append(other)
        return found

    def _happenings(self, component: set[Saying]) -> Iterator[Happening]:
        """Propositions first, then happenings made of whole propositions."""
        first = {saying: min(self._members[saying]) for saying in component}
        order = sorted(component, key=lambda saying: first[saying])
        pairs = [(a, b, found) for a in order for b, found in self._edges.get(a, {}).items() if first[a] < first[b]]
        pairs.sort(key=lambda each: (-(each[2].score if each[2] else 2), first[each[0]], first[each[1]]))
        statements = Groups(order, self._forbidden(order))
        same = [(a, b, found) for a, b, found in pairs if found is None or says_the_same(a, b, found)]
        links = statements.join_all(same, content=True)
        occurrences = Groups(order, self._forbidden(order))
        for group in statements.groups():
            occurrences.force(group)
        more = occurrences.join_all([each for each in pairs if each[2] and not statements.together(each[0], each[1])], content=False)
        for group in occurrences.groups():
            yield self._happening_from(group, statements, links, more)

    def _forbidden(self, order: list[Saying]) -> set[frozenset[Saying]]:
        """Pairs judged different."""
        inside = {saying.judged: saying for saying in order if saying.judged}
        different = [pair for pair, each in self.judged.items() if each.verdict == "different"]
        return {frozenset({inside[a], inside[b]}) for a, b in different if a in inside and b in inside}

    def _happening_from(self, group: list[Saying], statements: Groups, links: Related, more: Related) -> Happening:
        inside = set(group)
        by_statement: dict[Saying, list[Saying]] = defaultdict(list)
        for saying in group:
            by_statement[statements.root(saying)].append(saying)
        propositions = [self._proposition(each, links) for each in by_statement.values()]
        between = tuple(self._link(a, b, found) for a, b, found in more if a in inside and b in inside)
        ordered = tuple(sorted(propositions, key=lambda each: each.id))
        first, *_ = self._in_order(id for each in ordered for id in each.claims)
        return Happening(id_after("happening", first), ordered, between, tuple(self._conflicts(group)))

    def _proposition(self, group: list[Saying], links: Related) -> Proposition:
        inside = set(group)
        ids = self._in_order(id for saying in group for id in self._members[saying])
        found = [self._link(a, b, why) for a, b, why in links if a in inside and b in inside]
        for saying in group:
            head, *copies = sorted(self._members[saying])
            found += [Link(head, copy, 1.0, "the same in type, status, all roles and time") for copy in copies]
        lead = min(group, key=lambda saying: (-len(saying.roles), min(self._members[saying])))
        time = joint_time((saying.time for saying in group if saying.time), lasting=lasting(lead))
        return Proposition(id_after("proposition", ids[0]), lead.type, lead.polarity, lead.realis, time, tuple(ids), tuple(found))

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        """Claims as they were reported, the undated last."""
        return sorted(ids, key=lambda id: (self._reported.get(id, "9999-12-31"), id))

    def _link(self, left: Saying, right: Saying, found: Contrast | None) -> Link:
        one, two = min(self._members[left]), min(self._members[right])
        if found:
            return Link(one, two, found.score, found.reason)
        judgement = self.judged[pair_of(one, two)]
        return Link(one, two, 1.0, f"judged the same by {judgement.who}: {judgement.why}")

    def _conflicts(self, group: list[Saying]) -> Iterator[Conflict]:
        """Actors, places, times and numbers that cannot all be right."""
        statuses = {"denied" if saying.polarity == "denied" else saying.realis for saying in group}
        if len(statuses) > 1:
            yield self._sides("status", group, lambda saying: "denied" if saying.polarity == "denied" else saying.realis)
        for role in (*ACTORS, *WHERE):
            for alike in by_type(saying for saying in group if saying.keys(role)):  # an attack and a killing have different victims
                sets = {saying.keys(role) for saying in alike}
                if any(not one & two for one, two in combinations(sorted(sets, key=sorted), 2)):
                    yield self._sides(role, alike, lambda saying, role=role: ", ".join(sorted(saying.keys(role))))  # type: ignore[misc]
        times = sorted({saying.time for saying in group if saying.time and not lasting(saying)})
        days = [found for time in times if (found := interval_of(time))]
        if any(not meets(one, two) for one, two in combinations(days, 2)):
            yield self._sides("time", group, lambda saying: saying.time or "")
        yield from self._numbers(group)

    def _sides(self, aspect: str, group: list[Saying], value: Callable[[Saying], str]) -> Conflict:
        sides: dict[str, list[str]] = defaultdict(list)
        for saying in group:
            if said := value(saying):
                sides[said] += self._members[saying]
        return Conflict(aspect, tuple((said, tuple(sorted(ids))) for said, ids in sorted(sides.items())))

    def _numbers(self, group: list[Saying]) -> Iterator[Conflict]:
        """Quantities of one entity in one role that exclude each other."""
        given: dict[tuple[str, str], dict[Number, list[str]]] = defaultdict(lambda: defaultdict(list))
        for id in (id for saying in group for id in self._members[saying]):
            for role, entity, number in self._given.get(id, ()):
                given[role, entity][number].append(id)
        for (role, _), numbers in sorted(given.items()):
            if any(not one.allows(two) for one, two in combinations(numbers, 2)):
                sides = sorted((str(number), tuple(sorted(ids))) for number, ids in numbers.items())
                yield Conflict(f"number of {role}", tuple(sides))


def joint_time(values: Iterable[str], *, lasting: bool) -> str | None:
    """The days that all times have in common; all days of them where they have none in common or it lasts. None when that is open."""
    days = [found for value in set(values) if (found := interval_of(value))]
    firsts, lasts = [each.first for each in days], [each.last for each in days]
    first, last = max(filter(None, firsts), default=None), min(filter(None, lasts), default=None)
    if lasting or (first and last and first > last):
        first = None if None in firsts else min(filter(None, firsts), default=None)
        last = None if None in lasts else max(filter(None, lasts), default=None)
    return value_of(Interval(first, last)) if first or last else None


def holds_blocks(saying: Saying) -> Iterator[Block]:
    """The blocks under which a saying is found."""
    yield from saying.blocks()
    yield from actors(saying, saying.polarity)


def asks(saying: Saying) -> Iterator[Block]:
    """The blocks of sayings that it may belong to or be opposed to."""
    yield from saying.blocks()
    yield from actors(saying, contrary(saying))


def contrary(saying: Saying) -> Polarity:
    """The other polarity."""
    return "affirmed" if saying.polarity == "denied" else "denied"


def actors(saying: Saying, polarity: Polarity) -> list[Block]:
    """Its type with each of its actors, said with this polarity."""
    return [(polarity, saying.type, key) for role in ACTORS for key in saying.keys(role)]


def by_type(sayings: Iterable[Saying]) -> list[list[Saying]]:
    """Sayings in lists of one type."""
    found: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        found[saying.type].append(saying)
    return list(found.values())


class Groups:
    """Sayings in groups that grow pair by pair and never hold two that exclude each other."""

    def __init__(self, sayings: list[Saying], forbidden: set[frozenset[Saying]]) -> None:
        self._group: dict[Saying, list[Saying]] = {saying: [saying] for saying in sayings}
        self._forbidden = forbidden

    def groups(self) -> list[list[Saying]]:
        """All groups, each once."""
        return list({id(group): group for group in self._group.values()}.values())

    def root(self, saying: Saying) -> Saying:
        """One member that stands for the group."""
        return self._group[saying][0]

    def together(self, left: Saying, right: Saying) -> bool:
        """Whether the two are in one group."""
        return self._group[left] is self._group[right]

    def force(self, group: list[Saying]) -> None:
        """Put these into one group."""
        for saying in group[1:]:
            self._merge(group[0], saying)

    def join_all(self, pairs: Related, *, content: bool) -> Related:
        """Join the pairs in order, and then those too vague to tell two groups apart if only one is left; gives the pairs that joined."""
        joined = []
        open_pairs: dict[Saying, Related] = defaultdict(list)
        for pair in pairs:
            if loose := vague(*pair):
                open_pairs[loose].append(pair)
            elif self._join(pair, content):
                joined.append(pair)
        by_group: dict[Saying, Related] = defaultdict(list)
        for loose, candidates in sorted(open_pairs.items(), key=lambda item: detail(item[0]), reverse=True):
            by_group[self.root(loose)] += candidates
        for candidates in by_group.values():  # the most telling first, so that what is vaguer finds them joined
            targets = {self.root(saying) for pair in candidates for saying in pair[:2]}
            if len(targets) == 2 and self._join(candidates[0], content):
                joined.append(candidates[0])
        return joined

    def _join(self, pair: tuple[Saying, Saying, Contrast | None], content: bool) -> bool:
        left, right, found = pair
        one, two = self._group[left], self._group[right]
        if one is two:
            return False
        if any(frozenset({a, b}) in self._forbidden for a in one for b in two if a.judged and b.judged):
            return False
        if found and any(excludes(a, b, content=content) for a in one[:GUARD] for b in two[:GUARD]):
            return False
        self._merge(left, right)
        return True

    def _merge(self, left: Saying, right: Saying) -> None:
        one, two = self._group[left], self._group[right]
        if one is not two:
            one += two
            for saying in two:
                self._group[saying] = one
