"""The fewest rights with which the sync works at ConnectWise, as its security role names them.

Sources: the levels and functions are those of the vendor's API definition (`SecurityRoleSetting`);
which function guards what was gathered from lists that other integrators ask their customers for.
"""

from collections.abc import Iterator
from typing import Final

from psa_sync.connectors.connectwise.menu_paths import SECURITY_ROLE
from psa_sync.domain.permission import Feature, Permission, PermissionGuide

EVERYTHING: Final = "All"
"""The level that reaches beyond the API member's own records, which are never what is wanted."""

TIME_ENTRY: Final = "Time Entry"
BILLABLE_OPTION: Final = "Time Entry Billable Option"
MEMBERS: Final = "Member Maintenance"
SERVICE_TICKETS: Final = "Service Tickets"
PROJECT_TICKETS: Final = "Project Tickets"
COMPANIES: Final = "Company Maintenance"
TABLE_SETUP: Final = "Table Setup"

AREAS: Final = (
    "Companies",
    "Finance",
    "Marketing",
    "Procurement",
    "Project",
    "Sales",
    "Service Desk",
    "System",
    "Time & Expense",
)
"""The nine parts of a security role; what is not listed below is left at None."""

_NEEDS: Final = (
    ("Companies", COMPANIES, "Inquire", Feature.WORK_ITEMS, False,
     "to know whether a company still takes time"),
    ("Project", PROJECT_TICKETS, "Inquire", Feature.WORK_ITEMS, False,
     "to offer project tickets to book on"),
    ("Service Desk", SERVICE_TICKETS, "Inquire", Feature.WORK_ITEMS, True,
     "to offer service tickets to book on"),
    ("System", MEMBERS, "Inquire", Feature.PEOPLE, True,
     "to find the technicians and their time zones"),
    ("System", TABLE_SETUP, "Inquire", Feature.CHOICES, False,
     "to offer charge codes, work types and work roles, and to know closed statuses and periods"),
    ("System", TABLE_SETUP, "Add", Feature.WEBHOOKS, False,
     "to be told of changes at once"),
    ("System", TABLE_SETUP, "Edit", Feature.WEBHOOKS, False,
     "to switch on again what tells us of changes"),
    ("System", TABLE_SETUP, "Delete", Feature.WEBHOOKS, False,
     "to be told of no changes any more once the app is uninstalled"),
    ("Time & Expense", TIME_ENTRY, "Add", Feature.BOOKING, True,
     "to book the technicians' time from Memtime"),
    ("Time & Expense", TIME_ENTRY, "Edit", Feature.BOOKING, True,
     "to change time that was booked from Memtime"),
    ("Time & Expense", TIME_ENTRY, "Delete", Feature.BOOKING, False,
     "to delete time that was booked from Memtime"),
    ("Time & Expense", TIME_ENTRY, "Inquire", Feature.READING, True,
     "to read the technicians' time, and their time sheets"),
    ("Time & Expense", BILLABLE_OPTION, "Add", Feature.BOOKING, False,
     "to book time with a choice of billing"),
    ("Time & Expense", BILLABLE_OPTION, "Edit", Feature.BOOKING, False,
     "to change the choice of billing"),
)  # fmt: skip


def _permissions() -> Iterator[Permission]:
    for area, name, verb, feature, required, purpose in _NEEDS:
        yield Permission(
            area=area,
            name=name,
            verb=verb,
            level=EVERYTHING,
            purpose=purpose,
            feature=feature,
            where=f"{SECURITY_ROLE} > {area} > {name}",
            required=required,
        )


PERMISSIONS: Final = tuple(_permissions())

GUIDE: Final = PermissionGuide(
    permissions=PERMISSIONS,
    areas=AREAS,
    steps="Make a role for the API member (ConnectWise > System > Security Roles > +). Give it the "
    "levels below and leave every\nother line at None. Choose it as Role ID of the API member "
    "(ConnectWise > System > Members > API Members). My is enough\nnowhere: it is about the API "
    "member's own records, and it has none.",
    beside=(
        ("Level of the API member", "Corporate (Level 1)", "other locations' records are hidden"),
        ("restriction of the API member to its own location or department", "off", "the same"),
        ("boards excluded for the API member", "none with booked time", "tickets are hidden"),
    ),
    note="Some integrators also ask for Finance > Billing View Time (Edit, Inquire) and Service "
    "Desk > Close Service Tickets (Edit).\nNothing that we call is known to need them: try them "
    "where a choice of billing, or time on a closed ticket, is refused for\nwant of a right "
    "although the check passes.",
)

PROBES: Final[dict[str, tuple[str, ...]]] = {
    TIME_ENTRY: ("/time/entries",),
    MEMBERS: ("/system/members",),
    SERVICE_TICKETS: ("/service/tickets",),
    PROJECT_TICKETS: ("/project/tickets",),
    COMPANIES: ("/company/companies",),
    TABLE_SETUP: (
        "/service/boards",
        "/time/workTypes",
        "/time/workRoles",
        "/time/chargeCodes",
        "/time/timePeriodSetups",
    ),
}
"""What is refused without the right to inquire, by function; the first is always looked at first.

An admin may customise Table Setup table by table, so each table that is read is tried.
"""
NEVER_EMPTY: Final = frozenset({MEMBERS, TABLE_SETUP, COMPANIES})
"""Every ConnectWise has some of these, our own API member at least: an empty list hides them."""
