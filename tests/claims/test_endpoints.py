from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from allegedly.base.errors import BadOption, ReaderError, ReaderStopped
from allegedly.claims import endpoints
from allegedly.claims.answers import schema
from allegedly.claims.endpoints import Budget, Endpoint, Pace, Question, Reply, find_key, is_loopback, protocol_of
from tests.claims.model_server import ModelServer, Turn, serving

QUESTION = Question("model-x", "the prompt", "the window", schema(), 500)
KEY = "sk-secret"
PATHS = {"openai": "/v1", "ollama": "", "anthropic": ""}


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (endpoints.KEY_VARIABLE, *endpoints.VENDOR_KEYS.values()):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)


def endpoint(server: ModelServer, protocol: str = "openai", **options: Any) -> Endpoint:
    waited: list[float] = []
    made = Endpoint(server.address + PATHS[protocol], protocol=protocol, **({"sleep": waited.append, "key": KEY} | options))
    made.waited = waited  # type: ignore[attr-defined]
    return made


def ask(*script: Turn | str, protocol: str = "openai", **options: Any) -> tuple[Reply | Exception, ModelServer, list[float]]:
    """The reply or the error, the server with its requests, and the seconds waited where any were."""
    with serving(*script) as server:
        there = endpoint(server, protocol, **options)
        result: Reply | Exception
        try:
            result = there.ask(QUESTION)
        except ReaderError as error:
            result = error
        finally:
            there.close()
    return result, server, [seconds for seconds in there.waited if seconds]  # type: ignore[attr-defined]


@pytest.mark.parametrize("protocol", endpoints.PROTOCOLS)
def test_each_protocol_sends_prompt_window_and_schema_and_reads_the_answer(protocol: str) -> None:
    reply, server, waited = ask('{"claims": []}', protocol=protocol)
    assert reply == Reply('{"claims": []}', "done", 100, 10)
    (request,) = server.requests
    assert request.path == PATHS[protocol] + endpoints.PROTOCOLS[protocol].path
    assert (request.system, request.user, request.body["model"]) == ("the prompt", "the window", "model-x")
    assert schema() in (
        request.body.get("format"),
        request.body.get("response_format", {}).get("json_schema", {}).get("schema"),
        request.body.get("tools", [{}])[0].get("input_schema"),
    )
    assert not request.body.get("stream") and not waited
    assert KEY in (request.headers.get("authorization", "").removeprefix("Bearer "), request.headers.get("x-api-key"))


@pytest.mark.parametrize("protocol", endpoints.PROTOCOLS)
def test_why_an_answer_ended_is_told(protocol: str) -> None:
    assert ask(Turn("half", stop="length"), protocol=protocol)[0] == Reply("half", "length", 100, 10)
    if protocol == "anthropic":
        full = b'{"content": [{"type": "text", "text": "half"}], "stop_reason": "model_context_window_exceeded"}'
        assert ask(Turn(raw=full), protocol=protocol)[0] == Reply("half", "length")
    if protocol != "ollama":  # which has no word for it
        assert ask(Turn("", stop="refused"), protocol=protocol)[0] == Reply("", "refused", 100, 10)


@pytest.mark.parametrize("protocol", endpoints.PROTOCOLS)
def test_an_endpoint_that_counts_no_tokens_says_so(protocol: str) -> None:
    reply, *_ = ask(Turn("{}", usage=False), protocol=protocol)
    assert isinstance(reply, Reply) and (reply.sent, reply.received) == (None, None)


@pytest.mark.parametrize("status", sorted(endpoints.TRANSIENT))
def test_what_may_pass_is_tried_again_with_growing_patience(status: int) -> None:
    reply, server, waited = ask(Turn("busy", status=status), Turn("busy", status=status), "{}")
    assert reply == Reply("{}", "done", 100, 10)
    assert len(server.requests) == 3
    assert 1 <= waited[0] <= 1.5 and 4 <= waited[1] <= 6


def test_an_endpoint_that_says_how_long_to_wait_is_believed_up_to_a_minute() -> None:
    assert ask(Turn("slow down", status=429, headers={"retry-after": "7"}), "{}")[2] == [7]
    assert ask(Turn("slow down", status=429, headers={"retry-after": "86400"}), "{}")[2] == [60]
    for odd in ("soon", "-1", "nan", "inf"):
        assert 1 <= ask(Turn("slow down", status=429, headers={"retry-after": odd}), "{}")[2][0] <= 1.5


@pytest.mark.parametrize(
    "turn",
    [
        Turn("{}", drop=True),
        Turn(raw=b"<html>bad gateway</html>"),
        Turn(raw=b"[" * 50_000),
        Turn(raw=b'{"choices": []}'),
        Turn(raw=b'{"choices": [{"message": null}]}'),
        Turn(raw=b"\xff\xfe"),
        Turn(raw=b""),
    ],
)
def test_an_answer_lost_or_mangled_on_its_way_is_asked_for_again(turn: Turn) -> None:
    assert ask(turn, "{}")[0] == Reply("{}", "done", 100, 10)


def test_a_slow_answer_is_given_up_and_asked_for_again() -> None:
    assert ask(Turn("{}", delay=0.4), "{}", timeout=0.1)[0] == Reply("{}", "done", 100, 10)


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "LARGEST", 1000)
    error, *_ = ask(Turn("x" * 5000))
    assert isinstance(error, ReaderStopped) and "more than 1,000 bytes" in str(error)


@pytest.mark.parametrize(
    ("turn", "kind", "message"),
    [
        (Turn("no such key " + KEY, status=401), ReaderStopped, r"refuses the key: no such key \(key\); set ALLEGEDLY_API_KEY"),
        (Turn("forbidden", status=403), ReaderStopped, "refuses the key: forbidden"),
        (Turn("no model", status=404), ReaderStopped, "does not know the model 'model-x' or this address: no model"),
        (Turn("pay first", status=402), ReaderStopped, "status 402: pay first; check the account"),
        (Turn("", status=302, headers={"location": "http://192.0.2.1/"}), ReaderStopped, "status 302"),
        (
            Turn("context length exceeded", status=400),
            ReaderError,
            "status 400: context length exceeded; the other documents are not affected",
        ),
        (Turn("over\nloaded", status=503), ReaderError, "answered 5 times with status 503: over loaded; try again later"),
        (Turn(raw=b"<html>"), ReaderError, "answered 5 times with an answer that is not in its protocol"),
    ],
)
def test_what_does_not_pass_is_said_in_one_line_without_the_key(turn: Turn, kind: type[Exception], message: str) -> None:
    error, *_ = ask(turn)
    assert type(error) is kind
    with pytest.raises(kind, match=message):
        raise error
    assert KEY not in str(error) and "\n" not in str(error)


def test_an_endpoint_that_is_not_there_stops_the_reader() -> None:
    with serving("{}") as server:
        gone = endpoint(server)
    with pytest.raises(ReaderStopped, match=r"cannot be reached \(ConnectError.*start the model there, or give another --endpoint"):
        gone.ask(QUESTION)
    gone.close()


@pytest.mark.parametrize(
    ("protocol", "complaint", "gone"),
    [
        ("openai", "Unsupported parameter: 'temperature'", "temperature"),
        ("openai", "Use 'max_completion_tokens' instead of 'max_tokens'", "max_tokens"),
        ("openai", "response_format is not supported", "response_format"),
        ("anthropic", "temperature is deprecated for this model", "temperature"),
        ("anthropic", "tool_choice forces tool use", "tool_choice"),
    ],
)
def test_what_an_endpoint_does_not_take_is_left_out_from_then_on(protocol: str, complaint: str, gone: str) -> None:
    with serving(Turn(complaint, status=400), "{}") as server:
        there = endpoint(server, protocol)
        assert there.ask(QUESTION).text == there.ask(QUESTION).text == "{}"
        there.close()
    first, *later = [request.body for request in server.requests]
    assert gone in first and len(later) == 2
    assert all(gone not in body for body in later)
    if gone == "max_tokens":
        assert all(body["max_completion_tokens"] == 500 for body in later)


def test_an_old_ollama_that_takes_no_schema_is_asked_for_any_json() -> None:
    reply, server, _ = ask(Turn("invalid format", status=400), "{}", protocol="ollama")
    assert reply == Reply("{}", "done", 100, 10)
    assert server.requests[1].body["format"] == "json"


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:11434", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.8.8.8", True),
        ("http://[::1]:8080", True),
        ("http://0.0.0.0", False),
        ("http://192.168.1.5:8000", False),
        ("https://localhost.example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_only_what_stays_on_this_machine_is_local(url: str, local: bool) -> None:
    assert is_loopback(url) is local


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://localhost:11434", "ollama"),
        ("http://localhost:11434/v1", "openai"),
        ("http://localhost:8080/v1", "openai"),
        ("https://api.anthropic.com", "anthropic"),
        ("https://api.openai.com/v1", "openai"),
    ],
)
def test_the_protocol_follows_from_the_address(url: str, name: str) -> None:
    assert protocol_of(url, None).name == name
    assert protocol_of(url, "anthropic").name == "anthropic"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:8080", "no address of an endpoint"),
        ("ftp://localhost", "no address of an endpoint"),
        ("https://user:sk-1@api.example.org", "'https://api.example.org' holds more than an address"),
        ("https://api.example.org/?key=sk-1", "'https://api.example.org/' holds more than an address"),
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_without_repeating_it(url: str, message: str) -> None:
    with pytest.raises(BadOption, match=message) as raised:
        Endpoint(url)
    assert "sk-1" not in str(raised.value)


def test_a_key_is_never_sent_unencrypted_beyond_this_machine() -> None:
    with pytest.raises(BadOption, match="is not encrypted, and a key is never sent over it"):
        Endpoint("http://192.0.2.1/v1", key=KEY)


@pytest.mark.parametrize("url", ["https://model.example.org", "HTTPS://model.example.org", "https://localhost:8443"])
def test_certificates_are_held_against_whoever_answers_encrypted(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    options: dict[str, Any] = {}
    monkeypatch.setattr(httpx, "Client", lambda **given: options.update(given))
    Endpoint(url)
    assert options["verify"] is True and options["follow_redirects"] is False


def test_a_vendors_key_goes_to_this_vendor_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "openai")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "anthropic")
    assert find_key("https://api.openai.com/v1") == "openai"
    assert find_key("https://api.anthropic.com") == "anthropic"
    assert find_key("https://api.openai.com.example.org/v1") is None
    monkeypatch.setenv(endpoints.KEY_VARIABLE, "ours")
    assert find_key("https://api.example.org") == find_key("https://api.openai.com") == "ours"


def test_a_key_is_found_in_the_keyring_under_the_name_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyring:
        @staticmethod
        def get_password(service: str, user: str) -> str:
            return f"{service}/{user}"

    monkeypatch.setitem(sys.modules, "keyring", Keyring)
    assert find_key("https://api.example.org/v1") == "allegedly/api.example.org"


def test_without_the_extra_the_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ReaderError, match=r"pip install 'allegedly\[prompted\]'"):
        Endpoint()


def test_a_proxy_of_the_environment_never_sees_what_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving("{}") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.setenv("ALL_PROXY", proxy.address)
        assert ask("{}")[0] == Reply("{}", "done", 100, 10)
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("budget", "message"),
    [(Budget(max_tokens=1000), "budget of 1,000 tokens is spent"), (Budget(max_cost=0.0066, price=(3, 15)), "budget of 0.0066 is spent")],
)
def test_a_budget_is_never_exceeded_by_what_is_promised(budget: Budget, message: str) -> None:
    numbers = [budget.promise(400, 100)]
    budget.settle(numbers[0], Reply("", sent=300, received=150))
    assert (budget.sent, budget.received, budget.tokens) == (300, 150, 450)
    numbers.append(budget.promise(300, 100))
    with pytest.raises(ReaderStopped, match=message):
        budget.promise(200, 50)
    budget.settle(numbers[1], None)  # it failed: nothing is counted
    assert budget.tokens == 450
    budget.settle(budget.promise(200, 50), Reply(""))  # nothing is said: what was promised is counted
    assert budget.tokens == 700


def test_the_cost_follows_from_the_price_of_a_million_tokens() -> None:
    budget = Budget(price=(3.0, 15.0))
    assert budget.cost(1_000_000, 100_000) == pytest.approx(4.5)
    assert Budget().cost(10, 10) is None


def test_requests_keep_their_pace() -> None:
    clock: Callable[[], float] = iter([0.0, 0.0, 2.0, 60.0]).__next__
    pace = Pace(20, clock=clock)
    assert [pace.wait() for _ in range(4)] == [0, 3, 4, 0]
    assert Pace(None).wait() == 0
