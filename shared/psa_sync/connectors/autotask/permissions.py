"""The fewest rights on entities with which the sync works at Autotask.

Source of the verbs: the vendor's entityInformation. An API user of the stock level
"API User (system)" has all of them; a copy of that level can be restricted.
"""

from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.autotask import menus
from psa_sync.connectors.autotask.schemas import (
    BillingCode,
    Company,
    InternalLocation,
    Phase,
    Project,
    Resource,
    ResourceRole,
    ResourceServiceDeskRole,
    Role,
    Row,
    Task,
    TaskSecondaryResource,
    Ticket,
    TicketSecondaryResource,
    TimeEntry,
)
from psa_sync.domain.permission import Feature, Permission, PermissionGuide

QUERY: Final = "query"
CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"

AREA: Final = "Entities"
EVERYTHING: Final = "All"


class TicketWebhook(Row, frozen=True, kw_only=True):
    """What tells us that a ticket changed."""

    entity = "TicketWebhooks"


class TicketWebhookField(Row, frozen=True, kw_only=True):
    """A field whose changes are told."""

    entity = "TicketWebhookFields"


@dataclass(frozen=True, slots=True)
class EntityRight:
    """A right on an entity."""

    kind: type[Row]
    permission: Permission

    @property
    def verb(self) -> str:
        """`query`, `create`, `update` or `delete`."""
        return self.permission.verb


def _right(
    kind: type[Row], verb: str, feature: Feature, purpose: str, *, required: bool = True
) -> EntityRight:
    permission = Permission(
        area=AREA,
        name=kind.entity,
        verb=verb,
        level=EVERYTHING,
        purpose=purpose,
        feature=feature,
        where=menus.SECURITY_LEVELS,
        required=required,
    )
    return EntityRight(kind, permission)


_HOOK: Final = "to be told of changed tickets at once"

RIGHTS: Final = (
    _right(TimeEntry, QUERY, Feature.READING, "to read time entries into Memtime"),
    _right(TimeEntry, CREATE, Feature.BOOKING, "to book time from Memtime"),
    _right(TimeEntry, UPDATE, Feature.BOOKING, "to change time that was booked from Memtime"),
    _right(
        TimeEntry,
        DELETE,
        Feature.BOOKING,
        "to delete time that was booked from Memtime",
        required=False,
    ),
    _right(Resource, QUERY, Feature.PEOPLE, "to tie Memtime users to Autotask users"),
    _right(InternalLocation, QUERY, Feature.PEOPLE, "to know on which day somebody worked"),
    _right(Ticket, QUERY, Feature.WORK_ITEMS, "to offer tickets, and for the role on them"),
    _right(
        TicketSecondaryResource, QUERY, Feature.WORK_ITEMS, "to offer tickets somebody assists on"
    ),
    _right(Task, QUERY, Feature.WORK_ITEMS, "to offer project tasks"),
    _right(TaskSecondaryResource, QUERY, Feature.WORK_ITEMS, "to offer tasks somebody assists on"),
    _right(Project, QUERY, Feature.WORK_ITEMS, "to show projects above tasks"),
    _right(Phase, QUERY, Feature.WORK_ITEMS, "to show phases above tasks"),
    _right(Company, QUERY, Feature.WORK_ITEMS, "to show companies above tickets and projects"),
    _right(BillingCode, QUERY, Feature.CHOICES, "to offer work types and regular time"),
    _right(ResourceServiceDeskRole, QUERY, Feature.CHOICES, "for the role on others' tickets"),
    _right(ResourceRole, QUERY, Feature.CHOICES, "to offer the roles of a person"),
    _right(Role, QUERY, Feature.CHOICES, "to name the roles of a person"),
    _right(TicketWebhook, QUERY, Feature.WEBHOOKS, f"{_HOOK}: to find our own", required=False),
    _right(TicketWebhook, CREATE, Feature.WEBHOOKS, _HOOK, required=False),
    _right(TicketWebhook, UPDATE, Feature.WEBHOOKS, f"{_HOOK}: again", required=False),
    _right(TicketWebhook, DELETE, Feature.WEBHOOKS, f"{_HOOK}, and no more", required=False),
    _right(TicketWebhookField, CREATE, Feature.WEBHOOKS, f"{_HOOK}: of which", required=False),
)
PERMISSIONS: Final = tuple(right.permission for right in RIGHTS)

GUIDE: Final = PermissionGuide(
    permissions=PERMISSIONS,
    areas=(AREA,),
    steps=f"Make an API user ({menus.PEOPLE} >\nNew > New API User). Its security level "
    '"API User (system)" has all of the rights below. Where a copy of that level is used,\nallow '
    f"them there ({menus.SECURITY_LEVELS}).",
    beside=(
        (
            "Can view non-billable time entries, in the security level",
            "ticked",
            "such time is not booked, nor called deleted",
        ),
        (
            f"Proxy Time Entry, in {menus.TIMESHEET_SETTINGS}",
            "Approvers and Administrators",
            "no time can be booked; no call shows it",
        ),
        (
            "Allow time entries to span over midnight, beside it",
            "ticked where people work then",
            "such time is refused; no call shows it",
        ),
    ),
    note="Impersonation is not used and needs no right.",
)

NEVER_EMPTY: Final = frozenset(
    {Resource, InternalLocation, Company, BillingCode, ResourceServiceDeskRole, ResourceRole, Role}
)
"""Every tenant has some of these, itself and our API user at least: an empty list hides them."""
