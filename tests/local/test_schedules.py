import io
import json
from threading import Event

import pytest
import requests

from local.deploy import Deployment
from local.schedules import Schedule, Schedules, schedules_of

SCHEDULES = {
    "pull": Schedule("psa-sync-Scheduler", '{"schedule":"pull"}'),
    "sweep": Schedule("psa-sync-Scheduler", '{"schedule":"sweep"}'),
}


class FakeLambda:
    """AWS Lambda as far as schedules use it: it notes what it is asked to run."""

    def __init__(self):
        self.payloads = []
        self.fails = False
        self.ran_twice = Event()

    def client(self, service):
        assert service == "lambda"
        return self

    def invoke(self, *, FunctionName, Payload):  # noqa: N803 - the names of AWS
        assert FunctionName == "psa-sync-Scheduler"
        self.payloads.append(json.loads(Payload))
        if len(self.payloads) == 2:
            self.ran_twice.set()
        if self.fails:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(b'{"errorMessage":"no"}')}
        return {"Payload": io.BytesIO(b'{"sent":0}')}


@pytest.fixture
def aws():
    return FakeLambda()


@pytest.fixture
def schedules(aws):
    schedules = Schedules(SCHEDULES, {}, aws, port=0)
    schedules.start()
    yield schedules
    schedules.stop()


def call(schedules, name):
    method, url = schedules.urls()[name].split()
    return requests.request(method, url, timeout=10)


def test_a_schedule_runs_now_with_the_input_of_the_template(schedules, aws):
    assert call(schedules, "pull").status_code == 200
    assert call(schedules, "sweep").status_code == 200
    assert aws.payloads == [{"schedule": "pull"}, {"schedule": "sweep"}]


def test_the_answer_comes_when_the_function_has_finished(schedules, aws):
    assert call(schedules, "pull").json() == {"schedule": "pull", "status": "done"}


def test_a_function_that_fails_is_no_success(schedules, aws):
    aws.fails = True
    answer = call(schedules, "pull")
    assert answer.status_code == 502
    assert '{"errorMessage":"no"}' in answer.json()["error"]


def test_a_schedule_that_the_template_has_not_is_unknown(schedules, aws):
    url = schedules.urls()["pull"].split()[1].replace("pull", "reconcile")
    assert requests.post(url, timeout=10).status_code == 404
    assert aws.payloads == []


def test_only_this_machine_can_call_it(schedules):
    assert all(call.startswith("POST http://127.0.0.1:") for call in schedules.urls().values())


@pytest.mark.parametrize("fails", [False, True], ids=["well", "badly"])
def test_the_ticker_goes_on_however_a_run_ends(aws, fails):
    aws.fails = fails
    schedules = Schedules(SCHEDULES, {"sweep": 0.01}, aws, port=0)
    schedules.start()
    try:
        assert aws.ran_twice.wait(10)
    finally:
        schedules.stop()
    assert aws.payloads[0] == {"schedule": "sweep"}


def test_schedules_that_never_started_can_be_stopped(aws):
    Schedules(SCHEDULES, {"sweep": 0.01}, aws, port=0).stop()
    assert aws.payloads == []


def test_schedules_are_found_in_the_template():
    template = {
        "Resources": {
            "SchedulerFunctionPull": {
                "Type": "AWS::Scheduler::Schedule",
                "Properties": {
                    "Target": {
                        "Arn": {"Fn::GetAtt": ["SchedulerFunction", "Arn"]},
                        "Input": '{"schedule":"pull"}',
                    }
                },
            }
        }
    }
    deployment = Deployment(
        name="psa-sync",
        stack_id="arn:aws:cloudformation:us-east-1:000000000000:stack/psa-sync/1",
        template=template,
        parameters={},
        physical_ids={"SchedulerFunction": "psa-sync-Scheduler"},
    )
    assert schedules_of(deployment) == {"pull": SCHEDULES["pull"]}
