"""Autotask's own menus, in which an administrator mends what a technician cannot.

Source: the navigation lines of the vendor's help pages.
"""

from typing import Final

SECURITY_LEVELS: Final = (
    "Autotask > Admin > Organization Settings & Users > Resources/Users (HR) > Security "
    "> Security Levels > the API user's level"
)
PEOPLE: Final = (
    "Autotask > Admin > Organization Settings & Users > Resources/Users (HR) > Resources/Users"
)
ROLES_OF_A_PERSON: Final = f"{PEOPLE} > the person > Associations"
TIMESHEET_SETTINGS: Final = (
    "Autotask > Admin > Features & Settings > Application-wide (Shared) Features "
    "> System Settings > Timesheets"
)
WORK_TYPES: Final = (
    "Autotask > Admin > Features & Settings > Finance, Accounting & Invoicing > Billing Codes"
)
PROJECT_PLAN: Final = "Autotask > Projects > the project > Schedule > the task > Resources"
TIMESHEETS: Final = "Autotask > Timesheets > Waiting Approval > the person's timesheet"
POSTED_TIME: Final = "Autotask > Contracts > Approve & Post"
TICKET: Final = "Autotask > the ticket or task > Status"
API_USAGE: Final = (
    "Autotask > Admin > Extensions & Integrations > Other Extensions & Tools > API Activity by Hour"
)
LOCATIONS: Final = (
    "Autotask > Admin > Organization Settings & Users > Your Organization > Internal Locations"
)
