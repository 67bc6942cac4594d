"""What there is to capture: paths, folders, patterns and standard input become a list of files, each opened only when its turn comes.

Folders are walked in the order of names, without hidden files, and each real folder once, so that links which lead back end.
A file is opened only if it is a regular one: a pipe or a device would block or never end.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from allegedly.base.errors import Unreadable
from allegedly.capture.limits import MAX_FILE, MAX_NAME, MAX_STEPS, size

STDIN = "-"
UPLOADED = "upload:"  # begins the place of a file that came through a browser, which does not say where it lay
SUFFIX = re.compile(r"(?<=[^.\s])\.[A-Za-z0-9]{1,10}\Z")  # "St. Petersburg" has none
MAGIC = re.compile(r"[*?[]")
SEPARATOR = re.compile(r"[/\\]")
# Not documents, though they lie in folders of documents: our own case files, and what Word and Windows leave behind.
LEFT_OUT = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini|.*\.case(-wal|-shm|-journal)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Input:
    """One file to capture. `place` is its absolute path as text, `-`, or `upload:` and a name; `path` opens it, and is None for standard input."""

    place: str
    path: Path | None = None

    @property
    def name(self) -> str:
        """The file's name with its suffix; "stdin" for standard input."""
        if self.place.startswith(UPLOADED):
            return self.place.removeprefix(UPLOADED).rpartition("/")[2]
        return printable(self.path.name) if self.path else "stdin"


def uploaded(name: str, path: Path) -> Input:
    """The input of a file that a browser sent under `name` and that lies at `path` for now. No name leads anywhere: it only says what it is."""
    steps = [printable(step.strip())[-MAX_NAME:] for step in SEPARATOR.split(name)[-MAX_STEPS:]]
    return Input(UPLOADED + ("/".join(step for step in steps if step.strip(".")) or "unnamed"), path)


def keeps_one_text(place: str) -> bool:
    """Whether another text found at this place is a newer one of the same document: not on standard input, nor under the name of an upload."""
    return place != STDIN and not place.startswith(UPLOADED)


def printable(name: str) -> str:
    """A name as one line of valid text: what no terminal or database takes is written as an escape."""
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else c.encode("unicode_escape").decode("ascii") for c in name)


def split_suffix(name: str) -> tuple[str, str]:
    """A file's name without its last suffix, and that suffix."""
    match = SUFFIX.search(name)
    return (name[: match.start()], match[0]) if match else (name, "")


def find_inputs(paths: Iterable[str | Path | Input]) -> Iterator[Input | Unreadable]:
    """The files at `paths`, each once: a file, a folder (recursively), a pattern such as `reports/*.txt`, or `-`. An `Input` is taken as it is.

    A path that does not exist and a pattern that matches nothing are yielded as `Unreadable`.
    """
    seen: set[str] = set()
    folders: set[tuple[int, int]] = set()
    for path in [paths] if isinstance(paths, (str, Path)) else paths:
        if isinstance(path, Input):
            yield path
            continue
        for found in expand(str(path), folders):
            if found.place not in seen or isinstance(found, Unreadable):
                seen.add(found.place)
                yield found


def expand(path: str, folders: set[tuple[int, int]]) -> Iterator[Input | Unreadable]:
    """The files at one path; `folders` are those walked before."""
    if path == STDIN:
        yield Input(STDIN)
        return
    place = Path(os.path.abspath(os.path.expanduser(path)))
    if "\0" in path or not os.path.lexists(place):
        if MAGIC.search(path) and (matches := match_pattern(place)):
            for match in matches:
                yield from walk(match, folders)
        else:
            reason = "no file matches this pattern" if MAGIC.search(path) else "there is no such file or folder"
            yield Unreadable(printable(str(place)), reason, "check the spelling and the folder you are in")
    else:
        yield from walk(place, folders)


def match_pattern(pattern: Path) -> list[Path]:
    """Existing paths that match, by name; hidden ones only if the pattern says so. `**` does not follow links."""
    fixed = next(i for i, part in enumerate(pattern.parts) if MAGIC.search(part))
    base, rest = Path(*pattern.parts[:fixed]), pattern.parts[fixed:]
    wants_hidden = any(part.startswith(".") for part in rest)
    try:
        found = sorted(base.glob("/".join(rest)))
    except (ValueError, OSError):  # "**.txt": not a pattern
        return []
    return [path for path in found if wants_hidden or not any(part.startswith(".") for part in path.relative_to(base).parts)]


def walk(start: Path, folders: set[tuple[int, int]]) -> Iterator[Input | Unreadable]:
    """`start` itself if it is a file, else every file under it in the order of names."""
    waiting = [start]
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                yield Input(printable(str(path)), path)
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in folders:
                continue
            folders.add((status.st_dev, status.st_ino))
            names = sorted((name for name in os.listdir(path) if not LEFT_OUT.fullmatch(name)), reverse=True)
            waiting.extend(path / name for name in names)
        except OSError as error:
            yield explain(error, printable(str(path)))


def read_bytes(source: Input) -> bytes:
    """The whole file. Raises `Unreadable` if it is too large, no regular file, or may not be read."""
    if source.path is None:
        if sys.stdin is None or sys.stdin.closed:
            raise Unreadable(STDIN, "standard input is closed", "pipe a document in: cat report.txt | allegedly read -")
        return within_limit(sys.stdin.buffer.read(MAX_FILE + 1), source.place)
    try:
        # Looked at before it is opened (opening some devices has effects) and again afterwards (it may have been exchanged).
        check_regular(source.path.stat(), source.place)
        handle = os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            check_regular(os.fstat(handle), source.place)
            return within_limit(file.read(MAX_FILE + 1), source.place)
    except OSError as error:
        raise explain(error, source.place) from error


def check_regular(status: os.stat_result, place: str) -> None:
    """Raise `Unreadable` unless this is an ordinary file of acceptable size."""
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable(place, "has become a folder", "run the command again")
    if not stat.S_ISREG(status.st_mode):
        kind = "a named pipe" if stat.S_ISFIFO(status.st_mode) else "a socket" if stat.S_ISSOCK(status.st_mode) else "a device"
        raise Unreadable(place, f"is {kind}, not a file", "pipe its content in instead: ... | allegedly read -")
    if status.st_size > MAX_FILE:
        raise too_large(place, f"{size(status.st_size)}, ")


def within_limit(data: bytes, place: str) -> bytes:
    """`data`, unless it is larger than one file may be."""
    if len(data) > MAX_FILE:
        raise too_large(place)
    return data


def too_large(place: str, how_large: str = "") -> Unreadable:
    """What is said of a file that is larger than one file may be."""
    return Unreadable(
        place, f"is too large ({how_large}the limit is {size(MAX_FILE)})", "split it, for instance with: split --line-bytes=50M"
    )


def explain(error: OSError, place: str) -> Unreadable:
    """What the system's refusal means."""
    reasons = {
        errno.ENOENT: ("is gone, or a link to nothing", "check where it should be"),
        errno.EACCES: ("may not be read by you", "change its permissions, for instance with: chmod u+r"),
        errno.EPERM: ("may not be read by you", "change its permissions, for instance with: chmod u+r"),
        errno.ELOOP: ("is a link that leads back to itself", "remove the link"),
        errno.ENAMETOOLONG: ("has a name longer than the system takes", "rename it"),
        errno.EIO: ("cannot be read from its disk", "check the disk"),
    }
    reason, remedy = reasons.get(error.errno or 0, (f"cannot be opened ({error.strerror or error})", "check the file and its disk"))
    return Unreadable(place, reason, remedy)
