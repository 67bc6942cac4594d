"""What the head of a report says of itself, and silence where it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.capture.dates import parse_published
from allegedly.capture.masthead import Masthead, find_masthead, parse_dateline
from tests.capture.makers import PROSE

BODY = f"\n\n{PROSE} It denied everything on Tuesday.\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Rebels armed\nCENTCOM", Masthead(title="Rebels armed", publisher="CENTCOM")),
        ("Rebels armed\nWikinews, 2019-06-23", Masthead(title="Rebels armed", publisher="Wikinews", published="2019-06-23")),
        ("Rebels armed\nThe Herald, 4 March 2021", Masthead(title="Rebels armed", publisher="The Herald", published="2021-03-04")),
        (
            "Rebels armed\nThe Herald, Thursday, March 4, 2021",
            Masthead(title="Rebels armed", publisher="The Herald", published="2021-03-04"),
        ),
        (
            "Rebels armed\nThe Drawbridge (blog), 4 March 2021",
            Masthead(title="Rebels armed", publisher="The Drawbridge", published="2021-03-04"),
        ),
        (
            "Rebels armed\nMinistry of the Interior of Keldovia, Press Release 88/2021, 4 March 2021",
            Masthead(title="Rebels armed", publisher="Ministry of the Interior of Keldovia", published="2021-03-04"),
        ),
        ("Rebels armed\nThe Herald | March 2021", Masthead(title="Rebels armed", publisher="The Herald", published="2021-03")),
        ("Rebels armed\nThe Herald (2021)", Masthead(title="Rebels armed", publisher="The Herald", published="2021")),
        (
            "Rebels armed\n4 March 2021 — borderwatch.example",
            Masthead(title="Rebels armed", publisher="borderwatch.example", published="2021-03-04"),
        ),
        (
            "Rebels armed, say officials\nThe Herald, 4 March 2021\nBy Jane Doe and John van Roe",
            Masthead(
                title="Rebels armed, say officials", publisher="The Herald", byline="Jane Doe and John van Roe", published="2021-03-04"
            ),
        ),
        ("Rebels armed\nThe Herald\nBy JANE DOE", Masthead(title="Rebels armed", publisher="The Herald", byline="JANE DOE")),
        ("Rebels armed\n\nBy Jane Doe, Senior Correspondent", Masthead(title="Rebels armed", byline="Jane Doe")),
        ("Rebels armed\nBy Jane Doe in Pell | 4 March 2021", Masthead(title="Rebels armed", byline="Jane Doe", published="2021-03-04")),
        ("Rebels armed\nBy Jane Doe, Associated Press", Masthead(title="Rebels armed", byline="Jane Doe", agency="Associated Press")),
        ("Rebels armed\nBy Reuters", Masthead(title="Rebels armed", agency="Reuters")),
        ("Rebels armed\nPosted on March 4, 2021 by admin", Masthead(title="Rebels armed", byline="admin", published="2021-03-04")),
        ("Rebels armed\nPosted by Jane Doe on March 4, 2021", Masthead(title="Rebels armed", byline="Jane Doe", published="2021-03-04")),
        ("Rebels armed\nPublished: 4 March 2021, 10:15 GMT\nUpdated: 5 March 2021", Masthead(title="Rebels armed", published="2021-03-04")),
        (
            "Rebels armed\nJane Doe | The Herald | 4 March 2021",
            Masthead(title="Rebels armed", byline="Jane Doe", publisher="The Herald", published="2021-03-04"),
        ),
        (
            "THE PELL HERALD\nThursday, March 4, 2021\n\nRebels armed",
            Masthead(title="Rebels armed", publisher="THE PELL HERALD", published="2021-03-04"),
        ),
        (
            "Title: Rebels armed\nSource: The Herald\nAuthor: Jane Doe\nDate: March 2021\nURL: https://herald.example/1",
            Masthead(title="Rebels armed", publisher="The Herald", byline="Jane Doe", published="2021-03"),
        ),
        (
            "Rebels armed\nAl-Mashriq al-Jadid, 9/8/2014\nTranslated from the Arabic",
            Masthead(title="Rebels armed", publisher="Al-Mashriq al-Jadid"),
        ),
        ("Rebels armed\nBlic Dnevnik | 11.03.2018", Masthead(title="Rebels armed", publisher="Blic Dnevnik", published="2018-03-11")),
        (
            "Rebels armed\nBy the Insider Desk | Translated from Russian | 19.07.2015",
            Masthead(title="Rebels armed", byline="the Insider Desk", published="2015-07-19"),
        ),
        ("Rebels armed\n\nBy Ana Kourakis, Institute for Frontier Studies", Masthead(title="Rebels armed", byline="Ana Kourakis")),
        (
            "MINISTRY OF DEFENCE OF ARDENIA\nPRESS RELEASE No. 114/2020\nVesk, 17 October 2020\n\nRebels armed\n\nThe rebels were armed.",
            Masthead(title="Rebels armed", publisher="MINISTRY OF DEFENCE OF ARDENIA", published="2020-10-17"),
        ),
        ("Rebels armed\r\nThe Herald, 4 March 2021", Masthead(title="Rebels armed", publisher="The Herald", published="2021-03-04")),
    ],
)
def test_the_lines_of_a_head_fill_the_fields(head: str, expected: Masthead) -> None:
    assert find_masthead(head + BODY) == expected


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "The troops left on Monday.\n\nThey came back on Tuesday, two officials said to reporters.",
        "We went to the border. It was cold.\nThe Ministry",
        "Dear Sir,\n\nBy Monday we shall have left the country for good, and will not return.",
        "- milk\n- bread\n- butter",
        "Rebels armed",
        "",
    ],
)
def test_text_without_a_head_fills_nothing(text: str) -> None:
    assert find_masthead(text) == Masthead()


@pytest.mark.parametrize(
    "second",
    [
        "Officials say the junta paid for it",  # a subtitle
        "On Monday, 4 March 2021",
        "By Monday they were gone",
        "Full text",
        'He said: "Never."',
        "Updated 4 March 2021",
        "Pell and the border, a history in nine parts and one appendix",
        "04/03/2021",
    ],
)
def test_a_second_line_that_names_no_outlet_is_not_one(second: str) -> None:
    found = find_masthead(f"Rebels armed\n{second}{BODY}")
    assert (found.publisher, found.byline, found.published) == (None, None, None)


def test_a_name_right_under_the_title_counts_only_where_the_prose_is_set_off() -> None:
    assert find_masthead(f"Rebels armed\nCENTCOM\n{PROSE}").publisher is None
    assert find_masthead(f"Rebels armed\n\nCENTCOM\n\n{PROSE}").publisher is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("PELL, March 4 (Norwire) - The junta", Masthead(dateline="PELL", agency="Norwire")),
        ("PARIS (AFP) — The junta", Masthead(dateline="PARIS", agency="AFP")),
        ("New York (AFP) – The junta", Masthead(dateline="New York", agency="AFP")),
        ("WASHINGTON — The junta", Masthead(dateline="WASHINGTON")),
        ("MANCHESTER, N.H. - The junta", Masthead(dateline="MANCHESTER, N.H.")),
        ("RANGOON, Burma — The junta", Masthead(dateline="RANGOON, Burma")),
        ("ST. LOUIS — The junta", Masthead(dateline="ST. LOUIS")),
        (
            "SAN SALVADOR, 3 JAN 90 (ACAN-EFE) -- [TEXT] THE JUNTA",
            Masthead(dateline="SAN SALVADOR", agency="ACAN-EFE", published="1990-01-03"),
        ),
        (
            "MEXICO CITY (MEXICO), 2 MAY 90 (NOTIMEX) -- [TEXT] THE",
            Masthead(dateline="MEXICO CITY (MEXICO)", agency="NOTIMEX", published="1990-05-02"),
        ),
        ("BEIJING, March 4, 2021 (Xinhua) -- The junta", Masthead(dateline="BEIJING", agency="Xinhua", published="2021-03-04")),
        ("MOSCOW, March 4. /TASS/. The junta", Masthead(dateline="MOSCOW", agency="TASS")),
        ("Tehran, March 4, IRNA – The junta", Masthead(dateline="Tehran", agency="IRNA")),
        ("New Delhi [India], March 4 (ANI): The junta", Masthead(dateline="New Delhi [India]", agency="ANI")),
        ("March 4 (Reuters) - The junta", Masthead(agency="Reuters")),
        ("PARIS (Staff Writer) — The junta", Masthead(dateline="PARIS")),
        ("WASHINGTON, Sept. 26 (UPI) - The junta", Masthead(dateline="WASHINGTON", agency="UPI")),
    ],
)
def test_a_dateline_is_found(line: str, expected: Masthead) -> None:
    assert parse_dateline(line) == expected
    assert find_masthead(f"Rebels armed\n\n{line} gave them weapons, officials said.").dateline == expected.dateline


@pytest.mark.parametrize(
    "line",
    [
        "Paris - the city of light - was dark",
        "BREAKING - The junta gave",
        "EXCLUSIVE — The junta gave",
        "AL-QAIDA fighters left",
        "NATO-led troops left",
        "The dynamic - odd as it was - held",
        "Trump (the candidate) - who had",
        "INDIANA’S DEMOGRAPHICS FAVOR CRUZ, BUT ECONOMY FAVORS TRUMP - The",
        "In another year, the last debate - and the best",
        "WASHINGTON",
        "",
    ],
)
def test_a_line_with_a_dash_is_not_always_a_dateline(line: str) -> None:
    assert parse_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("The Associated Press contributed to this report.", "The Associated Press"),
        ("Norwire contributed to this report.", "Norwire"),
        ("Additional reporting by Reuters", "Reuters"),
        ("With files from the Canadian Press", "the Canadian Press"),
        ("(AFP)", "AFP"),
        ("Source: TASS", "TASS"),
        ("Jane Doe contributed to this report.", None),
        ("It came from the AFP office.", None),
    ],
)
def test_an_agency_credited_at_the_end_is_found(line: str, agency: str | None) -> None:
    assert find_masthead(f"Rebels armed\n\n{PROSE}\n\n{line}\n").agency == agency


@given(
    st.text(max_size=300),
    st.lists(st.sampled_from(["\n", "By ", ", ", "4 March 2021", "PELL", " - ", "(AP)", " | ", "The Herald", "on "]), max_size=30),
)
def test_no_text_breaks_the_masthead(text: str, pieces: list[str]) -> None:
    found = find_masthead(text + "".join(pieces))
    assert found.published is None or parse_published(found.published) == found.published
