#!/usr/bin/env python3
"""Annotate real texts without copying them: marks are written beside a numbered text, and kept as bare offsets.

    python training/standoff.py show wikinews+:2019-01-30      print a text's sentences, numbered (the key is a date or part of a title)
    python training/standoff.py keep MARKS ...                 check files of marks and write training/standoff/*.jsonl

A file of marks names one text per `## KEY` line; every other line is `NUMBER: type | trigger | ...` in the notation of notation.py, or
`NUMBER: -`. The texts are not ours to publish, so what is kept holds no words of theirs except the names of entities and sources:
offsets into the text, its digest, and the labels.

`wikinews+:` is a whole article. `wikinews:` begins after its first blank line, which loses the lead of an article that has no date line
above it; files of offsets into such texts are kept as they are. `wikinews-lead:` is the first paragraph alone, to annotate what they lack.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import notation

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from allegedly.claims.sentences import Sentence, find_sentences  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
KEPT = ROOT / "training" / "standoff"


def find_text(key: str) -> tuple[str, str, str]:
    """Key, title line and text of the one article that `CORPUS:PART` means; the text is title, date line and body."""
    corpus, _, part = key.partition(":")
    if corpus not in {"wikinews", "wikinews+", "wikinews-lead"}:
        raise SystemExit(f"{key}: expected wikinews+:DATE or wikinews+:PART-OF-TITLE")
    found = []
    for path in sorted((DATA / "wikinews").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if part in (record["date"], record["title"]) or part.casefold() in record["title"].casefold():
                found.append(record)
    found = [record for record in found if record["title"] == part] or found
    if len(found) != 1:
        raise SystemExit(f"{key}: {len(found)} articles match: {'; '.join(r['title'] for r in found[:5])}")
    record = found[0]
    lead, _, rest = record["text"].partition("\n\n")
    body = {"wikinews": rest or lead, "wikinews-lead": lead, "wikinews+": record["text"]}[corpus].strip()
    return f"{corpus}:{record['title']}", record["title"], f"{record['title']}\nWikinews, {record['date']}\n\n{body}\n"


def body_sentences(text: str) -> list[Sentence]:
    return [s for s in find_sentences(text) if not s.heading]


def parse_marks(path: Path) -> tuple[dict[str, list[dict]], list[str]]:
    """Records by article key, and every error with its line."""
    found: dict[str, list[dict]] = {}
    errors: list[str] = []
    text, sentences, key = "", [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("//"):
            continue
        if line.startswith("## "):
            key, _, text = find_text(line[3:].strip())
            sentences = body_sentences(text)
            found[key] = []
            continue
        index, _, mark = line.partition(":")
        try:
            if not index.strip().isdigit() or not int(index) < len(sentences):
                raise notation.NotationError(f"expected a sentence number below {len(sentences)}, found “{index[:20]}”")
            if mark.strip() != "-":
                sentence = sentences[int(index)]
                found[key].append(notation.parse_claim(key, text, mark, (sentence.start, sentence.end)))
        except (notation.NotationError, ValueError) as error:
            errors.append(f"{path}:{number}: {error}")
    return found, errors


def bare(record: dict) -> dict:
    """The record without words of the text: offsets, labels, and names."""
    place = lambda span: [span["start"], span["end"]]  # noqa: E731
    arguments = {role: [[*place(f), f["entity"]] for f in fillers] for role, fillers in record["arguments"].items()}
    time = record["time"] and [*place(record["time"]), record["time"]["value"]]
    return record | {"trigger": place(record["trigger"]), "arguments": arguments, "time": time}


def restore(record: dict, text: str) -> dict:
    """The full record again, given the text."""
    span = lambda a, b: {"text": text[a:b], "start": a, "end": b}  # noqa: E731
    arguments = {role: [span(a, b) | {"entity": e} for a, b, e in fillers] for role, fillers in record["arguments"].items()}
    time = record["time"] and span(*record["time"][:2]) | {"value": record["time"][2]}
    return record | {"trigger": span(*record["trigger"]), "arguments": arguments, "time": time}


def load() -> list[tuple[str, str, list[dict]]]:
    """Name, text and records of every article kept; one whose text has changed or is missing is left out with a word about it."""
    out = []
    for path in sorted(KEPT.glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for head in (x for x in lines if "digest" in x):
            _, _, text = find_text(head["document"])
            if hashlib.sha256(text.encode()).hexdigest() != head["digest"]:
                print(f"{head['document']}: the text is not the one that was annotated; left out")
                continue
            out.append(
                (head["document"], text, [restore(r, text) for r in lines if r["document"] == head["document"] and "digest" not in r])
            )
    return out


def main() -> None:
    if len(sys.argv) < 3 or sys.argv[1] not in {"show", "keep"}:
        sys.exit(__doc__)
    for argument in sys.argv[2:]:
        if sys.argv[1] == "show":
            key, _, text = find_text(argument)
            print("##", key)
            for n, s in enumerate(body_sentences(text)):
                print(f"{n}: {text[s.start : s.end]}")
            continue
        found, errors = parse_marks(Path(argument))
        print(*errors, sep="\n", end="\n" if errors else "")
        print(f"{argument}: {len(found)} texts, {sum(map(len, found.values()))} claims, {len(errors)} errors")
        if not errors:
            KEPT.mkdir(exist_ok=True)
            with (KEPT / f"{Path(argument).stem}.jsonl").open("w", encoding="utf-8") as file:
                for key, records in found.items():
                    digest = hashlib.sha256(find_text(key)[2].encode()).hexdigest()
                    file.write(json.dumps({"document": key, "digest": digest}, ensure_ascii=False) + "\n")
                    file.writelines(json.dumps(bare(r), ensure_ascii=False) + "\n" for r in records)


if __name__ == "__main__":
    main()
