"""Refusals of a call itself: who asks, how, how often, and for what."""

from __future__ import annotations

from typing import Final

from local.simulators.connectwise.refusal import AMP, GUIDE, POWERSHELL, Refusal

# Who asks
BAD_CREDENTIALS: Final = Refusal(
    "bad_credentials", "Unauthorized", "Your credentials are invalid.", form="coded", status=401
)
BAD_CREDENTIALS_ON_PREMISE: Final = Refusal(
    "bad_credentials_on_premise", "ConnectWiseApi", "UserNotAuthenticated", POWERSHELL,
    form="coded", status=401,
)  # fmt: skip
NO_CLIENT_ID: Final = Refusal(
    "no_client_id", "Unauthorized", "A valid clientId header is required.",
    form="coded", status=403, other_status=401,
)  # fmt: skip
NO_PERMISSION: Final = Refusal(
    "no_permission", "Unauthorized",
    "You do not have security permission to perform this action.",
    "a public design document of an MCP server, without the status",
    form="coded", status=403, other_status=401,
)  # fmt: skip
TOO_MANY_REQUESTS: Final = Refusal(
    "too_many_requests", "ConnectWiseAPI",
    "Too many requests. Please try again in {seconds} seconds.", GUIDE,
    form="throttled", status=429,
)  # fmt: skip

# Where
CANNOT_ROUTE: Final = Refusal(
    "cannot_route", "", "Cannot route. Codebase/company is invalid",
    "recorded in three independent projects", form="plain",
)  # fmt: skip
NO_ENDPOINT: Final = Refusal(
    "no_endpoint", "ConnectWiseApi", "The endpoint does not exist.", AMP,
    form="coded", status=404,
)  # fmt: skip
NOT_FOUND: Final = Refusal(
    "not_found", "NotFound", "{resource} {id} not found", AMP, form="coded", status=404
)
WRONG_VERB: Final = Refusal(
    "wrong_verb", "ConnectWiseApi", "The requested resource does not support {method}.",
    form="coded", status=405,
)  # fmt: skip

# How
WRONG_MEDIA: Final = Refusal(
    "wrong_media", "ConnectWiseApi", "{media} is not supported.", form="coded", status=415
)
NOT_JSON: Final = Refusal(
    "not_json", "InvalidObject", "The request body could not be read.", form="coded"
)
BAD_PARAMETER: Final = Refusal(
    "bad_parameter", "InvalidParameter", "{value} is not a valid value for {field}.", form="coded"
)

VERSION_NOT_SERVED: Final = Refusal(
    "version_not_served", "ConnectWiseApi", "The version {version} is not supported.",
    form="coded", status=406,
)  # fmt: skip

# Filters, orders and field lists
_FIND: Final = "ApiFindCondition"
NAME_UNKNOWN: Final = Refusal(
    "name_unknown", _FIND, "{name} is not a recognized name.", AMP, form="coded"
)
ENUM_UNKNOWN: Final = Refusal(
    "enum_unknown", _FIND, "Enum value supplied was invalid", AMP, form="coded"
)
TEXT_UNEXPECTED: Final = Refusal(
    "text_unexpected", _FIND, "Unexpected text in conditions at position {at}: {text}",
    form="coded",
)  # fmt: skip
CONDITIONS_INVALID: Final = Refusal(
    "conditions_invalid", _FIND, "The conditions are not valid near {text}.", form="coded"
)
DATE_INVALID: Final = Refusal("date_invalid", _FIND, "{value} is not a valid date.", form="coded")
VALUE_INVALID: Final = Refusal(
    "value_invalid", _FIND, "{value} is not a valid value for {field}.", form="coded"
)
OPERATOR_INVALID: Final = Refusal(
    "operator_invalid", _FIND, "{operator} cannot be used with {field}.", form="coded"
)
ORDER_INVALID: Final = Refusal(
    "order_invalid", _FIND, "The orderBy is not valid near {text}.", form="coded"
)
ORDER_FORWARD_ONLY: Final = Refusal(
    "order_forward_only", _FIND, "orderBy cannot be used with forward-only pagination.",
    form="coded",
)  # fmt: skip
