"""The sentence with which a technician asks for a change of a row that the PSA holds fast."""

from datetime import datetime
from zoneinfo import ZoneInfo

from psa_sync.domain.content import Content, Group, group_hashes
from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.hours import hours_of
from psa_sync.domain.work_dates import work_date

NOBODY_NAMED = "the approver"


def correction(entry: Entry) -> str:
    """Say who would have to change what, so that it can be forwarded as it is.

    Names what the PSA tells: the approver, the timesheet, the status. Notes are never quoted.
    """
    remote = entry.remote
    if remote is None:
        wanted = _time(entry.local, entry.local.time_zone)
        day = work_date(entry.local.start, entry.local.time_zone)
        return f"for {NOBODY_NAMED}: {day.isoformat()} lacks {wanted} of Memtime"
    return f"{_addressed(remote)}: {_difference(entry, remote)}"


def _addressed(remote: RemoteRow) -> str:
    sheet = f" of timesheet {remote.timesheet}" if remote.timesheet else ""
    status = f", status {remote.status}" if remote.status else ""
    who = remote.approver or NOBODY_NAMED
    return f"for {who}{sheet}: row {remote.psa_id} of {remote.work_date.isoformat()}{status}"


def _difference(entry: Entry, remote: RemoteRow) -> str:
    zone = remote.content.time_zone
    if entry.deleted_at is not None:
        return f"the PSA has {_stored_time(remote)}; Memtime has deleted it"
    before = entry.base.local if entry.base else group_hashes(remote.content)
    changed = group_hashes(entry.local).differing(before)
    theirs = [_stored_time(remote)] if Group.TIME in changed else []
    ours = [_time(entry.local, zone)] if Group.TIME in changed else []
    if Group.TARGET in changed:
        theirs.append(_target(remote.content))
        ours.append(_target(entry.local))
    if Group.BILLABLE in changed:
        theirs.append(remote.content.billable.value)
        ours.append(entry.local.billable.value)
    if Group.NOTES in changed:
        ours.append("other notes")
    has = f"the PSA has {', '.join(theirs)}; " if theirs else ""
    return f"{has}Memtime has {', '.join(ours) or 'the same'}"


def _stored_time(remote: RemoteRow) -> str:
    content = remote.content
    span = f", {_span(content.start, content.end, content.time_zone)}" if remote.times_known else ""
    return f"{remote.hours} h{span}"


def _time(content: Content, zone: str) -> str:
    return f"{hours_of(content.duration_seconds)} h, {_span(content.start, content.end, zone)}"


def _span(start: datetime, end: datetime, zone: str) -> str:
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (start, end))
    return f"{first:%Y-%m-%d %H:%M} to {last:%H:%M}"


def _target(content: Content) -> str:
    kind = f", work type {content.work_type_id}" if content.work_type_id else ""
    role = f", role {content.work_role_id}" if content.work_role_id else ""
    return f"{content.work_item_id}{kind}{role}"
