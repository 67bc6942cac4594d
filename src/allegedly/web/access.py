"""Who may see a case, and how a page can be trusted: the first address, the cookie after it, and what every answer forbids the browser.

A case is served to loopback under a random token in its first address; afterwards a cookie stands for it. Anything that listens for other
machines asks for a password, or trusts the name that a proxy before it puts in a header. The cookie carries a name and a signature and
nothing on this side remembers it: whoever restarts the program lets everybody in anew.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.datastructures import URL, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from allegedly.base.errors import BadOption

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
OPEN_TO_ALL = ("/static/", "/login")  # style sheets, scripts and the form itself; nothing of the case
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # an address holds names of people
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Denied(Exception):
    """Not without the token, the password or the form's own mark. `status` is 401 or 403."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Access:
    """How one program serves one case. Raises `BadOption` when other machines could reach it and nothing asks who they are."""

    host: str = "127.0.0.1"
    port: int = 0
    password: str | None = None
    user_header: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and not (self.password or self.user_header):
            raise BadOption(
                f"--host {self.host} lets other machines read and change the case; say who may with --password, or with --user-header NAME "
                "behind a proxy that signs people in"
            )

    @property
    def first_address(self) -> str:
        """The address that lets its reader in; with a password or a proxy the plain one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        plain = f"http://{host}:{self.port}/"
        return plain if self.password or self.user_header else f"{plain}?token={self.token}"

    @property
    def cookie(self) -> str:
        """Its name. Cookies know no ports, and several cases may be served at once."""
        return f"allegedly-{self.port}"

    def new_cookie(self, who: str = "") -> str:
        """A cookie for somebody of this name."""
        name = urlsafe_b64encode(who.encode()).decode().rstrip("=")  # a cookie with "=" in it is quoted, and not by everybody
        body = f"{name}.{secrets.token_urlsafe(12)}"
        return f"{body}.{self._sign('cookie', body)}"

    def who(self, cookie: str) -> str | None:
        """The name in a cookie of ours (empty: whoever runs the program); None for any other cookie."""
        body, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature, self._sign("cookie", body)):
            return None
        return urlsafe_b64decode(body.partition(".")[0] + "==").decode()

    def form_mark(self, cookie: str) -> str:
        """What a form of a page sent with this cookie carries, and no other site can know."""
        return self._sign("form", cookie)

    def is_password(self, given: str) -> bool:
        """Compared in constant time."""
        return self.password is not None and hmac.compare_digest(given.encode(), self.password.encode())

    def _sign(self, purpose: str, words: str) -> str:
        return hmac.new(self.key, f"{purpose}\0{words}".encode("utf-8", "surrogateescape"), sha256).hexdigest()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return host in LOOPBACK_NAMES or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Gate:
    """Lets in whoever has the token, cookie or header, refuses the rest, and puts `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # what was captured is shown under a stricter policy of its own
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        connection = HTTPConnection(scope)
        state = scope.setdefault("state", {})
        token = connection.query_params.get("token")
        if token is not None and self._has_token(token):
            response = RedirectResponse(str(_without_token(connection.url)), status_code=303)
            response.set_cookie(self._access.cookie, self._access.new_cookie(), httponly=True, samesite="lax")
            await response(scope, receive, send_with_headers)
            return
        state["denied"] = self._refusal(connection, state)
        await self._app(scope, receive, send_with_headers)

    def _has_token(self, token: str) -> bool:
        by_token = not (self._access.password or self._access.user_header)
        return by_token and hmac.compare_digest(token.encode("utf-8", "replace"), self._access.token.encode())

    def _refusal(self, connection: HTTPConnection, state: dict[str, object]) -> Denied | None:
        access = self._access
        # Another site can give its own name to this machine's address; its pages then call us by that name.
        if is_loopback(access.host) and not is_loopback(connection.url.hostname or ""):
            return Denied(403, f"this case is served under {access.host} only, not under {connection.url.hostname}")
        if access.user_header:
            who = connection.headers.get(access.user_header)
            state["who"], state["session"] = who, who or ""
            return None if who else Denied(401, f"the proxy did not say who you are in the header {access.user_header}")
        cookie = connection.cookies.get(access.cookie, "")
        state["who"], state["session"] = access.who(cookie), cookie
        if state["who"] is not None or connection.scope["path"].startswith(OPEN_TO_ALL):
            return None
        return Denied(401, "open the address that `allegedly serve` printed: it holds the token that lets you in")


def check_form(request: Request, mark: str, access: Access) -> None:
    """Raise `Denied` unless a form was sent from a page of ours."""
    check_origin(request)
    if not hmac.compare_digest(mark.encode(), access.form_mark(request.state.session).encode()):
        raise Denied(403, "this form was sent from a page of another visit; open the page anew and try again")


def check_origin(request: Request) -> None:
    """Raise `Denied` when a browser says that a form comes from another site."""
    origin = request.headers.get("origin")
    if origin and origin != "null" and URL(origin).netloc != request.headers.get("host"):
        raise Denied(403, "this form was sent from another site; open the page here and try again")


def _without_token(url: URL) -> URL:
    plain = url.remove_query_params("token")
    return URL(plain.path + (f"?{plain.query}" if plain.query else ""))
