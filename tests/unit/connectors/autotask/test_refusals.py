import pytest

from psa_sync.connectors.autotask.refusals import code_of, errors_in, scrubbed
from psa_sync.domain.problem import PROBLEMS

REFERENCE = (
    "Reference value on field: {} of type: {} does not exist or is invalid. ; on record number [1]."
)

MEANINGS = [
    ("Value does not exist for the required field resourceID", "request_malformed"),
    ("TimeEntries for Tickets must have a roleID", "work_role_invalid"),
    (
        "Must have at least one of hoursWorked or startDateTime/endDateTime",
        "hours_out_of_range",
    ),
    ("TimeEntries for Service tickets require a start and stop time.", "request_malformed"),
    ("dateWorked is required when no value is supplied for startDateTime", "request_malformed"),
    (
        "Only one of ticketID,taskID and InternallAllocationCodeID can be used at once",
        "request_malformed",
    ),
    ("hoursWorked greater than 24 hours or less than zero hours", "hours_out_of_range"),
    (
        (
            "Reference value on field: roleID of timeEntryType: Role does not exist or is invalid. "
            "; on record number [1]."
        ),
        "work_role_invalid",
    ),
    (
        "The specified AssignedResourceID and AssignedRoleID combination is not currently defined",
        "work_role_invalid",
    ),
    ("This roleID is not valid for this Task and Resource", "work_item_unassigned"),
    ("The given allocation code is not an active general allocation code", "work_type_invalid"),
    (REFERENCE.format("ticketID", "Ticket"), "work_item_missing"),
    (REFERENCE.format("taskID", "Task"), "work_item_missing"),
    (REFERENCE.format("internalBillingCodeID", "BillingCode"), "work_item_missing"),
    (REFERENCE.format("billingCodeID", "BillingCode"), "work_type_invalid"),
    (REFERENCE.format("contractID", "Contract"), "reference_invalid"),
    (REFERENCE.format("resourceID", "Resource"), "person_inactive"),
    ("ticketID: Value 123 does not exist or is invalid", "work_item_missing"),
    ("Value does not reference an existing entity for taskID", "work_item_missing"),
    (
        "Picklist value [3] does not exist for priority. ; on record number [1].",
        "reference_invalid",
    ),
    ("Missing Required Field: roleID. ; on record number [1]", "work_role_invalid"),
    ("Missing Required Field: summaryNotes. ; on record number [1]", "notes_required"),
    ("You do not have permission to delete time entries that have been submitted.", "entry_locked"),
    ("Cannot add time entries to a timesheet that has been submitted.", "period_closed"),
    ("This time entry has been posted and cannot be changed.", "entry_locked"),
    ("The time entry was approved for billing.", "entry_locked"),
    ("Time cannot be entered against a task that is complete.", "work_item_closed"),
    ("Time cannot be entered against a ticket that is complete.", "work_item_closed"),
    ("This taskID does not reference a valid Task", "work_item_kind_fixed"),
    ("You do not have permission to delete time entries that you did not create.", "not_our_row"),
    (
        (
            "The logged in Resource does not have the adequate permissions to delete this entity "
            "timeEntryType."
        ),
        "permission_missing",
    ),
    (
        "User not authorized to change Show On Invoice values for Ticket time entries",
        "permission_missing",
    ),
    (
        (
            "No message. No matching records found. The logged in Resource may not have the "
            "required permissions to delete the data."
        ),
        "psa_row_missing",
    ),
    ("Thread Threshold Exceeded", "psa_rate_limited"),
    ("Itgenatr005", "psa_rate_limited"),
    ("Too many threads are open for this tracking identifier.", "psa_rate_limited"),
    ("The request threshold was exceeded.", "psa_rate_limited"),
    ("The tracking identifier is not valid.", "credentials_refused"),
    ("Invalid credentials", "credentials_refused"),
    ("Time entries may not span over midnight.", "spans_midnight"),
    (
        "Conversion failed when converting date and/or time from character string.",
        "time_format_refused",
    ),
    ('The Task "x" has an invalid Resource and Role combination.', "work_role_invalid"),
    ("Something that nobody has seen before", "psa_refused"),
]


@pytest.mark.parametrize(("words", "code"), MEANINGS)
def test_each_refusal_has_its_meaning_in_any_case(words, code):
    assert code_of(words) == code
    assert code_of(words.upper()) == code


def test_every_meaning_is_a_problem_that_people_can_read():
    assert {code for _, code in MEANINGS} <= set(PROBLEMS)


def test_sentences_come_as_text_or_as_objects():
    assert errors_in(b'{"errors": ["one", " two\\n "]}') == ("one", "two")
    assert errors_in(b'{"Errors": [{"Message": "three", "field": "x"}]}') == ("three",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'"errors"',
        b'{"Message": "no"}',
        b'{"errors": []}',
        b'{"errors": [null, ""]}',
        b'{"errors": "x"}',
    ],
)
def test_a_body_without_sentences_has_none(body):
    assert errors_in(body) == ()


def test_words_are_shown_without_secrets_and_cut():
    words = "login THE-SECRET of api@tenant.example\x00 failed " + "x" * 400
    shown = scrubbed(words, ("the-secret", "api@tenant.example", ""))
    assert shown.startswith("login •••• of •••• failed xxx")
    assert len(shown) == 300
