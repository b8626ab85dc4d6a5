"""Both sides of a person's time, day by day, with a cause for every second that differs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from psa_sync.domain.content import Billable, Group, group_hashes
from psa_sync.domain.entry import Entry, RemoteRow, SyncState
from psa_sync.domain.hours import rounded, seconds_of
from psa_sync.domain.intents import STORED_DIFFERENTLY
from psa_sync.domain.receipts import HOURS_TOLERANCE_SECONDS
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import sync_state
from psa_sync.domain.work_dates import work_date

UNEXPLAINED: Final = "unexplained"
NOT_TAKEN: Final = "changed_in_psa"
"""A person's change in the PSA, of a connection that takes nothing from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Seconds by which Memtime exceeds the PSA on one day because of one entry.

    Attributes:
        cause: Sync state or problem code, `rounding`, `changed_in_psa`, `other_day` or
            `unexplained`.
    """

    entry_id: str
    seconds: int
    cause: str


@dataclass(slots=True, kw_only=True)
class TimesheetDay:
    """Sums of one day, in seconds."""

    date: date
    memtime_seconds: int = 0
    psa_seconds: int = 0
    billable_seconds: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timesheet:
    """The days of a range, and the seconds for which no cause was found."""

    days: tuple[TimesheetDay, ...]
    unexplained_seconds: int


def timesheet(
    entries: Iterable[tuple[Entry, SyncPolicy]],
    first: date,
    last: date,
    *,
    time_zone: str,
    now: datetime,
) -> Timesheet:
    """Sum up the entries over the days, inclusive, in the person's zone.

    Args:
        entries: Each with the conflict policy of its connection.
        first: First day.
        last: Last day, inclusive.
        time_zone: IANA name of the person's zone.
        now: UTC.
    """
    span = (last - first).days + 1
    days = {day: TimesheetDay(date=day) for day in (first + timedelta(n) for n in range(span))}
    for entry, policy in entries:
        _add(entry, days, time_zone, policy, now)
    unexplained = sum(
        abs(difference.seconds)
        for day in days.values()
        for difference in day.differences
        if difference.cause == UNEXPLAINED
    )
    return Timesheet(days=tuple(days.values()), unexplained_seconds=unexplained)


def _add(
    entry: Entry,
    days: dict[date, TimesheetDay],
    time_zone: str,
    policy: SyncPolicy,
    now: datetime,
) -> None:
    ours = _memtime_side(entry, time_zone)
    theirs = _psa_side(None if entry.gone else entry.remote)
    for day in sorted({*ours, *theirs} & set(days)):
        row = days[day]
        row.memtime_seconds += ours.get(day, 0)
        row.psa_seconds += theirs.get(day, 0)
        if _is_billable(entry):
            row.billable_seconds += ours.get(day, 0)
        seconds = ours.get(day, 0) - theirs.get(day, 0)
        if seconds:
            other_day = bool(ours) and bool(theirs) and ours.keys() != theirs.keys()
            cause = _cause(entry, seconds, policy, now)
            cause = "other_day" if other_day and cause != NOT_TAKEN else cause
            row.differences.append(Difference(entry_id=entry.id, seconds=seconds, cause=cause))


def _is_billable(entry: Entry) -> bool:
    """What Memtime left to the PSA is as the PSA decided, and billable until it has."""
    chosen = entry.local.billable
    if chosen is Billable.DEFAULT and entry.remote is not None:
        chosen = entry.remote.content.billable
    return chosen in {Billable.DEFAULT, Billable.BILLABLE}


def _memtime_side(entry: Entry, time_zone: str) -> dict[date, int]:
    if entry.deleted_at is not None:
        return {}
    return {work_date(entry.local.start, time_zone): entry.local.duration_seconds}


def _psa_side(row: RemoteRow | None) -> dict[date, int]:
    return {row.work_date: seconds_of(row.hours)} if row else {}


def _cause(entry: Entry, seconds: int, policy: SyncPolicy, now: datetime) -> str:
    state = sync_state(entry, policy, now)
    if state is not SyncState.SYNCED:
        return entry.problem.code if entry.problem else state.value
    if not policy.takes_from_psa and _moved_there(entry):
        return NOT_TAKEN
    if abs(seconds) <= HOURS_TOLERANCE_SECONDS or _is_rounded(entry):
        return "rounding"
    if entry.problem is not None:
        return entry.problem.code
    return STORED_DIFFERENTLY if _counts_its_own_way(entry.remote) else UNEXPLAINED


def _moved_there(entry: Entry) -> bool:
    """True when the PSA's times are not any more what they were when both sides were equal."""
    row, agreed = entry.remote, entry.base and entry.base.remote
    return bool(row and agreed and Group.TIME in group_hashes(row.content).differing(agreed))


def _is_rounded(entry: Entry) -> bool:
    """True when the PSA has just what the connection's rounding makes of our seconds."""
    if entry.remote is None or entry.rounded_to is None:
        return False
    sent = rounded(entry.local.duration_seconds, entry.rounded_to)
    return abs(seconds_of(entry.remote.hours) - sent) <= HOURS_TOLERANCE_SECONDS


def _counts_its_own_way(row: RemoteRow | None) -> bool:
    """True when the PSA states other hours than its own window holds, e.g. since it was billed."""
    off = 0 if row is None else abs(seconds_of(row.hours) - row.content.duration_seconds)
    return off > HOURS_TOLERANCE_SECONDS
