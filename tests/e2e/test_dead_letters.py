"""What was given up is in sight of people, and nothing lies about in a queue."""

import json
from uuid import uuid4

import pytest

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS


@pytest.fixture
def admin(stack):
    return stack.api(stack.info.tokens.admin)


@pytest.fixture
def dead_queue(stack, psa):
    """Puts a letter into the PSA's dead letter queue of this way, and tells how many lie there."""
    client = stack.info.aws_client("sqs")

    def url(way):
        name = f"{stack.info.stack_name}-{psa.app}-{way}-dead"
        return client.get_queue_url(QueueName=name)["QueueUrl"]

    class DeadQueue:
        def gets(self, way, **letter):
            client.send_message(QueueUrl=url(way), MessageBody=json.dumps(letter))

        def is_empty(self, way):
            names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            found = client.get_queue_attributes(QueueUrl=url(way), AttributeNames=names)
            return set(found["Attributes"].values()) == {"0"}

    return DeadQueue()


def test_a_poll_that_was_given_up_is_a_problem_until_one_succeeds(psa, admin, dead_queue):
    def is_shown():
        items = admin.ok("GET", "/v1/problems?limit=500")["items"]
        return any(
            (one["app"], one["entryId"], one["problem"]["code"]) == (psa.app, None, "gave_up")
            for one in items
        )

    def given_up():
        dead_queue.gets("pull", account="alpine-it", app=psa.app, kind="changes")
        wait_for("an empty queue", lambda: dead_queue.is_empty("pull"), ARRIVES_SECONDS)
        return is_shown()

    psa.breaks("status", params={"status": 503, "body": {"message": "Service unavailable"}})
    # More than once: a pull that had its answers before may still take the problem back.
    wait_for("the problem", given_up, ARRIVES_SECONDS)
    psa.heals()
    wait_for("a pull that succeeds", lambda: not is_shown(), ARRIVES_SECONDS)


def test_letters_about_nothing_are_taken_away(dead_queue, psa):
    dead_queue.gets("push", sense="none")
    dead_queue.gets("push", account="alpine-it", app=psa.app, entry_id=str(uuid4()))
    wait_for("an empty queue", lambda: dead_queue.is_empty("push"), ARRIVES_SECONDS)
