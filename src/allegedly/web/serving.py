"""Listening, and answering until somebody presses Ctrl-C."""

from __future__ import annotations

import errno
import logging
import socket as sockets
from contextlib import suppress
from typing import Any

from allegedly.base.errors import BadOption
from allegedly.case import Case
from allegedly.web.access import Access
from allegedly.web.app import make_app
from allegedly.web.jobs import Job


def listen(host: str, port: int | None) -> sockets.socket:
    """A socket on that address; any free port when none is given. Raises `BadOption` when it is taken or is not this machine's."""
    try:
        family = sockets.getaddrinfo(host, port or 0, type=sockets.SOCK_STREAM)[0][0]
        return sockets.create_server((host, port or 0), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadOption(f"port {port} is taken by another program; choose another with --port, or none for a free one") from error
        raise BadOption(f"{host} cannot be listened on: {error.strerror}; give an address of this machine, such as 127.0.0.1") from error


def run(case: Case, access: Access, socket: sockets.socket) -> list[Job]:
    """Serve `case` on `socket` until interrupted; the jobs that were not over then."""
    import uvicorn

    app = make_app(case, access)

    class Server(uvicorn.Server):
        def handle_exit(self, *given: Any) -> None:
            """Who waits for something is told at once that it will not come; what is cut off after that is no fault to report."""
            app.state.working.close()
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            super().handle_exit(*given)

    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3, lifespan="on")
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[socket])
    return list(getattr(app.state, "left", ()))
