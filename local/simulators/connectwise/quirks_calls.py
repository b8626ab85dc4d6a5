"""What is unknown of calls, limits and tables beside time, each a switch."""

from __future__ import annotations

from local.simulators.connectwise.refusal import GUIDE
from local.simulators.quirks import Quirk

UNKNOWN = "no source found; the safe guess is the default"

INFO_NEEDS_NO_CREDENTIALS = Quirk(
    "info_needs_no_credentials",
    on=False,
    what="/system/info answers without keys.",
    source="one MSP's notes on a self-hosted 2026.3; an issue of another project says otherwise",
)
OLD_VERSIONS_REFUSED = Quirk(
    "old_versions_refused",
    on=False,
    what="An Accept header that asks for a model before 2025.1 answers 406; off: the newest comes.",
    source=f"{GUIDE}: old models are served for 12 months; the refusal is not written down",
)
LIMITS_REQUESTS_PER_MINUTE = Quirk(
    "limits_requests_per_minute",
    on=False,
    what="More than 1000 requests within a minute answer 429 until there are fewer.",
    source=f"{GUIDE}: integrations above about 1000 a minute are throttled",
)
LIMITS_PER_CLIENT_ID = Quirk(
    "limits_per_client_id",
    on=False,
    what="The requests of a minute are counted per clientId; off: per tenant.",
    source="the scope is not written down",
)
LIMITS_CONCURRENCY = Quirk(
    "limits_concurrency",
    on=False,
    what="More than 5 calls at once answer 429.",
    source=UNKNOWN,
)
PROJECT_TICKETS_IN_SERVICE = Quirk(
    "project_tickets_in_service",
    on=False,
    what="/service/tickets/{id} finds project tickets, too; off: each collection has its own.",
    source="mcp-connectwise-psa: a project ticket is not found under /service in some setups",
)
TIME_ZONES_ARE_LABELS = Quirk(
    "time_zones_are_labels",
    on=False,
    what="Member.timeZone.name is a label such as GMT-5/Eastern Time: US & Canada.",
    source="seen in recorded answers that public projects test with; the list is not documented",
)
AUDIT_TRAIL_OF_DELETED = Quirk(
    "audit_trail_of_deleted",
    on=False,
    what="/system/audittrail still answers for a deleted time entry.",
    source=UNKNOWN,
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Quirk))
