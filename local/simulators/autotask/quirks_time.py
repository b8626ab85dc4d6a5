"""Oddities and unknowns of time entries: how they are judged, stored, locked and shown."""

from __future__ import annotations

from local.simulators.autotask.quirk_sources import UNKNOWN
from local.simulators.quirks import Quirk

REPLACES_CHARACTERS = Quirk(
    "replaces_characters",
    on=True,
    what="Characters of notes outside Windows-1252 are stored as a question mark.",
    source="measured: Triplecitiestech/staging docs/gotchas.md",
)
TICKET_GATE_IS_SERVICE_DESK_ROLES = Quirk(
    "ticket_gate_is_service_desk_roles",
    on=True,
    what="Ticket time needs an active service-desk role of the resource; off: any active role.",
    source="measured with different results: AntoJUICT/juict-skills, Triplecitiestech/staging",
)
MIRRORS_WORK_TYPE = Quirk(
    "mirrors_work_type",
    on=True,
    what="Ticket time shows its billingCodeID in internalBillingCodeID too.",
    source="row dump in ecitsolutions/Autotask issue 9",
)
PROXY_TIME_ENTRY = Quirk(
    "proxy_time_entry",
    on=True,
    what="Somebody else may enter a resource's time; off: only the resource itself.",
    source="vendor help, TimeEntries entity: Proxy Time Entry; the refusal's text is unknown",
)
PROXY_FOR_ADMINISTRATORS = Quirk(
    "proxy_for_administrators",
    on=True,
    what="Proxy time entry covers administrators and the API user; off: approvers only.",
    source="vendor help, TimeEntries entity: Approvers and Administrators",
)
REFUSES_UTC_MIDNIGHT = Quirk(
    "refuses_utc_midnight",
    on=False,
    what="An entry whose window crosses midnight in UTC is refused.",
    source="vendor help, TimeEntries entity: span over midnight; text and zone unknown",
)
REFUSES_COMPLETE_TICKETS = Quirk(
    "refuses_complete_tickets",
    on=False,
    what="Time on a completed ticket is refused.",
    source=f"time on completed tickets over REST: {UNKNOWN}",
)
TASKS_NEED_WINDOW = Quirk(
    "tasks_need_window",
    on=False,
    what="Task time needs a start and a stop, not only hours.",
    source="vendor help, time entry on a task: system setting; text unknown",
)
NOTES_REQUIRED = Quirk(
    "notes_required",
    on=False,
    what="Time on tickets and tasks without summary notes is refused.",
    source="tenant rule seen in the UI; text unknown",
)
SPLITS_AFTER_HOURS = Quirk(
    "splits_after_hours",
    on=False,
    what="Time across the end of business hours becomes several entries with other work types.",
    source="vendor help, adding a time entry: the screen splits; whether REST does is unknown",
)
APPLIES_CONTRACT_EXCLUSIONS = Quirk(
    "applies_contract_exclusions",
    on=True,
    what="An excluded role or work type moves time to the exclusion contract, or to none.",
    source="vendor help, adding a time entry: on saving; whether REST does is unknown",
)
DROPS_EXPIRED_CONTRACTS = Quirk(
    "drops_expired_contracts",
    on=True,
    what="Time outside the term of its contract, or on an inactive one, is stored without it.",
    source="vendor help, adding a time entry: on saving; whether REST does is unknown",
)
APPROVES_CONTRACT_TIME = Quirk(
    "approves_contract_time",
    on=False,
    what="Time on a contract is approved and posted the moment it is stored.",
    source="contract setting, seen by GDSTechnology/autotask-mcp",
)
REFUSES_OVERLAPS = Quirk(
    "refuses_overlaps",
    on=False,
    what="Time that overlaps other time of the same resource is refused.",
    source=f"overlaps: no source shows a refusal; {UNKNOWN}",
)
REFUSES_FUTURE_TIME = Quirk(
    "refuses_future_time",
    on=False,
    what="Time dated after the owner's today is refused.",
    source=f"tenant setting; over REST {UNKNOWN}",
)
REFUSES_OLD_TIME = Quirk(
    "refuses_old_time",
    on=False,
    what="Time dated more than 90 days back is refused.",
    source=f"tenant setting; over REST {UNKNOWN}",
)
REFUSES_LONG_TEXTS = Quirk(
    "refuses_long_texts",
    on=False,
    what="A text beyond its field's length is refused; off: it is cut without a word.",
    source="both were measured: AntoJUICT/juict-skills, msoukhomlinov/n8n-nodes-autotask",
)
KEEPS_MODIFIED_ON_NO_CHANGE = Quirk(
    "keeps_modified_on_no_change",
    on=True,
    what="A PATCH that changes nothing leaves lastModifiedDateTime as it was.",
    source=UNKNOWN,
)
IGNORES_RESOURCE_CHANGE = Quirk(
    "ignores_resource_change",
    on=True,
    what="resourceID in an update is ignored: time never moves to another person.",
    source=UNKNOWN,
)
POSTING_TOUCHES_ROW = Quirk(
    "posting_touches_row",
    on=False,
    what="Posting an entry moves its lastModifiedDateTime.",
    source=UNKNOWN,
)
IMPERSONATED_TICKET_PATCH_FAILS = Quirk(
    "impersonated_ticket_patch_fails",
    on=True,
    what="PATCH of ticket time with ImpersonationResourceId is refused for showOnInvoice.",
    source="measured: AntoJUICT/juict-skills LESSONS.md",
)
HIDES_NON_BILLABLE = Quirk(
    "hides_non_billable",
    on=False,
    what="Non-billable time is left out of every read, without an error.",
    source="vendor help, TimeEntries entity: Can view non-billable time entries",
)
APPROVAL_TOUCHES_ROWS = Quirk(
    "approval_touches_rows",
    on=False,
    what="Submitting or approving a timesheet moves lastModifiedDateTime of its entries.",
    source=UNKNOWN,
)
LATE_DELETION_LOG = Quirk(
    "late_deletion_log",
    on=False,
    what="Deletes show in the activity logs only a minute later.",
    source=f"latency of the logs: {UNKNOWN}",
)
