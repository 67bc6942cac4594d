from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

import allegedly
from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.base.scales import SCALES
from allegedly.case import Case
from allegedly.claims.wording import one_line
from allegedly.writers.brief import Brief, Figure, Grid, Paragraph, Section, Sentence, compose, days_in_words, deed, ended, with_articles
from allegedly.writers.briefs import md, render
from allegedly.writers.figures import Arrow, Mark, draw_network, draw_provenance, draw_timeline, folded, ticks
from tests.factory import document
from tests.store.conftest import Add

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](http://evil.example)",
    "**b** _i_ `c`",
    "# h",
    "1. x",
    "- x",
    "a | b",
    "$x^2$ @who &amp; ]]>",
    "\x07bell",
]


@pytest.fixture(scope="module")
def brief(sample_path: Path) -> Brief:
    """The brief of the sample case."""
    with allegedly.open(sample_path) as case:
        return compose(case)


@pytest.fixture(scope="module")
def hostile() -> Brief:
    """A brief in which every text tries to break out."""
    words = tuple(Sentence(each, (1,)) for each in HOSTILE)
    drawing = draw_network([Arrow(HOSTILE[0], HOSTILE[6], HOSTILE[2])])
    blocks = (*(Paragraph((each,)) for each in words), Grid((HOSTILE[6],), tuple((each,) for each in words)), Figure(drawing, HOSTILE[0]))
    return Brief(HOSTILE[0], HOSTILE[1], (Section(HOSTILE[2], blocks),), tuple(HOSTILE))


def said(brief: Brief) -> list[tuple[str, Sentence]]:
    """Every sentence of a paragraph with the title of its section."""
    return [
        (part.title, each) for part in brief.sections for block in part.blocks if isinstance(block, Paragraph) for each in block.sentences
    ]


def test_every_sentence_that_reports_something_has_a_note(brief: Brief) -> None:
    for title, sentence in said(brief):
        assert sentence.notes or title == "Method and limits" or "left out here" in sentence.text, sentence
        assert all(1 <= number <= len(brief.notes) for number in sentence.notes)


def test_a_note_quotes_words_of_the_document_it_names(brief: Brief, sample_path: Path) -> None:
    with allegedly.open(sample_path) as case:
        rows = {row.digest[:16]: row for row in case.documents()}
        quoted = [note for note in brief.notes if note.startswith("“")]
        assert len(quoted) > 20
        for note in quoted:
            found = re.search(r"characters (\d+) to (\d+); captured \d{4}-\d\d-\d\d, SHA-256 ([0-9a-f]{16})\.$", note)
            assert found, note
            document = case.get(rows[found[3]].id)
            assert isinstance(document, Document)
            assert note.startswith(f"“{one_line(document.text[int(found[1]) : int(found[2])])}” ")


def test_a_likelihood_and_a_confidence_are_never_in_one_sentence(brief: Brief) -> None:
    words = [word for word, _, _ in SCALES["icd203"].words]
    judged = [each.text for _, each in said(brief) if any(word in each.text for word in words)]
    assert judged and not any("onfidence" in each for each in judged)


def test_the_sections_that_an_editor_asks_for_are_there(brief: Brief) -> None:
    titles = [section.title for section in brief.sections]
    assert titles == [
        "Summary",
        "What is reported, and on how many independent origins",
        "What is contested",
        "Who is said to act in whose name, or on whose behalf",
        "Chronology",
        "Sources",
        "Documents",
        "Method and limits",
    ]
    assert sum(isinstance(block, Figure) for section in brief.sections for block in section.blocks) == 3


def test_a_brief_as_of_a_day_knows_nothing_later(sample_path: Path) -> None:
    with allegedly.open(sample_path) as case:
        early = compose(case, as_of="2021-03-31")
        later = {row.digest[:16] for row in case.documents() if (row.published or "") > "2021-03-31"}
    assert later and not any(digest in note for note in early.notes for digest in later)


@pytest.fixture(scope="module")
def decided_brief(decided_path: Path) -> Brief:
    """The brief of the case with decisions, in the words of another scale."""
    with allegedly.open(decided_path) as case:
        return compose(case, scale="phia")


def test_likelihoods_are_told_in_the_words_of_one_scale(decided_brief: Brief) -> None:
    """Where ICD 203 says `roughly even chance` the yardstick has no such word; the head and the method say whose words they are."""
    text = " ".join(each.text for _, each in said(decided_brief))
    assert "realistic possibility" in text and "roughly even" not in text
    assert "PHIA probability yardstick" in decided_brief.basis and "realistic possibility 40 to 50 %" in text
    words = [word for word, _, _ in SCALES["phia"].words]
    assert not any("onfidence" in each.text for _, each in said(decided_brief) if any(word in each.text for word in words))


def test_an_unknown_scale_is_refused_with_those_there_are(sample_path: Path) -> None:
    with allegedly.open(sample_path) as case, pytest.raises(BadOption, match="no scale “kent”; use one of icd203, phia, ipcc"):
        compose(case, scale="kent")


def grids(brief: Brief, title: str) -> list[Grid]:
    """The tables of a section."""
    return [block for part in brief.sections if part.title == title for block in part.blocks if isinstance(block, Grid)]


def test_hypotheses_stand_with_what_they_assume_what_they_come_to_and_what_would_decide(decided_brief: Brief, decided_path: Path) -> None:
    title = "Hypotheses, and what would decide between them"
    explanations, questions = grids(decided_brief, title)
    with allegedly.open(decided_path) as case:
        compared = case.compare()
    found = compared.comparison
    assert [row[0].text for row in explanations.rows] == list(found.order) and all(row[0].notes for row in explanations.rows)
    assert [row[4].text for row in explanations.rows] == [f"{found.posteriors[id]:.2f}" for id in found.order]
    assert all(row[2].text for row in explanations.rows)
    assert [row[0].text for row in questions.rows] == [one_line(each.ask) for each in compared.questions]
    words = " ".join(each.text for part, each in said(decided_brief) if part == title)
    assert f"{found.leader} leads under these ratings." in words and f"Without {found.k_flip} origins" in words and "k_flip" not in words


def test_what_an_analyst_holds_of_a_source_stands_beside_it_whether_cited_or_publishing(decided_brief: Brief) -> None:
    (sources,) = grids(decided_brief, "Sources")
    held = {row[0].text: row[4].text for row in sources.rows if row[4].text != "not graded"}
    assert held["Norwire"] == "B, usually reliable (ana: =long record)"
    assert held["retired officer of Keldovia's security service (Tidewater Review)"] == "D, not usually reliable (ben: a grudge)"
    assert held["Ministry of Foreign Affairs of Ruvania"].startswith("speaks for Ruvania, party")


def test_a_credibility_is_the_analysts_and_in_a_sentence_of_its_own(decided_brief: Brief) -> None:
    assert any(each.text == "ana holds it for credibility 3 (possibly true): one agency, copied." for _, each in said(decided_brief))


def test_a_brief_about_somebody_says_so_in_its_head_and_speaks_of_nothing_else(sample_path: Path) -> None:
    with allegedly.open(sample_path) as case:
        brief = compose(case, about="Henrik Dause", as_of="2021-04-30")
        claims = {(claim.document_id, claim.sentence.start) for claim in case.claims(about="Henrik Dause", reported_by="2021-04-30")}
        rows = {row.digest[:16]: row.id for row in case.documents()}
    assert brief.title == "What is reported about Henrik Dause"
    assert "about Henrik Dause" in brief.basis and "published by 2021-04-30" in brief.basis
    noted = [re.search(r"characters (\d+) to .* SHA-256 ([0-9a-f]{16})", note) for note in brief.notes if note.startswith("“")]
    assert noted and {(rows[found[2]], int(found[1])) for found in noted if found} <= claims


def test_a_report_that_was_taken_back_is_not_told_without_that(brief: Brief) -> None:
    told = [
        (title, each.text) for title, each in said(brief) if "taken its report back" in each.text or "taken their reports back" in each.text
    ]
    assert {title for title, _ in told} >= {"Summary"}


def test_a_denial_names_who_publishes_it_beside_whom_it_cites(brief: Brief, sample_path: Path) -> None:
    with allegedly.open(sample_path) as case:
        outlets = {one_line(row.publisher or row.name) for row in case.documents()}
    told = [each.text for title, each in said(brief) if title == "What is contested"]
    assert told
    for text in told:
        first = re.split(r", | and | says| report", text)[0]
        assert first in outlets or first.removeprefix("The ") in outlets, text


def test_a_name_has_the_article_that_the_texts_give_it(brief: Brief) -> None:
    words = " ".join(each.text for _, each in said(brief))
    assert "the Sixth Bureau" in words and "the Ruvania " not in words
    assert not re.search(r"(?:behalf of|front for|name of) Sixth Bureau", words)


def test_an_article_stands_before_the_whole_name_and_before_nothing_else() -> None:
    articles = {"bureau": "the", "sixth bureau": "the", "hostel": "a"}
    assert (
        with_articles("men of Sixth Bureau met at hostel", ["Sixth Bureau", "Bureau", "hostel"], articles)
        == "men of the Sixth Bureau met at a hostel"
    )
    assert with_articles("Bureau's hostels", ["Bureau", "hostel"], articles) == "Bureau's hostels"
    assert with_articles("nobody", [], articles) == "nobody"


def test_days_are_told_in_words() -> None:
    assert [days_in_words(each) for each in ("2020-09", "2020-09-01/..", "../2020", "2020-09-01/2021-04-30")] == [
        "2020-09",
        "since 2020-09-01",
        "until 2020",
        "2020-09-01 to 2021-04-30",
    ]


def test_no_arrow_is_drawn_for_what_is_denied(brief: Brief) -> None:
    """The Audit Court says that the Kitchen fronts for nobody: "anyone else" is an actor of that denial alone."""
    (network,) = [block for part in brief.sections for block in part.blocks if isinstance(block, Figure) and "allegation" in block.caption]
    assert "Sixth Bureau" in network.svg and "anyone else" not in network.svg


def test_html_asks_for_nothing_and_runs_nothing(brief: Brief, hostile: Brief) -> None:
    for each in (brief, hostile):
        page = html.fromstring(render(each, "html"))
        assert not page.xpath("//script|//link|//img|//iframe|//object|//@src|//@onclick|//@onload")
        assert all(target.startswith("#") for target in page.xpath("//@href"))
        ids = page.xpath("//@id")
        assert {target[1:] for target in page.xpath("//@href")} <= set(ids)
        assert len(page.xpath("//ol/li")) == len(each.notes)


def test_markdown_is_text_whatever_the_names_are(hostile: Brief) -> None:
    """A parser finds no link, emphasis, code, list or HTML in it but ours."""
    for each in HOSTILE:
        tokens = MarkdownIt("commonmark").enable("table").parse(md(each))
        inline = [child.type for token in tokens for child in token.children or ()]
        assert set(inline) <= {"text", "text_special"} and [token.type for token in tokens] == [
            "paragraph_open",
            "inline",
            "paragraph_close",
        ]
        assert "".join(child.content for token in tokens for child in token.children or ()) == each.strip()


def test_word_opens_it_with_footnotes_of_its_own(brief: Brief) -> None:
    made = render(brief, "docx")
    document = docx.Document(BytesIO(made))
    assert document.paragraphs[0].text == brief.title
    notes = [part for part in document.part.package.iter_parts() if part.partname == "/word/footnotes.xml"]
    root = etree.fromstring(notes[0].blob)
    texts = ["".join(node.itertext()) for node in root.findall(".//{*}footnote")]
    assert any("SHA-256" in text for text in texts)
    marks = document.element.xpath("//w:footnoteReference/@w:id")
    assert len(marks) == len(set(marks)) == len(texts) - 2  # two separators
    assert sum(part.partname.endswith(".svg") for part in document.part.package.iter_parts()) == 3


def test_a_table_of_a_word_document_has_its_head_on_every_page_and_whole_rows(brief: Brief) -> None:
    document = docx.Document(BytesIO(render(brief, "docx")))
    assert len(document.tables) >= 3
    for table in document.tables:
        rows = table._tbl.xpath("./w:tr")
        assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
        assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)


def test_word_takes_what_xml_cannot_hold(hostile: Brief) -> None:
    assert docx.Document(BytesIO(render(hostile, "docx"))).paragraphs[0].text == HOSTILE[0]


def test_the_text_can_be_had_from_the_pdf(brief: Brief, hostile: Brief) -> None:
    for each, words in ((brief, "none of it is stated as fact"), (hostile, "[x](http://evil.example)")):
        pdf = pypdfium2.PdfDocument(render(each, "pdf"))
        text = " ".join(page.get_textpage().get_text_range() for page in pdf)
        assert words in " ".join(text.split()) and each.title.split(":")[0] in text


def test_drawings_are_whole_and_hold_no_markup_of_others() -> None:
    import datetime as dt

    marks = [Mark(dt.date(2016, 1, 1), dt.date(2016, 3, 1), each) for each in HOSTILE]
    nodes = {str(n): (n, each, n == 1) for n, each in enumerate(HOSTILE)}
    for drawing in (
        draw_network([Arrow(a, b, a) for a, b in zip(HOSTILE, HOSTILE[1:])]),
        draw_timeline(marks),
        draw_provenance(nodes, [("0", "1", False), ("1", "2", True)]),
    ):
        root = etree.fromstring(drawing.replace("\x07", ""))
        assert not root.findall(".//{*}script") and root.findall(".//{*}text")


def test_an_early_mark_does_not_press_the_others_into_a_corner() -> None:
    import datetime as dt

    late = [Mark(dt.date(2021, month, 1), dt.date(2021, month, 9), f"late {month}") for month in range(1, 10)]
    drawing = etree.fromstring(draw_timeline([Mark(dt.date(1986, 1, 1), dt.date(1986, 12, 31), "early"), *late]))
    starts = [float(each.get("x")) for each in drawing.findall("{*}rect")]
    assert starts[0] == 8.0 and max(starts) - min(starts[1:]) > 300
    assert any(each.text == "◂ 1986 early" for each in drawing.findall("{*}text"))


def test_a_long_name_stands_on_two_lines_of_its_box() -> None:
    assert folded("Norwire", 120) == ["Norwire"]
    assert folded("two senior security officials (Norwire)", 130) == ["two senior security", "officials (Norwire)"]
    assert folded("x" * 50, 61) == ["x" * 10, "x" * 9 + "…"]


def test_whoever_is_drawn_has_an_arrow() -> None:
    """With more actors than there is room for, arrows go whole, the last first."""
    pairs = [(f"agent {n}", f"service {n}") for n in range(12)]
    drawing = etree.fromstring(draw_network([Arrow(a, b, "works for") for a, b in pairs]))
    listed = [each.text for each in drawing.findall("{*}text") if each.text and "→" in each.text]
    assert [each.split(maxsplit=1)[1] for each in listed] == [f"{a} → {b}: works for" for a, b in pairs[:7]]
    assert sum(each.get("r") == "5" for each in drawing.findall("{*}circle")) == 14


def test_a_copy_is_drawn_around_the_boxes_between_it_and_what_it_copies() -> None:
    nodes = {str(n): (0, f"paper {n}", False) for n in range(3)}
    drawing = etree.fromstring(draw_provenance(nodes, [("0", "2", True)]))
    edge = max(float(each.get("x")) + float(each.get("width")) for each in drawing.findall("{*}rect"))
    (way,) = [each.get("d") for each in drawing.findall("{*}path")]
    across = [float(each) for each in re.findall(r"([\d.]+) [\d.]+", way)]
    assert across[0] == across[-1] == edge and max(across) > edge + 10


def test_numbers_on_arrows_do_not_cover_each_other() -> None:
    names = ["Dawn", "Iron", "North", "Salt", "Quay"]
    drawing = etree.fromstring(draw_network([Arrow(a, b, "arms") for a in names for b in names if a != b]))
    middles = [(float(each.get("cx")), float(each.get("cy"))) for each in drawing.findall("{*}circle") if each.get("r") == "8"]
    assert len(middles) == 20
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for n, a in enumerate(middles) for b in middles[:n]) > 12


def test_an_axis_has_a_few_marks_however_long_it_is() -> None:
    import datetime as dt

    for first, last in (
        (dt.date(2016, 1, 5), dt.date(2016, 2, 3)),
        (dt.date(1900, 1, 1), dt.date(2020, 1, 1)),
        (dt.date(2016, 1, 5), dt.date(2016, 1, 9)),
    ):
        assert len(ticks(first, last)) <= 14


def test_an_abbreviation_at_the_end_gets_no_second_full_stop_and_a_deed_is_in_words() -> None:
    assert ended("recruiter has posed as Sixth B.") == "recruiter has posed as Sixth B."
    assert [deed("works_for", "patient"), deed("recruits", "principal"), deed("poses_as", "guise"), deed("attacks", "guise")] == [
        "works for",
        "recruits on behalf of",
        "poses as",
        "attacks in the name of",
    ]


def test_who_holds_a_post_is_no_disguise_and_comes_after_what_was_done(case: Case, add: Add) -> None:
    text = "Ana Orsk works for the Ministry of Ports. Dawn Militia attacked Brannhaven in 2016."
    add(document(text, name="post", title="Post", published="2016-06-01"))
    place = {
        each: {"text": each, "entity": each, "start": text.index(each), "end": text.index(each) + len(each)}
        for each in ("works", "Ana Orsk", "Ministry of Ports")
    }
    record = {
        "type": "works_for",
        "polarity": "affirmed",
        "certainty": "certain",
        "realis": "actual",
        "chain": [],
        "sentence": [0, text.index(".") + 1],
        "trigger": place["works"],
        "arguments": {"agent": [place["Ana Orsk"]], "patient": [place["Ministry of Ports"]]},
    }  # fmt: skip
    case.draw(next(iter(case.documents())), record, why="the reader missed it", who="ana")
    summary = [each.text for title, each in said(compose(case)) if title == "Summary" and ": " in each.text]
    assert [("attacked" in each, "works for" in each) for each in summary] == [(True, False), (False, True)]
    assert "works for the Ministry of Ports" in summary[1]
