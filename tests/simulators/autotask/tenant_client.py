"""A plain HTTP client of the simulated tenant, with the words the tests use."""

from datetime import datetime, timedelta
from typing import Any

import requests

from local.simulators.autotask import seed
from local.simulators.autotask.people import ENGINEER, SENIOR_ENGINEER
from local.simulators.autotask.vendor import Autotask as Vendor

PIERCE, KELLER, HASSAN, ADMIN = 29682885, 29682886, 29682887, 29682896
FORMER, API_USER = 29682884, 29682999
PIERCE_ROLE, KELLER_ROLE = SENIOR_ENGINEER, ENGINEER
HEADERS = {
    "UserName": seed.USER_NAME,
    "Secret": seed.SECRET,
    "ApiIntegrationCode": seed.INTEGRATION_CODE,
}
API = "/atservicesrest/v1.0"


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)


class Autotask:
    def __init__(self, url: str, vendor: Vendor, clock: Clock, faults: list[str]) -> None:
        self.url, self.vendor, self.clock, self._faults = url, vendor, clock, faults
        self._session = requests.Session()

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        address = path if path.startswith("http") else f"{self.url}{API}{path}"
        sent = HEADERS if headers is None else headers
        return self._session.request(method, address, json=body, headers=sent, timeout=10)

    def control(self, method: str, path: str, body: Any = None) -> requests.Response:
        address = f"{self.url}/_sim{path}"
        return self._session.request(method, address, json=body, timeout=10)

    def check_answers(self) -> None:
        found, self._faults[:] = list(dict.fromkeys(self._faults)), []
        assert not found, "\n".join(found)

    def quirk(self, name: str, *, on: bool) -> None:
        answer = self.control("POST", "/set", {"what": "quirk", "name": name, "on": on})
        assert answer.status_code == 200

    def query(self, entity: str, *clauses: dict[str, Any], **others: Any) -> list[dict[str, Any]]:
        answer = self.call("POST", f"/{entity}/query", {"filter": list(clauses), **others})
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def item(self, entity: str, row_id: int) -> Any:
        return self.call("GET", f"/{entity}/{row_id}").json()["item"]

    def books(self, headers: dict[str, str] | None = None, **fields: Any) -> requests.Response:
        sent = None if headers is None else HEADERS | headers
        return self.call("POST", "/TimeEntries", fields, sent)

    def changes(
        self, entry: int, headers: dict[str, str] | None = None, **fields: Any
    ) -> requests.Response:
        sent = None if headers is None else HEADERS | headers
        return self.call("PATCH", "/TimeEntries", {"id": entry, **fields}, sent)

    def deletes(self, entry: int, headers: dict[str, str] | None = None) -> requests.Response:
        sent = None if headers is None else HEADERS | headers
        return self.call("DELETE", f"/TimeEntries/{entry}", headers=sent)

    def booked(self, **fields: Any) -> int:
        answer = self.books(**fields)
        assert answer.status_code == 200, answer.text
        entry: int = answer.json()["itemId"]
        return entry

    def entry(self, entry: int) -> Any:
        return self.item("TimeEntries", entry)

    def sets(self, **asked: Any) -> None:
        answer = self.control("POST", "/set", asked)
        if answer.status_code != 200:
            raise ValueError(answer.json()["message"])

    def history(self, entry: int) -> list[tuple[str, str]]:
        items = self.control("GET", "/ledger").json()["items"]
        found = next(item for item in items if item["id"] == str(entry))
        return [(event["by"], event["action"]) for event in found["history"]]

    def forget_webhooks(self) -> None:
        for plural in ("TicketWebhooks", "CompanyWebhooks"):
            for webhook in self.query(plural, {"op": "gte", "field": "id", "value": 0}):
                self.call("DELETE", f"/{plural}/{webhook['id']}")

    def tickets_of(self, resource: int, *, complete: bool = False) -> list[dict[str, Any]]:
        status = {"op": "eq" if complete else "noteq", "field": "status", "value": 5}
        return self.query(
            "Tickets", {"op": "eq", "field": "assignedResourceID", "value": resource}, status
        )

    def tasks_of(self, resource: int, *, complete: bool = False) -> list[dict[str, Any]]:
        status = {"op": "eq" if complete else "noteq", "field": "status", "value": 5}
        return self.query(
            "Tasks", {"op": "eq", "field": "assignedResourceID", "value": resource}, status
        )


def half_an_hour(ticket: Any = 35400, **others: Any) -> dict[str, Any]:
    """Half an hour of Pierce's today on one of his tickets; None takes a field away."""
    fields = {
        "resourceID": PIERCE,
        "ticketID": ticket,
        "roleID": PIERCE_ROLE,
        "dateWorked": "2026-09-23T00:00:00Z",
        "startDateTime": "2026-09-23T14:00:00Z",
        "endDateTime": "2026-09-23T14:30:00Z",
        "summaryNotes": "Replaced PSU",
    }
    return {name: value for name, value in (fields | others).items() if value is not None}


def refusal(answer: requests.Response) -> str:
    """The one text of a refusal by a rule."""
    assert answer.status_code == 500, answer.text
    (text,) = answer.json()["errors"]
    assert isinstance(text, str)
    return text
