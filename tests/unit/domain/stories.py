"""Entries as they stand in the rows of the planner's table."""

from dataclasses import replace
from typing import Any

from psa_sync.domain.entry import Entry
from psa_sync.domain.hours import hours_of
from psa_sync.domain.plan import Step, plan
from psa_sync.domain.settings import ConflictPolicy, SyncPolicy
from tests.builders import NOW, a_row, a_synced_entry

PSA_WINS, MEMTIME_WINS, ASK = (SyncPolicy(conflicts=one) for one in ConflictPolicy)


def planned(entry: Entry, policy: SyncPolicy = PSA_WINS) -> Step:
    return plan(entry, policy, NOW)


def changed_here(entry: Entry | None = None, **content: Any) -> Entry:
    """The entry after an edit in Memtime."""
    entry = entry or a_synced_entry()
    return replace(entry, local=replace(entry.local, **(content or {"notes": "ours"})))


def changed_there(entry: Entry | None = None, *, locked: bool = False, **content: Any) -> Entry:
    """The entry after an edit in the PSA was seen."""
    entry = entry or a_synced_entry()
    row = entry.remote or a_row()
    edited = replace(row.content, **(content or {"notes": "theirs"}))
    hours = hours_of(edited.duration_seconds)
    return replace(entry, remote=replace(row, content=edited, hours=hours, locked=locked))


def locked(entry: Entry | None = None) -> Entry:
    entry = entry or a_synced_entry()
    row = entry.remote or a_row()
    return replace(entry, remote=replace(row, locked=True, status="Approved"))


def deleted(entry: Entry | None = None) -> Entry:
    return replace(entry or a_synced_entry(), deleted_at=NOW)


def clashing(entry: Entry | None = None) -> Entry:
    """Both sides changed the notes."""
    return changed_there(changed_here(entry))


def recorded_unread(**changes: Any) -> Entry:
    """The PSA confirmed a row, but nobody has read it yet."""
    entry = a_synced_entry(remote=None, **changes)
    assert entry.base is not None
    return replace(entry, base=replace(entry.base, remote=None))
