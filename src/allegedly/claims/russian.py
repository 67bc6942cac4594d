"""Russian, offline: names, times, attribution and plain claims by `natasha` (an extra) and a list of words.

Morphology, syntax and names come from natasha's models; which words state which type of claim, and which attribute, from russian.toml. The
rules read the syntax tree around such a word. They are far shallower than the trained reader is in English: docs/prompted-reader.md has the
figures, and what they miss. Spans are words of the text; names are given in their base form ("Денис Ратов" for "Дениса Ратова").
"""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from allegedly.base.document import Document
from allegedly.base.errors import ReaderError
from allegedly.base.kinds import ROLES, Certainty, Polarity, Realis
from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.claims.sentences import find_paragraphs, find_sentences
from allegedly.claims.times import publication_day

VERSION = "1"
SCORE = (
    0.8  # whole claims right of those it makes: 22 of 25 on the held-out texts (evaluation/russian.py), less because those are plain ones
)

Argument = tuple[str, "Token"]

MONTHS = {
    stem: number
    for number, stem in enumerate(
        ("январ", "феврал", "март", "апрел", "ма[йяе]", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"), 1
    )
}
MONTH = "|".join(rf"{stem}\w*" for stem in MONTHS)
YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?:\s*(?:года?|году|годом|г\.))?"
WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
TIMES = re.compile(
    rf"(?:(?P<since>с|со|начиная с)\s+|(?P<until>до|к)\s+|(?:в|во|на)\s+)?(?P<when>"
    rf"(?P<day>\d{{1,2}})\s+(?P<month>{MONTH})(?:\s+{YEAR})?"
    rf"|(?P<only>{MONTH})(?:\s+{YEAR.replace('year', 'year2')}|\s+(?P<which>прошлого|этого) года)?"
    rf"|{YEAR.replace('year', 'year3')}(?=[\s,.;)]|$)"
    rf"|(?P<relative>(?:прошлом|этом|нынешнем|минувшем) (?:году|месяце)|прошлой неделе|позавчера|вчера|сегодня|завтра)"
    rf"|(?P<weekday>(?:{'|'.join(WEEKDAYS)})\w*))(?!\w)",
    re.IGNORECASE,
)
KEPT = frozenset(
    {
        "amod",
        "nmod",
        "appos",
        "flat",
        "flat:name",
        "flat:foreign",
        "nummod",
        "nummod:gov",
        "nummod:entity",
        "case",
        "det",
        "compound",
        "fixed",
    }
)
SPEECH_HEADS = frozenset({"ccomp", "parataxis", "obl", "advcl", "conj", "xcomp", "acl"})
OPENING, CLOSING = ("«", "„", "“"), ("»", "”")
EXPLAINING = frozenset({"appos", "flat", "flat:name", "flat:foreign"})
PLACE_NOUNS = frozenset("город деревня село посёлок порт район область провинция остров столица станция".split())


@dataclass(slots=True)
class Token:
    """A word with its place, lemma, morphology and place in the syntax tree of its sentence."""

    start: int
    stop: int
    text: str
    lemma: str
    pos: str
    feats: dict[str, str]
    rel: str
    number: int
    raw: Any  # natasha's own token
    head: Token | None = None
    children: list[Token] = field(default_factory=list)

    def below(self, *relations: str) -> list[Token]:
        """The children in one of these relations (or their subtypes)."""
        return [each for each in self.children if each.rel in relations or each.rel.split(":")[0] in relations]

    def above(self) -> Iterator[Token]:
        """The heads, nearest first."""
        seen, token = {self.number}, self.head
        while token is not None and token.number not in seen:
            yield token
            seen.add(token.number)
            token = token.head


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a person, organisation or place (PER, ORG, LOC), and its base form."""

    kind: str
    span: Span
    name: str


@cache
def words() -> dict[str, Any]:
    """The list of words, by table."""
    return tomllib.loads((files(__package__) / "russian.toml").read_text(encoding="utf-8"))


@cache
def _by_lemma(table: str) -> dict[str, str]:
    return {lemma: type for type, lemmas in words()[table].items() for lemma in lemmas.split()}


@cache
def _plain() -> dict[str, tuple[str, str]]:
    """Lemma -> type and how the patient is attached."""
    return {lemma: (kind, how) for kind, ways in words()["plain"].items() for how, lemmas in ways.items() for lemma in lemmas.split()}


@cache
def _saying(name: str) -> frozenset[str]:
    return frozenset(words()["saying"][name].split())


@cache
def _status(name: str) -> frozenset[str]:
    return frozenset(words()["status"][name].split())


class Analysis:
    """Russian text taken apart by natasha, paragraph by paragraph: sentences of tokens, and names. Headings are left out."""

    def __init__(self, text: str, models: Models) -> None:
        self.text, self.models = text, models
        self.sentences: list[list[Token]] = []
        self.names: list[Name] = []
        headings = {sentence.start for sentence in find_sentences(text) if sentence.heading}
        for start, end in find_paragraphs(text):
            if start not in headings:
                parsed = models.parse(text[start:end])
                self.sentences += [_tokens(sent, start) for sent in parsed.sents if sent.tokens]
                self.names += [
                    Name(
                        each.type,
                        Span.of(text, start + each.start, start + each.stop),
                        _bare(_with_yo(each.normal or each.text, each.text)),
                    )
                    for each in parsed.spans
                ]
        fullest = {each.name.split()[-1]: each.name for each in self.names if each.kind == "PER" and " " in each.name}
        self.names = [replace(each, name=fullest.get(each.name, each.name)) if each.kind == "PER" else each for each in self.names]

    def name_of(self, head: Token, phrase: Sequence[Token]) -> Name | None:
        """The name that a phrase is about: one that its head lies in or is explained by ("командира отряда Дениса Ратова"), not "полиция Ильмарии"."""
        for name in reversed(self.names):
            tokens = [each for each in phrase if name.span.start <= each.start < name.span.end]
            top = next((each for each in tokens if each.head not in tokens), None)
            if top is None:
                continue
            if top is head or top.rel in EXPLAINING or (name.kind == "LOC" and head.lemma in PLACE_NOUNS):
                return name
        return None

    def base_form(self, phrase: Sequence[Token]) -> str:
        """The words of a phrase with its head in the nominative; as they stand where they are counted or hold a name in quotation marks."""
        written = self.text[phrase[0].start : phrase[-1].stop]
        if any(each.rel.startswith("nummod") for each in phrase) or any(mark in written for mark in OPENING + CLOSING):
            return written
        return _with_yo(self.models.base_form([each.raw for each in phrase]), written)


def _bare(name: str) -> str:
    """What stands in quotation marks, where something does: "фонд «Светоч" is Светоч."""
    return re.split("[«„“]", name)[-1].strip("»”")


def _with_yo(form: str, written: str) -> str:
    """The base form with "ё" where the text writes it: natasha's dictionary knows "е" only."""
    known = {word.replace("ё", "е").replace("Ё", "Е"): word for word in re.findall(r"\w+", written)}
    return re.sub(r"\w+", lambda match: known.get(match[0], match[0]), form)


class Models:
    """natasha's models, about 30 MB; loading takes two seconds."""

    def __init__(self) -> None:
        """Raises `ReaderError` where the extra is not installed."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # its dictionaries are found through pkg_resources, which says that it will go
                import natasha

                self._vocabulary = natasha.MorphVocab()
        except ImportError as error:
            raise ReaderError("the reader 'russian' needs natasha; install it with: pip install 'allegedly[russian]'") from error
        embedding = natasha.NewsEmbedding()
        self._natasha = natasha
        self._segmenter = natasha.Segmenter()
        self._morphology, self._syntax = natasha.NewsMorphTagger(embedding), natasha.NewsSyntaxParser(embedding)
        self._names = natasha.NewsNERTagger(embedding)

    def parse(self, text: str) -> Any:
        """natasha's own document, with lemmas and base forms of names."""
        parsed = self._natasha.Doc(text)
        parsed.segment(self._segmenter)
        parsed.tag_morph(self._morphology)
        parsed.parse_syntax(self._syntax)
        parsed.tag_ner(self._names)
        for token in parsed.tokens:
            token.lemmatize(self._vocabulary)
        for span in parsed.spans:
            span.normalize(self._vocabulary)
        return parsed

    def base_form(self, tokens: Sequence[Any]) -> str:
        """The words of natasha's tokens with their head in the nominative; as they stand where that makes a word that there is not."""
        from natasha.norm import syntax_normalize

        form = str(syntax_normalize(self._vocabulary, tokens))
        known = all(self._vocabulary.word_is_known(word) for word in re.findall(r"\w+", form) if word.islower())
        return form if known else " ".join(token.text for token in tokens)


def _tokens(sent: Any, offset: int) -> list[Token]:
    made = {
        each.id: Token(
            offset + each.start,
            offset + each.stop,
            each.text,
            (each.lemma or each.text).lower(),
            each.pos,
            dict(each.feats or {}),
            each.rel or "",
            number,
            each,
        )
        for number, each in enumerate(sent.tokens)
    }
    for each in sent.tokens:
        token, head = made[each.id], made.get(each.head_id)
        if head is not None and head is not token:
            token.head = head
            head.children.append(token)
    return list(made.values())


class RussianReader:
    """Reads Russian; a document that holds next to no Cyrillic letters has no claims here."""

    def __init__(self) -> None:
        """Raises `ReaderError` where the extra is not installed."""
        self.models = Models()
        digest = sha256((files(__package__) / "russian.toml").read_bytes()).hexdigest()[:8]
        self.version = f"russian {VERSION}-{digest}"

    def read(self, document: Document) -> Iterable[Claim]:
        """The claims of `document`, in the order of the text."""
        if not is_russian(document.text):
            return []
        analysis = Analysis(document.text, self.models)
        reading = _Reading(document, analysis, self.version)
        for tokens in analysis.sentences:
            reading.read(tokens)
        return sorted(reading.claims.values(), key=lambda claim: (claim.trigger.start, claim.type))


def is_russian(text: str) -> bool:
    """Whether most letters are Cyrillic."""
    letters = [each for each in text if each.isalpha()]
    return sum("\u0400" <= each <= "\u04ff" for each in letters) > len(letters) / 2


class _Reading:
    """One document: its claims, and the speakers that "он" and "по его словам" go back to."""

    def __init__(self, document: Document, analysis: Analysis, reader: str) -> None:
        self.document, self.document_id, self.analysis, self.reader = document, document.id, analysis, reader
        self.text = document.text
        self.anchor = publication_day(document)
        self.claims: dict[str, Claim] = {}
        self.speaker: Hop | None = None

    def read(self, tokens: Sequence[Token]) -> None:
        """Add the claims of one sentence."""
        sentence = Span.of(self.text, tokens[0].start, tokens[-1].stop)
        times = list(find_times(self.text, sentence.start, sentence.end, self.anchor))
        said = self.sayings(tokens)
        for token in tokens:
            if found := self.claim_at(token):
                kind, arguments = found
                chain, denied, thought = self.chain_of(token, said)
                self.add(sentence, token, kind, arguments, times, chain, denied=denied, thought=thought)
        if said:
            self.speaker = said[-1][1][-1]

    def claim_at(self, token: Token) -> tuple[str, list[Argument]] | None:
        """The type and arguments of the claim that a word states, if it states one."""
        if token.pos in ("VERB", "ADJ") and token.lemma not in _saying("denials"):
            return self.act_of(token)
        if token.pos == "NOUN" and (kind := _by_lemma("nouns").get(token.lemma)):
            return self.noun_claim(token, kind)
        return None

    def act_of(self, verb: Token) -> tuple[str, list[Argument]] | None:
        subjects, objects = verb.below("nsubj"), verb.below("obj")
        passive = verb.feats.get("Voice") == "Pass"
        obliques = verb.below("obl", "iobj")
        arguments: list[Argument] = []
        if verb.lemma in _plain() and not objects:
            kind, how = _plain()[verb.lemma]
            arguments += [("patient" if how == "nsubj" else "agent", each) for each in subjects]
            role = {"located_in": "place", "travels": "destination"}.get(kind, "patient")
            arguments += [
                (role, each) for each in obliques if how == _attached(each) or (how == "place" and _attached(each).endswith(" loc"))
            ]
        elif verb.lemma in _by_lemma("gives") and (objects or passive):
            things = subjects if passive else objects
            receivers = [each for each in obliques if _attached(each) == "dat"]
            kind = _by_lemma("gives")[verb.lemma]
            if not receivers and verb.lemma in _by_lemma("verbs"):
                return self.common(verb, _by_lemma("verbs")[verb.lemma], subjects, objects, passive)
            kind = next((type for each in things for type in [_by_lemma("goods").get(each.lemma)] if type), kind)
            if kind == "supplies" and verb.lemma in _saying("verbs") and not receivers:
                return None
            givers = [each for each in obliques if _attached(each) == "ins"] if passive else subjects
            arguments += (
                [("agent", each) for each in givers] + [("patient", each) for each in receivers] + [("object", each) for each in things]
            )
        elif kind := _by_lemma("verbs").get(verb.lemma, ""):
            return self.common(verb, kind, subjects, objects, passive)
        else:
            return None
        return (kind, self.with_circumstances(verb, kind, arguments)) if arguments else None

    def common(
        self, verb: Token, kind: str, subjects: list[Token], objects: list[Token], passive: bool
    ) -> tuple[str, list[Argument]] | None:
        """A verb whose object is its patient."""
        obliques = verb.below("obl", "iobj")
        doers = [each for each in obliques if _attached(each) == "ins"] if passive else subjects
        done_to = subjects if passive else objects
        role = "object" if kind == "trades_with" or (kind == "meets") else "patient"
        arguments = [("agent", each) for each in doers] + [(role, each) for each in done_to]
        if not passive:
            arguments += [
                ("object", each) for each in obliques if _attached(each) == "ins" and kind in ("arms", "supplies", "kills", "attacks")
            ]
        if kind == "accuses":
            arguments += [("object", each) for each in obliques if _attached(each) == "в loc"]
        if not arguments and verb.rel in ("acl", "amod") and verb.head:  # "арестованный полицией"
            arguments = [("patient", verb.head)]
        if verb.rel == "acl:relcl" and verb.head:
            arguments = [(role, verb.head if each.lemma == "который" else each) for role, each in arguments]
        if verb.rel in ("conj", "xcomp") and not subjects and verb.head and not passive:
            arguments = [("agent", each) for each in verb.head.below("nsubj")] + arguments
        return (kind, self.with_circumstances(verb, kind, arguments)) if arguments else None

    def with_circumstances(self, verb: Token, kind: str, arguments: list[Argument]) -> list[Argument]:
        """Where, whence and whither; a verb joined to another shares its subject."""
        if verb.rel == "conj" and verb.head and not any(role == "agent" for role, _ in arguments) and verb.feats.get("Voice") != "Pass":
            arguments = [("agent", each) for each in verb.head.below("nsubj")] + arguments
        taken = {id(each) for _, each in arguments}
        for each in verb.below("obl"):
            how = _attached(each)
            if id(each) in taken or any(each.start <= m.start() < each.stop for m in TIMES.finditer(self.text, each.start, each.stop)):
                continue
            moves = kind in ("travels", "sends", "supplies", "arms")
            if how in ("в acc", "на acc", "к dat") and moves:
                arguments.append(("destination", each))
            elif how == "через acc":
                arguments.append(("via", each))
            elif how == "из gen" and moves:
                arguments.append(("origin", each))
            elif how in ("в loc", "на loc", "под ins", "у gen", "близ gen", "около gen"):
                arguments.append(("place", each))
        return arguments

    def noun_claim(self, noun: Token, kind: str) -> tuple[str, list[Argument]] | None:
        owned = [each for each in noun.below("nmod") if each.feats.get("Case") == "Gen"]
        if kind != "leads":
            return (kind, [("patient", each) for each in owned]) if owned else None
        persons = [
            each
            for each in (*noun.below("appos", "flat"), *([noun.head] if noun.head and noun.rel == "appos" else []))
            if each.pos == "PROPN"
        ]
        persons += [each for part in owned for each in part.below("appos", "flat") if self._is_person(each)]
        if not persons or not owned:
            return None
        return "leads", [("agent", persons[0]), ("patient", owned[0]), ("object", noun)]

    def _is_person(self, token: Token) -> bool:
        return any(each.kind == "PER" and each.span.start <= token.start < each.span.end for each in self.analysis.names)

    def sayings(self, tokens: Sequence[Token]) -> list[tuple[Token, list[Hop], str]]:
        """Who says something in a sentence: the word of saying, the sources outermost first, and "said", "denied" or "thought"."""
        found: list[tuple[Token, list[Hop], str]] = []
        for token in tokens:
            cue = Span.of(self.text, token.start, token.stop)
            if token.pos == "VERB" and token.lemma in _saying("verbs") | _saying("denials"):
                speakers = token.below("nsubj") or [each for each in token.below("obl") if token.lemma == "говориться"]
                if speakers and not (token.lemma in _by_lemma("gives") and token.below("obj")):
                    how = (
                        "denied" if token.lemma in _saying("denials") else "thought" if token.lemma in _status("probable_heads") else "said"
                    )
                    inner = [source for each in token.below("obl") for source in each.below("nmod") if each.lemma == "ссылка"]
                    inner += [source for each in token.children if each.lemma == "ссылка" for source in each.below("nmod")]
                    hops = [self.hop(speakers[0], cue)]
                    hops += [
                        self.hop(each, Span.of(self.text, each.head.start, each.head.stop) if each.head else cue) for each in inner[:1]
                    ]
                    found.append((token, hops, how))
            elif token.lemma in _saying("nouns") and any(each.lemma in ("по", "согласно") for each in token.below("case")):
                whose = token.below("nmod") or token.below("det")
                if whose:
                    found.append((token, [self.hop(whose[0], cue)], "said"))
            elif any(each.lemma == "согласно" for each in token.below("case")):
                (preposition,) = [each for each in token.below("case") if each.lemma == "согласно"][:1]
                found.append((token, [self.hop(token, Span.of(self.text, preposition.start, preposition.stop))], "said"))
        return found

    def hop(self, token: Token, cue: Span) -> Hop:
        """The source that a word names; a pronoun is the speaker before."""
        if token.lemma in ("он", "она", "они", "его", "её", "их") and self.speaker:
            return Hop(self.speaker.source, Span.of(self.text, token.start, token.stop), cue)
        span, phrase = self.phrase(token)
        name = self.analysis.name_of(token, phrase)
        return Hop(Source(name.name if name else self.analysis.base_form(phrase), name is not None), span, cue)

    def chain_of(self, token: Token, said: Sequence[tuple[Token, list[Hop], str]]) -> tuple[tuple[Hop, ...], bool, bool]:
        """The sources of the claim at a word, outermost first; whether the innermost denies it, or only thinks so."""
        above = {id(each) for each in (token, *token.above())}
        hops: list[Hop] = []
        denied = thought = False
        for cue, sources, how in said:
            speaks_itself = cue is token
            inside = any(id(cue) == each for each in above)  # what is said hangs on the word of saying
            beside = cue.rel in ("parataxis",) and id(cue.head) in above  # the word of saying is an aside of what is said
            by_word = cue.pos != "VERB" and any(id(each) in above for each in (cue.head,) if each)
            if speaks_itself or not (inside or beside or by_word):
                continue
            hops += [hop for hop in sources if hop.source not in {each.source for each in hops}]
            denied, thought = denied or how == "denied", thought or how == "thought"
        return tuple(hops), denied, thought

    def phrase(self, token: Token) -> tuple[Span, list[Token]]:
        """The noun phrase around its head, its place and words: adjectives, genitives, names; no relative clause, no preposition before it."""
        inside = {token.number: token}
        queue = [token]
        while queue:
            for each in queue.pop().children:
                if each.rel in KEPT and each.number not in inside and not (each.rel == "case" and each.head is token):
                    inside[each.number] = each
                    queue.append(each)
        words = [inside[number] for number in sorted(inside)]
        start, stop = words[0].start, words[-1].stop
        for name in self.analysis.names:  # a name that it cuts is taken whole
            if name.span.start < stop and start < name.span.end:
                start, stop = min(start, name.span.start), max(stop, name.span.end)
        if self.text[stop : stop + 1] in CLOSING and _opened(self.text[start:stop]):
            stop += 1
        elif self.text[start - 1 : start] in OPENING and self.text[stop : stop + 1] in CLOSING:
            start, stop = start - 1, stop + 1
        return Span.of(self.text, start, stop), words

    def mention(self, token: Token) -> Mention:
        """The words of an argument and its name: that which the phrase is about, else the phrase in its base form."""
        span, phrase = self.phrase(token)
        name = self.analysis.name_of(token, phrase)
        return Mention(span, name.name if name else self.analysis.base_form(phrase))

    def add(
        self,
        sentence: Span,
        token: Token,
        kind: str,
        arguments: Sequence[Argument],
        times: Sequence[TimeExpression],
        chain: tuple[Hop, ...],
        *,
        denied: bool,
        thought: bool,
    ) -> None:
        by_role: dict[str, tuple[Mention, ...]] = {}
        for role, each in sorted(arguments, key=lambda argument: ROLES.index(argument[0])):
            mention = self.mention(each) if each is not token else Mention(Span.of(self.text, each.start, each.stop), each.lemma)
            if mention not in by_role.get(role, ()):
                by_role[role] = (*by_role.get(role, ()), mention)
            for other in each.below("conj"):  # "A и B"
                if role in ("agent", "patient") and other.pos in ("NOUN", "PROPN"):
                    by_role[role] = (*by_role[role], self.mention(other))
        trigger = Span.of(self.text, token.start, token.stop)
        near = sorted(times, key=lambda time: max(trigger.start - time.span.end, time.span.start - trigger.end))
        near = [time for time in near if not any(each.start < time.span.end and time.span.start < each.stop for _, each in arguments)]
        negated = any(each.lemma == "не" for each in token.below("advmod"))
        claim = Claim(
            document=self.document.name,
            document_id=self.document_id,
            reader=self.reader,
            score=SCORE,
            sentence=sentence,
            type=kind,
            trigger=trigger,
            arguments=by_role,
            time=near[0] if near and token.pos != "NOUN" else None,
            polarity=_polarity(negated != denied),
            certainty=_certainty(token, thought=thought),
            realis=_realis(token),
            chain=chain,
        )
        self.claims[claim.id] = claim


def _attached(token: Token) -> str:
    """Preposition and case of a noun, such as "в loc" or "dat"."""
    preposition = next((each.lemma for each in token.below("case")), "")
    preposition = {"со": "с", "во": "в", "ко": "к", "изо": "из"}.get(preposition, preposition)
    return f"{preposition} {token.feats.get('Case', '').lower()}".strip()


def _opened(words: str) -> bool:
    """Whether a quotation mark was opened and not closed."""
    return sum(each in OPENING for each in words) > sum(each in CLOSING for each in words)


def _polarity(denied: bool) -> Polarity:
    return "denied" if denied else "affirmed"


def _certainty(token: Token, *, thought: bool) -> Certainty:
    around = {each.lemma for each in (*token.children, *token.above())}
    if around & _status("possible"):
        return "possible"
    return "probable" if thought or around & _status("probable") else "certain"


def _realis(token: Token) -> Realis:
    if token.feats.get("Tense") == "Fut" or (
        token.head and token.head.lemma in _status("planned_heads") and token.rel in ("xcomp", "csubj", "ccomp", "obj")
    ):
        return "planned"
    return "hypothetical" if any(each.lemma == "бы" for each in token.children) else "actual"


def find_times(text: str, start: int, end: int, anchor: date | None) -> Iterator[TimeExpression]:
    """The expressions of time in `text[start:end]`, resolved against the day of publication."""
    for match in TIMES.finditer(text, start, end):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        first, last = match.span()
        words = text[first:last].rstrip()
        yield TimeExpression(Span.of(text, first, first + len(words)), _value(match, anchor))


def _value(match: re.Match[str], anchor: date | None) -> str | None:
    value = _moment(match, anchor)
    if value and match["since"]:
        return f"{value}/.."
    return f"../{value}" if value and match["until"] else value


def _moment(match: re.Match[str], anchor: date | None) -> str | None:
    if match["day"]:
        month, day = _month(match["month"]), int(match["day"])
        year = int(match["year"]) if match["year"] else _year_of(month, day, anchor)
        return f"{year:04}-{month:02}-{day:02}" if year and _is_day(year, month, day) else None
    if match["only"]:
        month = _month(match["only"])
        named = int(match["year2"]) if match["year2"] else None
        if match["which"]:
            named = anchor.year - (match["which"] == "прошлого") if anchor else None
        year = named or _year_of(month, 1, anchor)
        return f"{year:04}-{month:02}" if year else None
    if match["year3"]:
        return str(match["year3"])
    if anchor is None:
        return None
    if match["weekday"]:
        number = next(n for n, stem in enumerate(WEEKDAYS) if match["weekday"].lower().startswith(stem))
        return str(anchor - timedelta(days=(anchor.weekday() - number) % 7))
    return _relative(match["relative"].lower(), anchor)


def _relative(words: str, anchor: date) -> str | None:
    days = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1}
    if words in days:
        return str(anchor + timedelta(days=days[words]))
    back = words.startswith(("прошл", "минувш"))
    if words.endswith("году"):
        return f"{anchor.year - back:04}"
    if words.endswith("месяце"):
        day = anchor.replace(day=1) - timedelta(days=1) if back else anchor
        return f"{day.year:04}-{day.month:02}"
    monday = anchor - timedelta(days=anchor.weekday() + 7)
    return f"{monday}/{monday + timedelta(days=6)}"


def _month(word: str) -> int:
    return next(number for stem, number in MONTHS.items() if re.match(stem, word, re.IGNORECASE))


def _year_of(month: int, day: int, anchor: date | None) -> int | None:
    """The year of the last such day up to that of publication."""
    if anchor is None:
        return None
    return anchor.year - ((month, day) > (anchor.month, anchor.day))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
