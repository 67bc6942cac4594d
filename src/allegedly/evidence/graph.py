"""`Provenance`: who is said to have said one proposition, when, and from whom they had it; a graph without cycles, ordered by time.

Nodes are attestations, not agents: a paper that cites an agency that cites the paper is three attestations in a row (1.1).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from allegedly.base.errors import InputError, NotFound
from allegedly.base.kinds import CERTAINTIES, Certainty
from allegedly.base.moment import Interval, parse_interval
from allegedly.base.source import Source, name_in
from allegedly.base.span import Span
from allegedly.evidence.reliability import UNJUDGED, Estimate, any_of, hedged, relayed

Stance = Literal[1, -1]
Interest = Literal[1, -1, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """`agent` said, or is said to have said, at `when`, that the proposition holds (`stance` 1) or does not (-1).

    `parents` are the attestations it relays; `fidelity` is how well it relays them. `reliability` and `stance` count only with
    `own_access`; what is relayed keeps the stance it had. `document` names the document when we hold it.
    """

    id: str
    agent: str
    when: str | None = None  # ISO 8601, as precise as known
    stance: Stance = 1
    parents: tuple[str, ...] = ()
    own_access: bool = False
    reliability: Estimate = UNJUDGED
    fidelity: Estimate = relayed("paraphrased")
    group: str | None = None
    document: str | None = None
    named: bool = True
    certainty: Certainty = "certain"  # what the wording commits to; already counted in `reliability`
    claims: tuple[str, ...] = ()  # ids of the claims in which it is said, or in which it is said to have been said

    @property
    def terminal(self) -> bool:
        """Whether the document is in our hands."""
        return self.document is not None


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to think that a report was derived from another, with the words on both sides where there are any."""

    probability: Estimate
    earlier: Span | None = None
    later: Span | None = None

    @property
    def reason(self) -> str:
        """In words."""
        return self.probability.reason


@dataclass(frozen=True, slots=True)
class Link:
    """A suspicion, uncited, that `later` is really `earlier`: what it claims to know itself, and what it claims to have heard itself."""

    earlier: str
    later: str
    signs: tuple[Sign, ...]

    @property
    def delta(self) -> Estimate:
        """P(derived): every sign may be right on its own."""
        return any_of((sign.probability for sign in self.signs), "; ".join(sign.reason for sign in self.signs))


@dataclass(frozen=True, slots=True)
class Group:
    """Those who would deceive together, and what they gain from being believed (`interest` 0: not known, so either way)."""

    id: str
    deception: Estimate
    interest: Interest = 0

    def gains_from(self, stance: Stance) -> bool:
        """Whether a statement with this stance serves the group."""
        return self.interest in (0, stance)


@dataclass(frozen=True, slots=True)
class Undercut:
    """`target` takes its words back ("I never said that"), with this much credit: of one relay, or altogether. No evidence against the proposition."""

    target: str
    credit: Estimate
    relay: str | None = None
    words: Span | None = None  # those that take it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Everything known of who stands behind one proposition; refused as a whole when it contradicts itself."""

    proposition: str
    attestations: tuple[Attestation, ...]
    links: tuple[Link, ...] = ()
    groups: tuple[Group, ...] = ()
    undercuts: tuple[Undercut, ...] = ()
    at: Mapping[str, int] = field(init=False, repr=False, compare=False)
    order: tuple[int, ...] = field(init=False, repr=False, compare=False)  # sources before their relays
    children: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        at = {a.id: number for number, a in enumerate(self.attestations)}
        if len(at) < len(self.attestations):
            raise InputError(f"{self.proposition}: two attestations have the same id; give each its own")
        object.__setattr__(self, "at", at)
        children: list[list[int]] = [[] for _ in self.attestations]
        for number, a in enumerate(self.attestations):
            self._check(a)
            for parent in dict.fromkeys(a.parents):
                children[at[parent]].append(number)
        self._check_rest()
        object.__setattr__(self, "children", tuple(map(tuple, children)))
        object.__setattr__(self, "order", self._sorted(children, "cites"))
        if self.links:
            for link in self.links:
                children[at[link.earlier]].append(at[link.later])
            self._sorted(children, "cites or copies")

    def _check(self, a: Attestation) -> None:
        if a.stance not in (1, -1):
            raise InputError(f"{a.id}: {a.stance} is no stance; use 1 for it holds, -1 for it does not")
        if a.when is not None and parse_interval(a.when) is None:
            raise InputError(f"{a.id}: “{a.when}” is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
        if a.group is not None and a.group not in {g.id for g in self.groups}:
            raise NotFound(f"{a.id}: group “{a.group}” is not known; declare it first")
        for parent in a.parents:
            self._check_earlier(parent, a.id, "cites")

    def _check_earlier(self, earlier: str, later: str, verb: str) -> None:
        for known in (earlier, later):
            if known not in self.at:
                raise NotFound(f"{later}: source “{earlier}” is not an attestation of “{self.proposition}”; add it first")
        first, last = self.attestations[self.at[earlier]].when, self.attestations[self.at[later]].when
        if first and last and surely_before(last, first):
            raise InputError(f"{later} of {last} {verb} {earlier} of {first}, which is later; correct one of the dates")

    def _check_rest(self) -> None:
        for link in self.links:
            if not link.signs:
                raise InputError(f"{link.later}: the link to {link.earlier} has no reason; give at least one")
            self._check_earlier(link.earlier, link.later, "is said to copy")
        if len({g.id for g in self.groups}) < len(self.groups):
            raise InputError(f"{self.proposition}: a group is declared twice; declare it once")
        for undercut in self.undercuts:
            for known in (undercut.target, undercut.relay):
                if known is not None and known not in self.at:
                    raise NotFound(f"“{known}” is not an attestation of “{self.proposition}”; name one that is")

    def _sorted(self, children: Sequence[Sequence[int]], verb: str) -> tuple[int, ...]:
        waiting = [0] * len(children)
        for those in children:
            for child in those:
                waiting[child] += 1
        ready = deque(number for number, count in enumerate(waiting) if not count)
        done: list[int] = []
        while ready:
            done.append(number := ready.popleft())
            for child in children[number]:
                waiting[child] -= 1
                if not waiting[child]:
                    ready.append(child)
        if len(done) < len(children):
            circle = ", ".join(sorted(self.attestations[n].id for n, count in enumerate(waiting) if count))
            raise InputError(f"{self.proposition}: somebody {verb} himself in a circle among {circle}; give each statement its own time")
        return tuple(done)

    def __getitem__(self, id: str) -> Attestation:
        if id not in self.at:
            raise NotFound(f"“{id}” is not an attestation of “{self.proposition}”; name one that is")
        return self.attestations[self.at[id]]

    def of(self, agent: str) -> tuple[Attestation, ...]:
        """What `agent` said; `NotFound` when it said nothing."""
        found = tuple(a for a in self.attestations if a.agent == agent)
        if not found:
            raise NotFound(
                f"“{agent}” is no source of “{self.proposition}”; name one of {', '.join(sorted({a.agent for a in self.attestations}))}"
            )
        return found

    def documents(self) -> tuple[str, ...]:
        """The documents in hand, each once: what a naive count counts."""
        return tuple(dict.fromkeys(a.document for a in self.attestations if a.document is not None))

    def suspicion(self) -> dict[int, Estimate]:
        """For each attestation that may be a copy, P(it is one of anything)."""
        by_later: dict[int, list[Estimate]] = {}
        for link in self.links:
            by_later.setdefault(self.at[link.later], []).append(link.delta)
        return {n: deltas[0] if len(deltas) == 1 else any_of(deltas, "; ".join(d.reason for d in deltas)) for n, deltas in by_later.items()}

    def disowned(self) -> dict[tuple[int, int], Estimate]:
        """For each relaying that its source disowns, P(it was never said)."""
        by_edge: dict[tuple[int, int], list[Estimate]] = {}
        for undercut in self.undercuts:
            if undercut.relay is not None:
                by_edge.setdefault((self.at[undercut.target], self.at[undercut.relay]), []).append(undercut.credit)
        return {edge: any_of(credits, "; ".join(c.reason for c in credits)) for edge, credits in by_edge.items()}

    def withdrawn(self) -> dict[int, Estimate]:
        """For each attestation that was taken back altogether, P(it is to be struck out)."""
        by_target: dict[int, list[Estimate]] = {}
        for undercut in self.undercuts:
            if undercut.relay is None:
                by_target.setdefault(self.at[undercut.target], []).append(undercut.credit)
        return {n: any_of(credits, "; ".join(c.reason for c in credits)) for n, credits in by_target.items()}

    def linked(self, links: Iterable[Link]) -> Provenance:
        """The same with these links more; without those whose ends are not here, and without the least probable that would close a circle."""
        after = [list(those) for those in self.children]
        for link in self.links:
            after[self.at[link.earlier]].append(self.at[link.later])
        kept = list(self.links)
        for link in sorted(links, key=lambda link: -link.delta.mid):
            earlier, later = self.at.get(link.earlier), self.at.get(link.later)
            if earlier is not None and later is not None and not _reaches(after, later, earlier):
                after[earlier].append(later)
                kept.append(link)
        return replace(self, links=tuple(kept))

    def without(self, agents: Collection[str]) -> frozenset[str]:
        """The ids of everything these agents said."""
        return frozenset(a.id for agent in agents for a in self.of(agent))

    def as_of(self, date: str) -> Provenance:
        """What was published by the end of `date`; origins that nothing published by then relays are gone too."""
        until = parse_interval(date)
        if until is None:
            raise InputError(f"“{date}” is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
        kept = {a.id for a in self.attestations if a.when is None or not _starts_after(a.when, until)}
        reached = {a.id for a in self.attestations if a.id in kept and a.terminal}
        for number in reversed(self.order):
            if any(self.attestations[child].id in reached for child in self.children[number]) and self.attestations[number].id in kept:
                reached.add(self.attestations[number].id)
        return replace(
            self,
            attestations=tuple(
                replace(a, parents=tuple(p for p in a.parents if p in reached)) for a in self.attestations if a.id in reached
            ),
            links=tuple(k for k in self.links if k.earlier in reached and k.later in reached),
            undercuts=tuple(u for u in self.undercuts if u.target in reached and (u.relay is None or u.relay in reached)),
        )

    def circles(self) -> Iterator[tuple[str, ...]]:
        """Every chain in which an agent comes back to itself, latest statement first: A of May had it from B, who had it from A of March."""
        for a in self.attestations:
            came_from: dict[str, str] = {}
            queue = deque([a.id])
            while queue:
                current = queue.popleft()
                for parent in self[current].parents:
                    if parent in came_from:
                        continue
                    came_from[parent] = current
                    if self[parent].agent == a.agent:
                        yield _walk(came_from, parent, a.id)
                    else:
                        queue.append(parent)


def _walk(came_from: Mapping[str, str], end: str, start: str) -> tuple[str, ...]:
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def _reaches(after: Sequence[Sequence[int]], start: int, end: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        if (here := waiting.pop()) == end:
            return True
        fresh = [each for each in after[here] if each not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def surely_before(one: str, other: str) -> bool:
    """Whether every day that `one` can mean lies before every day that `other` can mean."""
    left, right = parse_interval(one), parse_interval(other)
    return bool(left and right and left.last and right.first and left.last < right.first)


def _starts_after(when: str, until: Interval) -> bool:
    days = parse_interval(when)
    return bool(days and days.first and until.last and days.first > until.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One account in a document: its outlet, date, and the chain of those it cites, outermost first (empty: its own voice).

    `cited` names, for each hop, the documents that are meant; without it, a hop is the latest earlier document of an outlet of its name.
    Accounts of one document with one stance are one attestation, unless they are of different `part`s (what was copied, what was not).
    """

    document: str
    outlet: str
    when: str | None = None
    stance: Stance = 1
    chain: tuple[Source, ...] = ()
    manner: str = "paraphrased"
    certainty: Certainty = "certain"
    claims: tuple[str, ...] = ()
    cited: tuple[tuple[str, ...], ...] | None = None
    part: str = ""

    @property
    def id(self) -> str:
        """Of its attestation."""
        return f"{'' if self.stance == 1 else 'not '}{self.document}{self.part and f' ({self.part})'}"


SPEAKS_AGAIN = Sign(Estimate.exactly(1.0, "the same source, speaking again"))
REPORTS_AGAIN = Sign(Estimate.exactly(1.0, "the same outlet, with nothing but what it had reported before"))


def unroll(
    proposition: str,
    reports: Iterable[Report],
    *,
    links: Iterable[Link] = (),
    groups: Iterable[Group] = (),
    undercuts: Iterable[Undercut] = (),
    reliability: Mapping[str, Estimate] | None = None,
    member_of: Mapping[str, str] | None = None,
    event: str = "",
) -> Provenance:
    """The provenance of a proposition from the accounts of its documents, unrolled by time.

    A cited outlet is its earlier document where we hold one, else somebody said to have spoken. An unnamed source is keyed by description,
    the outlet that knows it and the event: "two officials" of one paper are not those of another. A document that names its source
    in one place and speaks in its own voice in another has it from that source. A source that speaks again is its own copy.
    Of `links`, those between attestations that are not there, and the least probable of those that would close a circle, are left out.
    """
    attestations = _Unroller(reports, reliability or {}, member_of or {}, event).run()
    made = Provenance(proposition=proposition, attestations=attestations, groups=tuple(groups), undercuts=tuple(undercuts))
    return made.linked((*_repeats(attestations), *links))


class _Unroller:
    """Documents in order of time, each after those that it cites."""

    def __init__(self, reports: Iterable[Report], grades: Mapping[str, Estimate], sides: Mapping[str, str], event: str) -> None:
        self.grades, self.sides, self.event = grades, sides, event
        self.accounts: dict[str, list[Report]] = {}
        for report in sorted(reports, key=_when):
            self.accounts.setdefault(report.id, []).append(report)
        self.made: dict[str, Attestation] = {}
        self.making: set[str] = set()
        self.latest: dict[tuple[str, Stance], str] = {}  # outlet and stance -> its latest document's attestation so far

    def run(self) -> tuple[Attestation, ...]:
        for id in self.accounts:
            self.make(id)
        return tuple(self.made.values())

    def make(self, id: str) -> None:
        if id in self.made or id in self.making:
            return
        self.making.add(id)
        accounts = self.accounts[id]
        parents = tuple(dict.fromkeys(parent for account in accounts for parent in self.sources_of(account)))
        first = accounts[0]
        # In its own voice it may say more or less surely than its source did; only without a source is that its own judgement.
        self.add(id, first.outlet, True, first, parents, accounts, document=first.document)
        self.latest[first.outlet, first.stance] = id

    def sources_of(self, report: Report) -> tuple[str, ...]:
        """The attestations from which a document has this account, made if need be."""
        agents = [name_in(report.chain[:end], report.outlet, event=self.event) for end in range(1, len(report.chain) + 1)]
        depth, parents = len(agents), ()  # type: tuple[int, tuple[str, ...]]
        for outermost in range(len(agents)):
            held = self.held(report, outermost)
            if held and all(self.tells(report.chain[n], agents[n], each) for n in range(outermost + 1, len(agents)) for each in held):
                depth, parents = outermost, held  # the documents we hold say the rest of the chain themselves
                break
        sign = "" if report.stance == 1 else "not "
        for agent, member in reversed(list(zip(agents[:depth], report.chain))):
            via = f" < {', '.join(parents)}" if parents else ""
            parents = (self.add(f"{sign}{agent}{via}", agent, member.named, report, parents, (report,)),)
        return parents

    def held(self, report: Report, depth: int) -> tuple[str, ...]:
        """The attestations of the documents that a hop means."""
        if report.cited is None:
            member = report.chain[depth]
            latest = self.latest.get((member.name, report.stance)) if member.named else None
            return (latest,) if latest else ()
        sign = "" if report.stance == 1 else "not "
        meant = tuple(f"{sign}{document}" for document in report.cited[depth] if f"{sign}{document}" in self.accounts)
        for each in meant:
            self.make(each)
        return tuple(each for each in meant if each in self.made)  # not one that is being made: two papers of one day cite each other

    def tells(self, member: Source, agent: str, document: str) -> bool:
        """Whether a document in hand gives this source itself; an unnamed one it may describe in other words."""
        behind = _behind(self.made, document)
        return agent in behind or (not member.named and bool(behind))

    def add(
        self,
        id: str,
        agent: str,
        named: bool,
        report: Report,
        parents: tuple[str, ...],
        accounts: Sequence[Report],
        document: str | None = None,
    ) -> str:
        """The attestation with this id, made or with these accounts added."""
        claims = tuple(claim for account in accounts for claim in account.claims)
        if (known := self.made.get(id)) is not None:
            certainty = min(report.certainty, known.certainty, key=CERTAINTIES.index)  # the surest comes first
            fidelity = max(relayed(report.manner), known.fidelity, key=lambda each: each.mid)
            self.made[id] = replace(
                known,
                claims=tuple(dict.fromkeys((*known.claims, *claims))),
                fidelity=fidelity,
                certainty=certainty,
                reliability=hedged(self.grades.get(agent, UNJUDGED), certainty),
            )
            return id
        certainty = min((account.certainty for account in accounts), key=CERTAINTIES.index)
        self.made[id] = Attestation(
            id=id,
            agent=agent,
            when=report.when if document else None,
            stance=report.stance,
            parents=parents,
            own_access=not parents,
            reliability=hedged(self.grades.get(agent, UNJUDGED), certainty),
            fidelity=max((relayed(account.manner) for account in accounts), key=lambda each: each.mid),
            group=self.sides.get(agent),
            document=document,
            named=named,
            claims=claims,
            certainty=certainty,
        )
        return id


def _behind(made: Mapping[str, Attestation], id: str) -> set[str]:
    """The agents from whom an attestation has what it says, near or far."""
    agents: set[str] = set()
    waiting = list(made[id].parents)
    while waiting:
        source = made[waiting.pop()]
        agents.add(source.agent)
        waiting += source.parents
    return agents


def _when(report: Report) -> tuple[str, str]:
    days = parse_interval(report.when) if report.when else None
    return (days.last.isoformat() if days and days.last else "9999", report.document)


def _repeats(attestations: Iterable[Attestation]) -> Iterator[Link]:
    """Who speaks again, and which outlet reports the same sources again."""
    first: dict[tuple[str, Stance], str] = {}
    reported: dict[tuple[str, Stance], list[Attestation]] = {}
    for a in attestations:
        if a.own_access:
            earlier = first.setdefault((a.agent, a.stance), a.id)
            if earlier != a.id:
                yield Link(earlier, a.id, (SPEAKS_AGAIN,))
        elif a.terminal:
            before = reported.setdefault((a.agent, a.stance), [])
            if whole := next((b for b in before if set(a.parents) <= set(b.parents)), None):
                yield Link(whole.id, a.id, (REPORTS_AGAIN,))
            before.append(a)
