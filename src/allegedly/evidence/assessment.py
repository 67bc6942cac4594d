"""`Assessment`: what an analyst holds of a source, a side, a proposition or a link, by whom, when and why. It stands beside what the program proposes.

One of a source names it (`agent_key`), one of a proposition names the claims that made it up at the time: a proposition changes when a
document adds a claim to it, its claims do not. One of a link names its two ends. Of two assessments of one kind and one thing the later one holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from allegedly.base.errors import BadOption
from allegedly.base.scales import CREDIBILITY, parse_grade
from allegedly.evidence.derivation import Ruling
from allegedly.evidence.graph import Interest, Provenance
from allegedly.evidence.reliability import DECEPTION, Estimate, Settled, deceiving, graded, learn
from allegedly.evidence.tracing import Assumptions, Statement, agent_key

AssessmentKind = Literal["grade", "side", "interest", "prior", "credibility", "settled", "copy", "identity"]
KINDS: tuple[AssessmentKind, ...] = get_args(AssessmentKind)
ON_SOURCES: frozenset[AssessmentKind] = frozenset({"grade", "side"})
ON_PAIRS: frozenset[AssessmentKind] = frozenset({"copy", "identity"})
INTERESTS: dict[str, Interest] = {"for": 1, "against": -1, "unknown": 0}
EVEN = 0.5  # the prior of a proposition for which nobody set another


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Somebody holds this, for this reason. `number` is that of its row in the history of the case.

    kind         about          value
    grade        a source       A to F
    side         a source       stake of the group it speaks for: neutral, party or deceiver
    interest     a proposition  what the group gains from: for, against, unknown
    prior        a proposition  probability before any report
    credibility  a proposition  1 to 6
    settled      a proposition  true or false: known by now, so that sources can be judged by it
    copy         two documents  true or false: the first took from the second and observed nothing itself
    identity     two sources    true or false: they are one
    """

    number: int
    kind: AssessmentKind
    source: str | None = None  # as it is called in provenances
    claims: tuple[str, ...] = ()  # of the proposition
    pair: tuple[str, ...] = ()  # ids of two documents, the later first, or names of two sources
    group: str | None = None
    value: str
    who: str
    at: str
    why: str

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise BadOption("why is the reason for the assessment; give a few words")
        about = "a source" if self.kind in ON_SOURCES else "two documents or two sources" if self.kind in ON_PAIRS else "a proposition"
        named = {"a source": self.source is not None, "a proposition": bool(self.claims), "two documents or two sources": bool(self.pair)}
        if [each for each, is_named in named.items() if is_named] != [about] or len(set(self.pair)) == 1:
            raise BadOption(f"a {self.kind} is about {about}; name {'them' if self.kind in ON_PAIRS else 'one'}")
        if (self.kind in ("side", "interest")) != bool(self.group and self.group.strip()):
            raise BadOption(f"a {self.kind} {'needs the name of a group' if self.kind in ('side', 'interest') else 'has no group'}")
        checked(self.kind, self.value)

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about: later assessments of one kind on the same subject replace it."""
        about = (agent_key(self.source),) if self.source is not None else self.claims or tuple(sorted(self.pair))
        return (self.kind, *about, *([self.group] if self.kind == "interest" and self.group else []))

    @property
    def about(self) -> str:
        """The source, else the first claim of the proposition, else the first of the pair."""
        return self.source or (self.claims or self.pair)[0]

    @property
    def reason(self) -> str:
        """Who holds it, and why."""
        return f"{self.who} says so: {self.why}"

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self) | {"claims": list(self.claims), "pair": list(self.pair)}


def checked(kind: AssessmentKind, value: str) -> str:
    """The value as it is kept. Raises `BadOption` for one outside what its kind accepts."""
    given = value.strip()
    if kind == "grade":
        return parse_grade(given)
    if kind == "prior":
        try:
            prior = float(given)
        except ValueError:
            prior = -1.0
        if not 0 < prior < 1:
            raise BadOption(f"“{value}” is no prior; give a number between 0 and 1, without either: certainty cannot be moved by evidence")
        return f"{prior:g}"
    accepted = {
        "side": tuple(DECEPTION),
        "interest": tuple(INTERESTS),
        "credibility": tuple(map(str, CREDIBILITY)),
    }.get(kind, ("true", "false"))
    if given.lower() not in accepted:
        raise BadOption(f"“{value}” is no {kind}; use one of {', '.join(accepted)}")
    return given.lower()


def standing_assessments(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """The assessments that hold: of two of one kind on one subject the later one."""
    last = {assessment.subject: assessment for assessment in sorted(assessments, key=lambda each: each.number)}
    return tuple(sorted(last.values(), key=lambda each: each.number))


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessments of a case, led to the sources and propositions of today."""

    assumptions: Assumptions
    on: Mapping[str, Mapping[str, Assessment]]  # proposition -> kind -> assessment; interests are in `assumptions`
    lost: tuple[Assessment, ...]  # about propositions none of whose claims are in the case any more

    def prior(self, proposition: str) -> float:
        """That of a proposition; one half where nobody set another."""
        found = self.of(proposition, "prior")
        return float(found.value) if found else EVEN

    def of(self, proposition: str, kind: AssessmentKind) -> Assessment | None:
        """The assessment of a kind on a proposition."""
        return self.on.get(proposition, {}).get(kind)


def assessed(
    assessments: Iterable[Assessment], statements: Sequence[Statement], trace_settled: Callable[[Statement], Provenance] | None = None
) -> Assessed:
    """What the assessments mean for these statements.

    A assessment about a proposition goes to the one that holds most of its claims (the first by id of several). `trace_settled` gives the
    provenance of a settled proposition, from which it is learned who was right; without it nothing is learned.
    """
    holds = standing_assessments(assessments)
    by_id = {statement.id: statement for statement in statements}
    of_claim = {claim: statement.id for statement in statements for claim in statement.claims}
    on: dict[str, dict[str, Assessment]] = defaultdict(dict)
    interests: dict[tuple[str, str], Interest] = {}
    lost = []
    for assessment in holds:
        if not assessment.claims:
            continue
        votes = Counter(of_claim[claim] for claim in assessment.claims if claim in of_claim)
        if not votes:
            lost.append(assessment)
            continue
        proposition = min(votes, key=lambda id: (-votes[id], id))
        if assessment.kind == "interest" and assessment.group:
            interests[assessment.group, proposition] = INTERESTS[assessment.value]
        else:
            on[proposition][assessment.kind] = assessment
    settled = [
        outcome
        for id, kinds in on.items()
        if "settled" in kinds and trace_settled
        for outcome in outcomes(trace_settled(by_id[id]), kinds["settled"])
    ]
    sides = {agent_key(each.source): each for each in holds if each.kind == "side" and each.source}
    return Assessed(
        Assumptions(
            reliability=_reliability(holds, settled),
            member_of={key: each.group for key, each in sides.items() if each.group},
            deception=_deception(sides.values()),
            interests=interests,
            identities={
                frozenset(map(agent_key, each.pair)): Estimate.exactly(float(each.value == "true"), each.reason)
                for each in holds
                if each.kind == "identity"
            },
        ),
        on,
        tuple(lost),
    )


def find_rulings(assessments: Iterable[Assessment]) -> tuple[Ruling, ...]:
    """What the assessments say of who copied whom."""
    holds = (each for each in standing_assessments(assessments) if each.kind == "copy")
    return tuple(Ruling(each.pair[0], each.pair[1], each.value == "true", each.reason) for each in holds)


def outcomes(provenance: Provenance, assessment: Assessment) -> list[Settled]:
    """Who had said what of a settled proposition from own access."""
    true = assessment.value == "true"
    return [
        Settled(agent_key(a.agent), provenance.proposition, a.stance == 1, true, assessment.why)
        for a in provenance.attestations
        if a.own_access
    ]


def _reliability(assessments: Iterable[Assessment], settled: Sequence[Settled]) -> dict[str, Estimate]:
    grades = {agent_key(each.source): each for each in assessments if each.kind == "grade" and each.source}
    found = {key: graded(each.value, f"set by {each.who}: {each.why}") for key, each in grades.items()}
    for key in dict.fromkeys(each.source for each in settled):
        letter = grades[key].value if key in grades else "F"
        found[key] = learn(key, letter, settled, found[key].reason if key in found else None).reliability
    return found


def _deception(sides: Iterable[Assessment]) -> dict[str, Estimate]:
    """Of each group the stake that was given last."""
    last = {each.group: each for each in sorted(sides, key=lambda each: each.number) if each.group}
    return {group: deceiving(each.value) for group, each in last.items()}
