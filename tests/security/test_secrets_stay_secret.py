"""Neither keys nor what people write appears in a log line, an error or an answer."""

import io
import json
import logging

import pytest

from functions.pull_worker.handler import lambda_handler as pull_worker
from functions.push_worker.handler import lambda_handler as push_worker
from psa_sync import bootstrap
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.client import invocation
from tests.integration.deployment import ACCOUNT, ADMIN, PAUL
from tests.integration.queues import sqs_event

OF_NO_JOB = {"invocation ended", "served", "schedule"}
NOTES, INTERNAL = "canary-notes-7f3a", "canary-internal-9c1d"


@pytest.fixture
def log_lines(caplog):
    """Everything our own code and its libraries say, as it would be written."""
    written, handlers = io.StringIO(), {}
    loggers = [bootstrap.logger().registered_handler, *logging.getLogger("psa_sync").handlers]
    for handler in loggers:
        assert isinstance(handler, logging.StreamHandler)
        handlers[handler] = handler.setStream(written)
    caplog.set_level(logging.DEBUG, "psa_sync")
    with caplog.at_level(logging.INFO):
        yield lambda: written.getvalue() + caplog.text
    for handler, stream in handlers.items():
        if stream is not None:
            handler.setStream(stream)


def test_a_whole_life_tells_no_secret(deployment, app, log_lines, capsys):
    psa = deployment.psas[app]
    wrong = psa.credentials | {psa.case.secret_field: "canary-wrong-key-4e2b"}
    path = f"/v1/connected-apps/{app}/connection"
    answers = [
        deployment.call(ADMIN, "PUT", path, {"credentials": wrong}),
        deployment.install(app),
        deployment.authenticate(PAUL, app),
        deployment.call(PAUL, "GET", "/v1/connected-apps"),
        deployment.call(PAUL, "PUT", path_of(new_id()), raw='{"notes": "canary-notes-7f3a"'),
        deployment.call(PAUL, "PUT", path_of(new_id()), {"notes": [NOTES], NOTES[:6]: NOTES}),
    ]
    deployment.pump.deliver()
    work = deployment.a_ticket(PAUL, app)
    booking = a_booking(work, NOTES, internalNotes=INTERNAL)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    assert psa.row_of(NOTES)

    for mode in ("truncate_body", "reset_before", "rate_limit", "status"):
        psa.breaks(mode, times=1)
        answers.append(deployment.call(PAUL, "GET", f"/v1/connected-apps/{app}/options"))
        deployment.ok(PAUL, "PUT", path_of(new_id()), booking)
        deployment.pump.deliver()
        psa.heals()
    psa.breaks("status", params={"status": 401, "body": {"message": "Unauthorized"}})
    deployment.pulls()
    deployment.ok(PAUL, "PUT", path_of(new_id()), booking)
    deployment.pump.deliver()
    nonsense = {"MessageId": "1", "ReceiptHandle": "1", "MD5OfBody": "", "Body": f'{{"a":"{NOTES}"'}
    for worker in (push_worker, pull_worker):
        worker(sqs_event([nonsense], f"it-{app}-push"), invocation())

    answers.append(deployment.call(ADMIN, "GET", "/v1/health/connections"))
    metrics = "".join(line for line in capsys.readouterr().out.splitlines() if "_aws" in line)
    assert '"KeysRefused":' in metrics
    log, shown = log_lines() + metrics, "".join(answer.body for answer in answers)
    assert '"message":"served"' in log
    assert '"message":"push"' in log
    assert '"message":"pull"' in log
    keys = {
        name: value
        for name, value in psa.credentials.items()
        if name not in {"site", "companyId", "userName"}
    }
    for name, value in keys.items():
        assert value not in log, name
    for canary in (NOTES, INTERNAL, "canary-wrong-key-4e2b"):
        assert canary not in log
        assert canary not in shown
    assert psa.credentials[psa.case.secret_field] not in shown


def test_the_request_id_of_an_answer_finds_its_log_lines(settled, log_lines):
    answer = settled.call(PAUL, "GET", "/v1/nothing")
    lines = [line for line in log_lines().splitlines() if '"message":"served"' in line]
    assert any(answer.json["requestId"] in line for line in lines)


def test_our_own_bug_is_logged_whole_and_shown_in_no_detail(settled, log_lines, monkeypatch):
    monkeypatch.delenv("TABLE_NAME")
    bootstrap.forget()
    answer = settled.call(PAUL, "GET", "/v1/changes")
    monkeypatch.undo()
    bootstrap.forget()
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "TABLE_NAME" not in answer.body
    assert "missing environment variables: TABLE_NAME" in log_lines()
    assert answer.json["requestId"] in log_lines()


def test_every_line_of_a_job_says_for_whom_it_is(deployment, app, log_lines):
    psa = deployment.psas[app]
    deployment.install(app)
    deployment.authenticate(PAUL, app)
    deployment.pump.deliver()
    work = deployment.a_ticket(PAUL, app)
    psa.breaks("down")
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work, NOTES))
    deployment.runs("pull")
    deployment.pump.deliver()
    lines = [json.loads(line) for line in log_lines().splitlines() if line.startswith("{")]
    about_the_work = [one for one in lines if one["message"] not in OF_NO_JOB and "job" in one]
    assert {"push", "pull"} <= {one["message"] for one in about_the_work}
    assert any(one["message"] == "the PSA did not answer a pull" for one in about_the_work)
    for line in about_the_work:
        assert (line["account"], line["app"]) == (ACCOUNT, app), line
        assert line.get("kind") or line.get("entry"), line
    assert entry_id in {one.get("entry") for one in about_the_work}
    of_the_engine = [one for one in lines if str(one.get("name", "")).startswith("psa_sync.sync")]
    assert of_the_engine
    assert all("account" in one for one in of_the_engine), of_the_engine
    assert all("job" not in one for one in lines if one["message"] in OF_NO_JOB), "nothing stays"
