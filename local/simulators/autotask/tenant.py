"""The simulated tenant: everything a rule may look at, and who is acting on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.simulators.autotask import quirks
from local.simulators.autotask.dates import instant
from local.simulators.autotask.limits import REQUEST_THRESHOLD, hourly_calls
from local.simulators.autotask.permissions import Permissions
from local.simulators.autotask.store import Store
from local.simulators.autotask.timesheets import Timesheets
from local.simulators.autotask.webhook_events import Outbox
from local.simulators.ledger import Ledger
from local.simulators.quirks import Quirk, Quirks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from local.simulators.autotask.schema import Row
    from local.simulators.call_count import CallCount


@dataclass(frozen=True, slots=True)
class ApiUser:
    """The API-only user: what it logs in with and which resource it is."""

    user_name: str
    secret: str
    integration_code: str
    resource_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the API user, the API user as somebody else, or a person at the screen."""

    resource_id: int
    via_api: bool
    impersonator_id: int | None = None

    @property
    def ledger_name(self) -> str:
        """How the ledger names the actor: `api`, or the person's resource id."""
        return "api" if self.via_api else str(self.resource_id)


@dataclass
class Tenant:
    """State of one tenant, shared by all routes."""

    now: Callable[[], datetime]
    user: ApiUser
    store: Store = field(default_factory=Store)
    ledger: Ledger = field(default_factory=Ledger)
    quirks: Quirks = field(default_factory=lambda: Quirks(quirks.ALL))
    permissions: Permissions = field(default_factory=Permissions)
    timesheets: Timesheets = field(default_factory=Timesheets)
    failed_logins: int = 0
    outbox: Outbox = field(default_factory=Outbox)
    traffic: CallCount = field(default_factory=hourly_calls)
    request_threshold: int = REQUEST_THRESHOLD

    def has(self, quirk: Quirk) -> bool:
        """Tell whether a quirk is on."""
        return self.quirks.is_on(quirk)

    def stamp(self) -> str:
        """Give the present instant as it is stored, in whole seconds."""
        return instant(self.now())

    def row(self, entity: str, row_id: object) -> Row | None:
        """Give a row by entity name and id, None when there is none."""
        return self.store.table(entity).get(row_id) if isinstance(row_id, int) else None

    def zone_of(self, resource_id: int) -> str | None:
        """Give the Windows time zone of a resource's location."""
        resource = self.row("Resource", resource_id)
        location = self.row("InternalLocation", resource["locationID"]) if resource else None
        return location["timeZone"] if location else None
