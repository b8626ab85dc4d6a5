"""Problems of a single entry: what a PSA refuses, and what the two sides disagree upon."""

from typing import Final

from psa_sync.domain.problem_kinds import THE_ENTRY, ProblemKind, Who

OF_ENTRIES: Final[dict[str, ProblemKind]] = {
    "entry_locked": ProblemKind(
        "The PSA has locked this entry: it is submitted, approved or billed.",
        "Forward these words to the approver, who reopens it in the PSA; your change is then sent.",
        Who.MSP_ADMIN,
        "the PSA's timesheet approval",
    ),
    "entry_conflict": ProblemKind(
        "The entry was changed in Memtime and in the PSA.",
        "Choose which of the two to keep.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "permission_missing": ProblemKind(
        "The connection's PSA user may not do this.",
        "Give the API user the right named in the PSA's words, then try again.",
        Who.MSP_ADMIN,
        "the PSA's security roles",
    ),
    "work_item_closed": ProblemKind(
        "The PSA does not take time on this ticket, task or project any more.",
        "Choose another work item, or have it reopened in the PSA.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "work_item_missing": ProblemKind(
        "The PSA does not know the work item of this entry.",
        "Refresh the work items and choose another one.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "work_role_invalid": ProblemKind(
        "The PSA does not accept the role for this person and work item.",
        "Choose a role that the PSA has given you for this work item.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "work_type_invalid": ProblemKind(
        "The PSA does not accept the work type.",
        "Choose an active work type.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "work_item_unassigned": ProblemKind(
        "The PSA takes time on this work item only from people who are assigned to it.",
        "Have yourself assigned to it in the PSA, in the role in which you work.",
        Who.MSP_ADMIN,
        "the PSA's project plan",
    ),
    "person_inactive": ProblemKind(
        "The PSA takes no time of this person: the user is inactive there, or cannot own time.",
        "Have the user activated in the PSA; what waits goes out within an hour.",
        Who.MSP_ADMIN,
        "the PSA's list of users",
        retryable=True,
    ),
    "company_time_off": ProblemKind(
        "The PSA takes no time of this person on a company as such.",
        "Book it on a ticket of the company, or have the person allowed to book on companies.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "billable_invalid": ProblemKind(
        "The PSA does not accept the billing choice of this entry.",
        "Choose billable, no charge or do not bill.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "proxy_time_off": ProblemKind(
        "The PSA does not let the connection's user enter other people's time.",
        "Allow the connection's user to enter time for others, then try again.",
        Who.MSP_ADMIN,
        "the PSA's settings of time entry",
    ),
    "reference_invalid": ProblemKind(
        "The entry names something that the PSA does not have, or that is inactive there.",
        "Refresh the work items and choose again; the PSA's words name the field.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "field_required": ProblemKind(
        "The PSA requires a field that Memtime does not fill in.",
        "Have the PSA not require it, or give it a default there; the PSA's words name it.",
        Who.MSP_ADMIN,
        "the PSA's settings of time entry",
    ),
    "request_malformed": ProblemKind(
        "The PSA refused the form of what we sent.",
        "Report it to support: this is our fault.",
        Who.OPERATOR,
        "support",
    ),
    "hours_out_of_range": ProblemKind(
        "The PSA takes only entries longer than 0 and shorter than 24 hours.",
        "Change start, end or break.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "work_date_refused": ProblemKind(
        "The PSA takes no time on that day: it is in the future, or too far back.",
        "Book it on a day that the PSA takes, or have its limit changed.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "time_overlaps": ProblemKind(
        "The PSA takes no time that overlaps other time of the same person.",
        "Change start or end, or the other entry.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "notes_required": ProblemKind(
        "The PSA requires notes on this entry.",
        "Write what was done.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "period_closed": ProblemKind(
        "The PSA has no open time period or timesheet for that day.",
        "Have the period or timesheet opened in the PSA, or choose another day.",
        Who.MSP_ADMIN,
        "the PSA's time periods",
    ),
    "notes_too_long": ProblemKind(
        "The notes are longer than the PSA keeps.",
        "Shorten the notes.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "work_item_kind_fixed": ProblemKind(
        "The PSA cannot move an entry to another kind of work item.",
        "Delete the entry and book it anew on the right work item.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "spans_midnight": ProblemKind(
        "The PSA does not take an entry over midnight.",
        "End the entry at midnight and book the rest as a second entry.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "time_format_refused": ProblemKind(
        "The PSA refused the form of a time that we sent.",
        "Report it to support: this is our fault.",
        Who.OPERATOR,
        "support",
    ),
    "not_our_row": ProblemKind(
        "The PSA lets us change only entries that we made ourselves.",
        "Make the change in the PSA; it comes back to Memtime.",
        Who.TECHNICIAN,
        "the PSA's timesheet",
    ),
    "duplicate_row": ProblemKind(
        "The PSA holds a second row for this entry, and we do not remove it by ourselves.",
        "Compare the two rows in the PSA and delete the wrong one.",
        Who.TECHNICIAN,
        "the PSA's timesheet",
    ),
    "duplicate_row_locked": ProblemKind(
        "The PSA holds a second row for this entry, and has locked it.",
        "Ask the approver to reopen it, then it is removed by itself; if it was billed, have the "
        "invoice corrected in the PSA.",
        Who.MSP_ADMIN,
        "the PSA's timesheet approval",
    ),
    "psa_row_missing": ProblemKind(
        "The entry is not in the PSA any more, as far as we can see.",
        "Nothing to do yet: we look again before we believe it.",
        Who.TECHNICIAN,
        THE_ENTRY,
        retryable=True,
    ),
    "locked_row_missing": ProblemKind(
        "The PSA had locked this entry, and now it is not there any more.",
        "Ask the approver what became of it; a locked entry is never made a second time.",
        Who.MSP_ADMIN,
        "the PSA's timesheet approval",
    ),
    "psa_row_deleted": ProblemKind(
        "The entry was deleted in the PSA, and the connection takes nothing from there.",
        "Delete it in Memtime as well, or change it: then it is made in the PSA anew.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "psa_stored_differently": ProblemKind(
        "The PSA stored something else than was booked.",
        "Compare the entry with the PSA's timesheet and correct the wrong one.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
    "psa_refused": ProblemKind(
        "The PSA refused the entry.",
        "Read the PSA's own words, change the entry accordingly, or ask support.",
        Who.TECHNICIAN,
        THE_ENTRY,
    ),
}
