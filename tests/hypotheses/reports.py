"""Claims for tests of this layer, written as `type agent > patient` with roles, status and chain; no text is read."""

from __future__ import annotations

import re

from allegedly.base.source import Source
from allegedly.base.span import Span
from allegedly.claims.claim import Claim, Hop, Mention, TimeExpression
from allegedly.hypotheses.cast import Actor, Cast

LINE = re.compile(r"(?P<type>\w+)(?P<rest>.*?)(?: @ (?P<when>\S+))?(?: by (?P<chain>.+))?")
ROLE = re.compile(r"(\w+)=([^;]+)")


def claim(line: str, document: str = "Herald", *, number: int = 0, **status: str) -> Claim:
    """`recruits agent=Bureau; patient=migrants; guise=League @ 2016-05 by the officer`: outermost source first, unnamed in lower case."""
    match = LINE.fullmatch(line)
    assert match, line
    text = f"{number} {line}"
    sentence = Span(0, len(text), text)
    arguments: dict[str, tuple[Mention, ...]] = {}
    for role, names in ROLE.findall(match["rest"]):
        places = [(name.strip(), text.index(name.strip())) for name in names.split(" + ")]
        arguments[role] = tuple(Mention(Span(at, at + len(name), name), name) for name, at in places)
    chain = [name.strip() for name in match["chain"].split(" / ")] if match["chain"] else []
    return Claim(
        document=document,
        document_id=f"d-{document}-{number}",
        reader="by hand",
        score=1.0,
        sentence=sentence,
        type=match["type"],
        trigger=Span(len(str(number)) + 1, len(str(number)) + 1 + len(match["type"]), match["type"]),
        arguments=arguments,
        time=TimeExpression(Span.of(text, text.index(match["when"]), text.index(match["when"]) + len(match["when"])), match["when"])
        if match["when"]
        else None,
        chain=tuple(Hop(Source(name, name[0].isupper())) for name in chain),
        **status,  # type: ignore[arg-type]
    )


def denied(line: str, document: str = "Herald", *, number: int = 0) -> Claim:
    return claim(line, document, number=number, polarity="denied")


def cast_of(*lines: str | Claim, kinds: dict[str, str] | None = None) -> Cast:
    """A cast of claims; each line is in a document of its own, `not ` before it makes it a denial."""
    claims = [_read(line, number) if isinstance(line, str) else line for number, line in enumerate(lines)]
    known = {name.casefold(): Actor(name=name, kind=kind) for name, kind in (kinds or {}).items()}
    return Cast(claims, known=known)


def _read(line: str, number: int) -> Claim:
    outlet, _, rest = line.rpartition(": ")
    return (denied if rest.startswith("not ") else claim)(rest.removeprefix("not "), outlet or "Herald", number=number)


def told(text: str, *lines: str, document: str = "Herald", at: int = 0) -> list[Claim]:
    """Claims of one sentence: `poses_as "posed as" guise=League; agent=men`, each filler a stretch of the sentence, `text > name` a linked one."""
    made = []
    for line in lines:
        type, trigger, rest = re.fullmatch(r'(\w+) "([^"]+)" ?(.*)', line).groups()  # type: ignore[union-attr]
        arguments: dict[str, tuple[Mention, ...]] = {}
        for role, names in ROLE.findall(rest):
            pairs = [name.strip().partition(" > ") for name in names.split(" + ")]
            arguments[role] = tuple(Mention(_span(text, words, at), name or words) for words, _, name in pairs)
        made.append(
            Claim(
                document=document,
                document_id=f"d-{document}",
                reader="by hand",
                score=1.0,
                sentence=Span(at, at + len(text), text),
                type=type,
                trigger=_span(text, trigger, at),
                arguments=arguments,
            )
        )
    return made


def _span(text: str, words: str, at: int) -> Span:
    start = at + text.index(words)
    return Span(start, start + len(words), words)
