"""Reconciliation on the whole engine: cycles hours apart, and a technician with many rows."""

from datetime import timedelta

from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.reconcile import Reach
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_content, a_pull_job
from tests.unit.sync.scene import Scene

SIX_HOURS = 6 * 3600
JOB = a_pull_job(kind=PullKind.RECONCILE)


def with_rows(count: int = 30, scene: Scene | None = None) -> Scene:
    """A technician whose rows of the last days were all made in the PSA and are in Memtime."""
    scene = scene or Scene()
    for number in range(count):
        morning = a_content().start - timedelta(days=number // 3, hours=number % 3)
        content = a_content(start=morning, end=morning + timedelta(minutes=45), notes=str(number))
        scene.psa.person_books(scene.paul, content)
    scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id=USER))
    assert len(alive(scene)) == count
    return scene


def reconcile(scene: Scene, hours: float = 6) -> None:
    """Let the schedule come by once more."""
    scene.later(hours * 3600)
    scene.pull(JOB)


def recent(scene: Scene) -> None:
    """One person's run over the open days, hours later."""
    scene.later(SIX_HOURS)
    scene.pull(a_pull_job(kind=PullKind.RECONCILE, user_id=USER, reach=Reach.RECENT))


def alive(scene: Scene) -> list[Entry]:
    """The entries that were not deleted, oldest first."""
    found = scene.entries.of_user(ACCOUNT, USER, limit=1000).entries
    return [entry for entry in found if entry.deleted_at is None]


def entry_of(scene: Scene, row: RemoteRow) -> Entry:
    """The entry of a row, whether the row is still there or not."""
    owners = scene.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, [row.psa_id])
    entry = scene.entries.get(ACCOUNT, owners[row.psa_id])
    assert entry is not None
    return entry


def words(scene: Scene, entry: Entry) -> list[str]:
    """The entry's history."""
    return [event.what for event in scene.entries.history(ACCOUNT, entry.id)]


def looks_of(scene: Scene, row: RemoteRow) -> int:
    """How many looks have not found the row."""
    missing = entry_of(scene, row).missing
    return missing.looks if missing else 0


def problem_of(scene: Scene, row: RemoteRow) -> str | None:
    """What is wrong with the entry of the row."""
    problem = entry_of(scene, row).problem
    return problem.code if problem else None
