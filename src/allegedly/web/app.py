"""The routes of a case in one table, and how each is answered: a page, or with `/api` before it the same context as JSON."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive

from allegedly.base.document import Document, Original
from allegedly.base.errors import AllegedlyError, CaseLocked, InputError, NotFound, Stale
from allegedly.base.garbage import collect_rarely
from allegedly.capture.limits import size
from allegedly.capture.pdf import PDF, draw_page
from allegedly.case import STAGES, Case, Stage
from allegedly.web import actions, originals, pages
from allegedly.web.access import Access, Denied, Gate, check_form, check_origin
from allegedly.web.adding import MAX_FILES, MAX_UPLOAD, add
from allegedly.web.api import to_json
from allegedly.web.ask import Ask, ask_of
from allegedly.web.jobs import Jobs
from allegedly.web.pages.question import stages_of
from allegedly.web.rendering import Rendering
from allegedly.web.working import PATIENCE, Closing, Working, last_of

STATIC = Path(__file__).with_name("static")
FORM_BYTES = 4_000_000  # no form of ours comes near it
FRAGMENT = "fragment"  # in a query: the page without what stands around it, to be put into another one
LONG = 20.0  # seconds that a question whether a page is ready is kept waiting
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is, the template that shows it, what makes its context, and the link of the navigation that is lit on it.

    `make` gets the case and what is asked for; the jobs of the program too where `of_jobs` is true. `stage` is what must have been worked out
    before, whatever is asked for, or what tells that of the case and what is asked for; until it is, the page says what it waits for.
    """

    path: str
    template: str
    make: Callable[..., Any]
    under: str
    stage: Stage | Callable[[Case, Ask], Iterable[Stage]] | None = None
    of_jobs: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a page waits for, and the address that answers when it is there."""

    stage: Stage
    ready: str


@dataclass(frozen=True, slots=True)
class Action:
    """Where a form is sent and what does it; gives the address of the page to go on with. It gets the jobs of the program last, if `of_jobs`."""

    path: str
    do: Callable[..., str]
    of_jobs: bool = False


PAGES = (
    Page("/", "overview.html", pages.overview, "overview"),
    Page("/disputed", "disputed.html", pages.disputed, "overview", "propositions"),
    Page("/weighed", "weighed.html", pages.weighed, "overview", "weighed"),
    Page("/documents", "documents.html", pages.documents, "documents"),
    Page("/documents/{id}", "document.html", pages.document, "documents"),
    Page("/documents/{id}/panel", "panel.html", pages.document, "documents"),
    Page("/documents/{id}/copies", "copies.html", pages.copies, "documents", "derivation"),
    Page("/documents/{id}/elsewhere", "elsewhere.html", pages.elsewhere, "documents", "propositions"),
    Page("/claims", "claims.html", pages.claims, "claims"),
    Page("/actors", "actors.html", pages.actors, "actors", "names"),
    Page("/actors/{id}", "actor.html", pages.actor, "actors", "names"),
    Page("/actors/{id}/dossier", "dossier.html", pages.dossier, "actors", "weighings"),
    Page("/sources", "sources.html", pages.sources, "sources", "names"),
    Page("/sources/standings", "standings.html", pages.standings, "sources", pages.stages_of_standings),
    Page("/sources/{id}", "source.html", pages.source, "sources", "names"),
    Page("/propositions", "propositions.html", pages.propositions, "propositions", "propositions"),
    Page("/propositions/{id}", "proposition.html", pages.proposition, "propositions", "weighings"),
    Page("/fronts", "fronts.html", pages.fronts, "fronts", "weighings"),
    Page("/hypotheses", "hypotheses.html", pages.hypotheses, "hypotheses", pages.stages_of_hypotheses),
    Page("/network", "network.html", pages.network, "network", "names"),
    Page("/timeline", "timeline.html", pages.timeline, "timeline", "names"),
    Page("/map", "map.html", pages.places, "map", "places"),
    Page("/readers", "readers.html", pages.readers, "claims"),
    Page("/history", "history.html", pages.history, "history"),
    Page("/add", "add.html", pages.adding, "documents", of_jobs=True),
    Page("/export", "export.html", pages.leaving, "claims", of_jobs=True),
    Page("/jobs/{number}", "job.html", pages.doing, "documents", of_jobs=True),
    Page("/jobs/{number}/progress", "progress.html", pages.doing, "documents", of_jobs=True),
)

ACTIONS = (
    Action("/documents/{id}/draw", actions.draw),
    Action("/claims/{id}/accept", actions.accept),
    Action("/claims/{id}/reject", actions.reject),
    Action("/claims/{id}/correct", actions.correct),
    Action("/claims/{id}/decide", actions.decide),
    Action("/corrections/{number}/take-back", actions.take_back),
    Action("/grade", actions.grade),
    Action("/link", actions.link),
    Action("/assessments/{number}/take-back", actions.take_assessment_back),
    Action("/hypotheses/add", actions.add_hypothesis),
    Action("/hypotheses/remove", actions.remove_hypothesis),
    Action("/hypotheses/rate", actions.rate),
    Action("/hypotheses/take-rating-back", actions.take_rating_back),
    Action("/actors/judge", actions.judge),
    Action("/actors/undo", actions.undo_judgement),
    Action("/history/undo", actions.undo_decision),
    Action("/export", actions.export, of_jobs=True),
    Action("/export/brief", actions.brief, of_jobs=True),
    Action("/export/share", actions.share, of_jobs=True),
    Action("/jobs/{number}/stop", actions.stop, of_jobs=True),
)


def make_app(case: Case, access: Access, *, patience: float = PATIENCE) -> Starlette:
    """The pages of `case` for whoever `access` lets in. The case stays open for as long as they are served.

    A page that stands on what takes long to work out is waited for `patience` seconds, and then says so and shows itself when it can.
    When serving ends, what is being read is read to the end of its document; `state.left` are then the jobs that were not over. Who closes
    `state.working` before lets nobody wait for what is being worked out.
    """
    site = _Site(case, access, Rendering(case.path.name, static_version=_version_of(STATIC)), patience)

    @asynccontextmanager
    async def serving(app: Starlette) -> AsyncIterator[None]:
        collect_rarely()
        yield
        site.working.close()
        app.state.left = await run_in_threadpool(site.jobs.close)

    routes: list[BaseRoute] = [Route(f"/api{page.path}".rstrip("/"), partial(site.json, page), name=f"json {page.path}") for page in PAGES]
    routes += [Route(page.path, partial(site.page, page), name=f"page {page.path}") for page in PAGES]
    routes += [Route(each.path, partial(site.act, each), methods=["POST"], name=f"act {each.path}") for each in ACTIONS]
    routes += [
        Route("/ready/{stage}", site.ready),
        Route("/claims/{id}", site.claim),
        Route("/documents/{id}/original", site.original),
        Route("/documents/{id}/pages/{page:int}", site.drawn),
        Route("/add", site.upload, methods=["POST"]),
        Route("/jobs/{number}/files/{name}", site.made),
        Route("/login", site.login, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    handlers: Mapping[Any, Any] = dict.fromkeys((AllegedlyError, Denied, HTTPException, Closing, Exception), site.failed)
    app = Starlette(routes=routes, middleware=[Middleware(Gate, access=access)], exception_handlers=handlers, lifespan=serving)
    app.state.working = site.working
    return app


def _version_of(folder: Path) -> str:
    """Changes when a file in it does, so that browsers may keep what they have."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


class _Site:
    def __init__(self, case: Case, access: Access, rendering: Rendering, patience: float) -> None:
        self._case = case
        self._access = access
        self._rendering = rendering
        self._patience = patience
        self.working = Working(case)
        self.jobs = Jobs()

    async def page(self, page: Page, request: Request) -> Response:
        context, words = await run_in_threadpool(self._render, page, self._ask(request), request)
        response = HTMLResponse(words, headers={"Cache-Control": "no-store"} if isinstance(context, Waiting) else None)
        if page.path == "/":
            _remember_visit(response, request, self._access.cookie, context.last)
        return response

    def _render(self, page: Page, ask: Ask, request: Request) -> tuple[Any, str]:
        part = FRAGMENT in request.query_params
        # A part of a page is fetched by a script, which can wait; a page is looked at.
        patience = None if part or page.path.endswith("/panel") else self._patience
        stage = next((each for each in self._stages(page, ask) if not self.working.ready(each, patience)), None)
        if stage is None:
            template, context = page.template, page.make(self._case, ask, *[self.jobs] * page.of_jobs)
        else:
            template, context = "waiting.html", Waiting(stage, f"/ready/{stage}")
        shared = {
            "ask": ask,
            "under": page.under,
            "mark": self._access.form_mark(request.state.session),
            "who": request.state.who,
            "me": request.state.who or self._case.user,
        }
        layout = "fragment.html" if part else "base.html"
        return context, self._rendering.page(template, context, shared | {"path": request.url.path, "layout": layout})

    async def json(self, page: Page, request: Request) -> Response:
        ask = self._ask(request)

        def make() -> Any:
            for stage in self._stages(page, ask):
                self.working.ready(stage, None)
            return page.make(self._case, ask, *[self.jobs] * page.of_jobs)

        return JSONResponse(to_json(await run_in_threadpool(make)))

    def _stages(self, page: Page, ask: Ask) -> list[Stage]:
        """What must be worked out for a page; what that needs in turn is not named."""
        own = page.stage(self._case, ask) if callable(page.stage) else [page.stage] if page.stage else []
        return last_of({*stages_of(ask), *own})

    async def ready(self, request: Request) -> Response:
        """Whether a stage is worked out, as soon as it is."""
        self._let_in(request)
        stage = request.path_params["stage"]
        if stage not in STAGES:
            raise HTTPException(404)
        return JSONResponse({"ready": await run_in_threadpool(self.working.ready, stage, LONG)})

    async def act(self, action: Action, request: Request) -> Response:
        self._let_in(request)
        async with request.form(max_fields=2000, max_part_size=FORM_BYTES) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        check_form(request, fields.pop("mark", ""), self._access)
        ask = ask_of(request.path_params, request.query_params.multi_items())
        target = await run_in_threadpool(action.do, self._case, ask, fields, request.state.who or None, *[self.jobs] * action.of_jobs)
        return RedirectResponse(target, status_code=303)

    async def upload(self, request: Request) -> Response:
        """Files are taken in, and their reading goes on while its page is looked at."""
        self._let_in(request)
        check_origin(request)  # before anything is taken in
        limited = Request(request.scope, _at_most(MAX_UPLOAD, request.receive))
        async with limited.form(max_files=MAX_FILES, max_fields=10, max_part_size=FORM_BYTES) as form:
            check_form(request, str(form.get("mark", "")), self._access)
            uploads = [(each.filename, each.file) for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
            job = await run_in_threadpool(add, self._case, self.jobs, uploads, request.state.who or None)
        return RedirectResponse(f"/jobs/{job.number}", status_code=303)

    async def original(self, request: Request) -> Response:
        """What a document was captured from: a web page made harmless, or, with `keep`, the bytes as they were."""
        ask = self._ask(request)
        document, found = await run_in_threadpool(_original, self._case, ask.path["id"])
        if ask.one("keep") is not None or found.media_type != "text/html":
            name = quote(f"{document.name}{'.html' if found.media_type == 'text/html' else '.pdf'}")
            kept = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
            return Response(found.data, media_type="application/octet-stream", headers=kept)
        page = await run_in_threadpool(originals.harmless, found, document.title or document.name)
        return HTMLResponse(page, headers={"Content-Security-Policy": originals.POLICY})

    async def drawn(self, request: Request) -> Response:
        """A page of a PDF as a picture."""
        ask = self._ask(request)
        document, found = await run_in_threadpool(_original, self._case, ask.path["id"])
        if found.media_type != PDF or not 0 < request.path_params["page"] <= len(document.pages):
            raise NotFound(f"{document.name} has no page {request.path_params['page']}; follow a link of its own page")
        return Response(await run_in_threadpool(draw_page, found.data, request.path_params["page"]), media_type="image/png")

    async def made(self, request: Request) -> Response:
        """A file that was made here, to be kept and not to be shown."""
        path = pages.made(self._case, self._ask(request), self.jobs)
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

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
        words = _words_of(error)
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


def _original(case: Case, id: str) -> tuple[Document, Original]:
    document = case.get(id)
    found = case.original(document) if isinstance(document, Document) else None
    if found is None:
        raise NotFound(
            f"the case keeps nothing that {id} was captured from: it does of PDF and web pages, where they were added since it can"
        )
    return document, found  # type: ignore[return-value]


def _at_most(most: int, receive: Receive) -> Receive:
    """`receive`, until more than `most` bytes have come."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, f"these files are larger than {size(most)} together; choose fewer at once")
        return message

    return counted


def _words_of(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return "there is no page at this address" if error.status_code == 404 else error.detail
    if isinstance(error, Closing):
        return "the program that shows this case is being closed; start it again with `allegedly serve`"
    return str(error) if isinstance(error, AllegedlyError | Denied) else ""


def _status_of(error: Exception) -> int:
    kinds: tuple[tuple[type[Exception], int], ...] = ((NotFound, 404), (Stale, 409), (InputError, 400), (CaseLocked, 503), (Closing, 503))
    if isinstance(error, Denied):
        return error.status
    if isinstance(error, HTTPException):
        return error.status_code
    return next((status for kind, status in kinds if isinstance(error, kind)), 400 if isinstance(error, AllegedlyError) else 500)


def _back(request: Request) -> str | None:
    """The document whose claim a form was about, so that a refused decision leads back to it."""
    id = request.path_params.get("id", "")
    return f"/claims/{quote(id)}" if request.method == "POST" and id.startswith("c-") else None
