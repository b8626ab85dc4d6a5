"""How entries, work items, connections and jobs look in answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import overload

from functions.memtime_api import app_shapes as apps
from functions.memtime_api import entry_shapes as entries
from psa_sync.domain.connection import Check, Connection, PsaUser
from psa_sync.domain.content import Content
from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.jobs import Progress
from psa_sync.domain.latencies import Latencies
from psa_sync.domain.plan import ASKED
from psa_sync.domain.problem import Problem
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import sync_state
from psa_sync.domain.webhook import HookState
from psa_sync.domain.work_item import Options, WorkItem


@overload
def instant(value: datetime) -> str: ...
@overload
def instant(value: datetime | None) -> str | None: ...
def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC with whole seconds, or null."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def content_json(content: Content) -> entries.Content:
    """The fields that a client sends."""
    return {
        "workItemId": content.work_item_id,
        "start": instant(content.start),
        "end": instant(content.end),
        "timeZone": content.time_zone,
        "breakSeconds": content.break_seconds,
        "notes": content.notes,
        "internalNotes": content.internal_notes,
        "billable": content.billable,
        "workTypeId": content.work_type_id,
        "workRoleId": content.work_role_id,
    }


def entry_json(entry: Entry, policy: SyncPolicy, now: datetime) -> entries.TimeEntry:
    """A whole time entry."""
    asked = entry.problem is not None and entry.problem.code == ASKED
    return {
        "id": entry.id,
        **content_json(entry.local),
        "userId": entry.user_id,
        "app": entry.app,
        "version": entry.version,
        "durationSeconds": entry.local.duration_seconds,
        "timesKnown": entry.times_known,
        "origin": entry.origin,
        "syncState": sync_state(entry, policy, now),
        "remote": remote_json(entry),
        "locked": entry.locked,
        "problem": problem_json(entry.problem),
        "conflict": _conflict_json(entry) if asked else None,
        "waitingUntil": instant(entry.waiting_until),
        "createdAt": instant(entry.created_at),
        "updatedAt": instant(entry.updated_at),
        "deletedAt": instant(entry.deleted_at),
    }


def remote_json(entry: Entry) -> entries.Row | None:
    """What the PSA holds, null while there is no row that we know of."""
    if entry.psa_id is None:
        return None
    if entry.remote is None:
        return _unread_json(entry.psa_id)
    return _row_json(entry.psa_id, entry.remote)


def _row_json(psa_id: str, row: RemoteRow) -> entries.Row:
    return {
        "id": psa_id,
        "hours": float(row.hours),
        "workDate": row.work_date.isoformat(),
        "status": row.status,
        "timesheet": row.timesheet,
        "billable": row.content.billable,
        "lastUpdated": row.last_updated,
    }


def _unread_json(psa_id: str) -> entries.Row:
    return {
        "id": psa_id,
        "hours": None,
        "workDate": None,
        "status": None,
        "timesheet": None,
        "billable": None,
        "lastUpdated": None,
    }


def _conflict_json(entry: Entry) -> entries.Conflict | None:
    if entry.remote is None:
        return None
    return {"memtime": content_json(entry.local), "psa": content_json(entry.remote.content)}


@overload
def problem_json(problem: Problem) -> entries.Problem: ...
@overload
def problem_json(problem: Problem | None) -> entries.Problem | None: ...
def problem_json(problem: Problem | None) -> entries.Problem | None:
    """A problem with its fix, or null."""
    if problem is None:
        return None
    kind = problem.kind
    return {
        "code": problem.code,
        "message": problem.message,
        "said": problem.detail,
        "fix": kind.fix,
        "who": kind.who,
        "where": problem.where,
        "since": instant(problem.since),
        "retryable": kind.retryable,
    }


def work_item_json(item: WorkItem, name: str) -> entries.WorkItem:
    """One work item by the name that its reader chose to see."""
    return {
        "id": item.id,
        "app": item.app,
        "kind": item.kind,
        "name": item.name,
        "displayName": name,
        "number": item.number,
        "path": list(item.path),
        "parentId": item.parent_id,
        "status": item.status,
        "bookable": item.bookable,
        "notBookableReason": item.not_bookable_reason,
        "assigned": item.assigned,
        "updatedAt": instant(item.updated_at),
    }


def check_json(check: Check) -> apps.Check:
    """One line of a preflight."""
    return {
        "code": check.code,
        "status": check.status,
        "message": check.message,
        "fix": check.fix,
        "who": check.who,
        "where": check.where,
    }


def checks_json(checks: Sequence[Check]) -> apps.Checks:
    """A preflight; what it only warns of does not stop anything."""
    passed = all(check.status != "fail" for check in checks)
    return {"ok": passed, "checks": [check_json(check) for check in checks]}


def webhooks_json(
    connection: Connection, received: datetime | None, left: tuple[str, ...]
) -> apps.Webhooks:
    """Whether the PSA tells us of changes; `leftBehind` is what an uninstall could not remove."""
    state = HookState.LEFT_BEHIND if left else connection.hook_state
    return {
        "state": state,
        "lastReceivedAt": instant(received),
        "leftBehind": list(left),
    }


def freshness_json(latencies: Latencies) -> apps.Freshness:
    """Whole seconds within which half, and 95 of 100, changes were on the other side."""
    return {"p50Seconds": latencies.within(50), "p95Seconds": latencies.within(95)}


def connection_json(
    connection: Connection,
    last_pull_at: datetime | None,
    webhooks: apps.Webhooks,
    freshness: apps.Freshness,
) -> apps.Connection:
    """One connection; secrets only as dots and their last four characters."""
    return {
        "app": connection.app,
        "status": connection.status,
        "statusText": connection.status_text,
        "since": instant(connection.since),
        "credentials": connection.shown_credentials,
        "checks": [check_json(check) for check in connection.checks],
        "webhooks": webhooks,
        "lastPullAt": instant(last_pull_at),
        "freshness": freshness,
    }


def psa_user_json(person: PsaUser) -> apps.PsaUser:
    """Who the user is in the PSA."""
    return {
        "id": person.id,
        "userName": person.user_name,
        "name": person.name,
        "timeZone": person.time_zone,
    }


def options_json(options: Options) -> apps.Options:
    """The choices for an entry."""
    return {
        "workTypes": [{"id": one.id, "name": one.name} for one in options.work_types],
        "workRoles": [{"id": one.id, "name": one.name} for one in options.work_roles],
        "billable": [{"id": one.id, "name": one.name} for one in options.billable],
    }


def job_json(progress: Progress, left: int | None) -> apps.Job:
    """A long-running job with the seconds that it still needs, None where nobody knows."""
    return {
        "id": progress.id,
        "kind": progress.kind,
        "status": progress.status,
        "progress": {"done": progress.done, "total": progress.total, "unit": progress.unit},
        "startedAt": instant(progress.started_at),
        "finishedAt": instant(progress.finished_at),
        "etaSeconds": left,
        "problem": problem_json(progress.problem),
    }
