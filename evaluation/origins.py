#!/usr/bin/env python3
"""How many independent origins a case finds behind what is said, against how many there are: reports in, numbers out, nothing in between.

    .venv/bin/python evaluation/origins.py [--events 30] [--reader] [--show]

Two tables, each from a case that was made of files. The sample case with its gold claims: the fourteen central propositions of
examples/sample/gold, whose origins are known (the claims that speak for each are the gold's, all else is the case's). And an invented press
(evaluation/newsroom.py) read by the trained reader: which links were found, and for each event the proposition of most reports. Without
the reader's weights only the first is printed. `--reader` reads the sample case with the trained reader too: then the propositions are the
case's own, each compared with the gold one with which it shares most sentences; and, to tell the grouping's part from the reader's, the gold
propositions are made of all that was read in the sentences of their claims.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).parent))

from copies import score_links, score_sample
from newsroom import Press, make_press

import allegedly
from allegedly.base.document import Document
from allegedly.claims.readers import DEFAULT_READER
from allegedly.evidence.independence import Independence, count
from allegedly.evidence.tracing import Statement, trace
from allegedly.evidence.weighings import Weighings
from allegedly.store.database import Database
from allegedly.store.weighing import find_weighings
from tests.gold_reader import SAMPLE, GoldReader

# Who is one origin in the press: those who took it from the agency, those who took it from the one who was there.
SAME = {"light": "wire", "heavy": "wire", "rewrite": "wire", "blog": "present", "note": "present", "again": "present"}


@dataclass(frozen=True)
class Counted:
    """One proposition: what is true, what was found."""

    name: str
    true: int
    found: Independence

    @property
    def inside(self) -> bool:
        """Whether the interval holds the truth."""
        return self.found.origins_low <= self.true <= self.found.origins_high

    @property
    def error(self) -> float:
        """How far the middle of the interval is from the truth."""
        return (self.found.origins_low + self.found.origins_high) / 2 - self.true

    def __str__(self) -> str:
        k = self.found
        return f"{self.name:<76.76} true {self.true}  origins {k.origins_low} to {k.origins_high}  k {k.low} to {k.high}  documents {k.documents}"


def summarize(counted: Iterable[Counted], show: bool) -> None:
    """Prints how many intervals hold the truth, and the error of their middles beside that of counting documents."""
    all_of = list(counted)
    if show:
        print("\n".join(f"  {'' if each.inside else '! '}{each}" for each in all_of))
    inside = sum(each.inside for each in all_of)
    width = statistics.mean(each.found.origins_high - each.found.origins_low for each in all_of)
    error = statistics.mean(abs(each.error) for each in all_of)
    naive = statistics.mean(abs(each.found.documents - each.true) for each in all_of)
    print(
        f"  {len(all_of)} propositions: truth within the interval {inside}, intervals {width:.2f} wide; "
        f"error of the middle {error:.2f}, of counting documents {naive:.2f}"
    )


# ---- the sample case ---------------------------------------------------------------------------------------------------------------


def make_case(folder: Path, reports: Path, reader: GoldReader | str) -> Weighings:
    """A case of the reports, weighed."""
    path = folder / f"{reports.name}-{'gold' if isinstance(reader, GoldReader) else 'read'}.case"
    with allegedly.open(path, create=True) as case:
        case.add(reports, reader=reader)
    database = Database.open(path)
    try:
        return find_weighings(database, None)[0]
    finally:
        database.close()


def gold_propositions() -> list[dict[str, object]]:
    return [json.loads(line) for line in (SAMPLE / "gold" / "propositions.jsonl").read_text(encoding="utf-8").splitlines()]


def gold_claims(found: Weighings) -> dict[tuple[str, int], str]:
    """The id of each claim by the name of its document and its line in the gold file."""
    reader, ids = GoldReader(), {}
    for document in found.background.documents.values():
        ids.update({(document.name, line): claim.id for line, claim in enumerate(reader.read(document))})
    return ids


def sample_with_gold(found: Weighings, *, forget: bool = False) -> Iterator[Counted]:
    """The gold propositions; `forget` leaves out what was taken back later, as the gold does."""
    from dataclasses import replace

    ids = gold_claims(found)
    for gold in gold_propositions():
        sides: dict[str, list[str]] = {"for": [], "against": [], "neither": []}
        for claim in gold["claims"]:  # type: ignore[attr-defined]
            sides[claim["stance"]].append(ids[claim["document"], claim["line"]])
        statement = Statement(
            str(gold["id"]), str(gold["sentence"]), tuple(dict.fromkeys(sides["for"])), tuple(dict.fromkeys(sides["against"]))
        )
        made = trace(statement, found.background)
        yield Counted(f"{gold['id']} {gold['sentence']}", int(gold["k"]), count(replace(made, undercuts=()) if forget else made))  # type: ignore[call-overload]


def sample_as_read(found: Weighings) -> Iterator[Counted]:
    """For each gold proposition, the proposition of the case that shares most sentences with it."""
    sentences = {}
    for gold in gold_propositions():
        for claim in gold["claims"]:  # type: ignore[attr-defined]
            if claim["stance"] == "for":
                sentences.setdefault((claim["document"], claim["trigger"]["start"]), []).append(gold["id"])
    shared: dict[object, Counter[str]] = {}
    for id, statement in found.statements.items():
        for claim in (found.background.claims[each] for each in statement.claims):
            for (document, start), golds in sentences.items():
                if document == claim.document and claim.sentence.start <= start < claim.sentence.end:
                    for gold_id in golds:
                        shared.setdefault(gold_id, Counter())[id] += 1
    for gold in gold_propositions():
        if gold["id"] in shared:
            ((best, _),) = shared[gold["id"]].most_common(1)
            yield Counted(f"{gold['id']} {found.statements[best].words}", int(gold["k"]), found.weighing(best).independence)  # type: ignore[call-overload]


def sample_grouped_by_gold(found: Weighings) -> Iterator[Counted]:
    """The gold propositions, each of what was read in the sentences of the gold claims on either side."""
    for gold in gold_propositions():
        sides: dict[str, list[str]] = {"for": [], "against": []}
        for claim in gold["claims"]:  # type: ignore[attr-defined]
            for read in found.background.claims.values() if claim["stance"] in sides else ():
                if read.document == claim["document"] and read.sentence.start <= claim["trigger"]["start"] < read.sentence.end:
                    sides[claim["stance"]].append(read.id)
        made = Statement(str(gold["id"]), str(gold["sentence"]), tuple(dict.fromkeys(sides["for"])), tuple(dict.fromkeys(sides["against"])))
        yield Counted(f"{gold['id']} {gold['sentence']}", int(gold["k"]), count(trace(made, found.background)))  # type: ignore[call-overload]


# ---- the press ---------------------------------------------------------------------------------------------------------------------


def write_reports(press: Press, folder: Path) -> None:
    """One file for each report; an agency's story carries its credit, as papers print it."""
    folder.mkdir()
    for document in press.documents:
        head, _, body = document.text.partition("\n\n")
        credit = f"({document.agency}) - " if document.agency else ""
        (folder / f"{document.name}.txt").write_text(f"{head}\n\n{credit}{body}", encoding="utf-8")


def of_events(found: Weighings) -> Iterator[Counted]:
    """For each event, the proposition that most of its reports make."""
    best: dict[str, tuple[int, str]] = {}
    for id in found.statements:
        names = {found.background.documents[d].name for d in found.provenance(id).documents()}
        events = {name[:5] for name in names}
        if len(events) == 1:
            (event,) = events
            best[event] = max(best.get(event, (0, "")), (len(names), id))
    for event, (_, id) in sorted(best.items()):
        names = {found.background.documents[d].name for d in found.provenance(id).documents()}
        true = {SAME.get(name[6:], name[6:]) for name in names}
        yield Counted(f"{event} {found.statements[id].words}", len(true), found.weighing(id).independence)


def score_press(events: int, seed: int, folder: Path, show: bool) -> None:
    """Prints links and origins of a press that the trained reader read."""
    press = make_press(events, seed, dialect=False)
    write_reports(press, folder / "press")
    started = time.process_time()
    found = make_case(folder, folder / "press", DEFAULT_READER)
    press.documents = list[Document](found.background.documents.values())
    mixed = sum(len({found.background.documents[d].name[:5] for d in found.provenance(id).documents()}) > 1 for id in found.statements)
    print(
        f"\ninvented press, read by {DEFAULT_READER}: {events} events, {len(press.documents)} reports, {len(found.background.claims)} claims"
    )
    print(
        f"  {len(found.statements)} propositions, {mixed} of them over several events; {time.process_time() - started:.0f} s of processor time"
    )
    score_links(press, found.background.derivation, show)
    summarize(of_events(found), show)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=30, help="of the press; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=201)
    parser.add_argument("--reader", action="store_true", help="the sample case also as the trained reader reads it")
    parser.add_argument("--show", action="store_true", help="every proposition")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        found = make_case(folder, SAMPLE / "reports", GoldReader())
        score_sample(
            "gold claims, through the case", list(found.background.documents.values()), list(found.background.claims.values()), options.show
        )
        print("\nsample case, gold propositions")
        summarize(sample_with_gold(found), options.show)
        print("  the same, with what was taken back later, as the gold counts")
        summarize(sample_with_gold(found, forget=True), options.show)
        if options.reader:
            read = make_case(folder, SAMPLE / "reports", DEFAULT_READER)
            score_sample(
                "as read, through the case", list(read.background.documents.values()), list(read.background.claims.values()), options.show
            )
            print("\nsample case as read, its own propositions")
            summarize(sample_as_read(read), options.show)
            print("  gold propositions, of what was read in their sentences")
            summarize(sample_grouped_by_gold(read), options.show)
        if options.events:
            score_press(options.events, options.seed, folder, options.show)


if __name__ == "__main__":
    main()
