"""Serves tables in memory over HTTP, as DynamoDB does.

The emulator looks through all rows for each query, so that with very many rows it is all that would
be measured.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from benchmarks.plain_table.operations import RefusedError, Tables


class Answers(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    # Head and body leave together: the second packet would wait until the first is received.
    wbufsize = -1
    disable_nagle_algorithm = True
    tables: ClassVar = Tables()

    def do_POST(self) -> None:
        """Do what the target says."""
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            status, body = HTTPStatus.OK, self.tables.answer(operation, asked)
        except RefusedError as refusal:
            status, body = HTTPStatus.BAD_REQUEST, refusal.answer
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def main() -> None:
    """Serve until the process is ended."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        print(json.dumps({"port": server.server_port}), flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
