"""Where a language model answers: three protocols over HTTP, retries, limits, and what may be sent where.

    openai      POST BASE/chat/completions   OpenAI and whatever speaks its protocol (llama.cpp, vLLM, LM Studio, most hosters)
    ollama      POST BASE/api/chat           a local Ollama
    anthropic   POST BASE/v1/messages        Anthropic

Nothing is sent but what `ask` is given. An endpoint on this machine is talked to directly, whatever proxy the environment names. A key is
sent to the host it was given for and to no other, never over an unencrypted connection that leaves the machine, and stands in no message.
"""

from __future__ import annotations

import ipaddress
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from allegedly.base.errors import BadOption, ReaderError, ReaderStopped

if TYPE_CHECKING:
    import httpx

Stop = Literal["done", "length", "refused"]

DEFAULT_ENDPOINT = "http://localhost:11434"  # where Ollama listens unless told otherwise
KEY_VARIABLE = "ALLEGEDLY_API_KEY"
# A key that was set up for a vendor goes to this vendor only.
VENDOR_KEYS = {"api.openai.com": "OPENAI_API_KEY", "api.anthropic.com": "ANTHROPIC_API_KEY"}
KEYRING_SERVICE = "allegedly"

TRIES = 5
WAITS = (1.0, 4.0, 10.0, 30.0)  # seconds before the second to fifth try, each with up to half as much again at random
LONGEST_WAIT = 60.0  # seconds, whatever Retry-After asks for
TIMEOUT = 180.0  # seconds without a byte; a local model on two cores may think that long
DEADLINE = 900.0  # seconds for one answer, however slowly its bytes come
LARGEST = 8_000_000  # bytes of one answer; a window's claims take some tens of thousands
TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
SAID = 200  # characters of what an endpoint says that a message quotes
OLLAMA_CONTEXT = 24_576  # tokens; by default Ollama cuts a prompt to 4,096 and says nothing


@dataclass(frozen=True, slots=True)
class Question:
    """One message to a model: the prompt, the window, the schema to keep to, and how many tokens the answer may take."""

    model: str
    system: str
    user: str
    schema: Mapping[str, Any]
    limit: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text, why it ended, and how many tokens were sent and received (None: not said)."""

    text: str
    stop: Stop = "done"
    sent: int | None = None
    received: int | None = None


class OpenAi:
    """Chat completions."""

    name = "openai"
    path = "/chat/completions"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, question: Question) -> dict[str, Any]:
        return {
            "model": question.model,
            "messages": [{"role": "system", "content": question.system}, {"role": "user", "content": question.user}],
            "temperature": 0,
            "max_tokens": question.limit,
            "stream": False,
            "response_format": {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": question.schema}},
        }

    def without(self, body: dict[str, Any], complaint: str) -> dict[str, Any] | None:
        """The body without what this endpoint complains about; None when the complaint is about something else."""
        if "max_completion_tokens" in complaint and "max_tokens" in body:
            return {name: value for name, value in body.items() if name != "max_tokens"} | {"max_completion_tokens": body["max_tokens"]}
        if "temperature" in complaint and "temperature" in body:
            return {name: value for name, value in body.items() if name != "temperature"}
        if re.search("response_format|json_schema|schema|grammar", complaint) and "response_format" in body:
            return {name: value for name, value in body.items() if name != "response_format"}
        return None

    def reply(self, data: Any) -> Reply:
        choice, usage = data["choices"][0], data.get("usage") or {}
        message = choice["message"]
        refused = message.get("refusal") or choice.get("finish_reason") == "content_filter"
        stop: Stop = "refused" if refused else "length" if choice.get("finish_reason") == "length" else "done"
        return Reply(message.get("content") or "", stop, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))


class Ollama:
    """Ollama's own protocol, which unlike its OpenAI-compatible one takes the size of the context."""

    name = "ollama"
    path = "/api/chat"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, question: Question) -> dict[str, Any]:
        return {
            "model": question.model,
            "messages": [{"role": "system", "content": question.system}, {"role": "user", "content": question.user}],
            "stream": False,
            "format": question.schema,
            "options": {"temperature": 0, "num_ctx": OLLAMA_CONTEXT, "num_predict": question.limit},
        }

    def without(self, body: dict[str, Any], complaint: str) -> dict[str, Any] | None:
        """As for OpenAI: an old version takes no schema."""
        if "format" in complaint and isinstance(body.get("format"), dict):
            return body | {"format": "json"}
        return None

    def reply(self, data: Any) -> Reply:
        stop: Stop = "length" if data.get("done_reason") == "length" else "done"
        return Reply(data["message"].get("content") or "", stop, _count(data, "prompt_eval_count"), _count(data, "eval_count"))


class Anthropic:
    """The Messages API; the schema is that of a tool which the model must use."""

    name = "anthropic"
    path = "/v1/messages"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"anthropic-version": "2023-06-01"} | ({"x-api-key": key} if key else {})

    def body(self, question: Question) -> dict[str, Any]:
        tool = {"name": "record_claims", "description": "Records the claims of the window.", "input_schema": question.schema}
        return {
            "model": question.model,
            "max_tokens": question.limit,
            "temperature": 0,
            # The prompt is the same in every window: let the endpoint keep it, which costs a tenth.
            "system": [{"type": "text", "text": question.system, "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": question.user}],
            "tools": [tool],
            "tool_choice": {"type": "tool", "name": tool["name"]},
        }

    def without(self, body: dict[str, Any], complaint: str) -> dict[str, Any] | None:
        """As for OpenAI: some models take no temperature, or cannot be made to use a tool."""
        for name in ("temperature", "tool_choice"):
            if name in complaint and name in body:
                return {key: value for key, value in body.items() if key != name}
        return None

    def reply(self, data: Any) -> Reply:
        used = [block["input"] for block in data["content"] if block.get("type") == "tool_use"]
        said = "".join(block.get("text") or "" for block in data["content"] if block.get("type") == "text")
        reason, usage = data.get("stop_reason"), data.get("usage") or {}
        stop: Stop = "refused" if reason == "refusal" else "length" if reason in ("max_tokens", "model_context_window_exceeded") else "done"
        parts = [_count(usage, name) for name in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")]
        sent = sum(part or 0 for part in parts) or None
        return Reply(json.dumps(used[0], ensure_ascii=False) if used else said, stop, sent, _count(usage, "output_tokens"))


Protocol = OpenAi | Ollama | Anthropic

PROTOCOLS: dict[str, type[Protocol]] = {"openai": OpenAi, "ollama": Ollama, "anthropic": Anthropic}


def _count(usage: Mapping[str, Any], name: str) -> int | None:
    value = usage.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


@dataclass(slots=True)
class Budget:
    """How much may be spent, and what has been. Tokens are those sent and received together; `price` is per million of each."""

    max_tokens: int | None = None
    max_cost: float | None = None
    price: tuple[float, float] | None = None
    sent: int = 0
    received: int = 0
    _promised: dict[int, tuple[int, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def tokens(self) -> int:
        """Tokens spent so far."""
        return self.sent + self.received

    def cost(self, sent: int | None = None, received: int | None = None) -> float | None:
        """What so many tokens cost, by default those spent so far; None without a price."""
        if self.price is None:
            return None
        a, b = (self.sent, self.received) if sent is None or received is None else (sent, received)
        return (a * self.price[0] + b * self.price[1]) / 1_000_000

    def promise(self, sent: int, received: int) -> int:
        """Set tokens aside for a request about to be made. Raises `ReaderStopped` when they would go beyond the budget."""
        with self._lock:
            a = self.sent + sum(s for s, _ in self._promised.values()) + sent
            b = self.received + sum(r for _, r in self._promised.values()) + received
            cost = self.cost(a, b)
            if self.max_tokens is not None and a + b > self.max_tokens:
                raise ReaderStopped(
                    f"the budget of {self.max_tokens:,} tokens is spent ({self.tokens:,} so far); go on with a larger --max-tokens"
                )
            if self.max_cost is not None and cost is not None and cost > self.max_cost:
                raise ReaderStopped(
                    f"the budget of {self.max_cost:g} is spent ({self.cost() or 0:.2f} so far); go on with a larger --max-cost"
                )
            number = max(self._promised, default=0) + 1
            self._promised[number] = (sent, received)
            return number

    def settle(self, number: int, reply: Reply | None) -> None:
        """Count what a request took, by its reply or, where it does not say, by what was set aside; nothing for one that failed."""
        with self._lock:
            sent, received = self._promised.pop(number)
            if reply:
                self.sent += sent if reply.sent is None else reply.sent
                self.received += received if reply.received is None else reply.received


class Pace:
    """Lets through at most so many requests a minute."""

    def __init__(self, per_minute: float | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._clock, self._lock = clock, Lock()

    def wait(self) -> float:
        """Seconds to wait before the next request may go."""
        with self._lock:
            now = self._clock()
            at = max(now, self._next)
            self._next = at + self._gap
            return at - now


def is_loopback(url: str) -> bool:
    """Whether what is sent to `url` stays on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def protocol_of(url: str, name: str | None) -> Protocol:
    """The protocol called `name`, or the one that an endpoint like this speaks. Raises `BadOption` for a name that is none."""
    if name is not None and name not in PROTOCOLS:
        raise BadOption(f"there is no protocol {name!r}; there are: {', '.join(PROTOCOLS)}")
    where = urlsplit(url)
    if name is None:
        host = where.hostname or ""
        name = (
            "anthropic" if host.endswith("anthropic.com") else "ollama" if where.port == 11434 and not where.path.strip("/") else "openai"
        )
    return PROTOCOLS[name]()


def find_key(url: str) -> str | None:
    """The key for an endpoint: from the environment, else from the keyring under the name of the host. None where there is none."""
    host = urlsplit(url).hostname or ""
    for variable in (KEY_VARIABLE, VENDOR_KEYS.get(host, "")):
        if variable and (key := os.environ.get(variable, "").strip()):
            return key
    with suppress(Exception):  # no keyring on this machine, or one that is locked: the endpoint will say that it wants a key
        import keyring

        return keyring.get_password(KEYRING_SERVICE, host)
    return None


class Endpoint:
    """One place where a model answers. Any number of threads may `ask` at once."""

    def __init__(
        self,
        url: str = DEFAULT_ENDPOINT,
        *,
        protocol: str | None = None,
        key: str | None = None,
        per_minute: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = TIMEOUT,
        deadline: float = DEADLINE,
    ) -> None:
        """Raises `BadOption` for an address or protocol that cannot be, `ReaderError` where the extra is not installed."""
        where = urlsplit(url)
        if where.scheme not in ("http", "https") or not where.hostname:
            raise BadOption(f"{_without_secrets(url)!r} is no address of an endpoint; give one such as http://localhost:8080/v1")
        if where.username or where.password or where.query or where.fragment:
            raise BadOption(f"{_without_secrets(url)!r} holds more than an address; give the key in the environment ({KEY_VARIABLE})")
        self.url = url.rstrip("/")
        self.local = is_loopback(url)
        self.protocol = protocol_of(url, protocol)
        self._key = key or find_key(url)
        if self._key and not self.local and where.scheme != "https":
            raise BadOption(f"{self.url} is not encrypted, and a key is never sent over it; give an https address, or unset the key")
        self._sleep, self._timeout, self._deadline = sleep, timeout, deadline
        self._pace = Pace(per_minute)
        self._without: list[str] = []  # what this endpoint complained about, so that the next request leaves it out at once
        self._client = self._connect()

    def _connect(self) -> httpx.Client:
        try:
            import httpx
        except ImportError as error:
            raise ReaderError("the reader 'prompted' needs a client library; install it with: pip install 'allegedly[prompted]'") from error
        headers = self.protocol.headers(self._key) | {"user-agent": "allegedly"}
        # Reading the certificates takes longer than a local model's first word; without TLS there is nothing to hold against them.
        encrypted = urlsplit(self.url).scheme == "https"
        return httpx.Client(headers=headers, timeout=self._timeout, trust_env=not self.local, follow_redirects=False, verify=encrypted)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def ask(self, question: Question) -> Reply:
        """The reply to `question`, tried again with growing patience where that can help.

        Raises `ReaderStopped` when no question will be answered (no connection, no such model, key refused), `ReaderError` when this one
        was not.
        """
        body = self.protocol.body(question)
        for complaint in list(self._without):
            body = self.protocol.without(body, complaint) or body
        reason = ""
        for tried in range(TRIES):
            self._sleep(self._pace.wait())
            status, wait, text = self._post(body)
            if status == 200:
                try:
                    return self.protocol.reply(json.loads(text))
                except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
                    reason = "an answer that is not in its protocol; is --protocol right?"
                    continue  # a proxy's page, or an answer cut off on its way
            said = self._said(text)
            if status == 400 and (lesser := self.protocol.without(body, text)):
                body = lesser
                self._without.append(text)
                continue
            if status and status not in TRANSIENT:
                self._explain(status, said, question.model)
            reason = f"status {status}{said}" if status else text
            if tried + 1 < TRIES:
                self._sleep(min(wait if wait is not None else WAITS[tried] * (1 + random.random() / 2), LONGEST_WAIT))
        if reason.startswith(("status", "an answer")):
            raise ReaderError(f"{self.url} answered {TRIES} times with {reason}; try again later")
        raise ReaderStopped(f"{self.url} cannot be reached ({reason}); start the model there, or give another --endpoint")

    def _post(self, body: Mapping[str, Any]) -> tuple[int, float | None, str]:
        """Status, seconds to wait as the endpoint asks, and text; status 0 and the reason when there was no answer."""
        import httpx

        data = json.dumps(body, ensure_ascii=True).encode("ascii")
        try:
            with self._client.stream(
                "POST", self.url + self.protocol.path, content=data, headers={"content-type": "application/json"}
            ) as answer:
                text = b"".join(self._bounded(answer.iter_bytes())).decode("utf-8", "replace")
                return answer.status_code, _seconds(answer.headers.get("retry-after")), text
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            return 0, None, " ".join(f"{type(error).__name__}: {self._hidden(str(error))}".split()).rstrip(": ")

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        import httpx

        end, size = time.monotonic() + self._deadline, 0
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise httpx.HTTPError(f"more than {LARGEST:,} bytes")
            if time.monotonic() > end:
                raise httpx.HTTPError(f"no whole answer within {self._deadline:g} seconds")
            yield chunk

    def _said(self, text: str) -> str:
        """What an error answer says, on one line, without the key."""
        try:
            data = json.loads(text)
            error = data.get("error", data) if isinstance(data, dict) else data
            message = error.get("message", error) if isinstance(error, dict) else error
        except (ValueError, RecursionError):
            message = "" if "<" in text else text
        line = " ".join(self._hidden(str(message)).split())
        return f": {line[:SAID]}" if line else ""

    def _hidden(self, text: str) -> str:
        return text.replace(self._key, "(key)") if self._key else text

    def _explain(self, status: int, said: str, model: str) -> None:
        if status in (401, 403):
            where = f"set {KEY_VARIABLE}, or: keyring set {KEYRING_SERVICE} {urlsplit(self.url).hostname}"
            raise ReaderStopped(f"{self.url} refuses the key{said}; {where}")
        if status == 404:
            raise ReaderStopped(
                f"{self.url} does not know the model {model!r} or this address{said}; check --model, --endpoint and --protocol"
            )
        if status == 402 or 300 <= status < 400:
            raise ReaderStopped(f"{self.url} answered with status {status}{said}; check the account and --endpoint")
        raise ReaderError(f"{self.url} answered with status {status}{said}; the other documents are not affected")


def _seconds(retry_after: str | None) -> float | None:
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _without_secrets(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url.partition("?")[0])
