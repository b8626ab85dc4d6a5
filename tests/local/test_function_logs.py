import time
from dataclasses import replace

import pytest

from local.deploy import Deployment
from local.function_logs import FunctionLogs

GROUP = "/aws/lambda/psa-sync-Any"
FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {"LoggingConfig": {"LogGroup": {"Ref": "AnyLogs"}}},
}
DEPLOYMENT = Deployment(
    name="psa-sync",
    stack_id="arn:aws:cloudformation:us-east-1:000000000000:stack/psa-sync/1",
    template={"Resources": {"AnyFunction": FUNCTION}},
    parameters={},
    physical_ids={"AnyFunction": "psa-sync-Any", "AnyLogs": GROUP},
)


class Invocation:
    """One invocation's stream in the emulator's CloudWatch Logs."""

    def __init__(self, client, name):
        self.client = client
        self.name = name
        client.create_log_stream(logGroupName=GROUP, logStreamName=name)

    def logs(self, *messages, at):
        self.client.put_log_events(
            logGroupName=GROUP,
            logStreamName=self.name,
            logEvents=[{"timestamp": at, "message": message} for message in messages],
        )


@pytest.fixture
def client(aws):
    client = aws.client("logs")
    client.create_log_group(logGroupName=GROUP)
    yield client
    client.delete_log_group(logGroupName=GROUP)


@pytest.fixture
def copied(aws, client, tmp_path):
    """Runs what the test logs, then gives the lines of the file once the follower has ended."""
    follower = FunctionLogs(DEPLOYMENT, aws, tmp_path / "functions.log")
    follower.start()

    def lines():
        follower.stop()
        return (tmp_path / "functions.log").read_text().splitlines()

    return lines


def now():
    return int(time.time() * 1000)


def test_what_a_function_logs_is_copied_with_its_name(client, copied):
    Invocation(client, "one").logs("served", at=now())
    (line,) = copied()
    assert line.endswith("AnyFunction served")


def test_the_lines_of_lambda_itself_are_left_out(client, copied):
    Invocation(client, "one").logs("START RequestId: 1", "served", "END RequestId: 1", at=now())
    assert len(copied()) == 1


def test_a_traceback_keeps_its_order(client, copied):
    Invocation(client, "one").logs("Traceback", "  File b", "  File a", "ValueError", at=now())
    messages = [line.split("AnyFunction ")[1] for line in copied()]
    assert messages == ["Traceback", "  File b", "  File a", "ValueError"]


def test_invocations_stand_in_the_order_of_time(client, copied):
    later = now()
    Invocation(client, "one").logs("second", at=later)
    Invocation(client, "two").logs("first", at=later - 1000)
    assert [line.split()[-1] for line in copied()] == ["first", "second"]


def test_nothing_is_copied_twice(client, aws, tmp_path):
    path = tmp_path / "functions.log"
    follower = FunctionLogs(DEPLOYMENT, aws, path)
    at = now()
    Invocation(client, "one").logs("first", at=at)
    follower.copy()
    Invocation(client, "two").logs("second", at=at)
    follower.copy()
    follower.copy()
    assert [line.split()[-1] for line in path.read_text().splitlines()] == ["first", "second"]


def test_a_function_whose_log_cannot_be_read_takes_no_lines_from_the_others(client, aws, tmp_path):
    other = {**FUNCTION, "Properties": {"LoggingConfig": {"LogGroup": {"Ref": "OtherLogs"}}}}
    both = replace(
        DEPLOYMENT,
        template={"Resources": {"AnyFunction": FUNCTION, "OtherFunction": other}},
        physical_ids={**DEPLOYMENT.physical_ids, "OtherLogs": "/aws/lambda/not-there-yet"},
    )
    follower = FunctionLogs(both, aws, tmp_path / "functions.log")
    Invocation(client, "one").logs("served", at=now())
    for _ in range(2):
        follower.copy()
    (line,) = (tmp_path / "functions.log").read_text().splitlines()
    assert line.endswith("AnyFunction served")


def test_an_emulator_that_is_gone_ends_nothing(aws, tmp_path):
    FunctionLogs(DEPLOYMENT, aws, tmp_path / "functions.log").copy()
    assert not (tmp_path / "functions.log").exists()
