"""How a person's decision ends a conflict: one side is kept, the other goes to the history."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from psa_sync.domain.content import Group, group_hashes, merged_hashes, take_groups
from psa_sync.domain.entry import Base, Entry, Event, RemoteRow
from psa_sync.domain.observations import lost_values


class Side(StrEnum):
    """Whose values stay."""

    MEMTIME = "memtime"
    PSA = "psa"


def decided(entry: Entry, keep: Side, *, now: datetime) -> tuple[Entry, Event]:
    """Keep one side of every group that both changed; what loses is told in the event.

    The other side is from now on what both last agreed upon, so that the planner sends Memtime's
    values, or finds nothing to do. An entry without a row comes back with its question gone.
    """
    free = replace(entry, problem=None, waiting_until=None, failures=0)
    remote, base = entry.remote, entry.base
    if remote is None or base is None:
        return free, Event(at=now, what="resolved", detail={"kept": keep.value})
    groups = _clash(entry, remote, base)
    chosen, lost = (
        _with_psa(free, remote, base, groups, now)
        if keep is Side.PSA
        else _with_memtime(free, remote, base, groups)
    )
    return chosen, Event(at=now, what="resolved", detail={"kept": keep.value, **lost})


def _clash(entry: Entry, remote: RemoteRow, base: Base) -> frozenset[Group]:
    ours, theirs = group_hashes(entry.local), group_hashes(remote.content)
    changed = theirs.differing(base.remote) if base.remote else frozenset(Group)
    return ours.differing(base.local) & changed & ours.differing(theirs)


def _with_psa(
    entry: Entry, remote: RemoteRow, base: Base, groups: frozenset[Group], now: datetime
) -> tuple[Entry, dict[str, str]]:
    merged = take_groups(entry.local, remote.content, groups)
    local = merged_hashes(base.local, group_hashes(merged), groups)
    changed = merged != entry.local
    taken = replace(
        entry,
        local=merged,
        rounded_to=None if Group.TIME in groups else entry.rounded_to,
        base=Base(local=local, remote=_seen(remote, base, groups).remote),
        version=entry.version + 1 if changed else entry.version,
        updated_at=now if changed else entry.updated_at,
    )
    return taken, lost_values(entry.local, merged, groups)


def _with_memtime(
    entry: Entry, remote: RemoteRow, base: Base, groups: frozenset[Group]
) -> tuple[Entry, dict[str, str]]:
    kept = replace(entry, base=_seen(remote, base, groups))
    return kept, lost_values(remote.content, entry.local, groups)


def _seen(remote: RemoteRow, base: Base, groups: frozenset[Group]) -> Base:
    stored = group_hashes(remote.content)
    return replace(base, remote=merged_hashes(base.remote or stored, stored, groups))
