"""How an entry takes in what was seen in the PSA, and the decisions that need no call."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from psa_sync.domain.connection import UserLink
from psa_sync.domain.content import (
    GROUP_FIELDS,
    Content,
    Group,
    group_hashes,
    merged_hashes,
    take_groups,
)
from psa_sync.domain.correction import correction
from psa_sync.domain.entry import Base, Entry, Event, Origin, RemoteRow
from psa_sync.domain.intents import STORED_DIFFERENTLY, bind, with_receipt
from psa_sync.domain.missing_rows import made_anew, seen_again, tombstoned
from psa_sync.domain.plan import (
    ASKED,
    BESIDE,
    HELD,
    LOCKED_MISSING,
    NOTHING,
    ON_THE_ROW,
    ROW_DELETED,
    WITHOUT_A_ROW,
    Action,
    is_as_sent,
    is_parked,
    plan,
)
from psa_sync.domain.problem import Problem
from psa_sync.domain.second_rows import is_over, with_second_rows
from psa_sync.domain.settings import SyncPolicy


def imported(row: RemoteRow, link: UserLink, entry_id: str, *, now: datetime) -> Entry:
    """Make the entry of a row that somebody made in the PSA."""
    hashes = group_hashes(row.content)
    return Entry(
        account=link.account,
        id=entry_id,
        user_id=link.user_id,
        app=link.app,
        origin=Origin.PSA,
        local=row.content,
        version=1,
        created_at=now,
        updated_at=now,
        psa_id=row.psa_id,
        remote=row,
        base=Base(local=hashes, remote=hashes),
        generation=row.marker.generation if row.marker else 1,
    )


def observed(entry: Entry, row: RemoteRow, *, ours: bool, now: datetime) -> Entry:
    """Take in a row; the same object comes back when there is nothing new.

    Args:
        entry: The entry that the row is mapped to, or whose marker it carries.
        row: The row as it was read.
        ours: True when our own API user made the row.
        now: UTC.
    """
    if entry.psa_id is None:
        # A list may still show what was proven gone; only a look at the row itself brings it back.
        gone = entry.gone and entry.deleted_at is not None
        return entry if gone else _adopted(entry, row, ours=ours, now=now)
    if entry.psa_id != row.psa_id or entry.writes_its_row:
        return entry  # another row's copy, or a write under way that reads back by itself
    if entry.missing is not None:
        entry = seen_again(entry)
    if entry.remote is not None and entry.remote.fingerprint() == row.fingerprint():
        return entry
    if entry.base is None or entry.base.remote is None:
        return entry  # recorded but not read back: verify compares with what was sent
    if entry.remote is not None and _older(row, entry.remote):
        return entry  # read before our last write, applied after it
    return replace(entry, remote=row)


def _older(row: RemoteRow, known: RemoteRow) -> bool:
    """Compare the PSA's change stamps; the zone's letter would sort behind a fraction's dot."""
    stamp, last = row.last_updated.rstrip("Z"), known.last_updated.rstrip("Z")
    return bool(stamp) and stamp < last


def _adopted(entry: Entry, row: RemoteRow, *, ours: bool, now: datetime) -> Entry:
    """Bind the row that a create of this very generation committed behind the settle wait.

    What the row holds counts as sent, so that anything newer in Memtime goes out as an update.
    While an attempt is open only its own worker or the resolver binds: this look may be older
    than theirs, and what it shows deleted since.
    """
    if not ours or row.marker != entry.marker or entry.intent is not None:
        return entry
    return bind(entry, group_hashes(row.content), row.psa_id, row, now=now)


def settled(entry: Entry, policy: SyncPolicy, *, now: datetime) -> tuple[Entry, list[Event]]:
    """Apply every decision that needs no PSA call; what was overwritten is told as an event."""
    events: list[Event] = []
    # Each action removes its own cause, so this ends after a few rounds.
    while (step := plan(entry, policy, now)).action in ON_THE_ROW:
        if step.action in WITHOUT_A_ROW:
            entry, event = _ROWLESS_DECISIONS[step.action](entry, now=now)
        else:
            # The planner compares only rows that were read.
            remote = cast("RemoteRow", entry.remote)
            entry, event = _DECISIONS[step.action](entry, remote, step.groups, now)
        events.append(event)
    return with_second_rows(_without_stale_problem(entry, policy, now), now=now), events


def _accept(
    entry: Entry, remote: RemoteRow, groups: frozenset[Group], now: datetime
) -> tuple[Entry, Event]:
    merged = take_groups(entry.local, remote.content, groups)
    stored = group_hashes(remote.content)
    former = entry.base or Base(local=stored, remote=stored)
    base = Base(
        local=merged_hashes(former.local, group_hashes(merged), groups),
        remote=merged_hashes(former.remote or stored, stored, groups),
    )
    changed = merged != entry.local
    taken = replace(
        entry,
        local=merged,
        base=base,
        rounded_to=None if Group.TIME in groups else entry.rounded_to,
        version=entry.version + 1 if changed else entry.version,
        updated_at=now if changed else entry.updated_at,
    )
    event = Event(at=now, what="accepted_from_psa", detail=lost_values(entry.local, merged, groups))
    arrived = groups - group_hashes(entry.local).differing(stored)
    if arrived and entry.problem is None:
        # Ours, found in the PSA after all: nobody has compared yet what it made of them.
        return with_receipt(taken, now=now), event
    return taken, event


def _restore(
    entry: Entry, remote: RemoteRow, groups: frozenset[Group], now: datetime
) -> tuple[Entry, Event]:
    """An edit in the PSA beats a delete in Memtime: the entry comes back."""
    back = replace(entry, deleted_at=None, version=entry.version + 1, updated_at=now)
    accepted, told = _accept(back, remote, groups, now)
    detail = {"reason": "edited in the PSA", **told.detail}
    return with_receipt(accepted, now=now), Event(at=now, what="restored", detail=detail)


def _hold(
    entry: Entry, remote: RemoteRow, _groups: frozenset[Group], now: datetime
) -> tuple[Entry, Event]:
    if entry.gone:
        unlocked = is_as_sent(entry) and not entry.locked
        problem = (
            Problem(code=ROW_DELETED, since=now)
            if unlocked
            else Problem(code=LOCKED_MISSING, since=now, detail=remote.status)
        )
    else:
        problem = Problem(code=HELD, since=now, detail=correction(entry))
    held = replace(entry, problem=problem, waiting_until=None)
    return held, Event(at=now, what="held", detail={})


def _ask(
    entry: Entry, _remote: RemoteRow, groups: frozenset[Group], now: datetime
) -> tuple[Entry, Event]:
    problem = Problem(code=ASKED, since=now, detail=", ".join(sorted(groups)))
    return replace(entry, problem=problem), Event(at=now, what="asked", detail={})


_DECISIONS = {
    Action.ACCEPT: _accept,
    Action.RESTORE: _restore,
    Action.HOLD: _hold,
    Action.ASK: _ask,
}
_ROWLESS_DECISIONS = {Action.TOMBSTONE: tombstoned, Action.REMAKE: made_anew}


def _without_stale_problem(entry: Entry, policy: SyncPolicy, now: datetime) -> Entry:
    """Drop a problem whose cause is gone from the row, e.g. since a person mended it there."""
    if entry.problem is None or entry.intent is not None:
        return entry
    free = replace(entry, problem=None, waiting_until=None)
    if entry.problem.code == STORED_DIFFERENTLY:
        return entry if with_receipt(free, now=now).problem else free
    if entry.problem.code in BESIDE:
        return with_receipt(free, now=now) if is_over(entry) else entry
    if entry.problem.code == LOCKED_MISSING and entry.missing is not None:
        return entry  # until the row is seen again
    step = plan(free, policy, now)
    if step.action in {Action.HOLD, Action.ASK}:
        return entry
    over = entry.problem.code in {HELD, ASKED} and not is_parked(entry, now)
    # The next thing to tell may be what the problem that is over has hidden.
    return with_receipt(free, now=now) if step == NOTHING or over else entry


def lost_values(before: Content, after: Content, groups: frozenset[Group]) -> dict[str, str]:
    """The fields of these groups that `after` has no more, as the history keeps them."""
    names = [name for group in sorted(groups) for name in GROUP_FIELDS[group]]
    return {
        name: str(getattr(before, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    }


def overwritten(entry: Entry, groups: frozenset[Group]) -> dict[str, str]:
    """Values of the PSA that nobody has in Memtime and that sending these groups replaces."""
    remote, base = entry.remote, entry.base
    if remote is None or base is None or base.remote is None:
        return {}
    theirs = group_hashes(remote.content).differing(base.remote)
    return lost_values(remote.content, entry.local, theirs & groups)
