"""Carry out what an administrator decided about rows that were gone in great number."""

from dataclasses import replace

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.entry import Entry, Missing
from psa_sync.domain.errors import MissingError, StaleError
from psa_sync.domain.missing_rows import is_bound, looked_in_vain, made_anew
from psa_sync.domain.plan import LOCKED_MISSING
from psa_sync.domain.reconcile import Brake, BrakeAction, ReconcileState
from psa_sync.ports import PsaConnector
from psa_sync.sync.declare_gone import declare, save_and_send
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.saving import problem_now


def carry_out(
    state: ReconcileState,
    brake: Brake,
    connection: Connection,
    psa: PsaConnector,
    effects: Effects,
) -> bool:
    """Look at each row once more, and do as decided with the entries whose row is gone.

    Returns:
        False when time ran out; what is left stands in the stored state.

    Raises:
        TransientError, CredentialsError: What is left is carried out later.
    """
    links = {link.user_id: link for link in effects.connections.links(state.account, state.app)}
    left = list(brake.missing)
    while left and effects.remaining() >= effects.limits.call * 2:
        entry = effects.entries.get(state.account, left.pop())
        link = links.get(entry.user_id) if entry is not None else None
        if entry is not None and link is not None and is_bound(entry):
            _decide(entry, link, brake, _Hands(connection, psa, effects))
    rest = replace(brake, missing=tuple(left)) if left else None
    shortfalls = state.shortfalls if left else {}
    try:
        effects.cursors.save_reconciled(replace(state, brake=rest, shortfalls=shortfalls))
    except StaleError:
        return False  # another worker is at it too; looking at the same entries again is harmless
    return not left


class _Hands:
    """What is needed to act on one entry."""

    def __init__(self, connection: Connection, psa: PsaConnector, effects: Effects) -> None:
        self.connection = connection
        self.policy = connection.settings.policy
        self.psa = psa
        self.effects = effects


def _decide(entry: Entry, link: UserLink, brake: Brake, hands: _Hands) -> None:
    person = link.psa_user
    try:
        row = hands.psa.read(entry.psa_id or "", person)
    except MissingError:
        if brake.decision is BrakeAction.KEEP and entry.deleted_at is None:
            _keep(entry, hands)
        else:
            now, apart = hands.effects.clock(), hands.effects.limits.settle
            looked = looked_in_vain(entry, now=now, apart=apart)
            declare(looked, hands.policy, hands.effects)
        return
    Observer(hands.connection, {person.id: link}, hands.effects).take_in([row])


def _keep(entry: Entry, hands: _Hands) -> None:
    """Make the row anew; one that was locked may have been billed, so it is only shown."""
    effects, now = hands.effects, hands.effects.clock()
    if not entry.locked:
        anew, event = made_anew(entry, now=now)
        save_and_send(anew, hands.policy, effects, [event])
        return
    evidence = entry.missing or Missing(first_seen=now, last_seen=now)
    shown = replace(entry, missing=evidence, problem=problem_now(LOCKED_MISSING, effects))
    save_and_send(shown, hands.policy, effects, [])
