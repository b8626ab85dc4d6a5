"""Autotask's oddities and its unknowns, each a switch listed at `GET /_sim/quirks`."""

from __future__ import annotations

from local.simulators.quirks import Quirk

_UNKNOWN = "not documented; differs by tenant or was never measured"

CHECKS_INTEGRATION_CODE = Quirk(
    "checks_integration_code",
    on=True,
    what="A wrong ApiIntegrationCode is refused with 500 and an errors array.",
    source="test suite of the JavaScript client @apigrate/autotask-restapi",
)
DROPS_UNKNOWN_OPERATORS = Quirk(
    "drops_unknown_operators",
    on=True,
    what="A filter clause with an unknown operator is ignored and every row comes back.",
    source="measured: WYRE-AI/autotask-mcp pull requests 211 and 282",
)
REFUSES_EMPTY_FILTER = Quirk(
    "refuses_empty_filter",
    on=False,
    what="A query with an empty list of clauses is refused; off: every row comes back.",
    source="the Python client django-autotask reads whole entities so; others saw a refusal",
)
REFUSES_MISSING_VALUE = Quirk(
    "refuses_missing_value",
    on=False,
    what="A comparison without a value is refused; off: it asks for rows whose field is empty.",
    source="the Python client django-autotask leaves the value of false out in every sync",
)
IGNORES_CASE_OF_STRINGS = Quirk(
    "ignores_case_of_strings",
    on=True,
    what="String comparisons of filters ignore upper and lower case.",
    source=f"SQL Server's usual collation; {_UNKNOWN}",
)
EMPTY_NEVER_MATCHES = Quirk(
    "empty_never_matches",
    on=True,
    what="A row whose field is empty matches no comparison, not even noteq and notIn.",
    source=f"SQL's treatment of NULL; {_UNKNOWN}",
)
UTC_WITHOUT_DESIGNATOR = Quirk(
    "utc_without_designator",
    on=False,
    what="Date-times come back without the Z, still meaning UTC.",
    source="clients read a missing designator as UTC: GDSTechnology/autotask-mcp",
)
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
    source=f"time on completed tickets over REST: {_UNKNOWN}",
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
KEEPS_MODIFIED_ON_NO_CHANGE = Quirk(
    "keeps_modified_on_no_change",
    on=True,
    what="A PATCH that changes nothing leaves lastModifiedDateTime as it was.",
    source=_UNKNOWN,
)
IGNORES_RESOURCE_CHANGE = Quirk(
    "ignores_resource_change",
    on=True,
    what="resourceID in an update is ignored: time never moves to another person.",
    source=_UNKNOWN,
)
POSTING_TOUCHES_ROW = Quirk(
    "posting_touches_row",
    on=False,
    what="Posting an entry moves its lastModifiedDateTime.",
    source=_UNKNOWN,
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
RESTRICTED_READS_ARE_EMPTY = Quirk(
    "restricted_reads_are_empty",
    on=False,
    what="Without the right to query an entity its reads find nothing, instead of an error.",
    source="vendor help, Define an API User: copies of the security level can be restricted",
)
SENDS_UNESCAPED_BODY = Quirk(
    "sends_unescaped_body",
    on=False,
    what="A webhook's body arrives unescaped, signed as if it were escaped.",
    source="measured: msoukhomlinov/n8n-nodes-autotask; whether by a proxy or the vendor is open",
)
SPELLS_PERSON_ID = Quirk(
    "spells_person_id",
    on=False,
    what="Webhooks name the person PersonId; off: PersonID.",
    source="sources differ: NangoHQ/nango, msoukhomlinov/n8n-nodes-autotask",
)
DEACTIVATION_ON_MAIN_URL = Quirk(
    "deactivation_on_main_url",
    on=True,
    what="The unsigned Deactivated message goes to the webhook's main URL, too.",
    source="measured: msoukhomlinov/n8n-nodes-autotask, GHSA-hh59-fgrr-93hf",
)
REFUSES_TWIN_WEBHOOKS = Quirk(
    "refuses_twin_webhooks",
    on=True,
    what="A webhook with the URL and an event of another one is refused.",
    source="vendor help, Webhooks error handling: exact duplicates; text unknown",
)
LIMITS_THREADS = Quirk(
    "limits_threads",
    on=True,
    what="A fourth call at once to an endpoint with the same integration code is refused.",
    source="vendor help, thread limiting: integrations made since 2023.1",
)
THREAD_LIMIT_ANSWERS_429 = Quirk(
    "thread_limit_answers_429",
    on=False,
    what="The thread limit answers 429; off: 500 with an errors array, like any refusal.",
    source=f"msoukhomlinov/n8n-nodes-autotask saw several statuses; {_UNKNOWN}",
)
ENFORCES_HOURLY_LIMIT = Quirk(
    "enforces_hourly_limit",
    on=False,
    what="Calls wait 0.5 s from 50 % of the hourly threshold and 1 s from 75 %, above it: 429.",
    source="vendor help, REST thresholds and limits; waits as reported by clients",
)

ALL: tuple[Quirk, ...] = tuple(value for value in list(vars().values()) if isinstance(value, Quirk))
