"""What a PSA's rules do to the way of an entry, and what becomes of it later."""

from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.sync.writing import LATEST_LOOK
from tests.simulation.stage import Stage


def takes_no_time(stage: Stage) -> None:
    """The PSA closes the work item and the person's week, and its rules are read."""
    desk, d = stage.deployment.desks[0], stage.deployment
    rules = d.psas[desk.place].rules
    rules.closed.add(desk.work_item_id)
    rules.shut.add(desk.person.id)
    for kind in (PullKind.WORK_ITEMS, PullKind.RULES):
        one = {"account": desk.account, "app": desk.app, "user_id": desk.user_id}
        d.queue.pull([PullJob(kind=kind, **one)])  # type: ignore[arg-type]
    stage.workers.drains()
    d.clock.advance(61)


def deactivates(stage: Stage) -> None:
    """The person is deactivated in the PSA; the rules are read in the hour that follows."""
    desk, d = stage.deployment.desks[0], stage.deployment
    d.psas[desk.place].rules.inactive.add(desk.person.id)
    d.queue.pull([PullJob(account=desk.account, app=desk.app, kind=PullKind.RULES)])
    stage.workers.drains()


def unnoticed(stage: Stage) -> None:
    """The person is deactivated in the PSA, and nobody has looked yet."""
    desk, d = stage.deployment.desks[0], stage.deployment
    d.psas[desk.place].rules.inactive.add(desk.person.id)


def takes_time_again(stage: Stage) -> None:
    """It was a mistake."""
    rules = stage.deployment.psas[stage.deployment.desks[0].place].rules
    rules.closed.clear()
    rules.shut.clear()
    rules.inactive.clear()


def an_hour_later(stage: Stage) -> None:
    """What was foreseen is looked at again."""
    stage.deployment.clock.advance(LATEST_LOOK.total_seconds() + 1)
    stage.workers.sweeps()
    stage.workers.drains()
