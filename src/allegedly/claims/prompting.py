"""`Prompt`: the file that tells a language model how to annotate, and the messages made with it.

The file is Markdown for people to read and replace. `{types}` and `{roles}` in it stand for the vocabulary (base/kinds), and every block
marked `json` is an example answer, whose names the gate knows (`locate.Gate`). Its digest is part of the reader's version.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from allegedly.base.document import Document
from allegedly.base.errors import BadOption
from allegedly.base.kinds import ROLES, claim_types
from allegedly.base.source import Source
from allegedly.claims.answers import parse_answer, schema
from allegedly.claims.claim import Hop
from allegedly.claims.naming import is_name

EXAMPLE = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What every message of a reading begins with (`system`), the names its examples use, and the digest of all that shapes an answer."""

    system: str
    example_names: frozenset[str]
    digest: str


@cache
def load_prompt(path: Path | None = None) -> Prompt:
    """The prompt in the file at `path`, that of the package if None. Raises `BadOption` for a file that is none."""
    file: Traversable = path if path else files(__package__) / "prompt.md"
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadOption(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise BadOption(f"{file} cannot be read: {error.strerror}; give the path of a prompt file") from error
    for needed in ("{types}", "{roles}"):
        if needed not in text:
            raise BadOption(f"{file} does not hold {needed}, for which the vocabulary is put in; see docs/prompted-reader.md")
    types = "\n".join(f"  - {kind.name}: {kind.gloss}" for kind in claim_types().values())
    system = text.replace("{types}", types).replace("{roles}", ", ".join(ROLES))
    names = frozenset(name for example in EXAMPLE.findall(text) for name in _names_in(example))
    shaped = json.dumps([system, schema()], sort_keys=True)
    return Prompt(system, names, hashlib.sha256(shaped.encode("utf-8", "surrogatepass")).hexdigest()[:8])


def _names_in(example: str) -> Iterator[str]:
    for proposal in parse_answer(example).proposals:
        mentioned = [(filler.words, filler.name) for filler in proposal.arguments] + [(each.words, each.name) for each in proposal.chain]
        yield from (name for pair in mentioned for name in pair if name and is_name(name))


@dataclass(slots=True)
class Carried:
    """What a window must know of those before it: every source quoted so far, and the chain in whose words the text last spoke.

    Both are made of admitted claims only, so that nothing is carried over that the text does not hold.
    """

    sources: dict[Source, None]
    last: tuple[Hop, ...] = ()

    def learn(self, chain: Sequence[Hop]) -> None:
        """Take over the chain of one more claim, in the order of the text."""
        self.sources |= dict.fromkeys(hop.source for hop in chain)
        self.last = tuple(chain)


SOURCES_CARRIED = 40  # the last ones; more would take more room than the window


def window_message(document: Document, sentences: Sequence[tuple[int, str]], asked: range, carried: Carried) -> str:
    """What the model is sent about one window: numbered sentences, of which those not in `asked` are context."""
    known = {"title": document.title, "publisher": document.publisher, "published": document.published, "dateline": document.dateline}
    lines = [f"{name}: {one_line(value)}" for name, value in known.items() if value]
    if carried.sources:
        lines.append("sources quoted before: " + "; ".join(_called(each) for each in list(carried.sources)[-SOURCES_CARRIED:]))
    if carried.last:
        lines.append("the text before ends in the words of: " + " > ".join(_called(hop.source) for hop in carried.last))
    lines += ["", "```text"]
    lines += [f"[{number}]{'' if number in asked else ' (context)'} {one_line(text)}" for number, text in sentences]
    lines += ["```", "", f"Answer for sentences {asked.start} to {asked.stop - 1}."]
    return "\n".join(lines)


def _called(source: Source) -> str:
    return one_line(source.name) + ("" if source.named else " (unnamed)")


def one_line(text: str) -> str:
    """The text on one line, without control characters and lone surrogates; the gate finds quotes of it in the text all the same."""
    visible = "".join(" " if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") else each for each in text)
    return " ".join(visible.split()).replace("```", "'''")
