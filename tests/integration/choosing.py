"""An admin changes settings, and a technician books under them."""

from collections.abc import Callable
from typing import Any

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL, Deployment


def settings_of(deployment: Deployment, app: str) -> Callable[..., Any]:
    """Changes settings of a connection, and all that follows is done."""

    def chosen(**wanted: Any) -> Any:
        path = f"/v1/connected-apps/{app}/settings"
        changed = deployment.ok(ADMIN, "PATCH", path, {"confirm": True, **wanted})
        deployment.pump.deliver()
        return changed

    return chosen


def books(deployment: Deployment, work: str, notes: str = "Router swap", **changes: Any) -> str:
    """Book time, and let all that follows be done."""
    entry_id = new_id()
    deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(work, notes, **changes))
    deployment.pump.deliver()
    return entry_id
