"""The explanation of a weighing: every number in it with its reason, so that an analyst can redo it by hand (1.5).

For whatever can fail, the probability without it stands beside it; the difference is its Birnbaum importance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from allegedly.base.span import Span
from allegedly.evidence.assessment import Assessment
from allegedly.evidence.copying import shorten
from allegedly.evidence.graph import Attestation, Link, Provenance, Sign, Undercut
from allegedly.evidence.probability import Dial, Voice, evaluate
from allegedly.evidence.sourcing import interval, plural, sourcing_paragraph
from allegedly.evidence.weighing import Weighing, weigh

QUOTED = 200  # characters of a passage on a line; the data hold all of it
QUOTES_SHOWN = 2  # of a voice
NOTHING = 0.005  # what counts with less is not told at length


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence of a claim, and where it stands."""

    claim: str
    document: str
    name: str  # of the document
    span: Span
    score: float  # how sure the reader is that this is a claim

    def __str__(self) -> str:
        return f"“{shorten(self.span.text, QUOTED)}” ({self.name}, {self.span.start} to {self.span.end}, {self.claim})"


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """A document in hand, as people call it."""

    id: str
    name: str
    outlet: str
    published: str | None

    def __str__(self) -> str:
        return f"{self.outlet} ({self.published})" if self.published else self.outlet


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice, the attestation it is, the documents in which it reached us first, its words, and the probability if it had never spoken."""

    voice: Voice
    attestation: Attestation
    documents: tuple[str, ...]
    quotes: tuple[Quote, ...]
    without: float


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A suspected or proven copy, and the probability if it surely were one, and if it surely were none."""

    link: Link
    if_copied: float
    if_not: float


@dataclass(frozen=True, slots=True)
class WithdrawalLine:
    """Words taken back, and the probability if they surely are to be struck out, and if they are not."""

    undercut: Undercut
    if_struck: float
    if_not: float


@dataclass(frozen=True, slots=True)
class RelayLine:
    """Somebody who passes on what others said: from whom, how faithfully, why a document in hand is meant, and the probability without it."""

    attestation: Attestation
    cites: tuple[Sign, ...]
    without: float


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A source everything passes through, and the probability without it."""

    agent: str
    certain: bool
    reason: str
    without: float


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group, who of it speaks or relays here, and the probability if it is deceiving and if it is not."""

    id: str
    reason: str
    interest: int
    members: tuple[str, ...]
    if_lying: float
    if_honest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything that went into a weighing."""

    weighing: Weighing
    provenance: Provenance
    voices: tuple[VoiceLine, ...]
    relays: tuple[RelayLine, ...]
    merges: tuple[MergeLine, ...]
    withdrawals: tuple[WithdrawalLine, ...]
    failures: tuple[FailureLine, ...]
    groups: tuple[GroupLine, ...]
    circles: tuple[tuple[str, ...], ...]  # agents, the latest first
    sourcing: str
    id: str = ""  # of the proposition
    held: tuple[Assessment, ...] = ()  # what analysts hold of it; stands beside what is proposed
    labels: Mapping[str, DocumentLabel] = field(default_factory=dict)

    def called(self, id: str) -> str:
        """An attestation in words: who, and of a document when."""
        a = self.provenance[id]
        return f"{a.agent} ({a.when})" if a.terminal and a.when else a.agent

    def to_dict(self) -> dict[str, Any]:
        """The weighing and everything beside it, by name."""
        return {
            "id": self.id,
            "weighing": self.weighing.to_dict(),
            "held": [each.to_dict() for each in self.held],
            "sourcing": self.sourcing,
            "documents": [asdict(label) for label in self.labels.values()],
            "attestations": [asdict(a) for a in self.provenance.attestations],
            "voices": [asdict(line) for line in self.voices],
            "relays": [asdict(line) for line in self.relays],
            "merges": [asdict(line) for line in self.merges],
            "withdrawals": [asdict(line) for line in self.withdrawals],
            "failures": [asdict(line) for line in self.failures],
            "groups": [asdict(line) for line in self.groups],
            "circles": [list(circle) for circle in self.circles],
        }

    # ---- as text -------------------------------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        """The ledger as text, one fact a line."""
        w = self.weighing
        set_by = next((f", set by {each.who}: {each.why}" for each in self.held if each.kind == "prior"), "")
        yield f"prior {w.prior:.2f}{set_by}"
        yield from self._section("Voices: who speaks from own access; weight log(r / (1 - r))", self._voice_lines())
        yield from self._section("Relays: who passes on what others said", self._relay_lines())
        yield from self._section("Merges: what may be a copy, and is then worth nothing", self._merge_lines())
        yield from self._section("Taken back", self._withdrawal_lines())
        yield from self._section("Points of failure", (f"{f.reason}; P {f.without:.3f} without" for f in self.failures))
        yield from self._section("Sides", self._group_lines())
        yield from self._section("Circles", (" had it from ".join(circle) for circle in self.circles))
        yield from self._section("Result", self._result_lines())

    @staticmethod
    def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
        found = [f"  {line}" for line in lines]
        if found:
            yield ""
            yield title
            yield from found

    def _voice_lines(self) -> Iterator[str]:
        for line in sorted(self.voices, key=lambda line: (-line.voice.stance, -line.voice.counted)):
            a, voice = line.attestation, line.voice
            r = a.reliability
            if voice.counted < NOTHING:
                yield f"{'+' if voice.stance == 1 else '-'} {a.agent}: counts with {voice.counted:.3f}, see Merges and Taken back"
                continue
            yield f"{'+' if voice.stance == 1 else '-'} {a.agent}, {'for' if voice.stance == 1 else 'against'} it, weight {voice.weight:+.2f}"
            yield f"    {r.reason} ({r.mid:.2f}, {r.low:.2f} to {r.high:.2f})"
            reached = ", ".join(str(self.labels.get(d, d)) for d in line.documents)
            yield f"    heard with {voice.heard:.3f}, counts with {voice.counted:.3f}, reached us in {reached}; P {line.without:.3f} without"
            sentences = list({(quote.document, quote.span): quote for quote in reversed(line.quotes)}.values())[::-1]
            yield from (f"    {quote}" for quote in sentences[:QUOTES_SHOWN])
            more = len(sentences) - QUOTES_SHOWN
            if more > 0:
                yield f"    and {more} {plural(more, 'sentence')} more"

    def _relay_lines(self) -> Iterator[str]:
        for line in self.relays:
            a = line.attestation
            sources = ", ".join(self.called(parent) for parent in a.parents)
            held = all(self.provenance[parent].terminal for parent in a.parents)
            passes = ", which we hold, so it adds nothing" if held else f"; faithful with {a.fidelity.mid:.2f} ({a.fidelity.reason})"
            yield f"{self.called(a.id)} has it from {sources}{passes}; P {line.without:.3f} without"
            for sign in line.cites:
                words = f": “{shorten(sign.later.text, QUOTED)}” ({sign.later.start} to {sign.later.end})" if sign.later else ""
                yield f"    {sign.reason}{words}"

    def _merge_lines(self) -> Iterator[str]:
        for merge in self.merges:
            delta = merge.link.delta
            later, earlier = self.called(merge.link.later), self.called(merge.link.earlier)
            both = self.provenance[merge.link.later].terminal and self.provenance[merge.link.earlier].terminal
            yield f"{later} {'copies' if both else 'is'} {earlier} with {delta.mid:.2f} ({delta.low:.2f} to {delta.high:.2f})"
            for sign in merge.link.signs:
                yield f"    {sign.probability.mid:.2f} because {sign.reason}"
                for side, span, end in (("later", sign.later, merge.link.later), ("earlier", sign.earlier, merge.link.earlier)):
                    if span:
                        yield f"      {side}: “{shorten(span.text, QUOTED)}” ({self._place(end)}{span.start} to {span.end})"
            yield f"    P {merge.if_copied:.3f} if it is a copy, {merge.if_not:.3f} if it is none"

    def _place(self, id: str) -> str:
        """The document in which an attestation stands, where it is one alone."""
        names = [self.labels[d].name for d in reached_us(self.provenance, id) if d in self.labels]
        return f"{names[0]}, " if len(names) == 1 else ""

    def _withdrawal_lines(self) -> Iterator[str]:
        for line in self.withdrawals:
            undercut = line.undercut
            yield f"{self.called(undercut.target)}, with {undercut.credit.mid:.2f}: {undercut.credit.reason}"
            if undercut.words:
                yield f"      “{shorten(undercut.words.text, QUOTED)}” ({undercut.words.start} to {undercut.words.end})"
            yield f"    P {line.if_struck:.3f} if it is struck out, {line.if_not:.3f} if it is not"

    def _group_lines(self) -> Iterator[str]:
        for group in self.groups:
            gains = {1: "gains if it is believed", -1: "gains if it is disbelieved", 0: "what it gains is not known, so either way"}
            yield f"{group.id}: {group.reason}; {gains[group.interest]}; {', '.join(group.members)}"
            yield f"    P {group.if_lying:.3f} if it is lying, {group.if_honest:.3f} if it is not"

    def _result_lines(self) -> Iterator[str]:
        w, k = self.weighing, self.weighing.independence
        ways = interval(k.low, k.high)
        yield f"origins      {interval(k.origins_low, k.origins_high)} independent, in {k.documents} {plural(k.documents, 'document')}"
        yield f"sources      {ways} would have to fail before nothing supports it, {k.sides} {plural(k.sides, 'side')}"
        yield f"said         {w.said:.3f}"
        yield f"true         {w.probability:.3f} ({w.low:.3f} to {w.high:.3f}), {w.likelihood}; {w.method_reason}"
        differs = ", which differs: the pattern of what was said speaks of copying or deception" if w.opinions_differ else ""
        yield f"full Bayes   {w.full_bayes:.3f}{differs}"
        yield f"credibility  {w.credibility} proposed, {w.credibility_reason}"
        yield from (f"             {each.value} held by {each.who}: {each.why}" for each in self.held if each.kind == "credibility")
        yield f"confidence   {w.assurance}: {w.assurance_reason}"
        yield from (f"settled      {each.value}, says {each.who}: {each.why}" for each in self.held if each.kind == "settled")


def explain(
    provenance: Provenance,
    prior: float = 0.5,
    *,
    quotes: Mapping[str, Quote] | None = None,
    labels: Mapping[str, DocumentLabel] | None = None,
    cites: Mapping[tuple[str, str], Sign] | None = None,
    held: Sequence[Assessment] = (),
    id: str = "",
    failed: Collection[str] = (),
) -> Ledger:
    """The ledger of a provenance; every "without" and "if" is a run of its own over the same worlds.

    `quotes` are by claim and `labels` by document, `cites` by citing and cited document; `held` is what analysts hold of
    the proposition. `failed` attestations are taken away before anything is asked.
    """
    weighing = weigh(provenance, prior, failed=failed)
    method = weighing.method
    gone = frozenset(failed)

    def probability(taken: Collection[str]) -> float:
        return evaluate(provenance, prior, failed=gone | set(taken), method=method).probability

    def supposing(dial: Dial, value: bool) -> float:
        return evaluate(provenance, prior, failed=gone, given={dial: value}, method=method).probability

    words = quotes or {}
    here = [a for a in provenance.attestations if a.id not in gone]
    ids = {a.id for a in here}
    voices = tuple(
        VoiceLine(
            voice,
            provenance[voice.id],
            reached_us(provenance, voice.id, gone),
            tuple(words[claim] for claim in provenance[voice.id].claims if claim in words),
            probability({voice.id}),
        )
        for voice in weighing.voices
    )
    links = [link for link in provenance.links if link.earlier in ids and link.later in ids]
    members: dict[str, list[str]] = {}
    for a in here:
        if a.group is not None:
            members.setdefault(a.group, []).append(a.agent)
    return Ledger(
        weighing=weighing,
        provenance=provenance,
        voices=voices,
        relays=tuple(RelayLine(a, tuple(_citing(provenance, a, cites or {})), probability({a.id})) for a in here if ids & set(a.parents)),
        merges=tuple(MergeLine(link, supposing(("copy", link.later), True), supposing(("copy", link.later), False)) for link in links),
        withdrawals=tuple(
            WithdrawalLine(u, supposing(_dial(u), True), supposing(_dial(u), False)) for u in provenance.undercuts if u.target in ids
        ),
        failures=tuple(
            FailureLine(f.agent, f.certain, f.reason, probability(provenance.without({f.agent}))) for f in weighing.independence.failures
        ),
        groups=tuple(
            GroupLine(
                g.id,
                g.deception.reason,
                g.interest,
                tuple(dict.fromkeys(members[g.id])),
                supposing(("group", g.id), True),
                supposing(("group", g.id), False),
            )
            for g in provenance.groups
            if g.id in members
        ),
        circles=tuple(tuple(provenance[id].agent for id in circle) for circle in provenance.circles() if ids.issuperset(circle)),
        sourcing=sourcing_paragraph(provenance, weighing, gone),
        labels=labels or {},
        held=tuple(held),
        id=id,
    )


def _citing(provenance: Provenance, relay: Attestation, cites: Mapping[tuple[str, str], Sign]) -> Iterator[Sign]:
    """Why the documents that a relay is said to have read are meant."""
    for parent in relay.parents:
        ends = relay.document or "", provenance[parent].document or ""
        if ends in cites:
            yield cites[ends]


def _dial(undercut: Undercut) -> Dial:
    if undercut.relay is None:
        return ("withdrawn", undercut.target)
    return ("disowned", undercut.target, undercut.relay)


def reached_us(provenance: Provenance, id: str, gone: Collection[str] = ()) -> tuple[str, ...]:
    """The documents in hand that an attestation's words reached first."""
    seen, waiting = {provenance.at[id]}, [provenance.at[id]]
    documents = []
    while waiting:
        n = waiting.pop(0)
        if (document := provenance.attestations[n].document) is not None:
            documents.append(document)
            continue
        for child in provenance.children[n]:
            if child not in seen and provenance.attestations[child].id not in gone:
                seen.add(child)
                waiting.append(child)
    return tuple(dict.fromkeys(documents))
