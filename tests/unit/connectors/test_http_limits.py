"""Where the HTTP client goes, how long it waits, and what it says when no answer comes."""

import socket
from datetime import UTC, datetime, timedelta
from inspect import getmembers, isclass

import pytest
from requests import exceptions

from psa_sync.connectors.http import SENT, HttpClient, HttpPolicy, Sent, consequence, retry_after
from psa_sync.domain.errors import InDoubtError, SyncError, TransientError
from tests.unit.connectors.wire import client_of, resets, says, stays_silent, wire

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
        ("9" * 5000, 86_400),
        ("Mon, 02 Mar 2099 12:01:00 GMT", 86_400),
        ("Mon, 02 Mar 2026 12:01:00 +99999999999999999999", None),
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
