"""The end of a person's reconciliation: what is proven gone is believed, unless it is too much."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import StaleError
from psa_sync.domain.missing_rows import declared, is_bound, is_proven
from psa_sync.domain.observations import settled
from psa_sync.domain.problem import Problem
from psa_sync.domain.reconcile import (
    ReconcileState,
    Shortfall,
    braked,
    unbelievable,
    with_shortfall,
)
from psa_sync.domain.reconcile_walk import Walk
from psa_sync.domain.settings import SyncPolicy
from psa_sync.sync.effects import Effects
from psa_sync.sync.look_for_rows import Ground
from psa_sync.sync.saving import problem_now, push_job, save, wants_push

log = logging.getLogger(__name__)
_TRIES: Final = 6
_AT_ONCE: Final = 100


def conclude(walk: Walk, ground: Ground) -> int:
    """Note what the walk found, and declare gone what is proven while the brake is off.

    Returns:
        How many rows are missing that another look may prove gone; 0 while the brake is on.

    Raises:
        StaleError: The connection's state kept moving; the next run concludes.
        TransientError: Our own store is away.
    """
    effects, user_id = ground.effects, ground.link.user_id
    found = Shortfall(known=walk.known, missing=walk.missed)
    missing, seen, now = frozenset(walk.missing), frozenset(walk.seen), effects.clock()

    def noted(state: ReconcileState) -> ReconcileState:
        told = with_shortfall(state, user_id, found)
        told = told if told.problem is None else replace(told, problem=None)
        if told.brake is None and not unbelievable(told, found):
            return told
        return braked(told, missing, seen, now)

    state = _moved(ground, noted)
    if state.brake is not None:
        log.warning("the brake is on", extra={"missing": state.brake.count})
        return 0
    left = walk.missed - _declare(walk.missing, ground)
    if left != found.missing:
        rest = replace(found, missing=left)
        _moved(ground, lambda state: with_shortfall(state, user_id, rest))
    return left


def note_senseless(ground: Ground, words: str) -> None:
    """Show that the PSA's lists cannot be believed; the next complete run takes it back."""
    problem = problem_now("psa_filter_ignored", ground.effects, detail=words)

    def noted(state: ReconcileState) -> ReconcileState:
        return state if _is_known(state.problem, problem) else replace(state, problem=problem)

    _moved(ground, noted)


def _is_known(former: Problem | None, problem: Problem) -> bool:
    return former is not None and former.code == problem.code


def _moved(ground: Ground, change: Callable[[ReconcileState], ReconcileState]) -> ReconcileState:
    """Save the connection's state as changed; an unchanged one costs no write."""
    cursors, link = ground.effects.cursors, ground.link
    for _ in range(_TRIES):
        state = cursors.reconciled(link.account, link.app)
        changed = change(state)
        if changed is state:
            return state
        try:
            return cursors.save_reconciled(changed)
        except StaleError:
            continue
    message = f"reconciliation of {link.app} kept moving"
    raise StaleError(message)


def _declare(entry_ids: Sequence[str], ground: Ground) -> int:
    """Declare what is proven; returns how many."""
    effects, account, done = ground.effects, ground.link.account, 0
    policy = ground.observer.connection.settings.policy
    for start in range(0, len(entry_ids), _AT_ONCE):
        found = effects.entries.get_many(account, entry_ids[start : start + _AT_ONCE])
        for entry in found.values():
            if is_bound(entry) and is_proven(entry):
                done += declare(entry, policy, effects)
    return done


def declare(entry: Entry, policy: SyncPolicy, effects: Effects) -> bool:
    """Believe that the row is gone, and do what follows; False when the entry moved meanwhile."""
    now = effects.clock()
    decided, events = settled(declared(entry, now=now), policy, now=now)
    return save_and_send(decided, policy, effects, events)


def save_and_send(
    entry: Entry, policy: SyncPolicy, effects: Effects, events: Sequence[Event]
) -> bool:
    """Save, and send a job where a push is due; False when the entry moved meanwhile."""
    try:
        saved = save(entry, policy, effects, events)
    except StaleError:
        return False
    if wants_push(saved, policy, effects):
        effects.queue.push([push_job(saved)])
    return True
