"""A language model on loopback that says what it is told to, in each of the three protocols.

A script is a list of turns, one per request; the last one is repeated. A turn is the text of an answer, or says how the request fails.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Turn:
    """One answer: its text, how it ends, or the status, delay or fault that stands in its place. `raw` is sent as it is."""

    text: str = ""
    stop: str = "done"  # done, length, refused
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    delay: float = 0.0
    drop: bool = False  # the connection, after half an answer
    usage: bool = True


Say = Callable[[dict[str, Any]], "Turn | str"]


@dataclass
class Request:
    """What the server was sent."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        """The message about the window."""
        content: str = self.body["messages"][-1]["content"]
        return content

    @property
    def system(self) -> str:
        """The prompt."""
        if "system" in self.body:
            return str(self.body["system"][0]["text"])
        return str(self.body["messages"][0]["content"])


class ModelServer(ThreadingHTTPServer):
    """Answers by `script`, or by what `say` makes of each request; keeps what it was sent in `requests`."""

    daemon_threads = True

    def __init__(self, script: Sequence[Turn | str] = (), say: Say | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script, self.say = list(script), say
        self.requests: list[Request] = []
        self.lock = threading.Lock()
        self.open = self.most_open = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def turn(self, request: Request) -> Turn:
        with self.lock:
            self.requests.append(request)
            number = len(self.requests) - 1
        turn = self.say(request.body) if self.say else self.script[min(number, len(self.script) - 1)]
        return Turn(turn) if isinstance(turn, str) else turn


class Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.open += 1
            self.server.most_open = max(self.server.most_open, self.server.open)
        turn = self.server.turn(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        time.sleep(turn.delay)
        with self.server.lock:  # before the answer goes: the client may ask again as soon as it has it
            self.server.open -= 1
        self.respond(turn)

    def respond(self, turn: Turn) -> None:
        data = turn.raw if turn.raw is not None else json.dumps(envelope(self.path, turn)).encode()
        if turn.status != 200 and turn.raw is None:
            data = json.dumps({"error": {"message": turn.text}}).encode()
        try:
            self.send_response(turn.status)
            for name, value in {"content-type": "application/json", "content-length": str(len(data)), **turn.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if turn.drop else data)
        except OSError:
            pass
        if turn.drop:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def envelope(path: str, turn: Turn) -> dict[str, Any]:
    """The answer as the protocol of `path` wraps it: 100 tokens sent, 10 received."""
    if path.endswith("/api/chat"):
        counts = {"prompt_eval_count": 100, "eval_count": 10} if turn.usage else {}
        return {
            "message": {"role": "assistant", "content": turn.text},
            "done": True,
            "done_reason": {"length": "length"}.get(turn.stop, "stop"),
        } | counts
    if path.endswith("/messages"):
        reason = {"length": "max_tokens", "refused": "refusal"}.get(turn.stop, "tool_use")
        try:
            block = {"type": "tool_use", "name": "record_claims", "input": json.loads(turn.text)}
        except ValueError:
            block = {"type": "text", "text": turn.text}
        return {"content": [block], "stop_reason": reason} | ({"usage": {"input_tokens": 100, "output_tokens": 10}} if turn.usage else {})
    reason = {"length": "length", "refused": "content_filter"}.get(turn.stop, "stop")
    usage = {"usage": {"prompt_tokens": 100, "completion_tokens": 10}} if turn.usage else {}
    return {"choices": [{"message": {"role": "assistant", "content": turn.text}, "finish_reason": reason}]} | usage


@contextmanager
def serving(*script: Turn | str, say: Say | None = None) -> Iterator[ModelServer]:
    """A server that runs while the block does."""
    server = ModelServer(script, say)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def entry(trigger: str, type: str = "arms", sentence: int = 0, **fields: Any) -> dict[str, Any]:
    """An entry of an answer that keeps to the schema; arguments are given by role: `agent="junta"` or `agent=("he", "Marek")`."""
    known = {"time", "polarity", "certainty", "realis", "chain", "score"}
    arguments = [
        {"role": role, "words": words, "name": name}
        for role, given in fields.items()
        if role not in known
        for words, name in [given if isinstance(given, tuple) else (given, None)]
    ]
    record = {"sentence": sentence, "type": type, "trigger": trigger, "arguments": arguments, "time": None, "polarity": "affirmed"}
    record |= {"certainty": "certain", "realis": "actual", "chain": [], "score": 0.9}
    return record | {name: value for name, value in fields.items() if name in known}


def source(words: str, cue: str | None = "said", *, name: str | None = None, named: bool = False) -> dict[str, Any]:
    """A member of a chain."""
    return {"words": words, "name": name, "named": named, "cue": cue}


def answer(*entries: dict[str, Any]) -> str:
    """The text of an answer."""
    return json.dumps({"claims": list(entries)}, ensure_ascii=False)
