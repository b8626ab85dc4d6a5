"""Where the HTTP client goes, how long it waits, and what it says when no answer comes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from inspect import getmembers, isclass

import pytest
from requests import exceptions

from psa_sync.connectors.http import SENT, HttpClient, HttpPolicy, Sent, consequence, retry_after
from psa_sync.domain.errors import InDoubtError, SyncError, TransientError

Reply = Callable[[socket.socket], None]


@contextmanager
def wire(reply: Reply) -> Iterator[str]:
    """A listener that reads one request per connection and then does what the test says."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection:
                if stopping.is_set():
                    return
                connection.settimeout(5)
                with suppress(OSError):  # the client is free to hang up first
                    connection.recv(65536)
                    reply(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stopping.set()
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()
        listener.close()


def client_of(url: str, **limits: float) -> HttpClient:
    host = url.partition("//")[2]
    policy = HttpPolicy(allowed_hosts=(host,), **{"read_timeout": 2.0, **limits})  # type: ignore[arg-type]
    return HttpClient(policy)


def says(text: str) -> Reply:
    return lambda connection: connection.sendall(text.replace("\n", "\r\n").encode())


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def stays_silent(connection: socket.socket) -> None:
    connection.recv(1)


def drips(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    connection.settimeout(0.05)
    for _ in range(200):
        connection.sendall(b"x" * 70_000)
        try:
            if connection.recv(1) == b"":
                return
        except TimeoutError:
            continue


LOST_ANSWERS = {
    "closed without a word": lambda _: None,
    "reset": resets,
    "no answer in time": stays_silent,
    "body cut": says("HTTP/1.1 200 OK\nContent-Length: 100\n\n[1,2"),
    "chunk cut": says("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n40\n[1,2"),
    "not HTTP": says("220 mail.example ESMTP\n"),
    "not gzip": says("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 4\n\nabcd"),
}


@pytest.mark.parametrize("reply", LOST_ANSWERS.values(), ids=LOST_ANSWERS)
def test_a_lost_answer_leaves_a_write_in_doubt_and_a_read_to_be_repeated(reply):
    with wire(reply) as url:
        client = client_of(url, read_timeout=0.3)
        with pytest.raises(InDoubtError):
            client.send("POST", f"{url}/x", writes=True, body=b"{}")
        with pytest.raises(TransientError):
            client.send("GET", f"{url}/x", writes=False)
        client.close()


def test_a_refused_connection_is_not_a_doubtful_write():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(TransientError):
        client_of(url).send("POST", url, writes=True)


def test_a_name_that_does_not_resolve_is_not_a_doubtful_write():
    client = HttpClient(HttpPolicy(allowed_hosts=("nowhere.invalid",)))
    with pytest.raises(TransientError):
        client.send("POST", "https://nowhere.invalid/x", writes=True)


def test_a_failed_handshake_is_not_a_doubtful_write():
    with wire(says("HTTP/1.1 400 Bad Request\n\n")) as url, pytest.raises(TransientError):
        client_of(url).send("POST", url.replace("http://", "https://"), writes=True)


def test_a_connection_that_does_not_come_about_in_time_is_not_a_doubtful_write():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.create_connection(("127.0.0.1", port))]
        try:
            while True:
                waiting.append(socket.create_connection(("127.0.0.1", port), timeout=0.05))
        except TimeoutError:
            pass
        client = client_of(f"http://127.0.0.1:{port}", connect_timeout=0.2)
        with pytest.raises(TransientError):
            client.send("POST", f"http://127.0.0.1:{port}/x", writes=True)
        for connection in waiting:
            connection.close()


def test_an_answer_that_drips_for_ever_ends_at_the_time_limit():
    with wire(drips) as url:
        client = client_of(url, read_timeout=0.2, connect_timeout=0.1)
        with pytest.raises(TransientError, match="ReadTimeout"):
            client.send("GET", url, writes=False)
        client.close()


def test_an_answer_beyond_the_size_limit_is_dropped():
    body = "x" * 2000
    with wire(says(f"HTTP/1.1 200 OK\nContent-Length: 2000\n\n{body}")) as url:
        with pytest.raises(TransientError, match="AnswerTooLarge"):
            client_of(url, max_bytes=1999).send("GET", url, writes=False)
        with pytest.raises(InDoubtError):
            client_of(url, max_bytes=1999).send("POST", url, writes=True)
        assert len(client_of(url, max_bytes=2000).send("GET", url, writes=False).body) == 2000


def test_a_redirect_is_an_answer_and_is_not_followed():
    with wire(
        says("HTTP/1.1 302 Found\nLocation: http://127.0.0.1:1/\nContent-Length: 0\n\n")
    ) as url:
        assert client_of(url).send("GET", url, writes=False).status == 302


def test_the_answer_arrives_whole_with_headers_in_any_case():
    with wire(says("HTTP/1.1 429 Slow\nRetry-After: 7\nContent-Length: 2\n\nno")) as url:
        answer = client_of(url).send("GET", url, writes=False)
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (429, b"no", "7")


def test_the_errors_name_neither_address_nor_body_nor_header():
    with wire(LOST_ANSWERS["reset"]) as url, pytest.raises(SyncError) as caught:
        client_of(url).send(
            "POST",
            f"{url}/companies?name=canary-query",
            writes=True,
            headers={"Authorization": "canary-header"},
            body=b"canary-body",
        )
    assert "canary" not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__


ALLOWED = HttpPolicy(
    allowed_hosts=(
        "psa.example.com",
        "on-premise.example:8443",
        "*.myconnectwise.net",
        "127.0.0.1:9101",
    )
)


@pytest.mark.parametrize(
    "url",
    [
        "https://psa.example.com/v4",
        "https://PSA.example.com:443/v4",
        "https://on-premise.example:8443/v4",
        "https://api-na.myconnectwise.net/v4",
        "http://127.0.0.1:9101/v4",
        "https://127.0.0.1:9101/v4",
    ],
)
def test_hosts_on_the_list_may_be_called(url):
    assert ALLOWED.refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://psa.example.com/v4",
        "https://psa.example.com:8443/v4",
        "https://on-premise.example/v4",
        "https://myconnectwise.net/v4",
        "https://evilmyconnectwise.net/v4",
        "https://api-na.myconnectwise.net:8443/v4",
        "https://api-na.myconnectwise.net.evil.example/v4",
        "https://psa.example.com@evil.example/v4",
        "https://user:secret@psa.example.com/v4",
        "https://evil.example/psa.example.com",
        "https://psa.example.com:99999/v4",
        "http://127.0.0.1:9102/v4",
        "http://localhost:9101/v4",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://psa.example.com/v4",
        "psa.example.com",
        "",
    ],
)
def test_everything_else_is_refused_before_a_connection_is_made(url):
    assert ALLOWED.refusal(url)
    with pytest.raises(TransientError, match="not sent"):
        HttpClient(ALLOWED).send("POST", url, writes=True)


def test_a_star_never_opens_the_machine_itself():
    assert HttpPolicy(allowed_hosts=("*.0.0.1", "*.localhost")).refusal("http://127.0.0.1/")
    assert HttpPolicy(allowed_hosts=("*.0.0.1",)).refusal("https://127.0.0.1/")


def test_a_public_name_that_leads_inside_is_left_at_once(monkeypatch):
    heard: list[bytes] = []

    def listens(connection: socket.socket) -> None:
        heard.append(b"a request")

    with wire(listens) as url:
        port = int(url.rpartition(":")[2])
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
        client = HttpClient(HttpPolicy(allowed_hosts=(f"psa.example.com:{port}",)))
        with pytest.raises(TransientError, match="not public"):
            client.send("POST", f"https://psa.example.com:{port}/", writes=True, body=b"secret")
        monkeypatch.undo()


def test_every_error_of_requests_is_in_the_table():
    known = {
        kind
        for _, kind in getmembers(exceptions, isclass)
        if issubclass(kind, exceptions.RequestException)
    }
    assert known - set(SENT) == set()
    for kind in known:
        error = kind.__new__(kind)
        expected = InDoubtError if SENT[kind] is Sent.MAYBE else TransientError
        assert type(consequence(error, writes=True)) is expected
        assert type(consequence(error, writes=False)) is TransientError


def test_an_error_nobody_knows_counts_as_perhaps_sent():
    assert isinstance(consequence(RuntimeError("new"), writes=True), InDoubtError)


NOW = datetime(2026, 3, 2, 12, 0, 0, 400_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        (" 0 ", 0),
        ("Mon, 02 Mar 2026 12:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("Mon, 02 Mar 2026 14:01:00 +0200", 60),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert retry_after({"Retry-After": value}, NOW) == seconds


def test_no_retry_after_asks_for_nothing():
    assert retry_after({}, NOW + timedelta(days=1)) is None
