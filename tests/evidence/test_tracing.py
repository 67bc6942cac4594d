"""From claims to provenance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import InputError
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.evidence.dependence import Dependence, Sign, SpanPair
from allegedly.evidence.derivation import Derivation, find_derivation
from allegedly.evidence.graph import Provenance
from allegedly.evidence.independence import count
from allegedly.evidence.reliability import Estimate, graded
from allegedly.evidence.tracing import Assumptions, Background, Statement, described, published_by, telling_words, trace
from tests.evidence.press import claims_of, report, statement

POST = report("Northern Post", "2021-03-02", "Iskaria armed rebels, two security officials said.")
HERALD = report("Daily Herald", "2021-03-03", "Iskaria armed rebels, Northern Post said.")
OWN = report("Gazette", "2021-03-04", "Iskaria armed rebels.")


def background(*documents: Document, more: tuple[Dependence, ...] = ()) -> Background:
    claims = claims_of(documents)
    found = find_derivation(documents, claims)
    return Background.of(documents, claims, replace(found, links=(*found.links, *more)))


def traced(*documents: Document, more: tuple[Dependence, ...] = (), assumptions: Assumptions | None = None) -> Provenance:
    return trace(statement(documents), background(*documents, more=more), assumptions)


def depends(later: Document, earlier: Document, kind: str, delta: float = 0.8, pairs: tuple[SpanPair, ...] = ()) -> Dependence:
    return Dependence(later=later.id, earlier=earlier.id, kind=kind, signs=(Sign("wording", delta, "the same words", pairs),))  # type: ignore[arg-type]


def agents(made: Provenance) -> list[str]:
    return [a.agent for a in made.attestations]


def test_a_document_has_it_from_the_sources_of_its_claims() -> None:
    made = traced(POST)
    assert agents(made) == ["two security officials (Northern Post)", "Northern Post"]
    assert made[POST.id].parents == ("two security officials (Northern Post)",)
    assert made["two security officials (Northern Post)"].claims == statement([POST]).claims
    assert not made["two security officials (Northern Post)"].named


def test_a_cited_report_that_we_hold_is_the_source() -> None:
    made = traced(POST, HERALD)
    assert made[HERALD.id].parents == (POST.id,)
    assert (count(made).low, count(made).origins_high, count(made).documents) == (1, 1, 2)


def test_a_cited_report_that_we_do_not_hold_is_somebody_said_to_have_spoken() -> None:
    assert agents(traced(HERALD)) == ["Northern Post", "Daily Herald"]


def test_a_document_in_its_own_voice_is_an_origin() -> None:
    assert traced(OWN)[OWN.id].own_access


def test_the_order_of_documents_and_claims_does_not_matter() -> None:
    one, other = traced(POST, HERALD, OWN), traced(OWN, HERALD, POST)
    assert {a.id: a for a in one.attestations} == {a.id: a for a in other.attestations}


def test_a_copy_is_worth_what_it_copies() -> None:
    copied = replace(OWN, publisher="Gazette")
    first = report("Courier", "2021-03-01", "Iskaria armed rebels.")
    made = traced(first, copied, more=(depends(copied, first, "copies"),))
    (link,) = made.links
    assert (link.earlier, link.later, link.delta.mid) == (first.id, copied.id, pytest.approx(0.8))
    assert (count(made).low, count(made).high) == (1, 2)


def test_what_a_copy_has_from_a_source_of_its_own_is_no_copy() -> None:
    both = report("Gazette", "2021-03-04", "Iskaria armed rebels. The junta said. Iskaria armed rebels, Port Authority said.")
    first = report("Courier", "2021-03-01", "Iskaria armed rebels.")
    made = traced(first, both, more=(depends(both, first, "copies", 0.99),))
    assert [link.later for link in made.links] == [both.id]
    assert made[f"{both.id} (its own)"].parents == ("Port Authority",)
    assert count(made).low == 2


def test_a_copier_that_describes_the_source_anew_has_no_source_of_its_own() -> None:
    again = report("Gazette", "2021-03-04", "Iskaria armed rebels, security chiefs said.")
    made = traced(POST, again, more=(depends(again, POST, "copies", 0.99),))
    assert (count(made).low, count(made).high) == (1, 1)


def test_the_signs_of_a_copy_come_with_the_passages_nearest_to_the_claims() -> None:
    first = report("Courier", "2021-03-01", "Snow fell. Iskaria armed rebels.")
    later = report("Gazette", "2021-03-04", "Snow fell. Iskaria armed rebels.")
    spans = [tuple(words_in(document, words) for document in (later, first)) for words in ("Snow fell", "Iskaria armed rebels")]
    made = traced(first, later, more=(depends(later, first, "copies", pairs=tuple(SpanPair(*pair) for pair in spans)),))
    copy = next(link for link in made.links if link.later == later.id)
    sign = next(sign for sign in copy.signs if sign.reason == "the same words")
    assert sign.later and sign.earlier and sign.later.text == sign.earlier.text == "Iskaria armed rebels"


def words_in(document: Document, words: str) -> Span:
    at = document.text.index(words)
    return Span.of(document.text, at, at + len(words))


TOLD = "Iskaria armed rebels, {} said."
WIRE = report("Wire", "2021-03-01", "Nothing that can be read.")


def copies_of_the_wire(*, within: bool = True) -> list[tuple[Document, Dependence]]:
    """Two papers that took words from the wire; those of the claim, if `within`."""
    made = []
    for outlet, day, who, weather in (
        ("Courier", "2021-03-02", "a colonel", "Snow fell"),
        ("Gazette", "2021-03-04", "one officer", "It rained"),
    ):
        paper = report(outlet, day, f"{weather}. {TOLD.format(who)}")
        words = words_in(paper, "Iskaria armed" if within else weather)
        made.append((paper, depends(paper, WIRE, "copies", 0.9, (SpanPair(words, words_in(WIRE, "Nothing")),))))
    return made


def test_two_copies_of_one_report_are_one_though_it_was_read_otherwise() -> None:
    (one, first), (other, second) = copies_of_the_wire()
    made = traced(WIRE, one, other, more=(first, second))
    (link,) = made.links
    assert (link.earlier, link.later, link.delta.mid) == (one.id, other.id, pytest.approx(0.81))
    assert "both took it from Wire-2021-03-01, which was read otherwise" in link.delta.reason
    assert (count(made).low, count(made).high) == (1, 2)


def test_what_two_papers_add_to_one_report_each_is_no_copy() -> None:
    (one, first), (other, second) = copies_of_the_wire(within=False)
    assert traced(WIRE, one, other, more=(first, second)).links == ()


def test_a_report_that_is_only_cited_for_it_can_be_copied_and_a_copy() -> None:
    (one, first), (other, second) = copies_of_the_wire()
    citing = report("Blog", "2021-03-05", "Iskaria armed rebels, Wire said.")
    made = traced(WIRE, one, citing, more=(first,))
    assert [(link.earlier, link.later) for link in made.links] == [("Wire", one.id)]
    assert count(made).low == 1


def test_the_same_words_make_two_sources_one() -> None:
    said = "“They wore the other man's coat and it fitted,” he said. Iskaria armed rebels, {} said."
    one = report("Courier", "2021-03-01", said.format("a retired officer"))
    other = report("Gazette", "2021-03-04", said.format("an intelligence veteran"))
    made = traced(one, other)
    (link,) = made.links
    assert (link.earlier, link.later) == ("a retired officer (Courier)", "an intelligence veteran (Gazette)")
    assert (count(made).low, count(made).high) == (1, 2)


def test_unnamed_sources_whose_descriptions_agree_may_be_one() -> None:
    other = report("Gazette", "2021-03-04", "Iskaria armed rebels, a security official said.")
    made = traced(POST, other)
    (link,) = made.links
    assert (count(made).low, count(made).high) == (1, 2)
    assert "may be the same" in link.delta.reason and link.signs[0].later and link.signs[0].later.text == "a security official"
    stranger = report("Gazette", "2021-03-04", "Iskaria armed rebels, a lorry driver said.")
    assert (count(traced(POST, stranger)).low, count(traced(POST, stranger)).high) == (2, 2)


def test_a_report_that_was_taken_back_and_denied_counts_little() -> None:
    back = report("Gazette", "2021-03-09", "Iskaria did not armed rebels.")
    sign = Sign("mention", 1.0, "it was wrong", (SpanPair(words_in(back, "Iskaria")),))
    withdraws = Dependence(later=back.id, earlier=OWN.id, kind="withdraws", signs=(sign,))
    (undercut,) = traced(OWN, back, more=(withdraws,)).undercuts
    assert (undercut.target, undercut.credit.mid) == (OWN.id, 0.9) and "denies this" in undercut.credit.reason


def test_a_retraction_that_is_silent_on_this_or_stands_by_it_takes_less_or_nothing_back() -> None:
    silent, stands = (report("Gazette", "2021-03-09", text) for text in ("We erred.", "Iskaria armed rebels."))
    for back, credits in ((silent, [0.5]), (stands, [])):
        sign = Sign("mention", 1.0, "it was wrong", (SpanPair(words_in(back, back.text[:3])),))
        made = traced(OWN, back, more=(Dependence(later=back.id, earlier=OWN.id, kind="withdraws", signs=(sign,)),))
        assert [undercut.credit.mid for undercut in made.undercuts] == credits


def test_agreement_alone_makes_no_link() -> None:
    again = report("Courier", "2021-03-01", "Iskaria armed rebels.")
    assert traced(OWN, again).links == () and count(traced(OWN, again)).low == 2


def test_one_author_is_one_voice() -> None:
    one = report("Courier", "2021-03-01", "Iskaria armed rebels.", byline="Ann Doe")
    other = report("Gazette", "2021-03-04", "Iskaria armed rebels.", byline="Ann Doe")
    made = traced(one, other)
    assert [(link.earlier, link.later) for link in made.links] == [(one.id, other.id)]


def test_a_hedge_leaves_less_weight() -> None:
    made = traced(report("Gazette", "2021-03-04", "Iskaria may have armed rebels."))
    (a,) = made.attestations
    assert a.reliability.mid == pytest.approx(0.5 + 0.1 * 0.25) and "only possible" in a.reliability.reason


def test_grades_and_sides_go_to_the_source_whatever_its_article() -> None:
    assumptions = Assumptions(
        reliability={"port authority": graded("B")},
        member_of={"port authority": "crown"},
        deception={"crown": Estimate.exactly(0.3, "a party")},
        interests={("crown", "p-1"): 1},
    )
    made = traced(report("Gazette", "2021-03-04", "Iskaria armed rebels, the Port Authority said."), assumptions=assumptions)
    source = made["Port Authority"]
    assert (source.reliability.mid, source.group, made.groups[0].interest) == (0.85, "crown", 1)


def test_as_of_a_day_only_what_was_published_by_then_is_known() -> None:
    undated = replace(OWN, published=None, name="undated")
    assert published_by("2021-03", [POST, OWN, undated]) == [POST, OWN]
    assert published_by("2021-03-03", [POST, OWN]) == [POST]
    early = Background.of([POST], claims_of([POST, HERALD, OWN]))
    assert set(early.documents) == {POST.id} and set(early.claims) == set(statement([POST]).claims)
    with pytest.raises(InputError, match="“soon” is no date"):
        published_by("soon", [POST])


def test_names_that_mean_one_entity_are_one_source() -> None:
    one, other = (
        report(outlet, "2021-03-04", f"Iskaria armed rebels, {name} said.")
        for outlet, name in (("Post", "MoD"), ("Herald", "Ministry of Defence"))
    )
    documents, called = [one, other], {Source("MoD", True).id_in(""): "Ministry of Defence"}
    made = trace(statement(documents), Background.of(documents, claims_of(documents), called=called))
    assert [a.agent for a in made.attestations if a.own_access] == ["Ministry of Defence"]


def test_claims_that_the_background_lacks_are_left_out() -> None:
    assert trace(Statement("p-1", "p", ("c-nowhere",)), background(POST)).attestations == ()


def test_what_tells_a_source_is_neither_its_number_nor_its_rank() -> None:
    assert telling_words("two senior security officials") == {"security", "official"}
    assert telling_words("two people") == {"two", "people"}
    assert described(Source("The Daily Herald", True)) == "daily herald"


def test_an_empty_case_has_an_empty_background() -> None:
    assert Background.of([], [], Derivation((), (), ())).voicings == ()
