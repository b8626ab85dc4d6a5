"""The writes to a PSA: claim, send, record, verify; each gives the entry on while there is more."""

from collections.abc import Callable
from typing import TypeVar

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Group
from psa_sync.domain.entry import Entry, Operation, RemoteRow
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.intents import record_created, record_deleted, record_updated, verified
from psa_sync.domain.observations import observed, overwritten, settled
from psa_sync.domain.plan import plan
from psa_sync.ports import PsaConnector, Written
from psa_sync.sync.foresee_refusal import Foresight, foresee_refusal
from psa_sync.sync.saving import save
from psa_sync.sync.writing import Writing, told

T = TypeVar("T")
ALL_GROUPS = frozenset(Group)


def create_row(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Make the row; the only call that could bill twice, hence never repeated here."""
    foresight = foresee_refusal(writing, psa, ALL_GROUPS)
    if foresight is not Foresight.CLEAR:
        return _looked_at(writing, foresight)
    draft, effects = writing.draft(), writing.effects
    claimed = writing.claimed(Operation.CREATE, ALL_GROUPS)
    written = _sent(writing, claimed, lambda: psa.create(draft))
    if written is None:
        return None
    writing.learn_own_id(written.row)
    now, number = effects.clock(), claimed.attempts
    return writing.record(
        claimed,
        lambda row: record_created(row, number, written.psa_id, written.row, now=now),
        writing.event("created", psaId=written.psa_id, **told(written, claimed)),
    )


def verify_row(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Read back what the PSA stored of a row that was recorded unread."""
    psa_id = writing.entry.psa_id or ""
    row = psa.read(psa_id, writing.link.psa_user)
    writing.learn_own_id(row)
    now = writing.effects.clock()
    return writing.record(writing.entry, lambda entry: verified(entry, row, now=now))


def update_row(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Set the changed groups, unless the row moved since we saw it: then merge first."""
    entry, person, effects = writing.entry, writing.link.psa_user, writing.effects
    psa_id = entry.psa_id or ""
    if moved := _moved(writing, psa):
        return moved
    step = plan(entry, writing.policy, effects.clock())
    foresight = foresee_refusal(writing, psa, step.groups)
    if foresight is not Foresight.CLEAR:
        return _looked_at(writing, foresight)
    draft, lost = writing.draft(), overwritten(entry, step.groups)
    claimed = writing.claimed(Operation.UPDATE, step.groups)
    written = _sent(writing, claimed, lambda: psa.update(psa_id, draft, step.groups))
    if written is None:
        return None
    row = written.row or _read_back(psa, psa_id, person)
    now, number = effects.clock(), claimed.attempts
    return writing.record(
        claimed,
        lambda current: record_updated(current, number, row, now=now),
        writing.event(
            "updated", groups=", ".join(sorted(step.groups)), **lost, **told(written, claimed)
        ),
    )


def _looked_at(writing: Writing, foresight: Foresight) -> Entry | None:
    """The entry once more where the facts are new, and the time left is to be looked at again."""
    return writing.entry if foresight is Foresight.READ_AGAIN else None


def _read_back(psa: PsaConnector, psa_id: str, person: PsaUser) -> RemoteRow | None:
    """Read what the update left; None when that fails now, the update stands all the same."""
    try:
        return psa.read(psa_id, person)
    except (TransientError, CredentialsError, MissingError):
        return None


def delete_row(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Remove the row, unless somebody edited it meanwhile: then the edit wins."""
    try:
        if moved := _moved(writing, psa):
            return moved
    except MissingError:
        pass  # gone already, which is what we want; the delete below confirms it
    claimed, psa_id = writing.claimed(Operation.DELETE, frozenset()), writing.entry.psa_id or ""
    gone = _sent(writing, claimed, lambda: Written(psa_id, None, psa.delete(psa_id)))
    if gone is None:
        return None
    number = claimed.attempts
    lost = overwritten(claimed, ALL_GROUPS)
    event = writing.event("deleted", **lost, **told(gone, claimed))
    return writing.record(claimed, lambda row: record_deleted(row, number), event)


def _moved(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Look at the row right before a write; the entry as saved anew when the row had changed.

    Raises:
        StaleError: The entry was written meanwhile, so this look may be older than that write.
    """
    entry, now = writing.entry, writing.effects.clock()
    row = psa.read(entry.psa_id or "", writing.link.psa_user)
    seen = observed(entry, row, ours=False, now=now)
    if seen is entry:
        return None
    decided, events = settled(seen, writing.policy, now=now)
    return save(decided, writing.policy, writing.effects, events)


def _sent(writing: Writing, claimed: Entry, send: Callable[[], T]) -> T | None:
    """Send once; None when the attempt has ended without a confirmed write.

    Raises:
        TransientError, CredentialsError, MissingError: Nothing was committed; the attempt was
            let go.
    """
    if writing.is_too_late(claimed):
        # The claim itself took so long that the write could land behind the resolver's look.
        writing.give_back(claimed)
        return None
    try:
        return send()
    except RejectedError as error:
        writing.refuse(claimed, error)
    except InDoubtError as error:
        writing.leave_in_doubt(claimed, error)
    except (TransientError, CredentialsError, MissingError):
        writing.give_back(claimed)
        raise
    return None
