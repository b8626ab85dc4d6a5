"""Refusals of time entries: what they must be, whose they are, what state they are in."""

from __future__ import annotations

from typing import Final

from local.simulators.autotask.refusal import CHOSEN, GDS, JUICT, ON_RECORD, RIGHTS, TCT, Refusal

# A time entry as sent
NO_OWNER: Final = Refusal(
    "no_owner", "Value does not exist for the required field resourceID", JUICT
)
ONE_PARENT: Final = Refusal(
    "one_parent",
    "Only one of ticketID,taskID and InternallAllocationCodeID can be used at once",
    JUICT,
)
NO_TIME: Final = Refusal(
    "no_time", "Must have at least one of hoursWorked or startDateTime/endDateTime", JUICT
)
TICKET_WINDOW: Final = Refusal(
    "ticket_window", "TimeEntries for Service tickets require a start and stop time.", JUICT
)
TASK_WINDOW: Final = Refusal(
    "task_window", "TimeEntries for Tasks require a start and stop time.", CHOSEN
)
NO_DATE: Final = Refusal(
    "no_date", "dateWorked is required when no value is supplied for startDateTime", JUICT
)
BAD_HOURS: Final = Refusal(
    "bad_hours", "hoursWorked greater than 24 hours or less than zero hours", JUICT
)
OVER_MIDNIGHT: Final = Refusal(
    "over_midnight", "Time entries are not allowed to span over midnight.", CHOSEN
)
IN_FUTURE: Final = Refusal(
    "in_future", "Time entries are not allowed to be entered for a future date.", CHOSEN
)
TOO_OLD: Final = Refusal(
    "too_old", "Time entries are not allowed to be entered for a date this far back.", CHOSEN
)
OVERLAP: Final = Refusal(
    "overlap", "The time entry overlaps another time entry of this resource.", CHOSEN
)
WRONG_WORK_TYPE: Final = Refusal(
    "wrong_work_type",
    "The given allocation code is not an active general allocation code",
    JUICT,
)
WRONG_REGULAR_CODE: Final = Refusal(
    "wrong_regular_code",
    "The given allocation code is not an active internal allocation code",
    CHOSEN,
)
TASK_COMPLETE: Final = Refusal(
    "task_complete",
    "Time cannot be entered against a task that is complete.",
    "test suite of GDSTechnology/autotask-mcp",
)
TICKET_COMPLETE: Final = Refusal(
    "ticket_complete", "Time cannot be entered against a ticket that is complete.", CHOSEN
)

# Roles and assignments
TICKET_ROLE: Final = Refusal("ticket_role", "TimeEntries for Tickets must have a roleID", JUICT)
TASK_ROLE: Final = Refusal("task_role", "TimeEntries for Tasks must have a roleID", CHOSEN)
ROLE_MISSING: Final = Refusal(
    "role_missing", f"Reference value on field: roleID of timeEntryType: Role {ON_RECORD}", TCT
)
PAIR_UNDEFINED: Final = Refusal(
    "pair_undefined",
    "The specified AssignedResourceID and AssignedRoleID combination is not currently defined",
    JUICT,
)
TASK_PAIR: Final = Refusal(
    "task_pair", "This roleID is not valid for this Task and Resource", JUICT
)
HALF_ASSIGNED: Final = Refusal(
    "half_assigned",
    "Data violation: When assigning a Resource, you must assign both a assignedResourceID "
    "and assignedResourceRoleID.",
    TCT,
)
NO_DEPARTMENT: Final = Refusal(
    "no_department",
    "departmentID is a required field when a Resource (primary/secondary) is assigned to a Task",
    JUICT,
)
TASK_ROLE_INVALID: Final = Refusal(
    "task_role_invalid", 'The Task "{title}" has an invalid Resource and Role combination.', TCT
)
PRIMARY_AND_SECONDARY: Final = Refusal(
    "primary_and_secondary", "A primary resource cannot also be a secondary resource.", CHOSEN
)

# States, owners and rights
NO_PROXY: Final = Refusal(
    "no_proxy", "You do not have permission to create or edit time entries for this resource.",
    CHOSEN,
)  # fmt: skip
ADD_SUBMITTED: Final = Refusal(
    "add_submitted",
    "Cannot add time entries to a timesheet that has been submitted.",
    "test suite of GDSTechnology/autotask-mcp",
)
EDIT_SUBMITTED: Final = Refusal(
    "edit_submitted",
    "You do not have permission to edit time entries that have been submitted.",
    CHOSEN,
)
DELETE_SUBMITTED: Final = Refusal(
    "delete_submitted",
    "You do not have permission to delete time entries that have been submitted.",
    GDS,
)
POSTED: Final = Refusal(
    "posted", "The time entry has been approved and posted and can no longer be changed.", CHOSEN
)
NOT_CREATOR: Final = Refusal(
    "not_creator",
    "You do not have permission to delete time entries that you did not create.",
    JUICT,
)
NO_DELETE_RIGHT: Final = Refusal(
    "no_delete_right", f"{RIGHTS} delete this entity timeEntryType.", JUICT
)
NOT_PERMITTED: Final = Refusal("not_permitted", f"{RIGHTS} {{action}} this entity type.", JUICT)
SHOW_ON_INVOICE: Final = Refusal(
    "show_on_invoice",
    "User not authorized to change Show On Invoice values for Ticket time entries",
    JUICT,
)
OTHER_KIND_OF_WORK: Final = Refusal(
    "other_kind_of_work", "This {field} does not reference a valid {entity}", JUICT
)
NOBODY: Final = Refusal(
    "nobody", "There is no active resource with this id who could work at a screen.", CHOSEN
)
