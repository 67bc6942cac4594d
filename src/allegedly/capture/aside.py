"""Runs a parser in a process beside this one, with a limit on its memory and time.

A parser written in C can be made to take all memory, to never end, or to crash, by a file of a few kilobytes. Beside us it costs that
one file and nothing else. The process is started on first use, serves file after file, ends with this program however that ends,
and is replaced when it dies. It sees bytes and answers JSON.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from allegedly.capture.limits import PARSER_MEMORY, PARSER_SECONDS

LENGTH = 8  # bytes that hold the length of what follows


class ParserDied(Exception):
    """The parser took too much memory or time, or crashed."""


class ParserFailed(Exception):
    """The parser raised an exception."""


class Aside:
    """`function` (as "module:name", from bytes to something JSON holds), run in another process."""

    def __init__(self, function: str) -> None:
        self.function = function
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        atexit.register(self.close)

    def __call__(self, data: bytes) -> Any:
        """What the function makes of `data`. Raises `ParserDied` if its process did not survive it, `ParserFailed` if it raised."""
        with self._turn:
            if self._process and self._process.poll() is not None:  # ended since the last file, which this one has no part in
                self.close()
            process = self._process or self._start()
            timer = threading.Timer(PARSER_SECONDS, process.kill)
            timer.start()
            try:
                assert process.stdin and process.stdout
                send(process.stdin, data)
                answer: dict[str, Any] = json.loads(receive(process.stdout))
            except (OSError, EOFError):
                self.close()
                raise ParserDied from None
            except BaseException:  # interrupted between question and answer: the next answer would be to this question
                self.close()
                raise
            finally:
                timer.cancel()
        if "error" in answer:
            raise ParserFailed(answer["error"])
        return answer["answer"]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", __name__, self.function]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self._process

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            with suppress(BrokenPipeError), self._process:  # closes its pipes and waits
                pass
            self._process = None


def send(stream: BinaryIO | Any, data: bytes) -> None:
    """Write `data` after its length."""
    stream.write(len(data).to_bytes(LENGTH, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO | Any) -> bytes:
    """Read what `send` wrote. Raises `EOFError` when the other end is gone."""
    head = stream.read(LENGTH)
    data: bytes = stream.read(int.from_bytes(head, "big")) if len(head) == LENGTH else b""
    if len(head) < LENGTH or len(data) < int.from_bytes(head, "big"):
        raise EOFError
    return data


def serve(function: Callable[[bytes], Any]) -> None:
    """Answer until the other end is gone."""
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a parser prints may end up among the answers
    while True:
        try:
            data = receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = {"answer": function(data)}
        except MemoryError:
            raise  # nothing in this process can be trusted to work now
        except Exception as error:  # told to the other side, which knows which file it was
            answer = {"error": f"{type(error).__name__}: {error}"}
        send(answers, json.dumps(answer).encode("ascii"))


def limit_memory() -> None:
    """Refuse this process more than `PARSER_MEMORY`, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (PARSER_MEMORY, PARSER_MEMORY))


def main() -> None:
    """Serve the function named on the command line."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started this one, which then ends it
    limit_memory()
    module, _, name = sys.argv[1].partition(":")
    serve(getattr(import_module(module), name))


if __name__ == "__main__":
    main()
