"""A claim in words that a person understands, and that never state it as fact.

Every sentence opens with who says so; an empty chain opens with "The document itself says". The record holds no tense, so acts are put in
the present perfect ("has armed"), which covers a finished act as well as one still going on, and what lasts in the present ("leads").
Polarity, certainty and realis become words of the clause: "has probably armed", "may not have armed", "is meant to arm", "would arm".

Documents may be hostile: whatever is taken from them loses control characters and direction overrides on its way into a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from allegedly.base.document import Document
from allegedly.base.kinds import ROLES, claim_types
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Mention, TimeExpression

NOT_STATED = "(not stated)"
SAID_BY_NOBODY = "the document itself"

# Role -> the word before its fillers, and the words of the text that are kept in its place ("near the border" is not "in the border").
PREPOSITIONS = {
    "origin": ("from", "from out of"),
    "via": ("via", "via through across over by"),
    "destination": ("to", "to into towards toward for in at"),
    "means": ("by means of", "by with using through via from in"),
    "place": ("in", "in at near on off outside inside around along across under over above within throughout between among beyond behind"),
    "purpose": ("for the purpose of", "to for as"),
}
FORMS = {"lead": "led", "meet": "met", "send": "sent", "be": "been", "control": "controlled", "travel": "travelled"}
PLURAL = re.compile(r"people|.*men|children|police|personnel|forces|troops|aircraft|i|we|you|they|these|those|others|both")
SEVERAL = re.compile(r"(?:[2-9]|1\d|two|three|four|five|six|seven|eight|nine|ten|several|many|dozens|hundreds|thousands)\b", re.IGNORECASE)
UNDER_NOT = {"nobody": "anybody", "no one": "anyone", "no-one": "anyone", "none": "any", "nothing": "anything"}
DIRECTION_OVERRIDES = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
STEERING = re.compile(
    rf"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff{''.join(DIRECTION_OVERRIDES)}]"
)  # Cc and Cs without white space


def sentence_of(claim: Claim) -> str:
    """One sentence: who says it, what, how surely, when and where."""
    return f"{attribution_of(claim)}: {clause_of(claim)}."


def attribution_of(claim: Claim) -> str:
    """Who says so, from the one who knows to the one who passes it on; an empty chain is the document itself."""
    if not claim.chain:
        return "The document itself says"
    innermost, *outer = (source_in_words(hop.source) for hop in reversed(claim.chain))
    return "According to " + ", cited by ".join([innermost, *outer])


def chain_of(claim: Claim) -> str:
    """The chain, outermost first: `The Daily Herald -> two border officials (unnamed)`."""
    return " -> ".join(source_in_words(hop.source) for hop in claim.chain) or SAID_BY_NOBODY


def source_in_words(source: Source) -> str:
    """Its name, and whether the text leaves it unnamed."""
    return one_line(source.name) + ("" if source.named else " (unnamed)")


def clause_of(claim: Claim) -> str:
    """What is said, without who says it: roles, status, time."""
    subject, verb, rest = _pattern_of(claim)
    predicate = _predicate(claim, verb, plural=_is_plural(claim)) if verb else ""
    disguise = _disguise(claim) if verb else _disguise(claim).removesuffix(",")
    words = [subject + disguise, predicate, rest, *_circumstances(claim)]
    clause = " ".join(filter(None, words)) + _aside(claim, verbless=not verb)
    return one_line(re.sub(r"^I are\b", "I am", re.sub(r" (?=[,:])", "", clause)))


def quote_of(claim: Claim, left: str = "*", right: str = "*") -> str:
    """The quoted sentence on one line, the trigger between `left` and `right`."""
    before, trigger, after = quote_parts(claim)
    return f"{before}{left}{trigger}{right}{after}"


def quote_parts(claim: Claim) -> tuple[str, str, str]:
    """The quoted sentence before, at and after its trigger; each on one line."""
    start, end = (offset - claim.sentence.start for offset in (claim.trigger.start, claim.trigger.end))
    text = claim.sentence.text
    before, after = one_line(f"{text[:start]}|").removesuffix("|"), one_line(f"|{text[end:]}").removeprefix("|")
    return before.lstrip(), one_line(claim.trigger.text), after.rstrip()


def place_of(claim: Claim, document: Document | None = None) -> str:
    """Where the sentence stands: document, characters, and the page for formats that have pages."""
    page = document.page_of(claim.sentence.start) if document else None
    characters = f"{one_line(claim.document)}, characters {claim.sentence.start} to {claim.sentence.end}"
    return characters + (f", page {page}" if page else "")


def one_line(text: str) -> str:
    """`text` on one line: white space collapsed, and what could steer a terminal or reverse the reading direction replaced by U+FFFD."""
    return re.sub(r"\s+", " ", STEERING.sub("\ufffd", text))


def _pattern_of(claim: Claim) -> tuple[str, str, str]:
    """Subject, verb (third person singular, empty for a type without one) and the rest of the type's `say` pattern, filled in."""
    _, _, pattern = claim_types()[claim.type].say.partition("{agent} ")
    pattern = re.sub(r"\[(.*?)\]", lambda bracket: bracket[1] if _has_roles_of(claim, bracket[1]) else "", pattern)
    pattern = re.sub(r"((?:with|to|for|as|on) )?\{(\w+)\}", lambda gap: _fill(claim, gap[1] or "", gap[2]), pattern)
    verb, _, rest = pattern.partition(" ")
    subject = _fillers(claim, "agent") or "someone"
    return (subject, verb, rest.strip()) if verb.isalpha() else (subject, "", pattern.strip().removesuffix(" —"))


def _has_roles_of(claim: Claim, pattern: str) -> bool:
    return all(claim.arguments.get(role) for role in re.findall(r"\{(\w+)\}", pattern))


def _fill(claim: Claim, preposition: str, role: str) -> str:
    """A role that is missing leaves no gap after a verb ("attacks with rockets"), and a marked one after a preposition."""
    words = one_line(claim.trigger.text) if role == "trigger" else _fillers(claim, role)
    return preposition + (words or (NOT_STATED if preposition else ""))


def _fillers(claim: Claim, role: str) -> str:
    names = (mention.entity for mention in claim.arguments.get(role, ()))
    # "Police arrested nobody" is a denial whose patient is "nobody"; said with "not", the two would cancel out.
    return _listed(UNDER_NOT.get(name.casefold(), name) if claim.polarity == "denied" and role != "agent" else name for name in names)


def _listed(words: Iterable[str]) -> str:
    *most, last = [*dict.fromkeys(words)] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _used_by_pattern(claim: Claim) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", claim_types()[claim.type].say))


def _disguise(claim: Claim) -> str:
    """In whose name, and for whom, where the verb does not say it already: ", posing as G and on behalf of P,"."""
    said = _used_by_pattern(claim)
    phrases = (("guise", "posing as"), ("principal", "on behalf of"))
    parts = [f"{words} {_fillers(claim, role)}" for role, words in phrases if role not in said and claim.arguments.get(role)]
    return f", {' and '.join(parts)}," if parts else ""


def _predicate(claim: Claim, verb: str, *, plural: bool) -> str:
    """The verb with polarity, certainty and realis: "has probably not armed", "may lead", "is meant to arm"."""
    base = _base(verb)
    auxiliary, main = _core(claim, base)
    first = _finite(auxiliary, plural=plural) if auxiliary else ""
    second = ""
    if claim.certainty == "possible":
        first, second = ("might", "") if auxiliary == "would" else ("may", auxiliary)
    elif claim.polarity == "denied":
        first = first or _finite("do", plural=plural)
    probably = "probably" if claim.certainty == "probable" else ""
    negation = "not" if claim.polarity == "denied" else ""
    generally = "generally" if claim.realis == "general" else ""
    return " ".join(filter(None, [first, probably, negation, second, generally, main if first else _finite(main, plural=plural)]))


def _core(claim: Claim, base: str) -> tuple[str, str]:
    """The auxiliary (may be empty) and the form of the verb that follows it."""
    if claim.realis == "planned" and claim.type != "intends":  # to intend is to plan: "intends X", not "is meant to intend X"
        return "be", f"meant to {base}"
    if claim.realis == "hypothetical":
        return "would", base
    if base == "be":
        return "be", ""
    if claim.realis == "general" or claim_types()[claim.type].lasting:
        return "", base
    return "have", _participle(base)


def _finite(base: str, *, plural: bool) -> str:
    singular, several = {"be": ("is", "are"), "have": ("has", "have"), "do": ("does", "do"), "would": ("would", "would")}.get(
        base, (re.sub(r"(?<![aeiou])y$", "ie", base) + "s", base)
    )
    return several if plural else singular


def _base(verb: str) -> str:
    return "be" if verb == "is" else re.sub(r"ies$", "y", verb) if verb.endswith("ies") else verb.removesuffix("s")


def _participle(base: str) -> str:
    return FORMS.get(base) or re.sub(r"(?<![aeiou])y$", "i", base.removesuffix("e")) + "ed"


def _is_plural(claim: Claim) -> bool:
    """A guess by form, for agreement only: several fillers, a number, or a head noun such as "agents of the service"."""
    agents = {mention.entity for mention in claim.arguments.get("agent", ())}
    if len(agents) != 1:
        return len(agents) > 1
    name = agents.pop()
    head, *tail = re.split(r" (?=(?:of|in|from|for|to|with|at|on|near|by|who|that|loyal)\b)", name, maxsplit=1)
    noun = (head.split() or [""])[-1]
    common = noun.islower() or (noun == head and bool(tail))  # "Agents of the service", but not "United States"
    return bool(PLURAL.fullmatch(noun.casefold()) or SEVERAL.match(name) or (common and re.search(r"[^sui]s$", noun)))


def _circumstances(claim: Claim) -> list[str]:
    """From, via, to, by what means, where and what for; then any role that neither they nor the pattern name."""
    said = _used_by_pattern(claim) | {"guise", "principal", *PREPOSITIONS}
    phrases = [_phrase(claim, role) for role in PREPOSITIONS if claim.arguments.get(role)]
    return phrases + [f"({role}: {_fillers(claim, role)})" for role in ROLES if role not in said and claim.arguments.get(role)]


def _phrase(claim: Claim, role: str) -> str:
    default, kept = PREPOSITIONS[role]
    fillers, before = _fillers(claim, role), _word_before(claim.arguments[role][0], claim.sentence)
    if fillers.casefold().partition(" ")[0] in kept.split():  # "from the air", "around Manbij"
        return fillers
    return f"{before if before in kept.split() else default} {fillers}"


def _word_before(mention: Mention, sentence: Span) -> str:
    """The word of the sentence before `mention`, articles skipped; empty when the mention stands elsewhere."""
    before = sentence.text[: max(0, mention.span.start - sentence.start)] if sentence.contains(mention.span) else ""
    words = [word for word in before.casefold().split() if word not in ("the", "a", "an")]
    return words[-1] if words else ""


def _aside(claim: Claim, *, verbless: bool) -> str:
    """In brackets: the time, and the status of a claim whose pattern has no verb to carry it."""
    status = (claim.polarity, claim.certainty, claim.realis) if verbless else ()
    words = [word for word in status if word not in ("affirmed", "certain", "actual")]
    return "".join(f" ({part})" for part in (", ".join(words), time_in_words(claim.time)) if part)


def time_in_words(time: TimeExpression | None) -> str:
    """The words of the text, and the date they come to where the words do not hold it: "last May, 2016-05"."""
    if time is None:
        return ""
    value = time.value or ""
    start, slash, end = value.partition("/")
    if all(date in time.span.text for date in (start, end) if date not in ("", "..")):
        return time.span.text
    known = (start not in ("", ".."), end not in ("", ".."))
    dates = {(True, True): f"{start} to {end}", (True, False): f"from {start}", (False, True): f"until {end}"}.get(known, "")
    return f"{time.span.text}, {dates if slash else value}" if dates else time.span.text
