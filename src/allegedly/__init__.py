"""Turns reports into claims you can trace, weigh and dispute.

    import allegedly

    with allegedly.open("north.case", create=True) as case:
        case.add("reports/")
        for claim in case.claims(about="Dawn Militia", unnamed=True):
            print(claim.type, claim.sentence.text)

Each name is imported when it is first used, so that `import allegedly` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allegedly.base.document import Document
    from allegedly.base.errors import (
        AllegedlyError,
        BadLexicon,
        BadOption,
        Bug,
        CaseError,
        CaseLocked,
        CaseMissing,
        CaseTooNew,
        EmptySpan,
        EvidenceError,
        InputError,
        NotACase,
        NotFound,
        QuoteMismatch,
        ReaderError,
        ReaderStopped,
        Stale,
        Unreadable,
    )
    from allegedly.base.source import Source
    from allegedly.base.span import Span
    from allegedly.case import AddReport, AddStep, Case, open
    from allegedly.claims.agreement import Dispute, ReaderAgreement, Score
    from allegedly.claims.claim import Claim, Hop, Mention, Refused, TimeExpression
    from allegedly.claims.correction import Correction
    from allegedly.claims.prompted import PromptedReader
    from allegedly.claims.readers import Reader, SendingReader, load_reader
    from allegedly.claims.reading import read, read_document
    from allegedly.entities.candidates import Candidate
    from allegedly.entities.dates import ClaimTimes, When
    from allegedly.entities.judgement import Judgement
    from allegedly.entities.propositions import Conflict, Link
    from allegedly.evidence.assessment import Assessment
    from allegedly.evidence.ledger import Ledger
    from allegedly.evidence.standings import SourceStanding
    from allegedly.evidence.weighing import Weighing
    from allegedly.evidence.weighings import Loss
    from allegedly.hypotheses.comparing import Compared
    from allegedly.hypotheses.dossier import Dossier
    from allegedly.hypotheses.fronts import Front
    from allegedly.hypotheses.hypothesis import Hypothesis
    from allegedly.hypotheses.matrix import Rated
    from allegedly.hypotheses.responsibility import Placing
    from allegedly.hypotheses.support import Support
    from allegedly.hypotheses.ties import Chain
    from allegedly.store.boards import Under
    from allegedly.store.grouping import HappeningRow, PropositionRow
    from allegedly.store.history import HistoryRow, News
    from allegedly.store.placing import PlaceRow, RunnerUp
    from allegedly.store.query import Claims, DocumentRow, EntityRow, Rows, SourceRow
    from allegedly.store.status import ReaderUse, Refusal, Status
    from allegedly.store.workings import Found
    from allegedly.writers.loss import LossReport
    from allegedly.writers.writers import Writer, write

    __version__: str

__all__ = [
    "Chain",
    "Compared",
    "Dossier",
    "Front",
    "Hypothesis",
    "Placing",
    "Rated",
    "Support",
    "Under",
    "AddReport",
    "AddStep",
    "AllegedlyError",
    "Assessment",
    "BadLexicon",
    "BadOption",
    "Bug",
    "Candidate",
    "Case",
    "CaseError",
    "CaseLocked",
    "CaseMissing",
    "CaseTooNew",
    "Claim",
    "ClaimTimes",
    "Claims",
    "Conflict",
    "Correction",
    "Dispute",
    "Document",
    "DocumentRow",
    "EmptySpan",
    "EntityRow",
    "EvidenceError",
    "Found",
    "HappeningRow",
    "HistoryRow",
    "Hop",
    "InputError",
    "Judgement",
    "Link",
    "LossReport",
    "Ledger",
    "Loss",
    "Mention",
    "News",
    "NotACase",
    "NotFound",
    "PlaceRow",
    "PromptedReader",
    "PropositionRow",
    "QuoteMismatch",
    "Reader",
    "ReaderAgreement",
    "ReaderError",
    "ReaderStopped",
    "ReaderUse",
    "Refusal",
    "Refused",
    "Rows",
    "RunnerUp",
    "Score",
    "SendingReader",
    "Source",
    "SourceRow",
    "SourceStanding",
    "Span",
    "Stale",
    "Status",
    "TimeExpression",
    "Unreadable",
    "When",
    "Writer",
    "Weighing",
    "__version__",
    "load_reader",
    "open",
    "read",
    "read_document",
    "write",
]

_HOMES = {
    "base.document": "Document",
    "base.errors": "AllegedlyError BadLexicon BadOption Bug CaseError CaseLocked CaseMissing CaseTooNew EmptySpan "
    "EvidenceError InputError NotACase NotFound QuoteMismatch ReaderError ReaderStopped Stale Unreadable",
    "base.source": "Source",
    "base.span": "Span",
    "case": "AddReport AddStep Case open",
    "claims.agreement": "Dispute ReaderAgreement Score",
    "claims.claim": "Claim Hop Mention Refused TimeExpression",
    "claims.correction": "Correction",
    "claims.prompted": "PromptedReader",
    "claims.readers": "Reader SendingReader load_reader",
    "claims.reading": "read read_document",
    "entities.candidates": "Candidate",
    "entities.judgement": "Judgement",
    "entities.dates": "ClaimTimes When",
    "entities.propositions": "Conflict Link",
    "evidence.assessment": "Assessment",
    "evidence.ledger": "Ledger",
    "evidence.weighing": "Weighing",
    "evidence.standings": "SourceStanding",
    "evidence.weighings": "Loss",
    "hypotheses.comparing": "Compared",
    "hypotheses.dossier": "Dossier",
    "hypotheses.fronts": "Front",
    "hypotheses.hypothesis": "Hypothesis",
    "hypotheses.matrix": "Rated",
    "hypotheses.responsibility": "Placing",
    "hypotheses.support": "Support",
    "hypotheses.ties": "Chain",
    "store.boards": "Under",
    "store.grouping": "HappeningRow PropositionRow",
    "store.history": "HistoryRow News",
    "store.placing": "PlaceRow RunnerUp",
    "store.query": "Claims DocumentRow EntityRow Rows SourceRow",
    "store.status": "ReaderUse Refusal Status",
    "store.workings": "Found",
    "writers.loss": "LossReport",
    "writers.writers": "Writer write",
}
_HOME = {name: f"{__name__}.{module}" for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
