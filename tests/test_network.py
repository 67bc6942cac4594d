"""The guard that every other test relies on."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import NetworkDenied


def test_a_connection_to_another_machine_is_denied() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as away, pytest.raises(NetworkDenied):
        away.connect(("192.0.2.1", 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(NetworkDenied):
        socket.create_connection(("example.org", 80))


def test_loopback_stays_open() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(server.getsockname(), timeout=5) as client:
            assert client.getpeername() == server.getsockname()
