"""A PSA that says on the wire whatever the test says, byte by byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from psa_sync.connectors.http import HttpClient, HttpPolicy

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
