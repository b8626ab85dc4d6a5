"""A technician who works with Memtime and one PSA."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from local.api_client import ApiClient, wait_for
from local.stack_file import Member
from tests.e2e.simulated_psa import ARRIVES_SECONDS

SLOT = timedelta(minutes=6)  # a tenth of an hour, which every PSA stores exactly
INPUT = ("workItemId", "start", "end", "timeZone", "breakSeconds", "notes", "billable")
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def _slots() -> Iterator[tuple[str, str]]:
    latest = datetime.now(UTC).replace(minute=0, second=0) - timedelta(hours=1)
    for number in count(1):
        start = latest - SLOT * number
        yield start.strftime(_FORM), (start + SLOT).strftime(_FORM)


SLOTS = _slots()
"""Spans of time that no other test uses, backwards from an hour ago."""


def waits_its_turn(entry: Any) -> bool:
    """True for what the PSA has too few slots for just now: it passes, and says nothing else."""
    return bool(entry["problem"]) and entry["problem"]["code"] == "waits_its_turn"


class Technician:
    """One member of the demo account, as they use one connected app."""

    def __init__(self, api: ApiClient, member: Member, app: str) -> None:
        self.api = api
        self.app = app
        self.user_id = member.user_id
        self.psa_user_name = member.psa_user_names[app]

    def work_items(self) -> list[Any]:
        return self.api.pages("/v1/work-items", app=self.app)

    def a_ticket(self) -> str:
        """A ticket that can be booked on."""
        found = (one for one in self.work_items() if one["kind"] == "ticket" and one["bookable"])
        return str(next(found)["id"])

    def may_book_on(self) -> set[str]:
        return {str(one["id"]) for one in self.work_items() if one["bookable"]}

    def a_booking(self, **changes: object) -> dict[str, Any]:
        """What Memtime sends for an entry, with a span of its own."""
        start, end = next(SLOTS)
        return {
            "workItemId": changes.pop("workItemId", None) or self.a_ticket(),
            "start": start,
            "end": end,
            "timeZone": "America/New_York",
            "notes": "Router swap",
        } | changes

    def books(self, **changes: object) -> str:
        """Book time and give the entry's id."""
        entry_id = str(uuid4())
        answer = self.api.call("PUT", f"/v1/time-entries/{entry_id}", self.a_booking(**changes))
        assert answer.status_code == 201, answer.text
        return entry_id

    def sees(self, entry_id: str) -> Any:
        return self.api.ok("GET", f"/v1/time-entries/{entry_id}")

    def changes(self, entry_id: str, **changes: object) -> Any:
        """Change an entry as it is now; once more where the PSA's edit came in between."""
        while True:
            entry = self.sees(entry_id)
            body = {name: entry[name] for name in INPUT} | changes
            match = {"If-Match": f'"{entry["version"]}"'}
            answer = self.api.call("PUT", f"/v1/time-entries/{entry_id}", body, match)
            if answer.status_code != 412:
                assert answer.status_code == 200, answer.text
                return answer.json()

    def deletes(self, entry_id: str) -> None:
        match = {"If-Match": f'"{self.sees(entry_id)["version"]}"'}
        answer = self.api.call("DELETE", f"/v1/time-entries/{entry_id}", headers=match)
        assert answer.status_code == 202, answer.text

    def waits_until_synced(self, entry_id: str, seconds: float = ARRIVES_SECONDS) -> Any:
        return self.waits_for_state(entry_id, "synced", seconds=seconds)

    def waits_for_state(self, entry_id: str, *states: str, seconds: float = ARRIVES_SECONDS) -> Any:
        seen: list[Any] = []

        def reached() -> Any:
            seen[:] = [self.sees(entry_id)]
            there = seen[0]["syncState"] in states and not waits_its_turn(seen[0])
            return seen[0] if there else None

        try:
            return wait_for(f"{' or '.join(states)}", reached, seconds)
        except Exception as error:
            error.add_note(f"the entry: {seen}")
            raise

    def waits_for_problem(self, entry_id: str) -> Any:
        def shown() -> Any:
            entry = self.sees(entry_id)
            return None if waits_its_turn(entry) else entry["problem"]

        return wait_for("a problem", shown, ARRIVES_SECONDS)

    def psa_user_id(self) -> str:
        return str(self.connected_app()["psaUser"]["id"])

    def prefers(self, **preferences: object) -> Any:
        """Choose for herself; None is what the admin has chosen for all."""
        path = f"/v1/connected-apps/{self.app}/preferences"
        return self.api.ok("PATCH", path, preferences)

    def refreshes(self) -> Any:
        """Press the refresh button and watch the job to its end."""
        return self._watches(self.api.ok("POST", f"/v1/connected-apps/{self.app}/refresh"))

    def syncs_now(self) -> Any:
        """Let the drafts go, and watch the job to its end."""
        return self._watches(self.api.ok("POST", f"/v1/connected-apps/{self.app}/sync"))

    def _watches(self, job: Any) -> Any:
        assert job["status"] in {"queued", "running"}

        def ended() -> Any:
            found = self.api.ok("GET", f"/v1/jobs/{job['id']}")
            return found if found["status"] in {"done", "failed"} else None

        return wait_for(f"the end of the {job['kind']}", ended, ARRIVES_SECONDS)

    def time_zone(self) -> str:
        return str(self.connected_app()["psaUser"]["timeZone"])

    def connected_app(self) -> Any:
        apps = self.api.ok("GET", "/v1/connected-apps")["items"]
        return next(one for one in apps if one["app"] == self.app)

    def feed(self) -> "ChangeFeed":
        """The changes from now on."""
        feed = ChangeFeed(self.api)
        feed.reads_on()
        return feed


class ChangeFeed:
    """Reads the changes ever further from one cursor, as a Memtime client does."""

    def __init__(self, api: ApiClient, cursor: str = "") -> None:
        self._api = api
        self._cursor = cursor

    def reads_on(self) -> list[Any]:
        """All that has come since the last time."""
        items: list[Any] = []
        while True:
            query = f"&cursor={quote(self._cursor)}" if self._cursor else ""
            page = self._api.ok("GET", f"/v1/changes?limit=500{query}")
            items += page["items"]
            self._cursor = page["nextCursor"]
            if not page["hasMore"]:
                return items

    def waits_for(self, what: str, wanted: Callable[[Any], bool]) -> Any:
        """The first entry to come that is wanted."""

        def found() -> Any:
            entries = [one["entry"] for one in self.reads_on() if one["kind"] == "time_entry"]
            return next((entry for entry in entries if wanted(entry)), None)

        return wait_for(f"{what} in the change feed", found, ARRIVES_SECONDS)
