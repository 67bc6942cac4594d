"""gzip: unpacked in memory up to the size that one file may have, and captured as the file it holds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from allegedly.base.errors import Unreadable
from allegedly.capture.capturers import Member
from allegedly.capture.limits import MAX_FILE, MIB, size

MAGIC = b"\x1f\x8b\x08"
GZIP = zlib.MAX_WBITS | 16  # zlib's way of saying: expect gzip's header


class GzipCapturer:
    """The one file that a gzip holds. The name that the gzip itself records is not used: it could be any path."""

    suffixes = frozenset({".gz", ".gzip"})
    media_types = frozenset({"application/gzip", "application/x-gzip"})

    def recognises(self, data: bytes) -> bool:
        """By its first three bytes."""
        return data.startswith(MAGIC)

    def capture(self, data: bytes, place: str, name: str) -> Iterator[Member]:
        """The file inside, still to be captured, at the same place."""
        yield Member(unpack(data, place), place, name)


def unpack(data: bytes, place: str) -> bytes:
    """What `data` holds. Raises `Unreadable` when it is damaged, cut off, or larger unpacked than one file may be."""
    pieces: list[bytes] = []
    total = 0
    while data.startswith(MAGIC):  # several gzips in a row are one file
        unpacker = zlib.decompressobj(GZIP)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(data, MIB)
            except zlib.error as error:
                raise Unreadable(place, f"is damaged inside ({error})", "get it again") from None
            data = unpacker.unconsumed_tail
            pieces.append(piece)
            total += len(piece)
            if total > MAX_FILE:
                raise Unreadable(place, f"is too large when unpacked (the limit is {size(MAX_FILE)})", "unpack it and split what it holds")
            if not data and not piece and not unpacker.eof:
                raise Unreadable(place, "is cut off before its end", "get it again")
        data = unpacker.unused_data
    if not pieces:
        raise Unreadable(place, "is not a gzip file, whatever its name says", "rename it after what it is, or get it again")
    return b"".join(pieces)
