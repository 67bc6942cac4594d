"""How many sources would have to fail before nothing supports a proposition any more (1.4).

That number is the least vertex cut between the world, which every origin touches, and the documents in hand. By Menger's theorem it is
also the number of separate ways by which the proposition reached us.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from allegedly.evidence.graph import Provenance

PERHAPS = 0.05  # a link this likely is believed for k_lo
SURELY = 0.95  # a link must be this likely to be believed for k_hi
MANY = 4  # where labels must be searched, this means "four or more"


@dataclass(frozen=True, slots=True)
class PointOfFailure:
    """A source without whom nothing supports the proposition; `certain`, or only if the suspected copies are copies."""

    agent: str
    certain: bool

    @property
    def reason(self) -> str:
        """In words."""
        condition = "" if self.certain else ", if the suspected copies are copies"
        return f"every supporting account passes through {self.agent}{condition}"


@dataclass(frozen=True, slots=True)
class Independence:
    """Independent sources: at least `low`, at most `high`, on `sides` sides; `documents` is what a naive count gives.

    `origins_low` and `origins_high` count those who speak from own access, whoever passes their words on: four witnesses in one paper are four
    origins, and one source, as long as the paper is all we have. Where one source speaks in several places, `low` and `high` above three
    are lower bounds, and so is `sides`.
    """

    low: int
    high: int
    sides: int
    origins_low: int
    origins_high: int
    documents: int
    failures: tuple[PointOfFailure, ...]

    @property
    def inflation(self) -> float | None:
        """Documents per independent source; None when nothing supports the proposition."""
        return self.documents / self.low if self.low else None


@dataclass(frozen=True, slots=True)
class _Support:
    """The supporting part of a provenance: where accounts begin, where they reach us, and how they pass."""

    origins: frozenset[int]
    ends: frozenset[int]
    children: Sequence[Sequence[int]]


def count(provenance: Provenance, failed: Collection[str] = ()) -> Independence:
    """Independence of a proposition when everything in `failed` (attestation ids) is taken away."""
    gone = frozenset(provenance.at[id] for id in failed)
    suspicion = _struck(provenance)
    agents = [a.agent for a in provenance.attestations]
    sides = [a.agent if a.group is None else f"\x00{a.group}" for a in provenance.attestations]  # no agent's name begins so
    suspected = _support(provenance, suspicion, PERHAPS, gone)
    low = _least_cut(suspected, agents)
    believed = _support(provenance, suspicion, SURELY, gone)
    high = _least_cut(believed, agents)
    proven = _support(provenance, suspicion, 1.0, gone)
    certain = _dominators(proven, agents)
    doubtful = [agent for agent in _dominators(suspected, agents) if agent not in certain]
    failures = [PointOfFailure(agent, True) for agent in certain] + [PointOfFailure(agent, False) for agent in doubtful]
    documents = _supporting_documents(provenance, gone)
    # Never contract a group into one node: that would make paths that are not there.
    parties = min(low, _label_cut(suspected, sides)) if provenance.groups else low
    return Independence(low, high, parties, _origins(suspected, agents), _origins(believed, agents), documents, tuple(failures))


def _origins(support: _Support, agents: Sequence[str]) -> int:
    """How many agents with own access reach a document in hand."""
    reaching = set(support.ends)
    after = list(reaching)
    before: dict[int, list[int]] = {}
    for n, those in enumerate(support.children):
        for child in those:
            before.setdefault(child, []).append(n)
    while after:
        for n in before.get(after.pop(), ()):
            if n not in reaching:
                reaching.add(n)
                after.append(n)
    return len({agents[n] for n in support.origins & reaching})


def _struck(provenance: Provenance) -> dict[int, float]:
    """For each attestation that may be a copy or was withdrawn, how surely it is to be taken out; the surer of the two."""
    struck = {n: e.mid for n, e in provenance.suspicion().items()}
    for n, credit in provenance.withdrawn().items():
        struck[n] = max(struck.get(n, 0.0), credit.mid)
    return struck


def _support(provenance: Provenance, suspicion: Mapping[int, float], believed: float, gone: frozenset[int]) -> _Support:
    attestations = provenance.attestations
    cut = {edge for edge, credit in provenance.disowned().items() if credit.mid == 1} if provenance.undercuts else frozenset()
    deaf = {n for n, a in enumerate(attestations) if a.fidelity.mid == 0 or suspicion.get(n, 0.0) >= believed} | gone
    ends = frozenset(n for n, a in enumerate(attestations) if a.terminal and n not in gone)
    origins = frozenset(
        n for n, a in enumerate(attestations) if a.own_access and a.stance == 1 and n not in gone and suspicion.get(n, 0.0) < believed
    )
    # What a document in hand passes on has reached us already.
    children = [
        () if n in ends or n in gone else tuple(c for c in those if c not in deaf and (n, c) not in cut)
        for n, those in enumerate(provenance.children)
    ]
    return _Support(origins, ends, children)


def _supporting_documents(provenance: Provenance, gone: Collection[int]) -> int:
    """The documents in hand through which an account passes, however redundantly."""
    seen = {n for n, a in enumerate(provenance.attestations) if a.own_access and a.stance == 1 and n not in gone}
    for n in provenance.order:
        if n in seen:
            seen.update(child for child in provenance.children[n] if child not in gone)
    return len({a.document for n, a in enumerate(provenance.attestations) if n in seen and a.document is not None})


def _least_cut(support: _Support, agents: Sequence[str]) -> int:
    """The least number of agents on every account: max-flow while each speaks once, otherwise a bounded search over agents."""
    reached = _reached(support)
    named = [agents[n] for n in reached]
    return max_flow(support.origins, support.ends, support.children) if len(set(named)) == len(named) else _label_cut(support, agents)


def _reached(support: _Support) -> set[int]:
    seen, waiting = set(support.origins), list(support.origins)
    while waiting:
        for child in support.children[waiting.pop()]:
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return seen


def max_flow(origins: Collection[int], ends: Collection[int], children: Sequence[Sequence[int]]) -> int:
    """How many paths from origins to ends share no node: augmenting paths over split nodes of capacity one."""
    direct = set(origins) & set(ends)  # a document of a witness is a path by itself and is best used as one
    flow = len(direct)
    after: dict[int, int] = {}  # node -> next node of the path through it
    before: dict[int, int] = {}
    sources = [n for n in sorted(origins) if n not in direct]
    used: set[int] = set()
    while path := _augment([n for n in sources if n not in used], set(ends) - direct, children, direct, after, before):
        flow += 1
        used.add(path[0][0])
        _apply(path, after, before)
    return flow


_Step = tuple[int, bool]  # a node, and whether it is being left (True) or entered


def _augment(
    starts: Sequence[int],
    ends: Collection[int],
    children: Sequence[Sequence[int]],
    closed: Collection[int],
    after: Mapping[int, int],
    before: Mapping[int, int],
) -> list[_Step]:
    """A shortest augmenting path in the residual of the split graph; empty when there is none."""
    first: list[_Step] = [(n, False) for n in starts]
    came: dict[_Step, _Step | None] = dict.fromkeys(first)
    queue = deque(first)
    while queue:
        step = queue.popleft()
        node, leaving = step
        busy = node in after
        options: list[_Step] = []
        if leaving:
            if node in ends and after.get(node) != END:
                path = [step]
                while (previous := came[path[-1]]) is not None:
                    path.append(previous)
                return path[::-1]
            options = [(c, False) for c in children[node] if c not in closed and after.get(node) != c]
            if busy:
                options.append((node, False))  # give the node itself back
        else:
            if not busy:
                options = [(node, True)]
            elif before[node] != START:
                options = [(before[node], True)]  # give the edge into it back
        for option in options:
            if option not in came:
                came[option] = step
                queue.append(option)
    return []


END, START = -1, -2


def _apply(path: Sequence[_Step], after: dict[int, int], before: dict[int, int]) -> None:
    """Add the augmenting path to the flow that `after` and `before` hold."""
    drop: list[tuple[int, int]] = []
    add: list[tuple[int, int]] = [(START, path[0][0])]
    for (node, leaving), (other, other_leaving) in zip(path, path[1:]):
        if leaving and not other_leaving and node != other:
            add.append((node, other))
        elif not leaving and other_leaving and node != other:
            drop.append((other, node))
    add.append((path[-1][0], END))
    for u, v in drop:
        if after.get(u) == v:
            del after[u]
        if before.get(v) == u:
            del before[v]
    for u, v in add:
        if u != START:
            after[u] = v
        if v != END:
            before[v] = u


def _shortest(support: _Support, labels: Sequence[str], blocked: Collection[str]) -> tuple[int, ...]:
    """A shortest account that passes through no blocked label; empty when there is none."""
    starts = [n for n in sorted(support.origins) if labels[n] not in blocked]
    came: dict[int, int | None] = dict.fromkeys(starts)
    queue = deque(starts)
    while queue:
        node = queue.popleft()
        if node in support.ends:
            path = [node]
            while (previous := came[path[-1]]) is not None:
                path.append(previous)
            return tuple(path)
        for child in support.children[node]:
            if child not in came and labels[child] not in blocked:
                came[child] = node
                queue.append(child)
    return ()


def _dominators(support: _Support, labels: Sequence[str]) -> list[str]:
    """The labels that every account passes through, in the order of a shortest one from us back to the origin."""
    path = _shortest(support, labels, ())
    return [label for label in dict.fromkeys(labels[n] for n in path) if not _shortest(support, labels, {label})]


def _label_cut(support: _Support, labels: Sequence[str]) -> int:
    """The least number of labels on every account, up to `MANY`.

    In general NP-hard; but a cut must touch every account, so branching over the labels of a shortest one that is left finds it in
    (labels per account)^k steps, and accounts are short.
    """
    greedy: set[str] = set()
    least = 0  # accounts that share no label
    while path := _shortest(support, labels, greedy):
        least += 1
        greedy.update(labels[n] for n in path)
    for size in range(least, MANY):
        if _cuttable(support, labels, frozenset(), size, set()):
            return size
    return max(least, MANY)


def _cuttable(support: _Support, labels: Sequence[str], blocked: frozenset[str], budget: int, tried: set[frozenset[str]]) -> bool:
    if blocked in tried:
        return False
    tried.add(blocked)
    path = _shortest(support, labels, blocked)
    if not path:
        return True
    return budget > 0 and any(_cuttable(support, labels, blocked | {labels[n]}, budget - 1, tried) for n in path)
