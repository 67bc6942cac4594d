"""From claims to provenance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allegedly.base.document import Document
from allegedly.base.errors import InputError
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop
from allegedly.evidence.dependence import Dependence, Sign, SpanPair
from allegedly.evidence.derivation import Derivation, find_derivation
from allegedly.evidence.graph import Provenance
from allegedly.evidence.independence import count
from allegedly.evidence.ledger import explain
from allegedly.evidence.probability import evaluate
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


def test_what_was_copied_from_one_report_is_no_copy_of_another_that_does_not_have_it() -> None:
    both = report("Gazette", "2021-03-04", "Iskaria armed rebels, Harbour Police said. Iskaria armed rebels, Port Authority said.")
    first = report("Courier", "2021-03-01", "Iskaria armed rebels, Harbour Police said.")
    other = report("Tribune", "2021-03-02", "Iskaria armed rebels.")
    more = tuple(depends(both, earlier, "copies", 0.99) for earlier in (first, other))
    made = traced(first, other, both, more=more)
    assert [(link.earlier, link.later) for link in made.links if link.later == both.id] == [(first.id, both.id)]
    assert made[f"{both.id} (its own)"].parents == ("Port Authority",)


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


def test_his_account_is_that_of_the_source_given_last() -> None:
    told = (
        "Iskaria armed rebels, a retired officer said. Iskaria armed rebels, his account said. Iskaria armed rebels, Port Authority said."
    )
    made = traced(report("Northern Post", "2021-03-02", told))
    assert agents(made) == ["a retired officer (Northern Post)", "Port Authority", "Northern Post"]
    first = traced(
        report("Northern Post", "2021-03-02", "Iskaria armed rebels, his account said. Iskaria armed rebels, a retired officer said.")
    )
    assert agents(first) == ["his account (Northern Post)", "a retired officer (Northern Post)", "Northern Post"]


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
    assert Background.of([], [], Derivation((), (), ())).voicings == {}


def test_who_elsewhere_says_from_whom_he_has_it_is_no_second_origin() -> None:
    whole = report("Northern Post", "2021-03-02", "Iskaria armed rebels, a driver said, Colonel Brandt said.")
    short = report("Gazette", "2021-03-04", "Iskaria armed rebels, Colonel Brandt said.")
    made = traced(whole, short)
    (link,) = made.links
    assert made[link.earlier].parents and made[link.earlier].agent == made[link.later].agent == "Colonel Brandt"
    assert link.delta.reason == "the same source, which elsewhere has it from a driver (Colonel Brandt)" and link.delta.mid == 1
    assert count(made).origins_high == 1


def test_the_speaker_of_shared_words_who_has_them_from_another_is_no_second_origin() -> None:
    whole = report(
        "Northern Post",
        "2021-03-02",
        "Iskaria armed rebels, a driver said, a colonel said. “They came at night with lorries,” a colonel said.",
    )
    short = report(
        "Gazette", "2021-03-04", "Iskaria armed rebels, a retired officer said. “They came at night with lorries,” a retired officer said."
    )
    made = traced(whole, short)
    assert [(made[link.earlier].agent, made[link.later].agent) for link in made.links] == [
        ("a colonel (Northern Post)", "a retired officer (Gazette)")
    ]
    assert (count(made).origins_low, count(made).origins_high) == (1, 2)


@pytest.mark.parametrize(("words", "origins"), [("has concluded", (1, 2)), ("has found that", (1, 2)), ("has found it", (2, 2))])
def test_a_finding_may_rest_on_the_source_that_its_report_names_beside_it(words: str, origins: tuple[int, int]) -> None:
    one = report("Northern Post", "2021-03-02", "Iskaria armed rebels, a driver said. Iskaria armed rebels, a court said.")
    assert not traced(one).links
    found = replace(one, text=one.text.replace("a court said.", f"a court {words}."))
    (first, second) = claims_of([one])
    sentence = Span.of(found.text, second.sentence.start, len(found.text))
    hop = replace(second.chain[0], mention=words_in(found, "a court"), cue=None)
    claims = [replace(first, document_id=found.id), replace(second, document_id=found.id, sentence=sentence, chain=(hop,))]
    made = trace(Statement("p", "p", tuple(c.id for c in claims)), Background.of([found], claims))
    assert (count(made).origins_low, count(made).origins_high) == origins
    for link in made.links:
        assert (made[link.earlier].agent, made[link.later].agent) == ("a driver (Northern Post)", "a court (Northern Post)")
        assert link.signs[0].later and link.signs[0].later.text == f" {words}"


def test_a_report_that_is_taken_back_but_held_up_on_other_sources_counts_half() -> None:
    first = report("Northern Post", "2021-03-02", "Iskaria armed rebels, two officials said.")
    for text, credits in (
        ("Iskaria armed rebels, a driver said.", [0.5]),
        ("Iskaria armed rebels, two officials said.", []),
        ("Iskaria armed rebels.", []),
    ):
        back = report("Northern Post", "2021-05-02", text)
        sign = Sign("mention", 0.9, "it took it back", (SpanPair(Span(0, 7, "Iskaria")),))
        made = traced(first, back, more=(Dependence(later=back.id, earlier=first.id, kind="withdraws", signs=(sign,)),))
        assert [undercut.credit.mid for undercut in made.undercuts] == credits
        assert all("stands by this on other sources" in undercut.credit.reason for undercut in made.undercuts)


def carried(text: str, chain_of: str) -> tuple[Document, list[Claim]]:
    """A report of two sentences; the source of the second is taken over from the first, which is that of `chain_of`."""
    made = report("Ministry", "2021-03-05", text)
    claims = claims_of([made])
    mention = Span.of(made.text, made.text.index(chain_of), made.text.index(chain_of) + len(chain_of))
    return made, [replace(claims[0], chain=(Hop(Source(chain_of, True), mention),))]


def test_a_source_taken_over_from_another_sentence_is_doubted() -> None:
    made, claims = carried("We read the Norwire report. Iskaria armed rebels.", "Norwire")
    alone = trace(Statement("p", "p", tuple(c.id for c in claims)), Background.of([made], claims))
    assert [a.agent for a in alone.attestations] == ["Ministry"] and alone[made.id].own_access
    wire = report("Norwire", "2021-03-02", "Iskaria armed rebels.")
    both = [*claims_of([wire]), *claims]
    traced_both = trace(Statement("p", "p", tuple(c.id for c in both)), Background.of([wire, made], both))
    (link,) = traced_both.links
    assert (link.earlier, link.later, link.delta.mid) == (wire.id, made.id, 0.5)
    assert "names no source" in link.delta.reason
    assert (count(traced_both).origins_low, count(traced_both).origins_high) == (1, 2)


def test_a_report_that_came_later_is_not_what_was_taken_over() -> None:
    made, claims = carried("We read the Norwire report. Iskaria armed rebels.", "Norwire")
    later = report("Norwire", "2021-06-02", "Iskaria armed rebels.")
    both = [*claims_of([later]), *claims]
    assert not trace(Statement("p", "p", tuple(c.id for c in both)), Background.of([later, made], both)).links


def test_direct_speech_goes_on_with_its_source() -> None:
    made, claims = carried("Colonel Brandt spoke. “Iskaria armed rebels.”", "Colonel Brandt")
    assert [a.agent for a in trace(Statement("p", "p", (claims[0].id,)), Background.of([made], claims)).attestations][0] == "Colonel Brandt"


SAID = report("Daily Herald", "2021-03-03", "Iskaria armed rebels, Colonel Brandt said.")


def disowning(words: str, chain: str | None) -> tuple[Document, list[Claim]]:
    made = report("Gazette", "2021-03-06", f"{words} Iskaria armed rebels.")
    (claim,) = claims_of([made])
    sentence = Span.of(made.text, 0, len(made.text))
    hops = (Hop(Source(chain, True), Span.of(made.text, 0, len(chain))),) if chain else ()
    return made, [replace(claim, sentence=sentence, chain=hops, polarity="denied")]


@pytest.mark.parametrize(
    "words",
    [
        "Colonel Brandt denied having said that",
        "Colonel Brandt says he never told the Daily Herald that",
        "Colonel Brandt denies that he ever said",
    ],
)
def test_who_disowns_his_words_denies_nothing(words: str) -> None:
    made, claims = disowning(words, "Colonel Brandt")
    known = [*claims_of([SAID]), *claims]
    found = trace(Statement("p", "p", (known[0].id,), (known[1].id,)), Background.of([SAID, made], known))
    assert all(a.stance == 1 for a in found.attestations)
    (undercut,) = found.undercuts
    assert (undercut.target, undercut.relay, undercut.credit.mid) == ("Colonel Brandt", SAID.id, 0.5)
    assert undercut.words and made.text[undercut.words.start : undercut.words.end] == undercut.words.text
    assert "Colonel Brandt says the words reported were never said." in explain(found).sourcing
    assert evaluate(found).probability < evaluate(replace(found, undercuts=())).probability


def test_only_the_outlet_that_is_named_is_told_that_it_was_never_said() -> None:
    other = report("Northern Post", "2021-03-04", "Iskaria armed rebels, Colonel Brandt said.")
    made, claims = disowning("Colonel Brandt never told the Daily Herald that", "Colonel Brandt")
    known = [*claims_of([SAID, other]), *claims]
    found = trace(Statement("p", "p", (known[0].id, known[1].id), (known[2].id,)), Background.of([SAID, other, made], known))
    assert [undercut.relay for undercut in found.undercuts] == [SAID.id]


@pytest.mark.parametrize(
    ("words", "credits"),
    [
        ("“I never said that,” Colonel Brandt told us of the Daily Herald report.", [0.25]),
        ("The Daily Herald quoted Colonel Brandt. He was misquoted, he says.", [0.25]),
        ("The Daily Herald quoted Colonel Brandt. He did not say when.", []),
        ("Colonel Brandt never said that.", []),  # which report, nobody says
    ],
)
def test_words_disowned_without_being_repeated_weaken_the_report_that_is_named(words: str, credits: list[float]) -> None:
    made = report("Gazette", "2021-03-06", words)
    assert [undercut.credit.mid for undercut in traced(SAID, made).undercuts] == credits


@pytest.mark.parametrize(("held", "origins"), [(1.0, (1, 1)), (0.0, (2, 2))])
def test_what_is_held_of_two_sources_replaces_what_their_descriptions_say(held: float, origins: tuple[int, int]) -> None:
    other = report("Gazette", "2021-03-04", "Iskaria armed rebels, a security official said.")
    ends = frozenset({"two security officials (northern post)", "a security official (gazette)"})
    made = traced(POST, other, assumptions=Assumptions(identities={ends: Estimate.exactly(held, "mk says so: I know them")}))
    assert (count(made).origins_low, count(made).origins_high) == origins
    assert [link.delta.reason for link in made.links] == (["mk says so: I know them"] if held else [])
