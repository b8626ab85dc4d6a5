"""A web server that answers what the test tells it to, one answer after the other."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from psa_sync.connectors.autotask.auth import ApiKey
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.http import HttpClient, HttpPolicy
from tests.builders import NOW

KEY = ApiKey("api@tenant.example", "the-secret", "THE-CODE")


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Vendor:
    """What was asked so far, and what will be answered."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    script: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)

    def will_answer(self, status: int, body: object = b"", **headers: str) -> "Vendor":
        """Add an answer; anything but bytes is sent as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.script.append((status, raw, {k.replace("_", "-"): v for k, v in headers.items()}))
        return self

    def will_list(self, *rows: dict[str, Any], following: str | None = None) -> "Vendor":
        """Add a page of rows as Autotask frames it."""
        details = {"count": len(rows), "requestCount": 500, "nextPageUrl": following}
        return self.will_answer(200, {"items": rows, "pageDetails": details})

    def will_tell_zone(self, url: str | None = None, ci: int = 7) -> "Vendor":
        """Add an answer of zone discovery."""
        return self.will_answer(200, {"zoneName": "T", "url": url or f"{self.url}/Z/", "ci": ci})

    def client(
        self, endpoint: str | None = "", *, zones: int = 1, hosts: tuple[str, ...] = ()
    ) -> AutotaskClient:
        """A client that talks to this server only; by further names where they are given."""
        port = self.url.rpartition(":")[2]
        names = ("127.0.0.1", *hosts)
        allowed = tuple(host if ":" in host else f"{host}:{port}" for host in names)
        return AutotaskClient(
            HttpClient(HttpPolicy(allowed_hosts=allowed, read_timeout=5)),
            KEY,
            zone_addresses=tuple(f"{self.url}/zone{n}" for n in range(zones)),
            endpoint=f"{self.url}/Z/" if endpoint == "" else endpoint,
            clock=lambda: NOW,
            moved=self.moves.append,
        )


@contextmanager
def scripted_vendor() -> Iterator[Vendor]:
    """Serve on loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.loads(raw) if raw else None
            vendor.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            status, answer, headers = vendor.script.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            if status != 204:
                self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the library's names

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    vendor = Vendor(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
