"""Autotask PSA under the contract tests."""

from functools import partial

from local.simulators.autotask import seed
from local.simulators.autotask.app import create_app
from local.simulators.autotask.permissions import Permissions
from psa_sync.connectors.autotask.permissions import PERMISSIONS
from psa_sync.connectors.autotask.webhook_rows import HOOKS as WEBHOOKS
from psa_sync.domain.connection import PsaName
from tests.contract.cases.case import Case, quirk, right
from tests.contract.cases.way import Way

VERBS = ("Query", "Create", "Update", "Delete")
ALL_IS_WELL = {f"can{verb}": True for verb in VERBS} | {
    f"userAccessFor{verb}": "All" for verb in VERBS
}
LIES = {
    f"/{permission.name}/entityInformation": (200, {"info": ALL_IS_WELL})
    for permission in PERMISSIONS
}
EMPTY = ("restricted_reads_are_empty",)
# There are no webhooks before we make some, so a list that hides them looks the same.
HOOKS = frozenset(
    f"{one.entity}.query" for kind in WEBHOOKS.values() for one in (kind, kind.fields)
)

CASE = Case(
    app=PsaName("autotask"),
    create_app=partial(create_app, entries_per_day=(1, 1)),
    create_small_app=partial(create_app, entries_per_day=(1, 1)),
    secret_field="secret",
    notes_field="summaryNotes",
    marked_field="internalNotes",
    person_of=lambda row: row["resourceID"],
    create_call=("POST", "/TimeEntries"),
    update_call=("PATCH", "/TimeEntries"),
    delete_call=("DELETE", "/TimeEntries/{id}"),
    list_call=("POST", "/TimeEntries/query"),
    shown_locks=frozenset({"billed"}),
    rights={
        "create": "TimeEntries.create",
        "update": "TimeEntries.update",
        "delete": "TimeEntries.delete",
        "read": "TimeEntries.query",
        "people": "Resources.query",
    },
    ways_to_hide=(
        (quirk("restricted_reads_are_empty"), right("TimeEntries.query", allowed=False)),
    ),
    lean_rights=(
        "BillingCodes.query",
        "Roles.query",
        "Resources.query",
        "ResourceRoles.query",
        "ResourceServiceDeskRoles.query",
    ),
    api_user=seed.USER_NAME,
    rows_per_call=500,
    every_right=tuple(row["name"] for row in Permissions().shown()),
    ways=(
        Way(name="as most do"),
        Way(name="with 403", quirks=("missing_rights_answer_403",)),
        Way(name="lists are empty", quirks=EMPTY),
        Way(name="the information lies", answers=LIES),
        Way(
            name="the information lies and lists are empty",
            quirks=EMPTY,
            answers=LIES,
            believed=HOOKS,
        ),
    ),
    no_for_a_reason_of_its_own={"errors": ["No."]},
    broken={"errors": ["Something went wrong"]},
    closed_takes_no_time="refuses_complete_tickets",
    switches={
        "timesheet_open": {},
        "notes_required": quirk("notes_required"),
        "midnight": quirk("refuses_utc_midnight"),
        "complete_ticket": quirk("refuses_complete_tickets"),
        "proxy_time": quirk("proxy_time_entry") | {"on": False},
        "overlap": quirk("refuses_overlaps"),
        "future_time": quirk("refuses_future_time"),
        "old_time": quirk("refuses_old_time"),
    },
    takes_more=quirk("ticket_gate_is_service_desk_roles") | {"on": False},
    no_call_shows=frozenset({"proxy_time_entry", "midnight_span"}),
)
