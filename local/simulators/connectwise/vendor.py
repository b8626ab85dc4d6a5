"""The simulated PSA as one object: its records, its rules, and what the control calls need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks as known
from local.simulators.connectwise.audits import Audits
from local.simulators.connectwise.callbacks import Callbacks
from local.simulators.connectwise.entries import Entries
from local.simulators.connectwise.errors import VendorError, not_found, too_many_requests
from local.simulators.connectwise.limits import Limits
from local.simulators.connectwise.people import API_MEMBER
from local.simulators.connectwise.permissions import SecurityRoles
from local.simulators.connectwise.seed import (
    COMPANY_ID,
    DAYS_OF_PAST,
    PRIVATE_KEY,
    PUBLIC_KEY,
    seed,
)
from local.simulators.connectwise.sheets import Sheets
from local.simulators.connectwise.states import States
from local.simulators.connectwise.store import Store
from local.simulators.faults import Faults
from local.simulators.ledger import Ledger
from local.simulators.quirks import Quirks
from local.simulators.request_log import RequestLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aiohttp import web

    from local.simulators.connectwise.comparison import Row
    from local.simulators.control import Answer


class ConnectWise:
    """One tenant of the vendor."""

    def __init__(
        self,
        now: Callable[[], datetime],
        days_of_past: int = DAYS_OF_PAST,
        callback_pace: float = 1.0,
    ) -> None:
        """Start with the seed data.

        Args:
            now: the clock, aware instants.
            days_of_past: how many days of seeded time entries.
            callback_pace: what the pauses before a callback's retries are multiplied with.
        """
        self.ledger = Ledger()
        self.requests = RequestLog()
        self.faults = Faults()
        self.quirks = Quirks(known.ALL)
        self.store = Store(now, self.quirks)
        self.sheets = Sheets(self.store, self.ledger)
        self.roles = SecurityRoles()
        self.callbacks = Callbacks(self.store, self.faults, callback_pace)
        self.audits = Audits(self.store, API_MEMBER)
        self.limits = Limits(self.quirks, now)
        self._seed(now(), days_of_past)
        self.states = States(self)
        self.entries = Entries(self.store, self.sheets, self.ledger, self.api_member["id"])
        # Keys by credential, so that a person's own keys can be added beside the API member's.
        self.keys = {(COMPANY_ID, PUBLIC_KEY, PRIVATE_KEY): self.api_member["identifier"]}

    @property
    def api_member(self) -> Row:
        """The member the demo keys belong to."""
        member = self.store.member(API_MEMBER)
        if member is None:
            raise KeyError(API_MEMBER)
        return member

    def reset(self) -> None:
        """Go back to the seed as it was at start; callbacks and keys stay."""
        self.store.reseed()
        self.sheets.read()
        self.ledger.reseed()
        self.roles.reset()
        self.limits.clear()
        self.audits.clear()

    def set_state(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Set the state of an entry, timesheet, ticket, permission, person or callback; show it.

        Raises:
            ValueError: what was asked for does not exist; the text says what.
        """
        return self.states.set(asked)

    def permissions_shown(self) -> list[dict[str, Any]]:
        """List the rights of the API member's security role, each with its level."""
        return self.roles.shown()

    def rate_limit_response(self, retry_after: int) -> web.Response:
        """The vendor's own 429."""
        return too_many_requests(retry_after).response()

    def person_creates(self, person_id: str, body: dict[str, Any]) -> Answer:
        """A member types in a time entry."""
        return _answer(lambda: (201, self.entries.create(body, self._person(person_id))))

    def person_updates(self, person_id: str, entry_id: str, body: dict[str, Any]) -> Answer:
        """A member changes fields of a time entry."""

        def change() -> Answer:
            person = self._person(person_id)
            return 200, self.entries.change(_entry_id(entry_id), body, person)

        return _answer(change)

    def person_deletes(self, person_id: str, entry_id: str) -> Answer:
        """A member deletes a time entry."""

        def remove() -> Answer:
            self.entries.remove(_entry_id(entry_id), self._person(person_id))
            return 204, None

        return _answer(remove)

    def _seed(self, born: datetime, days_of_past: int) -> None:
        now, self.store.now = self.store.now, lambda: born
        seed(self.store, self.sheets, self.ledger, days_of_past)
        self.store.now = now
        self.store.seeded()
        self.ledger.seeded()
        self.store.listeners = [self.callbacks.tell, self.audits.note]

    def _person(self, person_id: str) -> Row:
        member = self.store.member(person_id)
        if member is None:
            raise not_found("Member", person_id)
        return member


def _entry_id(text: str) -> int:
    if not text.isdecimal():
        raise not_found("TimeEntry", text)
    return int(text)


def _answer(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    except VendorError as refusal:
        body = refusal.body
        return refusal.status, body if isinstance(body, dict) else {"message": body}
