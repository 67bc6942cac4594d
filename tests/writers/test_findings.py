"""What the program works out and what analysts decide leave with the claims, in every format that has a place for them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import allegedly
from allegedly.case import Case
from allegedly.writers.content import Content
from allegedly.writers.loss import Tally
from allegedly.writers.rows import TABLES, Row
from allegedly.writers.tables import CARRIED
from allegedly.writers.writers import load_writer, write, writer_names
from tests.writers.test_round_trips import PlaceReader

WORKED_OUT = ("propositions", "origins", "dependences", "assessments", "corrections", "hypotheses", "evidence", "ratings")
Found = dict[str, list[Row]]


def expected(case: Case) -> Found:
    """The rows as the tables hold them."""
    found: Found = {name: [] for name in WORKED_OUT}
    content = Content(case, case.claims(), Tally(CARRIED))
    content.tally.put = lambda name, row: found[name].append(row) if name in found else None
    for entry in content.entries():
        content.wrote(entry)
    content.finish()
    return found


def canonical(rows: list[Row], table: str) -> list[str]:
    """Rows that can be compared, without what is derived, empty or zero at the end of a number."""
    own = [{k: v for k, v in row.items() if k in TABLES[table].own and v not in (None, "", [])} for row in rows]
    return sorted(json.dumps(row, sort_keys=True) for row in own)


def from_stix(path: Path) -> Found:
    import stix2

    found: Found = {name: [] for name in WORKED_OUT}
    bundle = stix2.parse(path.read_text(encoding="utf-8"), allow_custom=False)
    key = next(each["id"] for each in bundle["objects"] if each["type"] == "extension-definition")
    for each in bundle["objects"]:
        for kind, row in (each.get("extensions") or {}).get(key, {}).items():
            table = {"hypothesis": "hypotheses", "evidence": "evidence", "origins": "origins"}.get(kind, f"{kind}s")
            if table in found:
                found[table] += row if kind == "origins" else [row]
    return found


def from_misp(path: Path) -> Found:
    from pymisp import MISPEvent

    event = MISPEvent()
    event.load_file(str(path))
    found: Found = {name: [] for name in WORKED_OUT}
    for each in event.objects:
        row = json.loads(each.comment)
        for kind, table in (("origins", "origins"), ("dependences", "dependences")):
            found[table] += row.pop(kind, [])
        text = each.get_attributes_by_relation("text")
        words = text[0].value if text else ""
        for head, table in (("Hypothesis H", "hypotheses"), ("Evidence ", "evidence"), ("Claim: ", "propositions")):
            if words.startswith(head):
                found[table].append(row)
        for note in each.notes:
            row = json.loads(note.note.partition("\n")[2])
            kind = "ratings" if "rating" in row else "corrections" if "decision" in row else "assessments"
            assert note.authors == row["who"]
            found[kind].append(row)
    return found


@pytest.mark.parametrize(("format", "read"), [("stix", from_stix), ("misp", from_misp)])
def test_findings_and_decisions_come_back_as_they_left(format: str, read: Callable[[Path], Found], decided: Case, tmp_path: Path) -> None:
    report = write(decided, format, tmp_path / "x")
    found, wanted = read(tmp_path / "x"), expected(decided)
    carried = load_writer(format).carries
    for table in WORKED_OUT:
        assert wanted[table], table
        assert report.written[table] == len(wanted[table])
        assert set(TABLES[table].own) == set(carried[table]) and not [each for each in report.lost if each.table == table]
        assert canonical(found[table], table) == canonical(wanted[table], table), table


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_an_rdf_store_can_be_asked_for_weighings_and_decisions(decided: Case, tmp_path: Path) -> None:
    from rdflib import Dataset

    write(decided, "nanopub", tmp_path / "x")
    graph = Dataset(default_union=True)
    graph.parse(tmp_path / "x", format="trig")
    al = "PREFIX al: <urn:allegedly:terms#> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX np: <http://www.nanopub.org/nschema#> "
    weighed = graph.query(al + "SELECT ?p ?low ?high WHERE { ?p a al:Proposition ; al:independentLow ?low ; al:pHigh ?high }")
    wanted = expected(decided)["propositions"]
    found = {str(p).rpartition(":")[2]: (low.toPython(), high.toPython()) for p, low, high in weighed}  # type: ignore[union-attr]
    assert found == {row["id"]: (row["independent_low"], row["p_high"]) for row in wanted}
    graded = graph.query(
        al + "SELECT ?value ?by WHERE { GRAPH ?a { ?it a al:Assessment ; al:kind 'grade' ; al:value ?value } ?a prov:wasAttributedTo ?by }"
    )
    assert {(str(value), str(by)) for value, by in graded} == {  # type: ignore[union-attr]
        ("B", "urn:allegedly:analyst:ana"),
        ("D", "urn:allegedly:analyst:ben"),
    }
    rests = graph.query(al + "SELECT ?a WHERE { ?g np:hasAssertion ?a . ?a prov:wasDerivedFrom ?claim . ?h np:hasAssertion ?claim }")
    assert len(list(rests)) >= len(wanted)


def test_every_claim_of_a_graph_or_list_says_how_its_proposition_stands(decided: Case, tmp_path: Path) -> None:
    rows = {row["id"]: row for row in expected(decided)["propositions"]}

    def in_graph(path: Path) -> Iterator[dict[str, Any]]:
        yield from (edge for _, _, edge in nx.read_graphml(path).edges(data=True))

    def in_list(path: Path) -> Iterator[dict[str, Any]]:
        with path.open(encoding="utf-8") as file:
            yield from csv.DictReader(file)

    def in_notes(path: Path) -> Iterator[dict[str, Any]]:
        yield from (each["body"][2]["allegedly:standing"] for each in json.loads(path.read_text())["items"])

    for format, read in (("graphml", in_graph), ("plover", in_list), ("annotation", in_notes)):
        write(decided, format, tmp_path / format)
        found = list(read(tmp_path / format))
        assert found
        for each in found:
            row = rows[each["proposition"]]
            for name in ("independent_low", "independent_high", "p_low", "p", "p_high", "credibility"):
                assert float(each[name]) == row[name], (format, name)
            assert each["assurance"] == row["assurance"]


def test_a_point_on_a_map_says_how_its_proposition_stands(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Norland attacked Kyiv in 2016, a clerk said.")
    with allegedly.open(tmp_path / "north.case", create=True) as case:
        case.add(tmp_path / "report.txt", reader=PlaceReader())
        write(case, "geojson", tmp_path / "x")
        (row,) = expected(case)["propositions"]
    (point,) = json.loads((tmp_path / "x").read_text(encoding="utf-8"))["features"]
    assert point["properties"]["proposition"] == row["id"]
    for name in ("independent_low", "independent_high", "p_low", "p", "p_high", "credibility", "assurance"):
        assert point["properties"][name] == row[name]


def test_only_an_analyst_sets_an_admiralty_tag(decided: Case, sample: Case, tmp_path: Path) -> None:
    from pymisp import MISPEvent

    # The machine tags of misp-taxonomies: admiralty-scale, and estimative-language (version 5).
    words = ("almost-no-chance", "very-unlikely", "unlikely", "roughly-even-chance", "likely", "very-likely", "almost-certain")
    published = {f'admiralty-scale:source-reliability="{each}"' for each in "abcdef"}
    published |= {f'admiralty-scale:information-credibility="{each}"' for each in "123456"}
    published |= {f'estimative-language:likelihood-probability="{each}"' for each in words}
    published |= {f'estimative-language:confidence-in-analytic-judgment="{each}"' for each in ("low", "moderate", "high")}
    tags = {}
    for name, case in (("decided", decided), ("sample", sample)):
        write(case, "misp", tmp_path / name)
        event = MISPEvent()
        event.load_file(str(tmp_path / name))
        tags[name] = {tag.name for each in event.objects for attribute in each.attributes for tag in attribute.tags}
        assert tags[name] <= published
        assert any("likelihood-probability" in tag for tag in tags[name])
    assert not any("admiralty" in tag for tag in tags["sample"])
    assert {tag for tag in tags["decided"] if "admiralty" in tag} == {
        'admiralty-scale:source-reliability="b"',
        'admiralty-scale:source-reliability="d"',
        'admiralty-scale:information-credibility="3"',
    }


def test_a_stix_opinion_is_the_analysts_own(decided: Case, tmp_path: Path) -> None:
    write(decided, "stix", tmp_path / "x")
    objects = {each["id"]: each for each in json.loads((tmp_path / "x").read_text(encoding="utf-8"))["objects"]}
    opinions = [each for each in objects.values() if each["type"] == "opinion" and "explanation" in each]
    (held,) = [each for each in opinions if each["explanation"].startswith("Credibility 3")]
    assert held["opinion"] == "neutral" and objects[held["created_by_ref"]]["name"] == "ana"
    (about,) = held["object_refs"]
    assert objects[about]["abstract"].startswith("Claim: ")


def test_what_no_claim_of_the_export_says_stays(decided: Case, tmp_path: Path) -> None:
    """Propositions, what rests on what, and decisions are those of the claims asked for."""
    all_ = write(decided, "jsonl", tmp_path / "all")
    some = write(decided, "jsonl", tmp_path / "some", about="Henrik Dause")
    lines = (tmp_path / "some" / "propositions.jsonl").read_text(encoding="utf-8").splitlines()
    claims = (tmp_path / "some" / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["id"] for line in lines} == {json.loads(line)["proposition_id"] for line in claims}
    for table in ("propositions", "origins", "assessments"):
        assert 0 < some.written.get(table, 1) < all_.written[table], table


def test_every_format_counts_what_it_cannot_hold_of_them(decided: Case, tmp_path: Path) -> None:
    """Of those that belong to the claims it wrote; a format that writes a part of these has no more to account for."""
    total = decided.claims().count()
    for name in writer_names():
        report = write(decided, name, tmp_path / name)
        told = {each.table for each in report.left_out} | report.written.keys()
        whole = report.written.get("claims") == total
        for table in ("propositions", "assessments", "hypotheses", "ratings") if whole else ("hypotheses", "ratings"):
            assert table in told, (name, table)


def test_a_case_that_cannot_be_written_is_exported_alike(decided_path: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "locked.case"
    shutil.copy(decided_path, copy)
    with allegedly.open(copy) as case:
        case.grade("Norwire", "C", why="slipped", who="ana")  # what was held is out of date
    copy.chmod(0o444)
    with allegedly.open(copy) as case:
        case._database.read_only = True
        write(case, "jsonl", tmp_path / "a")
    copy.chmod(0o644)
    with allegedly.open(copy) as case:
        write(case, "jsonl", tmp_path / "b")
    for table in ("propositions", "origins"):
        a, b = ((tmp_path / name / f"{table}.jsonl").read_text(encoding="utf-8").splitlines() for name in "ab")
        assert sorted(a) == sorted(b) and a
