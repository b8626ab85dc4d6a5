"""The mass-delete brake as an administrator meets it: look at it, and decide."""

from dataclasses import replace
from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.problem import Problem
from psa_sync.domain.reconcile import Brake, BrakeAction, ReconcileState
from psa_sync.sync.effects import Effects

_TRIES: Final = 4
BRAKED: Final = "mass_delete"


def read_brake(account: str, app: PsaName, effects: Effects) -> Brake | None:
    """The brake while it is on, else None."""
    brake = effects.cursors.reconciled(account, app).brake
    return brake if brake is not None and brake.on else None


def release_brake(
    account: str, app: PsaName, action: BrakeAction, user_id: str, effects: Effects
) -> Brake | None:
    """Decide; a worker carries it out, entry by entry, after a last look at each row.

    Args:
        account: Whose connection it is.
        app: Which one.
        action: `apply`, the deletes are real, or `keep`, the rows are made anew.
        user_id: The administrator who decides.
        effects: The ports.

    Returns:
        The brake with the decision, or None when none was on.

    Raises:
        StaleError: The state kept moving; asking again is harmless.
        TransientError: Our own store or queue is away; the next reconciliation carries it out.
    """
    for _ in range(_TRIES):
        state = effects.cursors.reconciled(account, app)
        if state.brake is None or not state.brake.on:
            return None
        decided = replace(state.brake, decision=action, decided_by=user_id)
        try:
            effects.cursors.save_reconciled(replace(state, brake=decided))
        except StaleError:
            continue
        effects.queue.pull([PullJob(account=account, app=app, kind=PullKind.RECONCILE)])
        return decided
    message = f"the brake of {app} kept moving"
    raise StaleError(message)


def connection_problems(account: str, app: PsaName, effects: Effects) -> list[Problem]:
    """What reconciliation has to say about the whole connection; usually nothing."""
    return problems_of(effects.cursors.reconciled(account, app))


def problems_of(state: ReconcileState) -> list[Problem]:
    """The state's problems as people see them."""
    problems = [] if state.problem is None else [state.problem]
    if state.brake is not None and state.brake.on:
        words = f"{state.brake.count} entries"
        problems.append(Problem(code=BRAKED, since=state.brake.since, detail=words))
    return problems
