"""One function and one documented context per page: what a template may show, and what `/api` gives as JSON."""

from allegedly.web.pages.actors import actor, actors, dossier
from allegedly.web.pages.claims import claims, place_of_claim
from allegedly.web.pages.copies import copies
from allegedly.web.pages.document import document, elsewhere
from allegedly.web.pages.documents import documents
from allegedly.web.pages.fronts import fronts
from allegedly.web.pages.history import history
from allegedly.web.pages.hypotheses import hypotheses, stages_of_hypotheses
from allegedly.web.pages.jobs import adding, doing, leaving, made
from allegedly.web.pages.network import network
from allegedly.web.pages.overview import disputed, overview, weighed
from allegedly.web.pages.places import places
from allegedly.web.pages.propositions import proposition, propositions
from allegedly.web.pages.readers import readers
from allegedly.web.pages.sources import source, sources, stages_of_standings, standings
from allegedly.web.pages.timeline import timeline

__all__ = [
    "actor",
    "actors",
    "adding",
    "claims",
    "copies",
    "disputed",
    "document",
    "documents",
    "doing",
    "dossier",
    "elsewhere",
    "fronts",
    "history",
    "hypotheses",
    "leaving",
    "made",
    "network",
    "overview",
    "place_of_claim",
    "places",
    "proposition",
    "propositions",
    "readers",
    "source",
    "sources",
    "stages_of_hypotheses",
    "stages_of_standings",
    "standings",
    "timeline",
    "weighed",
]
