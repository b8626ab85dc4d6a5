"""The queues: what is sent arrives in the queue of its app."""

from psa_sync.domain.jobs import PullKind
from tests.builders import AUTOTASK, CONNECTWISE, a_pull_job, a_push_job, an_id


def by_entry(jobs):
    return sorted(jobs, key=lambda job: job.entry_id)


def test_push_jobs_arrive_in_the_queue_of_their_app(backend):
    ours = [a_push_job(entry_id=an_id(number)) for number in range(23)]
    backend.queue.push(ours)
    assert by_entry(backend.pushed(CONNECTWISE)) == ours
    assert backend.pushed(CONNECTWISE) == []


def test_the_other_app_has_its_own_queue(backend):
    backend.queue.push([a_push_job(), a_push_job(app=AUTOTASK)])
    assert backend.pushed(AUTOTASK) == [a_push_job(app=AUTOTASK)]


def test_no_jobs_are_no_messages(backend):
    backend.queue.push([])
    backend.queue.pull([])
    assert backend.pushed(CONNECTWISE) == []


def test_pull_jobs_arrive_whole(backend):
    job = a_pull_job(
        kind=PullKind.BACKFILL, user_id="ü # user", page="2", newest="x", progress_id="job-1"
    )
    backend.queue.pull([job])
    assert backend.pulled(CONNECTWISE) == [job]
    assert backend.pushed(CONNECTWISE) == []


def test_any_account_can_be_a_group(backend):
    jobs = [a_push_job(account=name) for name in ("a b", "ü", "x" * 300, "plain")]
    backend.queue.push(jobs)
    accounts = {job.account for job in backend.pushed(CONNECTWISE)}
    assert accounts == {job.account for job in jobs}
