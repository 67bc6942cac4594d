#!/usr/bin/env python3
"""Fill MUC-4 templates of the TST3 texts from our claims, and score eight slots beside the best system of 1992 on each.

    .venv/bin/python evaluation/muc4.py [--part tst1|tst2|tst3]

Attacks, killings, abductions and threats of one text that share a target, a place in a sentence, or have no target that tells them apart
become one template. The slots: incident type and stage, date, category (a state's forces, or anybody else), individual and organisation
that did it, how sure the text is of the organisation, names of human targets. Slots that our record does not hold (kinds of weapon, target
and effect, numbers) and the location, whose hierarchy of containing places needs a gazetteer of 1990, are left out; official totals over
all slots are therefore not comparable, single slots are.

Scoring follows MUC-4 as far as a program can: all templates count, one in the key that is optional only when it is found; a filler with
several forms is right in any; partial counts half; a template of ours is held against one in the key when their type is the same and some
name or description of who did it or of the target meets (the ATTACK of one may be the BOMBING or ARSON of the other, half right). What was
judged by hand in 1992 is decided by words: the same words but for articles are right, one shared word of content is half right; so is how
sure the text is when said of another organisation.
The systems of 1992 had 1,500 texts with answers to be made for, in these very domains; nobody here has trained on any of them.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from allegedly.base.document import Document
from allegedly.base.source import Source
from allegedly.claims.claim import Claim
from allegedly.claims.naming import is_pronoun
from allegedly.claims.trained import Reading, TrainedReader, View
from allegedly.entities.phrases import head, heads

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "muc4"
FILES = {"tst1": ("tst1-muc3", "key-tst1.v7"), "tst2": ("tst2-muc4", "key-tst2.v4"), "tst3": ("tst3-muc4", "key-tst3.v2")}
# Our names of the slots, their numbers in the key, and what official_scores_tst3.tsv calls them.
SLOTS = {
    "type": (4, "inc-type"),
    "stage": (5, "inc-stage"),
    "date": (2, "inc-date"),
    "category": (8, "perp-inc-cat"),
    "individual": (9, "perp-ind-id"),
    "organisation": (10, "perp-org-id"),
    "confidence": (11, "perp-org-conf"),
    "victim": (18, "hum-tgt-name"),
}
WORDS = frozenset({"individual", "organisation", "victim"})  # filled with words of the text, which may be half right
TARGETS = (12, 18, 19)  # what a target of ours may meet in the key
TEMPLATE, OPTIONAL = 1, "OPTIONAL"
VIOLENT = frozenset({"ATTACK", "BOMBING", "ARSON"})
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
EMPTY = frozenset("THE A AN OF AND IN TO FOR BY WITH AT ON FROM SOME ALLEGED PRESUMED MEMBERS MEMBER GROUP".split())
STATE = frozenset({"service", "state body", "state"})
GROUPS = STATE | {"armed group", "party", "organisation", "company"}
BODIES = frozenset("police military army authority government".split())
FORCES = BODIES | frozenset("soldier policeman officer troop serviceman".split())
# Not terrorist incidents by the task: "Their targets may be just about anything/anybody except" such a group or the forces.
COMBATANTS = FORCES | frozenset("guerrilla rebel insurgent subversive terrorist extremist trafficker".split())
BOMB = re.compile(r"\b(?:BOMB|EXPLO|DYNAMIT|DETONAT|BLEW|BLAST|BLOWN|MINE\b|MINED)")
FIRE = re.compile(r"\b(?:BURN|ARSON|SET FIRE|SET ON FIRE|TORCH)")
ARREST = re.compile(r"\b(?:ARREST|DETAIN|CAPTUR|IMPRISON|JAIL|SURREND)")
ACTS = {"attacks": "ATTACK", "kills": "ATTACK", "captures": "KIDNAPPING", "threatens": "ATTACK"}


@dataclass(frozen=True, slots=True)
class Fill:
    """One filler: the forms in which it is right, whether it may be left out, and the words it refers to (of whom the text is so sure)."""

    forms: tuple[str, ...]
    optional: bool = False
    about: tuple[str, ...] = ()


@dataclass(slots=True)
class Template:
    """The fillers of an incident by the number of their slot."""

    optional: bool = False
    slots: dict[int, list[Fill]] = field(default_factory=lambda: defaultdict(list))


def parse_key(text: str) -> dict[str, list[Template]]:
    """The templates of each message of an answer key; a message without an incident has none."""
    found: dict[str, list[Template]] = {}
    message, number = "", 0
    for line in text.splitlines():
        if line.startswith(";") or not line.strip():
            continue
        if match := re.match(r"(\d+)\.\s+(?:MESSAGE|INCIDENT|PERP|PHYS TGT|HUM TGT):\s+[A-Z ]+?(?:\s{2,}|\s*$)(.*)", line):
            number, line = int(match[1]), match[2]
        words = line.strip()
        if number == 0:
            message = words.split()[0]
            found.setdefault(message, [])
        elif number == TEMPLATE and words != "*":
            found[message].append(Template(OPTIONAL in words))
        elif number != TEMPLATE and found[message] and words not in {"*", "-", ""} and (fill := parse_fill(words)):
            found[message][-1].slots[number].append(fill)
    return found


def parse_fill(words: str) -> Fill | None:
    """A line of a slot: quoted strings, or set fills and dates, with what they refer to after a colon; alternatives by slashes."""
    optional, words = words.startswith("?"), words.removeprefix("?").strip()
    about: tuple[str, ...] = ()
    if words.startswith('"'):
        forms = re.findall(r'"([^"]*)"', re.split(r'"\s*:\s*', words)[0] + '"')
    else:
        forms = [form.strip(" ()") for form in re.sub(r':?\s*"[^"]*"', "", words).split("/")]
        about = tuple(re.findall(r'"([^"]*)"', words))
    kept = tuple(dict.fromkeys(form for form in forms if form and form != "-"))
    return Fill(kept, optional or any(form == "-" for form in forms), about) if kept else None


def messages(text: str) -> Iterator[tuple[str, str]]:
    """The id and the text of each message, a paragraph a line."""
    parts = re.split(r"^((?:DEV|TST\d)-MUC\d-\d{4}).*$", text, flags=re.M)
    for id, body in zip(parts[1::2], parts[2::2], strict=True):
        yield id, "\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip())


def day_of(text: str) -> date | None:
    """The day in the head of a message: "3 JAN 90"."""
    match = re.search(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})[A-Z]* (\d\d)\b", text[:200])
    return date(1900 + int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])) if match else None


def muc_date(day: date) -> str:
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year % 100:02}"


# ---- from claims to templates ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """The names of persons and organisations that the reader finds in a text, by place."""

    spans: tuple[tuple[str, tuple[int, int]], ...]

    def within(self, kind: str, start: int, end: int, text: str) -> list[str]:
        """The names of a kind that lie in a place."""
        return [text[a:b] for name, (a, b) in self.spans if name == kind and start <= a and b <= end]


def incident_type(claims: Iterable[Claim]) -> str:
    """By the claims' types and the words of their triggers and weapons."""
    every = list(claims)
    if any(claim.type == "captures" for claim in every):
        return "KIDNAPPING"
    words = " ".join(claim.trigger.text + " " + " ".join(words_in(claim, "object", "means", "agent")) for claim in every).upper()
    return "BOMBING" if BOMB.search(words) else "ARSON" if FIRE.search(words) else "ATTACK"


def words_in(claim: Claim, *roles: str) -> list[str]:
    return [mention.span.text for role in roles for mention in claim.arguments.get(role, ())]


def relevant(claim: Claim) -> bool:
    """Whether a claim tells of an incident as the task defines it: no denial, no supposition, no arrest, no fighting among combatants."""
    if claim.type not in ACTS or claim.polarity == "denied" or claim.realis in {"hypothetical", "general"}:
        return False
    patients = words_in(claim, "patient")
    if not patients and incident_type([claim]) not in {"BOMBING", "ARSON"}:
        return False  # "an attack perpetrated by a subversive group" tells neither the target nor the nature of the attack
    if patients and all(head(words) in COMBATANTS for words in patients):
        return False
    return claim.type != "captures" or not (ARREST.search(claim.trigger.text.upper()) or any(map(is_state, words_in(claim, "agent"))))


def is_state(words: str) -> bool:
    """Whether the words mean forces or bodies of a state."""
    return head(words) in FORCES or heads().get(head(words)) in STATE


def incidents(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Relevant claims taken together: same kind of act, and a target or a sentence in common, or no target at all."""
    found: list[list[Claim]] = []
    for claim in filter(relevant, claims):
        home = next((group for group in reversed(found) if any(together(claim, other) for other in group)), None)
        if home is None:
            found.append([claim])
        else:
            home.append(claim)
    return found


def together(left: Claim, right: Claim) -> bool:
    if ACTS[left.type] != ACTS[right.type]:
        return False
    a, b = (content(words_in(claim, "patient")) for claim in (left, right))
    return left.sentence == right.sentence or not a or not b or bool(a & b)


def content(phrases: Iterable[str]) -> set[str]:
    """The words of content in some phrases."""
    return {word for phrase in phrases for word in re.findall(r"[\w'-]+", phrase.upper())} - EMPTY


def fill_template(claims: Sequence[Claim], text: str, known: Names, day: date | None) -> Template:
    """What the claims of one incident put into the slots."""
    template = Template()
    put = lambda slot, words, *about: template.slots[SLOTS[slot][0]].append(Fill((words,), about=about))  # noqa: E731
    threat = all(claim.type == "threatens" or claim.realis == "planned" for claim in claims)
    put("type", incident_type(claims))
    put("stage", "THREATENED" if threat else "ACCOMPLISHED")
    said = next((c.time.value for c in claims if c.time and c.time.value and re.fullmatch(r"\d{4}-\d\d-\d\d", c.time.value)), None)
    if said or day:
        put("date", muc_date(date.fromisoformat(said)) if said else f"- {muc_date(day)}" if day else "")
    individuals, organisations = perpetrators(claims, text, known)
    for words in individuals:
        put("individual", words)
    for words, sure in organisations.items():
        put("organisation", words)
        put("confidence", sure, words)
    if individuals or organisations:
        put("category", "STATE-SPONSORED VIOLENCE" if any(map(is_state, [*individuals, *organisations])) else "TERRORIST ACT")
    victims = [n for c in claims for m in c.arguments.get("patient", ()) for n in known.within("PER", m.span.start, m.span.end, text)]
    for name in dict.fromkeys(victims):
        put("victim", name)
    template.slots[19] += [Fill((words,)) for claim in claims for words in words_in(claim, "patient")]  # not scored: tells targets apart
    return template


def perpetrators(claims: Sequence[Claim], text: str, known: Names) -> tuple[list[str], dict[str, str]]:
    """Individuals, and organisations with how sure the text is of each."""
    individuals: dict[str, None] = {}
    organisations: dict[str, str] = {}
    for claim in claims:
        for mention in claim.arguments.get("agent", ()):
            words = " ".join((mention.entity if is_pronoun(mention.span.text) else mention.span.text).split())
            inside = known.within("ORG", mention.span.start, mention.span.end, text)
            kind = heads().get(head(words))
            if kind in {"person", "people"} or head(words) in COMBATANTS - BODIES:
                individuals.setdefault(words)  # "guerrillas", "members of the Front": who they belong to is named inside
                inside = [name for name in inside if name != words]
            elif kind in GROUPS or words in inside:
                inside = [words]
            elif not is_pronoun(words) and kind not in {"equipment", "event"}:
                individuals.setdefault(words)
            for name in inside:
                organisations.setdefault(name, confidence(claim, name))
    return list(individuals), organisations


def confidence(claim: Claim, organisation: str) -> str:
    """The task's decision tree on chain and certainty: who says so, and how sure the wording is."""
    hops = [hop.source.name for hop in claim.chain]
    if any(content([organisation]) & content([name]) for name in hops):
        return "CLAIMED OR ADMITTED"
    if claim.certainty == "certain":
        return "REPORTED AS FACT"
    return "SUSPECTED OR ACCUSED BY AUTHORITIES" if any(map(is_authority, hops)) else "SUSPECTED OR ACCUSED"


def is_authority(name: str) -> bool:
    """Whether a source speaks for a state: a body of it, or somebody who holds an office."""
    return is_state(name) or Source(name, named=False).kind in {"official", "military", "security"}


# ---- scoring -----------------------------------------------------------------------------------------------------------------------


def agreement(slot: str, said: str, key: Fill) -> float:
    """1 right, 0.5 partly, 0 wrong."""
    if slot not in WORDS:
        forms = {" ".join(form.replace("-", "- ").split()) for form in key.forms}
        if " ".join(said.replace("-", "- ").split()) in forms:
            return 1.0
        half = slot == "type" and said in VIOLENT and any(form in VIOLENT for form in key.forms)
        half |= slot == "confidence" and any(said.startswith(form) or form.startswith(said) for form in key.forms)
        return 0.5 * half
    ours, theirs = content([said]), [content([form]) for form in key.forms]
    return 1.0 if ours in theirs else 0.5 if any(ours & form for form in theirs) else 0.0


def reference(said: Fill, key: Fill) -> float:
    """Half for a filler that refers to somebody else."""
    return 1.0 if not said.about or not key.about or content(said.about) & content(key.about) else 0.5


def match_fills(slot: str, said: Sequence[Fill], key: Sequence[Fill]) -> tuple[float, int, int]:
    """Points, possible and actual fillers of one slot, the best pairs first. What is optional in the key is possible only when found."""
    pairs = sorted(
        (
            (agreement(slot, ours.forms[0], theirs) * reference(ours, theirs), i, j)
            for i, ours in enumerate(said)
            for j, theirs in enumerate(key)
        ),
        key=lambda p: (-p[0], p[1:]),
    )
    points, used, met = 0.0, set(), set()
    for worth, i, j in pairs:
        if worth and i not in used and j not in met:
            points += worth
            used.add(i)
            met.add(j)
    return points, sum(j in met or not fill.optional for j, fill in enumerate(key)), len(said)


def comparable(said: Template, key: Template) -> bool:
    """Whether a template may be held against one in the key."""
    kinds = (said.slots[4], key.slots[4])
    if not match_fills("type", *kinds)[0]:
        return False
    targets = content(f for n in TARGETS for fill in said.slots[n] for f in fill.forms)
    theirs = content(f for n in TARGETS for fill in key.slots[n] for f in fill.forms)
    who = any(match_fills(slot, said.slots[SLOTS[slot][0]], key.slots[SLOTS[slot][0]])[0] for slot in ("individual", "organisation"))
    return who or bool(targets & theirs)


def align(said: Sequence[Template], key: Sequence[Template]) -> Iterator[tuple[Template | None, Template | None]]:
    """Pairs by most points first, then what is left on either side; an optional template that is not found is left out."""
    pairs = sorted(
        (
            (-sum(score_pair(s, k)[slot][0] for slot in SLOTS), i, j)
            for i, s in enumerate(said)
            for j, k in enumerate(key)
            if comparable(s, k)
        ),
    )
    used, met = set(), set()
    for _, i, j in pairs:
        if i not in used and j not in met:
            used.add(i)
            met.add(j)
            yield said[i], key[j]
    yield from ((template, None) for i, template in enumerate(said) if i not in used)
    yield from ((None, template) for j, template in enumerate(key) if j not in met and not template.optional)


def score_pair(said: Template | None, key: Template | None) -> dict[str, tuple[float, int, int]]:
    """Points, possible and actual fillers by slot."""
    return {slot: match_fills(slot, said.slots[n] if said else [], key.slots[n] if key else []) for slot, (n, _) in SLOTS.items()}


def total(said: Mapping[str, Sequence[Template]], key: Mapping[str, Sequence[Template]]) -> dict[str, tuple[float, int, int]]:
    """Points, possible and actual fillers by slot over all messages."""
    sums: Counter[tuple[str, int]] = Counter()
    for message, templates in key.items():
        for pair in align(said.get(message, ()), templates):
            for slot, counts in score_pair(*pair).items():
                for n, value in enumerate(counts):
                    sums[slot, n] += value  # type: ignore[assignment]
    return {slot: (sums[slot, 0], sums[slot, 1], sums[slot, 2]) for slot in SLOTS}


def best_of_1992() -> dict[str, tuple[float, str]]:
    """The best F of each slot on TST3 and the system it is of."""
    best: dict[str, tuple[float, str]] = {}
    with (FOLDER / "official_scores_tst3.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["F"] != "-":
                best[row["slot"]] = max(best.get(row["slot"], (0.0, "")), (float(row["F"]), row["system"]))
    return best


class NamingReader(TrainedReader):
    """A reader that keeps the names it finds in the document it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[tuple[str, tuple[int, int]]] = set()

    def find_names(self, view: View, outputs: np.ndarray, reading: Reading) -> list[list[tuple[str, int, int]]]:
        found = super().find_names(view, outputs, reading)
        for window, spans in zip(view.windows, found, strict=True):
            words = window.words
            self.names |= {(kind, (words[a][0], words[b][1])) for kind, a, b in spans if a in window.core}
        return found


def read_templates(reader: NamingReader, text: str) -> Iterator[tuple[str, list[Template]]]:
    """Our templates of each message."""
    for id, body in messages(text):
        day = day_of(body)
        document = Document(name=id, text=body, place="-", media_type="text/plain", digest="", published=day.isoformat() if day else None)
        reader.names.clear()
        groups = incidents(list(reader.read(document)))
        known = Names(tuple(sorted(reader.names)))
        yield id, [fill_template(group, body, known, day) for group in groups]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=FILES, default="tst3")
    part = parser.parse_args().part
    if not FOLDER.is_dir():
        print(f"skipped: {FOLDER} is not here")
        return 0
    reader = NamingReader()
    texts, keys = ((FOLDER / "TASK" / "CORPORA" / part / name).read_text(encoding="latin-1") for name in FILES[part])
    key, said = parse_key(keys), dict(read_templates(reader, texts))
    best = best_of_1992()
    ours, theirs = sum(map(len, said.values())), sum(map(len, key.values()))
    print(
        f"reader {reader.version}\nMUC-4 {part.upper()}, {len(key)} texts, {ours} templates of ours, {theirs} in the key, optional ones counted"
    )
    print(f"{'slot':<14}{'possible':>9}{'actual':>8}{'recall':>8}{'precision':>11}{'F':>7}   best of 1992 on TST3")
    for slot, (points, possible, actual) in total(said, key).items():
        recall, precision = points / max(possible, 1), points / max(actual, 1)
        f = 200 * precision * recall / max(precision + recall, 1e-9)
        score, system = best[SLOTS[slot][1]]
        print(f"{slot:<14}{possible:>9}{actual:>8}{100 * recall:>8.1f}{100 * precision:>11.1f}{f:>7.1f}   {score:.1f} ({system})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
