"""Autotask PSA under the contract tests."""

from functools import partial

from local.simulators.autotask import seed
from local.simulators.autotask.app import create_app
from psa_sync.domain.connection import PsaName
from tests.contract.cases.case import Case, quirk, right

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
