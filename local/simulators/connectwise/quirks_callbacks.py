"""What is unknown of callbacks, each a switch."""

from __future__ import annotations

from local.simulators.connectwise.refusal import GUIDE
from local.simulators.quirks import Quirk

UNKNOWN = "no source found; the safe guess is the default"

TIME_ENTITY_IS_A_SUMMARY = Quirk(
    "time_entity_is_a_summary",
    on=True,
    what="Entity of a time callback holds id, chargeToId and _info only; off: the whole entry.",
    source="no payload of a time callback was recorded; those of contacts are summaries",
)
TIME_DELETES_SEND_NOTHING = Quirk(
    "time_deletes_send_nothing",
    on=False,
    what="Deleting a time entry sends no callback.",
    source="a vendor of another sync reports it for some kinds of records; for time unknown",
)
TICKETS_SEND_TWICE = Quirk(
    "tickets_send_twice",
    on=False,
    what="A change of a ticket sends two callbacks with ids of their own.",
    source="reported in general terms; not measured",
)
APPROVAL_SENDS_CALLBACKS = Quirk(
    "approval_sends_callbacks",
    on=True,
    what="A new status of a time sheet sends a callback for each of its entries.",
    source=UNKNOWN,
)
SELF_SUPPRESSION_IGNORED = Quirk(
    "self_suppression_ignored",
    on=False,
    what="isSelfSuppressedFlag is stored, and changes by the callback's creator are sent anyway.",
    source="the flag's meaning is read from its name in amp-labs/connectors",
)
MESSAGE_ID_PER_ATTEMPT = Quirk(
    "message_id_per_attempt",
    on=False,
    what="A retried callback has a MessageId of its own; off: that of the first attempt.",
    source=UNKNOWN,
)
CALLBACK_IDS_MISSING = Quirk(
    "callback_ids_missing",
    on=False,
    what="ProductInstanceId and PartnerId are absent from callbacks.",
    source="captured payloads of amp-labs/connectors differ",
)
CALLBACKS_RETRY_5XX = Quirk(
    "callbacks_retry_5xx",
    on=False,
    what="A callback answered with 5xx or not at all is retried, too.",
    source=f"{GUIDE}: names 404, 409, 419 and 429 only",
)
CALLBACK_KEY_NEEDS_CREDENTIALS = Quirk(
    "callback_key_needs_credentials",
    on=False,
    what="The page behind key_url asks for API keys and clientId.",
    source="clients differ: a Go client asks without, amp-labs/connectors sends clientId",
)
CALLBACK_KEY_ROTATES = Quirk(
    "callback_key_rotates",
    on=False,
    what="Every callback is signed with a new key under a new id; older keys stay readable.",
    source="lifetime of keys is not written down",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Quirk))
