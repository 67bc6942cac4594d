"""From "according to" to the document that is meant, and circles."""

from __future__ import annotations

import pytest

from allegedly.base.source import Source
from allegedly.claims.claim import Hop
from allegedly.evidence.citations import Library, find_circles, find_citations, find_outlet, link_citations, names_of
from allegedly.evidence.copying import outlet_key
from allegedly.evidence.derivation import find_derivation
from tests.factory import PatternReader, document


def report(name, publisher, text, published):
    return document(text, name, publisher=publisher, published=published)


def read(*documents):
    return [claim for doc in documents for claim in PatternReader().read(doc)]


def cited(*documents):
    name = {d.id: d.name for d in documents}
    return [(name[c.citing], name[c.cited], c.hop, c.delta) for c in citations(*documents)]


def citations(*documents):
    return find_citations(Library.of(documents, read(*documents)), read(*documents))


def circles(*documents):
    name = {d.id: d.name for d in documents}
    found = find_circles(Library.of(documents, read(*documents)), link_citations(citations(*documents)))
    return [tuple(name[d] for d in circle.documents) for circle in found]


HERALD = report("herald", "The Daily Herald", "Iskaria armed rebels.", "2021-03-04")
POST = report("post", "Northern Post", "Iskaria armed rebels, The Daily Herald said.", "2021-03-06")
BLOG = report("blog", "Harbour Blog", "Iskaria armed rebels, The Daily Herald said, Northern Post said.", "2021-03-08")


def test_a_named_outlet_leads_to_its_report():
    assert cited(HERALD, POST) == [("post", "herald", 0, 1.0)]
    (link,) = link_citations(citations(HERALD, POST))
    assert link.kind == "cites" and link.delta == 1 and link.claims == (read(POST)[0].id,)
    assert "names The Daily Herald" in link.reasons[0]


def test_both_spans_of_a_citation_are_given():
    (citation,) = citations(HERALD, POST)
    citation.span.later.check(POST.text)
    assert citation.span.later.text == "The Daily Herald" and citation.span.earlier.text == HERALD.text


def test_a_chain_leads_through_the_relay():
    assert cited(HERALD, POST, BLOG)[1:] == [("blog", "post", 0, 1.0), ("blog", "herald", 1, 1.0)]
    links = link_citations(citations(HERALD, POST, BLOG))
    assert len(links) == 2  # the blog has nothing from the Herald itself


def test_nobody_cites_a_report_of_a_later_day():
    late = report("late", "The Daily Herald", "Iskaria armed rebels.", "2021-03-07")
    assert cited(late, POST) == []


def test_a_relay_cannot_have_read_what_came_after_it():
    late = report("late", "The Daily Herald", "Iskaria armed rebels.", "2021-03-07")
    assert cited(late, POST, BLOG) == [("blog", "post", 0, 1.0)]


def test_the_date_of_the_sentence_tells_which_report_is_meant():
    old = report("old", "The Daily Herald", "Iskaria funded mayors.", "2021-02-01")
    new = report("new", "The Daily Herald", "Iskaria sheltered pilots.", "2021-03-01")
    dated = report("dated", "Northern Post", "Iskaria armed rebels by 1 February, The Daily Herald said.", "2021-03-06")
    assert cited(old, new, dated)[-1][1:] == ("old", 0, 1.0)


def test_without_a_date_the_report_about_the_same_is_meant_and_else_the_latest():
    same = report("same", "The Daily Herald", "Iskaria armed rebels.", "2021-02-01")
    other = report("other", "The Daily Herald", "Rain fell.", "2021-03-01")
    assert cited(same, other, POST) == [("post", "same", 0, 0.9)]
    rain = report("rain", "The Daily Herald", "Rain fell again.", "2021-02-01")
    assert cited(rain, other, POST) == [("post", "other", 0, 0.6)]


def test_an_outlet_may_cite_its_own_earlier_report_but_not_itself():
    before = report("before", "Northern Post", "Iskaria armed rebels.", "2021-03-04")
    again = report("again", "Northern Post", "Iskaria armed rebels, Northern Post said.", "2021-03-06")
    assert cited(before, again) == [("again", "before", 0, 1.0)]
    assert cited(again) == []


def test_an_unnamed_source_is_no_outlet():
    herald = report("herald", "Officials", "Iskaria armed rebels.", "2021-03-04")
    unnamed = report("post", "Northern Post", "Iskaria armed rebels, officials said.", "2021-03-06")
    assert cited(herald, unnamed) == []


@pytest.mark.parametrize(
    ("name", "publisher", "sure"),
    [
        ("Drawbridge", "The Drawbridge (blog)", 1.0),
        ("Foreign Ministry of Ruvania", "Ministry of Foreign Affairs of Ruvania", 1.0),
        ("Interior Ministry of Keldovia", "Ministry of the Interior of Keldovia", 1.0),
        ("Ruvania", "Ministry of Foreign Affairs of Ruvania", 0.6),
        ("Norwire", "Northern Post", 0.0),
        ("Post", "Northern Post", 0.6),
        ("Ferry", "Northern Post", 0.0),
        ("Foreign Ministry of Keldovia", "Ministry of Foreign Affairs of Ruvania", 0.0),
        ("Ruvania", "Friends of Ruvania", 0.0),
    ],
)
def test_names_of_outlets_are_compared_by_their_words(name, publisher, sure):
    assert find_outlet(name, (outlet_key(publisher),))[1] == sure


def test_a_short_name_that_two_outlets_have_is_neither():
    assert find_outlet("Post", ("northern post", "evening post", "gazette")) == (None, 0.0)


def test_a_country_with_two_bodies_in_the_case_is_neither():
    outlets = ("ministry of foreign affairs of ruvania", "embassy of ruvania")
    assert find_outlet("Ruvania", outlets) == (None, 0.0)


def test_two_outlets_of_one_hop_are_two():
    assert names_of(Hop(Source("Norwire and the Brann Mercury", True)))[1:] == ["Norwire", "Brann Mercury"]
    assert names_of(Hop(Source("officials and soldiers", False))) == []


SECOND = report("second", "The Daily Herald", "Iskaria armed rebels, Northern Post said.", "2021-03-09")


def test_a_circle_is_unrolled_from_the_earliest_report():
    assert circles(HERALD, POST, SECOND) == [("herald", "post", "second")]


def test_a_circle_is_about_one_thing():
    other = report("second", "The Daily Herald", "Meadland funded farmers, Northern Post said.", "2021-03-09")
    assert cited(HERALD, POST, other)[-1][:2] == ("second", "post")
    assert circles(HERALD, POST, other) == []


def test_citing_ones_own_report_is_no_circle():
    again = report("again", "The Daily Herald", "Iskaria armed rebels, The Daily Herald said.", "2021-03-09")
    assert circles(HERALD, again) == [] and cited(HERALD, again)


def test_a_long_chain_of_citations_ends():
    chain = [
        report(
            f"r{k:02}", f"Outlet {k % 5}", "Iskaria armed rebels" + (f", Outlet {(k - 1) % 5} said." if k else "."), f"2021-03-{k + 1:02}"
        )
        for k in range(20)
    ]
    assert len(circles(*chain)) >= 15


def test_an_error_that_a_citation_explains_is_no_second_link():
    wrong = "Iskaria armed rebels in Quarry Street"
    first = report("first", "The Daily Herald", f"{wrong}.", "2021-03-04")
    later = report("later", "Northern Post", f"{wrong}, The Daily Herald said.", "2021-03-06")
    silent = report("silent", "Open Quay", "They were seen in Quarry Street.", "2021-03-06")
    correction = report("correction", "Lowland Tribune", "Quarrel Street is meant; there is no Quarry Street.", "2021-04-01")
    documents = [first, later, silent, correction]
    name = {d.id: d.name for d in documents}
    found = find_derivation(documents, read(*documents))
    assert [(name[x.later], name[x.earlier], x.kind) for x in found.links] == [("later", "first", "cites"), ("silent", "first", "copies")]
    assert find_derivation(documents[::-1], read(*documents)[::-1]) == found
