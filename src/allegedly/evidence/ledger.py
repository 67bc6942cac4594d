"""The explanation of a weighing: every number in it with its reason, so that an analyst can redo it by hand (1.5).

For whatever can fail, the probability without it stands beside it; the difference is its Birnbaum importance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from allegedly.base.scales import CREDIBILITY
from allegedly.evidence.graph import Attestation, Link, Provenance
from allegedly.evidence.independence import MANY
from allegedly.evidence.probability import Voice, evaluate
from allegedly.evidence.weighing import Weighing, weigh


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice, the attestation it is, and the probability if it had never spoken."""

    voice: Voice
    attestation: Attestation
    documents: tuple[str, ...]
    without: float


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A suspected or proven copy, and the probability if it surely were one, and if it surely were none."""

    link: Link
    if_copied: float
    if_not: float


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A source everything passes through, and the probability without it."""

    agent: str
    certain: bool
    reason: str
    without: float


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group, and the probability if it is deceiving and if it is not."""

    id: str
    reason: str
    interest: int
    if_lying: float
    if_honest: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that went into a weighing."""

    weighing: Weighing
    voices: tuple[VoiceLine, ...]
    merges: tuple[MergeLine, ...]
    failures: tuple[FailureLine, ...]
    groups: tuple[GroupLine, ...]
    circles: tuple[tuple[str, ...], ...]
    sourcing: str

    def lines(self) -> Iterator[str]:
        """The ledger as text, one fact a line."""
        w, k = self.weighing, self.weighing.independence
        yield f"{w.proposition}"
        yield f"prior            {w.prior:.2f}"
        yield from self._voice_lines()
        for merge in self.merges:
            delta = merge.link.delta
            yield f"merge            {merge.link.later} is {merge.link.earlier} with {delta.mid:.2f} ({delta.low:.2f} to {delta.high:.2f})"
            for sign in merge.link.signs:
                yield f"                 {sign.probability.mid:.2f} because {sign.reason}"
                for side, span in (("earlier", sign.earlier), ("later", sign.later)):
                    if span:
                        yield f"                 {side}: “{span.text}” ({span.start} to {span.end})"
            yield f"                 P {merge.if_copied:.3f} if it is a copy, {merge.if_not:.3f} if it is none"
        for failure in self.failures:
            yield f"point of failure {failure.reason}; P {failure.without:.3f} without"
        for group in self.groups:
            gains = {1: "gains if it is believed", -1: "gains if it is disbelieved", 0: "interest not known"}[group.interest]
            yield f"group            {group.id}: {group.reason}; {gains}"
            yield f"                 P {group.if_lying:.3f} if it is lying, {group.if_honest:.3f} if it is not"
        for circle in self.circles:
            yield f"circle           {' had it from '.join(circle)}"
        yield f"independent      {interval(k.low, k.high)} of {k.documents} {_plural(k.documents, 'document')}, {k.sides} {_plural(k.sides, 'side')}"
        yield f"said             {w.said:.3f}"
        yield f"true             {w.probability:.3f} ({w.low:.3f} to {w.high:.3f}), {w.likelihood}; {w.method_reason}"
        differs = ", which differs: the pattern of what was said speaks of copying or deception" if w.opinions_differ else ""
        yield f"full Bayes       {w.full_bayes:.3f}{differs}"
        yield f"credibility      {w.credibility} proposed, {w.credibility_reason}"
        yield f"confidence       {w.assurance}: {w.assurance_reason}"

    def _voice_lines(self) -> Iterator[str]:
        for line in self.voices:
            a, voice = line.attestation, line.voice
            word = "supports" if voice.stance == 1 else "denies"
            yield f"voice            {a.agent} {word}, weight {voice.weight:+.2f}; {a.reliability.reason} ({a.reliability.mid:.2f})"
            yield (
                f"                 heard with {voice.heard:.3f}, counts with {voice.counted:.3f}, "
                f"reached us in {', '.join(line.documents)}; P {line.without:.3f} without"
            )


def explain(provenance: Provenance, prior: float = 0.5) -> Ledger:
    """The ledger of a provenance; every "without" and "if" is a run of its own over the same worlds."""
    weighing = weigh(provenance, prior)
    method = weighing.method

    def probability(failed: Collection[str]) -> float:
        return evaluate(provenance, prior, failed=failed, method=method).probability

    def supposing(dial: tuple[str, ...], value: bool) -> float:
        return evaluate(provenance, prior, given={dial: value}, method=method).probability

    voices = tuple(
        VoiceLine(voice, provenance[voice.id], reached_us(provenance, voice.id), probability({voice.id})) for voice in weighing.voices
    )
    merges = tuple(
        MergeLine(link, supposing(("copy", link.later), True), supposing(("copy", link.later), False)) for link in provenance.links
    )
    failures = tuple(
        FailureLine(f.agent, f.certain, f.reason, probability(provenance.without({f.agent}))) for f in weighing.independence.failures
    )
    present = {a.group for a in provenance.attestations}
    groups = tuple(
        GroupLine(g.id, g.deception.reason, g.interest, supposing(("group", g.id), True), supposing(("group", g.id), False))
        for g in provenance.groups
        if g.id in present
    )
    circles = tuple(tuple(provenance[id].agent for id in circle) for circle in provenance.circles())
    return Ledger(weighing, voices, merges, failures, groups, circles, sourcing_paragraph(provenance, weighing))


def reached_us(provenance: Provenance, id: str) -> tuple[str, ...]:
    """The documents in hand that an attestation's words reached first."""
    seen, waiting = {provenance.at[id]}, [provenance.at[id]]
    documents = []
    while waiting:
        n = waiting.pop(0)
        if (document := provenance.attestations[n].document) is not None:
            documents.append(document)
            continue
        for child in provenance.children[n]:
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return tuple(dict.fromkeys(documents))


# ---- the sourcing paragraph ------------------------------------------------------------------------------------------------------------

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def interval(low: int, high: int) -> str:
    """`2`, `1 to 3`: how many independent sources."""
    return f"{low}" if low == high else f"{low} to {high}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count}"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def sourcing_paragraph(provenance: Provenance, weighing: Weighing) -> str:
    """What a report may say of the proposition's sources, ready to be pasted; it holds no number that is not in the ledger.

    The likelihood and the confidence in it stand in sentences of their own, as ICD 203 asks.
    """
    parts = [*_reported(provenance, weighing), *_independent(provenance, weighing), *_denied(provenance, weighing), *_judged(weighing)]
    return " ".join(map(_sentence, parts))


def _reported(provenance: Provenance, weighing: Weighing) -> Iterator[str]:
    supporting = [v for v in weighing.voices if v.stance == 1]
    if not supporting:
        yield "nobody with own access is found to support this"
        return
    outlets = {
        provenance.attestations[n].agent for n in _downstream(provenance, [v.id for v in supporting]) if provenance.attestations[n].terminal
    }
    count = weighing.independence.documents
    in_documents = f" in {_number(count)} documents" if count > len(outlets) else ""
    yield f"{_number(len(outlets))} {_plural(len(outlets), 'outlet')} {'reports' if len(outlets) == 1 else 'report'} this{in_documents}"
    together = {1: "it", 2: "both"}.get(len(outlets), "all")
    if agent := _rests_on(provenance, weighing, certain=True):
        yield f"{together} {'rests' if together == 'it' else 'rest'} on {_described(provenance, agent)}"
    elif agent := _rests_on(provenance, weighing, certain=False):
        rest = "rests" if together == "it" else "rest"
        yield f"if the suspected copies are copies, {together} {rest} on {_described(provenance, agent)}"


def _downstream(provenance: Provenance, ids: Iterable[str]) -> set[int]:
    """Everything that passes on what these attestations say, and they themselves."""
    seen = {provenance.at[id] for id in ids}
    for n in provenance.order:
        if n in seen:
            seen.update(provenance.children[n])
    return seen


def _rests_on(provenance: Provenance, weighing: Weighing, certain: bool) -> str | None:
    """The point of failure to name: an origin before a relay, and of relays the one furthest from us."""
    agents = [f.agent for f in weighing.independence.failures if f.certain == certain]
    return agents[-1] if agents else None


def _described(provenance: Provenance, agent: str) -> str:
    said = provenance.of(agent)
    spoken = next((a for a in said if a.own_access), said[0])
    name = agent if spoken.named else f"an unnamed source, {agent}"
    stake = next((g for g in provenance.groups if g.id == spoken.group), None)
    return f"{name}, {stake.deception.reason}" if stake else name


def _independent(provenance: Provenance, weighing: Weighing) -> Iterator[str]:
    k = weighing.independence
    if not k.low:
        return
    if k.low == k.high == 1:
        yield "nobody independent of it has been found"
    elif k.low == k.high:
        at_least = "at least " if k.low >= MANY else ""
        yield f"{at_least}{_number(k.low)} independent sources stand behind it"
    else:
        yield f"between {_number(k.low)} and {_number(k.high)} independent sources stand behind it; which, cannot be told from the reports"
    if k.sides < k.low:
        yield f"they belong to {_number(k.sides)} {_plural(k.sides, 'side')}"
    supporters = [provenance[v.id] for v in weighing.voices if v.stance == 1]
    if supporters and not any(a.named for a in supporters):
        yield "none of them is named"


def _denied(provenance: Provenance, weighing: Weighing) -> Iterator[str]:
    deniers = list(dict.fromkeys(provenance[v.id].agent for v in weighing.voices if v.stance == -1))
    if deniers:
        described = [_described(provenance, d) for d in deniers]
        yield f"{_listed(described)}{',' if ', ' in described[-1] else ''} {'denies' if len(deniers) == 1 else 'deny'} it"
    disowned = list(dict.fromkeys(provenance[u.target].agent for u in provenance.undercuts))
    if disowned:
        yield f"{_listed(disowned)} {'says' if len(disowned) == 1 else 'say'} the words reported were never said"


def _judged(weighing: Weighing) -> Iterator[str]:
    if weighing.credibility == 6:
        yield f"{CREDIBILITY[6]} from these reports"
        return
    chance = weighing.likelihood
    verb = "there is" if chance.endswith("chance") else "it is"
    article = " a" if chance.startswith("roughly") else ""
    yield f"{verb}{article} {chance}{' that it is so' if chance.endswith('chance') else ' to be so'}"
    yield f"confidence in this is {weighing.assurance}: {weighing.assurance_reason}"
