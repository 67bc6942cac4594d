"""`serve`: the case in a browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from allegedly.cli.app import DONE, CaseArgument, Command, app, examples
from allegedly.cli.printing import complain, say
from allegedly.cli.running import open_case

if TYPE_CHECKING:
    from allegedly.web.access import Access


@app.command(
    cls=Command,
    short_help="Open a case in the browser, on this machine.",
    epilog=examples("allegedly serve north.case", "allegedly serve north.case --port 8700 --host 0.0.0.0 --password"),
)
def serve(
    case: CaseArgument,
    port: Annotated[int | None, typer.Option(metavar="N", min=1, max=65535, help="Where to listen; a free one unless given.")] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Another address than this machine's own; needs one of the next two.")
    ] = "127.0.0.1",
    password: Annotated[
        bool, typer.Option("--password", help="Ask now for a password that everybody who opens the case must give.")
    ] = False,
    user_header: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Trust this header for who somebody is: only behind a proxy that sets it and strips what comes in."
        ),
    ] = None,
) -> int:
    """Open a case in the browser: print one address, and serve the case there until Ctrl-C.

    The address holds a token that lets its reader in; nobody else on this machine can open the case. No page asks anything of another machine.
    With --host, whoever reaches that address and has the password can read the case and decide in it; the connection is not encrypted, so
    put a proxy with TLS before it on any network that is not yours.
    """
    from allegedly.web.access import Access
    from allegedly.web.serving import listen, run

    secret = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if password else None
    Access(host=host, password=secret, user_header=user_header)  # refused before anything is opened
    with open_case(case) as opened, listen(host, port) as socket:
        access = Access(host=host, port=socket.getsockname()[1], password=secret, user_header=user_header)
        _say_address(access)
        left = run(opened, access, socket)
    complain("closed; every decision is in the case")
    for job in left:
        complain(
            f"not done: {job.title}" + (f"; not read: {', '.join(job.unread)}; add them again" if job.unread else "; ask for it again")
        )
    return DONE


def _say_address(access: Access) -> None:
    from allegedly.web.access import is_loopback

    say((access.first_address, "bold"))
    sys.stdout.flush()  # a program or a log that reads it does not get it otherwise until the end
    if not is_loopback(access.host):
        complain("other machines can reach this; it is not encrypted. Ctrl-C closes it")
    else:
        complain("open this address in a browser; Ctrl-C closes it")
