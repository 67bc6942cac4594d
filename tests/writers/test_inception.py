"""INCEpTION: what leaves for it comes back unchanged; what was annotated there becomes corrections; what does not fit is refused by name."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cassis
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.claims.correction import to_record
from allegedly.claims.reading import read_with
from allegedly.store.additions import add_document
from allegedly.store.database import Database
from allegedly.writers.annotation import AnnotationReport, annotate
from allegedly.writers.inception import CLAIM, LAYERS, MENTION
from allegedly.writers.writers import write
from tests.factory import PatternReader, document
from tests.store.conftest import Add
from tests.writers.test_round_trips import documents

TEXT = "\U0001f600 Norland armed Dawn in 2016, two officials said. The Herald denied that Dusk fell."


@pytest.fixture
def filled(case: Case, add: Add) -> Case:
    """A case of one claim, behind a character that is two for Java."""
    add(document(TEXT))
    return case


def exported(case: Case, folder: Path) -> Path:
    """The only document of the case as CAS."""
    write(case, "inception", folder)
    (found,) = folder.glob("*.json")
    return found


def changed(file: Path, change: Callable[[Any], None]) -> Path:
    """The file after `change` did something to its CAS, as INCEpTION saves it."""
    cas = cassis.load_cas_from_json(file.read_text(encoding="utf-8"))
    change(cas)
    cas.to_json(file)
    return file


def test_what_was_not_changed_changes_nothing(sample: Case, tmp_path: Path) -> None:
    report = write(sample, "inception", tmp_path / "x", text="Saltgate")
    assert report.written["documents"] == len(list((tmp_path / "x").glob("*.json"))) > 1
    unchanged = 0
    for file in (tmp_path / "x").glob("*.json"):
        found = annotate(sample, file)
        unchanged += found.unchanged
        assert (found.corrected, found.drawn, found.refused) == (0, 0, []), file
    assert unchanged == report.written["claims"] == sample.claims(text="Saltgate").count()


def test_offsets_are_those_of_java_in_the_file_and_ours_in_the_case(filled: Case, tmp_path: Path) -> None:
    file = exported(filled, tmp_path / "x")
    stored = json.loads(file.read_text(encoding="utf-8"))["%FEATURE_STRUCTURES"]
    (claim,) = (each for each in stored if each["%TYPE"] == CLAIM)
    assert TEXT.encode("utf-16-le")[2 * claim["begin"] : 2 * claim["end"]].decode("utf-16-le") == "armed"
    assert annotate(filled, file).unchanged == 1


def test_a_feature_changed_there_is_a_correction(filled: Case, tmp_path: Path) -> None:
    def hedge(cas: Any) -> None:
        (claim,) = cas.select(CLAIM)
        claim.certainty = "possible"

    report = annotate(filled, changed(exported(filled, tmp_path / "x"), hedge), who="ana")
    assert (report.corrected, report.drawn, report.refused) == (1, 0, [])
    assert [claim.certainty for claim in filled.claims()] == ["possible"] and [each.who for each in filled.corrections()] == ["ana"]


def draw(cas: Any, **features: Any) -> Any:
    """A claim annotated by hand on "denied", with Dusk as what it is about and the Herald as who says so."""
    claim, mention = cas.typesystem.get_type(CLAIM), cas.typesystem.get_type(MENTION)
    array = cas.typesystem.get_type("uima.cas.FSArray")
    argument, source = (cas.typesystem.get_type(f"{CLAIM}{name}Link") for name in ("Arguments", "Sources"))

    def on(words: str, **values: Any) -> Any:
        made = mention(begin=TEXT.index(words), end=TEXT.index(words) + len(words), **values)
        cas.add(made)
        return made

    given = {"claimType": "attacks", "polarity": "denied", "certainty": "certain", "realis": "actual"} | features
    roles = given.pop("roles", ("patient", "1", "cue 1"))
    drawn = claim(
        begin=TEXT.index("fell"),
        end=TEXT.index("fell") + 4,
        arguments=array(elements=[argument(role=roles[0], target=on("Dusk"))]),
        sources=array(elements=[source(role=roles[1], target=on("Herald", named=True)), source(role=roles[2], target=on("denied"))]),
        **given,
    )
    cas.add(drawn)
    return drawn


def test_a_claim_all_of_whose_sources_were_taken_away_is_the_documents_own(filled: Case, tmp_path: Path) -> None:
    def without_sources(cas: Any) -> None:
        (claim,) = cas.select(CLAIM)
        claim.sources.elements.clear()

    assert annotate(filled, changed(exported(filled, tmp_path / "x"), without_sources)).corrected == 1
    assert [claim.chain for claim in filled.claims()] == [()]


def test_a_claim_annotated_there_is_drawn_in_the_case(filled: Case, tmp_path: Path) -> None:
    report = annotate(filled, changed(exported(filled, tmp_path / "x"), lambda cas: draw(cas) and None), who="ana")
    assert (report.drawn, report.unchanged, report.refused) == (1, 1, [])
    (claim,) = filled.claims(type="attacks")
    assert claim.sentence.text == "The Herald denied that Dusk fell." and claim.trigger.text == "fell" and claim.polarity == "denied"
    (hop,) = claim.chain
    assert (hop.source.name, hop.source.named, hop.cue and hop.cue.text) == ("Herald", True, "denied")
    assert [each.entity for each in claim.arguments["patient"]] == ["Dusk"]


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ({"claimType": "explodes"}, "type of a claim cannot be 'explodes'"),
        ({"polarity": None}, "polarity of a claim cannot be None; there are: affirmed, denied"),
        ({"roles": ("victim", "1", "cue 1")}, "there is no role 'victim'"),
        ({"roles": ("patient", "first", "cue 1")}, "'first' is no place in a chain"),
        ({"roles": ("patient", "1", "1")}, "two sources stand at place 1"),
        ({"roles": ("patient", "1", "cue 2")}, "`cue 2` attributes to nobody"),
        ({"roles": (None, "1", "cue 1")}, "a link has no role"),
    ],
)
def test_what_does_not_fit_is_named_and_the_rest_goes_on(filled: Case, tmp_path: Path, features: dict[str, Any], said: str) -> None:
    report = annotate(filled, changed(exported(filled, tmp_path / "x"), lambda cas: draw(cas, **features) and None))
    assert len(report.refused) == 1 and said in report.refused[0] and report.refused[0].startswith("record 2: ")
    assert (report.unchanged, report.drawn) == (1, 0) and filled.corrections().count() == 0


def as_zip(file: Path, *, extra: str = "") -> bytes:
    """The zip of UIMA CAS XMI that INCEpTION makes for one document."""
    cas = cassis.load_cas_from_json(file.read_text(encoding="utf-8"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("report.xmi", (cas.to_xmi() or "").replace("<xmi:XMI", f"{extra}<xmi:XMI", 1))
        out.writestr(LAYERS, cas.typesystem.to_xml() or "")
    return packed.getvalue()


def test_xmi_comes_back_as_json_does(filled: Case, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(as_zip(exported(filled, tmp_path / "x")))
    assert annotate(filled, tmp_path / "x.zip").unchanged == 1
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        packed.extractall(tmp_path / "apart")
    assert annotate(filled, tmp_path / "apart" / "report.xmi").unchanged == 1
    (tmp_path / "apart" / LAYERS).unlink()
    with pytest.raises(BadOption, match="no TypeSystem.xml beside it"):
        annotate(filled, tmp_path / "apart" / "report.xmi")


def test_the_text_of_another_document_is_refused(filled: Case, tmp_path: Path) -> None:
    file = exported(filled, tmp_path / "x")
    file.write_text(file.read_text(encoding="utf-8").replace("Norland armed", "Norland fed"), encoding="utf-8")
    with pytest.raises(BadOption, match="its text is that of no document of x.case"):
        annotate(filled, file)


def test_a_document_is_known_by_its_text_alone(filled: Case, tmp_path: Path) -> None:
    file = exported(filled, tmp_path / "x")
    (row,) = filled.documents()
    file.write_text(file.read_text(encoding="utf-8").replace(row.id, "d-other"), encoding="utf-8")
    assert annotate(filled, file).unchanged == 1


def test_a_project_without_the_layers_is_told_where_to_get_them(filled: Case, tmp_path: Path) -> None:
    cas = cassis.Cas(cassis.TypeSystem())
    cas.sofa_string = TEXT
    cas.to_json(tmp_path / "x.json")
    with pytest.raises(BadOption, match=r"the layer webanno.custom.Claim lacks claimType, arguments, sources; import TypeSystem.xml of"):
        annotate(filled, tmp_path / "x.json")


def delete(cas: Any) -> None:
    """The claim goes, the words it was linked to stay: what INCEpTION does."""
    (claim,) = cas.select(CLAIM)
    cas.remove(claim)


def came_back(case: Case, folder: Path, change: Callable[[Any], None]) -> Path:
    """A document of an export as it comes back, beside what went out."""
    file = exported(case, folder / "out")
    return changed(Path(shutil.copy(file, folder / "back.json")), change)


def test_a_claim_deleted_there_is_rejected_and_can_be_taken_back(filled: Case, tmp_path: Path) -> None:
    back = came_back(filled, tmp_path, delete)
    assert annotate(filled, back, who="ana") == AnnotationReport() and filled.claims().count() == 1  # nothing says that it went out
    assert annotate(filled, back, exported=tmp_path / "out", who="ana") == AnnotationReport(rejected=1)
    (decided,) = filled.corrections()
    assert (decided.decision, decided.who, decided.why) == ("rejected", "ana", "deleted in back.json") and filled.claims().count() == 0
    assert annotate(filled, back, exported=tmp_path / "out") == AnnotationReport()
    filled.undo()
    assert filled.claims().count() == 1


def test_a_claim_that_did_not_go_out_is_no_deleted_one(sample: Case, tmp_path: Path) -> None:
    """A partial export: what the filter left out, and what somebody drew since, stays."""
    report = write(sample, "inception", tmp_path / "out", text="Saltgate")
    before = sample.claims().count()
    files = list((tmp_path / "out").glob("*.json"))
    assert report.written["claims"] < sum(sample.claims_of(file.stem).count() for file in files)
    assert sum(annotate(sample, file, exported=tmp_path / "out").rejected for file in files) == 0
    assert sample.claims().count() == before


def test_a_claim_corrected_since_it_went_out_is_left_to_who_corrected_it(filled: Case, tmp_path: Path) -> None:
    back = came_back(filled, tmp_path, delete)
    (claim,) = filled.claims()
    moved = to_record(claim) | {"type": "funds"}
    filled.correct(claim, moved, who="ben")
    assert annotate(filled, back, exported=tmp_path / "out").rejected == 0
    assert [each.type for each in filled.claims()] == ["funds"]


def test_a_claim_whose_annotation_does_not_fit_is_refused_and_not_deleted(filled: Case, tmp_path: Path) -> None:
    def spoil(cas: Any) -> None:
        (claim,) = cas.select(CLAIM)
        claim.claimType = "explodes"

    report = annotate(filled, came_back(filled, tmp_path, spoil), exported=tmp_path / "out")
    assert report.rejected == 0 and len(report.refused) == 1


def test_a_document_that_the_annotations_never_reached_deletes_nothing(filled: Case, tmp_path: Path) -> None:
    """As of a project that made the layers after the document was imported."""

    def empty(cas: Any) -> None:
        for each in (*cas.select(CLAIM), *cas.select(MENTION)):
            cas.remove(each)

    report = annotate(filled, came_back(filled, tmp_path, empty), exported=tmp_path / "out")
    assert report.rejected == 0 and "no annotation of these layers at all" in report.refused[0]


def test_another_folder_or_file_is_refused_before_anything_is_decided(filled: Case, tmp_path: Path) -> None:
    back = came_back(filled, tmp_path, delete)
    with pytest.raises(BadOption, match=r"holds no d-\w+\.json; give the folder that the document was exported to"):
        annotate(filled, back, exported=tmp_path)
    (row,) = filled.documents()
    (tmp_path / f"{row.id}.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BadOption, match="is not what `allegedly export CASE inception` wrote"):
        annotate(filled, back, exported=tmp_path)
    (tmp_path / "records.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(BadOption, match="only such a file can be held against what was exported"):
        annotate(filled, tmp_path / "records.jsonl", exported=tmp_path / "out")
    assert filled.corrections().count() == 0


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"%FEATURE_STRUCTURES": 5}', "is no UIMA CAS"),
        (b'{"%FEATURE_STRUCTURES": [', "is no UIMA CAS"),
        (b'["%FEATURE_STRUCTURES"]', "is no UIMA CAS"),
        (b"PK\x03\x04junk", "is no zip that can be read"),
        (b"", "line 1: not JSON|no claim"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(filled: Case, tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "x").write_bytes(data)
    if not data:
        assert annotate(filled, tmp_path / "x") == AnnotationReport()
        return
    with pytest.raises(BadOption, match=said) as caught:
        annotate(filled, tmp_path / "x")
    assert "\n" not in str(caught.value)


def test_xml_that_declares_entities_is_not_parsed(filled: Case, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(as_zip(exported(filled, tmp_path / "x"), extra=BOMB))
    with pytest.raises(BadOption, match="declares XML entities"):
        annotate(filled, tmp_path / "x.zip")


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(filled: Case, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.json", bytes(65 * 1024 * 1024))
    with pytest.raises(BadOption, match="more than 1,000 files or 64 MB"):
        annotate(filled, tmp_path / "x.zip")


@settings(max_examples=5, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doc=documents())
def test_hostile_names_come_back_as_they_were(blank: Path, doc: Document) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(shutil.copy(blank, Path(folder) / "x.case"))
        try:
            with database.writing() as connection:
                add_document(connection, doc, read_with(PatternReader(), doc))
            case = Case(database)
            if case.claims().count():
                report = annotate(case, exported(case, Path(folder) / "x"))
                assert (report.unchanged, report.refused) == (case.claims().count(), [])
        finally:
            database.close()
