"""What a document says of other outlets by name, without any source chain."""

from __future__ import annotations

import pytest

from allegedly.evidence.citations import Library
from allegedly.evidence.derivation import find_derivation
from allegedly.evidence.references import find_references
from tests.factory import PatternReader, document

HERALD = document("Iskaria armed rebels.", "herald", publisher="The Daily Herald", published="2021-03-04")
SECOND = document("It rained in Pell.", "second", publisher="The Daily Herald", published="2021-03-20")


def post(text, **fields):
    return document(text, "post", **({"publisher": "Northern Post", "published": "2021-04-06"} | fields))


def kinds(*documents):
    name = {d.id: d.name for d in documents}
    claims = [claim for d in documents for claim in PatternReader().read(d)]
    return {(name[x.later], name[x.earlier]): x.kind for x in find_references(Library.of(documents, claims))}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("On Wednesday the Daily Herald, a serious paper, reported the same.", "cites"),
        ("According to the Daily Herald, nobody was hurt.", "cites"),
        ("In remarks carried by the Daily Herald they blamed others.", "cites"),
        ("Reports to the contrary in the Daily Herald rest on one man.", "names"),
        ("It was a Daily Herald report that named the wrong street.", "names"),
        ("The Daily Herald did not answer our questions.", "names"),
        ("On Monday the Daily Herald withdrew its report of 4 March.", "withdraws"),
    ],
)
def test_the_verb_beside_the_name_tells_what_is_said_of_the_report(sentence, kind):
    assert kinds(HERALD, post(sentence)) == {("post", "herald"): kind}


def test_an_outlet_that_takes_back_its_own_report_withdraws_it():
    note = document("This newspaper was wrong on 4 March.", "note", publisher="Daily Herald", published="2021-05-01")
    assert kinds(HERALD, SECOND, note) == {("note", "herald"): "withdraws"}
    (link,) = find_references(Library.of([HERALD, SECOND, note], []))
    assert link.reasons[0].startswith("note says that The Daily Herald took back its report of 2021-03-04; ")
    vague = document("This newspaper was wrong.", "note", publisher="Daily Herald", published="2021-05-01")
    assert kinds(HERALD, SECOND, vague) == {}  # which of the two cannot be told


def test_of_several_reports_the_last_before_the_day_in_the_sentence_is_meant():
    assert kinds(HERALD, SECOND, post("On 5 March the Daily Herald reported nothing new.")) == {("post", "herald"): "cites"}
    assert kinds(HERALD, SECOND, post("The Daily Herald reported nothing new.")) == {("post", "second"): "cites"}


def test_a_credit_and_a_part_of_a_longer_name_are_no_reference():
    herald = document("Iskaria armed rebels.", "herald", publisher="Herald", published="2021-03-04")
    other = document("Rain.", "other", publisher="Harbour Herald", published="2021-03-04")
    assert kinds(herald, post("PELL (Herald) - Nobody was hurt.")) == {}
    assert kinds(herald, other, post("The Harbour Herald said that nobody was hurt.")) == {("post", "other"): "cites"}


def test_nobody_speaks_of_a_report_of_a_later_day():
    assert kinds(HERALD, post("The Daily Herald reported it.", published="2021-03-01")) == {}


def test_the_words_that_name_the_outlet_are_given():
    reporter = post("On Monday the Daily Herald reported it.")
    (link,) = find_references(Library.of([HERALD, reporter], []))
    assert link.pairs[0].later.text == "Daily Herald"
    link.pairs[0].later.check(reporter.text)


def test_what_was_read_in_another_report_is_only_named():
    middle = document("The Daily Herald reported it.", "middle", publisher="Open Quay", published="2021-03-30")
    last = post("The Daily Herald, Open Quay tells us, has found it. Open Quay says it is so.")
    name = {d.id: d.name for d in (HERALD, middle, last)}
    found = {(name[x.later], name[x.earlier]): x.kind for x in find_derivation([HERALD, middle, last], []).links}
    assert found == {("middle", "herald"): "cites", ("post", "middle"): "cites", ("post", "herald"): "names"}


def test_a_withdrawal_is_no_step_of_a_circle():
    first = document("Ione Varsk was there.", "first", publisher="Open Quay", published="2021-03-01")
    note = document("Open Quay reported that Ione Varsk was there.", "note", publisher="Lisk Institute", published="2021-03-05")
    last = "The Lisk Institute {} its note on Ione Varsk."
    again = document(last.format("published"), "again", publisher="Open Quay", published="2021-03-09")
    back = document(last.format("withdrew"), "again", publisher="Open Quay", published="2021-03-09")
    assert len(find_derivation([first, note, again], []).circles) == 1
    assert not find_derivation([first, note, back], []).circles


def test_an_outlet_that_writes_its_own_name_refers_to_nothing():
    earlier = document("It rained in Pell.", "earlier", publisher="Northern Post", published="2021-03-20")
    assert kinds(earlier, post("Nobody reported it, the police told the Northern Post, which reported it first.")) == {}


def test_a_withdrawal_is_no_step_of_a_circle_though_the_reader_gives_a_chain():
    said = "Iskaria armed rebels"
    first = document(f"{said}.", "first", publisher="Open Quay", published="2021-03-01")
    note = document(f"{said}, Open Quay said.", "note", publisher="Lisk Institute", published="2021-03-05")
    text = f"Rain fell. The Lisk Institute {{}} its note on Ione Varsk. {said}, Lisk Institute said."
    again, back = (
        document(text.format(verb), "again", publisher="Open Quay", published="2021-03-09") for verb in ("reprinted", "withdrew")
    )

    def circles(last):
        claims = [claim for d in (first, note, last) for claim in PatternReader().read(d)]
        return find_derivation([first, note, last], claims).circles

    assert len(circles(again)) == 1
    assert not circles(back)
