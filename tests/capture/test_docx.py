"""Word documents, and ZIPs and XML that mean harm."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from tests.capture.makers import PROSE, capture_document, capture_problem, change_zip, make_docx

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_body(inside: str, before: str = "") -> bytes:
    """A Word document with this XML as its body."""
    document = f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{NAMESPACE}"><w:body>{inside}</w:body></w:document>'
    return change_zip(make_docx(PROSE), {"word/document.xml": document.encode()})


def run(words: str) -> str:
    """A run of words."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_paragraphs_and_tables_are_read_in_order() -> None:
    found = capture_document(
        make_docx("First.", "", "Second – ‘quoted’ 🙂.", table=[["Name", "Post"], ["A. Bell", "minister"]], title="Arms"), "report.docx"
    )
    assert found.text == "First.\n\nSecond – ‘quoted’ 🙂.\n\nName | Post\n\nA. Bell | minister"
    assert (found.name, found.title) == ("report", "Arms")
    assert found.media_type.endswith("wordprocessingml.document")


def test_its_masthead_is_read() -> None:
    found = capture_document(make_docx("Rebels armed", f"PELL, March 4 (Norwire) - {PROSE}"), "a.docx")
    assert (found.dateline, found.agency) == ("PELL", "Norwire")


def test_inserted_words_are_kept_and_deleted_ones_left_out() -> None:
    deleted = "<w:del><w:r><w:delText>armed</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('gone')}</w:moveFrom>"
    content = f"<w:sdt><w:sdtContent><w:p>{run('In a form.')}</w:p></w:sdtContent></w:sdt>"
    body = (
        f"<w:p>{run('The junta ')}{deleted}<w:ins>{run('funded')}</w:ins>{moved}<w:hyperlink>{run(' them.')}</w:hyperlink></w:p>{content}"
    )
    assert capture_document(with_body(body), "a.docx").text == "The junta funded them.\n\nIn a form."


def test_line_breaks_tabs_and_hyphens_are_characters() -> None:
    body = "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
    assert capture_document(with_body(body), "a.docx").text == "a\nb\tc-d"


def test_footnotes_stand_at_the_end() -> None:
    notes = f'<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:id="1"><w:p>{run("According to two officials.")}</w:p></w:footnote></w:footnotes>'
    base = make_docx("The junta armed them.")
    with zipfile.ZipFile(io.BytesIO(base)) as packed:
        relations = packed.read("word/_rels/document.xml.rels").decode()
        types = packed.read("[Content_Types].xml").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relations = relations.replace("</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>')
    override = '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
    changes = {
        "word/footnotes.xml": notes,
        "word/_rels/document.xml.rels": relations,
        "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>"),
    }
    found = capture_document(change_zip(base, {name: content.encode() for name, content in changes.items()}), "a.docx")
    assert found.text == "The junta armed them.\n\nAccording to two officials."


def test_a_word_document_is_recognised_whatever_its_name_says() -> None:
    assert capture_document(make_docx(PROSE), "report.txt").text == PROSE


def test_a_document_without_words_says_so() -> None:
    assert capture_problem(make_docx(""), "a.docx").reason == "holds no text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_bomb_is_refused_unread(encoding: str) -> None:
    """A billion laughs; in UTF-16 it does not show in the bytes."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><w:document xmlns:w="{NAMESPACE}"><w:body><w:p>{run("&l9;")}</w:p></w:body></w:document>'
    found = capture_problem(change_zip(make_docx(PROSE), {"word/document.xml": bomb.encode(encoding)}), "a.docx")
    assert "XML entities" in found.reason


def test_an_entity_that_reads_a_file_is_refused() -> None:
    found = capture_problem(with_body(f"<w:p>{run('&f;')}</w:p>", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'), "a.docx")
    assert "XML entities" in found.reason


def test_a_zip_bomb_is_refused_unpacked() -> None:
    file = io.BytesIO(make_docx(PROSE))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("word/media/image1.png", "w") as member:
        for _ in range(260):
            member.write(bytes(1024 * 1024))
    assert len(file.getvalue()) < 1_000_000
    assert "too large when unpacked" in capture_problem(file.getvalue(), "a.docx").reason


def test_a_member_that_is_larger_than_it_says_is_not_unpacked_further() -> None:
    data = change_zip(make_docx(PROSE), {"word/document.xml": b"<x>" + b" " * 50_000_000})
    # The size in the list of members, 24 bytes after the signature, is made to say 100.
    entry = data.rindex(b"word/document.xml") - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    lying = data[: entry + 24] + struct.pack("<I", 100) + data[entry + 28 :]
    assert "damaged" in capture_problem(lying, "a.docx").reason


def test_more_xml_than_a_document_has_is_refused() -> None:
    found = capture_problem(with_body("<w:p/>" * 8_000_000), "a.docx")
    assert "more text and layout than 40 MB" in found.reason


def test_xml_nested_without_end_is_one_line() -> None:
    capture_problem(with_body("<w:sdt>" * 100_000), "a.docx")
    capture_problem(with_body("<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000), "a.docx")


def test_paths_in_the_zip_are_only_names(tmp_path: object) -> None:
    data = change_zip(make_docx(PROSE), {"../../../../tmp/allegedly-was-here": b"x", "/tmp/allegedly-was-here": b"x"})
    assert capture_document(data, "a.docx").text == PROSE
    from pathlib import Path

    assert not Path("/tmp/allegedly-was-here").exists()


def test_a_password_is_said() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert capture_problem(ole, "a.docx").reason == "is protected by a password"
    data = bytearray(make_docx(PROSE))
    flags = data.rindex(b"PK\x01\x02") + 8
    data[flags] |= 1
    assert capture_problem(bytes(data), "a.docx").reason == "is protected by a password"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_document_cut_off_says_so(share: float) -> None:
    data = make_docx(PROSE)
    assert "damaged or cut off" in capture_problem(data[: int(len(data) * share)], "a.docx").reason


def test_a_document_that_lacks_its_main_part_says_so() -> None:
    assert (
        "lacks a part"
        in capture_problem(
            change_zip(
                make_docx(PROSE), {"_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'}
            ),
            "a.docx",
        ).reason
    )


@pytest.mark.parametrize(
    ("member", "said"),
    [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("anything.bin", "ZIP archive")],
)
def test_other_zips_are_called_by_their_names(member: str, said: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(member, bytes(2000))
    for name in ("a.docx", "a.xlsx", "a.zip", "a"):
        assert said in capture_problem(file.getvalue(), name).reason
