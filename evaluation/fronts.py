#!/usr/bin/env python3
"""Guise and principal from text: how much of both the reader finds, and which fronts follow, beside those of the annotation.

    .venv/bin/python evaluation/fronts.py [--show]

On `../shared/data/claims/dev-hard` (invented texts in the registers that matter most) and on the tenth of our own corpus that training sets
aside for validation, and on the sample case. Nobody trains on any of them.

  guise, principal   fillers of the role: found when a predicted filler of that role overlaps it, in whatever claim
  in its claim       the same, in a claim of the same type whose trigger overlaps
  posing             fillers of guise of `poses_as` and principal of `fronts_for` together
  fronts             what `allegedly fronts` says of a case that holds this text alone, held against `find_fronts` over the annotated
                     claims under the names of the annotation: same shape and both names alike (one holds the other)
  same two           the same, whatever is said to be between the two
  claims found       what the annotation says in those claims alone that the reader finds at all (type, and a trigger that overlaps): what
                     is missing from 1 is lost with whole claims, what `fronts` has less than this by their roles and by what is not there
  annotated claims   the annotated claims as a case: what is missing from 1 is lost or changed by linking names and by `fronts` itself. The
                     annotation knows no kinds, so a man's alias is a flag there and a cover in a case

The number after each F1 is how many there are in the annotation; --show prints every row of every text of dev-hard.

Then the sample case as a case, read and resolved by the program alone: the rows of `fronts` in the name of anybody, and how its rival
readings stand. The planted flag has to be among the rows with its month of beginning, and to lead; the honest charity must not. The service
that the reader finds behind it is the one to which the hired unit belongs, as it loses the sentences that name the unit. Exit status 1
when either fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "training")]

from history import claim_of

from allegedly.base.document import Document
from allegedly.capture.capturers import capture_paths
from allegedly.claims.claim import Claim
from allegedly.claims.trained import TrainedReader
from allegedly.hypotheses.cast import Cast, plain
from allegedly.hypotheses.fronts import Front, days_of, find_fronts

SHARED = HERE.parent.parent / "shared" / "data" / "claims"
ROLES = ("guise", "principal")


@dataclass
class Tally:
    found: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, predicted: list, gold: list, alike) -> None:  # type: ignore[no-untyped-def, type-arg]
        left = list(gold)
        for each in predicted:
            if (match := next((other for other in left if alike(each, other)), None)) is not None:
                left.remove(match)
                self.found += 1
        self.predicted += len(predicted)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        return 2 * self.found / (self.predicted + self.gold) if self.predicted + self.gold else float("nan")

    def __str__(self) -> str:
        precision = self.found / self.predicted if self.predicted else float("nan")
        recall = self.found / self.gold if self.gold else float("nan")
        return f"precision {precision:.3f}  recall {recall:.3f}  F1 {self.f1:.3f}  ({self.gold})"


@dataclass
class Scores:
    roles: dict[str, Tally] = field(default_factory=lambda: {role: Tally() for role in ROLES})
    in_claim: dict[str, Tally] = field(default_factory=lambda: {role: Tally() for role in ROLES})
    posing: Tally = field(default_factory=Tally)
    fronts: Tally = field(default_factory=Tally)
    pairs: Tally = field(default_factory=Tally)
    claims_found: Tally = field(default_factory=Tally)
    annotated: Tally = field(default_factory=Tally)
    annotated_pairs: Tally = field(default_factory=Tally)
    texts: int = 0
    alike: int = 0  # texts whose fronts are all those of the annotation and no others

    def add(self, document: Document, predicted: list[Claim], gold: list[Claim], *, show: bool) -> None:
        for role in ROLES:
            self.roles[role].add(places(predicted, role), places(gold, role), overlap)
            self.in_claim[role].add(within(predicted, role), within(gold, role), same_place)
        self.posing.add(posing(predicted), posing(gold), overlap)
        theirs = list(find_fronts(Cast(gold)))
        ours, linked = (in_a_case(document, claims) for claims in (predicted, gold))
        before = self.fronts.found
        self.fronts.add(ours, theirs, alike)
        self.pairs.add(ours, theirs, same_two)
        self.claims_found.add(list(find_fronts(Cast(each for each in gold if is_found(each, predicted)))), theirs, alike)
        self.annotated.add(linked, theirs, alike)
        self.annotated_pairs.add(linked, theirs, same_two)
        self.texts += 1
        self.alike += len(ours) == len(theirs) == self.fronts.found - before
        if show:
            print(f"\n{document.name}")
            for front in theirs:
                print(f"  {'found ' if any(alike(each, front) for each in ours) else 'missed'}  {front.sentence}")
            for front in ours:
                if not any(alike(front, each) for each in theirs):
                    print(f"  not annotated  {front.sentence}")


def places(claims: Iterable[Claim], role: str) -> list[tuple[int, int]]:
    """Where the fillers of a role stand, each place once."""
    return sorted({(m.span.start, m.span.end) for claim in claims for m in claim.arguments.get(role, ())})


def posing(claims: Iterable[Claim]) -> list[tuple[int, int]]:
    own = (("poses_as", "guise"), ("fronts_for", "principal"))
    return sorted({place for type, role in own for place in places((c for c in claims if c.type == type), role)})


def within(claims: Iterable[Claim], role: str) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    return [(c.type, (c.trigger.start, c.trigger.end), (m.span.start, m.span.end)) for c in claims for m in c.arguments.get(role, ())]


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def same_place(one: tuple, other: tuple) -> bool:  # type: ignore[type-arg]
    return one[0] == other[0] and overlap(one[1], other[1]) and overlap(one[2], other[2])


def is_found(gold: Claim, predicted: Iterable[Claim]) -> bool:
    return any(
        claim.type == gold.type and claim.trigger.start < gold.trigger.end and gold.trigger.start < claim.trigger.end for claim in predicted
    )


def alike(one: Front, other: Front) -> bool:
    return one.shape == other.shape and same_two(one, other)


def same_two(one: Front, other: Front) -> bool:
    def same(left: str, right: str) -> bool:
        a, b = plain(left), plain(right)
        return a in b or b in a

    return same(one.apparent, other.apparent) and same(one.alleged, other.alleged)


@dataclass(frozen=True)
class Known:
    """A reader that gives the claims of one document."""

    claims: list[Claim]
    version: str = "known 1-0"

    def read(self, document: Document) -> Iterator[Claim]:
        for claim in self.claims:
            yield replace(claim, document=document.name, document_id=document.id, reader=self.version)


def in_a_case(document: Document, claims: list[Claim]) -> list[Front]:
    """The fronts of a case that holds one document with these claims."""
    import allegedly

    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / f"{document.name}.txt"
        text.write_text(document.text, encoding="utf-8")
        with allegedly.open(Path(folder) / "one.case", create=True) as case:
            case.add(text, reader=Known(claims))
            return list(case.fronts())


def dev_hard() -> Iterator[tuple[Document, list[Claim]]]:
    for document in capture_paths(sorted((SHARED / "dev-hard").glob("*.txt"))):
        assert isinstance(document, Document)
        lines = (SHARED / "dev-hard" / f"{document.name}.claims.jsonl").read_text(encoding="utf-8").splitlines()
        yield document, [claim_of(json.loads(line), document) for line in lines]


def validation() -> Iterator[tuple[Document, list[Claim]]]:
    """The texts that training/train.py (`is_validation`) sets aside, by the same rule."""
    import notation

    for path in sorted((HERE.parent / "training" / "corpus").glob("*.ann")):
        for text in notation.parse(path.read_text(encoding="utf-8"), str(path))[0]:
            if sum(map(ord, text.name)) % 10 == 0:
                document = Document(name=text.name, text=text.text, place="-", media_type="text/plain", digest="")
                yield document, [claim_of(record, document) for record in text.claims]


def sample() -> Iterator[tuple[Document, list[Claim]]]:
    folder = HERE.parent / "examples" / "sample"
    for document in capture_paths(sorted((folder / "reports").glob("*.txt"))):
        assert isinstance(document, Document)
        lines = (folder / "gold" / "claims" / f"{document.name}.claims.jsonl").read_text(encoding="utf-8").splitlines()
        yield document, [claim_of(json.loads(line), document) for line in lines]


NAME, POSER, CHARITY = "Sixth Bureau", "Directorate of State Protection", "Saltgate Kitchen"


def as_a_case() -> list[str]:
    """Prints what the program makes of the sample case on its own; what fails."""
    import allegedly

    failed = []
    with tempfile.TemporaryDirectory() as folder, allegedly.open(Path(folder) / "sample.case", create=True) as case:
        case.add(HERE.parent / "examples" / "sample" / "reports")
        print("\nsample case, read and resolved by the program alone")
        flags = [front for front in case.fronts() if front.shape == "in the name of"]
        for front in flags:
            print(f"  {front.sentence}  {days_of(front.window) or 'undated'}  {front.origins} origins")
        if not any((f.apparent, f.alleged) == (NAME, POSER) and (days_of(f.window) or "").startswith("2020-09") for f in flags):
            failed.append("the planted flag is not among the fronts with its beginning")
        for apparent, alleged, templates, honest in (
            (NAME, POSER, ("face_value", "misattribution", "false_flag"), False),
            (CHARITY, NAME, ("independent", "front"), True),
        ):
            for number, template in enumerate(templates, 1):
                window = {"since": "2020-09", "until": "2021-04"} if template == "false_flag" else {}
                case.add_hypothesis(f"H{number}", template=template, apparent=apparent, alleged=alleged, **window)
            found = case.compare().comparison
            print(
                f"  {apparent}: {', '.join(f'{t} {p:.2f}' for t, p in zip(templates, found.posteriors.values(), strict=True))}; k_flip {found.k_flip}"
            )
            if found.leader != ("H1" if honest else f"H{len(templates)}"):
                failed.append(f"{apparent}: {templates[int(found.leader[1:]) - 1]} leads")
            for number in range(1, len(templates) + 1):
                case.remove_hypothesis(f"H{number}")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="every front of every text of dev-hard")
    options = parser.parse_args()
    reader = TrainedReader()
    for name, texts in (("dev-hard", dev_hard()), ("validation", validation()), ("sample case", sample())):
        scores = Scores()
        for document, gold in texts:
            scores.add(document, list(reader.read(document)), gold, show=options.show and name == "dev-hard")
        print(f"\n{name}: {scores.texts} texts")
        for role in ROLES:
            print(f"  {role:22s}{scores.roles[role]}")
            print(f"  {'in its claim':22s}{scores.in_claim[role]}")
        print(f"  {'posing':22s}{scores.posing}")
        print(f"  {'fronts':22s}{scores.fronts}; {scores.alike} texts with exactly those of the annotation")
        print(f"  {'same two':22s}{scores.pairs}")
        print(f"  {'claims found':22s}{scores.claims_found}")
        print(f"  {'annotated claims':22s}{scores.annotated}")
        print(f"  {'same two':22s}{scores.annotated_pairs}")
    failed = as_a_case()
    for each in failed:
        print(f"FAILED  {each}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
