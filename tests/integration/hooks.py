"""An address that PSAs can call, with API Gateway's part between it and our function."""

import base64
import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from functions.psa_webhook.handler import lambda_handler
from tests.integration.client import invoked, stored_event
from tests.integration.deployment import Deployment, deployed
from tests.integration.simulated import both_psas


def hook_event(path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """The event of a message; bodies come as base64, as they may from API Gateway."""
    event = copy.deepcopy(stored_event("psa_webhook/time_updated"))
    _, _, app, token = urlsplit(path).path.split("/")
    event["pathParameters"] = {"app": app, "hookToken": token}
    event["headers"] = {name.lower(): value for name, value in headers.items()}
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return event


@dataclass(frozen=True)
class Arrived:
    """One message as it came, and what it was answered."""

    path: str
    body: bytes
    headers: dict[str, str]
    status: int

    def again(self, **changes: Any) -> int:
        """Send it once more, or something like it; returns the status of the answer."""
        other = replace(self, **changes)
        event = hook_event(other.path, other.body, other.headers)
        return int(invoked(lambda_handler, event)["statusCode"])


@contextmanager
def public_address(arrived: list[Arrived] | None = None) -> Iterator[str]:
    """Listen on this machine, and hand every message to the function.

    Args:
        arrived: Gets every message, where somebody wants to see them.
    """

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            event = hook_event(self.path, body, dict(self.headers))
            status = int(invoked(lambda_handler, event)["statusCode"])
            if arrived is not None:
                arrived.append(Arrived(self.path, body, dict(self.headers), status))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Our function has a log of its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def reached(arrived: list[Arrived] | None = None) -> Iterator[Deployment]:
    """Deploy an empty product that PSAs reach, beside two PSAs of its own.

    A PSA keeps its hooks whatever else is reset, so one that others use, too, would go on calling
    addresses that are gone.

    Args:
        arrived: Gets every message, where somebody wants to see them.
    """
    with (
        both_psas() as psas,
        public_address(arrived) as url,
        deployed(psas, PUBLIC_URL=url) as deployment,
    ):
        yield deployment
