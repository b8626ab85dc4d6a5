"""The fewest rights on entities with which the sync works at Autotask.

Source of the verbs: the vendor's entityInformation. An API user of the stock level
"API User (system)" has all of them; a copy of that level can be restricted.
"""

from collections.abc import Iterator
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
from psa_sync.connectors.autotask.webhook_rows import HOOKS
from psa_sync.domain.permission import Feature, Permission, PermissionGuide

QUERY: Final = "query"
CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"

AREA: Final = "Entities"
EVERYTHING: Final = "All"


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


def _of_webhooks() -> Iterator[EntityRight]:
    for name, kind in HOOKS.items():
        told = f"to be told at once when a {name} changes"
        for one, verbs in ((kind, (QUERY, CREATE, UPDATE, DELETE)), (kind.fields, (QUERY, CREATE))):
            yield from (_right(one, verb, Feature.WEBHOOKS, told, required=False) for verb in verbs)


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
    *_of_webhooks(),
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
OFTEN_EMPTY: Final = frozenset(
    right.kind for right in RIGHTS if right.permission.feature is Feature.WEBHOOKS
)
"""Of these there are none before we make some, so that Autotask's word is all there is."""
