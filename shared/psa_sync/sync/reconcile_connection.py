"""Begin a connection's reconciliation: how far back this time, and one job per person."""

from psa_sync.domain.connection import Connection
from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.reconcile import asked, reach_due, without_others
from psa_sync.ports import PsaConnector
from psa_sync.sync.carry_out_brake import carry_out
from psa_sync.sync.effects import Effects
from psa_sync.sync.reconcile_person import reconcile_person


def reconcile(job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects) -> None:
    """Reconcile the person that the job names, or begin with everybody.

    Raises:
        TransientError, CredentialsError: It is done again later.
    """
    if job.user_id is not None:
        reconcile_person(job, connection, psa, effects)
    else:
        _reconcile_everybody(job, connection, psa, effects)


def _reconcile_everybody(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    state = effects.cursors.reconciled(job.account, job.app)
    if state.brake is not None and not state.brake.on:
        if not carry_out(state, state.brake, connection, psa, effects):
            effects.queue.pull([job])
            return
        state = effects.cursors.reconciled(job.account, job.app)
    now, links = effects.clock(), effects.connections.links(job.account, job.app)
    reach = reach_due(state, now)
    people = [
        PullJob(
            account=job.account,
            app=job.app,
            kind=PullKind.RECONCILE,
            user_id=link.user_id,
            reach=reach,
        )
        for link in links
    ]
    if not people:
        return
    effects.queue.pull(people)
    noted = without_others(asked(state, reach, now), frozenset(link.user_id for link in links))
    if noted is state:
        return
    try:
        effects.cursors.save_reconciled(noted)
    except StaleError:
        return  # the wide window is asked for once more, which is only work
