"""What clients send, as JSON."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

YESTERDAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def instant(hour: float) -> str:
    """Yesterday at this hour, UTC."""
    return (YESTERDAY + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def a_booking(work_item_id: str, notes: str = "Router swap", **changes: Any) -> dict[str, Any]:
    """Ninety minutes yesterday, in the working hours of both sides of the Atlantic."""
    booking = {
        "workItemId": work_item_id,
        "start": instant(14),
        "end": instant(15.5),
        "timeZone": "America/New_York",
        "notes": notes,
    }
    return booking | changes


def new_id() -> str:
    return str(uuid.uuid4())


def path_of(entry_id: str) -> str:
    return f"/v1/time-entries/{entry_id}"
