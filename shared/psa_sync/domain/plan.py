"""The decision: what an entry needs next, from its row alone.

Everything that can be true of an entry is in its row, so the planner is a table:

    local against base   remote against base   locked   next
    ------------------   -------------------   ------   ------------------------------------------
    same                 same                  any      nothing
    new                  none                  -        create
    changed              same                  no/yes   update / hold
    same                 changed               any      accept the PSA's side
    changed              changed, elsewhere    any      accept those groups, then as above
    changed              changed, same group   any      by policy: accept, update (hold), or ask
    deleted              same                  no/yes   delete / hold
    deleted              changed               any      restore: the edit wins
    same                 gone, proven          any      tombstone
    changed              gone, proven          no/yes   make anew, next generation / hold
    any                  gone, not proven      any      as if it were there; reconciliation watches
    any                  recorded, not read    any      verify
    any                  intent open           any      wait until `resolve_after`, then resolve
    any                  a second row, unjudged any     repair: remove it, or show why it stays

Where a connection only sends (`to_psa`), what people change in the PSA counts as not changed, and a
row that is proven gone is shown instead of a tombstone. What is a draft stays in Memtime.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import Base, Entry, RemoteRow
from psa_sync.domain.problem import Problem
from psa_sync.domain.second_rows import DUPLICATES
from psa_sync.domain.settings import ConflictPolicy, SyncPolicy


class Action(StrEnum):
    """What to do next."""

    NOTHING = "nothing"
    WAIT = "wait"
    # Decided on the row alone.
    ACCEPT = "accept"
    RESTORE = "restore"
    HOLD = "hold"
    ASK = "ask"
    TOMBSTONE = "tombstone"
    REMAKE = "remake"
    # Needs the PSA.
    RESOLVE = "resolve"
    VERIFY = "verify"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REPAIR = "repair"


WITHOUT_A_ROW: Final = frozenset({Action.TOMBSTONE, Action.REMAKE})
"""What is decided of an entry whose row is proven gone."""
ON_THE_ROW: Final = (
    frozenset({Action.ACCEPT, Action.RESTORE, Action.HOLD, Action.ASK}) | WITHOUT_A_ROW
)
AT_THE_PSA: Final = frozenset(
    {
        Action.RESOLVE,
        Action.VERIFY,
        Action.CREATE,
        Action.UPDATE,
        Action.DELETE,
        Action.REPAIR,
    }
)
WRITES: Final = AT_THE_PSA - {Action.RESOLVE, Action.VERIFY}
"""What changes something in the PSA."""
DUE: Final = ON_THE_ROW | AT_THE_PSA
"""A worker must look. Clients only store what they want; they decide nothing on the row."""
HELD: Final = "entry_locked"
LOCKED_MISSING: Final = "locked_row_missing"
ROW_DELETED: Final = "psa_row_deleted"
MISSING: Final = frozenset({LOCKED_MISSING, ROW_DELETED})
"""What is shown of an entry whose row is proven gone, where nothing else follows from it."""
ASKED: Final = "entry_conflict"
CONNECTION_CODES: Final = frozenset(
    {
        "credentials_refused",
        "connection_missing",
        "connection_paused",
        "direction_from_psa",
        "user_not_authenticated",
    }
)
"""Problems that end when the connection is mended; looking again costs no PSA call."""
BESIDE: Final = DUPLICATES | {"psa_stored_differently"}
"""Problems that people must see, but that hold nothing back."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next action and the groups it is about."""

    action: Action
    groups: frozenset[Group] = frozenset()


NOTHING: Final = Step(Action.NOTHING)
WAIT: Final = Step(Action.WAIT)
REPAIR: Final = Step(Action.REPAIR)


def plan(entry: Entry, policy: SyncPolicy, now: datetime) -> Step:
    """Decide the next step; total over every row, without side effects."""
    if entry.intent is not None:
        return WAIT if now < entry.intent.resolve_after else Step(Action.RESOLVE)
    step = _wanted(entry, policy)
    if step.action in ON_THE_ROW:
        return step
    if entry.unjudged is not None and step.action is not Action.VERIFY:
        return _repair(entry, now)
    return _gated(entry, step, now) if step.action in AT_THE_PSA else step


def _wanted(entry: Entry, policy: SyncPolicy) -> Step:
    if entry.psa_id is None:
        idle = entry.deleted_at is not None or entry.draft
        return NOTHING if idle else Step(Action.CREATE)
    if entry.gone:
        return _gone(entry, policy)
    if entry.remote is None or entry.base is None or entry.base.remote is None:
        return Step(Action.VERIFY)
    return _compared(entry, entry.remote, entry.base, policy)


def _compared(entry: Entry, remote: RemoteRow, base: Base, policy: SyncPolicy) -> Step:
    local_now, remote_now = group_hashes(entry.local), group_hashes(remote.content)
    theirs: frozenset[Group] = frozenset()
    if policy.takes_from_psa:
        theirs = remote_now.differing(base.remote) if base.remote else frozenset(Group)
    if entry.deleted_at is not None:
        return _deleted(entry, theirs)
    ours = local_now.differing(base.local)
    agreed = ours - local_now.differing(remote_now)
    acceptable = (theirs - ours) | agreed
    if acceptable:
        return Step(Action.ACCEPT, acceptable)
    clash = ours & theirs
    if clash and policy.conflicts is not ConflictPolicy.MEMTIME_WINS:
        return _clashed(entry, clash, policy)
    return _outgoing(entry, ours)


def _gone(entry: Entry, policy: SyncPolicy) -> Step:
    """The delete wins over what both sides agreed upon, and loses against an edit."""
    sent = is_as_sent(entry)
    if entry.deleted_at is not None or (sent and policy.takes_from_psa):
        return Step(Action.TOMBSTONE)
    if not (sent or entry.locked):
        return Step(Action.REMAKE)
    # It may have been billed: making it a second time could bill it twice. And where nothing is
    # taken from the PSA, its deletes are not either.
    held = entry.problem is not None and entry.problem.code in MISSING
    return NOTHING if held else Step(Action.HOLD)


def is_as_sent(entry: Entry) -> bool:
    """True when Memtime has nothing newer than what the PSA was given."""
    return entry.base is not None and group_hashes(entry.local) == entry.base.local


def _deleted(entry: Entry, theirs: frozenset[Group]) -> Step:
    if theirs:
        return Step(Action.RESTORE, theirs)
    if entry.draft:
        return NOTHING
    if entry.locked:
        return _held(entry)
    return Step(Action.DELETE)


def _clashed(entry: Entry, clash: frozenset[Group], policy: SyncPolicy) -> Step:
    if policy.conflicts is ConflictPolicy.PSA_WINS:
        return Step(Action.ACCEPT, clash)
    asked = entry.problem is not None and entry.problem.code == ASKED
    return NOTHING if asked else Step(Action.ASK, clash)


def _outgoing(entry: Entry, ours: frozenset[Group]) -> Step:
    if not ours or entry.draft:
        return NOTHING
    return _held(entry) if entry.locked else Step(Action.UPDATE, ours)


def _held(entry: Entry) -> Step:
    held = entry.problem is not None and entry.problem.code == HELD
    return NOTHING if held else Step(Action.HOLD)


def _gated(entry: Entry, step: Step, now: datetime) -> Step:
    """Hold back what a person must mend first, and what is parked."""
    problem = entry.problem
    if problem is None or problem.code in CONNECTION_CODES | BESIDE:
        return step
    if _tries_again(problem):
        return WAIT if is_parked(entry, now) else step
    # What was agreed upon goes on; a refusal stays until somebody edits.
    return step if problem.code == ASKED or step.action is Action.VERIFY else NOTHING


def _repair(entry: Entry, now: datetime) -> Step:
    """What is refused of the entry itself says nothing of its second row; only an outage does."""
    mended = entry.problem is not None and entry.problem.code in CONNECTION_CODES
    return WAIT if is_parked(entry, now) and not mended else REPAIR


def _tries_again(problem: Problem) -> bool:
    """A lock that the row does not show was told by a refusal; only another try tells its end.

    What was only foreseen is looked at again too: the facts may have changed, and nobody says so.
    """
    return problem.kind.retryable or problem.foreseen or problem.code == HELD


def is_parked(entry: Entry, now: datetime) -> bool:
    """True while the entry must be left alone."""
    return entry.waiting_until is not None and now < entry.waiting_until
