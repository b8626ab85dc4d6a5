"""ConnectWise PSA under the contract tests."""

from functools import partial
from typing import Any

from local.simulators.connectwise.permissions import FUNCTIONS, VERBS
from psa_sync.connectors.connectwise.permissions import PERMISSIONS, TIME_ENTRY
from psa_sync.connectors.connectwise.security_role import MINE
from psa_sync.domain.connection import PsaName
from tests.contract.cases.case import Case, quirk, right
from tests.contract.cases.way import Way
from tests.simulators.connectwise.answers import judged_app as create_app

WORDS = "You do not have security permission to perform this action."
REFUSED = (403, {"code": "Unauthorized", "message": WORDS})
ROLE_HIDDEN: dict[str, Any] = {
    "answers": {MINE: REFUSED, "/system/securityRoles/63/settings": REFUSED},
    "always": frozenset({"security_role"}),
    # What is refused without them cannot be tried without leaving something behind.
    "blind": frozenset(
        f"{permission.name}/{permission.verb}"
        for permission in PERMISSIONS
        if permission.name != TIME_ENTRY and permission.verb != "Inquire"
    ),
}
EMPTY = ("missing_inquire_reads_empty",)

CASE = Case(
    app=PsaName("connectwise"),
    create_app=partial(create_app, days_of_past=30),
    create_small_app=partial(create_app, days_of_past=3),
    secret_field="privateKey",
    notes_field="notes",
    marked_field="internalNotes",
    person_of=lambda row: row["member"]["id"],
    create_call=("POST", "/time/entries"),
    update_call=("PATCH", "/time/entries/{id}"),
    delete_call=("DELETE", "/time/entries/{id}"),
    list_call=("GET", "/time/entries"),
    shown_locks=frozenset({"submitted", "approved", "billed"}),
    rights={
        "create": "Time Entry/Add",
        "update": "Time Entry/Edit",
        "delete": "Time Entry/Delete",
        "read": "Time Entry/Inquire",
        "people": "Member Maintenance/Inquire",
    },
    ways_to_hide=(
        (quirk("missing_inquire_reads_empty"), right("Time Entry/Inquire", allowed=False)),
        (right("Time Entry/Inquire", allowed="My"),),
    ),
    lean_rights=(
        "Table Setup/Inquire",
        "Member Maintenance/Inquire",
        "Time Entry/Inquire",
    ),
    keys_refused_as=("credentials_answer_404", "on_premise_401"),
    api_user="MemtimeAPI",
    every_right=tuple(f"{name}/{verb}" for _, name in FUNCTIONS for verb in VERBS),
    ways=(
        Way(name="as most do"),
        Way(name="lists are empty", quirks=EMPTY),
        Way(name="the role is hidden", **ROLE_HIDDEN),
        Way(name="the role is hidden and lists are empty", quirks=EMPTY, **ROLE_HIDDEN),
    ),
    no_for_a_reason_of_its_own={
        "code": "InvalidObject",
        "message": "timeEntry object is invalid",
        "errors": [{"code": "Invalid", "message": "No.", "resource": "timeEntry", "field": "any"}],
    },
    broken={"code": "InternalServerError", "message": "Something went wrong"},
    switches={
        "closed_ticket": quirk("closed_tickets_take_no_time"),
        "project_team": quirk("project_team_only"),
        "overlap": quirk("overlaps_refused"),
        "notes_length": quirk("long_notes_refused"),
    },
)
