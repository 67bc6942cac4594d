"""How far the phrases of an answer reach, and which of them can fill a role.

The network labels words, and is off by one or two of them where a phrase is long or a name is not known to it. Here what it gives is made whole
(compounds, owners, numbers, names), cut where it leads on into something else, and dropped where it cannot be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from allegedly.base.span import Span
from allegedly.claims.chains import HOP_LABELS
from allegedly.claims.claim import Mention
from allegedly.claims.naming import bare_name, is_name, is_pronoun
from allegedly.claims.sentences import Sentence
from allegedly.claims.times import MONTHS, WEEKDAYS

TYPES_WITH_OFFICE = frozenset({"leads", "works_for", "belongs_to", "appoints"})  # their object is one
MEMBERSHIP = frozenset({"leads", "works_for", "belongs_to"})
FIRST_PERSON = frozenset({"I", "me", "my", "My", "myself"})


def is_act(type: str, start: int, end: int, text: str) -> bool:
    """Whether words can be what a claim is made of: not a mark alone, not "so-called", and no rank before a name, which leads nobody."""
    words = text[start:end]
    if not any(map(str.isalpha, words)) or re.fullmatch(r"['’]?s|so-?|(?:so)?-?called", words, re.I):
        return False
    return type not in TYPES_WITH_OFFICE or not (RANK.fullmatch(words) and re.match(r"\s+[^\W\d_a-z]", text[end : end + 3]))


RANK = re.compile(
    r"(?:(?:major|lieutenant|brigadier|lt|maj|brig)\b\.?[ -]?)?(?:general|gen|colonel|col|captain|capt|lieutenant|lt|major|maj|sergeant|sgt|"
    r"corporal|private|sheikh|mr|mrs|ms|dr|sir)\b\.?",
    re.I,
)


def whole_name(first: int, last: int, names: Iterable[tuple[str, int, int]]) -> tuple[int, int]:
    """The words of the person or organisation of whose name the given words are a part; else the words as they are."""
    for kind, a, b in names:
        if kind in {"PER", "ORG"} and a <= first and last <= b:
            return a, b
    return first, last


OWNERLESS = re.compile(r"(?:(?<=\w)['’]|(?<=\w['’]))s\b")


def with_owner(first: int, text: str, places: Sequence[tuple[int, int]]) -> int:
    """The first word of a phrase that was cut off within its owner's name: "s military intelligence" begins with "Ruvania"."""
    if not OWNERLESS.match(text, places[first][0]):
        return first
    while first and places[first - 1][1] == places[first][0]:  # "Ruvania", "'" and "s" stand without a space
        first -= 1
    return first


DANGLING = frozenset("of the a an its his her their and former senior two three".split())


def whole_phrase(last: int, text: str, places: Sequence[tuple[int, int]]) -> int:
    """The last word of a phrase that was cut off before its noun: "one of the" goes on to "officials"."""
    for _ in range(4):
        if text[places[last][0] : places[last][1]].casefold() not in DANGLING or last + 1 == len(places):
            break
        last += 1
    return last


REST_OF_COMPOUND = re.compile(r"(?:-[^\W\d_]+)+(?<!ed)(?<!-held)(?<!-run)(?<!-born)(?<!-built)(?<!-made)\b(?!-)")
START_OF_COMPOUND = re.compile(r"\b(?:[^\W\d_]+-)+\Z")


def whole_compound(span: Span, trigger: Span, text: str) -> Span:
    """A phrase with the rest of a compound that it was cut off in, where that is not what happens: "ex" is an "ex-wife", but "Kurdish" stays
    apart from "-led"."""
    before = START_OF_COMPOUND.search(text, max(span.start - 24, 0), span.start)
    after = REST_OF_COMPOUND.match(text, span.end)
    start, end = before.start() if before else span.start, after.end() if after else span.end
    whole = Span.of(text, start, end)
    return span if whole.overlaps(trigger) else whole


# Who or what a phrase is about, where it was cut off before that word: "23-year-old" man, "police" officer, "militant" group, "border" guard.
NOUN = re.compile(
    r" (?:(?:officer|official|soldier|owner|boy|girl|chief|commander|fighter|group|minister|leader)s?|m[ae]n|wom[ae]n|spokes(?:man|woman|person)"
    r"|(?<=border )guards?|(?<=coast )guards?|(?<=prison )guards?)\b"
)


def with_noun(span: Span, trigger: Span, text: str) -> Span:
    """A phrase with the noun that it was cut off before; the words of an act are no part of it."""
    last = span.text.split()[-1]
    match = NOUN.match(text, span.end)
    if not match or is_pronoun(last) or not last[:1].isalnum() or last[:1].isupper() or last.endswith("s"):
        return span
    whole = Span.of(text, span.start, match.end())
    return span if whole.overlaps(trigger) else whole


LOOSE_END = re.compile(r"(?<=\w)\s+(?:in|by|for|from|at|with|to|on|near|who|whom|which|that|had|has|have|was|were|is|are)\Z", re.I)
FULL_STOP = re.compile(r"(?<=\b)[a-z]+(?P<stop>\.)\Z")


def phrase_alone(span: Span, text: str) -> Span:
    """A phrase without the word that leads on from it ("men in", "those who"), and without the full stop of its sentence."""
    if match := FULL_STOP.search(span.text):
        span = Span.of(text, span.start, span.start + match.start("stop"))
    while match := LOOSE_END.search(span.text):
        span = Span.of(text, span.start, span.start + match.start())
    return span


REST_OF_NUMBER = re.compile(r"(?<=\d)(?:[.,]\d+)+")


def whole_number(end: int, text: str) -> int:
    """Where a number ends that was cut off at its comma: "About 30" goes on to "About 30,000"."""
    match = REST_OF_NUMBER.match(text, end)
    return match.end() if match else end


REST_OF_TIME = re.compile(
    r"(?:(?<=past|last|next) \w+)? (?:hour|day|week|month|year)s?\b(?: (?:ago|earlier|later)\b)?| (?:ago|earlier|later)\b"
)


NO_TIME = re.compile(r"(?:in|on|at|by|for|from|since|until|till|after|before|during|over|within|that|this|last|next)", re.I)
DATE = re.compile(
    rf" (?:(?:early|mid|late)[ -])?(?:(?:\d{{1,2}} )?(?-i:(?=[A-Z]))(?:{MONTHS})\b\.?(?: \d{{1,2}}\b)?(?:,? \d{{4}}\b)?|\d{{4}}\b|"
    rf"(?:{'|'.join(WEEKDAYS)}|(?:spring|summer|autumn|winter|night|week|month|year)\b))",
    re.I,
)


def whole_time(span: Span, text: str) -> Span | None:
    """A time with its unit and what gives it its direction: "eight" goes on to "days ago". A bare "in" goes on to the date behind it, or is no time."""
    bare = NO_TIME.fullmatch(span.text)
    match = (DATE if bare else REST_OF_TIME).match(text, span.end)
    return Span.of(text, span.start, match.end()) if match else None if bare else span


def joined(spans: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Spans of one role, or of two hops, that touch are one: no two fillers stand side by side without a word or a comma between."""
    out: list[tuple[str, int, int]] = []
    for role, first, last in spans:
        if out and out[-1][2] == first - 1 and (out[-1][0] == role or {out[-1][0], role} <= set(HOP_LABELS)):
            out[-1] = (out[-1][0], out[-1][1], last)
        else:
            out.append((role, first, last))
    return out


def owned(spans: Sequence[tuple[str, int, int]], text: str, places: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Spans of one role, or of two hops, with nothing between them but a possessive, or the full stop of a rank, as one: "officers of Belqara's
    Seventh Bureau", "migrants' hostel", "Col. Ardizzone"."""
    out: list[tuple[str, int, int]] = []
    for role, first, last in spans:
        hops = bool(out) and {out[-1][0], role} <= set(HOP_LABELS)
        before = text[places[out[-1][1]][0] : places[out[-1][2]][1]] if out and (hops or out[-1][0] == role) else ""
        between = text[places[out[-1][2]][1] : places[first][0]] if before else ""
        capital = text[places[first][0]].isupper()
        if (re.fullmatch(r"['’]s?\s+", between) and (not hops or capital)) or (between == ". " and capital and RANK.fullmatch(before)):
            out[-1] = (out[-1][0], out[-1][1], last)
        else:
            out.append((role, first, last))
    return out


def compounded(spans: list[tuple[str, Span]], trigger: Span, text: str) -> list[tuple[str, Span]]:
    """The roles about a compound put right: in "Kurdish-led forces" who stands before the hyphen does it, whatever the model says."""
    if "-" not in text[max(trigger.start - 1, 0) : trigger.start + 1]:
        return spans
    turned = {"agent": "patient", "patient": "agent"}
    doer = next((span for role, span in spans if role == "patient" and trigger.start - 1 <= span.end <= trigger.start), None)
    return spans if doer is None else [(turned.get(role, role), span) for role, span in spans]


POST_OF = re.compile(r"(?:\s+(?:of|for|from|with))?\s+(?:the )?(?P<body>[A-Z][\w'’-]*(?: (?:of (?:the )?)?[A-Z][\w'’-]*)*)")
OWNED_POST = re.compile(r"(?P<whose>(?:its|his|her|their|our|my)) ", re.I)


def with_body(spans: list[tuple[str, Span]], type: str, trigger: Span, text: str) -> list[tuple[str, Span]]:
    """With the body that a post is in, as the words of the post name it: "officer of the Fourth Directorate", and "its" alone of "its spokesman"."""
    if type not in MEMBERSHIP:
        return spans
    found = [
        (role, Span.of(text, *match.span("whose")))
        if role == "patient" and span.contains(trigger) and (match := OWNED_POST.match(text, span.start, trigger.start))
        else (role, span)
        for role, span in spans
    ]
    match = POST_OF.match(text, trigger.end)
    if type == "leads" or not match or any(role == "patient" for role, _ in spans):
        return found
    whole = next((span for role, span in spans if role == "agent" and span.start <= trigger.start and match.end() <= span.end), None)
    if not whole:
        return found
    end = whole.end if re.search(r"['’]s?$", match["body"]) else match.end("body")  # "Keldovia's security service", not Keldovia
    return [*found, ("patient", Span.of(text, match.start("body"), end))]


def unmixed(spans: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Without a principal that is a part of whom the act is done to, or of the guise: nobody recruits migrants on behalf of these migrants, and
    what is done in the name of an enemy is not done for him."""
    others = [span for role, span in spans if role in {"patient", "object", "guise"}]
    return [
        (role, span)
        for role, span in spans
        if role != "principal" or not any(span.start < other.end and other.start < span.end for other in others)
    ]


# Without such a word nothing says that somebody acts under another's name. Collected from the guises of training/corpus, of which four in five
# have one in their sentence; in 2,500 news texts most guises read without one were an act's victim or its doer.
PUT_ON = re.compile(
    r"\b(?:pos(?:e|es|ed|ing)|pretend\w*|pretext|purport\w*|disguis\w*|dress\w*|impersonat\w*|masquerad\w*|names?|named|flags?|banners?|"
    r"cover|guise|false|falsely|fake\w*|bogus|sham|phoney|so-called|(?:call|present|describ|identif|styl|pass)\w* (?:him|her|it|them)sel(?:f|ves)|"
    r"uniforms?|insignia|badges?|caps|robes|papers|passports?|credentials|mask\w*|introduc\w*|sign(?:ed|ing|s|atures?)|brand\w*|labels?|alias|"
    r"pseudonym|ostensibl\w*|supposed\w*|letterhead|identity|identities|wear\w*|worn|wore|took \w+ for|taken for|mistook|mistaken for|"
    r"(?:told|said|believed|thought|claim\w*) (?:\w+ ){0,4}(?:was|were|to be|to represent|to act)|belief|on behalf|role|plates|markings|seal|front)\b",
    re.I,
)

AS_WHOM = re.compile(r"\bas (?:\S+ ){0,3}$", re.I)


def is_put_on(span: Span, text: str, sentence: Sentence) -> bool:
    """Whether the sentence of an act has a word that makes this name or look a guise."""
    return bool(
        PUT_ON.search(text, sentence.start, sentence.end) or AS_WHOM.search(text[max(sentence.start, span.start - 40) : span.start])
    )


FROM = re.compile(r"\bfrom (?:(?:the|an?|its|his|her|their) )?$", re.I)
TOWARDS = re.compile(r"\b(?<!close )(?<!due )(?<!next )(?:into|to|towards?|onto) (?:(?:the|an?|its|his|her|their) )?$", re.I)


def directed(role: str, span: Span, text: str) -> str:
    """The role, where "from" or "to" stands before a place the one that the word says."""
    before = text[max(0, span.start - 16) : span.start]
    if role == "destination" and FROM.search(before):
        return "origin"
    return "destination" if role == "origin" and TOWARDS.search(before) else role


MEASURE = re.compile(r"\bby the (?:hour|day|night|week|month|year|head|piece|dozen|hundred)$", re.I)


def is_measure(span: Span, text: str) -> bool:
    """ "Hired by the week": after "by the" stands what is paid for, and nobody who did it."""
    return MEASURE.search(text, max(0, span.start - len("by the ")), span.end) is not None


def unbound(arguments: Mapping[str, list[Mention]]) -> dict[str, list[Mention]]:
    """The arguments, a pronoun left as it is that would make its holder act on himself: "he paid him" are two, "he shot himself" is one."""

    def parted(mention: Mention, others: Iterable[Mention]) -> Mention:
        at_once = is_pronoun(mention.span.text) and not mention.span.text.casefold().endswith(("self", "selves"))
        return Mention(mention.span, mention.span.text) if at_once and any(o.entity == mention.entity for o in others) else mention

    doers, done_to = arguments.get("agent", []), arguments.get("patient", [])
    if any(mention.span.text in FIRST_PERSON for mention in done_to):  # who says "me" is known
        return {**arguments, "agent": [parted(mention, done_to) for mention in doers]} if doers else dict(arguments)
    return {**arguments, "patient": [parted(mention, doers) for mention in done_to]} if done_to else dict(arguments)


def apart(mention: Mention, role: str, arguments: Mapping[str, Sequence[Mention]]) -> Mention:
    """The mention under its own words where a description would be the very actor beside it.

    An office may stand for its holder and a spokesman for his house, but not where he is said to hold it or to speak for it: nobody leads
    himself or belongs to himself.
    """
    own = bare_name(mention.span.text)
    others = (other for name, fillers in arguments.items() if name != role for other in fillers)
    if is_pronoun(mention.span.text) or (is_name(own) and role != "object") or all(other.entity != mention.entity for other in others):
        return mention
    return Mention(mention.span, own)


DEFINITE = re.compile(r"\b(?:the|this|these|those|his|her|its|their)\s+$", re.I)


def points_back(text: str, span: Span) -> bool:
    """Whether a description is definite ("the movement", "his brother"): an indefinite one has no antecedent to ask for.

    A "that" before it tells nothing: in "said that three recruits fled" it begins what is said.
    """
    return not is_name(bare_name(span.text)) and bool(
        DEFINITE.search(text, max(span.start - 8, 0), span.start) or DEFINITE.match(span.text.split()[0] + " ")
    )


def nested(span: Span, text: str) -> Iterator[Span]:
    """A phrase, and what stands in it behind "of": "leaders of the Banner movement", "Banner movement"."""
    yield span
    for match in re.finditer(r"\bof (?:the )?", span.text):
        yield Span.of(text, span.start + match.end(), span.end)
