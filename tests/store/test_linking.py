from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select

from allegedly.base.errors import BadLexicon, BadOption, NotFound
from allegedly.case import Case
from allegedly.store.database import Database
from allegedly.store.query import EntityRow, SourceRow
from allegedly.store.schema import judgements, workings
from tests.factory import document
from tests.store.conftest import Add

TEXT = (
    "AQIM armed Dawn Militia in 2016. al-Qaida in the Islamic Maghreb funded the rebels. Ankara armed Quarry Street. "
    "Turkey funded Quarrel Street."
)


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """A case of one report."""
    add(document(TEXT))
    return case


def names(case: Case) -> list[str]:
    """The names of the entities, in alphabetical order."""
    return sorted(row.name for row in case.entities())


def test_an_entity_has_all_its_names(filled: Case) -> None:
    (group,) = [row for row in filled.entities() if row.kind == "armed group" and "Maghreb" in row.name]
    assert (group.aliases, group.claims, group.documents, len(group.members)) == (("AQIM",), 2, 1, 2)
    assert "Turkey" in names(filled) and "Ankara" not in names(filled)


@pytest.mark.parametrize("name", ["AQIM", "al-Qaida in the Islamic Maghreb", "GSPC", "aqim".upper()])
def test_a_claim_is_found_by_any_name_of_the_entity(filled: Case, name: str) -> None:
    assert [claim.type for claim in filled.claims(about=name)] == ["arms", "funds"]


def test_a_part_of_a_name_is_still_found_by_its_words(filled: Case) -> None:
    assert [claim.type for claim in filled.claims(about="Militia")] == ["arms"]


def test_showing_any_name_shows_the_entity(filled: Case) -> None:
    assert filled.get("AQIM") == filled.get("GSPC")
    assert [claim.type for claim in filled.claims_of("AQIM")] == ["arms", "funds"]


def test_judging_two_names_the_same_makes_one_entity_and_undo_makes_two(filled: Case) -> None:
    before = filled.entities().to_dicts()
    made = filled.judge("Quarry Street", "Quarrel Street", "same", why="one is misspelt", who="ana")
    assert [row.aliases for row in filled.entities() if row.reasons and "judged" in row.reasons[0]] == [("Quarry Street",)] or [
        row.aliases for row in filled.entities() if row.reasons and "judged" in row.reasons[0]
    ] == [("Quarrel Street",)]
    assert len(list(filled.claims(about="Quarry Street"))) == 2
    assert filled.judgements().to_dicts() == [made.to_dict()]
    assert filled.undo(who="ben") == made
    assert filled.entities().to_dicts() == before
    assert [(row.did, row.who) for row in filled.history()][-2:] == [("judged", "ana"), ("judgement taken back", "ben")]


def test_different_is_remembered_when_documents_come(filled: Case, add: Add) -> None:
    filled.judge("AQIM", "al-Qaida in the Islamic Maghreb", "different", why="a fake branch")
    add(document("AQIM armed GSPC.", name="later"))
    (short,) = [
        row for row in filled.entities() if row.id == filled.judgements().to_dicts()[0]["left"] or "AQIM" in (row.name, *row.aliases)
    ][:1]
    long = next(row for row in filled.entities() if filled.judgements().to_dicts()[0]["right"] in row.members)
    assert short.id != long.id


def test_a_candidate_is_settled_by_a_judgement(filled: Case) -> None:
    assert [{each.left_name, each.right_name} for each in filled.candidates()] == [{"Quarry Street", "Quarrel Street"}]
    filled.judge("Quarry Street", "Quarrel Street", "unsure", why="no map")
    assert filled.candidates().count() == 0


def test_without_a_judgement_there_is_nothing_to_undo(filled: Case) -> None:
    with pytest.raises(NotFound, match="nobody has decided anything"):
        filled.undo()


def test_a_judgement_needs_two_names_and_a_reason(filled: Case) -> None:
    with pytest.raises(BadOption, match="is one name; give two"):
        filled.judge("Turkey", "Turkey", "same", why="so")
    with pytest.raises(BadOption, match="why is the reason"):
        filled.judge("Turkey", "AQIM", "same", why=" ")
    with pytest.raises(NotFound, match="Nobody"):
        filled.judge("Turkey", "Nobody", "same", why="so")
    assert filled.judgements().count() == 0


def test_what_is_kept_is_worked_out_again_when_it_is_gone(filled: Case, database: Database) -> None:
    before = filled.entities().to_dicts()
    with database.writing() as connection:
        assert connection.execute(select(workings.c.stamp)).scalars().all()
        connection.execute(delete(workings))
    database.remembered.clear()
    assert filled.entities().to_dicts() == before


def test_documents_that_come_one_by_one_are_linked_as_if_all_had_come_at_once(filled: Case, add: Add, database: Database) -> None:
    for number, text in enumerate(
        ("Quarry Street armed Anders Lohm.", "Lohm armed Turkey. Turkish police armed Lohm.", "Quarrel Street armed A. Lohm.")
    ):
        add(document(text, name=f"later-{number}"))
        grown = filled.entities().to_dicts(), filled.candidates().to_dicts()
        with database.writing() as connection:
            connection.execute(delete(workings))
        database.remembered.clear()
        assert (filled.entities().to_dicts(), filled.candidates().to_dicts()) == grown


def test_undo_is_one_deletion(filled: Case, database: Database) -> None:
    filled.judge("Quarry Street", "Quarrel Street", "same", why="x")
    filled.judge("Turkey", "AQIM", "different", why="y")
    filled.undo()
    with database.reading() as connection:
        assert connection.execute(select(judgements.c.why)).scalars().all() == ["x"]


def test_a_lexicon_of_the_users_own_links_names(filled: Case, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("kind: place\nentries:\n  - {name: Quarrel Street, aliases: [Quarry Street]}\n", encoding="utf-8")
    assert filled.add_lexicon(file) == 1
    assert len(list(filled.claims(about="Quarry Street"))) == 2


def test_a_lexicon_with_a_mistake_leaves_the_case_as_it_was(filled: Case, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("kind: place\nentries:\n  - {name: Turkey, aliases: [Ankara]}\n  - {aliases: [Quarry Street]}\n", encoding="utf-8")
    before = filled.entities().to_dicts()
    with pytest.raises(BadLexicon, match=r"own\.yaml, line 4, field 'name'"):
        filled.add_lexicon(file)
    with pytest.raises(BadLexicon, match="cannot be read: No such file"):
        filled.add_lexicon(tmp_path / "missing.yaml")
    assert filled.entities().to_dicts() == before


def test_a_name_that_is_also_a_source_is_judged_as_what_claims_are_about(case: Case, add: Add) -> None:
    add(document("Marek armed Sorn, Marek said. Hallan armed Sorn."))
    assert case.judge("Marek", "Hallan", "same", why="so").verdict == "same"


def test_a_source_is_the_entity_of_its_name_and_an_alias_finds_what_it_says(filled: Case, add: Add) -> None:
    add(document("Iskaria armed Sorn, GSPC said. Iskaria funded Sorn, AQIM said.", name="later"))
    group = filled.get("AQIM")
    assert isinstance(group, EntityRow)
    assert (group.said, len(group.sources)) == (2, 2)
    assert {row.entity for row in filled.sources() if row.name in ("GSPC", "AQIM")} == {group.id}
    assert {claim.arguments["agent"][0].entity for claim in filled.claims(source="GSPC")} == {"Iskaria"}
    assert filled.claims(source="al-Qaida in the Islamic Maghreb").count() == 2
    assert filled.claims_of(group.sources[0]).count() == 2


def test_who_only_says_something_is_an_entity_too_and_an_outlet_is_media(case: Case, add: Add) -> None:
    add(document("Iskaria armed Sorn, Quay Herald said.", publisher="The Quay Herald"))
    (herald,) = [row for row in case.entities() if row.name == "Quay Herald"]
    assert (herald.kind, herald.claims, herald.said, herald.mentions) == ("media", 0, 1, 1)
    found = case.get("Quay Herald")
    assert isinstance(found, SourceRow) and found.entity == herald.id
    assert case.get(herald.id) == herald


def test_an_unnamed_source_is_nobody_else(case: Case, add: Add) -> None:
    add(document("Iskaria armed two officials, two officials said."))
    (source,) = case.sources()
    assert (source.named, source.entity) == (False, None)
    assert {row.said for row in case.entities()} == {0}


def test_a_capital_that_speaks_is_its_government(case: Case, add: Add) -> None:
    add(document("Iskaria armed Sorn, Ankara said. Turkey funded Sorn."))
    turkey = case.get("Turkey")
    assert isinstance(turkey, EntityRow) and (turkey.claims, turkey.said) == (1, 1)


def test_a_judgement_that_contradicts_others_is_refused_with_their_reasons(filled: Case) -> None:
    filled.judge("Turkey", "AQIM", "different", why="a state and a group", who="ana")
    filled.judge("AQIM", "Dawn Militia", "same", why="one of two names", who="ben")
    with pytest.raises(BadOption, match=r"are the same contradicts this: ana judged Turkey and AQIM different: a state and a group; judge"):
        filled.judge("Dawn Militia", "Turkey", "same", why="so")
    with pytest.raises(BadOption, match="ana judged Turkey and AQIM different"):  # by a name that the lexicon knows as AQIM's
        filled.judge("al-Qaida in the Islamic Maghreb", "Turkey", "same", why="so")
    filled.judge("AQIM", "Turkey", "same", why="thought again", who="ana")  # the pair itself can be judged anew
    with pytest.raises(BadOption, match="ben judged AQIM and Dawn Militia same: one of two names; ana judged AQIM and Turkey same"):
        filled.judge("Dawn Militia", "Turkey", "different", why="so")
    assert filled.judgements().count() == 3


def test_names_known_to_be_one_can_be_judged_different_and_unsure_contradicts_nothing(filled: Case) -> None:
    filled.judge("Turkey", "Dawn Militia", "different", why="so")
    assert filled.judge("Dawn Militia", "Turkey", "unsure", why="so").verdict == "unsure"
    assert filled.judge("AQIM", "al-Qaida in the Islamic Maghreb", "different", why="a fake branch").verdict == "different"


def test_a_title_before_a_name_finds_who_is_kept_without_it(case: Case, add: Add) -> None:
    add(document("Marek armed Sorn."))
    assert case.get("Commander Marek") == case.get("Marek")
    assert [claim.type for claim in case.claims(about="Colonel Marek")] == ["arms"]
    with pytest.raises(NotFound, match="'Colonel Hallan'"):
        case.get("Colonel Hallan")
