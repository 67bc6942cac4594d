"""The properties that the model must have (section 5 of docs/how-it-weighs.md); evaluation/mutants.py shows that each can fail."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allegedly.evidence.graph import Attestation, Group, Link, Provenance, Undercut
from allegedly.evidence.independence import count, max_flow
from allegedly.evidence.probability import chain_probability, evaluate
from allegedly.evidence.reliability import weight_of
from tests.evidence.provenances import PHIS, PRIORS, RELIABILITIES, exactly, provenances, sign

SLACK = 1e-9
quick = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def p_of(provenance: Provenance, prior: float = 0.5, **how: object) -> float:
    return evaluate(provenance, prior, method="exact", **how).probability  # type: ignore[arg-type]


def with_more(provenance: Provenance, *attestations: Attestation, links: tuple[Link, ...] = ()) -> Provenance:
    return replace(provenance, attestations=provenance.attestations + attestations, links=provenance.links + links)


def held(provenance: Provenance) -> list[Attestation]:
    return [a for a in provenance.attestations if a.terminal]


def numbers(provenance: Provenance, prior: float) -> tuple[float, ...]:
    worlds, k = evaluate(provenance, prior, method="exact"), count(provenance)
    return (worlds.probability, worlds.full_bayes, worlds.said, k.low, k.high, k.sides)


# 1
@quick
@given(provenances(), PRIORS, PHIS, st.data())
def test_a_copy_of_a_document_in_hand_changes_nothing(provenance: Provenance, prior: float, phi: float, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(held(provenance)))
    copy = Attestation(id="copy", agent="copy", parents=(original.id,), fidelity=exactly(phi), document="copy")
    assert numbers(with_more(provenance, copy), prior) == numbers(provenance, prior)


# 2
@quick
@given(provenances(), PRIORS, RELIABILITIES, st.data())
def test_a_proven_copy_is_worth_nothing_whatever_its_grade(provenance: Provenance, prior: float, r: float, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(provenance.attestations))
    copy = Attestation(id="copy", agent="copy", own_access=True, reliability=exactly(r), document="copy", stance=original.stance)
    copied = with_more(provenance, copy, links=(Link(original.id, "copy", sign(1.0)),))
    assert numbers(copied, prior)[3:] == numbers(provenance, prior)[3:]
    assert p_of(copied, prior) == pytest.approx(p_of(provenance, prior), abs=SLACK)


# 3
@quick
@given(provenances(denials=False), PRIORS)
def test_without_a_certain_point_of_failure_the_prior_is_left(provenance: Provenance, prior: float) -> None:
    for failure in count(provenance).failures:
        failed = provenance.without({failure.agent})
        if failure.certain:
            assert p_of(provenance, prior, failed=failed) == pytest.approx(prior, abs=SLACK)
        else:  # if every suspected copy is a copy
            sure = replace(provenance, links=tuple(replace(k, signs=sign(1.0)) for k in provenance.links if k.delta.mid >= 0.05))
            assert p_of(sure, prior, failed=failed) == pytest.approx(prior, abs=0.03 + SLACK)


@quick
@given(provenances())
def test_one_source_that_everything_rests_on_is_named_exactly_when_k_is_one(provenance: Provenance) -> None:
    k = count(provenance)
    assert bool(k.failures) == (k.low == 1)
    proven = count(replace(provenance, links=tuple(link for link in provenance.links if link.delta.mid == 1)))
    assert any(failure.certain for failure in k.failures) == (proven.low == 1)


# 4
@quick
@given(provenances(), PRIORS, RELIABILITIES)
def test_an_independent_supporter_never_hurts_and_an_independent_denial_never_helps(provenance: Provenance, prior: float, r: float) -> None:
    new = Attestation(id="new", agent="new", own_access=True, reliability=exactly(r), document="new")
    before, k = p_of(provenance, prior), count(provenance)
    supported, more = with_more(provenance, new), count(with_more(provenance, new))
    assert p_of(supported, prior) >= before - SLACK
    assert (more.low, more.high) == (k.low + 1, k.high + 1)
    denied = with_more(provenance, replace(new, stance=-1))
    assert p_of(denied, prior) <= before + SLACK
    assert (count(denied).low, count(denied).high) == (k.low, k.high)
    if r > 0.5:
        assert p_of(supported, prior) > before > p_of(denied, prior)


# 5
@quick
@given(provenances(bounds=True), PRIORS)
def test_denying_instead_of_supporting_mirrors_the_probability(provenance: Provenance, prior: float) -> None:
    mirrored = replace(
        provenance,
        attestations=tuple(replace(a, stance=-a.stance) for a in provenance.attestations),
        groups=tuple(replace(g, interest=-g.interest) for g in provenance.groups),
    )
    assert p_of(mirrored, 1 - prior) == pytest.approx(1 - p_of(provenance, prior), abs=SLACK)
    assert p_of(mirrored, 1 - prior, favour=1) == pytest.approx(1 - p_of(provenance, prior, favour=-1), abs=SLACK)
    assert evaluate(mirrored, 1 - prior).full_bayes == pytest.approx(1 - evaluate(provenance, prior).full_bayes, abs=SLACK)


# 6
@quick
@given(provenances(denials=False), PRIORS, st.data())
def test_more_dependence_or_more_deception_never_helps(provenance: Provenance, prior: float, data: st.DataObject) -> None:
    before, k = p_of(provenance, prior), count(provenance)
    if provenance.links:
        at = data.draw(st.integers(0, len(provenance.links) - 1))
        links = list(provenance.links)
        links[at] = replace(links[at], signs=links[at].signs + sign(0.5))
        dependent = replace(provenance, links=tuple(links))
        assert p_of(dependent, prior) <= before + SLACK
        assert count(dependent).low <= k.low and count(dependent).high <= k.high
    deceptive = replace(provenance, groups=tuple(replace(g, deception=exactly(min(1, g.deception.mid + 0.3))) for g in provenance.groups))
    assert p_of(deceptive, prior) <= before + SLACK


@quick
@given(PRIORS, RELIABILITIES, st.sampled_from([0.1, 0.5, 0.8]), st.sampled_from([0.1, 0.5, 1.0]))
def test_whoever_may_have_copied_two_speaks_only_if_he_copied_neither(prior: float, r: float, one: float, two: float) -> None:
    blind = [Attestation(id=id, agent=id, own_access=True, reliability=exactly(0.5), document=id) for id in "ab"]
    late = Attestation(id="c", agent="c", own_access=True, reliability=exactly(r), document="c")
    links = (Link("a", "c", sign(one)), Link("b", "c", sign(two)))
    made = Provenance(proposition="p", attestations=(*blind, late), links=links)
    assert p_of(made, prior) == pytest.approx(chain_probability(prior, r, [1 - one, 1 - two]), abs=SLACK)


# 6, undercuts
@quick
@given(PRIORS, RELIABILITIES, PHIS, st.sampled_from([0.2, 0.6, 1.0]))
def test_never_having_said_it_lowers_the_relay_and_is_no_evidence_against(prior: float, r: float, phi: float, rho: float) -> None:
    said = Attestation(id="said", agent="he", own_access=True, reliability=exactly(r))
    paper = Attestation(id="paper", agent="paper", parents=("said",), fidelity=exactly(phi), document="paper")
    disowned = Provenance(proposition="p", attestations=(said, paper), undercuts=(Undercut("said", exactly(rho)),))
    assert p_of(disowned, prior) == pytest.approx(chain_probability(prior, r, [phi * (1 - rho)]), abs=SLACK)
    assert p_of(disowned, prior) >= prior - SLACK
    assert (count(disowned).low, count(disowned).high) == (0, 0 if rho == 1 else 1)


# 7
@quick
@given(PRIORS, RELIABILITIES, PHIS, PHIS)
def test_a_second_relay_makes_it_surer_that_he_said_it_never_that_it_is_so(prior: float, r: float, one: float, two: float) -> None:
    origin = Attestation(id="o", agent="o", own_access=True, reliability=exactly(r))
    first = Attestation(id="a", agent="a", parents=("o",), fidelity=exactly(one), document="a")
    second = Attestation(id="b", agent="b", parents=("o",), fidelity=exactly(two), document="b")
    alone = evaluate(Provenance(proposition="p", attestations=(origin, first)), prior)
    both = evaluate(Provenance(proposition="p", attestations=(origin, first, second)), prior)
    bound = chain_probability(prior, r, [])
    assert alone.probability - SLACK <= both.probability <= bound + SLACK
    assert both.said == pytest.approx(1 - (1 - one) * (1 - two))
    assert both.probability == pytest.approx(chain_probability(prior, r, [both.said]), abs=SLACK)


# 8
@quick
@given(PRIORS, RELIABILITIES, st.lists(PHIS, min_size=1, max_size=5))
def test_a_chain_follows_the_closed_form(prior: float, r: float, phis: list[float]) -> None:
    links = [Attestation(id="0", agent="0", own_access=True, reliability=exactly(r))]
    for number, phi in enumerate(phis, 1):
        document = "d" if number == len(phis) else None
        links.append(Attestation(id=str(number), agent=str(number), parents=(links[-1].id,), fidelity=exactly(phi), document=document))
    provenance = Provenance(proposition="p", attestations=tuple(links))
    assert p_of(provenance, prior) == pytest.approx(chain_probability(prior, r, phis), abs=SLACK)
    if prior == 0.5:  # each relay multiplies the edge over a coin toss by its fidelity
        edge = r - 0.5
        for phi in phis:
            edge *= phi
        assert p_of(provenance, prior) - 0.5 == pytest.approx(edge, abs=SLACK)


@quick
@given(PRIORS, st.lists(RELIABILITIES, min_size=1, max_size=5))
def test_independent_voices_add_their_log_odds(prior: float, rs: list[float]) -> None:
    voices = [Attestation(id=str(n), agent=str(n), own_access=True, reliability=exactly(r), document=str(n)) for n, r in enumerate(rs)]
    p = p_of(Provenance(proposition="p", attestations=tuple(voices)), prior)
    assert weight_of(max(p, 0.5)) == pytest.approx(max(0.0, sum(map(weight_of, rs)) + _logit(prior)), abs=1e-6)


def _logit(p: float) -> float:
    return weight_of(p) if p >= 0.5 else -weight_of(1 - p)


@quick
@given(PRIORS, st.integers(1, 6), PHIS)
def test_five_officials_quoted_by_one_paper_never_beat_the_paper(prior: float, officials: int, phi: float) -> None:
    voices = [Attestation(id=str(n), agent=str(n), own_access=True, reliability=exactly(0.95)) for n in range(officials)]
    paper = Attestation(id="paper", agent="paper", parents=tuple(v.id for v in voices), fidelity=exactly(phi), document="d")
    provenance = Provenance(proposition="p", attestations=(*voices, paper))
    assert p_of(provenance, prior) <= phi + (1 - phi) * prior + SLACK
    assert count(provenance).high == 1


# 9
def brute_cut(provenance: Provenance, groups: bool) -> int:
    """The least number of agents (or sides) whose loss leaves no supporting path; every subset is tried."""
    attestations = provenance.attestations
    labels = [a.group if groups and a.group else a.id for a in attestations]
    for size in range(len(set(labels)) + 1):
        for failed in itertools.combinations(sorted(set(labels)), size):
            reached: set[int] = set()
            for n in provenance.order:
                a = attestations[n]
                begins = a.own_access and a.stance == 1
                if labels[n] not in failed and (begins or any(provenance.at[p] in reached for p in a.parents)):
                    reached.add(n)
            if not any(attestations[n].terminal for n in reached):
                return size
    raise AssertionError("taking everything away must leave nothing")


@quick
@given(provenances(links=False, most=9))
def test_k_is_the_least_cut_that_trying_every_subset_finds(provenance: Provenance) -> None:
    k = count(provenance)
    assert k.low == k.high == brute_cut(provenance, groups=False)
    assert min(k.sides, 4) == min(brute_cut(provenance, groups=True), 4)


@settings(quick, max_examples=150)
@given(st.data())
def test_augmenting_paths_find_the_maximum_on_dense_layers(data: st.DataObject) -> None:
    width, depth = data.draw(st.integers(2, 4)), data.draw(st.integers(2, 3))
    nodes = width * depth
    children = [
        tuple(c for c in range((n // width + 1) * width, min((n // width + 2) * width, nodes)) if data.draw(st.booleans()))
        for n in range(nodes)
    ]
    origins, ends = range(width), range(nodes - width, nodes)
    cut = next(
        size
        for size in range(width + 1)
        for gone in itertools.combinations(range(nodes), size)
        if not _joined(origins, set(ends), children, set(gone))
    )
    assert max_flow(origins, ends, children) == cut


def _joined(origins: range, ends: set[int], children: list[tuple[int, ...]], gone: set[int]) -> bool:
    seen = {o for o in origins if o not in gone}
    for n in range(len(children)):
        if n in seen:
            seen.update(c for c in children[n] if c not in gone)
    return bool(seen & ends)


# 10
@quick
@given(provenances(), PRIORS, st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(provenance: Provenance, prior: float, chance: random.Random) -> None:
    ids = [a.id for a in provenance.attestations]
    names = dict(zip(ids, chance.sample(["x", "y", "z", "q", "v", "w", "u"], len(ids))))
    shuffled = [
        replace(a, id=names[a.id], agent=names[a.id], parents=tuple(names[p] for p in reversed(a.parents))) for a in provenance.attestations
    ]
    chance.shuffle(shuffled)
    links = tuple(replace(k, earlier=names[k.earlier], later=names[k.later]) for k in reversed(provenance.links))
    renamed = replace(provenance, attestations=tuple(shuffled), links=links)
    assert numbers(renamed, prior) == pytest.approx(numbers(provenance, prior), abs=SLACK)


# 11
@quick
@given(provenances(groups=False, denials=False), PRIORS)
def test_total_capture_leaves_the_prior_and_admission_against_interest_all_of_it(provenance: Provenance, prior: float) -> None:
    def captured(interest: int) -> Provenance:
        everybody = tuple(replace(a, group="g") for a in provenance.attestations)
        return replace(provenance, attestations=everybody, groups=(Group("g", exactly(1.0), interest),))  # type: ignore[arg-type]

    assert p_of(captured(1), prior) == pytest.approx(prior, abs=SLACK)
    assert p_of(captured(0), prior) == pytest.approx(prior, abs=SLACK)
    assert p_of(captured(-1), prior) == pytest.approx(p_of(provenance, prior), abs=SLACK)


@quick
@given(PRIORS, RELIABILITIES, PHIS, st.sampled_from([0.1, 0.4, 1.0]), st.sampled_from([1, -1, 0]))
def test_a_party_makes_up_what_suits_it_when_it_relays(prior: float, r: float, phi: float, d: float, interest: int) -> None:
    origin = Attestation(id="o", agent="o", own_access=True, reliability=exactly(r))
    organ = Attestation(id="organ", agent="organ", parents=("o",), fidelity=exactly(phi), group="g", document="d")
    made = Provenance(proposition="p", attestations=(origin, organ), groups=(Group("g", exactly(d), interest),))  # type: ignore[arg-type]
    passes = phi if interest == -1 else phi * (1 - d)
    assert p_of(made, prior) == pytest.approx(chain_probability(prior, r, [passes]), abs=SLACK)


# bounds
@quick
@given(provenances(bounds=True), PRIORS, st.data())
def test_the_two_bound_runs_enclose_every_choice_within_the_bounds(provenance: Provenance, prior: float, data: st.DataObject) -> None:
    low, high = p_of(provenance, prior, favour=-1), p_of(provenance, prior, favour=1)
    share = data.draw(st.sampled_from([0.0, 0.3, 1.0]))

    def inside(low: float, high: float) -> float:
        return low + share * (high - low)

    chosen = replace(
        provenance,
        attestations=tuple(
            replace(
                a,
                reliability=exactly(inside(a.reliability.low, a.reliability.high)),
                fidelity=exactly(inside(a.fidelity.high, a.fidelity.low)),
            )
            for a in provenance.attestations
        ),
        groups=tuple(replace(g, deception=exactly(inside(g.deception.low, g.deception.high))) for g in provenance.groups),
    )
    assert low - SLACK <= p_of(chosen, prior) <= high + SLACK
    assert low - SLACK <= p_of(provenance, prior) <= high + SLACK


@quick
@given(provenances(), PRIORS)
def test_drawn_worlds_agree_with_counted_ones(provenance: Provenance, prior: float) -> None:
    drawn = evaluate(provenance, prior, method="drawn")
    assert drawn.probability == pytest.approx(p_of(provenance, prior), abs=0.06)


@quick
@given(provenances(denials=False), PRIORS, RELIABILITIES)
def test_drawn_worlds_keep_every_comparison(provenance: Provenance, prior: float, r: float) -> None:
    new = Attestation(id="new", agent="new", own_access=True, reliability=exactly(r), document="new")
    before = evaluate(provenance, prior, method="drawn").probability
    assert evaluate(with_more(provenance, new), prior, method="drawn").probability >= before - SLACK
    blind = replace(new, reliability=exactly(0.5))
    assert evaluate(with_more(provenance, blind), prior, method="drawn").probability == pytest.approx(before, abs=SLACK)
    dependent = replace(provenance, links=tuple(replace(k, signs=k.signs + sign(0.5)) for k in provenance.links))
    assert evaluate(dependent, prior, method="drawn").probability <= before + SLACK
