"""`Dossier`: what is said of one actor, each line with the claims behind it: names, posts over time, acts, acts in its name, supporters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from allegedly.base.kinds import claim_types
from allegedly.claims.claim import Claim, Mention
from allegedly.claims.wording import clause_of
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.fronts import Front, Origins, find_fronts
from allegedly.hypotheses.support import Support, find_support
from allegedly.hypotheses.ties import COMMAND

POSTS = ("leads", "appoints", *COMMAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said of an actor: in words, when, and by whom; `claims` are ids of those that say it, `denied` of those that deny it."""

    type: str
    words: str
    time: str | None
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    denied: tuple[str, ...]
    deniers: tuple[str, ...]
    realis: str = "actual"

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`posts` are posts, memberships and masters; `acts` what it is said to have done at face value, `in_its_name` what others did so.

    `speakers` are those whose words these are, with how many claims each.
    """

    name: str
    kind: str
    aliases: tuple[str, ...]
    posts: tuple[Line, ...]
    acts: tuple[Line, ...]
    suffered: tuple[Line, ...]
    in_its_name: tuple[Front, ...]
    under_other_names: tuple[Front, ...]
    supporters: tuple[Support, ...]
    supported: tuple[Support, ...]
    speakers: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        lists = ("posts", "acts", "suffered", "in_its_name", "under_other_names", "supporters", "supported")
        return {
            "name": self.name,
            "kind": self.kind,
            "aliases": list(self.aliases),
            **{name: [each.to_dict() for each in getattr(self, name)] for name in lists},
            "speakers": dict(self.speakers),
        }


def find_dossier(cast: Cast, name: str, *, origins: Origins | None = None) -> Dossier:
    """The dossier of the actor called `name`. Raises `NotFound` when no claim is about it."""
    actor = cast.get(name)
    about = [claim for claim in cast.claims if any(actor in actors for actors in cast.roles(claim).values())]
    posts = [
        claim for claim in about if claim.type in POSTS and (actor in cast.role(claim, "agent") or actor in cast.role(claim, "patient"))
    ]
    support = [claim for claim in about if claim_types()[claim.type].family == "support"]
    other = [claim for claim in about if claim not in posts and claim not in support and claim.type not in ("poses_as", "fronts_for")]
    fronts = find_fronts(cast, origins=origins)
    said = Counter(map(cast.speaker, about))
    known = cast.actors[actor]
    return Dossier(
        name=actor,
        kind=known.kind,
        aliases=known.aliases,
        posts=_lines(cast, posts),
        acts=_lines(cast, (claim for claim in other if actor in cast.role(claim, "agent") and not cast.role(claim, "guise"))),
        suffered=_lines(cast, (claim for claim in other if actor in cast.role(claim, "patient"))),
        in_its_name=tuple(front for front in fronts if front.apparent == actor),
        under_other_names=tuple(front for front in fronts if front.alleged == actor),
        supporters=find_support(cast, of=actor, origins=origins),
        supported=find_support(cast, by=actor, origins=origins),
        speakers=tuple(sorted(said.items(), key=lambda item: (-item[1], item[0]))),
    )


def _lines(cast: Cast, claims: Iterable[Claim]) -> tuple[Line, ...]:
    """One line for what is said in the same roles at the same time, in order of time, what is undated last."""
    groups: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        roles = tuple(cast.roles(claim).items())
        groups[claim.type, roles, claim.time.value if claim.time else None, claim.realis].append(claim)
    lines = []
    for (type, roles, time, realis), group in groups.items():
        yes, no = ([claim for claim in group if claim.polarity == polarity] for polarity in ("affirmed", "denied"))
        lines.append(
            Line(
                type=type,
                words=_words(roles, group[0]),
                time=time,
                sources=tuple(dict.fromkeys(map(cast.speaker, yes))),
                claims=tuple(claim.id for claim in yes),
                denied=tuple(claim.id for claim in no),
                deniers=tuple(dict.fromkeys(map(cast.speaker, no))),
                realis=realis,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.time is None, line.time or "", line.words)))


def _words(roles: tuple[tuple[str, tuple[str, ...]], ...], claim: Claim) -> str:
    """The clause of a claim with its actors by their names here; when, how surely and who denies it are said beside it."""
    places = {role: mentions[0].span for role, mentions in claim.arguments.items()}
    named = {role: tuple(Mention(places.get(role, claim.trigger), name) for name in names) for role, names in roles if names}
    return clause_of(replace(claim, arguments=named, time=None, polarity="affirmed", certainty="certain", realis="actual"))
