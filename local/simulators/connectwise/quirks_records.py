"""What is unknown of how a time entry is booked and stored, each a switch."""

from __future__ import annotations

from local.simulators.quirks import Quirk

UNKNOWN = "no source found; the safe guess is the default"

SERVER_ZONE_DECIDES_SHEET = Quirk(
    "server_zone_decides_sheet",
    on=False,
    what="The zone of the server says on which day and sheet time falls; off: the member's.",
    source="both zones are in the API; which one wins is not written down",
)
CLOSED_TICKETS_NEED_A_RIGHT = Quirk(
    "closed_tickets_need_a_right",
    on=False,
    what="Time on a ticket in a closed status needs Close Service Tickets/Edit.",
    source="inferred from the right's name and lists of rights that vendors ask for",
)
OVERLAPS_REFUSED = Quirk(
    "overlaps_refused",
    on=False,
    what="An entry that overlaps another one of its member answers 400.",
    source="no source shows a refusal; a public tool searches for overlaps afterwards",
)
LONG_NOTES_REFUSED = Quirk(
    "long_notes_refused",
    on=False,
    what="Notes and internal notes of more than 4000 characters answer 400.",
    source="the API names no limit; whether there is one is unknown",
)
WORK_TYPE_SHAPES_BILLED_HOURS = Quirk(
    "work_type_shapes_billed_hours",
    on=True,
    what="hoursBilled follows hoursMin, hoursMax and roundBillHoursTo of the work type; off: it is"
    " actualHours.",
    source="read from the names of the fields; actual hours stay as they are",
)
PATCH_NEEDS_CUSTOM_FIELDS = Quirk(
    "patch_needs_custom_fields",
    on=False,
    what="A PATCH of a time entry without an operation on customFields answers 400.",
    source="amp-labs/connectors appends an empty one always, for objects that refuse otherwise",
)
NULL_KEEPS_CUSTOM_FIELD = Quirk(
    "null_keeps_custom_field",
    on=False,
    what="A custom field written with the value null keeps its value; off: it is emptied.",
    source=UNKNOWN,
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Quirk))
