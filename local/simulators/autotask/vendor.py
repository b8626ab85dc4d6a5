"""Autotask behind the control calls: reset, people at their screens, the vendor's 429."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.autotask import states, time_entries
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.fields import read_body
from local.simulators.autotask.limits import limit_reached
from local.simulators.autotask.references import can_own_work
from local.simulators.autotask.refusals_time import NOBODY
from local.simulators.autotask.roles import role_on_screen
from local.simulators.autotask.seed import plant
from local.simulators.autotask.tenant import Actor
from local.simulators.faults import Faults
from local.simulators.request_log import RequestLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    from local.simulators.autotask.seed import Seed
    from local.simulators.autotask.tenant import Tenant
    from local.simulators.control import Answer
    from local.simulators.ledger import Ledger
    from local.simulators.quirks import Quirks


class Autotask:
    """What the control calls need of this simulator."""

    def __init__(self, tenant: Tenant, seed: Seed) -> None:
        self.tenant = tenant
        self.requests = RequestLog()
        self.faults = Faults()
        self._seed = seed
        self.reset()

    @property
    def ledger(self) -> Ledger:
        """Every time entry ever made."""
        return self.tenant.ledger

    @property
    def quirks(self) -> Quirks:
        """Autotask's oddities as switches."""
        return self.tenant.quirks

    def reset(self) -> None:
        """Go back to the seed's rows, rights and timesheets; registered webhooks stay."""
        plant(self.tenant, self._seed)
        self.tenant.permissions.reset()
        self.tenant.traffic.clear()
        self.tenant.failed_logins = 0
        self.tenant.outbox.failures.clear()

    def set_state(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Put an entry, timesheet, ticket, right, person or webhook in a state; show it.

        Raises:
            ValueError: what was asked for does not exist; the text says what.
        """
        return states.set_state(self.tenant, asked)

    def permissions_shown(self) -> list[dict[str, Any]]:
        """List the rights of the API user's security level."""
        return self.tenant.permissions.shown()

    def rate_limit_response(self, retry_after: int) -> web.Response:
        """Answer the hourly threshold."""
        return limit_reached(self.tenant, retry_after)

    def person_creates(self, person_id: str, body: dict[str, Any]) -> Answer:
        """Enter time at the screen: owner and role are preselected as the screen does."""

        def create(actor: Actor) -> Answer:
            row = time_entries.create(self.tenant, actor, self._on_screen(actor, body))
            return 201, row

        return self._at_screen(person_id, create)

    def person_updates(self, person_id: str, entry_id: str, body: dict[str, Any]) -> Answer:
        """Change time at the screen."""

        def update(actor: Actor) -> Answer:
            sent = {key: value for key, value in body.items() if key.lower() != "id"}
            return 200, time_entries.patch(self.tenant, actor, {**sent, "id": _number(entry_id)})

        return self._at_screen(person_id, update)

    def person_deletes(self, person_id: str, entry_id: str) -> Answer:
        """Delete time at the screen."""

        def delete(actor: Actor) -> Answer:
            time_entries.delete(self.tenant, actor, _number(entry_id))
            return 204, None

        return self._at_screen(person_id, delete)

    def _at_screen(self, person_id: str, action: Callable[[Actor], Answer]) -> Answer:
        try:
            resource_id = _number(person_id)
            if not can_own_work(self.tenant.row("Resource", resource_id)):
                raise VendorError(NOBODY)
            return action(Actor(resource_id, via_api=False))
        except VendorError as refusal:
            return 500, refusal.body()

    def _on_screen(self, actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
        entity = time_entries.ENTITY
        row = entity.empty_row() | read_body(self.tenant, entity, body)
        row["resourceID"] = row["resourceID"] or actor.resource_id
        row["roleID"] = row["roleID"] or role_on_screen(self.tenant, row)
        return {name: value for name, value in row.items() if value is not None}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else -1
