"""The options of a reader that works elsewhere, what it would be sent and take, and who allows that."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allegedly.base.errors import BadOption
from allegedly.base.plural import count
from allegedly.cli.printing import Activity, complain

if TYPE_CHECKING:
    from allegedly.base.document import Document
    from allegedly.claims.prompted import Estimate
    from allegedly.claims.readers import Reader

MODEL = "A language model as reader (--reader prompted; docs/prompted-reader.md)"

ModelOption = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Which model reads.", rich_help_panel=MODEL)]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint", metavar="URL", help="Where it answers; an Ollama on this machine unless given.", rich_help_panel=MODEL),
]
ProtocolOption = Annotated[
    str | None,
    typer.Option(
        "--protocol",
        metavar="openai|ollama|anthropic",
        help="What the endpoint speaks; told by its address unless given.",
        rich_help_panel=MODEL,
    ),
]
PromptOption = Annotated[
    Path | None, typer.Option("--prompt", metavar="FILE", help="A prompt of your own instead of the one shipped.", rich_help_panel=MODEL)
]
MaxTokensOption = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", help="Stop before more are sent and received.", rich_help_panel=MODEL)
]
MaxCostOption = Annotated[
    float | None, typer.Option("--max-cost", metavar="AMOUNT", help="Stop before it costs more; needs --price.", rich_help_panel=MODEL)
]
PriceOption = Annotated[
    str | None, typer.Option("--price", metavar="A,B", help="Of a million tokens sent, and of a million received.", rich_help_panel=MODEL)
]
AtOnceOption = Annotated[int | None, typer.Option("--at-once", metavar="N", help="Documents read at the same time.", rich_help_panel=MODEL)]
PerMinuteOption = Annotated[
    float | None, typer.Option("--per-minute", metavar="N", help="At most so many requests a minute.", rich_help_panel=MODEL)
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Allow the documents to be sent beyond this machine, without asking.", rich_help_panel=MODEL)
]


def given(**options: Any) -> dict[str, Any]:
    """The options that were given on the command line."""
    return {name: value for name, value in options.items() if value is not None}


@contextmanager
def prepared(reader: Reader, documents: Iterable[Document], *, allowed: bool, activity: Activity) -> Iterator[None]:
    """Say what a reader that works elsewhere or at a price will take, and have it allowed; its connections are given back at the end."""
    estimate = getattr(reader, "estimate", None)
    try:
        if estimate:
            expected = estimate(documents)
            activity.pause()
            _allow(reader, expected, allowed)
        yield
    finally:
        if estimate:
            reader.close()  # type: ignore[attr-defined]


def _allow(reader: Any, expected: Estimate, allowed: bool) -> None:
    cost = "" if expected.cost is None else f", {expected.cost:.2f} at the price given"
    takes = f"at most {count(expected.requests, 'request')} and about {expected.tokens:,} tokens{cost}"
    texts = f"the texts of {count(expected.documents, 'document')} ({expected.characters:,} characters)"
    if reader.destination is None:
        complain(f"reading {texts} with {reader.model} on this machine: {takes}")
        return
    where = f"{texts}, their titles, publishers and dates to {reader.destination} (model {reader.model}): {takes}; nothing else leaves this machine"
    if allowed or reader.allow_sending or not expected.documents:
        complain(f"sending {where}")
        reader.allow_sending = True
        return
    if not sys.stdin.isatty():
        raise BadOption(f"{texts} would be sent to {reader.destination}, which nobody has allowed; --yes allows it")
    complain(f"about to send {where}")
    if not typer.confirm("Send them?", err=True):
        raise BadOption("nothing was sent; --reader trained reads on this machine")
    reader.allow_sending = True


def without_standard_input(paths: Sequence[str]) -> list[str]:
    """The paths that can be looked at before they are read."""
    return [path for path in paths if path != "-"]
