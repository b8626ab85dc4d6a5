"""The ways of work items: what changed is followed, and another scope is chosen."""

from typing import Final

from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.settings import ImportScope, Preferences
from psa_sync.domain.webhook import Action, Hint, Subject
from psa_sync.domain.work_item import Assigned
from tests.builders import NOW, a_work_item
from tests.simulation.flows import Flow, has_little_time, in_turn, refreshes, synced
from tests.simulation.stage import Stage


def has_everything(stage: Stage) -> None:
    """The person has chosen all open work, and has some of it."""
    desk, d = stage.deployment.desks[0], stage.deployment
    chosen = Preferences(import_scope=ImportScope.ALL)
    d.connections.save_preferences(desk.account, desk.app, desk.user_id, chosen)
    ids = [f"{desk.app}:ticket:{number}" for number in (1001, 7, 8)]
    others = [a_work_item(id=one, app=desk.app, assigned=Assigned.NONE) for one in ids[1:]]
    d.work_items.put(desk.account, desk.user_id, others)
    mine = [a_work_item(id=ids[0], app=desk.app), others[0]]
    d.psas[desk.place].items[desk.person.id] = mine
    d.psas[desk.place].touched = dict.fromkeys(ids, NOW)


def chooses_less(stage: Stage) -> None:
    """Now only the person's own is wanted; the stored choice is followed."""
    desk, d = stage.deployment.desks[0], stage.deployment
    own = Preferences(import_scope=ImportScope.PRIMARY)
    d.connections.save_preferences(desk.account, desk.app, desk.user_id, own)
    _asks(stage, PullJob(account=desk.account, app=desk.app, kind=PullKind.SCOPE,
                         user_id=desk.user_id))  # fmt: skip


def follows_changes(stage: Stage) -> None:
    """An hour has passed."""
    desk = stage.deployment.desks[0]
    kind = PullKind.CHANGED_WORK_ITEMS
    _asks(stage, PullJob(account=desk.account, app=desk.app, kind=kind, since=NOW))


def hears_of_it(stage: Stage) -> None:
    """A webhook hints at a ticket that is not open any more."""
    desk = stage.deployment.desks[0]
    hint = Hint(subject=Subject.TICKET, action=Action.CHANGED, psa_id="8")
    _asks(stage, PullJob(account=desk.account, app=desk.app, kind=PullKind.HINT, hint=hint))


def _asks(stage: Stage, job: PullJob) -> None:
    stage.deployment.queue.pull([job])
    stage.workers.drains()


WORK_ITEMS: Final = (
    Flow("import all open work", in_turn(synced, has_everything), refreshes),
    Flow("follow what changed", in_turn(synced, has_everything), follows_changes),
    Flow("follow it in parts", in_turn(synced, has_everything, has_little_time), follows_changes),
    Flow("follow a hint at work", in_turn(synced, has_everything), hears_of_it),
    Flow("choose a narrower scope", in_turn(synced, has_everything), chooses_less),
)
