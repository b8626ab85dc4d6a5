"""Oddities and unknowns of calls: credentials, filters, pages, answers, limits and webhooks."""

from __future__ import annotations

from local.simulators.autotask.quirk_sources import UNKNOWN
from local.simulators.quirks import Quirk

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
    source=f"SQL Server's usual collation; {UNKNOWN}",
)
EMPTY_NEVER_MATCHES = Quirk(
    "empty_never_matches",
    on=True,
    what="A row whose field is empty matches no comparison, not even noteq and notIn.",
    source=f"SQL's treatment of NULL; {UNKNOWN}",
)
UTC_WITHOUT_DESIGNATOR = Quirk(
    "utc_without_designator",
    on=False,
    what="Date-times come back without the Z, still meaning UTC.",
    source="clients read a missing designator as UTC: GDSTechnology/autotask-mcp",
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
    source=f"msoukhomlinov/n8n-nodes-autotask saw several statuses; {UNKNOWN}",
)
ENFORCES_HOURLY_LIMIT = Quirk(
    "enforces_hourly_limit",
    on=False,
    what="Calls wait 0.5 s from 50 % of the hourly threshold and 1 s from 75 %, above it: 429.",
    source="vendor help, REST thresholds and limits; waits as reported by clients",
)
FILTERS_BY_DAY = Quirk(
    "filters_by_day",
    on=False,
    what="Filters compare instants by their calendar day only.",
    source="measured for Tickets.createDate: Triplecitiestech/staging; for others unknown",
)
QUERIES_NOTES = Quirk(
    "queries_notes",
    on=True,
    what="summaryNotes and internalNotes may stand in a filter; off: they cannot be found.",
    source=f"queryability of notes: {UNKNOWN}",
)
REFUSES_LARGE_PAGES = Quirk(
    "refuses_large_pages",
    on=False,
    what="MaxRecords above 500 is refused; off: it means 500.",
    source=f"MaxRecords above 500: {UNKNOWN}",
)
REQUEST_COUNT_IS_TOTAL = Quirk(
    "request_count_is_total",
    on=False,
    what="requestCount counts all matching rows; off: it repeats the page size.",
    source="clients read it differently: msoukhomlinov/n8n-nodes-autotask takes it for a total",
)
MISSING_ITEM_IS_404 = Quirk(
    "missing_item_is_404",
    on=False,
    what="GET of an id that is not there answers 404; off: 200 with an item of null.",
    source="django-autotask handles both; 200 from the tests of @apigrate/autotask-restapi",
)
LISTS_WITHOUT_FILES = Quirk(
    "lists_without_files",
    on=True,
    what="What is in a file comes only with GET of it through its parent; elsewhere data is null.",
    source="the JavaScript client @apigrate/autotask-restapi has a GET of its own for that",
)
ODD_ROLE_SPELLING = Quirk(
    "odd_role_spelling",
    on=False,
    what="Tickets spell their role assignedResourceroleID.",
    source="one integrator reads it so; the vendor's model has assignedResourceRoleID",
)
WRONG_SECRET_ANSWERS_500 = Quirk(
    "wrong_secret_answers_500",
    on=False,
    what="Wrong credentials are refused with 500 and an errors array; off: 401 and no body.",
    source="the Python client autotask-client says so; vendor help says 401",
)
LOCKS_ACCOUNT = Quirk(
    "locks_account",
    on=False,
    what="After five wrong secrets in a row the right one is refused, too, until a reset.",
    source=f"locked API users exist: AntoJUICT/juict-skills; how, {UNKNOWN}",
)
MISSING_RIGHTS_ANSWER_403 = Quirk(
    "missing_rights_answer_403",
    on=False,
    what="A missing right is answered with 403; off: 500, like any refusal.",
    source="the vendor's model declares 403; clients met 500: django-autotask, juict-skills",
)
ERRORS_ARE_OBJECTS = Quirk(
    "errors_are_objects",
    on=False,
    what="The errors array holds objects with message and field; off: texts.",
    source=f"one client reads both; {UNKNOWN}",
)
DELETE_ANSWERS_204 = Quirk(
    "delete_answers_204",
    on=False,
    what="A delete answers 204 without a body; off: 200 with the id.",
    source="django-autotask takes both; the vendor's model has the id",
)
OMITS_RETRY_AFTER = Quirk(
    "omits_retry_after",
    on=False,
    what="The answer to too many calls in an hour names no Retry-After.",
    source="seen only sometimes: msoukhomlinov/n8n-nodes-autotask",
)
