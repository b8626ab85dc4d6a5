"""An address that PSAs can call, with API Gateway's part between it and our function."""

import base64
import copy
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from functions.psa_webhook.handler import lambda_handler
from tests.integration.client import invocation, stored_event


def hook_event(path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """The event of a message; bodies come as base64, as they may from API Gateway."""
    event = copy.deepcopy(stored_event("psa_webhook/time_updated"))
    _, _, app, token = urlsplit(path).path.split("/")
    event["pathParameters"] = {"app": app, "hookToken": token}
    event["headers"] = {name.lower(): value for name, value in headers.items()}
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return event


@contextmanager
def public_address() -> Iterator[str]:
    """Listen on this machine, and hand every message to the function."""

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            event = hook_event(self.path, body, dict(self.headers))
            self.send_response(lambda_handler(event, invocation())["statusCode"])
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
