"""The workers' answers to Lambda, in exactly the shape that it reads."""

import pytest

from functions.pull_worker.handler import lambda_handler as pull_worker
from functions.push_worker.handler import lambda_handler as push_worker
from functions.scheduler.handler import lambda_handler as scheduler
from psa_sync import bootstrap
from psa_sync.aws.job_messages import encode_job
from tests.builders import a_pull_job, a_push_job
from tests.integration.client import invocation, stored_event
from tests.integration.queues import sqs_event

WORKERS = {
    push_worker: encode_job(a_push_job()),
    pull_worker: encode_job(a_pull_job()),
}
NONSENSE = ["", "{", "null", "[]", "7", "{}", '{"account":"a"}', '{"account":1,"app":2}', "\x00"]


@pytest.fixture(params=WORKERS, ids=["push", "pull"])
def worker(request):
    return request.param


def batch(*bodies):
    messages = [
        {"MessageId": f"message-{n}", "ReceiptHandle": "r", "MD5OfBody": "m", "Body": body}
        for n, body in enumerate(bodies)
    ]
    return sqs_event(messages, "psa-sync-connectwise-push")


def test_a_batch_that_is_done_has_no_failures(deployment, worker):
    assert worker(batch(WORKERS[worker]), invocation()) == {"batchItemFailures": []}


@pytest.mark.parametrize("body", NONSENSE, ids=ascii)
def test_a_message_that_makes_no_sense_goes_back_alone(deployment, worker, body):
    good = WORKERS[worker]
    answer = worker(batch(good, body, good), invocation())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}


def test_a_job_of_the_other_queue_goes_back(deployment, worker):
    (other,) = (body for one, body in WORKERS.items() if one is not worker)
    answer = worker(batch(other), invocation())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}


def test_a_batch_of_nonsense_goes_back_message_by_message(deployment, worker):
    answer = worker(batch("a", "b"), invocation())
    assert answer == {
        "batchItemFailures": [{"itemIdentifier": "message-0"}, {"itemIdentifier": "message-1"}]
    }


def test_what_an_earlier_batch_gave_back_is_forgotten(deployment, worker):
    worker(batch("nonsense"), invocation())
    assert worker(batch(WORKERS[worker]), invocation()) == {"batchItemFailures": []}


def test_all_messages_go_back_while_the_table_is_away(deployment, worker, monkeypatch):
    monkeypatch.setenv("TABLE_NAME", "gone")
    bootstrap.forget()
    good = WORKERS[worker]
    assert worker(batch(good, good), invocation()) == {
        "batchItemFailures": [{"itemIdentifier": "message-0"}, {"itemIdentifier": "message-1"}]
    }


@pytest.mark.parametrize(
    "name",
    [
        "push_worker/one_entry",
        "pull_worker/backfill",
        "pull_worker/changes",
        "pull_worker/work_items",
    ],
)
def test_the_example_events_are_understood(deployment, name):
    handler = {"push_worker": push_worker, "pull_worker": pull_worker}[name.partition("/")[0]]
    assert handler(stored_event(name), invocation()) == {"batchItemFailures": []}


@pytest.mark.parametrize("schedule", ["pull", "sweep"])
def test_a_schedule_says_how_many_jobs_it_sent(deployment, schedule):
    assert scheduler(stored_event(f"scheduler/{schedule}"), invocation()) == {"sent": 0}


@pytest.mark.parametrize("event", [{}, {"schedule": "never"}, {"schedule": None}], ids=str)
def test_a_schedule_that_nobody_knows_fails(deployment, event):
    with pytest.raises(ValueError, match="no such schedule"):
        scheduler(event, invocation())


def test_without_time_left_nothing_is_sent_to_the_psa(deployment):
    assert push_worker(batch(WORKERS[push_worker]), invocation(0)) == {"batchItemFailures": []}
