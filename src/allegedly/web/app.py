"""The routes of a case in one table, and how each is answered: a page, or with `/api` before it the same context as JSON."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from allegedly.base.errors import AllegedlyError, CaseLocked, InputError, NotFound, Stale
from allegedly.case import Case
from allegedly.web import actions, pages
from allegedly.web.access import Access, Denied, Gate, check_form
from allegedly.web.api import to_json
from allegedly.web.ask import Ask, ask_of
from allegedly.web.rendering import Rendering

STATIC = Path(__file__).with_name("static")
FORM_BYTES = 4_000_000  # no form of ours comes near it
FRAGMENT = "fragment"  # in a query: the page without what stands around it, to be put into another one
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is, the template that shows it, what makes its context, and the link of the navigation that is lit on it."""

    path: str
    template: str
    make: Callable[[Case, Ask], Any]
    under: str


@dataclass(frozen=True, slots=True)
class Action:
    """Where a form is sent and what does it; gives the address of the page to go on with."""

    path: str
    do: Callable[[Case, Ask, Mapping[str, str], str | None], str]


PAGES = (
    Page("/", "overview.html", pages.overview, "overview"),
    Page("/weighed", "weighed.html", pages.weighed, "overview"),
    Page("/documents", "documents.html", pages.documents, "documents"),
    Page("/documents/{id}", "document.html", pages.document, "documents"),
    Page("/documents/{id}/panel", "panel.html", pages.document, "documents"),
    Page("/claims", "claims.html", pages.claims, "claims"),
    Page("/actors", "actors.html", pages.actors, "actors"),
    Page("/actors/{id}", "actor.html", pages.actor, "actors"),
    Page("/actors/{id}/dossier", "dossier.html", pages.dossier, "actors"),
    Page("/sources", "sources.html", pages.sources, "sources"),
    Page("/sources/standings", "standings.html", pages.standings, "sources"),
    Page("/sources/{id}", "source.html", pages.source, "sources"),
    Page("/propositions", "propositions.html", pages.propositions, "propositions"),
    Page("/propositions/{id}", "proposition.html", pages.proposition, "propositions"),
    Page("/fronts", "fronts.html", pages.fronts, "fronts"),
    Page("/hypotheses", "hypotheses.html", pages.hypotheses, "hypotheses"),
    Page("/network", "network.html", pages.network, "network"),
    Page("/timeline", "timeline.html", pages.timeline, "timeline"),
    Page("/map", "map.html", pages.places, "map"),
    Page("/readers", "readers.html", pages.readers, "claims"),
    Page("/history", "history.html", pages.history, "history"),
)

ACTIONS = (
    Action("/documents/{id}/draw", actions.draw),
    Action("/claims/{id}/accept", actions.accept),
    Action("/claims/{id}/reject", actions.reject),
    Action("/claims/{id}/correct", actions.correct),
    Action("/claims/{id}/decide", actions.decide),
    Action("/corrections/{number}/take-back", actions.take_back),
    Action("/grade", actions.grade),
    Action("/assessments/{number}/take-back", actions.take_assessment_back),
    Action("/hypotheses/add", actions.add_hypothesis),
    Action("/hypotheses/remove", actions.remove_hypothesis),
    Action("/hypotheses/rate", actions.rate),
    Action("/hypotheses/take-rating-back", actions.take_rating_back),
    Action("/actors/judge", actions.judge),
    Action("/actors/undo", actions.undo_judgement),
)


def make_app(case: Case, access: Access) -> Starlette:
    """The pages of `case` for whoever `access` lets in. The case stays open for as long as they are served."""
    site = _Site(case, access, Rendering(case.path.name, static_version=_version_of(STATIC)))
    routes: list[BaseRoute] = [Route(f"/api{page.path}".rstrip("/"), partial(site.json, page), name=f"json {page.path}") for page in PAGES]
    routes += [Route(page.path, partial(site.page, page), name=f"page {page.path}") for page in PAGES]
    routes += [Route(each.path, partial(site.act, each), methods=["POST"], name=f"act {each.path}") for each in ACTIONS]
    routes += [
        Route("/claims/{id}", site.claim),
        Route("/login", site.login, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    handlers: Mapping[Any, Any] = dict.fromkeys((AllegedlyError, Denied, HTTPException, Exception), site.failed)
    return Starlette(routes=routes, middleware=[Middleware(Gate, access=access)], exception_handlers=handlers)


def _version_of(folder: Path) -> str:
    """Changes when a file in it does, so that browsers may keep what they have."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


class _Site:
    def __init__(self, case: Case, access: Access, rendering: Rendering) -> None:
        self._case = case
        self._access = access
        self._rendering = rendering

    async def page(self, page: Page, request: Request) -> Response:
        context, words = await run_in_threadpool(self._render, page, self._ask(request), request)
        response = HTMLResponse(words)
        if page.path == "/":
            _remember_visit(response, request, self._access.cookie, context.last)
        return response

    def _render(self, page: Page, ask: Ask, request: Request) -> tuple[Any, str]:
        context = page.make(self._case, ask)
        shared = {
            "ask": ask,
            "under": page.under,
            "mark": self._access.form_mark(request.state.session),
            "who": request.state.who,
            "me": request.state.who or self._case.user,
        }
        layout = "fragment.html" if FRAGMENT in request.query_params else "base.html"
        return context, self._rendering.page(page.template, context, shared | {"path": request.url.path, "layout": layout})

    async def json(self, page: Page, request: Request) -> Response:
        context = await run_in_threadpool(page.make, self._case, self._ask(request))
        return JSONResponse(to_json(context))

    async def act(self, action: Action, request: Request) -> Response:
        self._let_in(request)
        async with request.form(max_fields=2000, max_part_size=FORM_BYTES) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        check_form(request, fields.pop("mark", ""), self._access)
        ask = ask_of(request.path_params, [])
        target = await run_in_threadpool(action.do, self._case, ask, fields, request.state.who or None)
        return RedirectResponse(target, status_code=303)

    async def claim(self, request: Request) -> Response:
        """A claim is read where it stands."""
        self._let_in(request)
        where = await run_in_threadpool(pages.place_of_claim, self._case, request.path_params["id"])
        return RedirectResponse(where, status_code=303)

    async def login(self, request: Request) -> Response:
        if self._access.password is None:
            raise HTTPException(404)
        wrong = False
        if request.method == "POST":
            async with request.form(max_part_size=FORM_BYTES) as form:
                given, name = str(form.get("password", "")), str(form.get("name", "")).strip()
            if name and self._access.is_password(given):
                response: Response = RedirectResponse("/", status_code=303)
                response.set_cookie(self._access.cookie, self._access.new_cookie(name[:80]), httponly=True, samesite="lax")
                return response
            wrong = True
        return HTMLResponse(self._rendering.bare("login.html", wrong=wrong), status_code=401 if wrong else 200)

    async def failed(self, request: Request, error: Exception) -> Response:
        """A page that says in a line what is wrong and where to go from it."""
        if isinstance(error, Denied) and error.status == 401 and self._access.password:
            return RedirectResponse("/login", status_code=303)
        status = _status_of(error)
        words = str(error) if isinstance(error, AllegedlyError | Denied) else "there is no page at this address" if status == 404 else ""
        if status == 500:
            log.error("answering %s", request.url.path, exc_info=error)
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": words or "a fault of allegedly itself"}, status_code=status)
        now = error.now if isinstance(error, Stale) else None
        shown = self._rendering.bare("error.html", status=status, words=words, now=now, back=_back(request))
        return HTMLResponse(shown, status_code=status)

    def _let_in(self, request: Request) -> None:
        if request.state.denied:
            raise request.state.denied

    def _ask(self, request: Request) -> Ask:
        self._let_in(request)
        seen = request.cookies.get(f"{self._access.cookie}-visit") or request.cookies.get(f"{self._access.cookie}-seen") or "0"
        asked = [pair for pair in request.query_params.multi_items() if pair[0] != FRAGMENT]
        return ask_of(request.path_params, asked, int(seen) if seen.isdigit() else 0)


def _remember_visit(response: Response, request: Request, name: str, last: int) -> None:
    """What was new when this visit began stays new until the browser is closed."""
    visit = request.cookies.get(f"{name}-visit") or request.cookies.get(f"{name}-seen") or "0"
    response.set_cookie(f"{name}-visit", visit, httponly=True, samesite="lax")
    response.set_cookie(f"{name}-seen", str(last), httponly=True, samesite="lax", max_age=400 * 24 * 3600)


def _status_of(error: Exception) -> int:
    kinds: tuple[tuple[type[Exception], int], ...] = ((NotFound, 404), (Stale, 409), (InputError, 400), (CaseLocked, 503))
    if isinstance(error, Denied):
        return error.status
    if isinstance(error, HTTPException):
        return error.status_code
    return next((status for kind, status in kinds if isinstance(error, kind)), 400 if isinstance(error, AllegedlyError) else 500)


def _back(request: Request) -> str | None:
    """The document whose claim a form was about, so that a refused decision leads back to it."""
    id = request.path_params.get("id", "")
    return f"/claims/{quote(id)}" if request.method == "POST" and id.startswith("c-") else None
