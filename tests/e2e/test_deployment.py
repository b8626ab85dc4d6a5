import json
from pathlib import Path

import pytest

from local.api_client import wait_for
from local.environments import CHECKOUT
from tests.e2e.simulated_psa import ARRIVES_SECONDS

EVENTS = sorted((CHECKOUT / "events").glob("*/*.json"))


def _event_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("event", EVENTS, ids=_event_id)
def test_every_payload_of_the_events_folder_is_served(stack, event):
    client = stack.info.aws_client("lambda")
    name = event.parent.name.title().replace("_", "")
    answer = client.invoke(
        FunctionName=f"{stack.info.stack_name}-{name}", Payload=event.read_bytes()
    )
    body = answer["Payload"].read().decode()
    assert "FunctionError" not in answer, body
    served = json.loads(body)
    if name == "MemtimeApi":
        assert 200 <= served["statusCode"] < 600
    elif name.endswith("Worker"):
        assert served == {"batchItemFailures": []}


def test_every_schedule_runs_when_its_address_is_called(stack, psas):
    there = {name for name, call in stack.info.schedules.items() if call}
    assert there >= {"pull", "reconcile", "sweep"}
    for name in ("pull", "reconcile", "sweep"):
        stack.info.run_schedule(name)


def test_a_pull_by_address_asks_the_psa(stack, technician):
    def pulled_at():
        return technician.connected_app()["connection"]["lastPullAt"]

    before = pulled_at()

    def moved():
        stack.info.run_schedule("pull")
        return pulled_at() != before

    wait_for("the pull", moved, ARRIVES_SECONDS)


def test_no_message_is_left_dead(stack):
    client = stack.info.aws_client("sqs")
    urls = [url for url in client.list_queues()["QueueUrls"] if url.endswith("-dead")]
    assert len(urls) == 4
    for url in urls:
        found = client.get_queue_attributes(
            QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        assert found["Attributes"]["ApproximateNumberOfMessages"] == "0", url


def test_no_entry_was_given_up(stack):
    problems = stack.api(stack.info.tokens.admin).pages("/v1/problems")
    assert [one for one in problems if one["entryId"] and one["problem"]["code"] == "gave_up"] == []
