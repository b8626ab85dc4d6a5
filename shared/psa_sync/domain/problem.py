"""Problems a person can see: what happened, what to do, who can do it; one table for all."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Who(StrEnum):
    """The person who can mend a problem."""

    TECHNICIAN = "technician"
    MSP_ADMIN = "msp_admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """The fixed part of a problem.

    Attributes:
        message: What happened, one sentence.
        fix: What to do.
        who: Who can do it.
        where: The place to go to.
        retryable: True when the sync itself tries again.
    """

    message: str
    fix: str
    who: Who
    where: str
    retryable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem as it is kept on an entry or shown to a person.

    Attributes:
        code: Stable key of the table below.
        detail: The PSA's own words, scrubbed; empty when there are none.
        since: When it was first seen, UTC.
    """

    code: str
    since: datetime
    detail: str = ""

    @property
    def kind(self) -> ProblemKind:
        """The table's row for this code."""
        return PROBLEMS.get(self.code, PROBLEMS["psa_refused"])

    @property
    def message(self) -> str:
        """What happened, with the PSA's own words where there are any."""
        return f"{self.kind.message} ({self.detail})" if self.detail else self.kind.message


GAVE_UP: Final = "gave_up"
"""A job on it failed again and again, by a bug or because our own store was away for long."""

_ENTRY = "Memtime > Time tracking > the entry"
_APPS = "Memtime > Connected apps"

PROBLEMS: Final[dict[str, ProblemKind]] = {
    "psa_unreachable": ProblemKind(
        "The PSA did not answer.",
        "Nothing to do: the entry is kept and sent again as soon as the PSA answers.",
        Who.OPERATOR,
        f"{_APPS} > Health",
        retryable=True,
    ),
    "psa_rate_limited": ProblemKind(
        "The PSA asks us to slow down.",
        "Nothing to do: the entry is sent when the PSA's limit allows it.",
        Who.OPERATOR,
        f"{_APPS} > Health",
        retryable=True,
    ),
    "psa_outcome_unknown": ProblemKind(
        "The PSA took the entry but did not confirm it.",
        "Nothing to do: we look in the PSA before anything is sent again.",
        Who.OPERATOR,
        _ENTRY,
        retryable=True,
    ),
    "store_unavailable": ProblemKind(
        "Our own store did not answer.",
        "Nothing to do: it is tried again.",
        Who.OPERATOR,
        f"{_APPS} > Health",
        retryable=True,
    ),
    "credentials_refused": ProblemKind(
        "The PSA refuses the connection's API key.",
        "Enter a valid API key; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{_APPS} > Manage > Edit connection",
        retryable=True,
    ),
    "connection_missing": ProblemKind(
        "The connected app is not installed.",
        "Install the connected app; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{_APPS} > Install",
        retryable=True,
    ),
    "connection_paused": ProblemKind(
        "The connection is paused.",
        "Resume it; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{_APPS} > Manage",
        retryable=True,
    ),
    "user_not_authenticated": ProblemKind(
        "You are not authenticated with the connected app.",
        "Authenticate with your PSA user name; the entries that wait are then sent.",
        Who.TECHNICIAN,
        f"{_APPS} > Authenticate",
        retryable=True,
    ),
    "entry_locked": ProblemKind(
        "The PSA has locked this entry: it is submitted, approved or billed.",
        "Ask the approver to reopen it in the PSA; your change is then sent.",
        Who.MSP_ADMIN,
        "the PSA's timesheet approval",
    ),
    "entry_conflict": ProblemKind(
        "The entry was changed in Memtime and in the PSA.",
        "Choose which of the two to keep.",
        Who.TECHNICIAN,
        _ENTRY,
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
        _ENTRY,
    ),
    "work_item_missing": ProblemKind(
        "The PSA does not know the work item of this entry.",
        "Refresh the work items and choose another one.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
    "work_role_invalid": ProblemKind(
        "The PSA does not accept the role for this person and work item.",
        "Choose a role that the PSA has given you for this work item.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
    "work_type_invalid": ProblemKind(
        "The PSA does not accept the work type.",
        "Choose an active work type.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
    "hours_out_of_range": ProblemKind(
        "The PSA takes only entries longer than 0 and shorter than 24 hours.",
        "Change start, end or break.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
    "notes_required": ProblemKind(
        "The PSA requires notes on this entry.",
        "Write what was done.",
        Who.TECHNICIAN,
        _ENTRY,
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
        _ENTRY,
    ),
    "work_item_kind_fixed": ProblemKind(
        "The PSA cannot move an entry to another kind of work item.",
        "Delete the entry and book it anew on the right work item.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
    "spans_midnight": ProblemKind(
        "The PSA does not take an entry over midnight.",
        "End the entry at midnight and book the rest as a second entry.",
        Who.TECHNICIAN,
        _ENTRY,
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
        "The PSA holds two rows for this entry.",
        "Delete the wrong one in the PSA.",
        Who.TECHNICIAN,
        "the PSA's timesheet",
    ),
    "psa_row_missing": ProblemKind(
        "The entry is not in the PSA any more, as far as we can see.",
        "Nothing to do yet: we look again before we believe it.",
        Who.TECHNICIAN,
        _ENTRY,
        retryable=True,
    ),
    "locked_row_missing": ProblemKind(
        "The PSA had locked this entry, and now it is not there any more.",
        "Ask the approver what became of it; a locked entry is never made a second time.",
        Who.MSP_ADMIN,
        "the PSA's timesheet approval",
    ),
    "mass_delete": ProblemKind(
        "So many entries are gone from the PSA at once that nothing is deleted in Memtime.",
        "Look whether the API user lost a right; then say whether the deletes are real.",
        Who.MSP_ADMIN,
        f"{_APPS} > Manage",
    ),
    "psa_filter_ignored": ProblemKind(
        "The PSA lists what was not asked for, so nothing is concluded from what it leaves out.",
        "Report it to support; entries are sent as always.",
        Who.OPERATOR,
        "support",
    ),
    GAVE_UP: ProblemKind(
        "Our own service failed on this several times in a row.",
        "Try again; it is also tried again by itself. If it stays, support mends the cause.",
        Who.OPERATOR,
        "support",
        retryable=True,
    ),
    "psa_stored_differently": ProblemKind(
        "The PSA stored other hours, or another day, than were booked.",
        "Compare the entry with the PSA's timesheet and correct the wrong one.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
    "psa_answer_senseless": ProblemKind(
        "The PSA answered something that makes no sense.",
        "Nothing to do: the entry is kept and tried again.",
        Who.OPERATOR,
        f"{_APPS} > Health",
        retryable=True,
    ),
    "psa_refused": ProblemKind(
        "The PSA refused the entry.",
        "Read the PSA's own words, change the entry accordingly, or ask support.",
        Who.TECHNICIAN,
        _ENTRY,
    ),
}
