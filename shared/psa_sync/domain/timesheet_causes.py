"""Why both sides of a person's time differ: one cause for each difference, and words for it."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import Entry, RemoteRow, SyncState
from psa_sync.domain.hours import rounded, seconds_of
from psa_sync.domain.intents import STORED_DIFFERENTLY
from psa_sync.domain.plan import BESIDE
from psa_sync.domain.problem import PROBLEMS
from psa_sync.domain.problem_kinds import THE_ENTRY, ProblemKind, Who
from psa_sync.domain.receipts import HOURS_TOLERANCE_SECONDS, stored_differently
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import sync_state

ROUNDING: Final = "rounding"
OTHER_DAY: Final = "other_day"
ADDED: Final = "added_in_psa"
CHANGED: Final = "changed_in_psa"
DELETED: Final = "deleted_in_psa"
BEFORE_IMPORT: Final = "before_import"
HIDDEN: Final = "hidden_in_psa"
SECOND_ROW: Final = "duplicate_row"
UNEXPLAINED: Final = "unexplained"

_THEIR_STEPS: Final = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"))
"""Hours to whose multiples PSAs are set up to round what they are given."""
_NOTHING_TO_DO: Final = "Nothing to do."
_COMES: Final = "Nothing to do: it comes with the next poll, where Memtime takes time from the PSA."


def _kind(message: str, fix: str = _NOTHING_TO_DO, who: Who = Who.TECHNICIAN) -> ProblemKind:
    return ProblemKind(message, fix, who, THE_ENTRY)


CAUSES: Final[dict[str, ProblemKind]] = {
    SyncState.DRAFT.value: _kind(
        "The entry is a draft in Memtime.", "Say sync now when it may go to the PSA."
    ),
    SyncState.QUEUED.value: _kind("The entry is on its way to the PSA."),
    SyncState.SENDING.value: _kind("The entry is being written to the PSA."),
    SyncState.IN_DOUBT.value: _kind("The PSA has not confirmed the entry yet; we are looking."),
    ROUNDING: _kind("The PSA keeps rounded hours."),
    OTHER_DAY: _kind(
        "The PSA counts the entry on another day.",
        "Compare the time zone of the PSA user with the one in which the day was worked.",
    ),
    ADDED: _kind("Somebody entered this time in the PSA, and Memtime does not have it.", _COMES),
    CHANGED: _kind("Somebody changed this time in the PSA, and Memtime has not taken it.", _COMES),
    DELETED: _kind(
        "The time is not in the PSA any more.",
        "Nothing to do: it is deleted in Memtime once a second look has proven it.",
    ),
    BEFORE_IMPORT: _kind("The time in the PSA is older than what is brought to Memtime."),
    HIDDEN: _kind(
        "The PSA does not show this time to the connection's user any more.",
        "Give the API user back the right to see it, e.g. non-billable time.",
        Who.MSP_ADMIN,
    ),
    UNEXPLAINED: _kind(
        "We do not know why both sides differ.",
        "Report it to support: this is our fault.",
        Who.OPERATOR,
    ),
}
"""The causes that are no problem of an entry; those have their words in `PROBLEMS`."""


def kind_of(cause: str) -> ProblemKind:
    """What a cause means and who can do something about it."""
    return CAUSES.get(cause) or PROBLEMS[cause]


def known_row(entry: Entry) -> RemoteRow | None:
    """The entry's row as far as we know; None once a look has not found it."""
    return None if entry.missing is not None else entry.remote


def cause_of(entry: Entry, seconds: int, policy: SyncPolicy, now: datetime, *, moved: bool) -> str:
    """Say why Memtime and the row that we know of differ.

    Args:
        entry: With a difference.
        seconds: By which Memtime has more.
        policy: Of the entry's connection.
        now: UTC.
        moved: True when both sides have the entry, on different days.
    """
    if entry.missing is not None and not entry.gone:
        return DELETED
    state = sync_state(entry, policy, now)
    if state is not SyncState.SYNCED and _is_pending(entry):
        told = entry.problem is not None and entry.problem.code not in BESIDE
        return entry.problem.code if entry.problem and told else state.value
    if not policy.takes_from_psa and _moved_there(entry):
        return CHANGED
    return OTHER_DAY if moved else _stored_otherwise(entry, seconds)


def _is_pending(entry: Entry) -> bool:
    """True while the PSA has not been given the times that Memtime has now."""
    if entry.base is None or entry.remote is None or entry.gone or entry.deleted_at is not None:
        return True
    differing = group_hashes(entry.local).differing(entry.base.local)
    return entry.base.remote is None or Group.TIME in differing


def _moved_there(entry: Entry) -> bool:
    """True when the PSA's times are not any more what they were when both sides were equal."""
    row, agreed = entry.remote, entry.base and entry.base.remote
    return bool(row and agreed and Group.TIME in group_hashes(row.content).differing(agreed))


def _stored_otherwise(entry: Entry, seconds: int) -> str:
    if abs(seconds) <= HOURS_TOLERANCE_SECONDS or _is_rounded(entry) or _is_rounded_there(entry):
        return ROUNDING
    # Another problem may stand where the receipt would.
    told = entry.problem is not None and bool(stored_differently(entry))
    return STORED_DIFFERENTLY if told or _counts_its_own_way(entry.remote) else UNEXPLAINED


def _is_rounded(entry: Entry) -> bool:
    """True when the PSA has just what the connection's rounding makes of our seconds."""
    if entry.remote is None or entry.rounded_to is None:
        return False
    sent = rounded(entry.local.duration_seconds, entry.rounded_to)
    return abs(seconds_of(entry.remote.hours) - sent) <= HOURS_TOLERANCE_SECONDS


def _is_rounded_there(entry: Entry) -> bool:
    """True when the PSA itself made a round number of the hours, less than a step away."""
    if entry.remote is None or entry.problem is None or entry.problem.code != STORED_DIFFERENTLY:
        return False
    hours = entry.remote.hours
    off = abs(seconds_of(hours) - entry.local.duration_seconds)
    return any(not hours % step and off < seconds_of(step) for step in _THEIR_STEPS)


def _counts_its_own_way(row: RemoteRow | None) -> bool:
    """True when the PSA states other hours than its own window holds, e.g. since it was billed."""
    off = 0 if row is None else abs(seconds_of(row.hours) - row.content.duration_seconds)
    return off > HOURS_TOLERANCE_SECONDS
