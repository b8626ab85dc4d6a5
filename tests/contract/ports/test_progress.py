"""The progress of long-running jobs."""

from dataclasses import replace

from psa_sync.domain.jobs import ProgressStatus
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW, USER, a_problem, a_progress

DAY = 24 * 60 * 60


def running(backend, app=CONNECTWISE, user_id=USER, kind="refresh"):
    return backend.progress.running(ACCOUNT, app, user_id, kind)


def test_what_is_saved_is_read_back_whole(backend):
    failed = a_progress(
        status=ProgressStatus.FAILED, done=3, total=9, finished_at=NOW, problem=a_problem()
    )
    backend.progress.save(failed)
    assert backend.progress.get(ACCOUNT, failed.id) == failed
    assert backend.progress.get(ACCOUNT, "unknown") is None


def test_the_unfinished_job_of_a_kind_is_found(backend):
    queued = a_progress()
    backend.progress.save(queued)
    assert running(backend) == queued
    going_on = replace(queued, status=ProgressStatus.RUNNING, done=5)
    backend.progress.save(going_on)
    assert running(backend) == going_on
    assert running(backend, app=AUTOTASK) is None
    assert running(backend, user_id="other") is None
    assert running(backend, kind="sync") is None


def test_a_finished_job_is_not_running(backend):
    for status in (ProgressStatus.DONE, ProgressStatus.FAILED):
        backend.progress.save(a_progress())
        backend.progress.save(a_progress(status=status))
        assert running(backend) is None


def test_a_late_end_does_not_hide_the_next_job(backend):
    backend.progress.save(a_progress())
    following = a_progress(id="job-2")
    backend.progress.save(following)
    backend.progress.save(a_progress(status=ProgressStatus.DONE))
    assert running(backend) == following


def test_progress_is_forgotten_after_thirty_days(backend):
    backend.progress.save(a_progress())
    backend.clock.advance(30 * DAY - 1)
    assert running(backend) == a_progress()
    backend.clock.advance(1)
    assert running(backend) is None
    assert backend.progress.get(ACCOUNT, "job-1") is None
