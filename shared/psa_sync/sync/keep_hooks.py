"""Compare our hooks at a PSA with the wanted ones, mend what differs, and say when it is silent."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from psa_sync.domain.connection import Connection
from psa_sync.domain.errors import CredentialsError, InDoubtError, StaleError, TransientError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.problem import Problem
from psa_sync.domain.webhook import ConnectionHooks, HookReport, HookState, HookTarget
from psa_sync.ports import Credentials
from psa_sync.ports.meter import Measure
from psa_sync.ports.webhooks import Hooks, PsaHooks
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.prepare_hooks import secrets_of
from psa_sync.sync.saving import wait_after

log = logging.getLogger(__name__)
OpenHooks = Callable[[Connection], PsaHooks]
LONGEST_DELAY: Final = timedelta(minutes=15)
SECRETS_LOST: Final = "Their secrets are not stored any more: check the connection again."
_TRIES: Final = 4


def keep_hooks(
    job: PullJob,
    *,
    hooks: Hooks,
    open_hooks: OpenHooks,
    credentials: Credentials,
    effects: Effects,
) -> None:
    """Look once; safe to run twice.

    Whatever happened while a hook was off is found by a poll, which is asked for at once.

    Raises:
        TransientError: Our own store is away; the message returns to the queue.
    """
    connection = effects.connections.get(job.account, job.app)
    known = hooks.of(job.account, job.app)
    if connection is None or not connection.status.sends or known is None:
        return
    secrets = dict(credentials.get(job.account, secrets_of(job.app)) or {})
    try:
        psa = open_hooks(connection)
        report = _kept(psa, HookTarget(url=known.url, token=known.token, secrets=secrets))
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
        return
    except (TransientError, InDoubtError) as error:
        _put_off(job, error, effects)
        return
    facts = {"made": report.made, "rearmed": report.rearmed, "repaired": report.repaired}
    log.info("webhooks compared", extra={"account": job.account, "app": job.app, **facts})
    state, code = _judged(report, known, psa, connection.hook_state)
    if state is HookState.SILENT:
        effects.meter.count(Measure.HOOKS_SILENT, job.app)
    _note(job, state, code, " ".join(report.refused), effects)
    if known.judged or report.mended:
        hooks.count_anew(job.account, job.app)
    if report.mended:
        effects.queue.pull([PullJob(account=job.account, app=job.app, kind=PullKind.CHANGES)])


def _kept(psa: PsaHooks, target: HookTarget) -> HookReport:
    """Compare; a hook whose secret is lost could be armed, but nothing of it believed."""
    if set(psa.secret_names) - target.secrets.keys():
        return HookReport(refused=(SECRETS_LOST,))
    return psa.keep(target)


def _judged(
    report: HookReport, known: ConnectionHooks, psa: PsaHooks, former: HookState
) -> tuple[HookState, str | None]:
    """Judge what was found; silence lasts until as many changes show that it is over."""
    if report.refused:
        return HookState.REFUSED, "webhook_refused"
    still = known.silent or (former is HookState.SILENT and not known.judged)
    if psa.tells_of_entries and still and not report.mended:
        return HookState.SILENT, "webhooks_silent"
    return HookState.LISTENING, None


def _note(job: PullJob, state: HookState, code: str | None, words: str, effects: Effects) -> None:
    """Show the state on the connection; a problem keeps its beginning while it lasts."""
    for _ in range(_TRIES):
        connection = effects.connections.get(job.account, job.app)
        if connection is None or not connection.installed:
            return
        problem = _problem(connection.hook_problem, code, words, effects)
        noted = replace(connection, hook_state=state, hook_problem=problem)
        if noted == connection:
            return
        try:
            effects.connections.save(noted)
        except StaleError:
            continue
        return


def _problem(
    former: Problem | None, code: str | None, words: str, effects: Effects
) -> Problem | None:
    if code is None:
        return None
    since = former.since if former is not None and former.code == code else effects.clock()
    return Problem(code=code, since=since, detail=words)


def _put_off(job: PullJob, error: TransientError | InDoubtError, effects: Effects) -> None:
    """Try again soon: a new connection must not wait an hour for its hooks."""
    asked, code = None, "psa_outcome_unknown"
    if isinstance(error, TransientError):
        asked, code = error.retry_after, error.code
    if code == "store_unavailable":
        raise error
    log.warning("the PSA did not answer about hooks", extra={"code": code, "cause": str(error)})
    if job.attempt < _TRIES:
        delay = min(wait_after(job.attempt, effects, asked), LONGEST_DELAY)
        effects.queue.pull([replace(job, attempt=job.attempt + 1)], delay=delay)
