"""Refusals of calls: rows of any entity, queries, callers, limits, and the framework below."""

from __future__ import annotations

from typing import Final

from local.simulators.autotask.refusal import CHOSEN, JUICT, N8N, ON_RECORD, TCT, Refusal

# Rows of any entity
BAD_REFERENCE: Final = Refusal(
    "bad_reference", f"Reference value on field: {{field}} of type: {{entity}} {ON_RECORD}", N8N
)
BAD_PICKLIST_VALUE: Final = Refusal(
    "bad_picklist_value",
    "Picklist value [{value}] does not exist for {field}. ; on record number [1].",
    TCT,
)
MISSING_FIELD: Final = Refusal(
    "missing_field", "Missing Required Field: {field}. ; on record number [1]", TCT
)
BAD_NUMBER: Final = Refusal(
    "bad_number", "Conversion failed when converting varchar '{value}' to data type {kind}", N8N
)
TOO_LONG: Final = Refusal(
    "too_long", "{field} must be less than or equal to {length} characters.", N8N
)
BAD_DATE: Final = Refusal(
    "bad_date", "Conversion failed when converting date and/or time from character string.", CHOSEN
)
BAD_FLAG: Final = Refusal("bad_flag", "Value for field {field} must be true or false", CHOSEN)
NOT_FOUND: Final = Refusal(
    "not_found",
    "No message. No matching records found. The logged in Resource may not have the required "
    "permissions to {action} the data.",
    "constant of the Python client django-autotask",
)
WEBHOOK_TWICE: Final = Refusal(
    "webhook_twice", "A webhook with this URL and these events exists already.", CHOSEN
)
TOO_MANY_WEBHOOKS: Final = Refusal(
    "too_many_webhooks", "No more than 50 webhooks of an entity may be active.", CHOSEN
)

# Queries
UNABLE_TO_FIND: Final = Refusal(
    "unable_to_find",
    "Unable to find {field} in the {entity} Entity",
    "measured: WYRE-AI/autotask-mcp pull request 282",
)
NO_FILTER: Final = Refusal("no_filter", "The query is invalid: a filter is required.", CHOSEN)
TOO_MANY_CONDITIONS: Final = Refusal(
    "too_many_conditions",
    "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
    "vendor help, query limits (the words of the SOAP API)",
)
UNKNOWN_OPERATOR: Final = Refusal(
    "unknown_operator", "Invalid query syntax. Operator '{operator}' is not supported.", CHOSEN
)
VALUE_NEEDED: Final = Refusal(
    "value_needed", "Invalid query syntax. A value is required for field {field}.", CHOSEN
)
ONE_VALUE: Final = Refusal(
    "one_value", "Invalid query syntax. Operator '{operator}' takes one value.", CHOSEN
)
NO_CLAUSE: Final = Refusal(
    "no_clause", "Invalid query syntax. A filter clause is an object.", CHOSEN
)
PAGE_TOO_LARGE: Final = Refusal(
    "page_too_large", "Invalid query. MaxRecords must be between 1 and 500.", CHOSEN
)
ONE_UDF: Final = Refusal(
    "one_udf", "Invalid query syntax. Only one user-defined field may be queried.", CHOSEN
)
NO_SEARCH: Final = Refusal(
    "no_search", "Invalid query syntax. The search parameter holds no JSON query.", CHOSEN
)
HISTORY_BY_TICKET: Final = Refusal(
    "history_by_ticket",
    "TicketHistory can only be queried by a single clause: ticketID eq.",
    CHOSEN,
)
BAD_PAGE: Final = Refusal("bad_page", "Invalid paging token.", CHOSEN)
EMPTY_BODY: Final = Refusal(
    "empty_body", "Value cannot be null. Parameter name: request body", CHOSEN
)

# Callers and limits
WRONG_CODE: Final = Refusal(
    "wrong_code", "The specified ApiIntegrationCode is invalid or missing.", CHOSEN
)
UNKNOWN_USER: Final = Refusal(
    "unknown_user", "The zone information could not be determined for the given user.", CHOSEN
)
BAD_CREDENTIALS: Final = Refusal(
    "bad_credentials", "Invalid credentials. Authentication failed.", CHOSEN
)
UNAUTHORIZED: Final = Refusal("unauthorized", "", "vendor help, authentication", status=401)
THREADS_EXCEEDED: Final = Refusal(
    "threads_exceeded",
    "Thread Threshold Exceeded: Itgenatr005. No more than 3 requests may run at the same time "
    "for this object endpoint.",
    CHOSEN,
)
THREADS_EXCEEDED_429: Final = Refusal(
    "threads_exceeded_429", THREADS_EXCEEDED.text, CHOSEN, status=429
)
LIMIT_REACHED: Final = Refusal(
    "limit_reached",
    "The API request threshold has been exceeded. Please try again later.",
    CHOSEN,
    status=429,
)

# The framework below the rules
NOT_JSON: Final = Refusal("not_json", "The request is invalid.", CHOSEN, status=400, framework=True)
NO_ROUTE: Final = Refusal(
    "no_route",
    "No HTTP resource was found that matches the request URI '{uri}'.",
    JUICT,
    status=404,
    framework=True,
)
NO_VERB: Final = Refusal(
    "no_verb",
    "The requested resource does not support http method '{method}'.",
    JUICT,
    status=405,
    framework=True,
)
