"""`Weighings`: every proposition of a case weighed, as of a day, and what follows for its sources: who relays whom, what falls without one.

A pure function of documents, claims, statements and assessments. A weighing is kept by its content, the provenance and the prior: after a new
document only the propositions whose provenance it changed are weighed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from allegedly.base.document import Document
from allegedly.base.errors import NotFound
from allegedly.claims.claim import Claim
from allegedly.evidence.assessment import Assessed, Assessment, assessed, find_rulings
from allegedly.evidence.derivation import Derivation
from allegedly.evidence.graph import Attestation, Provenance, Sign
from allegedly.evidence.ledger import DocumentLabel, Ledger, Quote, explain
from allegedly.evidence.probability import Voice
from allegedly.evidence.reliability import Estimate
from allegedly.evidence.standings import Gathering, Overall, SourceStanding, name_among
from allegedly.evidence.tracing import Background, Statement, agent_key, published_by, trace
from allegedly.evidence.weighing import LIVE, Weighing, weigh

Effect = Literal["falls", "weakens", "rises", "stays"]
NOTICED = 0.005  # a smaller change of the probability is told as none
Kept = MutableMapping[str, Weighing]


@dataclass(frozen=True, slots=True)
class Loss:
    """A proposition with and without a source."""

    proposition: str
    words: str
    before: Weighing
    after: Weighing

    @property
    def effect(self) -> Effect:
        """falls: no origin is left; weakens: less probable or fewer origins; rises: more probable, as with a denier gone."""
        k, less = self.before.independence, self.after.independence
        if k.origins_high and not less.origins_high:
            return "falls"
        change = self.after.probability - self.before.probability
        if change <= -NOTICED or (less.low, less.origins_low, less.origins_high) < (k.low, k.origins_low, k.origins_high):
            return "weakens"
        return "rises" if change >= NOTICED else "stays"

    def to_dict(self) -> dict[str, Any]:
        """Both weighings by name, and the effect."""
        return {
            "proposition": self.proposition,
            "words": self.words,
            "effect": self.effect,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Origin:
    """One who speaks of a proposition from own access: who, whether by name, in which claims (ids), and what it counts for."""

    agent: str
    named: bool
    claims: tuple[str, ...]
    voice: Voice

    @classmethod
    def of(cls, attestation: Attestation, voice: Voice) -> Origin:
        """The origin behind a voice."""
        return cls(attestation.agent, attestation.named, attestation.claims, voice)


class Weighings:
    """The weighings of a case. `kept` holds earlier ones by content; new ones are put there too."""

    def __init__(
        self,
        documents: Sequence[Document],
        claims: Iterable[Claim],
        statements: Iterable[Statement],
        assessments: Iterable[Assessment] = (),
        *,
        derivation: Derivation | None = None,
        called: Mapping[str, str] | None = None,
        as_of: str | None = None,
        kept: Kept | None = None,
        look_up: Mapping[str, Claim] | None = None,
    ) -> None:
        """`called` is the name of the entity that a named source (by id) is, `derivation` that of all documents where it is known already.

        With both that and where to `look_up` a claim by its id, none of `claims` is held. Raises `InputError` when `as_of` is no date.
        """
        if as_of is not None:
            documents, derivation = published_by(as_of, documents), None
        assessments = tuple(assessments)
        self.background = Background.of(documents, claims, derivation, called, find_rulings(assessments), look_up)
        self.statements = {statement.id: statement for statement in statements}
        self.kept: Kept = {} if kept is None else kept
        self.computed = 0  # weighings that were not kept already
        self.assessed: Assessed = assessed(assessments, list(self.statements.values()), lambda each: trace(each, self.background))
        self._provenances: dict[str, Provenance] = {}
        self._contents: dict[str, str] = {}

    # ---- one proposition -----------------------------------------------------------------------------------------------------------

    def statement(self, id: str) -> Statement:
        """The proposition with this id. Raises `NotFound`."""
        if id not in self.statements:
            raise NotFound(f"there is no proposition {id}; `allegedly propositions CASE` lists them with their ids")
        return self.statements[id]

    def provenance(self, id: str) -> Provenance:
        """Who stands behind a proposition."""
        if id not in self._provenances:
            self._provenances[id] = trace(self.statement(id), self.background, self.assessed.assumptions)
        return self._provenances[id]

    def weighing(self, id: str, without: Collection[str] = ()) -> Weighing:
        """The weighing of a proposition; `without` some sources, those of them that have to do with it."""
        provenance, prior = self.provenance(id), self.assessed.prior(id)
        failed = sorted(self._ids_of(provenance, without))
        key = self._key(provenance, prior, failed) if failed else self.content(id)
        if key not in self.kept:
            self.computed += 1
            self.kept[key] = weigh(provenance, prior, failed=failed)
        return self.kept[key]

    def content(self, id: str) -> str:
        """The key in `kept` of the weighing of a proposition."""
        if id not in self._contents:
            self._contents[id] = self._key(self.provenance(id), self.assessed.prior(id), [])
        return self._contents[id]

    def let_go(self) -> None:
        """Forget what was traced so far: whoever goes through a large case does so after every few propositions."""
        self._provenances.clear()
        self._contents.clear()

    @staticmethod
    def _key(provenance: Provenance, prior: float, failed: Sequence[str]) -> str:
        return hashlib.sha256(repr((provenance, prior, failed)).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def origins(self, id: str) -> tuple[Origin, ...]:
        """Those whose words may count in the weighing of a proposition, as its voices are ordered."""
        provenance = self.provenance(id)
        return tuple(Origin.of(provenance[voice.id], voice) for voice in self.weighing(id).voices)

    def ledger(self, id: str, without: Collection[str] = ()) -> Ledger:
        """Everything that went into the weighing of a proposition. Raises `NotFound` for a source that has nothing to do with it."""
        provenance = self.provenance(id)
        for name in without:
            if not self._ids_of(provenance, (name,)):
                known = ", ".join(sorted({a.agent for a in provenance.attestations}))
                raise NotFound(f"“{name}” is no source of “{provenance.proposition}”; name one of {known}")
        claims = {claim for a in provenance.attestations for claim in a.claims}
        return explain(
            provenance,
            self.assessed.prior(id),
            failed=self._ids_of(provenance, without),
            quotes={claim: self._quote(claim) for claim in claims},
            labels={document: self._label(document) for document in provenance.documents()},
            cites=self._cites,
            held=tuple(self.assessed.on.get(id, {}).values()),
            id=id,
        )

    @staticmethod
    def _ids_of(provenance: Provenance, names: Collection[str]) -> frozenset[str]:
        keys = {agent_key(name) for name in names}
        return frozenset(a.id for a in provenance.attestations if agent_key(a.agent) in keys) if keys else frozenset()

    def _quote(self, id: str) -> Quote:
        claim = self.background.claims[id]
        return Quote(id, claim.document_id, claim.document, claim.sentence, claim.score)

    @cached_property
    def _cites(self) -> dict[tuple[str, str], Sign]:
        """Why a document is held to cite another, by both."""
        links = (link for link in self.background.derivation.links if link.kind == "cites")
        return {(link.later, link.earlier): Sign(Estimate.around(link.delta, link.reasons[0]), None, link.pairs[0].later) for link in links}

    def _label(self, id: str) -> DocumentLabel:
        document = self.background.documents[id]
        return DocumentLabel(id, document.name, self.background.outlets[id], document.published)

    # ---- what holds of a proposition -----------------------------------------------------------------------------------------------

    def is_single_origin(self, id: str) -> bool:
        """Whether one origin may be all there is behind a proposition."""
        k = self.weighing(id).independence
        return k.origins_low <= 1 and k.documents > 0

    def is_contested(self, id: str) -> bool:
        """Whether a denial counts against a proposition."""
        return any(voice.stance == -1 and voice.weight and voice.counted > LIVE for voice in self.weighing(id).voices)

    def is_unnamed_only(self, id: str) -> bool:
        """Whether a proposition has supporters, and none of them is named."""
        provenance = self.provenance(id)
        supporters = [provenance[voice.id] for voice in self.weighing(id).voices if voice.stance == 1]
        return bool(supporters) and not any(a.named for a in supporters)

    @property
    def reported(self) -> tuple[str, ...]:
        """The propositions of which anybody had said anything."""
        return tuple(id for id in self.statements if self.provenance(id).attestations)

    def claims_where(
        self, *, rests_only_on: str | None = None, single_origin: bool = False, contested: bool = False, unnamed_only: bool = False
    ) -> tuple[str, ...]:
        """The claims (ids) that make the propositions for which all that is asked for holds, of the documents there are."""
        if rests_only_on is None and not (single_origin or contested or unnamed_only):
            return tuple(claim for id in self.reported for claim in self.statements[id].claims if claim in self.background.claims)
        return self.overall.claims_where(
            rests_only_on=rests_only_on, single_origin=single_origin, contested=contested, unnamed_only=unnamed_only
        )

    # ---- sources -------------------------------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> dict[str, str]:
        """Every source of the case, as it is called, by `agent_key`."""
        found = {agent_key(name): name for name in self.background.outlets.values()}
        for id in self.statements:
            for a in self.provenance(id).attestations:
                found.setdefault(agent_key(a.agent), a.agent)
        return found

    def name_of(self, source: str) -> str:
        """A source as it is called here (`name_among`). Raises `NotFound`."""
        return name_among(self.names, source)

    def group_called(self, name: str) -> str:
        """A group, from its name in any case. Raises `NotFound` for one that no source speaks for."""
        known = {agent_key(group): group for group in self.assessed.assumptions.deception}
        if agent_key(name) not in known:
            there = f"there are: {', '.join(known.values())}" if known else "there is none yet"
            raise NotFound(f"no source speaks for a group {name!r}; {there}; `allegedly side` puts a source on a side")
        return known[agent_key(name)]

    def losses(self, source: str, among: Iterable[str] | None = None) -> tuple[Loss, ...]:
        """Every proposition that a source has to do with, with and without it: those that fall first, then the most changed.

        `among` which they are, where that is known; all are gone through otherwise.
        """
        name = self.name_of(source) if among is None else source
        found = [
            Loss(id, self.statement(id).words, self.weighing(id), self.weighing(id, (name,)))
            for id in (self.statements if among is None else among)
            if self._ids_of(self.provenance(id), (name,))
        ]
        order: tuple[Effect, ...] = ("falls", "weakens", "rises", "stays")
        return tuple(sorted(found, key=lambda loss: (order.index(loss.effect), -abs(loss.after.probability - loss.before.probability))))

    def sources(self) -> tuple[SourceStanding, ...]:
        """Every source that says anything, those on whom most rests first."""
        return self.overall.standings

    @cached_property
    def overall(self) -> Overall:
        """What comes out for the case as a whole."""
        gathering = Gathering(self)
        for id in self.statements:
            gathering.add(id)
        return gathering.overall()
