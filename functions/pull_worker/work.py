"""Which use case a pull job is."""

from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.sync.keep_hooks import keep_hooks
from psa_sync.sync.purge_app import purge_app
from psa_sync.sync.run_pull import run_pull


def work_off(job: PullJob) -> None:
    """Do it, and count who found what changed."""
    if job.kind is PullKind.WEBHOOKS:
        keep_hooks(
            job,
            hooks=hook_bootstrap.hooks(),
            open_hooks=hook_bootstrap.open_hooks,
            credentials=bootstrap.credentials(),
            effects=bootstrap.effects(),
        )
        return
    if job.kind is PullKind.PURGE:
        purge_app(
            job,
            belongings=hook_bootstrap.belongings(),
            credentials=bootstrap.credentials(),
            effects=bootstrap.effects(),
        )
        return
    changed = run_pull(job, effects=bootstrap.effects())
    if changed and job.kind in {PullKind.HINT, PullKind.CHANGES}:
        found = {"by_hook" if job.kind is PullKind.HINT else "by_poll": changed}
        hook_bootstrap.hooks().found(job.account, job.app, **found)
