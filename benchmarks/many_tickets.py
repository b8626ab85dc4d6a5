"""A PSA of either kind with very many open tickets, made up as they are asked for, over HTTP."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPANIES: Final = 2_000
ME: Final = 241
_BEHIND: Final = re.compile(r"\bid > (\d+)")


@dataclass
class Tickets:
    """So many tickets, numbered from 1, spread over the companies; and the calls so far."""

    count: int
    calls: int = 0

    def behind(self, number: int, limit: int) -> Iterator[int]:
        """Numbers behind this one."""
        return islice(range(number + 1, self.count + 1), limit)


def connectwise(tickets: Tickets, path: str, query: dict[str, list[str]]) -> tuple[Any, str]:
    """Answer a read of ConnectWise; the second part is the header that leads on."""
    conditions = query.get("conditions", [""])[0]
    behind = _BEHIND.search(conditions)
    after = int(query.get("pageId", [behind.group(1) if behind else "0"])[0])
    if path.endswith("/service/tickets/count"):
        return {"count": max(0, tickets.count - after)}, ""
    if path.endswith("/count"):
        return {"count": 0}, ""
    if path.endswith("/service/tickets"):
        size = int(query["pageSize"][0])
        numbers = [*tickets.behind(after, size)]
        more = bool(numbers) and numbers[-1] < tickets.count
        return [_linked(one) for one in numbers], '<https://x>; rel="next"' if more else ""
    if path.endswith("/statuses"):
        return [{"id": 1, "name": "New"}], ""
    return [], ""


def _linked(number: int) -> dict[str, Any]:
    company = number % COMPANIES + 1
    return {
        "id": number,
        "summary": f"Ticket {number}: a printer on the {company % 9}th floor is on fire again",
        "board": {"id": 1, "name": "Service"},
        "status": {"id": 1, "name": "New"},
        "company": {"id": company, "identifier": f"C{company}", "name": f"Company {company}"},
        "owner": {"id": number % 50, "identifier": f"Person{number % 50}"},
        "closedFlag": False,
        "recordType": "ServiceTicket",
    }


def autotask(tickets: Tickets, path: str, query: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Answer a call of Autotask."""
    entity, _, what = path.rpartition("/v1.0/")[2].partition("/")
    clauses = query.get("filter", [])
    after = next((one["value"] for one in clauses if one["op"] == "gt"), 0)
    if what == "query/count":
        return {"queryCount": tickets.count if entity == "Tickets" else 0}
    if what.endswith("fields"):
        return {"fields": [{"name": "status", "picklistValues": [{"value": "1", "label": "New"}]}]}
    rows: list[dict[str, Any]] = []
    if entity == "Tickets":
        rows = [_named(one) for one in tickets.behind(after, query["MaxRecords"])]
    if entity == "Companies":
        rows = [_company(one) for one in sorted(clauses[0]["value"])]
    more = entity == "Tickets" and bool(rows) and rows[-1]["id"] < tickets.count
    details = {"count": len(rows), "requestCount": 500, "nextPageUrl": "next" if more else None}
    return {"items": rows, "pageDetails": details}


def _named(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "ticketNumber": f"T2026.{number}",
        "title": f"Ticket {number}: a printer on the {number % 9}th floor is on fire again",
        "companyID": number % COMPANIES + 1,
        "projectID": None,
        "status": 1,
        "queueID": 8,
        "assignedResourceID": number % 50 + 1,
        "assignedResourceRoleID": 7,
        "completedDate": None,
        "lastActivityDate": "2026-01-01T00:00:00Z",
    }


def _company(number: int) -> dict[str, Any]:
    name = f"Company {number}"
    return {"id": number, "companyName": name, "companyNumber": f"C{number}", "isActive": True}


def handler(tickets: Tickets) -> type[BaseHTTPRequestHandler]:
    """The server's answers: reads of ConnectWise are GET, of Autotask POST."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave together: the second packet would wait until the first is received.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/calls":
                self._send({"calls": tickets.calls})
                return
            tickets.calls += 1
            if "/v1.0/" in parts.path:
                self._send(autotask(tickets, parts.path, {}))
                return
            body, link = connectwise(tickets, parts.path, parse_qs(parts.query))
            self._send(body, link)

        def do_POST(self) -> None:
            tickets.calls += 1
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._send(autotask(tickets, self.path, asked))

        def _send(self, body: object, link: str | None = None) -> None:
            raw = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            if link is not None:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Answers


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, required=True)
    tickets = Tickets(parser.parse_args().items)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(tickets)) as server:
        print(json.dumps({"port": server.server_port}), flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
