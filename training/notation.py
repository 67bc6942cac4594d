#!/usr/bin/env python3
"""The notation in which we annotate texts of our own, and its compiler to the claim record.

    python training/notation.py check FILE.ann ...       say what is wrong, count what is right
    python training/notation.py compile FILE.ann OUT     write OUT/NAME.txt and OUT/NAME.claims.jsonl

Offsets are tedious to write and easy to get wrong, so nobody writes them: an annotator quotes words, and the compiler finds
them in the sentence (or nearest before it). One file holds any number of documents:

    ## sahel-wire-01
    title: Junta said to pay northern militia
    outlet: The Daily Herald, 12 May 2019

    S: The junta has been paying the Dawn Militia since 2015, two border officials told the Courier.
    > funds | paying | agent: junta=Military Council | patient: Dawn Militia | time: since 2015 = 2015/.. | chain: Courier {told} / two border officials~ {told}
    S: "They lied," one of them said.
    -

    S: The next paragraph starts after a blank line.

- `S:` is one sentence of the body; sentences of a paragraph are joined by one space, paragraphs by a blank line.
- `>` is one claim of the sentence above it: type | trigger | fields in any order. `-` says that a sentence has no claim.
- A filler is words of the sentence, optionally `words=Entity name`. Fillers of one role are separated by `;`.
- `words#2` is the second occurrence in the sentence; `^words` is the nearest occurrence before the sentence.
- `chain:` outermost to innermost, members separated by ` / `. `~` after a member: unnamed. `{cue}`: the reporting words, in the
  sentence or before it. A member whose words in the text differ from its name is written `words=Name`.
- `time: words = value`, where value is YYYY, YYYY-MM, YYYY-MM-DD, A/B, `A/..`, `../B`, or nothing when it cannot be resolved.
- Status words stand alone between bars: denied, probable, possible, planned, hypothetical, general.

A record made here has two fields more than the contract: chain members may carry `span` and `cue` (start, end), for training.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from dataclasses import dataclass, field

TYPES = frozenset(
    "funds arms trains shelters supplies legitimizes supports leads controls belongs_to works_for founds appoints meets allies_with "
    "opposes trades_with poses_as fronts_for infiltrates stages deceives spies_on recruits travels sends attacks kills captures seizes "
    "threatens defends sanctions accuses intends causes located_in other".split()
)
ROLES = frozenset("agent patient object principal guise means origin destination via place purpose".split())
STATUS = {
    "denied": ("polarity", "denied"),
    "probable": ("certainty", "probable"),
    "possible": ("certainty", "possible"),
    "planned": ("realis", "planned"),
    "hypothetical": ("realis", "hypothetical"),
    "general": ("realis", "general"),
}
DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
VALUE = re.compile(rf"{DATE}|({DATE}|\.\.)/({DATE}|\.\.)")


class NotationError(ValueError):
    """A line of an .ann file that does not hold; the message names file, line and what was expected."""


@dataclass
class Annotated:
    """One document: its text exactly as it will be captured, and its claim records."""

    name: str
    text: str = ""
    claims: list[dict] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)


def find_words(text: str, words: str, sentence: tuple[int, int]) -> tuple[int, int]:
    """Place of `words` (with `#n` or `^`, see above) in or before `sentence`; whole words, case-sensitive."""
    start, end = sentence
    before = words.startswith("^")
    number = 1
    if match := re.fullmatch(r"(.+?)#(\d+)", words):
        words, number = match[1], int(match[2])
    words = words.removeprefix("^").strip()
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    here = [] if before else list(pattern.finditer(text, start, end))
    if len(here) >= number:
        return here[number - 1].span()
    earlier = list(pattern.finditer(text, 0, start))
    if number == 1 and earlier and (before or words[:1].isupper()):
        return earlier[-1].span()
    raise NotationError(f"“{words}” is not in the sentence" + (" nor before it" if before else "; for an earlier mention write ^words"))


def span_record(text: str, place: tuple[int, int]) -> dict:
    return {"text": text[place[0] : place[1]], "start": place[0], "end": place[1]}


def parse_member(text: str, raw: str, sentence: tuple[int, int]) -> dict:
    raw, cue = raw.strip(), None
    if match := re.fullmatch(r"(.*?)\s*\{(.+)\}", raw):
        raw, cue = match[1].strip(), match[2].strip()
    named = not raw.endswith("~")
    words, _, name = raw.rstrip("~").strip().partition("=")
    name = (name or words).rstrip("~").strip()
    member: dict = {"name": re.sub(r"^\^|#\d+$", "", name).strip(), "named": named}
    try:
        member["span"] = list(find_words(text, words.strip(), sentence))
    except NotationError:
        member["span"] = list(find_words(text, "^" + words.strip().removeprefix("^"), sentence))
    if cue:
        try:
            member["cue"] = list(find_words(text, cue, sentence))
        except NotationError:
            member["cue"] = list(find_words(text, "^" + cue.removeprefix("^"), sentence))
    return member


def parse_claim(name: str, text: str, line: str, sentence: tuple[int, int]) -> dict:
    """One `>` line as a claim record. Raises NotationError."""
    kind, trigger, *rest = (part.strip() for part in line.split("|"))
    if kind not in TYPES:
        raise NotationError(f"“{kind}” is not a type; expected one of {', '.join(sorted(TYPES))}")
    record: dict = {
        "document": name,
        "sentence": list(sentence),
        "type": kind,
        "trigger": span_record(text, find_words(text, trigger, sentence)),
    }
    record |= {"arguments": {}, "time": None, "polarity": "affirmed", "certainty": "certain", "realis": "actual", "chain": []}
    for part in rest:
        if part in STATUS:
            key, value = STATUS[part]
            record[key] = value
            continue
        key, colon, value = (x.strip() for x in part.partition(":"))
        if not colon or not value:
            raise NotationError(f"“{part}” is neither `role: words` nor a status word ({', '.join(STATUS)})")
        if key in ROLES:
            for filler in value.split(";"):
                words, _, entity = (x.strip() for x in filler.partition("="))
                found = span_record(text, find_words(text, words, sentence))
                record["arguments"].setdefault(key, []).append(found | {"entity": entity or found["text"]})
        elif key == "time":
            words, _, when = (x.strip() for x in value.partition("="))
            if when and not VALUE.fullmatch(when):
                raise NotationError(f"time value “{when}”: expected YYYY, YYYY-MM, YYYY-MM-DD or A/B with .. for an open end")
            record["time"] = span_record(text, find_words(text, words, sentence)) | {"value": when or None}
        elif key == "chain":
            record["chain"] = [parse_member(text, member, sentence) for member in value.split(" / ")]
        else:
            raise NotationError(f"“{key}” is not a role; expected one of {', '.join(sorted(ROLES))}, time or chain")
    return record


def parse(source: str, where: str = "text") -> tuple[list[Annotated], list[str]]:
    """Every document of an .ann file, and every error, each with its line: one bad line does not hide the next."""
    documents: list[Annotated] = []
    errors: list[str] = []
    title = ""
    paragraph_open, sentence, answered = False, None, True
    for number, line in enumerate(source.splitlines(), 1):
        line = line.rstrip()
        try:
            if line.startswith("## "):
                documents.append(Annotated(line[3:].strip()))
                title, paragraph_open, sentence, answered = "", False, None, True
            elif line.startswith("//"):
                continue
            elif not line:
                paragraph_open = False
            elif not documents:
                raise NotationError("expected `## document-name` first")
            elif line.startswith("title:"):
                title = line[6:].strip()
            elif line.startswith("outlet:"):
                documents[-1].text = f"{title}\n{line[7:].strip()}\n"
            elif line.startswith("S:"):
                if not answered:
                    errors.append(f"{where}:{number}: the sentence before has neither a claim (>) nor a dash (-)")
                doc = documents[-1]
                doc.text += (" " if paragraph_open else "\n\n" if doc.sentences else "\n") + line[2:].strip()
                sentence = (len(doc.text) - len(line[2:].strip()), len(doc.text))
                doc.sentences.append(sentence)
                paragraph_open, answered = True, False
            elif line.startswith(">"):
                if sentence is None:
                    raise NotationError("a claim needs a sentence (S:) before it")
                answered = True
                documents[-1].claims.append(parse_claim(documents[-1].name, documents[-1].text, line[1:], sentence))
            elif line == "-":
                answered = True
            else:
                raise NotationError(f"expected S:, >, -, title:, outlet: or //, found “{line[:40]}”")
        except NotationError as error:
            errors.append(f"{where}:{number}: {error}")
    for doc in documents:
        if not doc.text.endswith("\n"):
            doc.text += "\n"
    return documents, errors


def main() -> None:
    if len(sys.argv) < 3 or sys.argv[1] not in {"check", "compile"}:
        sys.exit(__doc__)
    paths = [pathlib.Path(x) for x in (sys.argv[2:] if sys.argv[1] == "check" else sys.argv[2:3])]
    failed = False
    for path in paths:
        documents, errors = parse(path.read_text(encoding="utf-8"), str(path))
        print(*errors, sep="\n", end="\n" if errors else "")
        failed |= bool(errors)
        claims = [claim for doc in documents for claim in doc.claims]
        kinds: dict[str, int] = {}
        for claim in claims:
            kinds[claim["type"]] = kinds.get(claim["type"], 0) + 1
        false_flags = sum("guise" in c["arguments"] or "principal" in c["arguments"] for c in claims)
        hops = [sum(len(c["chain"]) == n for c in claims) for n in range(5)]
        print(
            f"{path}: {len(documents)} documents, {sum(len(d.sentences) for d in documents)} sentences, {len(claims)} claims, "
            f"{false_flags} with guise or principal, chains of 0/1/2/3/4 hops {hops}, {len(errors)} errors"
        )
        print("  " + "  ".join(f"{kind} {kinds.get(kind, 0)}" for kind in sorted(TYPES, key=lambda k: -kinds.get(k, 0))))
        if sys.argv[1] == "compile" and not errors:
            out = pathlib.Path(sys.argv[3])
            out.mkdir(parents=True, exist_ok=True)
            for doc in documents:
                (out / f"{doc.name}.txt").write_text(doc.text, encoding="utf-8", newline="")
                lines = []
                for claim in doc.claims:
                    chain = [{"name": m["name"], "named": m["named"]} for m in claim["chain"]]
                    lines.append(json.dumps(claim | {"chain": chain}, ensure_ascii=False))
                (out / f"{doc.name}.claims.jsonl").write_text("".join(x + "\n" for x in lines), encoding="utf-8")
    sys.exit(failed)


if __name__ == "__main__":
    main()
