"""What an entry needs next and how it takes in a row, without any call; written for the model."""

from functools import cache

from tests.model.rules import Rules
from tests.model.state import (
    NO_ROW,
    NOT_READ,
    PERSONS,
    A,
    B,
    Base,
    Entry,
    Intent,
    Promise,
    Seen,
    in_psa_words,
)


class BrokenError(Exception):
    """A decision broke a promise."""


@cache
def wanted(entry: Entry, rules: Rules) -> tuple[str, int]:
    """The next action and the groups it is about."""
    if entry.erased:
        return "nothing", 0
    if entry.intent is not None:
        return "resolve", 0
    if entry.bound == NO_ROW:
        return ("nothing", 0) if entry.deleted else ("create", A | B)
    if entry.remote is None or entry.base is None or entry.base.remote_a == NOT_READ:
        return "verify", 0
    return _compared(entry, entry.remote, entry.base, rules)


def _compared(entry: Entry, remote: Seen, base: Base, rules: Rules) -> tuple[str, int]:
    theirs = _differing(remote.a, remote.b, base.remote_a, base.remote_b)
    locked = entry.remote is not None and entry.remote.locked and rules.respects_locks
    if entry.deleted:
        return ("restore", theirs) if theirs else ("hold" if locked else "delete", 0)
    ours = _differing(entry.a, entry.b, base.local_a, base.local_b)
    agreed = ours & ~_differing(entry.a, entry.b, remote.a, remote.b)
    # People's edits win where both sides changed the same group.
    if accepted := theirs | agreed:
        return "accept", accepted
    if not ours:
        return "nothing", 0
    return ("hold" if locked else "update"), ours


def _differing(a: int, b: int, other_a: int, other_b: int) -> int:
    return (A if a != other_a else 0) | (B if b != other_b else 0)


@cache
def settled(entry: Entry, promise: Promise, rules: Rules) -> tuple[Entry, Promise]:
    """Take over what the PSA's side changed.

    Raises:
        BrokenError: What is taken over is no person's edit, or one that was replaced already.
    """
    while True:
        action, groups = wanted(entry, rules)
        if action not in {"accept", "restore"} or entry.remote is None:
            return entry, promise
        if action == "restore":
            entry, promise = _restored(entry, promise, groups)
        entry, promise = _accepted(entry, promise, groups)


def _restored(entry: Entry, promise: Promise, groups: int) -> tuple[Entry, Promise]:
    remote = entry.remote
    edited = remote is not None and (
        (groups & A and remote.a >= PERSONS) or (groups & B and remote.b >= PERSONS)
    )
    if not edited:
        raise BrokenError("a deleted entry comes back though nobody edited its row")
    return entry._replace(deleted=False), promise._replace(deleted=False)


def _accepted(entry: Entry, promise: Promise, groups: int) -> tuple[Entry, Promise]:
    remote, base = entry.remote, entry.base
    if remote is None or base is None:
        return entry, promise
    if groups & A:
        promise = _accepted_value(remote.a, entry, promise)
        entry = entry._replace(a=remote.a)
        base = base._replace(local_a=remote.a, remote_a=remote.a)
    if groups & B:
        entry = entry._replace(b=remote.b)
        base = base._replace(local_b=remote.b, remote_b=remote.b)
    return entry._replace(base=base), promise


def _accepted_value(value: int, entry: Entry, promise: Promise) -> Promise:
    if value == entry.a:
        return promise
    if value < PERSONS:
        raise BrokenError("a value of our own is taken for a person's edit")
    if promise.person == 0:
        raise BrokenError("an edit comes back that the client had replaced")
    return promise._replace(client=0)


def claimed(entry: Entry, operation: str, groups: int) -> Entry:
    """Announce a write."""
    number = entry.attempts + 1
    intent = Intent(number, operation, entry.a, entry.b, groups)
    return entry._replace(intent=intent, attempts=number)


def bound(entry: Entry, sent: tuple[int, int], row: int, seen: Seen | None, rules: Rules) -> Entry:
    """Tie the entry to a row that was made with this content."""
    known = _stored(sent, seen, rules) if seen else (NOT_READ, NOT_READ)
    return entry._replace(
        intent=None, missing=False, bound=row, remote=seen, base=Base(*sent, *known)
    )


def _stored(sent: tuple[int, int], seen: Seen, rules: Rules) -> tuple[int, int]:
    return (seen.a, seen.b) if rules.keeps_stored_words else sent


def verified(entry: Entry, row: int, seen: Seen, rules: Rules) -> Entry:
    """Note what the PSA stored of a row that was recorded unread."""
    base = entry.base
    if entry.intent or entry.bound != row or base is None:
        return entry
    if base.remote_a != NOT_READ and entry.remote is not None:
        return entry
    return bound(entry, (base.local_a, base.local_b), row, seen, rules)


def updated(entry: Entry, intent: Intent, seen: Seen, rules: Rules) -> Entry:
    """Note the outcome of an update; only what was sent becomes the new base."""
    base = entry.base or Base(intent.a, intent.b, NOT_READ, NOT_READ)
    stored_a, stored_b = _stored((intent.a, intent.b), seen, rules)
    if intent.groups & A:
        base = base._replace(local_a=intent.a, remote_a=stored_a)
    if intent.groups & B:
        base = base._replace(local_b=intent.b, remote_b=stored_b)
    if not rules.compares_content:
        base = base._replace(remote_a=seen.a, remote_b=seen.b)
    return entry._replace(intent=None, missing=False, remote=seen, base=base)


def to_send_again(entry: Entry, groups: int, seen: Seen) -> Entry:
    """End an update of unknown outcome so that it goes out once more."""
    base = entry.base or Base(NOT_READ, NOT_READ, seen.a, seen.b)
    if groups & A:
        base = base._replace(local_a=NOT_READ, remote_a=seen.a)
    if groups & B:
        base = base._replace(local_b=NOT_READ, remote_b=seen.b)
    return entry._replace(intent=None, remote=seen, base=base)


def unread(entry: Entry, rules: Rules) -> Entry:
    """End an update of unknown outcome whose row was not found: what the row held is unknown."""
    base = entry.base
    if base is not None and rules.forgets_what_it_cannot_read:
        base = base._replace(remote_a=NOT_READ, remote_b=NOT_READ)
    return entry._replace(intent=None, missing=True, base=base)


def unbound(entry: Entry, rules: Rules) -> Entry:
    """Untie the entry from a row that is deleted."""
    generation = entry.generation + 1 if rules.new_marker_after_delete else entry.generation
    freed = entry._replace(
        intent=None, missing=False, bound=NO_ROW, remote=None, base=None, generation=generation
    )
    if rules.keeps_tombstones or not entry.deleted:
        return freed
    return freed._replace(erased=True)


@cache
def observed(entry: Entry, row: int, generation: int, seen: Seen, rules: Rules) -> Entry:
    """Take in a row; the same entry comes back when there is nothing new.

    Raises:
        BrokenError: A deleted entry came back because nothing was left to tell of it.
    """
    if entry.erased:
        raise BrokenError("a deleted entry is imported again")
    if entry.bound == NO_ROW:
        return _adopted(entry, row, generation, seen, rules)
    if entry.bound != row or entry.intent is not None:
        return entry
    known, base = entry.remote, entry.base
    if known is None or base is None or base.remote_a == NOT_READ:
        return entry
    return entry._replace(remote=seen) if _is_news(seen, known, rules) else entry


def _is_news(seen: Seen, known: Seen, rules: Rules) -> bool:
    if (seen.a, seen.b, seen.locked) == (known.a, known.b, known.locked):
        return False
    if rules.compares_stamps and seen.stamp < known.stamp:
        return False
    return rules.compares_content or not seen.by_us


def _adopted(entry: Entry, row: int, generation: int, seen: Seen, rules: Rules) -> Entry:
    intent = entry.intent
    if generation != entry.generation or (intent and rules.leaves_open_writes_alone):
        return entry
    sent = (intent.a, intent.b) if intent else (seen.a, seen.b)
    return bound(entry, sent, row, seen, rules)


def is_in_step(entry: Entry, seen: Seen) -> bool:
    """True when the row holds what Memtime shows, in the PSA's words."""
    return (in_psa_words(entry.a), in_psa_words(entry.b)) == (seen.a, seen.b)
