"""`Hypothesis`: one explanation that competes with others, in words and, where it follows a template, with the actors and days it is about."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from allegedly.base.errors import BadOption
from allegedly.base.moment import Interval, parse_interval

Rating = Literal["CC", "C", "N", "I", "II", "NA"]  # how likely evidence is under a hypothesis; matrix.py says what each is worth
RATINGS: tuple[Rating, ...] = get_args(Rating)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What a template leads one to expect of one sign: the rating, and why."""

    sign: str
    rating: Rating
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of explanation: the words it is told in, which actors it needs, what it must assume and what it predicts by sign."""

    name: str
    gloss: str
    text: str
    needs: tuple[str, ...]
    assumes: tuple[str, ...]
    predicts: Mapping[str, Prediction]


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind of evidence that the program can find among claims: what it is, and the question that would settle it."""

    name: str
    gloss: str
    ask: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "templates.toml").read_text(encoding="utf-8"))


@cache
def signs() -> dict[str, Sign]:
    """All signs by name."""
    return {name: Sign(name, **fields) for name, fields in _table()["signs"].items()}


@cache
def templates() -> dict[str, Template]:
    """All templates by name, at face value first."""
    made = {}
    for name, fields in _table()["templates"].items():
        predicts = {
            sign: Prediction(sign=sign, rating=rating, why=why) for sign, (rating, why) in fields["predicts"].items() if signs()[sign]
        }
        made[name] = Template(
            name=name,
            gloss=fields["gloss"],
            text=fields["text"],
            needs=tuple(fields["needs"]),
            assumes=tuple(fields["assumes"]),
            predicts=predicts,
        )
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One explanation. `id` is what commands and ratings call it ("H1").

    `apparent` is in whose name, `alleged` who is said to be behind it; `since` and `until` are times as claims write them, None open.
    `prior` None takes an equal part of what the others leave. Raises `BadOption` for a window without a day, an actor that the
    template needs and does not have, or a prior outside 0 to 1.
    """

    id: str
    text: str
    template: str | None = None
    apparent: str | None = None
    alleged: str | None = None
    since: str | None = None
    until: str | None = None
    prior: float | None = None
    assumes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.text.strip():
            raise BadOption("a hypothesis needs a short name and its words; give both")
        if self.prior is not None and not 0 < self.prior < 1:
            raise BadOption(
                f"{self.id}: a prior of {self.prior} cannot be moved by evidence; give a number between 0 and 1, without either"
            )
        if self.template is not None and self.template not in templates():
            raise BadOption(f"{self.id}: there is no template “{self.template}”; use one of {', '.join(templates())}")
        for role in templates()[self.template].needs if self.template else ():
            if not getattr(self, role):
                raise BadOption(f"{self.id}: the template {self.template} needs {_ROLE_WORDS[role]}; name it with --{role}")
        if self.alleged is not None and self.alleged == self.apparent:
            raise BadOption(f"{self.id}: {self.alleged} cannot act in its own name and be somebody else; name two actors")
        window = self.window
        if window.first and window.last and window.first > window.last:
            raise BadOption(f"{self.id}: the window from {self.since} to {self.until} has no day; give an earlier beginning or a later end")

    @property
    def window(self) -> Interval:
        """The days it is about, open where none was given."""
        return Interval(_day(self.id, self.since, "first"), _day(self.id, self.until, "last"))

    def covers(self, days: Interval | None) -> bool:
        """Whether something on these days can lie in the window; what has no known time can."""
        if days is None:
            return True
        window = self.window
        ends = days.last is None or window.first is None or window.first <= days.last
        return ends and (days.first is None or window.last is None or days.first <= window.last)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self) | {"assumes": list(self.assumes)}


_ROLE_WORDS = {"apparent": "the actor in whose name it was done", "alleged": "the actor said to be behind it"}


def _day(id: str, value: str | None, end: Literal["first", "last"]) -> date | None:
    if value is None:
        return None
    days = parse_interval(value)
    if days is None:
        raise BadOption(f"{id}: “{value}” is no time; write YYYY, YYYY-MM or YYYY-MM-DD")
    return days.first if end == "first" else days.last


def from_template(
    id: str,
    template: str,
    *,
    apparent: str | None = None,
    alleged: str | None = None,
    since: str | None = None,
    until: str | None = None,
    prior: float | None = None,
) -> Hypothesis:
    """The hypothesis that a template makes of these actors and this window, in the template's words."""
    if template not in templates():
        raise BadOption(f"{id}: there is no template “{template}”; use one of {', '.join(templates())}")
    made = templates()[template]
    words = made.text.format(apparent=apparent or "the apparent actor", alleged=alleged or "somebody else")
    window = f" ({since or '..'} to {until or '..'})" if since or until else ""
    return Hypothesis(
        id=id,
        text=f"{words}{window}",
        template=template,
        apparent=apparent,
        alleged=alleged,
        since=since,
        until=until,
        prior=prior,
        assumes=tuple(each.format(apparent=apparent, alleged=alleged or "somebody else") for each in made.assumes),
    )
