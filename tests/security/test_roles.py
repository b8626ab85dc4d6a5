"""What each function calls in AWS while it works is what its role in the template allows."""

import re

import pytest

from psa_sync import bootstrap
from psa_sync.aws import clients
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PullKind, PushJob
from tests.infrastructure.sam_template import properties
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ACCOUNT, ADMIN, PAUL, Deployment

FUNCTIONS = ("MemtimeApi", "Scheduler", "PushWorker", "PullWorker", "DeadLetter")
IAM_ACTIONS = {
    # What a batch or a transaction needs: the actions of its parts.
    "sqs:SendMessageBatch": {"sqs:SendMessage"},
    "dynamodb:TransactWriteItems": {"dynamodb:PutItem", "dynamodb:DeleteItem"},
}


class Recorder:
    """Which function called what, on which queue or secret."""

    def __init__(self):
        self.running = ""
        self.calls: dict[str, set[tuple[str, str]]] = {}

    def record(self, params, model, **_):
        service = model.service_model.signing_name
        body = params["body"] if isinstance(params["body"], str) else params["body"].decode()
        target = re.search(r"-(push|pull)\b", body)
        call = f"{service}:{model.name}", target[1] if target and service == "sqs" else ""
        self.calls.setdefault(self.running, set()).add(call)

    def around(self, function, work):
        def run(*arguments):
            former, self.running = self.running, function
            bootstrap.forget()  # each function is a process of its own
            try:
                return work(*arguments)
            finally:
                self.running = former

        return run


@pytest.fixture(scope="module")
def recorder(settled):
    """A life with everything in it: install, book, change, delete, pull, refresh, sweep."""
    recorder = Recorder()
    made = (clients.dynamodb(), clients.sqs(), clients.secrets_manager())
    for client in made:
        client.meta.events.register("before-call", recorder.record, unique_id="roles")
    with pytest.MonkeyPatch.context() as patch:
        ways = (("MemtimeApi", "sends"), ("Scheduler", "runs"), ("DeadLetter", "gives_up"))
        for function, name in ways:
            work = getattr(Deployment, name)
            patch.setattr(Deployment, name, recorder.around(function, work))
        for queue, worker in list(settled.pump._queues.items()):
            function = "PushWorker" if queue.endswith("push") else "PullWorker"
            patch.setitem(settled.pump._queues, queue, recorder.around(function, worker))
        for app in settled.psas:
            live(settled, app)
    for client in made:
        client.meta.events.unregister("before-call", unique_id="roles")
    return recorder


def live(deployment, app):
    deployment.install(app)
    deployment.authenticate(PAUL, app)
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    booking = a_booking(deployment.a_ticket(PAUL, app))
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.runs("sweep")
    deployment.pump.deliver()
    deployment.ok(PAUL, "PUT", path_of(entry_id), booking | {"notes": "Changed"}, if_match=1)
    deployment.pump.deliver()
    row = deployment.psas[app].row_of("Changed")
    person = str(deployment.psas[app].case.person_of(row))
    deployment.psas[app].person_edits(person, str(row["id"]), "Changed by hand")
    deployment.runs("sweep")
    deployment.pulls()
    version = deployment.entry(PAUL, entry_id)["version"]
    give_up(deployment, app)
    deployment.ok(PAUL, "DELETE", path_of(entry_id), if_match=version)
    deployment.pump.deliver()
    for path in ("/v1/changes", "/v1/time-entries", "/v1/connected-apps", "/v1/problems"):
        deployment.ok(PAUL, "GET", path)


def give_up(deployment, app):
    """Let an entry that is due, a refresh and a poll end as dead letters, and try them again."""
    work = deployment.a_ticket(PAUL, app)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work))
    job = deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    letters = [
        PushJob(account=ACCOUNT, app=PsaName(app), entry_id=entry_id),
        PullJob(account=ACCOUNT, app=PsaName(app), kind=PullKind.WORK_ITEMS, progress_id=job["id"]),
        PullJob(account=ACCOUNT, app=PsaName(app), kind=PullKind.CHANGES),
    ]
    deployment.gives_up(*letters)
    assert deployment.entry(PAUL, entry_id)["problem"]["code"] == "gave_up"
    deployment.ok(PAUL, "GET", f"{path_of(entry_id)}/explain")
    deployment.ok(PAUL, "POST", f"{path_of(entry_id)}/retry")
    deployment.ok(ADMIN, "POST", "/v1/problems/retry")
    deployment.pump.deliver()


def statements(function):
    policies = properties("AWS::Serverless::Function")[f"{function}Function"]["Policies"]
    return [statement for policy in policies for statement in policy["Statement"]]


def allows(statement, action, target):
    actions = statement["Action"]
    if action not in (actions if isinstance(actions, list) else [actions]):
        return False
    return not target or f"-{target}" in str(statement["Resource"])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_calls_what_its_role_allows(recorder, function):
    made = recorder.calls[function]
    needed = {(action, target) for call, target in made for action in IAM_ACTIONS.get(call, {call})}
    assert any(action.startswith("dynamodb:") for action, _ in needed)
    refused = {
        (action, target)
        for action, target in needed
        if not any(allows(statement, action, target) for statement in statements(function))
    }
    assert not refused


def test_the_scheduler_writes_no_row_it_only_puts_off(recorder):
    services = {call for call, _ in recorder.calls["Scheduler"] if call.startswith("dynamodb")}
    reads = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
    assert services <= reads | {"dynamodb:UpdateItem"}
    assert not any(call.startswith("secretsmanager") for call, _ in recorder.calls["Scheduler"])
