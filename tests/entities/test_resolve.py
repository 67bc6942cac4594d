from __future__ import annotations

import random
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.entities.candidates import find_pairs
from allegedly.entities.entity import Entity, Reference
from allegedly.entities.judgement import Judgement, Verdict
from allegedly.entities.lexicon import Lexicon, parse_lexicon
from allegedly.entities.resolve import Comparisons, Resolution, resolve


def ref(name: str, *, named: bool = True, documents: str = "one", **fields: Any) -> Reference:
    """A reference whose id is its name (and document, for a description)."""
    home = None if named else documents
    id = "|".join(part for part in (name, fields.get("sense"), home) if part)
    given = {"mentions": 1, "roles": frozenset({"agent"})} | fields
    return Reference(id=id, name=name, named=named, document=home, documents=frozenset(documents.split()), **given)


NUMBERS = count(1)


def judged(left: str, verdict: Verdict, right: str) -> Judgement:
    """A judgement of today."""
    return Judgement(number=next(NUMBERS), left=left, right=right, verdict=verdict, who="ana", at="2021-03-04T00:00:00Z", why="so")


def groups(found: Resolution) -> set[frozenset[str]]:
    """The members of each entity."""
    return {frozenset(entity.members) for entity in found.entities}


def together(*names: str, judgements: tuple[Judgement, ...] = ()) -> bool:
    """Whether all the names are one entity."""
    return len(resolve([ref(name) for name in names], judgements).entities) == 1


def one(*references: Reference) -> Entity:
    """The only entity of these references."""
    (entity,) = resolve(references).entities
    return entity


def test_the_names_that_the_lexicon_knows_are_one() -> None:
    entity = one(ref("AQIM"), ref("al-Qaida in the Islamic Maghreb"), ref("former GSPC"))
    assert (entity.name, entity.kind, entity.parent) == ("al-Qaida in the Islamic Maghreb", "armed group", "al-Qaida")
    assert entity.reasons == ("the lexicon knows both as al-Qaida in the Islamic Maghreb",)


def test_an_acronym_is_the_name_that_was_read_for_it_in_another_report() -> None:
    full = ref("Front for the Liberation of Azwad", documents="one", words=frozenset({"FLA"}))
    assert set(one(full, ref("FLA", documents="two")).members) == {full.id, "FLA"}
    apart = resolve([ref("Front for the Liberation of Azwad", documents="one"), ref("FLA", documents="two")])
    assert len(apart.entities) == 2 and len(apart.candidates) == 1


def test_people_called_after_a_place_are_people_and_no_person() -> None:
    assert one(ref("Sons of Mount Edir")).kind == "people"
    assert one(ref("Colonel Simmons")).kind == "person"


def test_a_fake_branch_of_a_group_is_another() -> None:
    assert not together("Dawn Militia", "fake Dawn Militia")
    assert not together("AQIM", "fake branch of AQIM")
    assert not together("al-Qaida", "AQIM")  # a branch is not what it is a branch of


def test_spellings_of_a_person_are_one_and_namesakes_are_not() -> None:
    assert together("Muammar Qaddafi", "Moammar Gadhafi", "Colonel Muammar Kadhafi")
    assert not together("Anders Lohm", "Ilse Lohm")


def test_the_adjective_of_a_state_and_what_belongs_to_it() -> None:
    assert together("Ruvania", "Ruvanian")
    found = resolve([ref(name) for name in ("Keldovia", "Keldovian parliament", "parliament of Keldovia", "Keldovia's parliament")])
    assert frozenset({"Keldovian parliament", "parliament of Keldovia", "Keldovia's parliament"}) in groups(found)
    assert frozenset({"Keldovia"}) in groups(found)


def test_a_government_is_the_state_and_its_capital_is_not() -> None:
    found = resolve(
        [ref("France"), ref("Paris", sense="government"), ref("Élysée", sense="government"), ref("Paris", roles=frozenset({"place"}))]
    )
    assert frozenset({"France", "Paris|government", "Élysée|government"}) in groups(found)
    assert frozenset({"Paris"}) in groups(found)


def test_unnamed_groups_of_two_reports_are_two() -> None:
    found = resolve([ref("border officials", named=False, documents="one"), ref("border officials", named=False, documents="two")])
    assert len(found.entities) == 2
    assert {entity.kind for entity in found.entities} == {"unnamed group"}


def test_amounts_and_stuff_of_two_reports_are_the_same_kind_of_thing() -> None:
    for name in ("400 crowns", "papers", "cash"):
        handed = [ref(name, named=False, documents=each, roles=frozenset({"object"})) for each in ("one", "two")]
        assert one(*handed).reasons == ("the same kind of thing",)
    for name, role in (("letter", "object"), ("400 crowns", "agent"), ("400 crowns of Sorn", "patient"), ("officers", "object")):
        apart = [ref(name, named=False, documents=each, roles=frozenset({role})) for each in ("one", "two")]
        assert len(resolve(apart).entities) == 2


def test_a_place_described_by_a_name_is_one_in_whatever_order_and_its_people_are_not() -> None:
    found = one(ref("Quarry Street hostel"), ref("hostel on Quarry Street", named=False, documents="two"))
    assert found.name == "Quarry Street hostel"
    officers = [ref("officer of the Sixth Bureau", named=False, documents=each) for each in ("one", "two")]
    assert len(resolve(officers).entities) == 2


def test_where_or_whose_something_is_can_stand_after_its_name() -> None:
    assert one(ref("Lime Barracks"), ref("Lime Barracks camp near Tarnholt", mentions=9)).name == "Lime Barracks"
    assert together("Sixth Bureau", "Sixth Bureau of the Ruvanian general staff")
    assert not together("Ministry of Defence", "Ministry of Defence in Sorn")  # every state has one
    assert len(resolve([ref(name) for name in ("Dawn Militia", "Dawn Militia in Sorn", "Dawn Militia in Lisk")]).entities) == 3


def test_a_last_name_goes_with_the_only_full_name_that_has_it() -> None:
    assert together("Anders Lohm", "Lohm")
    assert len(resolve([ref(name) for name in ("Anders Lohm", "Ilse Lohm", "Lohm")]).entities) == 3


def test_an_office_is_not_its_holder() -> None:
    holder = ref("Henrik Dause", words=frozenset({"Interior Minister"}))
    assert len(resolve([holder, ref("Interior Minister", documents="two")]).entities) == 2


def test_words_read_as_standing_for_one_name_are_an_alias_of_it() -> None:
    bureau = ref("Sixth Bureau", words=frozenset({"Ruvania's military intelligence"}))
    assert len(resolve([bureau, ref("Ruvania's military intelligence", documents="two")]).entities) == 1


def test_what_was_judged_the_same_is_one_and_says_by_whom() -> None:
    (entity,) = resolve([ref("Marek"), ref("Piet Hallan")], [judged("Marek", "same", "Piet Hallan")]).entities
    assert entity.reasons == ("judged the same by ana: so",)


def test_what_was_judged_different_is_never_one_whatever_links_it() -> None:
    names = ("Muammar Qaddafi", "Moammar Gadhafi", "Muammar Kadhafi")
    found = resolve([ref(name) for name in names], [judged(names[0], "different", names[1])])
    assert all(not set(names[:2]) <= group for group in groups(found))
    assert not together("AQIM", "GSPC", judgements=(judged("GSPC", "different", "AQIM"),))


def test_the_later_of_two_judgements_holds() -> None:
    first, second = judged("Marek", "same", "Piet Hallan"), judged("Piet Hallan", "different", "Marek")
    assert not together("Marek", "Piet Hallan", judgements=(second, first))


def test_taking_a_judgement_back_gives_what_was_before() -> None:
    references = [ref(name) for name in ("Marek", "Piet Hallan", "Anders Lohm", "Lohm")]
    before = resolve(references)
    assert resolve(references, [judged("Marek", "same", "Piet Hallan")]) != before
    assert resolve(references, []) == before


def test_documents_added_later_break_no_judgement() -> None:
    judgement = judged("Anders Lohm", "different", "Andreas Lohm")
    more = [ref(name, documents="two three") for name in ("Anders Lohm", "Andreas Lohm", "A. Lohm", "Lohm", "Colonel Lohm")]
    found = resolve(more, [judgement])
    assert all(not {"Anders Lohm", "Andreas Lohm"} <= group for group in groups(found))


def test_a_judgement_on_names_that_are_gone_does_nothing() -> None:
    assert len(resolve([ref("Marek")], [judged("Marek", "same", "Nobody")]).entities) == 1


def test_the_order_of_the_input_makes_no_difference() -> None:
    names = [
        "Anders Lohm",
        "Lohm",
        "AQIM",
        "GSPC",
        "Ruvania",
        "Ruvanian",
        "Sixth Bureau",
        "Ruvanian Sixth Bureau",
        "Moammar Gadhafi",
        "Muammar Qaddafi",
    ]
    expected = resolve([ref(name) for name in names])
    for seed in range(5):
        random.Random(seed).shuffle(names)
        assert resolve([ref(name) for name in names]) == expected


def test_pronouns_that_nobody_resolved_are_no_entities() -> None:
    assert resolve([ref("they", named=False), ref("Marek")]).entities == resolve([ref("Marek")]).entities


def test_likely_names_are_candidates_until_they_are_settled() -> None:
    streets = [ref("Quarry Street", mentions=4), ref("Quarrel Street", mentions=3)]
    (candidate,) = resolve(streets).candidates
    assert candidate.change == 3 and "letters" in candidate.reason
    for verdict in ("same", "different", "unsure"):
        assert resolve(streets, [judged("Quarry Street", verdict, "Quarrel Street")]).candidates == ()


def test_unsure_merges_nothing() -> None:
    assert not together("Muammar Qaddafi", "Moammar Gadhafi", judgements=(judged("Moammar Gadhafi", "unsure", "Muammar Qaddafi"),))


def test_a_users_lexicon_links_what_ours_does_not_know() -> None:
    own = parse_lexicon("kind: service\nentries:\n  - {name: Sixth Bureau, aliases: [Lamplighters]}\n", "own.yaml")
    assert len(resolve([ref("Sixth Bureau"), ref("Lamplighters")], lexicon=Lexicon(own)).entities) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("SDF operations to isolate Raqqa", "Raqqa"),
        ("Sunni Arabs", "Arabs"),
        ("US Defense Secretary", "U.S. president"),
        ("Deputy Secretary of State", "Secretary of State"),
        ("Royal Air Force", "Royal Jordanian Air Force"),
        ("U.S. companies", "U.S., German, and Canadian companies"),
        ("Iraq", "Iraqis"),
        ("territory", "Syrian territory"),
        ("Islamic State", "Islamic State West Africa Province"),
    ],
)
def test_names_that_share_words_and_no_bearer_stay_apart(left: str, right: str) -> None:
    assert not together(left, right)


@pytest.mark.parametrize("number", [400, 1600])
def test_pairs_grow_with_the_names_and_not_with_their_square(number: int) -> None:
    chance = random.Random(3)
    syllables = "ka ro mi ve ta lu ne so ri da bo fe ja ku".split()
    names = {" ".join("".join(chance.choices(syllables, k=3)).title() for _ in range(2)) for _ in range(number)}
    assert len(list(find_pairs(ref(name) for name in names))) < 12 * number


WORDS = (
    "Anders",
    "Andreas",
    "Lohm",
    "Lohmann",
    "Moammar",
    "Muammar",
    "Gadhafi",
    "Qaddafi",
    "Sixth",
    "Bureau",
    "Ruvanian",
    "Ruvania",
    "fake",
    "FBA",
)
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
ROLES = st.sampled_from([frozenset({"agent"}), frozenset({"place"}), frozenset({"object", "patient"})])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(NAMES, ROLES), min_size=1, max_size=5), min_size=2, max_size=5), st.data())
def test_names_that_come_one_document_after_another_are_linked_as_if_they_had_come_at_once(
    reports: list[list[tuple[str, frozenset[str]]]], data: st.DataObject
) -> None:
    uses: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    known = Comparisons()
    for number, report in enumerate(reports):
        for name, roles in report:  # a name that comes again may be used in another way
            documents, before = uses.get(name, (frozenset(), frozenset()))
            uses[name] = documents | {str(number)}, before | roles
        references = [ref(name, documents=" ".join(sorted(documents)), roles=roles) for name, (documents, roles) in uses.items()]
        pair = data.draw(st.lists(st.sampled_from(sorted(uses)), min_size=2, max_size=2))
        judgements = [judged(pair[0], data.draw(st.sampled_from(["same", "different", "unsure"])), pair[1])] if pair[0] != pair[1] else []
        grown, anew = resolve(references, judgements, known=known), resolve(references, judgements)
        assert (grown.entities, grown.candidates, grown.compared) == (anew.entities, anew.candidates, anew.compared)
        assert grown.comparisons == anew.comparisons
        assert resolve(references, judgements, known=grown.comparisons).anew == 0
        known = grown.comparisons


def test_a_new_name_is_compared_with_those_like_it_and_they_not_with_each_other_again() -> None:
    first = [ref(f"Anders {name}") for name in ("Lohm", "Marek", "Hallan", "Varsk")]
    before = resolve(first)
    after = resolve([*first, ref("Ilse Varsk")], known=before.comparisons)
    assert 0 < after.anew < before.compared + after.anew == after.compared


def test_what_has_an_adjective_is_a_place() -> None:
    found = {each.name: each.kind for each in resolve([ref("Ruvania"), ref("Ruvanian police"), ref("Marek")]).entities}
    assert found["Ruvania"] == "place" and found["Marek"] == "thing"


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        ("Tamsin Orr", "agent", "person"),
        ("Tamsin Orr", "speaker", "person"),
        ("Vale's Day", "patient", "event"),
        ("Orr's Bakery", "agent", "thing"),
        ("French Ardmore", "agent", "thing"),
        ("Northern Guard", "agent", "organisation"),
        ("Lower Ardmore", "patient", "thing"),
        ("Hadley Canal", "patient", "place"),
        ("Hadley Marathon", "patient", "event"),
        ("Young Sailors Act", "agent", "thing"),
        ("Orr and Lohm", "agent", "thing"),
        ("Ardmore TV", "speaker", "thing"),
        ("Hadley, Massachusetts", "patient", "place"),
        ("Buenos Aires", "patient", "place"),
        ("Buenos Aires", "speaker", "person"),
        ("Rotterdam", "agent", "thing"),
    ],
)
def test_a_kind_is_told_by_head_form_and_the_gazetteer(name: str, role: str, kind: str) -> None:
    assert one(ref(name, roles=frozenset({role}))).kind == kind


def test_a_large_town_that_is_a_place_somewhere_is_one_everywhere() -> None:
    assert one(ref("Rotterdam", roles=frozenset({"agent", "place"}))).kind == "place"


def test_a_title_said_once_tells_that_a_name_is_a_persons() -> None:
    assert one(ref("Vale", words=frozenset({"Commander Vale"}))).kind == "person"
    assert one(ref("Vale", words=frozenset({"commander of Vale"}))).kind == "thing"


def test_a_first_name_goes_with_the_only_full_name_of_its_reports_that_begins_so() -> None:
    assert together("Tamsin Orr", "Tamsin")
    assert together("James Orr", "James")
    assert not together("Tamsin Orr", "Tamsin Lohm", "Tamsin")
    apart = [ref("Tamsin Orr", documents="one"), ref("Tamsin", documents="two")]
    assert len(resolve(apart).entities) == 2
    assert len(resolve([ref("Boston Orr"), ref("Boston", roles=frozenset({"place"}))]).entities) == 2


def test_words_that_name_nothing_are_no_entities() -> None:
    assert not resolve([ref("here", named=False), ref("her only", named=False)]).entities


def test_a_portfolio_is_no_owner_and_a_state_after_of_is() -> None:
    found = groups(resolve([ref("Audit Court", documents="one"), ref("Audit Court of Keldovia", documents="two"), ref("Keldovia")]))
    assert frozenset({"Audit Court", "Audit Court of Keldovia"}) in found
    ministries = [ref("Interior Ministry"), ref("Interior", documents="two"), ref("Ministry", named=False, documents="two")]
    assert len(resolve(ministries).entities) == 3
    assert (
        len(
            resolve([ref("Audit Court"), ref("Audit Court of Keldovia"), ref("Audit Court of Sorn"), ref("Keldovia"), ref("Sorn")]).entities
        )
        == 5
    )
