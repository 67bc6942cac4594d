"""INCEpTION: a case as UIMA CAS for that annotation tool, and what was annotated there as claim records again.

The layout is two layers (docs/exports.md says how a project gets them). A `Claim` stands on the words of the predicate and holds type,
polarity, certainty and realis; `arguments` link it to `Mention`s by role, `time` among them; `sources` link it to those who say so, in the role
`1` for the outermost, `2` for the next, and to the words that attribute, `cue 1`, `cue 2`. A `Mention` has the name of what it means, whether
that is a name (`named`, for sources), and the `value` of a time. `claimId` leads back to the claim that was exported.

The texts of the documents go along: nobody could annotate without them.
"""

from __future__ import annotations

import json
import re
import warnings
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.base.kinds import ROLES
from allegedly.base.span import Span
from allegedly.capture.limits import MAX_FILE, MAX_MEMBERS, size
from allegedly.case import Case
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.correction import Record, to_record
from allegedly.claims.sentences import find_sentences
from allegedly.writers.content import Content

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

CLAIM, MENTION = "webanno.custom.Claim", "webanno.custom.Mention"
ARGUMENT, SOURCE = "webanno.custom.ClaimArgumentsLink", "webanno.custom.ClaimSourcesLink"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
LAYERS = "TypeSystem.xml"
TIME = "time"
PLACE_IN_CHAIN = re.compile(r"(?P<cue>cue )?(?P<position>[1-9]\d?)")
JSON_CAS = b'"%FEATURE_STRUCTURES"'
MARKUP = re.compile(rb"\s*<")
NO_PLACE = "a source without words of its own in the sentence cannot be annotated; `annotate` keeps it"


# ---- there -----------------------------------------------------------------------------------------------------------------------------


class InceptionWriter:
    """A folder: the layers, and one UIMA CAS in JSON for each document."""

    summary = "documents and claims as UIMA CAS, to be corrected in INCEpTION; holds the texts; needs allegedly[inception]"
    suffix = ""
    carries: Mapping[str, Collection[str]] = {
        "claims": (
            "id",
            "document_id",
            "type",
            "trigger",
            "trigger_start",
            "trigger_end",
            "time",
            "time_start",
            "time_end",
            "time_value",
            "polarity",
            "certainty",
            "realis",
        ),  # fmt: skip
        "arguments": ("claim_id", "role", "text", "start", "end", "name"),
        "chain": ("claim_id", "position", "name", "named", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"),
        "documents": ("id", "name", "text"),
    }
    roles: Collection[str] | None = None

    def write(self, content: Content, path: Path) -> None:
        """A folder at `path`."""
        path.mkdir()
        layers = make_layers()
        layers.to_xml(path / LAYERS)
        for document, entries in content.documents_with_entries():
            for entry in entries:
                content.wrote(entry)
                if any(hop.mention is None for hop in entry.claim.chain):
                    content.tally.changed("claims", "chain", NO_PLACE)
            to_cas(document, [entry.claim for entry in entries], layers).to_json(path / f"{document.id}.json")


def make_layers() -> TypeSystem:
    """The types of the two layers. Raises `BadOption` when the library is not installed."""
    if find_spec("cassis") is None:
        raise BadOption("INCEpTION needs a library that is not installed; run: pip install 'allegedly[inception]'")
    from cassis import TypeSystem
    from cassis.typesystem import TYPE_NAME_ANNOTATION, TYPE_NAME_BOOLEAN, TYPE_NAME_FS_ARRAY, TYPE_NAME_STRING, TYPE_NAME_TOP

    types = TypeSystem()
    metadata = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId"):
        types.create_feature(metadata, name, TYPE_NAME_STRING)
    mention = types.create_type(MENTION, TYPE_NAME_ANNOTATION, "What words mean: an argument, a time, a source, or words that attribute.")
    types.create_feature(mention, "name", TYPE_NAME_STRING, description="Name of what the words mean; the words themselves if empty.")
    types.create_feature(mention, "named", TYPE_NAME_BOOLEAN, description="Of a source: whether that is a name, not a description.")
    types.create_feature(mention, "value", TYPE_NAME_STRING, description="Of a time: YYYY, YYYY-MM, YYYY-MM-DD or A/B.")
    claim = types.create_type(CLAIM, TYPE_NAME_ANNOTATION, "Somebody says that this happened; on the words of the predicate.")
    for name in ("claimType", "polarity", "certainty", "realis", "claimId"):
        types.create_feature(claim, name, TYPE_NAME_STRING)
    for feature, name in (("arguments", ARGUMENT), ("sources", SOURCE)):
        link = types.create_type(name, TYPE_NAME_TOP)
        types.create_feature(link, "role", TYPE_NAME_STRING)
        types.create_feature(link, "target", mention)
        types.create_feature(claim, feature, TYPE_NAME_FS_ARRAY, elementType=link)
    return types


def to_cas(document: Document, claims: Collection[Claim], layers: TypeSystem) -> Cas:
    """A document with its claims."""
    from cassis import Cas

    cas = Cas(layers)
    cas.sofa_string = document.text
    cas.sofa_mime = "text/plain"
    if document.language:
        cas.document_language = document.language
    types = {name: layers.get_type(name) for name in (METADATA, CLAIM, MENTION, ARGUMENT, SOURCE, "uima.cas.FSArray")}
    cas.add(types[METADATA](begin=0, end=len(document.text), documentTitle=document.name, documentId=document.id))
    mentions: dict[tuple[Any, ...], Any] = {}

    def mention(span: Span, **values: Any) -> Any:
        key = (span.start, span.end, *sorted(values.items()))
        if key not in mentions:
            mentions[key] = types[MENTION](begin=span.start, end=span.end, **values)
            cas.add(mentions[key])
        return mentions[key]

    def links(type: str, targets: Iterator[tuple[str, Any]]) -> Any:
        made = [types[type](role=role, target=target) for role, target in targets]
        return types["uima.cas.FSArray"](elements=made) if made else None  # the library cannot read an empty array that it wrote

    for claim in claims:
        cas.add(
            types[CLAIM](
                begin=claim.trigger.start,
                end=claim.trigger.end,
                claimType=claim.type,
                polarity=claim.polarity,
                certainty=claim.certainty,
                realis=claim.realis,
                claimId=claim.id,
                arguments=links(ARGUMENT, arguments_of(claim, mention)),
                sources=links(SOURCE, sources_of(claim, mention)),
            )
        )
    return cas


def arguments_of(claim: Claim, mention: Any) -> Iterator[tuple[str, Any]]:
    """The roles of a claim and what fills them; its time is one of them."""
    for role, fillers in claim.arguments.items():
        filler: Mention
        for filler in fillers:
            yield role, mention(filler.span, name=filler.entity)
    if claim.time:
        yield TIME, mention(claim.time.span, value=claim.time.value)


def sources_of(claim: Claim, mention: Any) -> Iterator[tuple[str, Any]]:
    """The places in the chain of a claim and the words that stand for them."""
    for position, hop in enumerate(claim.chain, 1):
        if hop.mention:
            yield str(position), mention(hop.mention, name=hop.source.name, named=hop.source.named)
            if hop.cue:
                yield f"cue {position}", mention(hop.cue)


# ---- and back --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Misfit:
    """An annotation that is no claim record, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A claim (id) that stands, that went out with the export and that nothing in the annotated document leads back to."""

    claim: str


def is_cas(data: bytes) -> bool:
    """Whether a file may hold what INCEpTION exports: a zip, XML, or a CAS in JSON."""
    return data.startswith(b"PK\x03\x04") or MARKUP.match(data) is not None or JSON_CAS in data


def read_cas(case: Case, path: Path, exported: Path | None = None) -> Iterator[Record | Misfit | Gone]:
    """The claims annotated in a file of INCEpTION (UIMA CAS JSON, or a zip or file of UIMA CAS XMI), as records of documents of `case`.

    `exported` is the folder that `InceptionWriter` made; what went out with it and did not come back is `Gone`, after the records of its
    document. Raises `BadOption` for a file that is none, that lacks the layers, or whose text is that of no document; an annotation that does
    not fit is a `Misfit`.
    """
    make_layers()  # says what to install
    for name, cas in load_all(path):
        document = find_document(case, cas, name)
        standing = {claim.id: claim for claim in case.claims_of(document)}
        went_out = claims_in(exported, document, name) if exported else ()
        sentences = [(each.start, each.end) for each in find_sentences(document.text)]
        annotations = sorted(cas.select(CLAIM), key=lambda each: (each.begin, each.end))
        for annotated in annotations:
            try:
                yield to_claim_record(annotated, document, standing.get(annotated.claimId or ""), sentences)
            except BadOption as error:
                yield Misfit(f"the claim on “{document.text[annotated.begin : annotated.end]}” at {annotated.begin}: {error}")
        missing = sorted((standing.keys() & went_out) - {each.claimId for each in annotations})
        # Who deletes claims leaves the mentions: without either, what was exported never arrived.
        if missing and not annotations and not cas.select(MENTION):
            yield Misfit(f"{name} holds no annotation of these layers at all, so nothing that went out with it counts as deleted")
            continue
        yield from map(Gone, missing)


def claims_in(exported: Path, document: Document, name: str) -> frozenset[str]:
    """The ids of the claims with which `InceptionWriter` put this document into a folder. Raises `BadOption` when it did not."""
    file = exported / f"{document.id}.json"
    try:
        structures = json.loads(file.read_text(encoding="utf-8"))["%FEATURE_STRUCTURES"]
        return frozenset(str(each["claimId"]) for each in structures if each["%TYPE"] == CLAIM and each.get("claimId"))
    except FileNotFoundError:
        raise BadOption(f"{name}: {exported} holds no {file.name}; give the folder that the document was exported to") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadOption(f"{file}: is not what `allegedly export CASE inception` wrote ({error}); give that folder") from error


def load_all(path: Path) -> Iterator[tuple[str, Cas]]:
    """Each CAS of a file, with a name for messages."""
    data = path.read_bytes()
    if not data.startswith(b"PK\x03\x04"):
        layers = path.with_name(LAYERS)
        if JSON_CAS not in data and not layers.is_file():
            raise BadOption(f"{path}: there is no {LAYERS} beside it; give the zip that INCEpTION exports, or export UIMA CAS JSON")
        yield str(path), load(data, None if JSON_CAS in data else layers.read_bytes(), str(path))
        return
    try:
        with ZipFile(BytesIO(data)) as packed:
            members = {each.filename: each for each in packed.infolist() if each.filename.endswith((".xmi", ".json", LAYERS))}
            if len(members) > MAX_MEMBERS or sum(each.file_size for each in members.values()) > MAX_FILE:
                raise BadOption(f"{path}: holds more than {MAX_MEMBERS:,} files or {size(MAX_FILE)}; export its documents one by one")
            layers_inside = next((packed.read(name) for name in members if name.endswith(LAYERS)), None)
            found = [name for name in members if not name.endswith(LAYERS)]
            if not found:
                raise BadOption(f"{path}: holds no .xmi and no .json; export the document from INCEpTION as UIMA CAS JSON")
            for name in found:
                yield f"{path}!{name}", load(packed.read(name), layers_inside, f"{path}!{name}")
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:  # damaged, of an unknown method, encrypted, cut off
        raise BadOption(f"{path}: is no zip that can be read ({error}); export the document from INCEpTION again") from error


def load(data: bytes, layers: bytes | None, name: str) -> Cas:
    """One CAS; checks that it has the layers."""
    from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem

    if any(b"<!DOCTYPE" in each or b"<!ENTITY" in each for each in (data if JSON_CAS not in data else b"", layers or b"")):
        raise BadOption(f"{name}: declares XML entities, which no CAS needs; export the document from INCEpTION again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features of other layers whose names Python reserves
            if JSON_CAS in data:
                cas = load_cas_from_json(with_empty_arrays(data))
            else:
                cas = load_cas_from_xmi(BytesIO(data), load_typesystem(BytesIO(layers or b"")), lenient=True)
    except Exception as error:  # the library checks nothing: any mistake of the file is an error of some kind in it
        why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise BadOption(f"{name}: is no UIMA CAS ({why}); export the document from INCEpTION as UIMA CAS JSON or XMI") from error
    for layer, features in ((CLAIM, ("claimType", "arguments", "sources")), (MENTION, ("name", "named", "value"))):
        known = {each.name for each in cas.typesystem.get_type(layer).all_features} if cas.typesystem.contains_type(layer) else set()
        if missing := [each for each in features if each not in known]:
            raise BadOption(
                f"{name}: the layer {layer} lacks {', '.join(missing)}; import {LAYERS} of `allegedly export CASE inception FOLDER` into the project"
            )
    return cas


def with_empty_arrays(data: bytes) -> str:
    """A CAS in JSON in which an array without elements says so: cassis fails on one that leaves them out."""
    found = json.loads(data.decode("utf-8"))
    for each in found["%FEATURE_STRUCTURES"]:
        if each["%TYPE"].endswith(("FSArray", "[]")):
            each.setdefault("%ELEMENTS", [])
    return json.dumps(found)


def find_document(case: Case, cas: Cas, name: str) -> Document:
    """The document whose text was annotated, by the id that the export gave it or by the text alone."""
    text = cas.sofa_string or ""
    stated = [each.documentId for each in cas.select(METADATA)] if cas.typesystem.contains_type(METADATA) else []
    rows = sorted((row for row in case.documents() if row.characters == len(text)), key=lambda row: (row.id not in stated, not row.current))
    for row in rows:
        document = case.get(row.id)
        if isinstance(document, Document) and document.text == text:
            return document
    raise BadOption(f"{name}: its text is that of no document of {case.path.name}; annotate what `allegedly export CASE inception` wrote")


def to_claim_record(annotated: Any, document: Document, standing: Claim | None, sentences: list[tuple[int, int]]) -> Record:
    """The record of one annotation. Raises `BadOption` for one that does not fit the layout."""
    text = document.text
    arguments: dict[str, list[dict[str, Any]]] = {}
    time: dict[str, Any] | None = None
    for role, target in linked(annotated.arguments):
        if role not in (*ROLES, TIME):
            raise BadOption(f"there is no role {role!r}; there are: {', '.join((*ROLES, TIME))}")
        if role != TIME:
            arguments.setdefault(role, []).append(span(text, target) | {"entity": target.name or text[target.begin : target.end]})
        elif time:
            raise BadOption("it has two times; leave one, which may cover both")
        else:
            time = span(text, target) | {"value": target.value or None}
    return {
        "id": standing.id if standing else None,
        "document": document.name,
        "document_id": document.id,
        "sentence": sentence_around(annotated, standing, sentences),
        "type": annotated.claimType,
        "trigger": span(text, annotated),
        "arguments": arguments,
        "time": time,
        "polarity": annotated.polarity,
        "certainty": annotated.certainty,
        "realis": annotated.realis,
        "chain": chain_of(annotated, text, standing),
    }


def linked(links: Any) -> Iterator[tuple[str, Any]]:
    """The roles of a link feature and what they lead to."""
    for link in links.elements if links else ():
        if not link.role or link.target is None:
            raise BadOption("a link has no role, or leads nowhere; choose the role and the words")
        yield link.role, link.target


def span(text: str, annotated: Any) -> dict[str, Any]:
    """Where an annotation stands."""
    return {"text": text[annotated.begin : annotated.end], "start": annotated.begin, "end": annotated.end}


def sentence_around(annotated: Any, standing: Claim | None, sentences: list[tuple[int, int]]) -> list[int]:
    """The sentence of the claim as it stood if the predicate is still in it, else the one that holds the predicate."""
    if standing and standing.sentence.start <= annotated.begin and annotated.end <= standing.sentence.end:
        return [standing.sentence.start, standing.sentence.end]
    start, end = sentences[max(0, bisect_right(sentences, (annotated.begin, 1 << 62)) - 1)]
    return [min(start, annotated.begin), max(end, annotated.end)]


def chain_of(annotated: Any, text: str, standing: Claim | None) -> list[dict[str, Any]]:
    """The chain, outermost first; sources of the standing claim that have no words, and so could not be annotated, keep their places."""
    hops: dict[int, dict[str, Any]] = {}
    cues: dict[int, dict[str, Any]] = {}
    for role, target in linked(annotated.sources):
        place = PLACE_IN_CHAIN.fullmatch(role)
        if not place:
            raise BadOption(
                f"{role!r} is no place in a chain; write 1 for the outermost source, 2 for the next, and `cue 1` for words that attribute"
            )
        position = int(place["position"])
        if position in (cues if place["cue"] else hops):
            raise BadOption(f"two {'cues' if place['cue'] else 'sources'} stand at place {position} of its chain; number them 1, 2, ...")
        if place["cue"]:
            cues[position] = span(text, target)
        else:
            words = text[target.begin : target.end]
            hops[position] = {"name": target.name or words, "named": bool(target.named), "mention": span(text, target), "cue": None}
    for position, hop in enumerate(to_record(standing)["chain"] if standing else (), 1):
        if hop["mention"] is None:
            hops.setdefault(position, hop)
    if lost := cues.keys() - hops.keys():
        raise BadOption(f"`cue {min(lost)}` attributes to nobody; link the source with the role {min(lost)}")
    return [hops[position] | ({"cue": cues[position]} if position in cues else {}) for position in sorted(hops)]
