"""Random provenances, small enough that every world can be counted and every cut tried."""

from __future__ import annotations

from itertools import combinations

from hypothesis import strategies as st

from allegedly.evidence.graph import Attestation, Group, Link, Provenance, Sign
from allegedly.evidence.reliability import Estimate

PRIORS = st.sampled_from([0.1, 0.3, 0.5, 0.7])
PHIS = st.sampled_from([0.5, 0.7, 0.85, 0.95, 1.0])
DELTAS = st.sampled_from([0.02, 0.1, 0.5, 0.8, 0.97, 1.0])
RELIABILITIES = st.sampled_from([0.5, 0.58, 0.7, 0.85, 0.95])


def exactly(value: float) -> Estimate:
    return Estimate.exactly(value, "given")


def sign(delta: float) -> tuple[Sign, ...]:
    return (Sign(exactly(delta)),)


@st.composite
def provenances(
    draw: st.DrawFn, *, denials: bool = True, links: bool = True, groups: bool = True, most: int = 7, bounds: bool = False
) -> Provenance:
    """At most `most` attestations; every id is its place in time."""
    size = draw(st.integers(1, most))
    sides = [Group("g", _estimate(draw, st.sampled_from([0.1, 0.4, 1.0]), bounds), draw(st.sampled_from([1, -1, 0])))] if groups else []
    made: list[Attestation] = []
    for number in range(size):
        earlier = [a.id for a in made]
        parents = tuple(draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True))) if earlier else ()
        made.append(
            Attestation(
                id=f"n{number}",
                agent=f"n{number}",
                stance=draw(st.sampled_from([1, 1, -1])) if denials else 1,
                parents=parents,
                own_access=not parents or draw(st.integers(0, 4)) == 0,
                reliability=_estimate(draw, RELIABILITIES, bounds, floor=0.5),
                fidelity=_estimate(draw, PHIS, bounds),
                group="g" if sides and draw(st.booleans()) else None,
                document=f"d{number}" if draw(st.booleans()) or number == size - 1 else None,
            )
        )
    suspected = []
    if links and size > 1:
        pairs = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), max_size=3, unique=True))
        suspected = [Link(f"n{a}", f"n{b}", (Sign(_estimate(draw, DELTAS, bounds)),)) for a, b in pairs]
    return Provenance(proposition="p", attestations=tuple(made), links=tuple(suspected), groups=tuple(sides))


def _estimate(draw: st.DrawFn, values: st.SearchStrategy[float], bounds: bool, floor: float = 0.0) -> Estimate:
    mid = draw(values)
    if not bounds:
        return exactly(mid)
    return Estimate(max(floor, mid - 0.2), mid, min(1.0, mid + 0.03), "given")
