"""No test may reach beyond this machine: a socket to anything but loopback fails at once."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from typing import Any

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
# Whoever starts the tests in the background of a shell makes them deaf to Ctrl-C, and every program they start with them.
signal.signal(signal.SIGINT, signal.default_int_handler)


class NetworkDenied(Exception):
    """Somebody tried to leave the machine."""


def is_loopback(address: Any) -> bool:
    """Whether a socket address stays on this machine: a Unix socket, localhost, or a loopback IP."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return host in {"localhost", ""} or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class LocalSocket(socket.socket):
    """A socket that connects to loopback only."""

    def connect(self, address: Any) -> None:
        if not is_loopback(address):
            raise NetworkDenied(f"a test tried to connect to {address}")
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        if not is_loopback(address):
            raise NetworkDenied(f"a test tried to connect to {address}")
        return super().connect_ex(address)

    def sendto(self, *arguments: Any) -> int:
        if not is_loopback(arguments[-1]):
            raise NetworkDenied(f"a test tried to send to {arguments[-1]}")
        return super().sendto(*arguments)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Any:
    """Every socket made during the run is a `LocalSocket`, and no name is looked up."""
    patch = pytest.MonkeyPatch()
    lookup = socket.getaddrinfo

    def local_lookup(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in (None, "", "localhost", b"localhost") and not is_loopback((host.decode() if isinstance(host, bytes) else host,)):
            raise NetworkDenied(f"a test tried to look up {host}")
        return lookup(host, *rest, **more)

    patch.setattr(socket, "socket", LocalSocket)
    patch.setattr(socket, "getaddrinfo", local_lookup)
    yield
    patch.undo()
