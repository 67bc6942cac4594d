"""The features of acts, read from claims, for scoring a rewrite (rewriting.py): what was done, to whom, where, by what means."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from allegedly.base.moment import parse_interval
from allegedly.claims.claim import Claim
from allegedly.hypotheses.cast import Cast
from allegedly.hypotheses.hypothesis import Hypothesis
from allegedly.hypotheses.recasting import in_name
from allegedly.hypotheses.rewriting import Act, Finding, Profile, score_rewrites
from allegedly.hypotheses.ties import NOT_ACTS

LEAST = 3  # undisputed acts from which an actor has a profile


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that an act can be told by: from which roles, and how well it can be faked."""

    name: str
    roles: tuple[str, ...]
    fakeability: float
    why: str


@cache
def features() -> tuple[Feature, ...]:
    """All features, in the order of features.toml."""
    table = tomllib.loads((files(__package__) / "features.toml").read_text(encoding="utf-8"))
    return tuple(Feature(name, tuple(fields["roles"]), fields["fakeability"], fields["why"]) for name, fields in table.items())


def features_of(cast: Cast, claim: Claim) -> Act:
    """The features that a claim tells of its act."""
    found = {}
    for feature in features():
        values = (claim.type if role == "type" else " and ".join(sorted(cast.role(claim, role))) for role in feature.roles)
        if value := next(filter(None, values), None):
            found[feature.name] = value
    return found


def score_hypothesis(cast: Cast, hypothesis: Hypothesis, *, fakeability: Mapping[str, float] | None = None) -> Finding | None:
    """What the features of the acts in the apparent actor's name say; None when too little is known to hold them against anything.

    Undisputed are the acts of an actor in its own name; those of the apparent actor only outside the window. Acts are one for each kind of
    act, target, place and time: ten papers on one attack are one act.
    """
    if not (hypothesis.apparent and hypothesis.alleged):
        return None
    apparent, alleged = (cast.called(name) or name for name in (hypothesis.apparent, hypothesis.alleged))
    disputed: dict[tuple[str, ...], tuple[str, Act]] = {}
    settled: dict[str, dict[tuple[str, ...], Act]] = {}
    for claim in cast.claims:
        if claim.realis != "actual" or claim.polarity != "affirmed" or claim.type in NOT_ACTS:
            continue
        act = features_of(cast, claim)
        when = claim.time.value if claim.time and claim.time.value else ""
        key = (when, *act.values())
        inside = hypothesis.covers(parse_interval(when) if when else None)
        if in_name(cast, claim, apparent) and inside:
            disputed[key] = (when, act)
        elif not cast.role(claim, "guise"):
            for agent in cast.role(claim, "agent"):
                settled.setdefault(agent, {})[key] = act
    profiles = {
        actor: Profile.of(actor, list(acts.values())) for actor, acts in settled.items() if len(acts) >= LEAST and cast.named(actor)
    }
    if apparent not in profiles or alleged not in profiles or not disputed:
        return None
    acts = [act for _, act in sorted(disputed.values(), key=lambda item: item[0])]
    kappas = {feature.name: feature.fakeability for feature in features()} | dict(fakeability or {})
    return score_rewrites(apparent, acts, profiles, kappas, prior=hypothesis.prior or 0.3)
