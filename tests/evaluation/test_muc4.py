"""Invented messages and keys in the format of MUC-4."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import muc4
import pytest

from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression

KEY = """;;; a remark
0.  MESSAGE: ID                     TST9-MUC4-0001 (SOMEBODY)
1.  MESSAGE: TEMPLATE               1 (OPTIONAL)
2.  INCIDENT: DATE                  - 03 JAN 90 / (01 JAN 90 - 03 JAN 90)
4.  INCIDENT: TYPE                  BOMBING
9.  PERP: INDIVIDUAL ID             ? "TWO HOODED MEN" / "MEN"
                                    "JUAN EJEMPLO"
10. PERP: ORGANIZATION ID           "DAWN FRONT" / "DF"
11. PERP: ORGANIZATION CONFIDENCE   REPORTED AS FACT / POSSIBLE: "DAWN FRONT" / "DF"
12. PHYS TGT: ID                    *
18. HUM TGT: NAME                   -
19. HUM TGT: DESCRIPTION            "MAYOR": "PEDRO MUESTRA"

0.  MESSAGE: ID                     TST9-MUC4-0002
1.  MESSAGE: TEMPLATE               *
2.  INCIDENT: DATE                  *
"""
TEXT = "THE DAWN FRONT BOMBED THE MAYOR PEDRO MUESTRA. SOLDIERS KILLED FARMERS."


def mention(words: str) -> Mention:
    at = TEXT.index(words)
    return Mention(Span.of(TEXT, at, at + len(words)), words)


def claim(type: str, trigger: str, **fields: Any) -> Claim:
    at = TEXT.index(trigger)
    fillers = {role: (mention(fields.pop(role)),) for role in ("agent", "patient") if role in fields}
    sentence = Span.of(TEXT, 0, 46) if at < 46 else Span.of(TEXT, 47, len(TEXT))
    return Claim(
        document="m",
        document_id="d-m",
        reader="none",
        score=1.0,
        sentence=sentence,
        type=type,
        trigger=Span.of(TEXT, at, at + len(trigger)),
        arguments=fillers,
        **fields,
    )


BOMBED = claim("attacks", "BOMBED", agent="DAWN FRONT", patient="MAYOR PEDRO MUESTRA")
KILLED = claim("kills", "KILLED", agent="SOLDIERS", patient="FARMERS")
NAMES = muc4.Names((("ORG", (4, 14)), ("PER", (TEXT.index("PEDRO"), 45))))


def fills(template: muc4.Template, slot: str) -> list[str]:
    return [fill.forms[0] for fill in template.slots[muc4.SLOTS[slot][0]]]


def test_a_key_is_parsed_with_alternatives_options_and_continued_slots() -> None:
    key = muc4.parse_key(KEY)
    (template,) = key["TST9-MUC4-0001"]
    assert key["TST9-MUC4-0002"] == [] and template.optional
    assert template.slots[2] == [muc4.Fill(("- 03 JAN 90", "01 JAN 90 - 03 JAN 90"))]
    assert template.slots[9] == [muc4.Fill(("TWO HOODED MEN", "MEN"), optional=True), muc4.Fill(("JUAN EJEMPLO",))]
    assert template.slots[10] == [muc4.Fill(("DAWN FRONT", "DF"))]
    assert template.slots[11] == [muc4.Fill(("REPORTED AS FACT", "POSSIBLE"), about=("DAWN FRONT", "DF"))]
    assert template.slots[19] == [muc4.Fill(("MAYOR",))]
    assert 12 not in template.slots and 18 not in template.slots


def test_messages_are_cut_at_their_ids_and_unwrapped() -> None:
    text = "TST9-MUC4-0001 (X)\n\n   LISSE, 3 JAN 90 -- [TEXT] THE DAWN\nFRONT CAME.\n\n   IT LEFT.\n\nTST9-MUC4-0002\n\n   NO DATE.\n"
    found = dict(muc4.messages(text))
    assert found == {"TST9-MUC4-0001": "LISSE, 3 JAN 90 -- [TEXT] THE DAWN FRONT CAME.\nIT LEFT.", "TST9-MUC4-0002": "NO DATE."}
    assert muc4.day_of(found["TST9-MUC4-0001"]) == date(1990, 1, 3)
    assert muc4.day_of(found["TST9-MUC4-0002"]) is None


def test_claims_of_one_incident_fill_a_template() -> None:
    template = muc4.fill_template([BOMBED], TEXT, NAMES, date(1990, 1, 3))
    said = {slot: fills(template, slot) for slot in muc4.SLOTS}
    assert said == {
        "type": ["BOMBING"],
        "stage": ["ACCOMPLISHED"],
        "date": ["- 03 JAN 90"],
        "category": ["TERRORIST ACT"],
        "individual": [],
        "organisation": ["DAWN FRONT"],
        "confidence": ["REPORTED AS FACT"],
        "victim": ["PEDRO MUESTRA"],
    }


def test_soldiers_make_an_incident_state_sponsored_and_a_resolved_day_is_its_date() -> None:
    dated = replace(KILLED, time=TimeExpression(KILLED.trigger, "1990-01-02"))
    template = muc4.fill_template([dated], TEXT, NAMES, date(1990, 1, 3))
    assert fills(template, "category") == ["STATE-SPONSORED VIOLENCE"]
    assert fills(template, "individual") == ["SOLDIERS"]
    assert fills(template, "date") == ["02 JAN 90"]


@pytest.mark.parametrize(
    ("fields", "sure"),
    [
        ({}, "REPORTED AS FACT"),
        ({"chain": (Hop(Source("Herald", True)),)}, "REPORTED AS FACT"),
        ({"chain": (Hop(Source("spokesman of the Dawn Front", False)),)}, "CLAIMED OR ADMITTED"),
        ({"certainty": "probable"}, "SUSPECTED OR ACCUSED"),
        ({"certainty": "possible", "chain": (Hop(Source("the police", False)),)}, "SUSPECTED OR ACCUSED BY AUTHORITIES"),
    ],
)
def test_confidence_follows_who_says_so_and_how_surely(fields: dict[str, Any], sure: str) -> None:
    assert muc4.confidence(replace(BOMBED, **fields), "DAWN FRONT") == sure


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (BOMBED, True),
        (replace(BOMBED, polarity="denied"), False),
        (replace(BOMBED, realis="hypothetical"), False),
        (claim("attacks", "BOMBED", agent="DAWN FRONT", patient="SOLDIERS"), False),
        (claim("captures", "BOMBED", agent="SOLDIERS", patient="FARMERS"), False),
        (claim("captures", "BOMBED", agent="DAWN FRONT", patient="FARMERS"), True),
        (claim("meets", "BOMBED"), False),
    ],
)
def test_only_incidents_of_the_task_are_told(told: Claim, counts: bool) -> None:
    assert muc4.relevant(told) is counts


def test_claims_join_by_sentence_or_target_and_else_stay_apart() -> None:
    again = claim("kills", "KILLED", patient="PEDRO")
    assert muc4.incidents([BOMBED, KILLED]) == [[BOMBED], [KILLED]]
    assert muc4.incidents([BOMBED, again]) == [[BOMBED, again]]


def template(**slots: str) -> muc4.Template:
    made = muc4.Template()
    for slot, words in slots.items():
        made.slots[muc4.SLOTS[slot][0]] = [muc4.Fill((words,))]
    return made


def test_a_filler_is_right_in_any_form_half_right_by_a_word_and_wrong_otherwise() -> None:
    key = muc4.Fill(("DAWN FRONT", "DF"))
    assert [muc4.agreement("organisation", said, key) for said in ("THE DAWN FRONT", "DF", "FRONT", "LEAGUE")] == [1, 1, 0.5, 0]
    assert muc4.agreement("type", "ATTACK", muc4.Fill(("BOMBING",))) == 0.5
    assert muc4.agreement("type", "ATTACK", muc4.Fill(("KIDNAPPING",))) == 0
    assert muc4.agreement("confidence", "SUSPECTED OR ACCUSED", muc4.Fill(("SUSPECTED OR ACCUSED BY AUTHORITIES",))) == 0.5
    assert muc4.agreement("date", "-03 JAN 90", muc4.Fill(("- 03 JAN 90",))) == 1


def test_what_is_optional_in_the_key_counts_only_when_found() -> None:
    key = [muc4.Fill(("MEN",), optional=True)]
    assert muc4.match_fills("individual", [], key) == (0, 0, 0)
    assert muc4.match_fills("individual", [muc4.Fill(("MEN",))], key) == (1, 1, 1)


def test_confidence_in_another_organisation_is_half_right() -> None:
    key = [muc4.Fill(("POSSIBLE",), about=("LEAGUE",))]
    for about, points in (("THE LEAGUE", 1.0), ("GUILD", 0.5)):
        assert muc4.match_fills("confidence", [muc4.Fill(("POSSIBLE",), about=(about,))], key) == (points, 1, 1)


def test_people_are_individuals_and_the_group_they_are_called_after_an_organisation() -> None:
    band = claim("attacks", "BOMBED", agent="THE DAWN FRONT", patient="MAYOR PEDRO MUESTRA")
    people = replace(band, arguments={**band.arguments, "agent": (mention("SOLDIERS"),)})
    known = muc4.Names((("ORG", (TEXT.index("SOLDIERS"), TEXT.index(" KILLED"))),))
    assert muc4.perpetrators([people], TEXT, known) == (["SOLDIERS"], {})
    assert muc4.perpetrators([band], TEXT, NAMES) == ([], {"THE DAWN FRONT": "REPORTED AS FACT"})


def test_templates_are_paired_by_type_and_actor_and_the_rest_is_missing_or_spurious() -> None:
    key = [template(type="BOMBING", organisation="DAWN FRONT"), template(type="ATTACK", organisation="LEAGUE")]
    key.append(replace(template(type="ATTACK", organisation="GUILD"), optional=True))
    said = [template(type="ATTACK", organisation="LEAGUE"), template(type="KIDNAPPING", organisation="DAWN FRONT")]
    assert list(muc4.align(said, key)) == [(said[0], key[1]), (said[1], None), (None, key[0])]
    found = muc4.total({"m": said}, {"m": key})
    assert found["type"] == (1.0, 2, 2) and found["organisation"] == (1.0, 2, 2) and found["victim"] == (0.0, 0, 0)
