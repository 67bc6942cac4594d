"""Claims that say the same come together with a reason, what contradicts stays apart and side by side, and judgements hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest

from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Mention, TimeExpression
from allegedly.entities import sayings
from allegedly.entities.dates import ClaimTimes, When
from allegedly.entities.judgement import Judgement, Verdict
from allegedly.entities.propositions import Happening, Propositions
from allegedly.entities.sayings import ACTORS, Contrast, Number, Saying, contrast, find_number, name_key, opposes, saying_of
from tests.factory import document
from tests.gold_reader import SAMPLE, claim_of

NUMBERS = count()


def claim(type: str = "attacks", time: str | None = None, *, polarity: Any = "affirmed", realis: Any = "actual", **roles: str) -> Claim:
    """A claim in a document of its own; several fillers of a role are separated by a bar."""
    words = [type, *(filler for value in roles.values() for filler in value.split("|")), *([time] if time else [])]
    doc = document(" ".join(words), name=f"d{next(NUMBERS)}")

    def span(text: str) -> Span:
        start = doc.text.index(text)
        return Span(start, start + len(text), text)

    return Claim(
        document=doc.name,
        document_id=doc.id,
        reader="hand",
        score=1.0,
        sentence=Span.of(doc.text, 0, len(doc.text)),
        type=type,
        trigger=span(type),
        arguments={role: tuple(Mention(span(filler), filler) for filler in value.split("|")) for role, value in roles.items()},
        time=TimeExpression(span(time), time) if time else None,
        polarity=polarity,
        realis=realis,
    )


def judged(left: Claim, right: Claim, verdict: Verdict, number: int = 1) -> Judgement:
    return Judgement(number=number, left=left.id, right=right.id, verdict=verdict, who="ana", at="2024-01-01", why="read both")


def group(*claims: Claim, judgements: Iterable[Judgement] = ()) -> Propositions:
    found = Propositions(judgements=judgements)
    found.add(claims)
    return found


def together(*claims: Claim) -> bool:
    """Whether all are one proposition."""
    return len(group(*claims).propositions) == 1


def one_happening(*claims: Claim) -> Happening | None:
    """The happening that all are about, if it is one."""
    happenings = group(*claims).happenings
    return happenings[0] if len(happenings) == 1 else None


def test_the_same_in_other_documents_is_one_proposition_whatever_the_article() -> None:
    assert together(claim(agent="Aden League", patient="Marib"), claim(agent="the Aden League", patient="Marib"))


def test_a_month_and_a_day_of_it_are_compatible_and_another_day_is_not() -> None:
    day = claim(time="2016-05-03", agent="League", patient="Marib")
    assert together(claim(time="2016-05", agent="League", patient="Marib"), day)
    assert not together(claim(time="2016-05-20", agent="League", patient="Marib"), day)
    assert one_happening(claim(time="2016-05-20", agent="League", patient="Marib"), day) is None


def test_denied_and_planned_stay_apart_and_meet_in_one_happening() -> None:
    said, denied = claim(agent="League", patient="Marib"), claim(agent="League", patient="Marib", polarity="denied")
    assert not together(said, denied)
    happening = one_happening(said, denied, claim(agent="League", patient="Marib", realis="planned"))
    assert happening is not None and len(happening.propositions) == 3
    assert [(each.aspect, [side for side, _ in each.sides]) for each in happening.conflicts] == [
        ("status", ["actual", "denied", "planned"])
    ]


def test_who_did_it_is_a_conflict_of_one_happening_with_every_side_alive() -> None:
    league, bureau = claim(time="2016-05-03", agent="League", patient="Marib"), claim(time="2016-05-03", agent="Bureau", patient="Marib")
    assert not together(league, bureau)
    happening = one_happening(league, bureau)
    assert happening is not None
    (conflict,) = happening.conflicts
    assert conflict.aspect == "agent" and conflict.sides == (("bureau", (bureau.id,)), ("league", (league.id,)))


def test_one_word_for_an_act_of_the_same_days_is_one_happening_where_nothing_contradicts() -> None:
    told, retold = claim(time="2016-05-03", agent="League", place="Sorn"), claim(time="2016-05-03", patient="Dawn Militia", place="Sorn")
    assert one_happening(told, retold)
    assert not one_happening(told, claim(time="2016-05-03", patient="Dawn Militia", place="Lisk"))
    assert not one_happening(told, claim(time="2016-05-19", patient="Dawn Militia", place="Sorn"))
    assert not one_happening(told, claim("kills", time="2016-05-03", principal="Bureau", place="Sorn"))


def test_dates_a_day_or_two_apart_are_a_conflict_of_one_happening() -> None:
    happening = one_happening(
        claim(time="2016-05-03", agent="League", patient="Marib"), claim(time="2016-05-04", agent="League", patient="Marib")
    )
    assert happening is not None and [each.aspect for each in happening.conflicts] == ["time"]


def test_numbers_do_not_split_and_are_shown_side_by_side() -> None:
    ten = claim("kills", "2016-05-03", agent="League", patient="ten guards")
    twelve = claim("kills", "2016-05-03", agent="League", patient="12 guards")
    least = claim("kills", "2016-05-03", agent="League", patient="at least ten guards")
    assert together(ten, twelve, least)
    happening = one_happening(ten, twelve, least)
    assert happening is not None
    (conflict,) = happening.conflicts
    assert conflict.aspect == "number of patient" and {side for side, _ in conflict.sides} == {"10", "12", "at least 10"}
    agreed = one_happening(twelve, least)
    assert agreed is not None and not agreed.conflicts


def test_a_vague_claim_joins_the_only_act_it_can_mean_and_none_of_several() -> None:
    vague = claim(agent="League", patient="Marib")
    may, june = claim(time="2016-05-03", agent="League", patient="Marib"), claim(time="2017-06-09", agent="League", patient="Marib")
    assert together(vague, may)
    found = group(vague, may, june)
    assert len(found.propositions) == 3


def test_what_was_reported_before_it_happened_is_not_about_it() -> None:
    vague, may = claim(agent="League", patient="Marib"), claim(time="2016-05-03", agent="League", patient="Marib")
    silent = When(None, None, "the claim gives no time")
    for reported, count_of in (("2016-04-30", 2), ("2016-05-04", 1)):
        found = Propositions()
        found.add([vague, may], {vague.id: ClaimTimes(silent, reported), may.id: ClaimTimes(When("2016-05-03", "text", ""), "2016-05-04")})
        assert len(found.propositions) == count_of


def test_a_middle_claim_never_joins_two_that_contradict_each_other() -> None:
    middle = claim(time="2016-05", agent="League", patient="Marib")
    assert not together(
        claim(time="2016-05-03", agent="League", patient="Marib"), middle, claim(time="2016-05-20", agent="League", patient="Marib")
    )


def test_another_type_or_another_actor_says_something_else() -> None:
    said = claim("arms", agent="Bureau", patient="League")
    assert not together(said, claim("funds", agent="Bureau", patient="League"))
    assert not together(said, claim("arms", agent="Bureau", patient="Front"))
    assert not together(said, claim("arms", agent="League", patient="Bureau"))
    assert together(said, claim("supports", agent="Bureau", patient="League"))


def test_mutual_acts_do_not_depend_on_who_is_named_first() -> None:
    assert together(claim("meets", "2016-05-03", agent="Amir", patient="Barak"), claim("meets", "2016-05-03", agent="Barak|Amir"))


def test_a_name_and_its_adjective_are_compatible_places() -> None:
    kinds = [claim("recruits", agent="League", patient="men", place=place) for place in ("Keldovia", "Keldovian hostels")]
    assert together(*kinds)
    assert not together(*(claim("recruits", agent="League", patient="men", place=place) for place in ("Niger", "Nigeria")))


def test_every_two_claims_of_a_happening_are_joined_by_reasons() -> None:
    claims = [claim(time=time, agent="League", patient="Marib") for time in ("2016-05-03", "2016-05", "2016-05-03")]
    found = group(*claims)
    for other in claims[1:]:
        chain = found.why(claims[0].id, other.id)
        assert chain and all(link.reason and 0 < link.score <= 1 for link in chain)
    assert any("2016-05 and 2016-05-03" in link.reason or "2016-05-03 and 2016-05" in link.reason for link in found.propositions[0].links)


def test_a_judgement_splits_and_another_joins_and_taking_it_back_undoes_it() -> None:
    one, two = claim(agent="League", patient="Marib"), claim(agent="League", patient="Marib")
    other = claim("funds", agent="Bureau", patient="League")
    found = group(one, two, other)
    assert len(found.propositions) == 2
    touched = found.judge([judged(one, two, "different")])
    assert touched == {one.id, two.id} and len(found.propositions) == len(found.happenings) == 3
    found.judge([judged(one, two, "different"), judged(two, other, "same", 2)])
    assert found.proposition_of(two.id) == found.proposition_of(other.id) != found.proposition_of(one.id)
    assert "ana: read both" in found.why(two.id, other.id)[0].reason
    found.judge([])
    assert found.propositions == group(one, two, other).propositions


def test_a_later_judgement_of_the_same_pair_holds_and_unsure_changes_nothing() -> None:
    one, two = claim(agent="League", patient="Marib"), claim(agent="League", patient="Marib")
    assert len(group(one, two, judgements=[judged(one, two, "different", 1), judged(one, two, "same", 2)]).propositions) == 1
    assert len(group(one, two, judgements=[judged(one, two, "unsure")]).propositions) == 1


def test_a_copy_of_a_judged_claim_still_finds_its_place() -> None:
    one, two, three = (claim(agent="League", patient="Marib") for _ in range(3))
    found = group(one, two, three, judgements=[judged(one, two, "different")])
    assert found.proposition_of(one.id) != found.proposition_of(two.id)
    assert len(found.propositions) == 2


def test_a_general_denial_opposes_what_it_denies() -> None:
    said = claim("recruits", "2016-05-03", agent="League", patient="men", place="Marib")
    later = claim("recruits", "2017-05-03", agent="League", patient="men", place="Aden")
    denial = claim("recruits", agent="League", patient="any person", polarity="denied")
    found = group(said, later, denial, claim("recruits", agent="Front", patient="men"))
    assert {each.claims[0] for each in found.opposed(found.proposition_of(denial.id))} == {said.id, later.id}


def sample() -> list[Claim]:
    """The gold claims of the sample case."""
    found = []
    for path in sorted((SAMPLE / "gold" / "claims").glob("*.jsonl")):
        name = path.name.removesuffix(".claims.jsonl")
        doc = document((SAMPLE / "reports" / f"{name}.txt").read_text(encoding="utf-8"), name=name)
        found += [claim_of(json.loads(line), doc, "gold") for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def test_order_and_portions_do_not_matter() -> None:
    claims = sample()
    whole = group(*claims)
    for seed in range(3):
        random.Random(seed).shuffle(claims)
        portions = Propositions()
        for start in range(0, len(claims), 40):
            portions.add(claims[start : start + 40])
        assert portions.propositions == whole.propositions and portions.happenings == whole.happenings


def test_removing_what_was_added_restores_what_was() -> None:
    claims = sample()
    found = group(*claims[:150])
    before = found.happenings
    found.add(claims[150:])
    found.remove(each.id for each in claims[150:])
    assert found.happenings == before
    assert found.add(claims[:150]) == set()


def test_adding_touches_only_its_own_happenings() -> None:
    claims = sample()
    found = group(*claims)
    assert found.add([claim("funds", agent="Nobody Known", patient="Nowhere Club")]) != set()
    new = claim("fronts_for", agent="Saltgate Kitchen", principal="Sixth Bureau")
    touched = found.add([new])
    assert new.id in touched and len(touched) == 1 + 6


def test_what_opposes_is_what_the_whole_comparison_finds() -> None:
    said = [saying_of(each, name_key) for each in sample()]
    contrary = [(one, two) for one in said for two in said if one.polarity == "denied" and two.polarity == "affirmed"]
    whole = [pair for pair in contrary if (found := contrast(*pair)) and found.only("same", *ACTORS) and not found.only("different")]
    assert whole and [pair for pair in contrary if opposes(*pair)] == whole


def test_a_denial_is_not_held_against_all_that_its_actor_is_said_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reason is put into words only for what has no other actor in a role that both fill."""
    found = group(*(claim(agent="Dawn Militia", patient=f"Town {n}", polarity=said) for n in range(40) for said in ("affirmed", "denied")))
    compared: list[tuple[Saying, Saying]] = []

    def watched(left: Saying, right: Saying) -> Contrast | None:
        compared.append((left, right))
        return contrast(left, right)

    monkeypatch.setattr(sayings, "contrast", watched)
    assert sum(len(each.opposed) for each in found.parts()) == 2 * 40
    assert len(compared) <= 2 * 40


def test_pairs_compared_grow_with_the_claims_and_not_their_square() -> None:
    rng = random.Random(0)

    def pairs(size: int) -> int:
        names = [f"actor{n}" for n in range(size // 4)]
        found = Propositions()
        found.add(
            claim(time=f"20{rng.randrange(10, 20)}-0{rng.randrange(1, 10)}", agent=rng.choice(names), patient=rng.choice(names))
            for _ in range(size)
        )
        return found.compared

    assert pairs(1200) < 3 * max(pairs(400), 100)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("at least 30 Asmeri migrants", Number(30, "at least")),
        ("eleven men", Number(11, None)),
        ("1,500 fighters", Number(1500, None)),
        ("two thousand men", Number(2000, None)),
        ("2015 agreement", None),
        ("dozens of men", None),
        ("men", None),
    ],
)
def test_a_quantity_keeps_its_bound(words: str, number: Number | None) -> None:
    assert find_number(Mention(Span(0, len(words), words), words)) == number


@pytest.mark.parametrize(
    ("name", "key"), [("The League", "league"), ("at least 30 Asmeri migrants", "asmeri migrants"), ("any person", None), ("anyone", None)]
)
def test_the_default_key_is_the_name_without_article_and_quantity(name: str, key: str | None) -> None:
    assert name_key(claim(agent="x"), Mention(Span(0, len(name), name), name)) == key


def test_another_entity_key_can_be_plugged_in() -> None:
    claims = [claim(agent="GSPC", patient="Kidal"), claim(agent="AQIM", patient="Kidal")]
    assert not together(*claims)
    found = Propositions(key=lambda _, mention: {"GSPC": "e-1", "AQIM": "e-1"}.get(mention.entity, mention.entity))
    found.add(claims)
    assert len(found.propositions) == 1


def test_the_sample_case_shows_who_is_said_to_have_recruited() -> None:
    found = group(*sample())
    sides = {side for each in found.happenings for conflict in each.conflicts if conflict.aspect == "agent" for side, _ in conflict.sides}
    assert {"sixth bureau", "section nine"} <= sides
