"""Remove a second row of an entry, or show why it stays; announced and fenced like every write."""

from collections.abc import Callable
from typing import cast

from psa_sync.domain.entry import Entry, Event, Operation, RemoteRow, SecondRow
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.intents import let_go
from psa_sync.domain.plan import HELD
from psa_sync.domain.second_rows import (
    BOUND,
    LOCKED,
    REFUSED,
    carries_marker_of,
    reason_to_keep,
    with_verdict,
    without_second,
)
from psa_sync.ports import PsaConnector
from psa_sync.sync.writing import Writing

Outcome = tuple[Callable[[Entry], Entry], Event]
"""What changes on the entry, and what its history tells of it."""


def repair_row(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Decide what becomes of the second row; None when that is not known now.

    The attempt is announced before the row is looked at: from then on nobody can tie the entry to
    another row, so what is deleted here cannot become its own row meanwhile.
    """
    second = cast("SecondRow", writing.entry.unjudged)  # the planner asks for nothing else
    claimed = writing.claimed(Operation.REPAIR, frozenset(), row_id=second.psa_id)
    try:
        change, event = _outcome(second, claimed, writing, psa)
    except MissingError:
        change, event = _gone(second, writing)
    except InDoubtError:
        return None  # the attempt stands until nothing can arrive any more; then we look again
    except (TransientError, CredentialsError):
        writing.give_back(claimed)
        raise
    number = claimed.attempts
    return writing.record(claimed, lambda entry: change(let_go(entry, number)), event)


def _outcome(second: SecondRow, claimed: Entry, writing: Writing, psa: PsaConnector) -> Outcome:
    """Look at the row and at whose it is, and only then delete.

    Raises:
        MissingError: It is gone, which is what we want.
        InDoubtError, TransientError, CredentialsError: As the port says.
    """
    row = psa.read(second.psa_id, writing.link.psa_user)
    owner = _owner(second, claimed, writing)
    made = writing.connection.made(row.created_by)
    if owner not in {None, claimed.id} or not (made and carries_marker_of(claimed, row)):
        return _gone(second, writing)
    reason = BOUND if owner else _reason(claimed, row, writing)
    if reason is not None:
        return _kept(row, reason, writing)
    try:
        psa.delete(row.psa_id)
    except RejectedError as error:
        locked = error.code == HELD
        return _kept(row, LOCKED if locked else REFUSED, writing, error.vendor_words)
    return _struck_off(second), writing.event("duplicate_removed", psaId=second.psa_id)


def _owner(second: SecondRow, claimed: Entry, writing: Writing) -> str | None:
    entries = writing.effects.entries
    owners = entries.entry_ids_of_rows(claimed.account, claimed.app, [second.psa_id])
    return owners.get(second.psa_id)


def _reason(claimed: Entry, row: RemoteRow, writing: Writing) -> str | None:
    surely_ours = writing.connection.own_id is not None
    return reason_to_keep(claimed, row, writing.link.psa_user.id, surely_ours=surely_ours)


def _gone(second: SecondRow, writing: Writing) -> Outcome:
    return _struck_off(second), writing.event("duplicate_gone", psaId=second.psa_id)


def _struck_off(second: SecondRow) -> Callable[[Entry], Entry]:
    return lambda entry: without_second(entry, second.psa_id)


def _kept(row: RemoteRow, reason: str, writing: Writing, words: str = "") -> Outcome:
    event = writing.event("duplicate_kept", psaId=row.psa_id, reason=reason)
    return (lambda entry: with_verdict(entry, row, reason, words)), event
