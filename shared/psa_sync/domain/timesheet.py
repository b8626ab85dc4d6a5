"""Both sides of a person's time, day by day, with a cause for every second that differs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from psa_sync.domain.connection import ConflictPolicy
from psa_sync.domain.content import Billable
from psa_sync.domain.entry import Entry, RemoteRow, SyncState
from psa_sync.domain.hours import seconds_of
from psa_sync.domain.intents import STORED_DIFFERENTLY
from psa_sync.domain.receipts import HOURS_TOLERANCE_SECONDS
from psa_sync.domain.sync_state import sync_state
from psa_sync.domain.work_dates import work_date

UNEXPLAINED: Final = "unexplained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Seconds by which Memtime exceeds the PSA on one day because of one entry.

    Attributes:
        cause: Sync state or problem code, `rounding`, `other_day` or `unexplained`.
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
    entries: Iterable[tuple[Entry, ConflictPolicy]],
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
    policy: ConflictPolicy,
    now: datetime,
) -> None:
    ours = _memtime_side(entry, time_zone)
    theirs = _psa_side(entry.remote)
    for day in sorted({*ours, *theirs} & set(days)):
        row = days[day]
        row.memtime_seconds += ours.get(day, 0)
        row.psa_seconds += theirs.get(day, 0)
        if _is_billable(entry):
            row.billable_seconds += ours.get(day, 0)
        seconds = ours.get(day, 0) - theirs.get(day, 0)
        if seconds:
            other_day = bool(ours) and bool(theirs) and ours.keys() != theirs.keys()
            cause = "other_day" if other_day else _cause(entry, seconds, policy, now)
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


def _cause(entry: Entry, seconds: int, policy: ConflictPolicy, now: datetime) -> str:
    state = sync_state(entry, policy, now)
    if state is not SyncState.SYNCED:
        return entry.problem.code if entry.problem else state.value
    if abs(seconds) <= HOURS_TOLERANCE_SECONDS:
        return "rounding"
    if entry.problem is not None:
        return entry.problem.code
    return STORED_DIFFERENTLY if _counts_its_own_way(entry.remote) else UNEXPLAINED


def _counts_its_own_way(row: RemoteRow | None) -> bool:
    """True when the PSA states other hours than its own window holds, e.g. since it was billed."""
    off = 0 if row is None else abs(seconds_of(row.hours) - row.content.duration_seconds)
    return off > HOURS_TOLERANCE_SECONDS
