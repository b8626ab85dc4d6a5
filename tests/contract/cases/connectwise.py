"""ConnectWise PSA under the contract tests."""

from functools import partial

from psa_sync.domain.connection import PsaName
from tests.contract.cases.case import Case, quirk, right
from tests.simulators.connectwise.answers import judged_app as create_app

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
