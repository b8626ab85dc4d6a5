"""Both sides of a person's time, day by day, with a cause for every second that differs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from psa_sync.domain.content import Billable
from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.hours import seconds_of
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.timesheet_causes import UNEXPLAINED, cause_of, known_row
from psa_sync.domain.work_dates import work_date

ByDay = dict[date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One entry and its row in the PSA, or a row that belongs to no entry.

    Attributes:
        entry: None for a row that Memtime has no entry for.
        known: The row as Memtime knows it.
        there: The row as the PSA has it now.
        since_then: Cause of what differs between these two; empty where they are the same.
        entry_id: The entry of whose making the row is left over, where `entry` is None.
    """

    entry: Entry | None
    known: RemoteRow | None
    there: RemoteRow | None
    since_then: str = ""
    entry_id: str | None = None


def as_known(entry: Entry) -> Sides:
    """Both sides where nobody has looked into the PSA."""
    row = known_row(entry)
    return Sides(entry=entry, known=row, there=row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Seconds by which Memtime exceeds the PSA on one day because of one entry or row.

    Attributes:
        entry_id: None for a row of the PSA that Memtime has no entry for.
        psa_id: None while there is no row.
        cause: One of `CAUSES`, or the code of the entry's problem.
        notes: What was worked, so that people know which one it is.
    """

    entry_id: str | None
    psa_id: str | None
    seconds: int
    cause: str
    notes: str = ""


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

    @property
    def differences(self) -> Iterator[Difference]:
        """Those of all days."""
        return (one for day in self.days for one in day.differences)


def timesheet(
    found: Iterable[Sides],
    first: date,
    last: date,
    *,
    policy: SyncPolicy,
    time_zone: str,
    now: datetime,
) -> Timesheet:
    """Sum up entries and rows over the days, inclusive, in the person's zone.

    On each day the differences add up to what Memtime has more than the PSA.

    Args:
        found: Each entry once, and the rows that belong to none.
        first: First day.
        last: Last day, inclusive.
        policy: Of the connection.
        time_zone: IANA name of the person's zone.
        now: UTC.
    """
    span = (last - first).days + 1
    days = {day: TimesheetDay(date=day) for day in (first + timedelta(n) for n in range(span))}
    for sides in found:
        _add(sides, days, time_zone, policy, now)
    sheet = Timesheet(days=tuple(days.values()), unexplained_seconds=0)
    unexplained = sum(abs(one.seconds) for one in sheet.differences if one.cause == UNEXPLAINED)
    return Timesheet(days=sheet.days, unexplained_seconds=unexplained)


def _add(
    sides: Sides,
    days: dict[date, TimesheetDay],
    time_zone: str,
    policy: SyncPolicy,
    now: datetime,
) -> None:
    entry = sides.entry
    ours = _memtime_side(entry, time_zone)
    known, theirs = _psa_side(sides.known), _psa_side(sides.there)
    billable = entry is not None and _is_billable(entry)
    for day in ours.keys() & days.keys():
        days[day].memtime_seconds += ours[day]
        days[day].billable_seconds += ours[day] if billable else 0
    for day in theirs.keys() & days.keys():
        days[day].psa_seconds += theirs[day]
    if ours == theirs:
        return
    for day in sorted((ours.keys() | known.keys() | theirs.keys()) & days.keys()):
        apart = ours.get(day, 0) - known.get(day, 0)
        if apart and entry is not None:
            moved = bool(ours) and bool(known) and ours.keys() != known.keys()
            unread = not known and not theirs and sides.since_then
            cause = unread or cause_of(entry, apart, policy, now, moved=moved)
            days[day].differences.append(_difference(sides, apart, cause))
        moved_on = known.get(day, 0) - theirs.get(day, 0)
        if moved_on:
            days[day].differences.append(_difference(sides, moved_on, sides.since_then))


def _difference(sides: Sides, seconds: int, cause: str) -> Difference:
    entry, row = sides.entry, sides.there or sides.known
    if entry is not None:
        return Difference(
            entry_id=entry.id,
            psa_id=entry.psa_id,
            seconds=seconds,
            cause=cause,
            notes=entry.local.notes,
        )
    return Difference(
        entry_id=sides.entry_id,
        psa_id=row.psa_id if row else None,
        seconds=seconds,
        cause=cause,
        notes=row.content.notes if row else "",
    )


def _is_billable(entry: Entry) -> bool:
    """What Memtime left to the PSA is as the PSA decided, and billable until it has."""
    chosen = entry.local.billable
    if chosen is Billable.DEFAULT and entry.remote is not None:
        chosen = entry.remote.content.billable
    return chosen in {Billable.DEFAULT, Billable.BILLABLE}


def _memtime_side(entry: Entry | None, time_zone: str) -> ByDay:
    if entry is None or entry.deleted_at is not None:
        return {}
    return {work_date(entry.local.start, time_zone): entry.local.duration_seconds}


def _psa_side(row: RemoteRow | None) -> ByDay:
    return {row.work_date: seconds_of(row.hours)} if row else {}
