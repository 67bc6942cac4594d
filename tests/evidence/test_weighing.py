from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from allegedly.base.errors import BadOption
from allegedly.evidence.graph import Attestation, Group, Link, Provenance, Stance
from allegedly.evidence.probability import DRAWN_WORLDS, drawn, evaluate
from allegedly.evidence.reliability import Estimate, graded
from allegedly.evidence.weighing import weigh
from tests.evidence.provenances import PRIORS, exactly, provenances, sign
from tests.evidence.test_properties import quick


def witness(id: str, grade: str = "A", stance: Stance = 1, **fields: object) -> Attestation:
    return Attestation(id=id, agent=id, stance=stance, own_access=True, reliability=graded(grade), document=id, **fields)  # type: ignore[arg-type]


def provenance(*attestations: Attestation, **fields: object) -> Provenance:
    return Provenance(proposition="p", attestations=attestations, **fields)  # type: ignore[arg-type]


def test_two_good_witnesses_confirm() -> None:
    weighing = weigh(provenance(witness("a"), witness("b")))
    assert (weighing.credibility, weighing.assurance, weighing.likelihood) == (1, "high", "almost certain")


def test_nothing_is_confirmed_through_one_man_however_often_it_is_repeated() -> None:
    relays = [Attestation(id=f"r{n}", agent=f"r{n}", parents=("a",), fidelity=exactly(0.99), document=f"r{n}") for n in range(20)]
    weighing = weigh(provenance(replace(witness("a"), document=None), *relays))
    assert weighing.low >= 0.85 and weighing.independence.documents == 20 and weighing.independence.inflation == 20
    assert (weighing.credibility, weighing.assurance) == (2, "low")


def test_a_suspected_copy_keeps_it_from_being_confirmed() -> None:
    weighing = weigh(provenance(witness("a"), witness("b"), links=(Link("a", "b", sign(0.1)),)))
    assert (weighing.independence.low, weighing.independence.high, weighing.credibility) == (1, 2, 2)


def test_a_live_denial_keeps_it_from_being_confirmed_and_a_dead_one_does_not() -> None:
    many = [witness(name) for name in "abcd"]
    denier = witness("x", "C", -1, group="g")
    for lying, credibility in ((0.0, 2), (1.0, 1)):
        weighing = weigh(provenance(*many, denier, groups=(Group("g", exactly(lying), -1),)))
        assert weighing.low >= 0.85 and weighing.credibility == credibility


@pytest.mark.parametrize(("prior", "credibility"), [(0.75, 2), (0.5, 3), (0.25, 4), (0.1, 5)])
def test_an_uninformative_witness_leaves_the_number_of_the_prior(prior: float, credibility: int) -> None:
    blind = replace(witness("a"), reliability=exactly(0.5))
    assert weigh(provenance(blind), prior).credibility == credibility


def test_nobody_with_own_access_or_everything_possible_cannot_be_judged() -> None:
    assert weigh(provenance(witness("x", stance=-1))).credibility == 6
    wide = replace(witness("a"), reliability=Estimate(0.5, 0.9, 0.99, "unknown"))
    against = replace(witness("x", stance=-1), reliability=Estimate(0.5, 0.9, 0.99, "unknown"))
    assert weigh(provenance(wide, against)).credibility == 6


def test_one_side_that_decides_lowers_the_assurance() -> None:
    party = Group("g", exactly(0.1), 1)
    weighing = weigh(provenance(witness("a", group="g"), witness("b", group="g"), groups=(party,)))
    assert weighing.independence.sides == 1 and weighing.independence.low == 2
    assert weighing.assurance == "moderate" and "if g were deceiving" in weighing.assurance_reason


def test_a_prior_that_nothing_can_move_is_refused() -> None:
    for prior in (0.0, 1.0, -1.0, 2.0):
        with pytest.raises(BadOption, match="cannot be moved by evidence"):
            weigh(provenance(witness("a")), prior)


@quick
@given(provenances(bounds=True), PRIORS)
def test_the_interval_holds_the_probability_and_k_lo_is_at_most_k_hi(made: Provenance, prior: float) -> None:
    weighing = weigh(made, prior)
    assert 0 <= weighing.low <= weighing.probability <= weighing.high <= 1
    k = weighing.independence
    assert k.sides <= k.low <= k.high and k.low <= k.documents


def test_a_dial_is_drawn_from_its_name_alone_and_evenly() -> None:
    numbers = drawn(("relay", "a"))
    assert (numbers == drawn.__wrapped__(("relay", "a"))).all()
    assert len(numbers) == DRAWN_WORLDS and numbers.min() >= 0 and numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 0.03
    assert abs((numbers * drawn(("relay", "b"))).mean() - 0.25) < 0.03


def test_many_uncertain_relays_are_drawn_and_few_are_counted() -> None:
    def fan(relays: int) -> Provenance:
        made = [Attestation(id=f"r{n}", agent=f"r{n}", parents=("a",), fidelity=exactly(0.2), document=f"r{n}") for n in range(relays)]
        return provenance(replace(witness("a"), document=None), *made)

    assert evaluate(fan(14)).method == "exact" and evaluate(fan(14)).worlds == 2**14
    many = evaluate(fan(20))
    assert many.method == "drawn" and many.said == pytest.approx(1 - 0.8**20, abs=0.02)
    assert weigh(fan(20)).method_reason.startswith("1,024 worlds drawn, standard error 0.00")


def test_full_bayes_suspects_agreement_where_copying_is_possible() -> None:
    voices = [witness(name, "B") for name in "abc"]
    links = tuple(Link("a", later, sign(0.5)) for later in "bc")
    worlds = evaluate(provenance(*voices, links=links), 0.2)
    assert worlds.full_bayes < worlds.probability
    alone = evaluate(provenance(*voices), 0.2)
    assert alone.full_bayes == pytest.approx(alone.probability)


def test_full_bayes_of_one_suspected_pair_is_what_the_formula_gives_by_hand() -> None:
    # a (r .9), b (r .8) a copy of a with .4; prior .5. Z(copy) = .5(.9 + .1), Z(none) = .5(.9*.8 + .1*.2)
    made = provenance(
        replace(witness("a"), reliability=exactly(0.9)), replace(witness("b"), reliability=exactly(0.8)), links=(Link("a", "b", sign(0.4)),)
    )
    by_hand = (0.4 * 0.5 * 0.9 + 0.6 * 0.5 * 0.72) / (0.4 * 0.5 + 0.6 * 0.5 * 0.74)
    assert evaluate(made).full_bayes == pytest.approx(by_hand)


def test_a_copy_is_nobody_saying_it() -> None:
    # a behind a relay of fidelity .5; b in our hands, a copy with .6: somebody said it unless the relay erred and b is a copy
    relay = Attestation(id="r", agent="r", parents=("a",), fidelity=exactly(0.5), document="r")
    made = provenance(replace(witness("a"), document=None), relay, witness("b"), links=(Link("a", "b", sign(0.6)),))
    assert evaluate(made).said == pytest.approx(1 - 0.5 * 0.6)


def test_an_unheard_voice_weighs_half_in_full_bayes() -> None:
    # a (r .9) behind a relay of fidelity .7; Z(heard) = .5, Z(unheard) = 1/2, so the worlds keep their weights
    relay = Attestation(id="r", agent="r", parents=("a",), fidelity=exactly(0.7), document="r")
    worlds = evaluate(provenance(replace(witness("a"), reliability=exactly(0.9), document=None), relay))
    assert worlds.full_bayes == pytest.approx(0.7 * 0.9 + 0.3 * 0.5)
