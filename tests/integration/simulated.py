"""The simulated PSAs: what a test does to them, and what it finds in them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from local.simulated_psas import SIMULATED_PSAS
from local.simulators.server import running
from tests.contract.cases import CASES
from tests.contract.cases.case import Case

REFUSED = 400


@dataclass(frozen=True)
class SimulatedPsa:
    """One vendor's simulator, listening."""

    case: Case
    origin: str
    session: requests.Session

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    @property
    def credentials(self) -> dict[str, str]:
        return SIMULATED_PSAS[self.case.app].credentials(self.host)

    @property
    def zone_url(self) -> str | None:
        path = SIMULATED_PSAS[self.case.app].zone_path
        return f"{self.origin}{path}" if path else None

    def control(self, method: str, path: str, body: object = None) -> Any:
        answer = self.session.request(method, f"{self.origin}/_sim{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def breaks(self, mode: str, call: tuple[str, str] | None = None, **more: object) -> None:
        """Let calls go wrong; all calls for ever where nothing else is said."""
        fault: dict[str, object] = {"mode": mode} | more
        if call is not None:
            fault["match"] = {"method": call[0], "path": call[1], "exact": True}
        self.control("POST", "/faults", fault)

    def heals(self) -> None:
        self.control("DELETE", "/faults")

    def creates(self) -> int:
        """How many rows our API user tried to make since the reset, and was not refused.

        The check of an install tries to make one that cannot be, to learn of a missing right.
        Where tries look like changes, the rows that it made are counted.
        """
        if not self.case.creates_can_be_counted:
            items = self.control("GET", "/ledger")["items"]
            return len([one for one in items if one["createdBy"] == "api"])
        call = dict(zip(("method", "path"), self.case.create_call, strict=True))
        called = self.control("GET", "/requests")["items"]
        return sum(call.items() <= one.items() and one["status"] < REFUSED for one in called)

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows that our API user made and that are still there, by id."""
        return {
            str(one["id"]): one["row"]
            for one in self.control("GET", "/ledger")["items"]
            if one["deletedAt"] is None and one["createdBy"] == "api"
        }

    def row_of(self, notes: str) -> dict[str, Any]:
        """The only row of ours with these notes."""
        (found,) = (row for row in self.rows().values() if self.notes(row) == notes)
        return found

    def notes(self, row: dict[str, Any]) -> str:
        return str(row[self.case.notes_field])

    def hours(self, row: dict[str, Any]) -> float:
        return float(row[SIMULATED_PSAS[self.case.app].screen.hours])

    def person_books(
        self, person_id: str, like: dict[str, Any], start: str, end: str, notes: str
    ) -> str:
        """A person enters time in the PSA's own screen, on the same work as another row."""
        screen = SIMULATED_PSAS[self.case.app].screen
        body = {**screen.same_work(like), **screen.span(start, end), screen.notes: notes}
        row = self.control("POST", f"/people/{person_id}/time-entries", body)
        return str(row["id"])

    def person_edits(self, person_id: str, row_id: str, notes: str) -> None:
        """A person changes the notes of a row in the PSA's own screen."""
        path = f"/people/{person_id}/time-entries/{row_id}"
        self.control("PATCH", path, {self.case.notes_field: notes})

    def person_deletes(self, person_id: str, row_id: str) -> None:
        """A person removes a row in the PSA's own screen."""
        self.control("DELETE", f"/people/{person_id}/time-entries/{row_id}")


@contextmanager
def both_psas() -> Iterator[dict[str, SimulatedPsa]]:
    """Both simulators, each in a thread of its own."""
    with ExitStack() as stack:
        session = stack.enter_context(requests.Session())
        session.trust_env = False
        yield {
            case.app: SimulatedPsa(
                case, stack.enter_context(running(case.create_small_app(_now))), session
            )
            for case in CASES
        }


def _now() -> datetime:
    return datetime.now(UTC)
