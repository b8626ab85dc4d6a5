"""An HTTP client that answers from a script and remembers what it was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from requests.structures import CaseInsensitiveDict

from psa_sync.connectors.connectwise.auth import Keys
from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.connector import ConnectWiseConnector
from psa_sync.connectors.http import HttpClient, HttpPolicy, Response
from tests.builders import NOW

BASE = "https://api-na.myconnectwise.net/v4_6_release/apis/3.0"
KEYS = Keys("na", "acme", "public-canary", "private-canary", "client-canary")


@dataclass(frozen=True)
class Asked:
    method: str
    url: str
    writes: bool
    headers: Mapping[str, str]
    params: Mapping[str, str]
    body: Any

    @property
    def path(self) -> str:
        return self.url.removeprefix(BASE)


class ScriptedHttp(HttpClient):
    """Plays a script; questions beside it are answered as a sound ConnectWise would.

    Those are what the connector asks about answers it was given: whether a list was complete,
    whether our role sees everything, whether a week is open. They are in `asked_beside`.
    """

    def __init__(self, *answers: Response | Exception) -> None:
        super().__init__(HttpPolicy(allowed_hosts=("*.myconnectwise.net",)))
        self.script = list(answers)
        self.asked: list[Asked] = []
        self.asked_beside: list[Asked] = []
        self.beside: dict[str, Response | Exception] = {
            "/system/mySecurity": answer(200, []),
            "/time/sheets": answer(200, []),
        }

    def send(
        self,
        method: str,
        url: str,
        *,
        writes: bool,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        read = json.loads(body) if body else None
        asked = Asked(method, url, writes, headers or {}, params or {}, read)
        uncounted = answer(200, {"count": 0}) if asked.path.endswith("/count") else None
        beside = self.beside.get(asked.path, uncounted)
        (self.asked if beside is None else self.asked_beside).append(asked)
        following = self.script.pop(0) if beside is None else beside
        if isinstance(following, Exception):
            raise following
        return following


def answer(status: int = 200, body: object = None, **headers: str) -> Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, CaseInsensitiveDict(named), raw)


def refusal(status: int, code: str, message: str = "", *items: dict[str, str]) -> Response:
    return answer(status, {"code": code, "message": message, "errors": list(items) or None})


def client_of(http: HttpClient) -> ConnectWiseClient:
    return ConnectWiseClient(http, BASE, KEYS, clock=lambda: NOW)


def connector_of(http: HttpClient) -> ConnectWiseConnector:
    return ConnectWiseConnector(client_of(http), clock=lambda: NOW)


def time_entry(row_id: int = 90341, **fields: object) -> dict[str, object]:
    """A stored row as ConnectWise answers it, with fields that nobody reads."""
    return {
        "id": row_id,
        "company": {"id": 250, "identifier": "ACME", "name": "Acme", "_info": {}},
        "chargeToId": 5012,
        "chargeToType": "ServiceTicket",
        "member": {"id": 243, "identifier": "jdoe", "name": "Jane Doe", "_info": {}},
        "workType": {"id": 3, "name": "Remote", "_info": {}},
        "workRole": {"id": 11, "name": "Engineer", "_info": {}},
        "timeStart": "2026-03-02T09:00:00Z",
        "timeEnd": "2026-03-02T10:30:00Z",
        "hoursDeduct": 0.25,
        "actualHours": 1.25,
        "billableOption": "Billable",
        "notes": "Router swap",
        "internalNotes": "",
        "hourlyCost": "0.00",
        "enteredBy": "MemtimeApi",
        "timeSheet": {"id": 771, "name": "2026-03-01 to 2026-03-07", "_info": {}},
        "status": "Open",
        "agreement": {},
        "customFields": [],
        "_info": {"lastUpdated": "2026-03-02T10:31:07Z", "updatedBy": "MemtimeApi"},
    } | fields
