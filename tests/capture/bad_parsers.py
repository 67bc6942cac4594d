"""Parsers that go wrong, for the process beside this one. Imports nothing that takes time."""

from __future__ import annotations

import os
import time
from typing import Any


def crash(data: bytes) -> None:
    """What a wild pointer does."""
    os.abort()


def sleep(data: bytes) -> None:
    """What an endless loop does."""
    time.sleep(60)


def complain(data: bytes) -> None:
    """What a mistake of ours does."""
    raise KeyError("missing")


def chat(data: bytes) -> dict[str, Any]:
    """What a library with messages of its own does."""
    print("a message")  # noqa: T201
    return {"text": "Words.", "pages": [0], "scanned": [], "title": None}
