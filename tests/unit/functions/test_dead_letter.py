"""The taker of dead letters: every letter ends there, whatever it holds."""

import pytest
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from botocore.exceptions import EndpointConnectionError

from functions.dead_letter.handler import lambda_handler as dead_letter
from psa_sync import bootstrap
from psa_sync.aws import clients
from psa_sync.aws.job_messages import encode_job
from tests.builders import ACCOUNT, NOW, a_connection, a_pull_job, a_push_job, an_entry, an_id
from tests.integration.client import invocation, stored_event
from tests.integration.queues import sqs_event
from tests.unit.functions.test_workers import NONSENSE

DONE: PartialItemFailureResponse = {"batchItemFailures": []}


def letters(*bodies):
    messages = [
        {"MessageId": f"letter-{n}", "ReceiptHandle": "r", "MD5OfBody": "m", "Body": body}
        for n, body in enumerate(bodies)
    ]
    return sqs_event(messages, "psa-sync-connectwise-push-dead")


def logged(caplog, message):
    """What the lines of the log with this message say."""
    return [vars(one) for one in caplog.records if one.getMessage() == message]


def test_a_push_that_was_given_up_is_shown_on_its_entry(deployment):
    bootstrap.entries().save(an_entry(due_at=NOW))
    assert dead_letter(letters(encode_job(a_push_job())), invocation()) == DONE
    stored = bootstrap.entries().get(ACCOUNT, an_id())
    assert stored is not None
    assert stored.problem is not None
    assert stored.problem.code == "gave_up"


def test_a_poll_that_was_given_up_is_shown_on_its_connection(deployment):
    bootstrap.connections().save(a_connection())
    assert dead_letter(letters(encode_job(a_pull_job())), invocation()) == DONE
    stored = bootstrap.connections().get(ACCOUNT, a_connection().app)
    assert stored is not None
    assert stored.problem is not None
    assert stored.problem.code == "gave_up"


@pytest.mark.parametrize("body", NONSENSE, ids=ascii)
def test_a_letter_that_makes_no_sense_is_counted_and_not_quoted(deployment, caplog, body):
    assert dead_letter(letters(body), invocation()) == DONE
    (line,) = logged(caplog, "a dead letter makes no sense")
    assert line["levelname"] == "ERROR"
    assert (line["letter"], line["queue"]) == ("letter-0", "psa-sync-connectwise-push-dead")
    assert line["exc_info"] is None


def test_no_word_of_a_senseless_letter_is_in_the_log(deployment, caplog):
    assert dead_letter(letters('{"account":"secret words"}'), invocation()) == DONE
    assert "secret words" not in caplog.text


def test_a_letter_about_a_row_that_nobody_can_read_does_not_go_round(deployment, caplog):
    saved = bootstrap.entries().save(an_entry(due_at=NOW))
    deployment.aws.dynamodb.update_item(
        TableName=deployment.name,
        Key={"pk": {"S": f"A#{ACCOUNT}#E#{saved.id}"}, "sk": {"S": "ENTRY"}},
        UpdateExpression="SET doc = :broken",
        ExpressionAttributeValues={":broken": {"S": "{}"}},
    )
    assert dead_letter(letters(encode_job(a_push_job())), invocation()) == DONE
    (line,) = logged(caplog, "a dead letter cannot be shown")
    assert line["entry"] == saved.id


def test_a_letter_comes_back_while_the_table_is_away(deployment):
    def away(**_):
        raise EndpointConnectionError(endpoint_url="the table")

    events = clients.dynamodb().meta.events
    events.register("before-call.dynamodb", away, unique_id="away")
    event = letters(encode_job(a_push_job()), "nonsense", encode_job(a_pull_job()))
    answer = dead_letter(event, invocation())
    events.unregister("before-call.dynamodb", unique_id="away")
    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == [
        "letter-0",
        "letter-2",
    ]


def test_a_letter_names_what_it_is_about(deployment, caplog):
    bodies = [encode_job(a_push_job()), encode_job(a_pull_job(account="another"))]
    assert dead_letter(letters(*bodies), invocation()) == DONE
    first, second = logged(caplog, "dead letter")
    assert (first["account"], first["app"], first["entry"]) == (ACCOUNT, "connectwise", an_id())
    assert (second["account"], second["kind"]) == ("another", "changes")


@pytest.mark.parametrize("name", ["given_up_push", "given_up_pull"])
def test_the_example_events_are_understood(deployment, caplog, name):
    assert dead_letter(stored_event(f"dead_letter/{name}"), invocation()) == DONE
    assert len(logged(caplog, "dead letter")) == 1
