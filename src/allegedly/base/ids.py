"""Ids derived from content, so the same content always has the same id.

An id is a letter for the kind of thing and 80 bits of SHA-256 in lower-case base 32: short enough to type a prefix of, long enough
that a million of them collide with a probability below 1e-12 (n^2 / 2^81).
"""

from __future__ import annotations

import base64
import hashlib

LETTERS = {"document": "d", "claim": "c", "source": "s", "entity": "e", "history": "h", "proposition": "p", "happening": "o"}


def content_id(kind: str, *parts: object) -> str:
    """The id of a `kind` of thing (a key of `LETTERS`) that is identified by `parts`, in order."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()[:10]
    return f"{LETTERS[kind]}-{base64.b32encode(digest).decode().lower()}"


def id_after(kind: str, id: str) -> str:
    """The id of a `kind` of thing that is called after the thing with this id: the same letters behind another first one."""
    return LETTERS[kind] + id[1:]
