"""An invented press: outlets that observe, copy, rewrite, quote, cite and contradict each other, and the truth of who did which.

Every event has facts. Whoever was there writes all of them down in words of their own; whoever copies takes the words, or the story without the
words. So independent reports agree on names, numbers and dates as often as copies do, and only the rest can tell them apart.
How often independent writers hit on the same words is set to what real articles show (ECHO, in_dialect). The texts are for the search of
copies only: much of their vocabulary is invented, so no reader can be measured on them.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from allegedly.base.document import Document
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention
from allegedly.evidence.wording import habits

PLACES = "Orsk Tavel Brennick Halmar Sund Wessel Corran Maddox Pelin Strava Ulmen Yarrow Kestrel Loden Mirov Nadal".split()
SYLLABLES = "bar cor dun fal gar hol kes lan mar nor pel quar ros sal tan ver wes yar".split()
GROUPS = ["Northern Column", "Free Harbour League", "Sixth Bureau", "Red Lantern", "Council of Elders", "Iron Guard", "Marsh Brigade"]
PEOPLE = ["Emil Garrow", "Ione Varsk", "Anders Lohm", "Marta Evers", "Piet Hallan", "Yusen Tarad", "Alma Quist", "Rolf Wender"]
OUTLETS = [
    f"{first} {second}"
    for first in "Pell Northern Lowland Tidewater Evening Brann Saltgate Lisk Sorn Open Eastern Valley".split()
    for second in "Gazette Post Tribune Review Mercury Courier Observer Standard".split()
]
AGENCIES = ["Norwire", "Transcontinent Press", "Seaboard News"]
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

# Alternatives in braces are drawn anew by each writer.
FACTS: tuple[tuple[str, ...], ...] = (
    (
        "{Men|Fighters|Gunmen} of the {group} {seized|took|captured} a {warehouse|depot} on {street} Street in {place} {shortly before dawn|early} on {day}, {making off with|carrying away} {n} rifles.",
        "The {place} {depot|store} on {street} Street lost {n} rifles on {day}, when the {group} {overran|broke into} it{| before sunrise}.",
        "It took the {group} {less than an hour|barely forty minutes} on {day} to {empty|clear out} an {arms|ammunition} store on {street} Street, {place}, of {n} rifles.",
        "On {day} {n} rifles {vanished|went missing} from a building on {street} Street in {place}; the {group} {is blamed|stands accused}.",
        "A raid {attributed to|pinned on} the {group} {stripped|relieved} the {street} Street {armoury|arsenal} in {place} of {n} rifles on {day}.",
    ),
    (
        "{person}, {a|the} night watchman, was {killed|shot dead} {at the gate|while trying to raise the alarm}.",
        "The {only|single} {victim|fatality} was {person}, who {guarded|watched over} the {place|building} at night.",
        "{A bullet|One shot} {killed|felled} {person}, who {had the night shift|was on duty}.",
        "{person}, {a father of three|an elderly caretaker}, {did not survive|died of his wounds} {in hospital|on the spot}.",
        "Neighbours found {person} {lifeless|dead} {beside the entrance|in the yard}{|, a lamp still in his hand}.",
    ),
    (
        "{Police|Investigators} have {arrested|detained} nobody{| so far}{| in connection with the raid}.",
        "No arrests {were reported|had been made} by {nightfall|evening}.",
        "The {attackers|raiders} are {still|all} {at large|on the run}.",
        "A {manhunt|search} {across|through} the surrounding hills {brought|yielded} {nothing|no result}.",
        "{Detectives|Officers} {admit|concede} that they {lack|do not have} a single {suspect|lead}.",
    ),
    (
        "The weapons had been {stored|kept} there {since|ever since} the {ceasefire|truce} of 2019 under {an agreement|a deal} with the {army|garrison}.",
        "Under the {truce|armistice} of 2019 the army {was to guard|had promised to protect} such {stores|stocks}.",
        "Why {the army|soldiers} {left|had abandoned} the {site|place} unguarded, {three|several} years after the 2019 {truce|accord}, {nobody|no one} would {say|explain}.",
        "{Stocks|Arsenals} like this one were {sealed|locked up} {when|after} both sides {laid down arms|signed a truce} in 2019.",
        "Since 2019 a {treaty|pact} {obliges|requires} the garrison to {inspect|check} the {locks|seals} {weekly|every week}.",
    ),
    (
        "{Shopkeepers|Traders} {kept their shutters down|did not open} {for the rest of the day|until noon}.",
        "In the {market|bazaar} {people|customers} spoke of {little|nothing} else.",
        "{Schools|The school} {sent|ordered} {the children|pupils} home{| at midday}.",
        "{Two|Three} {lorries|trucks} {seen|spotted} near the {river|bridge} were {later|afterwards} found {burnt out|abandoned}.",
        "{Residents|People living nearby} {heard|remember} {an engine|shouting} and then {a long silence|nothing at all}.",
    ),
    (
        "The {group}, which {emerged|was formed} in the {coal|border} districts, {finances|pays for} itself {by|through} {smuggling|tolls}.",
        "Until {now|this week} the {group} had {confined|limited} itself to {roadblocks|leaflets}.",
        "{Analysts|Observers} {count|put} the {group} {at|among} {some four hundred men|the smaller factions}.",
        "The {group} {has lost|lost} its {leader|founder} in {spring|a feud} and was {thought|believed} to be {finished|broken}.",
        "{Rivals|Former members} {describe|portray} the {group} as {a family business|an army without a cause}.",
    ),
)
SAYINGS = (  # three parts, so that two events seldom share more than one
    (
        "We will find every one of them", "Somebody opened that gate from the inside", "My cousin carried those rifles uphill",
        "They wanted guns and nothing else", "This was a rehearsal", "There was no guard at all", "They knew the hour and the lock",
        "I have buried three brothers", "Nobody leaves a key under such a mat", "Ask the quartermaster where he slept",
    ),
    (
        "whatever hole they hide in", "and he was paid for it", "on his own back like a mule", "and they would do it again tomorrow",
        "for something much worse", "because there had been a wedding", "long before the moon was up", "while the capital was dancing",
        "with half the town looking on", "as every child here can tell you",
    ),
    (
        "and next time it will be the bridge", "and I will not bury a fourth", "so spare me the speeches", "and that is all I shall say",
        "which is why I resigned", "but nobody asked the drivers", "and the ministry has known it since spring", "or my name means nothing",
        "and you may print that", "though it brings no one back",
    ),
)  # fmt: skip
SPOKEN = (
    "“{quote},” {said|remarked} {a|one} {security official|senior officer}.",
    "{A|One} {officer|commander} {put it bluntly|was blunt}: “{quote}.”",
    "“{quote},” {an official|a colonel} {told|said to} {this newspaper|reporters}.",
)
SYNONYMS = {
    "seized": "took", "took": "seized", "killed": "slain", "nobody": "no one", "raid": "attack", "shot": "gunned", "store": "depot", "depot": "store",
    "search": "hunt", "found": "discovered", "building": "site", "weapons": "arms", "people": "locals", "customers": "shoppers", "lorries": "trucks",
    "promised": "pledged", "gate": "entrance", "vanished": "disappeared", "alarm": "alert", "heard": "noticed", "unguarded": "unprotected",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What happened, as slots of the grammar, and what an official said about it."""

    slots: dict[str, str]
    when: date
    quote: str


@dataclass
class Press:
    """Documents, the claims of those that cite, and the truth: (later, earlier) names by kind."""

    documents: list[Document] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    truth: dict[tuple[str, str], str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)  # the mistaken street of each event
    kept: set[str] = field(default_factory=set)  # rewrites in which edited sentences of the wire are left
    dialect: bool = True  # words of its own for each event (in_dialect); without, a reader can read them, and events share more wording


def expand(template: str, slots: dict[str, str], rng: random.Random) -> str:
    """The template with its slots filled and every alternative drawn."""
    filled = re.sub(r"\{(\w+)\}", lambda match: slots.get(match[1], match[0]), template)
    while "{" in filled:
        filled = re.sub(r"\{([^{}]*)\}", lambda match: rng.choice(match[1].split("|")), filled)
    return filled


def make_event(rng: random.Random, number: int) -> Event:
    """A new event, on a day of its own."""
    when = date(2021, 1, 1) + timedelta(days=number * 3 % 1400)
    first, second, third = rng.sample(SYLLABLES, 3)
    street, wrong = f"{first}{second}{third}".title(), f"{first}{second}{third[:-1]}n".title()
    slots = {
        "group": rng.choice(GROUPS), "place": rng.choice(PLACES), "street": street, "wrong": wrong if wrong != street else f"{street}s", "n": str(rng.randrange(20, 400)),
        "person": rng.choice(PEOPLE), "day": WEEKDAYS[when.weekday()],
    }  # fmt: skip
    one, two, three = SAYINGS
    quote = " ".join((one[number % 10], two[(number // 10 + number) % 10], three[(number // 100 + number // 10) % 10]))
    return Event(slots, when, quote)


def write(event: Event, rng: random.Random, way: int, *, quote: bool = False, error: bool = False, facts: int = 5) -> list[str]:
    """A report in words of its own: each of the five ways has its sentences, and now and then uses those of another. The first fact leads."""
    slots = event.slots | ({"street": event.slots["wrong"]} if error else {})
    chosen = [0, *sorted(rng.sample(range(1, len(FACTS)), min(facts, len(FACTS)) - 1))]
    ways = [rng.randrange(5) if rng.random() < ECHO else way for _ in chosen]
    sentences = [expand(FACTS[number][which], slots, rng) for number, which in zip(chosen, ways)]
    if quote:
        sentences.insert(rng.randrange(1, len(sentences) + 1), expand(rng.choice(SPOKEN), {"quote": event.quote}, rng))
    return sentences


def edit(sentences: list[str], rng: random.Random, *, cut: float, change: float) -> list[str]:
    """As an editor prints another's copy: sentences cut from the end on, words swapped or dropped outside quotations."""
    kept = [s for k, s in enumerate(sentences) if k == 0 or rng.random() >= cut] or sentences[:1]
    return [s if "“" in s else " ".join(_edited(s.split(" "), rng, change)) for s in kept]


def _edited(words: list[str], rng: random.Random, change: float) -> Iterator[str]:
    for word in words:
        plain = word.strip(".,;:")
        if rng.random() >= change or not plain.islower():
            yield word
        elif plain in SYNONYMS:
            yield word.replace(plain, SYNONYMS[plain])
        elif rng.random() < 0.5:
            yield f"{rng.choice(('reportedly', 'apparently', 'then', 'also'))} {word}"


def in_dialect(sentence: str, event: str) -> str:
    """The sentence with seven in ten of its longer words replaced by words that only this event has, always the same ones.

    Thirty templates cannot give two hundred events a vocabulary each, as real ones have: without this, reports on different events
    would share more wording than real articles ever do (evaluation/copies.py prints both).
    """

    def replaced(match: re.Match[str]) -> str:
        digest = hashlib.sha256(f"{event} {match[0]}".encode()).digest()
        kept = digest[0] >= 0.7 * 256 or match[0] in habits().function
        return match[0] if kept else "".join(SYLLABLES[b % len(SYLLABLES)] for b in digest[1:4])

    return re.sub(r"(?<![\w’'])[a-z]{4,}(?![\w’'])", replaced, sentence)


def document(name: str, outlet: str, day: date, sentences: list[str], *, dialect: bool = True, **fields: str) -> Document:
    """A report as captured: title, outlet and date, the body in paragraphs of two sentences."""
    sentences = [in_dialect(sentence, name[:5]) for sentence in sentences] if dialect else sentences
    body = "\n\n".join(" ".join(sentences[k : k + 2]) for k in range(0, len(sentences), 2))
    text = f"News from the provinces\n{outlet}, {day.day} {day:%B %Y}\n\n{body}\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        name=name, text=text, place="-", media_type="text/plain", digest=digest, publisher=outlet, published=day.isoformat(), **fields
    )


def claim(doc: Document, cited: str, about: dict[str, str]) -> Claim:
    """The claim of the sentence of `doc` that cites the outlet `cited`: the group raided the place."""
    at = doc.text.index(cited, doc.text.index("\n\n"))
    start = max(doc.text.rfind(". ", 0, at) + 2, doc.text.rfind("\n", 0, at) + 1)
    sentence = Span.of(doc.text, start, doc.text.index(".", at) + 1)
    place = sentence.text.index(about["place"]) + start
    mention = Mention(Span.of(doc.text, place, place + len(about["place"])), about["place"])
    group = sentence.text.index(about["group"]) + start
    agent = Mention(Span.of(doc.text, group, group + len(about["group"])), about["group"])
    hop = Hop(Source(cited, True), Span.of(doc.text, at, at + len(cited)))
    return Claim(
        document=doc.name, document_id=doc.id, reader="newsroom 1", score=1.0, sentence=sentence, type="attacks", trigger=agent.span,
        arguments={"agent": (agent,), "place": (mention,)}, chain=(hop,),
    )  # fmt: skip


ECHO = 0.15  # set so that independent reports share as much wording as pairs of real articles on one event in ECB+ (evaluation/copies.py)
CITING = (
    "{The|} {cited} {reports|writes|says} that the {group} was behind the raid in {place}.",
    "According to the {cited}, the {group} {struck|raided a store} in {place}.",
)
COMMENTS = (
    "One wonders who profits.", "It had to come to this.", "Parliament will ask questions, and get none answered.", "Draw your own conclusions.",
    "The last word on this has not been spoken.", "None of it comes as a surprise to those who live there.",
)  # fmt: skip
CORRECTING = "The {place} store stood in {street} Street; there is no {wrong} Street in {place}."


def make_press(events: int, seed: int = 1, *, dialect: bool = True) -> Press:
    """The coverage of `events` events, some nine reports each. Names begin with the number of their event, which no other seed has."""
    rng = random.Random(seed)
    press = Press(dialect=dialect)
    for number in range(seed * 100, seed * 100 + events):
        _cover(press, make_event(rng, number), number, rng)
    return press


def _cover(press: Press, event: Event, number: int, rng: random.Random) -> None:
    """One event: an observer with a mistake, copies of every kind, two independent observers, a correction, and a circle."""
    outlets = rng.sample(OUTLETS, 10)
    agency = rng.choice(AGENCIES)
    press.wrong[f"{number:05}"] = event.slots["wrong"]

    def day(k: int) -> date:
        return event.when + timedelta(days=k)

    def add(kind: str, outlet: str, k: int, sentences: list[str], **fields: str) -> Document:
        made = document(f"{number:05}-{kind}", outlet, day(k), sentences, dialect=press.dialect, **fields)
        press.documents.append(made)
        return made

    def link(later: Document, earlier: Document, kind: str) -> None:
        press.truth[later.name, earlier.name] = kind

    wire = write(event, rng, 0, quote=True, error=True)
    first = add("wire", agency, 0, wire)
    link(add("light", outlets[0], 1, edit(wire, rng, cut=0.2, change=0.03), agency=agency), first, "credited copy")
    link(add("heavy", outlets[1], 1, edit(wire, rng, cut=0.4, change=0.2)), first, "edited copy")
    own = write(event, rng, 1, quote=rng.random() < 0.5, error=rng.random() < 0.5, facts=4)
    kept = edit(wire[1:3], rng, cut=0.5, change=0.35) if rng.random() < 0.3 else []
    rewrite = add("rewrite", outlets[2], 2, own + kept)
    link(rewrite, first, "rewrite")
    press.kept.update([rewrite.name] if kept else [])
    present = add("present", outlets[3], 1, write(event, rng, 2, quote=True))
    add("alone", outlets[4], 1, write(event, rng, 3))
    differing = Event(event.slots | {"n": str(int(event.slots["n"]) * 2)}, event.when, event.quote)
    add("contradicts", outlets[5], 2, write(differing, rng, 4))
    about = {"group": event.slots["group"], "place": event.slots["place"]}

    def cite(kind: str, outlet: str, k: int, cited: Document) -> Document:
        words = expand(rng.choice(CITING), about | {"cited": cited.publisher or ""}, rng)
        made = add(kind, outlet, k, [words, rng.choice(COMMENTS)])
        press.claims.append(claim(made, cited.publisher or "", about))
        link(made, cited, "citation")
        return made

    blog = cite("blog", outlets[6], 2, present)
    note = cite("note", outlets[7], 4, blog)
    again = cite("again", outlets[6], 6, note)
    link(again, blog, "circle")
    if rng.random() < 0.5:
        add("correction", outlets[8], 8, [expand(CORRECTING, event.slots, rng), rng.choice(COMMENTS)])
