"""How an answer is read: within its limits, once, whole, and named as the PSA names it."""

import socket

import pytest

from psa_sync.domain.errors import InDoubtError, TransientError
from tests.unit.connectors.wire import client_of, says, wire


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


def drips_single_letters(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    connection.settimeout(0.05)
    for _ in range(200):
        connection.sendall(b"x")
        try:
            if connection.recv(1) == b"":
                return
        except TimeoutError:
            continue


def answers_in_chunks(connection: socket.socket) -> None:
    """Two requests over one connection, the second only where it was kept open."""
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nyo\r\n1\r\nu\r\n0\r\n\r\n"
    connection.sendall(whole)
    if connection.recv(65536):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain")


@pytest.mark.parametrize("drip", [drips, drips_single_letters])
def test_an_answer_that_drips_for_ever_ends_at_the_time_limit(drip):
    with wire(drip) as url:
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


def test_a_connection_is_used_again_for_the_next_call():
    with wire(answers_in_chunks) as url:
        client = client_of(url)
        bodies = [client.send("GET", url, writes=False).body for _ in range(2)]
        client.close()
    assert bodies == [b"you", b"again"]


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("X-CW-Request-Id: 8a1d-c0\nX-Request-Id: other", "8a1d-c0"),
        ("X-Amz-Cf-Id: Pop==", "Pop=="),
        ("CF-RAY: 7f-FRA", "7f-FRA"),
        ("X-Request-Id:  ", None),
        ("X-Request-Id: a\tb", None),
        ("Date: today", None),
        ("Request-Id: " + "7" * 200, "7" * 100),
    ],
)
def test_the_psas_own_id_of_a_call_is_kept(header, named):
    with wire(says(f"HTTP/1.1 200 OK\n{header}\nContent-Length: 0\n\n")) as url:
        assert client_of(url).send("GET", url, writes=False).request_id == named


def test_a_redirect_is_an_answer_and_is_not_followed():
    with wire(
        says("HTTP/1.1 302 Found\nLocation: http://127.0.0.1:1/\nContent-Length: 0\n\n")
    ) as url:
        assert client_of(url).send("GET", url, writes=False).status == 302


def test_the_answer_arrives_whole_with_headers_in_any_case():
    with wire(says("HTTP/1.1 429 Slow\nRetry-After: 7\nContent-Length: 2\n\nno")) as url:
        answer = client_of(url).send("GET", url, writes=False)
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (429, b"no", "7")
