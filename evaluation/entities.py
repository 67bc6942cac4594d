"""How well mentions become entities: B-cubed on gold mentions, within documents (../shared/data/claims) and across those of the sample case.

Our input is the words of each mention, its role, the type of its claim and who speaks; never the gold name. Beside it stands what equal
words alone would give. For the sample two inputs are scored: words alone, and the chains of each document given (which of its mentions are
one), so that linking across documents is seen by itself. Each is scored twice: as annotated, where "the recruiters" of sixteen reports are
one, and with a description of somebody or some place that no report names kept to its report, which is what we promise ("border officials"
of one article are not those of another; "400 crowns" are).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from allegedly.base.span import Span
from allegedly.claims.naming import is_name, is_pronoun
from allegedly.entities.coreference import Point, clean, find_names, sense_of
from allegedly.entities.entity import Reference
from allegedly.entities.lexicon import name_key, shipped_lexicon
from allegedly.entities.phrases import is_proper
from allegedly.entities.resolve import HANDED, resolve

CLAIMS = ROOT.parent / "shared" / "data" / "claims"
SAMPLE = ROOT / "examples" / "sample"
ASKED = 0.85
REACHED = 0.82  # across the sample case, as annotated and with chains given; less is a step back

Key = tuple[str, int, int, str]
Clusters = dict[Key, Hashable]


@dataclass(frozen=True, slots=True)
class Gold:
    """A mention of a document and the name it has in the annotation."""

    document: str
    text: str
    point: Point
    entity: str

    @property
    def key(self) -> Key:
        """One mention is scored once, however many claims it serves."""
        return self.document, self.point.span.start, self.point.span.end, self.entity


def mentions(claims: Path, texts: Path) -> Iterator[Gold]:
    """Every argument of every claim in a folder."""
    for file in sorted(claims.glob("*.claims.jsonl")):
        name = file.name.removesuffix(".claims.jsonl")
        text = (texts / f"{name}.txt").read_text(encoding="utf-8")
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            speaker = record["chain"][-1]["name"] if record["chain"] else None
            for role, fillers in record["arguments"].items():
                for each in fillers:
                    span = Span(each["start"], each["end"], each["text"])
                    yield Gold(name, text, Point(span, each["text"], role, record["type"], speaker), each["entity"])


def b_cubed(gold: Mapping[Key, Hashable], found: Mapping[Key, Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1, each mention counting once."""
    of_gold, of_found = defaultdict(set), defaultdict(set)
    for key in gold:
        of_gold[gold[key]].add(key)
        of_found[found[key]].add(key)
    precision = recall = 0.0
    for key in gold:
        common = len(of_gold[gold[key]] & of_found[found[key]])
        precision += common / len(of_found[found[key]]) / len(gold)
        recall += common / len(of_gold[gold[key]]) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def by_document(every: list[Gold]) -> dict[str, list[Gold]]:
    """The mentions of each document."""
    found: dict[str, list[Gold]] = defaultdict(list)
    for each in every:
        found[each.document].append(each)
    return found


def names_of(every: list[Gold]) -> dict[Key, str]:
    """What we call each mention; a pronoun that we could not resolve is called after its place."""
    found = {}
    for group in by_document(every).values():
        names = find_names([each.point for each in group], group[0].text)
        for each in group:
            name = names[each.point.span.start, each.point.span.end]
            found[each.key] = f"{name}@{each.point.span.start}" if is_pronoun(name) else name
    return found


def within(folder: str) -> float:
    """Prints the figures of one folder of documents; F1."""
    every = list(mentions(CLAIMS / folder, CLAIMS / folder))
    names = names_of(every)
    gold: Clusters = {each.key: (each.document, each.entity) for each in every}
    words: Clusters = {each.key: (each.document, each.point.span.text.casefold()) for each in every}
    ours: Clusters = {each.key: (each.document, name_key(names[each.key])) for each in every}
    say(f"{folder}, within documents", gold, ours, words)
    return b_cubed(gold, ours)[2]


def chain_names(every: list[Gold]) -> dict[Key, str]:
    """With the chains of each document given: the most telling words of the chain."""
    best: dict[tuple[str, str], tuple[tuple[bool, ...], str]] = {}
    for each in every:
        words = clean(each.point.span.text)
        capitals = all(word[:1].isupper() for word in words.split() if word not in ("of", "the", "and"))
        rank = (not is_pronoun(words), is_name(words), capitals, "'" not in words, len(words.split()) < 6, len(words))
        chain = (each.document, each.entity)
        if chain not in best or rank > best[chain][0]:
            best[chain] = (rank, words)
    names = {each.key: best[each.document, each.entity][1] for each in every}
    return {key: f"{name}@{key[1]}" if is_pronoun(name) else name for key, name in names.items()}


def across(every: list[Gold], names: Mapping[Key, str]) -> Clusters:
    """The entity of each mention after resolution."""
    lexicon = shipped_lexicon()
    references: dict[str, Reference] = {}
    of: dict[Key, str] = {}
    for each in every:
        name, named = names[each.key], is_proper(names[each.key])
        sense = sense_of(name, each.point.role, each.point.type, lexicon)
        id = "|".join((name_key(name), sense or "", "" if named else each.document))
        old = references.get(id) or Reference(id=id, name=name, named=named, sense=sense, document=None if named else each.document)
        words = {clean(each.point.span.text)} - {name}
        references[id] = replace(
            old,
            mentions=old.mentions + 1,
            documents=old.documents | {each.document},
            roles=old.roles | {each.point.role},
            words=old.words | {word for word in words if not is_pronoun(word)},
        )
        of[each.key] = id
    entities = resolve(references.values()).entity_of()
    return {key: entities[id].id for key, id in of.items()}


def sample() -> float:
    """Prints the figures of the sample case; F1 as annotated with chains given."""
    every = list(mentions(SAMPLE / "gold" / "claims", SAMPLE / "reports"))
    gold: Clusters = {each.key: each.entity for each in every}
    free = {each.entity for each in every if is_name(each.point.span.text)}
    free |= {each.entity for each in every} - {each.entity for each in every if each.point.role not in HANDED}
    kept: Clusters = {each.key: each.entity if each.entity in free else (each.document, each.entity) for each in every}
    words: Clusters = {each.key: each.point.span.text.casefold() for each in every}
    figure = 0.0
    for title, names in (("from words alone", names_of(every)), ("chains of each document given", chain_names(every))):
        ours = across(every, names)
        say(f"sample, across documents, {title}", gold, ours, words)
        say("  the same, descriptions kept to their report", kept, ours, words)
        figure = b_cubed(gold, ours)[2]
    return figure


def say(title: str, gold: Clusters, ours: Clusters, words: Clusters) -> None:
    """One line with our figures and those of equal words."""
    (p, r, f), (_, _, base) = b_cubed(gold, ours), b_cubed(gold, words)
    print(f"{title}: {len(gold)} mentions, B-cubed precision {p:.3f} recall {r:.3f} F1 {f:.3f} (equal words {base:.3f}; asked {ASKED})")


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    figures = [within(folder) for folder in ("dev", "dev-hard") if (CLAIMS / folder).is_dir()]
    return min(figures, default=1.0) < ASKED or sample() < REACHED


if __name__ == "__main__":
    raise SystemExit(main())
