"""How an entry moves through a write to the PSA: claim, then record, doubt or let go."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.content import Group, GroupHashes, group_hashes, merged_hashes
from psa_sync.domain.entry import Base, Entry, Intent, IntentState, Operation, RemoteRow
from psa_sync.domain.errors import FencedError
from psa_sync.domain.problem import Problem
from psa_sync.domain.receipts import stored_differently

STORED_DIFFERENTLY: Final = "psa_stored_differently"
MOST_SENT_BEFORE: Final = 4


def claim(
    entry: Entry,
    operation: Operation,
    groups: frozenset[Group],
    *,
    now: datetime,
    settle: timedelta,
    row_id: str | None = None,
) -> Entry:
    """Announce a write before it is sent; whoever saves this first may send."""
    intent = Intent(
        number=entry.attempts + 1,
        operation=operation,
        state=IntentState.SENDING,
        sent=group_hashes(entry.local),
        sent_start=entry.local.start,
        groups=tuple(sorted(groups)),
        generation=entry.generation,
        started_at=now,
        resolve_after=now + settle,
        row_id=row_id,
    )
    return replace(entry, intent=intent, attempts=intent.number, waiting_until=None)


def doubt(entry: Entry, number: int, *, now: datetime) -> Entry:
    """Note that the outcome is unknown; the resolver decides after the settle wait.

    Raises:
        FencedError: A newer attempt has begun.
    """
    intent = _held_intent(entry, number)
    problem = Problem(code="psa_outcome_unknown", since=now)
    return replace(entry, intent=replace(intent, state=IntentState.IN_DOUBT), problem=problem)


def let_go(entry: Entry, number: int) -> Entry:
    """End an attempt of which it is certain that nothing was committed.

    Raises:
        FencedError: A newer attempt has begun.
    """
    _held_intent(entry, number)
    return replace(entry, intent=None)


def called_absent(entry: Entry, number: int) -> Entry:
    """End a create that nobody finds, and remember what it sent: it may still arrive.

    Raises:
        FencedError: A newer attempt has begun.
    """
    sent = _held_intent(entry, number).sent
    return _remembering(let_go(entry, number), sent, always=True)


def record_created(
    entry: Entry, number: int, psa_id: str, row: RemoteRow | None, *, now: datetime
) -> Entry:
    """Note the PSA's id, and what it stored where its answer told.

    Raises:
        FencedError: A newer attempt has begun, or the row was adopted under another id.
    """
    if entry.intent is None and entry.psa_id == psa_id:
        return entry
    return bind(entry, _held_intent(entry, number).sent, psa_id, row, now=now)


def record_found(entry: Entry, number: int, row: RemoteRow, *, now: datetime) -> Entry:
    """Note the row that was found for a create of unknown outcome.

    It may be an earlier create's that arrived after it was called absent. What it holds then
    counts as sent, so that anything newer in Memtime goes out as an update.

    Raises:
        FencedError: A newer attempt has begun.
    """
    if entry.sent_before:
        _held_intent(entry, number)
        return bind(entry, group_hashes(row.content), row.psa_id, row, now=now)
    return record_created(entry, number, row.psa_id, row, now=now)


def bind(
    entry: Entry, sent: GroupHashes, psa_id: str, row: RemoteRow | None, *, now: datetime
) -> Entry:
    """Tie the entry to the row that was made from the content with these fingerprints."""
    remote = group_hashes(row.content) if row else None
    base = Base(local=sent, remote=remote)
    bound = replace(_cleared(entry), psa_id=psa_id, remote=row, base=base)
    return with_receipt(_remembering(bound, remote), now=now)


def verified(entry: Entry, row: RemoteRow, *, now: datetime) -> Entry:
    """Note what the PSA stored of a row that was recorded without being read.

    The same object comes back when somebody else has read it, or written it again, meanwhile.
    """
    is_read = entry.base is not None and entry.base.remote is not None and entry.remote is not None
    if is_read or entry.intent is not None or entry.psa_id != row.psa_id:
        return entry
    sent = entry.base.local if entry.base else group_hashes(entry.local)
    stored = group_hashes(row.content)
    known = replace(_cleared(entry), remote=row, base=Base(local=sent, remote=stored))
    return with_receipt(_remembering(known, stored), now=now)


def record_updated(entry: Entry, number: int, row: RemoteRow | None, *, now: datetime) -> Entry:
    """Note the read-back of an update; only the groups that were sent become the new base.

    Without a read-back the row is left to be read: the PSA confirmed it, so it is not sent again.

    Raises:
        FencedError: A newer attempt has begun.
    """
    intent = _held_intent(entry, number)
    groups = frozenset(intent.groups)
    former = entry.base or Base(local=intent.sent, remote=None)
    sent = merged_hashes(former.local, intent.sent, groups)
    if row is None:
        return replace(_cleared(entry), base=Base(local=sent, remote=None))
    stored = group_hashes(row.content)
    base = Base(local=sent, remote=merged_hashes(former.remote or stored, stored, groups))
    return with_receipt(replace(_cleared(entry), remote=row, base=base), now=now)


def send_again(entry: Entry, number: int, row: RemoteRow) -> Entry:
    """End an update of unknown outcome on top of what stands in the PSA now.

    The row may hold our values in the PSA's own words, or a person's, and nobody can tell which:
    taking them for a person's would undo the client's edit. Absolute values can be sent twice.

    Raises:
        FencedError: A newer attempt has begun.
    """
    groups = frozenset(_held_intent(entry, number).groups)
    stored = group_hashes(row.content)
    former = entry.base or Base(local=stored, remote=None)
    base = Base(
        local=replace(former.local, **dict.fromkeys(groups, "")),
        remote=merged_hashes(former.remote or stored, stored, groups),
    )
    return replace(let_go(entry, number), remote=row, base=base)


def record_deleted(entry: Entry, number: int) -> Entry:
    """Note that the PSA row is gone by our own delete.

    The next making gets a marker of its own: a page that was read before the delete still shows
    the row, and must bind it to nothing.

    Raises:
        FencedError: A newer attempt has begun.
    """
    _held_intent(entry, number)
    return replace(unbound(entry), generation=entry.generation + 1)


def record_missing(entry: Entry, number: int) -> Entry:
    """End an update whose row is not there: what the PSA holds has to be read again.

    Whether the update arrived is unknown, so nothing seen later may be compared with the old base.

    Raises:
        FencedError: A newer attempt has begun.
    """
    freed = let_go(entry, number)
    return freed if freed.base is None else replace(freed, base=replace(freed.base, remote=None))


def unbound(entry: Entry) -> Entry:
    """Untie the entry from its PSA row."""
    return replace(_cleared(entry), psa_id=None, remote=None, base=None)


def with_receipt(entry: Entry, *, now: datetime) -> Entry:
    """Show it when the PSA stored something else than was sent, e.g. other hours."""
    detail = stored_differently(entry)
    if not detail:
        return entry
    return replace(entry, problem=Problem(code=STORED_DIFFERENTLY, since=now, detail=detail))


def parked(entry: Entry, problem: Problem, until: datetime) -> Entry:
    """Wait for something that is not the entry's fault, visibly."""
    kept = entry.problem if entry.problem and entry.problem.code == problem.code else problem
    return replace(entry, problem=kept, waiting_until=until, failures=entry.failures + 1)


def queued(entry: Entry, problem: Problem, until: datetime) -> Entry:
    """Wait for a turn, visibly; it was not tried, so it did not fail."""
    return replace(parked(entry, problem, until), failures=entry.failures)


def refused(entry: Entry, problem: Problem) -> Entry:
    """Stop until a person mends what the PSA refused."""
    return replace(entry, problem=problem, waiting_until=None)


def _remembering(entry: Entry, sent: GroupHashes | None, *, always: bool = False) -> Entry:
    """Remember this beside creates that were called absent; without any, there is no need to."""
    if sent is None or sent in entry.sent_before or not (always or entry.sent_before):
        return entry
    return replace(entry, sent_before=(*entry.sent_before, sent)[-MOST_SENT_BEFORE:])


def _held_intent(entry: Entry, number: int) -> Intent:
    if entry.intent is None or entry.intent.number != number:
        message = f"attempt {number} of entry {entry.id} is over"
        raise FencedError(message)
    return entry.intent


def _cleared(entry: Entry) -> Entry:
    return replace(entry, intent=None, problem=None, waiting_until=None, failures=0, missing=None)
