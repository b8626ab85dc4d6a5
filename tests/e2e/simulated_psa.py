"""A simulated PSA of the running stack: what happens in it, and what it holds."""

from dataclasses import dataclass
from typing import Any

import requests

from local.api_client import wait_for
from local.simulated_psas import SIMULATED_PSAS
from local.stack_file import Simulator
from psa_sync.domain.marker import Marker
from tests.contract.cases.case import Case

TIMEOUT_SECONDS = 30
ARRIVES_SECONDS = 180
"""Much more than anything takes, so that a busy machine fails no test."""
Row = dict[str, Any]


@dataclass(frozen=True)
class SimulatedPsa:
    """One vendor's simulator.

    Attributes:
        case: What its rows and calls are called.
        simulator: Where it is.
        since: Rows that were not touched since then are of no interest.
    """

    case: Case
    simulator: Simulator
    since: str
    session: requests.Session

    @property
    def app(self) -> str:
        return str(self.case.app)

    def control(self, method: str, path: str, body: object = None) -> Any:
        url = self.simulator.control_url + path
        answer = self.session.request(method, url, json=body, timeout=TIMEOUT_SECONDS)
        assert answer.ok, f"{method} {url} answered {answer.status_code}: {answer.text}"
        return answer.json() if answer.content else None

    def breaks(self, mode: str, call: tuple[str, str] | None = None, **more: object) -> str:
        """Let calls go wrong, all calls until healed where nothing else is said; give the id."""
        fault: dict[str, object] = {"mode": mode} | more
        if call is not None:
            fault["match"] = {"method": call[0], "path": call[1], "exact": True}
        return str(self.control("POST", "/faults", fault)["id"])

    def heals(self, fault_id: str | None = None) -> None:
        """End one fault, or all."""
        self.control("DELETE", f"/faults/{fault_id}" if fault_id else "/faults")

    def hits(self, fault_id: str | None = None) -> int:
        """How many calls went wrong, by one fault or by all."""
        faults = self.control("GET", "/faults")["items"]
        return sum(fault["hits"] for fault in faults if fault_id in {None, fault["id"]})

    def creates(self) -> int:
        """How many rows our API user asked for so far, or made where asking looks like changing."""
        if not self.case.creates_can_be_counted:
            return len([one for one in self.ledger() if one["createdBy"] == "api"])
        called = self.control("GET", "/requests")["byEndpoint"]
        return int(called.get(" ".join(self.case.create_call), 0))

    def ledger(self) -> list[Any]:
        """All rows made or touched since the tests began, also those deleted meanwhile."""
        items: list[Any] = self.control("GET", f"/ledger?since={self.since}")["items"]
        return items

    def made_for(self, entry_id: str) -> list[Any]:
        """Every row that ever carried the entry's marker."""
        marker = str(Marker(entry_id, 1)).rpartition("-")[0]
        rows = self.ledger()
        return [one for one in rows if marker in str(one["row"].get(self.case.marked_field))]

    def rows_of(self, entry_id: str) -> list[Row]:
        """The entry's rows that are there now."""
        return [one["row"] for one in self.made_for(entry_id) if one["deletedAt"] is None]

    def waits_until_gone(self, entry_id: str) -> None:
        wait_for("the row to go", lambda: not self.rows_of(entry_id), ARRIVES_SECONDS)

    def notes(self, row: Row) -> str:
        return str(row[self.case.notes_field])

    def hours(self, row: Row) -> float:
        return float(row[SIMULATED_PSAS[self.app].screen.hours])

    def day(self, row: Row, zone: str) -> str:
        """The day in whose time sheet a row stands, for somebody in that zone."""
        return SIMULATED_PSAS[self.app].screen.day(row, zone).isoformat()

    def rows_by(self, person: str) -> list[Row]:
        """All time of a person that is there now, also from before the tests."""
        items = self.control("GET", "/ledger")["items"]
        there = [one["row"] for one in items if one["deletedAt"] is None]
        return [row for row in there if self.person_of(row) == person]

    def closes(self, ticket: str) -> None:
        """A person closes a ticket, given as the product names it."""
        self._sets_ticket(ticket, "closed")

    def opens(self, ticket: str) -> None:
        """A person opens a closed ticket again."""
        self._sets_ticket(ticket, "open")

    def _sets_ticket(self, ticket: str, state: str) -> None:
        number = int(ticket.rpartition(":")[2])
        self.control("POST", "/set", {"what": "ticket", "id": number, "state": state})

    def person_of(self, row: Row) -> str:
        return str(self.case.person_of(row))

    def person_books(self, like: Row, start: str, end: str, notes: str) -> Row:
        """The person of a row enters time in the PSA's own screen, on the same work."""
        screen = SIMULATED_PSAS[self.app].screen
        body = {**screen.same_work(like), **screen.span(start, end), screen.notes: notes}
        made: Row = self.control("POST", f"/people/{self.person_of(like)}/time-entries", body)
        return made

    def person_edits(self, row: Row, notes: str) -> None:
        path = f"/people/{self.person_of(row)}/time-entries/{row['id']}"
        self.control("PATCH", path, {self.case.notes_field: notes})

    def person_deletes(self, row: Row) -> None:
        self.control("DELETE", f"/people/{self.person_of(row)}/time-entries/{row['id']}")
